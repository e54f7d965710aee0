//! Decisions and what becomes of them.

use super::*;
use crate::mention::Attribute;

/// Three mentions: 盘点 in a.md, 清点 in b.md, 开门 in b.md.
fn judged(text: &str) -> Result<Resolved, Contradiction> {
    let decisions = Decision::parse_file("a.toml", text).expect("well formed");
    let anchor = |id, quote, source| Anchor { id, quote, source, line: None, around: None };
    let anchors = [anchor("m1", "盘点", "a.md"), anchor("m2", "清点", "b.md"), anchor("m3", "开门", "b.md")];
    resolve(&decisions, &anchors)
}

fn outcomes(text: &str) -> Vec<Outcome> {
    judged(text).expect("no contradiction").rulings.into_iter().map(|ruling| ruling.outcome).collect()
}

fn table(kind: &str, rest: &str) -> String {
    format!("[[decision]]\nkind = \"{kind}\"\n{rest}\n")
}

fn pair(kind: &str, a: &str, b: &str) -> String {
    table(kind, &format!("a = {{ mention = \"{a}\" }}\nb = {{ mention = \"{b}\" }}"))
}

fn one(kind: &str, of: &str, rest: &str) -> String {
    table(kind, &format!("target = {{ mention = \"{of}\" }}\n{rest}"))
}

#[test]
fn every_decision_is_applied_or_listed() {
    let text = [
        pair("must-link", "m1", "m2"),
        pair("cannot-link", "m2", "m9"),
        one("ignore", "m3", ""),
        one("rename", "m3", "title = \"开店\""),
        one("rename", "m1", "title = \"盘库\"\nid = \"x\""),
        one("rename", "m1", "title = \"盘点库存\"\nreplaces = \"x\""),
        one("pin", "m2", "held = \"两边都改过\""),
        table("must-link", "a = { mention = \"m1\", quote = \"旧\" }\nb = { mention = \"m2\" }"),
        pair("unsure", "m1", "m2"),
        pair("unsure", "m2", "m1"),
    ];
    let resolved = judged(&text.concat()).expect("no contradiction");
    use Outcome::{Applied, Held, Idle, Lost, Replaced, Stale};
    let outcomes: Vec<Outcome> = resolved.rulings.iter().map(|ruling| ruling.outcome).collect();
    assert_eq!(outcomes, [Applied, Lost, Applied, Idle, Replaced, Applied, Held, Stale, Idle, Idle]);
    assert_eq!((resolved.must, resolved.cannot), (vec![(0, 1)], vec![]));
    assert_eq!((resolved.ignored, resolved.edits), (vec![2], vec![(0, 5)]));
    let stale = &resolved.rulings[7].reworded[0];
    assert_eq!((stale.before.as_str(), stale.after.as_str()), ("旧", "盘点"));
    assert_eq!(resolved.rulings[1].lost, ["m9"]);
    assert_eq!(resolved.rulings[3].note.as_deref(), Some("a.toml:9"));
}

#[test]
fn a_contradiction_through_others_prints_the_chain() {
    let text =
        [pair("must-link", "m1", "m2"), pair("cannot-link", "m3", "m1"), pair("must-link", "m3", "m2")];
    let error = judged(&text.concat()).expect_err("one task and two");
    let lines: Vec<usize> = error.steps.iter().map(|step| step.line).collect();
    assert_eq!((error.clash, lines), (Clash::Linked, vec![1, 9, 5]));
    assert!(judged(&text[..2].concat()).is_ok());
}

#[test]
fn a_task_has_one_title_one_category_and_one_choice() {
    let both = |a: String, b: String| judged(&[a, pair("must-link", "m1", "m2"), b].concat());
    let rename = |of, title: &str| one("rename", of, &format!("title = \"{title}\""));
    let error = both(rename("m1", "甲"), rename("m2", "乙")).expect_err("two titles");
    assert_eq!((error.clash.clone(), error.steps.len()), (Clash::Title, 3));
    assert!(error.to_string().contains("a.toml:1: rename m1 · 甲"), "{error}");
    assert!(both(rename("m1", "甲"), rename("m2", "甲。")).is_ok());
    assert!(both(rename("m1", "甲"), one("pin", "m2", "")).is_err());
    let put = |of, title: &str| one("recategorise", of, &format!("category = \"{title}\""));
    assert_eq!(both(put("m1", "甲"), put("m2", "乙")).expect_err("two").clash, Clash::Category);
    let choose = |of, value: &str| {
        one("choose-value", of, &format!("attribute = \"frequency\"\nvalues = \"{value}\""))
    };
    let error = both(choose("m1", "每周"), choose("m2", "每月")).expect_err("two");
    assert_eq!(error.clash, Clash::Value(Attribute::Frequency));
    assert!(judged(&[rename("m1", "甲"), rename("m2", "乙")].concat()).is_ok(), "two tasks");
    let split = |parts: &str| one("split", "m1", &format!("parts = [{parts}]"));
    assert_eq!(
        judged(&[split("\"甲\", \"乙\""), split("\"甲\", \"丙\"")].concat()).expect_err("two").clash,
        Clash::Parts
    );
}

#[test]
fn names_are_unique_and_nothing_replaces_itself() {
    let named =
        |id: &str, replaces: &str| one("ignore", "m1", &format!("id = \"{id}\"\nreplaces = \"{replaces}\""));
    assert!(matches!(
        judged(&[named("x", ""), named("x", "")].concat()).expect_err("twice").clash,
        Clash::Id(_)
    ));
    let ring = [named("x", "y"), named("y", "x")].concat();
    assert_eq!(judged(&ring).expect_err("a ring").clash, Clash::Replacement);
}

#[test]
fn renames_of_categories_and_roles_agree_too() {
    let rename = |title: &str| table("rename-category", &format!("category = \"库存\"\ntitle = \"{title}\""));
    assert_eq!(
        judged(&[rename("货品"), rename("货物")].concat()).expect_err("two").clash,
        Clash::CategoryTitle
    );
    let add = table("add", "title = \"带新人\"");
    assert_eq!(outcomes(&[add.clone(), add].concat()), [Outcome::Applied, Outcome::Idle]);
    let rename = |title: &str| table("rename-role", &format!("role = \"店长\"\ntitle = \"{title}\""));
    assert_eq!(judged(&[rename("甲"), rename("乙")].concat()).expect_err("two").clash, Clash::RoleTitle);
}
