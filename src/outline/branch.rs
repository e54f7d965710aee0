//! Headings of notes kept as one tree of bullets: the items of the top level.

use std::ops::Range;

use super::glyph::{Levels, levels, mark};
use super::title::bare;
use crate::document::{Block, BlockKind, Document};
use crate::lexicon::Lexicons;
use crate::lexicon::sections::SectionRole;

/// From so many items with others below them, called like sections, a tree's top level is headings.
const MIN_NAMED: usize = 2;
/// From so many items with so many others below each on average, marks alone make them headings.
const MIN_MARKED: usize = 3;
const MIN_BELOW: usize = 2;
/// Longest heading, in characters.
const MAX_NAME: usize = 14;

/// The items that head the branches of trees of bullets: nearly all items of the top level have others
/// below them, are short, and two of them are called like sections, or one after duties.
pub(super) fn heads(document: &Document, lexicons: &Lexicons) -> Vec<usize> {
    let blocks = &document.blocks;
    let mut out = Vec::new();
    let mut at = 0;
    while at < blocks.len() {
        let end = blocks[at..].iter().position(|block| !is_item(block)).map_or(blocks.len(), |len| at + len);
        if end > at + 1 {
            let (depths, marked) = depths(document, at..end);
            out.extend(branches(&Tree { blocks, first: at, depths: &depths, marked }, at..end, lexicons));
        }
        at = end.max(at + 1);
    }
    out
}

/// A run of items, how deep each lies, and whether only their marks tell it.
struct Tree<'a> {
    blocks: &'a [Block],
    first: usize,
    depths: &'a [usize],
    marked: bool,
}

impl Tree<'_> {
    fn depth(&self, at: usize) -> usize {
        self.depths[at - self.first]
    }
}

/// How deep the items of a run lie: as they are indented, or as their marks say where none is.
fn depths(document: &Document, run: Range<usize>) -> (Vec<usize>, bool) {
    let blocks = &document.blocks[run];
    if blocks.iter().all(|block| block.depth == blocks[0].depth) {
        let marks: Option<Vec<char>> = blocks.iter().map(|block| mark(document, block)).collect();
        if let Some(Levels::Tree(levels)) = marks.as_deref().map(levels) {
            return (levels, true);
        }
    }
    (blocks.iter().map(|block| block.depth).collect(), false)
}

fn branches(run: &Tree<'_>, tree: Range<usize>, lexicons: &Lexicons) -> Vec<usize> {
    let blocks = run.blocks;
    let top = run.depth(tree.start);
    if tree.clone().any(|at| run.depth(at) < top) {
        return Vec::new();
    }
    let items: Vec<usize> = tree.clone().filter(|&at| run.depth(at) == top).collect();
    // A tree with one root is about it.
    if items.len() == 1 {
        return if tree.len() > 1 { branches(run, tree.start + 1..tree.end, lexicons) } else { Vec::new() };
    }
    let parent = |at: usize| at + 1 < tree.end && run.depth(at + 1) > top;
    let short = |at: usize| {
        let text = blocks[at].text.as_str().trim().trim_end_matches(['：', ':']);
        text.chars().count() <= MAX_NAME && !text.contains(['，', '。', '；', '：', ':'])
    };
    let heads: Vec<usize> = items.iter().copied().filter(|&at| parent(at) && short(at)).collect();
    let named = |at: &&usize| lexicons.sections.named_wholly(&bare(blocks[**at].text.as_str())).is_some();
    let tasks = |at: &usize| {
        let role = lexicons.sections.named_exactly(&bare(blocks[*at].text.as_str()));
        role.is_some_and(SectionRole::holds_tasks)
    };
    // Marks set apart what would be indented: several items below each of several short ones.
    let dense = || heads.len() >= MIN_MARKED && tree.len() >= (1 + MIN_BELOW) * heads.len();
    let called = heads.iter().filter(named).count() >= MIN_NAMED
        || heads.iter().any(tasks)
        || run.marked && (heads.iter().any(|at| named(&at)) || dense());
    let fits = 5 * heads.len() >= 4 * items.len() && heads.len() >= MIN_NAMED && called;
    if fits { heads } else { Vec::new() }
}

fn is_item(block: &Block) -> bool {
    matches!(block.kind, BlockKind::ListItem(_))
}
