//! Writing files: whole or not at all, one by one or all of a run together.

mod batch;
mod disk;
mod names;
mod stream;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use guiyi::render::seal::Sealed;
use guiyi::source::Input;
use guiyi::taxonomy::{Pin, sha256_hex};

use batch::Batch;
pub(crate) use batch::{open, read, stays_inside};
pub(crate) use names::stems;
pub(crate) use stream::{Stream, is_unfinished};

/// What a run does with the files it produces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Writes each as it comes.
    Each,
    /// The same, for runs that can check and repeat what a failure of the machine spoils: the disk
    /// is waited for once, in [`Folder::settle`], where the system can do that.
    Resumable,
    /// Writes all of them together, when they are committed.
    Together,
    /// Compares them with what is there.
    Compare,
}

/// An output folder.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    mode: Mode,
    batch: Option<Batch>,
    /// No interrupted run left a commit unfinished.
    settled: bool,
    /// Every file of this run, and whether it is new or different; empty if each is written as it
    /// comes.
    files: Mutex<BTreeMap<String, (Pin, bool)>>,
}

/// An output that cannot be written.
#[derive(Debug)]
pub(crate) struct OutputError {
    pub(crate) path: PathBuf,
    pub(crate) error: io::Error,
}

impl fmt::Display for OutputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.error)
    }
}

impl Folder {
    /// The folder at `path`, created if files are to be written.
    pub(crate) fn open(path: &Path, mode: Mode) -> Result<Self, OutputError> {
        let fault = |error| OutputError { path: path.to_owned(), error };
        if mode != Mode::Compare {
            fs::create_dir_all(path).map_err(fault)?;
            // A folder that takes no files is told before any work is done.
            tempfile::Builder::new().prefix(".guiyi-").tempfile_in(path).map_err(fault)?;
        }
        // A batch begins by finishing what an interrupted one left.
        let batch = if mode == Mode::Together { Some(Batch::begin(path)?) } else { None };
        let settled = batch::is_settled(path);
        Ok(Self { path: path.to_owned(), mode, batch, settled, files: Mutex::default() })
    }

    /// Where the file called `name` (with `/` between parts) is.
    pub(crate) fn path_of(&self, name: &str) -> PathBuf {
        batch::inside(&self.path, name)
    }

    /// The same folder for a run that can be resumed; of one whose files are written together or
    /// compared, nothing changes.
    pub(crate) fn resumable(mut self) -> Self {
        if self.mode == Mode::Each {
            self.mode = Mode::Resumable;
        }
        self
    }

    /// Waits until the files of a [`Mode::Resumable`] run are on the disk.
    pub(crate) fn settle(&self) -> Result<(), OutputError> {
        if self.mode != Mode::Resumable {
            return Ok(());
        }
        disk::sync_all_below(&self.path).map_err(|error| OutputError { path: self.path.clone(), error })
    }

    /// The content of the file called `name` before this run; `None` if there is none.
    pub(crate) fn read(&self, name: &str) -> Result<Option<Vec<u8>>, OutputError> {
        if self.settled { batch::read_settled(&self.path, name) } else { read(&self.path, name) }
    }

    /// Puts `bytes` into the file called `name`; returns whether that is a change. A file that
    /// holds them already is left untouched.
    pub(crate) fn put(&self, name: &str, bytes: &[u8]) -> Result<bool, OutputError> {
        let same = self.read(name).is_ok_and(|old| old.as_deref() == Some(bytes));
        // Of a batch without end nothing may be kept, and nobody asks for it.
        let listed = !matches!(self.mode, Mode::Each | Mode::Resumable);
        self.place(name, bytes, same, listed.then(|| Pin::new(name, bytes)))
    }

