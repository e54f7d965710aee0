//! Where a wording stands in a document, and what stands there in the target script.

use std::ops::Range;

use crate::convert::Converter;
use crate::document::{Block, BlockKind, Document, Span};

/// A document in Simplified and in the target script, block for block.
pub(super) struct Places<'a> {
    plain: &'a Document,
    target: &'a Document,
    converter: &'a Converter,
    /// Indices of the headings: most of what has no place of its own stands there.
    headings: Vec<usize>,
}

impl<'a> Places<'a> {
    pub(super) fn new(plain: &'a Document, target: &'a Document, converter: &'a Converter) -> Self {
        let heading = |at: &usize| matches!(plain.blocks[*at].kind, BlockKind::Heading(_));
        let headings = (0..plain.blocks.len().min(target.blocks.len())).filter(heading).collect();
        Self { plain, target, converter, headings }
    }

    /// `text`, which was read from `span` or from anywhere, in the target script.
    pub(super) fn spelled(&self, text: &str, span: Option<Span>) -> String {
        let found = match span {
            Some(span) => self.block_at(span).map(|at| (at, span)),
            None => self.block_with(text).map(|at| (at, self.plain.blocks[at].span)),
        };
        match found {
            Some((at, span)) => self.pieces(text, &self.plain.blocks[at], &self.target.blocks[at], span),
            None => self.converter.convert_str(text).into_owned(),
        }
    }

    /// The block in which `span` starts.
    fn block_at(&self, span: Span) -> Option<usize> {
        let at = self.plain.blocks.partition_point(|block| block.span.start <= span.start).checked_sub(1)?;
        (at < self.target.blocks.len()).then_some(at)
    }

    /// The first heading that holds `text`, else the first block.
    fn block_with(&self, text: &str) -> Option<usize> {
        let holds = |at: &usize| self.plain.blocks[*at].text.as_str().contains(text);
        let all = 0..self.plain.blocks.len().min(self.target.blocks.len());
        self.headings.iter().copied().find(holds).or_else(|| all.clone().find(holds))
    }

    /// `text` made of the longest pieces of the block there are; it may have been put together from
    /// several, and its signs normalised.
    fn pieces(&self, text: &str, plain: &Block, target: &Block, span: Span) -> String {
        let whole = plain.text.as_str();
        let from = plain.text.from_source_span(span).map_or(0, |range| range.start);
        let find = |piece: &str| whole[from..].find(piece).map(|at| from + at).or_else(|| whole.find(piece));
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let ends: Vec<usize> = rest.char_indices().map(|(at, c)| at + c.len_utf8()).collect();
            // Whoever holds a piece holds every shorter one that starts with it.
            let held = if find(rest).is_some() {
                ends.len()
            } else {
                ends.partition_point(|&end| find(&rest[..end]).is_some())
            };
            let end = held.checked_sub(1).map_or(first.len_utf8(), |last| ends[last]);
            let piece = &rest[..end];
            let range = find(piece).map(|at| at..at + end);
            match range.and_then(|range| counterpart(plain, target, range)) {
                Some(spelled) => out.push_str(spelled),
                None => out.push_str(&self.converter.convert_str(piece)),
            }
            rest = &rest[end..];
        }
        out
    }
}

/// What the target has for `range` of the plain text; `None` where a phrase that was converted as a
/// whole reaches over the edge in either.
fn counterpart<'a>(plain: &Block, target: &'a Block, range: Range<usize>) -> Option<&'a str> {
    let span = plain.text.to_source(range.clone())?;
    let there = target.text.from_source_span(span)?;
    let exact = plain.text.from_source_span(span)? == range && target.text.to_source(there.clone())? == span;
    exact.then(|| &target.text.as_str()[there])
}
