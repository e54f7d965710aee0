//! Numbered items that are titles: above running text, or above items counted anew.

use super::heading::{MAX_LABEL, MAX_TITLE};
use super::title::section_called;
use crate::document::{Block, BlockKind, Marker};
use crate::lexicon::Lexicons;

/// Short numbered items that each stand above running text, at least two of them: titles.
pub(super) fn titles(blocks: &[Block], lexicons: &Lexicons) -> Vec<usize> {
    let mut found = Vec::new();
    for (at, pair) in blocks.windows(2).enumerate() {
        let text = pair[0].text.as_str();
        if !matches!(pair[0].kind, BlockKind::ListItem(Marker::Number(_))) || pair[0].depth > 0 {
            continue;
        }
        let below = pair[1].text.as_str();
        let prose = pair[1].kind == BlockKind::Paragraph
            && pair[1].depth == 0
            && (below.ends_with('。') || below.chars().count() > MAX_TITLE);
        let short = text.chars().count() <= 24 && !text.ends_with(['。', '；', ';', '，', '.', '？']);
        if prose && short {
            found.push(at);
        }
    }
    if found.len() < 2 {
        found.clear();
    }
    found.extend(renumbered(blocks, lexicons));
    found.sort_unstable();
    found.dedup();
    found
}

/// Short numbered items that each stand above items counted anew (`1. 岗位职责` over `(1) …`), if one is
/// called like a section.
fn renumbered(blocks: &[Block], lexicons: &Lexicons) -> Vec<usize> {
    let number = |block: &Block| match block.kind {
        BlockKind::ListItem(Marker::Number(number)) => Some(number),
        _ => None,
    };
    let title = |block: &Block| {
        let text = block.text.as_str();
        text.chars().count() <= MAX_LABEL && !text.contains(['。', '；', '，', '：', ':', ';', ','])
    };
    let mut found: Vec<usize> = Vec::new();
    for (at, pair) in blocks.windows(2).enumerate() {
        let anew = number(&pair[1]) == Some(1) && pair[1].depth == pair[0].depth;
        if anew && number(&pair[0]).is_some() && title(&pair[0]) {
            found.push(at);
        }
    }
    let named = |at: &usize| section_called(blocks[*at].text.as_str(), lexicons).is_some();
    if found.iter().any(named) { found } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use crate::outline::tests::sketch;

    #[test]
    fn items_above_items_counted_anew_are_titles() {
        let text = "# 手册\n\n1. 岗位职责\n\n(1) 清点备用金；\n(2) 检查咖啡机。\n\n2. 服务标准\n\n(1) 三分钟出杯；\n(2) 台面整洁。\n";
        let lines = sketch(text);
        assert!(lines.iter().any(|line| line.contains("岗位职责=duties")), "{lines:?}");
        assert!(lines.iter().any(|line| line.contains("服务标准=metrics")), "{lines:?}");
        let all_ones = "# 门店\n\n1. 清点备用金\n1. 检查咖啡机\n1. 盘点蛋糕\n";
        assert_eq!(sketch(all_ones).len(), 1);
    }
}
