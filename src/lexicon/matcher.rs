//! Whether a pattern matches a short text, from its beginning or, read backwards, from its end.
//!
//! Hundreds of patterns, each tried on few lines, are what a general engine is worst at: every
//! pattern costs it a compilation, and the counted runs that ours are full of (`.{0,30}`) a new state
//! at every character. Here a pattern is a list of steps that are walked with backtracking, and a set
//! of kinds of characters beside each step says where it cannot begin: most ways end at once. What
//! would take long, or cannot be told this way, is left to the general engine.

mod set;
mod subject;
mod walk;

use regex_syntax::hir::{Class, Hir, HirKind, Look};

use self::set::Set;
pub(super) use self::subject::Subject;
use self::subject::{INSIDE, OVER};
use self::walk::Walk;
use super::glyphs::{Kinds, kind, number};

/// Most steps of a pattern.
const STEPS: usize = 4096;

/// So many ways from one step on are sorted by what they begin with.
const MANY: usize = 4;

/// Most ways that are tried on one text.
const TRIES: u32 = 20_000;

/// Most of them inside of one another: a few hundred bytes of a thread's stack each.
const DEPTH: u32 = 1000;

/// A pattern, ready to be walked.
#[derive(Clone, Debug)]
pub(super) struct Matcher {
    steps: Vec<Step>,
    /// For each step, the kinds of what it and the steps behind it can begin with, in two halves.
    first: Vec<[u64; 2]>,
    /// The same for the character behind the first, and for the end of the text.
    second: Vec<[u64; 2]>,
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

impl Matcher {
    /// Reads a pattern; `None` for one that is left to others.
    pub(super) fn new(pattern: &Hir) -> Option<Self> {
        Self::read_as(pattern, false)
    }

    /// The same for [`Subject::backwards`].
    pub(super) fn backwards(pattern: &Hir) -> Option<Self> {
        Self::read_as(pattern, true)
    }

    fn read_as(pattern: &Hir, backwards: bool) -> Option<Self> {
        let (first, second) = (Vec::new(), Vec::new());
        let mut matcher = Self { steps: Vec::new(), first, second, over: Vec::new(), backwards };
        matcher.read(pattern)?;
        matcher.push(Step::End, !0)?;
        matcher.spread();
        matcher.sort();
        Some(matcher)
    }

    /// Whether the pattern matches at the beginning of the text; `None` if it takes too long to say.
    pub(super) fn matches(&self, text: &Subject<'_>) -> Option<bool> {
        let Subject { bytes, kinds, has_feeds } = text;
        Walk { pattern: self, bytes, kinds, has_feeds: *has_feeds, tries: TRIES, depth: DEPTH }.walk(0, 0)
    }

    /// False if no text matches that begins with these two characters, or with the first alone.
    pub(super) fn may_begin(&self, first: char, second: Option<char>) -> bool {
        holds(self.first[0], number(first)) && holds(self.second[0], second.map_or(OVER, number))
    }

    fn push(&mut self, step: Step, first: Kinds) -> Option<()> {
        self.over.push(matches!(step, Step::End | Step::Look(Look::End)));
        self.steps.push(step);
        self.first.push(halves(first));
        self.second.push([0; 2]);
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
                    self.join(&[ways]);
                    return Some(());
                };
                let mut forks = Vec::new();
                for _ in repetition.min..max {
                    forks.push(self.fork()?);
                    self.read(&repetition.sub)?;
                }
                self.join(&forks);
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
    fn join(&mut self, forks: &[usize]) {
        let here = self.steps.len();
        for &fork in forks {
            if let Step::Ways(ways) = &mut self.steps[fork] {
                ways.push(here);
            }
        }
    }

