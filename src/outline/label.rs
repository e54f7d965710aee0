//! Labels of attributes and headers of columns, in any dress.

use crate::lexicon::Lexicons;
use crate::lexicon::labels::Label;
use crate::lexicon::normal::{folded, folded_alone, signs};
use crate::read::marker::marker;

/// Longest label in bytes, brackets and ornaments included; a longer text is not looked at.
const MAX_LEN: usize = 120;

/// What a label or table header says. Ordinals, blanks, slashes and brackets are dropped first.
pub(crate) fn meaning(label: &str, lexicons: &Lexicons) -> Option<Label> {
    let label = label.trim();
    if label.is_empty() || label.len() > MAX_LEN {
        return None;
    }
    let label = marker(label).map_or(label, |found| &label[found.len..]);
    // Most are Han alone, which is what folding leaves of it.
    if label.as_bytes().chunks(3).all(|c| matches!(c, [0xe4..=0xe9, _, _])) {
        return lexicons.labels.get(label);
    }
    if is_longer(label, lexicons.labels.longest()) {
        return None;
    }
    lexicons.labels.get(bare(label, lexicons.labels.longest())?.trim())
}

/// True if so much of `label` is letters and Han that no label is as long, whatever folding makes of its
/// other characters; brackets may hold what is dropped.
fn is_longer(label: &str, limit: usize) -> bool {
    let mut plain = label.len();
    let open = signs(label).any(|(_, c)| {
        plain -= c.len_utf8();
        matches!(c, '(' | '（' | '[' | '［' | '【' | '︵' | '﹙' | '⁽' | '₍' | '︻' | '﹇')
    });
    !open && plain > limit
}

/// The label without ornaments; `None` if more than `limit` bytes are left, which no label has.
fn bare(label: &str, limit: usize) -> Option<String> {
    // A long text is given up before all of it is folded.
    let mut whole = true;
    let alone = label.chars().map_while(|c| {
        let folded = folded_alone(c);
        whole = folded.is_some();
        folded
    });
    let bare = of_folded(alone, label.len(), limit)?;
    if whole { Some(bare) } else { of_folded(folded(label).chars(), label.len(), limit) }
}

/// [`bare`] of what is folded already.
fn of_folded(label: impl Iterator<Item = char>, len: usize, limit: usize) -> Option<String> {
    let mut bare = String::with_capacity(len.min(limit + 4));
    let mut depth = 0u32;
    for c in label {
        match c {
            '(' | '[' | '【' => depth += 1,
            ')' | ']' | '】' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            ':' | '/' | '、' | '&' | '*' | '|' | '?' => {}
            c if c.is_whitespace() => {
                if bare.ends_with(|c: char| c.is_ascii_alphanumeric()) {
                    bare.push(' ');
                }
            }
            _ if bare.len() > limit => return None,
            c => bare.push(c),
        }
    }
    Some(bare)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mention::Attribute;

    #[test]
    fn labels_in_any_dress() {
        let lexicons = Lexicons::embedded();
        for label in ["(a) 任务描述:", "任务描述", "**任务描述**", "任务 描述（Task Description）"]
        {
            assert_eq!(meaning(label, &lexicons), Some(Label::Attribute(Attribute::Description)), "{label}");
        }
        assert_eq!(meaning("频率/重要性", &lexicons), Some(Label::FrequencyImportance));
        assert_eq!(meaning("任务目的", &lexicons), Some(Label::Attribute(Attribute::Purpose)));
        assert_eq!(meaning("咖啡机", &lexicons), None);
        let bracketed = format!("任务描述（{}）", "咖啡机".repeat(9));
        assert_eq!(meaning(&bracketed, &lexicons), Some(Label::Attribute(Attribute::Description)));
        assert_eq!(meaning("任务咖啡机", &lexicons), None);
    }
}
