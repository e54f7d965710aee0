//! The next result made from the last one by its parts is the one that is built from everything.

use std::collections::BTreeMap;
use std::io::Write as _;

use guiyi::clean::CorpusFacts;
use guiyi::pipeline::{
    Cache, Contribution, DecisionText, Edition, Json, Knowledge, LongFile, Pipeline, Previous, Standing,
    WrittenArticle,
};
use guiyi::render::json::Piece;
use guiyi::settings::Settings;
use guiyi::source::{Source, SourceId};
use guiyi::taxonomy::{Anchor, Decision, DecisionKind, StatementKind, Taxonomy};
use proptest::prelude::*;

const ROLES: [&str; 4] = ["病房护士", "仓库主管", "咖啡店长", "薪酬专员"];

const DUTIES: [&str; 16] = [
    "核对医嘱",
    "书写护理记录",
    "指导患者用药",
    "清点急救药品",
    "编制盘点计划",
    "审核入库单据",
    "清点库存物资",
    "培训搬运人员",
    "编排门店班次",
    "核对收银差额",
    "向供应商订货",
    "清点库存",
    "核算员工工资",
    "申报个人所得税",
    "核对考勤记录",
    "解答薪酬疑问",
];

const SKILLS: [&str; 5] = ["沟通", "沟通能力", "Excel", "先进先出（FIFO）", "FIFO"];

/// One of the documents that there may be: number 9 names no role, 8 copies another, 7 states the duties of two roles.
fn document(at: usize, version: usize) -> String {
    let role = ROLES[at % 4];
    if at == 8 && version > 1 {
        return document(4, 0) + "\n最后更新于本周。\n";
    }
    let mut text = match at {
        9 => "# 工作安排\n".to_owned(),
        _ => format!("# {role}\n\n{role}对本部门的日常工作负责。\n"),
    };
    let mut duties = |role: usize, count: usize| {
        for number in 0..count {
            if number % 3 == 0 {
                text += &format!("\n### {}\n\n", ["日常管理", "日常事务", "检查核对"][(at + number / 3) % 3]);
            }
            let duty = DUTIES[role * 4 + (at + number * 3 + version) % 4];
            let skill = SKILLS[(at % 4 + number) % SKILLS.len()];
            let how = ["按制度要求", "会同主管", "每周"][(at * 5 + number + version) % 3];
            text += &format!(
                "- {duty}（{how}）\n  - 任务描述：{how}{duty}，并把结果登记在第{number}号台账里备查。\n"
            );
            text += &format!("  - 所需技能：{skill}\n  - 频率：{}\n", ["每日", "每周"][(at + number) % 2]);
        }
    };
    duties(at % 4, 4 + at % 3);
    if at == 7 {
        text += &format!("\n# {}\n\n## 岗位职责\n\n- {}\n- {}\n", ROLES[1], DUTIES[4], DUTIES[5]);
    }
    text + "\n## 任职要求\n\n- 本科及以上学历\n- 三年以上相关经验\n"
}

#[derive(Clone, Debug)]
enum Step {
    Put(usize, usize),
    Remove(usize),
    Decide(usize, usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (0..10_usize, 0..4_usize).prop_map(|(at, version)| Step::Put(at, version)),
        2 => (1..10_usize).prop_map(Step::Remove),
        1 => (0..6_usize, 0..100_usize).prop_map(|(kind, at)| Step::Decide(kind, at)),
    ]
}

/// A history, and what the last run left.
struct World {
    pipeline: Pipeline,
    shelf: BTreeMap<usize, String>,
    decided: Vec<DecisionText>,
    cache: Vec<u8>,
    last: Option<Edition>,
    /// Its `taxonomy.json`.
    json: Vec<u8>,
    /// How many results were carried on.
    carried: usize,
}

impl World {
    fn new() -> Self {
        let knowledge = Knowledge::load(Vec::new()).expect("embedded lexicons");
        let pipeline = Pipeline::new(Settings::default(), knowledge).expect("default settings");
        let shelf = (0..7).map(|at| (at, document(at, 0))).collect();
        Self {
            pipeline,
            shelf,
            decided: Vec::new(),
            cache: Cache::new("engine").to_bytes(),
            last: None,
            json: Vec::new(),
            carried: 0,
        }
    }

    fn take(&mut self, step: &Step) {
        match *step {
            Step::Put(at, version) => drop(self.shelf.insert(at, document(at, version))),
            Step::Remove(at) => drop(self.shelf.remove(&at)),
            Step::Decide(kind, at) => self.decide(kind, at),
        }
    }

    fn taxonomy(&self) -> Option<Taxonomy> {
        self.last.as_ref().map(|_| Taxonomy::from_bytes(&self.json).expect("whole"))
    }

