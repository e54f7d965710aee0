//! Where a phrase ends: pieces between separators, titles before their explanations.

use std::ops::Range;

/// Length of a label that only counts the duties (`任务1：`, `职责二、`), with its mark; 0 if none.
pub(super) fn count_label(text: &str) -> usize {
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
    let mut out = Vec::new();
    let mut depth = 0usize;
    let mut start = 0;
    let mut push = |from: usize, to: usize| {
        let piece = &text[from..to];
        let lead = piece.len() - piece.trim_start().len();
        if !piece.trim().is_empty() {
            out.push(from + lead..from + lead + piece.trim().len());
        }
    };
    for (at, c) in text.char_indices() {
        match c {
            '(' | '（' | '「' | '“' | '《' => depth += 1,
            ')' | '）' | '」' | '”' | '》' => depth = depth.saturating_sub(1),
            c if depth == 0 && separators.contains(&c) => {
                push(start, at);
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    push(start, text.len());
    out
}

/// How many bytes of an item are its title: up to the first sentence end, or to where it begins
/// to explain (`：包括`, `，包括`, `，例如`).
pub(super) fn title_len(text: &str) -> usize {
    let sentence = cut(text, &['。', '；', ';', '！']).first().map_or(text.len(), |piece| piece.end);
    let head = &text[..sentence];
    let explains = [
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
    ]
    .iter()
    .filter_map(|mark| head.find(mark))
    .filter(|&at| at >= 9)
    .min();
    let end = without_examples(&text[..explains.unwrap_or(sentence)]);
    if text[..end].chars().count() <= MAX_TITLE {
        return end;
    }
    // Too long for a title: the clauses that fit.
    cut(&text[..end], &['，', ','])
        .iter()
        .map(|piece| piece.end)
        .take_while(|&end| text[..end].chars().count() <= MAX_TITLE)
        .last()
        .unwrap_or(end)
}

/// Length of the first clause of a definition.
pub(super) fn first_clause(text: &str) -> usize {
    let end = cut(text, &['，', '。', '；', ',', ';', '！']).first().map_or(text.len(), |piece| piece.end);
    without_examples(&text[..end])
}

/// Length of `text` without a closing bracket of examples: `排班(如早晚班)`.
fn without_examples(text: &str) -> usize {
    if !text.ends_with([')', '）']) {
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
