//! Which patterns are worth trying on a text: those of which it holds a word.
//!
//! Nearly every line of a document holds no word of most rules; what words begin with tells that.

use std::borrow::Cow;
use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::document::utf8::{THREE_BYTES, character, leading_three, number};
use crate::lexicon::glyphs::{Kinds, kind};
use crate::lexicon::phrases::Beginnings;

/// Words, each with the patterns that it makes worth trying. Looking one up goes through little memory: texts in
/// between take it out of the nearest caches.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    beginnings: Beginnings,
    /// By the first two characters, of words of one character by that: from which to which of `endings`.
    places: FxHashMap<u64, [u32; 2]>,
    endings: Vec<Ending>,
    /// What follows the first two characters of words.
    rests: String,
    patterns: Vec<u16>,
    /// Kinds of the characters that are words of their own.
    singles: Kinds,
}

/// The rest of a word in [`Words::rests`], and its patterns in [`Words::patterns`].
#[derive(Clone, Debug)]
struct Ending {
    rest: Range<usize>,
    patterns: Range<usize>,
}

/// A word, its first two characters in one number, and a pattern that it makes worth trying.
type Word<'a> = (u64, Cow<'a, str>, u16);

impl Words {
    /// Makes each pattern worth trying on texts that hold the word beside it, ASCII letters in either case.
    pub(super) fn new<'a>(words: impl Iterator<Item = (&'a str, u16)>) -> Self {
        let split = |(word, pattern): (&str, u16)| {
            let word = word.to_ascii_lowercase();
            let mut chars = word.chars();
            let key = key(number(chars.next()?), chars.next().map(number));
            Some((key, Cow::Owned(chars.as_str().to_owned()), pattern))
        };
        Self::sorted(words.filter_map(split).collect())
    }

    /// The words that make some of the patterns worth trying, with these alone.
    pub(super) fn only(&self, wanted: impl Fn(u16) -> bool) -> Self {
        let mut few: Vec<Word<'_>> = Vec::new();
        for (&key, &[from, to]) in &self.places {
            for Ending { rest, patterns } in &self.endings[from as usize..to as usize] {
                let patterns = self.patterns[patterns.clone()].iter().filter(|&&pattern| wanted(pattern));
                few.extend(patterns.map(|&pattern| (key, Cow::Borrowed(&self.rests[rest.clone()]), pattern)));
            }
        }
        Self::sorted(few)
    }

    fn sorted(mut words: Vec<Word<'_>>) -> Self {
        words.sort_unstable();
        words.dedup();
        let mut table = Self::default();
        for alike in words.chunk_by(|one, next| one.0 == next.0) {
            let from = table.endings.len() as u32;
            for word in alike.chunk_by(|one, next| one.1 == next.1) {
                let (rest, patterns) = (table.rests.len(), table.patterns.len());
                table.rests.push_str(&word[0].1);
                table.patterns.extend(word.iter().map(|&(_, _, pattern)| pattern));
                table
                    .endings
                    .push(Ending { rest: rest..table.rests.len(), patterns: patterns..table.patterns.len() });
            }
            table.places.insert(alike[0].0, [from, table.endings.len() as u32]);
            table.begin(alike[0].0);
        }
        table
    }

    /// Lets words begin with the characters of `key`.
    fn begin(&mut self, key: u64) {
        let [first, second] = [(key >> 32) as u32, key as u32];
        for first in cases(first) {
            if second == NONE {
                self.beginnings.add_single(first);
                self.singles |= kind(character(first));
            } else {
                cases(second).for_each(|second| self.beginnings.add_pair(first, second));
            }
        }
    }

    /// Tells `found` the patterns of which `text`, made of `kinds`, holds a word, in no order, some twice.
    pub(super) fn candidates(&self, text: &str, kinds: impl FnOnce() -> Kinds, mut found: impl FnMut(u16)) {
        let all = |c| self.beginnings.may_be_all(c);
        let pair = |last, c| self.beginnings.may_be_pair(last, c);
        if self.singles == 0 || kinds() & self.singles == 0 {
            self.walk(text, pair, &mut found);
        } else {
            self.walk(text, |last, c| all(c) || pair(last, c), &mut found);
        }
    }

    /// The same where `may_be` says that words may begin with two characters, or be the second of them.
    fn walk(&self, text: &str, may_be: impl Fn(u32, u32) -> bool, found: &mut impl FnMut(u16)) {
        let mut rest = text.as_bytes();
        let mut last = 0;
        let mut step = |c, behind: &[u8]| {
            if may_be(last, c) {
                self.look_at(last, c, behind, found);
            }
            last = c;
        };
        loop {
            // Most characters are of three bytes, most others of one.
            while let Some(three) = leading_three(rest).filter(|three| THREE_BYTES.contains(three)) {
                rest = &rest[3..];
                step(three, rest);
            }
            while let &[c @ 0..0x80, ref behind @ ..] = rest {
                rest = behind;
                step(u32::from(c), rest);
            }
            let Some(c) = text[text.len() - rest.len()..].chars().next() else { return };
            if c.len_utf8() != 3 || rest.len() == 3 {
                rest = &rest[c.len_utf8()..];
                step(number(c), rest);
            }
        }
    }

    /// Tells of words that begin with these two characters, or are the second one, where `rest` follows.
    fn look_at(&self, last: u32, c: u32, rest: &[u8], found: &mut impl FnMut(u16)) {
        if self.beginnings.may_be_all(c) {
            self.look(key(lower(c), None), rest, found);
        }
        if self.beginnings.may_be_pair(last, c) {
            self.look(key(lower(last), Some(lower(c))), rest, found);
        }
    }

    fn look(&self, key: u64, rest: &[u8], found: &mut impl FnMut(u16)) {
        let Some(&[from, to]) = self.places.get(&key) else { return };
        for Ending { rest: word, patterns } in &self.endings[from as usize..to as usize] {
            let word = &self.rests.as_bytes()[word.clone()];
            // Most are told by their first byte.
            if let [first, ..] = word
                && rest.first().is_none_or(|here| !here.eq_ignore_ascii_case(first))
            {
                continue;
            }
            if rest.get(..word.len()).is_some_and(|here| here.eq_ignore_ascii_case(word)) {
                self.patterns[patterns.clone()].iter().copied().for_each(&mut *found);
            }
        }
    }
}

/// In the place of a second character: there is none.
const NONE: u32 = u32::MAX;

/// The numbers of the first two characters of a word in one.
fn key(first: u32, second: Option<u32>) -> u64 {
    u64::from(first) << 32 | u64::from(second.unwrap_or(NONE))
}

/// The same character, a letter of ASCII as a small one.
fn lower(c: u32) -> u32 {
    u8::try_from(c).map_or(c, |c| u32::from(c.to_ascii_lowercase()))
}

/// A character and, if it is a letter of ASCII, the same in the other case.
fn cases(c: u32) -> impl Iterator<Item = u32> {
    let upper = u8::try_from(c).map_or(c, |c| u32::from(c.to_ascii_uppercase()));
    std::iter::once(c).chain((upper != c).then_some(upper))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::lexicon::glyphs::Glyphs;

    fn candidates(words: &[&str], text: &str) -> Vec<u16> {
        let table = Words::new(words.iter().enumerate().map(|(at, word)| (*word, at as u16)));
        let mut found = Vec::new();
        table.candidates(text, || Glyphs::of(text).all(), |pattern| found.push(pattern));
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
