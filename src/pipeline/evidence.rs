//! What one source contributes to a taxonomy.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::cache::{Hash, content};
use super::{Article, Cache, Failure, Pipeline};
use crate::mention::Extraction;
use crate::source::{Input, Source, SourceId};
use crate::spell::Spellings;
use crate::taxonomy::{Pin, SourceInfo, sha256_hex};

/// One source's contribution to the taxonomy.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// The source.
    pub info: SourceInfo,
    /// Its decoded text, which facets are quoted from.
    pub text: Arc<str>,
    /// What extraction found in it, in Simplified.
    pub extraction: Extraction,
    /// How that is spelled in the target script; empty if that is Simplified.
    pub spellings: Spellings,
}

/// One source's contribution, which may still be in the cache.
#[derive(Debug)]
pub struct Contribution {
    /// The source.
    pub path: SourceId,
    /// A hash of what it was made from.
    pub(super) key: Hash,
    pub(super) found: Found,
}

#[derive(Debug)]
pub(super) enum Found {
    Evidence(Box<Evidence>),
    /// The bytes of a source that the cache knows.
    Bytes(Vec<u8>),
    /// Where the bytes of such a source are, and their hash.
    File(Input, Hash),
}

impl From<Evidence> for Contribution {
    fn from(evidence: Evidence) -> Self {
        let path = evidence.info.path.clone();
        Self { path, key: Hash::default(), found: Found::Evidence(Box::new(evidence)) }
    }
}

impl Contribution {
    /// The evidence, read from the cache if need be.
    pub(super) fn evidence(&self, cache: &Cache) -> Option<Evidence> {
        match &self.found {
            Found::Evidence(evidence) => Some(Evidence::clone(evidence)),
            Found::Bytes(bytes) => cache.evidence(&self.key, bytes),
            Found::File(input, hash) => cache.evidence(&self.key, &again(input, hash)?),
        }
    }

    /// The evidence itself; `None` if the cache does not know it after all, or the source is another by now.
    pub fn into_evidence(self, cache: Option<&Cache>) -> Option<Evidence> {
        match self.found {
            Found::Evidence(evidence) => Some(*evidence),
            _ => self.evidence(cache?),
        }
    }
}

/// The bytes of a source that was read before, if they still have this hash.
fn again(input: &Input, hash: &Hash) -> Option<Vec<u8>> {
    let source = input.read().ok()?;
    (content(&source) == *hash).then_some(source.bytes)
}

/// An article as it was written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenArticle {
    /// Number of removals.
    pub removed: usize,
    /// True if nothing was left to write.
    pub empty: bool,
    /// Malformed byte sequences that were replaced.
    pub replaced: usize,
    /// Its files with their hashes.
    pub files: Vec<Pin>,
}

impl Pipeline {
    /// What `source`, of which [`article`](Self::article) made `article`, contributes.
    ///
    /// # Errors
    /// Only a stage's panic.
    pub fn evidence(&self, source: &Source, article: &Article) -> Result<Evidence, Failure> {
        let (extraction, spellings) = self.extract_plain(article)?;
        let info = SourceInfo {
            path: source.id.clone(),
            sha256: sha256_hex(&source.bytes),
            format: article.document.format,
            encoding: article.document.encoding.to_owned(),
            script: article.script(),
            documents: extraction.documents,
        };
        Ok(Evidence { info, text: Arc::clone(&article.document.text), extraction, spellings })
    }
}
