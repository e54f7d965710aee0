//! Inputs: what they are called, what they hold, where they are found.

mod discovery;

use std::fmt;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use discovery::{Discovery, DiscoveryError, discover};
use serde::{Deserialize, Serialize};

/// The name of a source: its path relative to the input folder it was found in, with `/` between
/// parts, or its file name if it was given itself. Stable across machines, and the sort key of
/// everything.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct SourceId(Arc<str>);

impl From<String> for SourceId {
    fn from(path: String) -> Self {
        Self(path.into())
    }
}

impl From<SourceId> for String {
    fn from(id: SourceId) -> Self {
        id.as_str().to_owned()
    }
}

impl SourceId {
    /// A source id; backslashes become `/`.
    pub fn new(path: impl AsRef<str>) -> Self {
        Self(path.as_ref().replace('\\', "/").into())
    }

    /// The relative path.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The bytes of one input and its name.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its name.
    pub id: SourceId,
    /// Its bytes, as they stand in the file.
    pub bytes: Vec<u8>,
}

/// What a text is, told by content first and file name second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Markdown, possibly with HTML islands.
    Markdown,
    /// An HTML page or fragment.
    Html,
    /// Text pasted from somewhere.
    Text,
    /// A `taxonomy.json` that guiyi wrote.
    Taxonomy,
}

/// An input that discovery found: where to read it and what it is called.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Input {
    /// Its name.
    pub id: SourceId,
    /// Where its bytes are.
    pub path: PathBuf,
    size: u64,
}

impl Input {
    /// The file at `path`, which is called `id`. Asks how large it is.
    pub fn new(id: SourceId, path: PathBuf) -> Self {
        let size = path.metadata().map_or(0, |metadata| metadata.len());
        Self { id, path, size }
    }

    /// Standard input, which is called `-`.
    pub fn stdin() -> Self {
        Self { id: SourceId::new("-"), path: PathBuf::from("-"), size: 0 }
    }

    /// True for standard input.
    pub fn is_stdin(&self) -> bool {
        self.path == Path::new("-")
    }

    /// Its size in bytes when it was found; 0 where it cannot be told before reading.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Reads its bytes.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn read(&self) -> io::Result<Source> {
        let bytes = if self.is_stdin() {
            let mut bytes = Vec::new();
            io::stdin().lock().read_to_end(&mut bytes)?;
            bytes
        } else {
            std::fs::read(&self.path)?
        };
        Ok(Source { id: self.id.clone(), bytes })
    }
}
