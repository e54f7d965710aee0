//! Decisions of people, as `guiyi link` and `guiyi merge` apply them.

use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use serde_json::Value;

const ONE: &str = "# 仓库主管\n\n## 岗位职责\n\n### 库存\n\n1. 编制库存盘点计划\n2. 审核入库单据，整理货架标签\n\n### 人员管理\n\n1. 培训新入职搬运员\n";
const OTHER: &str = "# 仓库主管\n\n## 工作职责\n\n### 库存\n\n1. 制定仓库盘点计划\n2. 安排叉车保养\n";

/// A folder with two sources, `in/a.md` and `in/b.md`, and a folder of decisions.
pub(super) struct Place(tempfile::TempDir);

impl Place {
    pub(super) fn new() -> Self {
        let place = Self(tempfile::tempdir().expect("a folder"));
        for folder in ["in", "decisions"] {
            fs::create_dir(place.path().join(folder)).expect("made");
        }
        place.write("in/a.md", ONE);
        place.write("in/b.md", OTHER);
        place
    }

    pub(super) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(super) fn write(&self, name: &str, text: &str) {
        fs::write(self.path().join(name), text).expect("written");
    }

    pub(super) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).expect("there")
    }

    pub(super) fn guiyi(&self, arguments: &[&str]) -> Output {
        let mut command = Command::cargo_bin("guiyi").expect("built");
        command.current_dir(self.path()).env("LANG", "C").args(arguments).output().expect("runs")
    }

    /// Merges with the decisions; the exit status and what was said to people.
    pub(super) fn merge(&self) -> (Option<i32>, String) {
        let run = self.guiyi(&["merge", "in", "-o", "out", "--decisions", "decisions"]);
        (run.status.code(), String::from_utf8(run.stderr).expect("UTF-8"))
    }

    /// The taxonomy after merging with the decisions.
    pub(super) fn taxonomy(&self) -> Value {
        let (status, said) = self.merge();
        assert_eq!(status, Some(0), "{said}");
        serde_json::from_str(&self.read("out/taxonomy.json")).expect("JSON")
    }

    /// The id of the mention with this verbatim title.
    pub(super) fn mention(&self, title: &str) -> String {
        let found = self.guiyi(&["extract", "in", "-q"]);
        let text = String::from_utf8(found.stdout).expect("UTF-8");
        let records = text.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
        let mut own = records.filter(|record| record["title_raw"] == title);
        own.next().expect("extracted")["id"].as_str().expect("text").to_owned()
    }

    /// Decides about the mention with this title.
    pub(super) fn decide(&self, file: &str, kind: &str, title: &str, rest: &str) {
        let id = self.mention(title);
        let target = format!("target = {{ mention = \"{id}\", quote = \"{title}\" }}");
        self.write(
            &format!("decisions/{file}"),
            &format!("[[decision]]\nkind = \"{kind}\"\n{target}\n{rest}\n"),
        );
    }

    /// Decides about a pair.
    pub(super) fn pair(&self, file: &str, kind: &str, a: &str, b: &str) {
        let (a, b) = (self.mention(a), self.mention(b));
        let text = format!(
            "[[decision]]\nkind = \"{kind}\"\na = {{ mention = \"{a}\" }}\nb = {{ mention = \"{b}\" }}\n"
        );
        self.write(&format!("decisions/{file}"), &text);
    }
}

pub(super) fn titles(taxonomy: &Value) -> Vec<&str> {
    let tasks = taxonomy["tasks"].as_array().expect("tasks");
    tasks.iter().map(|task| task["title"].as_str().expect("text")).collect()
}

pub(super) fn task<'a>(taxonomy: &'a Value, title: &str) -> &'a Value {
    let tasks = taxonomy["tasks"].as_array().expect("tasks");
    tasks.iter().find(|task| task["title"] == title).unwrap_or_else(|| panic!("no task {title}: {tasks:#?}"))
}

