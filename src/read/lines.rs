//! Markdown and pasted text, line by line.
//!
//! Our own grammar instead of CommonMark's, because the structure that the author meant wins:
//! CommonMark reads deep or mixed indentation as code and glued lines as one paragraph, and
//! pasted text is no Markdown at all.

use super::html;
use super::inline::Inline;
use super::island;
use super::marker::{is_han, is_pictograph, marker};
use crate::document::{AlignedText, Block, BlockKind, Document, Marker, Span};
use crate::source::Format;

/// Columns (a Han character is two) from which a line counts as wrapped by an editor rather than
/// ended by its author.
const WRAP_WIDTH: usize = 56;

/// Fences of template code that stands on a line of its own.
const TEMPLATE_TAGS: [(&str, &str); 2] = [("{%", "%}"), ("<%", "%>")];

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
    let mut reader = Reader {
        source: &text,
        lines: &lines,
        out: document,
        list: Vec::new(),
        after_blank: true,
        tables: 0,
        in_table: false,
    };
    let mut at = reader.front_matter();
    while at < lines.len() {
        at = reader.line(at);
    }
}

fn split(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
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
    source: &'a str,
    lines: &'a [Line],
    out: &'a mut Document,
    /// Indents of the open list levels, outermost first.
    list: Vec<usize>,
    after_blank: bool,
    tables: usize,
    in_table: bool,
}

impl<'a> Reader<'a> {
    fn text(&self, at: usize) -> &'a str {
        self.lines[at].content.of(self.source)
    }

    fn markdown(&self) -> bool {
        self.out.format == Format::Markdown
    }

    /// Reads a header between `---` or `+++` at the very start; returns the first line after it.
    fn front_matter(&mut self) -> usize {
        let fence = self.text(0);
        if !matches!(fence, "---" | "+++") || self.lines[0].indent > 0 {
            return 0;
        }
        let Some(close) = (1..self.lines.len().min(400)).find(|&at| {
            let text = self.text(at);
            text == fence || fence == "---" && text == "..."
        }) else {
            return 0;
        };
        // A thematic break at the top is no header: a header has keys.
        let keyed = (1..close).any(|at| {
            let text = self.text(at);
            text.split_once([':', '='])
                .is_some_and(|(key, _)| !key.is_empty() && !key.contains(char::is_whitespace))
        });
        if !keyed {
            return 0;
        }
        let span = self.lines[0].content.hull(self.lines[close].content);
        self.verbatim(BlockKind::FrontMatter, span);
        close + 1
    }

    /// Reads the block that starts at line `at`; returns the next line to read.
    fn line(&mut self, at: usize) -> usize {
        let text = self.text(at);
        if text.is_empty() {
            self.after_blank = true;
            self.in_table = false;
            return at + 1;
        }
        let next = self
            .fence(at)
            .or_else(|| self.markup(at))
            .or_else(|| self.island(at))
            .or_else(|| self.table_row(at))
            .or_else(|| self.rule(at));
        if let Some(next) = next {
            self.after_blank = false;
            return next;
        }
        self.in_table = false;
        self.prose(at)
    }

    fn fence(&mut self, at: usize) -> Option<usize> {
        let text = self.text(at);
        let fence = ["```", "~~~"].into_iter().find(|fence| text.starts_with(fence))?;
        if text[3..].contains(fence) {
            return None;
        }
        let close = (at + 1..self.lines.len()).find(|&to| {
            let text = self.text(to);
            text.starts_with(fence) && text.trim_start_matches(&fence[..1]).is_empty()
        });
        // An unclosed fence would swallow the rest of the document; it is only its own line then.
        let last = close.unwrap_or(at);
        let span = self.lines[at].content.hull(self.lines[last].content);
        self.verbatim(if close.is_some() { BlockKind::Code } else { BlockKind::Markup }, span);
        Some(last + 1)
    }

    /// Comments, and lines of template code only.
    fn markup(&mut self, at: usize) -> Option<usize> {
        let text = self.text(at);
        let start = self.lines[at].content.start;
        let end = if text.starts_with("<!--") {
            start + self.source[start..].find("-->")? + 3
        } else if TEMPLATE_TAGS.iter().any(|(open, close)| {
            let inner = text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
            inner.is_some_and(|inner| !inner.contains('%'))
        }) {
            self.lines[at].content.end
        } else {
            return None;
        };
        let last = (at..self.lines.len()).find(|&to| self.lines[to].content.end >= end)?;
        if end < self.lines[last].content.end {
            return None;
        }
        self.verbatim(BlockKind::Markup, Span::new(start, end));
        Some(last + 1)
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
        if self.joins(at, kind, depth) {
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
            && width_reaches(above, WRAP_WIDTH)
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
            emphasis,
        };
        inline.read(span);
    }

    fn block(&self, kind: BlockKind, span: Span, depth: usize) -> Block {
        Block { kind, span, text: AlignedText::default(), depth, marks: Vec::new(), container: 0 }
    }

    fn verbatim(&mut self, kind: BlockKind, span: Span) {
        let mut block = self.block(kind, span, if kind == BlockKind::Code { self.list.len() } else { 0 });
        block.text = AlignedText::from_source(self.source, span);
        self.out.blocks.push(block);
    }
}

