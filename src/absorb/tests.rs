//! Hand edits.

use super::*;
use crate::identify::identify;
use crate::merge::fixture::{coffee, say};
use crate::render::markdown;
use crate::taxonomy::DecisionKind as Kind;

fn taxonomy() -> Taxonomy {
    let mut corpus = coffee();
    let task = corpus.task("试饮", ["看板.md", "咖啡 店长", "营业"], "1. 组织*试饮*（新品、旧品）");
    say(task, Attribute::Tools, &["甲、乙表", "Excel"]);
    say(task, Attribute::Description, &["每周一次。", "- 记录 <反馈> & 意见"]);
    say(task, Attribute::Purpose, &["少错；不漏"]);
    identify(corpus.merged(), None).0
}

fn text(taxonomy: &Taxonomy) -> String {
    let mut bytes = Vec::new();
    markdown::write(taxonomy, &markdown::Options::default(), &mut bytes).expect("memory");
    String::from_utf8(bytes).expect("UTF-8")
}

fn sheet(taxonomy: &Taxonomy) -> Sheet {
    Sheet::of_markdown(&text(taxonomy), &known(taxonomy))
}

/// What an edit of the text comes to, with what was built since.
fn since(edit: impl Fn(String) -> String, latest: &Taxonomy) -> Absorbed {
    let base = taxonomy();
    let edited = edit(text(&base));
    assert_ne!(edited, text(&base), "the edit hits something");
    let edited = Sheet::of_markdown(&edited, &known(&base));
    let version = |taxonomy, sheet| Version { taxonomy, sheet };
    absorb(version(&base, &sheet(&base)), &edited, version(latest, &sheet(latest)), &[])
}

fn edited(edit: impl Fn(String) -> String) -> Absorbed {
    since(edit, &taxonomy())
}

fn only(absorbed: &Absorbed) -> (&str, &Kind) {
    let [one] = absorbed.proposals.as_slice() else { panic!("one edit: {absorbed:#?}") };
    assert_eq!((one.conflict.as_ref(), one.kinds.len()), (None, 1), "{one:#?}");
    (&one.id, &one.kinds[0])
}

#[test]
fn a_page_reads_back_as_it_was_written() {
    let taxonomy = taxonomy();
    let sheet = sheet(&taxonomy);
    let known = known(&taxonomy);
    assert_eq!(sheet.tasks.len(), taxonomy.tasks.len());
    for (row, task) in sheet.tasks.iter().zip(&taxonomy.tasks) {
        assert_eq!((row.heading.id.as_ref(), &row.heading.title), (Some(&task.id), &task.title));
        assert_eq!(sheet.category_of(row).and_then(|heading| heading.id.as_ref()), Some(&task.category));
        for (attribute, values) in &known[&task.id] {
            let shown: BTreeSet<&String> = values.iter().collect();
            assert_eq!(row.values[attribute].iter().collect::<BTreeSet<_>>(), shown, "{attribute:?}");
        }
    }
    let nothing = edited(|text| text.replace("[1:1]", "[1:2]").replace('\n', "\r\n"));
    assert_eq!(nothing, Absorbed::default());
}

#[test]
fn each_edit_is_one_decision() {
    let found = edited(|text| text.replace("### 编排门店班次 <", "### 制定班表 <"));
    assert!(matches!(only(&found), ("CSM-0001", Kind::Rename { title, .. }) if title == "制定班表"));

    let found =
        edited(|text| text.replace("每周<sup>[1:1]</sup> ／ 每月<sup>[2:1]</sup>（各来源不一致）", "每周"));
    let (id, kind) = only(&found);
    assert!(
        id == "CSM-0001" && matches!(kind, Kind::ChooseValue { values, .. } if *values == ["每周"]),
        "{kind:?}"
    );

    let found = edited(|text| text.replace("## 人员管理 <!-- CSM-C01", "## 班组 <!-- CSM-C01"));
    assert!(matches!(only(&found), ("CSM-C01", Kind::RenameCategory { category, title, .. })
        if category == "人员管理" && title == "班组"));

    let found = edited(|text| text.replace("# 咖啡店长 <!-- CSM", "# 门店店长 <!-- CSM"));
    assert!(matches!(only(&found), ("CSM", Kind::RenameRole { role, .. }) if role == "咖啡店长"));
}

