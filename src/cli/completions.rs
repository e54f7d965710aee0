//! `guiyi completions`: a completion script for a shell.

use std::io::{self, Write as _};

use clap::{Arg, ArgMatches, Command, value_parser};
use clap_complete::Shell;

use super::arguments::subcommand;
use super::context::Context;
use super::{Halt, Outcome, program};
use crate::messages::Catalogue;

pub(super) fn command(catalogue: &'static Catalogue) -> Command {
    let shell = Arg::new("shell")
        .value_name("SHELL")
        .help(catalogue.shell)
        .help_heading(catalogue.arguments)
        .value_parser(value_parser!(Shell))
        .hide_possible_values(true)
        .required(true);
    subcommand(
        "completions",
        catalogue.completions_about,
        catalogue.completions_examples,
        "guiyi completions SHELL",
    )
    .arg(shell)
}

pub(super) fn run(context: &Context, matches: &ArgMatches) -> Result<Outcome, Halt> {
    let mut script = Vec::new();
    if let Some(shell) = matches.get_one::<Shell>("shell") {
        clap_complete::generate(*shell, &mut program(context.catalogue()), "guiyi", &mut script);
    }
    io::stdout().lock().write_all(&script)?;
    Ok(Outcome::Done)
}
