//! Whatever script a result comes out in, it holds the same tasks.

use std::collections::BTreeMap;

use guiyi::convert::{Converter, Evidence as Script};
use guiyi::taxonomy::Taxonomy;

use crate::place::{Place, json_lines};

const WARD: &str = "# 病房护士\n\n## 岗位职责\n\n### 医嘱\n\n1. **核对医嘱**：逐条核对，发现疑问及时联系医生\n\
    2. 测量生命体征,并做好记录；\n3. 书写护理记录 (Nursing Notes)\n\n### 其他\n\n- 完成护士长交办的其他工作\n\n\
    ## 任职要求\n\n- 护理专业大专以上学历\n";
const CLINIC: &str = "# 病房護士\n\n## 工作內容\n\n- 核對醫囑\n- 透過資訊系統登錄護理紀錄\n- 制定衛教計畫、出院計畫和追蹤計畫\n\n\
    ## 任務明細\n\n| 任務 | 頻率 | 所需技能 | 常用工具 | 協作對象 |\n|---|---|---|---|---|\n\
    | 核對醫囑 | 每日 | 溝通能力、細心 | 資訊系統 | 醫師 |\n| 指導病患用藥 | 每週 | 衛教 | 衛教單張 | 藥師、家屬 |\n";
const NOTES: &str = "<html><body><h1>病房護士</h1><h2>主要職責</h2><p>護士負責準備搶救藥品，檢查儀器設備，\
    並且維護病房秩序。</p><h3>交接</h3><ul><li>與下一班交接病人狀況</li><li>測量&amp;記錄生命徵象</li></ul></body></html>";

const SCRIPTS: [&str; 5] = ["hans", "hant", "hant-tw", "hant-hk", "keep"];

fn place() -> Place {
    let place = Place::with(&[
        ("in/ward.md", WARD.as_bytes()),
        ("in/clinic.md", CLINIC.as_bytes()),
        ("in/notes.html", NOTES.as_bytes()),
    ]);
    std::fs::create_dir(place.path("decisions")).expect("folder");
    place
}

fn taxonomy(place: &Place, out: &str) -> Taxonomy {
    Taxonomy::from_json(&place.text(&format!("{out}/taxonomy.json"))).expect("a taxonomy")
}

/// The id and the mentions of every task and category, and the ids and tasks of terms.
fn shape(taxonomy: &Taxonomy) -> BTreeMap<String, Vec<String>> {
    let tasks = taxonomy.tasks.iter().map(|task| {
        let values = task.attributes.iter().map(|(key, values)| format!("{} {}", key.key(), values.len()));
        let aliases = task.aliases.iter().map(|alias| alias.mentions.join(" "));
        (task.id.clone(), task.mentions.iter().cloned().chain(values).chain(aliases).collect())
    });
    let categories = taxonomy.categories.iter().map(|one| (one.id.clone(), one.tasks.clone()));
    let terms = taxonomy.terms.iter().map(|one| (one.id.clone(), one.tasks.clone()));
    let roles = taxonomy.roles.iter().map(|one| (one.id.clone(), vec![one.aliases.len().to_string()]));
    let mentions = taxonomy.mentions.iter().map(|one| (one.id.clone(), vec![one.title_raw.clone()]));
    tasks.chain(categories).chain(terms).chain(roles).chain(mentions).collect()
}

/// Everything a taxonomy says in its own words.
fn words(taxonomy: &Taxonomy) -> Vec<&str> {
    let tasks = taxonomy.tasks.iter().flat_map(|task| {
        let values = task.attributes.values().flatten().map(|value| &value.value);
        let parts = task.parts.iter().map(|part| &part.title);
        std::iter::once(&task.title)
            .chain(task.aliases.iter().map(|alias| &alias.title))
            .chain(values)
            .chain(parts)
    });
    let terms = taxonomy.terms.iter().flat_map(|term| std::iter::once(&term.title).chain(&term.aliases));
    let roles = taxonomy.roles.iter().flat_map(|role| std::iter::once(&role.title).chain(&role.aliases));
    let named = taxonomy.categories.iter().filter(|one| one.title != guiyi::taxonomy::UNCLASSIFIED);
    tasks.chain(terms).chain(roles).chain(named.map(|one| &one.title)).map(String::as_str).collect()
}

