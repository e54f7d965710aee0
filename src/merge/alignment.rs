//! Which category titles of different documents name one category.
//!
//! Two category titles of one role are the same category if no document lists both, and
//! 1. they are the same wording, or
//! 2. they share at least half of the smaller one's tasks, or
//! 3. their titles are alike (≥ 0.5; ≥ 0.3 if they share a task): the longest common subsequence,
//!    as a share of the shorter title, each character weighted by its rarity among the titles, so
//!    that 管理 counts little, or
//! 4. they speak of the same things (cosine of their tasks' and titles' character pairs, weighted
//!    by rarity among the categories, ≥ 0.1), and share a task or a character of the title.
//!
//! The strongest evidence joins first. A title that is the role's own, or its end, names no
//! category. The figures are judgements made on five lists of categories, real and invented.

use std::collections::{BTreeMap, BTreeSet};

use super::{Documents, Draft};
use crate::lexicon::wording_key;
use crate::mention::TaskMention;

/// Share of the smaller category's tasks.
const HALF: f64 = 0.5;
/// Likeness of titles, without and with a task in common.
const ALIKE: f64 = 0.5;
const ALIKE_SHARED: f64 = 0.3;
/// Cosine of topics.
const SAME_TOPIC: f64 = 0.1;

/// A category's title counts this many times in what it speaks of.
const TITLE: f64 = 2.0;

/// A character that more titles than this share proposes no comparisons: comparing all that have
/// it would take time without finding anything.
const COMMON: usize = 64;

/// Characters that join words: no evidence.
const JOINTS: [char; 4] = ['与', '和', '及', '的'];

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
    /// Characters of the title that are evidence.
    title: Vec<char>,
    /// How often each character pair occurs in its tasks' titles and its own.
    pairs: BTreeMap<Bigram, f64>,
}

/// The wording key of the category a mention is listed in, `role` being the keys of the titles of
/// its role.
pub(super) fn category_key(mention: &TaskMention, role: &[String]) -> Option<String> {
    let key = mention.category.as_deref().map(wording_key)?;
    let names_role = role.iter().any(|title| title.ends_with(&key));
    (!key.is_empty() && !names_role).then_some(key)
}

