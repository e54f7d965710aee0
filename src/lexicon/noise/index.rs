//! Which patterns are worth trying on a text: by its words, the kind of its first character, its length.

use std::sync::OnceLock;

use super::super::glyphs::{Glyphs, Kinds};
use super::words::Words;

/// Texts of more characters than these have an index of their own: few patterns look at them.
const LONGER: [usize; 3] = [60, 120, 240];

/// Patterns, by what texts must hold for them.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    words: Words,
    /// Patterns without words, sorted.
    bare: Vec<u16>,
    /// The same by the kinds of characters they begin with, each with those that it ends with; sorted when a text
    /// first asks.
    by_first: OnceLock<Vec<Vec<(u16, Kinds)>>>,
    /// Those of the patterns that look at longer texts; see [`LONGER`].
    longer: [OnceLock<Box<Index>>; LONGER.len()],
}

impl Index {
    /// Makes patterns worth trying on texts that hold one of their words, or on any text if they have none. They
    /// come in order.
    pub(super) fn new(patterns: &[(u16, Option<Vec<String>>)]) -> Self {
        let bare = patterns.iter().filter(|(_, words)| words.is_none()).map(|&(at, _)| at).collect();
        let words =
            patterns.iter().flat_map(|(at, words)| words.iter().flatten().map(|word| (word.as_str(), *at)));
        Self { words: Words::new(words), bare, ..Self::default() }
    }

    /// The same for some of the patterns.
    pub(super) fn only(&self, wanted: impl Fn(u16) -> bool) -> Self {
        let bare = self.bare.iter().copied().filter(|&pattern| wanted(pattern)).collect();
        Self { words: self.words.only(wanted), bare, ..Self::default() }
    }

    /// The same for texts of `chars` characters; `limit` is the longest text that a pattern looks at.
    pub(super) fn for_length(&self, chars: usize, limit: impl Fn(u16) -> usize) -> &Self {
        match LONGER.iter().rposition(|&bound| bound < chars) {
            Some(at) => {
                self.longer[at].get_or_init(|| Box::new(self.only(|pattern| limit(pattern) > LONGER[at])))
            }
            None => self,
        }
    }

    /// The patterns worth trying on a `text` that is made of `glyphs`, of those that `may_match`, sorted.
    /// `ends` tells the kinds of characters that a pattern can begin and end with.
    pub(super) fn candidates(
        &self,
        text: &str,
        glyphs: impl Fn() -> Glyphs,
        ends: impl Fn(u16) -> [Kinds; 2],
        may_match: impl Fn(u16) -> bool,
    ) -> Vec<u16> {
        let mut found = Vec::new();
        let mut add = |pattern| {
            if may_match(pattern) {
                found.push(pattern);
            }
        };
        self.words.candidates(text, || glyphs().all(), &mut add);
        if !self.bare.is_empty() {
            let Glyphs { first, last, .. } = glyphs();
            let bare = self.by_first(ends)[usize::from(first)].iter();
            bare.filter(|(_, ends)| ends >> last & 1 == 1).for_each(|&(pattern, _)| add(pattern));
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// For each kind of character, the wordless patterns of texts that begin with it.
    fn by_first(&self, ends: impl Fn(u16) -> [Kinds; 2]) -> &[Vec<(u16, Kinds)>] {
        self.by_first.get_or_init(|| {
            let bare: Vec<(u16, [Kinds; 2])> = self.bare.iter().map(|&at| (at, ends(at))).collect();
            let begin = |kind: u32| bare.iter().filter(move |(_, [first, _])| first >> kind & 1 == 1);
            (0..Kinds::BITS).map(|kind| begin(kind).map(|&(at, [_, last])| (at, last)).collect()).collect()
        })
    }
}
