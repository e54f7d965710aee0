//! The command line as a user types it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;

/// A folder with files in it, and the command run inside.
pub(crate) struct Place(tempfile::TempDir);

/// A job advertisement whose second line is page chrome, in every shape of it that reading knows.
const ADVERT: &str =
    "咖啡店长招聘\n\n分享至：微信 微博\n\n岗位职责：\n\n- 盘点库存并下单补货\n- 培训新店员冲煮手法\n";

impl Place {
    pub(crate) fn with(files: &[(&str, &[u8])]) -> Self {
        let place = Self(tempfile::tempdir().expect("temporary folder"));
        for (name, bytes) in files {
            place.put(name, bytes);
        }
        place
    }

    pub(crate) fn put(&self, name: &str, bytes: &[u8]) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("inside the folder")).expect("folder");
        fs::write(path, bytes).expect("file");
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Every file below `name` with its bytes, sorted by path.
    pub(crate) fn tree(&self, name: &str) -> Vec<(String, Vec<u8>)> {
        fn walk(folder: &Path, base: &Path, files: &mut Vec<(String, Vec<u8>)>) {
            for entry in fs::read_dir(folder).expect("folder") {
                let path = entry.expect("entry").path();
                if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')) {
                    continue;
                }
                if path.is_dir() {
                    walk(&path, base, files);
                } else {
                    let name = path.strip_prefix(base).expect("below").to_string_lossy().into_owned();
                    files.push((name, fs::read(&path).expect("file")));
                }
            }
        }
        let mut files = Vec::new();
        walk(&self.path(name), &self.path(name), &mut files);
        files.sort();
        files
    }

    pub(crate) fn names(&self, name: &str) -> Vec<String> {
        self.tree(name).into_iter().map(|(name, _)| name).collect()
    }

    pub(crate) fn command(&self) -> Command {
        let mut command = Command::cargo_bin("guiyi").expect("built by this test run");
        command.current_dir(self.0.path()).env_remove("GUIYI_LANG").env("LC_ALL", "C").env("LANG", "C");
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        Run(self.command().args(arguments).output().expect("started"))
    }

    pub(crate) fn pipe(&self, arguments: &[&str], input: &[u8]) -> Run {
        Run(self.command().args(arguments).write_stdin(input).output().expect("started"))
    }
}

pub(crate) struct Run(Output);

impl Run {
    pub(crate) fn status(&self) -> i32 {
        self.0.status.code().unwrap_or(-1)
    }

    pub(crate) fn out(&self) -> String {
        String::from_utf8(self.0.stdout.clone()).expect("standard output is UTF-8")
    }

    pub(crate) fn err(&self) -> String {
        String::from_utf8(self.0.stderr.clone()).expect("standard error is UTF-8")
    }

    #[track_caller]
    pub(crate) fn expect(self, status: i32) -> Self {
        assert_eq!(self.status(), status, "out: {}\nerr: {}", self.out(), self.err());
        self
    }

    #[track_caller]
    pub(crate) fn says(self, needle: &str) -> Self {
        assert!(self.err().contains(needle), "no {needle:?} in: {}", self.err());
        self
    }
}

pub(crate) fn json_lines(text: &str) -> Vec<serde_json::Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect()
}

// ── clean ──

#[test]
fn clean_writes_an_article_and_its_removals() {
    let place = Place::with(&[("in/店/招聘.txt", ADVERT.as_bytes())]);
    place.run(&["clean", "in", "-o", "out"]).expect(0);
    assert_eq!(place.names("out"), ["店/招聘.md", "店/招聘.removals.jsonl"]);
    let article = place.text("out/店/招聘.md");
    assert!(article.contains("- 盘点库存并下单补货\n") && !article.contains("微博"), "{article}");
    let removals = json_lines(&place.text("out/店/招聘.removals.jsonl"));
    assert_eq!(removals.len(), 1);
    let removal = &removals[0];
    assert_eq!((&removal["line_start"], &removal["line_end"]), (&3.into(), &3.into()));
    assert_eq!(removal["kind"], "share-widget");
    assert_eq!(removal["source"], "店/招聘.txt");
    let (start, end) = (removal["byte_start"].as_u64(), removal["byte_end"].as_u64());
    let slice = &ADVERT[start.expect("number") as usize..end.expect("number") as usize];
    assert_eq!(removal["text"], slice, "the bytes are the quoted text");
}

