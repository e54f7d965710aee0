//! `guiyi link`, `why` and `fit`.

use std::fs;

use crate::place::{Place, json_lines};

#[test]
fn a_line_that_is_no_task_is_skipped_and_told() {
    let place = Place::with(&[("t.jsonl", b"{\"id\":\"1\",\"title\":\"x\"}\n{\"id\":2}\n[\n")]);
    let run = place.run(&["link", "t.jsonl"]).expect(1).says("t.jsonl:2: ").says("t.jsonl:3: ");
    assert_eq!(json_lines(&run.out()).len(), 1);
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
    let gold = fs::read(crate::stages::folder("tests/suite/golds/linking/nurse.json")).expect("a gold");
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