    /// Fills in what the steps behind a step say of its beginning.
    fn spread(&mut self) {
        let own = self.first.clone();
        let behind: Vec<Behind> = self.steps.iter().map(Behind::of).collect();
        // Nothing but a loop leads back, and only there one pass from the end is not enough.
        let loops =
            self.steps.iter().enumerate().any(|(at, step)| matches!(step, Step::Jump(to) if *to <= at));
        let mut changed = true;
        while changed {
            changed = false;
            for at in (0..self.steps.len()).rev() {
                let (mut first, mut second, mut over) = (self.first[at], self.second[at], self.over[at]);
                let mut like = |other: usize| {
                    first = joined(first, self.first[other]);
                    second = joined(second, self.second[other]);
                    over |= self.over[other];
                };
                match &self.steps[at] {
                    Step::Run { least: 0, .. } => like(at + 1),
                    Step::Look(look) if *look != Look::End => like(at + 1),
                    Step::Ways(ways) => ways.iter().copied().for_each(like),
                    Step::Jump(to) => like(*to),
                    _ => {}
                }
                second = joined(second, self.behind(at, own[at], behind[at]));
                changed |= loops && (first, second, over) != (self.first[at], self.second[at], self.over[at]);
                (self.first[at], self.second[at], self.over[at]) = (first, second, over);
            }
        }
    }

    /// What can stand behind the first character that a step takes.
    fn behind(&self, at: usize, own: [u64; 2], behind: Behind) -> [u64; 2] {
        let next = || {
            let over = if self.over[at + 1] { 1 << OVER } else { 0 };
            joined(self.first[at + 1], [over | 1 << INSIDE, 0])
        };
        match behind {
            Behind::Known(kinds) => kinds,
            Behind::Next => next(),
            Behind::More { least, most } => {
                let more = if most > 1 { own } else { [1 << INSIDE, 0] };
                if least > 1 { more } else { joined(more, next()) }
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
            let mut sorted = vec![Vec::new(); Kinds::BITS as usize + 1];
            for &way in ways {
                for (half, &kinds) in self.first[way].iter().enumerate() {
                    let mut left = kinds;
                    while left != 0 {
                        sorted[64 * half + left.trailing_zeros() as usize].push(way);
                        left &= left - 1;
                    }
                }
                if self.over[way] {
                    sorted[Kinds::BITS as usize].push(way);
                }
            }
            self.steps[at] = Step::Sorted(sorted.into_iter().map(Vec::into_boxed_slice).collect());
        }
    }
}

/// What a step says by itself of the character behind the first that it takes.
#[derive(Clone, Copy)]
enum Behind {
    /// One of these kinds.
    Known([u64; 2]),
    /// What the next step begins with.
    Next,
    /// One more of the run, or what the next step begins with.
    More { least: u32, most: u32 },
}

impl Behind {
    fn of(step: &Step) -> Self {
        match step {
            Step::Literal(literal) => match std::str::from_utf8(literal) {
                Ok(text) => {
                    text.chars().nth(1).map_or(Self::Next, |c| Self::Known(halves(kind(c) | 1 << INSIDE)))
                }
                Err(_) => Self::Known([!0; 2]),
            },
            Step::Run { set: Set::Char { .. }, least, most } => Self::More { least: *least, most: *most },
            Step::Run { .. } | Step::End => Self::Known([!0; 2]),
            _ => Self::Known([1 << INSIDE, 0]),
        }
    }
}

/// True if a set in two halves holds a kind.
#[inline]
fn holds(kinds: [u64; 2], kind: u8) -> bool {
    kinds[usize::from(kind >> 6)] >> (kind & 63) & 1 == 1
}

/// A set in two halves.
fn halves(kinds: Kinds) -> [u64; 2] {
    [kinds as u64, (kinds >> 64) as u64]
}

/// Two sets in halves as one.
fn joined(a: [u64; 2], b: [u64; 2]) -> [u64; 2] {
    [a[0] | b[0], a[1] | b[1]]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::syntax::parse;
    use super::*;

    fn matches(pattern: &str, text: &str) -> Option<bool> {
        Matcher::new(&parse(pattern)?)?.matches(&Subject::of(text)?)
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
        assert_eq!(matches("^(?:(?:ab|c)+)$", &"ab".repeat(2000)), None);
        assert!(Subject::of(&"a".repeat(5000)).is_none());
    }

    #[test]
    fn patterns_read_backwards_match_the_end() {
        let ends = |pattern: &str, text: &str| {
            Matcher::backwards(&parse(pattern)?)
                .and_then(|matcher| matcher.matches(&Subject::backwards(text)?))
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
