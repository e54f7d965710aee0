//! An aligned text while it is put together.

use std::ops::Range;

use smallvec::SmallVec;

use super::{AlignedText, Form, Run};
use crate::document::Span;

/// A text of its own and where its parts came from, with the invariants of [`AlignedText`].
#[derive(Clone, Debug, Default)]
pub(super) struct Built {
    pub(super) text: String,
    /// Most texts are one.
    pub(super) runs: SmallVec<[Run; 1]>,
}

impl From<Built> for AlignedText {
    fn from(built: Built) -> Self {
        Self { form: Form::Built((!built.text.is_empty()).then(|| Box::new(built))) }
    }
}

impl Built {
    /// With room for `bytes` bytes of text.
    pub(super) fn with_capacity(bytes: usize) -> Self {
        let mut built = Self::default();
        built.text.reserve_exact(bytes);
        built
    }

    /// See [`AlignedText::push_verbatim`].
    pub(super) fn push_verbatim(&mut self, source: &str, span: Span) {
        if span.is_empty() {
            return;
        }
        let start = self.text.len();
        self.text.push_str(span.of(source));
        if let Some(last) = self.runs.last_mut()
            && last.verbatim
            && last.source.end == span.start
        {
            last.source.end = span.end;
            return;
        }
        self.runs.push(Run { start, source: span, verbatim: true });
    }

    /// See [`AlignedText::push_rewritten`].
    pub(super) fn push_rewritten(&mut self, text: &str, span: Span) {
        if text.is_empty() {
            return;
        }
        self.runs.push(Run { start: self.text.len(), source: span, verbatim: false });
        self.text.push_str(text);
    }

    /// Appends the part of `other` in `range`, which must come later in the source.
    pub(super) fn push_part(&mut self, other: &AlignedText, range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        let base = self.text.len();
        self.text.push_str(&other.as_str()[range.clone()]);
        self.push_runs(other, range, base);
    }

    /// The runs of `range` of `other`, for a text that stands at `base` of this one.
    pub(super) fn push_runs(&mut self, other: &AlignedText, range: Range<usize>, base: usize) {
        let runs = other.runs();
        let first = runs.partition_point(|run| run.start <= range.start).saturating_sub(1);
        for (at, run) in runs.iter().enumerate().skip(first) {
            let end = runs.get(at + 1).map_or(other.len(), |next| next.start);
            let (from, to) = (run.start.max(range.start), end.min(range.end));
            if from >= to {
                break;
            }
            let source = if run.verbatim {
                Span::new(run.source.start + (from - run.start), run.source.start + (to - run.start))
            } else {
                run.source
            };
            self.runs.push(Run { start: base + (from - range.start), source, verbatim: run.verbatim });
        }
    }
}