/// The category titles of all documents, sorted by role and key.
pub(super) fn nodes<'a>(
    mentions: &'a [TaskMention],
    documents: &Documents<'_>,
    drafts: &[Draft],
    roles: &[Vec<String>],
) -> Vec<Node<'a>> {
    let mut nodes: BTreeMap<(usize, String), Node<'a>> = BTreeMap::new();
    for (index, draft) in drafts.iter().enumerate() {
        for &member in &draft.members {
            let mention = &mentions[member];
            let (Some(spelling), Some(key)) =
                (mention.category.as_deref(), category_key(mention, &roles[draft.role]))
            else {
                continue;
            };
            let node = nodes.entry((draft.role, key.clone())).or_insert_with(|| {
                let title = key.chars().filter(|c| !JOINTS.contains(c)).collect();
                let pairs = bigrams(&key).into_iter().map(|pair| (pair, TITLE)).collect();
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

/// The group of each node, named by its lowest node; `nodes` are sorted by role. What is rare is rare among the
/// titles of one role: what other roles are divided into says nothing about this one.
pub(super) fn join(nodes: &[Node<'_>]) -> Vec<usize> {
    let mut root = Vec::with_capacity(nodes.len());
    for of_role in nodes.chunk_by(|a, b| a.role == b.role) {
        let first = root.len();
        root.extend(join_role(of_role).into_iter().map(|node| first + node));
    }
    root
}

fn join_role(nodes: &[Node<'_>]) -> Vec<usize> {
    let (topics, rarity) = (topics(nodes), rarity(nodes));
    let judge = |(a, b): (usize, usize)| {
        let topic = cosine(&topics[a], &topics[b]);
        let alike = likeness(&nodes[a].title, &nodes[b].title, &rarity);
        strength(&nodes[a], &nodes[b], topic, alike).map(|strength| (strength, a, b))
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

/// Pairs of nodes of one role that share a task or an uncommon character of their titles.
fn candidates(nodes: &[Node<'_>]) -> BTreeSet<(usize, usize)> {
    let mut by_draft: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut by_character: BTreeMap<(usize, char), Vec<usize>> = BTreeMap::new();
    for (index, node) in nodes.iter().enumerate() {
        for &draft in &node.drafts {
            by_draft.entry(draft).or_default().push(index);
        }
        for c in node.title.iter().copied().collect::<BTreeSet<char>>() {
            by_character.entry((node.role, c)).or_default().push(index);
        }
    }
    by_character.retain(|_, bucket| bucket.len() <= COMMON);
    let mut pairs = BTreeSet::new();
    for bucket in by_draft.into_values().chain(by_character.into_values()) {
        for (at, &a) in bucket.iter().enumerate() {
            pairs.extend(bucket[at + 1..].iter().map(|&b| (a, b)));
        }
    }
    pairs
}

/// How strongly two titles look like one category; `None` if they do not.
fn strength(a: &Node<'_>, b: &Node<'_>, topic: f64, alike: f64) -> Option<f64> {
    let shared = a.drafts.intersection(&b.drafts).count();
    let ratio = shared as f64 / a.drafts.len().min(b.drafts.len()) as f64;
    let same = ratio >= HALF
        || alike >= if shared > 0 { ALIKE_SHARED } else { ALIKE }
        || topic >= SAME_TOPIC && (shared > 0 || alike > 0.0);
    same.then_some(ratio + alike + topic)
}

/// The logarithm of the rarity of each character among the titles.
fn rarity(nodes: &[Node<'_>]) -> BTreeMap<char, f64> {
    let mut holders: BTreeMap<char, f64> = BTreeMap::new();
    for node in nodes {
        for c in node.title.iter().copied().collect::<BTreeSet<char>>() {
            *holders.entry(c).or_default() += 1.0;
        }
    }
    let all = nodes.len() as f64 + 1.0;
    holders.into_iter().map(|(c, holders)| (c, (all / holders).ln())).collect()
}

/// The weight of the longest common subsequence as a share of the lighter title.
fn likeness(a: &[char], b: &[char], rarity: &BTreeMap<char, f64>) -> f64 {
    let weights = |title: &[char]| -> Vec<f64> { title.iter().map(|c| rarity[c]).collect() };
    let (of_a, of_b) = (weights(a), weights(b));
    let lighter = of_a.iter().sum::<f64>().min(of_b.iter().sum());
    let mut row = vec![0.0_f64; b.len() + 1];
    for (x, weight) in a.iter().zip(&of_a) {
        let mut diagonal = 0.0;
        for (at, y) in b.iter().enumerate() {
            let above = row[at + 1];
            row[at + 1] = if x == y { diagonal + weight } else { above.max(row[at]) };
            diagonal = above;
        }
    }
    if lighter > 0.0 { row[b.len()] / lighter } else { 0.0 }
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
            title: key.chars().collect(),
            pairs: bigrams(&key).into_iter().map(|pair| (pair, TITLE)).collect(),
            key,
        }
    }

    #[test]
    fn another_role_changes_nothing() {
        let own = [node("库存管理", &[0], &[0]), node("库房管理", &[1], &[1]), node("订货", &[0], &[2])];
        let other = |title| Node { role: 1, ..node(title, &[2], &[3]) };
        let alone = join(&own);
        for titles in [["库存管理", "库房"], ["管理", "管理与订货"], ["人员", "营业"]] {
            let [a, b, c] =
                [node("库存管理", &[0], &[0]), node("库房管理", &[1], &[1]), node("订货", &[0], &[2])];
            assert_eq!(join(&[a, b, c, other(titles[0]), other(titles[1])])[..3], alone);
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
    fn rare_characters_tell_more_than_common_ones() {
        let nodes = [
            node("人员管理", &[0], &[0]),
            node("物料管理", &[0], &[1]),
            node("卫生管理", &[0], &[2]),
            node("卫生与清洁", &[1], &[3]),
            node("设备管理", &[1], &[4]),
        ];
        assert_eq!(join(&nodes), [0, 1, 2, 2, 4]);
    }

    #[test]
    fn the_strongest_evidence_joins_first() {
        let nodes =
            [node("排班", &[0], &[0, 1]), node("人员", &[0], &[2, 3]), node("员工", &[1], &[1, 2, 3, 4])];
        assert_eq!(join(&nodes), [0, 1, 1], "员工 shares both tasks of 人员 and one of 排班");
    }
}
