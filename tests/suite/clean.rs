//! `guiyi clean` and `guiyi explain` beyond one article: comments and the last run.

use crate::place::{Place, json_lines};

const NOTE: &str = "# 排班课\n\n早班负责备货，晚班负责盘点，遇到缺货先登记，再联系采购补货。\n\n## 评论\n\n\
    - **小满**（2021-02-03）：写得好 👍 3\n- **阿杰**（2021-02-04）：我们店也是这样 👍 12\n- **Tom**（2021-02-05）：节假日怎么排？ 👍 1\n";
const PAGE: &str = "怎样排班\n\n早班负责备货，晚班负责盘点，两班交接时核对现金与库存。\n\n全部评论（2）\n\n\
    小满\n2021-02-03 10:00\n写得好\n回复 赞(3)\n阿杰\n2021-02-04 11:00\n学到了\n回复 赞(0)\n";

#[test]
fn comments_become_a_stream_of_their_own_in_the_order_of_the_sources() {
    let place = Place::with(&[("in/b.txt", PAGE.as_bytes()), ("in/a.md", NOTE.as_bytes())]);
    place.run(&["clean", "in", "-o", "out", "--comments", "said/留言.jsonl"]).expect(0);
    assert!(!place.text("out/a.md").contains("小满"));
    let comments = json_lines(&place.text("said/留言.jsonl"));
    let of = |key: &str| -> Vec<String> { comments.iter().map(|c| c[key].to_string()).collect() };
    assert_eq!(of("source"), ["\"a.md\"", "\"a.md\"", "\"a.md\"", "\"b.txt\"", "\"b.txt\""]);
    assert_eq!(of("author"), ["\"小满\"", "\"阿杰\"", "\"Tom\"", "\"小满\"", "\"阿杰\""]);
    assert_eq!(of("likes"), ["3", "12", "1", "3", "0"]);
    let first = &comments[0];
    assert_eq!(
        (&first["line_start"], &first["thread"], &first["date"]),
        (&7.into(), &1.into(), &"2021-02-03".into())
    );
    let span = first["byte_start"].as_u64().expect("number") as usize
        ..first["byte_end"].as_u64().expect("number") as usize;
    assert!(NOTE[span].contains("写得好"));
    assert_eq!(place.names("said"), ["留言.jsonl"], "no temporary file is left");
}

#[test]
fn comments_of_pipes_and_streams_come_too() {
    let place = Place::with(&[]);
    let run = place.pipe(&["clean", "-", "--comments", "one.jsonl"], PAGE.as_bytes()).expect(0);
    assert!(!run.out().contains("学到了"));
    assert_eq!(json_lines(&place.text("one.jsonl")).len(), 2);
    let line = |id: &str, text: &str| format!("{}\n", serde_json::json!({"id": id, "text": text}));
    let input = format!("{}{}", line("x", NOTE), line("y", PAGE));
    place.pipe(&["clean", "--jsonl", "-", "--comments", "many.jsonl"], input.as_bytes()).expect(0);
    let sources: Vec<String> =
        json_lines(&place.text("many.jsonl")).iter().map(|c| c["source"].to_string()).collect();
    assert_eq!(sources, ["\"x\"", "\"x\"", "\"x\"", "\"y\"", "\"y\""]);
}

#[test]
fn explain_shows_what_a_rule_removed_in_the_last_run() {
    let place = Place::with(&[("in/a.md", NOTE.as_bytes()), ("in/b.txt", PAGE.as_bytes())]);
    let run = place.run(&["explain", "GY281"]).expect(0).says("--run");
    assert!(!run.out().contains("a.md"));
    place.run(&["clean", "in", "-o", "normalized"]).expect(0);
    let run = place.run(&["explain", "gy281"]).expect(0);
    assert!(run.out().contains("a.md:5-9") && run.out().contains("b.txt:5-14"), "{}", run.out());
    assert!(run.out().contains("2 times in 2 sources"), "{}", run.out());
    let stream = format!("{}\n", serde_json::json!({"id": "x", "text": NOTE}));
    let out = place.pipe(&["clean", "--jsonl", "-"], stream.as_bytes()).expect(0).out();
    place.put("stream.jsonl", out.as_bytes());
    let run = place.run(&["explain", "GY281", "--run", "stream.jsonl"]).expect(0);
    assert!(run.out().contains("1 times in 1 sources"), "{}", run.out());
    place.run(&["explain", "GY281", "--run", "in"]).expect(2).says("no logs");
}

#[test]
fn page_rules_are_explained_with_examples_and_extended_by_users() {
    let page = format!(
        "<html><body><div class='yingxiao'><p>{0}</p></div><div class=article><h1>盘点</h1>{1}</div></body></html>",
        "新会员首杯半价，欢迎到店咨询，活动到月底为止。",
        "<p>仓库主管每月组织盘点，核对账面与实物，并在三天内提交差异说明，由财务确认。</p>".repeat(3)
    );
    let place = Place::with(&[
        ("a.html", page.as_bytes()),
        ("my/page.toml", "[labels.advert]\nwords = ['yingxiao']\n".as_bytes()),
    ]);
    let run = place.run(&["explain", "GY208"]).expect(0);
    assert!(run.out().contains("Removes") || run.out().contains("advert"), "{}", run.out());
    let run = place.run(&["clean", "--diff", "a.html", "--lexicons", "my"]).expect(0);
    assert!(run.out().contains("GY208"), "{}", run.out());
    place.put("my/page.toml", b"[weights]\nlattin = 1.0\n");
    place.run(&["clean", "a.html", "--lexicons", "my"]).expect(2).says("lattin");
}
