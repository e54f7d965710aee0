//! The items of lists as trees: nested as they are indented, or as their marks say.

use std::ops::Range;

use super::attribute::{labelled, meaning};
use super::numbered::inline_items;
use super::table::in_flat;
use crate::document::{Block, BlockKind, Document, Marker};
use crate::lexicon::Lexicons;
use crate::outline::FlatTable;
use crate::outline::glyph::{Levels, levels, mark, sign};
use crate::outline::nest::nest;
use crate::outline::title::{code, ordinal, section_called};

/// An item with what is nested under it.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) block: usize,
    /// Byte range of its text in the block.
    pub(super) range: Range<usize>,
    pub(super) numbered: bool,
    depth: usize,
    pub(super) children: Vec<Node>,
}

impl Node {
    /// The part `head` of it, with `children` under it.
    pub(super) fn headed(&self, head: Range<usize>, children: Vec<Node>) -> Self {
        Self { range: head, children, ..self.clone() }
    }

    /// A line, or a part of one, as an item of a list.
    pub(super) fn line(block: usize, range: Range<usize>) -> Self {
        Self { block, range, numbered: false, depth: 0, children: Vec::new() }
    }
}

/// From so many items, marks nearly all of which stand once part nothing.
const MANY_MARKS: usize = 4;

/// The lists in `body`: each a run of items (paragraphs nested in an item belong to it).
pub(super) fn lists(
    document: &Document,
    flat: &[FlatTable],
    body: Range<usize>,
    lexicons: &Lexicons,
) -> Vec<Vec<Node>> {
    let blocks = &document.blocks[..];
    let mut out: Vec<Vec<Node>> = Vec::new();
    let mut run: Vec<Node> = Vec::new();
    let end = body.end;
    for at in body {
        let block = &blocks[at];
        let text = block.text.as_str();
        let numbered_line = block.kind == BlockKind::Paragraph && ordinal(text).is_some();
        let code = coded(blocks, at);
        match block.kind {
            BlockKind::ListItem(marker) => {
                if run.is_empty() {
                    let item = |block: &&Block| matches!(block.kind, BlockKind::ListItem(_));
                    run.reserve(blocks[at..end].iter().take_while(item).count());
                }
                run.push(node(at, block, matches!(marker, Marker::Number(_))));
            }
            _ if in_flat(flat, at) => out.push(marked(document, std::mem::take(&mut run))),
            BlockKind::Paragraph if code > 0 => {
                run.push(Node { range: code..text.len(), ..node(at, block, true) });
            }
            BlockKind::Paragraph if numbered_line && inline_items(text).len() < 2 => {
                run.push(node(at, block, true))
            }
            // `薪资：…` below a list is a line of its own, however the source indents it.
            BlockKind::Paragraph if names_fact(block, lexicons) => {
                out.push(marked(document, std::mem::take(&mut run)));
            }
            BlockKind::Paragraph | BlockKind::Quote if block.depth > 0 && !run.is_empty() => {
                run.push(node(at, block, false))
            }
            BlockKind::Markup | BlockKind::Rule | BlockKind::Code => {}
            _ => {
                out.push(marked(document, std::mem::take(&mut run)));
            }
        }
    }
    out.push(marked(document, run));
    out.retain(|list| !list.is_empty());
    out
}

/// What a block is to a run of lines that stand together.
pub(super) enum Place<T> {
    /// One of them.
    In(T),
    /// Nothing that parts them.
    Aside,
    /// Something else, behind which another run begins.
    Between,
}

/// The runs of lines in `body` that stand together.
pub(super) fn runs<T>(body: Range<usize>, place: impl Fn(usize) -> Place<T>) -> Vec<Vec<T>> {
    let mut out = Vec::new();
    let mut run = Vec::new();
    for at in body {
        match place(at) {
            Place::In(line) => run.push(line),
            Place::Aside => {}
            Place::Between => out.push(std::mem::take(&mut run)),
        }
    }
    out.push(run);
    out.retain(|run| !run.is_empty());
    out
}

/// Bytes of the code in front of a line of a series (`A1 盘点`, `A2 补货`); 0 if it is none.
fn coded(blocks: &[Block], at: usize) -> usize {
    let line = |at: usize| blocks.get(at).filter(|block| block.kind == BlockKind::Paragraph);
    let Some((letters, len)) = line(at).and_then(|block| code(block.text.as_str())) else { return 0 };
    let alike = |at: usize| {
        line(at).and_then(|block| code(block.text.as_str())).is_some_and(|(other, _)| other == letters)
    };
    if at.checked_sub(1).is_some_and(alike) || alike(at + 1) { len } else { 0 }
}

/// True for a `key：value` line whose key is the whole name of a section that holds no duties.
fn names_fact(block: &Block, lexicons: &Lexicons) -> bool {
    labelled(block, 0..block.text.len()).is_some_and(|split| {
        let label = &block.text.as_str()[split.label];
        let named = section_called(label, lexicons);
        meaning(label, lexicons).is_none() && named.is_some_and(|role| !role.holds_tasks())
    })
}

fn node(at: usize, block: &Block, numbered: bool) -> Node {
    let text = block.text.as_str();
    let skip = ordinal(text).filter(|_| block.kind == BlockKind::Paragraph).map_or(0, |ordinal| ordinal.len);
    Node { block: at, range: skip..text.len(), numbered, depth: block.depth, children: Vec::new() }
}

/// The list that a run of items is, nested as they are indented, or as their marks say where none is.
fn marked(document: &Document, mut flat: Vec<Node>) -> Vec<Node> {
    let depth = flat.first().map_or(0, |first| first.depth);
    let same = |pair: &[Node]| {
        let sign = |node: &Node| sign(document, &document.blocks[node.block]);
        pair[0].depth == pair[1].depth && sign(&pair[0]) == sign(&pair[1])
    };
    if flat.windows(2).all(same) {
        return flat;
    }
    let marks: Option<Vec<char>> = flat
        .iter()
        .map(|node| mark(document, &document.blocks[node.block]).filter(|_| node.depth == depth))
        .collect();
    match marks.as_deref().map(levels) {
        Some(Levels::Tree(levels)) => {
            for (node, level) in flat.iter_mut().zip(levels) {
                node.depth += level;
            }
        }
        Some(Levels::Row(_) | Levels::One) | None => {}
    }
    tree(flat)
}

/// A list, or the stretches of it whose marks differ: `●` what is done, `○` what one must know.
pub(super) fn rows(document: &Document, mut list: Vec<Node>) -> Vec<Vec<Node>> {
    let marks: Option<Vec<char>> =
        list.iter().map(|node| mark(document, &document.blocks[node.block])).collect();
    let Some(Levels::Row(starts)) = marks.as_deref().map(levels) else { return vec![list] };
    // Marks nearly all of which stand once (pictographs) tell nothing apart.
    if list.len() >= MANY_MARKS && 4 * starts.len() >= 3 * list.len() {
        return vec![list];
    }
    let mut out: Vec<Vec<Node>> = starts.into_iter().rev().map(|start| list.split_off(start)).collect();
    out.reverse();
    out
}

fn tree(flat: Vec<Node>) -> Vec<Node> {
    if flat.windows(2).all(|pair| pair[0].depth >= pair[1].depth) {
        return flat;
    }
    nest(flat, |outer, inner| outer.depth < inner.depth, |node| &mut node.children)
}
