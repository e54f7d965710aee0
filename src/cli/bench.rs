//! `guiyi bench`: scores against reference annotations.

use std::io::{self, Write as _};

use clap::{Arg, ArgAction, ArgMatches, Command};
use guiyi::pipeline::{BenchRequest, bench};

use super::arguments::{choice, inputs, one_path, option, path, paths, subcommand, text};
use super::articles::output_halt;
use super::context::Context;
use super::{Halt, Outcome};
use crate::messages::{Catalogue, fill};
use crate::output::{self, OutputError};

pub(super) fn command(catalogue: &'static Catalogue) -> Command {
    let options = [
        path("sources", catalogue.bench_sources).value_name("DIR").action(ArgAction::Append).num_args(1..),
        choice("format", catalogue.bench_format, &["table", "json"]).value_name("FORMAT"),
        path("html", catalogue.bench_html).value_name("FILE"),
        option("min", catalogue.bench_min).value_name("METRIC=N").action(ArgAction::Append),
    ];
    let gold: Arg = inputs(catalogue).value_name("GOLD").help(catalogue.bench_gold);
    subcommand(
        "bench",
        catalogue.bench_about,
        catalogue.bench_examples,
        "guiyi bench GOLD... [--sources DIR]",
    )
    .arg(gold)
    .args(options.map(|option| option.help_heading(catalogue.options)))
}

pub(super) fn run(context: &Context, matches: &ArgMatches) -> Result<Outcome, Halt> {
    let catalogue = context.catalogue();
    let (golds, problems) = context.inputs(matches, &[])?;
    let minimums = minimums(context, matches)?;
    let pipeline = context.pipeline()?;
    let request = BenchRequest { golds, sources: paths(matches, "sources") };
    let (scores, failures) = bench(&pipeline, &request);
    for failure in &failures {
        context.report.failure(failure);
    }
    if scores.is_empty() {
        return Err(Halt::Told);
    }
    let mut out = io::BufWriter::new(io::stdout().lock());
    match text(matches, "format") {
        Some("json") => {
            serde_json::to_writer_pretty(&mut out, &scores.json()).map_err(io::Error::from)?;
            out.write_all(b"\n")?;
        }
        _ => out.write_all(scores.table().as_bytes())?,
    }
    out.flush()?;
    if let Some(path) = one_path(matches, "html") {
        output::write(path, scores.html().as_bytes())
            .map_err(|error| output_halt(&context.report, &OutputError { path: path.clone(), error }))?;
    }
    let mut passed = true;
    for (metric, limit) in &minimums {
        for (gold, score) in scores.metric(metric).into_iter().filter(|(_, score)| score < limit) {
            passed = false;
            let values: [(&str, &dyn std::fmt::Display); 4] =
                [("gold", &gold), ("metric", metric), ("score", &format!("{score:.4}")), ("limit", limit)];
            context.report.error(&fill(catalogue.below_minimum, &values), None);
        }
    }
    let findings = problems || !failures.is_empty() || !passed;
    Ok(if findings { Outcome::Findings } else { Outcome::Done })
}

/// `--min METRIC=N`, each.
fn minimums(context: &Context, matches: &ArgMatches) -> Result<Vec<(String, f64)>, Halt> {
    let catalogue = context.catalogue();
    let given = matches.get_many::<String>("min").into_iter().flatten();
    given
        .map(|text| {
            let parsed = text.split_once('=').and_then(|(metric, n)| Some((metric, n.parse::<f64>().ok()?)));
            let parsed = parsed.filter(|(metric, _)| guiyi::pipeline::METRICS.contains(metric));
            parsed.map(|(metric, n)| (metric.to_owned(), n)).ok_or_else(|| {
                let known = guiyi::pipeline::METRICS.map(|metric| format!("{metric}=0.8")).join(", ");
                let values: [(&str, &dyn std::fmt::Display); 3] =
                    [("what", &"--min"), ("value", text), ("known", &known)];
                Halt::new(fill(catalogue.usage_invalid_value, &values), catalogue.usage_see_help)
            })
        })
        .collect()
}