#[test]
fn extraction_finds_the_same_in_every_target_script() {
    let place = place();
    let run = |script: &str| json_lines(&place.run(&["extract", "in", "--to", script]).expect(0).out());
    let plain = run("hans");
    assert!(plain.len() >= 10, "{plain:#?}");
    let simplify = Converter::for_config("tw2s", false).expect("a configuration");
    for script in SCRIPTS {
        let found = run(script);
        assert_eq!(found.len(), plain.len(), "{script}");
        for (here, there) in found.iter().zip(&plain) {
            for key in ["id", "title_raw", "line_start", "byte_start", "byte_end", "kind"] {
                assert_eq!(here[key], there[key], "{script} {key}");
            }
            let title = here["title"].as_str().expect("a title");
            if script == "keep" && here["source"] == "clinic.md" {
                assert_eq!(here["title"], here["title_raw"], "its own words");
            }
            if script.starts_with("hant") {
                assert_eq!(Script::of(title).script(), Script::of(&traditional(title)).script(), "{title}");
            }
            if script == "hans" || here["source"] == "ward.md" {
                assert_eq!(simplify.convert_str(title), there["title"].as_str().expect("a title"));
            }
        }
    }
}

fn traditional(text: &str) -> String {
    Converter::for_config("s2t", false).expect("a configuration").convert_str(text).into_owned()
}

#[test]
fn a_taxonomy_has_the_same_tasks_and_ids_in_every_target_script() {
    let place = place();
    for script in SCRIPTS {
        place.run(&["merge", "in", "-o", script, "--to", script]).expect(0);
    }
    let plain = taxonomy(&place, "hans");
    assert!(plain.tasks.iter().any(|task| task.support == 2), "{:#?}", plain.tasks);
    for script in &SCRIPTS[1..] {
        let found = taxonomy(&place, script);
        assert_eq!(shape(&found), shape(&plain), "{script}");
        if script.starts_with("hant") {
            for word in words(&found) {
                assert_eq!(traditional(word), word, "{script}");
            }
        }
    }
    let kept = taxonomy(&place, "hant");
    assert!(words(&kept).contains(&"透過資訊系統登錄護理紀錄"), "its own words: {:?}", words(&kept));
    let moved = taxonomy(&place, "hant-tw");
    assert!(words(&moved).contains(&"透過資訊系統登錄護理紀錄"), "{:?}", words(&moved));
    let plain = words(&plain);
    assert!(
        plain.contains(&"通过信息系统登录护理纪录") || plain.contains(&"通过信息系统登录护理记录"),
        "{plain:?}"
    );
}

#[test]
fn a_history_goes_on_in_another_script() {
    let place = place();
    let merge =
        |script: &str| place.run(&["merge", "in", "-o", "out", "--decisions", "decisions", "--to", script]);
    merge("hans").expect(0);
    let first = taxonomy(&place, "out");
    let id = |taxonomy: &Taxonomy, raw: &str| {
        let mention = taxonomy.mentions.iter().find(|mention| mention.title_raw == raw).expect("stated");
        taxonomy.tasks.iter().find(|task| task.mentions.contains(&mention.id)).expect("a task").id.clone()
    };
    merge("hant").expect(0);
    let second = taxonomy(&place, "out");
    assert_eq!(shape(&second), shape(&first));
    assert_eq!(merge("hant").expect(0).out(), "", "nothing changes any more");
    // People write in the target script.
    let decide = |words: &[&str]| {
        place.run(&[&["decide"], words, &["-o", "out", "--decisions", "decisions"]].concat()).expect(0);
    };
    let (drugs, rescue) = (id(&second, "指導病患用藥"), id(&second, "與下一班交接病人狀況"));
    decide(&["rename", &drugs, "指導病患與家屬用藥"]);
    decide(&["recategorise", &rescue, "班務"]);
    decide(&["add", "清點急救車"]);
    merge("hant").expect(0);
    let third = taxonomy(&place, "out");
    let task = |id: &str| third.tasks.iter().find(|task| task.id == id).expect("kept");
    assert_eq!(task(&drugs).title, "指導病患與家屬用藥");
    let category = third.categories.iter().find(|one| one.id == task(&rescue).category).expect("there");
    assert_eq!(category.title, "班務");
    assert!(words(&third).contains(&"清點急救車"));
    // A source in Simplified arrives and is edited; what is there stays there.
    place.put("in/night.md", "# 病房护士\n\n## 职责\n\n- 夜间巡视病房\n- 指导病患用药\n".as_bytes());
    let out = merge("hant").expect(0).out();
    assert!(out.contains("夜間巡視病房") && !out.contains("退役"), "{out}");
    place.put("in/night.md", "# 病房护士\n\n## 职责\n\n- 夜间按时巡视病房\n- 指导病患用药\n".as_bytes());
    let out = merge("hant").expect(0).out();
    assert!(out.contains("夜間巡視病房 → 夜間按時巡視病房"), "{out}");
    let last = taxonomy(&place, "out");
    let kept = third.tasks.iter().all(|task| last.tasks.iter().any(|now| now.id == task.id));
    assert!(kept && id(&last, "指导病患用药") == drugs);
}
