//! The compared pairs of a set of records, in rows by their first record.

use super::rows::Rows;

/// A compared pair.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Pair {
    /// Position of the first record; less than `b`.
    pub(crate) a: u32,
    /// Position of the second record.
    pub(crate) b: u32,
    /// Match weight in bits.
    pub(crate) weight: f64,
    /// The evidence for a question about it, in bits; NaN if the two have nothing in common but their places: no word,
    /// character, attribute or vector.
    pub(crate) evidence: f64,
}

/// Compared pairs. Their parts lie apart, since most who ask want to know whether there is a pair.
#[derive(Debug, Default)]
pub(crate) struct Pairs {
    /// By first record.
    rows: Rows,
    /// The second records, ascending inside of a row.
    seconds: Vec<u32>,
    weights: Vec<f64>,
    evidence: Vec<f64>,
}

impl Pairs {
    /// Of pairs of `records` records that come sorted, each once.
    pub(crate) fn new(records: usize, pairs: impl ExactSizeIterator<Item = Pair>) -> Self {
        let n = pairs.len();
        let mut lengths = vec![0; records];
        let mut out = Self {
            rows: Rows::default(),
            seconds: Vec::with_capacity(n),
            weights: Vec::with_capacity(n),
            evidence: Vec::with_capacity(n),
        };
        for pair in pairs {
            lengths[pair.a as usize] += 1;
            out.seconds.push(pair.b);
            out.weights.push(pair.weight);
            out.evidence.push(pair.evidence);
        }
        out.rows = Rows::of_lengths(lengths);
        out
    }

    /// The weight of a pair with `a < b`, if it was compared.
    pub(crate) fn weight(&self, a: u32, b: u32) -> Option<f64> {
        let row = self.rows.range(a as usize);
        let start = row.start;
        self.seconds[row].binary_search(&b).ok().map(|at| self.weights[start + at])
    }

    /// All pairs, sorted.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Pair> + '_ {
        self.rows.iter().enumerate().flat_map(move |(a, row)| {
            row.map(move |at| Pair {
                a: a as u32,
                b: self.seconds[at],
                weight: self.weights[at],
                evidence: self.evidence[at],
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_found_in_their_rows() {
        let pair = |a, b, weight| Pair { a, b, weight, evidence: f64::from(b) };
        let given = [pair(0, 2, 1.5), pair(0, 3, -2.0), pair(2, 3, 0.5)];
        let pairs = Pairs::new(4, given.into_iter());
        assert!(pairs.iter().eq(given));
        assert_eq!([(0, 2), (0, 3), (2, 3)].map(|(a, b)| pairs.weight(a, b)), given.map(|p| Some(p.weight)));
        assert_eq!([(0, 1), (1, 2), (1, 3)].map(|(a, b)| pairs.weight(a, b)), [None; 3]);
    }
}
