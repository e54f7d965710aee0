use std::collections::BTreeSet;

use proptest::prelude::*;

use super::identify;
use crate::mention::Attribute;
use crate::merge::fixture::{Corpus, coffee, say};
use crate::taxonomy::{Change, ChangeKind, Entity, Origin, Taxonomy};

fn first() -> Taxonomy {
    identify(coffee().merged(), None).0
}

fn id_of<'a>(taxonomy: &'a Taxonomy, title: &str) -> &'a str {
    &taxonomy.tasks.iter().find(|task| task.title == title).expect("is there").id
}

fn kinds(changes: &[Change], entity: Entity) -> Vec<(ChangeKind, &str)> {
    let own = changes.iter().filter(|change| change.entity == entity);
    own.map(|change| (change.kind, change.title.as_str())).collect()
}

#[test]
fn the_first_run_numbers_and_adds_everything() {
    let (taxonomy, changes) = identify(coffee().merged(), None);
    assert!(changes.iter().all(|change| change.kind == ChangeKind::Added));
    assert_eq!(kinds(&changes, Entity::Task).len(), taxonomy.tasks.len());
    assert_eq!(taxonomy.check_references(), Ok(()));
    assert_eq!((taxonomy.roles[0].id.as_str(), taxonomy.revision), ("CSM", 1));
    let tasks: Vec<&str> = taxonomy.tasks.iter().map(|task| task.id.as_str()).collect();
    assert_eq!(tasks, ["CSM-0001", "CSM-0002", "CSM-0003", "CSM-0004", "CSM-0005", "CSM-0006"]);
    assert_eq!(taxonomy.categories[0].id, "CSM-C01");
    assert_eq!(taxonomy.terms.tools[0].id, "TOOL-0001");
}

#[test]
fn the_same_input_changes_nothing() {
    let old = first();
    assert_eq!(identify(coffee().merged(), Some(&old)), (old.clone(), Vec::new()));
}

#[test]
fn a_new_source_adds_without_renumbering() {
    let old = first();
    let mut corpus = coffee();
    corpus.task("教", ["培训.md", "咖啡店长", "人员管理"], "培训新员工");
    corpus.task("考勤", ["培训.md", "咖啡店长", "人员管理"], "核对考勤");
    let (new, changes) = identify(corpus.merged(), Some(&old));
    assert_eq!(id_of(&new, "培训新员工"), "CSM-0007");
    for task in &old.tasks {
        assert_eq!(id_of(&new, &task.title), task.id);
    }
    assert_eq!(
        kinds(&changes, Entity::Task),
        [(ChangeKind::Added, "培训新员工"), (ChangeKind::Reattributed, "核对考勤")]
    );
    assert!(changes.iter().all(|change| change.causes.len() == 1
        && change.causes[0].origin == Origin::SourceAdded
        && change.causes[0].name == "培训.md"));
    assert_eq!(new.revision, 2);
}

#[test]
fn a_removed_source_retires_for_good() {
    let old = first();
    let (second, changes) = identify(coffee().without("看板.md").merged(), Some(&old));
    assert!(kinds(&changes, Entity::Task).contains(&(ChangeKind::Retired, "核对收银差额")));
    let gone = second.retired.iter().find(|retired| retired.title == "核对收银差额").expect("listed");
    assert_eq!((gone.since, gone.replaced_by.len()), (2, 0));
    let mut corpus = coffee().without("看板.md");
    corpus.task("新", ["新.md", "咖啡店长", "营业"], "更新价目");
    let (third, _) = identify(corpus.merged(), Some(&second));
    assert_eq!(id_of(&third, "更新价目"), "CSM-0007", "numbers of retired tasks are not given out again");
    assert!(third.retired.contains(gone));
}

#[test]
fn merged_ids_lead_to_the_survivor() {
    let old = first();
    let (kept, lost) = (id_of(&old, "编排门店班次").to_owned(), id_of(&old, "核对考勤").to_owned());
    let corpus = coffee();
    let mut joined = Corpus::default();
    let all = corpus.mentions.iter().map(|mention| {
        let cluster = corpus.cluster_of(&mention.id);
        (if cluster == "考勤" { "班次".to_owned() } else { cluster }, mention.clone())
    });
    joined.adopt(&corpus, all);
    let (new, changes) = identify(joined.merged(), Some(&old));
    let merged = changes.iter().find(|change| change.kind == ChangeKind::Merged).expect("listed");
    assert_eq!((&merged.id, &merged.related[..]), (&kept, std::slice::from_ref(&lost)));
    let retired = new.retired.iter().find(|retired| retired.id == lost).expect("listed");
    assert_eq!(retired.replaced_by, std::slice::from_ref(&kept));

    let (apart, changes) = identify(corpus.merged(), Some(&new));
    let split = changes.iter().find(|change| change.kind == ChangeKind::Split).expect("listed");
    assert_eq!((&split.id, split.related.len()), (&kept, 1));
    assert!(apart.tasks.iter().all(|task| task.id != lost), "a retired id does not come back");
}

