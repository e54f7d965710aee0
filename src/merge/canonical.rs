//! Which wording stands for all of them.
//!
//! The rule, first difference decides:
//! 1. simple duties before compound and catch-all ones;
//! 2. support: more independent documents use the wording;
//! 3. plainness: fewer brackets, commas, enumerations, no jargon, not overlong, not a bare word;
//! 4. completeness: it covers more of what the other wordings say (shared character pairs);
//! 5. the member that linking found most typical;
//! 6. the shorter one; the one that comes first in source order.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashSet;

use crate::lexicon::wording_key;

/// Titles with more letters than this are counted as overlong, once more for every half as many.
/// Task statements in role specifications keep to about 6 to 16 characters.
const LONG: usize = 16;

/// One statement of a wording.
pub(super) struct Stated<'a> {
    /// The wording.
    pub(super) wording: &'a str,
    /// The document that uses it.
    pub(super) document: usize,
    /// What the caller knows it by.
    pub(super) item: usize,
    /// False for compound and catch-all duties.
    pub(super) simple: bool,
    /// True if linking found it most typical.
    pub(super) suggested: bool,
}

/// A wording, and who uses it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Wording {
    /// Its most frequent spelling.
    pub(super) title: String,
    /// The items worded so, in the order they were given.
    pub(super) items: Vec<usize>,
}

/// The distinct wordings of `stated`, the canonical one first, the others by the same rule.
/// Spellings that differ only by spacing, width, case or punctuation are one wording.
pub(super) fn rank(stated: &[Stated<'_>]) -> Vec<Wording> {
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, one) in stated.iter().enumerate() {
        groups.entry(wording_key(one.wording)).or_default().push(at);
    }
    let pairs: Vec<FxHashSet<[char; 2]>> = groups.keys().map(|key| bigrams(key)).collect();
    let mut ranked: Vec<_> = groups
        .iter()
        .enumerate()
        .map(|(index, (key, group))| {
            let title = spelling(stated, group);
            let documents: BTreeSet<usize> = group.iter().map(|&at| stated[at].document).collect();
            let standing = (
                !group.iter().any(|&at| stated[at].simple),
                Reverse(documents.len()),
                faults(title),
                Reverse(coverage(&pairs, index)),
                !group.iter().any(|&at| stated[at].suggested),
                key.chars().count(),
                group[0],
            );
            (standing, title, group)
        })
        .collect();
    ranked.sort_by_key(|ranked| ranked.0);
    ranked
        .into_iter()
        .map(|(_, title, group)| Wording {
            title: title.to_owned(),
            items: group.iter().map(|&at| stated[at].item).collect(),
        })
        .collect()
}

/// The spelling that most documents use; on a tie the one without needless blanks, then the first.
fn spelling<'a>(stated: &[Stated<'a>], group: &[usize]) -> &'a str {
    let mut documents: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for &at in group {
        documents.entry(stated[at].wording).or_default().insert(stated[at].document);
    }
    group
        .iter()
        .map(|&at| stated[at].wording)
        .min_by_key(|wording| (Reverse(documents[wording].len()), wording.chars().count()))
        .unwrap_or_default()
}

/// How far a wording is from a plain one: brackets, separators, jargon, length, bareness.
pub(super) fn faults(title: &str) -> usize {
    let marks = title
        .chars()
        .filter(|c| {
            matches!(
                c,
                '(' | '（' | '[' | '【' | '“' | '"' | ',' | '，' | '、' | ';' | '；' | ':' | '：' | '。'
            )
        })
        .count();
    // A foreign common noun (`做kick-off`) is jargon; names and abbreviations have capitals.
    let foreign = title.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| word.len() > 2);
    let jargon =
        usize::from(!title.is_ascii() && foreign.into_iter().any(|word| word == word.to_ascii_lowercase()));
    let letters = title.chars().filter(|c| c.is_alphanumeric()).count();
    let overlong = if letters > LONG { 1 + (letters - LONG) / (LONG / 2) } else { 0 };
    marks + jargon + overlong + usize::from(letters < 3)
}

fn bigrams(key: &str) -> FxHashSet<[char; 2]> {
    key.chars().zip(key.chars().skip(1)).map(|(a, b)| [a, b]).collect()
}

/// The share of the other wordings' character pairs that wording `index` has too, in thousandths,
/// summed over them.
fn coverage(pairs: &[FxHashSet<[char; 2]>], index: usize) -> usize {
    let own = &pairs[index];
    pairs
        .iter()
        .enumerate()
        .filter(|(other, set)| *other != index && !set.is_empty())
        .map(|(_, set)| set.iter().filter(|pair| own.contains(*pair)).count() * 1000 / set.len())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titles(stated: &[(&str, usize, bool)]) -> Vec<String> {
        let stated: Vec<Stated<'_>> = stated
            .iter()
            .enumerate()
            .map(|(item, &(wording, document, simple))| Stated {
                wording,
                document,
                item,
                simple,
                suggested: false,
            })
            .collect();
        rank(&stated).into_iter().map(|wording| wording.title).collect()
    }

    #[test]
    fn support_counts_documents_not_mentions() {
        let got = titles(&[
            ("编排班次", 0, true),
            ("编排班次", 0, true),
            ("安排员工班次", 1, true),
            ("安排员工班次", 2, true),
        ]);
        assert_eq!(got, ["安排员工班次", "编排班次"]);
    }

    #[test]
    fn plain_wordings_win_over_laden_ones() {
        let got = titles(&[("盘点库存（含原料、耗材）并上报差异", 0, true), ("盘点库存", 1, true)]);
        assert_eq!(got[0], "盘点库存");
    }

    #[test]
    fn jargon_loses_and_names_do_not() {
        assert_eq!(titles(&[("组织门店kick-off", 0, true), ("组织开店会", 1, true)])[0], "组织开店会");
        assert_eq!(faults("维护 Excel 台账"), 0);
        assert_eq!(faults("review code"), 0, "a wholly foreign title is no jargon");
    }

    #[test]
    fn the_more_complete_of_two_plain_wordings_wins() {
        let got = titles(&[("盘点库存", 0, true), ("定期盘点门店库存", 1, true)]);
        assert_eq!(got[0], "定期盘点门店库存");
    }

    #[test]
    fn a_compound_duty_never_stands_for_a_simple_one() {
        let got = titles(&[("排班和考勤", 0, false), ("排班和考勤", 1, false), ("编排班次", 2, true)]);
        assert_eq!(got[0], "编排班次");
    }

    #[test]
    fn spellings_are_one_wording_and_the_common_one_is_kept() {
        let got =
            titles(&[("维护 POS 系统", 0, true), ("维护POS系统", 1, true), ("维护 POS 系统。", 2, true)]);
        assert_eq!(got, ["维护POS系统"]);
    }
}
