//! The cache: what is found again, what goes, what is refused.

use super::*;
use crate::clean::CorpusFacts;
use crate::pipeline::{Knowledge, Pipeline};
use crate::settings::Settings;
use crate::source::SourceId;
use crate::taxonomy::Pin;

const WARD: &str =
    "# 病房护士\n\n病房护士照看住院病人。\n\n## 岗位职责\n\n- 核对医嘱\n  - 频率：每日\n- 书写护理记录\n";

fn processed(source: &Source) -> (Evidence, WrittenArticle) {
    let knowledge = Knowledge::load(Vec::new()).expect("embedded");
    let pipeline = Pipeline::new(Settings::default(), knowledge).expect("defaults");
    let article = pipeline.article(source, &CorpusFacts::default()).expect("text");
    let files = vec![Pin::new("a.md", b"x")];
    let written = WrittenArticle { removed: 2, files, ..WrittenArticle::default() };
    (pipeline.evidence(source, &article).expect("duties"), written)
}

fn source(name: &str, bytes: impl Into<Vec<u8>>) -> Source {
    Source { id: SourceId::new(name), bytes: bytes.into() }
}

#[test]
fn what_was_kept_is_found_by_name_bytes_facts_and_stamp_only() {
    let (plain, marked) = (source("a.md", WARD), source("b.md", format!("\u{feff}{WARD}")));
    let cache = Cache::new("engine");
    for one in [&plain, &marked] {
        let (evidence, article) = processed(one);
        cache.keep_processed(one, 7, evidence, &article);
    }
    let bytes = cache.to_bytes();
    let again = Cache::from_bytes(bytes.clone(), "engine").expect("whole");
    for one in [&plain, &marked] {
        let (found, article) = again.recall(one.clone(), 7).expect("kept");
        let (found, (made, written)) = (found.into_evidence(Some(&again)).expect("kept"), processed(one));
        assert_eq!(found.extraction.mentions, made.extraction.mentions);
        assert_eq!(found.extraction.facets, made.extraction.facets);
        assert_eq!((&found.text, &found.info), (&made.text, &made.info));
        assert_eq!(article, written);
        assert!(!made.extraction.mentions.is_empty());
    }
    assert!(again.unsaved() == Unsaved::Nothing && again.to_bytes() == bytes);
    let unknown = |source: Source, facts| again.recall(source, facts).is_err();
    assert!(unknown(plain.clone(), 8) && unknown(source("c.md", WARD), 7));
    assert!(unknown(source("a.md", format!("{WARD}\n")), 7));
    let other = Cache::from_bytes(bytes, "another engine").expect("whole");
    assert!(other.recall(plain, 7).is_err());
}

#[test]
fn what_a_run_did_not_use_is_gone_afterwards() {
    let (one, two) = (source("a.md", WARD), source("b.md", "# 护士\n"));
    let cache = Cache::new("engine");
    cache.keep_lines(&content(&one), Some(&DocumentLines::default()));
    cache.keep_lines(&content(&two), Some(&DocumentLines::default()));
    let later = Cache::from_bytes(cache.to_bytes(), "engine").expect("whole");
    assert!(later.lines(&content(&two)).is_some());
    let last = Cache::from_bytes(later.to_bytes(), "engine").expect("whole");
    assert!(last.lines(&content(&one)).is_none() && last.lines(&content(&two)).is_some());
}

#[test]
fn what_was_found_since_stands_in_a_file_of_its_own_until_that_grows() {
    let large = |name: &str, fill: u8| (source(name, ""), DocumentLines::from_bytes(&[fill; 1300]));
    let (one, two, three) = (large("a.md", 1), large("b.md", 2), large("c.md", 3));
    let cache = Cache::new("engine");
    for (source, lines) in [&one, &two] {
        cache.keep_lines(&content(source), lines.as_ref());
    }
    let Unsaved::Whole(whole) = cache.unsaved() else { panic!("there was none") };
    let open = |more: Option<&Vec<u8>>| {
        let stored = |bytes: &Vec<u8>| -> Box<dyn Stored> { Box::new(Cursor::new(bytes.clone())) };
        Cache::open(stored(&whole), more.map(stored), "engine").expect("whole")
    };
    let known =
        |cache: &Cache| [&one, &two, &three].map(|(source, _)| cache.lines(&content(source)).is_some());
    let next = open(None);
    assert_eq!(known(&next), [true, true, false]);
    assert_eq!(next.unsaved(), Unsaved::Nothing);
    next.keep_lines(&content(&source("d.md", "")), None);
    let Unsaved::More(more) = next.unsaved() else { panic!("little is new") };
    let later = open(Some(&more));
    assert!(known(&later) == [true, true, false] && later.lines(&content(&source("d.md", ""))) == Some(None));
    assert_eq!(later.unsaved(), Unsaved::Nothing);
    assert_eq!(later.to_bytes(), next.to_bytes());
    later.keep_lines(&content(&three.0), three.1.as_ref());
    assert!(matches!(later.unsaved(), Unsaved::Whole(_)), "much is new");
    let fewer = open(Some(&more));
    assert!(fewer.lines(&content(&one.0)).is_some() && matches!(fewer.unsaved(), Unsaved::More(_)));
    assert!(matches!(open(None).unsaved(), Unsaved::Whole(_)), "nothing is used any more");
    // More of another file is of no use.
    let other =
        Cache::open(Box::new(Cursor::new(later.to_bytes())), Some(Box::new(Cursor::new(more))), "engine");
    assert!(other.expect("whole").lines(&content(&source("d.md", ""))).is_some(), "it is in that one too");
}

#[test]
fn a_value_that_is_not_what_was_written_is_not_known() {
    let (one, two) = (source("a.md", WARD), source("b.md", "# 护士\n"));
    let cache = Cache::new("engine");
    for (source, fill) in [(&one, 1), (&two, 2)] {
        cache.keep_lines(&content(source), DocumentLines::from_bytes(&[fill; 130]).as_ref());
    }
    let mut bytes = cache.to_bytes();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    let cache = Cache::from_bytes(bytes, "engine").expect("the head is whole");
    assert!(!cache.is_damaged());
    let found = [&one, &two].map(|source| cache.lines(&content(source)).is_some());
    assert!(found.contains(&true) && found.contains(&false) && cache.is_damaged());
    assert!(matches!(cache.unsaved(), Unsaved::Whole(_)));
}

#[test]
fn a_file_that_is_not_whole_or_not_ours_is_refused() {
    let cache = Cache::new("engine");
    cache.keep_lines(&content(&source("a.md", WARD)), Some(&DocumentLines::default()));
    let bytes = cache.to_bytes();
    let fault = |bytes: &[u8]| Cache::from_bytes(bytes.to_vec(), "engine").expect_err("unusable");
    for cut in [16, 40, 60, 120, bytes.len() - 1] {
        assert_eq!(fault(&bytes[..cut]), CacheError::Damaged, "{cut}");
    }
    let mut flipped = bytes.clone();
    flipped[70] ^= 1;
    assert_eq!(fault(&flipped), CacheError::Damaged);
    let newer: Vec<u8> = [b"guiyi.cache/9\n", &bytes[14..]].concat();
    assert_eq!(fault(&newer), CacheError::Version("guiyi.cache/9".to_owned()));
    for foreign in [&b""[..], b"{}", b"guiyi.cache/"] {
        assert_eq!(fault(foreign), CacheError::Foreign);
    }
}
