//! A taxonomy that lives on: what `guiyi merge` does in a folder that holds an earlier result.

mod taxonomies;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use super::samples::tree;

/// What a command left behind: exit status, standard output, standard error.
pub(crate) struct Run(i32, String, String);

impl Run {
    pub(crate) fn parts(self) -> (i32, String, String) {
        (self.0, self.1, self.2)
    }

    #[track_caller]
    pub(crate) fn expect(self, status: i32) -> Self {
        assert_eq!(self.0, status, "out: {}\nerr: {}", self.1, self.2);
        self
    }

    #[track_caller]
    fn says(self, needle: &str) -> Self {
        assert!(self.2.contains(needle), "no {needle:?} in: {}", self.2);
        self
    }
}

fn command(place: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin("guiyi"));
    command.current_dir(place).env_remove("GUIYI_LANG").env("LC_ALL", "C").env("LANG", "C").args(arguments);
    command
}

pub(crate) fn guiyi(place: &Path, arguments: &[&str]) -> Run {
    let output = command(place, arguments).output().expect("started");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Run(output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

pub(crate) fn put(place: &Path, name: &str, text: &str) {
    let path = place.join(name);
    fs::create_dir_all(path.parent().expect("a folder")).expect("folder");
    fs::write(path, text).expect("file");
}

const MERGE: [&str; 5] = ["merge", "in", "-o", "out", "--no-config"];

fn with<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&MERGE[..], more].concat()
}

const WARD: &str = "# 病房护士\n\n## 岗位职责\n\n1. 核对医嘱\n2. 测量生命体征\n3. 书写护理记录\n";
const CLINIC: &str = "# 病房护士\n\n## 工作内容\n\n1. 核对医嘱\n2. 指导患者用药\n";

fn place() -> tempfile::TempDir {
    let place = tempfile::tempdir().expect("temporary folder");
    put(place.path(), "in/ward.md", WARD);
    put(place.path(), "in/clinic.md", CLINIC);
    place
}

#[test]
fn an_unusable_earlier_result_is_told_with_file_and_line_and_nothing_is_overwritten() {
    let place = place();
    let place = place.path();
    guiyi(place, &MERGE).expect(0);
    let good = tree(&place.join("out"));
    let read = |name: &str| fs::read_to_string(place.join("out").join(name)).expect("file");
    let (taxonomy, lock) = (read("taxonomy.json"), read("guiyi.lock"));
    let half = taxonomy[..taxonomy.len() / 2].rfind('\n').expect("many lines");
    let cases: [(&str, Vec<u8>, &str); 8] = [
        ("taxonomy.json", taxonomy[..half].into(), &format!("line {}", taxonomy[..half].lines().count())),
        ("taxonomy.json", Vec::new(), "line 1"),
        ("taxonomy.json", b"{\n\"format\": \"other/1\"}".into(), "line 2: format is \"other/1\""),
        ("taxonomy.json", taxonomy.replace("taxonomy/1", "taxonomy/7").into(), "newer"),
        ("taxonomy.json", b"{\n\n\xff".into(), "line 3"),
        ("guiyi.lock", lock.replace("lock/1", "lock/7").into(), "line 3: format is \"guiyi.lock/7\""),
        ("guiyi.lock", lock.replace("engine = ", "engine ").into(), "line 4"),
        ("guiyi.lock", b"not toml".into(), "line 1"),
    ];
    for (name, bytes, said) in cases {
        let intact = fs::read(place.join("out").join(name)).expect("file");
        fs::write(place.join("out").join(name), &bytes).expect("file");
        let before = tree(&place.join("out"));
        for arguments in [with(&[]), with(&["--check"]), with(&["--dry-run"])] {
            guiyi(place, &arguments).expect(2).says(&format!("out/{name}")).says(said);
        }
        assert_eq!(tree(&place.join("out")), before, "{name}: {said}");
        fs::write(place.join("out").join(name), intact).expect("file");
    }
    fs::remove_file(place.join("out/taxonomy.json")).expect("there");
    guiyi(place, &MERGE).expect(2).says("all ids would start anew");
    put(place, "out/taxonomy.json", &taxonomy);
    guiyi(place, &with(&["--check"])).expect(0);
    assert_eq!(tree(&place.join("out")), good);
}

