//! Headings of notes kept as one tree of bullets: the items of the top level.

use std::ops::Range;

use super::title::bare;
use crate::document::{Block, BlockKind};
use crate::lexicon::Lexicons;
use crate::lexicon::sections::SectionRole;

/// From so many items with others below them, called like sections, a tree's top level is headings.
const MIN_NAMED: usize = 2;
/// Longest heading, in characters.
const MAX_NAME: usize = 14;

/// The items that head the branches of trees of bullets: nearly all items of the top level have others
/// below them, are short, and two of them are called like sections, or one after duties.
pub(super) fn heads(blocks: &[Block], lexicons: &Lexicons) -> Vec<usize> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < blocks.len() {
        let end = blocks[at..].iter().position(|block| !is_item(block)).map_or(blocks.len(), |len| at + len);
        if end > at + 1 {
            out.extend(branches(blocks, at..end, lexicons));
        }
        at = end.max(at + 1);
    }
    out
}

fn branches(blocks: &[Block], tree: Range<usize>, lexicons: &Lexicons) -> Vec<usize> {
    let top = blocks[tree.start].depth;
    if blocks[tree.clone()].iter().any(|block| block.depth < top) {
        return Vec::new();
    }
    let items: Vec<usize> = tree.clone().filter(|&at| blocks[at].depth == top).collect();
    // A tree with one root is about it.
    if items.len() == 1 {
        return if tree.len() > 1 {
            branches(blocks, tree.start + 1..tree.end, lexicons)
        } else {
            Vec::new()
        };
    }
    let parent = |at: usize| at + 1 < tree.end && blocks[at + 1].depth > top;
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
    let called = heads.iter().filter(named).count() >= MIN_NAMED || heads.iter().any(tasks);
    let fits = 5 * heads.len() >= 4 * items.len() && heads.len() >= MIN_NAMED && called;
    if fits { heads } else { Vec::new() }
}

fn is_item(block: &Block) -> bool {
    matches!(block.kind, BlockKind::ListItem(_))
}
