//! `guiyi bench`.

use crate::place::{ADVERT, Place};

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
