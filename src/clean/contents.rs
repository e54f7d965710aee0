//! Tables of contents: lists of the document's own headings.

pub(super) mod pasted;

use rustc_hash::FxHashSet;

use super::line::{Form, targets};
use super::view::{Claim, Once, View, quote};
use crate::document::BlockKind;

/// Claims lists whose items link into the document or repeat its headings, with the heading or
/// the sentence that introduces them.
pub(super) fn find(view: &View<'_>) -> Vec<Claim> {
    let Some((rule, info)) = view.rule("GY142") else { return Vec::new() };
    let headings: FxHashSet<u64> = view.headings().map(|at| view.line(at).hash).collect();
    let openers: FxHashSet<usize> = view.hits("GY141").into_iter().collect();
    let [share, least, least_bare] =
        ["min-share", "min-items", "min-bare-items"].map(|name| info.threshold(name));
    let mut claims = Vec::new();
    let entries = || (0..view.len()).filter(|&at| entry(view, at)).collect();
    let entries: Vec<usize> = view.once(Once::Entries, entries).collect();
    for run in entries.chunk_by(|at, next| at + 1 == *next) {
        let (at, end) = (run[0], run[0] + run.len());
        let items = (end - at) as f64;
        let anchors = (at..end).filter(|&item| links_inside(view, item)).count() as f64;
        let named = (at..end).filter(|&item| headings.contains(&view.line(item).hash)).count() as f64;
        let introduced = at > 0 && openers.contains(&(at - 1));
        let linked = items >= least && anchors >= share * items;
        let listed = items >= least && introduced && named.max(anchors) >= share * items;
        let bare = items >= least_bare && named >= 0.9 * items && named >= 0.6 * headings.len() as f64;
        if linked || listed || bare {
            let start = at - usize::from(introduced || leads_in(view, at));
            let count = (end - at).to_string();
            let by = view.rule("GY141").filter(|_| introduced).map_or(rule, |(opener, _)| opener);
            let heading = quote(view.text(start));
            claims.push(view.claim(start..end, by, &[("count", &count), ("heading", &heading)]));
        }
    }
    claims.extend(markers(view, &openers));
    claims
}

/// An item that could be an entry: of a list, or nothing but a link.
fn entry(view: &View<'_>, at: usize) -> bool {
    let form = view.form(at);
    view.line(at).chars <= 120 && (form == Form::Item || form == Form::Paragraph && view.link_only(at))
}

/// True if the item is a link whose target lies in this document.
fn links_inside(view: &View<'_>, at: usize) -> bool {
    view.link_only(at) && targets(view.document, view.block(at)).all(|target| target.starts_with('#'))
}

/// True if the paragraph above introduces a list of topics.
fn leads_in(view: &View<'_>, at: usize) -> bool {
    let Some(above) = at.checked_sub(1) else { return false };
    view.block(above).kind == BlockKind::Paragraph
        && view.rule("GY143").is_some_and(|(rule, _)| view.hit(above, rule))
}

/// `[TOC]` placeholders stand alone.
fn markers(view: &View<'_>, openers: &FxHashSet<usize>) -> Vec<Claim> {
    let Some((rule, _)) = view.rule("GY141") else { return Vec::new() };
    let mut found: Vec<usize> =
        openers.iter().copied().filter(|&at| view.text(at).starts_with('[')).collect();
    found.sort_unstable();
    found.into_iter().map(|at| view.claim(at..at + 1, rule, &[("count", "0")])).collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{cleaned, texts};

    #[test]
    fn a_list_of_anchors_goes_with_its_heading_or_lead_in() {
        let got =
            cleaned("# 店长\n\n## 整体目录\n- [店长](#店长)\n  - [备货](#备货)\n\n## 备货\n\n每天清点。\n");
        assert_eq!(texts(&got), ["店长", "备货", "每天清点。"]);
        let got =
            cleaned("# 店长\n\n本文将介绍以下主题:\n\n* [备货](#a)\n* [盘点](#b)\n\n## 备货\n\n每天清点。\n");
        assert_eq!(texts(&got), ["店长", "备货", "每天清点。"]);
    }

    #[test]
    fn a_list_of_headings_under_a_contents_heading() {
        let got = cleaned(
            "## 目录\n\n- 备货\n- 盘点\n- 交接\n\n## 备货\n\n清点。\n\n## 盘点\n\n登记。\n\n## 交接\n\n签字。\n",
        );
        assert_eq!(texts(&got), ["备货", "清点。", "盘点", "登记。", "交接", "签字。"]);
    }

    #[test]
    fn duties_and_outside_links_stay() {
        let got = cleaned(
            "# 店长\n\n主要职责如下：\n\n- 备货\n- 盘点\n- 交接\n\n## 备货\n\n- [清单](https://example.org/a)\n- [模板](https://example.org/b)\n\n每日提交。\n",
        );
        assert_eq!(texts(&got).len(), 9, "{:?}", texts(&got));
    }
}
