//! Lines that many documents of a batch share near their beginning or end.

use super::ledger::{Claim, View};

/// Claims such lines, from each edge inwards, up to the first line that is not shared and long.
pub(super) fn find(view: &View<'_>) -> Vec<Claim> {
    let Some((rule, info)) = view.rule("GY411") else { return Vec::new() };
    let documents = view.facts.documents() as f64;
    let needed = info.threshold("min-documents").max(info.threshold("min-share") * documents);
    if documents < info.threshold("min-documents") {
        return Vec::new();
    }
    let (reach, longest) = (info.threshold("edge-lines") as usize, info.threshold("max-chars") as usize);
    let shared = |at: usize| {
        let line = view.line(at);
        let count = view.facts.shared(line.hash);
        (f64::from(count) >= needed
            && line.chars <= longest
            && line.weight > 0.0
            && view.heading(at).is_none())
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

#[cfg(test)]
mod tests {
    use super::super::testing::{read, rules, texts};
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
        assert_eq!(texts(&got), ["每日开店前清点库存并登记。"]);
    }
}
