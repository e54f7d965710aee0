//! Decisions on mentions.

use super::*;
use crate::document::Span;
use crate::merge::fixture::Corpus;

fn mentions() -> Vec<TaskMention> {
    let mut corpus = Corpus::default();
    corpus.task("", ["a.md", "店长", ""], "策划活动，维护社群");
    corpus.task("", ["a.md", "店长", ""], "盘点库存");
    corpus.mentions
}

fn decided(text: &str) -> Decided {
    let decisions = Decision::parse_file("d.toml", text).expect("well formed");
    decide(mentions(), &decisions).expect("no contradiction")
}

#[test]
fn parts_stand_where_their_words_stand() {
    let got = decided(
        "[[decision]]\nkind = \"split\"\ntarget = { mention = \"m-a.md-1\" }\nparts = [\"策划活动\", \"维护会员\"]\n",
    );
    let [one, other] = &got.mentions[2..] else { panic!("two parts") };
    let whole = &got.mentions[0];
    assert_eq!((one.quote.as_str(), one.span), ("策划活动", Span::new(0, 12)));
    assert!(one.quote.context().after.starts_with("，维护社群"), "{:?}", one.quote);
    assert_eq!((other.title.as_str(), other.span), ("维护会员", whole.span), "not its words");
    assert_ne!(one.id, other.id);
    assert_eq!(got.excluded(), BTreeSet::from([0]));
}

#[test]
fn a_decision_can_be_about_a_part_and_not_about_the_whole_any_more() {
    let split = "[[decision]]\nkind = \"split\"\ntarget = { mention = \"m-a.md-1\" }\nparts = [\"策划活动\", \"维护社群\"]\n";
    let part = decided(split).mentions[3].id.clone();
    let text = format!(
        "{split}[[decision]]\nkind = \"ignore\"\ntarget = {{ mention = \"{part}\" }}\n\
         [[decision]]\nkind = \"pin\"\ntarget = {{ mention = \"m-a.md-1\" }}\n"
    );
    let got = decided(&text);
    let outcomes: Vec<Outcome> = got.resolved.rulings.iter().map(|ruling| ruling.outcome).collect();
    assert_eq!(outcomes, [Outcome::Applied, Outcome::Applied, Outcome::Idle]);
    assert_eq!(got.excluded(), BTreeSet::from([0, 3]));
}

#[test]
fn an_added_task_is_a_mention_whose_id_is_its_own() {
    let add = "[[decision]]\nkind = \"add\"\ntitle = \"带新人\"\nrole = \"门店经理\"\n";
    let rename = "[[decision]]\nkind = \"rename-role\"\nrole = \"店长\"\ntitle = \"门店经理\"\n";
    let got = decided(&format!("{rename}{add}"));
    let added = &got.mentions[2];
    assert_eq!((added.role.as_deref(), added.lines), (Some("店长"), (5, 5)));
    let again = decided(&format!("{add}{rename}"));
    assert_eq!(again.mentions[2].id, added.id);
}
