//! The units that may state duties outside any section of duties: items of lists, lines, parts of a
//! line; and which of them stand together.

use std::ops::Range;

use super::Walk;
use super::node::{Node, rows};
use super::numbered::{inline_items, items_behind_first};
use super::sequence::counted_in_words;
use super::support::{FEW, Unit};
use super::table::in_flat;
use super::wording::cut;
use crate::document::BlockKind;
use crate::outline::Section;

/// Longest line that is a unit, in characters; a longer one is running text.
const MAX_LINE: usize = 80;
/// Longest of two lines that are units, in characters.
const MAX_BRIEF: usize = 24;
/// Pieces of a line between semicolons from which they are units.
const MIN_PIECES: usize = 3;
/// Longest name of an office or a post in front of its duties, in characters.
const MAX_HEAD: usize = 14;
/// Fewest lines of cells that are a table.
const MIN_ROWS: usize = 3;
/// What the labels of a post open with (`#门店日常 #盘点`), which say no deed.
const TAG: [char; 2] = ['#', '＃'];
/// What a unit counts that says no deed, and one that says what no duty says, where the units are
/// looked for that stand together.
const SILENT: f64 = -0.6;
const UNWELCOME: f64 = -1.5;

impl Walk<'_, '_> {
    /// The lists of a section, and its lines that stand together.
    pub(super) fn runs(&self, section: &Section) -> Vec<(Vec<Node>, bool)> {
        let mut out: Vec<(Vec<Node>, bool)> = self
            .lists(section)
            .into_iter()
            .flat_map(|nodes| rows(self.collector.document, nodes))
            .map(|nodes| (self.opened(nodes), true))
            .collect();
        let document = self.collector.document;
        if let Some(rest) = &section.rest {
            let nodes = self.pieces(rest.block, rest.range.clone());
            out.push((nodes, true));
        }
        let mut run: Vec<Node> = Vec::new();
        let mut close = |run: &mut Vec<Node>| {
            let nodes = self.column(std::mem::take(run));
            let areas = |nodes: &[Node]| nodes.iter().any(|node| !node.children.is_empty());
            out.extend(self.parted(nodes).into_iter().map(|nodes| {
                let listed = areas(&nodes);
                (nodes, listed)
            }));
        };
        for at in section.body.clone() {
            let block = &document.blocks[at];
            let text = block.text.as_str();
            if block.kind == BlockKind::Markup {
                continue;
            }
            if block.kind != BlockKind::Paragraph
                || block.depth > 0
                || text.starts_with(TAG)
                || in_flat(self.flat, at)
                || crate::outline::title::ordinal(text).is_some() && inline_items(text).len() < 2
            {
                close(&mut run);
                continue;
            }
            if let Some(area) = self.collector.area(&Node::line(at, 0..text.len())) {
                run.push(area);
                continue;
            }
            let pieces = self.pieces(at, 0..text.len());
            let one = cut(text, &['。', '！', '？']).len() == 1;
            let short = one && text.chars().take(MAX_LINE + 1).count() <= MAX_LINE;
            let counted = || !counted_in_words(text, &self.collector.lexicons.particles).is_empty();
            if pieces.len() >= MIN_PIECES && (one || inline_items(text).len() >= 2 || counted()) {
                close(&mut run);
                run.extend(pieces);
                close(&mut run);
            } else if short && !text.ends_with(['：', ':']) && !told(text) {
                run.push(Node::line(at, 0..text.len()));
            } else {
                close(&mut run);
            }
        }
        close(&mut run);
        // Two short lines below a heading may go with those below others.
        let brief = |node: &Node| {
            let text = self.collector.text_of(node).as_str();
            text.chars().take(MAX_BRIEF + 1).count() <= MAX_BRIEF && !text.ends_with('。')
        };
        let pair = |nodes: &[Node]| section.title.is_some() && nodes.len() == FEW && nodes.iter().all(brief);
        out.retain(|(nodes, listed)| nodes.len() > if *listed { 0 } else { FEW } || pair(nodes));
        out
    }

