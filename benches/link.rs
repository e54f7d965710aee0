//! Linking: the character kernel and the whole stage, on generated names; results are asserted.

#![allow(missing_docs)]

use divan::Bencher;
use divan::counter::ItemsCount;
use guiyi::lexicon::LinkLexicon;
use guiyi::link::{Constraints, Options, Pattern, Record, link};

fn main() {
    divan::main();
}

const VERBS: [&str; 8] = ["核对", "盘点", "编写", "评审", "安装", "清洁", "培训", "统计"];
const THINGS: [&str; 9] = ["库存", "药品", "合同", "设备", "报表", "仓库", "教案", "车辆", "图纸"];
const FIELDS: [&str; 11] =
    ["夜班", "门诊", "北区", "东区", "进口", "外租", "冷链", "学期", "季度", "备用", "老旧"];

/// `n` names over 40 to a list, every one in two wordings on average.
fn names(n: usize) -> Vec<Record> {
    (0..n)
        .map(|at| {
            let duty = at / 2;
            let (verb, thing, field) = (VERBS[duty % 8], THINGS[duty / 8 % 9], FIELDS[duty / 72 % 11]);
            let number = duty / 792;
            let title = match at % 2 {
                0 => format!("{verb}{field}{number}号{thing}"),
                _ => format!("对{field}{number}号{thing}进行{verb}"),
            };
            Record {
                id: at.to_string(),
                title,
                source: format!("s{}", at % 2 + at / 80 * 2),
                line_start: Some(at / 2 % 40 + 1),
                ..Record::default()
            }
        })
        .collect()
}

/// One name against many: pairs per second.
#[divan::bench]
fn characters(bencher: Bencher<'_, '_>) {
    let all: Vec<Vec<char>> = names(2_000).iter().map(|record| record.title.chars().collect()).collect();
    let pattern = Pattern::new(&all[0]);
    bencher.counter(ItemsCount::new(all.len())).bench_local(|| {
        let sum: f64 = all.iter().map(|name| pattern.likeness(divan::black_box(name))).sum();
        assert!(sum > 1.0);
        sum
    });
}

#[divan::bench(args = [100, 1_000, 10_000], sample_count = 5)]
fn whole_stage(bencher: Bencher<'_, '_>, n: usize) {
    let lexicon = LinkLexicon::embedded();
    let records = names(n);
    bencher.counter(ItemsCount::new(n)).bench_local(|| {
        let linked = link(&records, &lexicon, &Constraints::default(), &Options::default());
        assert!((40..n).contains(&linked.clusters.len()), "{} clusters", linked.clusters.len());
        linked.clusters.len()
    });
}
