//! The quality bars on the reference texts, where these lie beside the repository.

use std::fs;
use std::path::{Path, PathBuf};

use guiyi::bench::{Gold, LinkingScore, Prf, score_linking};
use guiyi::clean::CorpusFacts;
use guiyi::link::Constraints;
use guiyi::mention::Attribute;
use guiyi::pipeline::BenchOptions;
use guiyi::source::SourceId;

use super::stages::{files, folder, pipeline, source};

/// The five texts that the first release is held to.
const HELD: [&str; 5] = ["000_", "001_", "002_", "003_", "004_"];

/// The reference folder: `REFERENCE_TEXTS`, or `../shared` beside the repository; says so where there is none.
#[allow(clippy::print_stderr, reason = "a skipped test says so")]
fn shared() -> Option<PathBuf> {
    let place = std::env::var_os("REFERENCE_TEXTS").map_or_else(|| folder("../shared"), PathBuf::from);
    let found = place.join("gold/documents").is_dir().then_some(place);
    if found.is_none() {
        eprintln!("skipped: no reference texts in ../shared (or $REFERENCE_TEXTS)");
    }
    found
}

/// Attributes in the order in which the tables and the lettered lists of text 000 state them.
const ORDER: [&[Attribute]; 6] = [
    &[Attribute::Description],
    &[Attribute::Purpose],
    &[Attribute::Skills],
    &[Attribute::Tools],
    &[Attribute::Collaborators],
    &[Attribute::Frequency, Attribute::Importance],
];

/// A plain reading of text 000: task, place in [`ORDER`] and value, from `| cell | cell |` rows and
/// `* **(a) label:** value` lines.
fn stated(text: &str) -> Vec<(String, usize, String)> {
    let mut out = Vec::new();
    let mut title = String::new();
    for line in text.lines() {
        let line = line.trim();
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        if line.starts_with('|') && cells.len() == ORDER.len() + 1 {
            if !line.contains("**") && !line.contains("---") {
                out.extend((0..ORDER.len()).map(|at| (cells[0].to_owned(), at, cells[at + 1].to_owned())));
            }
            continue;
        }
        let Some(item) = line.strip_prefix("* ").map(|rest| rest.trim().trim_start_matches("**")) else {
            continue;
        };
        let letter = item.strip_prefix('(').and_then(|rest| rest.chars().next());
        match letter.filter(|c| ('a'..='f').contains(c)) {
            Some(letter) => {
                let value = item.split_once(":**").map_or("", |(_, value)| value).trim();
                out.push((title.clone(), letter as usize - 'a' as usize, value.to_owned()));
            }
            None => title = item.split([':', '：', '(', '（', '*']).next().unwrap_or(item).trim().to_owned(),
        }
    }
    out
}

/// The single values of a statement: lists split outside brackets.
fn single(at: usize, value: &str) -> Vec<String> {
    let mut depth = 0i32;
    let parts = value.split(|c| {
        depth += i32::from(matches!(c, '(' | '（')) - i32::from(matches!(c, ')' | '）'));
        at >= 2 && depth == 0 && matches!(c, '、' | '，' | '；' | ',' | ';' | '。')
    });
    parts.map(folded).filter(|part| !part.is_empty() && part != "无特定工具").collect()
}

fn folded(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[test]
#[allow(clippy::print_stderr, reason = "a skipped test says so")]
fn the_attributes_of_text_000_are_on_their_tasks() {
    let path = shared()
        .map(|shared| files(&shared.join("sources")))
        .unwrap_or_default()
        .into_iter()
        .find(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("000_")));
    let Some(path) = path else {
        eprintln!("skipped: no reference texts in ../shared (or $REFERENCE_TEXTS)");
        return;
    };
    let bytes = fs::read(&path).expect("file");
    let article = pipeline().article(&source("000.txt", &bytes), &CorpusFacts::default()).expect("readable");
    let mentions = pipeline().extract(&article).expect("extracted").mentions;
    let (mut right, mut all, mut wrong) = (0usize, 0usize, Vec::new());
    for (task, at, value) in stated(&String::from_utf8_lossy(&bytes)) {
        for value in single(at, &value) {
            all += 1;
            let has =
                mentions.iter().filter(|mention| folded(&mention.title) == folded(&task)).any(|mention| {
                    let values = ORDER[at].iter().filter_map(|key| mention.attributes.get(*key)).flatten();
                    values.into_iter().any(|found| folded(&found.value) == value)
                });
            if has { right += 1 } else { wrong.push(format!("{task} {at} {value}")) }
        }
    }
    assert!(all > 500, "{all} values read");
    assert!(right as f64 >= 0.98 * all as f64, "{right} of {all}\n{}", wrong.join("\n"));
}