    /// Items each opened into the deeds that semicolons part behind the name of a post or an office
    /// (`办公室。负责文电；承担会务。`).
    fn opened(&self, nodes: Vec<Node>) -> Vec<Node> {
        let deed = |node: &Node| self.collector.unit(None, self.collector.text_of(node).as_str()).deed > 0.0;
        let open = |node: Node| {
            if let Some(area) = self.collector.area(&node) {
                return vec![area];
            }
            let text = self.collector.text_of(&node);
            let head = text
                .as_str()
                .find(['。', '：', ':'])
                .filter(|&at| text.as_str()[..at].chars().count() <= MAX_HEAD);
            let start =
                head.map_or(0, |at| at + text.as_str()[at..].chars().next().map_or(0, char::len_utf8));
            let pieces = self.pieces(node.block, node.range.start + start..node.range.end);
            let deeds = pieces.iter().filter(|piece| deed(piece)).count();
            let numbered = || items_behind_first(text.as_str());
            let items = if node.numbered && node.children.is_empty() { numbered() } else { Vec::new() };
            if items.len() >= 2 {
                let line = |item: Range<usize>| {
                    Node::line(node.block, node.range.start + item.start..node.range.start + item.end)
                };
                return items.into_iter().map(line).collect();
            }
            let parted = node.children.is_empty() && pieces.len() >= 2 && 2 * deeds > pieces.len();
            if parted && head.is_some() { pieces } else { vec![node] }
        };
        nodes.into_iter().flat_map(open).collect()
    }

    /// Lines of cells between wide blanks: the column that holds the deeds.
    fn column(&self, nodes: Vec<Node>) -> Vec<Node> {
        let cells = |node: &Node| -> Vec<Range<usize>> {
            let text = &self.collector.document.blocks[node.block].text.as_str()[node.range.clone()];
            let shift = |cell: Range<usize>| node.range.start + cell.start..node.range.start + cell.end;
            cells(text).into_iter().map(shift).collect()
        };
        let rows: Vec<Vec<Range<usize>>> = nodes.iter().map(cells).collect();
        let wide = rows.iter().filter(|row| row.len() >= 2).count();
        if wide < MIN_ROWS || 4 * wide < 3 * rows.len() {
            return nodes;
        }
        let width = rows.iter().map(Vec::len).max().unwrap_or(0);
        let line = |(node, row): (&Node, &Vec<Range<usize>>), at: usize| {
            Some(Node::line(node.block, row.get(at)?.clone()))
        };
        let column =
            |at: usize| -> Vec<Node> { nodes.iter().zip(&rows).filter_map(|pair| line(pair, at)).collect() };
        let deeds = |nodes: &Vec<Node>| -> f64 {
            nodes
                .iter()
                .map(|node| self.collector.unit(None, self.collector.text_of(node).as_str()).deed)
                .sum()
        };
        let best = (0..width).map(column).max_by(|a, b| deeds(a).total_cmp(&deeds(b)));
        best.unwrap_or(nodes)
    }

    /// The units inside a line: numbered ones, or those between semicolons.
    fn pieces(&self, block: usize, range: Range<usize>) -> Vec<Node> {
        let text = &self.collector.document.blocks[block].text.as_str()[range.clone()];
        let items = inline_items(text);
        let counted = || counted_in_words(text, &self.collector.lexicons.particles);
        let items = if items.len() >= 2 { items } else { counted() };
        let items = if items.is_empty() { cut(text, &['；', ';']) } else { items };
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

/// True for a sentence of several clauses: running text.
fn told(text: &str) -> bool {
    text.ends_with('。') && cut(text, &['，', ',']).len() >= MIN_PIECES
}

/// The cells of a line between wide blanks.
fn cells(text: &str) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut blanks = 2;
    for (at, c) in text.char_indices() {
        if c.is_whitespace() {
            blanks += 1;
            continue;
        }
        let end = at + c.len_utf8();
        match out.last_mut() {
            Some(cell) if blanks < 2 => cell.end = end,
            _ => out.push(at..end),
        }
        blanks = 0;
    }
    out
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
    use super::super::testing::collecting;
    use super::*;

    fn range(items: &[&'static str], listed: bool) -> Option<Range<usize>> {
        let units: Vec<Vec<Unit>> = collecting("店长", |collector| {
            items.iter().map(|item| vec![collector.unit(None, item)]).collect()
        });
        together(&units, listed)
    }

    #[test]
    fn wide_blanks_part_cells() {
        let text = "寻源    筛选 供应商\u{3000}\u{3000}按需";
        let cells: Vec<&str> = cells(text).into_iter().map(|cell| &text[cell]).collect();
        assert_eq!(cells, ["寻源", "筛选 供应商", "按需"]);
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
