//! Similarities of character sequences and of weighted word sets.

use std::hash::Hash;

use rustc_hash::FxHashMap;

/// A sequence of characters, or of numbers for them, prepared for comparison with many others: the bit masks of its
/// characters (one word of 64 positions at a time).
#[derive(Debug)]
pub struct Pattern<C = char> {
    len: usize,
    /// Masks of the first 64 positions, which are all that most names have.
    masks: FxHashMap<C, u64>,
    /// Masks of all positions, if there are more.
    long: FxHashMap<C, Vec<u64>>,
    words: usize,
}

impl<C: Copy + Eq + Hash> Pattern<C> {
    /// Prepares `text`.
    pub fn new(text: &[C]) -> Self {
        let words = text.len().div_ceil(64).max(1);
        let (mut masks, mut long) = (FxHashMap::default(), FxHashMap::<C, Vec<u64>>::default());
        for (at, &c) in text.iter().enumerate() {
            if words == 1 {
                *masks.entry(c).or_default() |= 1 << at;
            } else {
                long.entry(c).or_insert_with(|| vec![0; words])[at / 64] |= 1 << (at % 64);
            }
        }
        Self { len: text.len(), masks, long, words }
    }

    /// Length of the longest common subsequence with `other`. Bit-parallel: H. Hyyrö, "Bit-parallel
    /// LCS-length computation revisited" (2004); one pass over `other` for every 64 characters.
    pub fn common_subsequence(&self, other: &[C]) -> usize {
        if self.words == 1 {
            return common(other.iter().map(|c| self.masks.get(c).copied().unwrap_or(0)));
        }
        let mut v = vec![u64::MAX; self.words];
        for c in other {
            let mask = self.long.get(c);
            let mut carry = false;
            for (at, word) in v.iter_mut().enumerate() {
                let u = *word & mask.map_or(0, |mask| mask[at]);
                let (sum, over) = word.overflowing_add(u);
                let (sum, again) = sum.overflowing_add(u64::from(carry));
                carry = over || again;
                *word = sum | (*word - u);
            }
        }
        v.iter().map(|word| (!word).count_ones() as usize).sum::<usize>().min(self.len)
    }

    /// Order-aware likeness in 0..=1: twice the longest common subsequence over the summed lengths
    /// (the normalised indel similarity); 1 for two empty sequences.
    pub fn likeness(&self, other: &[C]) -> f64 {
        likeness(self.common_subsequence(other), self.len + other.len())
    }
}

/// Length of the longest common subsequence of a sequence of up to 64 and another, of every element of which the
/// places in the first are given.
#[inline]
pub(crate) fn common(places: impl Iterator<Item = u64>) -> usize {
    let mut v = u64::MAX;
    for places in places {
        let u = v & places;
        v = v.wrapping_add(u) | (v - u);
    }
    (!v).count_ones() as usize
}

/// Likeness of two sequences of so many elements together that have so many in common.
#[inline]
pub(crate) fn likeness(common: usize, total: usize) -> f64 {
    if total == 0 { 1.0 } else { 2.0 * common as f64 / total as f64 }
}

/// What two weighted word sets share.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Overlap {
    /// Weight of the shared words, the smaller of the two weights each.
    pub(crate) shared: f32,
    /// Weight in the first of the shared words.
    pub(crate) shared_a: f32,
    /// Weight in the second of the shared words.
    pub(crate) shared_b: f32,
    /// Weight of all words of the first.
    pub(crate) a: f32,
    /// Weight of all words of the second.
    pub(crate) b: f32,
}

impl Overlap {
    /// The overlap of two sets sorted by key.
    pub(crate) fn of(a: &[(u32, f32)], b: &[(u32, f32)]) -> Self {
        let total = |bag: &[(u32, f32)]| bag.iter().map(|x| x.1).sum();
        let mut out = Self { a: total(a), b: total(b), ..Self::default() };
        let (mut i, mut j) = (0, 0);
        while i < a.len() && j < b.len() {
            match a[i].0.cmp(&b[j].0) {
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
                std::cmp::Ordering::Equal => {
                    out.shared += a[i].1.min(b[j].1);
                    out.shared_a += a[i].1;
                    out.shared_b += b[j].1;
                    i += 1;
                    j += 1;
                }
            }
        }
        out
    }

    /// The same of sets that weigh so much in all, the first of which is spread out: 0 where it has no word.
    #[inline]
    pub(crate) fn spread((a, spread): (f32, &[f32]), (b, other): (f32, &[(u32, f32)])) -> Self {
        other.iter().fold(Self { a, b, ..Self::default() }, |mut out, &(key, weight)| {
            let own = spread[key as usize];
            out.shared += own.min(weight);
            out.shared_a += own;
            out.shared_b += if own > 0.0 { weight } else { 0.0 };
            out
        })
    }

