//! `guiyi absorb`: hand edits of `taxonomy.md` or `taxonomy.json` become decisions.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use clap::{ArgMatches, Command};
use guiyi::absorb::{Absorbed, Proposal, Sheet, Version, absorb, known};
use guiyi::render::markdown;
use guiyi::render::seal::{Seal, of_json, of_markdown};
use guiyi::taxonomy::Taxonomy;

use super::arguments::{one_path, operand, output_folder, path, subcommand, switch};
use super::articles::output_halt;
use super::context::Context;
use super::emitted;
use super::ledger::{Entry, Ledger};
use super::{Halt, Outcome, decisions};
use crate::messages::{Catalogue, fill};
use crate::output::OutputError;

pub(super) fn command(catalogue: &'static Catalogue) -> Command {
    let options = [
        output_folder(catalogue).help(catalogue.absorb_folder),
        decisions::flag(catalogue).help(catalogue.decide_decisions),
        path("base", catalogue.absorb_base).value_name("FILE"),
        switch("deletions", catalogue.absorb_deletions),
        switch("dry-run", catalogue.absorb_dry_run),
    ];
    subcommand("absorb", catalogue.absorb_about, catalogue.absorb_examples, "guiyi absorb FILE")
        .arg(operand("file", "FILE", catalogue.absorb_file, catalogue).required(true))
        .args(options.map(|option| option.help_heading(catalogue.options)))
}

pub(super) fn run(context: &Context, matches: &ArgMatches) -> Result<Outcome, Halt> {
    let catalogue = context.catalogue();
    let file = one_path(matches, "file").cloned().unwrap_or_default();
    let beside = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let out = one_path(matches, "output").map_or(beside, |folder| folder).to_owned();
    let text = emitted::read(context, &file)?;
    let json = text.trim_start().starts_with('{');
    let (seal, revision) = if json { (of_json(&text), emitted::revision(&text)) } else { of_markdown(&text) };
    if seal == Seal::Whole {
        context.report.note(&fill(catalogue.absorb_nothing, &[("path", &file.display())]));
        return Ok(Outcome::Done);
    }
    let latest = emitted::latest(context, &out)?;
    let base = match (one_path(matches, "base"), revision) {
        (Some(path), _) => emitted::taxonomy(context, path)?,
        (None, Some(revision)) => emitted::base(context, &out, revision, &latest)?,
        (None, None) => {
            let message = fill(catalogue.absorb_unknown, &[("path", &file.display())]);
            return Err(Halt::new(message, catalogue.absorb_unknown_remedy));
        }
    };
    let found = compared(context, &text, json, &base, &latest, matches)?;
    let tasks = base.tasks.len();
    if found.gone * 2 > tasks && !matches.get_flag("deletions") {
        let values: [(&str, &dyn std::fmt::Display); 3] =
            [("path", &file.display()), ("n", &found.gone), ("tasks", &tasks)];
        return Err(Halt::new(fill(catalogue.absorb_many_gone, &values), catalogue.absorb_many_gone_remedy));
    }
    let mut ledger = Ledger::open(context, matches, &latest)?;
    let open = record(context, &mut ledger, &found)?;
    for (line, text) in &found.left {
        let values: [(&str, &dyn std::fmt::Display); 3] =
            [("path", &file.display()), ("line", line), ("text", text)];
        let template = if *line > 0 { catalogue.absorb_left } else { catalogue.absorb_left_elsewhere };
        context.report.warning(&fill(template, &values), None);
    }
    let findings = open > 0 || !found.left.is_empty();
    if !matches.get_flag("dry-run") {
        let kept = emitted::mark_absorbed(&out, &text, json, findings);
        let kept =
            kept.map_err(|(path, error)| output_halt(&context.report, &OutputError { path, error }))?;
        if let Some(path) = kept {
            context.report.note(&fill(catalogue.absorb_kept, &[("path", &path.display())]));
        }
    }
    let values: [(&str, &dyn std::fmt::Display); 3] =
        [("n", &found.proposals.len()), ("open", &open), ("left", &found.left.len())];
    context.report.note(&fill(catalogue.absorb_summary, &values));
    Ok(if findings { Outcome::Findings } else { Outcome::Done })
}

/// What the edited text comes to, compared with what was written and what was built last.
fn compared(
    context: &Context,
    text: &str,
    json: bool,
    base: &Taxonomy,
    latest: &Taxonomy,
    matches: &ArgMatches,
) -> Result<Absorbed, Halt> {
    let options = &context.resolved.settings.render;
    let page = |taxonomy: &Taxonomy| -> io::Result<Sheet> {
        let mut bytes = Vec::new();
        markdown::write(taxonomy, options, &mut bytes)?;
        Ok(Sheet::of_markdown(&String::from_utf8_lossy(&bytes), &known(taxonomy)))
    };
    let (before, edited, now) = if json {
        let edited = Sheet::of_json(text, base).map_err(|error| {
            let file = one_path(matches, "file").cloned().unwrap_or_default();
            let catalogue = context.catalogue();
            let values: [(&str, &dyn std::fmt::Display); 2] = [("path", &file.display()), ("error", &error)];
            Halt::new(fill(catalogue.previous_broken, &values), catalogue.absorb_unknown_remedy)
        })?;
        (Sheet::of_taxonomy(base), edited, Sheet::of_taxonomy(latest))
    } else {
        (page(base)?, Sheet::of_markdown(text, &known(base)), page(latest)?)
    };
    let files = one_path(matches, "decisions").cloned().unwrap_or_else(|| PathBuf::from("decisions"));
    let decided = if files.exists() { decisions::read_folder(context, &files)? } else { Vec::new() };
    let decided: Vec<_> = decided.into_iter().flat_map(|file| file.decisions).collect();
    let base = Version { taxonomy: base, sheet: &before };
    Ok(absorb(base, &edited, Version { taxonomy: latest, sheet: &now }, &decided))
}

/// Writes the decisions and lists them; how many a person has to look at.
fn record(context: &Context, ledger: &mut Ledger<'_>, found: &Absorbed) -> Result<usize, Halt> {
    let catalogue = context.catalogue();
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut open = 0;
    for Proposal { id, kinds, before, after, conflict } in &found.proposals {
        let held = conflict.as_ref().map(|now| {
            let values: [(&str, &dyn std::fmt::Display); 3] =
                [("before", before), ("after", after), ("now", now)];
            fill(catalogue.absorb_conflict, &values)
        });
        let kind = kinds.first().map(|kind| kind.name()).unwrap_or_default();
        if let Some(held) = &held {
            open += 1;
            context.report.warning(&format!("{kind} {id}: {held}"), Some(catalogue.absorb_conflict_remedy));
        }
        match ledger.add(kinds.clone(), held.as_deref(), true) {
            Ok(Entry::Known) => {}
            Ok(Entry::Written(path)) => {
                writeln!(out, "{kind}\t{id}\t{before}\t{after}\t{}", path.display())?;
            }
            Err(Halt::Nothing { message, remedy }) => {
                open += 1;
                context.report.error(&message, remedy.as_deref());
            }
            Err(halt) => return Err(halt),
        }
    }
    out.flush()?;
    Ok(open)
}
