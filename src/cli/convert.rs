//! `guiyi convert`: script conversion alone, a stream in and a stream out.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write as _};
use std::path::{Path, PathBuf};

use clap::{ArgMatches, Command};
use guiyi::convert::{Converter, convert_stream};

use super::arguments::{choice, one_path, operand, option, path, subcommand, text, to};
use super::articles::output_halt;
use super::context::Context;
use super::{Halt, Outcome};
use crate::messages::{Catalogue, fill};
use crate::output::{self, OutputError};

pub(super) fn command(catalogue: &'static Catalogue) -> Command {
    let options = [
        choice("from", catalogue.convert_from, &["auto", "hans", "hant", "hant-tw", "hant-hk"])
            .value_name("SCRIPT"),
        option("opencc", catalogue.convert_config)
            .short('c')
            .value_name("NAME")
            .conflicts_with_all(["from", "to"]),
        path("output", catalogue.convert_output).short('o').value_name("FILE"),
    ];
    let usage = "guiyi convert [FILE] [--from SCRIPT] [--to SCRIPT]";
    subcommand("convert", catalogue.convert_about, catalogue.convert_examples, usage)
        .arg(operand("file", "FILE", catalogue.convert_input, catalogue))
        .arg(to(catalogue))
        .args(options.map(|option| option.help_heading(catalogue.options)))
}

pub(super) fn run(context: &Context, matches: &ArgMatches) -> Result<Outcome, Halt> {
    let catalogue = context.catalogue();
    let pipeline = context.pipeline()?;
    let own;
    let converter = match config(matches) {
        Some(name) => {
            let rare = pipeline.settings().convert.rare_characters;
            own = Converter::for_config(name, rare).map_err(|error| {
                Halt::new(fill(catalogue.convert_error, &[("error", &error)]), catalogue.convert_remedy)
            })?;
            &own
        }
        None => pipeline.converter(),
    };
    let file = one_path(matches, "file").map_or(Path::new("-"), PathBuf::as_path);
    let reader: Box<dyn BufRead> = if file == Path::new("-") {
        Box::new(io::stdin().lock())
    } else {
        Box::new(BufReader::with_capacity(
            1 << 16,
            File::open(file).map_err(|error| {
                let missing = error.kind() == io::ErrorKind::NotFound;
                let template = if missing { catalogue.not_found } else { catalogue.unreadable };
                Halt::new(
                    fill(template, &[("path", &file.display()), ("error", &error)]),
                    catalogue.not_found_remedy,
                )
            })?,
        ))
    };
    match one_path(matches, "output") {
        None => {
            let mut out = io::BufWriter::with_capacity(1 << 16, io::stdout().lock());
            convert_stream(converter, reader, &mut out)?;
            out.flush()?;
        }
        Some(path) => {
            let written = output::write_with(path, |out| convert_stream(converter, reader, out));
            written
                .map_err(|error| output_halt(&context.report, &OutputError { path: path.clone(), error }))?;
        }
    }
    Ok(Outcome::Done)
}

/// The OpenCC config that the flags name: by its own name, or by the two scripts. `auto` leaves
/// the choice to guiyi's converter, which looks at the text.
fn config(matches: &ArgMatches) -> Option<&str> {
    if let Some(name) = text(matches, "opencc") {
        return Some(name);
    }
    let from = text(matches, "from").filter(|from| *from != "auto")?;
    let to = text(matches, "to").unwrap_or("hans");
    Some(match (from, to) {
        ("hans", "hant") => "s2t",
        ("hans", "hant-tw") => "s2tw",
        ("hans", "hant-hk") => "s2hk",
        ("hant", "hans") => "t2s",
        ("hant", "hant-tw") => "t2tw",
        ("hant", "hant-hk") => "t2hk",
        ("hant-tw", "hans") => "tw2s",
        ("hant-tw", "hant") => "tw2t",
        ("hant-hk", "hans") => "hk2s",
        ("hant-hk", "hant") => "hk2t",
        _ => return None,
    })
}