#[test]
fn a_pinned_task_keeps_its_id_against_a_bigger_one() {
    let mut old = first();
    let pinned = old.tasks.iter_mut().find(|task| task.title == "核对收银差额").expect("is there");
    pinned.pinned = true;
    let pinned = pinned.id.clone();
    let corpus = coffee();
    let mut joined = Corpus::default();
    let all = corpus.mentions.iter().map(|mention| {
        let cluster = corpus.cluster_of(&mention.id);
        (if cluster == "收银" { "盘点".to_owned() } else { cluster }, mention.clone())
    });
    joined.adopt(&corpus, all);
    let (new, _) = identify(joined.merged(), Some(&old));
    assert_eq!(new.tasks.iter().find(|task| task.mentions.len() == 3).map(|task| &task.id), Some(&pinned));
}

#[test]
fn edits_are_told_by_kind() {
    let old = first();
    let mut corpus = coffee();
    say(&mut corpus.mentions[2], Attribute::Skills, &["细致", "计数"]);
    corpus.mentions[6].category = Some("货品".to_owned());
    corpus.mentions[6].title = "复核收银差额".to_owned();
    let (_, changes) = identify(corpus.merged(), Some(&old));
    let task = |kind| changes.iter().find(|change| change.entity == Entity::Task && change.kind == kind);
    let renamed = task(ChangeKind::Renamed).expect("listed");
    assert_eq!(
        (&renamed.before[..], &renamed.after[..]),
        (&["核对收银差额".to_owned()][..], &["复核收银差额".to_owned()][..])
    );
    let moved = task(ChangeKind::Recategorised).expect("listed");
    assert_eq!((&moved.before[0], &moved.after[0]), (&"营业".to_owned(), &"库存管理".to_owned()));
    let changed = task(ChangeKind::AttributeChanged).expect("listed");
    assert_eq!(changed.field.as_deref(), Some("skills"));
    assert_eq!(
        (&changed.before[..], &changed.after[..]),
        (&["沟通".to_owned()][..], &["计数".to_owned()][..])
    );
}

#[test]
fn a_renamed_source_keeps_ids_by_title() {
    let old = first();
    let mut renamed = Corpus::default();
    let corpus = coffee();
    let all = corpus.mentions.iter().map(|mention| {
        let mut mention = mention.clone();
        mention.id = format!("{}-neu", mention.id);
        (corpus.cluster_of(&mention.id.replace("-neu", "")), mention)
    });
    renamed.adopt(&corpus, all);
    let (new, changes) = identify(renamed.merged(), Some(&old));
    for task in &old.tasks {
        assert_eq!(id_of(&new, &task.title), task.id);
    }
    assert!(changes.iter().all(|change| change.kind == ChangeKind::Reattributed), "{changes:#?}");
}

#[test]
fn roles_with_equal_codes_get_numbers() {
    let mut corpus = Corpus::default();
    for (source, role) in [("a.md", "仓库主管"), ("b.md", "门店主管"), ("c.md", "Warehouse Supervisor")]
    {
        corpus.task(source, [source, role, ""], "安排值班");
    }
    let (taxonomy, _) = identify(corpus.merged(), None);
    let ids: Vec<&str> = taxonomy.roles.iter().map(|role| role.id.as_str()).collect();
    assert_eq!(ids, ["WS", "WS2", "SS"], "equal support: in order of title");
}

/// A corpus of some of the sources 0..6, in which some clusters are glued to their neighbour.
fn corpus_of(sources: &BTreeSet<usize>, glued: &BTreeSet<usize>) -> Corpus {
    let mut corpus = Corpus::default();
    for source in sources {
        for task in 0..5usize {
            let cluster = (task + source) % 8;
            let cluster = if glued.contains(&cluster) { cluster + 1 } else { cluster };
            let place = [&*format!("{source}.md"), "护士", ["病房", "门诊", ""][task % 3]];
            corpus.task(&cluster.to_string(), place, &format!("任务{source}之{task}"));
        }
    }
    corpus
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn through_any_history_untouched_tasks_keep_their_ids_and_none_comes_back(
        steps in proptest::collection::vec(
            (proptest::collection::btree_set(0..6usize, 0..6), proptest::collection::btree_set(0..8usize, 0..3)), 1..6)
    ) {
        let mut previous: Option<Taxonomy> = None;
        for (sources, glued) in &steps {
            let (now, changes) = identify(corpus_of(sources, glued).merged(), previous.as_ref());
            prop_assert_eq!(now.check_references(), Ok(()));
            let retired: BTreeSet<&str> = now.retired.iter().map(|retired| retired.id.as_str()).collect();
            prop_assert_eq!(retired.len(), now.retired.len());
            for task in &now.tasks {
                prop_assert!(!retired.contains(task.id.as_str()), "{} is in use and retired", task.id);
            }
            if let Some(old) = &previous {
                for task in &old.tasks {
                    let untouched = now.tasks.iter().find(|new| new.mentions == task.mentions);
                    if let Some(same) = untouched {
                        prop_assert_eq!(&same.id, &task.id);
                    }
                    let lives = now.tasks.iter().any(|new| new.id == task.id);
                    prop_assert!(lives || retired.contains(task.id.as_str()), "{} vanished", task.id);
                }
                prop_assert_eq!(changes.is_empty(), now.revision == old.revision);
            }
            let again = identify(corpus_of(sources, glued).merged(), Some(&now));
            prop_assert_eq!(&again.0, &now);
            prop_assert!(again.1.is_empty());
            previous = Some(now);
        }
    }
}
