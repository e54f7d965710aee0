//! The pair stage against gold: what the weights alone would join, before any clustering.

use std::collections::BTreeSet;

use serde::Serialize;

use super::gold::LinkingGold;
use super::metrics::Prf;
use crate::link::sets::Sets;
use crate::link::{Candidates, Match, questions};

/// Points of a curve kept for a report; the curve of a few hundred records has thousands.
const POINTS: usize = 100;
/// Share of the true merges that a reviewer is to have seen, as the field's tables count it.
const SEEN: f64 = 0.95;
/// Records for each further merge that is confirmed before questions are put in order again; to do so takes time in
/// proportion to the pairs.
const AT_ONCE: usize = 200;

/// Precision and recall of joining every pair of at least a weight.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct CurvePoint {
    /// The weight in bits.
    pub weight: f64,
    /// Precision of the pairs of at least this weight.
    pub precision: f64,
    /// Their recall.
    pub recall: f64,
}

/// How many pairs a person would have to look at, best first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct ReviewLoad {
    /// Merges that gold asks for: pairs that a person must confirm so that all others follow.
    pub merges: usize,
    /// Pairs shown until 95 % of those merges were seen, in the order in which [`questions`] asks about the groups that
    /// the answers so far make; a pair that follows from the answers before (both are one with a third, or of groups
    /// that are two) is not shown. `None` if the compared pairs do not hold that many.
    pub shown: Option<usize>,
    /// The same for each task.
    pub per_task: Option<f64>,
}

/// Quality of candidates and weights.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PairStage {
    /// Joining every pair of at least the threshold, no clustering.
    pub before: Prf,
    /// Area under the curve: mean over the true pairs of the precision at their rank.
    pub average_precision: f64,
    /// The curve, in falling order of weight.
    pub curve: Vec<CurvePoint>,
    /// Review load.
    pub review: ReviewLoad,
}

/// What the blocking rules lose and save on this gold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Blocking {
    /// Share of the true pairs that some rule proposes.
    pub pair_completeness: f64,
    /// Share of all pairs that need not be compared.
    pub reduction_ratio: f64,
}

/// Scores compared `pairs` at a `threshold` in bits. True pairs that were never compared count as missed.
pub fn score_pairs(gold: &LinkingGold, pairs: &[Match], threshold: f64) -> PairStage {
    let unscored = gold.unscored();
    let mut ranked: Vec<(f64, usize, usize)> = pairs
        .iter()
        .filter(|pair| !unscored.contains(&(pair.a, pair.b)))
        .map(|p| (p.weight, p.a, p.b))
        .collect();
    ranked.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    let truth = true_pairs(gold);
    let (mut tp, mut fp, mut precisions) = (0, 0, 0.0);
    let mut before = Prf::of(0, 0, truth);
    let mut curve = Vec::new();
    for (at, &(weight, a, b)) in ranked.iter().enumerate() {
        if gold.is_one(a, b) {
            tp += 1;
            precisions += tp as f64 / (tp + fp) as f64;
        } else {
            fp += 1;
        }
        let shares = Prf::of(tp, fp, truth - tp);
        if weight >= threshold {
            before = shares;
        }
        if tp == truth || ranked.get(at + 1).is_none_or(|next| next.0 < weight) {
            curve.push(CurvePoint { weight, precision: shares.precision, recall: shares.recall });
        }
        if tp == truth {
            break;
        }
    }
    PairStage {
        before,
        average_precision: if truth == 0 { 1.0 } else { precisions / truth as f64 },
        curve: thinned(curve),
        review: review_load(gold, pairs),
    }
}

/// What the rules proposed, if `pairs` is every pair that was compared.
pub fn score_blocking(gold: &LinkingGold, pairs: &[Match], candidates: &Candidates) -> Blocking {
    let unscored = gold.unscored();
    let found = pairs
        .iter()
        .filter(|pair| gold.is_one(pair.a, pair.b) && !unscored.contains(&(pair.a, pair.b)))
        .count();
    let truth = true_pairs(gold);
    Blocking {
        pair_completeness: if truth == 0 { 1.0 } else { found as f64 / truth as f64 },
        reduction_ratio: candidates.reduction_ratio(),
    }
}

fn true_pairs(gold: &LinkingGold) -> usize {
    let (n, unscored) = (gold.records.len(), gold.unscored());
    let pairs = (0..n).flat_map(|a| (a + 1..n).map(move |b| (a, b)));
    pairs.filter(|pair| gold.is_one(pair.0, pair.1) && !unscored.contains(pair)).count()
}

/// Equal steps of rank, first and last kept.
fn thinned(curve: Vec<CurvePoint>) -> Vec<CurvePoint> {
    if curve.len() <= POINTS {
        return curve;
    }
    let last = curve.len() - 1;
    (0..POINTS).map(|step| curve[step * last / (POINTS - 1)]).collect()
}

