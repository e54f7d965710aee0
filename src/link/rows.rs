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
    #[inline]
    pub(crate) fn range(&self, row: usize) -> Range<usize> {
        self.0[row]..self.0[row + 1]
    }

    /// The row in which an entry is.
    pub(crate) fn row_of(&self, entry: usize) -> usize {
        self.0.partition_point(|&start| start <= entry).saturating_sub(1)
    }

    /// The entries row by row, those of a row as they come; `entries` gives each with its row.
    pub(crate) fn fill<T: Copy + Default>(&self, entries: impl Iterator<Item = (u32, T)>) -> Vec<T> {
        let mut next = self.0.clone();
        let mut filled = vec![T::default(); self.0.last().copied().unwrap_or(0)];
        for (row, entry) in entries {
            let slot = &mut next[row as usize];
            filled[*slot] = entry;
            *slot += 1;
        }
        filled
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
        assert_eq!(rows.fill([(2, 'b'), (0, 'a'), (2, 'c')].into_iter()), ['a', 'b', 'c']);
        assert_eq!([0, 1, 2].map(|entry| rows.row_of(entry)), [0, 2, 2]);
        assert_eq!((rows.range(2), Rows::default().iter().count()), (1..3, 0));
    }
}
