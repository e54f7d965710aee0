//! `guiyi clean`: articles without the noise around them.

use std::io::{self, Write as _};

use clap::{ArgMatches, Command};
use guiyi::clean::CorpusFacts;
use guiyi::pipeline::{Article, Failure, Pipeline, in_order};
use guiyi::render::article;
use guiyi::source::Input;

use super::arguments::{choice, inputs, one_path, output_folder, subcommand, switch, text, to};
use super::articles::{ArticleFormat, NotWritten, Shelf, Tally, output_halt, report_empty};
use super::comments::{self, Comments};
use super::context::Context;
use super::progress::Progress;
use super::{Halt, Outcome, clean_diff, clean_stream};
use crate::messages::{Catalogue, fill};
use crate::output::{Folder, Mode};

/// Batches above this many bytes are not searched for lines repeated across them, because that
/// needs all of them in memory at once.
const CORPUS_LIMIT: u64 = 64 << 20;

pub(super) fn command(catalogue: &'static Catalogue) -> Command {
    let options = [
        choice("format", catalogue.format_article, &["md", "text", "json"]).value_name("FORMAT"),
        switch("jsonl", catalogue.jsonl).conflicts_with_all(["output", "format", "check", "diff"]),
        switch("check", catalogue.check_clean).conflicts_with("diff"),
        switch("diff", catalogue.diff).conflicts_with("output"),
        comments::flag(catalogue).conflicts_with_all(["check", "diff"]),
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
    let mut comments = Comments::open(context, matches)?;
    if matches.get_flag("jsonl") {
        return clean_stream::run(context, &pipeline, &inputs, comments);
    }
    let format = match text(matches, "format") {
        Some("text") => ArticleFormat::Text,
        Some("json") => ArticleFormat::Json,
        _ => ArticleFormat::Markdown,
    };
    let check = matches.get_flag("check");
    let facts = corpus_facts(context, &pipeline, &inputs);
    let mut tally = Tally::default();
    let mut difference = false;
    match out {
        Some(out) => {
            let mode = if check { Mode::Compare } else { Mode::Each };
            let folder = Folder::open(out, mode).map_err(|error| output_halt(&context.report, &error))?;
            let shelf = Shelf::new(context, folder, &inputs, format, &[])?;
            to_folder(context, &pipeline, &inputs, &facts, &shelf, &mut comments, &mut tally)?;
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
            let mut stdout = io::BufWriter::new(io::stdout().lock());
            let work = |input: &Input| article_of(&pipeline, input, &facts);
            let emit = |input: &Input, found: Article, tally: &mut Tally| -> Result<(), Halt> {
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
                comments.add(&comments::lines(&found))
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

/// What the whole batch shows, or nothing of it with a warning if the batch is too large.
pub(super) fn corpus_facts(context: &Context, pipeline: &Pipeline, inputs: &[Input]) -> CorpusFacts {
    pipeline.corpus_facts(inputs, CORPUS_LIMIT).unwrap_or_else(|| {
        let size = inputs.iter().map(Input::size).sum::<u64>() >> 20;
        let limit = CORPUS_LIMIT >> 20;
        let message = fill(context.catalogue().corpus_too_large, &[("size", &size), ("limit", &limit)]);
        context.report.warning(&message, None);
        CorpusFacts::default()
    })
}

/// One input from bytes to article.
pub(super) fn article_of(
    pipeline: &Pipeline,
    input: &Input,
    facts: &CorpusFacts,
) -> Result<Article, Failure> {
    pipeline.article(&pipeline.load(input)?, facts)
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

fn to_folder(
    context: &Context,
    pipeline: &Pipeline,
    inputs: &[Input],
    facts: &CorpusFacts,
    shelf: &Shelf,
    comments: &mut Comments<'_>,
    tally: &mut Tally,
) -> Result<(), Halt> {
    let mut progress = Progress::new(context.report, inputs.len());
    let wanted = comments.wanted();
    let work = |(at, input): (usize, &Input)| {
        let one = || {
            let found = article_of(pipeline, input, facts).map_err(NotWritten::Source)?;
            let said = if wanted { comments::lines(&found) } else { Vec::new() };
            Ok((shelf.put(at, &found).map_err(NotWritten::Output)?, said))
        };
        (at, one())
    };
    in_order(
        inputs.iter().enumerate(),
        |(_, input)| input.size(),
        work,
        |(at, result)| {
            let mut said = Vec::new();
            let result = result.map(|(written, lines)| {
                said = lines;
                written
            });
            tally.add(&inputs[at], result, &mut progress);
            comments.add(&said)
        },
    )
}
