//! The story of a pasted page: the densest run of prose, when there is furniture around it.

use std::cell::LazyCell;
use std::ops::Range;

use super::duplicates::lines;
use super::line::Form;
use super::view::{Claim, View};
use crate::document::RemovalKind;
use crate::lexicon::noise::{Glyphs, Kinds};
use crate::source::Format;

/// Most weight that one line adds, so that a single long line cannot win against a text.
const CAP: f32 = 160.0;

/// Least weight of a line that may be the title of the page.
const TITLE: f32 = 6.0;

/// Longest title, in characters.
const HEADLINE: usize = 60;

/// Least weight of a title that the first sentence of its text opens with.
const NAME: f32 = 2.0;

/// How many lines above a sentence its title may stand: bylines and buttons stand between them.
const TITLE_ABOVE: usize = 12;

/// How many lines may stand between the first sentence of a text and its densest run.
const LEAD: usize = 80;

/// Fewest headlines in a row behind a story.
const HEADLINES: usize = 4;

/// Pieces of furniture that make a text a page beyond doubt.
const PAGE: usize = 3;

/// What stands between a title and its story.
const BELOW_TITLE: [RemovalKind; 2] = [RemovalKind::AuthorCard, RemovalKind::ShareWidget];

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

/// Claims the lines before and after the story of a text that was pasted from a page: before it up
/// to the last furniture there, after it from the first. Without furniture a text keeps every line.
pub(super) fn find(view: &View<'_>) -> Vec<Claim> {
    let Some((rule, info)) = view.rule("GY501") else { return Vec::new() };
    let Some((start, end)) = bounds(view) else { return Vec::new() };
    let menu = Menu::new(view, info.threshold("menu-chars") as usize, info.threshold("menu-lines") as usize);
    let least = info.threshold("min-chrome") as usize;
    let shown = LazyCell::new(|| lines(view, start, end));
    let mut claims = Vec::new();
    let above = |at: &usize| menu.holds(at - 1) || view.gone_within(*at..*at, &FURNITURE);
    let head = (1..=start).rev().find(above).unwrap_or(0);
    if head >= least {
        let title = title(view, &menu, head, start);
        let cut = title.unwrap_or(head);
        for part in [0..cut, (cut + 1).min(head)..head] {
            if !part.is_empty() {
                claims.push(view.claim(part, rule, &[("lines", shown.as_str())]));
            }
        }
    }
    let tail = (end..view.len())
        .find(|&at| menu.ends(at) || view.gone_within(at..at, &FURNITURE))
        .unwrap_or(view.len());
    let tail = if headlines(view, end..tail) { end } else { tail };
    if view.len() - tail >= least {
        claims.push(view.claim(tail..view.len(), rule, &[("lines", shown.as_str())]));
    }
    claims
}

/// The title of the page among the lines before `head`: the one that stands right above a byline, or
/// one of the first lines if nothing near the story can be a title.
fn title(view: &View<'_>, menu: &Menu, head: usize, start: usize) -> Option<usize> {
    let fits = |at: usize| {
        let line = view.line(at);
        line.weight >= TITLE && line.chars <= HEADLINE && !line.is_prose() && !menu.holds(at)
    };
    if let Some(name) = named_by(view, start) {
        return Some(name);
    }
    let above = head.checked_sub(1).filter(|&at| fits(at) && view.gone_within(at..at + 1, &BELOW_TITLE));
    let named = (head..start).any(|at| view.line(at).weight >= TITLE);
    above.or_else(|| (0..head.min(3)).find(|&at| !named && view.line(at).weight >= TITLE))
}

