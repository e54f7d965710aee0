//! The categories of the taxonomy, their order, and the place of every task in them.
//!
//! A task goes where most of the documents that state it put it; one that no document puts
//! anywhere goes to a last group without title.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::alignment::{self, Node, category_key};
use super::{Documents, Draft, canonical, order};
use crate::mention::TaskMention;

/// The categories and the place of every task.
pub(super) struct Layout {
    /// In order of presentation: by role, within a role by the order of the documents.
    pub(super) categories: Vec<Group>,
    /// Category of each draft, as an index into `categories`.
    pub(super) of_draft: Vec<usize>,
}

/// One category.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Group {
    /// The role it belongs to.
    pub(super) role: usize,
    /// Its title; `None` for the tasks that no document puts anywhere.
    pub(super) title: Option<String>,
    /// Its other titles.
    pub(super) aliases: Vec<String>,
}

/// Aligns the categories of all documents and puts every draft into one. `roles` are the wording
/// keys of each role's titles.
pub(super) fn align(
    mentions: &[TaskMention],
    documents: &Documents<'_>,
    drafts: &[Draft],
    sequences: &[Vec<(usize, usize)>],
    roles: &[Vec<String>],
) -> Layout {
    let nodes = alignment::nodes(mentions, documents, drafts, roles);
    let root = alignment::join(&nodes);
    let group_of: BTreeMap<(usize, &str), usize> =
        nodes.iter().enumerate().map(|(index, node)| ((node.role, node.key.as_str()), root[index])).collect();
    let mut size: BTreeMap<usize, usize> = BTreeMap::new();
    for (index, node) in nodes.iter().enumerate() {
        *size.entry(root[index]).or_default() += node.drafts.len();
    }
    // Nodes come first among the labels; behind them one unclassified group for each role.
    let placed: Vec<usize> = drafts
        .iter()
        .map(|draft| {
            let mut votes: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
            for &member in &draft.members {
                if let Some(key) = category_key(&mentions[member], &roles[draft.role]) {
                    let group = group_of[&(draft.role, key.as_str())];
                    votes.entry(group).or_default().insert(documents.of[member]);
                }
            }
            let best = votes.iter().max_by_key(|(group, by)| (by.len(), size[group], Reverse(**group)));
            best.map_or(nodes.len() + draft.role, |(&group, _)| group)
        })
        .collect();
    let labels = nodes.len() + drafts.iter().map(|draft| draft.role + 1).max().unwrap_or(0);
    // Each document's own order of categories: a task that moved to another one says nothing.
    let own = |&(draft, member): &(usize, usize)| {
        let role = drafts[draft].role;
        group_of.get(&(role, category_key(&mentions[member], &roles[role])?.as_str())).copied()
    };
    let walks: Vec<Vec<usize>> =
        sequences.iter().map(|sequence| sequence.iter().filter_map(own).collect()).collect();
    let role_of = |label: usize| nodes.get(label).map_or_else(|| label - nodes.len(), |node| node.role);
    let used: BTreeSet<usize> = placed.iter().copied().collect();
    let mut at: Vec<usize> =
        order::merge_sequences(labels, &walks).into_iter().filter(|label| used.contains(label)).collect();
    at.sort_by_key(|&label| (role_of(label), label >= nodes.len()));
    let index_of: BTreeMap<usize, usize> =
        at.iter().enumerate().map(|(index, &label)| (label, index)).collect();
    let categories = at.iter().map(|&label| describe(&nodes, &root, label, role_of(label))).collect();
    Layout { categories, of_draft: placed.iter().map(|label| index_of[label]).collect() }
}

fn describe(nodes: &[Node<'_>], root: &[usize], label: usize, role: usize) -> Group {
    let stated: Vec<canonical::Stated<'_>> = nodes
        .iter()
        .enumerate()
        .filter(|(index, _)| root[*index] == label)
        .flat_map(|(_, node)| &node.stated)
        .map(|&(wording, document)| canonical::Stated {
            wording,
            document,
            item: 0,
            simple: true,
            suggested: false,
        })
        .collect();
    let mut titles = canonical::rank(&stated).into_iter().map(|wording| wording.title);
    Group { role, title: titles.next(), aliases: titles.collect() }
}
