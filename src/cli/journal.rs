//! The journal of a batch: which sources are finished, so that an interrupted run can go on.
//!
//! A run writes one line for each finished source to a file in its output folder, and removes the
//! file when all is done. `--resume` reads what an interrupted run left. A line is believed only as
//! far as it can be checked: the source, the settings and the output files must still have the
//! content that it names. So it does not matter how the run was interrupted, nor what happened since.

use std::fs::{self, File, OpenOptions};
use std::hash::Hasher as _;
use std::io::{self, BufRead as _, BufReader, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use guiyi::source::Input;
use rustc_hash::FxHasher;
use serde::{Deserialize, Serialize};

/// The journal's name in the output folder: hidden, so that it is never taken as input.
const NAME: &str = ".guiyi-resume.jsonl";

/// One finished source.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    pub(super) source: String,
    /// [`content_hash`] of the source's bytes.
    pub(super) hash: String,
    /// The files that were written, with the hashes of their bytes.
    pub(super) files: Vec<(String, String)>,
    pub(super) removed: usize,
    pub(super) empty: bool,
    pub(super) replaced: usize,
    /// The lines for `--comments`.
    pub(super) comments: String,
}

/// The first line: everything besides the sources that results depend on.
#[derive(Debug, Serialize, Deserialize)]
struct Header {
    fingerprint: String,
}

/// The journal being written.
#[derive(Debug)]
pub(super) struct Journal {
    path: PathBuf,
    file: File,
}

/// What an earlier run finished.
#[derive(Debug, Default)]
pub(super) struct Finished {
    file: Option<File>,
    /// For each input, where its line starts.
    offsets: Vec<Option<u64>>,
}

/// Opens the journal in `folder` for a run with this `fingerprint`. With `resume`, what an earlier
/// run with the same fingerprint finished stays in it and comes along; otherwise it starts empty.
pub(super) fn open(
    folder: &Path,
    fingerprint: &str,
    inputs: &[Input],
    resume: bool,
) -> io::Result<(Journal, Finished)> {
    let path = folder.join(NAME);
    let finished = if resume { read(&path, fingerprint, inputs)? } else { None };
    if path.exists() {
        sweep(folder)?;
    }
    let mut file = OpenOptions::new()
        .create(true)
        .append(finished.is_some())
        .truncate(finished.is_none())
        .write(true)
        .open(&path)?;
    if finished.is_none() {
        write_line(&mut file, &Header { fingerprint: fingerprint.to_owned() })?;
    } else {
        // The last line may be cut off.
        file.write_all(b"\n")?;
    }
    Ok((Journal { path, file }, finished.unwrap_or_default()))
}

/// Removes the files that a killed run was about to rename: those with the names that
/// [`crate::output`] gives to files that are not whole yet.
fn sweep(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sweep(&entry.path())?;
        } else if crate::output::is_unfinished(&entry.file_name()) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// What tells one content from another. Nobody forges a journal, which one run writes and the next reads, and
/// SHA-256 takes a third of the instructions of cleaning pages where the processor has none for it.
pub(super) fn content_hash(bytes: &[u8]) -> String {
    let mut hash = FxHasher::default();
    hash.write(bytes);
    format!("{:016x}-{}", hash.finish(), bytes.len())
}

fn write_line(file: &mut File, line: &impl Serialize) -> io::Result<()> {
    let mut bytes = serde_json::to_vec(line)?;
    bytes.push(b'\n');
    file.write_all(&bytes)
}

/// The lines of an earlier journal; `None` if there is none or it is of other settings.
fn read(path: &Path, fingerprint: &str, inputs: &[Input]) -> io::Result<Option<Finished>> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut reader = BufReader::new(&file);
    let mut line = Vec::new();
    let mut at = reader.read_until(b'\n', &mut line)? as u64;
    let header: Option<Header> = serde_json::from_slice(&line).ok();
    if header.is_none_or(|header| header.fingerprint != fingerprint) {
        return Ok(None);
    }
    let mut offsets = vec![None; inputs.len()];
    loop {
        line.clear();
        let length = reader.read_until(b'\n', &mut line)? as u64;
        if length == 0 {
            break;
        }
        if let Ok(entry) = serde_json::from_slice::<Entry>(&line)
            && let Ok(input) = inputs.binary_search_by(|input| input.id.as_str().cmp(&entry.source))
        {
            offsets[input] = Some(at);
        }
        at += length;
    }
    Ok(Some(Finished { file: Some(file), offsets }))
}