#[test]
fn reference_texts_reach_the_bars() {
    let Some(shared) = shared() else { return };
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
    if tasks.precision < 0.90 {
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

/// How well the shipped weights link each set in a folder, with its file name.
fn linked(place: &Path) -> Vec<(String, LinkingScore)> {
    let score = |path: &PathBuf| {
        let text = fs::read_to_string(path).expect("readable");
        let Gold::Linking(gold) = Gold::parse(&text).expect("well formed") else {
            panic!("{}: no linking gold", path.display())
        };
        let linked = pipeline().link(&gold.records, &Constraints::default(), false);
        let mut found = vec![0; gold.records.len()];
        for (at, cluster) in linked.clusters.iter().enumerate() {
            cluster.members.iter().for_each(|&member| found[member] = at);
        }
        (path.display().to_string(), score_linking(&gold, &found))
    };
    files(place).iter().map(score).collect()
}

/// The sets of the reference folder and the least pairwise F1 that each is held to: what the best lexical peer reaches
/// with a threshold of its own for each, and for the two of real documents more.
const SETS: [(&str, f64); 6] = [
    ("aipm-seeds", 0.60),
    ("blind-data-analyst", 0.76),
    ("blind-frontend-engineer", 0.65),
    ("blind-project-manager", 0.75),
    ("blind-store-manager", 0.92),
    ("pm", 0.72),
];

#[test]
fn reference_sets_are_linked() {
    let Some(shared) = shared() else { return };
    let scores = linked(&shared.join("gold/linking"));
    assert_eq!(scores.len(), SETS.len());
    let mut blind = Vec::new();
    for (name, least) in SETS {
        let (_, score) = scores
            .iter()
            .find(|(path, _)| Path::new(path).file_stem() == Some(name.as_ref()))
            .expect("a set of that name");
        assert!(score.pairwise.f1 >= least, "{name}: {:?}", score.pairwise);
        if name.starts_with("blind") {
            blind.push(score.pairwise.f1);
        }
    }
    assert!(blind.iter().sum::<f64>() >= 0.90 * blind.len() as f64, "{blind:?}");
    let distinct: usize = scores.iter().map(|(_, score)| score.distinct_total).sum();
    let joined: usize = scores.iter().map(|(_, score)| score.distinct_violated).sum();
    assert!(100 * joined <= 3 * distinct, "{joined} of {distinct} joined");
}

#[test]
fn invented_roles_are_linked() {
    let scores = linked(&folder("tests/suite/golds/linking"));
    assert!(scores.len() >= 7);
    for (name, score) in &scores {
        assert!(score.pairwise.precision >= 0.85, "{name}: {:?}", score.pairwise);
    }
    let mean = scores.iter().map(|(_, score)| score.pairwise.f1).sum::<f64>() / scores.len() as f64;
    assert!(mean >= 0.85, "mean F1 of the invented roles is {mean:.3}");
}

/// Sets that no rule and no weight was chosen by: few duties that must stay apart are joined there too.
#[test]
fn duties_of_unseen_roles_stay_apart() {
    let scores = linked(&folder("tests/suite/golds/unseen"));
    let distinct: usize = scores.iter().map(|(_, score)| score.distinct_total).sum();
    let joined: usize = scores.iter().map(|(_, score)| score.distinct_violated).sum();
    assert!(distinct >= 250 && 100 * joined <= 3 * distinct, "{joined} of {distinct} joined");
}
