//! Text that remembers where each part of it came from.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use super::blanks::trimmed;
use super::{AlignedStr, Span};

/// One stretch of an [`AlignedText`] and the source bytes it came from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Run {
    /// Byte offset in the aligned text where the run starts; it ends where the next one starts.
    pub start: usize,
    /// The source bytes it stands for.
    pub source: Span,
    /// True if the run's text is its source slice, byte for byte. Kept explicit because equal
    /// length does not mean equal characters (發→发 keeps three bytes).
    pub verbatim: bool,
}

/// A text built from pieces of a source: each piece either verbatim or rewritten as a whole.
///
/// Invariants: runs are sorted by `start`, the first starts at 0, none is empty, source spans
/// never step backwards, and a verbatim run is as long as its source span.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct AlignedText {
    text: String,
    /// Most texts are one.
    runs: SmallVec<[Run; 1]>,
}

/// One replacement for [`AlignedText::rewrite`]: a byte range of the text and its new content.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edit {
    /// Byte range of the text before the edit, on character boundaries.
    pub range: Range<usize>,
    /// What stands there afterwards; empty to remove.
    pub with: String,
}

impl AlignedText {
    /// The verbatim text of `span` in `source`.
    pub fn from_source(source: &str, span: Span) -> Self {
        let mut aligned = Self::default();
        aligned.push_verbatim(source, span);
        aligned
    }

    /// Makes room for `bytes` more bytes of text.
    pub fn reserve(&mut self, bytes: usize) {
        self.text.reserve_exact(bytes);
    }

    /// Appends `span` of `source` as it stands.
    pub fn push_verbatim(&mut self, source: &str, span: Span) {
        if span.is_empty() {
            return;
        }
        let start = self.text.len();
        self.text.push_str(span.of(source));
        if let Some(last) = self.runs.last()
            && last.verbatim
            && last.source.end == span.start
        {
            let last = self.runs.len() - 1;
            self.runs[last].source.end = span.end;
            return;
        }
        self.runs.push(Run { start, source: span, verbatim: true });
    }

    /// Appends `text`, which stands for `span` of the source without being its bytes.
    pub fn push_rewritten(&mut self, text: &str, span: Span) {
        if text.is_empty() {
            return;
        }
        self.runs.push(Run { start: self.text.len(), source: span, verbatim: false });
        self.text.push_str(text);
    }

    /// The text.
    #[inline]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The text without leading and trailing white space (including U+3000).
    pub fn as_trimmed(&self) -> &str {
        trimmed(&self.text)
    }

