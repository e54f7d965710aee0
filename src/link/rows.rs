//! Rows of a table that lie one behind the other.

use std::ops::Range;

/// Where each row begins, and where the last one ends.
#[derive(Debug, Default)]
pub(crate) struct Rows(Vec<usize>);

impl Rows {
    /// Rows with so many entries each.
    pub(crate) fn of_lengths(lengths: impl IntoIterator<Item = usize>) -> Self {
        let ends = lengths.into_iter().scan(0, |end, length| {
            *end += length;
            Some(*end)
        });
        Self(std::iter::once(0).chain(ends).collect())
    }

    /// `n` rows for entries of which the row of each is given, in any order.
    pub(crate) fn of(n: usize, entries: impl Iterator<Item = u32>) -> Self {
        let mut lengths = vec![0; n];
        entries.for_each(|row| lengths[row as usize] += 1);
        Self::of_lengths(lengths)
    }

    /// Where the entries of a row are.
    pub(crate) fn range(&self, row: usize) -> Range<usize> {
        self.0[row]..self.0[row + 1]
    }

    /// Where each row begins: the slot for its first entry.
    pub(crate) fn starts(&self) -> Vec<usize> {
        self.iter().map(|row| row.start).collect()
    }

    /// Entries of all rows.
    pub(crate) fn entries(&self) -> usize {
        self.0.last().copied().unwrap_or(0)
    }

    /// The ranges of all rows.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        self.0.windows(2).map(|ends| ends[0]..ends[1])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_lie_one_behind_the_other() {
        let rows = Rows::of(3, [2, 0, 2].into_iter());
        assert_eq!(rows.iter().collect::<Vec<_>>(), [0..1, 1..1, 1..3]);
        assert_eq!((rows.range(2), Rows::default().iter().count()), (1..3, 0));
    }
}
