//! Which parts something happened to since the last result.

use std::collections::{BTreeMap, BTreeSet};

use crate::mention::{RoleFacets, TaskMention};
use crate::merge::{NamedRole, RoleGroup, Roles, StatedRole, Told};
use crate::pipeline::carried::{Carried, CarriedRole};
use crate::pipeline::taxonomy::{known_sets, shingle_sets};
use crate::pipeline::{Cache, Contribution, Evidence, Pipeline};
use crate::source::SourceId;
use crate::taxonomy::{CopiedDocument, Decision, DecisionKind, DocumentRef, Outcome};

/// What happened to the sources.
pub(super) struct Plan<'a> {
    /// Every source of this run, by path.
    pub(super) now: Vec<&'a Contribution>,
    /// The same source of the last run, if there was one.
    pub(super) before: Vec<Option<usize>>,
    /// Whether its part has to be made anew.
    pub(super) touched: Vec<bool>,
    /// The evidence of those that are not as they were.
    pub(super) fresh: BTreeMap<usize, Evidence>,
    pub(super) roles: Vec<RoleGroup>,
    /// For each role of this run the one of the last run that it still is.
    pub(super) same: Vec<Option<usize>>,
    pub(super) copies: Vec<CopiedDocument>,
}

/// Which decisions were settled before and stay so, for each.
pub(super) struct Settled {
    /// The decisions as the touched parts see them.
    pub(super) decisions: Vec<Decision>,
    pub(super) kept: Vec<bool>,
}

impl Pipeline {
    /// Which parts something happened to; the sources `also` are touched in any case.
    pub(super) fn plan<'a>(
        &self,
        carried: &Carried,
        contributions: &'a [Contribution],
        decisions: &[Decision],
        also: &BTreeSet<usize>,
        cache: &Cache,
    ) -> Option<Plan<'a>> {
        let mut now: Vec<&Contribution> = contributions.iter().collect();
        now.sort_by(|a, b| a.path.cmp(&b.path));
        let known: BTreeMap<&SourceId, usize> =
            carried.sources.iter().enumerate().map(|(at, source)| (&source.info.path, at)).collect();
        let before: Vec<Option<usize>> = now
            .iter()
            .map(|one| known.get(&one.path).copied().filter(|&at| carried.sources[at].key == one.key))
            .collect();
        let mut fresh = BTreeMap::new();
        for at in (0..now.len()).filter(|&at| before[at].is_none()) {
            fresh.insert(at, now[at].evidence(cache)?);
        }
        let mut touched: Vec<bool> =
            before.iter().enumerate().map(|(at, was)| was.is_none() || also.contains(&at)).collect();

        let (mut stated, mut named): (Vec<StatedRole<'_>>, Vec<NamedRole<'_>>) = (Vec::new(), Vec::new());
        for (at, &was) in before.iter().enumerate() {
            match (was, fresh.get(&at)) {
                (Some(was), _) => {
                    stated.extend(carried.sources[was].stated());
                    named.extend(carried.sources[was].named());
                }
                (None, Some(evidence)) => {
                    stated.extend(evidence.extraction.mentions.iter().map(StatedRole::from));
                    let facets = evidence.extraction.facets.iter();
                    named.extend(facets.map(|facets| NamedRole::new(&evidence.info.path, facets)));
                }
                (None, None) => return None,
            }
        }
        let roles = Roles::told(Told { stated: &stated, named: &named, clusters: &[] });
        if roles.guessed.contains(&true) {
            return None;
        }
        let place: BTreeMap<&SourceId, usize> =
            now.iter().enumerate().map(|(at, one)| (&one.path, at)).collect();
        let mut of_role: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); roles.groups.len()];
        for (one, &role) in stated.iter().zip(&roles.of_stated) {
            of_role[role].insert(*place.get(one.place.0)?);
        }
        for (one, &role) in named.iter().zip(&roles.of_named) {
            if one.says() {
                of_role[role].insert(*place.get(one.place.0)?);
            }
        }

        let copies = self.copies(self.all_sets(carried, &now, &before, &fresh, cache)?);
        let mut ties: Vec<BTreeSet<usize>> = Vec::new();
        let changed = |one: &CopiedDocument| !copies.contains(one) || !carried.copies.contains(one);
        for one in copies.iter().chain(&carried.copies) {
            let both = [&one.document.source, &one.original.source];
            let both: BTreeSet<usize> = both.iter().filter_map(|path| place.get(*path).copied()).collect();
            if changed(one) {
                both.iter().for_each(|&at| touched[at] = true);
            }
            ties.push(both);
        }
        for decision in decisions {
            let sources = decision.kind.targets().into_iter().filter_map(|target| target.source.as_deref());
            ties.push(sources.filter_map(|path| place.get(&SourceId::new(path)).copied()).collect());
        }
        let here = |at: usize| place.get(&carried.sources[at].info.path).copied();
        let mut same: Vec<Option<usize>> = vec![None; of_role.len()];
        let mut given: BTreeSet<usize> = BTreeSet::new();
        for (role, sources) in of_role.iter().enumerate() {
            let is_same = |was: &CarriedRole| {
                was.title == roles.groups[role].title
                    && was.aliases == roles.groups[role].aliases
                    && was.sources.iter().map(|&at| here(at)).collect::<Option<BTreeSet<_>>>().as_ref()
                        == Some(sources)
            };
            same[role] = carried.roles.iter().position(is_same);
            given.extend(same[role]);
            if same[role].is_none() {
                sources.iter().for_each(|&at| touched[at] = true);
            }
            ties.push(sources.clone());
        }
        for (at, was) in carried.roles.iter().enumerate() {
            let sources: BTreeSet<usize> = was.sources.iter().filter_map(|&at| here(at)).collect();
            if !given.contains(&at) {
                sources.iter().for_each(|&at| touched[at] = true);
            }
            ties.push(sources);
        }
        loop {
            let count = touched.iter().filter(|one| **one).count();
            for tie in &ties {
                if tie.iter().any(|&at| touched[at]) {
                    tie.iter().for_each(|&at| touched[at] = true);
                }
            }
            if touched.iter().filter(|one| **one).count() == count {
                break;
            }
        }
        for (role, sources) in of_role.iter().enumerate() {
            if sources.iter().any(|&at| touched[at]) {
                same[role] = None;
            }
        }
        Some(Plan { now, before, touched, fresh, roles: roles.groups, same, copies })
    }

    /// The shingles of all documents, in their order.
    fn all_sets(
        &self,
        carried: &Carried,
        now: &[&Contribution],
        before: &[Option<usize>],
        fresh: &BTreeMap<usize, Evidence>,
        cache: &Cache,
    ) -> Option<Vec<(DocumentRef, Vec<u64>)>> {
        let mut all = Vec::new();
        for (at, one) in now.iter().enumerate() {
            match fresh.get(&at) {
                Some(evidence) => {
                    let keys = BTreeMap::from([(one.path.clone(), one.key)]);
                    all.extend(shingle_sets(&evidence.extraction.mentions, &keys, Some(cache)));
                }
                None => {
                    let place = |document| DocumentRef { source: one.path.clone(), document };
                    match known_sets(cache, &one.key) {
                        Some(sets) => all.extend(sets.into_iter().map(|(at, set)| (place(at), set))),
                        None if carried.sources[before[at]?].stated.is_empty() => {}
                        None => return None,
                    }
                }
            }
        }
        Some(all)
    }
}

