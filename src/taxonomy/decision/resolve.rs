//! What decisions say of the mentions at hand, and whether they agree.

use std::collections::BTreeMap;

use super::chain::{chain, components, roots};
use super::contradiction::{Clash, Contradiction};
use super::settled::Settled;
use super::{Anchor, Decision, DecisionKind, Finder, Found, Outcome, Reworded, Ruling};
use crate::lexicon::wording_key;

/// Decisions in terms of the mentions at hand, all by index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resolved {
    /// Mentions that are one task, the lower index first, sorted.
    pub must: Vec<(usize, usize)>,
    /// Mentions that are different tasks, the lower index first, sorted.
    pub cannot: Vec<(usize, usize)>,
    /// Mentions of which a person could not tell, the lower index first, sorted.
    pub unsure: Vec<(usize, usize)>,
    /// Mentions that are no tasks, sorted.
    pub ignored: Vec<usize>,
    /// Mentions that are several tasks, each with the decision that says so, sorted.
    pub split: Vec<(usize, usize)>,
    /// What else is said of a mention's task: mention and decision, in order of decisions.
    pub edits: Vec<(usize, usize)>,
    /// What became of each decision, in their order.
    pub rulings: Vec<Ruling>,
}

/// What `decisions` say of the mentions in `anchors`.
///
/// # Errors
/// The first [`Contradiction`]: mentions that are said to be one task and different ones, perhaps
/// through others; one task with two titles, categories or choices of a value; two different
/// splits of one mention; two decisions of one id or that replace each other.
pub fn resolve(decisions: &[Decision], anchors: &[Anchor<'_>]) -> Result<Resolved, Contradiction> {
    let mut rulings: Vec<Ruling> = decisions.iter().map(fresh).collect();
    replace(decisions, &mut rulings)?;
    let finder = Finder::new(anchors);
    let mut found: Vec<Vec<usize>> = vec![Vec::new(); decisions.len()];
    for (at, decision) in decisions.iter().enumerate() {
        if rulings[at].outcome == Outcome::Applied {
            found[at] = locate(decision, &finder, anchors, &mut rulings[at]);
        }
    }
    let mut case = Case { decisions, anchors, found, rulings, resolved: Resolved::default() };
    case.exclude()?;
    case.pairs()?;
    case.edits();
    case.others()?;
    let Case { rulings, mut resolved, .. } = case;
    resolved.rulings = rulings;
    let groups = components(anchors.len(), &resolved.must);
    resolved.check(decisions, anchors, &groups)?;
    Ok(resolved)
}

fn fresh(decision: &Decision) -> Ruling {
    Ruling {
        file: decision.file.clone(),
        line: decision.line,
        kind: decision.kind.name().to_owned(),
        outcome: if decision.held.is_some() { Outcome::Held } else { Outcome::Applied },
        mentions: Vec::new(),
        reworded: Vec::new(),
        lost: Vec::new(),
        note: decision.held.clone(),
    }
}

/// Marks the decisions that others take the place of.
fn replace(decisions: &[Decision], rulings: &mut [Ruling]) -> Result<(), Contradiction> {
    let mut by_id: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, decision) in decisions.iter().enumerate() {
        if let Some(id) = &decision.id
            && let Some(other) = by_id.insert(id, at)
        {
            return Err(Contradiction::new(Clash::Id(id.clone()), [&decisions[other], decision]));
        }
    }
    let earlier = |at: usize| decisions[at].replaces.as_deref().and_then(|id| by_id.get(id).copied());
    for at in 0..decisions.len() {
        let mut chain = vec![at];
        while let Some(next) = chain.last().and_then(|&last| earlier(last)) {
            if chain.contains(&next) {
                let steps = chain.iter().chain([&next]).map(|&at| &decisions[at]);
                return Err(Contradiction::new(Clash::Replacement, steps));
            }
            chain.push(next);
        }
        if rulings[at].outcome != Outcome::Held
            && let Some(&replaced) = chain.get(1)
        {
            rulings[replaced].outcome = Outcome::Replaced;
            rulings[replaced].note = Some(place(&decisions[at]));
        }
    }
    Ok(())
}

fn place(decision: &Decision) -> String {
    format!("{}:{}", decision.file, decision.line)
}

/// The mentions that a decision is about, none if any of them is lost.
fn locate(
    decision: &Decision,
    finder: &Finder<'_>,
    anchors: &[Anchor<'_>],
    ruling: &mut Ruling,
) -> Vec<usize> {
    let mut found = Vec::new();
    for target in decision.kind.targets() {
        let at = match finder.find(target) {
            Found::Lost => {
                ruling.lost.push(target.quote.clone().unwrap_or_else(|| target.mention.clone()));
                continue;
            }
            Found::Same(at) => at,
            Found::Changed(at) => {
                ruling.reworded.push(Reworded {
                    mention: anchors[at].id.to_owned(),
                    before: target.quote.clone().unwrap_or_default(),
                    after: anchors[at].quote.to_owned(),
                });
                at
            }
        };
        ruling.mentions.push(anchors[at].id.to_owned());
        found.push(at);
    }
    if !ruling.lost.is_empty() {
        ruling.outcome = Outcome::Lost;
        return Vec::new();
    }
    if !ruling.reworded.is_empty() {
        ruling.outcome = Outcome::Stale;
    }
    found
}

/// Decisions on their way to [`Resolved`].
struct Case<'a> {
    decisions: &'a [Decision],
    anchors: &'a [Anchor<'a>],
    /// The mentions of each decision; none for one that is not applied.
    found: Vec<Vec<usize>>,
    rulings: Vec<Ruling>,
    resolved: Resolved,
}

