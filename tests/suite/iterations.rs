//! Histories: whatever comes and goes, ids last, decisions are accounted for, and the way there
//! makes no difference to what is found.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use guiyi::clean::CorpusFacts;
use guiyi::pipeline::{DecisionText, Evidence, Knowledge, Pipeline, Previous};
use guiyi::settings::Settings;
use guiyi::source::{Source, SourceId};
use guiyi::taxonomy::{Decision, Lock, Taxonomy};
use proptest::prelude::*;

static PIPELINE: LazyLock<Pipeline> = LazyLock::new(|| {
    let knowledge = Knowledge::load(Vec::new()).expect("embedded lexicons");
    Pipeline::new(Settings::default(), knowledge).expect("default settings")
});

/// Duties of a nurse in several wordings; one source takes every third from its number on.
const DUTIES: [&str; 12] = [
    "核对医嘱",
    "负责医嘱的核对",
    "测量患者生命体征",
    "监测患者的生命体征",
    "书写护理记录",
    "填写护理记录单",
    "指导患者用药",
    "整理治疗室物品",
    "清点急救药品",
    "盘点急救药品",
    "协助医生查房",
    "培训新入职护士",
];

/// What sources there are: name → lines.
type Shelf = BTreeMap<usize, Vec<String>>;

#[derive(Clone, Debug)]
enum Step {
    Add(usize),
    Edit(usize, usize),
    Remove(usize),
    Join(usize, usize),
    Part(usize, usize),
}

fn lines(source: usize) -> Vec<String> {
    (0..5).map(|at| DUTIES[(source * 2 + at * 3) % DUTIES.len()].to_owned()).collect()
}

fn evidence(shelf: &Shelf) -> Vec<Evidence> {
    shelf
        .iter()
        .map(|(source, lines)| {
            let mut text = String::from("# 病房护士\n\n## 岗位职责\n\n");
            for (at, line) in lines.iter().enumerate() {
                text += &format!("{}. {line}\n", at + 1);
            }
            let source = Source { id: SourceId::new(format!("s{source}.md")), bytes: text.into() };
            let article = PIPELINE.article(&source, &CorpusFacts::default()).expect("text");
            PIPELINE.evidence(&source, &article).expect("no panic")
        })
        .collect()
}

/// A history in the making.
#[derive(Default)]
struct World {
    shelf: Shelf,
    decided: Vec<DecisionText>,
    built: Option<(Taxonomy, Lock)>,
}

impl World {
    /// Takes a step; false if it makes no sense here (nothing to edit, a contradiction).
    fn take(&mut self, step: &Step) -> bool {
        let mentions = |built: &Option<(Taxonomy, Lock)>| -> Vec<(String, String)> {
            let all = built.iter().flat_map(|(taxonomy, _)| &taxonomy.mentions);
            all.filter(|mention| mention.id.starts_with('m'))
                .map(|mention| (mention.id.clone(), mention.title_raw.clone()))
                .collect()
        };
        match step {
            Step::Add(source) => {
                self.shelf.entry(*source).or_insert_with(|| lines(*source));
            }
            Step::Edit(source, line) => match self.shelf.get_mut(source) {
                Some(lines) => lines[line % 5] = format!("每日{}", lines[line % 5]),
                None => return false,
            },
            Step::Remove(source) => {
                if self.shelf.len() < 2 || self.shelf.remove(source).is_none() {
                    return false;
                }
            }
            Step::Join(a, b) | Step::Part(a, b) => {
                let known = mentions(&self.built);
                if known.len() < 2 || a % known.len() == b % known.len() {
                    return false;
                }
                let (a, b) = (&known[a % known.len()], &known[b % known.len()]);
                let kind = if matches!(step, Step::Join(..)) { "must-link" } else { "cannot-link" };
                let target =
                    |(id, quote): &(String, String)| format!("{{ mention = \"{id}\", quote = \"{quote}\" }}");
                let text = format!("[[decision]]\nkind = \"{kind}\"\na = {}\nb = {}\n", target(a), target(b));
                let name = format!("d{}.toml", self.decided.len());
                let decisions = Decision::parse_file(&name, &text).expect("well formed");
                self.decided.push(DecisionText { name, text, decisions });
            }
        }
        if self.shelf.is_empty() {
            return false;
        }
        let previous = self.built.as_ref().map(|(taxonomy, lock)| Previous { taxonomy, lock: Some(lock) });
        match PIPELINE.build_taxonomy(&evidence(&self.shelf), &self.decided, previous) {
            Ok(built) => {
                self.built = Some((built.taxonomy, built.lock));
                true
            }
            Err(_) => {
                self.decided.pop();
                false
            }
        }
    }

    fn taxonomy(&self) -> Option<&Taxonomy> {
        self.built.as_ref().map(|(taxonomy, _)| taxonomy)
    }
}

