//! What stands after the end of a story on a page: channel modules, teasers, menus.

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
    let listed = view.after_end(&LISTS).filter(scraps);
    let ended = view.after_end(&ENDS).filter(scraps).filter(|&from| view.says_little(from));
    let Some(from) = ended.or(listed) else { return Vec::new() };
    vec![view.claim(from..view.len(), rule, &[])]
}

#[cfg(test)]
mod tests {
    use super::super::testing::{cleaned, texts};

    #[test]
    fn modules_after_the_disclaimer_go() {
        let page = "首页 > 生活 > 正文\n\n怎样当好店长\n\n店长每天要清点库存，安排排班，并与供应商确认到货时间。\n\n每周五盘点，差异写明原因，再与总部核对账目。\n\n免责声明：本文仅代表作者个人观点，不代表本平台立场。\n\n生活要闻\n\n豆价又涨了\n\n街角新店开业\n\n财经要闻\n\n一杯拿铁的成本\n";
        assert_eq!(texts(&cleaned(page)).len(), 3);
    }

    #[test]
    fn text_without_an_end_keeps_its_short_lines() {
        let page = "怎样当好店长\n\n店长每天要清点库存，安排排班，并与供应商确认到货时间。\n\n阶段\n\n目标\n\n第一月\n\n熟悉门店\n";
        assert_eq!(texts(&cleaned(page)).len(), 6);
    }
}
