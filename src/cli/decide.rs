//! `guiyi decide`: writes down what a person decided.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgMatches, Command};
use guiyi::decide::DraftError;
use guiyi::mention::Attribute;
use guiyi::taxonomy::{DecisionKind, Taxonomy};

use super::arguments::{one_path, option, output_folder, subcommand, switch, text};
use super::context::Context;
use super::decisions;
use super::emitted;
use super::ledger::{Entry, Ledger, open_rulings};
use super::{Halt, Outcome};
use crate::messages::{Catalogue, fill};

/// Kinds of decisions, and the list of what is still open.
const KINDS: [&str; 13] = [
    "must-link",
    "cannot-link",
    "unsure",
    "rename",
    "pin",
    "ignore",
    "split",
    "recategorise",
    "choose-value",
    "add",
    "rename-category",
    "rename-role",
    REVIEW,
];

const REVIEW: &str = "review";

pub(super) fn command(catalogue: &'static Catalogue) -> Command {
    let kind = Arg::new("kind")
        .value_name("KIND")
        .help(catalogue.decide_kind)
        .help_heading(catalogue.arguments)
        .value_parser(PossibleValuesParser::new(KINDS))
        .hide_possible_values(true)
        .required(true);
    let words = Arg::new("words")
        .value_name("WORDS")
        .help(catalogue.decide_words)
        .help_heading(catalogue.arguments)
        .num_args(0..);
    let options = [
        output_folder(catalogue).help(catalogue.decide_folder),
        decisions::flag(catalogue).help(catalogue.decide_decisions),
        option("role", catalogue.decide_role).value_name("ROLE"),
        option("category", catalogue.decide_category).value_name("CATEGORY"),
        option("why", catalogue.decide_why).value_name("TEXT"),
        option("by", catalogue.decide_by).value_name("NAME"),
        option("at", catalogue.decide_at).value_name("DATE"),
        switch("replace", catalogue.decide_replace),
        switch("dry-run", catalogue.decide_dry_run),
    ];
    subcommand("decide", catalogue.decide_about, catalogue.decide_examples, "guiyi decide KIND WORDS...")
        .arg(kind)
        .arg(words)
        .args(options.map(|option| option.help_heading(catalogue.options)))
}

pub(super) fn run(context: &Context, matches: &ArgMatches) -> Result<Outcome, Halt> {
    let catalogue = context.catalogue();
    let kind = text(matches, "kind").unwrap_or_default();
    let words: Vec<String> =
        matches.get_many::<String>("words").map(|words| words.cloned().collect()).unwrap_or_default();
    let out = one_path(matches, "output").cloned().unwrap_or_else(|| PathBuf::from("normalized"));
    let taxonomy = emitted::latest(context, &out)?;
    if kind == REVIEW {
        return review(context, &taxonomy);
    }
    let mut ledger = Ledger::open(context, matches, &taxonomy)?;
    let mut kinds = ledger.desk().draft(kind, &words).map_err(|error| faulty(context, &out, &error))?;
    for decided in &mut kinds {
        let (role, category) = (text(matches, "role"), text(matches, "category"));
        match decided {
            DecisionKind::Add { role: of, category: within, .. } => {
                if role.is_none() && taxonomy.roles.len() > 1 {
                    return Err(Halt::new(catalogue.decide_needs_role, catalogue.decide_see_help));
                }
                *of =
                    role.map(str::to_owned).or_else(|| taxonomy.roles.first().map(|role| role.title.clone()));
                *within = category.map(str::to_owned);
            }
            _ if role.or(category).is_some() => {
                return Err(Halt::new(catalogue.decide_only_add, catalogue.decide_see_help));
            }
            _ => {}
        }
    }
    let dry_run = matches.get_flag("dry-run");
    match ledger.add(kinds, None, matches.get_flag("replace"))? {
        Entry::Known => context.report.note(catalogue.decide_known),
        Entry::Written(path) if dry_run => {
            context.report.note(&fill(catalogue.decide_would, &[("path", &path.display())]));
        }
        Entry::Written(path) => {
            let folder = path.parent().unwrap_or(Path::new("."));
            let values: [(&str, &dyn std::fmt::Display); 2] =
                [("path", &path.display()), ("folder", &folder.display())];
            context.report.note(&fill(catalogue.decide_written, &values));
        }
    }
    Ok(Outcome::Done)
}

fn faulty(context: &Context, out: &Path, error: &DraftError) -> Halt {
    let catalogue = context.catalogue();
    let (message, remedy) = match error {
        DraftError::Unknown(id) => {
            let values: [(&str, &dyn std::fmt::Display); 2] = [("what", id), ("path", &out.display())];
            (fill(catalogue.decide_unknown, &values), catalogue.decide_unknown_remedy)
        }
        DraftError::Several(id, mentions) => {
            let values: [(&str, &dyn std::fmt::Display); 2] = [("what", id), ("known", &mentions.join(" "))];
            (fill(catalogue.decide_several, &values), catalogue.decide_several_remedy)
        }
        DraftError::Attribute(key) => {
            let known: Vec<&str> = Attribute::ALL.iter().map(|attribute| attribute.key()).collect();
            let values: [(&str, &dyn std::fmt::Display); 2] = [("what", key), ("known", &known.join(" "))];
            (fill(catalogue.decide_attribute, &values), catalogue.decide_see_help)
        }
        _ => (catalogue.decide_arguments.to_owned(), catalogue.decide_see_help),
    };
    Halt::new(message, remedy)
}

/// The open questions, one a line: the two mentions, the match weight, the reason, the question;
/// then the decisions to look at again.
fn review(context: &Context, taxonomy: &Taxonomy) -> Result<Outcome, Halt> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    for item in &taxonomy.review {
        let reason = serde_json::to_value(item.reason).map_err(io::Error::from)?;
        let reason = reason.as_str().unwrap_or_default();
        writeln!(out, "{}\t{}\t{:.1}\t{reason}\t{}", item.a, item.b, item.weight, item.question)?;
    }
    out.flush()?;
    drop(out);
    let open: Vec<_> = open_rulings(&taxonomy.decisions).cloned().collect();
    decisions::report(context, &open);
    context.report.note(&fill(context.catalogue().decide_open, &[("n", &taxonomy.review.len())]));
    Ok(Outcome::Done)
}
