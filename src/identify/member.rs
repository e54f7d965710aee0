//! What carries ids, seen alike: an id, a title, and the marks by which it is known again.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::refind::Refound;
use crate::lexicon::wording_key;
use crate::taxonomy::{Entity, Taxonomy};

/// A role, category, task or term.
#[derive(Debug)]
pub(super) struct Member {
    /// Its id.
    pub(super) id: String,
    /// Its title.
    pub(super) title: String,
    /// Within what a title is unique: the role of a category, the kind of a term.
    pub(super) scope: String,
    /// True if it is first to keep its id.
    pub(super) pinned: bool,
    /// Ids of mentions, those of a new taxonomy as the old one knew them; for terms, which have
    /// none of their own, the keys of its spellings.
    pub(super) marks: BTreeSet<String>,
}

/// The members of one kind, in the taxonomy's order.
pub(super) fn members(taxonomy: &Taxonomy, entity: Entity) -> Vec<Member> {
    match entity {
        Entity::Task => taxonomy
            .tasks
            .iter()
            .map(|task| Member {
                id: task.id.clone(),
                title: task.title.clone(),
                scope: String::new(),
                pinned: task.pinned,
                marks: task.mentions.iter().cloned().collect(),
            })
            .collect(),
        Entity::Category => categories(taxonomy),
        Entity::Role => roles(taxonomy),
        Entity::Term => terms(taxonomy),
    }
}

fn categories(taxonomy: &Taxonomy) -> Vec<Member> {
    let mut marks: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for task in &taxonomy.tasks {
        marks.entry(&task.category).or_default().extend(task.mentions.iter().cloned());
    }
    let categories = taxonomy.categories.iter();
    categories
        .map(|category| Member {
            id: category.id.clone(),
            title: category.title.clone(),
            scope: category.role.clone(),
            pinned: false,
            marks: marks.remove(category.id.as_str()).unwrap_or_default(),
        })
        .collect()
}

fn roles(taxonomy: &Taxonomy) -> Vec<Member> {
    let role_of: BTreeMap<&str, &str> =
        taxonomy.categories.iter().map(|category| (category.id.as_str(), category.role.as_str())).collect();
    let mut marks: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for task in &taxonomy.tasks {
        if let Some(role) = role_of.get(task.category.as_str()) {
            marks.entry(role).or_default().extend(task.mentions.iter().cloned());
        }
    }
    let roles = taxonomy.roles.iter();
    roles
        .map(|role| Member {
            id: role.id.clone(),
            title: role.title.clone(),
            scope: String::new(),
            pinned: false,
            marks: marks.remove(role.id.as_str()).unwrap_or_default(),
        })
        .collect()
}

fn terms(taxonomy: &Taxonomy) -> Vec<Member> {
    let terms = &taxonomy.terms;
    [("skills", &terms.skills), ("tools", &terms.tools), ("collaborators", &terms.collaborators)]
        .into_iter()
        .flat_map(|(kind, list)| list.iter().map(move |term| (kind, term)))
        .map(|(kind, term)| Member {
            id: term.id.clone(),
            title: term.title.clone(),
            scope: kind.to_owned(),
            pinned: false,
            marks: std::iter::once(&term.title)
                .chain(&term.aliases)
                .map(|spelling| format!("{kind} {}", wording_key(spelling)))
                .collect(),
        })
        .collect()
}

/// The members of one kind in a taxonomy whose mentions were `refound` in an earlier one.
pub(super) fn members_known(taxonomy: &Taxonomy, entity: Entity, refound: &Refound) -> Vec<Member> {
    let mut all = members(taxonomy, entity);
    if entity != Entity::Term {
        for member in &mut all {
            member.marks =
                std::mem::take(&mut member.marks).iter().map(|id| refound.known_as(id).to_owned()).collect();
        }
    }
    all
}

/// How many marks each old and each new member share.
pub(super) fn shared(olds: &[Member], news: &[Member]) -> BTreeMap<(usize, usize), usize> {
    let mut holders: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (old, member) in olds.iter().enumerate() {
        for mark in &member.marks {
            holders.entry(mark).or_default().push(old);
        }
    }
    let mut shared = BTreeMap::new();
    for (new, member) in news.iter().enumerate() {
        for mark in &member.marks {
            for &old in holders.get(mark.as_str()).into_iter().flatten() {
                *shared.entry((old, new)).or_default() += 1;
            }
        }
    }
    shared
}

/// What became of each old member in a taxonomy that shares its ids.
pub(super) struct Heirs {
    alive: BTreeSet<String>,
    /// New members that hold marks of each old one, most first.
    of: BTreeMap<usize, Vec<usize>>,
}

impl Heirs {
    /// Compares two lists of members whose ids mean the same.
    pub(super) fn new(olds: &[Member], news: &[Member]) -> Self {
        let mut of: BTreeMap<usize, Vec<(Reverse<usize>, usize)>> = BTreeMap::new();
        for ((old, new), count) in shared(olds, news) {
            of.entry(old).or_default().push((Reverse(count), new));
        }
        for list in of.values_mut() {
            list.sort();
        }
        Self {
            alive: news.iter().map(|new| new.id.clone()).collect(),
            of: of
                .into_iter()
                .map(|(old, list)| (old, list.into_iter().map(|(_, new)| new).collect()))
                .collect(),
        }
    }

    /// True if an id is still in use.
    pub(super) fn lives(&self, id: &str) -> bool {
        self.alive.contains(id)
    }

    /// The new members that hold marks of an old one, most first.
    pub(super) fn of(&self, old: usize) -> Vec<usize> {
        self.of.get(&old).cloned().unwrap_or_default()
    }
}
