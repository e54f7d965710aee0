//! List markers as people write them: any bullet glyph, numbers with any punctuation.

use crate::document::Marker;

/// A list marker found at the start of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FoundMarker {
    /// What it says.
    pub(crate) marker: Marker,
    /// Bytes from the start of the line's content to the start of the item's text, the blanks
    /// after the marker included.
    pub(crate) len: usize,
}

/// Glyphs that mark an item even without a blank behind them.
const GLYPHS: &str = "▍▎▌▐▊❏❑❒✦✧✪◎⊙⦿⁃⬤➔➜➡▷▹◈☞•●○◦▪▫■□◆◇➤➢►▶▸‣✓✔✅☑☐★☆⚫⚪·∙‧・･˙ㆍ﹒❖※→⇒»›＊";

/// The marker at the start of `line`, which has no indentation left.
///
/// `1.5 倍` and `2025 年` are no markers, nor is `**` or a lone dash.
pub(crate) fn marker(line: &str) -> Option<FoundMarker> {
    let first = line.chars().next()?;
    if first.is_ascii_digit() || matches!(first, '０'..='９') {
        return number(line);
    }
    match first {
        _ if is_han(first) => None,
        '-' | '*' | '+' | '–' | '—' | '－' => dash(line, first),
        '(' | '（' | '【' => bracketed(line),
        '①'..='⑳' => {
            let value = first as u32 - '①' as u32 + 1;
            Some(with_blanks(line, first.len_utf8(), Marker::Number(value)))
        }
        'a'..='z' | 'A'..='Z' => letter(line),
        _ if GLYPHS.contains(first) => {
            let found = with_blanks(line, first.len_utf8(), Marker::Bullet);
            (found.len < line.len()).then_some(found)
        }
        _ => None,
    }
}

fn with_blanks(line: &str, len: usize, marker: Marker) -> FoundMarker {
    let rest = &line[len..];
    // U+FE0E/F follow a glyph that could also be an emoji.
    let rest = rest.trim_start_matches(['\u{fe0e}', '\u{fe0f}']).trim_start();
    FoundMarker { marker, len: line.len() - rest.len() }
}

fn dash(line: &str, first: char) -> Option<FoundMarker> {
    let rest = &line[first.len_utf8()..];
    let blank = rest.starts_with([' ', '\t', '\u{3000}', '\u{a0}']);
    // `-负责…`: people leave the blank out; `--` and `-5` are something else.
    let glued = first == '-' && rest.chars().next().is_some_and(is_han);
    let found = with_blanks(line, first.len_utf8(), Marker::Bullet);
    // `- 3 -` is the number of a page.
    let page = rest.trim().strip_suffix(first).is_some_and(|number| {
        digits(number.trim_end()).is_some_and(|(_, len)| len == number.trim_end().len())
    });
    if page {
        return None;
    }
    let boxed = &line[found.len..];
    let found = match boxed.get(..3) {
        Some("[ ]" | "[x]" | "[X]") => with_blanks(line, found.len + 3, Marker::Bullet),
        _ => found,
    };
    ((blank || glued) && found.len < line.len()).then_some(found)
}

fn number(line: &str) -> Option<FoundMarker> {
    let (value, digits) = digits(line)?;
    let rest = &line[digits..];
    // A digit on a key (`1️⃣`), as people number lines in posts.
    if let Some(behind) = rest.trim_start_matches('\u{fe0f}').strip_prefix('\u{20e3}') {
        let found = with_blanks(line, line.len() - behind.len(), Marker::Number(value));
        return (found.len < line.len()).then_some(found);
    }
    let mark = rest.chars().next()?;
    let count = line[..digits].chars().count();
    if count > 4 || !matches!(mark, '.' | '、' | ')' | '）' | '．' | '｡' | ':' | '：' | ',' | '，') {
        return None;
    }
    let after = &rest[mark.len_utf8()..];
    let next = after.chars().next()?;
    let fits = match mark {
        // `1.2` is a section number or a decimal, `9:00` a time, `1,000` an amount.
        '.' | '｡' => !next.is_ascii_digit() && (next.is_whitespace() || !next.is_ascii_alphanumeric()),
        '．' => !next.is_ascii_digit(),
        ':' | '：' | ',' | '，' => value <= 30 && !next.is_ascii_digit() && is_han(next),
        _ => !matches!(next, '.' | '、' | ')' | '）'),
    };
    fits.then(|| with_blanks(line, digits + mark.len_utf8(), Marker::Number(value)))
}