#[test]
fn clean_pipes_and_names_its_formats() {
    let place = Place::with(&[]);
    let run = place.pipe(&["clean", "-"], ADVERT.as_bytes()).expect(0);
    assert!(run.out().contains("- 盘点库存并下单补货"), "{}", run.out());
    let run = place.pipe(&["clean", "-", "--format", "json", "-q"], ADVERT.as_bytes()).expect(0);
    let document = &json_lines(&run.out())[0];
    assert_eq!(document["source"], "-");
    assert!(document["blocks"].as_array().is_some_and(|blocks| blocks.len() >= 3), "{document}");
    assert_eq!(run.err(), "", "--quiet");
    place.pipe(&["clean", "-", "--format", "text"], ADVERT.as_bytes()).expect(0);
    place.pipe(&["clean", "-", "-o", "out"], ADVERT.as_bytes()).expect(0);
    assert_eq!(place.names("out"), ["stdin.md", "stdin.removals.jsonl"]);
}

#[test]
fn names_that_meet_are_kept_apart() {
    let place = Place::with(&[("in/x.md", b"# \xE7\x94\xB2\n"), ("in/x.txt", "乙乙\n".as_bytes())]);
    place.run(&["clean", "in", "-o", "out"]).expect(0);
    assert_eq!(place.names("out"), ["x.md", "x.removals.jsonl", "x.txt.md", "x.txt.removals.jsonl"]);
    assert!(place.text("out/x.md").contains('甲') && place.text("out/x.txt.md").contains('乙'));
}

#[test]
fn diff_and_check_write_nothing() {
    let place = Place::with(&[("a.txt", ADVERT.as_bytes()), ("b.txt", "护士给药前核对医嘱。\n".as_bytes())]);
    let run = place.run(&["clean", "a.txt", "--diff"]).expect(0);
    assert!(run.out().contains("-3\t分享至：微信 微博"), "{}", run.out());
    assert!(!run.out().contains("盘点"), "only what goes");
    place.run(&["clean", "a.txt", "--check"]).expect(1);
    place.run(&["clean", "b.txt", "--check"]).expect(0);
    place.run(&["clean", "a.txt", "-o", "out", "--check"]).expect(1);
    assert!(!place.path("out").exists());
    place.run(&["clean", "a.txt", "-o", "out"]).expect(0);
    place.run(&["clean", "a.txt", "-o", "out", "--check"]).expect(0);
}

#[test]
fn several_articles_do_not_mix_on_standard_output() {
    let place = Place::with(&[("a.txt", ADVERT.as_bytes()), ("b.txt", ADVERT.as_bytes())]);
    let run = place.run(&["clean", "a.txt", "b.txt"]).expect(2).says("-o");
    assert_eq!(run.out(), "");
}

#[test]
fn a_document_that_comes_out_empty_is_told_and_not_written() {
    let place = Place::with(&[("a.txt", "分享至：微信\n".as_bytes())]);
    place.run(&["clean", "a.txt", "-o", "out"]).expect(1).says("a.txt: nothing is left");
    assert_eq!(place.names("out"), ["a.removals.jsonl"]);
}

#[test]
fn streams_keep_order_and_pass_fields_through() {
    let place = Place::with(&[]);
    let mut input = String::new();
    for n in 0..600 {
        let text = format!("第{n}篇。\n\n分享至：微信 微博\n");
        input += &format!("{}\n", serde_json::json!({"id": format!("d{n}"), "text": text, "year": 2026}));
    }
    input += "不是 JSON\n\n{\"id\": \"page\", \"html\": \"<p>仓库主管每日盘点。</p>\"}\n{\"id\": \"none\"}\n";
    let run = place.pipe(&["clean", "--jsonl", "-"], input.as_bytes()).expect(1).says("-:601: ");
    let lines = json_lines(&run.out());
    assert_eq!(lines.len(), 603);
    for (n, line) in lines[..600].iter().enumerate() {
        assert_eq!(line["id"], format!("d{n}"));
        assert_eq!((&line["year"], &line["removed"]), (&2026.into(), &1.into()));
        let text = line["text"].as_str().expect("text");
        assert!(text.contains(&format!("第{n}篇")) && !text.contains("微博"), "{text}");
    }
    assert!(lines[600]["error"].is_string() && lines[602]["error"].is_string());
    assert!(lines[601]["text"].as_str().is_some_and(|text| text.contains("盘点")));
    let single = place.pipe(&["clean", "--jsonl", "-", "-j", "1"], input.as_bytes());
    assert_eq!(single.out(), run.out());
}

