//! `guiyi clean`.

use crate::place::{ADVERT, Place, json_lines};

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