    /// Puts what `content` writes into the file called `name`, where a file with the hash `before` stands, or none. The
    /// SHA-256, which `content` returns.
    pub(crate) fn put_written(
        &self,
        name: &str,
        before: Option<&str>,
        content: impl FnOnce(&mut dyn io::Write) -> io::Result<String>,
    ) -> Result<String, OutputError> {
        let sha256 = match &self.batch {
            Some(batch) => batch.stage_with(name, |file| content(file))?,
            None => {
                content(&mut io::sink()).map_err(|error| OutputError { path: self.path_of(name), error })?
            }
        };
        let same = before == Some(&sha256);
        if let Some(batch) = self.batch.as_ref().filter(|_| same) {
            batch.unstage(name)?;
        }
        self.list(Pin { name: name.to_owned(), sha256: sha256.clone() }, !same);
        Ok(sha256)
    }

    /// Has the file called `from`, which has this hash and which this run replaces, live on as `name`.
    pub(crate) fn keep_as(&self, name: &str, from: &str, sha256: &str) -> Result<(), OutputError> {
        if let Some(batch) = &self.batch {
            batch.stage_link(name, from)?;
            self.list(Pin { name: name.to_owned(), sha256: sha256.to_owned() }, true);
        }
        Ok(())
    }

    fn list(&self, pin: Pin, changed: bool) {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        files.insert(pin.name.clone(), (pin, changed));
    }

    /// The same for bytes of which the hash is known, where a file with the hash `before` stands, or none.
    pub(crate) fn put_hashed(
        &self,
        name: &str,
        sealed: &Sealed,
        before: Option<&str>,
    ) -> Result<bool, OutputError> {
        let pin = Pin { name: name.to_owned(), sha256: sealed.sha256.clone() };
        self.place(name, &sealed.bytes, before == Some(&sealed.sha256), Some(pin))
    }

    fn place(&self, name: &str, bytes: &[u8], same: bool, pin: Option<Pin>) -> Result<bool, OutputError> {
        let path = self.path_of(name);
        match (&self.batch, self.mode) {
            _ if same => {}
            (Some(batch), _) => batch.stage(name, bytes)?,
            (None, Mode::Each) => write(&path, bytes).map_err(|error| OutputError { path, error })?,
            (None, Mode::Resumable) => {
                write_resumable(&path, bytes).map_err(|error| OutputError { path, error })?;
            }
            (None, _) => {}
        }
        if let Some(pin) = pin {
            self.list(pin, !same);
        }
        Ok(!same)
    }

    /// Leaves `files` as they are, as if the same bytes had been put; false if one of them has other content.
    pub(crate) fn keep(&self, files: &[Pin]) -> Result<bool, OutputError> {
        for pin in files {
            if self.read(&pin.name)?.is_none_or(|bytes| sha256_hex(&bytes) != pin.sha256) {
                return Ok(false);
            }
        }
        let mut kept = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        kept.extend(files.iter().map(|pin| (pin.name.clone(), (pin.clone(), false))));
        Ok(true)
    }

    /// The files put so far with the hashes of their content, sorted by name.
    pub(crate) fn files(&self) -> Vec<Pin> {
        let files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        files.values().map(|(pin, _)| pin.clone()).collect()
    }

    /// Makes the files of a [`Mode::Together`] run the content of the folder, and removes those
    /// called `remove`. Until this returns, a reader finds the old files or, after an interruption
    /// near the end, the new ones with the help of the next run.
    pub(crate) fn commit(mut self, remove: Vec<String>) -> Result<(), OutputError> {
        let files = std::mem::take(&mut *self.files.lock().unwrap_or_else(PoisonError::into_inner));
        let changed = files.into_values().filter(|(_, changed)| *changed).map(|(pin, _)| pin).collect();
        self.batch.take().map_or(Ok(()), |batch| batch.commit(changed, remove))
    }

