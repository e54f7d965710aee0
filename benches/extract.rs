//! Outline and extraction of documents made here, and of those of the tests: bytes of cleaned text a second on one
//! core, and whether the time of a byte stays the same in longer documents. Results are asserted.

#![allow(missing_docs, clippy::print_stdout, reason = "a bench reports on standard output")]

use std::ffi::OsStr;
use std::fmt::{self, Write as _};
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use divan::Bencher;
use divan::counter::BytesCount;
use guiyi::clean::{CorpusFacts, Options, clean};
use guiyi::document::Document;
use guiyi::extract::extract;
use guiyi::lexicon::Lexicons;
use guiyi::lexicon::noise::NoiseRules;
use guiyi::mention::Extraction;
use guiyi::outline::outline;
use guiyi::read::read;
use guiyi::source::{Source, SourceId};

/// The allocator of the command.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().all(|argument| argument == "--bench") {
        compare_lengths();
    }
}

const ROLES: [&str; 6] = ["护士长", "焊接班长", "应付会计", "人事专员", "班主任", "车队调度员"];
const VERBS: [&str; 12] =
    ["核对", "盘点", "编制", "审核", "安排", "检查", "登记", "跟进", "整理", "组织", "协调", "更新"];
const FIELDS: [&str; 11] =
    ["夜班", "门诊", "北区", "东区", "进口", "外租", "冷链", "学期", "季度", "备用", "老旧"];
const THINGS: [&str; 14] = [
    "药品台账",
    "焊接工单",
    "付款凭证",
    "入职资料",
    "班会记录",
    "出车计划",
    "培训名单",
    "设备点检表",
    "合同副本",
    "差旅单据",
    "排班表",
    "返修清单",
    "考勤异常",
    "车辆油耗",
];
const ENDS: [&str; 7] = [
    "",
    "，确保账实相符",
    "，并向主管汇报差异",
    "，发现问题当日反馈",
    "并归档",
    "，每月底前完成汇总与核查",
    "（含系统内外两份）",
];
const SKILLS: [&str; 5] = ["沟通协调", "数据分析", "表格软件", "流程设计", "成本意识"];
const TIMES: [&str; 4] = ["每日", "每周", "每月", "按需"];

fn pick<'a>(all: &[&'a str], at: usize) -> &'a str {
    all[at % all.len()]
}

/// The wording of duty number `at`; all differ.
fn duty(at: usize) -> String {
    let (verb, field, thing) = (pick(&VERBS, at), pick(&FIELDS, at / 12), pick(&THINGS, at / 5));
    format!("{verb}{field}第{at}批{thing}{}", pick(&ENDS, at / 3))
}

/// The duties of the paragraph number `at` that tells three.
fn three_duties(at: usize) -> [String; 3] {
    [0, 1, 2].map(|nth| duty(3 * at + nth))
}

/// The shapes that duties come in.
#[derive(Clone, Copy)]
enum Shape {
    /// A role description: overview, groups of duties, a table of details, requirements, a day.
    Profile,
    /// Running text that announces its duties.
    Prose,
    /// Running text that tells them among other things.
    Story,
    /// One list.
    List,
    /// One list in which few duties come again and again.
    Repeated,
    /// Lists of 64 levels.
    Nesting,
    /// One table of many rows.
    Rows,
    /// A matrix of many parties.
    Columns,
    /// One task with many values.
    Values,
}

const SHAPES: [(Shape, &str, usize); 9] = [
    (Shape::Profile, "profile", 1),
    (Shape::Prose, "prose", 10),
    (Shape::Story, "story", 10),
    (Shape::List, "list", 1_000),
    (Shape::Repeated, "repeated", 1_000),
    (Shape::Nesting, "nesting", 1),
    (Shape::Rows, "rows", 100),
    (Shape::Columns, "columns", 20),
    (Shape::Values, "values", 100),
];

/// How often the smallest document of a shape is taken.
const FACTORS: [usize; 3] = [1, 10, 100];

/// A document of a shape: its parts and how many tasks it states at least.
#[derive(Clone, Copy)]
struct Case {
    shape: Shape,
    name: &'static str,
    size: usize,
    factor: usize,
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}x", self.name, self.factor)
    }
}

fn cases() -> impl Iterator<Item = Case> {
    let case = |(shape, name, unit): (Shape, &'static str, usize), factor| Case {
        shape,
        name,
        size: unit * factor,
        factor,
    };
    SHAPES.into_iter().flat_map(move |shape| FACTORS.map(|factor| case(shape, factor)))
}

