//! Recommended stories: a heading such as 相关推荐 and what hangs under it.

use super::view::{Claim, View, quote};
use crate::document::BlockKind;

/// Claims recommended stories.
///
/// In Markdown a section goes if it consists of links. On a page the heading and the short lines
/// after it go if no running text follows, or if they are links.
pub(super) fn find(view: &View<'_>) -> Vec<Claim> {
    let Some((rule, info)) = view.rule("GY221") else { return Vec::new() };
    let share = info.threshold("min-share");
    let longest = info.threshold("max-headline") as usize;
    let mut claims = Vec::new();
    let mut free_from = 0;
    for at in view.hits("GY221") {
        let opens = view.heading(at).is_some() || matches!(view.block(at).kind, BlockKind::Paragraph);
        if at < free_from || !opens && !view.is_page() {
            continue;
        }
        let section = view.section_end(at);
        let links = (at + 1..section).filter(|&item| view.link_only(item)).count();
        let run = (at + 1..section).take_while(|&item| view.link_only(item)).count();
        let end = if links as f64 >= (share * (section - at - 1) as f64).max(1.0) {
            section
        } else if run > 0 {
            at + 1 + run
        } else if view.is_page() && view.only_scraps(at + 1, longest as f32, 2) {
            view.len()
        } else {
            continue;
        };
        if view.is_page() && end == view.len() && !has_story(view, at) {
            continue;
        }
        let (heading, count) = (quote(view.text(at)), (end - at - 1).to_string());
        claims.push(view.claim(at..end, rule, &[("heading", &heading), ("count", &count)]));
        free_from = end;
    }
    claims
}

/// True if there is running text before `at`: a page that starts with 热点推荐 has its story below.
fn has_story(view: &View<'_>, at: usize) -> bool {
    (0..at).any(|line| view.line(line).is_prose() && view.line(line).weight >= 30.0)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{cleaned, texts};

    #[test]
    fn a_section_of_links_goes_and_a_section_of_text_stays() {
        let got = cleaned(
            "# 店长\n\n负责备货。\n\n## **更多信息:**\n\n[甲](https://a.example/1)\n\n[乙](https://a.example/2)\n",
        );
        assert_eq!(texts(&got), ["店长", "负责备货。"]);
        let kept = cleaned("# 店长\n\n## 更多信息\n\n- 直接上级：区域经理\n- 下属：咖啡师\n");
        assert_eq!(texts(&kept).len(), 4);
    }
}
