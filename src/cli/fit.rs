//! `guiyi fit REVIEWED... -o weights.toml`: match weights from pairs that people judged.

use std::io;
use std::path::Path;

use clap::{ArgMatches, Command};
use guiyi::bench::{Gold, LinkingGold};
use guiyi::link::{FitError, Fitted, Reviewed, fit};
use guiyi::pipeline::Pipeline;
use serde::Deserialize;

use super::arguments::{inputs, one_path, path, subcommand};
use super::articles::output_halt;
use super::context::Context;
use super::{Halt, Outcome};
use crate::messages::{Catalogue, fill};
use crate::output::{self, OutputError};

pub(super) fn command(catalogue: &'static Catalogue) -> Command {
    let output = path("output", catalogue.fit_output).short('o').value_name("FILE").required(true);
    subcommand("fit", catalogue.fit_about, catalogue.fit_examples, "guiyi fit REVIEWED... -o FILE")
        .arg(inputs(catalogue).value_name("REVIEWED").help(catalogue.fit_reviewed))
        .arg(output.help_heading(catalogue.options))
}

/// A line of `guiyi link --pairs` with a judgement.
#[derive(Deserialize)]
struct Line {
    same: Option<bool>,
    #[serde(default)]
    levels: Vec<LineLevel>,
}

#[derive(Deserialize)]
struct LineLevel {
    comparison: String,
    level: String,
}

pub(super) fn run(context: &Context, matches: &ArgMatches) -> Result<Outcome, Halt> {
    let catalogue = context.catalogue();
    let (inputs, problems) = context.inputs(matches, &[])?;
    let pipeline = context.pipeline()?;
    let mut reviewed = Vec::new();
    for input in inputs {
        let name = input.path.display().to_string();
        let faulty = |error: &dyn std::fmt::Display| {
            Halt::new(fill(catalogue.fit_faulty, &[("path", &name), ("error", error)]), catalogue.fit_remedy)
        };
        let source = pipeline.load(&input).map_err(|failure| faulty(&failure.cause))?;
        let text = std::str::from_utf8(&source.bytes).map_err(|error| faulty(&error))?;
        match Gold::parse(text) {
            Ok(Gold::Linking(gold)) => {
                reviewed.extend(of_gold(&pipeline, &gold).map_err(|error| faulty(&error))?);
            }
            Ok(Gold::Document(_)) => return Err(faulty(&catalogue.fit_no_pairs)),
            Err(_) => reviewed.extend(of_lines(&pipeline, text).map_err(|error| faulty(&error))?),
        }
    }
    let fitted = fit(&reviewed, &pipeline.knowledge().model)
        .map_err(|error| Halt::new(refusal(catalogue, &error), catalogue.fit_remedy))?;
    let target = one_path(matches, "output").map_or(Path::new("weights.toml"), |path| path.as_path());
    let header = fill(catalogue.fit_header, &[("n", &fitted.pairs), ("same", &fitted.same)]);
    let text = fitted.model.to_toml(&format!("# {header}"));
    output::write(target, text.as_bytes())
        .map_err(|error| output_halt(&context.report, &OutputError { path: target.to_owned(), error }))?;
    table(catalogue, &fitted, &mut io::stdout().lock())?;
    Ok(if problems { Outcome::Findings } else { Outcome::Done })
}

/// Judged lines of pairs; lines without `same` were not judged.
fn of_lines(pipeline: &Pipeline, text: &str) -> Result<Vec<Reviewed>, String> {
    let mut found = Vec::new();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let told = |error: &dyn std::fmt::Display| format!("{}: {error}", at + 1);
        let line: Line = serde_json::from_str(line).map_err(|error| told(&error))?;
        let Some(same) = line.same else { continue };
        let levels = line.levels.iter().map(|level| (level.comparison.as_str(), level.level.as_str()));
        let pair = Reviewed::named(levels, same, &pipeline.knowledge().model);
        found.push(pair.map_err(|error| told(&error))?);
    }
    Ok(found)
}

/// Every pair of an annotated set that is scored.
fn of_gold(pipeline: &Pipeline, gold: &LinkingGold) -> Result<Vec<Reviewed>, FitError> {
    let n = gold.records.len();
    let open = |pair: &(usize, usize)| !gold.borderline.iter().any(|&(a, b)| (a.min(b), a.max(b)) == *pair);
    let pairs: Vec<(usize, usize)> =
        (0..n).flat_map(|a| (a + 1..n).map(move |b| (a, b))).filter(open).collect();
    pipeline
        .explain(&gold.records, &pairs)
        .iter()
        .map(|pair| {
            let same = gold.clusters[pair.a] == gold.clusters[pair.b];
            Reviewed::of(pair, same, &pipeline.knowledge().model)
        })
        .collect()
}

fn refusal(catalogue: &Catalogue, error: &FitError) -> String {
    match error {
        FitError::TooFew(found) => {
            fill(catalogue.fit_too_few, &[("n", found), ("least", &guiyi::link::LEAST)])
        }
        FitError::OneSided(_) => catalogue.fit_one_sided.to_owned(),
        other => other.to_string(),
    }
}

fn table(catalogue: &Catalogue, fitted: &Fitted, out: &mut dyn io::Write) -> io::Result<()> {
    let sizes: [(&str, &dyn std::fmt::Display); 2] = [("n", &fitted.pairs), ("same", &fitted.same)];
    writeln!(out, "{}", fill(catalogue.fit_pairs, &sizes))?;
    for (name, quality) in [(catalogue.fit_before, fitted.before), (catalogue.fit_held_out, fitted.held_out)]
    {
        writeln!(
            out,
            "{name}: P {:.3}  R {:.3}  F1 {:.3}  log-loss {:.4} bit",
            quality.precision, quality.recall, quality.f1, quality.log_loss
        )?;
    }
    out.flush()
}
