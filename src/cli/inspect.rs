//! `guiyi inspect`: what a stage saw, as JSON.

use std::io::{self, Write as _};

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgMatches, Command};
use guiyi::clean::CorpusFacts;
use guiyi::convert::detect;
use guiyi::pipeline::{Failure, outline_record};
use guiyi::render::records;
use guiyi::source::discover;
use serde_json::json;

use super::arguments::{one_path, operand, subcommand, text, to};
use super::context::Context;
use super::{Halt, Outcome};
use crate::messages::Catalogue;

pub(super) fn command(catalogue: &'static Catalogue) -> Command {
    let stage = Arg::new("stage")
        .value_name("STAGE")
        .help(catalogue.inspect_stage)
        .help_heading(catalogue.arguments)
        .value_parser(PossibleValuesParser::new(["read", "clean", "outline", "extract"]))
        .hide_possible_values(true)
        .required(true);
    let usage = "guiyi inspect read|clean|outline|extract FILE";
    subcommand("inspect", catalogue.inspect_about, catalogue.inspect_examples, usage)
        .arg(stage)
        .arg(operand("file", "FILE", catalogue.inspect_file, catalogue).required(true))
        .arg(to(catalogue))
}

pub(super) fn run(context: &Context, matches: &ArgMatches) -> Result<Outcome, Halt> {
    let found = discover(&one_path(matches, "file").cloned().into_iter().collect::<Vec<_>>(), &[]);
    for problem in &found.problems {
        context.report.discovery(problem);
    }
    let Some(input) = found.inputs.first() else { return Err(Halt::Told) };
    let pipeline = context.pipeline()?;
    let told = |failure: Failure| {
        context.report.failure(&failure);
        Halt::Told
    };
    let source = pipeline.load(input).map_err(told)?;
    let facts = CorpusFacts::default();
    let record = match text(matches, "stage") {
        Some("read") => {
            let document = pipeline.read(&source).map_err(told)?;
            json!(records::document(&document, detect(&document.text)))
        }
        Some("clean") => {
            let article = pipeline.article(&source, &facts).map_err(told)?;
            let removals = records::removals(&article.document, &article.removals);
            json!({"document": records::document(&article.document, article.script()), "removals": removals})
        }
        Some("outline") => {
            let article = pipeline.article(&source, &facts).map_err(told)?;
            let outline = pipeline.outline(&article).map_err(told)?;
            outline_record(&outline, &article)
        }
        _ => {
            let article = pipeline.article(&source, &facts).map_err(told)?;
            let extraction = pipeline.explained(&article).map_err(told)?;
            json!(records::extraction(&extraction, &article.document))
        }
    };
    let mut out = io::BufWriter::new(io::stdout().lock());
    serde_json::to_writer_pretty(&mut out, &record).map_err(io::Error::from)?;
    out.write_all(b"\n")?;
    out.flush()?;
    Ok(Outcome::Done)
}
