//! How titles and values are shown, and the form in which two are the same.

use std::borrow::Cow;

use super::wording::count_label;
use crate::document::blanks::trimmed;
use crate::read::marker::is_han;

/// A title as it is shown: white space squeezed, closing punctuation and a Latin translation in
/// brackets dropped, half-width signs between Han characters widened.
pub(super) fn normal_title(text: &str) -> String {
    let core = &text[crate::outline::title::core(text)];
    let core = &core[count_label(core)..];
    let squeezed = squeeze(core);
    let end = squeezed.trim_end_matches(['。', '；', ';', '，', ',', '、', '.', '：', ':', ' ']).len();
    match squeezed {
        Cow::Borrowed(text) => text[..end].to_owned(),
        Cow::Owned(mut text) => {
            text.truncate(end);
            text
        }
    }
}

pub(super) fn squeeze(text: &str) -> Cow<'_, str> {
    let text = trimmed(text);
    if is_squeezed(text) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c.is_whitespace() {
            if !out.ends_with(' ') {
                out.push(' ');
            }
            continue;
        }
        let wide = |c: Option<char>| c.is_some_and(|c| !c.is_ascii() && !c.is_whitespace());
        let between = wide(out.chars().next_back()) || wide(chars.peek().copied());
        out.push(match c {
            ',' if between => '，',
            ';' if between => '；',
            ':' if between => '：',
            c => c,
        });
    }
    Cow::Owned(out)
}

/// True if `text` holds neither white space nor signs that might be widened.
fn is_squeezed(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += match byte {
            b',' | b';' | b':' => return false,
            b'!'..=b'~' => 1,
            // U+4000 to U+9FFF, and U+F000 to U+FFFF: no white space.
            0xe4..=0xe9 | 0xef => 3,
            _ => match text[at..].chars().next() {
                Some(c) if !c.is_whitespace() => c.len_utf8(),
                _ => return false,
            },
        };
    }
    true
}

/// The form in which two titles of one document are the same duty.
pub(super) fn fold(title: &str) -> String {
    let mut out = String::with_capacity(title.len());
    let bytes = title.as_bytes();
    let (mut from, mut at) = (0, 0);
    while let Some(&byte) = bytes.get(at) {
        // What stays as it is goes over in runs; U+5000 to U+9FFF is Han.
        match byte {
            b'a'..=b'z' | b'0'..=b'9' => at += 1,
            0xe5..=0xe9 => at += 3,
            _ => {
                out.push_str(&title[from..at]);
                let Some(c) = title[at..].chars().next() else { break };
                match c {
                    // Marks of Chinese text.
                    '\u{2010}'..='\u{2027}' | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{301f}' => {}
                    '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' => {}
                    c if is_han(c) => out.push(c),
                    c if c.is_ascii_alphanumeric() => out.push(c.to_ascii_lowercase()),
                    c if c.is_ascii() || !c.is_alphanumeric() => {}
                    c => out.extend(c.to_lowercase()),
                }
                at += c.len_utf8();
                from = at;
            }
        }
    }
    out.push_str(&title[from..]);
    out
}

/// True if `folded`, the folded form of a name, ends with that of `text`, which is not empty.
pub(super) fn ends_with_fold(folded: &str, text: &str) -> bool {
    let mut rest = folded.chars().rev();
    let mut some = false;
    for c in text.chars().rev() {
        if is_han(c) || c.is_ascii_alphanumeric() || !c.is_ascii() && c.is_alphanumeric() {
            some = true;
            if !c.to_lowercase().rev().all(|c| rest.next() == Some(c)) {
                return false;
            }
        }
    }
    some
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_shown_plain() {
        assert_eq!(normal_title("1. 排定  班表 (Shift Planning)："), "排定 班表");
        assert_eq!(normal_title("盘点库存,核对账目；"), "盘点库存，核对账目");
        assert_eq!(normal_title("编写手册(SOP)"), "编写手册(SOP)");
        assert_eq!(normal_title("**任务2：盘点库存**".trim_matches('*')), "盘点库存");
    }

    #[test]
    fn the_end_of_a_folded_name_needs_no_copy() {
        for name in ["Senior AI产品经理", "İ经理", "店长", ""] {
            let folded = fold(name);
            for text in
                ["ai 产品（经理）", "产品经理", "经理", "，", "", "长", "i\u{307}经理", "İ经理", "店 长"]
            {
                let expected = !fold(text).is_empty() && folded.ends_with(&fold(text));
                assert_eq!(ends_with_fold(&folded, text), expected, "{name} {text}");
            }
        }
    }
}
