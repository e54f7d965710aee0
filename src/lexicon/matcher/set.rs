//! What one step of a pattern takes: a byte, or a character of a class.

use regex_syntax::hir::{Class, ClassBytes, ClassUnicode};

use crate::lexicon::glyphs::{Kinds, kinds};

/// What one step of a run takes.
#[derive(Clone, Debug)]
pub(super) enum Set {
    /// A byte.
    Byte(Bytes),
    /// A character: of ASCII by its number, else within one of these ranges. Where common Han characters
    /// (U+5000 to U+9FFF) are all in or all out, that is known.
    Char { ascii: u128, ranges: Box<[(u32, u32)]>, han: Option<bool> },
}

/// A set of bytes.
#[derive(Clone, Debug)]
pub(super) struct Bytes {
    set: Box<[bool; 256]>,
    /// It holds every byte of characters beyond ASCII.
    wide: bool,
    /// It holds every byte but the line feed.
    dot: bool,
}

impl Bytes {
    /// True if it holds every byte but the line feed.
    #[inline]
    pub(super) fn hold_all_but_feeds(&self) -> bool {
        self.dot
    }

    /// True if it holds all bytes of a character.
    #[inline]
    pub(super) fn hold(&self, character: &[u8]) -> bool {
        self.wide && character[0] >= 0x80 || character.iter().all(|&byte| self.set[usize::from(byte)])
    }
}

impl Set {
    pub(super) fn of(class: &Class) -> Self {
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
        let wide = set[0x80..].iter().all(|&holds| holds);
        let dot = (0..=u8::MAX).all(|byte| set[usize::from(byte)] == (byte != b'\n'));
        Self::Byte(Bytes { set, wide, dot })
    }

    fn chars(class: &ClassUnicode) -> Self {
        let narrow = class.iter().take_while(|range| range.start().is_ascii());
        let ascii = narrow
            .flat_map(|range| range.start()..=range.end().min('\u{7f}'))
            .fold(0, |set, c| set | 1 << u32::from(c));
        let wide = class.iter().filter(|range| !range.end().is_ascii());
        let ranges: Box<[(u32, u32)]> =
            wide.map(|range| (u32::from(range.start()), u32::from(range.end()))).collect();
        let mut met = ranges.iter().filter(|&&(first, last)| first <= 0x9FFF && 0x5000 <= last);
        let han = match (met.next(), met.next()) {
            (None, _) => Some(false),
            (Some(&(first, last)), None) if first <= 0x5000 && 0x9FFF <= last => Some(true),
            _ => None,
        };
        Self::Char { ascii, ranges, han }
    }

    /// The kinds of what it takes.
    pub(super) fn kinds(class: &Class) -> Kinds {
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
    pub(super) fn step(&self, bytes: &[u8], at: usize) -> Option<usize> {
        let first = *bytes.get(at)?;
        match self {
            Self::Byte(bytes) => bytes.set[usize::from(first)].then_some(at + 1),
            Self::Char { ascii, .. } if first < 0x80 => (ascii >> first & 1 == 1).then_some(at + 1),
            Self::Char { han: Some(held), .. } if (0xE5..=0xE9).contains(&first) => held.then_some(at + 3),
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
