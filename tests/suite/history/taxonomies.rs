//! Taxonomies beside one another: compared, and as sources of a third.

use std::fs;

use super::{MERGE, WARD, copy, guiyi, place, put};

#[test]
fn any_two_taxonomies_are_compared() {
    let place = place();
    let place = place.path();
    guiyi(place, &MERGE).expect(0);
    copy(&place.join("out"), &place.join("kept"));
    let same = guiyi(place, &["diff", "kept", "out", "--check"]).expect(0);
    assert_eq!(same.1, "无变化\n");
    put(place, "in/ward.md", &WARD.replace("测量", "每日测量"));
    guiyi(place, &MERGE).expect(0);
    let text = guiyi(place, &["diff", "kept", "out"]).expect(0).1;
    assert!(text.contains("→ 每日测量生命体征〔来源修改 ward.md〕"), "{text}");
    guiyi(place, &["diff", "kept/taxonomy.json", "out/taxonomy.json", "--check"]).expect(1);
    let json = guiyi(place, &["diff", "kept", "out", "--format", "json"]).expect(0).1;
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let own: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(place.join("out/changes.json")).expect("file"))
            .expect("JSON");
    assert_eq!(json, own, "what merge wrote");
    let page = guiyi(place, &["diff", "kept", "out", "--format", "md"]).expect(0).1;
    assert!(page.starts_with("# 变更\n") && page.contains("## 改名"), "{page}");

    // Another team's result: other files, other ids, some of the same duties.
    put(place, "team/list.md", "# 病房护士\n\n## 职责\n\n- 指导患者用药\n- 核对医嘱\n- 整理治疗室\n");
    guiyi(place, &["merge", "team", "-o", "theirs", "--no-config"]).expect(0);
    let text = guiyi(place, &["diff", "kept", "theirs"]).expect(0).1;
    let line = |needle: &str| text.lines().filter(|line| line.contains(needle)).collect::<Vec<_>>().join("|");
    assert!(line("整理治疗室").contains("新增 任务"), "{text}");
    assert!(line("书写护理记录").contains("退役 任务"), "{text}");
    assert!(!line("指导患者用药").contains("新增") && !line("核对医嘱").contains("退役"), "{text}");

    put(place, "broken.json", "{\n\"format\": 3}");
    guiyi(place, &["diff", "broken.json", "out"]).expect(2).says("broken.json").says("line 2");
    guiyi(place, &["diff", "out", "absent"]).expect(2).says("absent");
    guiyi(place, &["diff", "in", "out"]).expect(2).says("in/taxonomy.json");
}

#[test]
fn the_taxonomies_of_two_teams_are_sources_and_keep_their_lineages() {
    let place = place();
    let place = place.path();
    guiyi(place, &["merge", "in", "-o", "a", "--no-config"]).expect(0);
    put(place, "team/list.md", "# 病房护士\n\n## 职责\n\n- 核对医嘱\n- 整理治疗室\n");
    put(place, "team/ward.md", "# 病房护士\n\n## 职责\n\n- 对医嘱进行核对\n");
    guiyi(place, &["merge", "team", "-o", "b", "--no-config"]).expect(0);
    for team in ["a", "b"] {
        fs::create_dir_all(place.join("both")).expect("folder");
        fs::copy(place.join(team).join("taxonomy.json"), place.join("both").join(format!("{team}.json")))
            .expect("copied");
    }
    guiyi(place, &["merge", "both", "-o", "out", "--no-config"]).expect(0);
    let json = |name: &str| -> serde_json::Value {
        serde_json::from_str(&fs::read_to_string(place.join(name)).expect("file")).expect("JSON")
    };
    let (ours, theirs, joint) = (json("a/taxonomy.json"), json("b/taxonomy.json"), json("out/taxonomy.json"));
    let list =
        |taxonomy: &serde_json::Value, key: &str| taxonomy[key].as_array().cloned().unwrap_or_default();
    // Every task of both teams is in the joint taxonomy, by the id it has there.
    let mentions = list(&joint, "mentions");
    for (team, taxonomy) in [("a.json", &ours), ("b.json", &theirs)] {
        for task in list(taxonomy, "tasks") {
            let own = mentions.iter().find(|one| one["source"] == team && one["origins"][0] == task["id"]);
            let own = own.unwrap_or_else(|| panic!("{team}: {task}"));
            assert_eq!(own["title_raw"], task["title"]);
            let text = fs::read_to_string(place.join("both").join(team)).expect("file");
            let at = |key: &str| own[key].as_u64().expect("number") as usize;
            assert_eq!(
                task["title"],
                text[at("byte_start")..at("byte_end")],
                "the place is in the JSON text"
            );
            assert!(text.lines().nth(at("line_start") - 1).is_some_and(|line| line.contains("\"title\"")));
            let holds = |task: &serde_json::Value| {
                task["mentions"].as_array().is_some_and(|all| all.contains(&own["id"]))
            };
            assert_eq!(list(&joint, "tasks").iter().filter(|task| holds(task)).count(), 1);
        }
    }
    let shared = list(&joint, "tasks").into_iter().find(|task| task["title"] == "核对医嘱").expect("there");
    assert_eq!((&shared["support"], shared["mentions"].as_array().map(Vec::len)), (&2.into(), Some(2)));
    assert_eq!(
        shared["aliases"][0]["title"], "对医嘱进行核对",
        "the wordings a team folded into it come along"
    );
    let stating = |one: &&serde_json::Value| one["id"] == shared["aliases"][0]["mentions"][0];
    assert_eq!(mentions.iter().find(stating).expect("stated")["source"], "b.json");
    assert_eq!(list(&joint, "roles").len(), 1);
    let again = guiyi(place, &["merge", "both", "-o", "out", "--no-config"]).expect(0);
    assert_eq!(again.1, "", "nothing changed");

    put(place, "both/c.json", "{\n  \"format\": \"guiyi.taxonomy/9\"\n}\n");
    put(place, "both/d.json", "{\n  \"format\": \"guiyi.taxonomy/1\",\n  \"roles\": [");
    let run = guiyi(place, &["merge", "both", "-o", "out", "--no-config"]).expect(1);
    run.says("c.json: not a usable earlier result: line 2")
        .says("d.json: not a usable earlier result: line 3");
}
