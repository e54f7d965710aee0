//! The next result from the last one: only the parts that something happened to are made anew.
//!
//! Roles and sources fall into groups that have nothing to do with each other: a role belongs together with the
//! sources that speak of it, two sources with each other if a decision or a copy ties them. A group of which every
//! source is as it was, and every role consists of the same sources, comes out as it did. The others go through the
//! ordinary stages as if there were nothing else; then old and new parts are put together. What all parts decide
//! together (roles, copies, terms, the order of questions) is decided anew each time. Where that changes an untouched
//! part, or cannot be told from what is kept, nothing is carried on and everything is built: both ways end in the same
//! bytes.

mod joint;
mod plan;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::ops::Range;

use joint::Joint;
use plan::{Plan, Settled, roles_of, settled};

use super::cache::Hash;
use super::carried::{self, Carried, CarriedRole, CarriedSource};
use super::edition::{Edition, EditionError, Json};
use super::evidence::Found;
use super::standing::{LongFile, Standing};
use super::taxonomy::{DecisionText, Merging, Previous, decisions_of};
use super::{Cache, Contribution, Evidence, Pipeline};
use crate::identify::Identified;
use crate::lexicon::{TermLexicon, wording_key};
use crate::mention::Attribute;
use crate::merge::link_terms;
use crate::render::json::Piece;
use crate::source::SourceId;
use crate::taxonomy::{Decision, Role, SourceInfo, Task, Taxonomy, Term, Terms};

/// Writes a `taxonomy.json` as pieces say, and returns its SHA-256.
pub type Emit<'a> = dyn FnMut(&[Piece]) -> io::Result<String> + 'a;

impl Cache {
    /// The parts of the result with these files, if it was made with these decisions.
    pub fn carried(&self, standing: &Standing<'_>, decided: &[DecisionText]) -> Option<Carried> {
        self.peek("parts", &carried::key(standing.json.1, standing.markdown.1, decided))
    }
}

/// A term: the attribute that is listed in it, and its place in the list.
type TermPlace = (Attribute, usize);

/// So often parts that turn out to be touched by others are made anew as well.
const ATTEMPTS: usize = 3;

/// The last result by its parts and its files, the decisions of this run, and what is kept.
#[derive(Clone, Copy)]
struct Last<'a> {
    carried: &'a Carried,
    standing: &'a Standing<'a>,
    decided: &'a [DecisionText],
    cache: &'a Cache,
}

/// What came of making some parts anew.
enum Attempt {
    Made(Box<Edition>),
    /// These sources are touched as well.
    Touched(BTreeSet<usize>),
    /// Everything has to be built.
    Failed,
}

impl Pipeline {
    /// The next result, made from the last one and what happened since; `None` if everything has to be built. Its
    /// `taxonomy.json` goes to `emit`.
    ///
    /// # Errors
    /// What `emit` fails with; of contradictory decisions nothing is carried on.
    pub fn carried_on(
        &self,
        carried: &Carried,
        standing: &Standing<'_>,
        contributions: &[Contribution],
        decided: &[DecisionText],
        cache: &Cache,
        emit: &mut Emit<'_>,
    ) -> Result<Option<Edition>, EditionError> {
        let decisions = decisions_of(decided);
        let last = Last { carried, standing, decided, cache };
        let mut also = BTreeSet::new();
        for _ in 0..ATTEMPTS {
            let Some(plan) = self.plan(carried, contributions, &decisions, &also, cache) else { break };
            match self.attempt(last, plan, &decisions, emit)? {
                Attempt::Made(edition) => return Ok(Some(*edition)),
                Attempt::Touched(sources) => also.extend(sources),
                Attempt::Failed => break,
            }
        }
        Ok(None)
    }

    fn attempt(
        &self,
        last: Last<'_>,
        plan: Plan<'_>,
        decisions: &[Decision],
        emit: &mut Emit<'_>,
    ) -> Result<Attempt, EditionError> {
        let Last { carried, cache, .. } = last;
        let Some(settled) = settled(&plan, carried, decisions) else { return Ok(Attempt::Failed) };
        let touched: Vec<usize> = (0..plan.now.len()).filter(|&at| plan.touched[at]).collect();
        let mut evidence: Vec<Evidence> = Vec::new();
        for &at in &touched {
            let known = || plan.now[at].evidence(cache);
            let Some(one) = plan.fresh.get(&at).cloned().or_else(known) else { return Ok(Attempt::Failed) };
            evidence.push(one);
        }
        let evidence: Vec<&Evidence> = evidence.iter().collect();
        // Which decisions contradict each other is told by all of them.
        let Ok(stated) = self.stated(&evidence, &settled.decisions) else { return Ok(Attempt::Failed) };
        let Some(roles) = roles_of(&plan, carried, &stated.judged.mentions, &stated.facets) else {
            return Ok(Attempt::Failed);
        };
        let grouped = self.cluster(&stated.judged, &stated.facets, Some(roles), Some(cache));
        let merging = self.merged(&evidence, stated, grouped, &plan.copies, &settled.decisions, usize::MAX);
        let Ok(merging) = merging else { return Ok(Attempt::Failed) };
        self.put_together(last, plan, &settled, merging, emit)
    }

