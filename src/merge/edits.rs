//! What people decided about titles, categories and values of tasks, categories and roles.

use std::collections::{BTreeMap, BTreeSet};

use super::canonical::Wording;
use super::categories::{Group, Layout};
use super::roles::RoleGroup;
use super::{Draft, MergeInput};
use crate::lexicon::{TermLexicon, wording_key};
use crate::mention::Attribute;
use crate::taxonomy::{DecisionKind, MentionRef, Terms, UNCLASSIFIED, Value};

/// A decision about a task, a category or a role.
#[derive(Clone, Copy, Debug)]
pub struct Edit<'a> {
    /// The mention whose task it is about; `None` for a category or a role.
    pub mention: Option<usize>,
    /// What is decided. An `Add` settles title and category unless another decision does.
    pub kind: &'a DecisionKind,
    /// The decision itself, for values that no source states.
    pub statement: &'a MentionRef,
}

/// The edits by mention, those of `Add` first, so that others prevail.
pub(super) struct Edits<'a> {
    by_mention: BTreeMap<usize, Vec<&'a Edit<'a>>>,
}

impl<'a> Edits<'a> {
    pub(super) fn new(edits: &'a [Edit<'a>]) -> Self {
        let mut by_mention: BTreeMap<usize, Vec<&'a Edit<'a>>> = BTreeMap::new();
        for edit in edits {
            if let Some(mention) = edit.mention {
                by_mention.entry(mention).or_default().push(edit);
            }
        }
        Self { by_mention }
    }

    /// The edits of the task that `members` become.
    fn of(&self, members: &[usize]) -> Vec<&'a Edit<'a>> {
        let all = members.iter().filter_map(|member| self.by_mention.get(member)).flatten();
        let mut all: Vec<&Edit<'_>> = all.copied().collect();
        all.sort_by_key(|edit| !matches!(edit.kind, DecisionKind::Add { .. }));
        all
    }

    /// Puts the wording that a person chose in front of the others; true if there is one.
    pub(super) fn retitle(&self, input: &MergeInput<'_>, draft: &Draft, wordings: &mut Vec<Wording>) -> bool {
        let mut chosen =
            self.of(&draft.members).into_iter().filter_map(|edit| match (edit.kind, edit.mention) {
                (DecisionKind::Rename { title, .. } | DecisionKind::Add { title, .. }, _) => {
                    Some(title.as_str())
                }
                (DecisionKind::Pin { .. }, Some(mention)) => Some(input.mentions[mention].title.as_str()),
                _ => None,
            });
        let Some(title) = chosen.next_back() else { return false };
        let key = wording_key(title);
        let known = wordings.iter().position(|wording| wording_key(&wording.title) == key);
        let items = known.map(|at| wordings.remove(at).items).unwrap_or_default();
        wordings.insert(0, Wording { title: title.to_owned(), items });
        true
    }

    /// Leaves the values that a person chose; returns the attributes and the statements of values
    /// that no source states.
    pub(super) fn choose(
        &self,
        draft: &Draft,
        attributes: &mut BTreeMap<Attribute, Vec<Value>>,
        lexicon: &TermLexicon,
    ) -> (BTreeSet<Attribute>, Vec<&'a MentionRef>) {
        let (mut chosen, mut statements) = (BTreeSet::new(), Vec::new());
        for edit in self.of(&draft.members) {
            let DecisionKind::ChooseValue { attribute, values, .. } = edit.kind else { continue };
            let key = |text: &str| match Terms::kind(*attribute) {
                Some(kind) => lexicon.key(kind, text),
                None => wording_key(text),
            };
            let mut stated = attributes.remove(attribute).unwrap_or_default();
            let mut kept: Vec<Value> = Vec::new();
            for value in values {
                let same = |one: &Value| key(&one.value) == key(value) || one.variants.contains(value);
                let (own, rest): (Vec<Value>, Vec<Value>) = stated.into_iter().partition(same);
                stated = rest;
                if own.is_empty() && !kept.iter().any(same) {
                    let mentions = vec![edit.statement.id.clone()];
                    kept.push(Value { value: value.clone(), mentions, ..Value::default() });
                    statements.push(edit.statement);
                }
                kept.extend(own);
            }
            if !kept.is_empty() {
                attributes.insert(*attribute, kept);
            }
            chosen.insert(*attribute);
        }
        (chosen, statements)
    }

    /// The category that a person chose for a task.
    fn category(&self, draft: &Draft) -> Option<&'a str> {
        let mut chosen = self.of(&draft.members).into_iter().filter_map(|edit| match edit.kind {
            DecisionKind::Recategorise { category, .. } => Some(category.as_str()),
            DecisionKind::Add { category, .. } => category.as_deref(),
            _ => None,
        });
        chosen.next_back()
    }

    /// Renames categories, puts tasks where people put them, opens categories that no document
    /// has, and takes away those that hold nothing any more.
    pub(super) fn arrange(
        &self,
        layout: &mut Layout,
        drafts: &[Draft],
        roles: &[RoleGroup],
        edits: &[Edit<'_>],
    ) {
        rename_categories(&mut layout.categories, roles, edits);
        for (at, draft) in drafts.iter().enumerate() {
            if let Some(title) = self.category(draft) {
                layout.of_draft[at] = place(layout, draft.role, title);
            }
        }
        let used: BTreeSet<usize> = layout.of_draft.iter().copied().collect();
        let mut index = 0..;
        let moved: Vec<usize> = (0..layout.categories.len())
            .map(|old| if used.contains(&old) { index.next().unwrap_or_default() } else { 0 })
            .collect();
        let mut old = 0..;
        layout.categories.retain(|_| old.next().is_some_and(|old| used.contains(&old)));
        layout.of_draft.iter_mut().for_each(|category| *category = moved[*category]);
    }
}

