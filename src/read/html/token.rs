//! Page text to tree: html5gum's tokens, of which only the places of tags are trusted.
//!
//! Text is whatever lies between tags, so no byte can be lost to the tokenizer. Server-side
//! directives (`<% … %>`, `<?php … ?>`) are blanked out for it, since their code may hold tags.

use std::borrow::Cow;
use std::convert::Infallible;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span as TokenSpan, Tokenizer};

use super::tag::Tag;
use super::tree::{Attribute, Tree, TreeBuilder};
use crate::document::Span;

/// The tree of `range` of `text`.
pub(super) fn tree(text: &str, range: Span) -> Tree {
    let source = range.of(text);
    let directives = directives(source);
    let masked = mask(source, &directives);
    let mut sink = Sink {
        text,
        base: range.start,
        at: range.start,
        directives: directives
            .iter()
            .map(|span| Span::new(span.start + range.start, span.end + range.start))
            .collect(),
        next_directive: 0,
        builder: TreeBuilder::default(),
        tag: Tag::Other,
        namespaced: false,
        tag_start: range.start,
        attribute: None,
        attributes: Vec::new(),
        text_end: range.start,
    };
    let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, span: TokenSpan<usize>| {
        sink.event(&event, span);
        None::<Infallible>
    });
    emitter.naively_switch_states(true);
    match Tokenizer::new_with_emitter(masked.as_ref(), emitter).finish() {
        Ok(()) => {}
    }
    sink.finish(range.end)
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

/// `source` with blanks in place of the directives, byte for byte as long.
fn mask<'a>(source: &'a str, directives: &[Span]) -> Cow<'a, str> {
    if directives.is_empty() {
        return Cow::Borrowed(source);
    }
    let mut out = String::with_capacity(source.len());
    let mut at = 0;
    for span in directives {
        out.push_str(&source[at..span.start]);
        out.extend(std::iter::repeat_n(' ', span.len()));
        at = span.end;
    }
    out.push_str(&source[at..]);
    Cow::Owned(out)
}

/// Turns token events into calls of the tree builder.
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
}

impl Sink<'_> {
    fn event(&mut self, event: &CallbackEvent<'_>, span: TokenSpan<usize>) {
        let (start, end) = (self.place(span.start), self.place(span.end));
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.tag = Tag::from_name(name);
                self.namespaced = name.contains(&b':');
                self.tag_start = start;
                self.attributes.clear();
                self.attribute = None;
            }
            CallbackEvent::AttributeName { name } => {
                self.attribute = Attribute::from_name(name);
                if let Some(attribute) = self.attribute {
                    self.attributes.push((attribute, Span::new(end, end)));
                }
            }
            CallbackEvent::AttributeValue { .. } => {
                if self.attribute.is_some()
                    && let Some(last) = self.attributes.last_mut()
                {
                    last.1 = Span::new(start, end.max(start));
                }
            }
            CallbackEvent::CloseStartTag { self_closing } => {
                let tag = Span::new(self.tag_start.max(self.at), end.max(self.at));
                self.text_before(tag.start);
                self.at = tag.end;
                if *self_closing && self.namespaced {
                    self.builder.directive(tag);
                } else {
                    self.builder.start_tag(self.tag, tag, &self.attributes);
                }
            }
            CallbackEvent::EndTag { name } => {
                let tag = Span::new(start.max(self.at), end.max(self.at));
                self.text_before(tag.start);
                self.at = tag.end;
                self.builder.end_tag(Tag::from_name(name), tag);
            }
            CallbackEvent::Comment { .. } | CallbackEvent::Doctype { .. } => {
                let raw = Span::new(start.max(self.at), end.max(self.at));
                self.text_before(raw.start);
                self.at = raw.end;
                self.builder.raw(raw);
            }
            CallbackEvent::String { .. } => self.text_end = end,
            CallbackEvent::Error(_) => {}
        }
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
            self.builder.text(span, span.of(self.text).trim().is_empty());
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