// ── bad input ──

#[test]
fn one_bad_file_does_not_stop_the_batch() {
    let place = Place::with(&[
        ("in/empty.md", b""),
        ("in/picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\0\xff\xd8\xff\0\0\0"),
        ("in/good.md", ADVERT.as_bytes()),
    ]);
    let run = place.run(&["clean", "in", "missing.md", "-o", "out"]).expect(1);
    for (name, remedy) in
        [("empty.md", "Check that"), ("picture.png", "save PDF"), ("missing.md", "Check the path")]
    {
        assert!(run.err().contains(name) && run.err().contains(remedy), "{name}: {}", run.err());
    }
    assert_eq!(place.names("out"), ["good.md", "good.removals.jsonl"]);
}

#[test]
fn nothing_done_is_status_two() {
    let place = Place::with(&[("empty.md", b"")]);
    fs::create_dir(place.path("folder")).expect("folder");
    place.run(&["clean", "missing.md"]).expect(2).says("missing.md: no such file");
    place.run(&["clean", "folder", "-o", "out"]).expect(2).says("folder: no readable files");
    place.run(&["clean", "empty.md"]).expect(2).says("empty.md: is empty");
    place.run(&["extract", "missing.md"]).expect(2);
    place.run(&["merge", "missing.md", "-o", "out"]).expect(2);
    place.run(&["merge", "empty.md", "-o", "out"]).expect(2);
    place.run(&["link", "missing.jsonl"]).expect(2).says("missing.jsonl");
    place.run(&["convert", "missing.txt"]).expect(2).says("missing.txt");
    place.run(&["inspect", "read", "missing.txt"]).expect(2).says("missing.txt");
}

#[test]
fn an_unwritable_output_is_told_before_any_work() {
    let place = Place::with(&[("a.md", ADVERT.as_bytes()), ("file", b"x")]);
    place.run(&["clean", "a.md", "-o", "file/out"]).expect(2).says("cannot be written");
    place.run(&["merge", "a.md", "-o", "file"]).expect(2).says("cannot be written");
    place.run(&["convert", "a.md", "-o", "file/out"]).expect(2).says("cannot be written");
}

#[test]
fn an_input_is_never_overwritten() {
    let place = Place::with(&[("a.md", ADVERT.as_bytes())]);
    place.run(&["clean", "a.md", "-o", "."]).expect(2).says("an input would be overwritten");
    assert_eq!(place.text("a.md"), ADVERT);
}

#[test]
fn invalid_bytes_inside_a_text_do_not_lose_it() {
    let mut bytes = ADVERT.as_bytes().to_vec();
    bytes.splice(18..18, [0xff, 0xfe]);
    let place = Place::with(&[("a.txt", &bytes), ("b.txt", ADVERT.as_bytes())]);
    let run = place.run(&["clean", "a.txt", "b.txt", "-o", "out"]).expect(1);
    assert!(run.err().contains("a.txt") && !run.err().contains("b.txt"), "{}", run.err());
    assert!(place.path("out/b.md").exists());
    assert!(place.text("out/a.md").contains('\u{fffd}'), "the damage stays visible");
    place.run(&["extract", "a.txt"]).expect(1).says("U+FFFD");
}

