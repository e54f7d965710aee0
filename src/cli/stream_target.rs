//! Where a corpus stream goes: standard output, or a file that an interruption does not spoil.
//!
//! A file grows under another name (`out.jsonl.part`), and now and then a checkpoint is noted beside
//! it (`out.jsonl.resume`): how many lines were answered, and hashes of those lines, of the output
//! and of the comments so far. `--resume` goes on from the last checkpoint whose hashes hold. When
//! all is done the files get their names and the notes go.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, BufWriter, Read, Seek as _, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// Lines between two checkpoints.
const DISTANCE: usize = 512;

/// How far a run had come.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Checkpoint {
    /// Of version, settings and lexicons.
    pub(super) fingerprint: String,
    /// Lines answered.
    pub(super) lines: usize,
    /// Of them, how many could not be cleaned.
    pub(super) failed: usize,
    /// SHA-256 of those lines as they were read.
    pub(super) input: String,
    output: Reached,
    comments: Option<Reached>,
}

/// How far a file had come, with the SHA-256 of its bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Reached {
    bytes: u64,
    sha256: String,
}

/// Lower-case hexadecimal.
pub(super) fn hex(hash: Sha256) -> String {
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A file under its temporary name.
struct Part {
    path: PathBuf,
    out: BufWriter<File>,
    bytes: u64,
    hash: Sha256,
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().map_or_else(OsString::new, ToOwned::to_owned);
    name.push(ending);
    path.with_file_name(name)
}

impl Part {
    /// The file for `path`, cut off at what was `reached`, if that much is there and has its hash.
    fn open(path: &Path, reached: Option<&Reached>) -> io::Result<Option<Self>> {
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            fs::create_dir_all(folder)?;
        }
        let part = beside(path, ".part");
        let mut hash = Sha256::new();
        let bytes = reached.map_or(0, |reached| reached.bytes);
        let mut file =
            OpenOptions::new().create(true).truncate(reached.is_none()).read(true).write(true).open(part)?;
        if let Some(reached) = reached {
            if io::copy(&mut (&file).take(bytes), &mut Hashing(&mut hash))? != bytes
                || hex(hash.clone()) != reached.sha256
            {
                return Ok(None);
            }
            file.set_len(bytes)?;
            file.seek(SeekFrom::Start(bytes))?;
        }
        let out = BufWriter::with_capacity(1 << 16, file);
        Ok(Some(Self { path: path.to_owned(), out, bytes, hash }))
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
        self.out.write_all(bytes)
    }

    /// What is written so far, handed to the operating system.
    fn reached(&mut self) -> io::Result<Reached> {
        self.out.flush()?;
        Ok(Reached { bytes: self.bytes, sha256: hex(self.hash.clone()) })
    }

    fn finish(mut self) -> io::Result<()> {
        self.out.flush()?;
        self.out.get_ref().sync_all()?;
        fs::rename(beside(&self.path, ".part"), &self.path)
    }
}

/// Bytes written to it are hashed.
struct Hashing<'a>(&'a mut Sha256);

impl Write for Hashing<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The files of a stream with their checkpoints.
pub(super) struct Files {
    output: Part,
    comments: Option<Part>,
    notes: PathBuf,
    log: File,
    fingerprint: String,
}

impl Files {
    /// Begins the files, or goes on with them: `from` is a checkpoint that [`last`] gave. `None` if
    /// what it names is no longer there.
    pub(super) fn open(
        output: &Path,
        comments: Option<&Path>,
        fingerprint: &str,
        from: Option<&Checkpoint>,
    ) -> io::Result<Option<Self>> {
        let Some(out) = Part::open(output, from.map(|point| &point.output))? else { return Ok(None) };
        let said = match comments {
            None => None,
            Some(path) => {
                let reached = from.and_then(|point| point.comments.as_ref());
                match Part::open(path, reached)? {
                    Some(part) => Some(part),
                    None => return Ok(None),
                }
            }
        };
        let notes = beside(output, ".resume");
        let mut options = OpenOptions::new();
        options.create(true).append(from.is_some()).truncate(from.is_none()).write(true);
        let mut log = options.open(&notes)?;
        log.write_all(b"\n")?;
        Ok(Some(Self { output: out, comments: said, notes, log, fingerprint: fingerprint.to_owned() }))
    }