#[test]
fn locked_runs_name_what_differs() {
    let place = place();
    let place = place.path();
    let locked = with(&["--locked", "--check", "--decisions", "decisions"]);
    fs::create_dir(place.join("decisions")).expect("folder");
    guiyi(place, &locked).expect(2).says("guiyi.lock");
    guiyi(place, &with(&["--decisions", "decisions"])).expect(0);
    guiyi(place, &locked).expect(0);
    let result = tree(&place.join("out"));

    put(place, "in/ward.md", &WARD.replace("测量", "监测"));
    guiyi(place, &locked).expect(1).says("source ward.md has changed");
    guiyi(place, &with(&["--locked", "--decisions", "decisions"])).expect(2).says("ward.md");
    put(place, "in/ward.md", WARD);
    fs::rename(place.join("in/clinic.md"), place.join("in/door.md")).expect("renamed");
    guiyi(place, &locked).expect(1).says("clinic.md is gone").says("door.md is not in it");
    fs::rename(place.join("in/door.md"), place.join("in/clinic.md")).expect("renamed");
    put(place, "decisions/a.toml", "");
    guiyi(place, &locked).expect(1).says("decision file a.toml");
    fs::remove_file(place.join("decisions/a.toml")).expect("there");
    guiyi(place, &[&locked[..], &["--set", "link.threshold=1.0"]].concat()).expect(1).says("settings");
    put(place, "lex/verbs.tsv", "问诊\tstrong\ttail\n");
    guiyi(place, &[&locked[..], &["--lexicons", "lex"]].concat()).expect(1).says("lexicon verbs.tsv");
    assert_eq!(tree(&place.join("out")), result, "nothing was written");
    put(place, "out/taxonomy.md", "changed");
    guiyi(place, &locked).expect(1).says("taxonomy.md: would change");
}

#[test]
fn files_of_a_source_that_is_gone_go_unless_somebody_changed_them() {
    let place = place();
    let place = place.path();
    put(place, "in/old/desk.md", CLINIC);
    guiyi(place, &MERGE).expect(0);
    assert!(place.join("out/old/desk.md").exists());
    fs::remove_dir_all(place.join("in/old")).expect("there");
    fs::remove_file(place.join("in/clinic.md")).expect("there");
    put(place, "out/clinic.md", "my own notes");
    put(place, "out/notes.md", "not guiyi's");
    guiyi(place, &with(&["--check"])).expect(1).says("old/desk.md: would change");
    guiyi(place, &MERGE).expect(0).says("clinic.md");
    assert!(!place.join("out/old").exists());
    assert!(!place.join("out/clinic.removals.jsonl").exists());
    assert!(place.join("out/clinic.md").exists() && place.join("out/notes.md").exists());
    guiyi(place, &with(&["--locked", "--check"])).expect(0);
}

/// The files of a result without what guiyi keeps for itself.
fn copy(from: &Path, to: &Path) {
    for (name, bytes) in tree(from) {
        let path: PathBuf = to.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("folder");
        fs::write(path, bytes).expect("file");
    }
}

#[cfg(unix)]
#[test]
fn killed_at_any_moment_the_old_or_the_new_result_is_whole() {
    let place = place();
    let place = place.path();
    guiyi(place, &MERGE).expect(0);
    let old = tree(&place.join("out"));
    // What guiyi keeps for itself: with it the next result is made from the last one, without it from everything.
    let mut own = Vec::new();
    for name in [".gitignore", "cache", "base/1.json"] {
        own.push((name, fs::read(place.join("out/.guiyi").join(name)).expect("kept")));
    }
    put(place, "in/night.md", "# 病房护士\n\n## 职责\n\n- 夜间巡视病房\n- 核对医嘱\n");
    copy(&place.join("out"), &place.join("other"));
    guiyi(place, &["merge", "in", "-o", "other", "--no-config"]).expect(0);
    let new = tree(&place.join("other"));
    let (mut outcomes, mut carried_on) = ([0, 0], 0);
    for delay in 0..24 {
        fs::remove_dir_all(place.join("out")).expect("there");
        for (name, bytes) in &old {
            put(place, &format!("out/{name}"), &String::from_utf8_lossy(bytes));
        }
        fs::create_dir_all(place.join("out/.guiyi/base")).expect("folder");
        for (name, bytes) in own.iter().filter(|_| delay % 2 == 0) {
            fs::write(place.join("out/.guiyi").join(name), bytes).expect("file");
        }
        let mut child =
            command(place, &MERGE).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("started");
        std::thread::sleep(Duration::from_millis(delay * 12));
        child.kill().expect("SIGKILL");
        child.wait().expect("ended");
        // Looking at the result changes nothing in it, except that a commit that holds is finished.
        guiyi(place, &with(&["--check", "-q"]));
        let found = tree(&place.join("out"));
        let journal = place.join("out/.guiyi/commit.json").exists();
        assert!(journal || found == old || found == new, "after {delay}");
        outcomes[usize::from(found == new)] += 1;
        guiyi(place, &MERGE).expect(0);
        assert_eq!(tree(&place.join("out")), new, "after {delay}");
        carried_on += usize::from(place.join("out/.guiyi/base/2.pieces").exists());
    }
    assert!(outcomes[0] > 0, "no kill came in time: {outcomes:?}");
    assert!((1..=12).contains(&carried_on), "both ways were taken: {carried_on}");
}

