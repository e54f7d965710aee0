//! `guiyi inspect`: why a line is a heading or a task, or is none.

use serde_json::Value;

use crate::place::Place;

const POST: &str = "# 仓库主管\n\n一、岗位职责\n\n- 盘点库存\n- 库存台账的核对\n- 货架图\n\n主管还承担以下工作：\n\n- 安排叉车\n\n二、任职要求\n\n- 大专以上学历\n- 组织每周例会\n";

fn inspected(stage: &str) -> Value {
    let place = Place::with(&[("a.md", POST.as_bytes())]);
    serde_json::from_str(&place.run(&["inspect", stage, "a.md"]).expect(0).out()).expect("JSON")
}

#[test]
fn headings_say_what_makes_them_headings_and_what_they_hold() {
    let document = &inspected("outline")["documents"][0];
    assert_eq!(document["role"]["named_in"], "heading");
    let sections = &document["sections"][0];
    assert_eq!(sections["kind"], "marked");
    let (duties, demands) = (&sections["children"][0], &sections["children"][1]);
    for (section, role, words) in [(duties, "duties", "岗位职责"), (demands, "requirements", "任职要求")]
    {
        assert_eq!((&section["kind"], &section["role"]), (&"numbered".into(), &role.into()), "{section}");
        assert_eq!(section["evidence"]["name"], words);
        assert_eq!(section["evidence"]["place"], "whole");
    }
}

#[test]
fn tasks_and_near_misses_say_what_spoke_for_them() {
    let extraction = inspected("extract");
    let mention = |title: &str| {
        let all = extraction["mentions"].as_array().expect("mentions");
        all.iter().find(|mention| mention["title"] == title).cloned().unwrap_or_else(|| panic!("{title}"))
    };
    let evidence = mention("盘点库存")["evidence"].clone();
    assert_eq!((&evidence["ground"], &evidence["look"]), (&"words".into(), &"verb".into()), "{evidence}");
    assert_eq!((&evidence["word"], &evidence["section"]), (&"盘点".into(), &"duties".into()));
    assert_eq!(evidence["siblings"], serde_json::json!([2, 3]));
    assert_eq!(mention("货架图")["evidence"]["ground"], "section");
    let skipped = extraction["skipped"].as_array().expect("near misses");
    let miss = |text: &str| {
        skipped.iter().find(|miss| miss["text"] == text).cloned().unwrap_or_else(|| panic!("{text}"))
    };
    let meeting = miss("组织每周例会");
    assert_eq!((&meeting["kind"], &meeting["line_start"]), (&"list-item".into(), &16.into()));
    assert_eq!(meeting["evidence"]["section"], "requirements");
    assert!(meeting["reason"].as_str().is_some_and(|reason| reason.contains("requirements")), "{meeting}");
}
