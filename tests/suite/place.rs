//! A folder, the command run inside, and what came of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;

/// A folder with files in it, and the command run inside.
pub(crate) struct Place(pub(crate) tempfile::TempDir);

/// A job advertisement whose second line is page chrome, in every shape of it that reading knows.
pub(crate) const ADVERT: &str =
    "咖啡店长招聘\n\n分享至：微信 微博\n\n岗位职责：\n\n- 盘点库存并下单补货\n- 培训新店员冲煮手法\n";

impl Place {
    pub(crate) fn with(files: &[(&str, &[u8])]) -> Self {
        let place = Self(tempfile::tempdir().expect("temporary folder"));
        for (name, bytes) in files {
            place.put(name, bytes);
        }
        place
    }

    pub(crate) fn put(&self, name: &str, bytes: &[u8]) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("inside the folder")).expect("folder");
        fs::write(path, bytes).expect("file");
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Every file below `name` with its bytes, sorted by path.
    pub(crate) fn tree(&self, name: &str) -> Vec<(String, Vec<u8>)> {
        fn walk(folder: &Path, base: &Path, files: &mut Vec<(String, Vec<u8>)>) {
            for entry in fs::read_dir(folder).expect("folder") {
                let path = entry.expect("entry").path();
                if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')) {
                    continue;
                }
                if path.is_dir() {
                    walk(&path, base, files);
                } else {
                    let name = path.strip_prefix(base).expect("below").to_string_lossy().into_owned();
                    files.push((name, fs::read(&path).expect("file")));
                }
            }
        }
        let mut files = Vec::new();
        walk(&self.path(name), &self.path(name), &mut files);
        files.sort();
        files
    }

    pub(crate) fn names(&self, name: &str) -> Vec<String> {
        self.tree(name).into_iter().map(|(name, _)| name).collect()
    }

    pub(crate) fn command(&self) -> Command {
        let mut command = Command::cargo_bin("guiyi").expect("built by this test run");
        command.current_dir(self.0.path()).env_remove("GUIYI_LANG").env("LC_ALL", "C").env("LANG", "C");
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        Run(self.command().args(arguments).output().expect("started"))
    }

    pub(crate) fn pipe(&self, arguments: &[&str], input: &[u8]) -> Run {
        Run(self.command().args(arguments).write_stdin(input).output().expect("started"))
    }
}

/// What a command left behind.
pub(crate) struct Run(pub(crate) Output);

impl Run {
    pub(crate) fn status(&self) -> i32 {
        self.0.status.code().unwrap_or(-1)
    }

    pub(crate) fn out(&self) -> String {
        String::from_utf8(self.0.stdout.clone()).expect("standard output is UTF-8")
    }

    pub(crate) fn err(&self) -> String {
        String::from_utf8(self.0.stderr.clone()).expect("standard error is UTF-8")
    }

    #[track_caller]
    pub(crate) fn expect(self, status: i32) -> Self {
        assert_eq!(self.status(), status, "out: {}\nerr: {}", self.out(), self.err());
        self
    }

    #[track_caller]
    pub(crate) fn says(self, needle: &str) -> Self {
        assert!(self.err().contains(needle), "no {needle:?} in: {}", self.err());
        self
    }
}

pub(crate) fn json_lines(text: &str) -> Vec<serde_json::Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect()
}
