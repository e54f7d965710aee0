//! `--decisions DIR`: what people decided, read and applied by `link` and `merge`.

use std::path::Path;

use clap::{Arg, ArgMatches};
use guiyi::pipeline::DecisionText;
use guiyi::source::discover;
use guiyi::taxonomy::{Clash, Contradiction, Decision, Outcome, Ruling};

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
    one_path(matches, "decisions").map_or(Ok(Vec::new()), |folder| read_folder(context, folder))
}

/// The folder that the flag names; nothing without the flag.
pub(super) fn folder(matches: &ArgMatches) -> &Path {
    one_path(matches, "decisions").map_or(Path::new(""), |folder| folder)
}

/// The decision files of a folder, sorted by name.
pub(super) fn read_folder(context: &Context, folder: &Path) -> Result<Vec<DecisionText>, Halt> {
    let catalogue = context.catalogue();
    let found = discover(&[folder.to_owned()], &[]);
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
        let mut decisions = Decision::parse_file(&name, &text).map_err(|error| faulty(&error))?;
        let at = input.id.as_str();
        decisions.iter_mut().for_each(|decision| at.clone_into(&mut decision.file));
        files.push(DecisionText { name: at.to_owned(), text, decisions });
    }
    Ok(files)
}

/// Decisions that contradict each other: what about, and every one of them with file and line.
pub(super) fn contradiction(context: &Context, folder: &Path, found: &Contradiction) -> Halt {
    let catalogue = context.catalogue();
    let what = match &found.clash {
        Clash::Linked => catalogue.clash_linked,
        Clash::Title => catalogue.clash_title,
        Clash::Category => catalogue.clash_category,
        Clash::Value(_) => catalogue.clash_value,
        Clash::Parts => catalogue.clash_parts,
        Clash::CategoryTitle | Clash::RoleTitle => catalogue.clash_renamed,
        Clash::Id(_) => catalogue.clash_id,
        Clash::Replacement => catalogue.clash_replacement,
        _ => "",
    };
    let mut message = fill(catalogue.contradiction, &[("what", &what)]);
    for step in &found.steps {
        let file = folder.join(&step.file);
        let says: Vec<String> = step.says.iter().map(|words| format!("“{words}”")).collect();
        // One that is not written yet has a name and no line.
        let line = if step.line > 0 { format!(":{}", step.line) } else { String::new() };
        message.push_str(&format!("\n  {}{line}: {} {}", file.display(), step.kind, says.join(" ")));
    }
    Halt::new(message, catalogue.contradiction_remedy)
}

/// Says which decisions were not applied or should be looked at again, and why.
pub(super) fn report(context: &Context, rulings: &[Ruling]) {
    let catalogue = context.catalogue();
    for ruling in rulings {
        let place: [(&str, &dyn std::fmt::Display); 3] =
            [("file", &ruling.file), ("line", &ruling.line), ("kind", &ruling.kind)];
        let say = |template: &str, more: &[(&str, &dyn std::fmt::Display)]| {
            let values: Vec<(&str, &dyn std::fmt::Display)> = place.iter().chain(more).copied().collect();
            context.report.warning(&fill(template, &values), None);
        };
        for words in &ruling.lost {
            say(catalogue.decision_lost, &[("quote", words)]);
        }
        for words in &ruling.reworded {
            say(catalogue.decision_stale, &[("before", &words.before), ("after", &words.after)]);
        }
        let note = ruling.note.as_deref().unwrap_or_default();
        match ruling.outcome {
            Outcome::Idle => say(catalogue.decision_idle, &[("by", &note)]),
            Outcome::Held => say(catalogue.decision_held, &[("why", &note)]),
            Outcome::Applied | Outcome::Stale | Outcome::Lost | Outcome::Replaced => {}
        }
    }
}
