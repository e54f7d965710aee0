//! A cleaned document as Markdown or plain text.

use std::io::{self, Write};

use super::inline;
use crate::document::{Block, BlockKind, Document, Marker};
use crate::source::Format;

/// Writes `document` as Markdown: a title that only its front matter has, then headings, nested lists, pipe tables, quotes,
/// fences, and strong, emphasis and code marks. Ends with one line feed; an empty document gives
/// nothing.
///
/// A table without a header row gets an empty one, because Markdown knows no other.
///
/// # Errors
/// Only those of `out`.
pub fn markdown(document: &Document, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(page(document).as_bytes())
}

/// The text that [`markdown`] writes.
pub fn page(document: &Document) -> String {
    let mut page = Page::default();
    if let Some(title) = lifted_title(document) {
        page.text = format!("# {}\n\n", title.replace('\n', " "));
    }
    let texts: usize = document.blocks.iter().map(|block| block.text.len() + 4).sum();
    page.text.reserve(texts);
    let mut rows = Rows::default();
    for block in content(document) {
        if let BlockKind::TableRow { table, .. } = block.kind {
            if rows.table != Some(table) {
                rows.flush(&mut page);
                rows.table = Some(table);
            }
            rows.blocks.push(block);
            continue;
        }
        rows.flush(&mut page);
        page.block(block);
    }
    rows.flush(&mut page);
    page.text
}

/// The title from the front matter, unless the text has a title of its own. The title of a page's
/// head is left alone: it names the site as often as the page.
fn lifted_title(document: &Document) -> Option<&str> {
    let title = document.metadata("title").filter(|_| document.format != Format::Html)?.as_str().trim();
    let first = content(document).next().is_some_and(|block| block.text.as_str().trim() == title);
    let headed = content(document).any(|block| block.kind == BlockKind::Heading(1));
    let shown = first || headed || is_empty(document);
    (!shown && !title.is_empty()).then_some(title)
}

/// Writes the blocks of `document` as plain text: one line a block, list items with their marks
/// and indentation, table cells separated by tabs, a blank line between paragraphs.
///
/// # Errors
/// Only those of `out`.
pub fn text(document: &Document, out: &mut dyn Write) -> io::Result<()> {
    let mut before: Option<Shape> = None;
    for block in content(document) {
        let shape = Shape::of(block.kind);
        if before.is_some_and(|before| !before.is_tight_with(shape)) {
            out.write_all(b"\n")?;
        }
        before = Some(shape);
        write!(out, "{:indent$}", "", indent = 2 * block.depth)?;
        match block.kind {
            BlockKind::ListItem(Marker::Bullet) => out.write_all(b"- ")?,
            BlockKind::ListItem(Marker::Number(n)) => write!(out, "{n}. ")?,
            _ => {}
        }
        writeln!(out, "{}", block.text.as_str().trim_end_matches('\n'))?;
    }
    Ok(())
}

/// True if `document` has nothing to show: no block with text.
pub fn is_empty(document: &Document) -> bool {
    content(document).all(|block| block.text.as_str().trim().is_empty())
}

/// The blocks that are content.
fn content(document: &Document) -> impl Iterator<Item = &Block> {
    document.blocks.iter().filter(|block| match block.kind {
        BlockKind::Markup | BlockKind::FrontMatter => false,
        BlockKind::Rule => true,
        _ => !block.text.is_empty(),
    })
}

/// What decides whether two blocks stand close together.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Item,
    Row(usize),
    Other,
}

impl Shape {
    fn of(kind: BlockKind) -> Self {
        match kind {
            BlockKind::ListItem(_) => Self::Item,
            BlockKind::TableRow { table, .. } => Self::Row(table),
            _ => Self::Other,
        }
    }

    fn is_tight_with(self, next: Self) -> bool {
        self == next && self != Self::Other
    }
}

/// A Markdown page being written.
#[derive(Default)]
struct Page {
    text: String,
    before: Option<(Shape, bool)>,
    /// Depth and mark width of the list items that are open, outermost first.
    open: Vec<(usize, usize)>,
}

