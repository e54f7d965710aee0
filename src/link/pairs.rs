//! The compared pairs of a set of records, in rows by their first record.

use super::ends::Ends;

/// A compared pair.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Pair {
    /// Position of the first record; less than `b`.
    pub(crate) a: u32,
    /// Position of the second record.
    pub(crate) b: u32,
    /// Match weight in bits.
    pub(crate) weight: f64,
}

/// Compared pairs. Their parts lie apart, since most who ask want to know whether there is a pair.
#[derive(Debug, Default)]
pub(crate) struct Pairs {
    pub(crate) ends: Ends,
    /// Weights by the number of the pair.
    weights: Vec<f64>,
    /// Of the pairs that may be asked about the evidence for a question, in bits: those of at least the review floor
    /// that have something in common besides their places (a word, character, attribute or vector). Sorted.
    pub(crate) evidence: Vec<(u32, u32, f64)>,
}

impl Pairs {
    /// Of pairs that are not yet weighed.
    pub(crate) fn new(ends: Ends) -> Self {
        Self { ends, ..Self::default() }
    }

    /// Notes what all pairs weigh, in the order of their numbers, and the evidence.
    pub(crate) fn weigh(&mut self, weights: Vec<f64>, evidence: Vec<(u32, u32, f64)>) {
        (self.weights, self.evidence) = (weights, evidence);
    }

    /// The weight of a pair with `a < b`, if it was compared.
    pub(crate) fn weight(&self, a: u32, b: u32) -> Option<f64> {
        self.ends.find(a, b).map(|number| self.weights[number])
    }

    /// All pairs, sorted.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Pair> + '_ {
        self.ends.rows().flat_map(move |(a, row, seconds)| {
            self.weights[row].iter().zip(seconds).map(move |(&weight, &b)| Pair { a, b, weight })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_found_in_their_rows() {
        let pair = |a, b, weight| Pair { a, b, weight };
        let given = [pair(0, 2, 1.5), pair(0, 3, -2.0), pair(2, 3, 0.5)];
        let mut pairs = Pairs::new(Ends::new(4, &given.map(|pair| (pair.a, pair.b))));
        pairs.weigh(given.map(|pair| pair.weight).into(), Vec::new());
        assert!(pairs.iter().eq(given));
        assert_eq!([(0, 2), (0, 3), (2, 3)].map(|(a, b)| pairs.weight(a, b)), given.map(|p| Some(p.weight)));
        assert_eq!([(0, 1), (1, 2), (1, 3)].map(|(a, b)| pairs.weight(a, b)), [None; 3]);
    }
}
