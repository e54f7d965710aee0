//! From the paths a user names to a sorted list of inputs.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fmt;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use super::{Input, SourceId};

/// What discovery found.
#[derive(Clone, Debug, Default)]
pub struct Discovery {
    /// Inputs, sorted by [`SourceId`]; no two share an id or a file.
    pub inputs: Vec<Input>,
    /// Paths that gave nothing, in the order they were met.
    pub problems: Vec<DiscoveryError>,
}

/// A path that gives no input.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DiscoveryError {
    /// Nothing is there.
    NotFound(PathBuf),
    /// A folder without a file that is neither hidden nor ignored.
    EmptyFolder(PathBuf),
    /// Neither a file nor a folder (a socket, a device).
    NotAFile(PathBuf),
    /// The operating system refuses.
    Unreadable {
        /// The path, as far as it is known.
        path: PathBuf,
        /// Its message.
        message: String,
    },
}

impl fmt::Display for DiscoveryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound(path) => write!(f, "{}: no such file or folder", path.display()),
            Self::EmptyFolder(path) => write!(f, "{}: no files in this folder", path.display()),
            Self::NotAFile(path) => write!(f, "{}: neither a file nor a folder", path.display()),
            Self::Unreadable { path, message } => write!(f, "{}: {message}", path.display()),
        }
    }
}

impl std::error::Error for DiscoveryError {}

/// The inputs that `arguments` name: files as they are, folders walked recursively without hidden
/// and ignored files, `-` for standard input. Folders in `excluded` (the output folder) and the
/// files guiyi itself keeps beside sources (`guiyi.toml`, `guiyi.lock`, `*.removals.jsonl`) are
/// never taken from a folder.
///
/// The result does not depend on the order of `arguments`. A file that several arguments reach is
/// taken once, under the longest of its names. Different files of one name are told apart by as
/// many parent folders as it takes (`甲/jd.md`, `乙/jd.md`).
pub fn discover(arguments: &[PathBuf], excluded: &[PathBuf]) -> Discovery {
    let mut found = Discovery::default();
    let excluded: BTreeSet<PathBuf> = excluded.iter().filter_map(|path| path.canonicalize().ok()).collect();
    for argument in arguments {
        if argument == Path::new("-") {
            found.inputs.push(Input::stdin());
            continue;
        }
        match argument.metadata() {
            Ok(metadata) if metadata.is_dir() => walk(argument, &excluded, &mut found),
            // A pipe (process substitution) reads like a file.
            Ok(metadata) if metadata.is_file() || is_pipe(&metadata) => {
                let name = argument.file_name().unwrap_or(argument.as_os_str());
                let id = SourceId::new(name.to_string_lossy());
                found.inputs.push(Input::new(id, argument.clone()));
            }
            Ok(_) => found.problems.push(DiscoveryError::NotAFile(argument.clone())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                found.problems.push(DiscoveryError::NotFound(argument.clone()));
            }
            Err(error) => found
                .problems
                .push(DiscoveryError::Unreadable { path: argument.clone(), message: error.to_string() }),
        }
    }
    // One argument cannot reach a file twice or give two files one name.
    if arguments.len() > 1 {
        found.inputs = tell_apart(once(found.inputs));
    }
    found.inputs.sort();
    found
}

fn walk(folder: &Path, excluded: &BTreeSet<PathBuf>, found: &mut Discovery) {
    let before = found.inputs.len() + found.problems.len();
    let outside = excluded.clone();
    let walk = WalkBuilder::new(folder)
        .sort_by_file_name(OsStr::cmp)
        .filter_entry(move |entry| {
            let folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            !(folder && entry.path().canonicalize().is_ok_and(|path| outside.contains(&path)))
        })
        .build();
    for entry in walk {
        match entry {
            Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) => {
                let path = entry.into_path();
                if kept_by_guiyi(&path) {
                    continue;
                }
                let relative = path.strip_prefix(folder).unwrap_or(&path);
                let id = SourceId::new(relative.to_string_lossy());
                found.inputs.push(Input::new(id, path));
            }
            Ok(_) => {}
            Err(error) => found
                .problems
                .push(DiscoveryError::Unreadable { path: folder.to_owned(), message: error.to_string() }),
        }
    }
    if found.inputs.len() + found.problems.len() == before {
        found.problems.push(DiscoveryError::EmptyFolder(folder.to_owned()));
    }
}

