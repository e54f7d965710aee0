use proptest::prelude::*;

use super::fixture::{Corpus, coffee, say};
use super::*;
use crate::taxonomy::{LevelWeight, ReviewReason};

fn titles(taxonomy: &Taxonomy) -> Vec<(&str, Vec<&str>)> {
    let title =
        |id: &String| taxonomy.tasks.iter().find(|task| task.id == *id).map_or("?", |task| &task.title);
    let categories = taxonomy.categories.iter();
    categories.map(|category| (category.title.as_str(), category.tasks.iter().map(title).collect())).collect()
}

#[test]
fn categories_are_aligned_by_wording_and_by_shared_tasks() {
    let taxonomy = coffee().merged();
    assert_eq!(
        titles(&taxonomy),
        [
            ("人员管理", vec!["编排门店班次", "核对考勤"]),
            ("营业", vec!["核对收银差额"]),
            ("库存管理", vec!["定期盘点库存", "向供应商订货"]),
            (UNCLASSIFIED, vec!["检查清洁|卫生"]),
        ],
        "货品 shares both tasks of 库存管理"
    );
    assert_eq!(taxonomy.categories[2].aliases, ["货品"]);
    assert!(taxonomy.categories[0].aliases.is_empty(), "a blank makes no alias");
}

#[test]
fn wordings_are_folded_with_their_mentions() {
    let taxonomy = coffee().merged();
    let task = &taxonomy.tasks[0];
    assert_eq!((task.title.as_str(), task.support, task.mentions.len()), ("编排门店班次", 2, 2));
    assert_eq!(
        task.aliases,
        [Alias { title: "安排班次".to_owned(), mentions: vec!["m-看板.md-1".to_owned()] }]
    );
    assert!(taxonomy.tasks[1].aliases.is_empty(), "a full stop makes no alias");
}

#[test]
fn contradictions_stand_side_by_side() {
    let taxonomy = coffee().merged();
    let task = &taxonomy.tasks[0];
    let values: Vec<&str> = task.attributes[&Attribute::Frequency].iter().map(|v| v.value.as_str()).collect();
    assert_eq!((values, &task.conflicts[..]), (vec!["每周", "每月"], &[Attribute::Frequency][..]));
}

#[test]
fn a_more_exact_value_is_no_contradiction() {
    let mut corpus = Corpus::default();
    for (source, often) in [("a.md", "每周"), ("b.md", "每周五")] {
        say(corpus.task("x", [source, "护士", ""], "清点药品"), Attribute::Frequency, &[often]);
    }
    assert!(corpus.merged().tasks[0].conflicts.is_empty());
    say(corpus.task("x", ["c.md", "护士", ""], "清点药品"), Attribute::Frequency, &["每日"]);
    assert_eq!(corpus.merged().tasks[0].conflicts, [Attribute::Frequency]);
}

#[test]
fn terms_gather_spellings_and_tasks() {
    let taxonomy = coffee().merged();
    let tools: Vec<&str> = taxonomy.terms.tools.iter().map(|term| term.title.as_str()).collect();
    assert_eq!(tools, ["Jira", "排班软件", "Deputy"]);
    assert_eq!(taxonomy.terms.tools[0].aliases, ["JIRA"]);
    let task = &taxonomy.tasks[0];
    assert!(task.attributes[&Attribute::Tools].iter().all(|value| value.term.is_some()));
    assert_eq!(taxonomy.terms.skills[0].aliases.len(), 1, "{:?}", taxonomy.terms.skills);
}

#[test]
fn every_reference_leads_somewhere_and_facets_are_quoted() {
    let taxonomy = coffee().merged();
    assert_eq!(taxonomy.check_references(), Ok(()));
    let role = &taxonomy.roles[0];
    assert_eq!((role.title.as_str(), role.overview.len(), role.facets.len()), ("咖啡店长", 1, 1));
    let id = &role.overview[0].mentions[0];
    let statement = taxonomy.mentions.iter().find(|mention| mention.id == *id).expect("listed");
    assert_eq!(statement.title_raw, "负责一家门店的日常经营。");
}

#[test]
fn order_of_arrival_makes_no_difference() {
    let corpus = coffee();
    let mut turned = Corpus::default();
    let mut all: Vec<(String, TaskMention)> = Vec::new();
    for mention in &corpus.mentions {
        all.push((corpus.cluster_of(&mention.id), mention.clone()));
    }
    turned.adopt(&corpus, all.into_iter().rev());
    turned.facets.reverse();
    assert_eq!(turned.merged(), corpus.merged());
}