impl Page {
    fn block(&mut self, block: &Block) {
        let quote = block.kind == BlockKind::Quote;
        self.separate(Shape::of(block.kind), quote);
        let indent = self.indent(block.depth);
        if block.kind == BlockKind::Code {
            let mut lines = String::with_capacity(block.text.len() + 8);
            fence(block.text.as_str(), &mut lines);
            return self.lines(&lines, indent);
        }
        self.text.extend(std::iter::repeat_n(' ', indent));
        let all = 0..block.text.len();
        match block.kind {
            BlockKind::Heading(level) => {
                self.text.extend(std::iter::repeat_n('#', usize::from(level.clamp(1, 6))));
                self.text.push(' ');
                inline::markdown(block, all, &mut self.text);
            }
            BlockKind::ListItem(marker) => {
                let start = self.text.len();
                match marker {
                    Marker::Bullet => self.text.push_str("- "),
                    Marker::Number(n) => self.text.push_str(&format!("{n}. ")),
                }
                self.open.push((block.depth, self.text.len() - start));
                inline::markdown(block, all, &mut self.text);
            }
            BlockKind::Quote => {
                self.text.push_str("> ");
                inline::markdown(block, all, &mut self.text);
            }
            BlockKind::Rule => self.text.push_str("---"),
            _ => {
                let start = self.text.len();
                inline::markdown(block, all, &mut self.text);
                inline::guard(&mut self.text, start);
            }
        }
        self.text.push('\n');
    }

    /// A blank line where the block before would swallow this one.
    fn separate(&mut self, shape: Shape, quote: bool) {
        if let Some((before, quoted)) = self.before {
            match (quoted && quote, before.is_tight_with(shape)) {
                (true, _) => self.text.push_str(">\n"),
                (false, true) => {}
                (false, false) => self.text.push('\n'),
            }
        }
        self.before = Some((shape, quote));
    }

    /// Closes the list items that a block of `depth` does not belong to and returns the column it
    /// starts at. A block whose parents cleaning took out moves up to the parents that are left.
    fn indent(&mut self, depth: usize) -> usize {
        while self.open.last().is_some_and(|(open, _)| *open >= depth) {
            self.open.pop();
        }
        self.open.iter().map(|(_, width)| width).sum()
    }

    fn lines(&mut self, block: &str, indent: usize) {
        let block = block.trim_end_matches('\n');
        let ends = memchr::memchr_iter(b'\n', block.as_bytes()).chain([block.len()]);
        let mut start = 0;
        for end in ends {
            let line = &block[start..end];
            start = end + 1;
            if !line.is_empty() {
                self.text.extend(std::iter::repeat_n(' ', indent));
                self.text.push_str(line);
            }
            self.text.push('\n');
        }
    }
}

/// The rows of the table being read.
#[derive(Default)]
struct Rows<'a> {
    table: Option<usize>,
    blocks: Vec<&'a Block>,
}

impl Rows<'_> {
    fn flush(&mut self, page: &mut Page) {
        let (Some(table), Some(first)) = (self.table.take(), self.blocks.first()) else { return };
        page.separate(Shape::Row(table), false);
        let indent = page.indent(first.depth);
        let rows: Vec<Vec<String>> = self.blocks.iter().map(|row| cells(row)).collect();
        let width = rows.iter().map(Vec::len).max().unwrap_or(1);
        let headed = matches!(first.kind, BlockKind::TableRow { header: true, .. });
        if !headed {
            page.lines(&row(&[], width), indent);
            page.lines(&ruler(width), indent);
        }
        for (at, cells) in rows.iter().enumerate() {
            page.lines(&row(cells, width), indent);
            if headed && at == 0 {
                page.lines(&ruler(width), indent);
            }
        }
        self.blocks.clear();
    }
}

fn cells(block: &Block) -> Vec<String> {
    let text = block.text.as_str();
    let mut at = 0;
    text.split('\t')
        .map(|part| {
            let start = at + (part.len() - part.trim_start().len());
            let end = start + part.trim().len();
            at += part.len() + 1;
            let mut cell = String::new();
            inline::markdown(block, start..end, &mut cell);
            cell.replace('|', "\\|")
        })
        .collect()
}

fn row(cells: &[String], width: usize) -> String {
    let mut line = String::from("|");
    for at in 0..width {
        line.push(' ');
        line.push_str(cells.get(at).map_or("", String::as_str));
        line.push_str(" |");
    }
    line
}

fn ruler(width: usize) -> String {
    let mut line = String::from("|");
    line.extend(std::iter::repeat_n(" --- |", width));
    line
}

