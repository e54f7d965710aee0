//! Text and raw nodes to lines, and lines to blocks.

use std::sync::Arc;

use super::Flow;
use crate::document::{AlignedText, Block, BlockKind, Mark, MarkKind, Span};
use crate::read::html::line::{Finished, Trim};
use crate::read::html::list::{numeral, typed_marker};
use crate::read::html::placeholder;
use crate::read::html::tree::Attribute;

impl Flow<'_> {
    pub(super) fn plain(&mut self, span: Span) {
        if self.templated || self.line.is_empty() {
            self.placeholders(span);
        } else {
            self.characters(span);
        }
    }

    fn characters(&mut self, span: Span) {
        if self.lined == 0 || self.code > 0 {
            self.stretch(span);
            return;
        }
        let mut at = span.start;
        while let Some(offset) = memchr::memchr(b'\n', &self.text.as_bytes()[at..span.end]) {
            self.stretch(Span::new(at, at + offset));
            self.flush();
            at += offset + 1;
        }
        self.stretch(Span::new(at, span.end));
    }

    /// Text without line ends that count.
    fn stretch(&mut self, span: Span) {
        let before = self.line.as_str().len();
        self.line.push(&self.text, span);
        if self.line.as_str().len() > before {
            // What came before these characters lies inside the line now.
            self.document.markup.append(&mut self.raws);
        }
    }

    /// Text in which `${…}` and `{{…}}` may be placeholders: always on templated pages, and
    /// everywhere if one makes up the whole text.
    fn placeholders(&mut self, span: Span) {
        let mut from = span.start;
        let mut at = span.start;
        while let Some(found) = placeholder::find(&self.text[at..span.end]) {
            let found = Span::new(at + found.0, at + found.1);
            at = found.end;
            if self.templated || found == span.trimmed(&self.text) {
                self.characters(Span::new(from, found.start));
                self.raw(found);
                from = found.end;
            }
        }
        self.characters(Span::new(from, span.end));
    }

    /// A raw node: a markup block of its own, or part of the line it stands in.
    pub(in crate::read::html) fn raw(&mut self, span: Span) {
        if self.line.is_empty() && self.term.is_none() {
            self.push_markup(span);
        } else {
            self.raws.push(span);
        }
    }

    fn push_markup(&mut self, span: Span) {
        let span = Span::new(span.start.max(self.floor), span.end.max(self.floor)).trimmed(&self.text);
        if !span.is_empty() {
            let text = AlignedText::from_source(&self.text, span);
            self.push_block(BlockKind::Markup, span, text, 0, Vec::new());
        }
    }

    pub(super) fn image(&mut self, at: usize) {
        let span = self.tree.nodes[at].span;
        if let Some(alt) = self.tree.attribute(at, Attribute::Alt)
            && !alt.is_empty()
        {
            self.line.image(span, alt);
        }
    }

    /// Ends the line and makes a block of it.
    pub(in crate::read::html) fn flush(&mut self) {
        let trim = if self.code > 0 { Trim::Code } else { Trim::Ends };
        let text = Arc::clone(&self.text);
        let finished = self.line.finish(&text, self.floor, trim);
        self.document.markup.append(&mut self.line.dropped);
        if let Some(finished) = finished {
            self.line_block(finished);
        }
        for raw in std::mem::take(&mut self.raws) {
            if raw.end <= self.floor || self.term.is_some() {
                self.document.markup.push(raw);
            } else {
                self.push_markup(raw);
            }
        }
    }

    fn line_block(&mut self, line: Finished) {
        let Finished { mut span, mut text, mut marks } = line;
        if self.in_term && self.code == 0 {
            let marker = numeral(text.as_str());
            self.emit_term();
            let bold = Mark { kind: MarkKind::Strong, span, inner: span };
            let block = Block {
                kind: marker.map_or(BlockKind::Paragraph, BlockKind::ListItem),
                span,
                text,
                depth: self.lists.depth(),
                marks: if marker.is_some() { marks } else { std::iter::once(bold).chain(marks).collect() },
                container: self.container(),
            };
            if marker.is_some() {
                self.term = Some(block);
            } else {
                self.push(block);
            }
            return;
        }
        let mut marker = self.lists.take_marker();
        let mut depth = self.lists.depth();
        if marker.is_some() {
            depth = depth.saturating_sub(1);
        }
        if let Some(term) = self.term.take() {
            if self.lists.in_description() && self.headings.is_empty() {
                span = span.hull(term.span);
                depth = term.depth;
                if let BlockKind::ListItem(number) = term.kind {
                    marker = Some(number);
                }
            } else {
                self.push(Block { kind: BlockKind::Paragraph, ..term });
            }
        }
        let kind = if self.code > 0 {
            BlockKind::Code
        } else if let Some(&level) = self.headings.last() {
            depth = self.lists.depth();
            BlockKind::Heading(level)
        } else if let Some(marker) = marker {
            BlockKind::ListItem(marker)
        } else if self.quotes > 0 {
            BlockKind::Quote
        } else if let Some(found) = typed_marker(text.as_str()) {
            text = text.slice(found.len..text.len());
            let start = text.source_span().map_or(span.end, |text| text.start);
            marks.retain_mut(|mark| {
                mark.inner.start = mark.inner.start.max(start);
                mark.inner.start < mark.inner.end
            });
            BlockKind::ListItem(found.marker)
        } else {
            BlockKind::Paragraph
        };
        self.push_block(kind, span, text, depth, marks);
    }

    /// A number that no item followed is a paragraph after all.
    pub(super) fn emit_term(&mut self) {
        if let Some(term) = self.term.take() {
            self.push(Block { kind: BlockKind::Paragraph, ..term });
        }
    }

    /// Appends a block in the innermost container.
    pub(in crate::read::html) fn push_block(
        &mut self,
        kind: BlockKind,
        span: Span,
        text: AlignedText,
        depth: usize,
        marks: Vec<Mark>,
    ) {
        let container = self.container();
        self.push(Block { kind, span, text, depth, marks, container });
    }

    fn push(&mut self, block: Block) {
        self.floor = self.floor.max(block.span.end);
        self.document.blocks.push(block);
    }
}
