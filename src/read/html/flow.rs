//! Tree to blocks: walks the nodes in source order, gathers lines of text, and gives each line the
//! kind that the elements around it say.

mod emit;

use std::sync::Arc;

use super::line::Line;
use super::list::Lists;
use super::style::{is_hidden, label};
use super::tag::Tag;
use super::tree::{Attribute, NodeKind, Tree};
use super::{head, language, table};
use crate::document::{AlignedText, Block, BlockKind, Container, Document, MarkKind, Span};

/// Writes what it walks over into a document.
pub(super) struct Flow<'a> {
    pub(super) document: &'a mut Document,
    pub(super) text: Arc<str>,
    pub(super) tree: &'a Tree,
    /// Which tables are data (by node).
    tables: table::Tables,
    /// Number of the next data table.
    pub(super) next_table: usize,
    pub(super) line: Line,
    /// Raw nodes since the last character of the line.
    raws: Vec<Span>,
    /// Open containers, innermost last.
    containers: Vec<usize>,
    headings: Vec<u8>,
    quotes: usize,
    /// Open preformatted elements that hold code, and those that hold prose.
    code: usize,
    lined: usize,
    lists: Lists,
    /// The text of a `dt` that is only a number: it marks the item that follows.
    term: Option<Block>,
    in_term: bool,
    /// The page has server-side directives, so `${…}` in its text is one as well.
    templated: bool,
    /// No block may start before this byte.
    floor: usize,
}

impl<'a> Flow<'a> {
    /// A walk over `tree` whose outermost container is `parent`.
    pub(super) fn new(
        document: &'a mut Document,
        tree: &'a Tree,
        range: Span,
        parent: usize,
        next_table: usize,
    ) -> Self {
        let text = Arc::clone(&document.text);
        let templated = tree.nodes.iter().any(|node| {
            node.kind == NodeKind::Raw
                && !node.span.of(&text).starts_with("<!")
                && !node.span.of(&text).starts_with("<?xml")
        });
        Self {
            document,
            tables: table::Tables::new(tree, &text),
            text,
            tree,
            next_table,
            line: Line::default(),
            raws: Vec::new(),
            containers: vec![parent],
            headings: Vec::new(),
            quotes: 0,
            code: 0,
            lined: 0,
            lists: Lists::default(),
            term: None,
            in_term: false,
            templated,
            floor: range.start,
        }
    }

    /// Walks the whole tree; returns the number of the next table.
    pub(super) fn run(mut self) -> usize {
        let mut open: Vec<usize> = Vec::new();
        let mut at = 0;
        while at < self.tree.nodes.len() {
            while let Some(&last) = open.last()
                && self.tree.nodes[last].end <= at
            {
                open.pop();
                self.close(last);
            }
            at = match self.tree.nodes[at].kind {
                NodeKind::Text => {
                    self.plain(self.tree.nodes[at].span);
                    at + 1
                }
                NodeKind::Raw => {
                    self.raw(self.tree.nodes[at].span);
                    at + 1
                }
                NodeKind::Stray => {
                    self.document.markup.push(self.tree.nodes[at].span);
                    at + 1
                }
                NodeKind::Element(tag) => self.element(at, tag, &mut open),
            };
        }
        while let Some(last) = open.pop() {
            self.close(last);
        }
        self.flush();
        self.emit_term();
        self.next_table
    }

    /// Handles the element at `at` and returns the node to go on with.
    fn element(&mut self, at: usize, tag: Tag, open: &mut Vec<usize>) -> usize {
        let node = &self.tree.nodes[at];
        if tag.is_raw() {
            head::lift(self.document, self.tree, at, &self.text);
            self.raw(node.whole());
            return node.end;
        }
        if !tag.is_block() && is_hidden(self.tree, at, &self.text) {
            self.raw(node.whole());
            return node.end;
        }
        if tag == Tag::Html {
            head::lift(self.document, self.tree, at, &self.text);
        }
        self.document.markup.push(node.span);
        if tag == Tag::Table && self.tables.is_data(at) {
            self.flush();
            self.enter(at);
            table::rows(self, at);
            self.containers.pop();
            return self.tree.nodes[at].end;
        }
        self.note_language(at, tag);
        self.open(at, tag);
        if tag.is_void() {
            return node.end;
        }
        open.push(at);
        at + 1
    }

