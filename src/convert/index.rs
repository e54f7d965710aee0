//! Longest match over phrases, found by their first two characters.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::pool;
use super::utf8::decode;

/// A set of keys of at least two characters. A hash table leads from the first two characters to
/// all keys that start with them, which lie side by side, longest first: a look-up touches two
/// cache lines where a trie touches one for each character.
pub(super) struct Index {
    /// Open addressing. A slot holds a few bits of the hash and, below them, the offset of the
    /// group in `pool` plus one; 0 is free. Half the size of slots that hold the characters
    /// themselves, which stand in the pool anyway.
    slots: Vec<u32>,
    shift: u32,
    pool: Cow<'static, [u8]>,
}

/// Multiplier of Fibonacci hashing, 2⁶⁴ divided by the golden ratio.
const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;
const OFFSET_BITS: u32 = 22;
const OFFSET_MASK: u32 = (1 << OFFSET_BITS) - 1;

impl Index {
    /// Of a pool that the build script wrote.
    pub(super) fn embedded(pool: &'static [u8]) -> Self {
        Self::of(Cow::Borrowed(pool))
    }

    /// Of keys with their numbers.
    ///
    /// # Errors
    /// The key that is too short or too long.
    pub(super) fn new(keys: &BTreeMap<&str, u16>) -> Result<Self, String> {
        let pool = pool::encode(keys)?;
        if pool.len() >> OFFSET_BITS != 0 {
            return Err(format!("{} keys are too many", keys.len()));
        }
        Ok(Self::of(Cow::Owned(pool)))
    }

    fn of(pool: Cow<'static, [u8]>) -> Self {
        let mut index = Self { slots: Vec::new(), shift: 0, pool };
        let heads: Vec<Head> = index.heads().collect();
        // At most half full, so that a miss ends soon.
        let size = (heads.len() * 2).next_power_of_two().max(2);
        let mut slots = vec![0_u32; size];
        index.shift = u64::BITS - size.trailing_zeros();
        for head in heads {
            let (tag, mut at) = index.place(head.first, head.second);
            while slots[at] != 0 {
                at = (at + 1) & (size - 1);
            }
            slots[at] = tag | (head.offset as u32 + 1);
        }
        index.slots = slots;
        index
    }

    /// The bits that a slot of this pair holds above the offset, and where it should be.
    #[inline]
    fn place(&self, first: u32, second: u32) -> (u32, usize) {
        let hash = (u64::from(first) << 32 | u64::from(second)).wrapping_mul(SPREAD);
        (hash as u32 & !OFFSET_MASK, (hash >> self.shift) as usize)
    }

    /// First two characters of the keys, each pair once.
    pub(super) fn heads(&self) -> impl Iterator<Item = Head> {
        let mut at = 0;
        std::iter::from_fn(move || {
            if at >= self.pool.len() {
                return None;
            }
            let (first, n) = decode(&self.pool, at);
            let (second, m) = decode(&self.pool, at + n);
            let mut head = Head { first, second, numbered: false, offset: at, length: n + m };
            at += n + m;
            while self.pool[at] != pool::END {
                head.numbered |= self.pool[at + 1] | self.pool[at + 2] != 0;
                at += 3 + usize::from(self.pool[at]);
            }
            at += 1;
            Some(head)
        })
    }

    /// The keys that start with these two characters: the rest of each and its number, longest
    /// first.
    #[inline]
    pub(super) fn candidates(&self, first: u32, second: u32) -> Candidates<'_> {
        let (tag, mut at) = self.place(first, second);
        loop {
            let slot = self.slots[at];
            if slot == 0 {
                return Candidates { rest: &[pool::END] };
            }
            if slot & !OFFSET_MASK == tag {
                let offset = (slot & OFFSET_MASK) as usize - 1;
                let (a, n) = decode(&self.pool, offset);
                let (b, m) = decode(&self.pool, offset + n);
                if (a, b) == (first, second) {
                    return Candidates { rest: &self.pool[offset + n + m..] };
                }
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    /// The longest key that starts with these two characters and goes on as `rest` does: length
    /// of its own rest in bytes, and its number.
    #[inline]
    pub(super) fn longest(&self, first: u32, second: u32, rest: &[u8]) -> Option<(usize, u16)> {
        self.candidates(first, second)
            .find(|(suffix, _)| starts_with(rest, suffix))
            .map(|(suffix, number)| (suffix.len(), number))
    }

    /// All keys, and their numbers.
    pub(super) fn keys(&self) -> impl Iterator<Item = (String, u16)> {
        self.heads().flat_map(|head| {
            let start = head.offset + head.length;
            let characters = String::from_utf8_lossy(&self.pool[head.offset..start]).into_owned();
            Candidates { rest: &self.pool[start..] }
                .map(move |(rest, number)| (format!("{characters}{}", String::from_utf8_lossy(rest)), number))
        })
    }
}

/// The first two characters of some keys.
pub(super) struct Head {
    pub(super) first: u32,
    pub(super) second: u32,
    /// True if one of the keys has a number, and so may have a value.
    pub(super) numbered: bool,
    /// Where their group starts in the pool, and the length of the two characters in bytes.
    offset: usize,
    length: usize,
}

/// Most suffixes differ in their last byte already, which spares the call to compare the rest.
#[inline]
fn starts_with(text: &[u8], suffix: &[u8]) -> bool {
    match suffix.last() {
        Some(last) => text.get(suffix.len() - 1) == Some(last) && text.starts_with(suffix),
        None => true,
    }
}

/// Iterator of [`Index::candidates`].
pub(super) struct Candidates<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Candidates<'a> {
    type Item = (&'a [u8], u16);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let &[length, low, high, ref rest @ ..] = self.rest else { return None };
        if length == pool::END {
            return None;
        }
        let (suffix, rest) = rest.split_at(usize::from(length));
        self.rest = rest;
        Some((suffix, u16::from_le_bytes([low, high])))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_key_wins_and_a_miss_ends() {
        let keys = BTreeMap::from([("收银", 1), ("收银台", 2), ("收银员工", 3), ("𠮷野", 4)]);
        let index = Index::new(&keys).expect("well formed");
        let find = |text: &str| {
            let mut chars = text.chars().map(u32::from);
            let (a, b) = (chars.next()?, chars.next()?);
            let head: usize = text.chars().take(2).map(char::len_utf8).sum();
            index.longest(a, b, &text.as_bytes()[head..])
        };
        assert_eq!(find("收银员工"), Some((6, 3)));
        assert_eq!(find("收银员"), Some((0, 1)));
        assert_eq!(find("收银台前"), Some((3, 2)));
        assert_eq!(find("收到"), None);
        assert_eq!(find("𠮷野"), Some((0, 4)));
        assert_eq!(index.keys().count(), 4);
    }

    #[test]
    fn a_key_of_one_character_is_refused() {
        assert!(Index::new(&BTreeMap::from([("收", 1)])).is_err());
    }
}
