//! Several deeds on one line behind the name of an area, a phase or a time of the work:
//! `班前：检查设备；领取工具`.

use std::ops::Range;

use super::attribute::{Labelled, meaning};
use super::clock::is_time;
use super::collect::{Collector, Context};
use super::look::names_moment;
use super::node::{Node, Place, runs};
use super::numbered::inline_items;
use super::table::in_flat;
use super::wording::cut;
use crate::document::BlockKind;
use crate::lexicon::sections::SectionRole;
use crate::outline::FlatTable;
use crate::outline::title::{self, section_called};

/// From so many lines that each have a time in front, they are what is done then.
const MIN_TIMES: usize = 2;

impl<'a> Collector<'a> {
    /// A line that names an area and states several deeds of it, as the area with the deeds under it.
    pub(super) fn area(&self, node: &Node) -> Option<Node> {
        if !node.children.is_empty() {
            return None;
        }
        let label = self.label_of(node)?;
        let name = self.text(node.block, label.label.clone());
        let value = self.text(node.block, label.value.clone());
        let pieces = self.deeds_among(value.as_str())?;
        let text = name.as_str();
        let named = section_called(text, self.lexicons);
        let open = meaning(text, self.lexicons).is_none()
            && named.is_none_or(SectionRole::holds_tasks)
            && (names_moment(text) || self.names_area(text, self.judge(text).look));
        let shift =
            label.value.end - self.document.blocks[node.block].text.as_str()[label.value].trim_start().len();
        let line = |piece: Range<usize>| Node::line(node.block, shift + piece.start..shift + piece.end);
        let children = pieces.into_iter().map(line).collect();
        open.then(|| node.headed(label.label, children))
    }

    /// The deeds that numbers or semicolons part in `text`, if most of the parts are some and none is
    /// something else.
    pub(super) fn deeds_among(&self, text: &'a str) -> Option<Vec<Range<usize>>> {
        let items = inline_items(text);
        let pieces = if items.len() >= 2 { items } else { cut(text, &['；', ';']) };
        if pieces.len() < 2 {
            return None;
        }
        let judged: Vec<_> = pieces.iter().map(|piece| self.judge(&text[piece.clone()])).collect();
        let someone = pieces.iter().any(|piece| self.lexicons.roles.names_person(&text[piece.clone()]));
        let other =
            someone || judged.iter().any(|judged| judged.against.is_some() || judged.quality.is_some());
        let deeds = judged.iter().filter(|judged| judged.is_duty()).count();
        (!other && 2 * deeds >= pieces.len()).then_some(pieces)
    }

    /// True for a name that is nothing but a time, ornaments aside (`🟢 早上`).
    pub(super) fn names_time(&self, name: &str) -> bool {
        is_time(&name[title::core(name)], &self.lexicons.particles)
    }

    /// Takes the duties of the lines of a section that stand together and each have the name of an area in
    /// front, if one of them states several; returns how many.
    pub(super) fn take_areas(
        &mut self,
        body: Range<usize>,
        flat: &[FlatTable],
        context: &Context,
        section: SectionRole,
    ) -> usize {
        let document = self.document;
        let lines = runs(body, |at| {
            let block = &document.blocks[at];
            let node = Node::line(at, 0..block.text.len());
            let line = matches!(block.kind, BlockKind::Paragraph | BlockKind::Quote)
                && block.depth == 0
                && !in_flat(flat, at);
            if line && self.label_of(&node).is_some_and(|label| !label.value.is_empty()) {
                Place::In(node)
            } else if block.kind == BlockKind::Markup || block.text.is_empty() {
                Place::Aside
            } else {
                Place::Between
            }
        });
        lines.iter().map(|run| self.take_area_run(run, context, section)).sum()
    }

    fn take_area_run(&mut self, run: &[Node], context: &Context, section: SectionRole) -> usize {
        // 早上：核对流水 says when.
        let timed = |node: &&Node| {
            let name = |label: Labelled| self.text(node.block, label.label);
            self.label_of(node).is_some_and(|label| self.names_time(name(label).as_str()))
        };
        let several = run.iter().any(|node| self.area(node).is_some());
        let times = run.iter().filter(timed).count();
        if several || times >= MIN_TIMES && 2 * times >= run.len() {
            self.take_list(run, context, section)
        } else {
            0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::collecting;
    use super::*;

    #[test]
    fn several_deeds_stand_behind_the_name_of_an_area() {
        let deeds = |text: &str| {
            collecting(text, |collector| {
                let node = Node::line(0, 0..collector.document.blocks[0].text.len());
                collector.area(&node).map_or(0, |area| area.children.len())
            })
        };
        assert_eq!(deeds("开板前：检查防护网；测量雪深；报告可开放的雪道"), 3);
        assert_eq!(deeds("撤台：1.清点租赁器材 2.登记布景"), 2);
        for text in [
            "签订框架协议：谈定账期；提交法务审核",
            "任职要求：三年以上经验；会看图纸",
            "工具：对讲机；雪橇",
            "汇报：队长；业务上听安全主管的",
            "开板前：检查防护网",
        ] {
            assert_eq!(deeds(text), 0, "{text}");
        }
    }
}