/// True for lines behind the story that are written as headlines are, on a page that has shown its
/// furniture elsewhere.
fn headlines(view: &View<'_>, lines: Range<usize>) -> bool {
    if furniture(view) < PAGE || lines.len() < HEADLINES {
        return false;
    }
    let says = |at: usize| {
        let end = view.text(at).chars().next_back();
        matches!(end, Some('：' | ':' | '；')) || end == Some('。') && view.line(at).is_prose()
    };
    if lines.clone().any(says) {
        return false;
    }
    let (mut marked, mut text, mut dates) = (0, 0.0, 0);
    let [stamp, headline] = ["GY232", "GY504"].map(|code| view.rule(code).map(|(rule, _)| rule));
    for at in lines.clone() {
        let line = view.line(at);
        let date = stamp.is_some_and(|rule| view.hit(at, rule));
        dates += usize::from(date);
        marked += usize::from(date || headline.is_some_and(|rule| view.hit(at, rule)));
        text += if date { 0.0 } else { line.weight };
    }
    marked * 2 >= lines.len() && text >= 10.0 * (lines.len() - dates) as f32
}

/// The first and one past the last live position of the story of a pasted page, if it has one.
pub(super) fn bounds(view: &View<'_>) -> Option<(usize, usize)> {
    let (_, info) = view.rule("GY501")?;
    if view.document.format != Format::Text {
        return None;
    }
    let cost = info.threshold("line-cost") as f32;
    let mut scores: Vec<f32> = (0..view.len()).map(|at| score(view, at, cost)).collect();
    for at in view.hits("GY502") {
        scores[at] = -cost;
    }
    let (start, end, weight) = best_run(&scores);
    // On a page beyond doubt a notice of one sentence is a story.
    let reaches = |name: &str| f64::from(weight) >= info.threshold(name);
    if !(reaches("min-story") || reaches("min-notice") && is_page(view, start)) {
        return None;
    }
    // What a table of contents names is the story's, whatever it looks like.
    let text = |at: &usize| view.contents.iter().any(|text| text.contains(&view.live[*at]));
    let start = (0..start).find(text).unwrap_or(start);
    let end = (end..view.len()).rev().find(text).map_or(end, |at| at + 1);
    Some((lead(view, start), end))
}

/// Number of pieces of furniture that have gone.
fn furniture(view: &View<'_>) -> usize {
    view.gone.iter().flatten().filter(|kind| FURNITURE.contains(kind)).count()
}

/// True for a page beyond doubt: several pieces of furniture have gone above `start` and behind it.
fn is_page(view: &View<'_>, start: usize) -> bool {
    furniture(view) >= PAGE
        && view.gone_within(0..start, &FURNITURE)
        && view.gone_within(start..view.len(), &FURNITURE)
}

/// Where the story begins, if the densest run of prose begins at `start`: facts and a table of contents
/// part it from its first sentences. These are the prose above a table of contents, a sentence below a
/// byline or one that opens with the title above it, and the title of an advert above the pay.
fn lead(view: &View<'_>, start: usize) -> usize {
    let pay = view.rule("GY505").map(|(rule, _)| rule);
    let mut first = start;
    let mut above_contents = false;
    for at in (start.saturating_sub(LEAD)..start).rev() {
        if view.gone_within(at + 1..at + 1, &FURNITURE) {
            break;
        }
        above_contents |= view.gone_within(at + 1..at + 1, &[RemovalKind::TableOfContents]);
        let opens = || named_by(view, at).is_some() || view.gone_within(at..at, &[RemovalKind::AuthorCard]);
        if view.line(at).is_prose() && (above_contents || opens()) {
            first = at;
        } else if pay.is_some_and(|rule| view.hit(at, rule)) {
            let title = at.checked_sub(1).filter(|&above| view.line(above).weight >= TITLE);
            first = title.unwrap_or(at);
        }
    }
    first
}

/// The line not far above `at` that the text at `at` opens with: its title.
fn named_by(view: &View<'_>, at: usize) -> Option<usize> {
    let text = view.text(at);
    (at.saturating_sub(TITLE_ABOVE)..at).rev().find(|&above| {
        let line = view.line(above);
        line.weight >= NAME
            && line.chars <= HEADLINE
            && !line.is_prose()
            && text.starts_with(view.text(above))
    })
}

/// Lines that look like entries of menus: for each position, whether it is one.
struct Menu {
    /// Bars: several entries on a line.
    bars: Vec<bool>,
    /// Lines in a run of short ones without a mark.
    runs: Vec<bool>,
    /// Lines in a run of categories or months with their counts, or of the days of a calendar.
    sidebars: Vec<bool>,
}

