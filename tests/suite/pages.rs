//! Whole pages of many kinds, most of them short, against the text that a reader would keep.

use std::collections::BTreeMap;
use std::fs;

use super::stages::{cleaned, files, folder, source};

/// Runs of this many characters are compared.
const GRAM: usize = 4;

/// How often each run of characters occurs; blanks do not count.
fn grams(text: &str) -> BTreeMap<Vec<char>, usize> {
    let characters: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    let mut counts = BTreeMap::new();
    characters.windows(GRAM).for_each(|gram| *counts.entry(gram.to_vec()).or_default() += 1);
    counts
}

fn f1(got: &str, wanted: &str) -> f64 {
    let (got, wanted) = (grams(got), grams(wanted));
    let common: usize =
        wanted.iter().map(|(gram, &count)| count.min(got.get(gram).copied().unwrap_or(0))).sum();
    2.0 * common as f64 / (got.values().sum::<usize>() + wanted.values().sum::<usize>()) as f64
}

#[test]
fn short_pages_are_cleaned() {
    let mut scores = Vec::new();
    for path in files(&folder("tests/suite/pages")) {
        if path.extension().is_some_and(|ending| ending == "gold") {
            continue;
        }
        let wanted = fs::read_to_string(path.with_extension("gold")).expect("gold");
        let name = path.file_name().expect("name").to_string_lossy().into_owned();
        let found = cleaned(&source(&name, &fs::read(&path).expect("page")));
        let lines: Vec<&str> = found.document.blocks.iter().map(|block| block.text.as_str()).collect();
        scores.push((f1(&lines.join("\n"), &wanted), format!("{name}\n{}", lines.join("\n"))));
    }
    assert!(scores.len() >= 12);
    scores.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mean = scores.iter().map(|score| score.0).sum::<f64>() / scores.len() as f64;
    let (worst, what) = &scores[0];
    assert!(mean >= 0.95 && *worst >= 0.90, "mean {mean:.3}, worst {worst:.3}: {what}");
}
