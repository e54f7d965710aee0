//! What every text that a pattern matches is like: its length, its ends, its characters.
//!
//! Hundreds of patterns are tried on every line of a batch. Few need be: a line of forty
//! characters is no page number, and one with a comma no row of a menu. This file reads such
//! conditions off a pattern, so that no rule has to state them and none can be forgotten.

use regex_syntax::hir::{Class, Hir, HirKind};

use super::glyphs::{Glyphs, Kinds, commonness, kind, kinds};

/// Most conditions on what a text must hold; those that say most are kept.
const HOLDS: usize = 4;

/// Most branches of a pattern that get a signature each.
const BRANCHES: usize = 8;

/// Conditions that a text meets if the pattern matches the whole of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Signature {
    /// Least number of characters.
    least: usize,
    /// Greatest number of characters.
    most: usize,
    /// Kinds that the text begins with.
    first: Kinds,
    /// Kinds that it ends with.
    last: Kinds,
    /// Kinds of all its characters.
    all: Kinds,
    /// Of each of these sets the text holds a kind.
    holds: Holds,
}

/// A few sets of kinds, those that say most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Holds {
    /// Sorted by how little they tell, then by themselves; empty sets at the end are none.
    sets: [Kinds; HOLDS],
    /// How little each tells.
    worth: [u32; HOLDS],
}

impl Default for Holds {
    fn default() -> Self {
        Self { sets: [0; HOLDS], worth: [u32::MAX; HOLDS] }
    }
}

impl Holds {
    /// Adds a set, if it says more than one that is there.
    fn add(&mut self, set: Kinds) {
        let key = (commonness(set), set);
        let at = (0..HOLDS).find(|&at| (self.worth[at], self.sets[at]) >= key).unwrap_or(HOLDS);
        if at < HOLDS && self.sets[at] != set {
            self.sets[at..].rotate_right(1);
            self.worth[at..].rotate_right(1);
            (self.worth[at], self.sets[at]) = key;
        }
    }

    fn iter(&self) -> impl Iterator<Item = Kinds> {
        self.sets.into_iter().take_while(|&set| set != 0)
    }

    fn of(set: Kinds) -> Self {
        let mut holds = Self::default();
        holds.add(set);
        holds
    }

    /// What holds of a text of which either these or the others hold: a kind of one of each.
    fn or(&self, other: &Self) -> Self {
        let mut both = Self::default();
        for one in self.iter() {
            other.iter().for_each(|other| both.add(one | other));
        }
        both
    }
}

impl Signature {
    /// The signatures of a pattern: a text that it matches as a whole has one of them. That of any text if
    /// the pattern could not be read.
    pub(super) fn all_of(pattern: Option<&Hir>) -> Vec<Self> {
        let Some(hir) = pattern else { return vec![Self::any()] };
        // Anchors around an alternation.
        let inner = match hir.kind() {
            HirKind::Concat(parts) => {
                let mut parts = parts.iter().filter(|part| !matches!(part.kind(), HirKind::Look(_)));
                parts.next().filter(|_| parts.next().is_none())
            }
            _ => None,
        };
        match inner.unwrap_or(hir).kind() {
            HirKind::Alternation(branches) if branches.len() <= BRANCHES => {
                branches.iter().map(Self::read).collect()
            }
            _ => vec![Self::read(hir)],
        }
    }

    /// False for a text of `chars` characters that the pattern does not match for sure.
    pub(super) fn admits(&self, glyphs: Glyphs, chars: usize) -> bool {
        self.first >> glyphs.first & 1 == 1
            && self.last >> glyphs.last & 1 == 1
            && glyphs.all() & !self.all == 0
            && (self.least..=self.most).contains(&chars)
            && self.holds.iter().all(|kinds| glyphs.all() & kinds != 0)
    }

    /// False for a text made of `glyphs` in which the pattern matches nothing for sure.
    pub(super) fn may_be_in(&self, glyphs: Glyphs) -> bool {
        self.holds.iter().all(|kinds| glyphs.all() & kinds != 0)
    }

    /// Kinds of which one is in every text that holds a match; those of all characters if none is known.
    pub(super) fn needed(&self) -> Kinds {
        self.holds.iter().next().unwrap_or(!0)
    }

    /// Kinds that texts with one of these signatures begin and end with.
    pub(super) fn ends(signatures: &[Self]) -> [Kinds; 2] {
        signatures.iter().fold([0, 0], |[first, last], one| [first | one.first, last | one.last])
    }

    fn any() -> Self {
        Self { least: 0, most: usize::MAX, first: !0, last: !0, all: !0, holds: Holds::default() }
    }

    fn empty() -> Self {
        Self { least: 0, most: 0, first: 0, last: 0, all: 0, holds: Holds::default() }
    }

    /// One character of these kinds.
    fn one(of: Kinds) -> Self {
        Self { least: 1, most: 1, first: of, last: of, all: of, holds: Holds::of(of) }
    }

    /// One byte: a part of a character, if it is not ASCII.
    fn byte() -> Self {
        Self { most: 1, ..Self::any() }
    }

