//! Knowledge as data: the words and patterns the stages work with.
//!
//! Files are embedded in the binary; a user's folder adds to them, never replaces (`-` in front
//! of an entry takes it out).

mod compile;
pub mod linking;
pub mod normal;
mod segment;
pub mod table;

use std::fmt;

pub use linking::LinkLexicon;
pub use table::{LexiconFile, Row};

/// A lexicon file that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LexiconError {
    /// File name or path.
    pub file: String,
    /// 1-based line; 0 if the file as a whole is meant.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

impl LexiconError {
    /// An error at a line of a file.
    pub fn at(file: &str, line: usize, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line, message: message.into() }
    }
}

impl fmt::Display for LexiconError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.message)
    }
}

impl std::error::Error for LexiconError {}