    /// The parts that were made anew, between those that were not.
    fn put_together(
        &self,
        last: Last<'_>,
        plan: Plan<'_>,
        settled: &Settled,
        mut merging: Merging,
        emit: &mut Emit<'_>,
    ) -> Result<Attempt, EditionError> {
        let Last { carried, standing, decided, cache } = last;
        let mut fresh = std::mem::take(&mut merging.merged.taxonomy);
        let own: BTreeMap<SourceId, SourceInfo> =
            fresh.sources.drain(..).map(|info| (info.path.clone(), info)).collect();
        let info = |at: usize| match plan.before[at] {
            Some(was) => Some(carried.sources[was].info.clone()),
            None => own.get(&plan.now[at].path).cloned(),
        };
        let Some(sources) = (0..plan.now.len()).map(info).collect::<Option<Vec<SourceInfo>>>() else {
            return Ok(Attempt::Failed);
        };
        fresh.sources = sources;
        fresh.copies.clone_from(&plan.copies);
        for (at, ruling) in fresh.decisions.iter_mut().enumerate().filter(|(at, _)| settled.kept[*at]) {
            *ruling = carried.rulings[at].clone();
        }
        let uses = term_uses(self.knowledge.wordings(), &mut fresh, carried, &plan.same);
        let Some(earlier) = earlier(carried, standing, &plan) else { return Ok(Attempt::Failed) };
        let lock = self.lock(&fresh.sources, decided);
        let previous = Previous { taxonomy: &earlier, lock: standing.lock };
        let Identified { taxonomy: fresh, changes, lost } = self.identified(fresh, Some(previous), &lock);
        match retermed(carried, &plan, &fresh, &uses) {
            Some(sources) if sources.is_empty() => {}
            Some(sources) => return Ok(Attempt::Touched(sources)),
            None => return Ok(Attempt::Failed),
        }
        let most = self.settings.merge.questions_per_task;
        let keys: BTreeMap<SourceId, Hash> = plan.now.iter().map(|one| (one.path.clone(), one.key)).collect();
        let Some(parts) = Carried::parts(&fresh, &merging, &settled.decisions, &keys) else {
            return Ok(Attempt::Failed);
        };
        let joint = Joint::new(self, carried, standing, &plan, fresh, parts)?;
        let tasks: usize = joint.parts.roles.iter().map(|role| role.ids.len()).sum();
        if joint.parts.review.len() > most.saturating_mul(tasks) {
            return Ok(Attempt::Failed);
        }
        let Joint { parts, frame, pieces, markdown } = joint;
        // What the next run needs of the parts that this one did not look at.
        for (at, one) in plan.now.iter().enumerate().filter(|(at, _)| !plan.touched[*at]) {
            let was = plan.before[at].map(|was| &carried.sources[was]);
            let linked = was.iter().flat_map(|was| &was.linked).all(|key| cache.retain("linked", key));
            let known = matches!(one.found, Found::Evidence(_)) || cache.retain("source", &one.key);
            if !(linked && known) {
                return Ok(Attempt::Failed);
            }
        }
        let json = Json::Composed { sha256: emit(&pieces)?, pieces };
        cache.keep_value("parts", &carried::key(json.sha256(), &markdown.sha256, decided), &parts);
        let stated = parts.sources.iter().map(CarriedSource::mentions_stated).sum();
        let (revision, rulings) = (frame.revision, frame.decisions);
        let edition = Edition { json, markdown, revision, rulings, changes, lost, stated, lock };
        Ok(Attempt::Made(Box::new(edition)))
    }
}

/// Links the terms of new tasks with those of untouched ones. The places of the terms of the latter, role by role.
fn term_uses(
    wordings: &TermLexicon,
    fresh: &mut Taxonomy,
    carried: &Carried,
    same: &[Option<usize>],
) -> Vec<(usize, Vec<TermPlace>)> {
    let role_of: BTreeMap<&str, &str> =
        fresh.categories.iter().map(|one| (one.id.as_str(), one.role.as_str())).collect();
    let mut own: BTreeMap<&str, Vec<Task>> = BTreeMap::new();
    for task in std::mem::take(&mut fresh.tasks) {
        let role = role_of.get(task.category.as_str()).copied().unwrap_or_default();
        own.entry(role).or_default().push(task);
    }
    let mut tasks = Vec::new();
    let mut spans: Vec<(Option<usize>, usize)> = Vec::new();
    for (role, same) in fresh.roles.iter().zip(same) {
        match same {
            Some(was) => tasks.extend(carried.roles[*was].used.bare_tasks(&carried.roles[*was].ids)),
            None => tasks.extend(own.remove(role.id.as_str()).unwrap_or_default()),
        }
        spans.push((*same, tasks.len()));
    }
    fresh.terms = link_terms(&mut tasks, wordings);
    let place = |attribute: Attribute, id: &str| -> Option<usize> {
        id.strip_prefix(attribute.key())?.parse::<usize>().ok()?.checked_sub(1)
    };
    let mut uses = Vec::new();
    let mut tasks = tasks.into_iter();
    let mut from = 0;
    for (same, to) in spans {
        let of_role = tasks.by_ref().take(to - from);
        match same {
            Some(was) => {
                let values = of_role.flat_map(|task| task.attributes);
                let terms = values.flat_map(|(attribute, values)| {
                    values
                        .into_iter()
                        .filter_map(move |value| Some((attribute, place(attribute, &value.term?)?)))
                });
                uses.push((was, terms.collect()));
            }
            None => fresh.tasks.extend(of_role),
        }
        from = to;
    }
    uses
}

