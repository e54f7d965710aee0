//! Knowledge as data: the words and patterns the stages work with.
//!
//! Files are embedded in the binary; a user's folder adds to them, never replaces (`-` in front
//! of an entry takes it out).

pub mod clues;
mod compile;
pub mod cues;
mod glyphs;
pub mod grams;
pub mod labels;
pub mod linking;
mod matcher;
pub mod noise;
pub mod normal;
pub mod page;
pub mod paraphrases;
pub mod particles;
mod parties;
mod phrases;
mod required;
mod role_codes;
pub mod sections;
mod segment;
mod signature;
mod skill_terms;
mod steps;
pub mod support;
mod syntax;
pub mod table;
pub mod terms;
pub mod threads;
mod wording;
pub mod words;

use std::fmt;

use clues::Clues;
use cues::Cues;
use grams::Grams;
use labels::Labels;
pub use linking::LinkLexicon;
pub use particles::Particles;
use parties::Parties;
pub use role_codes::RoleCodes;
use sections::Sections;
pub use skill_terms::{TermKind, TermLexicon};
use support::Support;
pub use table::{LexiconFile, Row};
pub use wording::wording_key;
use words::{Roles, Verbs};

/// All lexicons of outline and extraction.
#[derive(Clone, Debug)]
pub struct Lexicons {
    /// Names of sections.
    pub sections: Sections,
    /// Labels of attributes.
    pub labels: Labels,
    /// Verbs of duties.
    pub verbs: Verbs,
    /// Words that say what kind of sentence a line is.
    pub cues: Cues,
    /// Endings of role names.
    pub roles: Roles,
    /// Codes of responsibility matrices.
    pub parties: Parties,
    /// Small closed sets of words that tell structure.
    pub particles: Particles,
    /// Weights of what speaks for and against a group of units being duties.
    pub support: Support,
    /// Weights of what speaks for and against a clause being a duty.
    pub clues: Clues,
    /// Characters that duties are written with.
    pub grams: Grams,
}

const EMBEDDED: [(&str, &str); 10] = [
    ("sections.tsv", include_str!("sections.tsv")),
    ("attributes.tsv", include_str!("attributes.tsv")),
    ("verbs.tsv", include_str!("verbs.tsv")),
    ("cues.tsv", include_str!("cues.tsv")),
    ("roles.tsv", include_str!("roles.tsv")),
    ("particles.tsv", include_str!("particles.tsv")),
    ("parties.tsv", include_str!("parties.tsv")),
    ("support.tsv", include_str!("support.tsv")),
    ("clues.tsv", include_str!("clues.tsv")),
    ("grams.tsv", include_str!("grams.tsv")),
];

impl Lexicons {
    /// The lexicons in the binary.
    ///
    /// # Panics
    /// Never: a test parses the embedded files.
    pub fn embedded() -> Self {
        Self::extended(&[]).expect("the embedded lexicons are tested")
    }

    /// The embedded lexicons and, on top of each, the user's file of the same name.
    ///
    /// # Errors
    /// [`LexiconError`] with file and line of the first entry that cannot be used.
    pub fn extended(user: &[LexiconFile<'_>]) -> Result<Self, LexiconError> {
        let of = |name: &'static str| -> Vec<LexiconFile<'_>> { files(&EMBEDDED, user, name) };
        Ok(Self {
            sections: Sections::parse(&of("sections.tsv"))?,
            labels: Labels::parse(&of("attributes.tsv"))?,
            verbs: Verbs::parse(&of("verbs.tsv"))?,
            cues: Cues::parse(&of("cues.tsv"))?,
            roles: Roles::parse(&of("roles.tsv"))?,
            particles: Particles::parse(&of("particles.tsv"))?,
            parties: Parties::parse(&of("parties.tsv"))?,
            support: Support::parse(&of("support.tsv"))?,
            clues: Clues::parse(&of("clues.tsv"))?,
            grams: Grams::parse(&of("grams.tsv"))?,
        })
    }
}

/// The embedded file called `name` followed by the user's files of that name.
fn files<'a>(
    embedded: &[(&'static str, &'static str)],
    user: &[LexiconFile<'a>],
    name: &'static str,
) -> Vec<LexiconFile<'a>> {
    let own =
        embedded.iter().filter(|(file, _)| *file == name).map(|(name, text)| LexiconFile { name, text });
    own.chain(user.iter().filter(|file| file.is_called(name)).copied()).collect()
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn embedded_files_are_sorted_and_unique() {
        for (name, text) in EMBEDDED {
            assert!(text.starts_with("# "), "{name} opens with its purpose");
            let rows: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
            let keys: Vec<Vec<&str>> = rows.iter().map(|row| row.split('\t').collect()).collect();
            for pair in keys.windows(2) {
                let key = |row: &[&str]| row[0].to_owned();
                assert!(
                    key(&pair[0]) <= key(&pair[1]) && pair[0] != pair[1],
                    "{name}: {pair:?} out of order"
                );
            }
        }
        Lexicons::embedded();
    }

    #[test]
    fn a_user_file_adds_and_removes() {
        let user = LexiconFile { name: "my/verbs.tsv", text: "手冲\tstrong\t-\n-制定\n" };
        let lexicons = Lexicons::extended(&[user]).expect("well formed");
        assert!(lexicons.verbs.opening("手冲咖啡").is_some());
        assert!(lexicons.verbs.opening("制定计划").is_none());
        assert!(lexicons.verbs.opening("编制计划").is_some());
    }
}
