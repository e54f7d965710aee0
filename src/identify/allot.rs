//! Which id everything gets.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::Naming;
use super::member::{Member, members, members_known, shared};
use super::refind::Refound;
use crate::lexicon::wording_key;
use crate::taxonomy::{Entity, Taxonomy, Term};

/// Renames everything in `taxonomy` from provisional to lasting ids.
pub(super) fn allot(
    mut taxonomy: Taxonomy,
    previous: &Taxonomy,
    refound: &Refound,
    naming: &Naming<'_>,
) -> Taxonomy {
    let inherited = |taxonomy: &Taxonomy, entity| inherited(previous, taxonomy, entity, refound, naming);
    let mut serials = Serials::new(previous);
    let roles = inherited(&taxonomy, Entity::Role);
    for (role, old) in taxonomy.roles.iter_mut().zip(roles) {
        let id = old.unwrap_or_else(|| serials.role(&naming.codes.code(&(naming.plain)(&role.title))));
        for category in taxonomy.categories.iter_mut().filter(|category| category.role == role.id) {
            category.role.clone_from(&id);
        }
        role.id = id;
    }

    let old = inherited(&taxonomy, Entity::Category);
    let role_of: BTreeMap<String, String> =
        taxonomy.categories.iter().map(|category| (category.id.clone(), category.role.clone())).collect();
    let mut categories = BTreeMap::new();
    for (category, old) in taxonomy.categories.iter_mut().zip(old) {
        let id = old.unwrap_or_else(|| serials.next(&format!("{}-C", category.role), 2));
        categories.insert(std::mem::replace(&mut category.id, id.clone()), id);
    }

    let old = inherited(&taxonomy, Entity::Task);
    let mut tasks = BTreeMap::new();
    for (task, old) in taxonomy.tasks.iter_mut().zip(old) {
        let role = role_of.get(&task.category).map(String::as_str).unwrap_or_default();
        let id = old.unwrap_or_else(|| serials.next(&format!("{role}-"), 4));
        tasks.insert(std::mem::replace(&mut task.id, id.clone()), id);
    }

    let old = inherited(&taxonomy, Entity::Term);
    let mut old = old.into_iter();
    let mut terms = BTreeMap::new();
    let lists = &mut taxonomy.terms;
    for (prefix, list) in
        [("SKILL-", &mut lists.skills), ("TOOL-", &mut lists.tools), ("COLL-", &mut lists.collaborators)]
    {
        for term in list.iter_mut() {
            let id = old.next().flatten().unwrap_or_else(|| serials.next(prefix, 4));
            terms.insert(std::mem::replace(&mut term.id, id.clone()), id);
        }
    }
    rewrite(&mut taxonomy, &categories, &tasks, &terms);
    taxonomy
}

/// Replaces ids wherever they are referred to.
fn rewrite(
    taxonomy: &mut Taxonomy,
    categories: &BTreeMap<String, String>,
    tasks: &BTreeMap<String, String>,
    terms: &BTreeMap<String, String>,
) {
    let put = |map: &BTreeMap<String, String>, id: &mut String| {
        if let Some(new) = map.get(id) {
            id.clone_from(new);
        }
    };
    for id in taxonomy.categories.iter_mut().flat_map(|category| &mut category.tasks) {
        put(tasks, id);
    }
    for task in &mut taxonomy.tasks {
        put(categories, &mut task.category);
        for id in task.parts.iter_mut().filter_map(|part| part.task.as_mut()) {
            put(tasks, id);
        }
        for id in task.attributes.values_mut().flatten().filter_map(|value| value.term.as_mut()) {
            put(terms, id);
        }
    }
    let lists = &mut taxonomy.terms;
    let all = lists.skills.iter_mut().chain(&mut lists.tools).chain(&mut lists.collaborators);
    for id in all.flat_map(|term: &mut Term| &mut term.tasks) {
        put(tasks, id);
    }
}

/// The id that each new member takes over.
fn inherited(
    previous: &Taxonomy,
    new: &Taxonomy,
    entity: Entity,
    refound: &Refound,
    naming: &Naming<'_>,
) -> Vec<Option<String>> {
    let plain = |mut list: Vec<Member>| {
        for member in &mut list {
            member.title = (naming.plain)(&member.title);
            if entity == Entity::Term {
                member.marks = member.marks.iter().map(|mark| (naming.plain)(mark)).collect();
            }
        }
        list
    };
    let mut olds = plain(members(previous, entity));
    olds.sort_by(|a, b| a.id.cmp(&b.id));
    let news = plain(members_known(new, entity, refound));
    let mut out = vec![None; news.len()];
    for (old, new) in assign(&olds, &news, entity) {
        out[new] = Some(olds[old].id.clone());
    }
    out
}

