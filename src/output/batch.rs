//! Several files that replace those of a folder together: all of them, or none.
//!
//! New files are first written under `.guiyi/next`. Then a journal, `.guiyi/commit.json`, names
//! them and the files to be removed; its appearance is the moment at which the new result holds.
//! What follows are renames only, and the next run finishes them if they were interrupted. Until
//! then [`read`] already gives the new content.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Component, Path, PathBuf};

use guiyi::taxonomy::Pin;
use serde::{Deserialize, Serialize};

use super::{OutputError, disk};

/// Folder for guiyi's own use inside an output folder; version control and reading pass it over.
const WORK: &str = ".guiyi";

const NEXT: &str = "next";
const JOURNAL: &str = "commit.json";
const FORMAT: &str = "guiyi.commit/1";

/// A batch in the making. Dropped without [`commit`](Self::commit), it leaves the folder as it was.
#[derive(Debug)]
pub(super) struct Batch {
    root: PathBuf,
    /// Locked as long as the batch lives; the system lets go of it if the process dies.
    _busy: fs::File,
}

/// What a commit consists of.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
struct Journal {
    format: String,
    /// Files to be renamed from `next`.
    files: Vec<Pin>,
    /// Files to be removed.
    remove: Vec<String>,
}

impl Batch {
    /// Begins a batch in the folder `root`, which exists, after finishing what an interrupted run
    /// left to be done.
    pub(super) fn begin(root: &Path) -> Result<Self, OutputError> {
        let work = root.join(WORK);
        let at = |path: &Path| {
            let path = path.to_owned();
            move |error| OutputError { path, error }
        };
        disk::create_folder(&work).map_err(at(&work))?;
        let ignore = work.join(".gitignore");
        if !ignore.exists() {
            disk::write(&ignore, b"*\n").map_err(at(&ignore))?;
        }
        let busy_path = work.join("busy");
        let busy = fs::File::create(&busy_path).map_err(at(&busy_path))?;
        busy.try_lock().map_err(|error| OutputError { path: root.to_owned(), error: error.into() })?;
        if let Some(journal) = journal(root)? {
            apply(root, &journal)?;
        }
        let next = work.join(NEXT);
        disk::remove_folder(&next).map_err(at(&next))?;
        Ok(Self { root: root.to_owned(), _busy: busy })
    }

    /// Writes the file that is to become `name`.
    pub(super) fn stage(&self, name: &str, bytes: &[u8]) -> Result<(), OutputError> {
        self.place(name, |path| disk::write(path, bytes))
    }

    /// The same for what `content` writes; what that returns.
    pub(super) fn stage_with<T>(
        &self,
        name: &str,
        content: impl FnOnce(&mut fs::File) -> io::Result<T>,
    ) -> Result<T, OutputError> {
        self.place(name, |path| disk::write_with(path, content))
    }

    /// Has the file called `from`, which this batch replaces, become `name` too.
    pub(super) fn stage_link(&self, name: &str, from: &str) -> Result<(), OutputError> {
        self.place(name, |path| disk::link(&inside(&self.root, from), path))
    }

    /// Takes back what was staged as `name`.
    pub(super) fn unstage(&self, name: &str) -> Result<(), OutputError> {
        let path = staged(&self.root, name);
        disk::remove(&path).map_err(|error| OutputError { path, error })
    }

    fn place<T>(&self, name: &str, put: impl FnOnce(&Path) -> io::Result<T>) -> Result<T, OutputError> {
        let target = inside(&self.root, name);
        let error = |error| OutputError { path: target.clone(), error };
        if target.is_dir() {
            return Err(error(io::Error::from(io::ErrorKind::IsADirectory)));
        }
        let path = staged(&self.root, name);
        if let Some(folder) = path.parent() {
            disk::create_folder(folder).map_err(error)?;
        }
        put(&path).map_err(error)
    }

    /// Puts the staged `files` into place and removes those called `remove`.
    pub(super) fn commit(self, files: Vec<Pin>, remove: Vec<String>) -> Result<(), OutputError> {
        if files.is_empty() && remove.is_empty() {
            return Ok(());
        }
        let work = self.root.join(WORK);
        let path = work.join(JOURNAL);
        let error = |error| OutputError { path: path.clone(), error };
        let journal = Journal { format: FORMAT.to_owned(), files, remove };
        let bytes = serde_json::to_vec_pretty(&journal).map_err(io::Error::from).map_err(error)?;
        let fresh = work.join("commit.new");
        disk::write(&fresh, &bytes).map_err(error)?;
        // The staged files have their names on the disk before the journal has its own.
        folders(&journal.files)
            .iter()
            .try_for_each(|folder| disk::sync_folder(&work.join(NEXT).join(folder)).map_err(error))?;
        disk::rename(&fresh, &path).map_err(error)?;
        disk::sync_folder(&work).map_err(error)?;
        apply(&self.root, &journal)
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        // With a journal the staged files are the result; without one nobody needs them, and the
        // next run would remove them.
        if !self.root.join(WORK).join(JOURNAL).exists() {
            let _ = disk::remove_folder(&self.root.join(WORK).join(NEXT));
        }
    }
}