impl Case<'_> {
    fn idle(&mut self, at: usize, because: &Decision) {
        self.found[at].clear();
        self.rulings[at].outcome = Outcome::Idle;
        self.rulings[at].note = Some(place(because));
    }

    /// What is no task any more: ignored and split mentions. Other decisions about those have
    /// nothing to do.
    fn exclude(&mut self) -> Result<(), Contradiction> {
        let decisions = self.decisions;
        let (mut ignored, mut split) = (BTreeMap::new(), BTreeMap::new());
        for (at, decision) in decisions.iter().enumerate() {
            for &mention in &self.found[at] {
                match &decision.kind {
                    DecisionKind::Ignore { .. } => {
                        ignored.entry(mention).or_insert(at);
                    }
                    DecisionKind::Split { parts, .. } => {
                        let first = *split.entry(mention).or_insert(at);
                        if !matches!(&decisions[first].kind, DecisionKind::Split { parts: other, .. } if other == parts)
                        {
                            return Err(Contradiction::new(Clash::Parts, [&decisions[first], decision]));
                        }
                    }
                    _ => {}
                }
            }
        }
        for (at, decision) in decisions.iter().enumerate() {
            let ignoring = matches!(decision.kind, DecisionKind::Ignore { .. });
            let splitting = matches!(decision.kind, DecisionKind::Split { .. });
            let by = self.found[at].iter().find_map(|mention| {
                let ignored = ignored.get(mention).filter(|_| !ignoring);
                ignored.or(split.get(mention).filter(|_| !ignoring && !splitting)).copied()
            });
            if let Some(by) = by {
                self.idle(at, &decisions[by]);
            }
        }
        split.retain(|mention, _| !ignored.contains_key(mention));
        self.resolved.split = split.into_iter().collect();
        self.resolved.ignored = ignored.into_keys().collect();
        Ok(())
    }

    /// Pairs: one task, different tasks, or nobody knows.
    fn pairs(&mut self) -> Result<(), Contradiction> {
        let decisions = self.decisions;
        let mut links: Vec<(usize, usize, usize)> = Vec::new();
        let (mut must, mut cannot) = (BTreeMap::new(), BTreeMap::new());
        let mut unsure: Vec<((usize, usize), usize)> = Vec::new();
        for (at, decision) in decisions.iter().enumerate() {
            let &[a, b] = self.found[at].as_slice() else { continue };
            if a == b {
                self.idle(at, decision);
                continue;
            }
            let pair = (a.min(b), a.max(b));
            match decision.kind {
                DecisionKind::MustLink { .. } => {
                    links.push((a, b, at));
                    must.entry(pair).or_insert(at);
                }
                DecisionKind::CannotLink { .. } => {
                    cannot.entry(pair).or_insert(at);
                }
                // Every one that is settled otherwise says so, the second of two alike as well.
                _ => unsure.push((pair, at)),
            }
        }
        let root = roots(self.anchors.len(), must.keys().copied());
        for (&(a, b), &at) in &cannot {
            if root[a] == root[b] {
                let chain = chain(&links, a, b).into_iter().chain([at]);
                return Err(Contradiction::new(Clash::Linked, chain.map(|at| &decisions[at])));
            }
        }
        unsure.sort_unstable();
        for ((a, b), at) in unsure {
            let decided = cannot.get(&(a, b)).copied();
            let decided = decided
                .or_else(|| (root[a] == root[b]).then(|| chain(&links, a, b).first().copied()).flatten());
            if let Some(by) = decided {
                self.idle(at, &decisions[by]);
            } else {
                self.resolved.unsure.push((a, b));
            }
        }
        self.resolved.unsure.dedup();
        self.resolved.must = must.into_keys().collect();
        self.resolved.cannot = cannot.into_keys().collect();
        Ok(())
    }

    fn edits(&mut self) {
        for (at, decision) in self.decisions.iter().enumerate() {
            if let &[mention] = self.found[at].as_slice()
                && Settled::of(&decision.kind, "").is_some()
            {
                self.resolved.edits.push((mention, at));
            }
        }
    }

    /// Decisions that are about no mention.
    fn others(&mut self) -> Result<(), Contradiction> {
        let decisions = self.decisions;
        let key = |text: &Option<String>| text.as_deref().map(wording_key);
        let mut added: BTreeMap<(String, Option<String>), usize> = BTreeMap::new();
        let mut renamed: BTreeMap<(Option<String>, Option<String>), usize> = BTreeMap::new();
        for (at, decision) in decisions.iter().enumerate() {
            if self.rulings[at].outcome != Outcome::Applied {
                continue;
            }
            let (named, new, clash) = match &decision.kind {
                DecisionKind::Add { title, role, .. } => {
                    let first = *added.entry((wording_key(title), key(role))).or_insert(at);
                    if first != at {
                        self.idle(at, &decisions[first]);
                    }
                    continue;
                }
                DecisionKind::RenameCategory { role, category, title } => {
                    ((key(role), Some(wording_key(category))), title, Clash::CategoryTitle)
                }
                DecisionKind::RenameRole { role, title } => {
                    ((Some(wording_key(role)), None), title, Clash::RoleTitle)
                }
                _ => continue,
            };
            let first = *renamed.entry(named).or_insert(at);
            let (DecisionKind::RenameCategory { title, .. } | DecisionKind::RenameRole { title, .. }) =
                &decisions[first].kind
            else {
                continue;
            };
            if title != new {
                return Err(Contradiction::new(clash, [&decisions[first], decision]));
            }
        }
        Ok(())
    }
}
