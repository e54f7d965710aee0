//! The quality bars on the reference texts, where these lie beside the repository.

use std::fs;
use std::path::PathBuf;

use guiyi::bench::{Gold, Prf, score_linking};
use guiyi::link::Constraints;
use guiyi::pipeline::BenchOptions;
use guiyi::source::SourceId;

use super::stages::{files, folder, pipeline};

/// The five texts that the first release is held to.
const HELD: [&str; 5] = ["000_", "001_", "002_", "003_", "004_"];

/// The reference folder: `REFERENCE_TEXTS`, or `../shared` beside the repository.
fn shared() -> Option<PathBuf> {
    let place = std::env::var_os("REFERENCE_TEXTS").map_or_else(|| folder("../shared"), PathBuf::from);
    place.join("gold/documents").is_dir().then_some(place)
}

#[test]
#[allow(clippy::print_stderr, reason = "a skipped test says so")]
fn reference_texts_reach_the_bars() {
    let Some(shared) = shared() else {
        eprintln!("skipped: no reference texts in ../shared (or $REFERENCE_TEXTS)");
        return;
    };
    let golds = files(&shared.join("gold/documents")).into_iter().filter_map(|path| {
        let name = path.file_name()?.to_str()?.to_owned();
        let gold =
            Gold::parse(&fs::read_to_string(&path).ok()?).unwrap_or_else(|error| panic!("{name}: {error}"));
        let held =
            matches!(&gold, Gold::Document(gold) if HELD.iter().any(|held| gold.source.starts_with(held)));
        held.then(|| (SourceId::new(&name), gold))
    });
    let bench = pipeline().bench(golds.collect(), &[shared.join("sources")], &BenchOptions::default());
    assert!(bench.failures.is_empty() && bench.absent.is_empty(), "{:?} {:?}", bench.failures, bench.absent);
    assert_eq!(bench.report.documents.len(), HELD.len());

    let mut broken = Vec::new();
    let sum = |of: &dyn Fn(&guiyi::bench::DocumentScore) -> Prf| {
        let (mut tp, mut fp, mut missed) = (0, 0, 0);
        for score in bench.report.documents.iter().map(of) {
            (tp, fp, missed) = (tp + score.tp, fp + score.fp, missed + score.fn_);
        }
        Prf::of(tp, fp, missed)
    };
    let noise = sum(&|score| score.noise);
    if noise.precision < 0.98 || noise.recall < 0.98 {
        broken.push(format!("noise lines: {noise:?}"));
    }
    let tasks = sum(&|score| score.tasks);
    if tasks.precision < 0.75 {
        broken.push(format!("tasks: {tasks:?}"));
    }
    for score in &bench.report.documents {
        if score.tasks.recall < 0.90 {
            broken.push(format!("{}: tasks {:?}, missed {:?}", score.source, score.tasks, score.missed));
        }
        if score.source.starts_with("002_") && score.tasks.tp + score.tasks.fp > 0 {
            broken.push(format!("{}: states no task, found {:?}", score.source, score.extra));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn invented_roles_are_linked() {
    let golds = files(&folder("tests/suite/golds/linking"));
    assert!(golds.len() >= 7);
    let mut f1: f64 = 0.0;
    for path in &golds {
        let text = fs::read_to_string(path).expect("readable");
        let Gold::Linking(gold) = Gold::parse(&text).expect("well formed") else {
            panic!("{}: no linking gold", path.display())
        };
        let linked = pipeline().link(&gold.records, &Constraints::default(), false);
        let mut found = vec![0; gold.records.len()];
        for (at, cluster) in linked.clusters.iter().enumerate() {
            cluster.members.iter().for_each(|&member| found[member] = at);
        }
        let score = score_linking(&gold, &found).pairwise;
        assert!(score.precision >= 0.85, "{}: {score:?}", path.display());
        f1 += score.f1;
    }
    let mean = f1 / golds.len() as f64;
    assert!(mean >= 0.85, "mean F1 of the invented roles is {mean:.3}");
}
