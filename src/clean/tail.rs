//! What stands after the end of a story on a page: channel modules, teasers, menus.

use std::cell::LazyCell;

use rustc_hash::FxHashSet;

use super::page::home_of;
use super::view::{Claim, View};
use crate::document::RemovalKind;

/// What shows that a story is over.
const ENDS: [RemovalKind; 7] = [
    RemovalKind::Disclaimer,
    RemovalKind::RelatedLinks,
    RemovalKind::UnrelatedHeadlines,
    RemovalKind::CommentThread,
    RemovalKind::Copyright,
    RemovalKind::Footer,
    RemovalKind::AuthorCard,
];

/// What announces other stories, so that their first sentences are no text of this one.
const LISTS: [RemovalKind; 2] = [RemovalKind::RelatedLinks, RemovalKind::UnrelatedHeadlines];

/// Claims the rest of a page after its end, if hardly any running text is in it.
pub(super) fn find(view: &View<'_>) -> Vec<Claim> {
    let Some((rule, info)) = view.rule("GY220") else { return Vec::new() };
    if !view.is_page() {
        return Vec::new();
    }
    let (prose, most) = (info.threshold("prose-chars") as f32, info.threshold("max-prose") as usize);
    let least = info.threshold("min-lines") as usize;
    let scraps = |from: &usize| view.len() - from >= least && view.only_scraps(*from, prose, most);
    // Numbered sentences are text as well, however short. What is over above them has to be so with them, too.
    let behind_items = |from: usize| view.numbered_sentences(from).last().map_or(from, |at| at + 1);
    let over = |kinds, goes: &dyn Fn(&usize) -> bool| {
        let from = view.after_end(kinds).map(|from| behind_story(view, from, prose));
        from.filter(goes).map(behind_items).filter(goes)
    };
    let listed = over(&LISTS, &scraps);
    let ended = over(&ENDS, &|from| scraps(from) && view.says_little(*from));
    let Some(from) = ended.or(listed) else { return Vec::new() };
    vec![view.claim(from..view.len(), rule, &[])]
}

/// Where the story that seems to end before `from` really ends: teasers stand between its paragraphs as well. An
/// element that holds paragraphs (of `prose` characters and more) before and after is the story's own.
fn behind_story(view: &View<'_>, from: usize, prose: f32) -> usize {
    let element = |at: usize| {
        let line = view.line(at);
        if line.weight < prose || line.stops == 0 {
            return None;
        }
        let home = home_of(view.document, view.block(at).container);
        let named = !matches!(view.document.containers.get(home)?.name.as_str(), "" | "html" | "body");
        named.then_some(home)
    };
    let own: LazyCell<FxHashSet<usize>, _> = LazyCell::new(|| (0..from).filter_map(element).collect());
    let told = (from..view.len()).rev().find(|&at| element(at).is_some_and(|home| own.contains(&home)));
    told.map_or(from, |at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{BODY, cleaned, texts};

    #[test]
    fn a_teaser_between_the_paragraphs_of_an_element_is_no_end() {
        let paragraph = |text: &str| format!("<p>{text}</p>");
        let told = "老茶馆歇业二十年后重新开门，街坊们一早排起长队，有人带着孙辈来看当年坐过的那张靠窗的方桌，也有人专程从邻市赶来，只为再喝一碗盖碗茶。";
        let page = format!(
            "<html><body><article><h1>老茶馆重新开门</h1><section>{}{}<p>延伸阅读：<a href=/1>全城还剩六间老茶馆</a></p>{}</section>\
             <div><a>上一则 集市开张</a><a>下一则 夜校招生</a></div></article></body></html>",
            paragraph(told),
            paragraph(&told.replace("街坊", "邻居")),
            paragraph(&told.replace("老茶馆", "老店")),
        );
        assert_eq!(texts(&cleaned(&page)).len(), 4);
    }

    #[test]
    fn modules_after_the_disclaimer_go() {
        let page = "首页 > 生活 > 正文\n\n怎样当好店长\n\n店长每天要清点库存，安排排班，并与供应商确认到货时间。\n\n每周五盘点，差异写明原因，再与总部核对账目。\n\n免责声明：本文仅代表作者个人观点，不代表本平台立场。\n\n生活要闻\n\n豆价又涨了\n\n街角新店开业\n\n财经要闻\n\n一杯拿铁的成本\n";
        assert_eq!(texts(&cleaned(page)).len(), 3);
    }

    #[test]
    fn a_numbered_list_between_paragraphs_is_no_end() {
        let told = |nth: usize| [nth, nth + 5, nth + 7].map(|at| BODY[at % BODY.len()]).concat();
        let lines = (0..8)
            .map(told)
            .chain(["免责声明：本文仅代表作者个人观点，不代表本平台立场。".to_owned()])
            .chain([told(8), told(9)])
            .chain(["1. 豆子按销量补货；\n2. 咖啡机每晚清洗；\n3. 账目日清月结。".to_owned()])
            .chain([told(10)])
            .chain(["集市", "夜校", "旧书", "花市", "渡口", "早点"].map(|name| format!("{name}新闻")));
        let page =
            format!("首页 > 生活 > 正文\n\n怎样当好店长\n\n{}\n", lines.collect::<Vec<_>>().join("\n\n"));
        assert!(texts(&cleaned(&page)).contains(&told(10)), "{:?}", texts(&cleaned(&page)));
    }

    #[test]
    fn text_without_an_end_keeps_its_short_lines() {
        let page = "怎样当好店长\n\n店长每天要清点库存，安排排班，并与供应商确认到货时间。\n\n阶段\n\n目标\n\n第一月\n\n熟悉门店\n";
        assert_eq!(texts(&cleaned(page)).len(), 6);
    }
}