impl Case {
    fn text(self) -> String {
        let role = pick(&ROLES, self.size);
        let mut out = format!("# {role}岗位说明书\n\n");
        let size = self.size;
        match self.shape {
            Shape::Profile => profile(&mut out, role, size),
            Shape::Prose => {
                let _ = write!(out, "## 岗位职责\n\n");
                for at in 0..size {
                    let [one, two, three] = three_duties(at);
                    let _ = write!(
                        out,
                        "{role}所在的部门近年来业务量增长很快，旺季时常常需要几个班组一起配合。{role}负责{one}；{two}，以及{three}。\
                         此外，{role}还要与相邻部门保持联系，避免信息在交接时遗漏。\n\n"
                    );
                }
            }
            Shape::Story => {
                let _ = write!(out, "## {role}的一天\n\n");
                for at in 0..size {
                    let [one, two, three] = three_duties(at);
                    let _ = write!(
                        out,
                        "第{at}天，天还没亮，走廊里只有保洁阿姨的脚步声。{role}到岗以后先{one}，再{two}。中午的食堂总是很挤，\
                         大家一边吃饭一边聊孩子的成绩。下午来人不多，就抽空{three}，直到窗外的路灯亮起来。\n\n"
                    );
                }
            }
            Shape::List => list(&mut out, (0..size).map(duty)),
            Shape::Repeated => list(&mut out, (0..size).map(|at| duty(at % 7))),
            Shape::Nesting => {
                let _ = write!(out, "## 岗位职责\n\n");
                for at in 0..64 * size {
                    let _ = writeln!(out, "{}- {}", "  ".repeat(at % 64), duty(at));
                }
            }
            Shape::Rows => rows(&mut out, 0, size),
            Shape::Columns => columns(&mut out, size),
            Shape::Values => {
                let _ = write!(out, "## 岗位职责\n\n- 编制设备点检表\n  - 所需技能：");
                for at in 0..size {
                    let _ = write!(out, "第{at}类{}、", pick(&SKILLS, at));
                }
                let _ = writeln!(out, "记录\n- 更新排班表");
            }
        }
        out
    }

    /// Fewest tasks that are read from it.
    fn tasks(self) -> usize {
        match self.shape {
            Shape::Profile => 27 * self.size,
            Shape::Prose | Shape::Story | Shape::List | Shape::Rows => self.size * 9 / 10,
            Shape::Repeated => 7,
            Shape::Nesting => 1,
            Shape::Columns => 20,
            Shape::Values => 2,
        }
    }

    fn document(self) -> Document {
        let source = Source { id: SourceId::new("a.md"), bytes: self.text().into_bytes() };
        read(&source).expect("the document is text")
    }

    fn run(self, document: &Document, lexicons: &Lexicons) -> Extraction {
        let found = extract(document, &outline(document, lexicons), lexicons);
        assert!(found.mentions.len() >= self.tasks(), "{self}: {} tasks", found.mentions.len());
        found
    }
}

fn profile(out: &mut String, role: &str, size: usize) {
    let _ = write!(
        out,
        "## 岗位概述\n\n{role}隶属于运营部，对部门日常工作的进度与质量负责，直接向部门经理汇报。\n\n## 岗位职责\n\n"
    );
    for group in 0..size {
        for half in 0..2 {
            let _ = write!(out, "### {}{}\n\n", pick(&FIELDS, 2 * group + half), pick(&THINGS, group));
            for at in 0..10 {
                let _ = writeln!(out, "- {}；", duty(30 * group + 10 * half + at));
            }
            out.push('\n');
        }
    }
    for group in 0..size {
        rows(out, 30 * group + 20, 10);
    }
    let _ = write!(out, "## 任职要求\n\n");
    for at in 0..3 * size {
        let skill = pick(&SKILLS, at);
        let _ = writeln!(out, "- 大专及以上学历，{at}年以上相关岗位经验，具备良好的{skill}能力；");
        let _ = writeln!(out, "- **{skill}**：能独立完成第{at}类报表，熟悉常用办公软件");
    }
    let _ = write!(out, "\n## 工作环境\n\n");
    for at in 0..size {
        let _ = write!(
            out,
            "工作地点在{}，实行轮班制，第{at}班组共有十二人，旺季需要加班。\n\n",
            pick(&FIELDS, at)
        );
    }
}

fn list(out: &mut String, duties: impl Iterator<Item = String>) {
    let _ = write!(out, "## 岗位职责\n\n");
    for duty in duties {
        let _ = writeln!(out, "- {duty}");
    }
}

