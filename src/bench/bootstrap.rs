//! Intervals of a score, and of the difference between two runs, by resampling gold clusters.
//!
//! Gold clusters are resampled, not pairs: the pairs of one cluster are right or wrong together, and taking
//! them for independent would make every interval too narrow. The seed is fixed, so that the same result
//! gives the same interval.

use std::collections::BTreeMap;

use serde::Serialize;

use super::metrics::{Counted, PairKind, cubed_shares, pair_shares};
use super::random::SplitMix;

/// Resamples of a bootstrap.
const RESAMPLES: usize = 500;
/// Seed of the resamples: any would do, it only has to stay.
const SEED: u64 = 0x9e37_79b9_7f4a_7c15;

/// A 95 % interval.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Interval {
    /// 2.5th percentile.
    pub low: f64,
    /// 97.5th percentile.
    pub high: f64,
}

/// How much a run differs from an earlier one on the same gold; positive is better.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Difference {
    /// This run's score less the other's.
    pub change: f64,
    /// Its 95 % interval, both runs scored on the same resamples.
    pub interval: Interval,
}

/// Intervals of pairwise F1 and of B-cubed F1 of one run.
pub(super) fn intervals(run: &Counted) -> (Interval, Interval) {
    let (mut pairwise, mut b_cubed) = (Vec::with_capacity(RESAMPLES), Vec::with_capacity(RESAMPLES));
    for times in resamples(run) {
        pairwise.push(pair_shares(&run.pairs, &times).f1);
        b_cubed.push(cubed_shares(&run.gold_of, &run.cubed, &times).f1);
    }
    (percentiles(pairwise), percentiles(b_cubed))
}

/// Differences of pairwise F1 and of B-cubed F1 between two runs on one gold.
pub(super) fn differences(new: &Counted, old: &Counted) -> (Difference, Difference) {
    let score = |run: &Counted, times: &BTreeMap<usize, usize>| {
        (pair_shares(&run.pairs, times).f1, cubed_shares(&run.gold_of, &run.cubed, times).f1)
    };
    let (mut pairwise, mut b_cubed) = (Vec::with_capacity(RESAMPLES), Vec::with_capacity(RESAMPLES));
    for times in resamples(new) {
        let (mine, theirs) = (score(new, &times), score(old, &times));
        pairwise.push(mine.0 - theirs.0);
        b_cubed.push(mine.1 - theirs.1);
    }
    let plain = new.plain();
    let (mine, theirs) = (score(new, &plain), score(old, &plain));
    (
        Difference { change: mine.0 - theirs.0, interval: percentiles(pairwise) },
        Difference { change: mine.1 - theirs.1, interval: percentiles(b_cubed) },
    )
}

/// How often each gold cluster is drawn, for each resample.
fn resamples(run: &Counted) -> impl Iterator<Item = BTreeMap<usize, usize>> {
    let names: Vec<usize> = run.plain().keys().copied().collect();
    let mut random = SplitMix::new(SEED);
    (0..if names.is_empty() { 0 } else { RESAMPLES }).map(move |_| {
        let mut times: BTreeMap<usize, usize> = BTreeMap::new();
        for _ in 0..names.len() {
            *times.entry(names[random.below(names.len())]).or_default() += 1;
        }
        times
    })
}

fn percentiles(mut values: Vec<f64>) -> Interval {
    if values.is_empty() {
        return Interval::default();
    }
    values.sort_by(f64::total_cmp);
    let at = |share: f64| values[((values.len() - 1) as f64 * share).round() as usize];
    Interval { low: at(0.025), high: at(0.975) }
}

/// A pair between two clusters counts as often as both were drawn, a pair inside one as often as it was.
pub(super) fn drawn(pair: &PairKind, times: &BTreeMap<usize, usize>) -> usize {
    let of = |cluster: usize| times.get(&cluster).copied().unwrap_or(0);
    if pair.clusters.0 == pair.clusters.1 {
        of(pair.clusters.0)
    } else {
        of(pair.clusters.0) * of(pair.clusters.1)
    }
}
