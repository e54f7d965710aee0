//! Near-duplicate documents: what one document copies from another is no second witness.
//!
//! A text is seen as its set of shingles (runs of five characters in normal form). A document whose shingles
//! stand for the most part in another one is a copy of it, also if it copies only a part: containment, not
//! resemblance, tells. Every pair with shingles in common is counted exactly; no document is missed by sampling.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::lexicon::normal::{identity_form, normal_form};

/// Characters of a shingle. Short enough that an edit spoils few of them, long enough that two independent texts
/// of one field share few.
const SHINGLE: usize = 5;
/// A shingle that stands in more documents than this is a phrase of its field and names no pair. Keeps the work
/// linear where a template is everywhere.
const COMMON: usize = 64;

/// When a document counts as a copy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Options {
    /// Share of a document's shingles that must stand in the other one, 0 to 1; above 1 nothing is a copy.
    pub containment: f64,
    /// Documents with fewer shingles are copies of nothing: short lists of plain duties agree by nature.
    pub shingles: usize,
}

impl Default for Options {
    /// Hand-set: on 45,000 paragraphs with injected copies 0.7–0.8 kept precision above 0.98 (Jaccard of character
    /// shingles), and two authors of one role share below a quarter of their wording.
    fn default() -> Self {
        Self { containment: 0.8, shingles: 60 }
    }
}

/// A document that copies another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Copied {
    /// Index of the document.
    pub document: usize,
    /// Index of the one that holds it: the longer of the two, of equals the earlier.
    pub original: usize,
    /// Share of its shingles that stand there, 0 to 1.
    pub containment: f64,
}

/// The documents among `texts` that copy another one, by their index. Each is held against originals only, so
/// that copies never chain: a copy of a copy is a copy of the original or none.
pub fn copies(texts: &[String], options: &Options) -> Vec<Copied> {
    let sets: Vec<Vec<u64>> = texts.iter().map(|text| shingles(text)).collect();
    copies_among(&sets, options)
}

/// [`copies`] of documents with these [`shingles`].
pub fn copies_among(sets: &[Vec<u64>], options: &Options) -> Vec<Copied> {
    let mut order: Vec<usize> =
        (0..sets.len()).filter(|&at| sets[at].len() >= options.shingles.max(1)).collect();
    order.sort_by_key(|&at| (std::cmp::Reverse(sets[at].len()), at));
    // Most shingles stand in one document alone and need not be looked up; nor need those of any document, if too few
    // of them are shared with others for it to be a copy.
    let met = Met::of(order.iter().flat_map(|&at| &sets[at]));
    let shared = |at: usize| sets[at].iter().copied().filter(|&shingle| met.again(shingle));
    let may_copy = |at: usize| shared(at).count() as f64 / sets[at].len() as f64 >= options.containment;
    let wanted: FxHashSet<u64> = order.iter().copied().filter(|&at| may_copy(at)).flat_map(shared).collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let mut holders: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
    let mut found = Vec::new();
    for &document in &order {
        let set = &sets[document];
        let again: Vec<u64> = shared(document).filter(|shingle| wanted.contains(shingle)).collect();
        // A full bucket has lost documents: it tells nothing.
        let open = |holder: &&Vec<usize>| holder.len() < COMMON;
        let held: Vec<&Vec<usize>> =
            again.iter().filter_map(|shingle| holders.get(shingle)).filter(open).collect();
        let containment = |count: usize| count as f64 / set.len() as f64;
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        if containment(held.len()) >= options.containment {
            for &original in held.into_iter().flatten() {
                *shared.entry(original).or_default() += 1;
            }
        }
        let best = shared.into_iter().max_by_key(|&(original, count)| (count, std::cmp::Reverse(original)));
        match best {
            Some((original, count)) if containment(count) >= options.containment => {
                found.push(Copied { document, original, containment: containment(count) });
            }
            _ => {
                for shingle in again {
                    let holder = holders.entry(shingle).or_default();
                    if holder.len() < COMMON {
                        holder.push(document);
                    }
                }
            }
        }
    }
    found.sort_by_key(|copied| copied.document);
    found
}

