//! `guiyi extract` and `guiyi inspect`.

use crate::place::{ADVERT, Place, json_lines};

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
fn questions_of_a_rendered_taxonomy_are_no_tasks() {
    let page = include_str!("../../../normalized/taxonomy.md");
    assert!(page.contains("## 待复核") && page.contains("是同一项任务吗？"), "the page asks something");
    let place = Place::with(&[("taxonomy.md", page.as_bytes())]);
    let run = place.run(&["extract", "taxonomy.md"]).expect(0);
    let mentions = json_lines(&run.out());
    let titles: Vec<&str> = mentions.iter().filter_map(|mention| mention["title"].as_str()).collect();
    assert!(titles.contains(&"处理设备故障"), "{titles:?}");
    let asked = ["合并成", "并列职责", "任务吗"];
    assert!(!titles.iter().any(|title| asked.iter().any(|words| title.contains(words))), "{titles:?}");
}
