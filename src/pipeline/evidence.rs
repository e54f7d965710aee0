//! What one source contributes to a taxonomy.

use std::sync::Arc;

use super::{Article, Failure, Pipeline};
use crate::mention::Extraction;
use crate::source::Source;
use crate::spell::Spellings;
use crate::taxonomy::{SourceInfo, sha256_hex};

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
