//! `guiyi merge`.

use crate::place::{ADVERT, Place};

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
