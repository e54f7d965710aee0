//! The units that may state duties outside any section of duties: items of lists, lines, parts of a
//! line; and which of them stand together.

use std::ops::Range;

use super::Walk;
use super::list::Node;
use super::numbered::inline_items;
use super::support::{FEW, Unit};
use super::table::in_flat;
use super::wording::cut;
use crate::document::BlockKind;
use crate::outline::Section;

/// Longest line that is a unit, in characters; a longer one is running text.
const MAX_LINE: usize = 80;
/// Pieces of a line between semicolons from which they are units.
const MIN_PIECES: usize = 3;
/// What a unit counts that says no deed, and one that says what no duty says, where the units are
/// looked for that stand together.
const SILENT: f64 = -0.6;
const UNWELCOME: f64 = -1.5;

impl Walk<'_, '_> {
    /// The lists of a section, and its lines that stand together.
    pub(super) fn runs(&self, section: &Section) -> Vec<(Vec<Node>, bool)> {
        let mut out: Vec<(Vec<Node>, bool)> =
            self.lists(section).into_iter().map(|nodes| (nodes, true)).collect();
        let document = self.collector.document;
        if let Some(rest) = &section.rest {
            let nodes = self.pieces(rest.block, rest.range.clone());
            out.push((nodes, true));
        }
        let mut run: Vec<Node> = Vec::new();
        let mut close = |run: &mut Vec<Node>| {
            let nodes = std::mem::take(run);
            out.extend(self.parted(nodes).into_iter().map(|nodes| (nodes, false)));
        };
        for at in section.body.clone() {
            let block = &document.blocks[at];
            let text = block.text.as_str();
            if block.kind == BlockKind::Markup {
                continue;
            }
            if block.kind != BlockKind::Paragraph
                || block.depth > 0
                || in_flat(self.flat, at)
                || crate::outline::title::ordinal(text).is_some() && inline_items(text).len() < 2
            {
                close(&mut run);
                continue;
            }
            let pieces = self.pieces(at, 0..text.len());
            let short = text.chars().take(MAX_LINE + 1).count() <= MAX_LINE
                && cut(text, &['。', '！', '？']).len() == 1;
            if pieces.len() >= MIN_PIECES {
                close(&mut run);
                run.extend(pieces);
                close(&mut run);
            } else if short && !text.ends_with(['：', ':']) {
                run.push(Node::line(at, 0..text.len()));
            } else {
                close(&mut run);
            }
        }
        close(&mut run);
        out.retain(|(nodes, listed)| nodes.len() > if *listed { 0 } else { FEW });
        out
    }

    /// The units inside a line: numbered ones, or those between semicolons.
    fn pieces(&self, block: usize, range: Range<usize>) -> Vec<Node> {
        let text = &self.collector.document.blocks[block].text.as_str()[range.clone()];
        let items = inline_items(text);
        let items = if items.len() >= 2 { items } else { cut(text, &['；', ';']) };
        let lead = |item: &Range<usize>| match text[item.clone()].find(['：', ':']) {
            // 工作如下：核对…；登记…
            Some(at) if items.len() >= 2 && item.start == 0 => {
                let behind = item.start + at;
                let colon = text[behind..].chars().next().map_or(0, char::len_utf8);
                behind + colon..item.end
            }
            _ => item.clone(),
        };
        items
            .iter()
            .map(lead)
            .map(|item| Node::line(block, range.start + item.start..range.start + item.end))
            .collect()
    }

    /// Lines parted where blank lines part them, unless all are.
    fn parted(&self, nodes: Vec<Node>) -> Vec<Vec<Node>> {
        let document = self.collector.document;
        let apart = |a: &Node, b: &Node| {
            let (a, b) = (document.blocks[a.block].span, document.blocks[b.block].span);
            a.end < b.start && document.text[a.end..b.start].matches('\n').count() >= 2
        };
        let all = nodes.windows(2).all(|pair| apart(&pair[0], &pair[1]));
        let mut out: Vec<Vec<Node>> = Vec::new();
        for node in nodes {
            match out.last_mut() {
                Some(run) if all || !run.last().is_some_and(|last| apart(last, &node)) => run.push(node),
                _ => out.push(vec![node]),
            }
        }
        out
    }
}

/// The units that stand together as deeds: the range with the greatest sum. A list goes on over units
/// whose words are not known.
pub(super) fn together(units: &[Vec<Unit>], listed: bool) -> Option<Range<usize>> {
    let worth = |units: &Vec<Unit>| {
        let sum: f64 = units
            .iter()
            .map(|unit| match unit {
                unit if unit.unwelcome => UNWELCOME,
                unit if unit.deed > 0.0 => unit.deed,
                _ => SILENT,
            })
            .sum();
        sum / units.len().max(1) as f64
    };
    let (mut best, mut found) = (0.0, None);
    let (mut sum, mut start) = (0.0, 0);
    for (at, units) in units.iter().enumerate() {
        if sum <= 0.0 {
            (sum, start) = (0.0, at);
        }
        sum += worth(units);
        if sum > best {
            (best, found) = (sum, Some(start..at + 1));
        }
    }
    let mut range: Range<usize> = found?;
    let silent = |at: usize| units[at].iter().all(|unit| !unit.unwelcome);
    while listed && range.end < units.len() && silent(range.end) {
        range.end += 1;
    }
    while listed && range.start > 0 && silent(range.start - 1) {
        range.start -= 1;
    }
    Some(range)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::document::{Document, LineIndex};
    use crate::extract::collect::Collector;
    use crate::lexicon::Lexicons;
    use crate::source::{Format, SourceId};

    fn range(items: &[&str], listed: bool) -> Option<Range<usize>> {
        let lexicons = Lexicons::embedded();
        let document = Document::new(SourceId::new("t"), Arc::from(""), Format::Text, "UTF-8");
        let lines = LineIndex::new(&document.text);
        let collector = Collector::new(&document, &lexicons, &lines, 0);
        let units: Vec<Vec<Unit>> = items.iter().map(|item| vec![collector.unit(None, item)]).collect();
        together(&units, listed)
    }

    #[test]
    fn duties_stand_together_in_front_of_requirements() {
        let items = [
            "咖啡店长（南门店）",
            "制定排班表",
            "手冲示范给新人",
            "盘点库存",
            "三年以上经验",
            "熟悉收银系统",
        ];
        assert_eq!(range(&items, false), Some(1..4));
        assert_eq!(range(&items, true), Some(0..4), "a list goes on over what is not known");
        assert_eq!(range(&["大专以上学历", "咖啡豆"], true), None);
    }
}
