//! What a rule removed in an earlier run, read from the logs that the run left.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader};
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// The folder that a run writes to in all examples: looked for when no other is named.
const USUAL: &str = "normalized";

/// Ending of the logs beside the articles.
const ENDING: &str = ".removals.jsonl";

/// One removal, as logs hold it.
#[derive(Debug, Deserialize)]
pub(super) struct Entry {
    pub(super) source: String,
    pub(super) line_start: usize,
    pub(super) line_end: usize,
    pub(super) rule: String,
    pub(super) text: String,
}

/// A line of a log: a removal, or the output line of a corpus stream with all of its removals.
#[derive(Deserialize)]
#[serde(untagged)]
enum Line {
    Removal(Entry),
    Stream { removals: Vec<Entry> },
}

/// What a rule did.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The first removals, in the order of the logs.
    pub(super) first: Vec<Entry>,
    /// How many there are.
    pub(super) removals: usize,
    /// In how many sources.
    pub(super) sources: usize,
    /// Lines that are no records.
    pub(super) broken: usize,
}

/// The output folder of the last run: `normalized` in the working directory or the nearest folder
/// above that has one with logs in it.
pub(super) fn usual_folder() -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    here.ancestors().map(|folder| folder.join(USUAL)).find(|folder| !logs(folder).is_empty())
}

/// The logs of the run at `path`: all of a folder, sorted, or the file itself.
pub(super) fn logs(path: &Path) -> Vec<PathBuf> {
    if path.is_file() {
        return vec![path.to_owned()];
    }
    if !path.is_dir() {
        return Vec::new();
    }
    // Discovery leaves logs out, because they are no sources: the folders are walked here.
    let mut found = Vec::new();
    let mut folders = vec![path.to_owned()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for path in entries.flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(ENDING) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The removals by `rule` in `logs`, of which the first `limit` are kept.
pub(super) fn removed_by(rule: &str, logs: &[PathBuf], limit: usize) -> io::Result<Found> {
    let mut found = Found::default();
    let mut last = None;
    for path in logs {
        for line in BufReader::new(File::open(path)?).split(b'\n') {
            let line = line?;
            if line.trim_ascii().is_empty() {
                continue;
            }
            let entries = match serde_json::from_slice(&line) {
                Ok(Line::Removal(entry)) => vec![entry],
                Ok(Line::Stream { removals }) => removals,
                Err(_) => {
                    found.broken += 1;
                    continue;
                }
            };
            for entry in entries.into_iter().filter(|entry| entry.rule == rule) {
                found.removals += 1;
                if last.as_ref() != Some(&entry.source) {
                    found.sources += 1;
                    last = Some(entry.source.clone());
                }
                if found.first.len() < limit {
                    found.first.push(entry);
                }
            }
        }
    }
    Ok(found)
}