/// The last result as far as it is about touched sources: its other roles are there by name.
fn earlier(carried: &Carried, standing: &Standing<'_>, plan: &Plan<'_>) -> Option<Taxonomy> {
    let json = standing.json.0;
    let kept: BTreeSet<usize> = plan.same.iter().flatten().copied().collect();
    let mut out = Taxonomy {
        revision: carried.revision,
        terms: carried.terms.clone(),
        sources: carried.sources.iter().map(|source| source.info.clone()).collect(),
        copies: carried.copies.clone(),
        decisions: carried.rulings.clone(),
        retired: carried.retired.clone(),
        ..Taxonomy::default()
    };
    for (at, role) in carried.roles.iter().enumerate() {
        if kept.contains(&at) {
            out.roles.push(bare_role(role));
        } else {
            out.roles.extend(list::<Role>(json, &role.role)?);
            out.categories.extend(list(json, &role.categories)?);
            out.tasks.extend(list(json, &role.tasks)?);
        }
    }
    let untouched: BTreeSet<usize> = plan
        .before
        .iter()
        .zip(&plan.touched)
        .filter(|(_, touched)| !**touched)
        .filter_map(|(was, _)| *was)
        .collect();
    for (_, source) in carried.sources.iter().enumerate().filter(|(at, _)| !untouched.contains(at)) {
        out.mentions.extend(list(json, &source.mentions)?);
    }
    Some(out)
}

fn bare_role(role: &CarriedRole) -> Role {
    Role {
        id: role.id.clone(),
        title: role.title.clone(),
        aliases: role.aliases.clone(),
        overview: Vec::new(),
        facets: BTreeMap::new(),
    }
}

/// The elements that stand at a place of a written taxonomy.
fn list<T: serde::de::DeserializeOwned>(json: &LongFile, at: &Range<usize>) -> Option<Vec<T>> {
    let elements = json.part(at).ok()?;
    serde_json::from_slice(&[b"[", elements.as_slice(), b"]"].concat()).ok()
}

/// The sources of roles that nothing happened to but which have other terms now, or terms of other titles. `None` if an
/// untouched role did not keep its id, or the title of a role could be taken for another's.
fn retermed(
    carried: &Carried,
    plan: &Plan<'_>,
    fresh: &Taxonomy,
    uses: &[(usize, Vec<TermPlace>)],
) -> Option<BTreeSet<usize>> {
    let distinct = |titles: Vec<&String>| {
        titles.iter().map(|title| wording_key(title)).collect::<BTreeSet<_>>().len() == titles.len()
    };
    let named = plan.same.iter().zip(&fresh.roles).all(|(same, role)| {
        same.is_none_or(|was| carried.roles[was].id == role.id && carried.roles[was].title == role.title)
    });
    if !named
        || !distinct(fresh.roles.iter().map(|role| &role.title).collect())
        || !distinct(carried.roles.iter().map(|role| &role.title).collect())
    {
        return None;
    }
    fn term(terms: &Terms, (attribute, at): TermPlace) -> Option<(&str, &str)> {
        let term: &Term = terms.list(Terms::kind(attribute)?).get(at)?;
        Some((&term.id, &term.title))
    }
    // Few terms, each used many times.
    let mut known: BTreeMap<(TermPlace, TermPlace), bool> = BTreeMap::new();
    let mut same = |was, is| {
        *known.entry((was, is)).or_insert_with(|| term(&carried.terms, was) == term(&fresh.terms, is))
    };
    let mut sources = BTreeSet::new();
    for (was, now) in uses {
        let role = &carried.roles[*was];
        let before: Vec<TermPlace> = role.used.terms().collect();
        if before.len() != now.len() || !before.into_iter().zip(now).all(|(was, &is)| same(was, is)) {
            let of_role = |at: &Option<usize>| at.is_some_and(|at| role.sources.contains(&at));
            sources.extend((0..plan.now.len()).filter(|&at| of_role(&plan.before[at])));
        }
    }
    Some(sources)
}
