//! Hand edits of the results come back.

use std::fs;

use super::decisions::{Place, task, titles};

const PAGE: &str = "out/taxonomy.md";

/// A merged folder and the text of its `taxonomy.md`.
fn merged() -> (Place, String) {
    let place = Place::new();
    place.taxonomy();
    let page = place.read(PAGE);
    (place, page)
}

fn absorb(place: &Place, file: &str, more: &[&str]) -> (Option<i32>, String, String) {
    let run = place.guiyi(&[&["absorb", file, "-o", "out"], more].concat());
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (run.status.code(), text(run.stdout), text(run.stderr))
}

fn decisions(place: &Place) -> usize {
    fs::read_dir(place.path().join("decisions")).expect("a folder").count()
}

#[test]
fn an_edited_page_is_not_written_over_and_its_edits_hold() {
    let (place, page) = merged();
    let edited = page
        .replace("### 培训新入职搬运员 <", "### 带教新搬运员 <")
        .replace("## 库存 <!--", "## 仓储 <!--")
        .replace(
            "## 人员管理 <!-- WS-C02 -->\n",
            "## 人员管理 <!-- WS-C02 -->\n\n### 编写交接班手册\n\n- **工具**：表格\n",
        );
    assert_ne!(edited, page);
    place.write(PAGE, &edited);
    let (status, said) = place.merge();
    assert!(status == Some(2) && said.contains("guiyi absorb"), "{said}");
    assert_eq!(place.read(PAGE), edited);
    let dry = place.guiyi(&["merge", "in", "-o", "out", "--dry-run"]);
    assert_eq!(dry.status.code(), Some(0), "{dry:?}");

    let (status, listed, said) = absorb(&place, PAGE, &["--dry-run"]);
    assert_eq!((status, listed.lines().count(), decisions(&place)), (Some(0), 3, 0), "{said}");
    let (status, listed, said) = absorb(&place, PAGE, &[]);
    assert_eq!((status, listed.lines().count(), decisions(&place)), (Some(0), 3, 3), "{said}");
    let (status, listed, _) = absorb(&place, PAGE, &[]);
    assert_eq!((status, listed.as_str(), decisions(&place)), (Some(0), "", 3), "a second time is none");

    let taxonomy = place.taxonomy();
    assert_eq!(titles(&taxonomy).len(), 5);
    assert_eq!(task(&taxonomy, "带教新搬运员")["aliases"][0]["title"], "培训新入职搬运员");
    assert_eq!(task(&taxonomy, "编写交接班手册")["attributes"]["tools"][0]["value"], "表格");
    let page = place.read(PAGE);
    assert!(page.contains("## 仓储 <!-- WS-C01 -->"), "{page}");
    let (status, listed, _) = absorb(&place, PAGE, &[]);
    assert_eq!((status, listed.as_str()), (Some(0), ""), "nothing was edited since");

    place.write(
        PAGE,
        &page.replace("### 带教新搬运员 <", "### 带新人 <").replace("## 仓储 <!--", "## 货物 <!--"),
    );
    let (status, listed, said) = absorb(&place, PAGE, &[]);
    assert_eq!((status, listed.lines().count()), (Some(0), 2), "takes the place of the earlier ones: {said}");
    let taxonomy = place.taxonomy();
    task(&taxonomy, "带新人");
    assert!(place.read(PAGE).contains("## 货物 <!-- WS-C01 -->"));
}

#[test]
fn an_edit_of_an_older_copy_meets_what_was_built_since() {
    let (place, page) = merged();
    place.write(
        "copy.md",
        &page
            .replace("### 培训新入职搬运员 <", "### 带教新人 <")
            .replace("### 编制库存盘点计划 <", "### 盘库 <"),
    );
    place.write("in/c.md", "# 仓库主管\n\n## 岗位职责\n\n1. 核对送货回单\n2. 培训新入职搬运员\n");
    let run =
        place.guiyi(&["decide", "rename", &place.mention("编制库存盘点计划"), "制订盘点计划", "-o", "out"]);
    assert!(run.status.success(), "{run:?}");
    let before = titles(&place.taxonomy()).len();
    let (status, listed, said) = absorb(&place, "copy.md", &[]);
    assert_eq!((status, listed.lines().count()), (Some(1), 2), "{said}");
    assert!(said.contains("盘库") && said.contains("制订盘点计划"), "both are told: {said}");
    let (status, said) = place.merge();
    assert!(status == Some(0) && said.contains("盘库"), "still told: {said}");
    let taxonomy = place.taxonomy();
    assert_eq!(titles(&taxonomy).len(), before, "what came since is not taken for deleted");
    task(&taxonomy, "带教新人");
    task(&taxonomy, "制订盘点计划");
    assert!(place.read(PAGE).contains("盘库"), "for a person to choose");
}

#[test]
fn json_comes_back_too() {
    let place = Place::new();
    let id = task(&place.taxonomy(), "培训新入职搬运员")["id"].clone();
    let text = place.read("out/taxonomy.json");
    place.write(
        "out/taxonomy.json",
        &text.replace("\"title\": \"培训新入职搬运员\"", "\"title\": \"带教新人\""),
    );
    assert_eq!(place.merge().0, Some(2));
    let (status, listed, said) = absorb(&place, "out/taxonomy.json", &[]);
    assert!(status == Some(0) && listed.contains("带教新人"), "{listed}{said}");
    let taxonomy = place.taxonomy();
    assert_eq!(task(&taxonomy, "带教新人")["id"], id);
}

#[test]
fn files_that_are_not_whole_are_refused() {
    let (place, page) = merged();
    place.write("cut.md", &page[..page.find("### 培训").expect("a task")]);
    let (status, _, said) = absorb(&place, "cut.md", &[]);
    assert!(status == Some(2) && said.contains("cut.md"), "{said}");
    let (second, _) = page.match_indices("### ").nth(1).expect("a second task");
    let seal = &page[page.find("<!-- guiyi").expect("a seal")..];
    place.write("few.md", &format!("{}\n{seal}", &page[..second]));
    let (status, _, said) = absorb(&place, "few.md", &[]);
    assert!(status == Some(2) && said.contains("--deletions"), "{said}");
    let (status, _, said) = absorb(&place, "few.md", &["--deletions"]);
    assert!(status == Some(1) && said.contains("few.md"), "the questions at the end are gone too: {said}");
    assert_eq!(titles(&place.taxonomy()).len(), 1);
    let other = page.replace("<!-- guiyi 1 ", "<!-- guiyi 7 ").replace("### 培训", "### 辅导");
    place.write("other.md", &other);
    assert_eq!(absorb(&place, "other.md", &[]).0, Some(2), "of a revision that is not kept");
    assert_eq!(absorb(&place, "nowhere.md", &[]).0, Some(2));
}

#[test]
fn what_is_no_part_of_the_taxonomy_is_told_and_kept() {
    let (place, page) = merged();
    let edited = page.replace("## 来源", "一段批注\n\n## 来源");
    place.write(PAGE, &edited);
    let (status, _, said) = absorb(&place, PAGE, &[]);
    assert!(status == Some(1) && said.contains("一段批注"), "{said}");
    assert_eq!(place.merge().0, Some(0));
    let kept = fs::read_dir(place.path().join("out/.guiyi/edited")).expect("a folder");
    let kept: Vec<_> =
        kept.map(|file| fs::read_to_string(file.expect("an entry").path()).expect("text")).collect();
    assert_eq!(kept, [edited]);
}
