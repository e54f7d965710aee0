//! What an earlier run found in its sources, so that those that have not changed are not processed again.
//!
//! A value is found by a hash of everything it depends on, so a result with a cache equals one without. Only what
//! a run used is kept, up to [`MOST_BYTES`].

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Evidence;
use crate::clean::DocumentLines;
use crate::mention::{Extraction, RoleFacets, TaskMention};
use crate::source::Source;
use crate::spell::Spellings;
use crate::taxonomy::{Pin, SourceInfo};

/// First line of a cache file, with the version of its form behind it.
const FORMAT: &str = "guiyi.cache/";
const VERSION: &str = "1";

/// Bytes of values that are kept at most.
pub const MOST_BYTES: usize = 256 << 20;

const HASH: usize = 32;
type Hash = [u8; HASH];

/// Values of earlier runs, and those that this run used or added.
#[derive(Debug)]
pub struct Cache {
    /// A hash of what all values depend on.
    stamp: Hash,
    known: BTreeMap<Hash, Arc<[u8]>>,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    values: BTreeMap<Hash, Arc<[u8]>>,
    bytes: usize,
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

/// What became of a source: its contribution to the taxonomy, and the files of its article.
#[derive(Clone, Debug)]
pub struct Processed {
    /// What it contributes; of the extraction only what building a taxonomy reads.
    pub evidence: Evidence,
    /// Its article.
    pub article: WrittenArticle,
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

/// [`Processed`] as it is stored.
#[derive(Serialize, Deserialize)]
struct Stored {
    info: SourceInfo,
    /// The decoded text where it is not the bytes themselves.
    text: Option<String>,
    mentions: Vec<TaskMention>,
    facets: Vec<RoleFacets>,
    spellings: Spellings,
    article: WrittenArticle,
}

impl Cache {
    /// An empty cache for values that depend on what `stamp` stands for: engine, settings, lexicons.
    pub fn new(stamp: &str) -> Self {
        Self { stamp: Sha256::digest(stamp).into(), known: BTreeMap::new(), kept: Mutex::default() }
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote. Of a file with another stamp nothing can be used, which
    /// is no fault.
    ///
    /// # Errors
    /// [`CacheError`] if the bytes are something else or not whole.
    pub fn from_bytes(bytes: &[u8], stamp: &str) -> Result<Self, CacheError> {
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
            let (value, more) = more.split_at_checked(length).ok_or(CacheError::Damaged)?;
            cache.known.insert(*key, Arc::from(value));
            rest = more;
        }
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
        self.get(key("lines", source, 0))
    }

    /// Keeps the lines of a source.
    pub(super) fn keep_lines(&self, source: &Source, lines: Option<&DocumentLines>) {
        self.put(key("lines", source, 0), &lines);
    }

    /// What became of these bytes when they had this name and the corpus facts this fingerprint.
    pub fn processed(&self, source: &Source, facts: u64) -> Option<Processed> {
        let stored: Stored = self.get(key("source", source, facts))?;
        let text = match &stored.text {
            Some(text) => Arc::from(text.as_str()),
            None => Arc::from(std::str::from_utf8(&source.bytes).ok()?),
        };
        let extraction = Extraction {
            documents: stored.info.documents,
            mentions: stored.mentions,
            facets: stored.facets,
            ..Extraction::default()
        };
        let evidence = Evidence { info: stored.info, text, extraction, spellings: stored.spellings };
        Some(Processed { evidence, article: stored.article })
    }

    /// Keeps what became of a source.
    pub fn keep_processed(&self, source: &Source, facts: u64, evidence: &Evidence, article: &WrittenArticle) {
        let same = evidence.text.as_bytes() == source.bytes;
        let stored = Stored {
            info: evidence.info.clone(),
            text: (!same).then(|| evidence.text.to_string()),
            mentions: evidence.extraction.mentions.clone(),
            facets: evidence.extraction.facets.clone(),
            spellings: evidence.spellings.clone(),
            article: article.clone(),
        };
        self.put(key("source", source, facts), &stored);
    }

    /// The value called `what` that was made from content with this hash.
    pub(super) fn value<T: DeserializeOwned>(&self, what: &str, content: &Hash) -> Option<T> {
        self.get(named(what, content))
    }

    /// Keeps a value called `what` that was made from content with this hash.
    pub(super) fn keep_value(&self, what: &str, content: &Hash, value: &impl Serialize) {
        self.put(named(what, content), value);
    }

