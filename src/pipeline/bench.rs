//! The seam between `guiyi bench` and the bench room.

use super::{Failure, Pipeline};
use crate::bench::Scores;
use crate::source::Input;
use std::path::PathBuf;

/// Metrics that `--min` can hold a run to.
pub const METRICS: [&str; 3] = ["f1", "precision", "recall"];

/// What is to be scored.
#[derive(Clone, Debug)]
pub struct BenchRequest {
    /// Reference files; their `format` field says which kind they are.
    pub golds: Vec<Input>,
    /// Folders that hold the annotated source texts.
    pub sources: Vec<PathBuf>,
}

/// Scores the pipeline against every reference; what cannot be read is returned as failures.
pub fn bench(pipeline: &Pipeline, request: &BenchRequest) -> (Scores, Vec<Failure>) {
    let mut scores = Scores::default();
    let mut failures = Vec::new();
    for gold in &request.golds {
        match pipeline.load(gold) {
            Ok(source) => scores.add(pipeline, &source, &request.sources),
            Err(failure) => failures.push(failure),
        }
    }
    (scores, failures)
}