    /// True if comments are written.
    pub(super) fn wants_comments(&self) -> bool {
        self.comments.is_some()
    }

    /// Adds one answer, the `lines`-th; `input` gives the hash of all lines up to it.
    pub(super) fn add(
        &mut self,
        answer: &[u8],
        comments: &[u8],
        (lines, failed): (usize, usize),
        input: Option<String>,
    ) -> io::Result<()> {
        self.output.write(answer)?;
        if let Some(part) = &mut self.comments {
            part.write(comments)?;
        }
        let Some(input) = input else { return Ok(()) };
        let comments = self.comments.as_mut().map(Part::reached).transpose()?;
        let fingerprint = self.fingerprint.clone();
        let output = self.output.reached()?;
        let mut line =
            serde_json::to_vec(&Checkpoint { fingerprint, lines, failed, input, output, comments })?;
        line.push(b'\n');
        self.log.write_all(&line)
    }

    /// Gives the files their names and takes the notes away.
    pub(super) fn finish(self) -> io::Result<()> {
        self.output.finish()?;
        self.comments.map_or(Ok(()), Part::finish)?;
        fs::remove_file(self.notes)
    }
}

/// True for lines after which a checkpoint is noted.
pub(super) fn is_checkpoint(line: usize) -> bool {
    line.is_multiple_of(DISTANCE)
}

/// The last checkpoint that a run into `output` noted, if its fingerprint is this one and it wrote
/// comments or not as this run does.
pub(super) fn last(output: &Path, fingerprint: &str, comments: bool) -> Option<Checkpoint> {
    let notes = BufReader::new(File::open(beside(output, ".resume")).ok()?);
    let points = notes.split(b'\n').map_while(Result::ok);
    let points = points.filter_map(|line| serde_json::from_slice::<Checkpoint>(&line).ok());
    points.filter(|point| point.fingerprint == fingerprint && point.comments.is_some() == comments).last()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begun(path: &Path) -> Files {
        let mut files = Files::open(path, None, "f", None).expect("writable").expect("new");
        files.add(b"one\n", b"", (1, 0), Some("1".into())).expect("written");
        files.add(b"two\n", b"", (2, 1), Some("2".into())).expect("written");
        files.add(b"three\n", b"", (3, 1), None).expect("written");
        files.output.out.flush().expect("written");
        files
    }

    #[test]
    fn a_run_goes_on_from_its_last_checkpoint() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let path = folder.path().join("out.jsonl");
        drop(begun(&path));
        let point = last(&path, "f", false).expect("noted");
        assert_eq!((point.lines, point.failed, point.input.as_str()), (2, 1, "2"));
        let mut files = Files::open(&path, None, "f", Some(&point)).expect("there").expect("as it was");
        files.add(b"3\n", b"", (3, 1), None).expect("written");
        files.finish().expect("renamed");
        assert_eq!(fs::read_to_string(&path).expect("there"), "one\ntwo\n3\n");
        assert_eq!(fs::read_dir(folder.path()).expect("folder").count(), 1, "notes are gone");
    }

    #[test]
    fn what_has_changed_since_is_not_believed() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let path = folder.path().join("out.jsonl");
        drop(begun(&path));
        assert_eq!(last(&path, "g", false), None, "other settings");
        assert_eq!(last(&path, "f", true), None, "comments are wanted now");
        let point = last(&path, "f", false);
        fs::write(beside(&path, ".part"), "one\nTWO\n").expect("written");
        assert!(Files::open(&path, None, "f", point.as_ref()).expect("there").is_none());
    }
}