/// The content of the file called `name` in the folder `root`: the new one as soon as the commit
/// that brings it holds. `None` if there is no such file.
pub(crate) fn read(root: &Path, name: &str) -> Result<Option<Vec<u8>>, OutputError> {
    open(root, name)?.map(|file| whole(file, &inside(root, name))).transpose()
}

/// The same file, opened.
pub(crate) fn open(root: &Path, name: &str) -> Result<Option<fs::File>, OutputError> {
    let journal = journal(root)?.unwrap_or_default();
    if journal.remove.iter().any(|gone| gone == name) {
        return Ok(None);
    }
    if journal.files.iter().any(|file| file.name == name)
        && let Some(file) = open_if_there(&staged(root, name))?
    {
        return Ok(Some(file));
    }
    open_if_there(&inside(root, name))
}

/// The same where no commit is unfinished.
pub(super) fn read_settled(root: &Path, name: &str) -> Result<Option<Vec<u8>>, OutputError> {
    let path = inside(root, name);
    open_if_there(&path)?.map(|file| whole(file, &path)).transpose()
}

fn whole(mut file: fs::File, path: &Path) -> Result<Vec<u8>, OutputError> {
    let size = file.metadata().map_or(0, |metadata| metadata.len());
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
    let read = file.read_to_end(&mut bytes);
    read.map_err(|error| OutputError { path: path.to_owned(), error })?;
    Ok(bytes)
}

fn open_if_there(path: &Path) -> Result<Option<fs::File>, OutputError> {
    match fs::File::open(path) {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(OutputError { path: path.to_owned(), error }),
    }
}

/// True if `name` leads to a place inside the folder it is joined to.
pub(crate) fn stays_inside(name: &str) -> bool {
    let path = Path::new(name);
    !name.is_empty() && path.components().all(|part| matches!(part, Component::Normal(_)))
}

/// The commit that holds and is not finished, if there is one.
/// True if no commit in the folder `root` is unfinished.
pub(super) fn is_settled(root: &Path) -> bool {
    matches!(journal(root), Ok(None))
}

fn journal(root: &Path) -> Result<Option<Journal>, OutputError> {
    let path = root.join(WORK).join(JOURNAL);
    let text = match fs::read(&path) {
        Ok(text) => text,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(None);
        }
        Err(error) => return Err(OutputError { path, error }),
    };
    let broken = |error: io::Error| OutputError { path: path.clone(), error };
    let journal: Journal = serde_json::from_slice(&text).map_err(io::Error::from).map_err(broken)?;
    let names = journal.files.iter().map(|file| &file.name).chain(&journal.remove);
    if journal.format != FORMAT || !names.into_iter().all(|name| stays_inside(name)) {
        return Err(broken(io::Error::new(io::ErrorKind::InvalidData, "not a journal of this version")));
    }
    Ok(Some(journal))
}

/// Finishes a commit. Every operation may have been done already.
fn apply(root: &Path, journal: &Journal) -> Result<(), OutputError> {
    for name in &journal.remove {
        let path = inside(root, name);
        disk::remove(&path).map_err(|error| OutputError { path: path.clone(), error })?;
        // Folders that this leaves empty go too; others stay, which is no fault.
        let above = path.ancestors().skip(1).take_while(|folder| *folder != root);
        for folder in above {
            if fs::remove_dir(folder).is_err() {
                break;
            }
        }
    }
    for file in &journal.files {
        let (from, to) = (staged(root, &file.name), inside(root, &file.name));
        let error = |error| OutputError { path: to.clone(), error };
        if !from.exists() {
            continue;
        }
        if let Some(folder) = to.parent() {
            disk::create_folder(folder).map_err(error)?;
        }
        disk::rename(&from, &to).map_err(error)?;
    }
    for folder in folders(&journal.files) {
        let path = inside(root, &folder);
        disk::sync_folder(&path).map_err(|error| OutputError { path, error })?;
    }
    let path = root.join(WORK).join(JOURNAL);
    disk::remove(&path).map_err(|error| OutputError { path, error })?;
    let next = root.join(WORK).join(NEXT);
    disk::remove_folder(&next).map_err(|error| OutputError { path: next.clone(), error })
}

/// The folders that files are in, each once; the empty name is the root.
fn folders(files: &[Pin]) -> Vec<String> {
    let folder = |file: &Pin| file.name.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    let mut all: Vec<String> = files.iter().map(folder).collect();
    all.sort();
    all.dedup();
    all
}

fn staged(root: &Path, name: &str) -> PathBuf {
    inside(&root.join(WORK).join(NEXT), name)
}