/// `## 标题`: its level and the bytes before the title. Without a blank (`##标题`) from level two
/// on, because `#话题` is a tag; pasted text needs the blank always.
fn atx_heading(text: &str, lenient: bool) -> Option<(u8, usize)> {
    let level = text.bytes().take_while(|&b| b == b'#').count();
    let rest = &text[level..];
    let blank = rest.starts_with(char::is_whitespace);
    if level == 0 || level > 6 || !(blank || lenient && level > 1) {
        return None;
    }
    let title = rest.trim_start();
    (!title.is_empty()).then_some((level as u8, text.len() - title.len()))
}

fn strip_closing_hashes(source: &str, title: Span) -> Span {
    let text = title.of(source);
    let bare = text.trim_end_matches('#');
    let kept =
        if bare.len() < text.len() && bare.ends_with(' ') { bare.trim_end().len() } else { text.len() };
    Span::new(title.start, title.start + kept)
}

fn strip_quote(source: &str, line: Span) -> Span {
    let text = line.of(source);
    let inner = text.trim_start_matches(['>', ' ', '\t']);
    Span::new(line.end - inner.len(), line.end)
}

fn pictograph_bullet(text: &str) -> Option<usize> {
    let first = text.chars().next().filter(|&c| is_pictograph(c))?;
    let rest = text[first.len_utf8()..].trim_start_matches(|c: char| {
        is_pictograph(c)
            || matches!(c, '\u{fe0f}' | '\u{fe0e}' | '\u{200d}' | '\u{1f3fb}'..='\u{1f3ff}' | '♀' | '♂')
    });
    let body = rest.trim_start();
    (!body.is_empty()).then_some(text.len() - body.len())
}

fn is_delimiter_row(text: &str) -> bool {
    text.contains('-')
        && text.contains('|')
        && text.bytes().all(|b| matches!(b, b'|' | b'-' | b':' | b' ' | b'\t'))
}

/// The cells of a row, white space trimmed; `\|` and pipes in code are text.
fn cell_spans(source: &str, row: Span) -> Vec<Span> {
    let bytes = source.as_bytes();
    let (mut start, mut end) = (row.start, row.end);
    if bytes[start] == b'|' {
        start += 1;
    }
    if end > start && bytes[end - 1] == b'|' && !(end > start + 1 && bytes[end - 2] == b'\\') {
        end -= 1;
    }
    let mut cells = Vec::new();
    let mut from = start;
    let mut in_code = false;
    for at in start..end {
        match bytes[at] {
            b'`' => in_code = !in_code,
            b'|' if !in_code && bytes[at - 1] != b'\\' => {
                cells.push(Span::new(from, at).trimmed(source));
                from = at + 1;
            }
            _ => {}
        }
    }
    cells.push(Span::new(from, end).trimmed(source));
    cells
}

fn ends_sentence(text: &str) -> bool {
    let text = text.trim_end_matches(['*', '_', '`', '”', '"', '」', '』', ')', '）', ' ']);
    text.ends_with(['。', '！', '？', '：', '；', '.', '!', '?', ':', ';', '…', '，', '、'])
        && !text.ends_with(['，', '、'])
}

