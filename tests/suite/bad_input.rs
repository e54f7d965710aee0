//! What stands in a source that nobody wrote on purpose: whatever comes, the batch ends and nothing is
//! lost in silence. Paths and outputs that a command cannot use are in `cli/input.rs`.

use crate::place::Place;

const DUTY: &str = "护士长每周四确定下周的班次，夜班之后至少休息一天，连续夜班不超过两个，并由护理部备案。";

fn page(body: &str) -> String {
    format!(
        "<!DOCTYPE html><html><head><meta charset=utf-8><title>排班</title></head><body>{body}</body></html>"
    )
}

#[test]
fn a_hundred_thousand_open_tags_are_read() {
    let deep = format!("{}<p>{DUTY}</p><p>{DUTY}夜班费按月发放。</p>", "<div>".repeat(100_000));
    let cells = format!("{}{DUTY}", "<table><tr><td>".repeat(100_000));
    let place = Place::with(&[
        ("in/div.html", page(&deep).as_bytes()),
        ("in/table.html", page(&cells).as_bytes()),
        ("in/list.html", page(&format!("{}{DUTY}", "<ul><li>".repeat(100_000))).as_bytes()),
        ("in/note.md", format!("# 排班\n\n{}{DUTY}\n", "<div>".repeat(100_000)).as_bytes()),
        ("in/quote.md", format!("{} {DUTY}\n", ">".repeat(100_000)).as_bytes()),
        ("in/marks.md", format!("{}{DUTY}\n", "[**".repeat(100_000)).as_bytes()),
    ]);
    place.run(&["clean", "in", "-o", "out", "-q"]).expect(0);
    for name in ["div", "table", "list", "note", "quote", "marks"] {
        assert!(place.text(&format!("out/{name}.md")).contains("护士长每周四确定下周的班次"), "{name}");
    }
}

#[test]
fn a_page_that_is_all_comments_is_told_and_never_written_empty() {
    let item = |n: usize| {
        format!(
            "<li><span class=name>读者{n}</span> <span>2024-05-0{n} 10:00</span><p>说得对，我们科也这样。</p>\
             <a href='#'>回复</a> <a href='#'>赞({n})</a></li>"
        )
    };
    let items: String = (1..=8).map(item).collect();
    let page = page(&format!("<div class=comments><h3>全部评论（8）</h3><ul>{items}</ul></div>"));
    let place =
        Place::with(&[("in/a.html", page.as_bytes()), ("in/b.html", b"<html><!-- <p>x</p> --></html>")]);
    let run = place.run(&["clean", "in", "-o", "out", "--comments", "said.jsonl"]);
    let names = place.names("out");
    for name in ["a", "b"] {
        let article = format!("{name}.md");
        // Either its text stays, or it is told that none does.
        let told = run.err().contains(&format!("{name}.html"));
        assert!(names.contains(&article) != told, "{name}: {names:?} {}", run.err());
        assert!(!names.contains(&article) || !place.text(&format!("out/{article}")).trim().is_empty());
        assert!(names.contains(&format!("{name}.removals.jsonl")), "what went is logged");
    }
    assert_eq!(run.status(), 1);
}

#[test]
fn encodings_mix_and_nul_bytes_stand_in_texts() {
    let gb = |text: &str| encoding_rs::GB18030.encode(text).0.into_owned();
    let mut mixed = gb(&page(&format!("<p>{DUTY}</p>").replace("utf-8", "gb2312")));
    mixed.extend("<p>后面一段是另一种编码。</p>".as_bytes());
    let mut nul = page(&format!("<p>{DUTY}</p>")).into_bytes();
    for at in [3, 40, 160] {
        nul.insert(at, 0);
    }
    let nul_text = DUTY.replace('，', "，\0");
    let place = Place::with(&[
        ("in/mixed.html", &mixed),
        ("in/nul.html", &nul),
        ("in/nul.txt", nul_text.as_bytes()),
        (
            "in/utf16.txt",
            &[b"\xff\xfe".to_vec(), DUTY.encode_utf16().flat_map(u16::to_le_bytes).collect()].concat(),
        ),
    ]);
    let run = place.run(&["clean", "in", "-o", "out"]);
    assert!(place.text("out/mixed.md").contains("连续夜班不超过两个"), "{}", run.err());
    assert!(place.text("out/nul.md").contains("连续夜班"), "{}", place.text("out/nul.md"));
    assert!(place.text("out/nul.txt.md").contains("连续夜班"));
    assert!(place.text("out/utf16.md").contains("连续夜班不超过两个"));
    run.says("mixed.html");
}

#[test]
fn a_page_cut_anywhere_is_read() {
    let whole = page(&format!(
        "<div class=article><h1>排班</h1><p>{DUTY}</p><table><tr><td>早班<td>07:00</table><p>{DUTY}夜班费按月发放。</p>\
         <script>if(a<b){{document.write('<p>x</p>')}}</script></div><!-- 页脚 --><div class='footer' title=\"a>b\">版权所有</div>"
    ));
    let place = Place::with(&[]);
    for cut in (1..whole.len()).step_by(7) {
        place.put(&format!("in/{cut:04}.html"), &whole.as_bytes()[..cut]);
    }
    let run = place.run(&["clean", "in", "-o", "out"]);
    assert!(run.status() <= 1 && !run.err().contains("internal error"), "{}", run.err());
    let last = place.names("out").into_iter().rfind(|name| name.ends_with(".md")).expect("written");
    assert!(place.text(&format!("out/{last}")).contains("夜班费按月发放"));
}

#[test]
fn one_line_of_many_megabytes_is_read() {
    let long = DUTY.repeat(20_000);
    let place = Place::with(&[("a.md", long.as_bytes()), ("b.html", page(&format!("<p>{long}")).as_bytes())]);
    for name in ["a.md", "b.html"] {
        let run = place.run(&["clean", name, "-q"]).expect(0);
        assert!(run.out().trim_end().len() == long.len(), "{name}: {}", run.out().len());
    }
}
