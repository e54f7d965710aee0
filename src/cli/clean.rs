//! `guiyi clean`: articles without the noise around them.

use std::io::{self, Write as _};

use clap::{ArgMatches, Command};
use guiyi::clean::CorpusFacts;
use guiyi::pipeline::{Article, Failure, Pipeline, Survey, in_order};
use guiyi::render::article;
use guiyi::source::{Input, Source};

use super::arguments::{choice, inputs, one_path, output_folder, subcommand, switch, text, to};
use super::articles::{ArticleFormat, Shelf, Tally, output_halt, report_empty};
use super::clean_folder::Batch;
use super::comments::{self, Comments};
use super::context::Context;
use super::progress::Progress;
use super::{Halt, Outcome, clean_diff, clean_stream};
use crate::messages::{Catalogue, fill};
use crate::output::{Folder, Mode};

pub(super) fn command(catalogue: &'static Catalogue) -> Command {
    let options = [
        choice("format", catalogue.format_article, &["md", "text", "json"]).value_name("FORMAT"),
        switch("jsonl", catalogue.jsonl).conflicts_with_all(["format", "check", "diff"]),
        switch("check", catalogue.check_clean).conflicts_with("diff"),
        switch("diff", catalogue.diff).conflicts_with("output"),
        comments::flag(catalogue).conflicts_with_all(["check", "diff"]),
        switch("resume", catalogue.resume).requires("output").conflicts_with("check"),
    ];
    subcommand("clean", catalogue.clean_about, catalogue.clean_examples, "guiyi clean INPUT... [-o DIR]")
        .arg(inputs(catalogue))
        .arg(output_folder(catalogue))
        .arg(to(catalogue))
        .args(options.map(|option| option.help_heading(catalogue.options)))
}

pub(super) fn run(context: &Context, matches: &ArgMatches) -> Result<Outcome, Halt> {
    let out = one_path(matches, "output");
    let (inputs, problems) = context.inputs(matches, &out.into_iter().cloned().collect::<Vec<_>>())?;
    let pipeline = context.pipeline()?;
    if matches.get_flag("jsonl") {
        return clean_stream::run(context, &pipeline, &inputs, matches);
    }
    let mut comments = Comments::open(context, matches)?;
    let format = match text(matches, "format") {
        Some("text") => ArticleFormat::Text,
        Some("json") => ArticleFormat::Json,
        _ => ArticleFormat::Markdown,
    };
    let check = matches.get_flag("check");
    let mut tally = Tally::default();
    let mut difference = false;
    match out {
        Some(out) => {
            let mode = if check { Mode::Compare } else { Mode::Each };
            let folder = Folder::open(out, mode).map_err(|error| output_halt(&context.report, &error))?;
            let shelf = Shelf::new(context, folder, &inputs, format, &[])?;
            let Survey { facts, held } = pipeline.survey(&inputs);
            let batch = Batch { context, pipeline: &pipeline, inputs: &inputs, facts: &facts, shelf };
            if check {
                batch.compare(held, &mut tally)?;
            } else {
                batch.write(held, matches.get_flag("resume"), &mut comments, &mut tally)?;
            }
            difference = check && !tally.changed.is_empty();
            for name in tally.changed.iter().filter(|_| check) {
                context.report.note(&fill(context.catalogue().would_change, &[("path", name)]));
            }
        }
        None => {
            let several = inputs.len() > 1 && format != ArticleFormat::Json;
            if several && !check && !matches.get_flag("diff") {
                let catalogue = context.catalogue();
                let message = fill(catalogue.needs_output, &[("n", &inputs.len())]);
                return Err(Halt::new(message, catalogue.needs_output_remedy));
            }
            let facts = pipeline.corpus_facts(&inputs);
            let mut stdout = io::BufWriter::new(io::stdout().lock());
            let wanted = comments.wanted();
            let work = |input: &Input| {
                let found = article_of(&pipeline, pipeline.load(input)?, &facts)?;
                let said = wanted.then(|| comments::lines(&pipeline, &found)).transpose()?;
                Ok((found, said.unwrap_or_default()))
            };
            let emit =
                |input: &Input, (found, said): (Article, String), tally: &mut Tally| -> Result<(), Halt> {
                    let empty = article::is_empty(&found.document);
                    tally.note_replaced(&context.report, input, found.document.replaced);
                    if check {
                        difference |= !found.removals.is_empty();
                        if !found.removals.is_empty() {
                            let message = fill(context.catalogue().would_change, &[("path", &input.id)]);
                            context.report.note(&message);
                        }
                    } else if matches.get_flag("diff") {
                        clean_diff::write(&found, &mut stdout)?;
                    } else if !empty {
                        stdout.write_all(&format.render(&found))?;
                    }
                    if empty {
                        tally.empty += 1;
                        report_empty(&context.report, input, found.removals.len());
                    }
                    tally.removed += found.removals.len();
                    comments.add(said.as_bytes())
                };
            each(context, &inputs, work, emit, &mut tally)?;
            stdout.flush()?;
        }
    }
    comments.finish()?;
    finish(context, &tally)?;
    let findings = problems || difference || tally.has_findings();
    Ok(if findings { Outcome::Findings } else { Outcome::Done })
}

/// One input from bytes to article. The bytes are dropped as soon as they are read.
pub(super) fn article_of(
    pipeline: &Pipeline,
    source: Source,
    facts: &CorpusFacts,
) -> Result<Article, Failure> {
    let document = pipeline.read(&source)?;
    drop(source);
    pipeline.article_of(document, facts)
}

/// Works on all inputs in parallel and hands the results on in order; failures are told and
/// counted.
pub(super) fn each<T: Send>(
    context: &Context,
    inputs: &[Input],
    work: impl Fn(&Input) -> Result<T, Failure> + Sync,
    mut emit: impl FnMut(&Input, T, &mut Tally) -> Result<(), Halt>,
    tally: &mut Tally,
) -> Result<(), Halt> {
    let mut progress = Progress::new(context.report, inputs.len());
    in_order(
        inputs,
        |input| input.size(),
        |input| (input, work(input)),
        |(input, result)| {
            match result {
                Ok(found) => {
                    tally.done += 1;
                    emit(input, found, tally)?;
                }
                Err(failure) => {
                    tally.failed += 1;
                    progress.say(|report| report.failure(&failure));
                }
            }
            progress.advance();
            Ok(())
        },
    )
}

/// Ends a run of articles: exit status 2 if all failed, else the summary.
pub(super) fn finish(context: &Context, tally: &Tally) -> Result<(), Halt> {
    if tally.done == 0 && tally.failed > 0 {
        return Err(Halt::Told);
    }
    let catalogue = context.catalogue();
    let mut summary = fill(catalogue.summary_clean, &[("n", &tally.done), ("removed", &tally.removed)]);
    if tally.failed > 0 {
        summary.push_str(", ");
        summary.push_str(&fill(catalogue.summary_failed, &[("n", &tally.failed)]));
    }
    context.report.note(&summary);
    Ok(())
}
