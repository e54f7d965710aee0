//! Groups of tasks, aligned across documents.
//!
//! Two category titles of one role are the same category if no document lists both, and
//! 1. they are the same wording, or
//! 2. they share at least two tasks and at least half of the smaller one's tasks, or
//! 3. they share a task and their titles are near (Dice of character pairs ≥ 0.4), or
//! 4. their titles are very near (Dice ≥ 0.7).
//!
//! The strongest evidence joins first. A task goes where most of the documents that state it put
//! it; one that no document puts anywhere goes to a last group without title. The figures are
//! judgements, not fits.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::{Documents, Draft, canonical, order};
use crate::lexicon::wording_key;
use crate::mention::TaskMention;

const NEAR: f64 = 0.4;
const VERY_NEAR: f64 = 0.7;

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

/// One category title of one role, with all its spellings.
struct Node<'a> {
    role: usize,
    key: String,
    /// Spelling and document of every mention in it.
    stated: Vec<(&'a str, usize)>,
    documents: BTreeSet<usize>,
    drafts: BTreeSet<usize>,
}

/// Aligns the categories of all documents and puts every draft into one.
pub(super) fn align(
    mentions: &[TaskMention],
    documents: &Documents<'_>,
    drafts: &[Draft],
    sequences: &[Vec<usize>],
) -> Layout {
    let nodes = nodes(mentions, documents, drafts);
    let root = join(&nodes);
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
                if let Some(key) = category_key(&mentions[member]) {
                    let group = group_of[&(draft.role, key.as_str())];
                    votes.entry(group).or_default().insert(documents.of[member]);
                }
            }
            let best = votes.iter().max_by_key(|(group, by)| (by.len(), size[group], Reverse(**group)));
            best.map_or(nodes.len() + draft.role, |(&group, _)| group)
        })
        .collect();
    let labels = nodes.len() + drafts.iter().map(|draft| draft.role + 1).max().unwrap_or(0);
    let walks: Vec<Vec<usize>> =
        sequences.iter().map(|sequence| sequence.iter().map(|&draft| placed[draft]).collect()).collect();
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

fn category_key(mention: &TaskMention) -> Option<String> {
    mention.category.as_deref().map(wording_key).filter(|key| !key.is_empty())
}

fn nodes<'a>(mentions: &'a [TaskMention], documents: &Documents<'_>, drafts: &[Draft]) -> Vec<Node<'a>> {
    let mut nodes: BTreeMap<(usize, String), Node<'a>> = BTreeMap::new();
    for (index, draft) in drafts.iter().enumerate() {
        for &member in &draft.members {
            let mention = &mentions[member];
            let (Some(title), Some(key)) = (mention.category.as_deref(), category_key(mention)) else {
                continue;
            };
            let node = nodes.entry((draft.role, key.clone())).or_insert_with(|| Node {
                role: draft.role,
                key,
                stated: Vec::new(),
                documents: BTreeSet::new(),
                drafts: BTreeSet::new(),
            });
            node.stated.push((title, documents.of[member]));
            node.documents.insert(documents.of[member]);
            node.drafts.insert(index);
        }
    }
    nodes.into_values().collect()
}

/// The group of each node, named by its lowest node.
fn join(nodes: &[Node<'_>]) -> Vec<usize> {
    let mut evidence: Vec<(f64, usize, usize)> = pairs(nodes)
        .into_iter()
        .filter_map(|(a, b)| strength(&nodes[a], &nodes[b]).map(|s| (s, a, b)))
        .collect();
    evidence.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    let mut root: Vec<usize> = (0..nodes.len()).collect();
    let mut listed: Vec<BTreeSet<usize>> = nodes.iter().map(|node| node.documents.clone()).collect();
    for (_, a, b) in evidence {
        let (low, high) = (root[a].min(root[b]), root[a].max(root[b]));
        if low != high && listed[low].is_disjoint(&listed[high]) {
            let moved = std::mem::take(&mut listed[high]);
            listed[low].extend(moved);
            for group in root.iter_mut().filter(|group| **group == high) {
                *group = low;
            }
        }
    }
    root
}

/// Pairs of nodes of one role that share a task or a character pair of their titles.
fn pairs(nodes: &[Node<'_>]) -> BTreeSet<(usize, usize)> {
    let mut by_draft: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut by_bigram: BTreeMap<(usize, char, char), Vec<usize>> = BTreeMap::new();
    for (index, node) in nodes.iter().enumerate() {
        for &draft in &node.drafts {
            by_draft.entry(draft).or_default().push(index);
        }
        for (a, b) in bigrams(&node.key) {
            by_bigram.entry((node.role, a, b)).or_default().push(index);
        }
    }
    let buckets = by_draft.into_values().chain(by_bigram.into_values());
    let mut pairs = BTreeSet::new();
    for bucket in buckets {
        for (at, &a) in bucket.iter().enumerate() {
            pairs.extend(bucket[at + 1..].iter().map(|&b| (a, b)));
        }
    }
    pairs
}

/// How strongly two titles look like one category; `None` if they do not.
fn strength(a: &Node<'_>, b: &Node<'_>) -> Option<f64> {
    let shared = a.drafts.intersection(&b.drafts).count();
    let ratio = shared as f64 / a.drafts.len().min(b.drafts.len()) as f64;
    let dice = dice(&a.key, &b.key);
    let same = shared >= 2 && ratio >= 0.5 || shared >= 1 && dice >= NEAR || dice >= VERY_NEAR;
    same.then_some(ratio + dice)
}

fn bigrams(key: &str) -> BTreeSet<(char, char)> {
    key.chars().zip(key.chars().skip(1)).collect()
}

fn dice(a: &str, b: &str) -> f64 {
    let (a, b) = (bigrams(a), bigrams(b));
    match a.len() + b.len() {
        0 => 0.0,
        total => 2.0 * a.intersection(&b).count() as f64 / total as f64,
    }
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