    /// The first of `names` that is one of the files in `inputs`.
    pub(crate) fn clash<'a>(
        &self,
        names: impl IntoIterator<Item = impl Into<Cow<'a, str>>>,
        inputs: &[Input],
    ) -> Option<PathBuf> {
        let root = self.path.canonicalize().ok()?;
        // Few inputs of a batch lie in the output folder; only these are looked up by name. The
        // folders of inputs are resolved once each, files only where they are links.
        let mut folders: BTreeMap<&Path, Option<PathBuf>> = BTreeMap::new();
        let mut inside: BTreeSet<PathBuf> = BTreeSet::new();
        for path in inputs.iter().map(|input| input.path.as_path()) {
            let full = if path.is_symlink() {
                path.canonicalize().ok()
            } else {
                let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
                let parent = parent.unwrap_or(Path::new("."));
                let folder = folders.entry(parent).or_insert_with(|| parent.canonicalize().ok());
                folder.as_ref().zip(path.file_name()).map(|(folder, name)| folder.join(name))
            };
            inside.extend(full.filter(|full| full.starts_with(&root)));
        }
        if inside.is_empty() {
            return None;
        }
        let found = names.into_iter().map(|name| self.path_of(&name.into()));
        let mut found = found.filter(|path| path.canonicalize().is_ok_and(|full| inside.contains(&full)));
        found.next()
    }
}

/// Writes a file whole.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_with(path, |out| out.write_all(bytes))
}

/// Writes a file whole, synced now only where [`disk::sync_all_below`] does nothing later.
fn write_resumable(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = Stream::create(path)?;
    file.write_all(bytes)?;
    if disk::SYNCS_ALL { file.finish_unsynced() } else { file.finish() }
}

/// Writes a file whole: to a temporary file in the same folder, synced, then renamed. An
/// interruption leaves the old file or none.
pub(crate) fn write_with(
    path: &Path,
    content: impl FnOnce(&mut dyn io::Write) -> io::Result<()>,
) -> io::Result<()> {
    let mut file = Stream::create(path)?;
    content(&mut file)?;
    file.finish()
}

#[cfg(test)]
mod tests {
    use guiyi::source::SourceId;

    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_left_alone_when_equal() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let out = Folder::open(&folder.path().join("新/out"), Mode::Each).expect("writable");
        assert!(out.put("a/b.md", "甲".as_bytes()).expect("written"));
        assert!(!out.put("a/b.md", "甲".as_bytes()).expect("equal"));
        assert!(out.put("a/b.md", "乙".as_bytes()).expect("written"));
        assert_eq!(fs::read_to_string(out.path_of("a/b.md")).expect("there"), "乙");
        let files: Vec<_> = fs::read_dir(out.path_of("a")).expect("folder").collect();
        assert_eq!(files.len(), 1, "no temporary file is left");
    }

    #[test]
    fn a_resumable_run_writes_the_same_files() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let out = Folder::open(folder.path(), Mode::Each).expect("writable").resumable();
        assert!(out.put("a/b.md", "甲".as_bytes()).expect("written"));
        assert!(!out.put("a/b.md", "甲".as_bytes()).expect("equal"));
        out.settle().expect("synced");
        assert_eq!(fs::read_to_string(out.path_of("a/b.md")).expect("there"), "甲");
        let compared = Folder::open(folder.path(), Mode::Compare).expect("nothing to do").resumable();
        assert!(compared.put("c.md", b"x").expect("differs"));
        assert!(!compared.path_of("c.md").exists(), "comparing still writes nothing");
    }

    #[test]
    fn comparing_writes_nothing() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let out = Folder::open(&folder.path().join("out"), Mode::Compare).expect("nothing to do");
        assert!(out.put("a.md", b"x").expect("differs"));
        assert!(!out.path_of("a.md").exists());
    }

    #[test]
    fn an_output_that_is_an_input_is_found() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let input = folder.path().join("a.md");
        fs::write(&input, "甲").expect("file");
        let out = Folder::open(folder.path(), Mode::Each).expect("writable");
        let inputs = [Input::new(SourceId::new("a.md"), input.clone())];
        assert_eq!(out.clash(["b.md", "a.md"], &inputs), Some(input));
        assert_eq!(out.clash(["b.md"], &inputs), None);
    }
}
