//! What is wrong with a command line, in the user's language.

use std::io::Write as _;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::report::Report;
use crate::messages::{Catalogue, fill};

/// Prints `error` and returns the exit status: help and version are data, everything else is 2.
pub(crate) fn explain(error: &clap::Error, catalogue: &'static Catalogue) -> ExitCode {
    if !error.use_stderr() {
        // Nobody may be reading (`--help | head`): that is no failure.
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        let _ = write!(std::io::stderr(), "{}", error.render());
        return ExitCode::from(2);
    }
    let message = message(error, catalogue);
    let suggestion =
        [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue]
            .into_iter()
            .find_map(|kind| error.get(kind))
            .map(|known| fill(catalogue.usage_did_you_mean, &[("known", &known)]));
    let remedy = suggestion.unwrap_or_else(|| catalogue.usage_see_help.to_owned());
    Report::plain(catalogue).error(&message, Some(&remedy));
    ExitCode::from(2)
}

fn message(error: &clap::Error, catalogue: &Catalogue) -> String {
    let what = value(error, &[ContextKind::InvalidArg, ContextKind::InvalidSubcommand]);
    match error.kind() {
        ErrorKind::UnknownArgument => fill(catalogue.usage_unknown_argument, &[("what", &what)]),
        ErrorKind::InvalidSubcommand => fill(catalogue.usage_unknown_command, &[("what", &what)]),
        ErrorKind::MissingRequiredArgument => fill(catalogue.usage_missing, &[("what", &what)]),
        ErrorKind::ArgumentConflict => {
            let other = value(error, &[ContextKind::PriorArg]);
            fill(catalogue.usage_conflict, &[("what", &what), ("other", &other)])
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let given = value(error, &[ContextKind::InvalidValue]);
            let known = value(error, &[ContextKind::ValidValue]);
            if given.is_empty() {
                return fill(catalogue.usage_no_value, &[("what", &what)]);
            }
            let known = if known.is_empty() { "…".to_owned() } else { known };
            fill(catalogue.usage_invalid_value, &[("what", &what), ("value", &given), ("known", &known)])
        }
        _ => {
            let text = error.to_string();
            let line = text.lines().next().unwrap_or_default();
            let line = line.strip_prefix("error: ").unwrap_or(line);
            fill(catalogue.usage_other, &[("what", &line)])
        }
    }
}

/// The first of the error's details named by `kinds`.
fn value(error: &clap::Error, kinds: &[ContextKind]) -> String {
    match kinds.iter().find_map(|kind| error.get(*kind)) {
        Some(ContextValue::Strings(values)) => values.join(", "),
        Some(value) => value.to_string(),
        None => String::new(),
    }
}
