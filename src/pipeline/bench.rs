//! The pipeline against reference annotations.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::{Failure, Pipeline, in_order};
use crate::bench::saved::SavedRun;
use crate::bench::{DocumentGold, Gold, LinkingScore, Produced, Report, score_document};
use crate::clean::CorpusFacts;
use crate::convert::Converter;
use crate::document::LineIndex;
use crate::render::article;
use crate::source::{Input, SourceId};

/// Metrics that a run can be held to (`--min f1=0.8`). The plain ones are of linking, pairwise; `apart` is the
/// share of the pairs that must stay apart and do.
pub const METRICS: [&str; 14] = [
    "precision",
    "recall",
    "f1",
    "b-cubed-f1",
    "exact-f1",
    "adjusted-rand",
    "v-measure",
    "apart",
    "noise-precision",
    "noise-recall",
    "noise-f1",
    "tasks-precision",
    "tasks-recall",
    "tasks-f1",
];

/// What a bench is to measure besides the golds.
#[derive(Clone, Debug, Default)]
pub struct BenchOptions {
    /// Whether to score generated cases too.
    pub synthetic: bool,
    /// Seed of what is generated and of disturbances.
    pub seed: u64,
    /// An earlier report to compare with.
    pub against: Option<SavedRun>,
    /// Whether to tell wall times, which differ from run to run.
    pub cost: bool,
}

/// What a bench measured, and what it could not.
#[derive(Clone, Debug, Default)]
pub struct Bench {
    /// The scores.
    pub report: Report,
    /// Sources that gave nothing.
    pub failures: Vec<Failure>,
    /// Annotated sources that are in none of the folders.
    pub absent: Vec<String>,
    /// Why golds could not be compared with the saved run.
    pub unsaved: Vec<String>,
}

impl Bench {
    /// The value of one of [`METRICS`] on each gold it applies to, by the gold's name.
    pub fn metric(&self, name: &str) -> Vec<(&str, f64)> {
        let linking = |of: fn(&LinkingScore) -> f64| -> Vec<(&str, f64)> {
            self.report.linking.iter().map(|row| (row.gold.as_str(), of(&row.score))).collect()
        };
        match name {
            "b-cubed-f1" => return linking(|score| score.b_cubed.f1),
            "exact-f1" => return linking(|score| score.exact.f1),
            "adjusted-rand" => return linking(|score| score.adjusted_rand),
            "v-measure" => return linking(|score| score.v_measure),
            "apart" => return linking(kept_apart),
            _ => {}
        }
        let (room, share) = name.split_once('-').unwrap_or(("", name));
        let of = |value: &crate::bench::Prf| match share {
            "precision" => value.precision,
            "recall" => value.recall,
            _ => value.f1,
        };
        let documents = self.report.documents.iter();
        match room {
            "noise" => documents.map(|score| (score.source.as_str(), of(&score.noise))).collect(),
            "tasks" => documents.map(|score| (score.source.as_str(), of(&score.tasks))).collect(),
            _ => {
                let linking = self.report.linking.iter();
                linking.map(|row| (row.gold.as_str(), of(&row.score.pairwise))).collect()
            }
        }
    }

    /// True if nothing was scored.
    pub fn is_empty(&self) -> bool {
        let report = &self.report;
        report.linking.is_empty() && report.documents.is_empty() && report.synthetic.is_empty()
    }
}

impl Pipeline {
    /// Scores linking on each linking gold, beside the baselines, and the stages of one document
    /// on each document gold whose source lies in one of `folders`. Documents are cleaned as one
    /// batch, in the order of their sources.
    pub fn bench(&self, golds: Vec<(SourceId, Gold)>, folders: &[PathBuf], options: &BenchOptions) -> Bench {
        let mut bench = Bench::default();
        if options.synthetic {
            bench.report.synthetic = self.bench_synthetic(options.seed);
        }
        let mut documents: BTreeMap<SourceId, (Input, DocumentGold)> = BTreeMap::new();
        for (name, gold) in golds {
            match gold {
                Gold::Linking(gold) => {
                    let scored = self.bench_linking(name.as_str(), &gold, options);
                    bench.report.linking.push(scored.row);
                    bench.report.baselines.extend(scored.baselines);
                    bench.unsaved.extend(scored.unsaved);
                }
                Gold::Document(gold) => {
                    let path =
                        folders.iter().map(|folder| folder.join(&gold.source)).find(|path| path.is_file());
                    match path {
                        Some(path) => {
                            let id = SourceId::new(&gold.source);
                            documents.insert(id.clone(), (Input::new(id, path), *gold));
                        }
                        None => bench.absent.push(gold.source.clone()),
                    }
                }
            }
        }
        let inputs: Vec<Input> = documents.values().map(|(input, _)| input.clone()).collect();
        let facts = self.corpus_facts(&inputs);
        // The plain characters of both sides are compared, whatever the settings convert to.
        let folded = Converter::for_config("t2s", false).ok();
        let fold = |text: &str| match &folded {
            Some(converter) => converter.convert_str(text).into_owned(),
            None => text.to_owned(),
        };
        let produced = in_order(
            documents.values(),
            |(input, _)| input.size(),
            |(input, gold)| (gold, self.produce(input, &facts)),
            |(gold, produced)| -> Result<(), std::convert::Infallible> {
                match produced {
                    Ok(produced) => bench.report.documents.push(score_document(gold, &produced, &fold)),
                    Err(failure) => bench.failures.push(failure),
                }
                Ok(())
            },
        );
        match produced {
            Ok(()) => bench,
            Err(never) => match never {},
        }
    }

    fn produce(&self, input: &Input, facts: &CorpusFacts) -> Result<Produced, Failure> {
        let article = self.article(&self.load(input)?, facts)?;
        let extraction = self.extract(&article)?;
        let text = &article.document.text;
        let lines = LineIndex::new(text);
        let removals = article.removals.iter().map(|removal| {
            let (first, last) = lines.lines(removal.span);
            (first, last, removal.span.of(text).to_owned())
        });
        let mut markdown = Vec::new();
        let written = article::markdown(&article.document, &mut markdown);
        debug_assert!(written.is_ok(), "memory takes every byte");
        Ok(Produced {
            text: text.to_string(),
            removals: removals.collect(),
            markdown: String::from_utf8_lossy(&markdown).into_owned(),
            tasks: extraction.mentions.iter().map(|found| (found.lines.0, found.title.clone())).collect(),
        })
    }
}

fn kept_apart(score: &LinkingScore) -> f64 {
    match score.distinct_total {
        0 => 1.0,
        total => 1.0 - score.distinct_violated as f64 / total as f64,
    }
}
