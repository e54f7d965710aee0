//! Understanding a task's name: normal form, aliases, frames, then action, object, circumstances.

mod reader;

use rustc_hash::FxHashMap;

use self::reader::{Reader, Vocabulary};
use super::grams::{counts, said, unit_length};
use super::rarity::Documents;
use super::record::Record;
use super::things::Things;
use crate::lexicon::linking::{ActionSet, LinkLexicon};

/// Share of the records up to which an action class is rare. Hand-set: about the size of one cluster.
const RARE: f32 = 0.06;
/// See [`RARE`].
const FEW: usize = 3;

/// Names from which a set is taken to be of more than one role. Origin: the annotated sets have 34 to 177.
const ONE_ROLE: f32 = 128.0;

/// A weighted set of words, sorted by key.
pub(crate) type Bag = Vec<(u32, f32)>;

/// What one record's name and attributes say, ready for comparison.
#[derive(Clone, Debug, Default)]
pub(crate) struct Features {
    /// The same text gives the same identity.
    pub(crate) identity: String,
    /// The name with aliases folded and frames left out, for order-aware comparison.
    chars: Vec<char>,
    /// The same characters as numbers.
    pub(crate) symbols: Vec<u32>,
    /// The name as it is written, without the main action and frames.
    pub(crate) rest: String,
    /// True if every verb of the main action says what is done (no 完成, 开展).
    pub(crate) telling: bool,
    /// Members of kinds of things that the duty itself names, as (kind, member), sorted.
    pub(crate) siblings: Vec<(u16, u16)>,
    /// Characters and pairs of neighbouring characters of the name, weighted by rarity, of unit length.
    pub(crate) grams: Bag,
    /// The characters of the name, each with the root of what it tells in bits, so that the inner product of two names
    /// is what the characters in common tell.
    pub(crate) letters: Bag,
    /// The same over name (twice) and all attributes; empty if no record has any.
    pub(crate) text_grams: Bag,
    /// The characters of name and attributes as they are written, weighted by rarity; the same in every record.
    pub(crate) said: Bag,
    /// Name and attributes, folded; emptied once the n-grams are counted.
    text: Vec<char>,
    /// Classes of the main action.
    pub(crate) main: ActionSet,
    /// The same for each of its coordinated verbs; of verbs that only stand next to the first (归档检修规程) see
    /// `loose`.
    pub(crate) verbs: Vec<ActionSet>,
    /// Those that may as well be a part of the object, since no conjunction joins them to the main action.
    pub(crate) loose: Vec<ActionSet>,
    /// Classes of all other actions named.
    pub(crate) other: ActionSet,
    /// Those of them that few records of the set name.
    pub(crate) rare: ActionSet,
    /// Words of the object, weighted.
    pub(crate) object: Bag,
    /// The things that the name names.
    pub(crate) things: Things,
    /// Keys of the head noun.
    pub(crate) head: Vec<u32>,
    /// True if there is an attribute.
    pub(crate) attributed: bool,
    /// True if the duty is to forbid, end or avert its action.
    pub(crate) denied: bool,
    /// Words that the name denies.
    pub(crate) denied_words: Vec<[char; 2]>,
    /// Poles that the name names, as (dimension, pole), sorted.
    pub(crate) qualifiers: Vec<(u16, u16)>,
    /// The same with those of the attribute `frequency`.
    pub(crate) told: Vec<(u16, u16)>,
    /// What the duty coordinates.
    pub(crate) parts: Parts,
    /// Words of the category.
    pub(crate) category: Bag,
}

/// How a duty is compound.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Parts {
    /// It joins unrelated actions.
    pub(crate) actions: bool,
    /// Words of the objects that it lists, sorted; empty if it lists none.
    pub(crate) objects: Vec<u32>,
    /// The same of the heads of three objects or more, in their order; empty if it lists fewer.
    pub(crate) items: Vec<u32>,
}

/// Features of all records, in their order.
pub(crate) fn features(records: &[Record], lexicon: &LinkLexicon) -> Vec<Features> {
    let mut reader = Reader { lexicon, vocabulary: Vocabulary::default() };
    let mut all: Vec<Features> = records.iter().map(|record| reader.read(record)).collect();
    let vocabulary = reader.vocabulary;
    let documents = Documents::of(records);
    grams(&mut all, &documents);
    let told = said(records, &all);
    for (features, said) in all.iter_mut().zip(told) {
        features.said = said;
    }
    letters(&mut all, &documents);
    rare_actions(&mut all);
    let idf = rarity(&all, &documents, vocabulary.len());
    for features in &mut all {
        for (key, weight) in &mut features.object {
            *weight *= idf[*key as usize];
        }
    }
    all
}

