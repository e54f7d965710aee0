//! Which patterns are worth trying on a text: those of which it holds a word.
//!
//! Nearly every line of a document holds no word of most rules; what words begin with tells that.

use rustc_hash::FxHashMap;

use crate::document::utf8::three_bytes;
use crate::lexicon::glyphs::{Kinds, kind};
use crate::lexicon::phrases::Beginnings;

/// What follows the first two characters of a word, and the patterns that it makes worth trying.
type Ending = (String, Vec<u16>);

/// Words, each with the patterns that it makes worth trying.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    beginnings: Beginnings,
    /// By the first two characters, of words of one character by that.
    words: FxHashMap<u64, Vec<Ending>>,
    /// Kinds of the characters that are words of their own.
    singles: Kinds,
}

impl Words {
    /// Makes `pattern` worth trying on texts that hold `word`, ASCII letters in either case.
    pub(super) fn add(&mut self, word: &str, pattern: u16) {
        let word = word.to_ascii_lowercase();
        let mut chars = word.chars();
        let Some(first) = chars.next() else { return };
        let second = chars.next();
        for first in cases(first) {
            match second {
                Some(second) => cases(second).for_each(|second| self.beginnings.add_pair(first, second)),
                None => {
                    self.beginnings.add_single(first);
                    self.singles |= kind(first);
                }
            }
        }
        let rest = chars.as_str();
        let words = self.words.entry(key(first, second)).or_default();
        match words.iter_mut().find(|(known, _)| known == rest) {
            Some((_, patterns)) => patterns.push(pattern),
            None => words.push((rest.to_owned(), vec![pattern])),
        }
    }

    /// The words that make some of the patterns worth trying, with these alone.
    pub(super) fn only(&self, wanted: impl Fn(u16) -> bool) -> Self {
        let mut few = Self::default();
        for (&key, endings) in &self.words {
            for (rest, patterns) in endings {
                let beginning =
                    [key >> 32, key & u64::from(u32::MAX)].map(|code| char::from_u32(code as u32));
                let word: String = beginning.into_iter().flatten().chain(rest.chars()).collect();
                patterns
                    .iter()
                    .filter(|&&pattern| wanted(pattern))
                    .for_each(|&pattern| few.add(&word, pattern));
            }
        }
        few
    }

    /// Tells `found` the patterns of which `text`, made of `kinds`, holds a word, in no order, some twice.
    pub(super) fn candidates(&self, text: &str, kinds: Kinds, mut found: impl FnMut(u16)) {
        let found = &mut found;
        let singles = kinds & self.singles != 0;
        let mut rest = text.as_bytes();
        let mut last = 0;
        let may_be = |last: u32, code: u32| {
            singles && self.beginnings.may_be_all(code) || self.beginnings.may_be_pair(last, code)
        };
        loop {
            // Most characters are of three bytes, most others of one.
            while let &[first @ 0xE0..=0xEF, second, third, ref behind @ ..] = rest {
                let code = three_bytes(first, second, third);
                rest = behind;
                if may_be(last, code) {
                    self.look_at(last, code, rest, found);
                }
                last = code;
            }
            while let &[c @ 0..0x80, ref behind @ ..] = rest {
                let code = u32::from(c);
                rest = behind;
                if may_be(last, code) {
                    self.look_at(last, code, rest, found);
                }
                last = code;
            }
            match text[text.len() - rest.len()..].chars().next() {
                Some(c) if c.len_utf8() != 3 => {
                    rest = &rest[c.len_utf8()..];
                    self.look_at(last, u32::from(c), rest, found);
                    last = u32::from(c);
                }
                Some(_) => {}
                None => return,
            }
        }
    }

    /// Tells of words that begin with these two characters, or are the second one, where `rest` follows.
    fn look_at(&self, last: u32, code: u32, rest: &[u8], found: &mut impl FnMut(u16)) {
        let lower = |code: u32| char::from_u32(code).unwrap_or_default().to_ascii_lowercase();
        if self.beginnings.may_be_all(code) {
            self.look(lower(code), None, rest, found);
        }
        if self.beginnings.may_be_pair(last, code) {
            self.look(lower(last), Some(lower(code)), rest, found);
        }
    }

    fn look(&self, first: char, second: Option<char>, rest: &[u8], found: &mut impl FnMut(u16)) {
        for (word, patterns) in self.words.get(&key(first, second)).into_iter().flatten() {
            let here = rest.get(..word.len()).is_some_and(|here| here.eq_ignore_ascii_case(word.as_bytes()));
            if here {
                patterns.iter().copied().for_each(&mut *found);
            }
        }
    }
}

/// The first two characters of a word in one number; what is none is no character.
fn key(first: char, second: Option<char>) -> u64 {
    u64::from(u32::from(first)) << 32 | second.map_or(u64::from(u32::MAX), |c| u64::from(u32::from(c)))
}

/// A character and, if it is a letter of ASCII, the same in the other case.
fn cases(c: char) -> impl Iterator<Item = char> {
    let upper = c.to_ascii_uppercase();
    std::iter::once(c).chain((upper != c).then_some(upper))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::lexicon::glyphs::Glyphs;

    fn candidates(words: &[&str], text: &str) -> Vec<u16> {
        let mut table = Words::default();
        for (at, word) in words.iter().enumerate() {
            table.add(word, at as u16);
        }
        let mut found = Vec::new();
        table.candidates(text, Glyphs::of(text).all(), |pattern| found.push(pattern));
        found.sort_unstable();
        found.dedup();
        found
    }

    #[test]
    fn words_of_any_length_are_found_anywhere() {
        let words = ["扫码", "赞", "share", "[", "扫码关"];
        assert_eq!(candidates(&words, "请扫码关注，点个赞"), [0, 1, 4]);
        assert_eq!(candidates(&words, "Share this [1"), [2, 3]);
        assert_eq!(candidates(&words, "["), [3]);
        assert_eq!(candidates(&words, ""), Vec::<u16>::new());
    }

    proptest! {
        #[test]
        fn nothing_is_missed(
            words in proptest::collection::vec("[a-c甲乙🙂\\[]{1,3}", 1..6),
            text in "[a-cA-C甲乙丙🙂\\[ ]{0,12}",
        ) {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let lower = text.to_ascii_lowercase();
            let expected: Vec<u16> =
                (0..words.len()).filter(|&at| lower.contains(words[at])).map(|at| at as u16).collect();
            prop_assert_eq!(candidates(&words, &text), expected);
        }
    }
}
