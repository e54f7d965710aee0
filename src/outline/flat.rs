//! Tables flattened to one cell a line, as copying from a page leaves them.

use std::ops::Range;

use super::label::meaning;
use super::title::{ordinal, section_called};
use crate::document::{Block, BlockKind, Document, MarkKind};
use crate::lexicon::Lexicons;
use crate::lexicon::labels::Label;
use crate::lexicon::particles::Particle;

/// A table whose cells stand one a line: a run of column labels, then rows of as many lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlatTable {
    /// Its blocks, the header's first; a whole number of rows, blocks of markup not counted.
    pub blocks: Range<usize>,
    /// Cells of a row.
    pub width: usize,
}

/// Fewest columns that tell a header from two short lines.
const MIN_WIDTH: usize = 3;
/// Longest header cell and longest cell in characters.
const MAX_LABEL: usize = 16;
const MAX_CELL: usize = 160;

/// The flattened tables of the document, in order.
pub(super) fn tables(document: &Document, lexicons: &Lexicons) -> Vec<FlatTable> {
    let blocks = &document.blocks;
    let mut out = Vec::new();
    let mut at = 0;
    while at < blocks.len() {
        let labels = header(blocks, at, lexicons);
        let found = (labels.len() >= MIN_WIDTH).then(|| table(blocks, at, &labels, lexicons)).flatten();
        at = found.as_ref().map_or(at + labels.len().max(1), |found: &FlatTable| found.blocks.end);
        out.extend(found);
    }
    out
}

/// The labels of the run of short lines that starts at block `at`.
fn header(blocks: &[Block], at: usize, lexicons: &Lexicons) -> Vec<Label> {
    let label = |block: &Block| {
        let text = plain(block)?;
        let short = text.chars().take(MAX_LABEL + 1).count() <= MAX_LABEL;
        short.then(|| meaning(text, lexicons)).flatten()
    };
    blocks[at..].iter().map_while(label).collect()
}

fn table(blocks: &[Block], at: usize, labels: &[Label], lexicons: &Lexicons) -> Option<FlatTable> {
    // The section's name may read like a label too (核心任务 above 任务名称): the header starts where
    // no label is said twice.
    let skipped = (0..labels.len()).rev().find(|&at| labels[at + 1..].contains(&labels[at]));
    let first = at + skipped.map_or(0, |at| at + 1);
    let width = at + labels.len() - first;
    let at_label = first - at;
    if width < MIN_WIDTH || !labels[first - at..].contains(&Label::Title) {
        return None;
    }
    // A column that counts the rows has no label that means anything.
    let counts = first.checked_sub(1).is_some_and(|before| {
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let cell = |at: usize| blocks.get(at).and_then(plain);
        cell(before).is_some_and(|text| text == "#" || lexicons.particles.is(Particle::RowCount, text))
            && cell(first + width).is_some_and(digits)
            && cell(first + 2 * width + 1).is_some_and(digits)
    });
    let (first, width) = if counts { (first - 1, width + 1) } else { (first, width) };
    let body = first + width;
    let cells = blocks[body..].iter().take_while(|block| is_cell(block, lexicons)).count();
    let rows = cells / width;
    let title = labels[at_label..].iter().position(|label| *label == Label::Title)? + usize::from(counts);
    let acts = |row: usize| {
        let text = blocks[body + row * width + title].text.as_str();
        lexicons.verbs.opening(text).is_some() || lexicons.verbs.tail(text).is_some()
    };
    // Lines that are no rows of this table would put sentences under 任务.
    let fits = rows > 0 && 2 * (0..rows).filter(|&row| acts(row)).count() >= rows;
    fits.then(|| FlatTable { blocks: first..body + rows * width, width })
}

/// The text of a paragraph that stands in no list.
fn plain(block: &Block) -> Option<&str> {
    (block.kind == BlockKind::Paragraph && block.depth == 0).then(|| block.text.as_str().trim())
}

fn is_cell(block: &Block, lexicons: &Lexicons) -> bool {
    let Some(text) = plain(block) else { return false };
    let heading = text.ends_with(['：', ':'])
        || ordinal(text).is_some_and(|ordinal| ordinal.rank <= 3)
        || block.leading_mark(MarkKind::Strong).is_some_and(|mark| mark.end == block.text.len())
        || section_called(text, lexicons).is_some() && meaning(text, lexicons).is_none();
    !heading && text.chars().take(MAX_CELL + 1).count() <= MAX_CELL
}
