//! Byte ranges of the decoded source text, and the map from bytes to lines.

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

/// Line starts of a text, counted once and searched in O(log lines).
///
/// Lines are separated by `\n` only, and counted from 1.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<usize>,
}

impl LineIndex {
    /// Counts the lines of `text`.
    pub fn new(text: &str) -> Self {
        let mut starts = vec![0];
        starts.extend(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1));
        Self { starts }
    }

    /// The 1-based line that holds the byte at `offset`.
    pub fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|&start| start <= offset)
    }

    /// The 1-based first and last line that `span` touches, both inclusive.
    pub fn lines(&self, span: Span) -> (usize, usize) {
        let last = if span.is_empty() { span.start } else { span.end - 1 };
        let first = self.line(span.start);
        // Nearly every span lies in one line: the next one's start tells without another search.
        let within = self.starts.get(first).is_none_or(|next| last < *next);
        (first, if within { first } else { self.line(last) })
    }

    /// The bytes of a 1-based line, its `\n` excluded; empty for a line that does not exist.
    pub fn span(&self, line: usize, text: &str) -> Span {
        let start = line.checked_sub(1).and_then(|at| self.starts.get(at)).copied().unwrap_or(text.len());
        let end = self.starts.get(line).map_or(text.len(), |next| next - 1);
        Span::new(start, end.max(start))
    }

    /// Number of lines; a text without `\n` has one.
    pub fn count(&self) -> usize {
        self.starts.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_from_one_and_inclusive() {
        let index = LineIndex::new("甲\n乙\n\n丙");
        assert_eq!(index.count(), 4);
        assert_eq!(index.lines(Span::new(0, 3)), (1, 1));
        assert_eq!(index.lines(Span::new(0, 4)), (1, 1), "the newline belongs to its line");
        assert_eq!(index.lines(Span::new(0, 5)), (1, 2));
        assert_eq!(index.lines(Span::new(9, 12)), (4, 4));
        let text = "甲\n乙\n\n丙";
        let lines: Vec<&str> = (1..=5).map(|line| index.span(line, text).of(text)).collect();
        assert_eq!(lines, ["甲", "乙", "", "丙", ""]);
    }

    #[test]
    fn trimming_keeps_inner_space() {
        let text = "  a b  ";
        assert_eq!(Span::new(0, 7).trimmed(text), Span::new(2, 5));
        assert!(Span::new(0, 2).trimmed(text).is_empty());
    }
}
