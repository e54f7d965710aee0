//! Which category titles of different documents name one category.
//!
//! Two category titles of one role are the same category if no document lists both, and
//! 1. they are the same wording, or
//! 2. they share at least half of the smaller one's tasks, or
//! 3. they share a task and their titles are near (Dice of character pairs ≥ 0.3), or
//! 4. their titles are very near (Dice ≥ 0.7), or
//! 5. they speak of the same things (cosine of their tasks' and titles' character pairs, weighted
//!    by rarity among the categories, ≥ 0.1), and share a task or a character pair of the title.
//!
//! The strongest evidence joins first. The figures are judgements made on five lists of
//! categories, real and invented, not fits.

use std::collections::{BTreeMap, BTreeSet};

use super::{Documents, Draft};
use crate::lexicon::wording_key;
use crate::mention::TaskMention;

/// Share of the smaller category's tasks.
const HALF: f64 = 0.5;
const NEAR: f64 = 0.3;
const VERY_NEAR: f64 = 0.7;
const SAME_TOPIC: f64 = 0.1;

/// A category's title counts this many times in what it speaks of.
const TITLE: f64 = 2.0;

/// A character pair that more titles than this share proposes no comparisons: it is a word such
/// as 管理, and comparing all that have it would take time without finding anything.
const COMMON: usize = 64;

type Bigram = [char; 2];

/// One category title of one role, with all its spellings.
pub(super) struct Node<'a> {
    pub(super) role: usize,
    /// The title's wording key.
    pub(super) key: String,
    /// Spelling and document of every mention in it.
    pub(super) stated: Vec<(&'a str, usize)>,
    /// The tasks that some document puts into it.
    pub(super) drafts: BTreeSet<usize>,
    documents: BTreeSet<usize>,
    /// Character pairs of the title, sorted, each once.
    title: Vec<Bigram>,
    /// How often each character pair occurs in its tasks' titles and its own.
    pairs: BTreeMap<Bigram, f64>,
}

/// The wording key of the category a mention is listed in.
pub(super) fn category_key(mention: &TaskMention) -> Option<String> {
    mention.category.as_deref().map(wording_key).filter(|key| !key.is_empty())
}

/// The category titles of all documents, sorted by role and key.
pub(super) fn nodes<'a>(
    mentions: &'a [TaskMention],
    documents: &Documents<'_>,
    drafts: &[Draft],
) -> Vec<Node<'a>> {
    let mut nodes: BTreeMap<(usize, String), Node<'a>> = BTreeMap::new();
    for (index, draft) in drafts.iter().enumerate() {
        for &member in &draft.members {
            let mention = &mentions[member];
            let (Some(spelling), Some(key)) = (mention.category.as_deref(), category_key(mention)) else {
                continue;
            };
            let node = nodes.entry((draft.role, key.clone())).or_insert_with(|| {
                let title = bigrams(&key);
                let pairs = title.iter().map(|&pair| (pair, TITLE)).collect();
                let (stated, drafts, documents) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
                Node { role: draft.role, key, stated, drafts, documents, title, pairs }
            });
            node.stated.push((spelling, documents.of[member]));
            node.documents.insert(documents.of[member]);
            node.drafts.insert(index);
            for pair in bigrams(&wording_key(&mention.title)) {
                *node.pairs.entry(pair).or_default() += 1.0;
            }
        }
    }
    nodes.into_values().collect()
}

