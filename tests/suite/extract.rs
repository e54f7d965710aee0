//! Provenance: whatever extraction says, the source says at the place it names.

use guiyi::clean::CorpusFacts;
use guiyi::document::{LineIndex, Span};
use guiyi::mention::Extraction;
use guiyi::pipeline::Article;
use proptest::prelude::*;

use super::conservation::soup;
use super::stages::{files, folder, pipeline, source};

/// Shapes of duties, whole or broken, between which arbitrary text stands.
const DUTIES: &[&str] = &[
    "# 仓库主管\n\n## 岗位职责\n\n",
    "岗位职责：1、盘点库存；2、安排叉车 3.登记入库单。任职要求：1、大专\n",
    "【工作內容】\n",
    "一、主要职责 1.1 盘点\n",
    "2 工作内容\n",
    "- 盘点：每周核对账实\n",
    "\t* **补货**：按销量提交申请\n",
    "  - 频率/重要性：每日；高\n",
    "1. 負責倉庫盤點與補貨（週報）\n",
    "主管负责制定计划、安排班次，以及核对到货。\n",
    "任务\n\n目的\n\n频率\n\n盘点库存\n\n账实相符\n\n每周\n\n补货\n\n不断货\n\n每日\n\n",
    "任务\t频率\n盘点库存\t每周\n补货\t每日\n",
    "\n| 任务 | 目的 | 频率 |\n|---|---|---|\n| 盘点 &amp; 登记 | 账实相符 | 每周 |\n",
    "| 任务 | 主管 | 文员 |\n|---|---|---|\n| 盘点库存 | A | R |\n\n",
    "<table><tr><th colspan=2>岗位职责</th></tr><tr><td rowspan=2>库存</td><td>盘点<td>每周</tr><tr><td>补货</table>\n",
    "设计表单 Design stock forms\n",
    "## 任职要求\n\n- 熟悉 Excel\n",
    "\n",
];

/// What extraction says of `article` and the source does not say at the place that it names.
fn check_quotes(article: &Article, extraction: &Extraction) -> Result<(), String> {
    let text = &article.document.text;
    let lines = LineIndex::new(text);
    for mention in &extraction.mentions {
        let title = &mention.title;
        if text.get(mention.span.start..mention.span.end) != Some(mention.quote.as_str()) {
            return Err(format!("{title}: {:?} does not hold {:?}", mention.span, mention.quote));
        }
        if mention.lines != lines.lines(mention.span) || title.trim().is_empty() {
            return Err(format!("{title:?}: lines {:?}", mention.lines));
        }
        for (key, value) in mention
            .attributes
            .iter()
            .flat_map(|(key, values)| values.iter().map(move |value| (key.key(), value)))
        {
            let quoted = text.get(value.span.start..value.span.end);
            if quoted.is_none_or(|quoted| quoted.trim().is_empty()) {
                return Err(format!("{title}: {key} {:?} quotes nothing: {quoted:?}", value.value));
            }
        }
        for place in &mention.also_at {
            let span = Span::new(place.byte_start, place.byte_end);
            let quoted = text.get(place.byte_start..place.byte_end);
            if quoted.is_none() || (place.line_start, place.line_end) != lines.lines(span) {
                return Err(format!("{title}: also at {place:?}"));
            }
        }
        if let Some(removal) = article.removals.iter().find(|removal| removal.span.contains(mention.span)) {
            return Err(format!("{title} stands in removed text {:?}", removal.span.of(text)));
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 160, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_mention_of_any_text_quotes_its_source(
        (name, soup) in soup(),
        duties in prop::collection::vec(prop::sample::select(DUTIES), 1..20),
        before in any::<bool>(),
    ) {
        let duties = duties.concat();
        let text = if before { duties + &soup } else { soup + &duties };
        let Ok(article) = pipeline().article(&source(name, text.as_bytes()), &CorpusFacts::default()) else {
            return Ok(());
        };
        let extraction = pipeline().extract(&article).map_err(|failure| TestCaseError::fail(failure.to_string()))?;
        check_quotes(&article, &extraction)
            .map_err(|broken| TestCaseError::fail(format!("{broken}\n{name}: {text:?}")))?;
    }
}

#[test]
fn every_mention_of_the_examples_quotes_its_source() {
    let mut mentions = 0;
    for path in files(&folder("sources")) {
        let name = path.file_name().expect("a file").to_string_lossy().into_owned();
        let source = source(&name, &std::fs::read(&path).expect("file"));
        let article = pipeline().article(&source, &CorpusFacts::default()).expect("readable");
        let extraction = pipeline().extract(&article).expect("extracted");
        check_quotes(&article, &extraction).unwrap_or_else(|broken| panic!("{name}: {broken}"));
        mentions += extraction.mentions.len();
    }
    assert!(mentions > 30, "the example sources state many tasks, found {mentions}");
}

#[test]
fn ids_of_mentions_are_unique() {
    let mut ids = Vec::new();
    for path in files(&folder("sources")) {
        let name = path.file_name().expect("a file").to_string_lossy().into_owned();
        let source = source(&name, &std::fs::read(&path).expect("file"));
        let article = pipeline().article(&source, &CorpusFacts::default()).expect("readable");
        ids.extend(
            pipeline().extract(&article).expect("extracted").mentions.into_iter().map(|found| found.id),
        );
    }
    let all = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), all);
}