/// The text of a task, from its heading to the next one.
fn section(text: &str, id: &str) -> String {
    let at = text.find(&format!("<!-- {id} -->")).expect("there");
    let start = text[..at].rfind("### ").expect("a heading");
    let end =
        ["\n### ", "\n## ", "\n<a id"].iter().filter_map(|mark| text[at..].find(mark)).min().expect("more");
    text[start..at + end + 1].to_owned()
}

#[test]
fn tasks_move_go_and_come() {
    let found = edited(|text| {
        let moved = section(&text, "CSM-0002");
        let rest = text.replace(&moved, "");
        let (head, tail) = rest.split_once("## 营业 <!-- CSM-C02 -->\n").expect("a category");
        format!("{head}## 营业 <!-- CSM-C02 -->\n\n{moved}{tail}")
    });
    assert!(matches!(only(&found), ("CSM-0002", Kind::Recategorise { category, .. }) if category == "营业"));

    let found = edited(|text| text.replace(&section(&text, "CSM-0001"), ""));
    let [one] = found.proposals.as_slice() else { panic!("one edit") };
    assert_eq!((one.id.as_str(), one.kinds.len(), found.gone), ("CSM-0001", 2, 1), "both mentions");
    assert!(one.kinds.iter().all(|kind| matches!(kind, Kind::Ignore { .. })));

    let found = edited(|text| {
        text.replace(
            "## 营业 <!-- CSM-C02 -->\n",
            "## 营业 <!-- CSM-C02 -->\n\n### 编写交接手册\n\n写清每班要点\n\n- **工具**：表格、白板\n",
        )
    });
    let (_, Kind::Add { title, role, category, attributes }) = only(&found) else { panic!("an addition") };
    assert_eq!(
        (title.as_str(), role.as_deref(), category.as_deref()),
        ("编写交接手册", Some("咖啡店长"), Some("营业"))
    );
    assert_eq!(attributes[&Attribute::Tools], ["表格", "白板"]);
    assert_eq!(attributes[&Attribute::Description], ["写清每班要点"]);
}

#[test]
fn a_heading_without_its_comment_is_known_by_its_words() {
    let found = edited(|text| text.replace("### 核对考勤 <!-- CSM-0002 -->", "### 核对考勤"));
    assert_eq!(found, Absorbed::default());
}

#[test]
fn what_the_build_changed_too_is_a_conflict() {
    let mut latest = taxonomy();
    latest.tasks[0].title = "编制排班表".to_owned();
    let found = since(|text| text.replace("### 编排门店班次 <", "### 制定班表 <"), &latest);
    assert_eq!(found.proposals[0].conflict.as_deref(), Some("编制排班表"));
    let found = since(|text| text.replace("### 编排门店班次 <", "### 编制排班表 <"), &latest);
    assert!(found.proposals.is_empty(), "both sides agree");
    let found = since(|text| text.replace(&section(&text, "CSM-0001"), ""), &latest);
    assert!(found.proposals[0].conflict.is_some());
}

#[test]
fn what_cannot_be_taken_is_told() {
    let found = edited(|text| text.replace("- 大专及以上", "- 本科及以上"));
    assert!(found.proposals.is_empty());
    let left: Vec<&str> = found.left.iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(left, ["- 本科及以上", "- 大专及以上"]);
}

#[test]
fn json_is_edited_alike() {
    let base = taxonomy();
    let version = |sheet| Version { taxonomy: &base, sheet };
    let plain = Sheet::of_taxonomy(&base);
    let of = |value: &serde_json::Value| {
        let edited = Sheet::of_json(&value.to_string(), &base).expect("JSON");
        absorb(version(&plain), &edited, version(&plain), &[])
    };
    let mut value = serde_json::to_value(&base).expect("plain data");
    assert_eq!(of(&value), Absorbed::default());
    value["tasks"][0]["title"] = "制定班表".into();
    value["tasks"][1]["category"] = "CSM-C02".into();
    let third = value["tasks"][2]["id"].clone();
    value["categories"][3]["tasks"].as_array_mut().expect("a list").push(third);
    value["tasks"].as_array_mut().expect("tasks").remove(4);
    value["tasks"]
        .as_array_mut()
        .expect("tasks")
        .push(serde_json::json!({ "title": "编写交接手册", "category": "营业" }));
    value["tasks"][0]["support"] = 9.into();
    let found = of(&value);
    let kinds: Vec<&str> = found.proposals.iter().map(|one| one.kinds[0].name()).collect();
    assert_eq!(kinds, ["rename", "recategorise", "recategorise", "add", "ignore"]);
    assert_eq!(found.left, [(0, "tasks CSM-0001".to_owned())]);
}
