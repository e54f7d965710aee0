//! What the tests of this room share: reading, cleaning, and the law of conservation.

use std::sync::LazyLock;

use super::{Cleaned, CorpusFacts, Options, clean};
use crate::document::Span;
use crate::lexicon::noise::NoiseRules;
use crate::read::testing::document;

pub(super) fn rules() -> &'static NoiseRules {
    static RULES: LazyLock<NoiseRules> = LazyLock::new(|| NoiseRules::embedded().expect("embedded rules"));
    &RULES
}

/// Cleans `text` and checks every invariant on the way.
pub(super) fn cleaned(text: &str) -> Cleaned {
    let document = document(text);
    let got = clean(document, rules(), &CorpusFacts::default(), &Options::default());
    check(&got).unwrap_or_else(|broken| panic!("{broken}\n{text:?}"));
    let again = clean(got.document.clone(), rules(), &CorpusFacts::default(), &Options::default());
    assert_eq!(again.document.blocks, got.document.blocks, "cleaning twice is cleaning once: {text:?}");
    got
}

pub(super) fn texts(cleaned: &Cleaned) -> Vec<String> {
    cleaned.document.blocks.iter().map(|block| block.text.as_str().trim().to_owned()).collect()
}

/// Kept blocks, removals outside them, markup and white space are the source, without overlap;
/// removals inside a block lie outside its runs.
pub(super) fn check(cleaned: &Cleaned) -> Result<(), String> {
    let document = &cleaned.document;
    let source = &document.text;
    let mut covered: Vec<(Span, &str)> = document.blocks.iter().map(|block| (block.span, "block")).collect();
    for removal in &cleaned.removals {
        let holder = document.blocks.iter().find(|block| block.span.overlaps(removal.span));
        match holder {
            None => covered.push((removal.span, "removal")),
            Some(block) if !block.span.contains(removal.span) => {
                return Err(format!("removal {removal:?} leaves block {:?}", block.span));
            }
            Some(block) if block.text.runs().iter().any(|run| run.source.overlaps(removal.span)) => {
                return Err(format!("removal {removal:?} covers kept text {:?}", block.text.as_str()));
            }
            Some(_) => {}
        }
    }
    if let Some(pair) = cleaned.removals.windows(2).find(|pair| pair[0].span.end > pair[1].span.start) {
        return Err(format!("removals overlap: {pair:?}"));
    }
    for block in &document.blocks {
        block.text.check(source)?;
    }
    // Markup may begin before a block and end inside it: it only has to leave no gap.
    covered.extend(document.markup.iter().map(|&span| (span, "markup")));
    covered.sort();
    let (mut at, mut solid) = (0, 0);
    for (span, what) in covered {
        if what != "markup" && span.start < solid {
            return Err(format!("{what} {span:?} overlaps what stands before it"));
        }
        if at < span.start && !source[at..span.start].trim().is_empty() {
            return Err(format!("lost: {:?}", &source[at..span.start]));
        }
        at = at.max(span.end);
        if what != "markup" {
            solid = span.end;
        }
    }
    if source[at..].trim().is_empty() { Ok(()) } else { Err(format!("lost: {:?}", &source[at..])) }
}

/// Text around an example, so that zones exist.
pub(super) const BODY: [&str; 12] = [
    "店长每天要清点库存，安排排班，并与供应商确认到货时间。",
    "每周五盘点，差异写明原因，再与总部核对账目，月底汇总上报。",
    "新员工入职第一周由店长亲自带教，熟悉设备、流程和安全要求。",
    "每月组织一次消防演练，检查灭火器材，记录在册并交区域经理签字。",
    "顾客投诉在两日内答复，原因登记到台账，月会上逐条复盘。",
    "旺季前一个月提交用工计划，和人事一起面试，并安排试工。",
    "豆子和牛奶按销量补货，临期商品当天下架，损耗率控制在百分之二以内。",
    "咖啡机每晚清洗，每季度保养，故障当天报修并留存单据。",
    "会员活动由店长策划，预算经区域经理批准后执行，结束后写总结。",
    "门店账目日清月结，现金由两人清点，钥匙交接需要签字确认。",
    "食品安全自查每周一次，问题拍照留存，整改期限不超过三天。",
    "年底向总部述职，说明全年经营结果，并提出来年的改进计划。",
];

