//! Recommended stories: a heading such as 相关推荐 and what hangs under it.

use super::view::{Claim, Once, View, quote};
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
    let hits = view.hits("GY221");
    if hits.is_empty() {
        return claims;
    }
    let links = Links::of(view);
    let sections = view.sections();
    let story = (0..view.len()).find(|&line| view.line(line).is_prose() && view.line(line).weight >= 30.0);
    for at in hits {
        let opens = view.heading(at).is_some() || matches!(view.block(at).kind, BlockKind::Paragraph);
        if at < free_from || !opens && !view.is_page() {
            continue;
        }
        let section = sections.end(at);
        let run = links.run(at + 1).min(section - at - 1);
        let end = if links.within(at + 1, section) as f64 >= (share * (section - at - 1) as f64).max(1.0) {
            section
        } else if run > 0 {
            at + 1 + run
        } else if view.is_page() && view.only_scraps(at + 1, longest as f32, 2) {
            resumes(view, at + 1)
        } else {
            continue;
        };
        // A page that starts with 热点推荐 has its story below.
        if view.is_page() && end == view.len() && story.is_none_or(|story| story >= at) {
            continue;
        }
        let (heading, count) = (quote(view.text(at)), (end - at - 1).to_string());
        claims.push(view.claim(at..end, rule, &[("heading", &heading), ("count", &count)]));
        free_from = end;
    }
    claims
}

/// Most names that stand above a list where a text goes on.
const MAX_NAMES: usize = 2;

/// Where the text goes on behind a box of headlines that starts at `from`: at the names above numbered
/// sentences. The end of the document if it does not.
fn resumes(view: &View<'_>, from: usize) -> usize {
    let Some(first) = view.numbered_sentences(from).next() else { return view.len() };
    let name = |at: &usize| {
        let item = matches!(view.block(*at).kind, BlockKind::ListItem(_));
        !item && !view.link_only(*at) && !view.text(*at).contains(['|', '｜'])
    };
    let names = (from..first).rev().take(MAX_NAMES).take_while(name);
    first - names.count()
}

/// The lines that are links.
struct Links {
    /// Their positions.
    at: Vec<usize>,
    /// Length of the run of them that begins at each.
    runs: Vec<usize>,
}

impl Links {
    fn of(view: &View<'_>) -> Self {
        let links = || (0..view.len()).filter(|&at| view.link_only(at)).collect();
        let at: Vec<usize> = view.once(Once::Links, links).collect();
        let lengths = at.chunk_by(|at, next| at + 1 == *next).map(<[usize]>::len);
        let runs = lengths.flat_map(|length| (1..=length).rev()).collect();
        Self { at, runs }
    }

    /// The number of them before the position `at`.
    fn before(&self, at: usize) -> usize {
        self.at.partition_point(|&link| link < at)
    }

    /// Length of the run of them that begins at `at`.
    fn run(&self, at: usize) -> usize {
        self.at.binary_search(&at).map_or(0, |nth| self.runs[nth])
    }

    fn within(&self, from: usize, to: usize) -> usize {
        self.before(to) - self.before(from)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{cleaned, texts};

    #[test]
    fn a_box_in_the_midst_of_a_text_ends_where_that_goes_on() {
        let got = cleaned(
            "店长岗位职责（精选2篇）\n\n店长职责1\n\n1.清点库存；\n2.安排排班。\n\n猜你喜欢：\n★ 咖啡师岗位职责\n★ 店员工作总结\n\n\
             店长职责2\n\n岗位职责：\n1.核对账目；\n2.培训店员。\n\n版权声明：本文由网友上传，如有侵权请联系删除。\n",
        );
        assert_eq!(texts(&got).len(), 8, "{:?}", texts(&got));
        assert!(!texts(&got).iter().any(|text| text.contains("总结")));
    }

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