    fn note_language(&mut self, at: usize, tag: Tag) {
        let Some(lang) = self.tree.attribute(at, Attribute::Lang) else { return };
        let page = self.document.metadata("lang").map(AlignedText::as_str);
        if language::is_foreign(tag, lang.of(&self.text), page) {
            self.document.foreign.push(self.tree.nodes[at].whole());
        }
    }

    fn open(&mut self, at: usize, tag: Tag) {
        let span = self.tree.nodes[at].span;
        match tag {
            Tag::Br if self.line.verbatim => self.line.separate("\n", span),
            Tag::Br => self.flush(),
            Tag::Img => self.image(at),
            Tag::Hr => {
                self.flush();
                self.emit_term();
                let depth = self.lists.depth();
                self.push_block(BlockKind::Rule, span, AlignedText::default(), depth, Vec::new());
            }
            _ => {}
        }
        if let Some(kind) = mark_kind(tag)
            && (tag != Tag::A || self.tree.attribute(at, Attribute::Href).is_some())
        {
            self.line.open(kind, span);
        }
        if !tag.is_block() || tag == Tag::Hr {
            return;
        }
        self.flush();
        self.enter(at);
        match tag {
            Tag::Blockquote => self.quotes += 1,
            Tag::Dt => self.in_term = true,
            _ => {}
        }
        if let Some(level) = tag.heading_level() {
            self.headings.push(level);
        }
        if tag.is_preformatted() {
            *self.preformatted(at) += 1;
            self.line.verbatim = self.code > 0;
        }
        self.lists.open(tag, self.tree, at, &self.text);
    }

    fn close(&mut self, at: usize) {
        let node = &self.tree.nodes[at];
        let NodeKind::Element(tag) = node.kind else { return };
        if let Some(kind) = mark_kind(tag)
            && (tag != Tag::A || self.tree.attribute(at, Attribute::Href).is_some())
        {
            self.line.close(kind, node.close);
        }
        if tag.is_block() {
            self.flush();
            if tag.is_preformatted() {
                *self.preformatted(at) -= 1;
                self.line.verbatim = self.code > 0;
            }
            match tag {
                Tag::Blockquote => self.quotes -= 1,
                Tag::Dt => self.in_term = false,
                Tag::Dl => self.emit_term(),
                _ => {}
            }
            if tag.is_heading() {
                self.headings.pop();
            }
            self.lists.close(tag);
            self.containers.pop();
        }
        if !node.close.is_empty() {
            self.document.markup.push(node.close);
        }
    }

    /// Opens a container for the element at `at`.
    fn enter(&mut self, at: usize) {
        let node = &self.tree.nodes[at];
        let tag = &node.span.of(&self.text)[1..];
        let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b':');
        let name = tag[..tag.bytes().take_while(|byte| is_name(byte)).count()].to_ascii_lowercase();
        self.document.containers.push(Container {
            parent: self.container(),
            name,
            label: label(self.tree, at, &self.text),
            span: node.whole(),
            hidden: is_hidden(self.tree, at, &self.text),
        });
        self.containers.push(self.document.containers.len() - 1);
    }

    /// The innermost open container.
    pub(super) fn container(&self) -> usize {
        self.containers.last().copied().unwrap_or(0)
    }

    /// The counter of the kind that the preformatted element at `at` is of: that of the outermost.
    fn preformatted(&mut self, at: usize) -> &mut usize {
        let is_code = self.code > 0 || self.lined == 0 && self.is_code(at);
        if is_code { &mut self.code } else { &mut self.lined }
    }

    /// True if preformatted text is code: old boards wrap prose in `pre`.
    fn is_code(&self, at: usize) -> bool {
        let node = &self.tree.nodes[at];
        let (mut han, mut total) = (0usize, 0usize);
        for inner in &self.tree.nodes[at + 1..node.end] {
            if inner.tag() == Some(Tag::Code) {
                return true;
            }
            if inner.kind == NodeKind::Text {
                for c in inner.span.of(&self.text).chars().filter(|c| !c.is_whitespace()) {
                    total += 1;
                    han += usize::from(('\u{3000}'..='\u{ffef}').contains(&c));
                }
            }
        }
        han * 3 < total
    }
}

fn mark_kind(tag: Tag) -> Option<MarkKind> {
    Some(match tag {
        Tag::A => MarkKind::Link,
        Tag::B | Tag::Strong => MarkKind::Strong,
        Tag::Em | Tag::I => MarkKind::Emphasis,
        Tag::Code | Tag::Kbd | Tag::Samp | Tag::Tt => MarkKind::Code,
        _ => return None,
    })
}