fn rows(out: &mut String, from: usize, count: usize) {
    let _ = write!(out, "## 任务明细\n\n| 任务 | 目的 | 所需技能 | 频率 |\n|---|---|---|---|\n");
    for at in from..from + count {
        let (skill, other, time) = (pick(&SKILLS, at), pick(&SKILLS, at / 5 + 2), pick(&TIMES, at));
        let _ =
            writeln!(out, "| {} | 减少第{at}类差错，缩短等待时间 | {skill}、{other} | {time} |", duty(at));
    }
    out.push('\n');
}

fn columns(out: &mut String, size: usize) {
    let _ = write!(out, "## 岗位职责\n\n| 任务 |");
    for at in 0..size {
        let _ = write!(out, " 第{at}组 |");
    }
    let _ = write!(out, "\n|{}\n", "---|".repeat(size + 1));
    for row in 0..20 {
        let _ = write!(out, "| {} |", duty(row));
        for at in 0..size {
            let _ = write!(out, " {} |", pick(&["R", "C", "I", "A"], at + row));
        }
        out.push('\n');
    }
}

#[divan::bench(args = cases(), sample_count = 3)]
fn outline_and_extract(bencher: Bencher<'_, '_>, case: Case) {
    let lexicons = Lexicons::embedded();
    let document = case.document();
    bencher.counter(BytesCount::new(document.text.len())).bench_local(|| case.run(&document, &lexicons));
}

/// Documents of all shapes, one after the other: the short invented ones of `tests/suite/roles`, and real ones where
/// they are, cleaned. Nothing of one is found in the cache for the next, so they are slower than a long document of
/// one shape.
#[divan::bench(sample_count = 20, args = ["tests/suite/roles", "../shared/sources"])]
fn mixed_documents(bencher: Bencher<'_, '_>, folder: &str) {
    let lexicons = Lexicons::embedded();
    let Ok(files) = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)) else {
        println!("{folder}: no such folder, skipped");
        return;
    };
    let files = files.map(|file| file.expect("a file").path());
    let texts =
        files.filter(|path| matches!(path.extension().and_then(OsStr::to_str), Some("md" | "txt" | "html")));
    let rules = NoiseRules::embedded().expect("the noise rules");
    let documents: Vec<Document> = texts
        .map(|path| {
            let source = Source { id: SourceId::new("a"), bytes: fs::read(path).expect("the text") };
            let document = read(&source).expect("the document is text");
            clean(document, &rules, &CorpusFacts::default(), &Options::default()).document
        })
        .collect();
    let bytes: usize =
        documents.iter().flat_map(|document| &document.blocks).map(|block| block.text.len()).sum();
    bencher.counter(BytesCount::new(bytes)).bench_local(|| {
        let extracted =
            documents.iter().map(|document| extract(document, &outline(document, &lexicons), &lexicons));
        let tasks: usize = extracted.map(|found| found.mentions.len()).sum();
        assert!(tasks > 2 * documents.len(), "{tasks} tasks");
    });
}

/// What every start of the program pays.
#[divan::bench(sample_count = 20)]
fn load_lexicons() -> Lexicons {
    Lexicons::embedded()
}

/// Prints what a byte costs in documents of three lengths.
fn compare_lengths() {
    let lexicons = Lexicons::embedded();
    println!("\nshape      MB/s at 1x, 10x, 100x    time of a byte against 1x");
    for shape in SHAPES {
        let costs: Vec<f64> = cases()
            .filter(|case| case.name == shape.1)
            .map(|case| nanoseconds_a_byte(case, &lexicons))
            .collect();
        let speeds: String = costs.iter().map(|cost| format!("{:>8.1}", 1e3 / cost)).collect();
        let ratios: String = costs[1..].iter().map(|cost| format!("{:>8.2}", cost / costs[0])).collect();
        println!("{:<10}{speeds}  {ratios}", shape.1);
    }
}

/// The least of at least three runs.
fn nanoseconds_a_byte(case: Case, lexicons: &Lexicons) -> f64 {
    let document = case.document();
    let mut least = Duration::MAX;
    let begin = Instant::now();
    let mut runs = 0;
    while runs < 3 || begin.elapsed() < Duration::from_millis(100) {
        let start = Instant::now();
        divan::black_box(case.run(&document, lexicons));
        least = least.min(start.elapsed());
        runs += 1;
    }
    least.as_nanos() as f64 / document.text.len() as f64
}
