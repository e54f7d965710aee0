//! Lines that many documents of a batch share near their beginning or end.

use super::facts::is_content;
use super::ledger::{Claim, View};
use crate::document::BlockKind;

/// Claims such lines, from each edge inwards, up to the first line that is not shared and long.
///
/// Headings, and list items and table rows that say something, stay. So does running text where
/// more of it is shared than furniture can be: then the documents quote each other.
pub(super) fn find(view: &View<'_>) -> Vec<Claim> {
    let Some((rule, info)) = view.rule("GY411") else { return Vec::new() };
    let documents = view.facts.documents() as f64;
    let needed = info.threshold("min-documents").max(info.threshold("min-share") * documents);
    if documents < info.threshold("min-documents") {
        return Vec::new();
    }
    let (reach, longest) = (info.threshold("edge-lines") as usize, info.threshold("max-chars") as usize);
    let quoted = shared_prose(view, needed) > info.threshold("max-prose-share");
    let shared = |at: usize| {
        let line = view.line(at);
        let count = view.facts.shared(line.hash);
        let content = is_content(view.block(at), line)
            && (quoted || !matches!(view.block(at).kind, BlockKind::Paragraph | BlockKind::Quote));
        (f64::from(count) >= needed
            && line.chars <= longest
            && line.weight > 0.0
            && view.heading(at).is_none()
            && !content)
            .then_some(count)
    };
    let mut found = Vec::new();
    for reversed in [false, true] {
        let mut others = 0;
        for step in 0..view.len() {
            let at = if reversed { view.len() - 1 - step } else { step };
            match shared(at) {
                Some(count) => found.push((at, count)),
                None => others += if view.line(at).is_prose() { reach / 2 } else { 1 },
            }
            if others >= reach {
                break;
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
        .into_iter()
        .map(|(at, count)| view.claim(at..at + 1, rule, &[("count", &count.to_string())]))
        .collect()
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
    use super::super::testing::{read, rules, texts as texts_of};
    use super::super::{CorpusFacts, Options, clean};

    #[test]
    fn a_shared_line_at_the_edge_goes() {
        let page = |duty: &str| read(&format!("晨光咖啡内部刊物\n\n{duty}\n\n订阅热线见封底\n"));
        let pages: Vec<_> = [
            "每日开店前清点库存并登记。",
            "每周五核对排班表并公布。",
            "每月组织一次消防演练。",
            "每季度回访会员。",
        ]
        .map(page)
        .into();
        let facts = CorpusFacts::count(&pages.iter().collect::<Vec<_>>());
        let got = clean(pages[0].clone(), rules(), &facts, &Options::default());
        assert_eq!(texts_of(&got), ["每日开店前清点库存并登记。"]);
    }

    fn batch(texts: &[&str]) -> Vec<Vec<String>> {
        let documents: Vec<_> = texts.iter().map(|text| read(text)).collect();
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