fn kept_by_guiyi(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    matches!(&*name, "guiyi.toml" | "guiyi.lock") || name.ends_with(".removals.jsonl")
}

#[cfg(unix)]
fn is_pipe(metadata: &std::fs::Metadata) -> bool {
    std::os::unix::fs::FileTypeExt::is_fifo(&metadata.file_type())
}

#[cfg(not(unix))]
fn is_pipe(_: &std::fs::Metadata) -> bool {
    false
}

/// Each file once, under the longest of its names.
fn once(inputs: Vec<Input>) -> Vec<Input> {
    let mut by_file: BTreeMap<PathBuf, Input> = BTreeMap::new();
    for input in inputs {
        let file = input.path.canonicalize().unwrap_or_else(|_| input.path.clone());
        let longer = |old: &Input| {
            let key = |input: &Input| (input.id.as_str().len(), input.clone());
            key(old) < key(&input)
        };
        if by_file.get(&file).is_none_or(longer) {
            by_file.insert(file, input);
        }
    }
    by_file.into_values().collect()
}

/// Gives inputs of one id as many parent folders as it takes to make them differ.
fn tell_apart(mut inputs: Vec<Input>) -> Vec<Input> {
    loop {
        let mut count: BTreeMap<&SourceId, usize> = BTreeMap::new();
        for input in &inputs {
            *count.entry(&input.id).or_default() += 1;
        }
        let shared: BTreeSet<SourceId> =
            count.into_iter().filter(|(_, n)| *n > 1).map(|(id, _)| id.clone()).collect();
        let mut changed = false;
        for input in inputs.iter_mut().filter(|input| shared.contains(&input.id)) {
            if let Some(id) = with_one_more_parent(input) {
                input.id = id;
                changed = true;
            }
        }
        if !changed {
            return inputs;
        }
    }
}

fn with_one_more_parent(input: &Input) -> Option<SourceId> {
    let path = input.path.canonicalize().ok()?;
    let parts: Vec<String> = path
        .components()
        .filter(|part| matches!(part, std::path::Component::Normal(_)))
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect();
    let depth = input.id.as_str().split('/').count() + 1;
    (depth <= parts.len()).then(|| SourceId::new(parts[parts.len() - depth..].join("/")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("temporary folder");
        for file in files {
            let path = folder.path().join(file);
            std::fs::create_dir_all(path.parent().expect("inside the folder")).expect("folder");
            std::fs::write(path, "甲").expect("file");
        }
        folder
    }

    fn ids(found: &Discovery) -> Vec<&str> {
        found.inputs.iter().map(|input| input.id.as_str()).collect()
    }

    #[test]
    fn a_folder_is_walked_sorted_without_hidden_ignored_and_own_files() {
        let folder =
            tree(&["乙.md", "a/z.html", ".hidden/x.md", "out/old.md", "guiyi.toml", "skip.txt", ".ignore"]);
        std::fs::write(folder.path().join(".ignore"), "skip.txt\n").expect("ignore file");
        let found = discover(&[folder.path().to_owned()], &[folder.path().join("out")]);
        assert_eq!(ids(&found), ["a/z.html", "乙.md"]);
        assert!(found.problems.is_empty(), "{:?}", found.problems);
    }

    #[test]
    fn files_of_one_name_are_told_apart_whatever_the_order() {
        let folder = tree(&["east/jd.md", "west/jd.md", "west/other.md"]);
        let at = |name: &str| folder.path().join(name);
        let one = discover(&[at("east/jd.md"), at("west")], &[]);
        let other = discover(&[at("west"), at("east/jd.md")], &[]);
        assert_eq!(ids(&one), ["east/jd.md", "other.md", "west/jd.md"]);
        assert_eq!(one.inputs, other.inputs);
    }

    #[test]
    fn a_file_reached_twice_is_taken_once_under_its_longest_name() {
        let folder = tree(&["sub/jd.md"]);
        let found = discover(&[folder.path().join("sub/jd.md"), folder.path().to_owned()], &[]);
        assert_eq!(ids(&found), ["sub/jd.md"]);
    }

    #[test]
    fn paths_that_give_nothing_are_named() {
        let folder = tree(&[]);
        let missing = folder.path().join("没有");
        let found = discover(&[missing.clone(), folder.path().to_owned()], &[]);
        let empty = DiscoveryError::EmptyFolder(folder.path().to_owned());
        assert_eq!(found.problems, [DiscoveryError::NotFound(missing), empty]);
    }
}