/// Which shingles may have been met more than once, by a few of their bits: none that has been is missed.
struct Met {
    /// A bit for each place: met, and met again.
    once: Vec<u64>,
    again: Vec<u64>,
    /// By so many bits a hash is more than the number of its word.
    shift: u32,
}

impl Met {
    fn of<'a>(shingles: impl Iterator<Item = &'a u64> + Clone) -> Self {
        // At least two, for a shift by all 64 bits is none.
        let words = (8 * shingles.clone().count()).next_power_of_two().div_ceil(64).max(2);
        let shift = u64::BITS - words.ilog2();
        let mut met = Self { once: vec![0; words], again: vec![0; words], shift };
        for &shingle in shingles {
            let (word, bit) = met.place(shingle);
            met.again[word] |= met.once[word] & bit;
            met.once[word] |= bit;
        }
        met
    }

    fn again(&self, shingle: u64) -> bool {
        let (word, bit) = self.place(shingle);
        self.again[word] & bit != 0
    }

    /// A word, and the bit in it.
    fn place(&self, shingle: u64) -> (usize, u64) {
        // The shingles of a document are sorted: the upper bits lead through memory in its order.
        ((shingle >> self.shift) as usize, 1 << (shingle % u64::from(u64::BITS)))
    }
}

/// The distinct shingles of a text, hashed (FNV-1a, 64 bits) and sorted. Lines do not run into each other.
pub fn shingles(text: &str) -> Vec<u64> {
    let mut out = Vec::new();
    for line in text.lines() {
        let chars: Vec<char> = identity_form(&normal_form(line)).chars().collect();
        out.extend(chars.windows(SHINGLE).map(hash));
        if (1..SHINGLE).contains(&chars.len()) {
            out.push(hash(&chars));
        }
    }
    out.sort_unstable();
    out.dedup();
    out
}

fn hash(chars: &[char]) -> u64 {
    chars
        .iter()
        .flat_map(|c| u32::from(*c).to_le_bytes())
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DUTIES: [&str; 10] = [
        "每周盘点后厨的干货与冻品并登记差异",
        "与供应商核对送货单上的数量和价格",
        "检查冷柜温度，超过四度时立即报修",
        "为新来的学徒示范切配和摆盘",
        "根据预订情况安排当日的备料",
        "收档后清洗灶台、排烟罩和地面",
        "尝味并调整当日的汤底",
        "把客人的忌口写在出菜单上",
        "每月核算菜品成本并提出调价建议",
        "参加店里的食品安全演练",
    ];

    fn text(duties: &[&str]) -> String {
        duties.join("\n")
    }

    #[test]
    fn a_copy_with_small_edits_and_an_excerpt_are_told() {
        let edited = text(&DUTIES).replace("立即报修", "马上报修").replace("，", ",");
        let excerpt = text(&DUTIES[1..9]);
        let found = copies(&[edited, text(&DUTIES), excerpt], &Options::default());
        assert_eq!(found.len(), 2, "{found:?}");
        let original = found[0].original;
        assert!(found.iter().all(|copied| copied.original == original && copied.containment >= 0.8));
    }

    #[test]
    fn independent_documents_that_share_some_duties_are_no_copies() {
        let other = [
            &DUTIES[..3],
            &[
                "整理前厅桌椅并摆放餐具",
                "引导客人入座并介绍今日特色",
                "结账后核对当班的现金与小票",
                "回收空瓶并分类存放",
            ][..],
        ]
        .concat();
        assert!(copies(&[text(&DUTIES), text(&other)], &Options::default()).is_empty());
    }

    #[test]
    fn short_lists_agree_by_nature() {
        let short = text(&["排班", "盘点", "收银", "清洁"]);
        assert!(copies(&[short.clone(), short], &Options::default()).is_empty());
    }

    #[test]
    fn copies_do_not_chain() {
        let (a, b) = (text(&DUTIES), text(&DUTIES[1..]));
        let c = text(&DUTIES[2..]);
        let found = copies(&[c, b, a], &Options::default());
        assert!(found.iter().all(|copied| copied.original == 2), "{found:?}");
    }
}
