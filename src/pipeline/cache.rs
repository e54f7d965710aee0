//! What an earlier run found in its sources, so that those that have not changed are not processed again.
//!
//! A value is found by a hash of everything it depends on, so a result with a cache equals one without. Only what
//! a run used is kept, up to [`MOST_BYTES`]. Next to the file of a large cache there may be a small one with what was
//! found since; when that grows, both become one again and what is not used any more goes.

mod file;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

pub use file::{CacheError, Stored};
use file::{CacheFile, Place, written};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::evidence::{Contribution, Evidence, Found, WrittenArticle};
use crate::clean::DocumentLines;
use crate::mention::{Extraction, RoleFacets, TaskMention};
use crate::source::{Input, Source};
use crate::spell::Spellings;
use crate::taxonomy::SourceInfo;

/// Bytes of values that are kept at most.
pub const MOST_BYTES: usize = 256 << 20;

const HASH: usize = 32;
/// A SHA-256.
pub type Hash = [u8; HASH];

/// Values of earlier runs, and those that this run used or added.
#[derive(Debug)]
pub struct Cache {
    /// A hash of what all values depend on.
    stamp: Hash,
    /// The files of the earlier runs, a later one with what is not in the first, and where each value stands.
    files: Vec<CacheFile>,
    known: BTreeMap<Hash, Known>,
    kept: Mutex<Kept>,
    /// True if a value was not what had been written.
    damaged: AtomicBool,
}

#[derive(Debug, Default)]
struct Kept {
    values: BTreeMap<Hash, Value>,
    bytes: usize,
}

/// A value to be written, with its key.
type Row<'a> = (&'a Hash, Cow<'a, [u8]>);

/// Number of the file, and the place there.
type Known = (usize, Place);

#[derive(Debug)]
enum Value {
    Known(Known),
    New(Vec<u8>),
}

impl Value {
    fn length(&self) -> usize {
        match self {
            Self::Known((_, place)) => place.length,
            Self::New(bytes) => bytes.len(),
        }
    }
}

/// What is to be written of a cache.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unsaved {
    /// Nothing: this run found nothing new.
    Nothing,
    /// The file with what was found since the first one was written.
    More(Vec<u8>),
    /// The first file; the other one has no use any more.
    Whole(Vec<u8>),
}

/// What a source contributes as it is stored.
#[derive(Serialize)]
struct Contributed<'a> {
    info: &'a SourceInfo,
    /// The decoded text where it is not the bytes themselves.
    text: Option<&'a str>,
    mentions: &'a [TaskMention],
    facets: &'a [RoleFacets],
    spellings: &'a Spellings,
}

/// [`Contributed`] read back.
#[derive(Deserialize)]
struct Read {
    info: SourceInfo,
    text: Option<String>,
    mentions: Vec<TaskMention>,
    facets: Vec<RoleFacets>,
    spellings: Spellings,
}

impl Cache {
    /// An empty cache for values that depend on what `stamp` stands for: engine, settings, lexicons.
    pub fn new(stamp: &str) -> Self {
        Self {
            stamp: Sha256::digest(stamp).into(),
            files: Vec::new(),
            known: BTreeMap::new(),
            kept: Mutex::default(),
            damaged: AtomicBool::new(false),
        }
    }

    /// Opens what [`unsaved`](Self::unsaved) had written, the whole file and the one with more. Of a file with another
    /// stamp nothing can be used, nor of more of another file, which is no fault.
    ///
    /// # Errors
    /// [`CacheError`] if the bytes are something else or not whole.
    pub fn open(
        whole: Box<dyn Stored>,
        more: Option<Box<dyn Stored>>,
        stamp: &str,
    ) -> Result<Self, CacheError> {
        let mut cache = Self::new(stamp);
        for file in std::iter::once(whole).chain(more) {
            let mut file = CacheFile::open(file)?;
            let first = cache.files.first().map_or([0; HASH], |first| first.id);
            if file.stamp != cache.stamp || file.after != first {
                break;
            }
            let number = cache.files.len();
            cache.known.extend(file.entries.drain(..).map(|(key, place)| (key, (number, place))));
            cache.files.push(file);
        }
        Ok(cache)
    }

