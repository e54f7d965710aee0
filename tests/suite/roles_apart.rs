//! Duties are linked role by role: what is said of one role changes nothing about another.

use std::collections::BTreeSet;

use guiyi::taxonomy::Taxonomy;

use crate::place::Place;

/// Duties that resemble those of the other role on purpose.
const NURSES: [&str; 2] = [
    "# 病房护士\n\n## 岗位职责\n\n- 核对医嘱\n- 清点急救药品\n- 书写护理记录\n- 培训新入职护士\n",
    "# 病房护士\n\n## 岗位职责\n\n- 负责医嘱的核对\n- 盘点急救药品\n- 填写护理记录\n- 指导患者用药\n",
];
const KEEPER: &str =
    "# 仓库管理员\n\n## 岗位职责\n\n- 核对入库单据\n- 盘点库存药品\n- 填写出入库记录\n- 培训新入职员工\n";
/// Names no role; most of its duties are a nurse's.
const NAMELESS: &str = "## 岗位职责\n\n- 核对医嘱\n- 书写护理记录\n- 测量患者体温\n";
const DRIVER: &str = "# 货车司机\n\n## 岗位职责\n\n- 检查轮胎与制动\n- 装卸并固定货物\n- 保持车厢整洁\n";

fn taxonomy(place: &Place) -> Taxonomy {
    place.run(&["merge", "in", "-o", "out"]).expect(0);
    Taxonomy::from_json(&place.text("out/taxonomy.json")).expect("a taxonomy")
}

/// The mentions of each task of a role, and what review asks about them, with the weights.
fn of_role(taxonomy: &Taxonomy, title: &str) -> (BTreeSet<Vec<String>>, Vec<String>) {
    let role = taxonomy.roles.iter().find(|role| role.title == title).expect("the role");
    let own: BTreeSet<&String> =
        taxonomy.categories.iter().filter(|one| one.role == role.id).map(|one| &one.id).collect();
    let tasks: BTreeSet<Vec<String>> = taxonomy
        .tasks
        .iter()
        .filter(|task| own.contains(&task.category))
        .map(|task| task.mentions.clone())
        .collect();
    let members: BTreeSet<&String> = tasks.iter().flatten().collect();
    let asked = taxonomy.review.iter().filter(|item| members.contains(&item.a));
    let asked = asked.map(|item| format!("{} {} {:.6}", item.a, item.b, item.weight));
    (tasks.clone(), asked.collect())
}

#[test]
fn a_source_about_another_role_changes_no_task_and_no_weight() {
    let place = Place::with(&[("in/a.md", NURSES[0].as_bytes()), ("in/b.md", NURSES[1].as_bytes())]);
    let alone = of_role(&taxonomy(&place), "病房护士");
    assert!(alone.0.iter().any(|mentions| mentions.len() > 1) && !alone.1.is_empty(), "{alone:?}");
    place.put("in/c.md", KEEPER.as_bytes());
    let both = taxonomy(&place);
    assert_eq!(of_role(&both, "病房护士"), alone);
    assert_eq!(of_role(&both, "仓库管理员").0.len(), 4);
}

#[test]
fn a_document_that_names_no_role_is_linked_with_the_role_it_shares_most_with() {
    let place = Place::with(&[
        ("in/a.md", NURSES[0].as_bytes()),
        ("in/b.md", DRIVER.as_bytes()),
        ("in/c.md", NAMELESS.as_bytes()),
    ]);
    let (nurses, _) = of_role(&taxonomy(&place), "病房护士");
    assert_eq!(nurses.len(), 5, "{nurses:?}");
    assert_eq!(nurses.iter().filter(|mentions| mentions.len() == 2).count(), 2, "{nurses:?}");
}

#[test]
fn why_weighs_a_pair_as_merge_did() {
    let place = Place::with(&[
        ("in/a.md", NURSES[0].as_bytes()),
        ("in/b.md", NURSES[1].as_bytes()),
        ("in/c.md", KEEPER.as_bytes()),
    ]);
    let both = taxonomy(&place);
    let item = both.review.first().expect("a question");
    let run = place.run(&["why", &item.a, &item.b, "--of", "out", "--format", "json"]).expect(0);
    let told: serde_json::Value = serde_json::from_str(&run.out()).expect("JSON");
    assert!((told["weight"].as_f64().expect("a number") - item.weight).abs() < 1e-9, "{told} {item:?}");
}