/// The path of `name`, with `/` between its parts, below `root`.
pub(super) fn inside(root: &Path, name: &str) -> PathBuf {
    name.split('/').filter(|part| !part.is_empty()).fold(root.to_owned(), |path, part| path.join(part))
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::super::disk::fault::killed_after;
    use super::*;

    const OLD: [(&str, &str); 4] = [("a.md", "一"), ("b/c.md", "二"), ("gone/d.md", "三"), ("same.md", "四")];
    const NEW: [(&str, &str); 4] =
        [("a.md", "甲甲甲"), ("b/c.md", "乙乙"), ("new/e.md", "丙"), ("same.md", "四")];

    fn old_folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("temporary folder");
        for (name, text) in OLD {
            let path = inside(folder.path(), name);
            fs::create_dir_all(path.parent().expect("below")).expect("folder");
            fs::write(path, text).expect("file");
        }
        folder
    }

    /// One run that wants to get from [`OLD`] to [`NEW`].
    fn run(root: &Path) -> Result<(), OutputError> {
        let batch = Batch::begin(root)?;
        let mut files = Vec::new();
        for (name, text) in NEW {
            if read(root, name)?.as_deref() != Some(text.as_bytes()) {
                if name == "a.md" {
                    batch.stage_link("kept.md", "a.md")?;
                    files.push(Pin::new("kept.md", b""));
                    batch.stage_with(name, |file| file.write_all(text.as_bytes()))?;
                } else {
                    batch.stage(name, text.as_bytes())?;
                }
                files.push(Pin::new(name, text.as_bytes()));
            }
        }
        batch.commit(files, vec!["gone/d.md".to_owned()])
    }

    /// What a reader finds.
    fn seen(root: &Path) -> Vec<(&'static str, Option<String>)> {
        let mut names: Vec<&str> = OLD.iter().chain(&NEW).map(|(name, _)| *name).collect();
        names.push("kept.md");
        names.sort_unstable();
        names.dedup();
        let text =
            |name| read(root, name).expect("readable").map(|bytes| String::from_utf8(bytes).expect("text"));
        names.into_iter().map(|name| (name, text(name))).collect()
    }

    #[test]
    fn killed_at_any_operation_the_old_or_the_new_result_is_whole() {
        let old = seen(old_folder().path());
        let finished = old_folder();
        run(finished.path()).expect("nothing is in the way");
        let new = seen(finished.path());
        assert!(!finished.path().join("gone").exists(), "an emptied folder goes too");
        assert!(new.contains(&("kept.md", Some("一".to_owned()))), "what was replaced lives on");
        let mut outcomes = [0, 0];
        for operations in 0.. {
            let folder = old_folder();
            let root = folder.path();
            let killed = killed_after(operations, || drop(run(root)));
            let found = seen(root);
            assert!(found == old || found == new, "after {operations} operations: {found:?}");
            outcomes[usize::from(found == new)] += 1;
            // A second kill while the first one's remains are dealt with changes nothing about it.
            for more in 0..6 {
                killed_after(more, || drop(Batch::begin(root)));
                assert_eq!(seen(root), found, "after {operations} and {more} operations");
            }
            drop(Batch::begin(root).expect("recovered"));
            assert_eq!(seen(root), found);
            for (name, text) in &found {
                let own = fs::read_to_string(inside(root, name)).ok();
                assert_eq!(own, *text, "after recovery the files themselves are whole");
            }
            assert!(!root.join(WORK).join(NEXT).exists() && !root.join(WORK).join(JOURNAL).exists());
            run(root).expect("and the next run succeeds");
            assert_eq!(seen(root), new);
            if !killed {
                break;
            }
        }
        assert!(outcomes[0] > 10 && outcomes[1] > 5, "{outcomes:?}");
    }

    #[test]
    fn two_runs_in_one_folder_do_not_mix() {
        let folder = old_folder();
        let first = Batch::begin(folder.path()).expect("free");
        let second = Batch::begin(folder.path()).expect_err("taken");
        assert_eq!(second.error.kind(), io::ErrorKind::WouldBlock);
        drop(first);
        Batch::begin(folder.path()).expect("free again");
    }

    #[test]
    fn a_foreign_journal_moves_nothing() {
        let folder = old_folder();
        let work = folder.path().join(WORK);
        fs::create_dir_all(&work).expect("folder");
        for text in ["{", r#"{"format":"guiyi.commit/1","files":[],"remove":["../x"]}"#] {
            fs::write(work.join(JOURNAL), text).expect("file");
            let error = Batch::begin(folder.path()).expect_err("not understood");
            assert!(error.path.ends_with(JOURNAL), "{error}");
        }
        assert!(
            stays_inside("a/b.md") && !stays_inside("a/../../b") && !stays_inside("/b") && !stays_inside("")
        );
    }
}