/// `(1)`, `（2）`, `【3】`, `(a)`; Chinese ordinals in brackets belong to headings and are left alone.
fn bracketed(line: &str) -> Option<FoundMarker> {
    let open = line.chars().next()?;
    let inner = &line[open.len_utf8()..];
    let close = if open == '【' { inner.find('】')? } else { inner.find([')', '）'])? };
    let value = match digits(&inner[..close]) {
        Some((value, len)) if len == close && len <= 3 => value,
        _ => single_letter(&inner[..close])?,
    };
    let len = open.len_utf8() + close + inner[close..].chars().next()?.len_utf8();
    // `(1)、负责…`: both marks are the item's.
    let len =
        len + line[len..].chars().next().filter(|c| matches!(c, '、' | '.' | '．')).map_or(0, char::len_utf8);
    let found = with_blanks(line, len, Marker::Number(value));
    (found.len < line.len()).then_some(found)
}

/// `a.`, `b)`, `C、` followed by a blank or Han.
fn letter(line: &str) -> Option<FoundMarker> {
    let value = single_letter(line.get(..1)?)?;
    let mark = line[1..].chars().next().filter(|c| matches!(c, '.' | ')' | '、' | '）' | '．'))?;
    let next = line[1 + mark.len_utf8()..].chars().next()?;
    (next.is_whitespace() || is_han(next))
        .then(|| with_blanks(line, 1 + mark.len_utf8(), Marker::Number(value)))
}

fn single_letter(text: &str) -> Option<u32> {
    match text.as_bytes() {
        [c @ b'a'..=b'z'] => Some(u32::from(c - b'a') + 1),
        [c @ b'A'..=b'Z'] => Some(u32::from(c - b'A') + 1),
        _ => None,
    }
}

/// Leading ASCII or full-width digits: their value and their length in bytes.
fn digits(text: &str) -> Option<(u32, usize)> {
    let mut value = 0u32;
    let mut len = 0;
    for c in text.chars() {
        let digit = match c {
            '0'..='9' => c as u32 - '0' as u32,
            '０'..='９' => c as u32 - '０' as u32,
            _ => break,
        };
        value = value.saturating_mul(10).saturating_add(digit);
        len += c.len_utf8();
    }
    (len > 0).then_some((value, len))
}

#[inline]
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{20000}'..='\u{3ffff}' | '\u{f900}'..='\u{faff}')
}

/// True for pictographs that people use as bullets and ornaments.
pub(crate) fn is_pictograph(c: char) -> bool {
    matches!(c, '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{2300}'..='\u{23ff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_after(line: &str) -> Option<&str> {
        marker(line).map(|found| &line[found.len..])
    }

    #[test]
    fn bullets_of_any_glyph() {
        for line in [
            "- 备货",
            "* 备货",
            "+ 备货",
            "•备货",
            "· 备货",
            "☐ 备货",
            "- [x] 备货",
            "-备货",
            "✔️ 备货",
            "– 备货",
        ] {
            assert_eq!(text_after(line), Some("备货"), "{line}");
        }
        for line in ["**备货**", "--", "-5 度", "*备货*", "—— 备货", "•", "-"] {
            assert_eq!(text_after(line), None, "{line}");
        }
    }

    #[test]
    fn numbers_with_any_punctuation() {
        for line in [
            "1. 备货",
            "1.备货",
            "2、备货",
            "3) 备货",
            "（4）备货",
            "(a) 备货",
            "⑤备货",
            "６．备货",
            "１０．备货",
            "b. 备货",
            "7：备货",
            "1️⃣ 备货",
            "【3】备货",
        ] {
            assert_eq!(text_after(line), Some("备货"), "{line}");
        }
        for line in
            ["1.5 倍", "2025 年", "9:00 开会", "1.1 职责", "（一）职责", "AI、大数据", "3D 建模", "1,000 元"]
        {
            assert_eq!(text_after(line), None, "{line}");
        }
        assert_eq!(marker("12. 备货").map(|m| m.marker), Some(Marker::Number(12)));
    }

    #[test]
    fn any_glyph_marks_an_item() {
        for glyph in ["•", "‧", "・", "→", "»", "－", "☑", "-"] {
            let line = format!("{glyph} 盘点库存");
            let found = marker(&line).map(|found| &line[found.len..]);
            assert_eq!(found, Some("盘点库存"), "{line}");
        }
        for line in ["‧", "盘点库存", "--", "1.5 倍"] {
            assert_eq!(marker(line), None, "{line}");
        }
    }
}
