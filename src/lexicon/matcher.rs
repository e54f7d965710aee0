//! Whether a pattern matches a short text, from its beginning or, read backwards, from its end.
//!
//! Hundreds of patterns, each tried on few lines, are what a general engine is worst at: every
//! pattern costs it a compilation, and the counted runs that ours are full of (`.{0,30}`) a new state
//! at every character. Here a pattern is a list of steps that are walked with backtracking, and a set
//! of kinds of characters beside each step says where it cannot begin: most ways end at once. What
//! would take long, or cannot be told this way, is left to the general engine.

use std::borrow::Cow;

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, ClassBytes, ClassUnicode, Hir, HirKind, Look};

use super::glyphs::{Kinds, kind, kinds, number};

/// Most steps of a pattern.
const STEPS: usize = 4096;

/// So many ways from one step on are sorted by what they begin with.
const MANY: usize = 4;

/// Most ways that are tried on one text.
const TRIES: u32 = 20_000;

/// Longest text, in bytes: one level of the walk stands for a byte at most.
const LONGEST: usize = 4096;

/// The kind of bytes inside a character. No kind of a character has this number.
const INSIDE: u8 = 63;

/// A pattern, ready to be walked.
#[derive(Clone, Debug)]
pub(super) struct Matcher {
    steps: Vec<Step>,
    /// For each step, the kinds of what it and the steps behind it can begin with, in two halves.
    first: Vec<[u64; 2]>,
    /// For each step, whether a text may be over before it.
    over: Vec<bool>,
    /// True for one that takes texts with the last character first.
    backwards: bool,
}

#[derive(Clone, Debug)]
enum Step {
    /// These bytes.
    Literal(Box<[u8]>),
    /// Between so many and so many of one set in a row.
    Run { set: Set, least: u32, most: u32 },
    /// One of these ways.
    Ways(Vec<usize>),
    /// The same where there are many: for each kind of a character, the ways that can begin with it, and
    /// at last those that fit the end of a text.
    Sorted(Box<[Box<[usize]>]>),
    /// Goes on elsewhere.
    Jump(usize),
    /// An assertion.
    Look(Look),
    /// The end of the pattern.
    End,
}

/// What one step of a run takes.
#[derive(Clone, Debug)]
enum Set {
    /// A byte.
    Byte(Box<[bool; 256]>),
    /// A character: of ASCII by its number, else within one of these ranges.
    Char { ascii: u128, ranges: Box<[(u32, u32)]> },
}

/// A text to be matched, with the kinds of its characters.
#[derive(Clone, Debug)]
pub(super) struct Subject<'a> {
    bytes: Cow<'a, [u8]>,
    /// For each byte, the number of the kind of the character that begins there.
    kinds: Vec<u8>,
}

impl<'a> Subject<'a> {
    /// Looks at `text`; `None` if it is longer than what is walked.
    pub(super) fn of(text: &'a str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let mut kinds = vec![INSIDE; text.len()];
        for (at, c) in text.char_indices() {
            kinds[at] = number(c);
        }
        Some(Self { bytes: Cow::Borrowed(text.as_bytes()), kinds })
    }
}

impl Subject<'static> {
    /// `text` with its last character first; `None` if it is longer than what is walked.
    pub(super) fn backwards(text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let mut bytes = Vec::with_capacity(text.len());
        let mut kinds = vec![INSIDE; text.len()];
        for c in text.chars().rev() {
            kinds[bytes.len()] = number(c);
            bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        }
        Some(Self { bytes: Cow::Owned(bytes), kinds })
    }
}

impl Set {
    fn of(class: &Class) -> Self {
        match class {
            Class::Bytes(class) => Self::bytes(class),
            Class::Unicode(class) => Self::chars(class),
        }
    }

    fn bytes(class: &ClassBytes) -> Self {
        let mut set = Box::new([false; 256]);
        for range in class.iter() {
            set[usize::from(range.start())..=usize::from(range.end())].fill(true);
        }
        Self::Byte(set)
    }

    fn chars(class: &ClassUnicode) -> Self {
        let narrow = class.iter().take_while(|range| range.start().is_ascii());
        let ascii = narrow
            .flat_map(|range| range.start()..=range.end().min('\u{7f}'))
            .fold(0, |set, c| set | 1 << u32::from(c));
        let wide = class.iter().filter(|range| !range.end().is_ascii());
        let ranges = wide.map(|range| (u32::from(range.start()), u32::from(range.end()))).collect();
        Self::Char { ascii, ranges }
    }

