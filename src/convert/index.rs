//! Longest match over phrases, found by their first two characters.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::pool;
use super::utf8::decode;

/// A set of keys of at least two characters. A hash table leads from the first two characters to
/// the rests of all keys that start with them, which lie side by side, longest first: a look-up
/// touches two cache lines where a trie touches one for each character.
pub(super) struct Index {
    /// Open addressing. A slot holds the first character (21 bits), the second (21 bits) and the
    /// offset in `pool` of the rests (22 bits); 0 is free, as no key starts with U+0000.
    slots: Vec<u64>,
    shift: u32,
    pool: Cow<'static, [u8]>,
}

/// Multiplier of Fibonacci hashing, 2⁶⁴ divided by the golden ratio.
const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;
const OFFSET_BITS: u32 = 22;

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
        let heads: Vec<(u32, u32, usize)> = index.heads().collect();
        // At most half full, so that a miss ends soon.
        let size = (heads.len() * 2).next_power_of_two().max(2);
        index.slots = vec![0; size];
        index.shift = u64::BITS - size.trailing_zeros();
        for (first, second, offset) in heads {
            let key = pair(first, second);
            let mut at = index.slot(key);
            while index.slots[at] != 0 {
                at = (at + 1) & (size - 1);
            }
            index.slots[at] = key << OFFSET_BITS | offset as u64;
        }
        index
    }

    /// First two characters of the keys, each pair once, with the offset of the rests.
    pub(super) fn heads(&self) -> impl Iterator<Item = (u32, u32, usize)> {
        let mut at = 0;
        std::iter::from_fn(move || {
            if at >= self.pool.len() {
                return None;
            }
            let (first, n) = decode(&self.pool, at);
            let (second, m) = decode(&self.pool, at + n);
            let offset = at + n + m;
            at = offset;
            while self.pool[at] != pool::END {
                at += 3 + usize::from(self.pool[at]);
            }
            at += 1;
            Some((first, second, offset))
        })
    }

    fn slot(&self, key: u64) -> usize {
        (key.wrapping_mul(SPREAD) >> self.shift) as usize
    }

    /// The keys that start with these two characters: the rest of each and its number, longest
    /// first.
    #[inline]
    pub(super) fn candidates(&self, first: u32, second: u32) -> Candidates<'_> {
        let key = pair(first, second);
        let mut at = self.slot(key);
        loop {
            let slot = self.slots[at];
            if slot >> OFFSET_BITS == key {
                let offset = (slot & ((1 << OFFSET_BITS) - 1)) as usize;
                return Candidates { rest: &self.pool[offset..] };
            }
            if slot == 0 {
                return Candidates { rest: &[pool::END] };
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    /// The longest key that starts with these two characters and goes on as `rest` does: length
    /// of its own rest in bytes, and its number.
    #[inline]
    pub(super) fn longest(&self, first: u32, second: u32, rest: &[u8]) -> Option<(usize, u16)> {
        self.candidates(first, second)
            .find(|(suffix, _)| rest.starts_with(suffix))
            .map(|(suffix, number)| (suffix.len(), number))
    }

    /// All keys, and their numbers.
    pub(super) fn keys(&self) -> impl Iterator<Item = (String, u16)> {
        self.heads().flat_map(|(first, second, offset)| {
            let head: String = [first, second].into_iter().filter_map(char::from_u32).collect();
            Candidates { rest: &self.pool[offset..] }
                .map(move |(rest, number)| (format!("{head}{}", String::from_utf8_lossy(rest)), number))
        })
    }
}

fn pair(first: u32, second: u32) -> u64 {
    u64::from(first) << 21 | u64::from(second)
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
