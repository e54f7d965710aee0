//! Texts of one kind on one page, told apart by the number behind their name (`店长岗位职责1`,
//! `店长岗位职责2`; `店长岗位职责【篇3】`).

use rustc_hash::FxHashMap;

use super::title::{bare, is_numeral};
use crate::document::{Block, BlockKind};
use crate::lexicon::Lexicons;

/// Most characters of the number; four digits are a year.
const MAX_NUMBER: usize = 2;
/// From so many of a name they are a series.
const MIN_SERIES: usize = 2;

/// The blocks that head a text of a series, in order.
pub(super) fn heads(blocks: &[Block], lexicons: &Lexicons) -> Vec<usize> {
    // A line behind a list of plain text is read as a part of its last item.
    let line = |block: &Block| block.kind == BlockKind::Paragraph;
    let lines = blocks.iter().enumerate().filter(|(_, block)| line(block));
    let stems: Vec<(usize, &str)> =
        lines.filter_map(|(at, block)| Some((at, stem(block.text.as_str())?))).collect();
    let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
    stems.iter().for_each(|(_, stem)| *counts.entry(stem).or_default() += 1);
    counts.retain(|stem, count| {
        *count >= MIN_SERIES
            && lexicons.sections.name(&bare(stem)).is_some_and(|(role, ..)| role.holds_tasks())
    });
    stems.into_iter().filter(|(_, stem)| counts.contains_key(stem)).map(|(at, _)| at).collect()
}

/// What stands in front of the number that a line ends with.
fn stem(text: &str) -> Option<&str> {
    let text = text.trim();
    let number = text.trim_end_matches(['）', ')', '】', ']', '篇']);
    let name = number.trim_end_matches(|c: char| c.is_ascii_digit() || is_numeral(c));
    let digits = number[name.len()..].chars().count();
    let name = name.trim_end_matches(['篇', '第', '之', '（', '(', '【', '[', ' ', '\u{3000}']);
    ((1..=MAX_NUMBER).contains(&digits) && !name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::testing::document;

    #[test]
    fn numbered_texts_of_one_kind_are_headed_by_their_names() {
        let heads = |text: &str| heads(&document(text).blocks, &Lexicons::embedded());
        assert_eq!(heads("茶艺师岗位职责1\n\n一、开店前\n\n茶艺师岗位职责2\n\n一、备茶").len(), 2);
        assert_eq!(heads("茶艺师工作职责【篇一】\n\n备茶。\n\n茶艺师工作职责【篇二】\n\n收茶。").len(), 2);
        let behind_lists =
            "茶艺师岗位职责 篇1\n1、备茶；\n2、收茶。\n茶艺师岗位职责 篇2\n1、点茶；\n2、结账。\n";
        assert_eq!(heads(behind_lists).len(), 2);
        for text in
            ["茶艺师岗位职责1\n\n备茶。", "班次1\n\n早班\n\n班次2\n\n晚班", "工作计划2023\n\n工作计划2024"]
        {
            assert!(heads(text).is_empty(), "{text}");
        }
    }
}