impl Menu {
    fn new(view: &View<'_>, longest: usize, least: usize) -> Self {
        let hits = |code: &str| {
            let mut hits = vec![false; view.len()];
            view.hits(code).into_iter().for_each(|at| hits[at] = true);
            hits
        };
        let sidebars = hits("GY503");
        let sidebar = |at: usize| sidebars[at];
        let marks = Glyphs::of(":：（(0").all();
        let entry = |at: usize| is_entry(view, at, longest, marks) || sidebar(at);
        Self {
            bars: hits("GY502"),
            runs: runs(view.len(), least, entry),
            sidebars: runs(view.len(), least, sidebar),
        }
    }

    /// True for anything of a menu.
    fn holds(&self, at: usize) -> bool {
        self.bars[at] || self.runs[at]
    }

    /// True for what stands behind a story and is none of it; short lines may be its last.
    fn ends(&self, at: usize) -> bool {
        self.bars[at] || self.sidebars[at]
    }
}

/// For each position, whether it is in a run of at least `least` lines that are all `like`.
fn runs(len: usize, least: usize, like: impl Fn(usize) -> bool) -> Vec<bool> {
    let mut found = vec![false; len];
    let mut start = 0;
    for at in 0..=len {
        if at < len && like(at) {
            continue;
        }
        if at - start >= least {
            found[start..at].fill(true);
        }
        start = at + 1;
    }
    found
}

/// A short line of letters: no figure, colon, bracket (`marks`) or sentence mark, no list marker.
fn is_entry(view: &View<'_>, at: usize, longest: usize, marks: Kinds) -> bool {
    let line = view.line(at);
    line.form == Form::Paragraph
        && line.chars <= longest
        && line.stops == 0
        && line.commas == 0
        && line.glyphs.all() & marks == 0
}

/// Prose adds its weight, structure costs nothing, everything else costs `cost`.
fn score(view: &View<'_>, at: usize, cost: f32) -> f32 {
    let line = view.line(at);
    match line.form {
        Form::Item => line.weight.min(30.0) - cost / 2.0,
        Form::Row | Form::Code => 0.0,
        _ if line.is_prose() => line.weight.min(CAP),
        _ if line.weight >= 25.0 => line.weight * 0.5,
        Form::Heading => -cost / 2.0,
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
    fn facts_below_a_title_stay() {
        let facts = "全职\n大专\n双休\n节日福利\n员工体检\n定期团建\n";
        let duties = "负责来诊患者的登记、分诊与候诊引导，接听预约电话并更新预约表。\n维护诊室排班，提前一天提醒患者就诊，核对医保信息，收取费用。\n要求普通话标准，会使用办公软件，有门诊工作经历的优先。\n";
        let page = format!("首页 | 登录 | 注册\n口腔门诊前台\n5-8千\n{facts}{duties}");
        assert_eq!(texts(&cleaned(&page)).len(), 11, "{:?}", texts(&cleaned(&page)));
        let named = format!("首页 | 登录 | 注册\n前台\n前台是门诊接待患者的岗位。\n{facts}{duties}");
        assert_eq!(texts(&cleaned(&named)).len(), 11, "{:?}", texts(&cleaned(&named)));
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

    #[test]
    fn a_notice_of_one_sentence_is_the_story_of_a_page_beyond_doubt() {
        let notice = "因更换制冰机，二楼水吧七月二十四日晚十时起停业一天，次日早班照常营业，会员券顺延。";
        let menu = "新闻\n公告\n门店\n招聘\n会员\n加盟\n培训\n";
        let page = format!(
            "首页 | 登录 | 注册\n{menu}当前位置：首页 > 公告 > 正文\n关于二楼水吧停业的通知\n发布日期：2019-07-23 来源：运营部\n各门店：\n{notice}\n【打印本页】【关闭窗口】\n上一篇：夏季饮品上新\n下一篇：会员日安排\n"
        );
        let got = texts(&cleaned(&page));
        assert_eq!(got, ["关于二楼水吧停业的通知", "各门店：", notice]);
    }
}
