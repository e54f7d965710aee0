//! Text made safe for CommonMark.

use std::fmt::Write;

/// `text` as it stands, in Markdown: marks escaped, line breaks turned to blanks. Safe in
/// headings, list items, table cells and at the start of a paragraph.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let text = text.trim();
    for (at, c) in text.char_indices() {
        match c {
            // Only in front of a name or number it can be a reference.
            '&' if !text[at + 1..].starts_with(|next: char| next == '#' || next.is_ascii_alphabetic()) => {
                out.push('&');
            }
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '&' | '~' => {
                out.push('\\');
                out.push(c);
            }
            '#' | '+' | '-' | '=' if at == 0 => {
                out.push('\\');
                out.push(c);
            }
            '.' | ')' if !out.is_empty() && out.chars().all(|c| c.is_ascii_digit()) => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// The text that [`escaped`] was given, as far as its marks go.
pub(crate) fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let mark = c == '\\' && chars.peek().is_some_and(char::is_ascii_punctuation);
        out.extend(if mark { chars.next() } else { Some(c) });
    }
    out
}

/// The first `limit` characters of `text`, with `…` if any are left out.
pub(super) fn trimmed(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

/// A relative path as a link target: bytes that would end the link, start a query or a fragment,
/// or be taken for an escape are percent-encoded; Chinese characters stay readable.
pub(super) fn link_target(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for c in path.chars() {
        let safe = if c.is_ascii() {
            c.is_ascii_alphanumeric()
                || matches!(c, '/' | '.' | '-' | '_' | '~' | '+' | ',' | '=' | '@' | '!' | '$')
        } else {
            !c.is_control() && !c.is_whitespace()
        };
        if safe {
            out.push(c);
        } else {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                // Writing to a String cannot fail.
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_escaped_and_breaks_become_blanks() {
        assert_eq!(escaped("a|b *c* <d>\ne_f"), r"a\|b \*c\* \<d\> e\_f");
        assert_eq!(escaped("盘点库存&物料 R&D &amp;"), r"盘点库存&物料 R\&D \&amp;");
        assert_eq!(escaped("# 盘点"), r"\# 盘点");
        assert_eq!(escaped("12. 盘点"), r"12\. 盘点");
        assert_eq!(escaped("2.5 米"), r"2\.5 米");
        assert_eq!(escaped("盘点 1.5 次 - 日"), "盘点 1.5 次 - 日");
    }

    #[test]
    fn paths_survive_as_link_targets() {
        assert_eq!(link_target("店 务/手册 (新)#2.md"), "店%20务/手册%20%28新%29%232.md");
        assert_eq!(link_target("50%.md"), "50%25.md");
        assert_eq!(link_target("a\u{3000}b.md"), "a%E3%80%80b.md");
    }

    #[test]
    fn trimming_counts_characters() {
        assert_eq!(trimmed("盘点库存", 4), "盘点库存");
        assert_eq!(trimmed("盘点库存", 2), "盘点…");
    }
}
