//! Quality of a clustering against gold: pairs, B-cubed, exact clusters, agreement of the whole, and pairs that
//! must stay apart.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::agreement::{adjusted_rand, v_measure};
use super::bootstrap::{self, Difference, Interval};
use super::gold::LinkingGold;

/// Precision, recall, their harmonic mean, and the counts they come from. Without any positive, found or
/// missed, a share is 1: nothing was done wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Prf {
    /// Share of the found that is right.
    pub precision: f64,
    /// Share of the right that was found.
    pub recall: f64,
    /// Harmonic mean of both.
    pub f1: f64,
    /// Rightly found.
    pub tp: usize,
    /// Wrongly found.
    pub fp: usize,
    /// Missed.
    pub fn_: usize,
}

impl Prf {
    /// The shares of three counts.
    pub fn of(tp: usize, fp: usize, fn_: usize) -> Self {
        let share = |part: usize, rest: usize| {
            if part + rest == 0 { 1.0 } else { part as f64 / (part + rest) as f64 }
        };
        let (precision, recall) = (share(tp, fp), share(tp, fn_));
        Self { precision, recall, f1: harmonic(precision, recall), tp, fp, fn_ }
    }
}

fn harmonic(a: f64, b: f64) -> f64 {
    if a + b > 0.0 { 2.0 * a * b / (a + b) } else { 0.0 }
}

/// Precision, recall and their harmonic mean where there are no counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Shares {
    /// Mean precision.
    pub precision: f64,
    /// Mean recall.
    pub recall: f64,
    /// Harmonic mean of both.
    pub f1: f64,
}

/// Quality of one clustering against one gold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LinkingScore {
    /// Records.
    pub tasks: usize,
    /// Clusters found, singletons included.
    pub clusters: usize,
    /// Clusters in gold, singletons included.
    pub gold_clusters: usize,
    /// Pairs of records in one cluster; borderline pairs left out.
    pub pairwise: Prf,
    /// Mean over records of the overlap of its cluster with its gold cluster (Bagga and Baldwin, 1998).
    pub b_cubed: Shares,
    /// Clusters of two or more that are exactly a gold cluster.
    pub exact: Prf,
    /// Adjusted Rand index.
    pub adjusted_rand: f64,
    /// V-measure.
    pub v_measure: f64,
    /// Records of the largest cluster found.
    pub largest: usize,
    /// Records of the largest gold cluster.
    pub gold_largest: usize,
    /// Pairs that must stay apart and were joined.
    pub distinct_violated: usize,
    /// Pairs that must stay apart.
    pub distinct_total: usize,
    /// Interval of pairwise F1, gold clusters resampled.
    pub pairwise_f1: Interval,
    /// Interval of B-cubed F1, gold clusters resampled.
    pub b_cubed_f1: Interval,
}

/// A pair that is joined or should be.
pub(super) struct PairKind {
    /// The gold clusters of both ends.
    pub(super) clusters: (usize, usize),
    /// True if one cluster found holds both.
    joined: bool,
    /// True if one gold cluster holds both.
    one: bool,
}

/// What a resample adds up.
pub(super) struct Counted {
    /// Every pair that is joined or should be; borderline pairs left out.
    pub(super) pairs: Vec<PairKind>,
    /// B-cubed precision and recall of each record.
    pub(super) cubed: Vec<(f64, f64)>,
    /// The gold cluster of each record.
    pub(super) gold_of: Vec<usize>,
}

impl Counted {
    fn of(gold: &LinkingGold, found: &[usize]) -> Self {
        let n = gold.records.len();
        assert_eq!(found.len(), n, "every record needs a cluster");
        let unscored = gold.unscored();
        let mut pairs = Vec::new();
        for a in 0..n {
            for b in a + 1..n {
                let (joined, one) = (found[a] == found[b], gold.clusters[a] == gold.clusters[b]);
                if (joined || one) && !unscored.contains(&(a, b)) {
                    pairs.push(PairKind { clusters: (gold.clusters[a], gold.clusters[b]), joined, one });
                }
            }
        }
        let (found_members, gold_members) = (members(found), members(&gold.clusters));
        let cubed = (0..n)
            .map(|at| {
                let (mine, right) = (&found_members[&found[at]], &gold_members[&gold.clusters[at]]);
                let both = mine.intersection(right).count() as f64;
                (both / mine.len() as f64, both / right.len() as f64)
            })
            .collect();
        Self { pairs, cubed, gold_of: gold.clusters.clone() }
    }

    /// Every gold cluster counted once.
    pub(super) fn plain(&self) -> BTreeMap<usize, usize> {
        self.gold_of.iter().map(|&cluster| (cluster, 1)).collect()
    }
}

/// Scores a clustering: `found[i]` names the cluster of record `i`.
///
/// # Panics
/// If `found` does not name a cluster for every record of the gold.
pub fn score_linking(gold: &LinkingGold, found: &[usize]) -> LinkingScore {
    let counted = Counted::of(gold, found);
    let (found_members, gold_members) = (members(found), members(&gold.clusters));
    let large = |sets: &BTreeMap<usize, BTreeSet<usize>>| -> BTreeSet<BTreeSet<usize>> {
        sets.values().filter(|set| set.len() > 1).cloned().collect()
    };
    let (mine, right) = (large(&found_members), large(&gold_members));
    let same = mine.intersection(&right).count();
    let largest =
        |sets: &BTreeMap<usize, BTreeSet<usize>>| sets.values().map(BTreeSet::len).max().unwrap_or(0);
    let plain = counted.plain();
    let (pairwise_f1, b_cubed_f1) = bootstrap::intervals(&counted);
    LinkingScore {
        tasks: found.len(),
        clusters: found_members.len(),
        gold_clusters: gold_members.len(),
        pairwise: pair_shares(&counted.pairs, &plain),
        b_cubed: cubed_shares(&counted.gold_of, &counted.cubed, &plain),
        exact: Prf::of(same, mine.len() - same, right.len() - same),
        adjusted_rand: adjusted_rand(&gold.clusters, found),
        v_measure: v_measure(&gold.clusters, found),
        largest: largest(&found_members),
        gold_largest: largest(&gold_members),
        distinct_violated: violated(gold, found),
        distinct_total: gold.distinct.len(),
        pairwise_f1,
        b_cubed_f1,
    }
}

