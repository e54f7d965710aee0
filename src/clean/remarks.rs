//! Remarks of the person who collected a text, above the text.

use super::view::{Claim, View};
use crate::document::BlockKind;

/// Claims a few short lines before the first heading that speak about the text itself.
pub(super) fn find(view: &View<'_>) -> Vec<Claim> {
    let Some((rule, info)) = view.rule("GY301") else { return Vec::new() };
    let Some((words, _)) = view.rule("GY302") else { return Vec::new() };
    let threshold = |name: &str| info.threshold(name) as usize;
    let Some(first) = view.headings().next() else { return Vec::new() };
    let headings = view.headings().count();
    if first == 0 || first > threshold("max-lines") || headings < threshold("min-headings") {
        return Vec::new();
    }
    let brief = (0..first).all(|at| {
        let line = view.line(at);
        view.block(at).kind == BlockKind::Paragraph
            && line.chars <= threshold("max-chars")
            && line.stops == 0
            && !view.text(at).ends_with([':', '：'])
    });
    let about = (0..first).filter(|&at| view.hit(at, words)).count();
    if !brief || (about as f64) < info.threshold("min-share") * first as f64 {
        return Vec::new();
    }
    vec![view.claim(0..first, rule, &[])]
}

#[cfg(test)]
mod tests {
    use super::super::testing::{cleaned, texts};

    #[test]
    fn a_note_about_the_text_goes_and_a_lead_stays() {
        let body = "# 店长\n\n## 备货\n\n清点。\n\n## 盘点\n\n登记。\n";
        assert_eq!(texts(&cleaned(&format!("还要再整理一遍 先当草稿用\n\n{body}")))[0], "店长");
        assert_eq!(
            texts(&cleaned(&format!("店长是门店的第一责任人\n\n{body}")))[0],
            "店长是门店的第一责任人"
        );
    }
}
