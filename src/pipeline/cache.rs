//! What an earlier run found in its sources, so that those that have not changed are not processed again.
//!
//! A value is found by a hash of everything it depends on, so a result with a cache equals one without. Only what
//! a run used is kept, up to [`MOST_BYTES`].

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::evidence::{Contribution, Evidence, Found, WrittenArticle};
use crate::clean::DocumentLines;
use crate::mention::{Extraction, RoleFacets, TaskMention};
use crate::source::Source;
use crate::spell::Spellings;
use crate::taxonomy::SourceInfo;

/// First line of a cache file, with the version of its form behind it.
const FORMAT: &str = "guiyi.cache/";
const VERSION: &str = "2";

/// Bytes of values that are kept at most.
pub const MOST_BYTES: usize = 256 << 20;

const HASH: usize = 32;
pub(super) type Hash = [u8; HASH];

/// Values of earlier runs, and those that this run used or added.
#[derive(Debug)]
pub struct Cache {
    /// A hash of what all values depend on.
    stamp: Hash,
    /// The file of the earlier runs, and where each value stands in it.
    file: Vec<u8>,
    known: BTreeMap<Hash, Range<usize>>,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    values: BTreeMap<Hash, Value>,
    bytes: usize,
}

#[derive(Debug)]
enum Value {
    Known(Range<usize>),
    New(Vec<u8>),
}

impl Value {
    fn bytes<'a>(&'a self, file: &'a [u8]) -> &'a [u8] {
        match self {
            Self::Known(at) => &file[at.clone()],
            Self::New(bytes) => bytes,
        }
    }
}

/// Bytes that are no cache of this version.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CacheError {
    /// Written by another program.
    Foreign,
    /// Of another version of the form.
    Version(String),
    /// Cut off or changed.
    Damaged,
}

impl fmt::Display for CacheError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Foreign => write!(f, "not a {FORMAT}{VERSION} file"),
            Self::Version(found) => write!(f, "format is {found:?}, expected \"{FORMAT}{VERSION}\""),
            Self::Damaged => f.write_str("damaged: its content has another hash"),
        }
    }
}

impl std::error::Error for CacheError {}

/// What a source contributes as it is stored.
#[derive(Serialize)]
struct Stored<'a> {
    info: &'a SourceInfo,
    /// The decoded text where it is not the bytes themselves.
    text: Option<&'a str>,
    mentions: &'a [TaskMention],
    facets: &'a [RoleFacets],
    spellings: &'a Spellings,
}