fn category(taxonomy: &Value, title: &str) -> String {
    let id = &task(taxonomy, title)["category"];
    let categories = taxonomy["categories"].as_array().expect("categories");
    let own = categories.iter().find(|category| category["id"] == *id).expect("its category");
    own["title"].as_str().expect("text").to_owned()
}

fn outcomes(taxonomy: &Value) -> Vec<&str> {
    let rulings = taxonomy["decisions"].as_array().expect("decisions");
    rulings.iter().map(|ruling| ruling["outcome"].as_str().expect("text")).collect()
}

const PLAN: &str = "编制库存盘点计划";
const OTHER_PLAN: &str = "制定仓库盘点计划";
const COMPOUND: &str = "审核入库单据，整理货架标签";
const TRAINING: &str = "培训新入职搬运员";

#[test]
fn a_merge_can_be_overruled_and_one_can_be_demanded() {
    let place = Place::new();
    assert_eq!(titles(&place.taxonomy()).len(), 4, "the two plans are one task");
    place.pair("one.toml", "cannot-link", PLAN, OTHER_PLAN);
    assert_eq!(titles(&place.taxonomy()).len(), 5);
    place.pair("two.toml", "must-link", COMPOUND, "安排叉车保养");
    let taxonomy = place.taxonomy();
    assert_eq!(titles(&taxonomy).len(), 4);
    assert_eq!(outcomes(&taxonomy), ["applied", "applied"]);
    assert!(place.read("out/guiyi.lock").contains("one.toml"));
}

#[test]
fn titles_are_given_and_pinned() {
    let place = Place::new();
    place.decide("a.toml", "rename", PLAN, "title = \"制订盘点计划\"");
    place.decide("b.toml", "pin", TRAINING, "");
    let taxonomy = place.taxonomy();
    let plan = task(&taxonomy, "制订盘点计划");
    let aliases: Vec<&Value> = plan["aliases"].as_array().expect("aliases").iter().collect();
    assert_eq!((plan["pinned"].as_bool(), aliases.len()), (Some(true), 2), "{plan:#}");
    assert_eq!(task(&taxonomy, TRAINING)["pinned"], true);

    place.decide("a.toml", "pin", OTHER_PLAN, "");
    let taxonomy = place.taxonomy();
    assert_eq!(task(&taxonomy, OTHER_PLAN)["id"], plan["id"], "the same task");
}

#[test]
fn what_is_no_task_goes_and_a_compound_comes_apart() {
    let place = Place::new();
    place.decide("a.toml", "ignore", TRAINING, "");
    place.decide("b.toml", "split", COMPOUND, "parts = [\"审核入库单据\", \"整理货架标签\"]");
    let taxonomy = place.taxonomy();
    let titles = titles(&taxonomy);
    assert!(!titles.contains(&TRAINING) && !titles.contains(&COMPOUND), "{titles:?}");
    assert!(titles.contains(&"审核入库单据") && titles.contains(&"整理货架标签"), "{titles:?}");
    let part = &task(&taxonomy, "整理货架标签")["mentions"][0];
    let mentions = taxonomy["mentions"].as_array().expect("mentions");
    let mention = mentions.iter().find(|mention| mention["id"] == *part).expect("its mention");
    let span = |key: &str| usize::try_from(mention[key].as_u64().expect("a number")).expect("small");
    assert_eq!(&ONE[span("byte_start")..span("byte_end")], "整理货架标签");
}

