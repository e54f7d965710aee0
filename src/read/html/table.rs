//! The rows of tables that hold data, as blocks.

mod shape;

pub(super) use shape::Tables;

use super::flow::Flow;
use super::line::Trim;
use super::style::is_hidden;
use super::tag::Tag;
use super::tree::{Attribute, NodeKind, Tree};
use crate::document::{BlockKind, MarkKind, Span};

/// Spans of cells beyond these are taken for mistakes.
const MAX_COLSPAN: usize = 64;
const MAX_ROWSPAN: usize = 1000;
const MAX_COLUMNS: usize = 256;

/// Over how many columns or rows the cell at `at` reaches.
fn reach(tree: &Tree, at: usize, attribute: Attribute, source: &str) -> usize {
    let span = tree.attribute(at, attribute);
    span.and_then(|span| span.of(source).trim().parse().ok()).map_or(1, |rows: usize| rows.max(1))
}

/// A row in the making.
#[derive(Debug)]
struct Row {
    node: usize,
    column: usize,
    cells: usize,
    headers: usize,
    /// The only cell of its row: a heading over the columns, not repeated in each.
    single: bool,
}

/// The rows of one data table.
struct Rows<'f, 'a> {
    flow: &'f mut Flow<'a>,
    /// Cells that reach into the rows below: rows still to fill and the text, by column.
    reaching: Vec<(usize, String)>,
    row: Option<Row>,
    in_head: bool,
    /// Where the text of the current cell starts in the line.
    cell_start: usize,
    /// A line break inside the cell that the next text makes visible, and how.
    break_at: Option<(&'static str, Span)>,
    any: bool,
}

/// Emits the rows of the data table at `table`; its start tag has been handled.
pub(super) fn rows(flow: &mut Flow<'_>, table: usize) {
    let tree = flow.tree;
    let end = tree.nodes[table].end;
    let mut rows = Rows {
        flow,
        reaching: Vec::new(),
        row: None,
        in_head: false,
        cell_start: 0,
        break_at: None,
        any: false,
    };
    let mut open: Vec<usize> = Vec::new();
    let mut at = table + 1;
    while at < end {
        while let Some(last) = open.pop_if(|last| tree.nodes[*last].end <= at) {
            rows.close(last);
        }
        let node = &tree.nodes[at];
        at = match node.kind {
            NodeKind::Text => {
                rows.characters(node.span);
                at + 1
            }
            NodeKind::Raw => {
                rows.raw(node.span);
                at + 1
            }
            NodeKind::Stray => {
                rows.flow.document.markup.push(node.span);
                at + 1
            }
            NodeKind::Element(tag)
                if tag.is_raw() || !tag.is_block() && is_hidden(tree, at, &rows.flow.text) =>
            {
                rows.raw(node.whole());
                node.end
            }
            NodeKind::Element(tag) => {
                rows.flow.document.markup.push(node.span);
                rows.open(at, tag);
                if tag.is_void() {
                    node.end
                } else {
                    open.push(at);
                    at + 1
                }
            }
        };
    }
    while let Some(last) = open.pop() {
        rows.close(last);
    }
    rows.flow.flush();
    if rows.any {
        rows.flow.next_table += 1;
    }
    let close = tree.nodes[table].close;
    if !close.is_empty() {
        flow.document.markup.push(close);
    }
}

impl Rows<'_, '_> {
    fn characters(&mut self, span: Span) {
        let blank = span.of(&self.flow.text).trim().is_empty();
        if let Some((separator, tag)) = self.break_at.take_if(|_| !blank) {
            let last = self.flow.line.as_str()[self.cell_start..].chars().next_back();
            if last.is_some_and(char::is_alphanumeric) {
                self.flow.line.separate(separator, tag);
            }
        }
        let text = std::sync::Arc::clone(&self.flow.text);
        self.flow.line.push(&text, span);
    }

    fn raw(&mut self, span: Span) {
        if self.row.is_some() {
            self.flow.document.markup.push(span);
        } else {
            self.flow.raw(span);
        }
    }

    fn open(&mut self, at: usize, tag: Tag) {
        let span = self.flow.tree.nodes[at].span;
        match tag {
            // In broken markup a row may stand in a cell: it is text of that cell.
            Tag::Tr if self.row.is_none() => {
                self.start_line();
                let reached = self.reaching.iter().any(|(left, _)| *left > 0);
                let single = !reached && self.cells_of(at) < 2;
                self.row = Some(Row { node: at, column: 0, cells: 0, headers: 0, single });
            }
            Tag::Thead => self.in_head = true,
            Tag::Td | Tag::Th => {
                self.fill(span.start);
                if let Some(row) = &mut self.row {
                    if row.column > 0 {
                        self.flow.line.separate("\t", span);
                    }
                    row.cells += 1;
                    row.headers += usize::from(tag == Tag::Th);
                }
                self.cell_start = self.flow.line.as_str().len();
                self.break_at = None;
            }
            Tag::Caption if self.row.is_none() => self.start_line(),
            Tag::A if self.flow.tree.attribute(at, Attribute::Href).is_some() => {
                self.flow.line.open(MarkKind::Link, span);
            }
            Tag::B | Tag::Strong => self.flow.line.open(MarkKind::Strong, span),
            Tag::Li if self.in_text() => self.break_at = Some(("；", span)),
            Tag::Br => self.break_at = self.break_at.or(Some((" ", span))),
            _ if tag.is_block() && self.in_text() => self.break_at = self.break_at.or(Some((" ", span))),
            _ => {}
        }
    }

