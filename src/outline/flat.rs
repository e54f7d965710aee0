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
    /// Its blocks, the header's first; blocks of markup are no cells.
    pub blocks: Range<usize>,
    /// Cells of a row.
    pub width: usize,
    /// The first blocks of its rows, the header's first, where rows may have fewer cells; empty where none has.
    pub starts: Vec<usize>,
    /// True if what such rows lack is their first cell, which one above stands for.
    pub merged: bool,
}

/// Fewest columns that tell a header from two short lines.
const MIN_WIDTH: usize = 3;
/// Most columns of a table.
const MAX_WIDTH: usize = 12;
/// Longest header cell and longest cell in characters.
const MAX_LABEL: usize = 16;
const MAX_CELL: usize = 160;

/// The flattened tables of the document, in order.
pub(super) fn tables(document: &Document, lexicons: &Lexicons) -> Vec<FlatTable> {
    let blocks = &document.blocks;
    let mut out = Vec::new();
    let mut at = 0;
    while at < blocks.len() {
        let numbered = counted(blocks, at, lexicons);
        let labels = header(blocks, at, lexicons);
        let labelled = || (labels.len() >= MIN_WIDTH).then(|| table(blocks, at, &labels, lexicons)).flatten();
        let found = numbered.or_else(labelled);
        at = found.as_ref().map_or(at + labels.len().max(1), |found: &FlatTable| found.blocks.end);
        out.extend(found);
    }
    out
}

/// The table whose header starts at block `at` with the name of a column that counts the rows: they are as long as
/// it is from one number to the next, whatever the other columns are called.
fn counted(blocks: &[Block], at: usize, lexicons: &Lexicons) -> Option<FlatTable> {
    let cell = |at: usize| blocks.get(at).and_then(plain);
    if !lexicons.particles.is(Particle::RowCount, cell(at)?) {
        return None;
    }
    // Rows of section 3 may be counted 3.1, 3.2.
    let number = |at: usize| cell(at)?.rsplit('.').next()?.parse::<usize>().ok();
    let width = (MIN_WIDTH..=MAX_WIDTH).find(|width| number(at + width) == Some(1))?;
    // An empty cell at the end of a row leaves no line.
    let mut starts = vec![at, at + width];
    let next = |start: usize, row: usize| (start + 2..=start + width).find(|&at| number(at) == Some(row));
    while let Some(start) = next(starts[starts.len() - 1], starts.len()) {
        starts.push(start);
    }
    let last = starts[starts.len() - 1];
    let end = last
        + (last..last + width)
            .take_while(|&at| blocks.get(at).is_some_and(|block| is_cell(block, lexicons)))
            .count();
    let short =
        |at: usize, most: usize| cell(at).is_some_and(|text| text.chars().take(most + 1).count() <= most);
    let grid =
        (at..at + width).all(|at| short(at, MAX_LABEL)) && (at + width..end).all(|at| short(at, MAX_CELL));
    let acts = |at: usize| {
        let text = blocks[at].text.as_str();
        lexicons.verbs.opening(text).is_some() || lexicons.verbs.tail(text).is_some()
    };
    let rows = starts[1..].iter().zip(starts[2..].iter().chain(std::iter::once(&end)));
    let duties = |column: usize| {
        rows.clone().filter(|(start, end)| *start + column < **end && acts(*start + column)).count()
    };
    let fits = starts.len() > 2 && grid && (1..width).any(|column| 2 * duties(column) >= starts.len() - 1);
    fits.then_some(FlatTable { blocks: at..end, width, starts, merged: false })
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
    let whole = || FlatTable { blocks: first..body + rows * width, width, starts: Vec::new(), merged: false };
    if fits { Some(whole()) } else { merged(blocks, first, &labels[at_label..], lexicons) }
}

/// From so many rows, one cell may stand for the first of several.
const MIN_MERGED: usize = 3;

/// The table with the header `labels` at block `first` whose first column, of categories, has one cell for several
/// rows: where each row starts is told by a further column of times or numbers.
fn merged(blocks: &[Block], first: usize, labels: &[Label], lexicons: &Lexicons) -> Option<FlatTable> {
    let width = labels.len();
    let title = labels.iter().position(|label| *label == Label::Title)?;
    if labels.first() != Some(&Label::Category) || title != 1 {
        return None;
    }
    let cell = |at: usize| blocks.get(at).and_then(plain).filter(|text| text.chars().nth(MAX_CELL).is_none());
    let measure = |at: usize| cell(at).is_some_and(|text| is_measure(text, lexicons));
    let rows = |column: usize| {
        let mut starts = vec![first];
        let mut end = first + width;
        loop {
            let before = measure(end + column - 1);
            let lacks = if !before && measure(end + column) {
                0
            } else if before && starts.len() > 1 {
                1
            } else {
                break;
            };
            if (end..end + width - lacks).any(|at| cell(at).is_none()) {
                break;
            }
            starts.push(end);
            end += width - lacks;
        }
        (starts, end)
    };
    let (starts, end) = (title + 1..width).map(rows).max_by_key(|(starts, _)| starts.len())?;
    let ends = starts.iter().skip(2).copied().chain([end]);
    let acts = |(start, end): (usize, usize)| {
        let text = blocks[start + title - usize::from(end - start < width)].text.as_str();
        lexicons.verbs.opening(text).is_some() || lexicons.verbs.tail(text).is_some()
    };
    let duties = starts.iter().skip(1).copied().zip(ends).filter(|row| acts(*row)).count();
    let fits = starts.len() > MIN_MERGED && 2 * duties >= starts.len() - 1;
    fits.then_some(FlatTable { blocks: first..end, width, starts, merged: true })
}

/// True for a number, a share or a time that comes again (`15`, `20%`, `每周`).
fn is_measure(text: &str, lexicons: &Lexicons) -> bool {
    let number = text.starts_with(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '%' | '％' | '分'));
    number || text.starts_with('每') || lexicons.particles.is(Particle::Recurring, text)
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