/// What is settled of the decisions: those about untouched sources stay as they were, those about touched ones are
/// applied anew. `None` if one of them may be about anything.
pub(super) fn settled(plan: &Plan<'_>, carried: &Carried, decisions: &[Decision]) -> Option<Settled> {
    if carried.rulings.len() != decisions.len() {
        return None;
    }
    // Where a source states nothing, what a decision is about is looked for in others.
    let says = |at: &usize| match (plan.fresh.get(at), plan.before[*at]) {
        (Some(evidence), _) => !evidence.extraction.mentions.is_empty(),
        (None, was) => was.is_some_and(|was| !carried.sources[was].stated.is_empty()),
    };
    let touched: BTreeMap<&str, bool> =
        (0..plan.now.len()).filter(says).map(|at| (plan.now[at].path.as_str(), plan.touched[at])).collect();
    let mut kept = Vec::new();
    for (decision, ruling) in decisions.iter().zip(&carried.rulings) {
        let alone = matches!(ruling.outcome, Outcome::Held | Outcome::Replaced);
        if !alone
            && matches!(
                decision.kind,
                DecisionKind::Add { .. }
                    | DecisionKind::Split { .. }
                    | DecisionKind::ChooseValue { .. }
                    | DecisionKind::RenameCategory { .. }
                    | DecisionKind::RenameRole { .. }
            )
        {
            return None;
        }
        let targets = decision.kind.targets();
        let states = targets.iter().map(|target| Some(*touched.get(target.source.as_deref()?)?));
        let states: Option<Vec<bool>> = states.collect();
        kept.push(alone || !*states?.first()?);
    }
    let mut decisions = decisions.to_vec();
    for (decision, kept) in decisions.iter_mut().zip(&kept) {
        if *kept {
            decision.held.get_or_insert_default();
        }
    }
    Some(Settled { decisions, kept })
}

/// The roles of the mentions and facets of touched sources, told with all others; `None` if what people decided
/// makes them other roles.
pub(super) fn roles_of(
    plan: &Plan<'_>,
    carried: &Carried,
    mentions: &[TaskMention],
    facets: &[(SourceId, RoleFacets)],
) -> Option<Roles> {
    let mut stated: Vec<StatedRole<'_>> = mentions.iter().map(StatedRole::from).collect();
    let mut named: Vec<NamedRole<'_>> =
        facets.iter().map(|(source, facets)| NamedRole::new(source, facets)).collect();
    for was in
        plan.before.iter().zip(&plan.touched).filter(|(_, touched)| !**touched).filter_map(|(was, _)| *was)
    {
        stated.extend(carried.sources[was].stated());
        named.extend(carried.sources[was].named());
    }
    let mut roles = Roles::told(Told { stated: &stated, named: &named, clusters: &[] });
    roles.of_stated.truncate(mentions.len());
    roles.guessed.truncate(mentions.len());
    roles.of_named.truncate(facets.len());
    (roles.groups == plan.roles && !roles.guessed.contains(&true)).then_some(roles)
}
