//! Marks on some of many numbers.

/// Which of the numbers below some `n` are marked: a bit each.
#[derive(Debug, Default)]
pub(crate) struct Marks(Vec<u64>);

impl Marks {
    /// None of `n` numbers.
    pub(crate) fn new(n: usize) -> Self {
        Self(vec![0; n.div_ceil(u64::BITS as usize)])
    }

    fn place(number: usize) -> (usize, u64) {
        (number / u64::BITS as usize, 1 << (number % u64::BITS as usize))
    }

    /// Marks a number.
    pub(crate) fn set(&mut self, number: usize) {
        let (word, bit) = Self::place(number);
        self.0[word] |= bit;
    }

    /// True if a number is marked.
    pub(crate) fn has(&self, number: usize) -> bool {
        let (word, bit) = Self::place(number);
        self.0[word] & bit != 0
    }

    /// The marked numbers, to be counted through.
    pub(crate) fn counted(self) -> Counted {
        let mut count = 0;
        let before = self.0.iter().map(|word| {
            let before = count;
            count += word.count_ones();
            before
        });
        Counted { before: before.collect(), marks: self, count: count as usize }
    }
}

/// Marked numbers, each with its place among them.
#[derive(Debug, Default)]
pub(crate) struct Counted {
    marks: Marks,
    /// Marked numbers before each word.
    before: Vec<u32>,
    count: usize,
}

impl Counted {
    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// How many marked numbers are smaller than a marked one; `None` for one that is not marked.
    pub(crate) fn place(&self, number: usize) -> Option<usize> {
        let (word, bit) = Marks::place(number);
        let bits = self.marks.0[word];
        (bits & bit != 0).then(|| (self.before[word] + (bits & (bit - 1)).count_ones()) as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marked_numbers_are_counted_through() {
        let mut marks = Marks::new(200);
        [199, 0, 63, 64].into_iter().for_each(|number| marks.set(number));
        assert_eq!([0, 1, 63, 198].map(|number| marks.has(number)), [true, false, true, false]);
        let counted = marks.counted();
        assert_eq!(counted.count(), 4);
        let places = [0, 1, 63, 64, 65, 199].map(|number| counted.place(number));
        assert_eq!(places, [Some(0), None, Some(1), Some(2), None, Some(3)]);
    }
}
