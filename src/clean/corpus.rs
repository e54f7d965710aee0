//! Lines that many documents of a batch share near their beginning or end.

use super::CorpusFacts;
use super::facts::is_content;
use super::view::{Claim, View};
use crate::document::BlockKind;
use crate::lexicon::noise::NoiseRules;

/// The rule whose thresholds are meant.
const RULE: &str = "GY411";

/// Claims such lines: those that stand in a row at the very beginning, above a title of the document's
/// own, and at the very end.
///
/// Headings, list items and table rows that say something, and labels of sections stay. So does
/// everything where more running text is shared than furniture can be: then the documents are versions of
/// one text, or quote each other.
pub(super) fn find(view: &View<'_>) -> Vec<Claim> {
    let Some((rule, info)) = view.rule(RULE) else { return Vec::new() };
    let Some(needed) = needed(view.facts, view.rules) else { return Vec::new() };
    if shared_prose(view, needed) > info.threshold("max-prose-share") {
        return Vec::new();
    }
    let longest = info.threshold("max-chars") as usize;
    let label = view.rule("GY412");
    let shared = |at: usize| {
        let line = view.line(at);
        let common = f64::from(view.facts.shared(line.hash)) >= needed;
        let prose = matches!(view.block(at).kind, BlockKind::Paragraph | BlockKind::Quote);
        let stays = || {
            view.heading(at).is_some()
                || !prose && is_content(view.block(at), line)
                || label.is_some_and(|(label, _)| view.hit(at, label))
        };
        common && line.chars <= longest && line.weight > 0.0 && !stays()
    };
    let head: Vec<usize> = (0..view.len()).take_while(|&at| shared(at)).collect();
    let tail = (head.len()..view.len()).rev().take_while(|&at| shared(at));
    // What stands above running text at once may be the title that versions of one text share.
    let titled = head.len() < view.len() && {
        let line = view.line(head.len());
        f64::from(view.facts.shared(line.hash)) < needed
            && !line.is_prose()
            && label.is_none_or(|(label, _)| !view.hit(head.len(), label))
    };
    let mut found: Vec<usize> = tail.collect();
    if titled {
        found.extend(head);
    }
    found.sort_unstable();
    found.into_iter().map(|at| view.claim(at..at + 1, rule, &[])).collect()
}

/// The number of texts from which on a line is shared by many; `None` if the batch is too small to tell. How
/// many it is of makes no further difference, so that one more document does not touch what is said of the others.
pub(super) fn needed(facts: &CorpusFacts, rules: &NoiseRules) -> Option<f64> {
    let info = &rules.rules()[rules.index(RULE)?];
    let documents = facts.documents() as f64;
    let least = info.threshold("min-documents");
    (documents >= least).then(|| least.max(info.threshold("min-share") * documents))
}

