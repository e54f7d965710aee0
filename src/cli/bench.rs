//! `guiyi bench`: scores against reference annotations.

use std::io::{self, Write as _};
use std::path::Path;
use std::time::Instant;

use clap::{ArgAction, ArgMatches, Command, value_parser};
use guiyi::bench::saved::SavedRun;
use guiyi::bench::{Cost, Gold, Language as ReportLanguage};
use guiyi::pipeline::{BenchOptions, METRICS};

use super::arguments::{choice, inputs, one_path, option, path, paths, subcommand, switch, text};
use super::articles::output_halt;
use super::context::Context;
use super::{Halt, Outcome};
use crate::messages::{Catalogue, Language, fill};
use crate::output::{self, OutputError};

pub(super) fn command(catalogue: &'static Catalogue) -> Command {
    let options = [
        path("sources", catalogue.bench_sources).value_name("DIR").action(ArgAction::Append).num_args(1..),
        choice("format", catalogue.bench_format, &["table", "json"]).value_name("FORMAT"),
        option("min", catalogue.bench_min).value_name("METRIC=N").action(ArgAction::Append),
        path("html", catalogue.bench_html).value_name("FILE"),
        switch("synthetic", catalogue.bench_synthetic),
        option("seed", catalogue.bench_seed).value_name("N").value_parser(value_parser!(u64)),
        path("against", catalogue.bench_against).value_name("FILE"),
        option("errors", catalogue.bench_errors).value_name("N").value_parser(value_parser!(usize)),
        switch("no-cost", catalogue.bench_no_cost),
    ];
    subcommand(
        "bench",
        catalogue.bench_about,
        catalogue.bench_examples,
        "guiyi bench [GOLD...] [--sources DIR] [--synthetic]",
    )
    .arg(
        inputs(catalogue)
            .value_name("GOLD")
            .help(catalogue.bench_gold)
            .required(false)
            .required_unless_present("synthetic"),
    )
    .args(options.map(|option| option.help_heading(catalogue.options)))
}

pub(super) fn run(context: &Context, matches: &ArgMatches) -> Result<Outcome, Halt> {
    let catalogue = context.catalogue();
    let started = Instant::now();
    let minimums = minimums(context, matches)?;
    let against = one_path(matches, "against").map(|path| saved(context, path)).transpose()?;
    let (inputs, problems) = match paths(matches, "inputs").is_empty() {
        true => (Vec::new(), false),
        false => context.inputs(matches, &[])?,
    };
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
    let options = BenchOptions {
        synthetic: matches.get_flag("synthetic"),
        seed: matches.get_one::<u64>("seed").copied().unwrap_or(1),
        against,
        cost: !matches.get_flag("no-cost"),
    };
    let mut bench = pipeline.bench(golds, &paths(matches, "sources"), &options);
    bench.report.cost =
        options.cost.then(|| Cost { seconds: started.elapsed().as_secs_f64(), peak_memory: peak_memory() });
    for error in &bench.unsaved {
        findings = true;
        let path = one_path(matches, "against").map(|path| path.display().to_string()).unwrap_or_default();
        let message = fill(catalogue.bench_saved_failed, &[("path", &path), ("error", error)]);
        context.report.error(&message, Some(catalogue.bench_saved_remedy));
    }
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
    let language = match catalogue.language() {
        Language::Chinese => ReportLanguage::Zh,
        Language::English => ReportLanguage::En,
    };
    if let Some(path) = one_path(matches, "html") {
        output::write(path, bench.report.html(language).as_bytes())
            .map_err(|error| output_halt(&context.report, &OutputError { path: path.clone(), error }))?;
    }
    let mut out = io::BufWriter::new(io::stdout().lock());
    match text(matches, "format") {
        Some("json") => {
            serde_json::to_writer_pretty(&mut out, &bench.report.json()).map_err(io::Error::from)?;
            out.write_all(b"\n")?;
        }
        _ => {
            let errors = matches.get_one::<usize>("errors").copied().unwrap_or(0);
            out.write_all(bench.report.table(language, errors).as_bytes())?;
        }
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

/// The report of `--against`.
fn saved(context: &Context, path: &Path) -> Result<SavedRun, Halt> {
    let read = std::fs::read_to_string(path).map_err(|error| error.to_string());
    read.and_then(|text| SavedRun::parse(&text).map_err(|error| error.to_string())).map_err(|error| {
        let catalogue = context.catalogue();
        let message = fill(catalogue.bench_saved_failed, &[("path", &path.display()), ("error", &error)]);
        Halt::new(message, catalogue.bench_saved_remedy)
    })
}

/// Most memory this process held, in bytes; Linux tells it, other systems do not here.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kibibytes| kibibytes * 1024)
}
