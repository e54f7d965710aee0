//! Markdown and pasted text, line by line.
//!
//! Our own grammar instead of CommonMark's, because the structure that the author meant wins:
//! CommonMark reads deep or mixed indentation as code and glued lines as one paragraph, and
//! pasted text is no Markdown at all.

mod shapes;
mod tabbed;
mod verbatim;
mod wrapped;

use std::sync::Arc;

use self::shapes::{
    atx_heading, cell_spans, ends_sentence, is_delimiter_row, pictograph_bullet, strip_closing_hashes,
    strip_quote, width,
};
use super::html;
use super::inline::Inline;
use super::island;
use super::marker::marker;
use crate::document::{AlignedText, Block, BlockKind, Document, Marker, Span};
use crate::source::Format;

/// Columns (a Han character is two) from which a line counts as wrapped by an editor rather than
/// ended by its author.
const WRAP_WIDTH: usize = 56;

/// One line of the text, without its line feed.
#[derive(Clone, Copy)]
struct Line {
    /// The line without indentation and trailing blanks.
    content: Span,
    /// Indentation in columns; a tab goes to the next multiple of four.
    indent: usize,
}

/// Fills the blocks of `document` from its text.
pub(super) fn read_lines(document: &mut Document) {
    let text = document.text.clone();
    let lines = split(&text);
    document.blocks.reserve_exact(lines.iter().filter(|line| !line.content.is_empty()).count());
    let mut reader = Reader {
        source: &text,
        lines: &lines,
        out: document,
        list: Vec::new(),
        after_blank: true,
        tables: 0,
        in_table: false,
        comment_end: (usize::MAX, None),
    };
    let mut at = reader.front_matter();
    while at < lines.len() {
        at = reader.line(at);
    }
}

fn split(text: &str) -> Vec<Line> {
    let mut lines = Vec::with_capacity(memchr::memchr_iter(b'\n', text.as_bytes()).count() + 1);
    let mut start = 0;
    loop {
        let end = memchr::memchr(b'\n', &text.as_bytes()[start..]).map_or(text.len(), |at| start + at);
        let raw = Span::new(start, end);
        let content = raw.trimmed(text);
        let mut indent = 0;
        for c in text[start..content.start].chars() {
            indent = match c {
                '\t' => (indent / 4 + 1) * 4,
                '\u{3000}' => indent + 2,
                _ => indent + 1,
            };
        }
        lines.push(Line { content, indent });
        if end == text.len() {
            return lines;
        }
        start = end + 1;
    }
}

struct Reader<'a> {
    source: &'a Arc<str>,
    lines: &'a [Line],
    out: &'a mut Document,
    /// Indents of the open list levels, outermost first.
    list: Vec<usize>,
    after_blank: bool,
    tables: usize,
    in_table: bool,
    /// From where the end of a comment was looked for last, and where it stands.
    comment_end: (usize, Option<usize>),
}

