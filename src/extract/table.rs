//! The tables of a section as rows of cells, cut where another header begins.

use std::ops::Range;

use super::attribute::meaning;
use super::header::{Header, is_header};
use crate::document::{AlignedStr, BlockKind, Document};
use crate::lexicon::Lexicons;
use crate::lexicon::sections::SectionRole;
use crate::outline::title::section_called;
use crate::outline::{DocumentOutline, FlatTable, Section};

/// Cells of one row, with their origin.
pub(super) type Cells<'a> = Vec<AlignedStr<'a>>;

/// A table, or one of several that were glued together.
pub(super) struct Table<'a> {
    /// Its blocks; those of markup between rows included.
    pub(super) blocks: Range<usize>,
    /// What stands above the header across all columns.
    pub(super) caption: Option<AlignedStr<'a>>,
    /// Its columns' names, if its first row holds names that are known.
    pub(super) header: Option<Header<'a>>,
    /// The rows below the header; all of them if there is none.
    pub(super) rows: Vec<Cells<'a>>,
    /// True if the source marks the first row as header.
    pub(super) marked_header: bool,
    /// What the row across all columns above it says that it holds: in a form, the rows between two
    /// of them are a section.
    pub(super) section: Option<SectionRole>,
}

impl<'a> Table<'a> {
    /// The names of its columns, if it has any, and its rows.
    pub(super) fn with_header(&self) -> impl Iterator<Item = &Cells<'a>> {
        self.header.iter().map(|header| &header.names).chain(&self.rows)
    }

    /// Cells of its longest row.
    pub(super) fn width(&self) -> usize {
        self.rows.iter().map(Vec::len).max().unwrap_or(0)
    }
}

/// The tables of the sections that have any, each section known by where its body starts.
pub(super) fn all_tables<'a>(
    document: &'a Document,
    plan: &DocumentOutline,
    flat: &[FlatTable],
    lexicons: &Lexicons,
) -> Vec<(usize, Vec<Table<'a>>)> {
    let mut out = Vec::new();
    let mut stack: Vec<&Section> = plan.sections.iter().collect();
    while let Some(section) = stack.pop() {
        let found = tables(document, flat, section.body.clone(), lexicons);
        out.extend((!found.is_empty()).then_some((section.body.start, found)));
        stack.extend(&section.children);
    }
    out
}