    /// Length of the text in bytes.
    #[inline]
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// True if there is no text.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The part of the text in `range`, borrowed.
    pub fn part(&self, range: Range<usize>) -> AlignedStr<'_> {
        AlignedStr::of(self, range)
    }

    /// The whole text, borrowed.
    pub fn whole(&self) -> AlignedStr<'_> {
        AlignedStr::of(self, 0..self.text.len())
    }

    /// The runs, in order.
    pub fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// The smallest source span that holds the whole text; `None` if it is empty.
    pub fn source_span(&self) -> Option<Span> {
        self.to_source(0..self.text.len())
    }

    /// The smallest source span that holds `range` of the text. Verbatim runs map byte for byte,
    /// rewritten runs as a whole. `None` for an empty range.
    pub fn to_source(&self, range: Range<usize>) -> Option<Span> {
        if range.is_empty() {
            return None;
        }
        if let [run] = self.runs[..]
            && run.verbatim
        {
            return Some(Span::new(run.source.start + range.start, run.source.start + range.end));
        }
        let first = self.runs.partition_point(|run| run.start <= range.start).checked_sub(1)?;
        let last = self.runs.partition_point(|run| run.start < range.end).checked_sub(1)?;
        let (head, tail) = (&self.runs[first], &self.runs[last]);
        let start =
            if head.verbatim { head.source.start + (range.start - head.start) } else { head.source.start };
        let end = if tail.verbatim { tail.source.start + (range.end - tail.start) } else { tail.source.end };
        Some(Span::new(start, end.max(start)))
    }

    /// The byte range of the text that comes from inside `span` of the source; `None` if no part
    /// of it does. Rewritten runs count when their whole source lies inside.
    pub fn from_source_span(&self, span: Span) -> Option<Range<usize>> {
        let mut found: Option<Range<usize>> = None;
        // Of the runs that start before the span only the last can reach into it verbatim.
        let first = self.runs.partition_point(|run| run.source.start < span.start).saturating_sub(1);
        for (at, run) in self.runs.iter().enumerate().skip(first) {
            if run.source.start >= span.end {
                break;
            }
            let end = self.runs.get(at + 1).map_or(self.text.len(), |next| next.start);
            if !run.source.overlaps(span) {
                continue;
            }
            let range = if run.verbatim {
                let from = run.start + span.start.saturating_sub(run.source.start);
                let to = end - run.source.end.saturating_sub(span.end);
                from..to
            } else if span.contains(run.source) {
                run.start..end
            } else {
                continue;
            };
            found = Some(found.map_or(range.clone(), |f| f.start..range.end));
        }
        found.filter(|range| !range.is_empty())
    }

    /// The part of the text in `range`, with its origin.
    pub fn slice(&self, range: Range<usize>) -> Self {
        let mut out = Self::default();
        out.append_part(self, range);
        out
    }

    /// Appends the part of `other` in `range`, which must come later in the source.
    fn append_part(&mut self, other: &Self, range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        let base = self.text.len();
        self.text.push_str(&other.text[range.clone()]);
        let first = other.runs.partition_point(|run| run.start <= range.start).saturating_sub(1);
        for (at, run) in other.runs.iter().enumerate().skip(first) {
            let end = other.runs.get(at + 1).map_or(other.text.len(), |next| next.start);
            if run.start >= range.end {
                break;
            }
            let (from, to) = (run.start.max(range.start), end.min(range.end));
            let source = if run.verbatim {
                Span::new(run.source.start + (from - run.start), run.source.start + (to - run.start))
            } else {
                run.source
            };
            self.runs.push(Run { start: base + (from - range.start), source, verbatim: run.verbatim });
        }
    }

    /// The text without leading and trailing white space (including U+3000).
    pub fn trimmed(&self) -> Self {
        let start = self.text.len() - self.text.trim_start().len();
        let end = start + self.text.trim().len();
        if start == 0 && end == self.text.len() { self.clone() } else { self.slice(start..end) }
    }

    /// The same of a text that nobody needs any more, without the room it had to grow.
    pub fn into_trimmed(mut self) -> Self {
        if self.text.trim().len() < self.text.len() {
            return self.trimmed();
        }
        self.text.shrink_to_fit();
        self
    }

    /// The part of the text in `range` without leading and trailing white space.
    pub fn trimmed_slice(&self, range: Range<usize>) -> Self {
        let part = &self.text[range.clone()];
        let start = range.start + (part.len() - part.trim_start().len());
        self.slice(start..start + part.trim().len())
    }

    /// The text after `edits`, which are sorted by range and do not overlap. Each replaced range
    /// becomes one rewritten run over the source bytes it had; an empty replacement removes it.
    pub fn rewrite(&self, edits: &[Edit]) -> Self {
        let added: usize = edits.iter().map(|edit| edit.with.len()).sum();
        let removed: usize = edits.iter().map(|edit| edit.range.len()).sum();
        let mut out = Self::default();
        out.text.reserve_exact((self.text.len() + added).saturating_sub(removed));
        let mut at = 0;
        for edit in edits {
            out.append_part(self, at..edit.range.start);
            if let Some(span) = self.to_source(edit.range.clone()) {
                out.push_rewritten(&edit.with, span);
            }
            at = edit.range.end;
        }
        out.append_part(self, at..self.text.len());
        out
    }

    /// The same as [`Self::rewrite`] where the new text exists already: `changes` are the ranges of
    /// this text and of `text` that stand for each other, sorted; between them the two are equal.
    pub fn replaced(&self, text: &str, changes: &[(Range<usize>, Range<usize>)]) -> Self {
        let mut out =
            Self { text: text.to_owned(), runs: SmallVec::with_capacity(self.runs.len() + changes.len()) };
        let (mut from, mut out_from) = (0, 0);
        let end = (self.text.len()..self.text.len(), text.len()..text.len());
        for (old, new) in changes.iter().chain([&end]) {
            let first = self.runs.partition_point(|run| run.start <= from).saturating_sub(1);
            for (at, run) in self.runs.iter().enumerate().skip(first) {
                let start = run.start.max(from);
                let end = self.runs.get(at + 1).map_or(self.text.len(), |next| next.start).min(old.start);
                if start >= end {
                    break;
                }
                let source = if run.verbatim {
                    let offset = run.source.start;
                    Span::new(offset + (start - run.start), offset + (end - run.start))
                } else {
                    run.source
                };
                out.runs.push(Run { start: out_from + (start - from), source, verbatim: run.verbatim });
            }
            if let Some(source) = self.to_source(old.clone())
                && !new.is_empty()
            {
                out.runs.push(Run { start: new.start, source, verbatim: false });
            }
            (from, out_from) = (old.end, new.end);
        }
        out
    }

    /// The text without `range`.
    pub fn without(&self, range: Range<usize>) -> Self {
        self.rewrite(&[Edit { range, with: String::new() }])
    }

    /// Checks the invariants against the decoded source text and says which one is broken.
    ///
    /// # Errors
    /// A sentence that names the first broken invariant.
    pub fn check(&self, source: &str) -> Result<(), String> {
        let mut source_end = 0;
        for (at, run) in self.runs.iter().enumerate() {
            let end = self.runs.get(at + 1).map_or(self.text.len(), |next| next.start);
            if at == 0 && run.start != 0 || run.start >= end {
                return Err(format!("run {at} covers text {}..{end}", run.start));
            }
            if run.source.start < source_end || run.source.end > source.len() {
                return Err(format!("run {at} steps back or out of the source: {:?}", run.source));
            }
            if !source.is_char_boundary(run.source.start) || !source.is_char_boundary(run.source.end) {
                return Err(format!("run {at} splits a character: {:?}", run.source));
            }
            if run.verbatim && run.source.of(source) != &self.text[run.start..end] {
                return Err(format!("run {at} is not verbatim: {:?}", &self.text[run.start..end]));
            }
            source_end = if run.verbatim { run.source.end } else { run.source.start };
        }
        if self.runs.is_empty() && !self.text.is_empty() {
            return Err("text without a run".into());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_quote_the_source() {
        let source = "**愿景:** 明確&amp;目標";
        let mut text = AlignedText::from_source(source, Span::new(2, 8));
        let at = source.find("明").expect("in the sample");
        text.push_verbatim(source, Span::new(at, at + 6));
        let entity = source.find("&amp;").expect("in the sample");
        text.push_rewritten("&", Span::new(entity, entity + 5));
        text.push_verbatim(source, Span::new(entity + 5, source.len()));
        assert_eq!(text.as_str(), "愿景明確&目標");
        text.check(source).expect("valid");
        let range = text.as_str().find("確").map(|i| i..i + 3).expect("in the text");
        assert_eq!(text.to_source(range).map(|span| span.of(source)), Some("確"));
        let range = text.as_str().find("確&").map(|i| i..i + 4).expect("in the text");
        assert_eq!(text.to_source(range).map(|span| span.of(source)), Some("確&amp;"));
    }

    #[test]
    fn rewriting_keeps_what_is_outside_the_edit_exact() {
        let source = "透過使用者研究";
        let text = AlignedText::from_source(source, Span::new(0, source.len()));
        let edited = text.rewrite(&[
            Edit { range: 0..6, with: "通过".into() },
            Edit { range: 6..15, with: "用户".into() },
        ]);
        assert_eq!(edited.as_str(), "通过用户研究");
        edited.check(source).expect("valid");
        assert_eq!(edited.to_source(12..18).map(|span| span.of(source)), Some("研究"));
        assert_eq!(
            edited.to_source(6..9).map(|span| span.of(source)),
            Some("使用者"),
            "a rewritten run maps whole"
        );
    }

    #[test]
    fn a_text_made_elsewhere_aligns_as_edits_do() {
        let source = "**倉管**&amp;盤點資料庫";
        let mut text = AlignedText::from_source(source, Span::new(2, 8));
        text.push_rewritten("&", Span::new(10, 15));
        text.push_verbatim(source, Span::new(15, source.len()));
        let edits = [
            Edit { range: 0..3, with: "仓".into() },
            Edit { range: 7..10, with: "盘".into() },
            Edit { range: 13..22, with: "数据库".into() },
        ];
        let changes = [(0..3, 0..3), (7..10, 7..10), (13..22, 13..22)];
        let replaced = text.replaced("仓管&盘點数据库", &changes);
        assert_eq!(replaced, text.rewrite(&edits));
        replaced.check(source).expect("valid");
    }

    #[test]
    fn removing_leaves_a_hole_in_the_source_only() {
        let source = "创新 [1, 2]。";
        let text = AlignedText::from_source(source, Span::new(0, source.len()));
        let hole = source.find(" [").expect("in the sample")..source.find('。').expect("in the sample");
        let cut = text.without(hole);
        assert_eq!(cut.as_str(), "创新。");
        cut.check(source).expect("valid");
        assert_eq!(cut.runs().len(), 2);
    }
}
