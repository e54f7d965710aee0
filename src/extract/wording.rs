//! Where a phrase ends: pieces between separators, titles before their explanations.

use std::ops::Range;

use crate::document::blanks::{leading, trimmed};
use crate::lexicon::normal::signs;

/// Length of a label that only counts the duties (`任务1：`, `职责二、`), with its mark; 0 if none.
pub(super) fn count_label(text: &str) -> usize {
    if !text.starts_with(['任', '职', '工', '事']) {
        return 0;
    }
    let Some(rest) = ["任务", "职责", "工作", "事项"].iter().find_map(|noun| text.strip_prefix(noun))
    else {
        return 0;
    };
    let rest = rest.trim_start();
    let behind = rest.trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c));
    let end = behind.trim_start_matches([' ', '：', ':', '、', '.', '．', '-']);
    if behind.len() < rest.len() && end.len() < behind.len() && !end.is_empty() {
        text.len() - end.len()
    } else {
        0
    }
}

/// Longest title in characters; what is behind its first sentence becomes description.
const MAX_TITLE: usize = 48;

/// Pieces of `text` between `separators` outside brackets, trimmed, empty ones dropped.
pub(super) fn cut(text: &str, separators: &[char]) -> Vec<Range<usize>> {
    pieces(text, separators).collect()
}

/// The pieces that [`cut`] gives, one after the other.
pub(super) fn pieces(text: &str, separators: &[char]) -> impl Iterator<Item = Range<usize>> {
    let mut rest = 0..text.len();
    std::iter::from_fn(move || {
        while !rest.is_empty() {
            let start = rest.start;
            let (end, next) = separator(&text[start..], separators)
                .map_or((text.len(), text.len()), |(at, len)| (start + at, start + at + len));
            rest.start = next;
            let piece = &text[start..end];
            let lead = leading(piece);
            let len = trimmed(piece).len();
            if len > 0 {
                return Some(start + lead..start + lead + len);
            }
        }
        None
    })
}

/// Where the first separator outside brackets stands, and its length.
fn separator(text: &str, separators: &[char]) -> Option<(usize, usize)> {
    let mut depth = 0usize;
    for (at, c) in signs(text) {
        match c {
            '(' | '（' | '「' | '“' | '《' => depth += 1,
            ')' | '）' | '」' | '”' | '》' => depth = depth.saturating_sub(1),
            c if depth == 0 && separators.contains(&c) => return Some((at, c.len_utf8())),
            _ => {}
        }
    }
    None
}

/// Where a title begins to explain itself; the shortest such place is nine bytes from its start.
const EXPLAINS: [&str; 11] = [
    "：包括",
    ":包括",
    "，包括",
    ",包括",
    "，例如",
    "，比如",
    "，如",
    "，包含",
    "：",
    "，主要包括",
    "，具体包括",
];
const MIN_EXPLAINED: usize = 9;

/// True for the characters behind the commas of [`EXPLAINS`].
fn opens_explanation(c: char) -> bool {
    matches!(c, '包' | '例' | '比' | '如' | '主' | '具')
}

/// The first place where a mark of [`EXPLAINS`] stands, of each mark its first place counted only.
fn explanation(head: &str) -> Option<usize> {
    let mut seen = [false; EXPLAINS.len()];
    let mut marks = signs(head).filter(|(_, c)| matches!(c, '：' | ':' | '，' | ','));
    marks.find_map(|(at, c)| {
        let mut starts = false;
        // Most commas have nothing behind them that explains.
        let comma = matches!(c, '，' | ',');
        if comma && !head[at + c.len_utf8()..].starts_with(opens_explanation) {
            return None;
        }
        for (seen, mark) in seen.iter_mut().zip(EXPLAINS) {
            let here = !*seen && head[at..].starts_with(mark);
            *seen |= here;
            starts |= here;
        }
        (starts && at >= MIN_EXPLAINED).then_some(at)
    })
}

/// How many bytes of an item are its title: up to the first sentence end, or to where it begins
/// to explain (`：包括`, `，包括`, `，例如`).
pub(super) fn title_len(text: &str) -> usize {
    let sentence = pieces(text, &['。', '；', ';', '！']).next().map_or(text.len(), |piece| piece.end);
    let end = without_examples(&text[..explanation(&text[..sentence]).unwrap_or(sentence)]);
    if end <= MAX_TITLE || text[..end].chars().count() <= MAX_TITLE {
        return end;
    }
    // Too long for a title: the clauses that fit.
    pieces(&text[..end], &['，', ','])
        .map(|piece| piece.end)
        .take_while(|&end| text[..end].chars().count() <= MAX_TITLE)
        .last()
        .unwrap_or(end)
}

/// Length of the first clause of a definition.
pub(super) fn first_clause(text: &str) -> usize {
    let end = pieces(text, &['，', '。', '；', ',', ';', '！']).next().map_or(text.len(), |piece| piece.end);
    without_examples(&text[..end])
}

/// Length of `text` without a closing bracket of examples: `排班(如早晚班)`.
fn without_examples(text: &str) -> usize {
    if !text.ends_with(')') && !text.ends_with('）') {
        return text.len();
    }
    let examples = text.rfind(['(', '（']).filter(|&open| {
        let inner = text[open..].trim_start_matches(['(', '（']);
        ["如", "例如", "比如", "包括", "含", "e.g"].iter().any(|mark| inner.starts_with(mark))
    });
    examples.filter(|&open| open >= 6).map_or(text.len(), |open| text[..open].trim_end().len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_end_at_separators_outside_brackets() {
        let text = "盘点（原料、器具），补货；";
        let pieces: Vec<&str> =
            cut(text, &['，', '、', '；']).into_iter().map(|piece| &text[piece]).collect();
        assert_eq!(pieces, ["盘点（原料、器具）", "补货"]);
    }

    #[test]
    fn labels_that_only_count() {
        let behind = |text: &'static str| &text[count_label(text)..];
        assert_eq!(behind("任务1：盘点库存"), "盘点库存");
        assert_eq!(behind("职责二、盘点库存"), "盘点库存");
        for text in ["任务清单", "工作一年", "任务1", "一、盘点"] {
            assert_eq!(count_label(text), 0, "{text}");
        }
    }

    #[test]
    fn a_title_ends_before_its_explanation() {
        let title = |text: &'static str| &text[..title_len(text)];
        assert_eq!(title("跟进新品的上市节奏，包括试饮和反馈"), "跟进新品的上市节奏");
        assert_eq!(title("安排门店的班次(如早晚班)"), "安排门店的班次");
        assert_eq!(title("盘点库存。每周两次。"), "盘点库存");
        assert_eq!(first_clause("核对账目，登记台账"), "核对账目".len());
    }
}