    /// Counts words as shared whose counterparts are other words, by their weight in the first and in the second.
    pub(crate) fn add(&mut self, a: f32, b: f32) {
        self.shared_a = (self.shared_a + a).min(self.a);
        self.shared_b = (self.shared_b + b).min(self.b);
    }

    /// True if at least this share of either set's weight, if it has any, lies on shared words.
    pub(crate) fn covers(self, share: f64) -> bool {
        (self.a <= 0.0 || self.cover_a() >= share) && (self.b <= 0.0 || self.cover_b() >= share)
    }

    /// Weighted Dice coefficient.
    pub(crate) fn dice(self) -> f64 {
        let sum = self.a + self.b;
        if sum > 0.0 { f64::from(2.0 * self.shared / sum) } else { 0.0 }
    }

    /// Share of the first set's weight that lies on shared words.
    pub(crate) fn cover_a(self) -> f64 {
        if self.a > 0.0 { f64::from(self.shared_a / self.a) } else { 0.0 }
    }

    /// Share of the second set's weight that lies on shared words.
    pub(crate) fn cover_b(self) -> f64 {
        if self.b > 0.0 { f64::from(self.shared_b / self.b) } else { 0.0 }
    }
}

/// The inner product of two weighted sets sorted by key: their cosine if both are of unit length.
#[cfg(test)]
pub(crate) fn inner(a: &[(u32, f32)], b: &[(u32, f32)]) -> f64 {
    let (mut i, mut j, mut sum) = (0, 0, 0.0_f32);
    while i < a.len() && j < b.len() {
        match a[i].0.cmp(&b[j].0) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                sum += a[i].1 * b[j].1;
                i += 1;
                j += 1;
            }
        }
    }
    f64::from(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chars(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    /// The textbook table, as the reference.
    fn table(a: &[char], b: &[char]) -> usize {
        let mut row = vec![0; b.len() + 1];
        for x in a {
            let mut diagonal = 0;
            for (j, y) in b.iter().enumerate() {
                let above = row[j + 1];
                row[j + 1] = if x == y { diagonal + 1 } else { above.max(row[j]) };
                diagonal = above;
            }
        }
        row[b.len()]
    }

    #[test]
    fn the_bit_parallel_length_equals_the_table_also_beyond_one_word() {
        let long: String = "盘点库存核对单据搬运货物清洁地面".repeat(9);
        let other: String = long.chars().rev().step_by(2).collect();
        for (a, b) in [
            ("盘点库存", "库存盘点"),
            ("", "库"),
            (&long, &other),
            (&other, &long),
            (&long, &long),
            ("甲", "甲乙甲"),
        ] {
            let (a, b) = (chars(a), chars(b));
            assert_eq!(Pattern::new(&a).common_subsequence(&b), table(&a, &b), "{a:?} {b:?}");
        }
    }

    proptest::proptest! {
        /// An indel distance lies between the Levenshtein distance and twice that (a substitution is one step there and
        /// two here), and is that distance where no substitution helps: strsim is the reference.
        #[test]
        fn the_kernel_agrees_with_strsim_and_the_table(a in "[天地人a-c]{0,140}", b in "[天地人a-c]{0,70}") {
            let (x, y) = (chars(&a), chars(&b));
            let pattern = Pattern::new(&x);
            let common = pattern.common_subsequence(&y);
            proptest::prop_assert_eq!(common, table(&x, &y));
            let indel = x.len() + y.len() - 2 * common;
            let edits = strsim::generic_levenshtein(&x, &y);
            proptest::prop_assert!(edits <= indel && indel <= 2 * edits, "{} {}", edits, indel);
            proptest::prop_assert_eq!(pattern.likeness(&y) == 1.0, strsim::normalized_levenshtein(&a, &b) == 1.0);
        }
    }

    #[test]
    fn order_counts() {
        let pattern = Pattern::new(&chars("客户投诉供应商"));
        assert!(pattern.likeness(&chars("客户投诉供货商")) > pattern.likeness(&chars("供应商投诉客户")));
    }

    #[test]
    fn covers_are_of_each_side() {
        let overlap = Overlap::of(&[(1, 1.0), (2, 1.0)], &[(2, 0.5), (3, 1.5)]);
        assert_eq!((overlap.cover_a(), overlap.cover_b()), (0.5, 0.25));
    }
}
