//! The stages that see all documents: from extractions to one taxonomy.

use std::io;

use super::{Article, Pipeline, sha256};
use crate::mention::Extraction;
use crate::source::Source;
use crate::taxonomy::{Change, SourceInfo, Taxonomy};

/// One source's contribution to the taxonomy.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// The source.
    pub info: SourceInfo,
    /// What extraction found in it.
    pub extraction: Extraction,
}

/// A built taxonomy.
#[derive(Clone, Debug)]
pub struct Built {
    /// The taxonomy, its ids carried over from the previous one.
    pub taxonomy: Taxonomy,
    /// What changed since the previous one; without a previous one, everything is added.
    pub changes: Vec<Change>,
    /// Content of `guiyi.lock`.
    pub lock: String,
}

impl Built {
    /// `taxonomy.json`.
    ///
    /// # Errors
    /// None in practice: the bytes go to memory.
    pub fn json(&self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        crate::render::json::taxonomy(&self.taxonomy, &mut bytes)?;
        Ok(bytes)
    }

    /// `taxonomy.md`.
    ///
    /// # Errors
    /// None in practice: the bytes go to memory.
    pub fn markdown(&self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        crate::render::markdown::taxonomy(&self.taxonomy, &mut bytes)?;
        Ok(bytes)
    }

    /// `changes.json`.
    ///
    /// # Errors
    /// None in practice: the bytes go to memory.
    pub fn changes_json(&self) -> io::Result<Vec<u8>> {
        let mut bytes = serde_json::to_vec_pretty(&self.changes)?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}

/// What the taxonomy says of a source.
pub fn source_info(source: &Source, article: &Article, extraction: &Extraction) -> SourceInfo {
    SourceInfo {
        path: source.id.clone(),
        sha256: sha256(&source.bytes),
        format: article.document.format,
        encoding: article.document.encoding.to_owned(),
        script: article.script,
        documents: extraction.documents,
    }
}

impl Pipeline {
    /// Links, merges and identifies. `evidence` is sorted by source; the result depends on nothing
    /// else but the settings, the lexicons and `previous`.
    pub fn build_taxonomy(&self, evidence: &[Evidence], previous: Option<&Taxonomy>) -> Built {
        let (taxonomy, changes) =
            crate::merge::build(evidence, &self.knowledge.link, &self.settings.link, previous);
        let lock = crate::taxonomy::lock::lock(evidence, &self.settings, &self.knowledge.extra);
        Built { taxonomy, changes, lock }
    }
}