impl<'a> Reader<'a> {
    fn text(&self, at: usize) -> &'a str {
        self.lines[at].content.of(self.source)
    }

    fn markdown(&self) -> bool {
        self.out.format == Format::Markdown
    }

    /// Reads the block that starts at line `at`; returns the next line to read.
    fn line(&mut self, at: usize) -> usize {
        let text = self.text(at);
        if text.is_empty() {
            self.after_blank = true;
            self.in_table = false;
            return at + 1;
        }
        // Most lines have none of the marks of these.
        let mut next = match text.as_bytes()[0] {
            b'`' | b'~' | b'<' | b'{' => {
                self.fence(at).or_else(|| self.markup(at)).or_else(|| self.island(at))
            }
            _ => None,
        };
        if next.is_none() && memchr::memchr2(b'|', b'\t', text.as_bytes()).is_some() {
            next = self.table_row(at).or_else(|| self.tabbed_rows(at));
        }
        let next = next.or_else(|| self.rule(at));
        if let Some(next) = next {
            self.after_blank = false;
            return next;
        }
        self.in_table = false;
        self.prose(at)
    }

    fn island(&mut self, at: usize) -> Option<usize> {
        let start = self.lines[at].content.start;
        let end = island::end(self.source, start)?;
        let last = self.lines[at..].partition_point(|line| line.content.start < end) + at;
        let range = Span::new(start, end).trimmed(self.source);
        self.tables = html::read_island(self.out, range, 0, self.tables);
        self.list.clear();
        Some(last.max(at + 1))
    }

    fn table_row(&mut self, at: usize) -> Option<usize> {
        let text = self.text(at);
        let piped = text.starts_with('|') && text.len() > 1 && text[1..].contains('|');
        let delimiter_below = at + 1 < self.lines.len() && is_delimiter_row(self.text(at + 1));
        let bare = self.markdown() && !piped && text.contains('|') && (self.in_table || delimiter_below);
        if !piped && !bare {
            return None;
        }
        let span = self.lines[at].content;
        if !self.in_table {
            self.tables += 1;
            self.in_table = true;
        }
        if is_delimiter_row(text) || text.chars().all(|c| c == '|' || c.is_whitespace()) {
            self.out.markup.push(span);
            return Some(at + 1);
        }
        let header = delimiter_below;
        let kind = BlockKind::TableRow { table: self.tables - 1, header };
        let mut block = self.block(kind, span, self.list.len());
        let cells = cell_spans(self.source, span);
        let mut gap = span.start;
        for (nth, cell) in cells.iter().enumerate() {
            if nth > 0 {
                block.text.push_rewritten("\t", Span::new(gap, cell.start.max(gap)));
            }
            self.inline(&mut block, *cell);
            gap = cell.end;
        }
        self.out.blocks.push(block);
        Some(at + 1)
    }

    fn rule(&mut self, at: usize) -> Option<usize> {
        let text = self.text(at);
        let first = text.chars().next()?;
        let same = matches!(first, '-' | '*' | '_' | '=' | '—' | '─' | '━' | '~')
            && text.chars().all(|c| c == first || c == ' ')
            && text.chars().filter(|&c| c == first).count() >= 3;
        if !same {
            return None;
        }
        // `标题` over `====` is a heading; over `----` only if it reads like one.
        if matches!(first, '=' | '-')
            && self.markdown()
            && !self.after_blank
            && let Some(last) = self.out.blocks.last_mut()
            && last.kind == BlockKind::Paragraph
            && last.depth == 0
            && (first == '='
                || last.text.as_str().chars().count() <= 40 && !ends_sentence(last.text.as_str()))
        {
            last.kind = BlockKind::Heading(if first == '=' { 1 } else { 2 });
            self.out.markup.push(self.lines[at].content);
            return Some(at + 1);
        }
        let block = self.block(BlockKind::Rule, self.lines[at].content, 0);
        self.out.blocks.push(block);
        self.list.clear();
        Some(at + 1)
    }

    /// Headings, list items, quotes and paragraphs.
    fn prose(&mut self, at: usize) -> usize {
        let Line { mut content, indent } = self.lines[at];
        let whole = content;
        let mut kind = BlockKind::Paragraph;
        if self.text(at).starts_with('>') {
            kind = BlockKind::Quote;
            content = strip_quote(self.source, content);
        }
        if let Some((level, skip)) = atx_heading(content.of(self.source), self.markdown()) {
            let text = Span::new(content.start + skip, content.end);
            self.list.clear();
            self.push_prose(BlockKind::Heading(level), whole, strip_closing_hashes(self.source, text), 0);
            self.after_blank = false;
            return at + 1;
        }
        if let Some((marker, skip)) = self.item(at, content) {
            let depth = self.enter_item(indent);
            let text = Span::new(content.start + skip, content.end);
            if let Some((level, skip)) = atx_heading(text.of(self.source), true) {
                let text = Span::new(text.start + skip, text.end);
                self.push_prose(
                    BlockKind::Heading(level),
                    whole,
                    strip_closing_hashes(self.source, text),
                    depth,
                );
            } else {
                self.push_prose(BlockKind::ListItem(marker), whole, text, depth);
            }
            self.after_blank = false;
            return at + 1;
        }
        let depth = self.enter_paragraph(indent);
        if self.joins(at, kind, depth) || self.broken_above(at, kind) {
            self.join(content, whole);
        } else {
            self.push_prose(kind, whole, content, depth);
        }
        self.after_blank = false;
        at + 1
    }

    /// The list marker of line `at`, and its length.
    fn item(&self, at: usize, content: Span) -> Option<(Marker, usize)> {
        let text = content.of(self.source);
        if let Some(found) = marker(text) {
            return Some((found.marker, found.len));
        }
        let skip = pictograph_bullet(text)?;
        // One pictograph ornaments a line; several lines that start with one are a list.
        let neighbour = |to: Option<usize>| to.is_some_and(|to| pictograph_bullet(self.text(to)).is_some());
        let above = (0..at).rev().take(2).find(|&to| !self.text(to).is_empty());
        let below = (at + 1..self.lines.len()).take(2).find(|&to| !self.text(to).is_empty());
        (neighbour(above) || neighbour(below)).then_some((Marker::Bullet, skip))
    }

    /// Finds the depth of an item that starts at column `indent` and opens its level.
    fn enter_item(&mut self, indent: usize) -> usize {
        while self.list.last().is_some_and(|&open| indent + 1 < open) {
            self.list.pop();
        }
        match self.list.last() {
            Some(&open) if indent <= open + 1 => {}
            _ => self.list.push(indent),
        }
        self.list.len() - 1
    }

    /// The depth of a paragraph at column `indent`: inside an item if indented, else it ends the
    /// list (unless it continues the item on the very next line).
    fn enter_paragraph(&mut self, indent: usize) -> usize {
        if indent < 2 && self.after_blank {
            self.list.clear();
        }
        while self.list.last().is_some_and(|&open| indent < open || self.after_blank && indent == open) {
            self.list.pop();
        }
        self.list.len()
    }

    /// True if line `at` goes on with the paragraph above it.
    fn joins(&self, at: usize, kind: BlockKind, depth: usize) -> bool {
        if self.after_blank || !self.markdown() || at == 0 {
            return false;
        }
        let Some(last) = self.out.blocks.last() else { return false };
        let same = last.kind == kind && last.depth == depth
            || matches!(last.kind, BlockKind::ListItem(_))
                && kind == BlockKind::Paragraph
                && last.depth + 1 == depth;
        let above = self.text(at - 1);
        let hard_break =
            self.source[self.lines[at - 1].content.end..].starts_with("  ") || above.ends_with('\\');
        same && !hard_break
            && last.span.end == self.lines[at - 1].content.end
            && !ends_sentence(above)
            && !(wrapped::keyed(above) && wrapped::keyed(self.text(at)))
            && width(above, WRAP_WIDTH) >= WRAP_WIDTH
    }

    /// True if line `at` goes on with a sentence that the width of a page broke.
    fn broken_above(&self, at: usize, kind: BlockKind) -> bool {
        if self.after_blank || at == 0 || kind != BlockKind::Paragraph {
            return false;
        }
        let Some(last) = self.out.blocks.last() else { return false };
        let item = matches!(last.kind, BlockKind::ListItem(_));
        (item || last.kind == BlockKind::Paragraph)
            && last.span.end == self.lines[at - 1].content.end
            && wrapped::goes_on(self.source, self.lines, at, item)
    }

    fn join(&mut self, content: Span, whole: Span) {
        let Some(mut block) = self.out.blocks.pop() else { return };
        let gap = Span::new(block.span.end, content.start);
        let blank = block.text.as_str().ends_with(|c: char| c.is_ascii())
            && content.of(self.source).starts_with(|c: char| c.is_ascii());
        if blank {
            block.text.push_rewritten(" ", gap);
        }
        self.inline(&mut block, content);
        block.span = block.span.hull(whole);
        self.out.blocks.push(block);
    }

    fn push_prose(&mut self, kind: BlockKind, whole: Span, text: Span, depth: usize) {
        let mut block = self.block(kind, whole, depth);
        self.inline(&mut block, text);
        if block.text.as_str().starts_with(char::is_whitespace)
            || block.text.as_str().ends_with(char::is_whitespace)
        {
            block.text = block.text.trimmed();
        }
        self.out.blocks.push(block);
    }

    fn inline(&mut self, block: &mut Block, span: Span) {
        let emphasis = self.markdown();
        let mut inline = Inline {
            source: self.source,
            text: &mut block.text,
            marks: &mut block.marks,
            markup: &mut self.out.markup,
            foreign: &mut self.out.foreign,
            open_foreign: Vec::new(),
            emphasis,
        };
        inline.read(span);
    }

    fn block(&self, kind: BlockKind, span: Span, depth: usize) -> Block {
        Block { kind, span, text: AlignedText::default(), depth, marks: Vec::new(), container: 0 }
    }
}

#[cfg(test)]
mod tests;
