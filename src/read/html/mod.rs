//! stand-in
use crate::document::{AlignedText, Block, BlockKind, Document, Span};
pub(super) fn read_range(document: &mut Document, source: &str, span: Span) {
    let span = span.trimmed(source);
    document.blocks.push(Block {
        kind: BlockKind::Markup,
        span,
        text: AlignedText::from_source(source, span),
        depth: 0,
        marks: Vec::new(),
        container: 0,
    });
}
pub(super) fn read_page(document: &mut Document) {
    let text = document.text.clone();
    read_range(document, &text, Span::new(0, text.len()));
}
