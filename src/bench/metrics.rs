//! Quality of a clustering against gold: pairs, B-cubed, exact clusters, pairs that must stay apart, and
//! bootstrap intervals.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::gold::LinkingGold;

/// Resamples of a bootstrap.
const RESAMPLES: usize = 500;

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

/// A 95 % interval.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Interval {
    /// 2.5th percentile.
    pub low: f64,
    /// 97.5th percentile.
    pub high: f64,
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
    /// Pairs that must stay apart and were joined.
    pub distinct_violated: usize,
    /// Pairs that must stay apart.
    pub distinct_total: usize,
    /// Interval of pairwise F1, gold clusters resampled.
    pub pairwise_f1: Interval,
    /// Interval of B-cubed F1, gold clusters resampled.
    pub b_cubed_f1: Interval,
}

/// Scores a clustering: `found[i]` names the cluster of record `i`.
///
/// # Panics
/// If `found` does not name a cluster for every record of the gold.
pub fn score_linking(gold: &LinkingGold, found: &[usize]) -> LinkingScore {
    let n = gold.records.len();
    assert_eq!(found.len(), n, "every record needs a cluster");
    let ordered = |&(a, b): &(usize, usize)| (a.min(b), a.max(b));
    let unscored: BTreeSet<(usize, usize)> = gold.borderline.iter().map(ordered).collect();
    // Pairs with their kind, by the gold clusters of both ends: what a resample adds up.
    let mut pairs: Vec<(usize, usize, bool, bool)> = Vec::new();
    for a in 0..n {
        for b in a + 1..n {
            let (joined, one) = (found[a] == found[b], gold.clusters[a] == gold.clusters[b]);
            if (joined || one) && !unscored.contains(&(a, b)) {
                pairs.push((gold.clusters[a], gold.clusters[b], joined, one));
            }
        }
    }
    let (found_members, gold_members) = (members(found), members(&gold.clusters));
    let cubed: Vec<(f64, f64)> = (0..n)
        .map(|at| {
            let (mine, right) = (&found_members[&found[at]], &gold_members[&gold.clusters[at]]);
            let both = mine.intersection(right).count() as f64;
            (both / mine.len() as f64, both / right.len() as f64)
        })
        .collect();
    let plain: BTreeMap<usize, usize> = gold_members.keys().map(|&cluster| (cluster, 1)).collect();
    let large = |sets: &BTreeMap<usize, BTreeSet<usize>>| -> BTreeSet<BTreeSet<usize>> {
        sets.values().filter(|set| set.len() > 1).cloned().collect()
    };
    let (mine, right) = (large(&found_members), large(&gold_members));
    let same = mine.intersection(&right).count();
    let (pairwise_f1, b_cubed_f1) = intervals(gold, &pairs, &cubed, &gold_members);
    LinkingScore {
        tasks: n,
        clusters: found_members.len(),
        gold_clusters: gold_members.len(),
        pairwise: pair_shares(&pairs, &plain),
        b_cubed: cubed_shares(gold, &cubed, &plain),
        exact: Prf::of(same, mine.len() - same, right.len() - same),
        distinct_violated: gold.distinct.iter().filter(|&&(a, b)| found[a] == found[b]).count(),
        distinct_total: gold.distinct.len(),
        pairwise_f1,
        b_cubed_f1,
    }
}

fn members(labels: &[usize]) -> BTreeMap<usize, BTreeSet<usize>> {
    let mut out: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for (at, &label) in labels.iter().enumerate() {
        out.entry(label).or_default().insert(at);
    }
    out
}

/// Pairwise shares with gold clusters counted `times`; a pair between two clusters counts as often as both
/// were drawn, a pair inside one as often as it was.
fn pair_shares(pairs: &[(usize, usize, bool, bool)], times: &BTreeMap<usize, usize>) -> Prf {
    let drawn = |cluster: &usize| times.get(cluster).copied().unwrap_or(0);
    let (mut tp, mut fp, mut fn_) = (0, 0, 0);
    for (a, b, joined, one) in pairs {
        let weight = if a == b { drawn(a) } else { drawn(a) * drawn(b) };
        match (joined, one) {
            (true, true) => tp += weight,
            (true, false) => fp += weight,
            _ => fn_ += weight,
        }
    }
    Prf::of(tp, fp, fn_)
}

fn cubed_shares(gold: &LinkingGold, cubed: &[(f64, f64)], times: &BTreeMap<usize, usize>) -> Shares {
    let (mut precision, mut recall, mut count) = (0.0, 0.0, 0.0);
    for (at, (p, r)) in cubed.iter().enumerate() {
        let weight = times.get(&gold.clusters[at]).copied().unwrap_or(0) as f64;
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

/// Percentile bootstrap over gold clusters, not pairs: pairs of one cluster are right or wrong together.
/// The seed is fixed, so that the same result gives the same interval.
fn intervals(
    gold: &LinkingGold,
    pairs: &[(usize, usize, bool, bool)],
    cubed: &[(f64, f64)],
    clusters: &BTreeMap<usize, BTreeSet<usize>>,
) -> (Interval, Interval) {
    let names: Vec<usize> = clusters.keys().copied().collect();
    if names.is_empty() {
        return Default::default();
    }
    let mut random = SplitMix(0x9e37_79b9_7f4a_7c15);
    let (mut pairwise, mut b_cubed) = (Vec::with_capacity(RESAMPLES), Vec::with_capacity(RESAMPLES));
    for _ in 0..RESAMPLES {
        let mut times: BTreeMap<usize, usize> = BTreeMap::new();
        for _ in 0..names.len() {
            *times.entry(names[random.below(names.len())]).or_default() += 1;
        }
        pairwise.push(pair_shares(pairs, &times).f1);
        b_cubed.push(cubed_shares(gold, cubed, &times).f1);
    }
    (percentiles(pairwise), percentiles(b_cubed))
}

fn percentiles(mut values: Vec<f64>) -> Interval {
    values.sort_by(f64::total_cmp);
    let at = |share: f64| values[((values.len() - 1) as f64 * share).round() as usize];
    Interval { low: at(0.025), high: at(0.975) }
}

/// SplitMix64 (Steele, Lea and Flood, 2014): small, seeded, the same everywhere.
struct SplitMix(u64);

impl SplitMix {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % limit as u64) as usize
    }
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
}