fn review_load(gold: &LinkingGold, pairs: &[Match]) -> ReviewLoad {
    let n = gold.records.len();
    // Records of one cluster that only an unscored pair connects are not asked for.
    let unscored = gold.unscored();
    let mut asked = Sets::new(n);
    let mut merges = 0;
    for (a, b) in (0..n).flat_map(|a| (a + 1..n).map(move |b| (a, b))) {
        let (x, y) = (asked.root(a as u32), asked.root(b as u32));
        if x != y && gold.is_one(a, b) && !unscored.contains(&(a, b)) {
            asked.put_under(x, y);
            merges += 1;
        }
    }
    let wanted = (merges as f64 * SEEN).ceil() as usize;
    let evidence: Vec<(usize, usize, f64)> = pairs
        .iter()
        .filter(|pair| !unscored.contains(&(pair.a, pair.b)))
        .map(|pair| (pair.a, pair.b, pair.evidence))
        .collect();
    let mut home = Sets::new(n);
    // Groups of which a person said that they are two tasks, by root, both ways.
    let mut apart: Vec<BTreeSet<u32>> = vec![BTreeSet::new(); n];
    let (mut shown, mut seen) = (0, 0);
    while seen < wanted {
        let groups: Vec<usize> = (0..n as u32).map(|at| home.root(at) as usize).collect();
        let before = seen;
        for question in questions(&groups, &evidence) {
            let (x, y) = (home.root(question.a as u32), home.root(question.b as u32));
            if x == y || apart[x as usize].contains(&y) {
                continue;
            }
            shown += 1;
            if gold.is_one(question.a, question.b) {
                seen += 1;
                home.put_under(x, y);
                for other in std::mem::take(&mut apart[y as usize]) {
                    apart[other as usize].remove(&y);
                    apart[other as usize].insert(x);
                    apart[x as usize].insert(other);
                }
                // The order is made anew after every answer that changes it, in large sets after several.
                if seen == wanted || seen - before > n / AT_ONCE {
                    break;
                }
            } else {
                apart[x as usize].insert(y);
                apart[y as usize].insert(x);
            }
        }
        if seen == before {
            break;
        }
    }
    let shown = (seen >= wanted).then_some(shown);
    ReviewLoad { merges, shown, per_task: shown.map(|shown| shown as f64 / n.max(1) as f64) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::Record;

    fn gold() -> LinkingGold {
        LinkingGold {
            records: vec![Record::default(); 4],
            clusters: vec![0, 0, 0, 1],
            borderline: vec![(3, 1)],
            ..LinkingGold::default()
        }
    }

    fn pair(a: usize, b: usize, weight: f64) -> Match {
        Match { a, b, weight, levels: Vec::new(), evidence: weight }
    }

    #[test]
    fn the_curve_falls_from_the_best_pair_and_before_is_its_point_at_the_threshold() {
        let pairs = [pair(0, 1, 4.0), pair(0, 3, 2.0), pair(0, 2, 1.0), pair(1, 3, 9.0), pair(1, 2, -3.0)];
        let stage = score_pairs(&gold(), &pairs, 0.0);
        assert_eq!(
            (stage.before.tp, stage.before.fp, stage.before.fn_),
            (2, 1, 1),
            "borderline is not counted"
        );
        assert_eq!(stage.curve.first().map(|point| point.precision), Some(1.0));
        assert_eq!(stage.curve.last().map(|point| point.recall), Some(1.0));
        assert!((stage.average_precision - (1.0 + 2.0 / 3.0 + 3.0 / 4.0) / 3.0).abs() < 1e-12);
        // Two questions: once 0 and 1 are one, 2 is nearer to the two of them than 3, and the third true pair follows.
        assert_eq!(stage.review, ReviewLoad { merges: 2, shown: Some(2), per_task: Some(0.5) });
    }

    #[test]
    fn what_follows_from_an_answer_is_not_asked_again() {
        // 0 and 1 are one; 3 is not one with 0, so neither with 1; then 2 follows.
        let pairs = [pair(0, 1, 4.0), pair(0, 3, 3.0), pair(1, 3, 2.0), pair(1, 2, 1.0)];
        let gold = LinkingGold { borderline: Vec::new(), ..gold() };
        assert_eq!(score_pairs(&gold, &pairs, 0.0).review.shown, Some(3));
    }

    #[test]
    fn pairs_never_compared_are_missed() {
        let stage = score_pairs(&gold(), &[pair(0, 1, 4.0)], 0.0);
        assert_eq!((stage.before.fn_, stage.review.shown), (2, None));
        let candidates = Candidates { records: 4, all_pairs: 6, pairs: 1, ..Candidates::default() };
        let blocking = score_blocking(&gold(), &[pair(0, 1, 4.0)], &candidates);
        assert!((blocking.pair_completeness - 1.0 / 3.0).abs() < 1e-12);
        assert!((blocking.reduction_ratio - 5.0 / 6.0).abs() < 1e-12);
    }
}