#[test]
fn a_long_single_line_is_read() {
    let mut text = "仓库主管负责盘点。".repeat(100_000);
    text.push('\n');
    let place = Place::with(&[("long.txt", text.as_bytes())]);
    let run = place.run(&["clean", "long.txt", "-o", "out"]).expect(0);
    assert!(place.text("out/long.md").len() >= text.len() - 1, "{}", run.err());
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_success() {
    use std::process::{Command as Process, Stdio};
    // More than a pipe's buffer takes.
    let big: String = (0..4_000).map(|n| format!("- 盘点第{n}批库存并下单补货\n")).collect();
    let place = Place::with(&[("big.md", big.as_bytes())]);
    for arguments in [["clean", "big.md"], ["extract", "big.md"]] {
        let mut child = Process::new(assert_cmd::cargo::cargo_bin("guiyi"))
            .args(arguments)
            .current_dir(place.0.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("started");
        drop(child.stdout.take());
        assert_eq!(child.wait().expect("ended").code(), Some(0), "{arguments:?}");
    }
}

// ── extract, link, inspect ──

#[test]
fn extracted_tasks_go_straight_into_link() {
    let place = Place::with(&[("a.md", ADVERT.as_bytes()), ("b.md", ADVERT.as_bytes())]);
    let run = place.run(&["extract", "a.md", "b.md"]).expect(0);
    let mentions = json_lines(&run.out());
    assert_eq!(mentions.len(), 4, "{}", run.out());
    for mention in &mentions {
        let (start, end) = (mention["byte_start"].as_u64(), mention["byte_end"].as_u64());
        let slice = &ADVERT[start.expect("number") as usize..end.expect("number") as usize];
        assert_eq!(mention["title_raw"], slice);
        assert!(mention["attributes"].is_object() && mention["also_at"].is_array(), "{mention}");
    }
    let run = place.pipe(&["link", "-", "--pairs", "pairs.jsonl"], run.out().as_bytes()).expect(0);
    let clusters = json_lines(&run.out());
    assert_eq!(clusters.len(), 2, "{}", run.out());
    for cluster in &clusters {
        assert_eq!(cluster["members"].as_array().map(Vec::len), Some(2));
        assert!(
            cluster["canonical"].is_string() && cluster["weakest_link"]["weight"].is_number(),
            "{cluster}"
        );
    }
    let pairs = json_lines(&place.text("pairs.jsonl"));
    assert!(pairs[0]["levels"][0]["comparison"].is_string(), "{pairs:?}");
}

#[test]
fn a_line_that_is_no_task_is_skipped_and_told() {
    let place = Place::with(&[("t.jsonl", b"{\"id\":\"1\",\"title\":\"x\"}\n{\"id\":2}\n[\n")]);
    let run = place.run(&["link", "t.jsonl"]).expect(1).says("t.jsonl:2: ").says("t.jsonl:3: ");
    assert_eq!(json_lines(&run.out()).len(), 1);
}

#[test]
fn inspect_shows_every_stage() {
    let place = Place::with(&[("a.md", ADVERT.as_bytes())]);
    for stage in ["read", "clean", "outline", "extract"] {
        let run = place.run(&["inspect", stage, "a.md"]).expect(0);
        serde_json::from_str::<serde_json::Value>(&run.out())
            .unwrap_or_else(|error| panic!("{stage}: {error}"));
    }
    place.run(&["inspect", "link", "a.md"]).expect(2).says("read, clean, outline, extract");
}

#[test]
fn convert_streams_files_and_pipes() {
    let place = Place::with(&[("a.txt", "岗位职责\n".as_bytes())]);
    assert_eq!(place.run(&["convert", "a.txt"]).expect(0).out(), "岗位职责\n");
    assert_eq!(place.pipe(&["convert", "-c", "tw2sp"], "岗位".as_bytes()).expect(0).out(), "岗位");
    place.run(&["convert", "a.txt", "-o", "out/b.txt"]).expect(0);
    assert_eq!(place.text("out/b.txt"), "岗位职责\n");
    place.run(&["convert", "-c", "nonsense", "a.txt"]).expect(2).says("nonsense");
}

#[test]
fn convert_takes_the_words_it_is_told_to() {
    let place = Place::with(&[("a.txt", "護士的核心任務透過軟體執行\n".as_bytes())]);
    let cases = [
        ("guiyi", "护士的核心任务通过软件执行\n"),
        ("opencc", "护士的核心任务透过软件运行\n"),
        ("none", "护士的核心任务透过软体执行\n"),
    ];
    for (words, expected) in cases {
        assert_eq!(place.run(&["convert", "a.txt", "--phrases", words]).expect(0).out(), expected, "{words}");
    }
    place.run(&["convert", "a.txt", "--phrases", "all"]).expect(2).says("guiyi");
    place.run(&["convert", "a.txt", "-c", "tw2s", "--phrases", "none"]).expect(2);
}

#[test]
fn code_is_kept_unless_an_opencc_config_is_asked_for() {
    let text = "護士執行 `軟體`，見「報表.xlsx」與https://example.org/維護\n";
    let place = Place::with(&[("a.txt", text.as_bytes())]);
    let kept = "护士执行 `軟體`，见「報表.xlsx」与https://example.org/維護\n";
    assert_eq!(place.run(&["convert", "a.txt"]).expect(0).out(), kept);
    let all = "护士执行 `软体`，见「报表.xlsx」与https://example.org/维护\n";
    assert_eq!(place.run(&["convert", "a.txt", "-c", "tw2s"]).expect(0).out(), all);
}

#[cfg(not(feature = "opencc"))]
#[test]
fn an_engine_that_is_not_built_in_is_told_with_its_remedy() {
    let place =
        Place::with(&[("guiyi.toml", b"[convert]\nengine = 'opencc'\n"), ("a.md", "護士".as_bytes())]);
    let run = place.run(&["convert", "a.md"]).expect(2);
    run.says("convert.engine").says("--features opencc");
}

#[test]
fn half_surrogate_pairs_are_replaced_and_told() {
    let stream = concat!(
        r#"{"id":1,"text":"护士长负责巡视病房\ud83d，核对医嘱，指导新人。"}"#,
        "\n",
        r#"{"id":2,"text":"仓库主管每月盘点\ud842\udfb7库存，核对账面。"}"#,
        "\n"
    );
    let place = Place::with(&[]);
    let run = place.pipe(&["clean", "--jsonl", "-"], stream.as_bytes()).expect(0).says("-:1: 1 ");
    let out = run.out();
    assert!(out.contains("病房\u{fffd}，核对医嘱") && out.contains("盘点𠮷库存"), "{out}");
    let page =
        "<html><body><h1>护士长</h1><p>护士长巡视病房&#xD800;，核对医嘱&#xDFFF;与点滴。</p></body></html>";
    place.put("a.html", page.as_bytes());
    let run = place.run(&["clean", "a.html"]).expect(1).says("2 byte sequences or character references");
    assert!(run.out().contains("病房\u{fffd}，核对医嘱\u{fffd}与点滴"), "{}", run.out());
}

// ── bench ──

#[test]
fn bench_scores_both_kinds_of_gold_and_holds_to_a_minimum() {
    let linking = r#"{"format":"guiyi.gold.linking/1","tasks":[
        {"id":"a","source":"甲","lines":[1,1],"title":"盘点库存"},{"id":"b","source":"乙","lines":[1,1],"title":"盘点库存"},
        {"id":"c","source":"乙","lines":[2,2],"title":"培训新店员"}],
        "clusters":[{"id":"1","members":["a","b"]}],"distinct":[["b","c"]],"borderline":[]}"#;
    let document = r#"{"format":"guiyi.gold.document/1","source":"a.txt","noise":[{"line_start":3,"line_end":3}],
        "keep":["岗位职责"],"drop":["微博"],"tasks":[{"title":"盘点库存并下单补货","tier":"core"}]}"#;
    let place = Place::with(&[
        ("gold/l.json", linking.as_bytes()),
        ("gold/d.json", document.as_bytes()),
        ("src/a.txt", ADVERT.as_bytes()),
    ]);
    let run = place.run(&["bench", "gold", "--sources", "src", "--format", "json"]).expect(0);
    let scores: serde_json::Value = serde_json::from_str(&run.out()).expect("JSON");
    assert_eq!(scores["linking"][0]["pairwise"]["f1"], 1.0, "{scores}");
    assert_eq!(scores["documents"][0]["noise"]["recall"], 1.0, "{scores}");
    assert_eq!(scores["documents"][0]["tasks"]["recall"], 1.0, "{scores}");
    place.run(&["bench", "gold", "--sources", "src", "--min", "f1=1", "--min", "noise-f1=0.9"]).expect(0);
    place.run(&["bench", "gold/l.json", "--min", "f1=1.1"]).expect(1).says("f1 is 1.0000, below 1.1");
    place.run(&["bench", "gold/l.json", "--min", "speed=1"]).expect(2).says("speed=1");
    place.run(&["bench", "gold/d.json"]).expect(2).says("--sources");
    place.run(&["bench", "src"]).expect(2).says("not a usable reference");
}