#[test]
fn tasks_move_to_known_and_to_new_categories() {
    let place = Place::new();
    place.decide("a.toml", "recategorise", COMPOUND, "category = \"人员管理\"");
    place.decide("b.toml", "recategorise", "安排叉车保养", "category = \"设备\"");
    let taxonomy = place.taxonomy();
    assert_eq!(category(&taxonomy, COMPOUND), "人员管理");
    assert_eq!(category(&taxonomy, "安排叉车保养"), "设备");
    assert_eq!(category(&taxonomy, PLAN), "库存");
    place.write(
        "decisions/c.toml",
        "[[decision]]\nkind = \"rename-category\"\ncategory = \"库存\"\ntitle = \"仓储\"\n",
    );
    place.write(
        "decisions/d.toml",
        "[[decision]]\nkind = \"rename-role\"\nrole = \"仓库主管\"\ntitle = \"仓储经理\"\n",
    );
    place.write(
        "decisions/e.toml",
        "[[decision]]\nkind = \"rename-category\"\ncategory = \"后勤\"\ntitle = \"总务\"\n",
    );
    let taxonomy = place.taxonomy();
    assert_eq!(category(&taxonomy, PLAN), "仓储");
    assert_eq!(taxonomy["roles"][0]["title"], "仓储经理");
    assert_eq!(outcomes(&taxonomy), ["applied", "applied", "applied", "applied", "lost"]);
}

#[test]
fn a_conflict_of_values_is_decided() {
    let place = Place::new();
    let often =
        |text: &str, title: &str, how: &str| text.replace(title, &format!("{title}\n   - 频率：{how}"));
    place.write("in/a.md", &often(ONE, PLAN, "每周"));
    place.write("in/b.md", &often(OTHER, OTHER_PLAN, "每月"));
    place.pair("0.toml", "must-link", PLAN, OTHER_PLAN);
    let taxonomy = place.taxonomy();
    assert_eq!(task(&taxonomy, PLAN)["conflicts"][0], "frequency");
    place.decide("a.toml", "choose-value", OTHER_PLAN, "attribute = \"frequency\"\nvalues = \"每周\"");
    let taxonomy = place.taxonomy();
    let plan = task(&taxonomy, PLAN);
    let values = plan["attributes"]["frequency"].as_array().expect("values");
    assert!(plan["conflicts"].is_null() && values.len() == 1, "{plan:#}");
    assert_eq!(values[0]["mentions"].as_array().map(Vec::len), Some(1), "a source says so");

    place.decide("a.toml", "choose-value", PLAN, "attribute = \"frequency\"\nvalues = [\"每季度\"]");
    let taxonomy = place.taxonomy();
    let by = &task(&taxonomy, PLAN)["attributes"]["frequency"][0]["mentions"][0];
    let mentions = taxonomy["mentions"].as_array().expect("mentions");
    let by = mentions.iter().find(|mention| mention["id"] == *by).expect("stated");
    assert_eq!((&by["kind"], &by["source"]), (&"manual".into(), &"a.toml".into()), "a person says so");
}

#[test]
fn a_person_adds_a_task_and_names_a_doubt() {
    let place = Place::new();
    place.write(
        "decisions/a.toml",
        "[[decision]]\nkind = \"add\"\ntitle = \"编写交接班手册\"\ncategory = \"人员管理\"\n\
         attributes = { tools = [\"表格\"] }\n",
    );
    place.pair("b.toml", "unsure", COMPOUND, TRAINING);
    let taxonomy = place.taxonomy();
    let added = task(&taxonomy, "编写交接班手册");
    assert_eq!((added["support"].as_u64(), added["pinned"].as_bool()), (Some(0), Some(true)));
    assert_eq!(category(&taxonomy, "编写交接班手册"), "人员管理");
    assert_eq!(added["attributes"]["tools"][0]["value"], "表格");
    let review = taxonomy["review"].as_array().expect("review");
    assert_eq!(review.last().expect("one")["reason"], "unsure");
    assert!(place.read("out/taxonomy.md").contains("编写交接班手册"));
}

