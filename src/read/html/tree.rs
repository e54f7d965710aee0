//! The element tree: a flat list of nodes in source order that keeps the span of every tag.
//!
//! It follows the tree construction of the HTML Standard where that decides what is whose content
//! (implied end tags, scopes), and leaves out what would move text to another place (foster
//! parents, the adoption agency): nodes stay in source order, which spans need.

use super::tag::Tag;
use crate::document::Span;

/// Open elements beyond this depth are not nested any further, as in browsers.
const MAX_DEPTH: usize = 512;

/// An attribute that some rule reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Attribute {
    Alt,
    AriaHidden,
    Border,
    Class,
    Colspan,
    Content,
    Hidden,
    Href,
    Id,
    Itemprop,
    Lang,
    Name,
    Property,
    Role,
    Rowspan,
    Start,
    Style,
    Value,
}

impl Attribute {
    /// The attribute of a lower-case name, if it is read at all.
    pub(super) fn from_name(name: &[u8]) -> Option<Self> {
        Some(match name {
            b"alt" => Self::Alt,
            b"aria-hidden" => Self::AriaHidden,
            b"border" => Self::Border,
            b"class" => Self::Class,
            b"colspan" => Self::Colspan,
            b"content" => Self::Content,
            b"hidden" => Self::Hidden,
            b"href" => Self::Href,
            b"id" => Self::Id,
            b"itemprop" => Self::Itemprop,
            b"lang" => Self::Lang,
            b"name" => Self::Name,
            b"property" => Self::Property,
            b"role" => Self::Role,
            b"rowspan" => Self::Rowspan,
            b"start" => Self::Start,
            b"style" => Self::Style,
            b"value" => Self::Value,
            _ => return None,
        })
    }
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NodeKind {
    /// An element; `span` is its start tag.
    Element(Tag),
    /// Text between tags.
    Text,
    /// A comment, doctype, directive or a tag that was cut off.
    Raw,
    /// An end tag that closes nothing, or a tag that is ignored.
    Stray,
}

/// One node. Its subtree is the nodes after it up to `end`.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) kind: NodeKind,
    /// Start tag, text, comment.
    pub(super) span: Span,
    /// The end tag; empty, at the place where the element ends, if there is none.
    pub(super) close: Span,
    /// Index of the first node after the subtree.
    pub(super) end: usize,
    /// Range in [`Tree::attributes`].
    attributes: (usize, usize),
}

impl Node {
    /// From the start tag to the end tag.
    pub(super) fn whole(&self) -> Span {
        Span::new(self.span.start, self.close.end.max(self.span.end))
    }

    /// The element, if it is one.
    pub(super) fn tag(&self) -> Option<Tag> {
        match self.kind {
            NodeKind::Element(tag) => Some(tag),
            _ => None,
        }
    }
}

/// All nodes of a page in source order.
#[derive(Debug, Default)]
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
    attributes: Vec<(Attribute, Span)>,
}

impl Tree {
    /// The attributes of a node that some rule reads, with the span of the value as written.
    pub(super) fn attributes(&self, node: usize) -> &[(Attribute, Span)] {
        let (from, to) = self.nodes[node].attributes;
        &self.attributes[from..to]
    }

    /// The value span of one attribute.
    pub(super) fn attribute(&self, node: usize, wanted: Attribute) -> Option<Span> {
        self.attributes(node).iter().find(|(name, _)| *name == wanted).map(|(_, span)| *span)
    }
}

/// Builds a [`Tree`] from tags and text as they come.
#[derive(Debug)]
pub(super) struct TreeBuilder {
    tree: Tree,
    /// Open elements: tag and node.
    open: Vec<(Tag, usize)>,
    /// How many of each tag are open, so that looking for one that is not costs nothing.
    counts: [u32; Tag::COUNT],
    /// Start tags beyond [`MAX_DEPTH`] whose end tags are still to come.
    overflow: usize,
}

impl Default for TreeBuilder {
    fn default() -> Self {
        Self { tree: Tree::default(), open: Vec::new(), counts: [0; Tag::COUNT], overflow: 0 }
    }
}

impl TreeBuilder {
    /// Makes room for so many nodes.
    pub(super) fn reserve(&mut self, nodes: usize) {
        self.tree.nodes.reserve(nodes);
    }

    /// Ends everything at `end` and returns the tree.
    pub(super) fn finish(mut self, end: usize) -> Tree {
        self.pop_to(0, Span::new(end, end));
        self.tree
    }

    /// Text between tags; nothing if it is empty.
    pub(super) fn text(&mut self, span: Span, blank: bool) {
        if span.is_empty() {
            return;
        }
        if !blank {
            self.leave_head(span.start);
        }
        self.push(NodeKind::Text, span);
    }

    /// A comment, doctype, directive or cut-off tag.
    pub(super) fn raw(&mut self, span: Span) {
        if !span.is_empty() {
            self.push(NodeKind::Raw, span);
        }
    }

    /// A start tag.
    pub(super) fn start_tag(&mut self, tag: Tag, span: Span, attributes: &[(Attribute, Span)]) {
        self.imply_end_tags(tag, span.start);
        let node = self.push(NodeKind::Element(tag), span);
        let from = self.tree.attributes.len();
        self.tree.attributes.extend_from_slice(attributes);
        self.tree.nodes[node].attributes = (from, self.tree.attributes.len());
        if tag.is_void() {
            return;
        }
        if self.open.len() >= MAX_DEPTH {
            self.overflow += 1;
            return;
        }
        self.open.push((tag, node));
        self.counts[tag as usize] += 1;
    }

    /// A tag that stands for a whole element (`<c:import …/>`).
    pub(super) fn directive(&mut self, span: Span) {
        self.raw(span);
    }