// ── merge ──

#[test]
fn merge_writes_everything_and_repeats_itself() {
    let place = Place::with(&[("in/a.md", ADVERT.as_bytes()), ("in/b.md", ADVERT.as_bytes())]);
    place.run(&["merge", "in", "-o", "in/out"]).expect(0).says("first run");
    let first = place.tree("in/out");
    let names: Vec<&str> = first.iter().map(|(name, _)| name.as_str()).collect();
    let expected = [
        "a.md",
        "a.removals.jsonl",
        "b.md",
        "b.removals.jsonl",
        "changes.json",
        "guiyi.lock",
        "taxonomy.json",
        "taxonomy.md",
    ];
    assert_eq!(names, expected);
    let run = place.run(&["merge", "in", "-o", "in/out"]).expect(0);
    assert_eq!(run.out(), "", "no changes");
    assert_eq!(place.tree("in/out"), first, "its own output was not taken as input");
    place.run(&["merge", "in", "-o", "in/out", "--check"]).expect(0);
    place.put("in/c.md", "# 护士长\n\n## 工作内容\n\n- 组织病区交接班\n- 检查护理记录\n".as_bytes());
    let run = place.run(&["merge", "in", "-o", "in/out", "--check"]).expect(1);
    assert!(run.out().contains("组织病区交接班"), "{}", run.out());
    place.run(&["merge", "in", "-o", "in/out", "--dry-run"]).expect(0);
    assert_eq!(place.tree("in/out"), first, "neither writes");
}