fn titles(group: &Group) -> impl Iterator<Item = &str> {
    let title = group.title.as_deref().unwrap_or(UNCLASSIFIED);
    std::iter::once(title).chain(group.aliases.iter().map(String::as_str))
}

fn rename_categories(groups: &mut [Group], roles: &[RoleGroup], edits: &[Edit<'_>]) {
    // Renames go by the titles that sources give, not by those of other renames.
    let stated: Vec<Vec<String>> =
        groups.iter().map(|group| titles(group).map(wording_key).collect()).collect();
    for edit in edits {
        let DecisionKind::RenameCategory { role, category, title } = edit.kind else { continue };
        let (wanted, key) = (wording_key(category), wording_key(title));
        for (group, keys) in groups.iter_mut().zip(&stated) {
            let of_role = |role: &String| roles[group.role].keys().contains(&wording_key(role));
            if keys.contains(&wanted) && role.as_ref().is_none_or(of_role) {
                if let Some(old) = group.title.replace(title.clone()) {
                    group.aliases.insert(0, old);
                }
                group.aliases.retain(|alias| wording_key(alias) != key);
            }
        }
    }
}

/// The category of a role with this title, opened behind the titled ones if there is none.
fn place(layout: &mut Layout, role: usize, title: &str) -> usize {
    let key = wording_key(title);
    let known = layout
        .categories
        .iter()
        .position(|group| group.role == role && titles(group).any(|title| wording_key(title) == key));
    known.unwrap_or_else(|| {
        let behind = |group: &Group| group.role > role || group.role == role && group.title.is_none();
        let at = layout.categories.iter().position(behind).unwrap_or(layout.categories.len());
        layout.categories.insert(at, Group { role, title: Some(title.to_owned()), aliases: Vec::new() });
        layout.of_draft.iter_mut().filter(|category| **category >= at).for_each(|category| *category += 1);
        at
    })
}

/// Gives roles the titles that people chose.
pub(super) fn rename_roles(groups: &mut [RoleGroup], edits: &[Edit<'_>]) {
    let stated: Vec<Vec<String>> = groups.iter().map(RoleGroup::keys).collect();
    for edit in edits {
        let DecisionKind::RenameRole { role, title } = edit.kind else { continue };
        for (group, keys) in groups.iter_mut().zip(&stated) {
            if keys.contains(&wording_key(role)) {
                let old = std::mem::replace(&mut group.title, title.clone());
                group.aliases.insert(0, old);
                group.aliases.retain(|alias| wording_key(alias) != wording_key(title));
            }
        }
    }
}

/// The members of a cluster by role; mentions that a person joined belong to the role of most of
/// them, the first role on a tie.
pub(super) fn by_role(
    members: &[usize],
    of_mention: &[usize],
    must: &[(usize, usize)],
) -> BTreeMap<usize, Vec<usize>> {
    let mut role: BTreeMap<usize, usize> =
        members.iter().map(|&member| (member, of_mention[member])).collect();
    if role.values().collect::<BTreeSet<_>>().len() > 1 {
        let mut group: BTreeMap<usize, usize> = members.iter().map(|&member| (member, member)).collect();
        for (a, b) in must {
            if let (Some(&a), Some(&b)) = (group.get(a), group.get(b)) {
                group.values_mut().filter(|of| **of == b).for_each(|of| *of = a);
            }
        }
        let mut votes: BTreeMap<usize, BTreeMap<usize, usize>> = BTreeMap::new();
        for (member, of) in &group {
            *votes.entry(*of).or_default().entry(of_mention[*member]).or_default() += 1;
        }
        for (member, of) in &group {
            let most = votes[of].iter().max_by_key(|(role, n)| (**n, std::cmp::Reverse(**role)));
            if let Some((&most, _)) = most {
                role.insert(*member, most);
            }
        }
    }
    let mut out: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for &member in members {
        out.entry(role[&member]).or_default().push(member);
    }
    out
}