    /// The kinds of what it takes.
    fn kinds(class: &Class) -> Kinds {
        match class {
            Class::Unicode(class) => {
                class.iter().fold(0, |all, range| all | kinds(range.start(), range.end()))
            }
            Class::Bytes(class) if class.is_ascii() => class
                .iter()
                .fold(0, |all, range| all | kinds(char::from(range.start()), char::from(range.end()))),
            Class::Bytes(_) => !0,
        }
    }

    /// Where the text goes on behind what this takes at `at`.
    #[inline]
    fn step(&self, bytes: &[u8], at: usize) -> Option<usize> {
        let first = *bytes.get(at)?;
        match self {
            Self::Byte(set) => set[usize::from(first)].then_some(at + 1),
            Self::Char { ascii, .. } if first < 0x80 => (ascii >> first & 1 == 1).then_some(at + 1),
            Self::Char { ranges, .. } => {
                let (code, len) = decoded(bytes, at)?;
                let after = ranges.partition_point(|&(_, last)| last < code);
                ranges.get(after).is_some_and(|&(first, _)| first <= code).then_some(at + len)
            }
        }
    }
}

/// The character beyond ASCII that begins at `at`, and its length; `None` inside of one.
#[inline]
fn decoded(bytes: &[u8], at: usize) -> Option<(u32, usize)> {
    let part = |at: usize| bytes.get(at).map(|byte| u32::from(byte & 63));
    let first = u32::from(bytes[at]);
    match first {
        0xE0..=0xEF => Some(((first & 15) << 12 | part(at + 1)? << 6 | part(at + 2)?, 3)),
        0xC0..=0xDF => Some(((first & 31) << 6 | part(at + 1)?, 2)),
        0xF0.. => Some(((first & 7) << 18 | part(at + 1)? << 12 | part(at + 2)? << 6 | part(at + 3)?, 4)),
        _ => None,
    }
}

impl Matcher {
    /// Reads a pattern over bytes, letters in either case; `None` for one that is left to others.
    pub(super) fn new(pattern: &str) -> Option<Self> {
        Self::read_as(pattern, false)
    }

    /// The same for [`Subject::backwards`].
    pub(super) fn backwards(pattern: &str) -> Option<Self> {
        Self::read_as(pattern, true)
    }

    fn read_as(pattern: &str, backwards: bool) -> Option<Self> {
        let hir = ParserBuilder::new().utf8(false).case_insensitive(true).build().parse(pattern).ok()?;
        let mut matcher = Self { steps: Vec::new(), first: Vec::new(), over: Vec::new(), backwards };
        matcher.read(&hir)?;
        matcher.push(Step::End, !0)?;
        matcher.spread();
        matcher.sort();
        Some(matcher)
    }

    /// Whether the pattern matches at the beginning of the text; `None` if it takes too long to say.
    pub(super) fn matches(&self, text: &Subject<'_>) -> Option<bool> {
        let mut tries = TRIES;
        self.walk(text, 0, 0, &mut tries)
    }

    fn push(&mut self, step: Step, first: Kinds) -> Option<()> {
        self.over.push(matches!(step, Step::End | Step::Look(Look::End)));
        self.steps.push(step);
        self.first.push([first as u64, (first >> 64) as u64]);
        (self.steps.len() <= STEPS).then_some(())
    }