/// One old and one new member that may be the same.
struct Edge {
    /// Pinned, or of equal title where titles tell things apart.
    strong: bool,
    shared: usize,
    old: usize,
    new: usize,
}

/// Pairs of old and new members, each at most once. `olds` must be sorted by id.
fn assign(olds: &[Member], news: &[Member], entity: Entity) -> Vec<(usize, usize)> {
    let by_title = entity != Entity::Task;
    let mut edges: Vec<Edge> = shared(olds, news)
        .into_iter()
        .map(|((old, new), shared)| {
            let same = by_title && title_key(&olds[old]) == title_key(&news[new]);
            Edge { strong: olds[old].pinned || same, shared, old, new }
        })
        .collect();
    edges.extend(title_edges(olds, news, &edges, by_title));
    let mut best: BTreeMap<usize, (bool, usize)> = BTreeMap::new();
    for edge in &edges {
        let entry = best.entry(edge.old).or_default();
        *entry = (*entry).max((edge.strong, edge.shared));
    }
    edges.retain(|edge| best[&edge.old] == (edge.strong, edge.shared));
    edges.sort_by_key(|edge| (Reverse(edge.strong), Reverse(edge.shared), edge.old, edge.new));
    let (mut given, mut taken) = (BTreeSet::new(), BTreeSet::new());
    edges
        .into_iter()
        .filter(|edge| {
            let free = !given.contains(&edge.old) && !taken.contains(&edge.new);
            free && given.insert(edge.old) && taken.insert(edge.new)
        })
        .map(|edge| (edge.old, edge.new))
        .collect()
}

/// Members of equal title that share no mark: all of a category's tasks were exchanged, or other
/// sources state a task. Tasks are taken for the same only if nothing else connects either of them.
fn title_edges(olds: &[Member], news: &[Member], edges: &[Edge], by_title: bool) -> Vec<Edge> {
    let pairs: BTreeSet<(usize, usize)> = edges.iter().map(|edge| (edge.old, edge.new)).collect();
    let held: BTreeSet<usize> = edges.iter().map(|edge| edge.old).collect();
    let holding: BTreeSet<usize> = edges.iter().map(|edge| edge.new).collect();
    let mut by_key: BTreeMap<(&str, String), Vec<usize>> = BTreeMap::new();
    for (old, member) in olds.iter().enumerate() {
        by_key.entry(title_key(member)).or_default().push(old);
    }
    let mut out = Vec::new();
    for (new, member) in news.iter().enumerate() {
        for &old in by_key.get(&title_key(member)).into_iter().flatten() {
            let loose = !held.contains(&old) && !holding.contains(&new);
            if !pairs.contains(&(old, new)) && (by_title || loose) {
                out.push(Edge { strong: by_title || olds[old].pinned, shared: 0, old, new });
            }
        }
    }
    out
}

fn title_key(member: &Member) -> (&str, String) {
    (&member.scope, wording_key(&member.title))
}

/// The highest number given out under each prefix, retired ids included.
struct Serials {
    highest: BTreeMap<String, usize>,
    roles: BTreeSet<String>,
}

impl Serials {
    fn new(previous: &Taxonomy) -> Self {
        let roles = previous.roles.iter().map(|role| &role.id);
        let categories = previous.categories.iter().map(|category| &category.id);
        let tasks = previous.tasks.iter().map(|task| &task.id);
        let terms = previous.terms.iter().map(|term| &term.id);
        let retired = previous.retired.iter().map(|retired| &retired.id);
        let mut serials = Self { highest: BTreeMap::new(), roles: BTreeSet::new() };
        // Terms have prefixes of their own, which no role may take.
        serials.roles.extend(["SKILL", "TOOL", "COLL"].map(str::to_owned));
        for id in roles.chain(categories).chain(tasks).chain(terms).chain(retired) {
            let digits = id.len() - id.trim_end_matches(|c: char| c.is_ascii_digit()).len();
            let (prefix, number) = id.split_at(id.len() - digits);
            match number.parse::<usize>() {
                Ok(number) if prefix.contains('-') => {
                    let highest = serials.highest.entry(prefix.to_owned()).or_default();
                    *highest = number.max(*highest);
                }
                _ => {
                    serials.roles.insert(id.clone());
                }
            }
        }
        serials
    }

    fn next(&mut self, prefix: &str, width: usize) -> String {
        let number = self.highest.entry(prefix.to_owned()).or_default();
        *number += 1;
        format!("{prefix}{number:0width$}")
    }

    /// `code`, or with the lowest number behind it that makes it new.
    fn role(&mut self, code: &str) -> String {
        let mut id = code.to_owned();
        let mut number = 2;
        while !self.roles.insert(id.clone()) {
            id = format!("{code}{number}");
            number += 1;
        }
        id
    }
}