/// [`Stored`] read back.
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
        let (file, known) = (Vec::new(), BTreeMap::new());
        Self { stamp: Sha256::digest(stamp).into(), file, known, kept: Mutex::default() }
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote. Of a file with another stamp nothing can be used, which
    /// is no fault.
    ///
    /// # Errors
    /// [`CacheError`] if the bytes are something else or not whole.
    pub fn from_bytes(file: Vec<u8>, stamp: &str) -> Result<Self, CacheError> {
        let bytes = file.as_slice();
        let mut cache = Self::new(stamp);
        let version = bytes.strip_prefix(FORMAT.as_bytes()).ok_or(CacheError::Foreign)?;
        let end = version.iter().take(HASH).position(|&byte| byte == b'\n').ok_or(CacheError::Foreign)?;
        if &version[..end] != VERSION.as_bytes() {
            let version = String::from_utf8_lossy(&version[..end]);
            return Err(CacheError::Version(format!("{FORMAT}{version}")));
        }
        let (digest, body) = version[end + 1..].split_first_chunk::<HASH>().ok_or(CacheError::Damaged)?;
        if Hash::from(Sha256::digest(body)) != *digest {
            return Err(CacheError::Damaged);
        }
        let (stamp, mut rest) = body.split_first_chunk::<HASH>().ok_or(CacheError::Damaged)?;
        if *stamp != cache.stamp {
            return Ok(cache);
        }
        while !rest.is_empty() {
            let (key, more) = rest.split_first_chunk::<HASH>().ok_or(CacheError::Damaged)?;
            let (length, more) = more.split_first_chunk::<8>().ok_or(CacheError::Damaged)?;
            let length = usize::try_from(u64::from_le_bytes(*length)).map_err(|_| CacheError::Damaged)?;
            let start = bytes.len() - more.len();
            let (_, more) = more.split_at_checked(length).ok_or(CacheError::Damaged)?;
            cache.known.insert(*key, start..start + length);
            rest = more;
        }
        cache.file = file;
        Ok(cache)
    }

    /// The values that this run used or added, as a file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let head = format!("{FORMAT}{VERSION}\n");
        let mut out = Vec::with_capacity(head.len() + 2 * HASH + kept.bytes + kept.values.len() * (HASH + 8));
        out.extend_from_slice(head.as_bytes());
        let digest = out.len();
        out.extend_from_slice(&[0; HASH]);
        let body = out.len();
        out.extend_from_slice(&self.stamp);
        for (key, value) in &kept.values {
            let value = value.bytes(&self.file);
            out.extend_from_slice(key);
            out.extend_from_slice(&(value.len() as u64).to_le_bytes());
            out.extend_from_slice(value);
        }
        let hash = Sha256::digest(&out[body..]);
        out[digest..body].copy_from_slice(&hash);
        out
    }

    /// True if this run used the values of the earlier ones, all of them and no others.
    pub fn is_unchanged(&self) -> bool {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.values.keys().eq(self.known.keys())
    }

    /// The lines that corpus facts count of a source, if any; `None` if they are not known.
    pub(super) fn lines(&self, source: &Source) -> Option<Option<DocumentLines>> {
        match self.raw("lines", &content(source, 0))?.split_first()? {
            (1, lines) => DocumentLines::from_bytes(lines).map(Some),
            _ => Some(None),
        }
    }

    /// Keeps the lines of a source.
    pub(super) fn keep_lines(&self, source: &Source, lines: Option<&DocumentLines>) {
        let bytes = lines.map_or_else(|| vec![0], |lines| [&[1], lines.to_bytes().as_slice()].concat());
        self.keep_raw("lines", &content(source, 0), bytes);
    }

    /// What became of these bytes when they had this name and the corpus facts this fingerprint: what they contribute
    /// can be had later.
    pub fn recall(&self, source: Source, facts: u64) -> Result<(Contribution, WrittenArticle), Source> {
        let key = content(&source, facts);
        match self.value("article", &key) {
            Some(article) if self.known.contains_key(&named("source", &key)) => {
                Ok((Contribution { path: source.id, key, found: Found::Bytes(source.bytes) }, article))
            }
            _ => Err(source),
        }
    }

    /// Keeps what became of a source.
    pub fn keep_processed(
        &self,
        source: &Source,
        facts: u64,
        evidence: Evidence,
        article: &WrittenArticle,
    ) -> Contribution {
        let key = content(source, facts);
        let same = evidence.text.as_bytes() == source.bytes;
        let stored = Stored {
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
        serde_json::from_slice(&self.file[self.known.get(&named(what, content))?.clone()]).ok()
    }

    /// Keeps the value called `what` of earlier runs without looking at it; false if there is none.
    pub(super) fn retain(&self, what: &str, content: &Hash) -> bool {
        self.raw(what, content).is_some()
    }

    /// The bytes kept under `what`.
    pub(super) fn raw(&self, what: &str, content: &Hash) -> Option<&[u8]> {
        let key = named(what, content);
        let at = self.known.get(&key)?;
        self.insert(key, Value::Known(at.clone()));
        Some(&self.file[at.clone()])
    }

    /// Keeps bytes under `what`.
    pub(super) fn keep_raw(&self, what: &str, content: &Hash, bytes: Vec<u8>) {
        self.insert(named(what, content), Value::New(bytes));
    }

    /// The value called `what` that was made from content with this hash.
    pub(super) fn value<T: DeserializeOwned>(&self, what: &str, content: &Hash) -> Option<T> {
        let read = self.peek(what, content)?;
        self.retain(what, content);
        Some(read)
    }

    /// Keeps a value called `what` that was made from content with this hash.
    pub(super) fn keep_value(&self, what: &str, content: &Hash, value: &impl Serialize) {
        // A value that cannot be stored is found anew next time.
        if let Ok(value) = serde_json::to_vec(value) {
            self.keep_raw(what, content, value);
        }
    }

    fn insert(&self, key: Hash, value: Value) {
        let length = value.bytes(&self.file).len();
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.bytes + length <= MOST_BYTES {
            kept.bytes += length;
            if let Some(before) = kept.values.insert(key, value) {
                kept.bytes -= before.bytes(&self.file).len();
            }
        }
    }
}

/// Where the value called `what` of a content stands.
fn named(what: &str, content: &Hash) -> Hash {
    Sha256::new().chain_update(what).chain_update(content).finalize().into()
}

