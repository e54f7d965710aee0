//! The examples of the lexicon: every rule of page selection against pages around one article.

use super::super::testing::rules;
use super::*;
use crate::read::html::read_html;
use crate::source::{Format, SourceId};

const PARAGRAPHS: &str = "<p>仓库主管每月组织盘点，核对账面与实物，并在三天内提交差异说明。</p>\
    <p>盘点前一天停止收发货，由两人一组清点，一人点数一人记录，每个货位点完贴上标签。</p>\
    <p>差异超过千分之三的货位当天复盘，仍有出入的，由主管写明原因，报财务确认之后再调账。</p>";

/// The blocks that lie inside `piece`, which stands once in `page`, with the rule that takes each.
fn judged(page: &str, piece: &str) -> Vec<(String, Option<&'static str>)> {
    let mut document = Document::new(SourceId::new("t.html"), page.into(), Format::Html, "UTF-8");
    read_html(&mut document);
    let mut taken = vec![None; document.blocks.len()];
    for (range, _, rule, _) in page_noise(&document, rules().page(), |_| false) {
        taken[range].fill(Some(rule));
    }
    let start = page.find(piece).expect("the page holds the piece");
    let inside = start..start + piece.len();
    let blocks = document.blocks.iter().zip(taken);
    blocks
        .filter(|(block, _)| is_judged(block.kind) && inside.contains(&block.span.start))
        .map(|(block, rule)| (block.text.as_str().to_owned(), rule))
        .collect()
}

fn page(before: &str, inside: &str, after: &str) -> String {
    format!(
        "<html><head><title>盘点制度</title></head><body>{before}<div class=article><h1>盘点制度</h1>\
         {PARAGRAPHS}{inside}</div>{after}</body></html>"
    )
}

#[test]
fn every_rule_has_examples_and_they_hold() {
    for rule in &rules().page().rules {
        assert!(!rule.removes.is_empty() && !rule.keeps.is_empty(), "{}", rule.code);
        for example in &rule.removes {
            let (piece, page) = match example.strip_suffix('…') {
                Some(piece) => (piece, page(piece, "", "")),
                None => (example.as_str(), page("", "", example)),
            };
            let found = judged(&page, piece);
            assert!(
                !found.is_empty() && found.iter().all(|(_, rule)| rule.is_some()),
                "{example}: {found:?}"
            );
            let own = found.iter().any(|(_, taken)| *taken == Some(rule.code.as_str()));
            assert!(own, "{} does not take {example}: {found:?}", rule.code);
        }
        for example in &rule.keeps {
            let found = judged(&page("", example, ""), example);
            assert!(
                !found.is_empty() && found.iter().all(|(_, rule)| rule.is_none()),
                "{example}: {found:?}"
            );
        }
    }
}
