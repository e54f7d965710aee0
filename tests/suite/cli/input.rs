//! Inputs and outputs that a command cannot use.

use std::fs;

use crate::place::{ADVERT, Place};

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
