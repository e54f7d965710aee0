//! `guiyi extract`: task mentions as JSON lines.

use std::io::{self, Write as _};

use clap::{ArgMatches, Command};
use guiyi::document::LineIndex;
use guiyi::render::records;

use super::arguments::{inputs, subcommand, to};
use super::articles::Tally;
use super::clean::each;
use super::context::Context;
use super::{Halt, Outcome};
use crate::messages::{Catalogue, Language, fill};

pub(super) fn command(catalogue: &'static Catalogue) -> Command {
    subcommand("extract", catalogue.extract_about, catalogue.extract_examples, "guiyi extract INPUT...")
        .arg(inputs(catalogue))
        .arg(to(catalogue))
}

pub(super) fn run(context: &Context, matches: &ArgMatches) -> Result<Outcome, Halt> {
    let (inputs, problems) = context.inputs(matches, &[])?;
    let pipeline = context.pipeline()?;
    let facts = pipeline.corpus_facts(&inputs);
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut tasks = 0;
    let mut tally = Tally::default();
    each(
        context,
        &inputs,
        |input| {
            let article = pipeline.article(&pipeline.load(input)?, &facts)?;
            let lines = LineIndex::new(&article.document.text);
            Ok((article.document.replaced, lines, pipeline.extract(&article)?))
        },
        |input, (replaced, lines, extraction), tally| {
            tally.note_replaced(&context.report, input, replaced);
            tasks += extraction.mentions.len();
            for repair in &extraction.repairs {
                let reason = match context.catalogue().language() {
                    Language::Chinese => &repair.reason,
                    Language::English => &repair.reason_en,
                };
                context.report.detail(&format!("{}:{}: {} {reason}", input.id, repair.line, repair.rule));
            }
            records::lines(
                extraction.mentions.iter().map(|found| records::mention(found, &lines)),
                &mut out,
            )?;
            Ok(())
        },
        &mut tally,
    )?;
    out.flush()?;
    if tally.done == 0 {
        return Err(Halt::Told);
    }
    context.report.note(&fill(context.catalogue().summary_extract, &[("n", &tally.done), ("tasks", &tasks)]));
    Ok(if problems || tally.has_findings() { Outcome::Findings } else { Outcome::Done })
}
