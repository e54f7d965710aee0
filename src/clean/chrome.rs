//! Menus and link lists of a page that was saved as Markdown.
//!
//! A Markdown file is a text of its own unless it shows that it came from a site: menus above and below
//! its text, and lines that only sites have. Then the rules for pages apply to it, and its menus go.

use std::ops::Range;

use super::line::targets;
use super::view::{Claim, View, quote};
use crate::document::{BlockKind, RemovalKind};
use crate::source::Format;

/// Rules whose lines stand around the texts of sites: paths, previous and next story, buttons, recommended
/// stories, feet.
const FURNITURE: [&str; 11] =
    ["GY215", "GY216", "GY217", "GY218", "GY219", "GY221", "GY225", "GY242", "GY261", "GY262", "GY284"];

/// True for a Markdown document that shows the furniture of a site: menus on both sides of its text and one
/// such line, or on one side and lines of two rules.
pub(super) fn is_saved_page(view: &View<'_>) -> bool {
    let Some((_, info)) = view.rule("GY230").filter(|_| view.document.format == Format::Markdown) else {
        return false;
    };
    let text = text(view);
    let least = info.threshold("min-links") as usize;
    let menus = [0..text.start, text.end..view.len()]
        .into_iter()
        .filter(|around| around.clone().map(|at| links_away(view, at)).sum::<usize>() >= least)
        .count();
    let kinds = || {
        let found = FURNITURE.iter().filter(|code| {
            let outside = |at: &usize| !text.contains(at) && view.line(*at).chars > 0;
            view.hits(code).iter().any(outside)
        });
        found.count()
    };
    menus > 0 && menus + kinds() >= 3
}

/// Claims menus before and behind the text of such a page, with the headings over them, and rows of links
/// anywhere in it.
pub(super) fn find(view: &View<'_>) -> Vec<Claim> {
    let Some((rule, _)) = view.rule("GY230") else { return Vec::new() };
    if view.document.format != Format::Markdown || !view.is_page() {
        return Vec::new();
    }
    let text = text(view);
    let mut claims = Vec::new();
    let mut at = 0;
    while at < view.len() {
        let around = !text.contains(&at);
        let end = (at..view.len())
            .find(|&next| !(is_row(view, next) || around && !text.contains(&next) && is_entry(view, next)))
            .unwrap_or(view.len());
        if end == at {
            if around && is_left_over(view, at) {
                claims.push(view.claim(at..at + 1, rule, &[]));
            }
            at += 1;
            continue;
        }
        // A heading belongs to the menu if nothing else stands under it.
        let headed = at >= text.end
            && at > 0
            && view.heading(at - 1).is_some_and(|level| level > 1)
            && (end == view.len() || view.heading(end).is_some() || view.block(end).kind == BlockKind::Rule);
        let start = at - usize::from(headed);
        let (heading, count) = (quote(view.text(start)), (end - start).to_string());
        claims.push(view.claim(start..end, rule, &[("heading", &heading), ("count", &count)]));
        at = end;
    }
    claims
}

/// True for a heading of which the menu under it has gone.
fn is_left_over(view: &View<'_>, at: usize) -> bool {
    view.heading(at).is_some_and(|level| level > 1)
        && (at + 1 == view.len() || view.heading(at + 1).is_some())
        && view.gone_within(at + 1..at + 1, &[RemovalKind::Navigation])
}

/// From the title, or the first line of running text, to behind the last.
fn text(view: &View<'_>) -> Range<usize> {
    let said = |at: &usize| {
        let line = view.line(*at);
        line.is_prose() && line.linked < 0.5 && !view.is_furniture(*at)
    };
    let first = (0..view.len()).find(said).unwrap_or(view.len());
    let last = (first..view.len()).rev().find(said).map_or(first, |at| at + 1);
    // Items of a list say something without being sentences.
    let own = |at: &usize| {
        let line = view.line(*at);
        matches!(view.block(*at).kind, BlockKind::ListItem(_) | BlockKind::TableRow { .. })
            && line.linked == 0.0
            && line.weight >= 6.0
    };
    let start = (0..first).find(|at| view.heading(*at) == Some(1) || own(at)).unwrap_or(first);
    // A text of items alone has no sentence.
    let last = if first == view.len() { start } else { last };
    start..(last..view.len()).rev().find(own).map_or(last, |at| at + 1)
}

/// True for an entry of a menu: a short line that is a link to another page, a count behind it aside.
fn is_entry(view: &View<'_>, at: usize) -> bool {
    let line = view.line(at);
    let counted = line.linked > 0.0 && view.text(at).ends_with([')', '）']) && line.chars <= 24;
    matches!(view.block(at).kind, BlockKind::ListItem(_) | BlockKind::Paragraph)
        && (view.link_only(at) || counted)
        && links_away(view, at) > 0
}

/// True for a row of links: a paragraph of several, each a few characters.
fn is_row(view: &View<'_>, at: usize) -> bool {
    let links = links_away(view, at);
    view.block(at).kind == BlockKind::Paragraph
        && links >= 2
        && view.link_only(at)
        && view.line(at).chars <= 10 * links
}

/// Number of the links of a line of links that leave the document.
fn links_away(view: &View<'_>, at: usize) -> usize {
    if view.line(at).linked == 0.0 || view.line(at).linked < 0.9 && view.line(at).chars > 24 {
        return 0;
    }
    targets(view.document, view.block(at))
        .filter(|target| {
            // A neighbouring file is a part of the same work.
            let path = target.split(['#', '?']).next().unwrap_or("");
            let file = !target.contains("://") && !target.starts_with('/') && path.contains(".m");
            (*target == "#" || !target.starts_with('#')) && !file
        })
        .count()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{cleaned, texts};

    const BODY: &str = "班前先看交接记录，再按点检卡逐项检查油位与防护罩，异常立即停机并报班长。\n\n\
                        点检卡每天收齐，由设备员核对签字，缺项的退回补查，不得事后补写。\n";

    #[test]
    fn menus_of_a_saved_page_go() {
        let page = format!(
            "- [首页](/)\n- [车间](/a)\n- [设备](/b)\n- [安全](/c)\n\n# 设备点检\n\n[打印](/p) [收藏](/s)\n\n{BODY}\n\
             上一篇：[交接班](/1)\n\n## 近期文章\n\n- [行车怎样点检](/2)\n- [导轨多久加一次油](/3)\n\n## 分类\n\n\
             - [安全](/4) (12)\n- [管理](/5) (7)\n\n© 2024 车间笔记\n"
        );
        let got = cleaned(&page);
        assert_eq!(texts(&got).len(), 3, "{:?}", texts(&got));
        assert!(got.removals.iter().any(|removal| removal.rule == "GY230"));
    }

    #[test]
    fn lists_of_links_that_are_the_content_stay() {
        let list = format!(
            "# 点检资料\n\n{BODY}\n## 表格\n\n- [点检卡](/a)\n- [保养表](/b)\n- [交接本](/c)\n\n## 视频\n\n- [行车](/d)\n- [冲床](/e)\n"
        );
        assert_eq!(texts(&cleaned(&list)).len(), 10);
        let book = format!("- [点检](a.md)\n- [保养](b.md)\n- [年检](c.md)\n\n# 点检\n\n{BODY}");
        assert_eq!(texts(&cleaned(&book)).len(), 6, "{:?}", texts(&cleaned(&book)));
    }
}
