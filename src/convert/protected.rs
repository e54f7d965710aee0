//! Parts of a text that conversion must not touch: code, addresses, file names, other languages.

use std::ops::Range;

use crate::document::{Block, MarkKind, Span};

/// Endings that make a quoted or path-like word a file name.
const FILE_ENDINGS: [&str; 22] = [
    ".csv", ".doc", ".docx", ".gif", ".htm", ".html", ".jpeg", ".jpg", ".json", ".md", ".mp3", ".mp4",
    ".pdf", ".png", ".ppt", ".pptx", ".txt", ".xls", ".xlsx", ".xml", ".yaml", ".zip",
];

/// Byte ranges of the block's text, in order of their start. `foreign` are the document's.
pub(super) fn ranges(block: &Block, foreign: &[Span]) -> Vec<Range<usize>> {
    let code = block.marks.iter().filter(|mark| mark.kind == MarkKind::Code);
    let mut ranges: Vec<_> = code.filter_map(|mark| block.text.from_source_span(mark.inner)).collect();
    ranges.extend(self::foreign(block, foreign));
    ranges.extend(in_text(block.text.as_str()));
    ranges.sort_by_key(|range| range.start);
    ranges
}

/// The words of other languages in the block's text.
pub(super) fn foreign(block: &Block, foreign: &[Span]) -> impl Iterator<Item = Range<usize>> {
    let near = foreign.iter().filter(|span| span.overlaps(block.span));
    near.filter_map(|span| block.text.from_source_span(*span))
}

/// Ranges, sorted by their start, that changes are held against in order.
pub(super) struct Ahead<'a> {
    ranges: &'a [Range<usize>],
    /// Where the last of those ends that began before.
    end: usize,
}

impl<'a> Ahead<'a> {
    pub(super) fn of(ranges: &'a [Range<usize>]) -> Self {
        Self { ranges, end: 0 }
    }

    /// True if `change`, which lies behind those asked about before, touches one of the ranges.
    pub(super) fn touches(&mut self, change: &Range<usize>) -> bool {
        while let Some((range, behind)) =
            self.ranges.split_first().filter(|(range, _)| range.start < change.end)
        {
            self.end = self.end.max(range.end);
            self.ranges = behind;
        }
        change.start < self.end
    }
}

/// Addresses, file names and code between backticks in a text without marks, in order of their
/// start.
pub(super) fn in_text(text: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    for at in memchr::memmem::find_iter(text.as_bytes(), "://") {
        ranges.push(address(text, at));
    }
    for at in memchr::memchr_iter(b'.', text.as_bytes()) {
        ranges.extend(file_name(text, at));
    }
    ranges.extend(code(text));
    ranges.sort_by_key(|range| range.start);
    ranges
}

/// Code between runs of as many backticks on one line.
fn code(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let run = |at: usize| bytes[at..].iter().take_while(|&&byte| byte == b'`').count();
    let (mut ranges, mut at) = (Vec::new(), 0);
    // The run that is open: where it starts, and its length.
    let mut open: Option<(usize, usize)> = None;
    while let Some(found) = memchr::memchr2(b'`', b'\n', &bytes[at..]) {
        at += found;
        let length = run(at);
        open = match open {
            _ if length == 0 => None,
            Some((start, opened)) if opened == length => {
                ranges.push(start..at + length);
                None
            }
            None => Some((at, length)),
            waiting => waiting,
        };
        at += length.max(1);
    }
    ranges
}

/// The address around the `://` at `at`. Han characters belong to it only inside a path
/// (`/維修/手冊`), as running text often follows an address without a blank.
fn address(text: &str, at: usize) -> Range<usize> {
    let scheme = text[..at].bytes().rev().take_while(u8::is_ascii_alphanumeric).count();
    let mut last = '/';
    let length: usize = text[at + 3..]
        .chars()
        .take_while(|&c| {
            let inside = c.is_ascii_graphic() && !matches!(c, '<' | '>' | '"')
                || c.is_alphanumeric()
                    && (!last.is_ascii() || matches!(last, '/' | '=' | '_' | '-' | '#' | '?' | '&'));
            last = c;
            inside
        })
        .map(char::len_utf8)
        .sum();
    at - scheme..at + 3 + length
}

/// The file name that has its ending's dot at `at`, if it stands in quotes or after a slash: else
/// nothing tells where it starts in a text without blanks.
fn file_name(text: &str, at: usize) -> Option<Range<usize>> {
    let ending = &text[at..];
    let letters = ending[1..].bytes().take_while(u8::is_ascii_alphanumeric).count() + 1;
    if !FILE_ENDINGS.contains(&ending[..letters].to_ascii_lowercase().as_str()) {
        return None;
    }
    let part_of_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '+');
    let mut before = text[..at].char_indices().rev();
    let (start, opening) = before.find(|(_, c)| !part_of_name(*c))?;
    let quoted =
        matches!(opening, '/' | '\\' | '"' | '\'' | '「' | '『' | '《' | '“' | '‘' | '`' | '[' | '【');
    quoted.then(|| start + opening.len_utf8()..at + letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        in_text(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn addresses_end_where_running_text_goes_on() {
        assert_eq!(
            found("見https://example.org/維修/手冊?頁=2，另見"),
            ["https://example.org/維修/手冊?頁=2"]
        );
        assert_eq!(found("http://a.example查看說明"), ["http://a.example"]);
        assert_eq!(found("比例 3://"), ["3://"]);
    }

    #[test]
    fn code_between_backticks_ends_on_its_line() {
        assert_eq!(found("執行 `軟體` 與 ``列印`資料`` 後"), ["`軟體`", "``列印`資料``"]);
        assert!(found("單個 ` 記號\n下一行 ` 也是").is_empty());
    }

    #[test]
    fn file_names_are_kept_if_their_start_is_told() {
        assert_eq!(found("開啟「盤點報表.xlsx」與 docs/倉庫/說明.md"), ["盤點報表.xlsx", "說明.md"]);
        assert!(found("請填寫盤點報表.xlsx 並說明 3.5 個重點").is_empty());
    }
}
