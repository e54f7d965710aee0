//! A text as matchers look at it.

use std::borrow::Cow;

use crate::document::utf8::leading_three;
use crate::lexicon::glyphs::{COMMON_HAN, han_number, number};

/// Longest text, in bytes: more is no line that a rule looks at.
const LONGEST: usize = 4096;

/// The kind of bytes inside a character, and of the end of a text. No kind of a character has these
/// numbers.
pub(super) const INSIDE: u8 = 63;
pub(super) const OVER: u8 = 62;

/// A text to be matched, with the kinds of its characters.
#[derive(Clone, Debug)]
pub(in crate::lexicon) struct Subject<'a> {
    pub(super) bytes: Cow<'a, [u8]>,
    /// For each byte, the number of the kind of the character that begins there.
    pub(super) kinds: Vec<u8>,
    /// A line feed is in it.
    pub(super) has_feeds: bool,
}

/// How many bytes the character has that begins with `first`; 1 for a byte inside of one.
#[inline]
pub(super) fn width(first: u8) -> usize {
    match first {
        0..0xC0 => 1,
        0xC0..0xE0 => 2,
        0xE0..0xF0 => 3,
        0xF0.. => 4,
    }
}

/// Calls `visit` with the place, the bytes and the kind of each character of `text`.
#[inline(always)]
fn each(text: &str, mut visit: impl FnMut(usize, usize, u8)) {
    let mut at = 0;
    loop {
        // Most characters are these.
        while let Some(three) =
            leading_three(&text.as_bytes()[at..]).filter(|three| COMMON_HAN.contains(three))
        {
            visit(at, 3, han_number(three));
            at += 3;
        }
        let Some(c) = text[at..].chars().next() else { return };
        visit(at, c.len_utf8(), number(c));
        at += c.len_utf8();
    }
}

impl<'a> Subject<'a> {
    /// Looks at `text`; `None` if it is longer than what is walked.
    pub(in crate::lexicon) fn of(text: &'a str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let bytes = text.as_bytes();
        let mut kinds = vec![INSIDE; bytes.len()];
        each(text, |at, _, kind| kinds[at] = kind);
        let has_feeds = memchr::memchr(b'\n', bytes).is_some();
        Some(Self { bytes: Cow::Borrowed(bytes), kinds, has_feeds })
    }
}

impl Subject<'static> {
    /// `text` with its last character first; `None` if it is longer than what is walked.
    pub(in crate::lexicon) fn backwards(text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let mut bytes = vec![0; text.len()];
        let mut kinds = vec![INSIDE; text.len()];
        each(text, |at, len, kind| {
            let to = text.len() - at - len;
            kinds[to] = kind;
            bytes[to..to + len].copy_from_slice(&text.as_bytes()[at..at + len]);
        });
        let has_feeds = memchr::memchr(b'\n', &bytes).is_some();
        Some(Self { bytes: Cow::Owned(bytes), kinds, has_feeds })
    }
}
