//! Which tables hold data; the others only lay the page out.

use super::super::tag::Tag;
use super::super::tree::{Attribute, NodeKind, Tree};
use super::{MAX_ROWSPAN, reach};

/// A cell with more text than this (bytes; a Han character has three) is prose, not data.
const PROSE_CELL: usize = 900;
/// The same as a mean over the cells that have text, in tables without a header.
const PROSE_MEAN: usize = 180;

/// Which tables of a tree are data. The others only lay the page out.
#[derive(Debug)]
pub(in super::super) struct Tables {
    data: Vec<usize>,
}

/// What is counted of one table.
#[derive(Debug, Default)]
struct Shape {
    node: usize,
    end: usize,
    nested: bool,
    presentation: bool,
    rows: usize,
    /// Rows with text in two cells or more.
    wide_rows: usize,
    filled_in_row: usize,
    /// Of cells with text that reach into the rows below: how many rows.
    reaching: Vec<usize>,
    /// How many of those of earlier rows reach into the current one.
    from_above: usize,
    /// Rows that the current cell reaches over.
    rows_of_cell: usize,
    cells: usize,
    headers: usize,
    filled: usize,
    bytes: usize,
    cell_bytes: usize,
    longest: usize,
    /// Cells that hold headings, lists, forms and the like.
    heavy: usize,
    cell_is_heavy: bool,
    breaks: usize,
}

impl Shape {
    fn end_cell(&mut self) {
        self.filled += usize::from(self.cell_bytes > 0);
        self.filled_in_row += usize::from(self.cell_bytes > 0);
        self.bytes += self.cell_bytes;
        self.longest = self.longest.max(self.cell_bytes);
        if self.cell_bytes > 0 && self.rows_of_cell > 1 {
            // The end of its own row takes one off.
            self.reaching.push(self.rows_of_cell);
        }
        self.heavy += usize::from(self.cell_is_heavy || self.breaks > 6);
        (self.cell_bytes, self.cell_is_heavy, self.breaks, self.rows_of_cell) = (0, false, 0, 0);
    }

    fn end_row(&mut self) {
        self.end_cell();
        self.wide_rows += usize::from(self.filled_in_row + self.from_above > 1);
        self.filled_in_row = 0;
        self.reaching.iter_mut().for_each(|rows| *rows -= 1);
        self.reaching.retain(|rows| *rows > 0);
        self.from_above = self.reaching.len();
    }

    fn is_data(&mut self) -> bool {
        self.end_row();
        if self.nested || self.presentation || self.rows < 2 || self.wide_rows * 2 < self.rows {
            return false;
        }
        if self.headers > 0 {
            return self.heavy * 2 <= self.cells && self.longest <= 2 * PROSE_CELL;
        }
        self.wide_rows >= 2
            && self.heavy == 0
            && self.longest <= PROSE_CELL
            && self.filled * 10 >= self.cells * 6
            && self.bytes <= self.filled * PROSE_MEAN
    }
}

impl Tables {
    /// Looks at every table once.
    pub(in super::super) fn new(tree: &Tree, source: &str) -> Self {
        let mut data = Vec::new();
        let mut open: Vec<Shape> = Vec::new();
        for (at, node) in tree.nodes.iter().enumerate() {
            close_shapes(&mut open, at, &mut data);
            let tag = match node.kind {
                NodeKind::Element(tag) => tag,
                NodeKind::Text => {
                    if let Some(shape) = open.last_mut() {
                        shape.cell_bytes += node.span.of(source).trim().len();
                    }
                    continue;
                }
                NodeKind::Raw | NodeKind::Stray => continue,
            };
            if tag == Tag::Table {
                if let Some(outer) = open.last_mut() {
                    outer.nested = true;
                }
                let role = tree.attribute(at, Attribute::Role);
                let presentation =
                    role.is_some_and(|role| matches!(role.of(source), "presentation" | "none"));
                open.push(Shape { node: at, end: node.end, presentation, ..Shape::default() });
                continue;
            }
            let Some(shape) = open.last_mut() else { continue };
            match tag {
                Tag::Tr => {
                    shape.end_row();
                    shape.rows += 1;
                }
                Tag::Td | Tag::Th => {
                    shape.end_cell();
                    shape.cells += 1;
                    shape.headers += usize::from(tag == Tag::Th);
                    shape.rows_of_cell = reach(tree, at, Attribute::Rowspan, source).min(MAX_ROWSPAN);
                }
                Tag::Br | Tag::P | Tag::Div => shape.breaks += 1,
                Tag::Input | Tag::Form | Tag::Select | Tag::Hr => shape.cell_is_heavy = true,
                _ => shape.cell_is_heavy |= tag.is_heading() || tag.is_list() || tag.is_preformatted(),
            }
        }
        close_shapes(&mut open, usize::MAX, &mut data);
        data.sort_unstable();
        Self { data }
    }

    /// True if the table at `node` holds data.
    pub(in super::super) fn is_data(&self, node: usize) -> bool {
        self.data.binary_search(&node).is_ok()
    }
}

fn close_shapes(open: &mut Vec<Shape>, at: usize, data: &mut Vec<usize>) {
    while let Some(mut shape) = open.pop_if(|shape| shape.end <= at) {
        if shape.is_data() {
            data.push(shape.node);
        }
    }
}