#[test]
fn bytes_do_not_depend_on_threads_or_argument_order() {
    let place = Place::with(&[]);
    for n in 0..40 {
        place.put(&format!("in/{n}.md"), ADVERT.replace("库存", &format!("第{n}批库存")).as_bytes());
    }
    place.run(&["merge", "in", "-o", "one", "-j", "1"]).expect(0);
    place.run(&["merge", "in", "-o", "many", "-j", "8"]).expect(0);
    assert_eq!(place.tree("one"), place.tree("many"));
    let files: Vec<String> = (0..40).map(|n| format!("in/{n}.md")).collect();
    let forward: Vec<&str> = files.iter().map(String::as_str).collect();
    let backward: Vec<&str> = files.iter().rev().map(String::as_str).collect();
    place.run(&[&["merge", "-o", "forward"], &forward[..]].concat()).expect(0);
    place.run(&[&["merge", "-o", "backward"], &backward[..]].concat()).expect(0);
    assert_eq!(place.tree("forward"), place.tree("backward"));
    assert_eq!(place.tree("forward"), place.tree("one"), "a folder or its files");
    let one = place.run(&[&["extract", "-j", "1"], &forward[..]].concat()).expect(0);
    assert_eq!(one.out(), place.run(&[&["extract"], &backward[..]].concat()).expect(0).out());
}

#[test]
fn a_broken_earlier_result_stops_before_anything_is_lost() {
    let place = Place::with(&[("in/a.md", ADVERT.as_bytes()), ("out/taxonomy.json", b"{ half")]);
    place.run(&["merge", "in", "-o", "out"]).expect(2).says("taxonomy.json").says("start anew");
    assert_eq!(place.names("out"), ["taxonomy.json"]);
}

#[test]
fn a_source_called_like_an_output_keeps_out_of_its_way() {
    let place = Place::with(&[("in/taxonomy.txt", ADVERT.as_bytes())]);
    place.run(&["merge", "in", "-o", "out"]).expect(0);
    assert!(place.path("out/taxonomy.txt.md").exists(), "{:?}", place.names("out"));
}

// ── settings, language, help ──

