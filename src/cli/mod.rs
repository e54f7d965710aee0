//! The command line: parse, call the pipeline, print. One file per subcommand.
//!
//! Standard output carries data only; everything said to a person goes to standard error.

mod absorb;
mod arguments;
mod articles;
mod bench;
mod clean;
mod clean_diff;
mod clean_folder;
mod clean_stream;
mod comments;
mod completions;
mod context;
mod convert;
mod decide;
mod decisions;
mod diff;
mod emitted;
mod explain;
mod extract;
mod fingerprint;
mod fit;
mod inspect;
mod journal;
mod ledger;
mod link;
mod merge;
mod progress;
mod removal_log;
mod report;
mod schema;
mod settings;
mod stream_target;
mod surrogates;
mod usage;
mod why;

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::{ArgMatches, Command};

use self::context::Context;
use self::report::Report;
use crate::messages::{Catalogue, Language};

/// How a command that did something ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Everything was done: exit status 0.
    Done,
    /// Done, with something to look at: exit status 1.
    Findings,
}

/// Why a command did nothing or stopped.
#[derive(Debug)]
pub(crate) enum Halt {
    /// Nobody reads the output any more (`| head`): success.
    ClosedPipe,
    /// Nothing could be done: exit status 2.
    Nothing {
        /// What is wrong, with its place.
        message: String,
        /// What to do about it.
        remedy: Option<String>,
    },
    /// Nothing could be done, and the reasons have been told already.
    Told,
}

impl Halt {
    fn new(message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::Nothing { message: message.into(), remedy: Some(remedy.into()) }
    }
}

impl From<io::Error> for Halt {
    /// An error of writing to standard output.
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::ClosedPipe,
            _ => Self::Nothing { message: format!("stdout: {error}"), remedy: None },
        }
    }
}

/// A subcommand: its name, its description and what it does.
struct Subcommand {
    name: &'static str,
    command: fn(&'static Catalogue) -> Command,
    run: fn(&Context, &ArgMatches) -> Result<Outcome, Halt>,
}

/// All subcommands, in the order `--help` lists them.
const SUBCOMMANDS: [Subcommand; 16] = [
    Subcommand { name: "merge", command: merge::command, run: merge::run },
    Subcommand { name: "clean", command: clean::command, run: clean::run },
    Subcommand { name: "extract", command: extract::command, run: extract::run },
    Subcommand { name: "link", command: link::command, run: link::run },
    Subcommand { name: "diff", command: diff::command, run: diff::run },
    Subcommand { name: "decide", command: decide::command, run: decide::run },
    Subcommand { name: "fit", command: fit::command, run: fit::run },
    Subcommand { name: "why", command: why::command, run: why::run },
    Subcommand { name: "absorb", command: absorb::command, run: absorb::run },
    Subcommand { name: "convert", command: convert::command, run: convert::run },
    Subcommand { name: "inspect", command: inspect::command, run: inspect::run },
    Subcommand { name: "explain", command: explain::command, run: explain::run },
    Subcommand { name: "bench", command: bench::command, run: bench::run },
    Subcommand { name: "settings", command: settings::command, run: settings::run },
    Subcommand { name: "schema", command: schema::command, run: schema::run },
    Subcommand { name: "completions", command: completions::command, run: completions::run },
];

/// Runs the command line `arguments`, the program's name first.
pub(crate) fn run(arguments: Vec<OsString>) -> ExitCode {
    let language = Language::choose(
        arguments::early_value(&arguments, "--lang").as_deref(),
        std::env::var("GUIYI_LANG").ok().as_deref(),
        sys_locale::get_locale().as_deref(),
    );
    let catalogue = language.catalogue();
    let matches = match program(catalogue).try_get_matches_from(&arguments) {
        Ok(matches) => matches,
        Err(error) => return usage::explain(&error, catalogue),
    };
    let report = Report::new(catalogue, &matches);
    match dispatch(&matches, report) {
        Ok(Outcome::Done) | Err(Halt::ClosedPipe) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Err(Halt::Told) => ExitCode::from(2),
        Err(Halt::Nothing { message, remedy }) => {
            report.error(&message, remedy.as_deref());
            ExitCode::from(2)
        }
    }
}

fn dispatch(matches: &ArgMatches, report: Report) -> Result<Outcome, Halt> {
    let Some((name, own)) = matches.subcommand() else { return Err(Halt::Told) };
    let Some(subcommand) = SUBCOMMANDS.iter().find(|subcommand| subcommand.name == name) else {
        return Err(Halt::Told);
    };
    let context = Context::new(own, report)?;
    let outcome = context.on_threads(|| (subcommand.run)(&context, own))?;
    // Data still in the buffer of standard output counts as output too.
    io::stdout().flush()?;
    Ok(outcome)
}

/// The whole command with every subcommand, in the language of `catalogue`.
fn program(catalogue: &'static Catalogue) -> Command {
    let mut program = arguments::frame(Command::new("guiyi"), catalogue)
        .about(catalogue.about)
        .after_help(catalogue.more_help)
        .version(env!("CARGO_PKG_VERSION"))
        .arg(arguments::version(catalogue))
        .args(arguments::global(catalogue))
        .override_usage("guiyi <COMMAND> …")
        .subcommand_help_heading(catalogue.commands)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true);
    for subcommand in &SUBCOMMANDS {
        program = program.subcommand(arguments::frame((subcommand.command)(catalogue), catalogue));
    }
    program
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_is_well_formed_in_both_languages() {
        for language in [Language::Chinese, Language::English] {
            program(language.catalogue()).debug_assert();
        }
    }

    #[test]
    fn every_argument_and_command_is_explained() {
        let program = program(Language::Chinese.catalogue());
        for command in program.get_subcommands() {
            assert!(command.get_about().is_some(), "{}", command.get_name());
            for argument in command.get_arguments() {
                assert!(argument.get_help().is_some(), "{} {}", command.get_name(), argument.get_id());
            }
        }
    }
}
