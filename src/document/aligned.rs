//! Text that remembers where each part of it came from.

mod built;
mod check;
mod stored;

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use smallvec::smallvec;

use self::built::Built;
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
#[derive(Clone, Debug)]
pub struct AlignedText {
    form: Form,
}

#[derive(Clone, Debug)]
enum Form {
    /// A stretch of a source that is not empty, in the source's own memory: most blocks of a large
    /// file are one, and a copy of each costs more than all that is done with it.
    Quoted { source: Arc<str>, run: Run },
    /// Put together; nothing is the empty text.
    Built(Option<Box<Built>>),
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
    /// The verbatim text of `span` in `source`: a copy.
    pub fn from_source(source: &str, span: Span) -> Self {
        let mut built = Built::default();
        built.push_verbatim(source, span);
        built.into()
    }

    /// The verbatim text of `span` in `source`, which stays in memory as long as this text does: for
    /// what lives no longer than its document.
    pub fn quoted(source: &Arc<str>, span: Span) -> Self {
        if span.is_empty() {
            return Self::default();
        }
        let run = Run { start: 0, source: span, verbatim: true };
        Self { form: Form::Quoted { source: source.clone(), run } }
    }

    /// Changes the text as one that is put together.
    fn edit(&mut self, change: impl FnOnce(&mut Built)) {
        match &mut self.form {
            Form::Built(built) => change(built.get_or_insert_default()),
            Form::Quoted { source, run } => {
                let mut built = Built { text: run.source.of(source).to_owned(), runs: smallvec![*run] };
                change(&mut built);
                self.form = Form::Built(Some(Box::new(built)));
            }
        }
    }

    /// Makes room for `bytes` more bytes of text.
    pub fn reserve(&mut self, bytes: usize) {
        self.edit(|built| built.text.reserve_exact(bytes));
    }

    /// Appends `span` of `source` as it stands.
    pub fn push_verbatim(&mut self, source: &str, span: Span) {
        self.edit(|built| built.push_verbatim(source, span));
    }

    /// Appends `text`, which stands for `span` of the source without being its bytes.
    pub fn push_rewritten(&mut self, text: &str, span: Span) {
        self.edit(|built| built.push_rewritten(text, span));
    }

    /// The text.
    #[inline]
    pub fn as_str(&self) -> &str {
        match &self.form {
            Form::Quoted { source, run } => run.source.of(source),
            Form::Built(Some(built)) => &built.text,
            Form::Built(None) => "",
        }
    }

    /// The text without leading and trailing white space (including U+3000).
    pub fn as_trimmed(&self) -> &str {
        trimmed(self.as_str())
    }

    /// Length of the text in bytes.
    #[inline]
    pub fn len(&self) -> usize {
        match &self.form {
            Form::Quoted { run, .. } => run.source.len(),
            Form::Built(built) => built.as_ref().map_or(0, |built| built.text.len()),
        }
    }

