//! HTML pages and fragments, read into blocks whose every byte is accounted for.
//!
//! html5gum finds the tags; the tree keeps their places; the flow walks it and makes a
//! block of every line of text. Tags become markup spans, and what is no text at all (head, script,
//! comments, directives) becomes [`BlockKind::Markup`](crate::document::BlockKind::Markup) blocks:
//! blocks, markup and white space together are the source.

pub(super) mod entity;
mod flow;
mod head;
pub(super) mod language;
mod line;
mod list;
mod placeholder;
mod style;
mod table;
mod tag;
mod token;
mod tree;

use std::sync::Arc;

use flow::Flow;

use crate::document::{Document, Span};

/// Reads the whole text of `document` as a page: fills its blocks, containers, markup and metadata.
pub fn read_html(document: &mut Document) {
    let range = Span::new(0, document.text.len());
    read_island(document, range, 0, 0);
}

/// Reads `range` of the text of `document`, a stretch of HTML inside another format, and appends
/// what it finds. Its outermost elements get `parent` as their container, its first table the
/// number `next_table`; returns the number of the table after its last.
///
/// `range` must come after the blocks that the document has.
pub fn read_island(document: &mut Document, range: Span, parent: usize, next_table: usize) -> usize {
    let text = Arc::clone(&document.text);
    let tree = token::tree(&text, range);
    let first_markup = document.markup.len();
    let next_table = Flow::new(document, &tree, range, parent, next_table).run();
    join(&mut document.markup, first_markup);
    next_table
}

/// True for the lower-case name of an element that HTML knows.
pub(super) fn is_element(name: &str) -> bool {
    tag::Tag::from_name(name.as_bytes()) != tag::Tag::Other
}

/// Sorts the spans from `first` on and joins those that touch.
fn join(spans: &mut Vec<Span>, first: usize) {
    let mut new: Vec<Span> = spans.drain(first..).filter(|span| !span.is_empty()).collect();
    // They come in few sorted stretches, which a stable sort merges.
    new.sort();
    for span in new {
        match spans[first..].last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => spans.push(span),
        }
    }
}

#[cfg(test)]
mod tests;
