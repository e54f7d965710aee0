//! Labels and values: `**(c) 所需技能：** 沟通、排班（如轮班表）。`

use std::ops::Range;

use crate::document::{AlignedStr, Block, MarkKind};
use crate::lexicon::Lexicons;
use crate::lexicon::labels::Label;
use crate::lexicon::normal::signs;
use crate::mention::Attribute;
pub(crate) use crate::outline::label::meaning;

/// Longest label in characters.
const MAX_LABEL: usize = 24;

/// A line split at its label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Labelled {
    /// Byte range of the label, without its colon.
    pub(crate) label: Range<usize>,
    /// Byte range of what follows; may be empty.
    pub(crate) value: Range<usize>,
    /// True if the label is bold.
    pub(crate) bold: bool,
}

/// Splits the text of `block` in `range` at its label: bold text in front, or a short head before
/// a colon.
pub(crate) fn labelled(block: &Block, range: Range<usize>) -> Option<Labelled> {
    let text = &block.text.as_str()[range.clone()];
    let strong = block
        .leading_mark(MarkKind::Strong)
        .filter(|mark| mark.start >= range.start && mark.end <= range.end);
    if let Some(mark) = strong {
        let inner = &block.text.as_str()[mark.clone()];
        let label_len = inner.trim_end_matches([':', '：', ' ']).len();
        let behind = &block.text.as_str()[mark.end..range.end];
        let value = behind.trim_start_matches([':', '：', ' ', '\u{3000}', '—', '–', '-']);
        let separated =
            label_len < inner.trim_end().len() || value.len() < behind.trim_start().len() || value.is_empty();
        let end = mark.start + label_len;
        // Bold words inside a sentence are emphasis, not a label.
        if separated && inner.chars().count() <= 2 * MAX_LABEL {
            return Some(Labelled {
                label: mark.start..end,
                value: range.end - value.len()..range.end,
                bold: true,
            });
        }
    }
    // No label holds what parts clauses or quotes: most texts are known by their first sign.
    let (at, colon) = signs(text).find(|(_, c)| is_colon(*c) || UNLABELLED.contains(c))?;
    if !is_colon(colon) {
        return None;
    }
    let label = &text[..at];
    let behind = &text[at + colon.len_utf8()..];
    let count = label[crate::outline::title::core(label)].chars().count();
    let address = behind.starts_with("//");
    let time =
        label.ends_with(|c: char| c.is_ascii_digit()) && behind.starts_with(|c: char| c.is_ascii_digit());
    let opened = label.matches(['(', '（']).count() > label.matches([')', '）']).count();
    if !(2..=MAX_LABEL).contains(&count) || address || time || opened {
        return None;
    }
    let value = behind.trim_start();
    Some(Labelled {
        label: range.start..range.start + label.trim_end().len(),
        value: range.end - value.len()..range.end,
        bold: false,
    })
}

/// What no label holds.
const UNLABELLED: [char; 7] = ['，', '。', '；', ',', ';', '“', '”'];

fn is_colon(c: char) -> bool {
    matches!(c, ':' | '：')
}

/// Where the first colon stands, and its length.
fn colon(text: &str) -> Option<(usize, usize)> {
    let (at, colon) = signs(text).find(|(_, c)| is_colon(*c))?;
    Some((at, colon.len_utf8()))
}

/// The attributes in a bracket that ends `text` (`办理入住（频率：每日；工具：收银机）`), and where the
/// bracket starts; `None` unless each of its pieces opens with a known label.
pub(crate) fn bracketed<'a>(
    text: AlignedStr<'a>,
    lexicons: &Lexicons,
) -> Option<(usize, Vec<(Attribute, AlignedStr<'a>)>)> {
    let whole = text.as_str().trim_end_matches(['。', '；', ';', ' ']);
    let close = whole.chars().next_back().filter(|c| matches!(c, ')' | '）'))?;
    let open = whole.rfind(['(', '（']).filter(|&open| open > 0)?;
    let inner = open + whole[open..].chars().next()?.len_utf8()..whole.len() - close.len_utf8();
    let inner = text.slice(inner);
    for separators in [&['；', ';', '，', ','][..], &['；', ';'][..]] {
        let mut found = Vec::new();
        let all = split(inner, separators).iter().all(|piece| {
            let Some((at, len)) = colon(piece.as_str()) else { return false };
            let label = meaning(&piece.as_str()[..at], lexicons);
            let Some(label @ (Label::Attribute(_) | Label::FrequencyImportance)) = label else {
                return false;
            };
            found.extend(values(label, piece.slice(at + len..piece.len())));
            true
        });
        if all && !found.is_empty() {
            return Some((open, found));
        }
    }
    None
}

/// The values that `text` gives for `label`: lists split at 、，；/ outside brackets, statements
/// kept whole, frequency and importance told apart.
pub(crate) fn values<'a>(label: Label, text: AlignedStr<'a>) -> Vec<(Attribute, AlignedStr<'a>)> {
    let text = clean_value(text);
    if text.is_empty() || is_nothing(text.as_str()) {
        return Vec::new();
    }
    match label {
        Label::Title | Label::Category => Vec::new(),
        Label::FrequencyImportance => {
            let parts = split(text, &['；', ';', '、', '，', ',']);
            let rated = |part: AlignedStr<'a>| (frequency_or_importance(part.as_str()), part);
            let halves = |part: AlignedStr<'a>| {
                // `每日/高` states both; `每周/每月` is one frequency.
                let halves: Vec<_> = split(part, &['/', '／']).into_iter().map(rated).collect();
                let both = halves.iter().any(|half| half.0 != halves[0].0);
                if both { halves } else { vec![rated(part)] }
            };
            parts.into_iter().flat_map(halves).collect()
        }
        Label::Attribute(attribute) => {
            let separators: &[char] = match attribute {
                Attribute::Skills
                | Attribute::Tools
                | Attribute::Collaborators
                | Attribute::Deliverables
                | Attribute::Inputs
                | Attribute::Responsibility => &['、', '，', '；', ',', ';'],
                Attribute::Frequency | Attribute::Importance => &['；', ';'],
                _ => return vec![(attribute, text)],
            };
            split(text, separators).into_iter().map(|part| (attribute, part)).collect()
        }
    }
}

