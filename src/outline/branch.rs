//! Headings of notes kept as one tree of bullets: the items of the top level.

use std::ops::Range;

use super::glyph::{Levels, levels, mark};
use super::title::{bare, section_called};
use crate::document::{Block, BlockKind, Document};
use crate::lexicon::Lexicons;
use crate::lexicon::sections::SectionRole;

/// From so many items with others below them, called like sections, a tree's top level is headings.
const MIN_NAMED: usize = 2;
/// From so many items with so many others below each on average, marks alone make them headings.
const MIN_MARKED: usize = 3;
const MIN_BELOW: usize = 2;
/// Longest heading, in characters, and the longest that a mark of its own sets apart.
const MAX_NAME: usize = 14;
const MAX_MARKED: usize = 20;

/// The items that head the branches of trees of bullets: nearly all items of the top level have others
/// below them, are short, and two of them are called like sections, or one after duties.
pub(super) fn heads(document: &Document, lexicons: &Lexicons) -> Vec<usize> {
    let blocks = &document.blocks;
    let mut out = Vec::new();
    let mut at = 0;
    while at < blocks.len() {
        // Items, and the lines between them whose marks are not known.
        let line = |block: &Block| is_item(block) || block.kind == BlockKind::Paragraph;
        let end = blocks[at..].iter().position(|block| !line(block)).map_or(blocks.len(), |len| at + len);
        let apart = set_apart(document, at..end, lexicons);
        out.extend(if apart.is_empty() { stretch(document, at..end, lexicons) } else { apart });
        at = end.max(at + 1);
    }
    out
}

/// The items of the one mark that only opens stanzas (`◆ 每天的活` above `💐 …`, `📞 …`): a blank line in
/// front of each, lines with other marks right below nearly all, and one called like a section.
fn set_apart(document: &Document, stretch: Range<usize>, lexicons: &Lexicons) -> Vec<usize> {
    let blocks = &document.blocks;
    let near = |upper: usize, lower: usize| {
        let between = document.text.get(blocks[upper].span.end..blocks[lower].span.start);
        between.is_some_and(|between| between.matches('\n').count() < 2)
    };
    let opens = |at: usize| at > 0 && !near(at - 1, at);
    let mut marks: Vec<(char, Vec<usize>)> = Vec::new();
    for at in stretch.clone() {
        let Some(found) = mark(document, &blocks[at]) else { continue };
        match marks.iter_mut().find(|(known, _)| *known == found) {
            Some((_, items)) => items.push(at),
            None => marks.push((found, vec![at])),
        }
    }
    let heads = |items: &[usize]| {
        let heading = |&&at: &&usize| at + 1 < stretch.end && near(at, at + 1);
        items.len() >= MIN_MARKED
            && items.iter().all(|&at| opens(at) && is_short(blocks[at].text.as_str(), MAX_MARKED))
            && 5 * items.iter().filter(heading).count() >= 4 * items.len()
            && items.iter().any(|&at| section_called(blocks[at].text.as_str(), lexicons).is_some())
    };
    marks.into_iter().map(|(_, items)| items).find(|items| heads(items)).unwrap_or_default()
}

fn is_short(text: &str, longest: usize) -> bool {
    let text = text.trim().trim_end_matches(['：', ':']);
    text.chars().count() <= longest && !text.contains(['，', '。', '；', '：', ':'])
}

/// The heads among the lists of a stretch, or of all its items where their marks set lines between them
/// apart.
fn stretch(document: &Document, stretch: Range<usize>, lexicons: &Lexicons) -> Vec<usize> {
    let blocks = &document.blocks;
    let items: Vec<usize> = stretch.clone().filter(|&at| is_item(&blocks[at])).collect();
    let mut runs: Vec<Vec<usize>> = Vec::new();
    for &at in &items {
        match runs.last_mut() {
            Some(run) if run.last() == Some(&(at - 1)) => run.push(at),
            _ => runs.push(vec![at]),
        }
    }
    let several = runs.len() > 1;
    let of_runs = |run: Vec<usize>| {
        if run.len() < 2 {
            return Vec::new();
        }
        let (depths, marked) = depths(document, &run);
        let count = run.len();
        branches(&Tree { blocks, items: run, depths, marked }, 0..count, lexicons)
    };
    let found: Vec<usize> = runs.into_iter().flat_map(of_runs).collect();
    if !found.is_empty() || !several || 4 * items.len() < 3 * stretch.len() {
        return found;
    }
    let (depths, marked) = depths(document, &items);
    let count = items.len();
    if marked { branches(&Tree { blocks, items, depths, marked }, 0..count, lexicons) } else { found }
}

/// Items, how deep each lies, and whether only their marks tell it.
struct Tree<'a> {
    blocks: &'a [Block],
    /// Indices of their blocks.
    items: Vec<usize>,
    depths: Vec<usize>,
    marked: bool,
}

impl<'a> Tree<'a> {
    fn text(&self, at: usize) -> &'a str {
        self.blocks[self.items[at]].text.as_str()
    }
}

/// How deep items lie: as they are indented, or as their marks say where none is.
fn depths(document: &Document, items: &[usize]) -> (Vec<usize>, bool) {
    let depth = |at: &usize| document.blocks[*at].depth;
    if items.iter().all(|at| depth(at) == depth(&items[0])) {
        let marks: Option<Vec<char>> = items.iter().map(|&at| mark(document, &document.blocks[at])).collect();
        if let Some(Levels::Tree(levels)) = marks.as_deref().map(levels) {
            return (levels, true);
        }
    }
    (items.iter().map(depth).collect(), false)
}

/// The blocks of the heads among the items `tree` of `run`.
fn branches(run: &Tree<'_>, tree: Range<usize>, lexicons: &Lexicons) -> Vec<usize> {
    let top = run.depths[tree.start];
    if tree.clone().any(|at| run.depths[at] < top) {
        return Vec::new();
    }
    let items: Vec<usize> = tree.clone().filter(|&at| run.depths[at] == top).collect();
    // A tree with one root is about it.
    if items.len() == 1 {
        return if tree.len() > 1 { branches(run, tree.start + 1..tree.end, lexicons) } else { Vec::new() };
    }
    let parent = |at: usize| at + 1 < tree.end && run.depths[at + 1] > top;
    let short = |at: usize| is_short(run.text(at), if run.marked { MAX_MARKED } else { MAX_NAME });
    let heads: Vec<usize> = items.iter().copied().filter(|&at| parent(at) && short(at)).collect();
    let named = |at: &&usize| section_called(run.text(**at), lexicons).is_some();
    let tasks = |at: &usize| {
        let role = lexicons.sections.named_exactly(&bare(run.text(*at)));
        role.is_some_and(SectionRole::holds_tasks)
    };
    // Marks set apart what would be indented: several items below each of several short ones.
    let dense = || heads.len() >= MIN_MARKED && tree.len() >= (1 + MIN_BELOW) * heads.len();
    let called = heads.iter().filter(named).count() >= MIN_NAMED
        || heads.iter().any(tasks)
        || run.marked && (heads.iter().any(|at| named(&at)) || dense());
    let fits = 5 * heads.len() >= 4 * items.len() && heads.len() >= MIN_NAMED && called;
    if fits { heads.into_iter().map(|at| run.items[at]).collect() } else { Vec::new() }
}

fn is_item(block: &Block) -> bool {
    matches!(block.kind, BlockKind::ListItem(_))
}
