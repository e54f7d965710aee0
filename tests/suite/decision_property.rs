//! Whatever people decide, and however the sources change: every decision is applied or listed.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use guiyi::clean::CorpusFacts;
use guiyi::pipeline::{DecisionText, Evidence, Knowledge, Pipeline, Previous};
use guiyi::settings::Settings;
use guiyi::source::{Source, SourceId};
use guiyi::taxonomy::{Anchor, Decision, DecisionKind, Outcome, Target, Task, Taxonomy};
use proptest::prelude::*;

const DUTIES: [&str; 10] = [
    "编制库存盘点计划",
    "制定仓库盘点计划",
    "审核入库单据",
    "核对入库单据",
    "培训新入职搬运员",
    "带教新员工",
    "安排叉车保养",
    "检查消防器材，登记检查结果",
    "优化拣货动线",
    "统计每日出库量",
];

fn pipeline() -> &'static Pipeline {
    static PIPELINE: OnceLock<Pipeline> = OnceLock::new();
    PIPELINE.get_or_init(|| {
        let knowledge = Knowledge::load(Vec::new()).expect("embedded");
        Pipeline::new(Settings::default(), knowledge).expect("defaults")
    })
}

/// Sources, each with the duties of these numbers in one of two categories.
fn evidence(sources: &[Vec<(usize, bool)>]) -> Vec<Evidence> {
    let one = |(number, duties): (usize, &Vec<(usize, bool)>)| {
        let mut text = String::from("# 仓库主管\n\n## 岗位职责\n");
        for (title, second) in [("库存", false), ("人员管理", true)] {
            text.push_str(&format!("\n### {title}\n\n"));
            let own = duties.iter().filter(|(_, other)| *other == second);
            own.enumerate()
                .for_each(|(at, (duty, _))| text.push_str(&format!("{}. {}\n", at + 1, DUTIES[*duty])));
        }
        let source = Source { id: SourceId::new(format!("{number}.md")), bytes: text.into() };
        let article = pipeline().article(&source, &CorpusFacts::default()).expect("text");
        pipeline().evidence(&source, &article).expect("tasks")
    };
    sources.iter().enumerate().map(one).collect()
}

/// A decision in terms of the mentions there are at the time.
#[derive(Clone, Debug)]
struct Choice {
    kind: usize,
    a: prop::sample::Index,
    b: prop::sample::Index,
    word: usize,
}

fn choice() -> impl Strategy<Value = Choice> {
    (0..10usize, any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..3usize)
        .prop_map(|(kind, a, b, word)| Choice { kind, a, b, word })
}

fn kind(choice: &Choice, targets: &[Target]) -> DecisionKind {
    let (a, b) = (choice.a.get(targets).clone(), choice.b.get(targets).clone());
    let word = ["甲项", "乙项", "丙项"][choice.word].to_owned();
    match choice.kind {
        0 => DecisionKind::MustLink { a, b },
        1 => DecisionKind::CannotLink { a, b },
        2 => DecisionKind::Unsure { a, b },
        3 => DecisionKind::Ignore { target: a },
        4 => DecisionKind::Split { target: a, parts: vec![word, "登记检查结果".to_owned()] },
        5 => DecisionKind::Rename { target: a, title: word },
        6 => DecisionKind::Pin { target: a },
        7 => DecisionKind::Recategorise { target: a, category: word },
        8 => DecisionKind::ChooseValue {
            target: a,
            attribute: guiyi::mention::Attribute::Frequency,
            values: vec![word],
        },
        _ => DecisionKind::Add {
            title: word,
            role: Some("仓库主管".to_owned()),
            category: None,
            attributes: Default::default(),
        },
    }
}

