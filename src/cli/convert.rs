//! `guiyi convert`: script conversion alone, a stream in and a stream out.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use clap::{ArgMatches, Command};
use guiyi::convert::{Blocks, ConvertError, Converter, Origin};
use guiyi::pipeline::in_order;

use super::arguments::{choice, one_path, operand, option, path, subcommand, text, to};
use super::articles::output_halt;
use super::context::Context;
use super::{Halt, Outcome};
use crate::messages::{Catalogue, fill};
use crate::output::{self, OutputError};

/// One block of a text, converted.
type Conversion = fn(&Converter, &[u8]) -> Vec<u8>;

pub(super) fn command(catalogue: &'static Catalogue) -> Command {
    let options = [
        choice("from", catalogue.convert_from, &["auto", "hans", "hant", "hant-tw", "hant-hk"])
            .value_name("SCRIPT"),
        option("opencc", catalogue.convert_config)
            .short('c')
            .value_name("NAME")
            .conflicts_with_all(["from", "to"]),
        choice("phrases", catalogue.convert_phrases, &["guiyi", "opencc", "none"])
            .value_name("WORDS")
            .conflicts_with("opencc"),
        path("input", catalogue.convert_input_flag).short('i').value_name("FILE").conflicts_with("file"),
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
    let options = &pipeline.settings().convert;
    let own;
    let (converter, convert): (_, Conversion) = if let Some(name) = text(matches, "opencc") {
        own = Converter::for_config(name, options.rare_characters)
            .map_err(|error| refused(catalogue, &error))?;
        (&own, Converter::convert_bytes)
    } else if let Some(from) = text(matches, "from").and_then(origin) {
        own = Converter::from_script(from, options, &pipeline.knowledge().terms)
            .map_err(|error| refused(catalogue, &error))?;
        (&own, Converter::convert_lines)
    } else {
        (pipeline.converter(), Converter::convert_lines)
    };
    let given = one_path(matches, "file").or_else(|| one_path(matches, "input"));
    let file = given.map_or(Path::new("-"), PathBuf::as_path);
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
            stream(converter, convert, reader, &mut out)?;
        }
        Some(path) => {
            let written = output::write_with(path, |out| stream(converter, convert, reader, out));
            written
                .map_err(|error| output_halt(&context.report, &OutputError { path: path.clone(), error }))?;
        }
    }
    Ok(Outcome::Done)
}

/// Converts everything `reader` gives, block by block on all threads, and writes it in order.
fn stream(
    converter: &Converter,
    convert: fn(&Converter, &[u8]) -> Vec<u8>,
    reader: impl BufRead,
    mut writer: impl Write,
) -> io::Result<()> {
    in_order(
        Blocks::new(converter, reader),
        |block| block.as_ref().map_or(0, |block| block.len() as u64),
        |block| block.map(|block| convert(converter, &block)),
        |converted| writer.write_all(&converted?),
    )?;
    writer.flush()
}

/// The script that `--from` names; `auto` names none.
fn origin(name: &str) -> Option<Origin> {
    match name {
        "hans" => Some(Origin::Hans),
        "hant" => Some(Origin::Hant),
        "hant-tw" => Some(Origin::HantTw),
        "hant-hk" => Some(Origin::HantHk),
        _ => None,
    }
}

fn refused(catalogue: &Catalogue, error: &ConvertError) -> Halt {
    Halt::new(fill(catalogue.convert_error, &[("error", error)]), catalogue.convert_remedy)
}
