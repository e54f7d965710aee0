//! Headings counted by codes, letters and bare numbers.

use super::title::code;
use crate::document::{Block, BlockKind};
use crate::read::marker::is_han;

/// From so many letters or numbers in order, headings are counted by them.
const MIN_PARTED: usize = 3;

/// Headings that open with a code of one series (`T1 盘点`, `T2 补货`), and the bytes of the code.
pub(super) fn codes(blocks: &[Block]) -> Vec<(usize, usize)> {
    let headings = blocks.iter().enumerate().filter(|(_, block)| matches!(block.kind, BlockKind::Heading(_)));
    let found: Vec<(usize, (&str, usize))> =
        headings.filter_map(|(at, block)| Some((at, code(block.text.as_str())?))).collect();
    let series = |letters: &str| found.iter().filter(|(_, (other, _))| *other == letters).count() >= 2;
    let coded = found.iter().filter(|(_, (letters, _))| series(letters)).map(|(at, (_, len))| (*at, *len));
    let lettered = parted(blocks, 'A'..='Z');
    let numbered = parted(blocks, 1..);
    let mut all: Vec<(usize, usize)> = coded.chain(lettered).chain(numbered).collect();
    all.sort_unstable();
    all
}

/// Headings counted by letters or numbers that only a blank parts from the names (`A 概况`, `B 任务`,
/// `C 待遇`), at least three from the first one on, and the bytes up to the name.
fn parted(blocks: &[Block], counts: impl IntoIterator<Item: ToString>) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut counts = counts.into_iter().map(|count| count.to_string());
    let mut next = counts.next();
    for (at, block) in blocks.iter().enumerate() {
        let Some(count) = &next else { break };
        let text = block.text.as_str();
        let behind =
            text.strip_prefix(count.as_str()).filter(|_| matches!(block.kind, BlockKind::Heading(_)));
        let name = behind.unwrap_or_default().trim_start();
        if behind.is_some_and(|behind| name.len() < behind.len()) && name.starts_with(is_han) {
            found.push((at, text.len() - name.len()));
            next = counts.next();
        }
    }
    if found.len() < MIN_PARTED { Vec::new() } else { found }
}

#[cfg(test)]
mod tests {
    use super::super::tests::sketch;

    #[test]
    fn letters_and_numbers_in_order_count_headings() {
        let text =
            "# 店长手册\n\n## A 工作内容\n\n- 排班\n\n## B 待遇\n\n面议\n\n## C 准入条件\n\n- 健康证\n";
        assert_eq!(sketch(text), ["店长手册=-", " 工作内容=duties", " 待遇=pay", " 准入条件=requirements"]);
        let text = "# 店长手册\n\n## 1 目标人群\n\n街坊\n\n## 2 工作内容\n\n- 排班\n\n## 3 待遇\n\n面议\n";
        assert_eq!(sketch(text)[1..], [" 目标人群=-", " 工作内容=duties", " 待遇=pay"]);
        let text = "# 店长手册\n\n## 24 小时门店\n\n- 排班\n\n## 3 级门店\n\n- 盘点\n";
        assert_eq!(sketch(text)[1..], [" 24 小时门店=-", " 3 级门店=-"]);
        let text = "# 店长手册\n\n## A 级门店\n\n- 排班\n\n## C 级门店\n\n- 盘点\n";
        assert_eq!(sketch(text)[1..], [" A 级门店=-", " C 级门店=-"]);
    }
}