/// The group of each node, named by its lowest node.
pub(super) fn join(nodes: &[Node<'_>]) -> Vec<usize> {
    let topics = topics(nodes);
    let judge = |(a, b): (usize, usize)| {
        strength(&nodes[a], &nodes[b], cosine(&topics[a], &topics[b])).map(|strength| (strength, a, b))
    };
    let mut evidence: Vec<(f64, usize, usize)> = candidates(nodes).into_iter().filter_map(judge).collect();
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

/// Pairs of nodes of one role that share a task or an uncommon character pair of their titles.
fn candidates(nodes: &[Node<'_>]) -> BTreeSet<(usize, usize)> {
    let mut by_draft: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut by_bigram: BTreeMap<(usize, Bigram), Vec<usize>> = BTreeMap::new();
    for (index, node) in nodes.iter().enumerate() {
        for &draft in &node.drafts {
            by_draft.entry(draft).or_default().push(index);
        }
        for &pair in &node.title {
            by_bigram.entry((node.role, pair)).or_default().push(index);
        }
    }
    by_bigram.retain(|_, bucket| bucket.len() <= COMMON);
    let mut pairs = BTreeSet::new();
    for bucket in by_draft.into_values().chain(by_bigram.into_values()) {
        for (at, &a) in bucket.iter().enumerate() {
            pairs.extend(bucket[at + 1..].iter().map(|&b| (a, b)));
        }
    }
    pairs
}

/// How strongly two titles look like one category; `None` if they do not.
fn strength(a: &Node<'_>, b: &Node<'_>, topic: f64) -> Option<f64> {
    let shared = a.drafts.intersection(&b.drafts).count();
    let ratio = shared as f64 / a.drafts.len().min(b.drafts.len()) as f64;
    let dice = dice(&a.title, &b.title);
    let same = ratio >= HALF
        || shared > 0 && dice >= NEAR
        || dice >= VERY_NEAR
        || topic >= SAME_TOPIC && (shared > 0 || dice > 0.0);
    same.then_some(ratio + dice + topic)
}

/// What each node speaks of, as a unit vector sorted by character pair: the logarithm of its
/// number times the logarithm of its rarity among the nodes (tf-idf).
fn topics(nodes: &[Node<'_>]) -> Vec<Vec<(Bigram, f64)>> {
    let mut holders: BTreeMap<Bigram, f64> = BTreeMap::new();
    for pair in nodes.iter().flat_map(|node| node.pairs.keys()) {
        *holders.entry(*pair).or_default() += 1.0;
    }
    let all = nodes.len() as f64 + 1.0;
    let vector = |node: &Node<'_>| {
        let weigh = |(pair, count): (&Bigram, &f64)| (*pair, (1.0 + count.ln()) * (all / holders[pair]).ln());
        let mut weights: Vec<(Bigram, f64)> = node.pairs.iter().map(weigh).collect();
        let length = weights.iter().map(|(_, weight)| weight * weight).sum::<f64>().sqrt();
        for (_, weight) in &mut weights {
            *weight /= length.max(f64::MIN_POSITIVE);
        }
        weights
    };
    nodes.iter().map(vector).collect()
}

fn cosine(a: &[(Bigram, f64)], b: &[(Bigram, f64)]) -> f64 {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let product = |(pair, x): &(Bigram, f64)| {
        long.binary_search_by(|(other, _)| other.cmp(pair)).map_or(0.0, |at| x * long[at].1)
    };
    short.iter().map(product).sum()
}

fn dice(a: &[Bigram], b: &[Bigram]) -> f64 {
    let shared = a.iter().filter(|pair| b.binary_search(pair).is_ok()).count();
    match a.len() + b.len() {
        0 => 0.0,
        total => 2.0 * shared as f64 / total as f64,
    }
}

/// Character pairs, sorted, each once.
fn bigrams(key: &str) -> Vec<Bigram> {
    let mut pairs: Vec<Bigram> = key.chars().zip(key.chars().skip(1)).map(|(a, b)| [a, b]).collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A node of one document for each number in `documents`, with these tasks.
    fn node(title: &'static str, documents: &[usize], drafts: &[usize]) -> Node<'static> {
        let key = wording_key(title);
        Node {
            role: 0,
            stated: documents.iter().map(|&document| (title, document)).collect(),
            drafts: drafts.iter().copied().collect(),
            documents: documents.iter().copied().collect(),
            title: bigrams(&key),
            pairs: bigrams(&key).into_iter().map(|pair| (pair, TITLE)).collect(),
            key,
        }
    }

    #[test]
    fn titles_that_one_document_lists_stay_apart() {
        assert_eq!(join(&[node("库存管理", &[0], &[0, 1]), node("库存 管理与盘点", &[0], &[1])]), [0, 1]);
    }

    #[test]
    fn near_titles_and_shared_tasks_join() {
        assert_eq!(join(&[node("库存管理", &[0], &[0]), node("库存管理工作", &[1], &[1])]), [0, 0]);
        assert_eq!(join(&[node("货品", &[0], &[0, 1]), node("库存管理", &[1], &[1, 2, 3])]), [0, 0]);
        assert_eq!(join(&[node("货品", &[0], &[0, 1, 4]), node("库存管理", &[1], &[1, 2, 3])]), [0, 1]);
    }

    #[test]
    fn a_common_word_is_not_enough() {
        let nodes = [
            node("人员管理", &[0], &[0]),
            node("库存管理", &[1], &[1]),
            node("现金管理", &[2], &[2]),
            node("卫生管理", &[3], &[3]),
        ];
        assert_eq!(join(&nodes), [0, 1, 2, 3]);
    }

    #[test]
    fn the_strongest_evidence_joins_first() {
        let nodes =
            [node("排班", &[0], &[0, 1]), node("人员", &[0], &[2, 3]), node("员工", &[1], &[1, 2, 3, 4])];
        assert_eq!(join(&nodes), [0, 1, 1], "员工 shares both tasks of 人员 and one of 排班");
    }
}
