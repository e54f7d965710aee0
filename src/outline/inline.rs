//! Section names inside a line: `岗位职责：1、…；任职要求：1、…`, and the run-in name `岗位职责：…`.

use std::ops::Range;

use super::evidence::HeadKind;
use super::heading::Head;
use super::title::{bare, is_numeral, ordinal};
use crate::document::Marker;
use crate::lexicon::Lexicons;
use crate::lexicon::sections::SectionRole;
use crate::read::marker::marker;

/// Longest name that may open a section inside a line, in characters.
const MAX_NAME: usize = 14;
/// Pieces between semicolons from which what stands behind a name is a list of duties.
const MIN_PIECES: usize = 2;
/// Characters that end what stands in front of a name.
const BORDERS: [char; 14] =
    ['。', '；', ';', '！', '!', ' ', '\u{3000}', '【', '】', '\t', '：', ':', '|', '｜'];

/// A name and where its section's text starts.
struct Name {
    title: Range<usize>,
    body: usize,
    /// True if nothing but the name makes it open a section.
    whole: bool,
    holds_tasks: bool,
}

/// The sections that open inside `text`, the text of `block`. `line` is `None` for an item of a
/// list; for a line of its own it says whether the section above opened inside a line too: then a
/// name in front of a colon is the next of them.
pub(super) fn heads(
    block: usize,
    text: &str,
    level: u32,
    line: Option<bool>,
    lexicons: &Lexicons,
) -> Vec<Head> {
    let names = names(text, lexicons);
    let numbered = |name: &Name| marker(text[name.body..].trim_start()).is_some();
    // A name alone is `key：value`. It opens a section if another follows, or a numbered run, or if
    // it opens the line and promises duties.
    let run_in = names.first().is_some_and(|name| {
        let next = line.is_some_and(|goes_on| name.holds_tasks || goes_on);
        name.title.start == 0 && name.whole && next && name.body < text.len()
    });
    // `第三条 店长承担教学职责：组织…；安排…`
    let parted = |name: &Name| {
        let opens = name.title.start == ordinal(text).map_or(0, |ordinal| ordinal.len);
        let pieces = text[name.body..].split(['；', ';']).filter(|piece| !piece.trim().is_empty());
        line.is_some() && opens && name.holds_tasks && pieces.count() >= MIN_PIECES
    };
    if names.len() < 2 && !run_in && !names.iter().any(|name| numbered(name) || parted(name)) {
        return Vec::new();
    }
    let ends = names.iter().skip(1).map(|next| next.title.start).chain([text.len()]);
    names
        .iter()
        .zip(ends)
        .map(|(name, end)| {
            let rest = (!text[name.body..end].trim().is_empty()).then_some(name.body..end);
            Head { block, kind: HeadKind::InLine, title: name.title.clone(), level, rest }
        })
        .collect()
}

/// A name without the number that counts the lines it opens (`职责1：…`, `职责2：…`). What counts the
/// tasks themselves (`任务1：…`) is a label.
fn uncounted(name: &str) -> &str {
    let bare = name.trim_end_matches(|c: char| c.is_ascii_digit() || is_numeral(c)).trim_end();
    let counts = bare.len() < name.len() && !["任务", "工作", "事项", ""].contains(&bare);
    if counts { bare } else { name }
}

/// The marks behind which a section may start: colons, the end of a bracket, the first of some numbers.
fn marks(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            // The text before is stepped over by bytes, Han at once.
            while let Some(0xe4..=0xe9) = text.as_bytes().get(at) {
                at += 3;
            }
            let len = match text.as_bytes().get(at..)? {
                [] => return None,
                [b':' | b'1', ..] => 1,
                [0xef, 0xbc, 0x9a | 0x91, ..] | [0xe3, 0x80, 0x91, ..] => 3,
                _ => {
                    at += 1;
                    continue;
                }
            };
            at += len;
            return Some((at - len, &text[at - len..at]));
        }
    })
}

fn names(text: &str, lexicons: &Lexicons) -> Vec<Name> {
    let mut out: Vec<Name> = Vec::new();
    for (at, mark) in marks(text) {
        let colon = !mark.starts_with(['1', '１']);
        let first = || marker(&text[at..]).is_some_and(|found| found.marker == Marker::Number(1));
        if !colon && !first() {
            continue;
        }
        // （频率：每日；工具：…） belongs to the words in front of it.
        let opened = text[..at].matches(['(', '（']).count();
        if opened > text[..at].matches([')', '）']).count() {
            continue;
        }
        let before = text[..at].trim_end();
        let start = before
            .rfind(BORDERS)
            .map_or(0, |cut| cut + before[cut..].chars().next().map_or(0, char::len_utf8));
        let name = uncounted(&before[start..]);
        if !(2..=MAX_NAME).contains(&name.chars().take(MAX_NAME + 1).count()) {
            continue;
        }
        let len = name.len();
        let name = bare(name);
        let wholly = lexicons.sections.named_wholly(&name);
        let role = wholly.or_else(|| lexicons.sections.named_exactly(&name));
        // Without a colon a facet needs its whole name: a sentence may end with the word.
        let said = |role: &SectionRole| wholly.is_some() || role.holds_tasks() || colon && role.is_facet();
        let Some(role) = role.filter(said) else { continue };
        // `职责1：`: the number and the colon behind it end one name.
        if out.last().is_some_and(|last| last.title.start == start) {
            out.pop();
        }
        out.push(Name {
            title: start..start + len,
            body: if colon { at + mark.len() } else { at },
            whole: wholly.is_some(),
            holds_tasks: role.holds_tasks(),
        });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_found_by_their_bytes() {
        for text in ["", "职责：盘点1次", "【要求】１、两年:", "营业额ｉ：甲】乙﹕丙é1", "甲乙丙"]
        {
            let expected: Vec<_> = text.match_indices(['：', ':', '】', '1', '１']).collect();
            assert_eq!(marks(text).collect::<Vec<_>>(), expected, "{text}");
        }
    }
}
