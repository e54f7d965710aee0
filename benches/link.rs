//! Linking: the character kernel, the whole stage and its growth, on generated names; results are asserted.

#![allow(missing_docs, clippy::print_stdout, reason = "a bench reports on standard output")]

#[path = "link/statements.rs"]
mod statements;

use std::time::{Duration, Instant};

use divan::Bencher;
use divan::counter::ItemsCount;
use guiyi::lexicon::LinkLexicon;
use guiyi::link::{Constraints, Options, Pattern, Record, link};

/// The allocator of the command.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().all(|argument| ["--bench", "growth"].contains(&argument.as_str())) {
        growth();
    }
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

/// One name against many of any length that a title has, distances only: the hot path of the pair loop.
#[divan::bench]
fn common_subsequences(bencher: Bencher<'_, '_>) {
    let all: Vec<Vec<char>> = names(10_000).iter().map(|record| record.title.chars().collect()).collect();
    let pattern = Pattern::new(&all[7]);
    bencher.counter(ItemsCount::new(all.len())).bench_local(|| {
        let sum: usize = all.iter().map(|name| pattern.common_subsequence(divan::black_box(name))).sum();
        assert!(sum > all.len(), "every name shares more than one character with another of its make");
        sum
    });
}

/// The same with strsim, as the reference.
#[divan::bench]
fn strsim_levenshtein(bencher: Bencher<'_, '_>) {
    let all: Vec<String> = names(2_000).into_iter().map(|record| record.title).collect();
    bencher.counter(ItemsCount::new(all.len())).bench_local(|| {
        let sum: f64 = all.iter().map(|n| strsim::normalized_levenshtein(&all[0], divan::black_box(n))).sum();
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

/// How the time of one thread grows with the number of statements, generated ones and, where `TASKS` names a file of
/// real ones, parts of these.
fn growth() {
    grow("generated", &statements::varied(100_000), &[10_583, 31_623, 100_000]);
    if let Some(path) = std::env::var_os("TASKS") {
        let all = statements::real(&std::fs::read_to_string(path).expect("the file of TASKS"));
        let parts = [8, 4, 2, 1].map(|part| all.len() / part);
        grow("the same, as the real ones", &statements::varied(all.len()), &parts);
        grow("real", &all, &parts);
    }
}

/// The same of the first so many of some records, with the growth against the fewest.
fn grow(name: &str, all: &[Record], sizes: &[usize]) {
    let lexicon = LinkLexicon::embedded();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    println!("\nlink, {name}: pairs compared and clusters for each; growth of number, time and pairs");
    println!(
        "{:>10}{:>10}{:>10}{:>10}{:>9}{:>7}{:>7}",
        "number", "seconds", "pairs", "clusters", "number", "time", "pairs"
    );
    let mut first = None;
    for &n in sizes {
        let run = || {
            let start = on_cpu();
            let linked = link(&all[..n], &lexicon, &Constraints::default(), &Options::default());
            assert!((n / 20..n).contains(&linked.clusters.len()), "{} clusters", linked.clusters.len());
            ((on_cpu() - start).as_secs_f64(), linked.candidates.pairs, linked.clusters.len())
        };
        let runs = (0..3).map(|_| pool.install(run));
        let (seconds, pairs, clusters) = runs.min_by(|x, y| x.0.total_cmp(&y.0)).expect("three runs");
        let least = *first.get_or_insert((n, seconds, pairs));
        println!(
            "{n:>10}{seconds:>10.3}{:>10.1}{:>10.2}{:>9.1}{:>7.1}{:>7.1}",
            pairs as f64 / n as f64,
            clusters as f64 / n as f64,
            n as f64 / least.0 as f64,
            seconds / least.1,
            pairs as f64 / least.2 as f64
        );
    }
}

/// The time that this thread has had of a processor, so that others on the machine do not count; where the system
/// does not tell, the time that has passed.
fn on_cpu() -> Duration {
    static START: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|told| told.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| START.elapsed(), Duration::from_nanos)
}