/// Fills in the n-grams of the names and of names with attributes, weighted by inverse document frequency.
fn grams(all: &mut [Features], documents: &Documents) {
    let mut ids: FxHashMap<(char, char), u32> = FxHashMap::default();
    let names = all.iter().map(|features| counts(&features.chars, &mut ids)).collect();
    for (features, grams) in all.iter_mut().zip(unit_length(names, ids.len(), documents)) {
        features.grams = grams;
    }
    if !all.iter().any(|features| features.attributed) {
        return;
    }
    let texts = all
        .iter_mut()
        .map(|features| {
            let text = std::mem::take(&mut features.text);
            let mut grams = counts(&text, &mut ids);
            grams.extend(features.grams.iter().map(|&(key, _)| (key, 2.0)));
            grams.sort_by_key(|gram| gram.0);
            grams.dedup_by(|later, kept| {
                let same = later.0 == kept.0;
                kept.1 += if same { later.1 } else { 0.0 };
                same
            });
            grams
        })
        .collect();
    for (features, grams) in all.iter_mut().zip(unit_length(texts, ids.len(), documents)) {
        features.text_grams = grams;
    }
}

/// Fills in the characters of the names: one that few duties have tells more, log2 (1 + n) / (1 + df) bits (df as
/// told by [`Documents::frequency`]); among more than [`ONE_ROLE`] names as many less as those are more, for among
/// names of many trades nearly every character is rare and tells the trade only.
fn letters(all: &mut [Features], documents: &Documents) {
    let mut ids: FxHashMap<char, u32> = FxHashMap::default();
    for features in all.iter_mut() {
        let id = |c: char| {
            let next = u32::try_from(ids.len()).unwrap_or(u32::MAX);
            *ids.entry(c).or_insert(next)
        };
        features.symbols = std::mem::take(&mut features.chars).into_iter().map(id).collect();
        features.letters = features.symbols.iter().map(|&symbol| (symbol, 0.0)).collect();
        features.letters.sort_unstable_by_key(|letter| letter.0);
        features.letters.dedup_by_key(|letter| letter.0);
    }
    let bags: Vec<&Bag> = all.iter().map(|features| &features.letters).collect();
    let frequency = documents.frequency(&bags, ids.len());
    let n = (all.len() as f32).min(ONE_ROLE);
    for (key, weight) in all.iter_mut().flat_map(|features| &mut features.letters) {
        *weight = ((1.0 + n) / (1.0 + frequency[*key as usize] as f32)).log2().max(0.0).sqrt();
    }
}

/// How much a word tells one duty from another: inverse document frequency (as told by [`Documents::frequency`]),
/// scaled to 0.4..1 so that a small set is not misled.
fn rarity(all: &[Features], documents: &Documents, words: usize) -> Vec<f32> {
    let bags: Vec<&Bag> = all.iter().map(|features| &features.object).collect();
    let n = all.len() as f32 + 1.0;
    let share = |df: u32| ((n / df as f32).ln() / n.max(2.0).ln()).clamp(0.0, 1.0);
    documents.frequency(&bags, words).into_iter().map(|df| 0.4 + 0.6 * share(df)).collect()
}

/// Marks the action classes that at most [`RARE`] of the records name, [`FEW`] records in any case: that two
/// duties both 转化 something says more than that both 管理 something.
fn rare_actions(all: &mut [Features]) {
    let mut count = [0_usize; ActionSet::CAPACITY];
    for features in all.iter() {
        features.main.bits().for_each(|bit| count[bit] += 1);
    }
    let few = FEW.max((all.len() as f32 * RARE) as usize);
    let mut rare = ActionSet::default();
    (0..ActionSet::CAPACITY).filter(|&bit| count[bit] <= few).for_each(|bit| rare.insert(bit));
    for features in all {
        features.rare = features.main.both(rare);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::similarity::inner;

    fn told(titles: &[String]) -> f64 {
        let record = |title: &String| Record { title: title.clone(), ..Record::default() };
        let records: Vec<Record> = titles.iter().map(record).collect();
        let all = features(&records, &LinkLexicon::embedded());
        inner(&all[0].letters, &all[1].letters)
    }

    #[test]
    fn rare_characters_in_common_tell_more_and_many_names_add_nothing() {
        let set = |first: &str, second: &str, others: usize| -> Vec<String> {
            let others = (0..others).map(|at| format!("盘点{}", ["库存", "药品", "床位"][at % 3]));
            [first, second].iter().map(|title| (*title).to_owned()).chain(others).collect()
        };
        let (rare, common) = (told(&set("擦洗琴键", "琴键保养", 60)), told(&set("盘点琴键", "盘点鼓皮", 60)));
        assert!(rare > common && common >= 0.0, "{rare} {common}");
        assert!(told(&set("擦洗琴键", "琴键保养", 600)) <= told(&set("擦洗琴键", "琴键保养", 127)) + 1e-6);
    }
}