    /// An end tag.
    pub(super) fn end_tag(&mut self, tag: Tag, span: Span) {
        if self.overflow > 0 {
            self.overflow -= 1;
            self.push(NodeKind::Stray, span);
            return;
        }
        match tag {
            // The page goes on after them, whatever its author thought.
            Tag::Body | Tag::Html => {
                self.leave_head(span.start);
                self.push(NodeKind::Stray, span);
            }
            // Both stand for a start tag where they close nothing.
            Tag::Br => self.start_tag(Tag::Br, span, &[]),
            Tag::P if self.counts[Tag::P as usize] == 0 => {
                self.start_tag(Tag::P, span, &[]);
                self.pop_to(self.open.len().saturating_sub(1), Span::new(span.end, span.end));
            }
            _ => match self.matching(tag) {
                Some(depth) => self.pop_to(depth, span),
                None => {
                    self.push(NodeKind::Stray, span);
                }
            },
        }
    }

    fn push(&mut self, kind: NodeKind, span: Span) -> usize {
        let at = self.tree.nodes.len();
        let close = Span::new(span.end, span.end);
        self.tree.nodes.push(Node { kind, span, close, end: at + 1, attributes: (0, 0) });
        at
    }

    /// Closes the element at `depth` and all above it; `close` is the end tag of the lowest.
    fn pop_to(&mut self, depth: usize, close: Span) {
        while self.open.len() > depth {
            let Some((tag, node)) = self.open.pop() else { return };
            self.counts[tag as usize] -= 1;
            let lowest = self.open.len() == depth;
            let end = self.tree.nodes.len();
            let node = &mut self.tree.nodes[node];
            node.end = end;
            node.close = if lowest { close } else { Span::new(close.start, close.start) };
        }
    }

    fn pop_before(&mut self, depth: usize, at: usize) {
        self.pop_to(depth, Span::new(at, at));
    }

    /// Depth of the open element that an end tag of `tag` closes.
    fn matching(&self, tag: Tag) -> Option<usize> {
        if self.counts[tag as usize] == 0 && !tag.is_heading() {
            return None;
        }
        for (depth, &(open, _)) in self.open.iter().enumerate().rev() {
            if open == tag || tag.is_heading() && open.is_heading() {
                return Some(depth);
            }
            let barrier = match tag {
                Tag::Table => false,
                _ if tag.is_table_part() => open == Tag::Table,
                Tag::Li => open.is_list() || open.is_cell() || open == Tag::Table,
                _ if tag.is_block() || tag.is_raw() => open.is_cell() || open == Tag::Table,
                _ => open.is_block(),
            };
            if barrier {
                return None;
            }
        }
        None
    }

    /// Closes what the start tag of `tag` ends without saying so.
    fn imply_end_tags(&mut self, tag: Tag, at: usize) {
        if !tag.belongs_to_head() {
            self.leave_head(at);
        }
        if self.counts[Tag::Svg as usize] + self.counts[Tag::Math as usize] > 0 && tag.is_block() {
            self.close_nearest(at, |open| matches!(open, Tag::Svg | Tag::Math), |_| false);
        }
        if tag.closes_paragraph() && self.counts[Tag::P as usize] > 0 {
            let barrier =
                |open: Tag| open.is_cell() || matches!(open, Tag::Table | Tag::Button | Tag::Object);
            self.close_nearest(at, |open| open == Tag::P, barrier);
        }
        match tag {
            _ if tag.is_heading() && self.open.last().is_some_and(|(open, _)| open.is_heading()) => {
                self.pop_before(self.open.len() - 1, at);
            }
            Tag::Li => self.close_nearest(
                at,
                |open| open == Tag::Li,
                |open| open.is_list() || open.is_cell() || open == Tag::Table,
            ),
            Tag::Dt | Tag::Dd => self.close_nearest(
                at,
                |open| matches!(open, Tag::Dt | Tag::Dd),
                |open| open == Tag::Dl || open.is_cell() || open == Tag::Table,
            ),
            Tag::Option | Tag::Optgroup => {
                self.close_nearest(at, |open| open == Tag::Option, |open| open == Tag::Select);
            }
            Tag::Td | Tag::Th => self.close_nearest(at, Tag::is_cell, |open| open == Tag::Table),
            Tag::Tr => {
                self.close_nearest(at, Tag::is_cell, |open| open == Tag::Table);
                self.close_nearest(at, |open| open == Tag::Tr, |open| open == Tag::Table);
            }
            _ if tag.is_row_group() => {
                self.close_nearest(at, Tag::is_row_group, |open| open == Tag::Table);
                self.close_nearest(at, |open| open == Tag::Tr, |open| open == Tag::Table);
            }
            Tag::A => self.close_nearest(at, |open| open == Tag::A, Tag::is_block),
            _ => {}
        }
    }

    /// Closes the innermost open element that is `wanted`, unless a `barrier` stands before it.
    fn close_nearest(&mut self, at: usize, wanted: impl Fn(Tag) -> bool, barrier: impl Fn(Tag) -> bool) {
        for depth in (0..self.open.len()).rev() {
            let (open, _) = self.open[depth];
            if wanted(open) {
                self.pop_before(depth, at);
                return;
            }
            if barrier(open) {
                return;
            }
        }
    }

    fn leave_head(&mut self, at: usize) {
        if self.counts[Tag::Head as usize] == 0 {
            return;
        }
        // Code inside the head (a script's text, say) does not end it.
        if self.open.last().is_some_and(|(open, _)| *open != Tag::Head && open.is_raw()) {
            return;
        }
        self.close_nearest(at, |open| open == Tag::Head, |_| false);
    }
}
