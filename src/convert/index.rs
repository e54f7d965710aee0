//! Longest match over phrases, found by their first two characters.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::pool;
use super::utf8::decode;

/// A set of keys of at least two characters. A hash table leads from the first two characters to
/// all keys that start with them, which lie side by side, longest first: a look-up touches two
/// cache lines where a trie touches one for each character. `pool.rs` describes both.
pub(super) struct Index {
    slots: Cow<'static, [u8]>,
    pool: Cow<'static, [u8]>,
}

impl Index {
    /// Of a pool and its hash table that the build script wrote.
    pub(super) fn embedded(pool: &'static [u8], slots: &'static [u8]) -> Self {
        Self { slots: Cow::Borrowed(slots), pool: Cow::Borrowed(pool) }
    }

    /// Of keys with their numbers.
    ///
    /// # Errors
    /// The key that is too short or too long, or that there are too many.
    pub(super) fn new(keys: &BTreeMap<&str, u16>) -> Result<Self, String> {
        let pool = pool::encode(keys)?;
        Ok(Self { slots: Cow::Owned(pool.slots), pool: Cow::Owned(pool.groups) })
    }

    /// The first two characters of the keys, each pair once, where one of the keys has a number.
    pub(super) fn heads(&self) -> impl Iterator<Item = (u32, u32)> {
        self.groups().take_while(|group| group.numbered).map(|group| (group.first, group.second))
    }

    /// The groups in the order of the pool.
    fn groups(&self) -> impl Iterator<Item = Group> {
        let mut at = 0;
        std::iter::from_fn(move || {
            if at >= self.pool.len() {
                return None;
            }
            let (first, n) = decode(&self.pool, at);
            let (second, m) = decode(&self.pool, at + n);
            let mut group = Group { first, second, numbered: false, offset: at, length: n + m };
            at += n + m;
            while self.pool[at] != pool::END {
                group.numbered |= self.pool[at + 1] | self.pool[at + 2] != 0;
                at += 3 + usize::from(self.pool[at]);
            }
            at += 1;
            Some(group)
        })
    }

    /// The keys that start with these two characters: the rest of each and its number, longest
    /// first.
    #[inline]
    pub(super) fn candidates(&self, first: u32, second: u32) -> Candidates<'_> {
        let slots = self.slots.as_chunks::<4>().0;
        let (tag, mut at) = pool::place(first, second, slots.len());
        loop {
            let slot = u32::from_le_bytes(slots[at]);
            if slot == 0 {
                return Candidates { rest: &[pool::END] };
            }
            if slot & !pool::OFFSET_MASK == tag {
                let offset = (slot & pool::OFFSET_MASK) as usize - 1;
                let (a, n) = decode(&self.pool, offset);
                let (b, m) = decode(&self.pool, offset + n);
                if (a, b) == (first, second) {
                    return Candidates { rest: &self.pool[offset + n + m..] };
                }
            }
            at = (at + 1) & (slots.len() - 1);
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

    /// Calls `visit` with every key and its number.
    pub(super) fn each_key(&self, mut visit: impl FnMut(&str, u16)) {
        let mut key = Vec::new();
        for group in self.groups() {
            let start = group.offset + group.length;
            for (rest, number) in (Candidates { rest: &self.pool[start..] }) {
                key.clear();
                key.extend_from_slice(&self.pool[group.offset..start]);
                key.extend_from_slice(rest);
                visit(std::str::from_utf8(&key).unwrap_or_default(), number);
            }
        }
    }
}

/// Keys with the same first two characters.
struct Group {
    first: u32,
    second: u32,
    /// True if one of the keys has a number, and so may have a value.
    numbered: bool,
    /// Where the group starts in the pool, and the length of the two characters in bytes.
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
        let mut found = Vec::new();
        index.each_key(|key, number| found.push((key.to_owned(), number)));
        found.sort_by_key(|(_, number)| *number);
        assert_eq!(
            found,
            [("收银", 1), ("收银台", 2), ("收银员工", 3), ("𠮷野", 4)].map(|(k, n)| (k.to_owned(), n))
        );
    }

    #[test]
    fn a_key_of_one_character_is_refused() {
        assert!(Index::new(&BTreeMap::from([("收", 1)])).is_err());
    }
}
