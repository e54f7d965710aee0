//! Reference lists: sections named so, and runs of outside links at the end.

use super::line::targets;
use super::view::{Claim, View, quote};
use crate::document::BlockKind;

/// Claims reference sections and a run of link-only blocks that ends the document.
pub(super) fn find(view: &View<'_>) -> Vec<Claim> {
    let mut claims = Vec::new();
    if let Some((rule, info)) = view.rule("GY135") {
        for at in view.hits("GY135") {
            if view.heading(at).is_none() && !label(view, at) {
                continue;
            }
            let end = section(view, at);
            let items = (at + 1..end).filter(|&item| is_reference(view, item)).count();
            let solid = (at + 1..end).filter(|&item| !group_label(view, item, end)).count();
            if items as f64 >= info.threshold("min-items")
                && items as f64 >= info.threshold("min-share") * solid as f64
            {
                let heading = quote(view.text(at));
                claims.push(view.claim(
                    at..end,
                    rule,
                    &[("count", &items.to_string()), ("heading", &heading)],
                ));
            }
        }
    }
    if let Some((rule, info)) = view.rule("GY137") {
        let start = (0..view.len())
            .rev()
            .take_while(|&at| outside_link(view, at) || view.block(at).kind == BlockKind::Rule)
            .last()
            .unwrap_or(view.len());
        let items = (start..view.len()).filter(|&at| outside_link(view, at)).count();
        if items as f64 >= info.threshold("min-items") && start > 0 {
            claims.push(view.claim(start..view.len(), rule, &[("count", &items.to_string())]));
        }
    }
    claims
}

/// A paragraph that can stand for a heading.
fn label(view: &View<'_>, at: usize) -> bool {
    view.block(at).kind == BlockKind::Paragraph
}

/// End of the section: as the headings say, but not past running text that is no reference.
fn section(view: &View<'_>, at: usize) -> usize {
    let end = view.section_end(at);
    let stop = (at + 1..end).find(|&item| {
        let line = view.line(item);
        let text = !is_reference(view, item) && line.is_prose() && line.weight >= 30.0;
        text || view.block(item).kind == BlockKind::Rule
    });
    stop.unwrap_or(end)
}

/// A link, an address, or a numbered citation with a year, a publisher or an address.
fn is_reference(view: &View<'_>, at: usize) -> bool {
    let text = view.text(at);
    let numbered = text.starts_with('[') || text.starts_with(|c: char| c.is_ascii_digit());
    let item = matches!(view.block(at).kind, BlockKind::ListItem(_)) || numbered;
    view.link_only(at)
        || view.line(at).linked > 0.5
        || item && (text.contains("://") || text.contains("www.") || cites(text))
        || text.starts_with("http")
}

/// Marks of a citation: a type in brackets (`[M]`), a DOI, or a title in 《》 with a year.
fn cites(text: &str) -> bool {
    let kind =
        ["[M]", "[J]", "[D]", "[C]", "[R]", "[S]", "[N]", "[P]", "[EB/OL]", "doi", "DOI", "ISBN", "et al"];
    let year = text
        .as_bytes()
        .windows(4)
        .any(|w| (w.starts_with(b"19") || w.starts_with(b"20")) && w.iter().all(u8::is_ascii_digit));
    kind.iter().any(|mark| text.contains(mark)) || year && (text.contains('《') || text.contains("出版"))
}

/// A short label over a group of references.
fn group_label(view: &View<'_>, at: usize, end: usize) -> bool {
    let line = view.line(at);
    line.weight <= 12.0
        && line.stops == 0
        && at + 1 < end
        && is_reference(view, at + 1)
        && !is_reference(view, at)
}

fn outside_link(view: &View<'_>, at: usize) -> bool {
    let block = view.block(at);
    let prose = matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem(_));
    prose && view.link_only(at) && targets(view.document, block).all(|target| target.contains("://"))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{cleaned, texts};

    #[test]
    fn grouped_links_and_citations_go() {
        let got = cleaned(
            "# 店长\n\n负责备货。\n\n## Reference\n\n备货：\n- [清单](https://a.example/1)\n- [模板](https://a.example/2)\n\n盘点\n- [表格](https://a.example/3)\n\n# 附录\n\n客流统计。\n",
        );
        assert_eq!(texts(&got), ["店长", "负责备货。", "附录", "客流统计。"]);
        let got = cleaned(
            "# 店长\n\n负责备货。\n\n## 参考文献\n\n[1] 林某. 门店管理[M]. 某社, 2019.\n[2] 陈某. 排班[J]. 2020.\n",
        );
        assert_eq!(texts(&got), ["店长", "负责备货。"]);
    }

    #[test]
    fn a_section_of_text_stays() {
        let text = "# 店长\n\n## 参考\n\n- 开业前准备营业执照\n- 准备健康证\n";
        assert_eq!(texts(&cleaned(text)).len(), 4);
    }
}
