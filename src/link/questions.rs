//! Questions to a person: which two groups of records to ask about first.
//!
//! A weight says what to join; what to ask is another matter, for the merges that weights miss are spread thinly
//! below the line. A true partner is among the few nearest of either side, so ranks count as much as weights; and an
//! answer about two groups settles all pairs between them, so groups are asked about, not pairs.

use rustc_hash::FxHashMap;

/// Bits that every doubling of the rank costs, on either side. Origin: of 1, 2, 4, 8 the ones from which the review load
/// of the sixteen annotated sets no longer fell.
const RANK: f64 = 4.0;
/// Evidence of a pair that is not given: it was no candidate. Origin: the rounded mean of unlike pairs.
const UNLIKE: f64 = -5.0;
/// The sum of evidence and ranks at which half of the questions are answered with yes, and bits of odds for each bit
/// beyond. Origin: the share of true pairs by this sum on the sixteen annotated sets, of equal say.
const EVEN: f64 = -10.0;
/// See [`EVEN`].
const SLOPE: f64 = 0.4;

/// Two groups that may be one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Question {
    /// The pair of records with the most evidence between the groups; `a` is given first.
    pub a: usize,
    /// See `a`.
    pub b: usize,
    /// Estimated odds that the groups are one, in bits (log2).
    pub odds: f64,
}

/// Pairs of groups with a pair of records between them, the likeliest to be one first. `groups` names the group of each
/// record (any numbers); `pairs` are compared pairs of records with the evidence for them in bits, each pair once.
pub fn questions(groups: &[usize], pairs: &[(usize, usize, f64)]) -> Vec<Question> {
    let mut sizes: FxHashMap<usize, usize> = FxHashMap::default();
    for &group in groups {
        *sizes.entry(group).or_default() += 1;
    }
    let mut between: FxHashMap<(usize, usize), Between> = FxHashMap::default();
    for &(a, b, evidence) in pairs {
        let (x, y) = (groups[a].min(groups[b]), groups[a].max(groups[b]));
        if x != y {
            between.entry((x, y)).or_insert(Between::new()).add(a, b, evidence);
        }
    }
    let mut found: Vec<((usize, usize), Question)> = between
        .into_iter()
        .map(|(key, link)| {
            let mean = link.mean(sizes[&key.0] * sizes[&key.1]);
            (key, Question { a: link.best.0, b: link.best.1, odds: mean })
        })
        .collect();
    found.sort_by(|x, y| y.1.odds.total_cmp(&x.1.odds).then(x.0.cmp(&y.0)));
    let mut passed: FxHashMap<usize, u32> = FxHashMap::default();
    let mut rank = |group: usize| {
        let rank = passed.entry(group).or_default();
        *rank += 1;
        f64::from(*rank).log2()
    };
    let mut out: Vec<Question> = found
        .into_iter()
        .map(|((x, y), question)| {
            let sum = question.odds - RANK * (rank(x) + rank(y));
            Question { odds: SLOPE * (sum - EVEN), ..question }
        })
        .collect();
    out.sort_by(|x, y| y.odds.total_cmp(&x.odds).then((x.a, x.b).cmp(&(y.a, y.b))));
    out
}

/// The pairs between two groups.
struct Between {
    sum: f64,
    pairs: usize,
    most: f64,
    best: (usize, usize),
}

impl Between {
    fn new() -> Self {
        Self { sum: 0.0, pairs: 0, most: f64::NEG_INFINITY, best: (0, 0) }
    }

    fn add(&mut self, a: usize, b: usize, evidence: f64) {
        self.sum += evidence;
        self.pairs += 1;
        if evidence > self.most || evidence == self.most && (a, b) < self.best {
            (self.most, self.best) = (evidence, (a, b));
        }
    }

    /// The mean evidence of all `of` pairs between the two.
    fn mean(&self, of: usize) -> f64 {
        (self.sum + UNLIKE * (of - self.pairs.min(of)) as f64) / of as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(groups: &[usize], pairs: &[(usize, usize, f64)]) -> Vec<(usize, usize)> {
        questions(groups, pairs).iter().map(|question| (question.a, question.b)).collect()
    }

    #[test]
    fn the_nearest_of_either_side_comes_before_a_heavier_pair_of_records_with_nearer_ones() {
        let pairs = [(0, 1, 6.0), (0, 2, 5.0), (1, 2, 5.0), (3, 4, 2.0), (0, 3, -4.0)];
        assert_eq!(asked(&[0, 1, 2, 3, 4], &pairs)[..2], [(0, 1), (3, 4)]);
    }

    #[test]
    fn groups_are_asked_about_once_by_all_their_pairs() {
        // 0 and 1 are one group: 2 is like 0 but not like 1, 3 is like both.
        let pairs = [(0, 2, 4.0), (1, 2, -6.0), (0, 3, 2.0), (1, 3, 1.0), (0, 1, 9.0)];
        assert_eq!(asked(&[7, 7, 2, 3], &pairs), [(0, 3), (0, 2)]);
        // A pair that nobody proposed counts as unlike.
        assert_eq!(asked(&[7, 7, 2, 3], &[(0, 2, 4.0), (0, 3, 2.0), (1, 3, 2.0)]), [(0, 3), (0, 2)]);
    }

    #[test]
    fn the_order_of_the_pairs_does_not_matter() {
        let mut pairs = vec![(0, 1, 1.0), (1, 2, 1.0), (0, 2, 1.0), (2, 3, -1.0)];
        let before = questions(&[0, 1, 2, 3], &pairs);
        pairs.reverse();
        assert_eq!(questions(&[0, 1, 2, 3], &pairs), before);
    }
}
