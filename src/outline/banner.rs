//! Headings that only their dress sets apart: names in `【】` that come again and again, lines that open
//! with a pictograph of their own above lines that do not.

use rustc_hash::FxHashMap;

use super::glyph::{mark, sign};
use super::title::is_numeral;
use crate::document::{Block, BlockKind, Document};
use crate::read::marker::is_pictograph;

/// From so many lines dressed alike, they are headings.
const MIN_ALIKE: usize = 3;
/// Longest heading, in characters.
const MAX_NAME: usize = 20;

/// The blocks that are such headings, in order.
pub(super) fn heads(document: &Document) -> Vec<usize> {
    let blocks = &document.blocks;
    let mut found: Vec<usize> = (0..blocks.len()).filter(|&at| is_bracketed(&blocks[at])).collect();
    if found.len() < MIN_ALIKE {
        found.clear();
    }
    found.extend(pictured(document));
    found.sort_unstable();
    found.dedup();
    found
}

/// True for a line that is a name in `【】` and nothing else but how many there are (`【店员】3名`).
fn is_bracketed(block: &Block) -> bool {
    block.kind == BlockKind::Paragraph && block.depth == 0 && bracketed(block.text.as_str()).is_some()
}

/// Where the name ends that is all of `text`, but how many there are.
pub(super) fn bracketed(text: &str) -> Option<usize> {
    let open = text.len() - text.trim_start().strip_prefix('【')?.len();
    let end = open + text[open..].find('】')?;
    let count =
        text[end + '】'.len_utf8()..].trim().trim_start_matches(['（', '(']).trim_end_matches(['）', ')']);
    let counted = count.trim_start_matches(|c: char| c.is_ascii_digit() || is_numeral(c));
    let counts = counted.len() < count.len() && matches!(counted, "名" | "人" | "位" | "岗" | "个");
    (is_name(&text[open..end]) && !text[open..end].contains('【') && (count.is_empty() || counts))
        .then_some(end)
}

/// Lines behind a blank one and right above lines of other marks, each with a pictograph that marks no
/// other line.
fn pictured(document: &Document) -> Vec<usize> {
    let blocks = &document.blocks;
    let glyphs: Vec<Option<char>> = blocks.iter().map(|block| pictograph(document, block)).collect();
    let mut counts: FxHashMap<char, usize> = FxHashMap::default();
    glyphs.iter().flatten().for_each(|glyph| *counts.entry(*glyph).or_default() += 1);
    if counts.len() < MIN_ALIKE {
        return Vec::new();
    }
    let gap = |at: usize| {
        let between = blocks[at - 1].span.end..blocks[at].span.start;
        document.text.get(between).is_none_or(|between| between.matches('\n').count() > 1)
    };
    let heads = |&at: &usize| {
        let Some(glyph) = glyphs[at] else { return false };
        let below = at + 1 < blocks.len() && !gap(at + 1) && glyphs[at + 1] != Some(glyph);
        let apart = at == 0 || gap(at);
        below && apart && counts.get(&glyph) == Some(&1) && is_name(blocks[at].text.as_str())
    };
    let found: Vec<usize> = (0..blocks.len()).filter(heads).collect();
    if found.len() < MIN_ALIKE { Vec::new() } else { found }
}

/// The pictograph that a line opens with.
fn pictograph(document: &Document, block: &Block) -> Option<char> {
    // The bytes that all of them, and few other marks, start with.
    if !matches!(sign(document, block).first(), Some(0xe2 | 0xf0)) {
        return None;
    }
    let first = match block.kind {
        BlockKind::Paragraph if block.depth == 0 => block.text.as_str().chars().next(),
        BlockKind::ListItem(_) if block.depth == 0 => mark(document, block),
        _ => None,
    };
    first.filter(|&first| is_pictograph(first))
}

/// True for a short line that is no sentence and lists nothing.
fn is_name(text: &str) -> bool {
    let text = text.trim();
    (2..=MAX_NAME).contains(&text.chars().count()) && !text.contains(['。', '；', '：', ':', '｜', '|'])
}

#[cfg(test)]
mod tests {
    use super::super::tests::sketch;

    #[test]
    fn names_in_brackets_that_come_again_are_headings() {
        let text = "【要做的事】\n清点库存\n【别人的活，别揽】\n收银\n【门店的路】\n店员到店长\n";
        assert_eq!(sketch(text), ["要做的事=duties", "别人的活，别揽=comparison", "门店的路=-"]);
        assert_eq!(sketch("【店长，你好】\n清点库存\n").len(), 1);
    }

    #[test]
    fn a_pictograph_of_its_own_heads_the_lines_below() {
        let text =
            "🌼 每天会做的事 🌼\n👉 清点库存\n👉 补货\n\n🎀 福利\n🩺 体检\n🧥 制服\n\n🚌 交通\n地铁三号线\n";
        let lines = sketch(text);
        assert_eq!(lines.len(), 3, "{lines:?}");
        assert!(lines[0].contains("每天会做的事") && lines[1] == "福利=benefits", "{lines:?}");
        // One such line alone is an item.
        assert_eq!(sketch("🎀 清点库存\n👉 补货\n👉 收银\n").len(), 1);
    }
}
