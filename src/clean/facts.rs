//! What many documents say about one: lines that a whole batch shares.

use rustc_hash::{FxHashMap, FxHashSet};

use super::line::Line;
use crate::document::Document;
use crate::lexicon::noise::NoiseRules;

/// Counts over a batch of documents, gathered in a first pass and handed to [`super::clean`].
#[derive(Clone, Debug, Default)]
pub struct CorpusFacts {
    documents: usize,
    /// Hash of a line's letters to the number of documents that hold it; only shared lines.
    lines: FxHashMap<u64, u32>,
}

impl CorpusFacts {
    /// Counts in how many of `documents` each line occurs.
    pub fn count(documents: &[&Document]) -> Self {
        let mut lines: FxHashMap<u64, u32> = FxHashMap::default();
        let rules = NoiseRules::default();
        for document in documents {
            let mut seen = FxHashSet::default();
            for block in &document.blocks {
                let line = Line::of(block, &rules);
                if line.weight > 0.0 && seen.insert(line.hash) {
                    *lines.entry(line.hash).or_default() += 1;
                }
            }
        }
        lines.retain(|_, count| *count > 1);
        Self { documents: documents.len(), lines }
    }

    /// Number of documents counted.
    pub fn documents(&self) -> usize {
        self.documents
    }

    /// Number of documents that hold a line with this hash; 1 if only one or none does.
    pub(super) fn shared(&self, hash: u64) -> u32 {
        self.lines.get(&hash).copied().unwrap_or(1)
    }
}
