//! What is said to the person at the terminal, on standard error.

use std::io::{IsTerminal as _, Write as _};

use clap::ArgMatches;

use crate::messages::{Catalogue, fill};
use guiyi::lexicon::LexiconError;
use guiyi::pipeline::{Cause, Failure};
use guiyi::read::ReadError;
use guiyi::settings::SettingsError;
use guiyi::source::DiscoveryError;

use super::Halt;

/// How much is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Quiet,
    Normal,
    Verbose,
}

/// Prints diagnostics in one language, coloured or not.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Report {
    /// The language's messages.
    pub(crate) catalogue: &'static Catalogue,
    level: Level,
    color: bool,
    /// Whether a progress bar may be drawn.
    pub(crate) progress: bool,
}

impl Report {
    /// As the global flags ask.
    pub(crate) fn new(catalogue: &'static Catalogue, matches: &ArgMatches) -> Self {
        // Global flags are known to the subcommand they were given with or after.
        let matches = matches.subcommand().map_or(matches, |(_, own)| own);
        let color = match matches.get_one::<String>("color").map(String::as_str) {
            Some("always") => true,
            Some("never") => false,
            _ => Self::plain(catalogue).color,
        };
        let level = match (matches.get_flag("quiet"), matches.get_flag("verbose")) {
            (true, _) => Level::Quiet,
            (_, true) => Level::Verbose,
            _ => Level::Normal,
        };
        let progress =
            level != Level::Quiet && !matches.get_flag("no-progress") && std::io::stderr().is_terminal();
        Self { catalogue, level, color, progress }
    }

    /// As long as no flags are known.
    pub(crate) fn plain(catalogue: &'static Catalogue) -> Self {
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let color = std::io::stderr().is_terminal() && !set("NO_COLOR") && !dumb;
        Self { catalogue, level: Level::Normal, color, progress: false }
    }

    /// Something that went wrong; said even under `--quiet`.
    pub(crate) fn error(&self, message: &str, remedy: Option<&str>) {
        self.say("31", self.catalogue.error, message, remedy);
    }

    /// Something to look at.
    pub(crate) fn warning(&self, message: &str, remedy: Option<&str>) {
        if self.level > Level::Quiet {
            self.say("33", self.catalogue.warning, message, remedy);
        }
    }

    /// What was done.
    pub(crate) fn note(&self, message: &str) {
        if self.level > Level::Quiet {
            self.line(message);
        }
    }

    /// Detail for `--verbose`.
    pub(crate) fn detail(&self, message: &str) {
        if self.level == Level::Verbose {
            self.say("36", self.catalogue.note, message, None);
        }
    }

    fn say(&self, color: &str, label: &str, message: &str, remedy: Option<&str>) {
        let paint = |color: &str, text: &str| {
            if self.color { format!("\x1b[{color}m{text}\x1b[0m") } else { text.to_owned() }
        };
        self.line(&format!("{}: {message}", paint(&format!("1;{color}"), label)));
        if let Some(remedy) = remedy {
            self.line(&format!("  {}: {remedy}", paint("36", self.catalogue.remedy)));
        }
    }

    fn line(&self, text: &str) {
        // If standard error is gone there is nobody left to tell.
        let _ = writeln!(std::io::stderr().lock(), "{text}");
    }

    /// A source that gave nothing, with its remedy.
    pub(crate) fn failure(&self, failure: &Failure) {
        let catalogue = self.catalogue;
        let path = &failure.source;
        let (template, error, remedy) = match &failure.cause {
            Cause::Io { kind, message } => {
                let denied = *kind == std::io::ErrorKind::PermissionDenied;
                let remedy = if denied { catalogue.permission_remedy } else { catalogue.unreadable_remedy };
                (catalogue.unreadable, message.clone(), remedy)
            }
            Cause::Read(ReadError::Empty) => {
                (catalogue.empty_file, String::new(), catalogue.empty_file_remedy)
            }
            Cause::Read(ReadError::Taxonomy(error)) => {
                (catalogue.previous_broken, error.to_string(), catalogue.diff_remedy)
            }
            Cause::Read(error) => (catalogue.no_text, error.to_string(), catalogue.no_text_remedy),
            Cause::Panic(message) => (catalogue.internal, message.clone(), catalogue.internal_remedy),
            other => (catalogue.unreadable, format!("{other:?}"), catalogue.unreadable_remedy),
        };
        self.error(&fill(template, &[("path", path), ("error", &error)]), Some(remedy));
    }

    /// A path that gave no input, with its remedy.
    pub(crate) fn discovery(&self, problem: &DiscoveryError) {
        let catalogue = self.catalogue;
        let (path, template, error, remedy) = match problem {
            DiscoveryError::NotFound(path) => (path, catalogue.not_found, "", catalogue.not_found_remedy),
            DiscoveryError::EmptyFolder(path) => {
                (path, catalogue.empty_folder, "", catalogue.empty_folder_remedy)
            }
            DiscoveryError::NotAFile(path) => (path, catalogue.not_a_file, "", catalogue.not_a_file_remedy),
            DiscoveryError::Unreadable { path, message } => {
                (path, catalogue.unreadable, message.as_str(), catalogue.permission_remedy)
            }
            other => return self.error(&other.to_string(), None),
        };
        self.error(&fill(template, &[("path", &path.display()), ("error", &error)]), Some(remedy));
    }

    /// Settings that cannot be used.
    pub(crate) fn settings_halt(&self, error: &SettingsError) -> Halt {
        let catalogue = self.catalogue;
        let remedy = catalogue.settings_remedy;
        match error {
            SettingsError::Unreadable { path, message } => Halt::new(
                fill(catalogue.settings_unreadable, &[("path", &path.display()), ("error", message)]),
                catalogue.permission_remedy,
            ),
            SettingsError::Syntax { origin, message } => {
                Halt::new(fill(catalogue.settings_syntax, &[("origin", origin), ("error", message)]), remedy)
            }
            SettingsError::UnknownKey { origin, key, nearest } => {
                let nearest =
                    nearest.as_ref().map(|nearest| fill(catalogue.settings_nearest, &[("nearest", nearest)]));
                let remedy = nearest.unwrap_or_else(|| remedy.to_owned());
                Halt::new(fill(catalogue.settings_unknown, &[("origin", origin), ("key", key)]), remedy)
            }
            SettingsError::InvalidValue { origin, key, message } => Halt::new(
                fill(catalogue.settings_invalid, &[("origin", origin), ("key", key), ("error", message)]),
                remedy,
            ),
            other => Halt::new(other.to_string(), remedy),
        }
    }

    /// A lexicon that cannot be used.
    pub(crate) fn lexicon_halt(&self, error: &LexiconError) -> Halt {
        Halt::new(fill(self.catalogue.lexicon_error, &[("error", error)]), self.catalogue.lexicon_remedy)
    }
}
