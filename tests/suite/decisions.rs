//! Decisions of people, as `guiyi link` and `guiyi merge` apply them.

use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;

const ONE: &str = "# 仓库主管\n\n## 岗位职责\n\n1. 编制库存盘点计划\n2. 审核入库单据\n";
const OTHER: &str = "# 仓库主管\n\n## 工作职责\n\n1. 制定仓库盘点计划\n2. 培训新入职搬运员\n";

fn guiyi(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::cargo_bin("guiyi").expect("built");
    command.current_dir(folder).env("LANG", "C").args(arguments).output().expect("runs")
}

/// A folder with two sources; the mentions' ids by title.
fn place() -> (tempfile::TempDir, Vec<(String, String)>) {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("in")).expect("made");
    fs::write(folder.path().join("in/a.md"), ONE).expect("written");
    fs::write(folder.path().join("in/b.md"), OTHER).expect("written");
    let found = guiyi(folder.path(), &["extract", "in", "-q"]);
    let text = String::from_utf8(found.stdout).expect("UTF-8");
    let field = |line: &str, key: &str| {
        let value: serde_json::Value = serde_json::from_str(line).expect("JSON");
        value[key].as_str().expect("text").to_owned()
    };
    let ids = text.lines().map(|line| (field(line, "title"), field(line, "id"))).collect();
    (folder, ids)
}

fn decide(folder: &Path, kind: &str, a: &str, b: &str) {
    fs::create_dir_all(folder.join("decisions")).expect("made");
    let text = format!(
        "[[decision]]\nkind = \"{kind}\"\na = {{ mention = \"{a}\" }}\nb = {{ mention = \"{b}\" }}\n"
    );
    fs::write(folder.join("decisions/one.toml"), text).expect("written");
}

fn titles(folder: &Path) -> Vec<String> {
    let run = guiyi(folder, &["merge", "in", "-o", "out", "--decisions", "decisions"]);
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let text = fs::read_to_string(folder.join("out/taxonomy.json")).expect("written");
    let taxonomy: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let tasks = taxonomy["tasks"].as_array().expect("tasks");
    tasks.iter().map(|task| task["title"].as_str().expect("text").to_owned()).collect()
}

#[test]
fn a_merge_can_be_overruled_and_one_can_be_demanded() {
    let (folder, ids) = place();
    let id = |title: &str| &ids.iter().find(|(known, _)| known == title).expect("extracted").1;
    let folder = folder.path();
    fs::create_dir(folder.join("decisions")).expect("made");
    assert_eq!(titles(folder).len(), 3, "the two plans are one task");

    decide(folder, "cannot-link", id("编制库存盘点计划"), id("制定仓库盘点计划"));
    assert_eq!(titles(folder).len(), 4);

    decide(folder, "must-link", id("审核入库单据"), id("培训新入职搬运员"));
    assert_eq!(titles(folder).len(), 2);
    let lock = fs::read_to_string(folder.join("out/guiyi.lock")).expect("written");
    assert!(lock.contains("one.toml"), "{lock}");
}

#[test]
fn a_decision_about_something_else_is_listed_and_a_faulty_file_stops_the_run() {
    let (folder, ids) = place();
    let folder = folder.path();
    decide(folder, "must-link", &ids[0].1, "m0000000000");
    let run = guiyi(folder, &["merge", "in", "-o", "out", "--decisions", "decisions"]);
    assert!(String::from_utf8_lossy(&run.stderr).contains("m0000000000"));

    fs::write(folder.join("decisions/one.toml"), "[[decision]]\nkind = \"join\"\n").expect("written");
    let run = guiyi(folder, &["merge", "in", "-o", "other", "--decisions", "decisions"]);
    assert_eq!(run.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&run.stderr).contains("one.toml:"), "{run:?}");
    assert!(!folder.join("other/taxonomy.json").exists());
}