#[test]
fn duties_of_several_roles_stay_with_their_role() {
    let mut corpus = coffee();
    corpus.task("盘点", ["仓库.md", "仓库主管", "库存"], "盘点库存");
    corpus.task("装卸", ["仓库.md", "仓库主管", "库存"], "安排装卸");
    corpus.task("清洁", ["无名.md", "", ""], "检查卫生");
    let taxonomy = corpus.merged();
    let roles: Vec<&str> = taxonomy.roles.iter().map(|role| role.title.as_str()).collect();
    assert_eq!(roles, ["咖啡店长", "仓库主管"]);
    let counted: Vec<usize> =
        taxonomy.tasks.iter().filter(|task| task.title.contains("盘点")).map(|t| t.support).collect();
    assert_eq!(counted, [2, 1], "one cluster, two roles");
    let cleaning = taxonomy.tasks.iter().find(|task| task.title.contains("卫生")).expect("kept");
    assert_eq!(cleaning.support, 2, "a document without role goes where its clusters are");
}

#[test]
fn parts_of_compound_duties_point_to_tasks() {
    let mut corpus = coffee();
    let task = corpus.task("合", ["合同.md", "咖啡店长", ""], "核对考勤和更新价目");
    task.parts = vec!["核对考勤".to_owned(), "更新价目".to_owned()];
    let taxonomy = corpus.merged();
    let compound = taxonomy.tasks.iter().find(|task| !task.parts.is_empty()).expect("kept");
    let target = compound.parts[0].task.as_deref().expect("has a task");
    assert_eq!(
        taxonomy.tasks.iter().find(|task| task.id == target).map(|task| task.title.as_str()),
        Some("核对考勤")
    );
    assert_eq!(compound.parts[1].task, None);
}

#[test]
fn a_compound_supports_the_tasks_of_its_parts() {
    let mut corpus = coffee();
    let task = corpus.task("合", ["合同.md", "咖啡店长", ""], "核对考勤和更新价目");
    task.parts = vec!["核对考勤".to_owned(), "更新价目".to_owned()];
    let before = coffee().merged().tasks.into_iter().find(|task| task.title == "核对考勤").expect("there");
    let after = corpus.merged().tasks.into_iter().find(|task| task.title == "核对考勤").expect("there");
    assert_eq!(after.support, before.support + 1);
    assert_eq!(after.compounds[0].part, "核对考勤");
    assert_eq!(after.mentions, before.mentions, "the compound is no mention of it");
}

#[test]
fn a_copy_is_no_second_witness() {
    let mut corpus = coffee();
    let support = |corpus: &Corpus| {
        corpus.merged().tasks.into_iter().find(|task| task.title == "核对考勤").map(|task| task.support)
    };
    assert_eq!(support(&corpus), Some(2));
    let place = |source: &str| DocumentRef { source: SourceId::new(source), document: 0 };
    corpus.copies = vec![CopiedDocument {
        document: place("看板.md"),
        original: place("手册 (一)#1.md"),
        containment: 0.9,
    }];
    assert_eq!(support(&corpus), Some(1));
    assert_eq!(corpus.merged().copies.len(), 1);
}

#[test]
fn a_mention_that_alone_holds_a_task_together_is_asked_about() {
    let mut corpus = coffee();
    corpus.review =
        vec![ReviewPair { a: 0, b: 4, weight: -2.0, levels: Vec::new(), odds: -2.0, through: Some(4) }];
    let review = corpus.merged().review;
    assert_eq!(review[0].reason, ReviewReason::Bridge);
    assert!(review[0].question.contains("只靠“"), "{}", review[0].question);
}

#[test]
fn review_asks_the_likeliest_mistakes_first_and_each_pair_once() {
    let mut corpus = coffee();
    corpus.task("核验", ["规范.md", "咖啡店长", ""], "核验考勤");
    let pair = |a, b, weight| ReviewPair {
        a,
        b,
        weight,
        levels: vec![LevelWeight { comparison: "object".to_owned(), level: "near".to_owned(), weight }],
        odds: weight,
        through: None,
    };
    corpus.review =
        vec![pair(0, 10, -3.0), pair(4, 10, -1.0), pair(0, 4, 0.5), pair(2, 10, 9.0), pair(2, 3, 0.1)];
    let review = corpus.merged().review;
    let weights: Vec<f64> = review.iter().map(|item| item.weight).collect();
    assert_eq!(
        weights,
        [9.0, 0.5, -1.0],
        "0–10 and 4–10 ask about the same two tasks; one document states both 2 and 3"
    );
    assert_eq!(review[1].reason, ReviewReason::WeakestLink);
    assert!(review[1].question.contains("“编排门店班次”"), "{}", review[1].question);
    assert_eq!(review[2].question, "“安排班次”与“核验考勤”是同一项任务吗？");
    let none = Options { questions_per_task: 0, ..Options::default() };
    assert!(corpus.merged_with(&none).review.is_empty());
}

