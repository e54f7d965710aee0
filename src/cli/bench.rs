//! `guiyi bench`: scores against reference annotations.

use std::io::{self, Write as _};

use clap::{ArgAction, ArgMatches, Command};
use guiyi::bench::Gold;
use guiyi::pipeline::METRICS;

use super::arguments::{choice, inputs, option, path, paths, subcommand, text};
use super::context::Context;
use super::{Halt, Outcome};
use crate::messages::{Catalogue, fill};

pub(super) fn command(catalogue: &'static Catalogue) -> Command {
    let options = [
        path("sources", catalogue.bench_sources).value_name("DIR").action(ArgAction::Append).num_args(1..),
        choice("format", catalogue.bench_format, &["table", "json"]).value_name("FORMAT"),
        option("min", catalogue.bench_min).value_name("METRIC=N").action(ArgAction::Append),
    ];
    subcommand(
        "bench",
        catalogue.bench_about,
        catalogue.bench_examples,
        "guiyi bench GOLD... [--sources DIR]",
    )
    .arg(inputs(catalogue).value_name("GOLD").help(catalogue.bench_gold))
    .args(options.map(|option| option.help_heading(catalogue.options)))
}

pub(super) fn run(context: &Context, matches: &ArgMatches) -> Result<Outcome, Halt> {
    let catalogue = context.catalogue();
    let minimums = minimums(context, matches)?;
    let (inputs, problems) = context.inputs(matches, &[])?;
    let pipeline = context.pipeline()?;
    let mut findings = problems;
    let mut golds = Vec::new();
    for input in inputs {
        let gold = pipeline.load(&input).map_err(|failure| failure.cause.to_string()).and_then(|source| {
            let text = std::str::from_utf8(&source.bytes).map_err(|error| error.to_string())?;
            Gold::parse(text).map_err(|error| error.to_string())
        });
        match gold {
            Ok(gold) => golds.push((input.id, gold)),
            Err(error) => {
                findings = true;
                let message =
                    fill(catalogue.gold_failed, &[("path", &input.path.display()), ("error", &error)]);
                context.report.error(&message, Some(catalogue.gold_remedy));
            }
        }
    }
    let bench = pipeline.bench(golds, &paths(matches, "sources"));
    for failure in &bench.failures {
        findings = true;
        context.report.failure(failure);
    }
    for source in &bench.absent {
        let message = fill(catalogue.gold_absent, &[("path", source)]);
        context.report.warning(&message, Some(catalogue.gold_absent_remedy));
    }
    if bench.is_empty() {
        return Err(Halt::Told);
    }
    let mut out = io::BufWriter::new(io::stdout().lock());
    match text(matches, "format") {
        Some("json") => {
            serde_json::to_writer_pretty(&mut out, &bench.report.json()).map_err(io::Error::from)?;
            out.write_all(b"\n")?;
        }
        _ => out.write_all(bench.report.table().as_bytes())?,
    }
    out.flush()?;
    for (metric, limit) in &minimums {
        for (gold, score) in bench.metric(metric).into_iter().filter(|(_, score)| score < limit) {
            findings = true;
            let values: [(&str, &dyn std::fmt::Display); 4] =
                [("gold", &gold), ("metric", metric), ("score", &format!("{score:.4}")), ("limit", limit)];
            context.report.error(&fill(catalogue.below_minimum, &values), None);
        }
    }
    Ok(if findings { Outcome::Findings } else { Outcome::Done })
}

/// `--min METRIC=N`, each.
fn minimums(context: &Context, matches: &ArgMatches) -> Result<Vec<(String, f64)>, Halt> {
    let catalogue = context.catalogue();
    let given = matches.get_many::<String>("min").into_iter().flatten();
    given
        .map(|text| {
            let parsed = text.split_once('=').and_then(|(metric, n)| Some((metric, n.parse::<f64>().ok()?)));
            let parsed = parsed.filter(|(metric, _)| METRICS.contains(metric));
            parsed.map(|(metric, n)| (metric.to_owned(), n)).ok_or_else(|| {
                let known = METRICS.map(|metric| format!("{metric}=0.8")).join(", ");
                let values: [(&str, &dyn std::fmt::Display); 3] =
                    [("what", &"--min"), ("value", text), ("known", &known)];
                Halt::new(fill(catalogue.usage_invalid_value, &values), catalogue.usage_see_help)
            })
        })
        .collect()
}