impl Finished {
    /// What is known of input number `at`.
    pub(super) fn entry(&self, at: usize) -> Option<Entry> {
        let (mut file, offset) = (self.file.as_ref()?, *self.offsets.get(at)?);
        file.seek(SeekFrom::Start(offset?)).ok()?;
        let mut line = Vec::new();
        // Lines are short but for the comments in them; only this one is read.
        BufReader::new(file.take(u64::MAX)).read_until(b'\n', &mut line).ok()?;
        serde_json::from_slice(&line).ok()
    }
}

impl Entry {
    /// True if the source still has these bytes, and the files in place still have theirs.
    /// `path_of` says where a file is.
    pub(super) fn holds(&self, source: &[u8], path_of: impl Fn(&str) -> PathBuf) -> bool {
        let same = |path: PathBuf, hash: &str| fs::read(path).is_ok_and(|bytes| content_hash(&bytes) == hash);
        content_hash(source) == self.hash && self.files.iter().all(|(name, hash)| same(path_of(name), hash))
    }
}

impl Journal {
    /// Notes a finished source.
    pub(super) fn add(&mut self, entry: &Entry) -> io::Result<()> {
        write_line(&mut self.file, entry)
    }

    /// Removes the journal: the batch is done.
    pub(super) fn remove(self) -> io::Result<()> {
        fs::remove_file(&self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use guiyi::source::SourceId;

    fn inputs() -> Vec<Input> {
        ["a.md", "b.md", "c.md"].map(|id| Input::new(SourceId::new(id), id.into())).to_vec()
    }

    fn entry(source: &str, removed: usize) -> Entry {
        Entry { source: source.to_owned(), hash: content_hash(b"x"), removed, ..Entry::default() }
    }

    #[test]
    fn what_an_interrupted_run_finished_is_found_again() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let (mut journal, finished) = open(folder.path(), "f", &inputs(), true).expect("new");
        assert_eq!(finished.entry(0), None);
        journal.add(&entry("a.md", 1)).expect("written");
        journal.add(&entry("c.md", 3)).expect("written");
        journal.file.write_all(br#"{"source":"b.md","sha2"#).expect("cut off");
        fs::write(folder.path().join(".guiyi-a1B2c3"), "甲").expect("a file that was being written");
        drop(journal);
        let (mut journal, finished) = open(folder.path(), "f", &inputs(), true).expect("found");
        assert_eq!([0, 1, 2].map(|at| finished.entry(at).map(|e| e.removed)), [Some(1), None, Some(3)]);
        journal.add(&entry("b.md", 2)).expect("written");
        journal.add(&entry("a.md", 4)).expect("written");
        let (journal, finished) = open(folder.path(), "f", &inputs(), true).expect("found");
        assert_eq!(
            [0, 1].map(|at| finished.entry(at).map(|e| e.removed)),
            [Some(4), Some(2)],
            "the last counts"
        );
        journal.remove().expect("there");
        assert_eq!(fs::read_dir(folder.path()).expect("folder").count(), 0);
    }

    #[test]
    fn other_settings_and_a_fresh_run_start_empty() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let (mut journal, _) = open(folder.path(), "f", &inputs(), false).expect("new");
        journal.add(&entry("a.md", 1)).expect("written");
        let (_, finished) = open(folder.path(), "g", &inputs(), true).expect("new");
        assert_eq!(finished.entry(0), None, "another fingerprint");
        let (_, finished) = open(folder.path(), "f", &inputs(), true).expect("new");
        assert_eq!(finished.entry(0), None, "and it has replaced the journal");
    }

    #[test]
    fn a_line_is_believed_as_far_as_it_can_be_checked() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let path_of = |name: &str| folder.path().join(name);
        fs::write(path_of("a.md"), "甲").expect("written");
        let files = vec![("a.md".to_owned(), content_hash("甲".as_bytes()))];
        let entry = Entry { files, ..entry("a.txt", 0) };
        assert!(entry.holds(b"x", path_of));
        assert!(!entry.holds(b"y", path_of), "another source");
        fs::write(path_of("a.md"), "乙").expect("written");
        assert!(!entry.holds(b"x", path_of), "another result");
    }
}