fn width_reaches(text: &str, columns: usize) -> bool {
    let mut width = 0;
    text.chars().any(|c| {
        width += if is_han(c)
            || ('\u{3000}'..='\u{30ff}').contains(&c)
            || ('\u{ff00}'..='\u{ff60}').contains(&c)
        {
            2
        } else {
            1
        };
        width >= columns
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::source::SourceId;

    fn blocks(text: &str, format: Format) -> Vec<(BlockKind, usize, String)> {
        let mut document = Document::new(SourceId::new("t"), Arc::from(text), format, "UTF-8");
        read_lines(&mut document);
        let mut end = 0;
        for block in &document.blocks {
            block.text.check(text).expect("aligned");
            assert!(block.span.start >= end, "{block:?}");
            end = block.span.end;
        }
        document.blocks.iter().map(|b| (b.kind, b.depth, b.text.as_str().to_owned())).collect()
    }

    fn markdown(text: &str) -> Vec<(BlockKind, usize, String)> {
        blocks(text, Format::Markdown)
    }

    const BULLET: BlockKind = BlockKind::ListItem(Marker::Bullet);

    #[test]
    fn nesting_survives_tabs_and_blanks_mixed() {
        let got = markdown("- 甲\n\t- 乙\n \t - 丙\n    - 丁\n        - 戊\n- 己\n");
        let depths: Vec<_> = got.iter().map(|(_, depth, text)| (*depth, text.as_str())).collect();
        assert_eq!(depths, [(0, "甲"), (1, "乙"), (1, "丙"), (1, "丁"), (2, "戊"), (0, "己")]);
    }

    #[test]
    fn deep_indentation_is_a_list_not_code() {
        assert_eq!(markdown("文字\n\n        - 甲\n")[1], (BULLET, 0, "甲".into()));
    }

    #[test]
    fn headings_inside_items_and_without_blanks() {
        let got = markdown("*   ### **Mining data**\n##标题\n#话题\n");
        assert_eq!(got[0], (BlockKind::Heading(3), 0, "Mining data".into()));
        assert_eq!(got[1].0, BlockKind::Heading(2));
        assert_eq!(got[2].0, BlockKind::Paragraph);
    }

    #[test]
    fn tables_keep_cells_and_drop_rulers() {
        let got = markdown("|   |   |\n|---|---|\n|**甲**|乙\\|丙|\n\n| a | b |\n|---|:-:|\n| 1 | `x|y` |\n");
        assert_eq!(got[0], (BlockKind::TableRow { table: 0, header: false }, 0, "甲\t乙|丙".into()));
        assert_eq!(got[1].0, BlockKind::TableRow { table: 1, header: true });
        assert_eq!(got[2].2, "1\tx|y");
    }

    #[test]
    fn front_matter_needs_keys() {
        assert_eq!(markdown("---\ntitle: 甲\n---\n正文\n")[0].0, BlockKind::FrontMatter);
        assert_eq!(markdown("---\n\n正文\n\n---\n")[0].0, BlockKind::Rule);
    }

    #[test]
    fn pasted_lines_stay_apart_and_wrapped_markdown_joins() {
        let long = "这一行写得很长很长很长很长很长很长很长很长很长很长很长很长很长没有写完";
        assert_eq!(markdown(&format!("{long}\n所以接着写。\n")).len(), 1);
        assert_eq!(blocks(&format!("{long}\n另一条标题\n"), Format::Text).len(), 2);
        assert_eq!(markdown("短行\n另一行\n").len(), 2);
    }

    #[test]
    fn several_pictographs_make_a_list_one_does_not() {
        let got = markdown("🎯 甲\n🚀 乙\n\n文字\n文字\n\n🌱 单独一行\n");
        assert_eq!((got[0].0, got[1].0), (BULLET, BULLET));
        assert_eq!(got[4], (BlockKind::Paragraph, 0, "🌱 单独一行".into()));
    }

    #[test]
    fn unclosed_fences_and_rules_swallow_nothing() {
        let got = markdown("```\n正文还在\n标题\n====\n结束。\n---\n");
        assert_eq!(got[1].2, "正文还在");
        assert_eq!(got[2], (BlockKind::Heading(1), 0, "标题".into()));
        assert_eq!(got.last().map(|b| b.0), Some(BlockKind::Rule), "a sentence is no title");
    }

    #[test]
    fn code_and_comments_are_verbatim() {
        let got = markdown("```sql\nselect *\n```\n<!-- 注\n释 -->\n{% raw %}\n");
        assert_eq!(got[0], (BlockKind::Code, 0, "```sql\nselect *\n```".into()));
        assert_eq!(got[1].0, BlockKind::Markup);
        assert_eq!(got[2].0, BlockKind::Markup);
    }
}
