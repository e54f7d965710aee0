//! The form of a cache file: a head with an index, then the values.
//!
//! Of a file only the head is read when it is opened; a value is read and checked when it is asked for. A file may go on
//! from another, which then need not be written again.

use std::fmt;
use std::io::{Read, Seek, SeekFrom};
use std::sync::{Mutex, PoisonError};

use sha2::{Digest, Sha256};

use super::{HASH, Hash};

/// First line of a cache file, with the version of its form behind it.
const FORMAT: &str = "guiyi.cache/";
const VERSION: &str = "3";

/// Bytes of an entry of the index: key, hash of the value, length.
const ENTRY: usize = 2 * HASH + 8;

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
    /// It cannot be read.
    Unreadable(String),
}

impl fmt::Display for CacheError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Foreign => write!(f, "not a {FORMAT}{VERSION} file"),
            Self::Version(found) => write!(f, "format is {found:?}, expected \"{FORMAT}{VERSION}\""),
            Self::Damaged => f.write_str("damaged: its content has another hash"),
            Self::Unreadable(error) => f.write_str(error),
        }
    }
}

impl std::error::Error for CacheError {}

impl From<std::io::Error> for CacheError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::UnexpectedEof => Self::Damaged,
            _ => Self::Unreadable(error.to_string()),
        }
    }
}

/// What a cache file is read from.
pub trait Stored: Read + Seek + Send + fmt::Debug {}
impl<T: Read + Seek + Send + fmt::Debug> Stored for T {}

/// An open cache file.
#[derive(Debug)]
pub(super) struct CacheFile {
    stored: Mutex<Box<dyn Stored>>,
    /// A hash of its head, and of that of the file it goes on from.
    pub(super) id: Hash,
    pub(super) after: Hash,
    pub(super) stamp: Hash,
    pub(super) entries: Vec<(Hash, Place)>,
}

/// Where a value stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    start: u64,
    pub(super) length: usize,
    digest: Hash,
}

impl CacheFile {
    /// Reads the head of a file.
    pub(super) fn open(mut stored: Box<dyn Stored>) -> Result<Self, CacheError> {
        let end = stored.seek(SeekFrom::End(0))?;
        stored.seek(SeekFrom::Start(0))?;
        let line = format!("{FORMAT}{VERSION}\n");
        let mut first = Vec::new();
        stored.by_ref().take(line.len() as u64).read_to_end(&mut first)?;
        if first != line.as_bytes() {
            let version = first.strip_prefix(FORMAT.as_bytes()).filter(|rest| !rest.is_empty());
            let version = version.map(|rest| String::from_utf8_lossy(rest).trim_end().to_owned());
            return Err(
                version.map_or(CacheError::Foreign, |found| CacheError::Version(format!("{FORMAT}{found}")))
            );
        }
        let mut hash = || -> Result<Hash, CacheError> {
            let mut hash = [0; HASH];
            stored.read_exact(&mut hash)?;
            Ok(hash)
        };
        let (id, stamp, after) = (hash()?, hash()?, hash()?);
        let mut count = [0; 8];
        stored.read_exact(&mut count)?;
        let size = u64::from_le_bytes(count).checked_mul(ENTRY as u64).filter(|size| *size <= end);
        let mut index = Vec::new();
        stored.by_ref().take(size.ok_or(CacheError::Damaged)?).read_to_end(&mut index)?;
        let mut start = stored.stream_position()?;
        if head_hash(&stamp, &after, &index) != id {
            return Err(CacheError::Damaged);
        }
        let mut entries = Vec::with_capacity(index.len() / ENTRY);
        for entry in index.as_chunks::<ENTRY>().0 {
            let (key, rest) = entry.split_first_chunk::<HASH>().ok_or(CacheError::Damaged)?;
            let (digest, length) = rest.split_first_chunk::<HASH>().ok_or(CacheError::Damaged)?;
            let length = length.first_chunk().map(|length| u64::from_le_bytes(*length));
            let length = length.ok_or(CacheError::Damaged)?;
            let bytes = usize::try_from(length).map_err(|_| CacheError::Damaged)?;
            entries.push((*key, Place { start, length: bytes, digest: *digest }));
            start = start.checked_add(length).ok_or(CacheError::Damaged)?;
        }
        if start != end {
            return Err(CacheError::Damaged);
        }
        Ok(Self { stored: Mutex::new(stored), id, after, stamp, entries })
    }

    /// The value at a place; `None` if it is not what was written.
    pub(super) fn value(&self, place: &Place) -> Option<Vec<u8>> {
        let mut stored = self.stored.lock().unwrap_or_else(PoisonError::into_inner);
        let mut bytes = vec![0; place.length];
        stored.seek(SeekFrom::Start(place.start)).ok()?;
        stored.read_exact(&mut bytes).ok()?;
        (Hash::from(Sha256::digest(&bytes)) == place.digest).then_some(bytes)
    }
}

fn head_hash(stamp: &Hash, after: &Hash, index: &[u8]) -> Hash {
    Sha256::new().chain_update(stamp).chain_update(after).chain_update(index).finalize().into()
}

/// A file of these values.
pub(super) fn written<'a>(
    stamp: &Hash,
    after: &Hash,
    values: impl Iterator<Item = (&'a Hash, &'a [u8])> + Clone,
) -> Vec<u8> {
    let mut index = Vec::new();
    for (key, value) in values.clone() {
        index.extend_from_slice(key);
        index.extend_from_slice(&Sha256::digest(value));
        index.extend_from_slice(&(value.len() as u64).to_le_bytes());
    }
    let count = ((index.len() / ENTRY) as u64).to_le_bytes();
    let line = format!("{FORMAT}{VERSION}\n");
    let id = head_hash(stamp, after, &index);
    let head = [line.as_bytes(), &id, stamp, after, &count, &index].concat();
    let size = values.clone().map(|(_, value)| value.len()).sum::<usize>();
    let mut out = Vec::with_capacity(head.len() + size);
    out.extend_from_slice(&head);
    values.for_each(|(_, value)| out.extend_from_slice(value));
    out
}
