//! The files of the last result, as the next one is made from them.

use std::fmt;
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write};
use std::ops::Range;
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use crate::render::json::Piece;
use crate::render::seal;
use crate::taxonomy::Lock;

/// The files of the last result.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'a> {
    /// `taxonomy.json` and its SHA-256.
    pub json: (&'a LongFile, &'a str),
    /// `taxonomy.md` and its SHA-256.
    pub markdown: (&'a [u8], &'a str),
    /// What it was made from.
    pub lock: Option<&'a Lock>,
}

/// An open file of which parts are read when they are asked for: touching so much fresh memory takes longer than
/// reading it.
#[derive(Debug)]
pub struct LongFile {
    file: Mutex<File>,
    opened: Option<Stamp>,
}

/// By what it is told whether a file is still the same: its length and the time of its last change.
type Stamp = (u64, SystemTime);

impl LongFile {
    /// The file that was opened.
    pub fn new(file: File) -> Self {
        let opened = stamp(&file);
        Self { file: Mutex::new(file), opened }
    }

    /// These bytes of it.
    ///
    /// # Errors
    /// What the operating system says, and [`io::ErrorKind::UnexpectedEof`] behind its end.
    pub fn part(&self, at: &Range<usize>) -> io::Result<Vec<u8>> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let mut bytes = vec![0; at.len()];
        file.seek(SeekFrom::Start(at.start as u64))?;
        file.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    /// All of it.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn all(&self) -> io::Result<Vec<u8>> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let mut bytes = Vec::new();
        file.seek(SeekFrom::Start(0))?;
        file.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Writes a taxonomy as `pieces` say, of which the old ones stand in this file; see [`seal::compose_json`].
    ///
    /// # Errors
    /// What the operating system says; an error too if somebody changed this file since it was opened.
    pub fn compose(&self, pieces: &[Piece], out: &mut dyn Write) -> io::Result<String> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let hash = seal::compose_json(pieces, &mut *file, out)?;
        if stamp(&file) != self.opened {
            return Err(io::Error::other(Changed));
        }
        Ok(hash)
    }
}

fn stamp(file: &File) -> Option<Stamp> {
    let metadata = file.metadata().ok()?;
    Some((metadata.len(), metadata.modified().ok()?))
}

/// Somebody wrote into the last result while the next one was made from it.
#[derive(Debug)]
struct Changed;

impl fmt::Display for Changed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the last taxonomy.json was changed while it was read")
    }
}

impl std::error::Error for Changed {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_changes_in_between_is_told() {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("a.json");
        std::fs::write(&path, "{\n  \"a\": 1\n}\n").expect("written");
        let file = LongFile::new(File::open(&path).expect("there"));
        assert_eq!(file.part(&(4..7)).expect("inside"), b"\"a\"");
        assert!(file.part(&(4..70)).is_err());
        let pieces = [Piece::Old(0..10), Piece::New(",\n  \"b\": 2".to_owned())];
        let mut out = Vec::new();
        file.compose(&pieces, &mut out).expect("unchanged");
        assert!(out.starts_with(b"{\n  \"a\": 1,\n  \"b\": 2,\n  \"digest\": "));
        std::fs::write(&path, "{\n  \"a\": 12\n}\n").expect("written");
        assert!(file.compose(&pieces, &mut Vec::new()).is_err());
    }
}