/// Code in a fence longer than any it holds; code that brings its own fences stays as it is.
fn fence(code: &str, out: &mut String) {
    let start = code.trim_start();
    if start.starts_with("```") || start.starts_with("~~~") {
        out.push_str(code);
        return;
    }
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    out.push_str(&fence);
    out.push('\n');
    out.push_str(code.trim_end_matches('\n'));
    out.push('\n');
    out.push_str(&fence);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{AlignedText, Mark, MarkKind, Span};
    use crate::source::{Format, SourceId};

    /// A document whose blocks are the given lines, with the given kinds and depths.
    fn document(lines: &[(BlockKind, usize, &str)]) -> Document {
        let source: String = lines.iter().map(|(.., text)| format!("{text}\n")).collect();
        let mut document =
            Document::new(SourceId::new("门店.md"), source.as_str().into(), Format::Markdown, "UTF-8");
        let mut at = 0;
        for (kind, depth, text) in lines {
            let span = Span::new(at, at + text.len());
            at += text.len() + 1;
            let text = AlignedText::from_source(&source, span);
            document.blocks.push(Block {
                kind: *kind,
                span,
                text,
                depth: *depth,
                marks: vec![],
                container: 0,
            });
        }
        document
    }

    fn as_markdown(document: &Document) -> String {
        let mut out = Vec::new();
        markdown(document, &mut out).expect("memory");
        String::from_utf8(out).expect("UTF-8")
    }

    const ITEM: BlockKind = BlockKind::ListItem(Marker::Bullet);

    fn number(n: u32) -> BlockKind {
        BlockKind::ListItem(Marker::Number(n))
    }

    fn cell_row(header: bool) -> BlockKind {
        BlockKind::TableRow { table: 0, header }
    }

    #[test]
    fn lists_nest_under_the_width_of_their_marks() {
        let document = document(&[
            (BlockKind::Heading(2), 0, "咖啡店长"),
            (number(9), 0, "盘点库存"),
            (ITEM, 1, "每周一次"),
            (number(10), 0, "培训店员"),
            (ITEM, 1, "手冲"),
            (BlockKind::Paragraph, 1, "新人优先。"),
            (BlockKind::Paragraph, 0, "完。"),
        ]);
        let expected =
            "## 咖啡店长\n\n9. 盘点库存\n   - 每周一次\n10. 培训店员\n    - 手冲\n\n    新人优先。\n\n完。\n";
        assert_eq!(as_markdown(&document), expected);
    }

    #[test]
    fn an_item_whose_parent_is_gone_moves_up() {
        let document = document(&[(ITEM, 3, "盘点"), (ITEM, 3, "对账")]);
        assert_eq!(as_markdown(&document), "- 盘点\n- 对账\n");
    }

    #[test]
    fn tables_keep_ragged_rows_pipes_and_marks() {
        let mut document = document(&[
            (cell_row(true), 0, "任务\t工具"),
            (cell_row(false), 0, "盘点\tA|B\t多"),
            (BlockKind::Paragraph, 0, "完"),
        ]);
        let start = document.blocks[1].span.start;
        let inner = Span::new(start, start + "盘点".len());
        document.blocks[1].marks.push(Mark { kind: MarkKind::Strong, span: inner, inner });
        let expected = "| 任务 | 工具 |  |\n| --- | --- | --- |\n| **盘点** | A\\|B | 多 |\n\n完\n";
        assert_eq!(as_markdown(&document), expected);
    }

    #[test]
    fn a_table_without_a_header_gets_an_empty_one() {
        let document = document(&[(cell_row(false), 0, "甲\t乙")]);
        assert_eq!(as_markdown(&document), "|  |  |\n| --- | --- |\n| 甲 | 乙 |\n");
    }

    #[test]
    fn quotes_rules_and_code_are_written() {
        let document = document(&[
            (BlockKind::Quote, 0, "一"),
            (BlockKind::Quote, 0, "二"),
            (BlockKind::Rule, 0, ""),
            (BlockKind::Code, 0, "let x = 1;"),
            (BlockKind::Markup, 0, "<!-- 无 -->"),
        ]);
        assert_eq!(as_markdown(&document), "> 一\n>\n> 二\n\n---\n\n```\nlet x = 1;\n```\n");
    }

    #[test]
    fn plain_text_has_no_markup() {
        let document = document(&[
            (BlockKind::Heading(1), 0, "护士"),
            (number(1), 0, "给药"),
            (ITEM, 1, "核对医嘱"),
            (cell_row(true), 0, "甲\t乙"),
        ]);
        let mut out = Vec::new();
        text(&document, &mut out).expect("memory");
        assert_eq!(String::from_utf8(out).expect("UTF-8"), "护士\n\n1. 给药\n  - 核对医嘱\n\n甲\t乙\n");
    }

    #[test]
    fn a_document_without_text_is_empty() {
        assert!(is_empty(&document(&[(BlockKind::Rule, 0, ""), (BlockKind::Markup, 0, "<br>")])));
        assert!(!is_empty(&document(&[(BlockKind::Paragraph, 0, "甲")])));
    }
}
