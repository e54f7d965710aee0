//! Headings in every guise: marked, numbered, bold, with a colon, or short above a list.

use std::ops::Range;

use super::banner;
use super::branch;
use super::coded::codes;
use super::evidence::HeadKind;
use super::flat::FlatTable;
use super::held::{hold_bracketed, hold_counted, hold_numbered};
use super::inline;
use super::numbered;
use super::question;
use super::role;
use super::series;
use super::stanza::{self, StanzaHead};
use super::title::{Ordinal, bare, ordinal, section_called};
use crate::document::{Block, BlockKind, Document, MarkKind, Marker};
use crate::lexicon::Lexicons;
use crate::lexicon::cues::Cue;
use crate::lexicon::normal::lower_case;

/// A heading found in a block.
#[derive(Clone, Debug)]
pub(super) struct Head {
    /// Index of the block.
    pub(super) block: usize,
    /// By what it is one.
    pub(super) kind: HeadKind,
    /// Byte range of the title in the block's text.
    pub(super) title: Range<usize>,
    /// Ten per Markdown level plus the rank of the style inside it.
    pub(super) level: u32,
    /// Byte range of text behind the title that belongs to the section's body.
    pub(super) rest: Option<Range<usize>>,
}

/// Longest title in characters; a longer line is a sentence.
pub(super) const MAX_TITLE: usize = 44;
/// Longest line above a list that is its title, in characters.
pub(super) const MAX_LABEL: usize = 14;
/// Ranks below the numbering styles 1–6.
const BOLD: u32 = 7;
const COLON: u32 = 8;
pub(super) const SHORT: u32 = 9;