#[test]
fn a_contradiction_prints_the_chain_and_writes_nothing() {
    let place = Place::new();
    place.pair("a.toml", "must-link", PLAN, COMPOUND);
    place.pair("b.toml", "must-link", COMPOUND, TRAINING);
    place.pair("c.toml", "cannot-link", TRAINING, PLAN);
    let (status, said) = place.merge();
    assert_eq!(status, Some(2), "{said}");
    for file in ["a.toml:1", "b.toml:1", "c.toml:1"] {
        assert!(said.contains(file), "{said}");
    }
    assert!(!place.path().join("out/taxonomy.json").exists());

    let place = Place::new();
    place.decide("a.toml", "rename", PLAN, "title = \"甲\"");
    place.decide("b.toml", "rename", OTHER_PLAN, "title = \"乙\"");
    let (status, said) = place.merge();
    assert!(status == Some(2) && said.contains("a.toml:1") && said.contains("b.toml:1"), "{said}");
    place.pair("c.toml", "cannot-link", PLAN, OTHER_PLAN);
    assert_eq!(place.merge().0, Some(0), "two tasks have two titles");
}

#[test]
fn decisions_survive_edits_and_say_when_to_look_again() {
    let place = Place::new();
    place.taxonomy();
    let ids = place.guiyi(&["decide", "rename", &place.mention(COMPOUND), "审单与贴标", "-o", "out"]);
    assert!(ids.status.success(), "{}", String::from_utf8_lossy(&ids.stderr));
    place.write(
        "in/a.md",
        &ONE.replace("1. 编制", "1. 新添一项职责\n2. 编制").replace("整理货架标签", "更新货架标签"),
    );
    let (status, said) = place.merge();
    assert_eq!(status, Some(0), "{said}");
    assert!(said.contains(COMPOUND) && said.contains("审核入库单据，更新货架标签"), "{said}");
    let taxonomy = place.taxonomy();
    assert_eq!(outcomes(&taxonomy), ["stale"]);
    assert_eq!(task(&taxonomy, "审单与贴标")["aliases"][0]["title"], "审核入库单据，更新货架标签");

    place.write("in/a.md", "# 仓库主管\n\n## 岗位职责\n\n1. 编制库存盘点计划\n");
    let (_, said) = place.merge();
    assert!(said.contains(COMPOUND), "{said}");
    assert_eq!(outcomes(&place.taxonomy()), ["lost"]);
    place.write("in/a.md", ONE);
    assert_eq!(outcomes(&place.taxonomy()), ["applied"], "kept, and found again");
}

#[test]
fn a_file_that_cannot_be_used_stops_the_run_with_its_line() {
    let place = Place::new();
    let good = "[[decision]]\nkind = \"ignore\"\ntarget = { mention = \"m1\" }\n";
    for (text, line) in [
        ("[[decision]]\nkind = \"join\"\n".to_owned(), 2),
        (good[..good.len() - 6].to_owned(), 3),
        (format!("format = \"guiyi.decisions/2\"\n{good}"), 1),
        (format!("format = \"other/1\"\n{good}"), 1),
        ("[package]\nname = \"x\"\n".to_owned(), 1),
        (format!("{good}reason = \"x\"\n"), 4),
    ] {
        place.write("decisions/one.toml", &text);
        let (status, said) = place.merge();
        assert_eq!(status, Some(2), "{text}");
        assert!(said.contains(&format!("one.toml:{line}:")), "{text}\n{said}");
        assert!(!place.path().join("out/taxonomy.json").exists());
    }
}

#[test]
fn link_applies_decisions_about_pairs_and_what_is_no_task() {
    let place = Place::new();
    let found = place.guiyi(&["extract", "in", "-q"]);
    place.write("tasks.jsonl", &String::from_utf8(found.stdout).expect("UTF-8"));
    place.decide("a.toml", "ignore", PLAN, "");
    place.pair("b.toml", "must-link", TRAINING, "安排叉车保养");
    let run = place.guiyi(&["link", "tasks.jsonl", "--decisions", "decisions"]);
    let text = String::from_utf8(run.stdout).expect("UTF-8");
    let clusters: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let members: usize =
        clusters.iter().map(|cluster| cluster["members"].as_array().map_or(0, Vec::len)).sum();
    assert_eq!((clusters.len(), members), (3, 4), "{text}");
    assert!(!text.contains(&place.mention(PLAN)), "{text}");
}