fn example_text(rule: &crate::lexicon::noise::Rule, example: &str) -> String {
    use crate::lexicon::noise::{Need, Zone};
    let body = BODY.join("\n\n");
    let example = example.replace('⏎', if example.starts_with("---⏎") { "\n" } else { "\n\n" });
    let title = if rule.needs.contains(&Need::Page) { "怎样当好店长" } else { "# 怎样当好店长" };
    match rule.zone {
        _ if example.starts_with("---\n") => format!("{example}\n\n{title}\n\n{body}\n"),
        Zone::Head => format!("{example}\n\n{title}\n\n{body}\n"),
        Zone::Tail | Zone::Edge => format!("{title}\n\n{body}\n\n{example}\n"),
        _ => format!("{title}\n\n{body}\n\n{example}\n"),
    }
}

#[test]
fn every_example_of_every_rule_holds() {
    let rules = rules();
    let mut broken = Vec::new();
    for rule in rules.rules() {
        for example in &rule.removes {
            let text = example_text(rule, example);
            let got = cleaned(&text);
            let start = text.find(example.split('⏎').next().unwrap_or("")).unwrap_or(0);
            let found =
                got.removals.iter().any(|removal| removal.rule == rule.code && removal.span.end > start);
            let last = example.split('⏎').next_back().unwrap_or("").trim_matches(['-', '#', ' ', '>']);
            let left = texts(&got).iter().any(|text| text == last && !last.is_empty());
            if !found || left {
                broken.push(format!("{} should remove {example:?}: {:?}", rule.code, got.removals));
            }
        }
        for example in &rule.keeps {
            for title in ["# 怎样当好店长", "怎样当好店长"] {
                let (above, below) = BODY.split_at(6);
                let middle = example.replace('⏎', "\n\n");
                let whole =
                    format!("{title}\n\n{}\n\n{middle}\n\n{}\n", above.join("\n\n"), below.join("\n\n"));
                let got = cleaned(&whole);
                if !got.removals.is_empty() {
                    broken.push(format!("{} should keep {example:?}: {:?}", rule.code, got.removals));
                }
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// Lines of every kind, to be put together at random.
const PIECES: [&str; 34] = [
    "# 店长",
    "## 职责",
    "## 参考资料",
    "## 更多信息",
    "## 目录",
    "- 每天开店前清点库存，按销量补足当日所需的豆子与牛奶。",
    "- [职责](#职责)",
    "- [备货](https://example.org/a)",
    "  - 🎯 **盘点**：每周五 [1, 2]",
    "店长每天要清点库存，安排排班，并与供应商确认到货时间 3。",
    "首页 > 门店 > 正文",
    "首页 | 登录 | 注册",
    "分享至",
    "0",
    "免责声明：本文仅代表作者个人观点，不代表本平台立场。",
    "相关推荐",
    "豆价又涨了?烘焙商这样说",
    "2026-01-02 10:00:01",
    "128文章数 56关注度",
    "全部评论（2）",
    "小满 👍（9） 💬（2）",
    "回复 赞(3)",
    "Copyright © 2020 某某咖啡",
    "当然，以下是为您整理的岗位说明：",
    "希望这份说明对您有所帮助！",
    "![图](a.png) [徽章](b){: .btn}",
    "| 任务 | 说明 |",
    "|---|---|",
    "| 备货 | {{ x }} 清点 [4] |",
    "<div><p>店长</p><ul><li>备货 👍（1）</li></ul></div>",
    "<!-- 注 -->",
    "> 原文：<https://example.org/x>",
    "",
    "---",
];

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config { cases: 96, failure_persistence: None, ..Default::default() })]

    #[test]
    fn nothing_is_lost_and_twice_is_once(picks in proptest::collection::vec(0..PIECES.len(), 1..40)) {
        let text: String = picks.iter().flat_map(|&at| [PIECES[at], "\n"]).collect();
        if !text.trim().is_empty() {
            cleaned(&text);
        }
    }
}

/// Also on the texts kept beside the repository, where they exist.
#[test]
fn real_texts_lose_nothing() {
    let shared = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let folders = ["sources", "sources-dev"].map(|name| shared.join(name));
    let files: Vec<_> =
        folders.iter().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().flatten().collect();
    for file in files {
        let bytes = std::fs::read(file.path()).expect("readable");
        if let Ok(text) = String::from_utf8(bytes) {
            cleaned(&text);
        }
    }
}
