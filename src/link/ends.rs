//! Which records the candidate pairs join, from either end.

use std::ops::Range;

use super::rows::Rows;

/// The ends of pairs, each known by its number. Records are positions, of which those of one document stand side by
/// side.
#[derive(Debug, Default)]
pub(crate) struct Ends {
    /// By first record.
    rows: Rows,
    /// The second records, ascending inside of a row: that of each pair, by its number.
    seconds: Vec<u32>,
    /// By second record.
    back: Rows,
    /// The first record and the number of the pair, ascending inside of a row.
    firsts: Vec<(u32, u32)>,
}

impl Ends {
    /// Of pairs of `records` records that come sorted, the smaller record first, each pair once. Their numbers follow
    /// this order.
    pub(crate) fn new(records: usize, pairs: &[(u32, u32)]) -> Self {
        let rows = Rows::of(records, pairs.iter().map(|pair| pair.0));
        let back = Rows::of(records, pairs.iter().map(|pair| pair.1));
        let firsts = back.fill(pairs.iter().zip(0..).map(|(&(a, b), number)| (b, (a, number))));
        Self { rows, seconds: pairs.iter().map(|pair| pair.1).collect(), back, firsts }
    }

    /// The number of a pair with `a < b`.
    pub(crate) fn find(&self, a: u32, b: u32) -> Option<usize> {
        let row = self.rows.range(a as usize);
        let start = row.start;
        self.seconds[row].binary_search(&b).ok().map(|at| start + at)
    }

    /// How many pairs there are.
    pub(crate) fn count(&self) -> usize {
        self.seconds.len()
    }

    /// The second records of the pairs of some numbers.
    pub(crate) fn seconds(&self, numbers: Range<usize>) -> &[u32] {
        &self.seconds[numbers]
    }

    /// The pairs from a number on.
    pub(crate) fn from(&self, number: usize) -> impl Iterator<Item = (u32, u32)> + '_ {
        let mut first = self.rows.row_of(number);
        let mut end = self.rows.range(first).end;
        self.seconds[number..].iter().zip(number..).map(move |(&second, number)| {
            while end <= number {
                first += 1;
                end = self.rows.range(first).end;
            }
            (first as u32, second)
        })
    }

    /// Of every record the pairs of which it is the first, as numbers and second records.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (u32, Range<usize>, &[u32])> {
        (0..).zip(self.rows.iter()).map(|(record, row)| (record, row.clone(), &self.seconds[row]))
    }

    /// Of every record the pairs of which it is the second, as first record and number.
    pub(crate) fn back(&self) -> impl Iterator<Item = (u32, &[(u32, u32)])> {
        (0..).zip(self.back.iter().map(|row| &self.firsts[row]))
    }

    /// The numbers of the pairs of a record with others of a range in which it is not, and these.
    pub(crate) fn with(&self, record: u32, others: &Range<u32>) -> impl Iterator<Item = (u32, usize)> {
        let (mut ahead, mut behind): (&[u32], &[(u32, u32)]) = (&[], &[]);
        let mut start = 0;
        if record < others.start {
            let row = self.rows.range(record as usize);
            let seconds = &self.seconds[row.clone()];
            let skipped = seconds.partition_point(|&other| other < others.start);
            start = row.start + skipped;
            ahead = &seconds[skipped..];
        } else {
            let firsts = &self.firsts[self.back.range(record as usize)];
            behind = &firsts[firsts.partition_point(|pair| pair.0 < others.start)..];
        }
        let end = others.end;
        let ahead = ahead.iter().zip(start..).map(|(&other, number)| (other, number));
        let behind = behind.iter().map(|&(other, number)| (other, number as usize));
        ahead.chain(behind).take_while(move |&(other, _)| other < end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_found_from_either_end() {
        let ends = Ends::new(5, &[(0, 2), (0, 3), (1, 3), (2, 3), (2, 4)]);
        assert_eq!([(0, 2), (1, 3), (2, 4)].map(|(a, b)| ends.find(a, b)), [Some(0), Some(2), Some(4)]);
        assert_eq!([(0, 1), (1, 2), (3, 4)].map(|(a, b)| ends.find(a, b)), [None; 3]);
        assert_eq!(ends.count(), 5);
        assert_eq!(ends.seconds(1..4), [3, 3, 3]);
        assert_eq!(ends.from(1).collect::<Vec<_>>(), [(0, 3), (1, 3), (2, 3), (2, 4)]);
        assert_eq!(ends.from(3).collect::<Vec<_>>(), [(2, 3), (2, 4)]);
        let with = |record, others: Range<u32>| ends.with(record, &others).collect::<Vec<_>>();
        assert_eq!(with(0, 2..4), [(2, 0), (3, 1)]);
        assert_eq!(with(0, 3..5), [(3, 1)]);
        assert_eq!(with(3, 0..2), [(0, 1), (1, 2)]);
        assert_eq!(with(3, 4..5), []);
        assert_eq!(ends.back().map(|(_, row)| row.len()).collect::<Vec<_>>(), [0, 0, 1, 3, 1]);
    }
}
