//! Writing files: whole or not at all.

mod stream;

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

pub(crate) use stream::Stream;

/// What a run does with the files it produces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Writes them.
    Write,
    /// Compares them with what is there.
    Compare,
}

/// An output folder.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    mode: Mode,
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
        if mode == Mode::Write {
            fs::create_dir_all(path).map_err(|error| OutputError { path: path.to_owned(), error })?;
            // A folder that takes no files is told before any work is done.
            tempfile::Builder::new()
                .prefix(".guiyi-")
                .tempfile_in(path)
                .map_err(|error| OutputError { path: path.to_owned(), error })?;
        }
        Ok(Self { path: path.to_owned(), mode })
    }

    /// Where the file called `name` (with `/` between parts) is.
    pub(crate) fn path_of(&self, name: &str) -> PathBuf {
        name.split('/').fold(self.path.clone(), |path, part| path.join(part))
    }

    /// Puts `bytes` into the file called `name`; returns whether that is a change. A file that
    /// holds them already is left untouched.
    pub(crate) fn put(&self, name: &str, bytes: &[u8]) -> Result<bool, OutputError> {
        let path = self.path_of(name);
        let same = fs::read(&path).is_ok_and(|old| old == bytes);
        if !same && self.mode == Mode::Write {
            write(&path, bytes).map_err(|error| OutputError { path, error })?;
        }
        Ok(!same)
    }

    /// The first of `names` that is one of the files in `inputs`.
    pub(crate) fn clash<'a>(
        &self,
        names: impl IntoIterator<Item = &'a str>,
        inputs: &[PathBuf],
    ) -> Option<PathBuf> {
        let inputs: BTreeSet<PathBuf> = inputs.iter().filter_map(|path| path.canonicalize().ok()).collect();
        names
            .into_iter()
            .map(|name| self.path_of(name))
            .find(|path| path.canonicalize().is_ok_and(|path| inputs.contains(&path)))
    }
}

/// Writes a file whole.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_with(path, |out| out.write_all(bytes))
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

/// Temporary files are private; results are not secret.
#[cfg(unix)]
fn readable_by_all(file: &fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable_by_all(_: &fs::File) -> io::Result<()> {
    Ok(())
}

/// Output names without extension (`a/jd` for `a/jd.html`), one for each of `sources` (sorted
/// source ids), all different. A source whose own name is already the output name keeps it; of the
/// others the first in order gets the short name and the rest keep their extension (`x.txt` beside
/// `x.md` becomes `x.txt.md`). Names in `reserved` are never given away.
///
/// Names are compared without regard to case, because some file systems do.
pub(crate) fn stems(sources: &[&str], extension: &str, reserved: &[&str]) -> Vec<String> {
    let mut taken: BTreeSet<String> = reserved.iter().map(|name| name.to_lowercase()).collect();
    let mut stems: Vec<Option<String>> = vec![None; sources.len()];
    for own_name in [true, false] {
        for (source, slot) in sources.iter().zip(&mut stems) {
            let full = if *source == "-" { "stdin" } else { source };
            let short = without_extension(full);
            if slot.is_some() || own_name && format!("{short}.{extension}") != full {
                continue;
            }
            let numbered = (2..).map(|n| format!("{full}-{n}"));
            let free = [short.to_owned(), full.to_owned()].into_iter().chain(numbered);
            *slot = free.into_iter().find(|stem| taken.insert(format!("{stem}.{extension}").to_lowercase()));
        }
    }
    // The numbers never run out.
    stems.into_iter().map(Option::unwrap_or_default).collect()
}

fn without_extension(name: &str) -> &str {
    let file = name.rfind('/').map_or(0, |at| at + 1);
    match name[file..].rfind('.') {
        Some(at) if at > 0 => &name[..file + at],
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_never_meet() {
        let sources = ["a/x.html", "x", "x.html", "x.md", "x.txt", "数据.标注.md"];
        assert_eq!(stems(&sources, "md", &[]), ["a/x", "x-2", "x.html", "x", "x.txt", "数据.标注"]);
        assert_eq!(
            stems(&["Taxonomy.html", "taxonomy.md"], "md", &["taxonomy.md"]),
            ["Taxonomy.html", "taxonomy.md"]
        );
        assert_eq!(stems(&["-"], "md", &[]), ["stdin"]);
        assert_eq!(stems(&["a.b/c"], "md", &[]), ["a.b/c"]);
    }

    #[test]
    fn a_file_is_replaced_whole_and_left_alone_when_equal() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let out = Folder::open(&folder.path().join("新/out"), Mode::Write).expect("writable");
        assert!(out.put("a/b.md", "甲".as_bytes()).expect("written"));
        assert!(!out.put("a/b.md", "甲".as_bytes()).expect("equal"));
        assert!(out.put("a/b.md", "乙".as_bytes()).expect("written"));
        assert_eq!(fs::read_to_string(out.path_of("a/b.md")).expect("there"), "乙");
        let files: Vec<_> = fs::read_dir(out.path_of("a")).expect("folder").collect();
        assert_eq!(files.len(), 1, "no temporary file is left");
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
        let out = Folder::open(folder.path(), Mode::Write).expect("writable");
        assert_eq!(out.clash(["b.md", "a.md"], std::slice::from_ref(&input)), Some(input));
        assert_eq!(out.clash(["b.md"], &[]), None);
    }
}
