//! Documents about many roles in the shapes people write them, all invented for this test. Beside
//! each stands what a reader would call its tasks (`.tasks`, one a line; `?` in front of those that
//! may be found or not; empty for a document that states none). Beside some stand values that must
//! be found: `.attributes` (task, attribute, value) and `.facets` (kind, value), tabs between them.

use std::collections::HashSet;
use std::fs;

use guiyi::clean::CorpusFacts;
use guiyi::mention::{Extraction, TaskMention};
use guiyi::pipeline::{Knowledge, LexiconText, Pipeline};
use guiyi::settings::Settings;

use super::stages::{files, folder, pipeline, source};

const RECALL: f64 = 0.85;
const PRECISION: f64 = 0.8;
/// Tasks that a document without any may yield.
const STRAY: usize = 2;
/// Likeness from which two titles are the same task.
const SAME: f64 = 0.6;

#[test]
fn tasks_of_many_roles() {
    let mut broken = Vec::new();
    let (mut documents, mut values) = (0, 0);
    for expected in files(&folder("tests/suite/roles")) {
        if expected.extension().is_none_or(|extension| extension != "tasks") {
            continue;
        }
        documents += 1;
        let input = expected.with_extension("");
        let name = input.file_name().expect("a file").to_string_lossy().into_owned();
        let article = pipeline()
            .article(&source(&name, &fs::read(&input).expect("file")), &CorpusFacts::default())
            .expect("readable");
        let extraction = pipeline().extract(&article).expect("extracted");
        for (ending, found) in [("attributes", states_attribute as Check), ("facets", states_facet)] {
            let listed = fs::read_to_string(input.with_file_name(format!("{name}.{ending}")));
            for line in listed.unwrap_or_default().lines() {
                let columns: Vec<&str> = line.split('\t').collect();
                if !found(&extraction, &columns) {
                    broken.push(format!("{name}: no {line:?}"));
                }
                values += 1;
            }
        }
        let found: Vec<&str> = extraction.mentions.iter().map(|mention| mention.quote.as_str()).collect();
        let wanted = fs::read_to_string(&expected).expect("text");
        let wanted: Vec<&str> = wanted.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        if wanted.is_empty() {
            if found.len() > STRAY {
                broken.push(format!("{name}: states no task, found {found:?}"));
            }
            continue;
        }
        let pairs = pairs(&wanted, &found);
        let core: Vec<usize> = (0..wanted.len()).filter(|&at| !wanted[at].starts_with('?')).collect();
        let hits = core.iter().filter(|at| pairs.iter().any(|pair| pair.0 == **at)).count();
        let extra = found.len() - pairs.len();
        if (hits as f64) < RECALL * core.len() as f64 {
            let missed = core.iter().filter(|at| pairs.iter().all(|pair| pair.0 != **at));
            broken.push(format!("{name}: missed {:?}", missed.map(|at| wanted[*at]).collect::<Vec<_>>()));
        }
        if (hits as f64) < PRECISION * (hits + extra) as f64 {
            let extras = (0..found.len()).filter(|at| pairs.iter().all(|pair| pair.1 != *at));
            broken.push(format!("{name}: besides {:?}", extras.map(|at| found[at]).collect::<Vec<_>>()));
        }
    }
    assert!(documents > 150 && values > 40, "{documents} documents, {values} values");
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// Share of the tasks that must be found, and of what is found that must be tasks, where no name of a
/// section of duties and no line that announces them is known.
const UNNAMED: (f64, f64) = (0.88, 0.90);

#[test]
fn tasks_under_unknown_section_names() {
    let without = |name: &str, drops: fn(&str) -> bool| {
        let text = fs::read_to_string(folder("src/lexicon").join(name)).expect("a lexicon");
        let rows = text.lines().filter(|line| !line.starts_with('#'));
        let dropped = rows.filter(|row| row.split('\t').nth(1).is_some_and(drops));
        let names = dropped.filter_map(|row| row.split('\t').next()).map(|phrase| format!("-{phrase}\n"));
        LexiconText { name: name.to_owned(), text: names.collect() }
    };
    let sections =
        without("sections.tsv", |holds| ["duties", "details", "schedule", "categories"].contains(&holds));
    let cues = without("cues.tsv", |class| class == "duty-lead");
    let knowledge = Knowledge::load(vec![sections, cues]).expect("well formed");
    let pipeline = Pipeline::new(Settings::default(), knowledge).expect("default settings");
    let (mut all, mut hits, mut extra) = (0, 0, 0);
    for expected in files(&folder("tests/suite/roles")) {
        if expected.extension().is_none_or(|extension| extension != "tasks") {
            continue;
        }
        let input = expected.with_extension("");
        let name = input.file_name().expect("a file").to_string_lossy();
        let source = source(&name, &fs::read(&input).expect("file"));
        let article = pipeline.article(&source, &CorpusFacts::default()).expect("readable");
        let extraction = pipeline.extract(&article).expect("extracted");
        let found: Vec<&str> = extraction.mentions.iter().map(|mention| mention.quote.as_str()).collect();
        let wanted = fs::read_to_string(&expected).expect("text");
        let wanted: Vec<&str> = wanted.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        if wanted.is_empty() {
            assert!(found.len() <= STRAY, "{}: {found:?}", input.display());
            continue;
        }
        let pairs = pairs(&wanted, &found);
        let core = |at: &usize| !wanted[*at].starts_with('?');
        all += (0..wanted.len()).filter(core).count();
        hits += pairs.iter().filter(|pair| core(&pair.0)).count();
        extra += found.len() - pairs.len();
    }
    let (recall, precision) = (hits as f64 / all as f64, hits as f64 / (hits + extra) as f64);
    assert!(recall >= UNNAMED.0 && precision >= UNNAMED.1, "recall {recall:.3}, precision {precision:.3}");
}

/// True if an extraction states what the columns of a line say.
type Check = fn(&Extraction, &[&str]) -> bool;

/// Task, attribute, value.
fn states_attribute(extraction: &Extraction, columns: &[&str]) -> bool {
    let [task, attribute, value] = columns else { return false };
    let best = |mention: &&TaskMention| (likeness(task, mention.quote.as_str()) * 1000.0) as u32;
    let mention = extraction.mentions.iter().max_by_key(best);
    mention.filter(|mention| likeness(task, mention.quote.as_str()) >= SAME).is_some_and(|mention| {
        let values = mention.attributes.iter().filter(|(key, _)| key.key() == *attribute);
        values.flat_map(|(_, values)| values).any(|found| found.value.trim_end_matches('。') == *value)
    })
}

/// Kind of fact, value.
fn states_facet(extraction: &Extraction, columns: &[&str]) -> bool {
    let [key, value] = columns else { return false };
    let facets = extraction.facets.iter().flat_map(|role| &role.facets);
    facets.filter(|facet| facet.key == *key).any(|facet| facet.value.as_str() == *value)
}

/// One-to-one pairs of wanted and found titles, the likest first.
fn pairs(wanted: &[&str], found: &[&str]) -> Vec<(usize, usize)> {
    let mut all: Vec<(f64, usize, usize)> = Vec::new();
    for (at, title) in wanted.iter().enumerate() {
        for (other, raw) in found.iter().enumerate() {
            all.push((likeness(title.trim_start_matches('?'), raw), at, other));
        }
    }
    all.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| (a.1, a.2).cmp(&(b.1, b.2))));
    let mut out: Vec<(usize, usize)> = Vec::new();
    for (likeness, at, other) in all {
        if likeness >= SAME && out.iter().all(|pair| pair.0 != at && pair.1 != other) {
            out.push((at, other));
        }
    }
    out
}

/// Dice coefficient of the character pairs; at least 0.75 if one title holds the other.
fn likeness(a: &str, b: &str) -> f64 {
    let fold = |text: &str| -> Vec<char> {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let (a, b) = (fold(a), fold(b));
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let text = |chars: &[char]| chars.iter().collect::<String>();
    let grams = |chars: &[char]| chars.windows(2).map(|pair| (pair[0], pair[1])).collect::<HashSet<_>>();
    let shared = grams(&a).intersection(&grams(&b)).count();
    let dice = 2.0 * shared as f64 / (grams(&a).len() + grams(&b).len()).max(1) as f64;
    let held = text(&a).contains(&text(&b)) || text(&b).contains(&text(&a));
    if held { dice.max(0.75) } else { dice }
}
