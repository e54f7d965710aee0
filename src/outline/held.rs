//! Numbered headings that another heading holds, though its dress does not say so.

use super::banner::bracketed;
use super::evidence::HeadKind;
use super::heading::{Head, SHORT};
use super::title::{bare, ordinal, section_called};
use crate::document::Block;
use crate::lexicon::Lexicons;
use crate::lexicon::sections::SectionRole;

/// Puts the numbered headings right behind the name of a section (`岗位职责` over `一、综合岗`) into it: it
/// has no text of its own and ends where the next name of a section stands that is dressed as it is.
pub(super) fn hold_numbered(heads: &mut [Head], blocks: &[Block], lexicons: &Lexicons) {
    let named = |head: &Head| lexicons.sections.named_exactly(&bare(title(head, blocks)));
    // 核算产能，提出建议 ends like a name and is a duty.
    let called = |head: &Head| section_called(title(head, blocks), lexicons).is_some();
    let mut at = 0;
    while at + 1 < heads.len() {
        let (outer, first) = (&heads[at], &heads[at + 1]);
        let between = blocks.get(outer.block + 1..first.block).unwrap_or_default();
        let empty = outer.rest.is_none() && between.iter().all(|block| block.text.as_str().trim().is_empty());
        let level = outer.level;
        let holds = first.kind == HeadKind::Numbered
            && outer.kind != HeadKind::Marked
            && first.level < level
            && empty
            && named(outer).is_some_and(SectionRole::holds_tasks)
            && !called(first);
        let (kind, rank) = (outer.kind, first.level);
        at += 1;
        if !holds {
            continue;
        }
        let ends = |head: &Head| {
            head.kind == HeadKind::Marked
                || head.kind == kind && head.level <= level && named(head).is_some()
                || head.level == rank && called(head)
        };
        let len = heads[at..].iter().position(ends).unwrap_or(heads.len() - at);
        heads[at..at + len].iter_mut().for_each(|head| head.level += SHORT + 1);
        at += len;
    }
}

/// Puts headings that count a noun (`职责一：`) below the numbered one (`三、工作职责`) in front of them, unless the
/// first of the document stands in front of all others: then it is they that hold the others.
pub(super) fn hold_counted(heads: &mut [Head], blocks: &[Block]) {
    // The level of the numbered heading that holds what comes.
    let mut outer = None;
    for head in heads {
        if head.kind == HeadKind::Marked {
            outer = None;
        }
        if head.kind != HeadKind::Numbered {
            continue;
        }
        let counted = ordinal(title(head, blocks)).map(|own| own.counted);
        match (counted, outer) {
            (Some(false), _) => outer = Some(head.level),
            (Some(true), None) => return,
            (Some(true), Some(level)) if level == head.level => head.level += 1,
            _ => {}
        }
    }
}

/// Puts headings in brackets that name no section (`【订单】`) below the name of the section of duties in
/// front of them (`工作内容`), which is dressed otherwise.
pub(super) fn hold_bracketed(heads: &mut [Head], blocks: &[Block], lexicons: &Lexicons) {
    let group = |head: &Head| {
        bracketed(blocks[head.block].text.as_str()).is_some()
            && section_called(title(head, blocks), lexicons).is_none()
    };
    let mut outer = None;
    for head in heads {
        if group(head) {
            if outer == Some(head.level) {
                head.level += 1;
            }
            continue;
        }
        let named = || lexicons.sections.named_exactly(&bare(title(head, blocks)));
        let holds = head.kind == HeadKind::Named && named().is_some_and(SectionRole::holds_tasks);
        outer = holds.then_some(head.level);
    }
}

/// The words of a heading.
fn title<'b>(head: &Head, blocks: &'b [Block]) -> &'b str {
    &blocks[head.block].text.as_str()[head.title.clone()]
}

#[cfg(test)]
mod tests {
    use super::super::tests::sketch;

    #[test]
    fn a_numbered_heading_holds_those_that_count_a_noun() {
        let text = "二、概述\n负责库房。\n三、工作职责\n职责一：收货\n  （1）核对单据；\n  （2）登记批号。\n职责二：在库养护\n  （1）盘点药品；\n  （2）记录温度。\n\
            四、任职要求\n大专。\n";
        let lines = sketch(text);
        assert_eq!(lines[1..4], ["工作职责=duties", " 收货=duties", " 在库养护=duties"], "{lines:?}");
        let text = "任务一：收货\n\n一、目标\n看清单据。\n\n二、步骤\n核对。\n\n任务二：在库\n\n一、目标\n看清货位。\n";
        assert!(sketch(text).contains(&"在库=-".to_owned()), "{:?}", sketch(text));
    }

    #[test]
    fn the_name_of_a_section_holds_groups_in_brackets() {
        let text = "工作内容\n\n我们在找店长。\n\n【备货】\n◆ 核对库存\n◆ 下单补货\n\n【排班】\n◆ 编排班表\n◆ 核算工时\n\n任职要求\n\n大专。\n";
        assert_eq!(
            sketch(text),
            ["工作内容=duties", " 备货=duties", " 排班=duties", "任职要求=requirements"]
        );
    }

    #[test]
    fn a_name_without_text_holds_the_numbered_headings_behind_it() {
        let text = "登记中心岗位职责\n\n一、受理岗\n审查材料；\n出具凭证。\n\n二、缮证岗\n打印证书；\n管理空白证书。\n";
        assert_eq!(sketch(text), ["登记中心岗位职责=duties", " 受理岗=duties", " 缮证岗=duties"]);
        let text =
            "岗位职责\n\n一、收银\n核对账目。\n\n二、盘点\n清点库存。\n\n任职要求\n\n一、学历\n大专。\n";
        let lines = sketch(text);
        assert_eq!(lines[..3], ["岗位职责=duties", " 收银=duties", " 盘点=duties"]);
        assert!(lines[3] == "任职要求=requirements" && !lines[4].contains("duties"), "{lines:?}");
    }
}