    /// Emits the text gathered so far; what follows is in no cell.
    fn start_line(&mut self) {
        self.flow.flush();
        (self.cell_start, self.break_at) = (0, None);
    }

    /// True if the cell has text already.
    fn in_text(&self) -> bool {
        self.flow.line.as_str().len() > self.cell_start
    }

    fn close(&mut self, at: usize) {
        let node = &self.flow.tree.nodes[at];
        let (close, whole) = (node.close, node.whole());
        match node.tag() {
            Some(Tag::Tr) if self.row.as_ref().is_some_and(|row| row.node == at) => self.end_row(whole),
            Some(Tag::Thead) => self.in_head = false,
            Some(Tag::Td | Tag::Th) => self.end_cell(at, close.start),
            Some(Tag::Caption) if self.row.is_none() => self.start_line(),
            Some(Tag::A) => self.flow.line.close(MarkKind::Link, close),
            Some(Tag::B | Tag::Strong) => self.flow.line.close(MarkKind::Strong, close),
            _ => {}
        }
        if !close.is_empty() {
            self.flow.document.markup.push(close);
        }
    }

    fn cells_of(&self, row: usize) -> usize {
        let nodes = &self.flow.tree.nodes;
        let (mut at, mut cells) = (row + 1, 0);
        while at < nodes[row].end {
            cells += usize::from(matches!(nodes[at].tag(), Some(Tag::Td | Tag::Th)));
            at = nodes[at].end;
        }
        cells
    }

    /// Fills the columns that cells of earlier rows reach into, up to the next free one.
    fn fill(&mut self, at: usize) {
        let Some(row) = &mut self.row else { return };
        while let Some((left, text)) = self.reaching.get_mut(row.column)
            && *left > 0
        {
            *left -= 1;
            if row.column > 0 {
                self.flow.line.separate("\t", Span::new(at, at));
            }
            self.flow.line.repeat(text, at);
            row.column += 1;
        }
    }

    fn end_cell(&mut self, at: usize, end: usize) {
        let (tree, text) = (self.flow.tree, std::sync::Arc::clone(&self.flow.text));
        let colspan = reach(tree, at, Attribute::Colspan, &text).min(MAX_COLSPAN);
        let rowspan = reach(tree, at, Attribute::Rowspan, &text).min(MAX_ROWSPAN);
        let Some(row) = &mut self.row else { return };
        let start = self.cell_start.min(self.flow.line.as_str().len());
        let text = self.flow.line.as_str()[start..].to_owned();
        let header = self.flow.tree.nodes[at].tag() == Some(Tag::Th);
        for column in 0..colspan {
            if column > 0 && !row.single && row.column < MAX_COLUMNS {
                self.flow.line.separate("\t", Span::new(end, end));
                if header {
                    self.flow.line.repeat(&text, end);
                }
            }
            if rowspan > 1 && row.column < MAX_COLUMNS {
                if self.reaching.len() <= row.column {
                    self.reaching.resize(row.column + 1, (0, String::new()));
                }
                self.reaching[row.column] = (rowspan - 1, text.clone());
            }
            row.column += 1;
        }
        self.break_at = None;
    }

    fn end_row(&mut self, whole: Span) {
        self.fill(whole.end);
        let Some(row) = self.row.take() else { return };
        (self.cell_start, self.break_at) = (0, None);
        let text = std::sync::Arc::clone(&self.flow.text);
        let floor = whole.start;
        let finished = self.flow.line.finish(&text, floor, Trim::Row);
        self.flow.document.markup.append(&mut self.flow.line.dropped);
        let Some(finished) = finished.filter(|line| !line.text.as_str().trim().is_empty()) else { return };
        let header = self.in_head || row.headers == row.cells && !row.single;
        let kind = BlockKind::TableRow { table: self.flow.next_table, header };
        debug_assert!(self.flow.tree.nodes[row.node].span.start == whole.start);
        self.flow.push_block(
            kind,
            whole.trimmed(&text).hull(finished.span),
            finished.text,
            0,
            finished.marks,
        );
        self.any = true;
    }
}
