//! The cache beside the result: with it, without it and after any accident to it the result is the same.

use std::fs;
use std::path::Path;

use proptest::prelude::*;

use super::history::{guiyi, put};
use super::samples::tree;

const CACHE: &str = ".guiyi/cache";

/// The files of a result, without the cache.
fn result(out: &Path) -> Vec<(String, Vec<u8>)> {
    tree(out).into_iter().filter(|(name, _)| name != CACHE).collect()
}

fn merge(place: &Path, out: &str, more: &[&str]) -> (i32, String, String) {
    let decided = ["merge", "in", "-o", out, "--no-config", "--decisions", "decisions"];
    guiyi(place, &[&decided[..], more].concat()).parts()
}

const DUTIES: [&str; 8] = [
    "核对医嘱",
    "书写护理记录",
    "测量生命体征",
    "指导患者用药",
    "清点急救药品",
    "巡视病房",
    "组织消防演练",
    "交接班次",
];

/// A source in one of several shapes; all of them share the furniture of one site.
fn source(at: usize, version: usize) -> String {
    let mut text =
        "护理园地内部刊物\n\n# 病房护士\n\n病房护士照看住院病人，由护士长安排班次。\n\n## 岗位职责\n\n"
            .to_owned();
    for number in 0..4 {
        let duty = DUTIES[(at * 3 + number + version) % DUTIES.len()];
        text += &format!("- {duty}\n  - 频率：{}\n", ["每日", "每周"][(at + number) % 2]);
    }
    text + "\n扫码关注公众号\n\n护理园地编辑部电话见封底\n"
}

/// Renames the task of a duty, if the last result states it.
fn decide(place: &Path, duty: &str) -> Option<()> {
    let text = fs::read(place.join("out/taxonomy.json")).ok()?;
    let taxonomy: serde_json::Value = serde_json::from_slice(&text).ok()?;
    let mentions = taxonomy["mentions"].as_array()?;
    let id = mentions.iter().find(|one| one["title_raw"] == duty)?["id"].as_str()?;
    let target = format!("target = {{ mention = \"{id}\", quote = \"{duty}\" }}");
    let text = format!("[[decision]]\nkind = \"rename\"\n{target}\ntitle = \"{duty}（一）\"\n");
    put(place, &format!("decisions/{duty}.toml"), &text);
    Some(())
}

#[derive(Clone, Debug)]
enum Step {
    Put(usize, usize),
    Remove(usize),
    Decide(usize),
    Forget,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        5 => (0..7_usize, 0..4_usize).prop_map(|(at, version)| Step::Put(at, version)),
        2 => (0..7_usize).prop_map(Step::Remove),
        1 => (0..DUTIES.len()).prop_map(Step::Decide),
        1 => Just(Step::Forget),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3, ..ProptestConfig::default() })]
    #[test]
    fn with_and_without_a_cache_every_step_ends_in_the_same_bytes(steps in prop::collection::vec(step(), 4..9)) {
        let place = tempfile::tempdir().expect("temporary folder");
        let place = place.path();
        fs::create_dir(place.join("decisions")).expect("folder");
        for at in 0..3 {
            put(place, &format!("in/{at}.md"), &source(at, 0));
        }
        for step in steps {
            match step {
                Step::Put(at, version) => put(place, &format!("in/{at}.md"), &source(at, version)),
                // One source always stays.
                Step::Remove(0) => {}
                Step::Remove(at) => drop(fs::remove_file(place.join(format!("in/{at}.md")))),
                Step::Decide(at) => drop(decide(place, DUTIES[at])),
                Step::Forget => drop(fs::remove_file(place.join("out").join(CACHE))),
            }
            let with = merge(place, "out", &["-j2"]);
            let without = merge(place, "bare", &["--no-cache", "-j1"]);
            prop_assert_eq!((with.0, &with.1), (without.0, &without.1), "{}\n{}", with.2, without.2);
            prop_assert!(with.0 < 2, "{}", with.2);
            prop_assert!(!place.join("bare").join(CACHE).exists());
            prop_assert_eq!(result(&place.join("out")), result(&place.join("bare")));
        }
    }
}