    /// The same of one whole file.
    ///
    /// # Errors
    /// See [`open`](Self::open).
    pub fn from_bytes(file: Vec<u8>, stamp: &str) -> Result<Self, CacheError> {
        Self::open(Box::new(Cursor::new(file)), None, stamp)
    }

    /// The values that this run used or added, as one file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let values: Vec<Row<'_>> =
            kept.values.iter().filter_map(|(key, value)| Some((key, self.bytes(value)?))).collect();
        written(&self.stamp, &[0; HASH], values.iter().map(|(key, value)| (*key, value.as_ref())))
    }

    /// What is to be written so that the next run finds what this one used or added.
    pub fn unsaved(&self) -> Unsaved {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let in_first = |value: &&Value| matches!(value, Value::Known((0, _)));
        let live: usize = kept.values.values().filter(in_first).map(Value::length).sum();
        let first: usize =
            self.known.values().filter(|(file, _)| *file == 0).map(|(_, place)| place.length).sum();
        let new = kept.values.values().any(|value| matches!(value, Value::New(_)));
        let gone = |(key, known): (&Hash, &Known)| known.0 > 0 && !kept.values.contains_key(key);
        if !new
            && !self.files.is_empty()
            && !self.is_damaged()
            && !self.known.iter().any(gone)
            && live * 2 >= first
        {
            return Unsaved::Nothing;
        }
        let more: Option<Vec<Row<'_>>> = kept
            .values
            .iter()
            .filter(|(_, value)| !in_first(value))
            .map(|(key, value)| Some((key, self.bytes(value)?)))
            .collect();
        let size = |more: &[Row<'_>]| more.iter().map(|(_, value)| value.len()).sum::<usize>();
        match (more, self.files.first()) {
            (Some(more), Some(file))
                if live * 2 >= first && size(&more) * 2 <= first && !self.is_damaged() =>
            {
                let values = more.iter().map(|(key, value)| (*key, value.as_ref()));
                Unsaved::More(written(&self.stamp, &file.id, values))
            }
            _ => {
                drop(kept);
                Unsaved::Whole(self.to_bytes())
            }
        }
    }

    /// True if a value was not what had been written. It counts as unknown then.
    pub fn is_damaged(&self) -> bool {
        self.damaged.load(Ordering::Relaxed)
    }

    fn bytes<'a>(&self, value: &'a Value) -> Option<Cow<'a, [u8]>> {
        match value {
            Value::Known(known) => self.read(known).map(Cow::Owned),
            Value::New(bytes) => Some(Cow::Borrowed(bytes)),
        }
    }

    fn read(&self, (file, place): &Known) -> Option<Vec<u8>> {
        let value = self.files.get(*file)?.value(place);
        if value.is_none() {
            self.damaged.store(true, Ordering::Relaxed);
        }
        value
    }

    /// The lines that corpus facts count of the source with this hash, if any; `None` if they are not known.
    pub(super) fn lines(&self, content: &Hash) -> Option<Option<DocumentLines>> {
        let stored = self.raw("lines", content)?;
        match stored.split_first()? {
            (1, lines) => DocumentLines::from_bytes(lines).map(Some),
            _ => Some(None),
        }
    }

    /// Keeps the lines of a source.
    pub(super) fn keep_lines(&self, content: &Hash, lines: Option<&DocumentLines>) {
        let bytes = lines.map_or_else(|| vec![0], |lines| [&[1], lines.to_bytes().as_slice()].concat());
        self.keep_raw("lines", content, bytes);
    }

    /// What became of these bytes when they had this name and the corpus facts this fingerprint: what they contribute
    /// can be had later.
    pub fn recall(&self, source: Source, facts: u64) -> Result<(Contribution, WrittenArticle), Source> {
        match self.article(&content(&source), facts) {
            Some((key, article)) => {
                Ok((Contribution { path: source.id, key, found: Found::Bytes(source.bytes) }, article))
            }
            None => Err(source),
        }
    }

    /// The same of a source that was read before, when its name and bytes had the hash `content`.
    pub fn recall_unread(
        &self,
        input: &Input,
        content: Hash,
        facts: u64,
    ) -> Option<(Contribution, WrittenArticle)> {
        let (key, article) = self.article(&content, facts)?;
        let found = Found::File(input.clone(), content);
        Some((Contribution { path: input.id.clone(), key, found }, article))
    }

    fn article(&self, content: &Hash, facts: u64) -> Option<(Hash, WrittenArticle)> {
        let key = processed(content, facts);
        let article = self.value("article", &key)?;
        self.known.contains_key(&named("source", &key)).then_some((key, article))
    }

    /// Keeps what became of a source.
    pub fn keep_processed(
        &self,
        source: &Source,
        facts: u64,
        evidence: Evidence,
        article: &WrittenArticle,
    ) -> Contribution {
        let key = processed(&content(source), facts);
        let same = evidence.text.as_bytes() == source.bytes;
        let stored = Contributed {
            info: &evidence.info,
            text: (!same).then_some(&*evidence.text),
            mentions: &evidence.extraction.mentions,
            facets: &evidence.extraction.facets,
            spellings: &evidence.spellings,
        };
        self.keep_value("source", &key, &stored);
        self.keep_value("article", &key, article);
        Contribution { path: source.id.clone(), key, found: Found::Evidence(Box::new(evidence)) }
    }

    /// What the source with this key contributes.
    pub(super) fn evidence(&self, key: &Hash, bytes: &[u8]) -> Option<Evidence> {
        let stored: Read = self.value("source", key)?;
        let text = match &stored.text {
            Some(text) => Arc::from(text.as_str()),
            None => Arc::from(std::str::from_utf8(bytes).ok()?),
        };
        let extraction = Extraction {
            documents: stored.info.documents,
            mentions: stored.mentions,
            facets: stored.facets,
            ..Extraction::default()
        };
        Some(Evidence { info: stored.info, text, extraction, spellings: stored.spellings })
    }

    /// The value called `what` that earlier runs kept, which this run does not keep for that.
    pub(super) fn peek<T: DeserializeOwned>(&self, what: &str, content: &Hash) -> Option<T> {
        decoded(&self.read(self.known.get(&named(what, content))?)?)
    }

    /// Keeps the value called `what` of earlier runs without looking at it; false if there is none.
    pub(super) fn retain(&self, what: &str, content: &Hash) -> bool {
        let key = named(what, content);
        let known = self.known.get(&key);
        known.is_some_and(|known| {
            self.insert(key, Value::Known(*known));
            true
        })
    }

    /// The bytes kept under `what`.
    pub(super) fn raw(&self, what: &str, content: &Hash) -> Option<Vec<u8>> {
        let key = named(what, content);
        let known = self.known.get(&key)?;
        let bytes = self.read(known)?;
        self.insert(key, Value::Known(*known));
        Some(bytes)
    }

    /// Keeps bytes under `what`.
    pub(super) fn keep_raw(&self, what: &str, content: &Hash, bytes: Vec<u8>) {
        self.insert(named(what, content), Value::New(bytes));
    }

    /// The value called `what` that was made from content with this hash.
    pub(super) fn value<T: DeserializeOwned>(&self, what: &str, content: &Hash) -> Option<T> {
        decoded(&self.raw(what, content)?)
    }

    /// Keeps a value called `what` that was made from content with this hash.
    pub(super) fn keep_value(&self, what: &str, content: &Hash, value: &impl Serialize) {
        // A value that cannot be stored is found anew next time.
        if let Ok(value) = rmp_serde::to_vec_named(value) {
            self.keep_raw(what, content, value);
        }
    }

    fn insert(&self, key: Hash, value: Value) {
        let length = value.length();
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.bytes + length <= MOST_BYTES {
            kept.bytes += length;
            if let Some(before) = kept.values.insert(key, value) {
                kept.bytes -= before.length();
            }
        }
    }
}

fn decoded<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    rmp_serde::from_slice(bytes).ok()
}

/// Where the value called `what` of a content stands.
fn named(what: &str, content: &Hash) -> Hash {
    Sha256::new().chain_update(what).chain_update(content).finalize().into()
}

/// By what is found what became of content with this hash when the corpus facts had this fingerprint.
fn processed(content: &Hash, facts: u64) -> Hash {
    Sha256::new().chain_update(facts.to_le_bytes()).chain_update(content).finalize().into()
}

/// A hash of what a source is: name and bytes.
pub(super) fn content(source: &Source) -> Hash {
    let mut hash = Sha256::new();
    hash.update((source.id.as_str().len() as u64).to_le_bytes());
    hash.update(source.id.as_str());
    hash.update(&source.bytes);
    hash.finalize().into()
}
