//! The files of a taxonomy, built from everything at hand or carried on from the last result.

use std::collections::BTreeMap;
use std::io;

use rayon::prelude::*;

use super::cache::{CacheError, Hash};
use super::carried::{self, Carried};
use super::taxonomy::{DecisionText, Previous, decisions_of};
use super::{Built, Cache, Contribution, Evidence, Pipeline};
use crate::render::json::Piece;
use crate::render::seal::Sealed;
use crate::render::{changes, json, markdown};
use crate::source::SourceId;
use crate::taxonomy::{Change, Contradiction, Lock, MentionRef, Ruling};

/// A taxonomy as its files, and what is to be said of it.
#[derive(Clone, Debug)]
pub struct Edition {
    /// `taxonomy.json`.
    pub json: Json,
    /// `taxonomy.md`.
    pub markdown: Sealed,
    /// The number of the iteration.
    pub revision: u32,
    /// What became of the decisions.
    pub rulings: Vec<Ruling>,
    /// What changed since the previous one; without a previous one, everything is added.
    pub changes: Vec<Change>,
    /// Mentions of the previous one that are nowhere any more.
    pub lost: Vec<MentionRef>,
    /// How many mentions of tasks its sources hold.
    pub stated: usize,
    /// What it was made from; whoever writes the files adds them as outputs.
    pub lock: Lock,
}

/// A `taxonomy.json`.
#[derive(Clone, Debug)]
pub enum Json {
    /// Its bytes.
    Whole(Sealed),
    /// One that was written as it was composed.
    Composed {
        /// What it was made of.
        pieces: Vec<Piece>,
        /// SHA-256 of its bytes.
        sha256: String,
    },
}

impl Json {
    /// SHA-256 of its bytes, in lower-case hexadecimal.
    pub fn sha256(&self) -> &str {
        match self {
            Self::Whole(sealed) => &sealed.sha256,
            Self::Composed { sha256, .. } => sha256,
        }
    }
}

impl Edition {
    /// `changes.json`.
    ///
    /// # Errors
    /// None in practice: the bytes go to memory.
    pub fn changes_json(&self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        changes::write_json(&self.changes, &self.lost, &mut bytes)?;
        Ok(bytes)
    }
}

/// Why there is no [`Edition`].
#[derive(Debug)]
#[non_exhaustive]
pub enum EditionError {
    /// Decisions contradict each other.
    Contradiction(Contradiction),
    /// What a source contributes is in the cache, which is damaged there.
    Cache,
    /// A file could not be read or written.
    Io(io::Error),
}

impl std::fmt::Display for EditionError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Contradiction(found) => write!(f, "{found:?}"),
            Self::Cache => CacheError::Damaged.fmt(f),
            Self::Io(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for EditionError {}

impl From<Contradiction> for EditionError {
    fn from(found: Contradiction) -> Self {
        Self::Contradiction(found)
    }
}

impl From<io::Error> for EditionError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl Pipeline {
    /// Builds a taxonomy from everything at hand.
    ///
    /// # Errors
    /// [`EditionError`] if decisions contradict each other, or if `cache` no longer knows what it knew.
    pub fn edition(
        &self,
        contributions: Vec<Contribution>,
        decided: &[DecisionText],
        previous: Option<Previous<'_>>,
        cache: Option<&Cache>,
    ) -> Result<Edition, EditionError> {
        let keys: BTreeMap<SourceId, Hash> =
            contributions.iter().map(|one| (one.path.clone(), one.key)).collect();
        let evidence: Option<Vec<Evidence>> =
            contributions.into_par_iter().map(|one| one.into_evidence(cache)).collect();
        let evidence = evidence.ok_or(EditionError::Cache)?;
        let stated = evidence.iter().map(|one| one.extraction.mentions.len()).sum();
        let decisions = decisions_of(decided);
        let (built, merging) = self.rebuild(evidence.iter().collect(), &keys, decided, previous, cache)?;
        let Built { taxonomy, changes, lost, lock } = built;
        let options = &self.settings.render;
        let json = json::sealed(&taxonomy)?;
        let sections = markdown::sections(&taxonomy, options, taxonomy.roles.iter())?;
        let markdown = markdown::sealed_sections(&taxonomy, options, &sections)?;
        if let Some(cache) = cache
            && self.simplifier.is_none()
            && merging.merged.all_asked
            && !merging.roles.guessed.contains(&true)
            && let Some(mut parts) = Carried::parts(&taxonomy, &merging, &decisions, &keys)
        {
            parts.place_whole(&taxonomy, &json.bytes, &sections);
            let key = carried::key(&json.sha256, &markdown.sha256, decided);
            cache.keep_value("parts", &key, &parts);
        }
        let (revision, rulings) = (taxonomy.revision, taxonomy.decisions);
        let json = Json::Whole(json);
        Ok(Edition { json, markdown, revision, rulings, changes, lost, stated, lock })
    }
}
