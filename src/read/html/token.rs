//! Page text to tree: html5gum's tokens, of which only the places of tags are trusted.
//!
//! Text is whatever lies between tags, so no byte can be lost to the tokenizer. Server-side
//! directives (`<% … %>`, `<?php … ?>`) are blanked out for it, since their code may hold tags.

mod emitter;
mod masked;

use html5gum::Tokenizer;

use self::emitter::Token;
use self::masked::{Masked, mask};
use super::tag::Tag;
use super::tree::{Attribute, Tree, TreeBuilder};
use crate::document::Span;

/// The tree of `range` of `text`.
pub(super) fn tree(text: &str, range: Span) -> Tree {
    let source = range.of(text);
    let directives = directives(source);
    let masked = mask(source, &directives);
    let base = range.start;
    let directives: Vec<Span> =
        directives.iter().map(|span| Span::new(span.start + base, span.end + base)).collect();
    let mut sink = Sink::new(text, range, directives);
    // A tag and the text behind it are two nodes.
    sink.builder.reserve(2 * memchr::memchr_iter(b'<', source.as_bytes()).count());
    match Tokenizer::new_with_emitter(Masked::new(&masked), &mut sink).finish() {
        Ok(()) => sink.finish(range.end),
        Err(never) => match never {},
    }
}

/// Server-side directives, sorted. An unclosed one runs to the end of its line: the page goes on.
fn directives(source: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut at = 0;
    // Once one has no end, looking for the ends of the others would be quadratic.
    let mut unclosed = false;
    while let Some(offset) = memchr::memchr(b'<', &source.as_bytes()[at..]) {
        let start = at + offset;
        let rest = &source[start..];
        let close = if rest.starts_with("<%") {
            "%>"
        } else if rest.starts_with("<?php") || rest.starts_with("<?=") || rest.starts_with("<? ") {
            "?>"
        } else {
            at = start + 1;
            continue;
        };
        let to = if unclosed { None } else { rest.find(close) };
        unclosed |= to.is_none();
        let end =
            to.map_or_else(|| rest.find('\n').map_or(source.len(), |line| start + line), |to| start + to + 2);
        found.push(Span::new(start, end));
        at = end;
    }
    found
}

/// Turns what the tokenizer finds into calls of the tree builder.
#[derive(Debug)]
struct Sink<'a> {
    text: &'a str,
    base: usize,
    /// Everything before it has been handed on.
    at: usize,
    directives: Vec<Span>,
    next_directive: usize,
    builder: TreeBuilder,
    tag: Tag,
    /// The current tag is of a tag library (`c:import`).
    namespaced: bool,
    tag_start: usize,
    attribute: Option<Attribute>,
    attributes: Vec<(Attribute, Span)>,
    /// Where the last text token ended; a cut-off tag at the end of the page comes after it.
    text_end: usize,
    token: Token,
}

impl<'a> Sink<'a> {
    fn new(text: &'a str, range: Span, directives: Vec<Span>) -> Self {
        Self {
            text,
            base: range.start,
            at: range.start,
            directives,
            next_directive: 0,
            builder: TreeBuilder::default(),
            tag: Tag::Other,
            namespaced: false,
            tag_start: range.start,
            attribute: None,
            attributes: Vec::new(),
            text_end: range.start,
            token: Token::default(),
        }
    }

    /// The name of a start tag has been read.
    fn open_start_tag(&mut self, name: &[u8], start: usize) {
        self.tag = Tag::from_name(name);
        self.namespaced = name.contains(&b':');
        self.tag_start = self.place(start);
        self.attributes.clear();
        self.attribute = None;
    }

    /// The name of an attribute has been read, up to `end`.
    fn attribute_name(&mut self, name: &[u8], end: usize) {
        self.attribute = Attribute::from_name(name);
        if let Some(attribute) = self.attribute {
            let end = self.place(end);
            self.attributes.push((attribute, Span::new(end, end)));
        }
    }

    /// The value of the last attribute has been read.
    fn attribute_value(&mut self, start: usize, end: usize) {
        let (start, end) = (self.place(start), self.place(end));
        if self.attribute.is_some()
            && let Some(last) = self.attributes.last_mut()
        {
            last.1 = Span::new(start, end.max(start));
        }
    }

    fn close_start_tag(&mut self, end: usize, self_closing: bool) {
        let tag = Span::new(self.tag_start.max(self.at), self.place(end).max(self.at));
        self.text_before(tag.start);
        self.at = tag.end;
        if self_closing && self.namespaced {
            self.builder.directive(tag);
        } else {
            self.builder.start_tag(self.tag, tag, &self.attributes);
        }
    }

    fn end_tag(&mut self, name: &[u8], start: usize, end: usize) {
        let tag = Span::new(self.place(start).max(self.at), self.place(end).max(self.at));
        self.text_before(tag.start);
        self.at = tag.end;
        self.builder.end_tag(Tag::from_name(name), tag);
    }

    /// A comment or doctype.
    fn raw(&mut self, start: usize, end: usize) {
        let raw = Span::new(self.place(start).max(self.at), self.place(end).max(self.at));
        self.text_before(raw.start);
        self.at = raw.end;
        self.builder.raw(raw);
    }

    /// A token's offset as an offset of the text, never inside a character.
    fn place(&self, offset: usize) -> usize {
        let mut at = (self.base + offset).min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at += 1;
        }
        at
    }

    /// Hands on the text up to `end`, with the directives in it.
    fn text_before(&mut self, end: usize) {
        while let Some(&directive) = self.directives.get(self.next_directive) {
            if directive.start >= end {
                break;
            }
            self.next_directive += 1;
            // Inside a tag it is part of that tag.
            if directive.start < self.at {
                continue;
            }
            self.plain(directive.start);
            self.builder.raw(directive);
            self.at = directive.end;
        }
        self.plain(end);
    }

    fn plain(&mut self, end: usize) {
        if self.at < end {
            let span = Span::new(self.at, end);
            self.builder.text(span, span.of(self.text).chars().all(char::is_whitespace));
            self.at = end;
        }
    }

    fn finish(mut self, end: usize) -> Tree {
        self.text_before(self.text_end.clamp(self.at, end));
        if self.at < end {
            let rest = Span::new(self.at, end);
            if rest.of(self.text).trim().is_empty() {
                self.text_before(end);
            } else {
                self.builder.raw(rest);
            }
        }
        self.builder.finish(end)
    }
}