/// Pairs that must stay apart and were joined.
pub fn violated(gold: &LinkingGold, found: &[usize]) -> usize {
    gold.distinct.iter().filter(|&&(a, b)| found[a] == found[b]).count()
}

/// Pairwise shares alone: what choosing among many clusterings needs.
///
/// # Panics
/// If `found` does not name a cluster for every record of the gold.
pub fn pairwise(gold: &LinkingGold, found: &[usize]) -> Prf {
    let counted = Counted::of(gold, found);
    pair_shares(&counted.pairs, &counted.plain())
}

/// B-cubed shares alone.
///
/// # Panics
/// If `found` does not name a cluster for every record of the gold.
pub fn b_cubed(gold: &LinkingGold, found: &[usize]) -> Shares {
    let counted = Counted::of(gold, found);
    cubed_shares(&counted.gold_of, &counted.cubed, &counted.plain())
}

/// Pairwise and B-cubed F1 of a clustering less those of an earlier one of the same records.
///
/// # Panics
/// If either does not name a cluster for every record of the gold.
pub fn compare_linking(gold: &LinkingGold, new: &[usize], old: &[usize]) -> (Difference, Difference) {
    bootstrap::differences(&Counted::of(gold, new), &Counted::of(gold, old))
}

fn members(labels: &[usize]) -> BTreeMap<usize, BTreeSet<usize>> {
    let mut out: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for (at, &label) in labels.iter().enumerate() {
        out.entry(label).or_default().insert(at);
    }
    out
}

/// Pairwise shares with gold clusters counted `times`.
pub(super) fn pair_shares(pairs: &[PairKind], times: &BTreeMap<usize, usize>) -> Prf {
    let (mut tp, mut fp, mut fn_) = (0, 0, 0);
    for pair in pairs {
        let weight = bootstrap::drawn(pair, times);
        match (pair.joined, pair.one) {
            (true, true) => tp += weight,
            (true, false) => fp += weight,
            _ => fn_ += weight,
        }
    }
    Prf::of(tp, fp, fn_)
}

/// B-cubed shares with gold clusters counted `times`.
pub(super) fn cubed_shares(
    gold_of: &[usize],
    cubed: &[(f64, f64)],
    times: &BTreeMap<usize, usize>,
) -> Shares {
    let (mut precision, mut recall, mut count) = (0.0, 0.0, 0.0);
    for (cluster, (p, r)) in gold_of.iter().zip(cubed) {
        let weight = times.get(cluster).copied().unwrap_or(0) as f64;
        precision += weight * p;
        recall += weight * r;
        count += weight;
    }
    if count == 0.0 {
        return Shares { precision: 1.0, recall: 1.0, f1: 1.0 };
    }
    let (precision, recall) = (precision / count, recall / count);
    Shares { precision, recall, f1: harmonic(precision, recall) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::Record;

    fn gold(clusters: &[usize]) -> LinkingGold {
        LinkingGold {
            records: vec![Record::default(); clusters.len()],
            clusters: clusters.to_vec(),
            distinct: vec![(1, 2)],
            borderline: vec![(0, 3)],
        }
    }

    #[test]
    fn perfect_and_empty_answers() {
        let gold = gold(&[0, 0, 1, 2]);
        let perfect = score_linking(&gold, &[5, 5, 6, 7]);
        assert_eq!((perfect.pairwise.f1, perfect.b_cubed.f1, perfect.exact.f1), (1.0, 1.0, 1.0));
        assert_eq!(perfect.pairwise_f1, Interval { low: 1.0, high: 1.0 });
        let nothing = score_linking(&gold, &[0, 1, 2, 3]);
        assert_eq!((nothing.pairwise.precision, nothing.pairwise.recall), (1.0, 0.0));
    }

    #[test]
    fn over_merging_is_counted_and_borderline_pairs_are_not() {
        let all = score_linking(&gold(&[0, 0, 1, 2]), &[0, 0, 0, 0]);
        // Six pairs, one true, one borderline.
        assert_eq!((all.pairwise.tp, all.pairwise.fp, all.pairwise.fn_), (1, 4, 0));
        assert_eq!((all.distinct_violated, all.distinct_total), (1, 1));
        assert!((all.b_cubed.precision - (0.5 + 0.5 + 0.25 + 0.25) / 4.0).abs() < 1e-12);
        assert!(all.pairwise_f1.low <= all.pairwise.f1 && all.pairwise.f1 <= all.pairwise_f1.high);
    }

    #[test]
    fn a_run_is_compared_with_an_earlier_one_on_the_same_resamples() {
        let gold = gold(&[0, 0, 1, 2]);
        let (pairwise, _) = compare_linking(&gold, &[0, 0, 1, 2], &[0, 1, 2, 3]);
        assert!((pairwise.change - 1.0).abs() < 1e-12, "{pairwise:?}");
        let (same, cubed) = compare_linking(&gold, &[0, 0, 1, 1], &[5, 5, 7, 7]);
        assert_eq!((same.change, cubed.change, same.interval), (0.0, 0.0, Interval::default()));
    }
}