#[test]
fn descriptions_fold_and_keep_their_places() {
    let mut corpus = Corpus::default();
    let task = corpus.task("x", ["a.md", "护士", ""], "测量体温");
    say(task, Attribute::Description, &["每班测量并记录体温。"]);
    let task = corpus.task("x", ["b.md", "护士", ""], "测量体温");
    say(task, Attribute::Description, &["每班测量并记录体温"]);
    let taxonomy = corpus.merged();
    let values = &taxonomy.tasks[0].attributes[&Attribute::Description];
    assert_eq!((values.len(), values[0].mentions.len(), values[0].spans.len()), (1, 2, 2));
    assert_eq!(values[0].variants.len(), 1);
    assert!(taxonomy.roles[0].facets.is_empty());
}

#[test]
fn what_is_said_of_categories_goes_to_them() {
    let mut corpus = coffee();
    corpus.fact("看板.md", "咖啡 店长", "categories:货品", "管好原料的进出。");
    corpus.fact("看板.md", "咖啡 店长", "categories:装修", "门面常新。");
    corpus.fact("看板.md", "咖啡 店长", "categories", "营业");
    corpus.fact("看板.md", "咖啡 店长", "categories", "人员 管理 (Staff)：人人有班。");
    let taxonomy = corpus.merged();
    let stock = taxonomy.categories.iter().find(|category| category.title == "库存管理").expect("is there");
    assert_eq!(stock.description[0].value, "管好原料的进出。", "货品 is an alias of it");
    assert_eq!(taxonomy.categories[0].description[0].value, "人员 管理 (Staff)：人人有班。");
    let left: Vec<&str> =
        taxonomy.roles[0].facets["categories"].iter().map(|fact| fact.value.as_str()).collect();
    assert_eq!(left, ["门面常新。"]);
    assert_eq!(taxonomy.check_references(), Ok(()));
}

#[test]
fn the_name_of_the_role_is_no_category() {
    let mut corpus = coffee();
    corpus.task("开店", ["丙.md", "咖啡店长", "店长"], "开门");
    let taxonomy = corpus.merged();
    let task = taxonomy.tasks.iter().find(|task| task.title == "开门").expect("is there");
    assert_eq!(
        task.category,
        taxonomy.categories.last().map(|category| category.id.clone()).unwrap_or_default()
    );
    assert_eq!(taxonomy.categories.last().map(|category| category.title.as_str()), Some(UNCLASSIFIED));
}

#[test]
fn nothing_in_gives_nothing_out() {
    let taxonomy = Corpus::default().merged();
    assert_eq!(taxonomy, Taxonomy::default());
}

/// Any corpus: cluster, source, role, category and title by number.
fn any_corpus() -> impl Strategy<Value = Corpus> {
    const ROLES: [&str; 4] = ["咖啡店长", "咖啡 店长", "仓库主管", ""];
    const CATEGORIES: [&str; 4] = ["库存管理", "库存", "人员", ""];
    const TITLES: [&str; 5] = ["盘点库存", "盘点 库存", "编排班次", "安排人员班次", "复核（盘点）"];
    let mention = (0..6usize, 0..4usize, 0..4usize, 0..4usize, 0..5usize);
    proptest::collection::vec(mention, 0..24).prop_map(|mentions| {
        let mut corpus = Corpus::default();
        for (cluster, source, role, category, title) in mentions {
            let place =
                [["甲.md", "乙.md", "丙 (1).md", "丁#.md"][source], ROLES[role], CATEGORIES[category]];
            let task = corpus.task(&cluster.to_string(), place, TITLES[title]);
            say(task, Attribute::Skills, &[["沟通", "沟通能力", "细致（耐心）"][cluster % 3]]);
        }
        corpus
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_mention_lands_in_one_task_and_titles_are_wordings(corpus in any_corpus()) {
        let taxonomy = corpus.merged();
        prop_assert_eq!(taxonomy.check_references(), Ok(()));
        let mut placed: Vec<&String> = taxonomy.tasks.iter().flat_map(|task| &task.mentions).collect();
        placed.sort();
        let mut all: Vec<&String> = corpus.mentions.iter().map(|mention| &mention.id).collect();
        all.sort();
        prop_assert_eq!(placed, all);
        for task in &taxonomy.tasks {
            let stated = |title: &str| corpus.mentions.iter().any(|m| m.title == title && task.mentions.contains(&m.id));
            prop_assert!(stated(&task.title) && task.aliases.iter().all(|alias| stated(&alias.title)));
        }
        let listed: usize = taxonomy.categories.iter().map(|category| category.tasks.len()).sum();
        prop_assert_eq!(listed, taxonomy.tasks.len());
    }

    #[test]
    fn any_order_of_arrival_gives_the_same(corpus in any_corpus(), seed in any::<u64>()) {
        let mut all: Vec<(String, TaskMention)> =
            corpus.mentions.iter().map(|mention| (corpus.cluster_of(&mention.id), mention.clone())).collect();
        all.sort_by_key(|(_, mention)| {
            mention.id.bytes().fold(seed, |sum, byte| sum.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ u64::from(byte))
        });
        let mut turned = Corpus::default();
        turned.adopt(&corpus, all.into_iter());
        prop_assert_eq!(turned.merged(), corpus.merged());
    }
}