/// The tables among the blocks of `body`; `flat` are the document's flattened ones.
fn tables<'a>(
    document: &'a Document,
    flat: &[FlatTable],
    body: Range<usize>,
    lexicons: &Lexicons,
) -> Vec<Table<'a>> {
    let mut out = Vec::new();
    let mut current: Option<(usize, Raw<'a>)> = None;
    let mut close =
        |raw: Option<(usize, Raw<'a>)>| out.extend(raw.into_iter().flat_map(|(_, raw)| raw.cut(lexicons)));
    let mut flat = flat[flat.partition_point(|table| table.blocks.end <= body.start)..].iter().peekable();
    for at in body {
        let block = &document.blocks[at];
        if let Some(table) = flat.next_if(|table| table.blocks.start == at) {
            close(current.take());
            close(Some((usize::MAX, Raw::flattened(document, table))));
            continue;
        }
        match block.kind {
            BlockKind::TableRow { table, header } => {
                if current.as_ref().is_none_or(|(open, _)| *open != table) {
                    close(current.replace((table, Raw { rows: Vec::new(), marked_header: header })));
                }
                if let Some((_, raw)) = &mut current {
                    raw.rows.push((at, block.cells()));
                }
            }
            BlockKind::Markup => {}
            _ => close(current.take()),
        }
    }
    close(current.take());
    out
}

/// True if block `at` is a cell of one of the flattened tables.
pub(super) fn in_flat(flat: &[FlatTable], at: usize) -> bool {
    let next = flat.partition_point(|table| table.blocks.end <= at);
    flat.get(next).is_some_and(|table| table.blocks.contains(&at))
}

/// Rows as the source has them, each with its block.
struct Raw<'a> {
    rows: Vec<(usize, Cells<'a>)>,
    marked_header: bool,
}

impl<'a> Raw<'a> {
    fn flattened(document: &'a Document, table: &FlatTable) -> Self {
        let whole = |at: usize| document.blocks[at].text.whole().trimmed();
        if !table.starts.is_empty() {
            let ends = table.starts.iter().skip(1).copied().chain([table.blocks.end]);
            let row = |(start, end): (usize, usize)| {
                let mut cells: Cells<'a> = (start..end).map(whole).collect();
                let none = whole(start).slice(0..0);
                if table.merged && cells.len() < table.width {
                    cells.insert(0, none);
                }
                cells.resize(table.width, none);
                (start, cells)
            };
            let rows = table.starts.iter().copied().zip(ends).map(row).collect();
            return Self { rows, marked_header: true };
        }
        let cells: Vec<usize> =
            table.blocks.clone().filter(|&at| document.blocks[at].kind == BlockKind::Paragraph).collect();
        let row = |cells: &[usize]| (cells[0], cells.iter().map(|&at| whole(at)).collect());
        Self { rows: cells.chunks(table.width.max(1)).map(row).collect(), marked_header: true }
    }

    /// One table for each header; rows across all columns above a header are its caption.
    fn cut(self, lexicons: &Lexicons) -> Vec<Table<'a>> {
        let mut out: Vec<Table<'a>> = Vec::new();
        let mut caption = None;
        let mut marked_header = self.marked_header;
        let wide = self.rows.iter().any(|(_, cells)| cells.len() > 1);
        let first = self.rows.first().map_or(0, |(at, _)| *at);
        // Labels down the first column are names of rows, not headers of ever new tables.
        let labelled = |(_, cells): &&(usize, Cells<'_>)| {
            cells.first().is_some_and(|cell| meaning(cell.as_str(), lexicons).is_some())
        };
        let names = |(_, cells): &(usize, Cells<'_>)| section_row(cells, wide, lexicons);
        // Rows that name nothing but kinds of tasks (日常任务, 专项任务) are titles of groups.
        let form = self.rows.iter().filter_map(names).any(SectionRole::holds_tasks)
            && self.rows.iter().filter_map(names).any(|role| !role.holds_tasks());
        let mut section = None;
        let mut opened = false;
        let turned = self.rows.len() > 2 && 2 * self.rows.iter().filter(labelled).count() > self.rows.len();
        for (at, cells) in self.rows {
            let filled = cells.iter().filter(|cell| !cell.is_empty()).count();
            if let Some(role) = section_row(&cells, wide, lexicons).filter(|_| form) {
                section = Some(role);
                opened = true;
                continue;
            }
            let across = across(&cells, wide);
            if across && !opened && out.last().is_none_or(|table| table.rows.is_empty()) {
                caption = caption.or_else(|| cells.into_iter().find(|cell| !cell.is_empty()));
                marked_header = false;
                continue;
            }
            let below = out.last().filter(|_| !opened);
            // A cell over several rows, whose text each of them repeats, heads none of them anew.
            let above = below.and_then(|table| table.rows.last().or(table.header.as_ref().map(|h| &h.names)));
            let first_of =
                |row: &Cells<'a>| row.first().filter(|cell| !cell.is_empty()).map(|cell| cell.as_str());
            let goes_on = above.and_then(first_of).is_some_and(|text| first_of(&cells) == Some(text));
            let known = !(goes_on || turned && below.is_some())
                && is_header(
                    &cells,
                    filled,
                    below.and_then(|table| table.header.as_ref()),
                    below.is_none() && self.marked_header,
                    lexicons,
                );
            if known || below.is_none() {
                let start = if out.is_empty() { first } else { at };
                opened = false;
                marked_header &= section.is_none();
                let header = known.then(|| Header::of(at, &cells, lexicons));
                let rows = if known { Vec::new() } else { vec![cells] };
                let caption = caption.take();
                out.push(Table { blocks: start..at + 1, caption, header, rows, marked_header, section });
                marked_header = true;
            } else if let Some(table) = out.last_mut() {
                table.blocks.end = at + 1;
                table.rows.push(cells);
            }
        }
        out
    }
}

/// True for a row with one cell across all columns.
fn across(cells: &Cells<'_>, wide: bool) -> bool {
    let filled = cells.iter().filter(|cell| !cell.is_empty()).count();
    wide && filled == 1 && (cells.len() == 1 || !cells[0].is_empty())
}

/// The section that a row across all columns names, if its whole text is the name of one.
fn section_row(cells: &Cells<'_>, wide: bool, lexicons: &Lexicons) -> Option<SectionRole> {
    let name = cells.iter().find(|cell| !cell.is_empty()).filter(|_| across(cells, wide))?;
    section_called(name.as_str(), lexicons)
}