    /// Decides something about the tasks of a statement.
    fn decide(&mut self, kind: usize, at: usize) {
        let Some(taxonomy) = self.taxonomy() else { return };
        let tasks: Vec<_> = taxonomy.mentions.iter().filter(|one| one.kind == StatementKind::Task).collect();
        let target = |at: usize| Anchor::from(tasks[at % tasks.len()]).target();
        let kind = match kind {
            0 => DecisionKind::Pin { target: target(at) },
            1 => DecisionKind::Rename { target: target(at), title: format!("第{at}项") },
            2 => DecisionKind::MustLink { a: target(at), b: target(at * 7 + 1) },
            3 => DecisionKind::Unsure { a: target(at), b: target(at * 5 + 1) },
            4 => DecisionKind::Recategorise { target: target(at), category: "专项工作".to_owned() },
            _ => DecisionKind::Ignore { target: target(at) },
        };
        let name = format!("d{}.toml", self.decided.len());
        let text = Decision::file_text(&[Decision::from(kind)]);
        let decisions = Decision::parse_file(&name, &text).expect("well formed");
        self.decided.push(DecisionText { name, text, decisions });
    }

    fn contributions(&self, cache: Option<&Cache>) -> Vec<Contribution> {
        let one = |(at, text): (&usize, &String)| {
            let source = Source { id: SourceId::new(format!("s{at}.md")), bytes: text.clone().into() };
            let source = match cache.map(|cache| cache.recall(source.clone(), 0)) {
                Some(Ok((known, _))) => return known,
                Some(Err(source)) => source,
                None => source,
            };
            let article = self.pipeline.article(&source, &CorpusFacts::default()).expect("text");
            let found = self.pipeline.evidence(&source, &article).expect("no panic");
            match cache {
                Some(cache) => cache.keep_processed(&source, 0, found, &WrittenArticle::default()),
                None => found.into(),
            }
        };
        self.shelf.iter().map(one).collect()
    }

    /// Builds the next result both ways; false if the decisions contradict each other.
    fn run(&mut self) -> bool {
        let earlier = self.taxonomy();
        let last = self.last.as_ref();
        let previous =
            earlier.as_ref().zip(last).map(|(taxonomy, last)| Previous { taxonomy, lock: Some(&last.lock) });
        let whole = self.pipeline.edition(self.contributions(None), &self.decided, previous, None);
        let cache = Cache::from_bytes(self.cache.clone(), "engine").expect("whole");
        let contributions = self.contributions(Some(&cache));
        let (mut next, mut json) = (None, Vec::new());
        if let Some(last) = last {
            let mut file = tempfile::tempfile().expect("temporary file");
            file.write_all(&self.json).expect("written");
            let file = LongFile::new(file);
            let standing = Standing {
                json: (&file, last.json.sha256()),
                markdown: (&last.markdown.bytes, &last.markdown.sha256),
                lock: Some(&last.lock),
            };
            if let Some(carried) = cache.carried(&standing, &self.decided) {
                let mut emit = |pieces: &[Piece]| {
                    json.clear();
                    file.compose(pieces, &mut json)
                };
                let (known, decided) = (&contributions, &self.decided);
                let made = self.pipeline.carried_on(&carried, &standing, known, decided, &cache, &mut emit);
                next = made.expect("decisions that were applied before");
            }
        }
        self.carried += usize::from(next.is_some());
        let next = match next {
            Some(next) => Ok(next),
            None => self.pipeline.edition(contributions, &self.decided, previous, Some(&cache)),
        };
        let (Ok(whole), Ok(next)) = (whole, next) else {
            self.decided.pop();
            return false;
        };
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("text");
        if let Json::Whole(sealed) = &next.json {
            json.clone_from(&sealed.bytes);
        }
        let Json::Whole(built) = &whole.json else { panic!("built from everything") };
        assert_eq!(text(&json), text(&built.bytes));
        assert_eq!(text(&next.markdown.bytes), text(&whole.markdown.bytes));
        assert_eq!(
            (next.json.sha256(), &next.markdown.sha256),
            (whole.json.sha256(), &whole.markdown.sha256)
        );
        assert_eq!((&next.changes, &next.lost, &next.lock), (&whole.changes, &whole.lost, &whole.lock));
        assert_eq!(
            (&next.rulings, next.stated, next.revision),
            (&whole.rulings, whole.stated, whole.revision)
        );
        self.cache = cache.to_bytes();
        self.last = Some(next);
        self.json = json;
        true
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]
    #[test]
    fn whatever_happens_both_ways_end_in_the_same_bytes(steps in prop::collection::vec(step(), 3..10)) {
        let mut world = World::new();
        prop_assert!(world.run());
        for step in steps {
            world.take(&step);
            world.run();
        }
    }
}

#[test]
fn what_happens_to_one_role_leaves_the_others_as_they_are() {
    let mut world = World::new();
    assert!(world.run());
    for (kind, at) in [(0, 3), (1, 8), (4, 20), (2, 0)] {
        world.decide(kind, at);
        assert!(world.run());
    }
    assert_eq!(world.carried, 0, "what people decided now may be about anything");
    let steps = [
        Step::Put(10, 0),
        Step::Put(10, 1),
        Step::Remove(10),
        Step::Put(2, 3),
        Step::Remove(6),
        Step::Put(6, 2),
    ];
    for (at, step) in steps.iter().enumerate() {
        world.take(step);
        assert!(world.run());
        assert_eq!(world.carried, at + 1, "{step:?}");
    }
    assert!(world.run(), "and nothing happened");
    assert_eq!(world.carried, steps.len() + 1);
}