    /// True if there is no text.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The part of the text in `range`, borrowed.
    pub fn part(&self, range: Range<usize>) -> AlignedStr<'_> {
        AlignedStr::of(self, range)
    }

    /// The whole text, borrowed.
    pub fn whole(&self) -> AlignedStr<'_> {
        AlignedStr::of(self, 0..self.len())
    }

    /// The runs, in order.
    pub fn runs(&self) -> &[Run] {
        match &self.form {
            Form::Quoted { run, .. } => std::slice::from_ref(run),
            Form::Built(Some(built)) => &built.runs,
            Form::Built(None) => &[],
        }
    }

    /// The smallest source span that holds the whole text; `None` if it is empty.
    pub fn source_span(&self) -> Option<Span> {
        self.to_source(0..self.len())
    }

    /// The smallest source span that holds `range` of the text. Verbatim runs map byte for byte,
    /// rewritten runs as a whole. `None` for an empty range.
    pub fn to_source(&self, range: Range<usize>) -> Option<Span> {
        if range.is_empty() {
            return None;
        }
        let runs = self.runs();
        if let [run] = runs
            && run.verbatim
        {
            return Some(Span::new(run.source.start + range.start, run.source.start + range.end));
        }
        let first = runs.partition_point(|run| run.start <= range.start).checked_sub(1)?;
        let last = runs.partition_point(|run| run.start < range.end).checked_sub(1)?;
        let (head, tail) = (&runs[first], &runs[last]);
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
        let runs = self.runs();
        let first = runs.partition_point(|run| run.source.start < span.start).saturating_sub(1);
        for (at, run) in runs.iter().enumerate().skip(first) {
            if run.source.start >= span.end {
                break;
            }
            let end = runs.get(at + 1).map_or(self.len(), |next| next.start);
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

    /// The part of the text in `range`, with its origin: a copy.
    pub fn slice(&self, range: Range<usize>) -> Self {
        let mut out = Built::with_capacity(range.len());
        out.push_part(self, range);
        out.into()
    }

    /// The part of the text in `range`, which lives no longer than this one: of a quotation, another.
    fn narrowed(&self, range: Range<usize>) -> Self {
        match &self.form {
            Form::Quoted { source, run } => {
                let start = run.source.start;
                Self::quoted(source, Span::new(start + range.start, start + range.end))
            }
            Form::Built(_) => self.slice(range),
        }
    }

    /// The text without leading and trailing white space (including U+3000).
    pub fn trimmed(&self) -> Self {
        let (text, inner) = (self.as_str(), self.as_trimmed());
        if inner.len() == text.len() {
            return self.clone();
        }
        let start = text.len() - text.trim_start().len();
        self.narrowed(start..start + inner.len())
    }

    /// The same of a text that nobody needs any more, without the room it had to grow.
    pub fn into_trimmed(mut self) -> Self {
        if self.as_trimmed().len() < self.len() {
            return self.trimmed();
        }
        if let Form::Built(Some(built)) = &mut self.form {
            built.text.shrink_to_fit();
        }
        self
    }

    /// The part of the text in `range` without leading and trailing white space.
    pub fn trimmed_slice(&self, range: Range<usize>) -> Self {
        let part = &self.as_str()[range.clone()];
        let start = range.start + (part.len() - part.trim_start().len());
        self.slice(start..start + part.trim().len())
    }

    /// The text after `edits`, which are sorted by range and do not overlap. Each replaced range
    /// becomes one rewritten run over the source bytes it had; an empty replacement removes it.
    pub fn rewrite(&self, edits: &[Edit]) -> Self {
        let added: usize = edits.iter().map(|edit| edit.with.len()).sum();
        let removed: usize = edits.iter().map(|edit| edit.range.len()).sum();
        let mut out = Built::with_capacity((self.len() + added).saturating_sub(removed));
        let mut at = 0;
        for edit in edits {
            out.push_part(self, at..edit.range.start);
            if let Some(span) = self.to_source(edit.range.clone()) {
                out.push_rewritten(&edit.with, span);
            }
            at = edit.range.end;
        }
        out.push_part(self, at..self.len());
        out.into()
    }

    /// The same as [`Self::rewrite`] where the new text exists already: `changes` are the ranges of
    /// this text and of `text` that stand for each other, sorted; between them the two are equal.
    pub fn replaced(&self, text: &str, changes: &[(Range<usize>, Range<usize>)]) -> Self {
        let mut out = Built { text: text.to_owned(), ..Built::default() };
        out.runs.reserve(self.runs().len() + changes.len());
        let (mut from, mut out_from) = (0, 0);
        let end = (self.len()..self.len(), text.len()..text.len());
        for (old, new) in changes.iter().chain([&end]) {
            out.push_runs(self, from..old.start, out_from);
            if let Some(source) = self.to_source(old.clone())
                && !new.is_empty()
            {
                out.runs.push(Run { start: new.start, source, verbatim: false });
            }
            (from, out_from) = (old.end, new.end);
        }
        out.into()
    }

    /// The text without `range`.
    pub fn without(&self, range: Range<usize>) -> Self {
        self.rewrite(&[Edit { range, with: String::new() }])
    }
}

impl Default for AlignedText {
    fn default() -> Self {
        Self { form: Form::Built(None) }
    }
}

impl PartialEq for AlignedText {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str() && self.runs() == other.runs()
    }
}

impl Eq for AlignedText {}

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
    fn a_quotation_is_a_text_like_any_other() {
        let source: Arc<str> = "甲 盘点库存 乙".into();
        let span = Span::new(3, source.len() - 3);
        let (quoted, copied) = (AlignedText::quoted(&source, span), AlignedText::from_source(&source, span));
        assert_eq!(quoted, copied);
        assert_eq!((quoted.len(), quoted.runs()), (copied.len(), copied.runs()));
        assert_eq!(quoted.trimmed(), copied.trimmed());
        assert_eq!(quoted.clone().into_trimmed(), copied.clone().into_trimmed());
        assert_eq!(quoted.slice(1..7), copied.slice(1..7));
        assert_eq!(quoted.to_source(1..7), copied.to_source(1..7));
        assert_eq!(quoted.from_source_span(Span::new(4, 10)), copied.from_source_span(Span::new(4, 10)));
        assert_eq!(quoted.without(0..1), copied.without(0..1));
        let stored = serde_json::to_string(&quoted).expect("json");
        assert_eq!(stored, serde_json::to_string(&copied).expect("json"));
        assert_eq!(serde_json::from_str::<AlignedText>(&stored).expect("its own json"), quoted);
        let pushed = [quoted, copied].map(|mut text| {
            text.push_verbatim(&source, Span::new(span.end, source.len()));
            text.push_rewritten("。", Span::new(source.len(), source.len()));
            text
        });
        assert_eq!(pushed[0], pushed[1]);
        pushed[0].check(&source).expect("valid");
        assert_eq!(AlignedText::quoted(&source, Span::new(3, 3)), AlignedText::default());
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
