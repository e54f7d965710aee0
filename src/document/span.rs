//! Byte ranges of the decoded source text, and the map from bytes to lines.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A half-open byte range `start..end` of the *decoded source text*.
///
/// Invariant: `start <= end`, and both lie on character boundaries of that text. No stage may
/// shift a span: text changes, spans do not.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// A span from `start` to `end`.
    ///
    /// # Panics
    /// In debug builds, if `start > end`.
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end, "span {start}..{end} runs backwards");
        Self { start, end }
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// True for a span of no bytes.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The text this span covers in `source`, the decoded source text.
    pub fn of(self, source: &str) -> &str {
        &source[self.start..self.end]
    }

    /// True if `other` lies wholly inside this span.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// True if the two spans share at least one byte.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that holds both.
    pub fn hull(self, other: Self) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// The span without leading and trailing white space of `source`.
    pub fn trimmed(self, source: &str) -> Self {
        let text = self.of(source);
        let start = self.start + (text.len() - text.trim_start().len());
        let end = start + text.trim().len();
        Self::new(start, end)
    }
}

/// Bytes between two places where the lines before are known.
const STEP: usize = 128;

/// The lines of a text: counted once at every few bytes, and from there when asked.
///
/// Lines are separated by `\n` only, and counted from 1.
#[derive(Clone, Debug)]
pub struct LineIndex {
    text: Arc<str>,
    /// How many line feeds stand before each [`STEP`] of the text.
    before: Vec<usize>,
}

impl LineIndex {
    /// Counts the lines of `text`.
    pub fn new(text: &Arc<str>) -> Self {
        let mut sum = 0;
        let step = |step: &[u8]| {
            let before = sum;
            sum += feeds(step);
            before
        };
        Self { text: text.clone(), before: text.as_bytes().chunks(STEP).map(step).collect() }
    }

    /// The 1-based line that holds the byte at `offset`.
    pub fn line(&self, offset: usize) -> usize {
        let offset = offset.min(self.text.len());
        let at = (offset / STEP).min(self.before.len().saturating_sub(1));
        let before = self.before.get(at).copied().unwrap_or(0);
        1 + before + feeds(&self.text.as_bytes()[at * STEP..offset])
    }

    /// The 1-based first and last line that `span` touches, both inclusive.
    pub fn lines(&self, span: Span) -> (usize, usize) {
        let last = if span.is_empty() { span.start } else { span.end - 1 };
        let first = self.line(span.start);
        let short = self.text.as_bytes().get(span.start..last).filter(|short| short.len() < STEP);
        (first, short.map_or_else(|| self.line(last), |short| first + feeds(short)))
    }

    /// The bytes of a 1-based line, its `\n` excluded; empty for a line that does not exist.
    pub fn span(&self, line: usize) -> Span {
        let whole = self.text.len();
        let Some(start) = line.checked_sub(1).and_then(|feeds| self.behind(feeds)) else {
            return Span::new(whole, whole);
        };
        let end = memchr::memchr(b'\n', &self.text.as_bytes()[start..]).map_or(whole, |len| start + len);
        Span::new(start, end)
    }

    /// Where the text goes on behind so many line feeds.
    fn behind(&self, feeds: usize) -> Option<usize> {
        let Some(more) = feeds.checked_sub(1) else { return Some(0) };
        let at = self.before.partition_point(|&before| before < feeds).checked_sub(1)?;
        let rest = &self.text.as_bytes()[at * STEP..];
        let feed = memchr::memchr_iter(b'\n', rest).nth(more - self.before[at])?;
        Some(at * STEP + feed + 1)
    }

    /// Number of lines; a text without `\n` has one.
    pub fn count(&self) -> usize {
        self.line(self.text.len())
    }
}

/// Number of line feeds.
fn feeds(bytes: &[u8]) -> usize {
    // Short stretches hold fewer than a byte can count.
    if bytes.len() <= usize::from(u8::MAX) {
        return usize::from(bytes.iter().fold(0, |sum: u8, &byte| sum + u8::from(byte == b'\n')));
    }
    memchr::memchr_iter(b'\n', bytes).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_from_one_and_inclusive() {
        let index = LineIndex::new(&"甲\n乙\n\n丙".into());
        assert_eq!(index.count(), 4);
        assert_eq!(index.lines(Span::new(0, 3)), (1, 1));
        assert_eq!(index.lines(Span::new(0, 4)), (1, 1), "the newline belongs to its line");
        assert_eq!(index.lines(Span::new(0, 5)), (1, 2));
        assert_eq!(index.lines(Span::new(9, 12)), (4, 4));
        let text = "甲\n乙\n\n丙";
        let lines: Vec<&str> = (1..=5).map(|line| index.span(line).of(text)).collect();
        assert_eq!(lines, ["甲", "乙", "", "丙", ""]);
        assert_eq!(LineIndex::new(&"".into()).count(), 1);
    }

    #[test]
    fn lines_of_long_texts_are_found_from_both_sides() {
        let text: String = (0..900).map(|n| "甲".repeat(n % 7) + "\n").collect();
        let index = LineIndex::new(&text.as_str().into());
        assert_eq!(index.count(), 901);
        let mut start = 0;
        for (nth, line) in text.split('\n').enumerate() {
            assert_eq!(index.span(nth + 1), Span::new(start, start + line.len()));
            assert_eq!(index.line(start), nth + 1);
            let later = (start + 2000).min(text.len());
            assert_eq!(
                index.lines(Span::new(start, later)).1,
                index.line(later - usize::from(later > start))
            );
            start += line.len() + 1;
        }
    }

    #[test]
    fn trimming_keeps_inner_space() {
        let text = "  a b  ";
        assert_eq!(Span::new(0, 7).trimmed(text), Span::new(2, 5));
        assert!(Span::new(0, 2).trimmed(text).is_empty());
    }
}
