//! The name of the role at the start of a phrase: whole, with more in front, or its own end.

use crate::read::marker::is_han;

/// Length of the role's name at the start of `text`, blanks aside; longer names that end with it
/// count (`技术产品经理` for 产品经理), and so does its own end.
pub(crate) fn starts_with_role(text: &str, role: &str) -> Option<usize> {
    whole_name(text, role).or_else(|| shortened(text, role))
}

fn whole_name(text: &str, role: &str) -> Option<usize> {
    if !may_name(text, role) {
        return None;
    }
    let mut name = role.chars().filter(|c| !c.is_whitespace()).map(lower);
    let first = name.next()?;
    let mut before = 0;
    for (nth, (at, c)) in text.char_indices().enumerate() {
        let plain = ('\u{4e00}'..='\u{9fff}').contains(&c);
        if !plain && c.is_whitespace() {
            continue;
        }
        // More in front than `一个熟练的` is a sentence about something else.
        if before > MAX_PREFIX || !plain && ends_name(c) {
            return None;
        }
        if c == first || !plain && lower(c) == first {
            let window = name.clone().count() + 1 + MAX_SURPLUS;
            let behind = at + c.len_utf8();
            let rest = text[behind..].char_indices().take(window.saturating_sub(nth + 1));
            if let Some(len) = continues(rest, name.clone()) {
                return Some(behind + len);
            }
        }
        before += 1;
    }
    None
}

/// False if the first character of the name, Han, is not among those of `text` that it may stand at: Han,
/// Latin letters and digits, as most texts open with.
fn may_name(text: &str, role: &str) -> bool {
    let &[first @ 0xe4..=0xe9, second, third, ..] = role.as_bytes() else { return true };
    let mut rest = text.as_bytes();
    for _ in 0..=MAX_PREFIX {
        rest = match rest {
            [] => return false,
            [b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z', rest @ ..] => rest,
            &[a @ 0xe4..=0xe9, b, c, ref rest @ ..] if (a, b, c) != (first, second, third) => rest,
            _ => return true,
        };
    }
    false
}

/// Most characters in front of the role's name, blanks aside, and most characters, blanks included,
/// that the text may be longer than the name up to its end.
const MAX_PREFIX: usize = 6;
const MAX_SURPLUS: usize = 12;

/// Bytes up to the end of `name` if the characters go on with it, blanks aside.
fn continues(
    text: impl Iterator<Item = (usize, char)>,
    mut name: impl Iterator<Item = char>,
) -> Option<usize> {
    let Some(mut wanted) = name.next() else { return Some(0) };
    for (at, c) in text.filter(|(_, c)| !c.is_whitespace()) {
        if ends_name(c) || lower(c) != wanted {
            return None;
        }
        match name.next() {
            Some(next) => wanted = next,
            None => return Some(at + c.len_utf8()),
        }
    }
    None
}

fn ends_name(c: char) -> bool {
    matches!(c, '，' | '。' | '；' | '：' | '、' | ',' | ':')
}

fn lower(c: char) -> char {
    match c {
        c if c.is_ascii() => c.to_ascii_lowercase(),
        c if is_han(c) => c,
        c => c.to_lowercase().next().unwrap_or(c),
    }
}

/// What a sentence may open with behind the end of a role's name of two characters (主管须…).
const BEHIND_SHORT: &str = "要需须应会必还也每通";

/// Length of the end of the role's name that opens `text` in place of the whole (`摄影师需要…` for a
/// 商业摄影师).
fn shortened(text: &str, role: &str) -> Option<usize> {
    let first = text.chars().next()?;
    let last = role.char_indices().next_back()?.0;
    let starts = role.char_indices().skip(1).filter(|&(at, c)| c == first && at < last);
    starts.map(|(at, _)| &role[at..]).find_map(|end| {
        let behind = text.strip_prefix(end).filter(|_| !end.is_ascii())?;
        let fits = end.chars().count() > 2 || behind.starts_with(|c| BEHIND_SHORT.contains(c));
        fits.then_some(end.len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_name_stands_for_it() {
        assert_eq!(starts_with_role("摄影师需要布光", "商业摄影师"), Some("摄影师".len()));
        assert_eq!(starts_with_role("店长要排班", "咖啡店长"), Some("店长".len()));
        assert_eq!(starts_with_role("代表公司出席", "医药代表"), None);
        assert_eq!(starts_with_role("顾客需要排队", "咖啡店长"), None);
    }
}
