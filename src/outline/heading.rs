//! Headings in every guise: marked, numbered, bold, with a colon, or short above a list.

use std::ops::Range;

use super::flat::FlatTable;
use super::inline;
use super::role;
use super::title::{bare, ordinal};
use crate::document::{Block, BlockKind, Document, MarkKind, Marker};
use crate::lexicon::Lexicons;
use crate::lexicon::words::Cue;

/// A heading found in a block.
#[derive(Clone, Debug)]
pub(super) struct Head {
    /// Index of the block.
    pub(super) block: usize,
    /// Byte range of the title in the block's text.
    pub(super) title: Range<usize>,
    /// Ten per Markdown level plus the rank of the style inside it.
    pub(super) level: u32,
    /// Byte range of text behind the title that belongs to the section's body.
    pub(super) rest: Option<Range<usize>>,
}

/// Longest title in characters; a longer line is a sentence.
const MAX_TITLE: usize = 44;
/// Longest line above a list that is its title, in characters.
const MAX_LABEL: usize = 14;
/// Ranks below the numbering styles 1–6.
const BOLD: u32 = 7;
const COLON: u32 = 8;
const SHORT: u32 = 9;

/// All headings of the document, in order; the cells of `tables` are none.
pub(super) fn heads(document: &Document, tables: &[FlatTable], lexicons: &Lexicons) -> Vec<Head> {
    let blocks = &document.blocks;
    let numbered = numbered_titles(blocks);
    let mut numbered = numbered.into_iter().peekable();
    let mut tables = tables.iter().peekable();
    let mut jobs = job_lines(blocks, lexicons).into_iter().peekable();
    let mut out: Vec<Head> = Vec::new();
    let mut marked_level = 0;
    for (at, block) in blocks.iter().enumerate() {
        let text = block.text.as_str();
        while tables.next_if(|table| table.blocks.end <= at).is_some() {}
        let cell = tables.peek().is_some_and(|table| table.blocks.contains(&at));
        if cell || text.trim().is_empty() {
            continue;
        }
        match block.kind {
            BlockKind::Heading(level) => {
                // The H1 printed twice is one heading.
                let again = out.last().is_some_and(|last| {
                    last.block + 1 == at && blocks[last.block].text.as_str().trim() == text.trim()
                });
                if !again {
                    marked_level = 10 * u32::from(level);
                    push_titles(&mut out, at, 0, text, marked_level);
                }
            }
            BlockKind::Paragraph | BlockKind::ListItem(_) => {
                if let Some((_, start)) = jobs.next_if(|(job, _)| *job == at) {
                    out.push(Head { block: at, title: start..text.len(), level: marked_level, rest: None });
                    continue;
                }
                let titled = numbered.next_if_eq(&at).is_some();
                let bare_number = bare_number(block, lexicons);
                let rank = if titled || bare_number > 0 { Some(4) } else { style(blocks, at, lexicons) };
                if let Some(rank) = rank {
                    push_titles(&mut out, at, bare_number, text, marked_level + rank);
                } else {
                    let line = block.kind == BlockKind::Paragraph && block.depth == 0;
                    let above =
                        if line { Some(out.last().is_some_and(|last| last.rest.is_some())) } else { None };
                    out.extend(inline::heads(at, text, marked_level + COLON, above, lexicons));
                }
            }
            _ => {}
        }
    }
    out
}

/// Pushes the heading in `text` from byte `start` on, or the two that were run together on one line
/// (`二、能力模型 2.1 技术理解`).
fn push_titles(out: &mut Vec<Head>, block: usize, start: usize, text: &str, level: u32) {
    let (mut start, mut level) = (start, level);
    let mut rank = ordinal(text).map_or(u32::MAX, |ordinal| ordinal.rank);
    let mut search = ordinal(text).map_or(text.len(), |ordinal| ordinal.len);
    while let Some(gap) = text[search..].find([' ', '\u{3000}']) {
        let at = search + gap;
        let next = text[at..].trim_start();
        let next_at = text.len() - next.len();
        if let Some(inner) = ordinal(next).filter(|inner| inner.rank >= 5 && inner.rank > rank)
            && at > start
        {
            out.push(Head { block, title: start..at, level, rest: None });
            level = level / 10 * 10 + inner.rank;
            rank = inner.rank;
            start = next_at;
            search = next_at + inner.len;
        } else {
            search = next_at.max(at + 1);
        }
        if search >= text.len() {
            break;
        }
    }
    out.push(Head { block, title: start..text.len(), level, rest: None });
}

/// Bytes of a number that only a blank parts from the name of a section (`2 工作内容`); 0 if none.
fn bare_number(block: &Block, lexicons: &Lexicons) -> usize {
    let text = block.text.as_str();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let name = text[digits..].trim_start();
    let parted = (1..=2).contains(&digits) && name.len() < text.len() - digits;
    let named = parted && block.depth == 0 && lexicons.sections.named_exactly(&bare(name)).is_some();
    if named { text.len() - name.len() } else { 0 }
}