/// The tasks as sets of what is stated where, ids aside.
fn clusters(taxonomy: &Taxonomy) -> BTreeSet<BTreeSet<(String, String, usize)>> {
    let places: BTreeMap<&str, (String, String, usize)> = taxonomy
        .mentions
        .iter()
        .map(|one| (one.id.as_str(), (one.source.to_string(), one.title_raw.clone(), one.byte_start)))
        .collect();
    taxonomy
        .tasks
        .iter()
        .map(|task| task.mentions.iter().map(|id| places[id.as_str()].clone()).collect())
        .collect()
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (0..5usize).prop_map(Step::Add),
        2 => (0..5usize, 0..5usize).prop_map(|(source, line)| Step::Edit(source, line)),
        1 => (0..5usize).prop_map(Step::Remove),
        1 => (0..40usize, 0..40usize).prop_map(|(a, b)| Step::Join(a, b)),
        1 => (0..40usize, 0..40usize).prop_map(|(a, b)| Step::Part(a, b)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn through_any_history_ids_last_and_decisions_are_accounted_for(
        steps in proptest::collection::vec(step(), 3..9)
    ) {
        let mut world = World::default();
        let mut taken = Vec::new();
        let mut given: BTreeSet<String> = BTreeSet::new();
        for step in &steps {
            let before = world.taxonomy().cloned();
            if !world.take(step) {
                continue;
            }
            taken.push(step);
            let Some(now) = world.taxonomy() else { continue };
            let listed: BTreeSet<&str> = now.decisions.iter().map(|ruling| ruling.file.as_str()).collect();
            prop_assert_eq!(listed.len(), world.decided.len(), "every decision is applied or listed");
            let retired: BTreeSet<&String> = now.retired.iter().map(|retired| &retired.id).collect();
            for task in &now.tasks {
                prop_assert!(!retired.contains(&task.id), "{} is in use and retired", task.id);
                let old = before.iter().any(|old| old.tasks.iter().any(|one| one.id == task.id));
                prop_assert!(old || given.insert(task.id.clone()), "{} was given out before", task.id);
            }
            let Some(before) = before else { continue };
            for task in &before.tasks {
                let alive = now.tasks.iter().any(|one| one.id == task.id);
                prop_assert!(alive || retired.contains(&task.id), "{} vanished", task.id);
                if let Some(same) = now.tasks.iter().find(|one| one.mentions == task.mentions) {
                    prop_assert_eq!(&same.id, &task.id, "an untouched task keeps its id");
                }
            }
        }
        // The same history again is the same result; the same inputs at once are the same clusters.
        let mut again = World::default();
        taken.iter().for_each(|step| { again.take(step); });
        prop_assert_eq!(again.taxonomy(), world.taxonomy());
        if let Some(found) = world.taxonomy() {
            let at_once = PIPELINE.build_taxonomy(&evidence(&world.shelf), &world.decided, None);
            prop_assert_eq!(clusters(&at_once.expect("no contradiction").taxonomy), clusters(found));
        }
    }
}

/// Evidence of the reference texts kept beside the project, if they are there.
#[expect(clippy::print_stderr, reason = "a skipped test must say so")]
fn reference() -> Option<Vec<Evidence>> {
    let folder = std::env::var_os("REFERENCE_TEXTS").map_or_else(
        || std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"),
        std::path::PathBuf::from,
    );
    let found = guiyi::source::discover(&[folder.join("sources")], &[]);
    if found.inputs.is_empty() {
        eprintln!("no reference texts: skipped");
        return None;
    }
    let facts = PIPELINE.corpus_facts(&found.inputs);
    let one = |input: &guiyi::source::Input| {
        let source = PIPELINE.load(input).expect("readable");
        let article = PIPELINE.article(&source, &facts).expect("text");
        PIPELINE.evidence(&source, &article).expect("no panic")
    };
    Some(found.inputs.iter().map(one).collect())
}

#[test]
fn any_order_of_arrival_ends_in_the_clusters_of_all_at_once() {
    let Some(all) = reference() else { return };
    let at_once = PIPELINE.build_taxonomy(&all, &[], None).expect("no decisions").taxonomy;
    let n = all.len();
    let orders =
        [(0..n).collect::<Vec<_>>(), (0..n).rev().collect(), (0..n).map(|at| (at * 2 + 1) % n).collect()];
    for order in orders.iter().filter(|order| order.iter().collect::<BTreeSet<_>>().len() == n) {
        let mut built: Option<(Taxonomy, Lock)> = None;
        for upto in 1..=n {
            let here: Vec<Evidence> = order[..upto].iter().map(|&at| all[at].clone()).collect();
            let previous = built.as_ref().map(|(taxonomy, lock)| Previous { taxonomy, lock: Some(lock) });
            let next = PIPELINE.build_taxonomy(&here, &[], previous).expect("no decisions");
            built = Some((next.taxonomy, next.lock));
        }
        let (stepwise, _) = built.expect("at least one source");
        assert_eq!(clusters(&stepwise), clusters(&at_once), "{order:?}");
    }
}