/// Share of the whole document's content, by weight, that at least `needed` texts hold; 1 for a
/// document without any, of which no line can be told from content.
fn shared_prose(view: &View<'_>, needed: f64) -> f64 {
    let (mut all, mut shared) = (0.0, 0.0);
    for (_, line) in view.measured().filter(|(block, line)| is_content(block, line)) {
        let everywhere = f64::from(view.facts.shared(line.hash)) >= needed;
        all += f64::from(line.weight);
        shared += if everywhere { f64::from(line.weight) } else { 0.0 };
    }
    if all > 0.0 { shared / all } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{rules, texts as texts_of};
    use super::super::{CorpusFacts, Options, clean};
    use crate::read::testing::document;

    #[test]
    fn a_shared_line_at_the_edge_goes() {
        let page = |duty: &str| {
            document(&format!("晨光咖啡内部刊物\n\n店长须知 {}\n\n{duty}\n\n订阅热线见封底\n", duty.len()))
        };
        let pages: Vec<_> = [
            "每日开店前清点库存，差异登记。",
            "每周五核对排班表，并在门口公布。",
            "每月组织一次消防演练，留存照片。",
            "每季度回访会员，记下意见。",
        ]
        .map(page)
        .into();
        let facts = CorpusFacts::count(&pages.iter().collect::<Vec<_>>());
        let got = clean(pages[0].clone(), rules(), &facts, &Options::default());
        assert_eq!(texts_of(&got)[1..], ["每日开店前清点库存，差异登记。"]);
        assert_eq!(texts_of(&got).len(), 2);
    }

    /// Versions of one specification, of which each line is changed more often than not.
    #[test]
    fn versions_of_one_text_keep_every_line() {
        let frame =
            ["咖啡店长岗位说明书", "适用范围", "岗位职责", "任职要求", "工作地点：总部一楼", "其他说明"];
        let duties = ["清点库存", "核对排班", "组织消防演练", "回访会员", "复核报损", "带教新人", "盘点豆仓"];
        for count in 3..8 {
            for step in 1..6 {
                let version = |n: usize| -> String {
                    let line = |at: usize| {
                        let own = if !(n * step + at).is_multiple_of(3) {
                            format!("第{n}版改为")
                        } else {
                            String::new()
                        };
                        format!(
                            "{}\n\n{own}由店长负责{}，做完当天登记。\n\n",
                            frame[at % 6],
                            duties[(at + step) % 7]
                        )
                    };
                    (0..6).map(line).collect()
                };
                let texts: Vec<String> = (0..count).map(version).collect();
                for (got, text) in
                    batch(&texts.iter().map(String::as_str).collect::<Vec<_>>()).iter().zip(&texts)
                {
                    assert_eq!(got.len(), texts_of(&super::super::testing::cleaned(text)).len(), "{got:?}");
                }
            }
        }
    }

    #[test]
    fn labels_that_all_adverts_of_one_employer_bear_stay() {
        let advert = |own: &str, duty: &str| {
            format!("{own}\n\n岗位职责\n\n{duty}\n\n任职要求\n\n能值夜班\n\n晨光咖啡招聘专页\n")
        };
        let texts = [
            advert("咖啡店长", "每日清点豆仓，差异登记在册。"),
            advert("仓库主管", "每周复核差异，写明原因。"),
            advert("采购专员", "每月比价一次，留存报价单。"),
            advert("收银员", "每班清点备用金，双人签字。"),
        ];
        for got in batch(&texts.iter().map(String::as_str).collect::<Vec<_>>()) {
            assert!(
                got.iter().any(|line| line == "岗位职责") && got.iter().any(|line| line == "任职要求"),
                "{got:?}"
            );
        }
    }

    fn batch(texts: &[&str]) -> Vec<Vec<String>> {
        let documents: Vec<_> = texts.iter().map(|text| document(text)).collect();
        let facts = CorpusFacts::count(&documents.iter().collect::<Vec<_>>());
        documents
            .into_iter()
            .map(|document| texts_of(&clean(document, rules(), &facts, &Options::default())))
            .collect()
    }

    const ADVERT: &str = "# 咖啡店长\n\n负责门店日常运营。\n\n- 开店前清点库存\n- 排班\n";
    const OTHER: &str = "# 仓库主管\n\n负责出入库与盘点。\n\n- 每周复核差异\n";

    #[test]
    fn copies_of_an_advert_keep_every_line() {
        for texts in [&[ADVERT; 3][..], &[ADVERT, ADVERT, OTHER], &[ADVERT, ADVERT, ADVERT, OTHER, OTHER]] {
            for got in batch(texts) {
                assert!(got.len() >= 4 || got.len() == 3 && got[0] == "仓库主管", "{got:?}");
            }
        }
    }

    #[test]
    fn adverts_without_marks_or_stops_keep_every_line() {
        let advert = "咖啡店长\n\n岗位职责\n\n开店备货\n\n排班与交接\n";
        assert!(batch(&[advert; 4]).iter().all(|got| got.len() == 4));
    }

    #[test]
    fn tasks_and_prose_that_different_adverts_share_stay() {
        let advert = |own: &str| {
            format!("{own}\n\n负责门店日常运营，保证顾客满意。\n\n- 与上下游部门沟通协调\n- {own}\n")
        };
        let texts: Vec<String> = ["每日清点豆仓并补货", "每周核对排班表", "每月组织消防演练", "每季回访会员"]
            .iter()
            .map(|own| advert(own))
            .collect();
        for got in batch(&texts.iter().map(String::as_str).collect::<Vec<_>>()) {
            assert_eq!(got.len(), 4, "{got:?}");
        }
    }

    #[test]
    fn the_footer_of_one_site_goes() {
        let page = |own: &str| {
            format!(
                "{own}，按销量补足当日所需的原料，差异登记在册并在例会上说明原因。\n\n晨光咖啡内部刊物，版权归编辑部。\n\n订阅热线见封底\n"
            )
        };
        let texts: Vec<String> =
            ["每天开店前清点库存", "每周五盘点豆仓与奶柜", "每月底复核报损与领用", "换季时清点菜单用料"]
                .iter()
                .map(|own| page(own))
                .collect();
        for got in batch(&texts.iter().map(String::as_str).collect::<Vec<_>>()) {
            assert_eq!(got.len(), 1, "{got:?}");
        }
    }
}
