//! `guiyi link`: clusters of task mentions that come from anywhere.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write as _};
use std::path::{Path, PathBuf};

use clap::{ArgMatches, Command};
use guiyi::link::{Constraints, Record};
use guiyi::render::{links, records};
use guiyi::taxonomy::{Anchor, Decision, resolve};

use super::arguments::{one_path, operand, path, subcommand};
use super::articles::output_halt;
use super::context::Context;
use super::decisions;
use super::{Halt, Outcome};
use crate::messages::{Catalogue, fill};
use crate::output::{self, OutputError};

pub(super) fn command(catalogue: &'static Catalogue) -> Command {
    let options = [path("pairs", catalogue.pairs_file).value_name("FILE"), decisions::flag(catalogue)];
    let usage = "guiyi link TASKS.jsonl [--pairs FILE] [--decisions DIR]";
    subcommand("link", catalogue.link_about, catalogue.link_examples, usage)
        .arg(operand("tasks", "TASKS.jsonl", catalogue.tasks_file, catalogue).required(true))
        .args(options.map(|option| option.help_heading(catalogue.options)))
}

pub(super) fn run(context: &Context, matches: &ArgMatches) -> Result<Outcome, Halt> {
    let tasks = one_path(matches, "tasks").cloned().unwrap_or_else(|| PathBuf::from("-"));
    let (mut found, failed) = read(context, &tasks)?;
    if found.is_empty() && failed > 0 {
        return Err(Halt::Told);
    }
    let files = decisions::read(context, matches)?;
    let decided: Vec<Decision> = files.into_iter().flat_map(|file| file.decisions).collect();
    let anchors: Vec<Anchor<'_>> = found.iter().map(anchor).collect();
    let resolved = resolve(&decided, &anchors)
        .map_err(|clash| decisions::contradiction(context, decisions::folder(matches), &clash))?;
    decisions::report(context, &resolved.rulings);
    let constraints = Constraints {
        must: without(&resolved.must, &resolved.ignored),
        cannot: without(&resolved.cannot, &resolved.ignored),
    };
    let ignored = resolved.ignored;
    let mut at = 0..;
    found.retain(|_| at.next().is_some_and(|at| !ignored.contains(&at)));
    let linked = context.pipeline()?.link(&found, &constraints, one_path(matches, "pairs").is_some());
    if let Some(path) = one_path(matches, "pairs") {
        let mut bytes = Vec::new();
        records::lines(links::pairs(&found, &linked.pairs), &mut bytes)?;
        output::write(path, &bytes)
            .map_err(|error| output_halt(&context.report, &OutputError { path: path.clone(), error }))?;
    }
    let mut out = io::BufWriter::new(io::stdout().lock());
    records::lines(links::clusters(&found, &linked), &mut out)?;
    out.flush()?;
    let values: [(&str, &dyn std::fmt::Display); 2] =
        [("n", &found.len()), ("clusters", &linked.clusters.len())];
    context.report.note(&fill(context.catalogue().summary_link, &values));
    Ok(if failed > 0 { Outcome::Findings } else { Outcome::Done })
}

/// Pairs of indices after those in `gone` (sorted) were taken out; none of them is in a pair.
fn without(pairs: &[(usize, usize)], gone: &[usize]) -> Vec<(usize, usize)> {
    let moved = |at: usize| at - gone.partition_point(|&ignored| ignored < at);
    pairs.iter().map(|&(a, b)| (moved(a), moved(b))).collect()
}

/// A record as decisions find it.
pub(super) fn anchor(record: &Record) -> Anchor<'_> {
    Anchor {
        id: &record.id,
        quote: &record.title,
        source: &record.source,
        line: record.line_start,
        around: None,
    }
}

/// The records of a file, and how many lines gave none.
pub(super) fn read(context: &Context, path: &Path) -> Result<(Vec<Record>, usize), Halt> {
    let catalogue = context.catalogue();
    let unreadable = |error: io::Error| {
        let missing = error.kind() == io::ErrorKind::NotFound;
        let (template, remedy) = if missing {
            (catalogue.not_found, catalogue.not_found_remedy)
        } else {
            (catalogue.unreadable, catalogue.unreadable_remedy)
        };
        Halt::new(fill(template, &[("path", &path.display()), ("error", &error)]), remedy)
    };
    let reader: Box<dyn BufRead> = if path == Path::new("-") {
        Box::new(io::stdin().lock())
    } else {
        Box::new(BufReader::new(File::open(path).map_err(unreadable)?))
    };
    let (mut found, mut failed) = (Vec::new(), 0);
    for (at, line) in reader.split(b'\n').enumerate() {
        let line = line.map_err(unreadable)?;
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let record = std::str::from_utf8(&line)
            .map_err(|error| error.to_string())
            .and_then(|line| Record::from_json_line(line).map_err(|error| error.to_string()));
        match record {
            Ok(record) => found.push(record),
            Err(error) => {
                failed += 1;
                let values: [(&str, &dyn std::fmt::Display); 3] =
                    [("path", &path.display()), ("line", &(at + 1)), ("error", &error)];
                context.report.error(&fill(catalogue.line_failed, &values), Some(catalogue.line_remedy));
            }
        }
    }
    Ok((found, failed))
}
