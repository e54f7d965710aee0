//! `--decisions DIR`: what people decided, read and applied by `link` and `merge`.

use clap::{Arg, ArgMatches};
use guiyi::pipeline::DecisionText;
use guiyi::source::discover;
use guiyi::taxonomy::{Decision, Resolved, Target};

use super::Halt;
use super::arguments::{one_path, path};
use super::context::Context;
use crate::messages::{Catalogue, fill};

/// The flag.
pub(super) fn flag(catalogue: &'static Catalogue) -> Arg {
    path("decisions", catalogue.decisions).value_name("DIR")
}

/// The decision files of the folder that the flag names, sorted by name; none without the flag.
pub(super) fn read(context: &Context, matches: &ArgMatches) -> Result<Vec<DecisionText>, Halt> {
    let Some(folder) = one_path(matches, "decisions") else { return Ok(Vec::new()) };
    let catalogue = context.catalogue();
    let found = discover(std::slice::from_ref(folder), &[]);
    // A folder without files is one in which nobody has decided anything yet.
    if folder.is_dir() && found.inputs.is_empty() {
        return Ok(Vec::new());
    }
    if let Some(problem) = found.problems.first() {
        context.report.discovery(problem);
        return Err(Halt::Told);
    }
    let faulty = |error: &dyn std::fmt::Display| {
        Halt::new(fill(catalogue.decision_error, &[("error", error)]), catalogue.decision_remedy)
    };
    let mut files = Vec::new();
    for input in found.inputs.iter().filter(|input| input.id.as_str().ends_with(".toml")) {
        let name = input.path.display().to_string();
        let text =
            std::fs::read_to_string(&input.path).map_err(|error| faulty(&format!("{name}: {error}")))?;
        let decisions = Decision::parse_file(&name, &text).map_err(|error| faulty(&error))?;
        files.push(DecisionText { name: input.id.as_str().to_owned(), text, decisions });
    }
    Ok(files)
}

/// Says which decisions found no target, and which found one that reads differently now.
pub(super) fn report(context: &Context, resolved: &Resolved<'_>) {
    let catalogue = context.catalogue();
    let say = |template: &str, target: &Target| {
        let quote = target.quote.as_deref().unwrap_or("");
        let message = fill(template, &[("mention", &target.mention), ("quote", &quote)]);
        context.report.warning(&message, None);
    };
    resolved.lost.iter().for_each(|target| say(catalogue.decision_lost, target));
    resolved.stale.iter().for_each(|target| say(catalogue.decision_stale, target));
}