/// A hash of what a source is: name, bytes, and the fingerprint of the corpus facts.
fn content(source: &Source, facts: u64) -> Hash {
    let mut hash = Sha256::new();
    hash.update(facts.to_le_bytes());
    hash.update((source.id.as_str().len() as u64).to_le_bytes());
    hash.update(source.id.as_str());
    hash.update(&source.bytes);
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::CorpusFacts;
    use crate::pipeline::{Knowledge, Pipeline};
    use crate::settings::Settings;
    use crate::source::SourceId;
    use crate::taxonomy::Pin;

    const WARD: &str =
        "# 病房护士\n\n病房护士照看住院病人。\n\n## 岗位职责\n\n- 核对医嘱\n  - 频率：每日\n- 书写护理记录\n";

    fn processed(source: &Source) -> (Evidence, WrittenArticle) {
        let knowledge = Knowledge::load(Vec::new()).expect("embedded");
        let pipeline = Pipeline::new(Settings::default(), knowledge).expect("defaults");
        let article = pipeline.article(source, &CorpusFacts::default()).expect("text");
        let files = vec![Pin::new("a.md", b"x")];
        let written = WrittenArticle { removed: 2, files, ..WrittenArticle::default() };
        (pipeline.evidence(source, &article).expect("duties"), written)
    }

    fn source(name: &str, bytes: impl Into<Vec<u8>>) -> Source {
        Source { id: SourceId::new(name), bytes: bytes.into() }
    }

    #[test]
    fn what_was_kept_is_found_by_name_bytes_facts_and_stamp_only() {
        let (plain, marked) = (source("a.md", WARD), source("b.md", format!("\u{feff}{WARD}")));
        let cache = Cache::new("engine");
        for one in [&plain, &marked] {
            let (evidence, article) = processed(one);
            cache.keep_processed(one, 7, evidence, &article);
        }
        let bytes = cache.to_bytes();
        let again = Cache::from_bytes(bytes.clone(), "engine").expect("whole");
        for one in [&plain, &marked] {
            let (found, article) = again.recall(one.clone(), 7).expect("kept");
            let (found, (made, written)) = (found.into_evidence(Some(&again)).expect("kept"), processed(one));
            assert_eq!(found.extraction.mentions, made.extraction.mentions);
            assert_eq!(found.extraction.facets, made.extraction.facets);
            assert_eq!((&found.text, &found.info), (&made.text, &made.info));
            assert_eq!(article, written);
            assert!(!made.extraction.mentions.is_empty());
        }
        assert!(again.is_unchanged() && again.to_bytes() == bytes);
        let unknown = |source: Source, facts| again.recall(source, facts).is_err();
        assert!(unknown(plain.clone(), 8) && unknown(source("c.md", WARD), 7));
        assert!(unknown(source("a.md", format!("{WARD}\n")), 7));
        let other = Cache::from_bytes(bytes, "another engine").expect("whole");
        assert!(other.recall(plain, 7).is_err());
    }

    #[test]
    fn what_a_run_did_not_use_is_gone_afterwards() {
        let (one, two) = (source("a.md", WARD), source("b.md", "# 护士\n"));
        let cache = Cache::new("engine");
        cache.keep_lines(&one, Some(&DocumentLines::default()));
        cache.keep_lines(&two, Some(&DocumentLines::default()));
        let later = Cache::from_bytes(cache.to_bytes(), "engine").expect("whole");
        assert!(later.lines(&two).is_some() && !later.is_unchanged());
        let last = Cache::from_bytes(later.to_bytes(), "engine").expect("whole");
        assert!(last.lines(&one).is_none() && last.lines(&two).is_some());
    }

    #[test]
    fn a_file_that_is_not_whole_or_not_ours_is_refused() {
        let cache = Cache::new("engine");
        cache.keep_lines(&source("a.md", WARD), Some(&DocumentLines::default()));
        let bytes = cache.to_bytes();
        let fault = |bytes: &[u8]| Cache::from_bytes(bytes.to_vec(), "engine").expect_err("unusable");
        for cut in [16, 40, 60, bytes.len() - 1] {
            assert_eq!(fault(&bytes[..cut]), CacheError::Damaged, "{cut}");
        }
        let mut flipped = bytes.clone();
        flipped[70] ^= 1;
        assert_eq!(fault(&flipped), CacheError::Damaged);
        let newer: Vec<u8> = [b"guiyi.cache/9\n", &bytes[14..]].concat();
        assert_eq!(fault(&newer), CacheError::Version("guiyi.cache/9".to_owned()));
        for foreign in [&b""[..], b"{}", b"guiyi.cache/"] {
            assert_eq!(fault(foreign), CacheError::Foreign);
        }
    }
}
