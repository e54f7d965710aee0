//! The next version of a large taxonomy: one more source, against building everything for the first
//! time. Prints the ratio of the two in one run; the result is asserted. The number of sources can be
//! given (`cargo bench --bench iterate -- 100`).

#![allow(missing_docs, clippy::print_stdout, reason = "a bench reports on standard output")]

use std::time::Instant;

use guiyi::clean::CorpusFacts;
use guiyi::pipeline::{DecisionText, Evidence, Knowledge, Pipeline, Previous};
use guiyi::settings::Settings;
use guiyi::source::{Source, SourceId};
use guiyi::taxonomy::{Anchor, Decision, DecisionKind};

const ACTS: [&str; 20] = [
    "编制", "审核", "核对", "制定", "优化", "统计", "分析", "组织", "检查", "维护", "登记", "评估", "整理",
    "培训", "安排", "监督", "撰写", "测试", "采购", "盘点",
];
const FIELDS: [&str; 25] = [
    "库存", "客户", "设备", "合同", "预算", "门店", "生产", "物流", "病房", "药品", "课程", "财务", "车辆",
    "产品", "网络", "食材", "消防", "税务", "薪酬", "广告", "订单", "档案", "能源", "展会", "图纸",
];
const THINGS: [&str; 20] = [
    "投诉", "保养", "进度", "验收", "排班", "检验", "交付", "资质", "考勤", "交接", "教学", "报销", "调度",
    "风险", "隐患", "故障", "备份", "演练", "核算", "归档",
];
const FORMS: [&str; 10] = ["计划", "报告", "台账", "流程", "方案", "清单", "手册", "预案", "模板", "规范"];

/// Sources without a number given: 10,000 duties.
const SOURCES: usize = 400;
const DUTIES: usize = 25;
const DECISIONS: usize = 200;

/// Source number `at`: duties in two wordings, a third of them stated elsewhere too.
fn source(at: usize, sources: usize) -> Source {
    let mut text = String::from("# 运营主管\n\n## 岗位职责\n\n");
    for number in 0..DUTIES {
        let duty = (at * DUTIES + number) * 7919 % (sources * DUTIES * 2 / 3);
        let (act, field) = (ACTS[duty % 20], FIELDS[duty / 20 % 25]);
        let (thing, form) = (THINGS[duty / 500 % 20], FORMS[(duty / 10_000 + duty) % 10]);
        text += &match at % 2 {
            0 => format!("- {act}{field}{thing}{form}\n"),
            _ => format!("- 对{field}{thing}{form}进行{act}\n"),
        };
    }
    Source { id: SourceId::new(format!("{at:04}.md")), bytes: text.into() }
}

fn main() {
    let knowledge = Knowledge::load(Vec::new()).expect("embedded");
    let pipeline = Pipeline::new(Settings::default(), knowledge).expect("defaults");
    let sources = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(SOURCES);
    let evidence = |at: usize| -> Evidence {
        let source = source(at, sources);
        let article = pipeline.article(&source, &CorpusFacts::default()).expect("text");
        pipeline.evidence(&source, &article).expect("duties")
    };
    let start = Instant::now();
    let mut all: Vec<Evidence> = (0..sources).map(evidence).collect();
    let mentions: Vec<_> = all.iter().flat_map(|one| &one.extraction.mentions).collect();
    let step = mentions.len() / DECISIONS;
    let decisions: Vec<Decision> = (0..DECISIONS)
        .map(|at| {
            let target = Anchor::from(mentions[at * step]).target();
            let title = format!("{}（{at}）", mentions[at * step].title);
            Decision::from(match at % 2 {
                0 => DecisionKind::Pin { target },
                _ => DecisionKind::Rename { target, title },
            })
        })
        .collect();
    let n = mentions.len();
    let text = Decision::file_text(&decisions);
    let decisions = Decision::parse_file("d.toml", &text).expect("reads back");
    let decided = [DecisionText { name: "d.toml".to_owned(), text, decisions }];
    let first = pipeline.build_taxonomy(&all, &decided, None).expect("no contradiction");
    let whole = start.elapsed();
    let start = Instant::now();
    all.push(evidence(sources));
    let previous = Previous { taxonomy: &first.taxonomy, lock: Some(&first.lock) };
    let next = pipeline.build_taxonomy(&all, &decided, Some(previous)).expect("no contradiction");
    let more = start.elapsed();
    assert!(next.taxonomy.tasks.len() > sources && next.lost.is_empty(), "{} lost", next.lost.len());
    println!(
        "{n} mentions, {} tasks, {DECISIONS} decisions: first {whole:.1?}, one more source {more:.1?}, ratio {:.2}",
        next.taxonomy.tasks.len(),
        more.as_secs_f64() / whole.as_secs_f64()
    );
}
