//! Several numbered items run into one paragraph.

use std::ops::Range;

use crate::read::marker::marker;

/// The items of a numbered run inside a paragraph: `1.… 2.…；3.…`. Numbers must ascend from 1.
pub(super) fn inline_items(text: &str) -> Vec<Range<usize>> {
    items_from(text, 1)
}

/// The items of a run whose first number the reader has taken off: `…；②…；③…`.
pub(super) fn items_behind_first(text: &str) -> Vec<Range<usize>> {
    let rest = items_from(text, 2);
    let Some(second) = rest.first() else { return Vec::new() };
    let head = text[..second.start].trim_end_matches(|c: char| {
        c.is_ascii_digit() || ('①'..='⑳').contains(&c) || " \u{3000}.．、)）(（；;。，,".contains(c)
    });
    let parted = text[head.len()..second.start].contains(['；', ';', '。', ' ', '\u{3000}']);
    if head.is_empty() || !parted { Vec::new() } else { std::iter::once(0..head.len()).chain(rest).collect() }
}

fn items_from(text: &str, first: u32) -> Vec<Range<usize>> {
    let marked = numbered(text, first, &|text| marker(text).map(|marker| marker.len));
    if marked.len() >= 2 {
        return marked;
    }
    // `1 盘点 2 补货 3 收银`: numbers that blanks part on both sides.
    let blank = numbered(text, first, &|text| {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let rest = &text[digits..];
        let word = rest.trim_start();
        (word.len() < rest.len() && word.starts_with(|c: char| !c.is_ascii()))
            .then_some(text.len() - word.len())
    });
    if blank.len() >= MIN_BARE { blank } else { marked }
}

/// From so many numbers without a mark in a row, they number items.
const MIN_BARE: usize = 3;

/// The items behind ascending numbers; `mark` gives the length of a number with its mark.
fn numbered(text: &str, first: u32, mark: &dyn Fn(&str) -> Option<usize>) -> Vec<Range<usize>> {
    let mut starts: Vec<(usize, usize)> = Vec::new();
    let mut expected = first;
    let mut search = 0;
    while search < text.len() {
        let digits = expected.to_string();
        let circled = char::from_u32('①' as u32 + expected - 1).filter(|c| ('①'..='⑳').contains(c));
        let here = |at: &usize| text[*at..].starts_with(digits.as_str());
        let places = memchr::memchr_iter(digits.as_bytes()[0], &text.as_bytes()[search..]);
        let plain = places.map(|at| search + at).filter(here).find_map(|at| {
            let fresh = !text[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '.');
            let open = text[..at].ends_with(['(', '（']);
            let closed = || {
                let bracket = text[at + digits.len()..].chars().next().filter(|c| matches!(c, ')' | '）'));
                bracket.filter(|_| open).map(|bracket| digits.len() + bracket.len_utf8())
            };
            let len = mark(&text[at..]).or_else(closed)?;
            fresh.then_some((at, at + len))
        });
        let round =
            circled.and_then(|c| text[search..].find(c).map(|at| (search + at, search + at + c.len_utf8())));
        let Some((at, body)) = plain.into_iter().chain(round).min() else { break };
        starts.push((at, body));
        search = body.min(text.len());
        expected += 1;
        if expected > 60 {
            break;
        }
    }
    let mut out = Vec::new();
    for (nth, (_, body)) in starts.iter().enumerate() {
        let end = starts.get(nth + 1).map_or(text.len(), |(next, _)| *next);
        let piece = &text[*body..end.max(*body)];
        let trimmed = piece.trim_start().trim_end_matches([' ', '；', ';', '。', '(', '（', '\u{3000}']);
        let lead = piece.len() - piece.trim_start().len();
        if !trimmed.is_empty() {
            out.push(body + lead..body + lead + trimmed.len());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbered_runs_in_one_paragraph() {
        let text = "1.排定班表。 2.依据销量订货，控制库存1.5倍以内；3、培训新人";
        let items: Vec<&str> = inline_items(text).into_iter().map(|item| &text[item]).collect();
        assert_eq!(items, ["排定班表", "依据销量订货，控制库存1.5倍以内", "培训新人"]);
        let text = "（1）排班；（2）盘点";
        assert_eq!(inline_items(text).len(), 2);
        assert!(inline_items("排班（1）").len() < 2, "a number in wide brackets, and nothing behind it");
        assert!(inline_items("2025 年有 1 家店").len() < 2);
        assert_eq!(inline_items("1 排定班表 2 盘点库存 3 培训新人").len(), 3);
        let text = "排定班表；②依据销量订货；③培训新人。";
        let items: Vec<&str> = items_behind_first(text).into_iter().map(|item| &text[item]).collect();
        assert_eq!(items, ["排定班表", "依据销量订货", "培训新人"]);
        assert!(items_behind_first("每班清点2次").is_empty());
    }
}
