//! `guiyi schema`: the JSON Schema of taxonomy.json.

use std::io::{self, Write as _};

use clap::{ArgMatches, Command};

use super::arguments::subcommand;
use super::context::Context;
use super::{Halt, Outcome};
use crate::messages::Catalogue;

pub(super) fn command(catalogue: &'static Catalogue) -> Command {
    subcommand("schema", catalogue.schema_about, "guiyi schema > taxonomy.schema.json", "guiyi schema")
}

pub(super) fn run(_: &Context, _: &ArgMatches) -> Result<Outcome, Halt> {
    let mut out = io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, &guiyi::taxonomy::json_schema()).map_err(io::Error::from)?;
    out.write_all(b"\n")?;
    Ok(Outcome::Done)
}
