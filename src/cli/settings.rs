//! `guiyi settings`: what is in force, and why.

use std::io::{self, Write as _};

use clap::{ArgMatches, Command};

use super::arguments::{subcommand, switch};
use super::context::Context;
use super::{Halt, Outcome};
use crate::messages::Catalogue;

pub(super) fn command(catalogue: &'static Catalogue) -> Command {
    let defaults = switch("defaults", catalogue.settings_defaults).help_heading(catalogue.options);
    subcommand(
        "settings",
        catalogue.settings_about,
        catalogue.settings_examples,
        "guiyi settings [--defaults]",
    )
    .arg(defaults)
}

pub(super) fn run(context: &Context, matches: &ArgMatches) -> Result<Outcome, Halt> {
    let text = if matches.get_flag("defaults") {
        guiyi::settings::DEFAULTS.to_owned()
    } else {
        context.resolved.to_toml()
    };
    io::stdout().lock().write_all(text.as_bytes())?;
    Ok(Outcome::Done)
}