    fn read(&mut self, hir: &Hir) -> Option<()> {
        match hir.kind() {
            HirKind::Empty => {}
            HirKind::Literal(literal) => {
                let text = std::str::from_utf8(&literal.0).ok();
                if self.backwards {
                    let text: String = text?.chars().rev().collect();
                    let first = text.chars().next()?;
                    return self.push(Step::Literal(text.into_bytes().into()), kind(first));
                }
                let first = text.and_then(|text| text.chars().next());
                self.push(Step::Literal(literal.0.clone()), first.map_or(!0, kind))?;
            }
            HirKind::Class(class) => self.run(class, 1, Some(1))?,
            HirKind::Look(look) => match look {
                Look::Start | Look::End if self.backwards => return None,
                Look::Start | Look::End | Look::WordAscii | Look::WordAsciiNegate => {
                    self.push(Step::Look(*look), 0)?;
                }
                _ => return None,
            },
            HirKind::Repetition(repetition) => {
                if let HirKind::Class(class) = repetition.sub.kind() {
                    return self.run(class, repetition.min, repetition.max);
                }
                for _ in 0..repetition.min {
                    self.read(&repetition.sub)?;
                }
                let Some(max) = repetition.max else {
                    // What may be nothing could be repeated for ever.
                    repetition.sub.properties().minimum_len().filter(|&least| least > 0)?;
                    let ways = self.fork()?;
                    self.read(&repetition.sub)?;
                    self.push(Step::Jump(ways), 0)?;
                    return self.join(&[ways]);
                };
                let mut forks = Vec::new();
                for _ in repetition.min..max {
                    forks.push(self.fork()?);
                    self.read(&repetition.sub)?;
                }
                self.join(&forks)?;
            }
            HirKind::Capture(capture) => self.read(&capture.sub)?,
            HirKind::Concat(parts) if self.backwards => {
                parts.iter().rev().try_for_each(|part| self.read(part))?;
            }
            HirKind::Concat(parts) => parts.iter().try_for_each(|part| self.read(part))?,
            HirKind::Alternation(parts) => {
                let ways = self.steps.len();
                self.push(Step::Ways(Vec::new()), 0)?;
                let mut starts = Vec::with_capacity(parts.len());
                let mut ends = Vec::with_capacity(parts.len());
                for part in parts {
                    starts.push(self.steps.len());
                    self.read(part)?;
                    ends.push(self.steps.len());
                    self.push(Step::Jump(0), 0)?;
                }
                let behind = self.steps.len();
                for end in ends {
                    self.steps[end] = Step::Jump(behind);
                }
                self.steps[ways] = Step::Ways(starts);
            }
        }
        Some(())
    }

    fn run(&mut self, class: &Class, least: u32, most: Option<u32>) -> Option<()> {
        let run = Step::Run { set: Set::of(class), least, most: most.unwrap_or(u32::MAX) };
        self.push(run, Set::kinds(class))
    }

    /// A choice between what comes next and what [`join`](Self::join) will say.
    fn fork(&mut self) -> Option<usize> {
        let at = self.steps.len();
        self.push(Step::Ways(vec![at + 1]), 0)?;
        Some(at)
    }

    /// Lets `forks` lead here as well.
    fn join(&mut self, forks: &[usize]) -> Option<()> {
        let here = self.steps.len();
        for &fork in forks {
            if let Step::Ways(ways) = &mut self.steps[fork] {
                ways.push(here);
            }
        }
        Some(())
    }

    /// Fills in what the steps behind a step say of its beginning.
    fn spread(&mut self) {
        loop {
            let mut changed = false;
            for at in (0..self.steps.len()).rev() {
                let (mut first, mut over) = (self.first[at], self.over[at]);
                let mut add = |other: usize| {
                    first[0] |= self.first[other][0];
                    first[1] |= self.first[other][1];
                    over |= self.over[other];
                };
                match &self.steps[at] {
                    Step::Literal(_) | Step::Run { least: 1.., .. } => {}
                    Step::Look(Look::End) | Step::End => {}
                    Step::Run { .. } | Step::Look(_) => add(at + 1),
                    Step::Ways(ways) => ways.iter().copied().for_each(add),
                    Step::Sorted(_) => {}
                    Step::Jump(to) => add(*to),
                }
                changed |= first != self.first[at] || over != self.over[at];
                (self.first[at], self.over[at]) = (first, over);
            }
            if !changed {
                return;
            }
        }
    }

    /// Sorts the ways of steps that have many of them.
    fn sort(&mut self) {
        for at in 0..self.steps.len() {
            let Step::Ways(ways) = &self.steps[at] else { continue };
            if ways.len() < MANY {
                continue;
            }
            let begin = |kind: u8| ways.iter().copied().filter(|&way| self.begins(way, kind)).collect();
            let over = ways.iter().copied().filter(|&way| self.over[way]).collect();
            let sorted = (0..Kinds::BITS as u8).map(begin).chain([over]).collect();
            self.steps[at] = Step::Sorted(sorted);
        }
    }

    /// True if what matches from `step` on can begin with a character of this kind.
    #[inline]
    fn begins(&self, step: usize, kind: u8) -> bool {
        self.first[step][usize::from(kind >> 6)] >> (kind & 63) & 1 == 1
    }

    /// False if no text that goes on at `at` matches from `step` on.
    #[inline]
    fn may(&self, text: &Subject<'_>, step: usize, at: usize) -> bool {
        match text.kinds.get(at) {
            Some(&kind) => self.begins(step, kind),
            None => self.over[step],
        }
    }

