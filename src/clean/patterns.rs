//! Lines that a single pattern gives away.

use std::cell::LazyCell;

use super::story;
use super::view::{Claim, View};
use crate::document::BlockKind;
use crate::lexicon::noise::{Need, Rule, Shape, Zone};
use crate::source::Format;

/// How many other lines may stand between a line and the edge whose zone it is in.
const EDGE_LINES: usize = 8;

/// Claims the live lines that a line rule matches where it applies.
pub(super) fn find(view: &View<'_>) -> Vec<Claim> {
    // The rules that match each line, zones aside.
    let mut wanted: Vec<(usize, usize)> = Vec::new();
    for (rule, info) in view.rules.rules().iter().enumerate() {
        if info.shape == Shape::Line && view.applies(rule) {
            let lines =
                view.hits_of(rule).filter(|&at| info.needs.iter().all(|need| met(view, at, *need, info)));
            wanted.extend(lines.map(|at| (at, rule)));
        }
    }
    wanted.sort_unstable();
    let lines: Vec<&[(usize, usize)]> = wanted.chunk_by(|one, other| one.0 == other.0).collect();
    let story = LazyCell::new(|| story::bounds(view).unwrap_or((0, view.len())));
    let mut claims = Vec::new();
    for (nth, rules) in lines.iter().enumerate() {
        let at = rules[0].0;
        // How many lines that no rule matches stand before it and behind it.
        let (head, tail) = (at - nth, view.len() - at - (lines.len() - nth));
        let found = rules.iter().find(|&&(_, rule)| match view.rules.rules()[rule].zone {
            Zone::Head => head <= EDGE_LINES || at < story.0,
            Zone::Tail => tail <= EDGE_LINES || at >= story.1,
            Zone::Edge => head.min(tail) <= EDGE_LINES || !(story.0..story.1).contains(&at),
            _ => true,
        });
        if let Some(&(_, rule)) = found {
            claims.push(view.claim(at..at + 1, rule, &[]));
        }
    }
    claims
}

fn met(view: &View<'_>, at: usize, need: Need, rule: &Rule) -> bool {
    let format = view.document.format;
    let kind = view.block(at).kind;
    match need {
        Need::Link => view.line(at).linked > 0.0 || format == Format::Text && view.text(at).contains("://"),
        Need::LinkOnly => format == Format::Text || view.link_only(at),
        Need::Page => view.is_page(),
        Need::Paragraph => {
            matches!(kind, BlockKind::Paragraph | BlockKind::Quote)
                || matches!(kind, BlockKind::ListItem(_))
                    && (format == Format::Html || view.link_only(at) && rule.needs.contains(&Need::LinkOnly))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{cleaned, texts};

    #[test]
    fn a_zone_ends_where_content_has_begun() {
        let duties = |from: usize| -> String {
            (from..from + 20).map(|n| format!("第{n}项职责是核对门店库存，并登记差异。\n\n")).collect()
        };
        let page = format!("首页 | 登录\n\n{}登录\n\n{}责任编辑：王某\n", duties(1), duties(30));
        let got = cleaned(&page);
        assert!(!texts(&got).iter().any(|text| text.contains("首页") || text.contains("责任编辑")));
        assert!(texts(&got).iter().any(|text| text == "登录"), "a bare word inside the story stays");
    }

    #[test]
    fn back_links_go_only_as_links() {
        let got = cleaned("# 店长\n\n[返回目录](a.md) | [返回首页](b.md)\n\n返回首页\n\n- 每日盘点\n");
        assert_eq!(texts(&got), ["店长", "返回首页", "每日盘点"]);
    }
}
