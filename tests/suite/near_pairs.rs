//! Pairs of duties in nearly the same words: which are one and which are two, by kind.

use std::collections::BTreeMap;

use guiyi::lexicon::LinkLexicon;
use guiyi::link::{Constraints, Options, Record, link};

/// The pairs; the file tells their origin.
const PAIRS: &str = include_str!("pairs/near.tsv");

/// How many of a kind must come out right. What is missing is a known weakness, not a rule.
const LEAST: [(&str, &str, usize); 15] = [
    ("one", "elaboration", 3),
    ("one", "frame", 3),
    ("one", "list", 2),
    ("one", "noun", 3),
    // 乙 also states 编制第二季度用工计划 word for word, in another row: nearer than 第2季度.
    ("one", "number", 1),
    ("one", "opposed", 1),
    ("one", "synonym", 43),
    ("two", "list", 4),
    ("two", "negation", 6),
    ("two", "number", 9),
    ("two", "object", 26),
    ("two", "opposed", 10),
    ("two", "polarity", 6),
    ("two", "step", 16),
    ("two", "verb", 20),
];

/// Every pair at the same place of two authors' lists: the strongest case that context can make for a wrong merge.
#[test]
fn near_pairs_are_told_apart_by_kind() {
    let rows: Vec<Vec<&str>> =
        PAIRS.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect()).collect();
    let record = |source: &str, at: usize, title: &str| Record {
        id: format!("{source}{at}"),
        title: title.to_owned(),
        source: source.to_owned(),
        line_start: Some(at + 1),
        ..Record::default()
    };
    let records: Vec<Record> = rows
        .iter()
        .enumerate()
        .flat_map(|(at, row)| [record("甲", at, row[2]), record("乙", at, row[3])])
        .collect();
    let linked = link(&records, &LinkLexicon::embedded(), &Constraints::default(), &Options::default());
    let home = |at: usize| linked.clusters.iter().position(|cluster| cluster.members.contains(&at));
    let mut right: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        if (row[0] == "one") == (home(2 * at) == home(2 * at + 1)) {
            *right.entry((row[0], row[1])).or_default() += 1;
        } else {
            wrong.push(row.join(" "));
        }
    }
    for (verdict, kind, least) in LEAST {
        let found = right.get(&(verdict, kind)).copied().unwrap_or(0);
        assert!(found >= least, "{verdict} {kind}: {found} right\n{}", wrong.join("\n"));
    }
}
