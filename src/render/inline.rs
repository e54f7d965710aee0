//! The text of one block as Markdown or plain text: inline marks put back, characters that would
//! mean something else escaped.

use std::ops::Range;

use crate::document::{Block, MarkKind};

/// The text of `block` with strong, emphasis and code marks put back. Links and images are reduced
/// to their text: their targets are removals.
///
/// A mark whose text an edit tore (it no longer maps to a range of the text, or crosses another
/// mark) is dropped, never its text.
pub fn markdown(block: &Block, within: Range<usize>, out: &mut String) {
    let text = block.text.as_str();
    if block.marks.is_empty() {
        return escape(&text[within], false, out);
    }
    let mut open: Vec<(usize, &'static str, bool)> = Vec::new();
    let marks = nested(block, &within);
    let mut marks = marks.iter().peekable();
    let mut at = within.start;
    loop {
        let close = open.last().map(|(end, ..)| *end);
        let start = marks.peek().map(|(range, _)| range.start);
        let next = match (close, start) {
            (Some(close), Some(start)) => close.min(start),
            (Some(at), None) | (None, Some(at)) => at,
            (None, None) => within.end,
        };
        let verbatim = open.last().is_some_and(|(.., code)| *code);
        escape(&text[at..next], verbatim, out);
        at = next;
        if close == Some(at) {
            if let Some((_, delimiter, _)) = open.pop() {
                out.push_str(delimiter);
            }
        } else if let Some((range, kind)) = marks.next_if(|(range, _)| range.start == at) {
            let delimiter = delimiter(*kind);
            out.push_str(delimiter);
            open.push((range.end, delimiter, *kind == MarkKind::Code));
        } else {
            return;
        }
    }
}

/// The marks that can be put back inside `within`, properly nested, outer before inner.
fn nested(block: &Block, within: &Range<usize>) -> Vec<(Range<usize>, MarkKind)> {
    let text = block.text.as_str();
    let mut found: Vec<(Range<usize>, MarkKind)> = block
        .marks
        .iter()
        .filter(|mark| matches!(mark.kind, MarkKind::Strong | MarkKind::Emphasis | MarkKind::Code))
        .filter_map(|mark| {
            let range = block.text.from_source_span(mark.inner)?;
            // White space inside a delimiter keeps Markdown from reading it as one.
            let inner = &text[range.clone()];
            let start = range.start + (inner.len() - inner.trim_start().len());
            let end = start + inner.trim().len();
            (start < end && within.start <= start && end <= within.end).then_some((start..end, mark.kind))
        })
        .filter(|(range, kind)| *kind != MarkKind::Code || !text[range.clone()].contains('`'))
        .collect();
    found.sort_by(|(a, _), (b, _)| a.start.cmp(&b.start).then(b.end.cmp(&a.end)));
    let mut kept: Vec<(Range<usize>, MarkKind)> = Vec::new();
    let mut open: Vec<(usize, MarkKind)> = Vec::new();
    for (range, kind) in found {
        open.retain(|(end, _)| *end > range.start);
        let crosses = open.last().is_some_and(|(end, _)| *end < range.end);
        let inside = open.iter().any(|(_, outer)| *outer == MarkKind::Code || *outer == kind);
        if !crosses && !inside {
            open.push((range.end, kind));
            kept.push((range, kind));
        }
    }
    kept
}

fn delimiter(kind: MarkKind) -> &'static str {
    match kind {
        MarkKind::Strong => "**",
        MarkKind::Emphasis => "*",
        _ => "`",
    }
}

/// Escapes what Markdown would read as a mark or a tag. `|` is left to tables, block marks to the
/// start of a line.
fn escape(text: &str, verbatim: bool, out: &mut String) {
    if verbatim {
        out.push_str(text);
        return;
    }
    let bytes = text.as_bytes();
    let mut from = 0;
    for at in memchr::memchr3_iter(b'*', b'`', b'<', bytes) {
        let tag = bytes.get(at + 1).is_some_and(|next| next.is_ascii_alphabetic() || b"/!?".contains(next));
        if bytes[at] != b'<' || tag {
            out.push_str(&text[from..at]);
            out.push('\\');
            from = at;
        }
    }
    out.push_str(&text[from..]);
}

/// Escapes a character at `start`, where a paragraph of `out` begins, that would make it a heading, quote, list
/// item, fence or rule.
pub fn guard(out: &mut String, start: usize) {
    if let Some(at) = guarded(&out[start..]) {
        out.insert(start + at, '\\');
    }
}

/// The character of a line that would make it something else than a paragraph.
fn guarded(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    let blank_after = |at: usize| bytes.get(at).is_none_or(|byte| *byte == b' ');
    match bytes.first()? {
        b'#' => blank_after(bytes.iter().take_while(|byte| **byte == b'#').count()).then_some(0),
        b'-' | b'+' if blank_after(1) => Some(0),
        b'>' => Some(0),
        b'-' => (bytes.len() > 2 && bytes.iter().all(|byte| *byte == b'-')).then_some(0),
        b'~' => line.starts_with("~~~").then_some(0),
        digit if digit.is_ascii_digit() => {
            let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let number = digits < 10 && matches!(bytes.get(digits), Some(b'.' | b')'));
            (number && blank_after(digits + 1)).then_some(digits)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{AlignedText, BlockKind, Mark, Span};

    fn block(source: &str, text: Span, marks: Vec<Mark>) -> Block {
        Block {
            kind: BlockKind::Paragraph,
            span: Span::new(0, source.len()),
            text: AlignedText::from_source(source, text),
            depth: 0,
            marks,
            container: 0,
        }
    }

    fn rendered(block: &Block) -> String {
        let mut out = String::new();
        markdown(block, 0..block.text.len(), &mut out);
        out
    }

    fn mark(kind: MarkKind, start: usize, end: usize) -> Mark {
        Mark { kind, span: Span::new(start, end), inner: Span::new(start, end) }
    }

    #[test]
    fn marks_nest_and_meet() {
        let source = "abcdef";
        let marks =
            vec![mark(MarkKind::Strong, 0, 4), mark(MarkKind::Code, 1, 3), mark(MarkKind::Emphasis, 4, 6)];
        assert_eq!(rendered(&block(source, Span::new(0, 6), marks)), "**a`bc`d***ef*");
    }

    #[test]
    fn crossing_marks_lose_the_mark_not_the_text() {
        let marks = vec![mark(MarkKind::Strong, 0, 4), mark(MarkKind::Emphasis, 2, 6)];
        assert_eq!(rendered(&block("abcdef", Span::new(0, 6), marks)), "**abcd**ef");
    }

    #[test]
    fn white_space_stays_outside_the_delimiters() {
        let marks = vec![mark(MarkKind::Strong, 1, 4)];
        assert_eq!(rendered(&block("a b c", Span::new(0, 5), marks)), "a **b** c");
    }

    #[test]
    fn what_would_read_as_markup_is_escaped() {
        let source = "a*b <div> 3 < 4 `";
        assert_eq!(rendered(&block(source, Span::new(0, source.len()), vec![])), "a\\*b \\<div> 3 < 4 \\`");
        for (line, guarded) in [
            ("# 甲", "\\# 甲"),
            ("#甲", "#甲"),
            ("- 甲", "\\- 甲"),
            ("2026. 甲", "2026\\. 甲"),
            ("3.5 甲", "3.5 甲"),
            ("> 甲", "\\> 甲"),
            ("---", "\\---"),
            ("", ""),
        ] {
            let mut out = format!("上{line}");
            guard(&mut out, 3);
            assert_eq!(out, format!("上{guarded}"));
        }
    }
}
