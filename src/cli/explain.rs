//! `guiyi explain`: what a rule is for, and what it did in the last run.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command};
use guiyi::pipeline::RulePage;

use super::arguments::{one_path, path, subcommand, text};
use super::context::Context;
use super::removal_log::{logs, removed_by, usual_folder};
use super::{Halt, Outcome};
use crate::messages::{Catalogue, Language, fill};

/// How many removals are shown.
const SHOWN: usize = 12;
/// How much of each, in characters.
const QUOTED: usize = 60;

pub(super) fn command(catalogue: &'static Catalogue) -> Command {
    let rule = Arg::new("rule").value_name("RULE").help(catalogue.explain_rule);
    let run = path("run", catalogue.explain_run).value_name("PATH");
    subcommand(
        "explain",
        catalogue.explain_about,
        catalogue.explain_examples,
        "guiyi explain [RULE] [--run PATH]",
    )
    .arg(rule.help_heading(catalogue.arguments))
    .arg(run.help_heading(catalogue.options))
}

pub(super) fn run(context: &Context, matches: &ArgMatches) -> Result<Outcome, Halt> {
    let catalogue = context.catalogue();
    // A catalogue is a constant, so its address says nothing; its words do.
    let chinese = catalogue.rule_kind == Language::Chinese.catalogue().rule_kind;
    let reason = |rule: &RulePage| if chinese { rule.reason.clone() } else { rule.reason_en.clone() };
    let rules = context.knowledge()?.rules();
    let mut out = io::BufWriter::new(io::stdout().lock());
    let Some(code) = text(matches, "rule") else {
        for rule in &rules {
            writeln!(out, "{}  {}  {}", rule.code, rule.kind, reason(rule))?;
        }
        out.flush()?;
        return Ok(Outcome::Done);
    };
    let wanted = code.to_ascii_uppercase();
    let Some(rule) = rules.iter().find(|rule| rule.code == wanted) else {
        let message = fill(catalogue.unknown_rule, &[("what", &code)]);
        return Err(Halt::new(message, catalogue.unknown_rule_remedy));
    };
    let run = last_run(context, matches)?;
    writeln!(out, "{}  {}\n{}: {}", rule.code, reason(rule), catalogue.rule_kind, rule.kind)?;
    let lists = [
        (catalogue.rule_patterns, &rule.patterns),
        (catalogue.rule_removes, &rule.removes),
        (catalogue.rule_keeps, &rule.keeps),
    ];
    for (title, texts) in lists.into_iter().filter(|(_, texts)| !texts.is_empty()) {
        writeln!(out, "\n{title}:")?;
        for text in texts {
            writeln!(out, "  {}", text.replace('\n', "\n  "))?;
        }
    }
    if let Some(run) = run {
        removals(context, &rule.code, &run, &mut out)?;
    } else {
        context.report.note(catalogue.rule_no_run);
    }
    out.flush()?;
    Ok(Outcome::Done)
}

/// The run that `--run` names, else the usual folder, if there is one.
fn last_run(context: &Context, matches: &ArgMatches) -> Result<Option<PathBuf>, Halt> {
    let catalogue = context.catalogue();
    match one_path(matches, "run") {
        None => Ok(usual_folder()),
        Some(path) if logs(path).is_empty() => {
            let message = fill(catalogue.run_without_logs, &[("path", &path.display())]);
            Err(Halt::new(message, catalogue.run_without_logs_remedy))
        }
        Some(path) => Ok(Some(path.clone())),
    }
}

/// Writes what the rule removed in the run at `path`.
fn removals(context: &Context, code: &str, path: &std::path::Path, out: &mut impl Write) -> Result<(), Halt> {
    let catalogue = context.catalogue();
    let found = removed_by(code, &logs(path), SHOWN).map_err(|error| {
        let message = fill(catalogue.unreadable, &[("path", &path.display()), ("error", &error)]);
        Halt::new(message, catalogue.permission_remedy)
    })?;
    let values: [(&str, &dyn std::fmt::Display); 3] =
        [("path", &path.display()), ("n", &found.removals), ("sources", &found.sources)];
    writeln!(out, "\n{}:", fill(catalogue.rule_last_run, &values))?;
    for entry in &found.first {
        let text = entry.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let short: String = text.chars().take(QUOTED).collect();
        let more = if short.len() < text.len() { "…" } else { "" };
        writeln!(out, "  {}:{}-{}  {short}{more}", entry.source, entry.line_start, entry.line_end)?;
    }
    if found.removals > found.first.len() {
        writeln!(out, "  {}", fill(catalogue.rule_more, &[("n", &(found.removals - found.first.len()))]))?;
    }
    if found.broken > 0 {
        let values: [(&str, &dyn std::fmt::Display); 2] = [("path", &path.display()), ("n", &found.broken)];
        context.report.warning(&fill(catalogue.log_broken, &values), None);
    }
    Ok(())
}