#[test]
fn an_unusable_cache_is_told_and_begun_anew() {
    let place = tempfile::tempdir().expect("temporary folder");
    let place = place.path();
    fs::create_dir(place.join("decisions")).expect("folder");
    for at in 0..4 {
        put(place, &format!("in/{at}.md"), &source(at, 0));
    }
    assert_eq!(merge(place, "out", &[]).0, 0);
    let path = place.join("out").join(CACHE);
    let (whole, good) = (result(&place.join("out")), fs::read(&path).expect("a cache"));
    assert_eq!(merge(place, "out", &[]).0, 0);
    assert_eq!(fs::read(&path).expect("a cache"), good, "a run without changes changes no file");
    // In the head, and in all values.
    let (mut head, mut values) = (good.clone(), good.clone());
    head[200] ^= 1;
    let count = u64::from_le_bytes(good[110..118].try_into().expect("a number"));
    let start = 118 + 72 * usize::try_from(count).expect("small");
    values[start..].iter_mut().for_each(|byte| *byte ^= 1);
    let cases: [(Vec<u8>, &str); 6] = [
        (head, "damaged"),
        (values, "damaged"),
        (good[..good.len() / 3].to_vec(), "damaged"),
        (b"{\"format\": \"other/1\"}".to_vec(), "not a guiyi.cache/3 file"),
        (Vec::new(), "not a guiyi.cache/3 file"),
        ([b"guiyi.cache/7\n", &good[14..]].concat(), "guiyi.cache/7"),
    ];
    for (bytes, said) in cases {
        fs::write(&path, &bytes).expect("file");
        let (code, _, errors) = merge(place, "out", &["--check"]);
        assert!(code == 0 && errors.contains("out/.guiyi/cache") && errors.contains(said), "{errors}");
        assert_eq!(fs::read(&path).expect("a cache"), bytes, "--check writes nothing");
        let (code, _, errors) = merge(place, "out", &[]);
        assert!(code == 0 && errors.contains("out/.guiyi/cache") && errors.contains(said), "{errors}");
        assert_eq!(result(&place.join("out")), whole);
        assert_eq!(fs::read(&path).expect("a cache"), good, "begun anew");
    }
    // A folder in its place can be neither read nor replaced.
    fs::remove_file(&path).expect("there");
    fs::create_dir_all(path.join("x")).expect("folder");
    let (code, _, errors) = merge(place, "out", &[]);
    assert!(code == 0 && errors.contains("was not written"), "{errors}");
    assert_eq!(result(&place.join("out")), whole);
}

#[test]
fn an_article_that_is_gone_or_edited_is_written_again() {
    let place = tempfile::tempdir().expect("temporary folder");
    let place = place.path();
    fs::create_dir(place.join("decisions")).expect("folder");
    for at in 0..3 {
        put(place, &format!("in/{at}.md"), &source(at, 0));
    }
    assert_eq!(merge(place, "out", &[]).0, 0);
    let whole = result(&place.join("out"));
    fs::remove_file(place.join("out/1.md")).expect("there");
    put(place, "out/2.removals.jsonl", "{}\n");
    assert_eq!(merge(place, "out", &["--check"]).0, 1);
    assert_eq!(merge(place, "out", &[]).0, 0);
    assert_eq!(result(&place.join("out")), whole);
}

#[test]
fn a_result_made_from_the_last_one_takes_hand_edits_back() {
    let place = tempfile::tempdir().expect("temporary folder");
    let place = place.path();
    fs::create_dir(place.join("decisions")).expect("folder");
    let path = |name: &str| place.join("out").join(name);
    let bases = || {
        let names = fs::read_dir(path(".guiyi/base")).expect("a folder");
        let mut names: Vec<_> = names.map(|entry| entry.expect("an entry").file_name()).collect();
        names.sort();
        names
    };
    let mut written = Vec::new();
    for at in 0..4 {
        put(place, &format!("in/{at}.md"), &source(at, 0));
        if at > 0 {
            let (code, _, errors) = merge(place, "out", &[]);
            assert_eq!(code, 0, "{errors}");
            written
                .push(["json", "md"].map(|kind| fs::read(path(&format!("taxonomy.{kind}"))).expect("file")));
        }
    }
    assert_eq!(bases(), ["1.json", "2.json", "3.pieces"], "what was replaced is the copy");
    for (at, [json, _]) in written[..2].iter().enumerate() {
        assert_eq!(&fs::read(path(&format!(".guiyi/base/{}.json", at + 1))).expect("file"), json);
    }
    let absorb = |file: &str| guiyi(place, &["absorb", file, "-o", "out", "--decisions", "decisions"]);
    let edited = |bytes: &[u8], from: &str, to: &str| {
        let text = String::from_utf8(bytes.to_vec()).expect("text");
        let edited = text.replace(from, to);
        assert_ne!(edited, text);
        edited
    };

    // In place, as some editors write.
    let text = edited(&written[2][0], "\"title\": \"巡视病房\"", "\"title\": \"夜间巡视病房\"");
    fs::write(path("taxonomy.json"), &text).expect("file");
    assert_eq!(merge(place, "out", &[]).0, 2, "it is not written over");
    let pieces = fs::read(path(".guiyi/base/3.pieces")).expect("file");
    for broken in [&pieces[..pieces.len() / 2], b"{}"] {
        fs::write(path(".guiyi/base/3.pieces"), broken).expect("file");
        absorb("out/taxonomy.json").expect(2);
        assert_eq!(fs::read_to_string(path("taxonomy.json")).expect("file"), text);
    }
    fs::write(path(".guiyi/base/3.pieces"), &pieces).expect("file");
    assert_eq!(absorb("out/taxonomy.json").expect(0).parts().1.lines().count(), 1);
    let (code, changes, errors) = merge(place, "out", &[]);
    assert!(code == 0 && changes.contains("夜间巡视病房"), "{changes}{errors}");

    // Of copies of earlier revisions.
    put(place, "second.md", &edited(&written[1][1], "### 核对医嘱 <", "### 双人核对医嘱 <"));
    put(place, "third.md", &edited(&written[2][1], "### 书写护理记录 <", "### 记录护理过程 <"));
    for name in ["second.md", "third.md"] {
        assert_eq!(absorb(name).expect(0).parts().1.lines().count(), 1, "{name}");
    }
    let (code, changes, errors) = merge(place, "out", &[]);
    assert!(
        code == 0 && changes.contains("双人核对医嘱") && changes.contains("记录护理过程"),
        "{changes}{errors}"
    );
}
