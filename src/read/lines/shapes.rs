//! The shapes of single lines: headings, rows, quotes, ornaments, ends of sentences.

use unicode_segmentation::UnicodeSegmentation;

use crate::document::Span;
use crate::read::marker::{is_han, is_pictograph};

/// `## 标题`: its level and the bytes before the title. Without a blank (`##标题`) from level two
/// on, because `#话题` is a tag; pasted text needs the blank always.
pub(super) fn atx_heading(text: &str, lenient: bool) -> Option<(u8, usize)> {
    let level = text.bytes().take_while(|&b| b == b'#').count();
    let rest = &text[level..];
    let blank = rest.starts_with(char::is_whitespace);
    if level == 0 || level > 6 || !(blank || lenient && level > 1) {
        return None;
    }
    let title = rest.trim_start();
    (!title.is_empty()).then_some((level as u8, text.len() - title.len()))
}

pub(super) fn strip_closing_hashes(source: &str, title: Span) -> Span {
    let text = title.of(source);
    let bare = text.trim_end_matches('#');
    let kept =
        if bare.len() < text.len() && bare.ends_with(' ') { bare.trim_end().len() } else { text.len() };
    Span::new(title.start, title.start + kept)
}

pub(super) fn strip_quote(source: &str, line: Span) -> Span {
    let text = line.of(source);
    let inner = text.trim_start_matches(['>', ' ', '\t']);
    Span::new(line.end - inner.len(), line.end)
}

/// Bytes of the pictographs that `text` starts with and the blanks behind them. A joined emoji
/// (🧑‍🍳, 🛠️, 🤹🏼) is one cluster: its joiners, variation selectors and skin tones go with it.
pub(super) fn pictograph_bullet(text: &str) -> Option<usize> {
    if !text.starts_with(is_pictograph) {
        return None;
    }
    let ornaments: usize =
        text.graphemes(true).take_while(|cluster| cluster.starts_with(is_pictograph)).map(str::len).sum();
    let body = text[ornaments..].trim_start();
    (ornaments > 0 && !body.is_empty()).then_some(text.len() - body.len())
}

pub(super) fn is_delimiter_row(text: &str) -> bool {
    text.contains('-')
        && text.contains('|')
        && text.bytes().all(|b| matches!(b, b'|' | b'-' | b':' | b' ' | b'\t'))
}

/// The cells of a row, white space trimmed; `\|` and pipes in code are text.
pub(super) fn cell_spans(source: &str, row: Span) -> Vec<Span> {
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

pub(super) fn ends_sentence(text: &str) -> bool {
    let closes = |c: char| matches!(c, '*' | '_' | '`' | '”' | '"' | '」' | '』' | ')' | '）' | ' ');
    let ends = |c: char| matches!(c, '。' | '！' | '？' | '：' | '；' | '.' | '!' | '?' | ':' | ';' | '…');
    text.chars().rev().find(|&c| !closes(c)).is_some_and(ends)
}

/// Columns of a text, counted no further than to `most`; a Han character or sign is two.
pub(super) fn width(text: &str, most: usize) -> usize {
    let bytes = text.as_bytes();
    let (mut at, mut width) = (0, 0);
    while at < bytes.len() && width < most {
        (at, width) = match bytes[at] {
            0..0x80 => (at + 1, width + 1),
            // U+5000 to U+9FFF: nearly all Han characters that are used.
            0xE5..=0xE9 => (at + 3, width + 2),
            _ => {
                let c = text[at..].chars().next().unwrap_or_default();
                let wide = is_han(c) || matches!(c, '\u{3000}'..='\u{30ff}' | '\u{ff00}'..='\u{ff60}');
                (at + c.len_utf8(), width + if wide { 2 } else { 1 })
            }
        };
    }
    width
}