/// Ids and titles of the tasks, and the retired ids with what replaced them.
fn tasks(place: &Path) -> Vec<String> {
    let text = fs::read_to_string(place.join("out/taxonomy.json")).expect("file");
    let taxonomy: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let list = |key: &str| taxonomy[key].as_array().cloned().unwrap_or_default();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let alive =
        list("tasks").into_iter().map(|task| format!("{} {}", text(&task["id"]), text(&task["title"])));
    let gone = list("retired").into_iter().map(|retired| {
        let heirs: Vec<String> = retired["replaced_by"].as_array().into_iter().flatten().map(text).collect();
        format!("{} → {}", text(&retired["id"]), heirs.join(" "))
    });
    let mut all: Vec<String> = alive.chain(gone).collect();
    all.sort();
    all
}

fn names(place: &Path) -> Vec<String> {
    tree(&place.join("out")).into_iter().map(|(name, _)| name).filter(|name| name.ends_with(".md")).collect()
}

/// The worked example of the README.
#[test]
fn a_story_of_seven_iterations() {
    let place = tempfile::tempdir().expect("temporary folder");
    let place = place.path();
    let page = |title: &str, items: &[&str]| {
        let items: Vec<String> = items.iter().map(|item| format!("- {item}\n")).collect();
        format!("# 仓库主管\n\n## {title}\n\n{}", items.concat())
    };
    let run = |more: &[&str]| {
        let run = guiyi(place, &[&with(&["--decisions", "decisions"])[..], more].concat());
        assert_eq!(run.0, 0, "{}", run.2);
        let again = guiyi(place, &[&with(&["--decisions", "decisions"])[..], more].concat());
        assert!(again.0 == 0 && again.1.is_empty(), "a second run changes nothing: {}", again.1);
        guiyi(place, &[&with(&["--decisions", "decisions", "--locked", "--check"])[..], more].concat())
            .expect(0);
        run
    };
    fs::create_dir(place.join("decisions")).expect("folder");

    // Three sources.
    put(place, "in/招聘.md", &page("岗位职责", &["编制库存盘点计划", "审核入库单据", "优化仓库拣货动线"]));
    put(place, "in/手册.md", &page("工作内容", &["编制库存盘点计划", "检查消防设施"]));
    put(place, "in/笔记.md", &page("日常工作", &["审核入库单据", "预约冷链运输车辆"]));
    assert_eq!(run(&[]).1, "", "a first run has no change list");
    assert_eq!(tasks(place).len(), 5, "two of seven statements are the same");
    let id = |title: &str| {
        let all = tasks(place);
        let found =
            all.iter().find(|task| task.ends_with(title)).unwrap_or_else(|| panic!("{title}: {all:?}"));
        found.split(' ').next().expect("an id").to_owned()
    };
    let fire = id("检查消防设施");
    let (route, receive) = (id("优化仓库拣货动线"), id("审核入库单据"));
    assert_eq!(tasks(place).last().map(|task| &task[..7]), Some("WS-0005"));
    assert_eq!(names(place), ["taxonomy.md", "手册.md", "招聘.md", "笔记.md"]);

    // A fourth arrives, in Traditional.
    put(
        place,
        "in/物流.html",
        "<html><body><h1>倉庫主管</h1><h2>主要職責</h2><ul><li>審核入庫單據</li>\n\
        <li>處理客戶退貨</li></ul></body></html>",
    );
    assert_eq!(
        run(&[]).1,
        format!(
            "新增 1  来源 1\n\
             新增 任务 WS-0006 处理客户退货〔来源新增 物流.html〕\n\
             来源 任务 {receive} 审核入库单据：+ 物流.html:1 審核入庫單據〔来源新增 物流.html〕\n"
        )
    );
    assert!(names(place).contains(&"物流.md".to_owned()));

    // Two decisions.
    let decide = |words: &[&str]| {
        let all = [&["decide"], words, &["-o", "out", "--decisions", "decisions"]].concat();
        guiyi(place, &all).expect(0);
    };
    decide(&["rename", &receive, "审核出入库单据"]);
    decide(&["must-link", &route, "WS-0006"]);
    let changes = run(&[]).1;
    assert!(changes.starts_with("合并 1  改名 "), "{changes}");
    let renamed = format!("改名 任务 {receive} 审核入库单据 → 审核出入库单据〔裁决 rename-");
    assert!(changes.contains(&renamed) && changes.contains("（WS-0006）〔裁决 must-link-"), "{changes}");
    assert!(tasks(place).contains(&format!("WS-0006 → {route}")), "{:?}", tasks(place));

    // A person edits the page itself: the title becomes a decision.
    let cold = id("预约冷链运输车辆");
    let page_path = place.join("out/taxonomy.md");
    let text = fs::read_to_string(&page_path).expect("file");
    let edited = text.replace("### 预约冷链运输车辆 <", "### 提前预约冷链车辆 <");
    assert_ne!(edited, text);
    fs::write(&page_path, edited).expect("file");
    guiyi(place, &with(&["--decisions", "decisions"])).expect(2).says("guiyi absorb");
    let absorbed = guiyi(place, &["absorb", "out/taxonomy.md", "-o", "out", "--decisions", "decisions"]);
    assert_eq!(absorbed.expect(0).1.lines().count(), 1);
    let changes = run(&[]).1;
    let renamed = format!("改名 任务 {cold} 预约冷链运输车辆 → 提前预约冷链车辆〔裁决 ");
    assert!(changes.starts_with("改名 1\n") && changes.contains(&renamed), "{changes}");

    // A source is edited: the line in other words is known again.
    put(place, "in/手册.md", &page("工作内容", &["编制库存盘点计划", "每周检查消防设施"]));
    assert_eq!(
        run(&[]).1,
        format!(
            "改名 1  来源 1\n\
             改名 任务 {fire} 检查消防设施 → 每周检查消防设施〔来源修改 手册.md〕\n\
             来源 任务 {fire} 每周检查消防设施：− 手册.md:6 检查消防设施 + 手册.md:6 每周检查消防设施〔来源修改 手册.md〕\n"
        )
    );

    // A source is removed.
    fs::remove_file(place.join("in/手册.md")).expect("there");
    let gone = run(&[]).says("手册.md: the source is gone, and 2 statements with it");
    assert!(gone.1.contains(&format!("退役 任务 {fire} 每周检查消防设施〔来源移除 手册.md〕")), "{}", gone.1);
    assert_eq!(names(place), ["taxonomy.md", "招聘.md", "物流.md", "笔记.md"]);

    // A setting changes: nothing is one task any more that people did not join.
    let changes = run(&["--set", "link.threshold=99"]).1;
    assert!(changes.starts_with("拆分 1\n") || changes.starts_with("拆分 1  "), "{changes}");
    assert!(changes.contains(&format!("拆分 任务 {receive} ")), "{changes}");
    assert!(changes.contains("（WS-0007、WS-0008）〔设置 settings〕"), "{changes}");
    let now = tasks(place);
    let alive = |id: &str| now.iter().any(|task| task.starts_with(id) && !task.contains('→'));
    assert!(alive(&receive) && alive(&route) && now.contains(&format!("{fire} → ")), "{now:?}");
}

#[test]
fn a_renamed_and_edited_file_keeps_its_tasks() {
    let place = place();
    let place = place.path();
    guiyi(place, &MERGE).expect(0);
    let ids = tasks(place);
    fs::remove_file(place.join("in/ward.md")).expect("there");
    put(place, "in/2026/ward-new.md", &format!("{WARD}4. 清点急救药品\n"));
    let run = guiyi(place, &MERGE).expect(0);
    assert!(run.1.contains("〔来源改名 ward.md → 2026/ward-new.md〕"), "{}", run.1);
    assert!(!run.1.contains("退役") && !run.2.contains("nowhere"), "{}{}", run.1, run.2);
    let now = tasks(place);
    assert!(now.len() == ids.len() + 1 && ids.iter().all(|task| now.contains(task)), "{now:?}");
    assert_eq!(names(place), ["2026/ward-new.md", "clinic.md", "taxonomy.md"]);
}