    fn read(hir: &Hir) -> Self {
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => Self::empty(),
            HirKind::Literal(literal) => match std::str::from_utf8(&literal.0) {
                Ok(text) => text.chars().fold(Self::empty(), |whole, c| whole.then(Self::one(kind(c)))),
                Err(_) => literal.0.iter().fold(Self::empty(), |whole, _| whole.then(Self::byte())),
            },
            HirKind::Class(Class::Unicode(class)) => {
                Self::one(class.iter().fold(0, |all, range| all | kinds(range.start(), range.end())))
            }
            HirKind::Class(Class::Bytes(class)) if class.is_ascii() => {
                let range = |range: &regex_syntax::hir::ClassBytesRange| {
                    kinds(char::from(range.start()), char::from(range.end()))
                };
                Self::one(class.iter().fold(0, |all, part| all | range(part)))
            }
            HirKind::Class(Class::Bytes(_)) => Self::byte(),
            HirKind::Repetition(repetition) => {
                let times = |times: u32, chars: usize| chars.saturating_mul(times as usize);
                let part = Self::read(&repetition.sub);
                let most = match repetition.max {
                    Some(max) => times(max, part.most),
                    None if part.most == 0 => 0,
                    None => usize::MAX,
                };
                let holds = if repetition.min > 0 { part.holds } else { Holds::default() };
                Self { least: times(repetition.min, part.least), most, holds, ..part }
            }
            HirKind::Capture(capture) => Self::read(&capture.sub),
            HirKind::Concat(parts) => {
                parts.iter().fold(Self::empty(), |whole, part| whole.then(Self::read(part)))
            }
            HirKind::Alternation(parts) => {
                parts.iter().map(Self::read).reduce(Self::or).unwrap_or_else(Self::empty)
            }
        }
    }

    /// This, and then `next`.
    fn then(mut self, next: Self) -> Self {
        // A part that may be nothing leaves the end to what stands beside it.
        let first = if self.least == 0 { self.first | next.first } else { self.first };
        let last = if next.least == 0 { self.last | next.last } else { next.last };
        next.holds.iter().for_each(|set| self.holds.add(set));
        Self {
            least: self.least.saturating_add(next.least),
            most: self.most.saturating_add(next.most),
            first,
            last,
            all: self.all | next.all,
            holds: self.holds,
        }
    }

    /// This or `other`.
    fn or(self, other: Self) -> Self {
        Self {
            least: self.least.min(other.least),
            most: self.most.max(other.most),
            first: self.first | other.first,
            last: self.last | other.last,
            all: self.all | other.all,
            holds: self.holds.or(&other.holds),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::syntax::parse;
    use super::*;

    fn admits(pattern: &str, text: &str) -> bool {
        let (glyphs, chars) = (Glyphs::of(text), text.chars().count());
        Signature::all_of(parse(pattern).as_ref()).iter().any(|signature| signature.admits(glyphs, chars))
    }

    #[test]
    fn length_ends_and_characters_rule_texts_out() {
        let date = r"^(?:[(（]?[0-9]{1,2}\s*[-/月]\s*[0-9]{1,2}\s*日?[)）]?)$";
        assert!(["3-12", "（12 月 3 日）"].iter().all(|text| admits(date, text)));
        assert!(!admits(date, "第3-12"), "another beginning");
        assert!(!admits(date, "(3-12("), "another end");
        assert!(!admits(date, "3，12"), "another character");
        assert!(!admits(date, "12 12"), "no character of a class that must be there");
        assert!(!admits(r"^(?:[甲乙]{2})$", "甲乙甲"), "too long");
        assert!(!admits(r"^(?:(?-u:.){0,6}(?:>|→)正文)$", "正文"), "too short");
    }

    #[test]
    fn each_branch_has_conditions_of_its_own() {
        let floor = r"^(?:第?[0-9]+楼|沙发|#[0-9]+)$";
        assert!(["3楼", "第12楼", "沙发", "#7"].iter().all(|text| admits(floor, text)));
        assert!(["第楼", "沙发3", "板3楼"].iter().all(|text| !admits(floor, text)));
    }

    #[test]
    fn branches_in_the_midst_leave_what_they_have_in_common() {
        let date =
            r"^(?:(?-u:.){0,9}(?:[0-9]{1,2}-[0-9]{1,2}\s[0-9]{2}|[0-9]{1,2}月[0-9]{1,2}日)(?-u:.){0,9})$";
        assert!(["于3-12 20", "甲3月12日乙"].iter().all(|text| admits(date, text)));
        assert!(!admits(date, "于3，12 20"), "neither mark of a date");
        assert!(!admits(date, "甲月-日 乙"), "no figure");
    }

    #[test]
    fn what_may_be_absent_promises_nothing() {
        assert!(admits(r"^(?:(?:第\s*)?[0-9]+楼?)$", "12"));
        assert!(admits(r"^(?:a?\s*(?:b|c?))$", "A"));
        assert!(admits(r"^(?:(?-u:.)*版权(?-u:.){0,9})$", "《本页》版权！"));
        assert_eq!(Signature::all_of(parse("(").as_ref()), [Signature::any()]);
    }
}