    fn get<T: DeserializeOwned>(&self, key: Hash) -> Option<T> {
        let value = self.known.get(&key)?;
        let read = serde_json::from_slice(value).ok()?;
        self.insert(key, Arc::clone(value));
        Some(read)
    }

    fn put(&self, key: Hash, value: &impl Serialize) {
        // A value that cannot be stored is found anew next time.
        if let Ok(value) = serde_json::to_vec(value) {
            self.insert(key, value.into());
        }
    }

    fn insert(&self, key: Hash, value: Arc<[u8]>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.bytes + value.len() <= MOST_BYTES {
            kept.bytes += value.len();
            if let Some(before) = kept.values.insert(key, value) {
                kept.bytes -= before.len();
            }
        }
    }
}

/// Where the value called `what` of a content stands.
fn named(what: &str, content: &Hash) -> Hash {
    Sha256::new().chain_update(what).chain_update(content).finalize().into()
}

/// Where the value called `what` of a source stands.
fn key(what: &str, source: &Source, facts: u64) -> Hash {
    let mut hash = Sha256::new();
    hash.update(what);
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

    const WARD: &str =
        "# 病房护士\n\n病房护士照看住院病人。\n\n## 岗位职责\n\n- 核对医嘱\n  - 频率：每日\n- 书写护理记录\n";

    fn processed(source: &Source) -> Processed {
        let knowledge = Knowledge::load(Vec::new()).expect("embedded");
        let pipeline = Pipeline::new(Settings::default(), knowledge).expect("defaults");
        let article = pipeline.article(source, &CorpusFacts::default()).expect("text");
        let files = vec![Pin::new("a.md", b"x")];
        let article_files = WrittenArticle { removed: 2, files, ..WrittenArticle::default() };
        Processed { evidence: pipeline.evidence(source, &article).expect("duties"), article: article_files }
    }

    fn source(name: &str, bytes: impl Into<Vec<u8>>) -> Source {
        Source { id: SourceId::new(name), bytes: bytes.into() }
    }

    #[test]
    fn what_was_kept_is_found_by_name_bytes_facts_and_stamp_only() {
        let (plain, marked) = (source("a.md", WARD), source("b.md", format!("\u{feff}{WARD}")));
        let cache = Cache::new("engine");
        for one in [&plain, &marked] {
            let Processed { evidence, article } = processed(one);
            cache.keep_processed(one, 7, &evidence, &article);
        }
        let bytes = cache.to_bytes();
        let again = Cache::from_bytes(&bytes, "engine").expect("whole");
        for one in [&plain, &marked] {
            let (found, made) = (again.processed(one, 7).expect("kept"), processed(one));
            assert_eq!(found.evidence.extraction.mentions, made.evidence.extraction.mentions);
            assert_eq!(found.evidence.extraction.facets, made.evidence.extraction.facets);
            assert_eq!(
                (&found.evidence.text, &found.evidence.info),
                (&made.evidence.text, &made.evidence.info)
            );
            assert_eq!(found.article, made.article);
            assert!(!made.evidence.extraction.mentions.is_empty());
        }
        assert!(again.is_unchanged() && again.to_bytes() == bytes);
        assert!(again.processed(&plain, 8).is_none() && again.processed(&source("c.md", WARD), 7).is_none());
        assert!(again.processed(&source("a.md", format!("{WARD}\n")), 7).is_none());
        let other = Cache::from_bytes(&bytes, "another engine").expect("whole");
        assert!(other.processed(&plain, 7).is_none());
    }

    #[test]
    fn what_a_run_did_not_use_is_gone_afterwards() {
        let (one, two) = (source("a.md", WARD), source("b.md", "# 护士\n"));
        let cache = Cache::new("engine");
        cache.keep_lines(&one, Some(&DocumentLines::default()));
        cache.keep_lines(&two, Some(&DocumentLines::default()));
        let later = Cache::from_bytes(&cache.to_bytes(), "engine").expect("whole");
        assert!(later.lines(&two).is_some() && !later.is_unchanged());
        let last = Cache::from_bytes(&later.to_bytes(), "engine").expect("whole");
        assert!(last.lines(&one).is_none() && last.lines(&two).is_some());
    }

    #[test]
    fn a_file_that_is_not_whole_or_not_ours_is_refused() {
        let cache = Cache::new("engine");
        cache.keep_lines(&source("a.md", WARD), Some(&DocumentLines::default()));
        let bytes = cache.to_bytes();
        let fault = |bytes: &[u8]| Cache::from_bytes(bytes, "engine").expect_err("unusable");
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