/// All headings of the document, in order; the cells of `tables` are none.
pub(super) fn heads(document: &Document, tables: &[FlatTable], lexicons: &Lexicons) -> Vec<Head> {
    let blocks = &document.blocks;
    let inside = inside_items(blocks);
    let numbered = numbered::titles(blocks, lexicons);
    let mut numbered = numbered.into_iter().peekable();
    let mut cells = tables.iter().peekable();
    let mut codes = codes(blocks).into_iter().peekable();
    let mut jobs = job_lines(blocks, lexicons).into_iter().peekable();
    let mut branches = branch::heads(document, lexicons).into_iter().peekable();
    let mut stanzas = stanza::heads(document, tables, lexicons).into_iter().peekable();
    let mut questions = question::heads(blocks, &lexicons.particles).into_iter().peekable();
    let mut series = series::heads(blocks, lexicons).into_iter().peekable();
    let mut banners = banner::heads(document).into_iter().peekable();
    let mut out: Vec<Head> = Vec::new();
    let mut marked_level = 0;
    for (at, block) in blocks.iter().enumerate() {
        let text = block.text.as_str();
        while cells.next_if(|table| table.blocks.end <= at).is_some() {}
        let cell = cells.peek().is_some_and(|table| table.blocks.contains(&at));
        if cell || block.text.as_trimmed().is_empty() {
            continue;
        }
        match block.kind {
            BlockKind::Heading(level) => {
                // The H1 printed twice is one heading.
                let again = out.last().is_some_and(|last| {
                    last.block + 1 == at && blocks[last.block].text.as_str().trim() == text.trim()
                });
                let code = codes.next_if(|(coded, _)| *coded == at).map_or(0, |(_, len)| len);
                if !again {
                    marked_level = 10 * u32::from(level);
                    push_titles(&mut out, at, code, text, (marked_level, HeadKind::Marked));
                }
            }
            BlockKind::Paragraph | BlockKind::ListItem(_) => {
                if let Some((_, start)) = jobs.next_if(|(job, _)| *job == at) {
                    let title = start..text.len();
                    let kind = HeadKind::Post;
                    out.push(Head { block: at, kind, title, level: marked_level, rest: None });
                    continue;
                }
                if let Some((_, start)) = questions.next_if(|(question, _)| *question == at) {
                    let (kind, level) = (HeadKind::Question, marked_level + SHORT);
                    out.push(Head { block: at, kind, title: start..text.len(), level, rest: None });
                    continue;
                }
                let titled = numbered.next_if_eq(&at).is_some();
                let bare_number = bare_number(block, lexicons);
                let branch = branches.next_if_eq(&at).is_some();
                let banner = banners.next_if_eq(&at).is_some();
                let stanza = stanzas.next_if(|head| head.block == at);
                let of_series = series.next_if_eq(&at).is_some();
                let style = match stanza {
                    _ if of_series => Some((1, HeadKind::Numbered)),
                    _ if titled => Some((4, HeadKind::NumberedTitle)),
                    _ if bare_number > 0 => Some((4, HeadKind::BareNumber)),
                    _ if branch => Some((BOLD, HeadKind::Branch)),
                    Some(StanzaHead { above, .. }) => {
                        let outer = above || section_called(text, lexicons).is_some();
                        Some((if outer { COLON } else { SHORT }, HeadKind::Stanza))
                    }
                    None => {
                        style(blocks, at, &inside, lexicons).or(banner.then_some((SHORT, HeadKind::Banner)))
                    }
                };
                if let Some((rank, kind)) = style {
                    let end = banner::bracketed(text).unwrap_or(text.len());
                    push_titles(&mut out, at, bare_number, &text[..end], (marked_level + rank, kind));
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
    hold_numbered(&mut out, blocks, lexicons);
    hold_counted(&mut out, blocks);
    hold_bracketed(&mut out, blocks, lexicons);
    out
}

/// Pushes the heading in `text` from byte `start` on, or the two that were run together on one line
/// (`二、能力模型 2.1 技术理解`).
fn push_titles(out: &mut Vec<Head>, block: usize, start: usize, text: &str, style: (u32, HeadKind)) {
    let (mut level, mut kind) = style;
    let mut start = start;
    let mut rank = ordinal(text).map_or(u32::MAX, |ordinal| ordinal.rank);
    let mut search = ordinal(text).map_or(text.len(), |ordinal| ordinal.len);
    while let Some(gap) = text[search..].find([' ', '\u{3000}']) {
        let at = search + gap;
        let next = text[at..].trim_start();
        let next_at = text.len() - next.len();
        if let Some(inner) = ordinal(next).filter(|inner| inner.rank >= 5 && inner.rank > rank)
            && at > start
        {
            out.push(Head { block, kind, title: start..at, level, rest: None });
            kind = HeadKind::Numbered;
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
    out.push(Head { block, kind, title: start..without_translation(text).max(start), level, rest: None });
}

/// Fewest Han characters in front of a translation.
const TRANSLATED: usize = 3;
/// Words that a translation does not capitalise.
const SMALL: [&str; 7] = ["of", "and", "the", "for", "in", "to", "with"];

/// Length of a title without the English words behind it (`巡店检查 Store Visits`): at least two,
/// capitalised as titles are. `使用 Power BI` ends with the name of a thing.
fn without_translation(text: &str) -> usize {
    let end = text.trim_end().len();
    let latin = |c: char| c.is_ascii_alphabetic() || " &/-'".contains(c);
    let head = text[..end].trim_end_matches(latin);
    let tail = text[head.len()..end].trim();
    let capital = |word: &str| {
        word.len() > 2
            && word.starts_with(|c: char| c.is_ascii_uppercase())
            && word[1..].contains(char::is_lowercase)
    };
    let words: Vec<&str> =
        tail.split([' ', '/']).filter(|word| *word != "&" && !SMALL.contains(word)).collect();
    let titled = words.len() >= 2 && words.iter().all(|word| capital(word));
    let parted = text[head.len()..].starts_with(' ') && head.ends_with(|c: char| !c.is_ascii());
    let translated = titled && parted && head.chars().filter(|c| !c.is_ascii()).count() >= TRANSLATED;
    if translated { head.len() } else { text.len() }
}

/// Bytes of a number that only a blank parts from the name of a section (`2 工作内容`), or from a title in bold
/// print; 0 if none.
fn bare_number(block: &Block, lexicons: &Lexicons) -> usize {
    let text = block.text.as_str();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let name = text[digits..].trim_start();
    let parted = (1..=2).contains(&digits) && name.len() < text.len() - digits;
    let bold = || {
        block.kind == BlockKind::Paragraph
            && block.leading_mark(MarkKind::Strong).is_some_and(|range| range.end == text.len())
            && text.chars().take(MAX_TITLE + 1).count() <= MAX_TITLE
    };
    let named = || lexicons.sections.named_exactly(&bare(name)).is_some() || bold();
    if parted && block.depth == 0 && named() { text.len() - name.len() } else { 0 }
}

/// The rank of the heading style of block `at`, if it is a heading without Markdown's mark.
fn style(blocks: &[Block], at: usize, inside: &[bool], lexicons: &Lexicons) -> Option<(u32, HeadKind)> {
    let block = &blocks[at];
    let text = block.text.as_trimmed();
    let next = blocks.get(at + 1);
    let colon = text.ends_with(['：', ':']);
    let item = matches!(block.kind, BlockKind::ListItem(_));
    let bold = block
        .leading_mark(MarkKind::Strong)
        .is_some_and(|range| block.text.as_str()[range.end..].trim_matches([':', '：', ' ']).is_empty());
    if item && !colon && !bold {
        return None;
    }
    let count = text.chars().take(MAX_TITLE + 1).count();
    let sentence = text.ends_with(['。', '；', ';', '，', ',', '！', '、', '…']) || text.contains('。');
    if count > MAX_TITLE || sentence {
        return None;
    }
    let list_below = next.is_some_and(|next| matches!(next.kind, BlockKind::ListItem(_)));
    if item {
        return item_style(block, next, colon, bold, lexicons);
    }
    let named = lexicons.sections.named_exactly(&bare(text));
    if block.depth > 0 && named.is_none() && (ordinal(text).is_none() || inside[at]) {
        return None;
    }
    if let Some(ordinal) = ordinal(text) {
        return (named.is_some() || !in_run(blocks, at, ordinal))
            .then_some((ordinal.rank, HeadKind::Numbered));
    }
    // A number on a line of its own counts what the next line names.
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    if bold && count >= 2 {
        return Some((BOLD, HeadKind::Bold));
    }
    let clause = text.contains(['，', ',', '；']);
    if colon && !clause {
        let heading = named.is_some() || list_below && count <= MAX_LABEL && !introduces(text, lexicons);
        return heading.then_some((COLON, HeadKind::Colon));
    }
    let bracketed = text.starts_with('【') && text.ends_with('】');
    let plain = !text.contains(|c: char| {
        c.is_ascii_punctuation() && c != '&' && c != '/' || matches!(c, '：' | '？' | '！' | '“' | '”')
    });
    let above_list = list_below && plain && count <= MAX_LABEL && !introduces(text, lexicons);
    // 查清事实、提出处理建议 only ends like a section.
    let whole = count <= MAX_LABEL || !text.contains('、') || section_called(text, lexicons).is_some();
    let alone = named.is_some()
        && plain
        && whole
        && next.is_some_and(|next| next.kind != BlockKind::TableRow { table: 0, header: true });
    let kind = match () {
        () if bracketed && named.is_some() => HeadKind::Bracketed,
        () if alone && !clause => HeadKind::Named,
        () if above_list && !clause => HeadKind::AboveList,
        () => return None,
    };
    Some((SHORT, kind))
}

/// For each block whether it goes on with an item above it (`1. 会员运营` over `1.1 设计等级`): the
/// next block above that is not as deep is one, and nothing but prose stands between.
fn inside_items(blocks: &[Block]) -> Vec<bool> {
    // What may be that block for those to come: depth, and whether it is an item.
    let mut open: Vec<(usize, bool)> = Vec::new();
    let mut inside = Vec::with_capacity(blocks.len());
    for block in blocks {
        while open.last().is_some_and(|(depth, _)| *depth >= block.depth && *depth > 0) {
            open.pop();
        }
        let above = open.last().filter(|(depth, _)| *depth < block.depth);
        inside.push(above.is_some_and(|(_, item)| *item));
        if !block.is_prose() || block.depth == 0 {
            open.clear();
        }
        let depth = if block.is_prose() { block.depth } else { 0 };
        open.push((depth, matches!(block.kind, BlockKind::ListItem(_))));
    }
    inside
}

/// True if a paragraph with an ordinal stands right above or below another of its kind: they are
/// items, not titles.
fn in_run(blocks: &[Block], at: usize, own: Ordinal) -> bool {
    let alike = |block: Option<&Block>| {
        block.is_some_and(|block| {
            block.kind == BlockKind::Paragraph
                && block.depth == blocks[at].depth
                && ordinal(block.text.as_str()).is_some_and(|other| {
                    (other.rank, other.counted, other.unit) == (own.rank, own.counted, own.unit)
                })
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
fn item_style(
    block: &Block,
    next: Option<&Block>,
    colon: bool,
    bold: bool,
    lexicons: &Lexicons,
) -> Option<(u32, HeadKind)> {
    let next = next.filter(|_| colon || bold)?;
    let number = matches!(block.kind, BlockKind::ListItem(Marker::Number(_)));
    let same_depth_bullet = next.kind == BlockKind::ListItem(Marker::Bullet) && next.depth == block.depth;
    if number
        && block.depth == 0
        && (same_depth_bullet || matches!(next.kind, BlockKind::Paragraph | BlockKind::TableRow { .. }))
    {
        return Some((4, HeadKind::NumberedItem));
    }
    let deeper = matches!(next.kind, BlockKind::ListItem(_)) && next.depth > block.depth;
    let renumbered = matches!(next.kind, BlockKind::ListItem(Marker::Number(1)));
    let opens = deeper || renumbered || next.kind == BlockKind::Paragraph;
    let named = || section_called(block.text.as_str(), lexicons).is_some();
    (opens && named()).then_some((COLON, HeadKind::NamedItem))
}

/// True for a line that leads in to its list instead of naming it (`以下是…`, `包括：`).
fn introduces(text: &str, lexicons: &Lexicons) -> bool {
    let lower = lower_case(text);
    lexicons.cues.opening(Cue::NotOpening, &lower).is_some()
        || lexicons.cues.find(Cue::Enumerates, &lower).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_translation_behind_a_title_is_left_out() {
        for (text, title) in [
            ("巡店检查 Store Visits", "巡店检查"),
            ("库存盘点 Counting of Stock ", "库存盘点"),
            ("使用 Power BI", "使用 Power BI"),
            ("维护 Google Ads", "维护 Google Ads"),
            ("配置 Nginx", "配置 Nginx"),
            ("Store Visits", "Store Visits"),
        ] {
            assert_eq!(&text[..without_translation(text)], title, "{text}");
        }
    }
}
