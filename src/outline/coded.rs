//! Headings counted by codes and letters.

use super::title::code;
use crate::document::{Block, BlockKind};
use crate::read::marker::is_han;

/// From so many letters in order, headings are counted by them.
const MIN_LETTERED: usize = 3;

/// Headings that open with a code of one series (`T1 盘点`, `T2 补货`), and the bytes of the code.
pub(super) fn codes(blocks: &[Block]) -> Vec<(usize, usize)> {
    let headings = blocks.iter().enumerate().filter(|(_, block)| matches!(block.kind, BlockKind::Heading(_)));
    let found: Vec<(usize, (&str, usize))> =
        headings.filter_map(|(at, block)| Some((at, code(block.text.as_str())?))).collect();
    let series = |letters: &str| found.iter().filter(|(_, (other, _))| *other == letters).count() >= 2;
    let coded = found.iter().filter(|(_, (letters, _))| series(letters)).map(|(at, (_, len))| (*at, *len));
    let mut all: Vec<(usize, usize)> = coded.chain(lettered(blocks)).collect();
    all.sort_unstable();
    all
}

/// Headings counted by letters that only a blank parts from the names (`A 概况`, `B 任务`, `C 待遇`), at
/// least three from A on, and the bytes up to the name.
fn lettered(blocks: &[Block]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut next = b'A';
    for (at, block) in blocks.iter().enumerate() {
        if !matches!(block.kind, BlockKind::Heading(_)) {
            continue;
        }
        let text = block.text.as_str();
        let name = text.get(1..).map_or("", str::trim_start);
        let parted =
            text.as_bytes().first() == Some(&next) && name.len() + 1 < text.len() && name.starts_with(is_han);
        if parted {
            found.push((at, text.len() - name.len()));
            next += 1;
        }
    }
    if found.len() < MIN_LETTERED { Vec::new() } else { found }
}

#[cfg(test)]
mod tests {
    use super::super::tests::sketch;

    #[test]
    fn letters_in_order_count_headings() {
        let text =
            "# 店长手册\n\n## A 工作内容\n\n- 排班\n\n## B 待遇\n\n面议\n\n## C 准入条件\n\n- 健康证\n";
        assert_eq!(sketch(text), ["店长手册=-", " 工作内容=duties", " 待遇=pay", " 准入条件=requirements"]);
        let text = "# 店长手册\n\n## A 级门店\n\n- 排班\n\n## C 级门店\n\n- 盘点\n";
        assert_eq!(sketch(text)[1..], [" A 级门店=-", " C 级门店=-"]);
    }
}
