//! Arguments that several commands share, and the frame of every help page.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use crate::messages::Catalogue;

/// Target scripts as `--to` takes them.
pub(crate) const SCRIPTS: [&str; 5] = ["hans", "hant", "hant-tw", "hant-hk", "keep"];

/// The value of `flag` in raw arguments: what must be known before they can be parsed.
pub(crate) fn early_value(arguments: &[OsString], flag: &str) -> Option<String> {
    let mut arguments = arguments.iter().map(|argument| argument.to_string_lossy());
    while let Some(argument) = arguments.next() {
        match argument.strip_prefix(flag) {
            Some("") => return arguments.next().map(std::borrow::Cow::into_owned),
            Some(rest) if rest.starts_with('=') => return Some(rest[1..].to_owned()),
            _ if argument == "--" => return None,
            _ => {}
        }
    }
    None
}

/// The help page's frame in the catalogue's language: clap's own headings are English.
pub(crate) fn frame(command: Command, catalogue: &'static Catalogue) -> Command {
    let help = Arg::new("help").short('h').long("help").help(catalogue.help).action(ArgAction::Help);
    command
        .help_template(format!("{{about}}\n\n{}{{usage}}\n\n{{all-args}}{{after-help}}", catalogue.usage))
        .disable_help_flag(true)
        .disable_version_flag(true)
        .max_term_width(100)
        .arg(help.help_heading(catalogue.global_options))
}

/// A subcommand with its description and examples.
pub(crate) fn subcommand(
    name: &'static str,
    about: &'static str,
    examples: &'static str,
    usage: &'static str,
) -> Command {
    Command::new(name).about(about).after_help(examples).override_usage(usage)
}

/// `--version`.
pub(crate) fn version(catalogue: &'static Catalogue) -> Arg {
    Arg::new("version")
        .short('V')
        .long("version")
        .help(catalogue.version)
        .help_heading(catalogue.global_options)
        .action(ArgAction::Version)
}

/// The options every command takes.
pub(crate) fn global(catalogue: &'static Catalogue) -> Vec<Arg> {
    let arguments = [
        switch("quiet", catalogue.quiet).short('q').conflicts_with("verbose"),
        switch("verbose", catalogue.verbose).short('v'),
        choice("color", catalogue.color, &["auto", "always", "never"]).value_name("WHEN"),
        switch("no-progress", catalogue.no_progress),
        option("threads", catalogue.threads).short('j').value_name("N").value_parser(value_parser!(u16)),
        option("lang", catalogue.lang).value_name("LANG"),
        path("config", catalogue.config).value_name("FILE"),
        switch("no-config", catalogue.no_config).conflicts_with("config"),
        path("lexicons", catalogue.lexicons).value_name("DIR"),
        option("set", catalogue.set).value_name("KEY=VALUE").action(ArgAction::Append),
    ];
    arguments
        .into_iter()
        .map(|argument| argument.help_heading(catalogue.global_options).global(true))
        .collect()
}

/// `INPUT...`
pub(crate) fn inputs(catalogue: &'static Catalogue) -> Arg {
    Arg::new("inputs")
        .value_name("INPUT")
        .help(catalogue.inputs)
        .help_heading(catalogue.arguments)
        .value_parser(value_parser!(PathBuf))
        .num_args(1..)
        .required(true)
}

/// `-o DIR`
pub(crate) fn output_folder(catalogue: &'static Catalogue) -> Arg {
    path("output", catalogue.output_folder).short('o').value_name("DIR").help_heading(catalogue.options)
}

/// `--to SCRIPT`
pub(crate) fn to(catalogue: &'static Catalogue) -> Arg {
    choice("to", catalogue.to, &SCRIPTS).value_name("SCRIPT").help_heading(catalogue.options)
}

/// A positional argument that names a file or folder.
pub(crate) fn operand(
    name: &'static str,
    value_name: &'static str,
    help: &'static str,
    catalogue: &'static Catalogue,
) -> Arg {
    Arg::new(name)
        .value_name(value_name)
        .help(help)
        .help_heading(catalogue.arguments)
        .value_parser(value_parser!(PathBuf))
}

/// A flag without a value.
pub(crate) fn switch(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).help(help).action(ArgAction::SetTrue)
}

/// An option with a value.
pub(crate) fn option(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).help(help).action(ArgAction::Set)
}

/// An option with a path.
pub(crate) fn path(name: &'static str, help: &'static str) -> Arg {
    option(name, help).value_parser(value_parser!(PathBuf))
}

/// An option with one of `values`, which its help names.
pub(crate) fn choice(name: &'static str, help: &'static str, values: &[&'static str]) -> Arg {
    option(name, help)
        .value_parser(PossibleValuesParser::new(values.iter().copied()))
        .hide_possible_values(true)
}

/// The paths given for `name`.
pub(crate) fn paths(matches: &ArgMatches, name: &str) -> Vec<PathBuf> {
    matches.get_many::<PathBuf>(name).map(|paths| paths.cloned().collect()).unwrap_or_default()
}

/// The path given for `name`.
pub(crate) fn one_path<'a>(matches: &'a ArgMatches, name: &str) -> Option<&'a PathBuf> {
    matches.get_one::<PathBuf>(name)
}

/// The text given for `name`.
pub(crate) fn text<'a>(matches: &'a ArgMatches, name: &str) -> Option<&'a str> {
    matches.get_one::<String>(name).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_found_before_parsing() {
        let of = |arguments: &[&str]| {
            let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
            early_value(&arguments, "--lang")
        };
        assert_eq!(of(&["guiyi", "clean", "--lang", "zh"]).as_deref(), Some("zh"));
        assert_eq!(of(&["guiyi", "--lang=en", "clean"]).as_deref(), Some("en"));
        assert_eq!(of(&["guiyi", "clean", "--", "--lang", "zh"]), None);
        assert_eq!(of(&["guiyi", "--language"]), None);
    }
}
