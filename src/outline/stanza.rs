//! Headings of plain notes: the first line of lines that stand together, blank lines around them.

use super::flat::FlatTable;
use super::title::section_called;
use crate::document::{Block, BlockKind, Document};
use crate::lexicon::Lexicons;

/// Longest heading, in characters.
const MAX_NAME: usize = 14;
/// From so many stanzas, their first lines may be headings.
const MIN_STANZAS: usize = 4;

/// Lines that stand together.
struct Stanza {
    first: usize,
    /// Behind its last block.
    end: usize,
}

/// A first line that heads its stanza, or a line alone that heads stanzas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct StanzaHead {
    /// Index of the block.
    pub(super) block: usize,
    /// True for a line that stands alone above a stanza with a heading of its own.
    pub(super) above: bool,
}

/// The headings of a document that is written in stanzas: at least four of them, nearly all with a first
/// line that is short for its stanza, and one of these called like a section. Otherwise none.
pub(super) fn heads(document: &Document, tables: &[FlatTable], lexicons: &Lexicons) -> Vec<StanzaHead> {
    let blocks = &document.blocks;
    let stanzas = stanzas(document, tables);
    let headed = |stanza: &Stanza| {
        let (first, rest) = (&blocks[stanza.first], &blocks[stanza.first + 1..stanza.end]);
        let length = |block: &Block| block.text.as_str().chars().count();
        let total: usize = rest.iter().map(length).sum();
        !rest.is_empty() && is_name(first.text.as_str()) && length(first) * rest.len() < total
    };
    let (mut all, mut fitting, mut named) = (0, 0, 0);
    for (at, stanza) in stanzas.iter().enumerate() {
        let called = || section_called(blocks[stanza.first].text.as_str(), lexicons).is_some();
        let fits = headed(stanza);
        // What a document opens with has its own shape.
        let opening = at == 0 || at == 1 && stanza.first == 1;
        all += usize::from(stanza.end > stanza.first + 1 && (fits || !opening));
        fitting += usize::from(fits);
        named += usize::from(fits && called());
    }
    if fitting < MIN_STANZAS || 5 * fitting < 4 * all || named == 0 {
        return Vec::new();
    }
    let mut out = Vec::new();
    for (at, stanza) in stanzas.iter().enumerate() {
        let alone = stanza.end == stanza.first + 1 && is_name(blocks[stanza.first].text.as_str());
        let next = stanzas.get(at + 1).filter(|next| next.first == stanza.end);
        if headed(stanza) || alone && next.is_some_and(headed) {
            out.push(StanzaHead { block: stanza.first, above: alone });
        }
    }
    out
}

/// Runs of lines without a blank line between them.
fn stanzas(document: &Document, tables: &[FlatTable]) -> Vec<Stanza> {
    let mut out: Vec<Stanza> = Vec::new();
    let mut tables = tables.iter().peekable();
    for (at, block) in document.blocks.iter().enumerate() {
        while tables.next_if(|table| table.blocks.end <= at).is_some() {}
        let cell = tables.peek().is_some_and(|table| table.blocks.contains(&at));
        if block.kind != BlockKind::Paragraph || block.depth > 0 || cell {
            continue;
        }
        let joins = |last: &Stanza| {
            last.end == at && {
                let between = document.blocks[at - 1].span.end..block.span.start;
                document.text.get(between).is_some_and(|between| between.matches('\n').count() < 2)
            }
        };
        match out.last_mut() {
            Some(last) if joins(last) => last.end = at + 1,
            _ => out.push(Stanza { first: at, end: at + 1 }),
        }
    }
    out
}

/// True for a short line without the punctuation of sentences.
fn is_name(text: &str) -> bool {
    let text = text.trim();
    let inner = text.strip_prefix('【').and_then(|text| text.strip_suffix('】')).unwrap_or(text);
    let sentence =
        |c: char| c.is_ascii_punctuation() && !"&/()".contains(c) || "，。；：、！？…“”【】".contains(c);
    (2..=MAX_NAME).contains(&inner.chars().count()) && !inner.contains(sentence)
}
