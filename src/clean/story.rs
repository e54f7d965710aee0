//! The story of a pasted page: the densest run of prose, when there is furniture around it.

use super::duplicates::lines;
use super::ledger::{Claim, View};
use crate::document::{BlockKind, RemovalKind};
use crate::source::Format;

/// Most weight that one line adds, so that a single long line cannot win against a text.
const CAP: f32 = 160.0;

/// What only pages have.
const FURNITURE: [RemovalKind; 8] = [
    RemovalKind::Breadcrumb,
    RemovalKind::Navigation,
    RemovalKind::ShareWidget,
    RemovalKind::UnrelatedHeadlines,
    RemovalKind::Copyright,
    RemovalKind::Footer,
    RemovalKind::AuthorCard,
    RemovalKind::RelatedLinks,
];

/// Claims the lines before and after the story of a text that was pasted from a page. Both sides
/// need furniture that was already found there; without it a text keeps every line.
pub(super) fn find(view: &View<'_>) -> Vec<Claim> {
    let Some((rule, info)) = view.rule("GY501") else { return Vec::new() };
    if view.document.format != Format::Text || view.len() == 0 {
        return Vec::new();
    }
    let scores: Vec<f32> =
        (0..view.len()).map(|at| score(view, at, info.threshold("line-cost") as f32)).collect();
    let (start, end, weight) = best_run(&scores);
    if f64::from(weight) < info.threshold("min-story") {
        return Vec::new();
    }
    let least = info.threshold("min-chrome") as usize;
    let shown = lines(view, start, end);
    let mut claims = Vec::new();
    let title = (0..start).rev().take(3).find(|&at| view.line(at).weight >= 6.0).unwrap_or(start);
    let head = if start - title <= 3 { title } else { start };
    if head >= least && view.gone_within(0..start, &FURNITURE) {
        claims.push(view.claim(0..head, rule, &[("lines", &shown)]));
    }
    if view.len() - end >= least && view.gone_within(end..view.len(), &FURNITURE) {
        claims.push(view.claim(end..view.len(), rule, &[("lines", &shown)]));
    }
    claims
}

/// Prose adds its weight, structure costs nothing, everything else costs `cost`.
fn score(view: &View<'_>, at: usize, cost: f32) -> f32 {
    let line = view.line(at);
    match view.block(at).kind {
        BlockKind::ListItem(_) => line.weight.min(30.0) - cost / 2.0,
        BlockKind::TableRow { .. } | BlockKind::Code => 0.0,
        _ if line.is_prose() => line.weight.min(CAP),
        _ if line.weight >= 25.0 => line.weight * 0.5,
        BlockKind::Heading(_) => -cost / 2.0,
        _ => -cost,
    }
}

/// The contiguous run with the largest sum: its start, end and sum (Kadane's algorithm).
fn best_run(scores: &[f32]) -> (usize, usize, f32) {
    let (mut best, mut start, mut sum) = ((0, 0, 0.0), 0, 0.0);
    for (at, score) in scores.iter().enumerate() {
        if sum <= 0.0 {
            (start, sum) = (at, 0.0);
        }
        sum += score;
        if sum > best.2 {
            best = (start, at + 1, sum);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::super::testing::{cleaned, texts};

    #[test]
    fn the_best_run_is_found() {
        assert_eq!(super::best_run(&[-5.0, 3.0, -1.0, 4.0, -9.0, 2.0]), (1, 4, 6.0));
        assert_eq!(super::best_run(&[]), (0, 0, 0.0));
    }

    #[test]
    fn menus_around_a_story_go_and_bare_lists_stay() {
        let story = "店长每天要清点库存，安排排班，并与供应商确认到货时间。\n每周五盘点，差异写明原因，再与总部核对账目，月底汇总。\n新员工入职第一周由店长亲自带教，熟悉设备、流程和安全要求。\n每月组织一次消防演练，检查灭火器材，记录在册，交区域经理签字。\n";
        let menu = "新闻\n财经\n体育\n房产\n汽车\n教育\n旅游\n";
        let page = format!("首页 | 登录 | 注册\n{menu}怎样当好咖啡店店长\n{story}");
        assert_eq!(texts(&cleaned(&page)).len(), 5);
        let list = format!("{story}沟通能力\n团队协作\n数据分析\n库存管理\n排班\n培训\n收银\n");
        assert_eq!(texts(&cleaned(&list)).len(), 11);
    }
}