#[test]
fn settings_are_layered_and_say_where_they_come_from() {
    let place = Place::with(&[("guiyi.toml", b"threads = 2\n[convert]\nto = 'hant'\n"), ("deep/x.md", b"x")]);
    let mut command = place.command();
    let output = command
        .current_dir(place.path("deep"))
        .args(["settings", "--set", "threads=3"])
        .env("GUIYI_CONVERT_TO", "keep")
        .output()
        .expect("started");
    let text = Run(output).expect(0).out();
    assert!(text.contains("threads = 3  # --set"), "{text}");
    assert!(text.contains("to = \"keep\"  # GUIYI_CONVERT_TO"), "{text}");
    let plain = place.run(&["settings", "--no-config"]).expect(0).out();
    assert!(!plain.contains("guiyi.toml"), "{plain}");
    let defaults = place.run(&["settings", "--defaults", "--no-config"]).expect(0).out();
    let own: toml::Table = defaults.parse().expect("TOML");
    assert_eq!(own, plain.parse::<toml::Table>().expect("TOML"));
}

#[test]
fn a_mistyped_key_is_told_with_file_line_and_suggestion() {
    let place = Place::with(&[("guiyi.toml", b"# x\n[convert]\ntoo = 'hans'\n"), ("a.md", b"x")]);
    let run = place.run(&["clean", "a.md"]).expect(2).says("guiyi.toml:3").says("convert.to");
    assert_eq!(run.out(), "");
    place.run(&["settings", "--no-config", "--set", "nothing=1"]).expect(2).says("nothing");
    place.run(&["settings", "--config", "absent.toml"]).expect(2).says("absent.toml");
}

#[test]
fn help_is_chinese_or_english_and_teaches_by_example() {
    let place = Place::with(&[]);
    let commands = [
        "merge",
        "clean",
        "extract",
        "link",
        "convert",
        "inspect",
        "explain",
        "bench",
        "settings",
        "completions",
    ];
    for command in commands {
        let english = place.run(&[command, "--help"]).expect(0).out();
        assert!(english.contains("Usage: ") && english.contains(&format!("  guiyi {command}")), "{english}");
        let chinese = place.run(&[command, "--help", "--lang", "zh"]).expect(0).out();
        assert!(chinese.contains("用法：") && chinese.contains("示例"), "{chinese}");
        assert!(!chinese.contains("Options:") && !chinese.contains("Usage"), "{chinese}");
    }
    let output = place.command().arg("--help").env("LC_ALL", "zh_CN.UTF-8").output().expect("started");
    assert!(Run(output).expect(0).out().contains("命令"));
    let output = place.command().arg("--help").env("GUIYI_LANG", "fr").output().expect("started");
    assert!(Run(output).expect(0).out().contains("Commands"), "an unknown language is no error");
}

#[test]
fn usage_errors_name_what_is_wrong_in_the_users_language() {
    let place = Place::with(&[]);
    place.run(&["claen"]).expect(2).says("claen").says("clean");
    place.run(&["clean"]).expect(2).says("<INPUT>");
    place.run(&["clean", "--formt", "md"]).expect(2).says("--format");
    place.run(&["clean", "-", "--format", "pdf"]).expect(2).says("md, text, json");
    place.run(&["clean", "-", "--format", "pdf", "--lang", "zh"]).expect(2).says("错误").says("办法");
    place.run(&["clean", "-", "--jsonl", "--diff"]).expect(2).says("--diff");
    place.run(&["clean", "-", "-"]).expect(2).says("only once");
    place.run(&[]).expect(2);
}

#[test]
fn nothing_on_a_narrow_terminal_or_without_colour_goes_wrong() {
    let place = Place::with(&[("a.md", ADVERT.as_bytes())]);
    let output = place.command().args(["clean", "--help"]).env("COLUMNS", "60").output().expect("started");
    Run(output).expect(0);
    let run = place.run(&["clean", "missing.md", "--color", "always"]).expect(2).says("\u{1b}[1;31m");
    assert!(run.err().contains("missing.md"));
    let run = place.run(&["clean", "missing.md"]).expect(2);
    assert!(!run.err().contains('\u{1b}'), "no colour when not a terminal");
}