/// The rank of the heading style of block `at`, if it is a heading without Markdown's mark.
fn style(blocks: &[Block], at: usize, lexicons: &Lexicons) -> Option<u32> {
    let block = &blocks[at];
    let text = block.text.as_str().trim();
    let next = blocks.get(at + 1);
    let count = text.chars().count();
    let colon = text.ends_with(['：', ':']);
    let sentence = text.ends_with(['。', '；', ';', '，', ',', '！', '、', '…']) || text.contains('。');
    if count > MAX_TITLE || sentence {
        return None;
    }
    let item = matches!(block.kind, BlockKind::ListItem(_));
    let list_below = next.is_some_and(|next| matches!(next.kind, BlockKind::ListItem(_)));
    let bare_title = bare(text);
    let named = lexicons.sections.named_exactly(&bare_title);
    let bold = block
        .leading_mark(MarkKind::Strong)
        .is_some_and(|range| block.text.as_str()[range.end..].trim_matches([':', '：', ' ']).is_empty());
    if item {
        return item_style(block, next, colon, bold, lexicons.sections.named_wholly(&bare_title).is_some());
    }
    if block.depth > 0 && named.is_none() && (ordinal(text).is_none() || below_item(blocks, at)) {
        return None;
    }
    if let Some(ordinal) = ordinal(text) {
        return (named.is_some() || !in_run(blocks, at, ordinal.rank)).then_some(ordinal.rank);
    }
    if bold && count >= 2 {
        return Some(BOLD);
    }
    let clause = text.contains(['，', ',', '；']);
    if colon && !clause {
        let heading = named.is_some() || list_below && count <= MAX_LABEL && !introduces(text, lexicons);
        return heading.then_some(COLON);
    }
    let bracketed = text.starts_with('【') && text.ends_with('】');
    let plain =
        !text.contains(|c: char| c.is_ascii_punctuation() && c != '&' && c != '/' || "：？！“”".contains(c));
    let above_list = list_below && plain && count <= MAX_LABEL && !introduces(text, lexicons);
    let alone = named.is_some()
        && plain
        && next.is_some_and(|next| next.kind != BlockKind::TableRow { table: 0, header: true });
    (bracketed && named.is_some() || above_list && !clause || alone && !clause).then_some(SHORT)
}

/// True for a numbered line that goes on with the item above it (`1. 会员运营` over `1.1 设计等级`).
fn below_item(blocks: &[Block], at: usize) -> bool {
    let depth = blocks[at].depth;
    let above = blocks[..at].iter().rev().find(|above| above.depth < depth || !above.is_prose());
    above.is_some_and(|above| matches!(above.kind, BlockKind::ListItem(_)))
}

/// True if a paragraph with an ordinal stands right above or below another of its kind: they are
/// items, not titles.
fn in_run(blocks: &[Block], at: usize, rank: u32) -> bool {
    let alike = |block: Option<&Block>| {
        block.is_some_and(|block| {
            block.kind == BlockKind::Paragraph
                && block.depth == blocks[at].depth
                && ordinal(block.text.as_str()).is_some_and(|ordinal| ordinal.rank == rank)
        })
    };
    alike(blocks.get(at + 1)) || alike(at.checked_sub(1).and_then(|above| blocks.get(above)))
}

/// Lines that name one of several jobs (`岗位一：质检员`), and where the name starts in each.
fn job_lines(blocks: &[Block], lexicons: &Lexicons) -> Vec<(usize, usize)> {
    let name = |block: &Block| {
        let text = block.text.as_str();
        let line = block.kind == BlockKind::Paragraph
            && block.depth == 0
            && text.chars().take(MAX_TITLE + 1).count() <= MAX_TITLE;
        let start = line.then(|| role::job_label(text, lexicons)).flatten()?;
        let start = text.len() - text[start..].trim_start().len();
        role::is_role(text, lexicons).then_some(start)
    };
    let found: Vec<_> =
        blocks.iter().enumerate().filter_map(|(at, block)| Some((at, name(block)?))).collect();
    let several = found.first().is_some_and(|&(at, start)| {
        let text = |(at, start): (usize, usize)| &blocks[at].text.as_str()[start..];
        found.iter().any(|&other| text(other) != text((at, start)))
    });
    if several { found } else { Vec::new() }
}

/// An item that opens a section: numbered with a colon above bullets of its own depth, or named
/// like a section with nothing behind the name.
fn item_style(block: &Block, next: Option<&Block>, colon: bool, bold: bool, named: bool) -> Option<u32> {
    let next = next?;
    let number = matches!(block.kind, BlockKind::ListItem(Marker::Number(_)));
    let same_depth_bullet = next.kind == BlockKind::ListItem(Marker::Bullet) && next.depth == block.depth;
    if number
        && block.depth == 0
        && (colon || bold)
        && (same_depth_bullet || matches!(next.kind, BlockKind::Paragraph | BlockKind::TableRow { .. }))
    {
        return Some(4);
    }
    let deeper = matches!(next.kind, BlockKind::ListItem(_)) && next.depth > block.depth;
    let renumbered = matches!(next.kind, BlockKind::ListItem(Marker::Number(1)));
    (named && (colon || bold) && (deeper || renumbered || next.kind == BlockKind::Paragraph)).then_some(COLON)
}

/// True for a line that leads in to its list instead of naming it (`以下是…`, `包括：`).
fn introduces(text: &str, lexicons: &Lexicons) -> bool {
    let lower = text.to_lowercase();
    lexicons.cues.opening(Cue::NotOpening, &lower).is_some()
        || lexicons.cues.find(Cue::Enumerates, &lower).is_some()
}

/// Short numbered items that each stand above running text, at least two of them: titles.
fn numbered_titles(blocks: &[Block]) -> Vec<usize> {
    let mut found = Vec::new();
    for (at, pair) in blocks.windows(2).enumerate() {
        let text = pair[0].text.as_str();
        let number = matches!(pair[0].kind, BlockKind::ListItem(Marker::Number(_))) && pair[0].depth == 0;
        let below = pair[1].text.as_str();
        let prose = pair[1].kind == BlockKind::Paragraph
            && pair[1].depth == 0
            && (below.ends_with('。') || below.chars().count() > MAX_TITLE);
        let short = text.chars().count() <= 24 && !text.ends_with(['。', '；', ';', '，', '.', '？']);
        if number && prose && short {
            found.push(at);
        }
    }
    if found.len() >= 2 { found } else { Vec::new() }
}
