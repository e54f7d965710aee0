//! Tables pasted from a spreadsheet or a page: one row a line, tabs between the cells.

use super::Reader;
use crate::document::{BlockKind, Span};
use crate::read::marker::marker;

/// Fewest rows of a table of two columns, which a word and its explanation look like, and of one of
/// more columns.
const MIN_PAIRS: usize = 3;
const MIN_ROWS: usize = 2;

impl Reader<'_> {
    /// Reads the table whose first row is line `at`: lines in a row with as many tabs each. Returns
    /// the line behind it.
    pub(super) fn tabbed_rows(&mut self, at: usize) -> Option<usize> {
        let tabs = self.tabs(at).filter(|_| self.lines[at].indent < 2)?;
        let rows = (at..self.lines.len()).take_while(|&row| self.tabs(row) == Some(tabs)).count();
        if rows < if tabs == 1 { MIN_PAIRS } else { MIN_ROWS } {
            return None;
        }
        for row in at..at + rows {
            let kind = BlockKind::TableRow { table: self.tables, header: false };
            let content = self.lines[row].content;
            let mut block = self.block(kind, content, 0);
            let mut start = self.raw(row).start;
            for (nth, cell) in self.raw(row).of(self.source).split('\t').enumerate() {
                let span = Span::new(start, start + cell.len());
                if nth > 0 {
                    let tab = (start - 1).clamp(content.start, content.end);
                    block.text.push_rewritten("\t", Span::new(tab, start.clamp(tab, content.end)));
                }
                // Blanks in front of the first cell and behind the last are not the block's.
                if !cell.trim().is_empty() {
                    self.inline(&mut block, span.trimmed(self.source));
                }
                start = span.end + 1;
            }
            self.out.blocks.push(block);
        }
        self.tables += 1;
        self.list.clear();
        Some(at + rows)
    }

    /// The tabs of a line that may be a row: one between words, and no mark of a list or heading in
    /// front.
    fn tabs(&self, at: usize) -> Option<usize> {
        let text = self.text(at);
        let row = text.contains('\t') && !text.starts_with(['#', '>', '|']) && marker(text).is_none();
        row.then(|| self.raw(at).of(self.source).matches('\t').count())
    }

    /// A line with the blanks around it.
    fn raw(&self, at: usize) -> Span {
        let content = self.lines[at].content;
        let start = self.source[..content.start].rfind('\n').map_or(0, |feed| feed + 1);
        let end = self.source[content.end..].find('\n').map_or(self.source.len(), |feed| content.end + feed);
        Span::new(start, end)
    }
}