/// Words that rate rather than time.
const RATINGS: [&str; 16] = [
    "核心",
    "重要",
    "关键",
    "辅助",
    "次要",
    "一般",
    "必要",
    "必须",
    "高",
    "中",
    "低",
    "主要",
    "可选",
    "支持性",
    "critical",
    "major",
];

fn frequency_or_importance(text: &str) -> Attribute {
    let head = text.split(['（', '(']).next().unwrap_or(text).trim();
    let bare = head.strip_suffix("任务").or_else(|| head.strip_suffix("工作")).unwrap_or(head).to_lowercase();
    let rated = RATINGS.iter().any(|word| {
        bare == *word
            || bare.strip_prefix(word).is_some_and(|rest| {
                matches!(rest, "性" | "度" | "优先级" | "级" | "等" | "重要性" | "职责" | "程度")
            })
    });
    if rated { Attribute::Importance } else { Attribute::Frequency }
}

/// `无`, `无特定工具`, `-`: nothing is stated.
fn is_nothing(text: &str) -> bool {
    matches!(text, "无" | "-" | "—" | "/" | "N/A" | "n/a" | "暂无" | "不适用")
        || text.starts_with("无特定")
        || text.starts_with("无固定")
}

fn clean_value(text: AlignedStr<'_>) -> AlignedStr<'_> {
    let trimmed = text.trimmed();
    let len = trimmed.as_str().trim_end_matches(['。', '；', ';', '，', '、', ' ']).len();
    let len = if trimmed.as_str()[..len].ends_with('.') && !trimmed.as_str()[..len].ends_with("..") {
        len - 1
    } else {
        len
    };
    trimmed.slice(0..len)
}

/// Splits at `separators` outside brackets and quotes.
pub(crate) fn split<'a>(text: AlignedStr<'a>, separators: &[char]) -> Vec<AlignedStr<'a>> {
    let mut out = Vec::new();
    let mut depth = 0usize;
    let mut start = 0;
    for (at, c) in signs(text.as_str()) {
        match c {
            '(' | '（' | '[' | '【' | '“' | '「' | '《' => depth += 1,
            ')' | '）' | ']' | '】' | '”' | '」' | '》' => depth = depth.saturating_sub(1),
            c if depth == 0 && separators.contains(&c) => {
                out.push(clean_value(text.slice(start..at)));
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    out.push(clean_value(text.slice(start..text.len())));
    out.retain(|part| !part.is_empty());
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{AlignedText, Span};

    fn aligned(text: &str) -> AlignedText {
        AlignedText::from_source(text, Span::new(0, text.len()))
    }

    fn parts(label: Label, text: &str) -> Vec<(Attribute, String)> {
        values(label, aligned(text).whole())
            .into_iter()
            .map(|(key, value)| (key, value.as_str().to_owned()))
            .collect()
    }

    #[test]
    fn lists_split_outside_brackets() {
        let got = parts(Label::Attribute(Attribute::Tools), "收银系统（如甲、乙）、电子表格。");
        assert_eq!(
            got.iter().map(|v| v.1.as_str()).collect::<Vec<_>>(),
            ["收银系统（如甲、乙）", "电子表格"]
        );
        assert_eq!(parts(Label::Attribute(Attribute::Description), "盘点、补货。").len(), 1);
        assert!(parts(Label::Attribute(Attribute::Tools), "无特定工具").is_empty());
    }

    #[test]
    fn attributes_in_a_closing_bracket() {
        let lexicons = Lexicons::embedded();
        let text = aligned("办理入住（频率：每日，工具：收银机、扫码枪）。");
        let (at, found) = bracketed(text.whole(), &lexicons).expect("attributes");
        assert_eq!(&text.as_str()[..at], "办理入住");
        let found: Vec<_> = found.iter().map(|(key, value)| (*key, value.as_str())).collect();
        assert_eq!(
            found,
            [(Attribute::Frequency, "每日"), (Attribute::Tools, "收银机"), (Attribute::Tools, "扫码枪")]
        );
        for text in ["办理入住（含团队）", "办理入住（地点：前台）", "（频率：每日）"]
        {
            assert!(bracketed(aligned(text).whole(), &lexicons).is_none(), "{text}");
        }
    }

    #[test]
    fn frequency_and_importance_are_told_apart() {
        assert_eq!(
            parts(Label::FrequencyImportance, "每周或按需；核心任务"),
            [(Attribute::Frequency, "每周或按需".to_owned()), (Attribute::Importance, "核心任务".to_owned())]
        );
        assert_eq!(
            parts(Label::FrequencyImportance, "每日/高"),
            [(Attribute::Frequency, "每日".to_owned()), (Attribute::Importance, "高".to_owned())]
        );
        assert_eq!(
            parts(Label::FrequencyImportance, "每周/每月"),
            [(Attribute::Frequency, "每周/每月".to_owned())]
        );
        assert_eq!(parts(Label::FrequencyImportance, "项目性（初期）、重要。")[1].0, Attribute::Importance);
    }
}