/// Whether a decision about `mentions` shows in the taxonomy.
fn shows(kind: &DecisionKind, mentions: &[String], taxonomy: &Taxonomy) -> bool {
    let task = |at: usize| -> Option<&Task> {
        taxonomy.tasks.iter().find(|task| task.mentions.contains(&mentions[at]))
    };
    let titled = |title: &str| taxonomy.tasks.iter().any(|task| task.title == title);
    let id = |at: usize| task(at).map(|task| &task.id);
    match kind {
        DecisionKind::MustLink { .. } => id(0).is_some() && id(0) == id(1),
        DecisionKind::CannotLink { .. } => id(0).is_some() && id(0) != id(1),
        DecisionKind::Unsure { .. } => taxonomy.review.iter().any(|item| {
            let pair = BTreeSet::from([&item.a, &item.b]);
            pair == mentions.iter().collect() || {
                // One question for each pair of tasks.
                let of =
                    |mention: &String| taxonomy.tasks.iter().position(|task| task.mentions.contains(mention));
                BTreeSet::from([of(&item.a), of(&item.b)]) == mentions.iter().map(of).collect()
            }
        }),
        DecisionKind::Ignore { .. } => task(0).is_none(),
        DecisionKind::Split { parts, .. } => {
            let stated = |part: &String| {
                taxonomy.tasks.iter().any(|task| {
                    task.title == *part
                        || task.pinned
                        || task.aliases.iter().any(|alias| alias.title == *part)
                })
            };
            task(0).is_none() && parts.iter().all(stated)
        }
        DecisionKind::Rename { title, .. } => task(0).is_some_and(|task| task.title == *title && task.pinned),
        DecisionKind::Pin { .. } => task(0).is_some_and(|task| task.pinned),
        DecisionKind::Recategorise { category, .. } => task(0).is_some_and(|task| {
            taxonomy.categories.iter().any(|one| one.id == task.category && one.title == *category)
        }),
        DecisionKind::ChooseValue { attribute, values, .. } => task(0).is_some_and(|task| {
            task.attributes.get(attribute).is_some_and(|own| own.len() == 1 && own[0].value == values[0])
        }),
        DecisionKind::Add { title, .. } => {
            titled(title) || taxonomy.tasks.iter().any(|task| task.support == 0)
        }
        _ => true,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn every_decision_is_applied_or_listed(
        mut sources in prop::collection::vec(prop::collection::vec((0..DUTIES.len(), any::<bool>()), 1..5), 1..4),
        steps in prop::collection::vec((choice(), any::<prop::sample::Index>(), prop::option::of(0..DUTIES.len())), 1..8),
    ) {
        let mut decisions: Vec<Decision> = Vec::new();
        let mut previous: Option<Taxonomy> = None;
        for (choice, place, duty) in steps {
            let now = evidence(&sources);
            let mentions: Vec<_> = now.iter().flat_map(|one| &one.extraction.mentions).collect();
            if !mentions.is_empty() {
                let targets: Vec<Target> = mentions.iter().map(|mention| Anchor::from(*mention).target()).collect();
                decisions.push(Decision::from(kind(&choice, &targets)));
            }
            // A source is edited, or loses its last duty.
            let source = place.index(sources.len());
            match duty {
                Some(duty) => sources[source].insert(0, (duty, false)),
                None => drop(sources[source].pop()),
            }
            let text = Decision::file_text(&decisions);
            let read = Decision::parse_file("d.toml", &text).expect("reads back");
            let file = DecisionText { name: "d.toml".to_owned(), text, decisions: read };
            let files = [file];
            match pipeline().build_taxonomy(&evidence(&sources), &files, previous.as_ref().map(|taxonomy| Previous { taxonomy, lock: None })) {
                Err(found) => {
                    prop_assert!(found.steps.len() > 1 && found.steps.iter().all(|step| step.line > 0));
                    decisions.pop();
                }
                Ok(built) => {
                    prop_assert_eq!(built.taxonomy.check_references(), Ok(()));
                    prop_assert_eq!(built.taxonomy.decisions.len(), decisions.len());
                    for (ruling, decision) in built.taxonomy.decisions.iter().zip(&decisions) {
                        match ruling.outcome {
                            Outcome::Applied | Outcome::Stale => prop_assert!(
                                shows(&decision.kind, &ruling.mentions, &built.taxonomy),
                                "{:?} does not show in {:#?}", decision, built.taxonomy.tasks
                            ),
                            Outcome::Lost => prop_assert!(!ruling.lost.is_empty()),
                            _ => prop_assert!(ruling.note.is_some()),
                        }
                    }
                    let scratch = pipeline().build_taxonomy(&evidence(&sources), &files, None);
                    let scratch = scratch.expect("no contradiction without a past either").taxonomy;
                    prop_assert_eq!(&scratch.decisions, &built.taxonomy.decisions);
                    previous = Some(built.taxonomy);
                }
            }
        }
    }
}
