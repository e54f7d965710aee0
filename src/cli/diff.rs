//! `guiyi diff`: what changed between two taxonomies.

use std::io::{self, Write as _};
use std::path::Path;

use clap::{ArgMatches, Command};
use guiyi::identify::compare;
use guiyi::render::changes;
use guiyi::taxonomy::Taxonomy;

use super::arguments::{choice, one_path, operand, subcommand, switch, text};
use super::articles::output_halt;
use super::context::Context;
use super::emitted::Emitted;
use super::merge::{Earlier, TAXONOMY_JSON};
use super::{Halt, Outcome};
use crate::messages::{Catalogue, fill};

pub(super) fn command(catalogue: &'static Catalogue) -> Command {
    let options = [
        choice("format", catalogue.diff_format, &["text", "json", "md"]).value_name("FORMAT"),
        switch("check", catalogue.diff_check),
    ];
    subcommand("diff", catalogue.diff_about, catalogue.diff_examples, "guiyi diff OLD NEW")
        .arg(operand("old", "OLD", catalogue.diff_old, catalogue).required(true))
        .arg(operand("new", "NEW", catalogue.diff_new, catalogue).required(true))
        .args(options.map(|option| option.help_heading(catalogue.options)))
}

pub(super) fn run(context: &Context, matches: &ArgMatches) -> Result<Outcome, Halt> {
    let (old, new) = (result(context, matches, "old")?, result(context, matches, "new")?);
    let differences = old.lock.zip(new.lock).map(|(old, new)| old.differences(&new)).unwrap_or_default();
    let old = old.taxonomy.unwrap_or_default();
    let (list, lost) = compare(&old, &new.taxonomy.unwrap_or_default(), &differences);
    let mut out = io::BufWriter::new(io::stdout().lock());
    match text(matches, "format") {
        Some("json") => changes::write_json(&list, &lost, &mut out)?,
        Some("md") => changes::write_markdown(&list, &mut out)?,
        _ => changes::write_text(&list, &mut out)?,
    }
    out.flush()?;
    Ok(if matches.get_flag("check") && !list.is_empty() { Outcome::Findings } else { Outcome::Done })
}

/// The taxonomy at a path: a file, or a folder that `merge` wrote, whose lock file tells of causes.
fn result(context: &Context, matches: &ArgMatches, name: &str) -> Result<Earlier, Halt> {
    let catalogue = context.catalogue();
    let path = one_path(matches, name).map_or(Path::new("."), |path| path);
    let missing = |path: &Path| {
        let message = fill(catalogue.not_found, &[("path", &path.display())]);
        Halt::new(message, catalogue.not_found_remedy)
    };
    if path.is_dir() {
        let emitted = Emitted::read(path).map_err(|error| output_halt(&context.report, &error))?;
        let found = Earlier::read(context, path, &emitted)?;
        return if found.taxonomy.is_some() { Ok(found) } else { Err(missing(&path.join(TAXONOMY_JSON))) };
    }
    let bytes = std::fs::read(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => missing(path),
        _ => {
            let message = fill(catalogue.unreadable, &[("path", &path.display()), ("error", &error)]);
            Halt::new(message, catalogue.unreadable_remedy)
        }
    })?;
    let taxonomy = Taxonomy::from_bytes(&bytes).map_err(|error| {
        let message = fill(catalogue.previous_broken, &[("path", &path.display()), ("error", &error)]);
        Halt::new(message, catalogue.diff_remedy)
    })?;
    Ok(Earlier { taxonomy: Some(taxonomy), lock: None })
}