    fn walk(&self, text: &Subject<'_>, mut step: usize, mut at: usize, tries: &mut u32) -> Option<bool> {
        loop {
            *tries = tries.checked_sub(1)?;
            if !self.may(text, step, at) {
                return Some(false);
            }
            match &self.steps[step] {
                Step::Literal(literal) => {
                    if !text.bytes[at..].starts_with(literal) {
                        return Some(false);
                    }
                    at += literal.len();
                    step += 1;
                }
                Step::Run { set, least, most } => {
                    for _ in 0..*least {
                        let Some(next) = set.step(&text.bytes, at) else { return Some(false) };
                        at = next;
                    }
                    let mut more = most - least;
                    while more > 0 {
                        if self.may(text, step + 1, at) && self.walk(text, step + 1, at, tries)? {
                            return Some(true);
                        }
                        let Some(next) = set.step(&text.bytes, at) else { return Some(false) };
                        at = next;
                        more -= 1;
                    }
                    step += 1;
                }
                Step::Ways(ways) => {
                    let (last, others) = ways.split_last()?;
                    for &way in others {
                        if self.may(text, way, at) && self.walk(text, way, at, tries)? {
                            return Some(true);
                        }
                    }
                    step = *last;
                }
                Step::Sorted(sorted) => {
                    let kind = text.kinds.get(at).map_or(sorted.len() - 1, |&kind| usize::from(kind));
                    let Some((last, others)) = sorted[kind].split_last() else { return Some(false) };
                    for &way in others {
                        if self.walk(text, way, at, tries)? {
                            return Some(true);
                        }
                    }
                    step = *last;
                }
                Step::Jump(to) => step = *to,
                Step::Look(look) => {
                    if !looks(*look, &text.bytes, at) {
                        return Some(false);
                    }
                    step += 1;
                }
                Step::End => return Some(true),
            }
        }
    }
}

fn looks(look: Look, bytes: &[u8], at: usize) -> bool {
    let word = |at: Option<usize>| {
        at.and_then(|at| bytes.get(at)).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
    };
    let boundary = || word(at.checked_sub(1)) != word(Some(at));
    match look {
        Look::Start => at == 0,
        Look::End => at == bytes.len(),
        Look::WordAscii => boundary(),
        _ => !boundary(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn matches(pattern: &str, text: &str) -> Option<bool> {
        Matcher::new(pattern)?.matches(&Subject::of(text)?)
    }

    #[test]
    fn runs_ways_and_repeats() {
        let pattern = r"^(?:(?-u:.){0,12}(?:评论|回[复覆])[（(]?[0-9]{1,3}[)）]?(?:\s+条)*)$";
        for text in ["评论3", "全部回覆（12） 条 条", "ab评论1"] {
            assert_eq!(matches(pattern, text), Some(true), "{text}");
        }
        for text in ["评论", "评论1234", "一二三四五评论3", "评论3 条条", ""] {
            assert_eq!(matches(pattern, text), Some(false), "{text}");
        }
    }

    #[test]
    fn what_takes_long_or_may_be_nothing_for_ever_is_left_to_others() {
        assert_eq!(matches(r"^(?:(?:a?)*)$", "b"), None);
        let text = "a".repeat(300);
        assert_eq!(matches("^(?:a*a*a*a*b)$", &text), None);
        assert!(Subject::of(&"a".repeat(LONGEST + 1)).is_none());
    }

    #[test]
    fn patterns_read_backwards_match_the_end() {
        let ends = |pattern: &str, text: &str| {
            Matcher::backwards(pattern).and_then(|matcher| matcher.matches(&Subject::backwards(text)?))
        };
        let likes = r"(?:点赞|赞)\s?[(（]?(\d+)[)）]?";
        assert_eq!(ends(likes, "小满 点赞（3）"), Some(true));
        assert_eq!(ends(likes, "赞3次"), Some(false));
        assert_eq!(ends("^甲", "甲"), None);
    }

    proptest! {
        #[test]
        fn the_general_engine_says_the_same(
            pattern in r"[a甲][*+?]?(\(\?:(a|甲乙|[^乙]|\\s|\(\?-u:\.\)\{0,4\}|)(\|(b|乙|\\d))?\)(\*|\+|\?|\{1,3\})?){0,3}(\(\?-u:\\b\))?[.乙]?",
            text in "[aAb甲乙丙1 ]{0,8}",
        ) {
            let pattern = format!("^(?:{pattern})$");
            let regex = regex::bytes::RegexBuilder::new(&pattern).case_insensitive(true).build();
            if let (Ok(regex), Some(found)) = (regex, matches(&pattern, &text)) {
                prop_assert_eq!(found, regex.is_match(text.as_bytes()), "{}", pattern);
            }
        }
    }
}
