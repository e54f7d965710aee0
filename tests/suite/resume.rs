//! `guiyi clean --resume`: a run that was killed goes on, and its result is that of a run that was not.

#![cfg(unix)]

use std::fs;
use std::io::Write as _;
use std::process::{Child, Command as Process, Stdio};
use std::time::Duration;

use crate::place::Place;

/// More than a window of the pipeline, so that some are finished before the last one is begun.
const FILES: usize = 300;

fn article(n: usize) -> String {
    format!(
        "# 第{n}号门店\n\n首页 > 门店\n\n店长每天清点第{n}区库存，登记差异，并与供应商确认到货时间。\n\n分享至：微信 微博\n\n\
         ## 评论\n\n- **小满**（2021-02-03）：写得好 👍 {n}\n- **阿杰**（2021-02-04）：我们店也这样 👍 1\n- **阿明**（2021-02-04）：学到了 👍 2\n"
    )
}

fn batch() -> Place {
    let place = Place::with(&[]);
    for n in 0..FILES {
        place.put(&format!("in/{n:03}.md"), article(n).as_bytes());
    }
    place
}

/// A pipe that a run waits for: nobody writes to it.
fn pipe(place: &Place, name: &str) {
    let status = Process::new("mkfifo").arg(place.path(name)).status().expect("mkfifo");
    assert!(status.success());
}

/// Runs until `sign` says that enough is done, then kills.
fn killed(place: &Place, arguments: &[&str], sign: impl Fn() -> bool) {
    let mut child: Child = Process::new(assert_cmd::cargo::cargo_bin("guiyi"))
        .args(arguments)
        .current_dir(place.path(""))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("started");
    for _ in 0..6000 {
        if sign() {
            child.kill().expect("killed");
            child.wait().expect("gone");
            return;
        }
        assert!(child.try_wait().expect("a child").is_none(), "ended before it was killed");
        std::thread::sleep(Duration::from_millis(10));
    }
    let _ = child.kill();
    panic!("nothing was finished in a minute");
}

fn lines(place: &Place, name: &str) -> usize {
    fs::read(place.path(name)).map_or(0, |bytes| bytes.iter().filter(|&&byte| byte == b'\n').count())
}

#[test]
fn a_folder_goes_on_where_it_was_killed() {
    let place = batch();
    // The first pass over the batch reads the pipe once; the second waits for it.
    let held = "in/zzz.md";
    let arguments = ["clean", "in", held, "-o", "out", "--comments", "said.jsonl"];
    let resume = [&arguments[..], &["--resume"]].concat();
    pipe(&place, held);
    let path = place.path(held);
    let feed = std::thread::spawn(move || {
        let mut pipe = fs::OpenOptions::new().write(true).open(path).expect("opened by the run");
        pipe.write_all(article(FILES).as_bytes()).expect("read by the run");
    });
    killed(&place, &arguments, || lines(&place, "out/.guiyi-resume.jsonl") > 200);
    feed.join().expect("fed");
    assert!(!place.path("said.jsonl").exists(), "a stream appears whole");
    fs::remove_file(place.path(held)).expect("a pipe");
    place.put(held, article(FILES).as_bytes());

    // What happens in between is noticed: a source and a result that change are done again.
    place.put("in/007.md", article(7).replace("每天", "每周").as_bytes());
    place.put("out/009.md", "改过".as_bytes());
    place.run(&resume).expect(0).says("finished before");
    let resumed = (place.tree("out"), place.text("said.jsonl"));
    fs::remove_dir_all(place.path("out")).expect("a folder");
    place.run(&arguments).expect(0);
    assert_eq!(resumed, (place.tree("out"), place.text("said.jsonl")));
    assert!(place.text("out/007.md").contains("每周"));
}

#[test]
fn other_settings_begin_anew() {
    let place = batch();
    pipe(&place, "in/zzz.md");
    let path = place.path("in/zzz.md");
    let feed = std::thread::spawn(move || {
        let mut pipe = fs::OpenOptions::new().write(true).open(path).expect("opened by the run");
        pipe.write_all(article(FILES).as_bytes()).expect("read by the run");
    });
    killed(&place, &["clean", "in", "in/zzz.md", "-o", "out"], || {
        lines(&place, "out/.guiyi-resume.jsonl") > 200
    });
    feed.join().expect("fed");
    fs::remove_file(place.path("in/zzz.md")).expect("a pipe");
    place.put("in/zzz.md", article(FILES).as_bytes());
    let run = place.run(&["clean", "in", "-o", "out", "--resume", "--to", "hant"]).expect(0);
    assert!(!run.err().contains("finished before"), "{}", run.err());
    assert!(place.text("out/001.md").contains("庫存"));
}

#[test]
fn a_stream_goes_on_where_it_was_killed() {
    let line = |n: usize| format!("{}\n", serde_json::json!({"id": n, "text": article(n), "tag": "甲"}));
    let all: String = (0..2500).map(line).collect();
    let place = Place::with(&[("all.jsonl", all.as_bytes())]);
    let arguments =
        |output: &'static str| ["clean", "--jsonl", "in.jsonl", "-o", output, "--comments", "said.jsonl"];
    pipe(&place, "in.jsonl");
    let (path, part) = (place.path("in.jsonl"), all.clone());
    let (done, wait) = std::sync::mpsc::channel::<()>();
    let feed = std::thread::spawn(move || {
        let mut pipe = fs::OpenOptions::new().write(true).open(path).expect("opened by the run");
        // The rest is withheld until the run is gone.
        let _ = pipe.write_all(&part.as_bytes()[..part.len() * 3 / 4]);
        let _ = wait.recv();
    });
    killed(&place, &arguments("out.jsonl"), || lines(&place, "out.jsonl.resume") >= 3);
    done.send(()).expect("waiting");
    feed.join().expect("fed");
    assert!(!place.path("out.jsonl").exists() && !place.path("said.jsonl").exists());
    fs::remove_file(place.path("in.jsonl")).expect("a pipe");
    place.put("in.jsonl", all.as_bytes());
    let resume = [&arguments("out.jsonl")[..], &["--resume"]].concat();
    place.run(&resume).expect(0).says("finished before");
    let resumed = (place.text("out.jsonl"), place.text("said.jsonl"));
    place.run(&arguments("again.jsonl")).expect(0);
    assert_eq!(resumed, (place.text("again.jsonl"), place.text("said.jsonl")));
    assert!(!place.path("out.jsonl.resume").exists() && !place.path("out.jsonl.part").exists());
    assert_eq!(resumed.0.lines().count(), 2500);
}