#[test]
fn rules_schema_and_completions_are_printed() {
    let place = Place::with(&[("a.txt", ADVERT.as_bytes())]);
    let removed = place.run(&["clean", "a.txt", "-o", "out"]).expect(0);
    let rule = json_lines(&place.text("out/a.removals.jsonl"))[0]["rule"].as_str().expect("code").to_owned();
    let page = place.run(&["explain", &rule.to_lowercase()]).expect(0).out();
    assert!(page.contains(&rule) && page.contains("removes"), "{page} {}", removed.err());
    assert!(place.run(&["explain"]).expect(0).out().contains(&rule));
    place.run(&["explain", "GY0"]).expect(2).says("GY0");
    let schema: serde_json::Value =
        serde_json::from_str(&place.run(&["schema"]).expect(0).out()).expect("JSON");
    place.run(&["merge", "a.txt", "-o", "out"]).expect(0);
    let taxonomy: serde_json::Value = serde_json::from_str(&place.text("out/taxonomy.json")).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    assert!(validator.is_valid(&taxonomy), "{:?}", validator.iter_errors(&taxonomy).next());
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(place.run(&["completions", shell]).expect(0).out().contains("guiyi"), "{shell}");
    }
}

#[test]
fn a_faulty_lexicon_is_told_with_file_and_line() {
    let place = Place::with(&[("lex/noise.toml", b"[[rule]\nbroken\n"), ("a.md", ADVERT.as_bytes())]);
    place.run(&["clean", "a.md", "--lexicons", "lex"]).expect(2).says("noise.toml:");
    place.run(&["clean", "a.md", "--lexicons", "absent"]).expect(2).says("absent");
}

#[test]
fn source_marks_lead_from_the_taxonomy_to_the_sources() {
    let place = Place::with(&[("in/a/店长.md", ADVERT.as_bytes()), ("in/b.md", ADVERT.as_bytes())]);
    place.run(&["merge", "in", "-o", "results/new"]).expect(0);
    let page = place.text("results/new/taxonomy.md");
    assert!(page.contains("]: ../../in/a/店长.md#L7\n"), "{page}");
    let targets =
        page.lines().filter_map(|line| line.strip_prefix('[')?.split_once("]: ")?.1.split_once("#L"));
    for (target, _) in targets {
        assert!(place.path("results/new").join(target).is_file(), "{target}");
    }
}

#[test]
fn why_shows_the_waterfall_of_two_statements() {
    let tasks = "{\"id\":\"a\",\"title\":\"盘点咖啡豆\",\"source\":\"甲\"}\n{\"id\":\"b\",\"title\":\"对咖啡豆进行清点\",\"source\":\"乙\"}\n";
    let place = Place::with(&[("任务.jsonl", tasks.as_bytes())]);
    let out = place.run(&["why", "a", "b", "--of", "任务.jsonl", "--lang", "zh"]).0;
    let text = String::from_utf8(out.stdout).expect("UTF-8");
    assert!(out.status.success() && text.contains("prior") && text.contains("合计"), "{text}");
    let out = place.run(&["why", "a", "b", "--of", "任务.jsonl", "--format", "json"]).0;
    let told: serde_json::Value = serde_json::from_slice(&out.stdout).expect("JSON");
    let levels = told["levels"].as_array().expect("levels");
    let sum: f64 = levels.iter().filter_map(|level| level["weight"].as_f64()).sum();
    assert!((sum - told["weight"].as_f64().expect("a weight")).abs() < 1e-6, "{told}");
    let out = place.run(&["why", "a", "nobody", "--of", "任务.jsonl", "--lang", "en"]).0;
    assert_eq!(out.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&out.stderr).contains("nobody"));
}

#[test]
fn fitted_weights_are_read_back_and_too_few_pairs_are_refused() {
    let gold = fs::read(super::stages::folder("tests/suite/golds/linking/nurse.json")).expect("a gold");
    let judged = "{\"a\":\"1\",\"b\":\"2\",\"same\":true,\"levels\":[]}\n";
    let tasks = "{\"id\":\"a\",\"title\":\"盘点\"}\n";
    let files: [(&str, &[u8]); 3] =
        [("护士.json", &gold), ("少.jsonl", judged.as_bytes()), ("任务.jsonl", tasks.as_bytes())];
    let place = Place::with(&files);
    let out = place.run(&["fit", "护士.json", "-o", "权重.toml", "--lang", "en"]).0;
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    assert!(String::from_utf8_lossy(&out.stdout).contains("held out"));
    let out = place.run(&["link", "任务.jsonl", "--set", "weights=权重.toml"]).0;
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let out = place.run(&["fit", "少.jsonl", "-o", "无.toml", "--lang", "en"]).0;
    assert_eq!(out.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&out.stderr).contains("100"));
    assert!(!place.path("无.toml").exists());
}
