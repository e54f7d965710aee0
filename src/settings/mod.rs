//! All settings: each stage's own options in one structure, and where their values come from.
//!
//! Built-in defaults < `guiyi.toml` < environment (`GUIYI_CONVERT_TO`) < flags. A key that no
//! stage knows is an error that names its place and the nearest known key.

mod layer;
mod resolve;

use std::fmt;
use std::path::{Path, PathBuf};

pub use layer::{Entry, Layer};
pub use resolve::{Resolved, resolve};
use serde::{Deserialize, Serialize};

use crate::{clean, convert, dedup, link, merge, render};

/// The commented list of every key and its default, in TOML.
pub const DEFAULTS: &str = include_str!("defaults.toml");

/// The name of the settings file.
pub const FILE_NAME: &str = "guiyi.toml";

/// Every stage's options, and what concerns the run as a whole.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// Number of threads; 0 for one per processor. Never changes a result.
    pub threads: usize,
    /// Folder of further lexicon files; empty for none.
    pub lexicons: PathBuf,
    /// File of match weights for linking (what `guiyi fit` writes); empty for the shipped ones.
    pub weights: PathBuf,
    /// Options of cleaning.
    pub clean: clean::Options,
    /// Options of script conversion.
    pub convert: convert::Options,
    /// Which documents count as copies.
    pub dedup: dedup::Options,
    /// Options of linking.
    pub link: link::Options,
    /// Options of merging.
    pub merge: merge::Options,
    /// How `taxonomy.md` looks.
    pub render: render::markdown::Options,
}

impl Settings {
    /// The settings that decide what a run writes, as TOML: all but the number of threads and
    /// where lexicons and weights lie, whose content is pinned on its own.
    pub fn for_lock(&self) -> String {
        let deciding = Self { threads: 0, lexicons: PathBuf::new(), weights: PathBuf::new(), ..self.clone() };
        // Every option is a string, number, flag or list of these, so all have a TOML form.
        toml::to_string(&deciding).unwrap_or_default()
    }
}

/// Where a value comes from, and where to look when it is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A line of a settings file, from 1.
    File {
        /// The file.
        path: PathBuf,
        /// The line of the key.
        line: usize,
    },
    /// An environment variable.
    Environment(String),
    /// A flag of the command line, as the user types it (`--to`).
    Flag(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { path, line } => write!(f, "{}:{line}", path.display()),
            Self::Environment(name) | Self::Flag(name) => f.write_str(name),
        }
    }
}

/// Settings that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SettingsError {
    /// A settings file cannot be read.
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        message: String,
    },
    /// A settings file is not TOML.
    Syntax {
        /// Where.
        origin: Origin,
        /// What the parser says.
        message: String,
    },
    /// No stage knows this key.
    UnknownKey {
        /// Where it stands.
        origin: Origin,
        /// The key with its section (`convert.too`), or the variable's name.
        key: String,
        /// The known key most like it.
        nearest: Option<String>,
    },
    /// The value does not fit the key.
    InvalidValue {
        /// Where it stands.
        origin: Origin,
        /// The key with its section.
        key: String,
        /// What would fit.
        message: String,
    },
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { path, message } => write!(f, "{}: {message}", path.display()),
            Self::Syntax { origin, message } => write!(f, "{origin}: {message}"),
            Self::UnknownKey { origin, key, nearest } => {
                write!(f, "{origin}: unknown key `{key}`")?;
                nearest.as_ref().map_or(Ok(()), |nearest| write!(f, ", did you mean `{nearest}`?"))
            }
            Self::InvalidValue { origin, key, message } => write!(f, "{origin}: `{key}`: {message}"),
        }
    }
}

impl std::error::Error for SettingsError {}

/// The nearest `guiyi.toml`, in `folder` or above it.
pub fn find_upward(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().map(|folder| folder.join(FILE_NAME)).find(|path| path.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_list_every_option_of_every_stage() {
        let listed: toml::Table = DEFAULTS.parse().expect("TOML");
        let own = toml::Table::try_from(Settings::default()).expect("plain data");
        assert_eq!(listed, own, "src/settings/defaults.toml should hold:\n{own}");
    }

    #[test]
    fn the_file_is_found_in_a_parent_folder() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let deep = folder.path().join("a/b");
        std::fs::create_dir_all(&deep).expect("folders");
        std::fs::write(folder.path().join(FILE_NAME), "").expect("file");
        assert_eq!(find_upward(&deep), Some(folder.path().join(FILE_NAME)));
    }
}
