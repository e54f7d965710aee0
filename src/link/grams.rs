//! Characters and pairs of neighbouring characters, weighted by rarity.

use rustc_hash::FxHashMap;

use super::features::{Bag, Features};
use super::rarity::Documents;
use super::record::Record;
use crate::lexicon::normal::{identity_form, normal_form};

/// What even a character that every record has weighs in [`said`]. Fitted by trial on the annotated sets: 0 to 1.5 gave
/// nearly the same.
const LEAST: f32 = 0.6;

/// Every character and every pair of neighbours, with its count, sorted by key.
pub(crate) fn counts(chars: &[char], ids: &mut FxHashMap<(char, char), u32>) -> Bag {
    let mut keys: Vec<u32> = chars
        .iter()
        .map(|&c| (c, '\0'))
        .chain(chars.windows(2).map(|pair| (pair[0], pair[1])))
        .map(|gram| {
            let next = u32::try_from(ids.len()).unwrap_or(u32::MAX);
            *ids.entry(gram).or_insert(next)
        })
        .collect();
    keys.sort_unstable();
    keys.chunk_by(|a, b| a == b).map(|run| (run[0], run.len() as f32)).collect()
}

/// Counts turned into weights (1 + ln count) · (1 + ln (1 + n) / (1 + df)), df as told by [`Documents::frequency`],
/// scaled to unit length.
pub(crate) fn unit_length(mut bags: Vec<Bag>, keys: usize, documents: &Documents) -> Vec<Bag> {
    let frequency = documents.frequency(&bags.iter().collect::<Vec<_>>(), keys);
    let n = bags.len() as f32;
    for bag in &mut bags {
        for (key, weight) in bag.iter_mut() {
            *weight =
                (1.0 + weight.ln()) * (1.0 + ((1.0 + n) / (1.0 + frequency[*key as usize] as f32)).ln());
        }
        to_unit_length(bag);
    }
    bags
}

/// The characters of all that each record says, name and attributes as they are written, each once, weighted
/// ln (1 + n) / (1 + df) + [`LEAST`]. Names in other words still share characters with each
/// other's details. Nothing is folded: a word list that joins two words here joins them for every rival too.
pub(crate) fn said(records: &[Record], features: &[Features]) -> Vec<Bag> {
    let mut ids: FxHashMap<char, u32> = FxHashMap::default();
    let mut frequency: Vec<u32> = Vec::new();
    let mut bags: Vec<Bag> = Vec::with_capacity(records.len());
    for (record, features) in records.iter().zip(features) {
        let mut bag: Bag = Vec::new();
        let mut say = |text: &str| {
            for c in text.chars() {
                let id = *ids.entry(c).or_insert(frequency.len() as u32);
                frequency.resize(ids.len(), 0);
                bag.push((id, 0.0));
            }
        };
        say(&features.identity);
        for text in record.attributes.values().flatten() {
            say(&identity_form(&normal_form(text)));
        }
        bag.sort_unstable_by_key(|entry| entry.0);
        bag.dedup_by_key(|entry| entry.0);
        bag.iter().for_each(|entry| frequency[entry.0 as usize] += 1);
        bags.push(bag);
    }
    let n = records.len() as f32;
    for bag in &mut bags {
        for (id, weight) in bag.iter_mut() {
            *weight = ((1.0 + n) / (1.0 + frequency[*id as usize] as f32)).ln() + LEAST;
        }
    }
    bags
}

/// The length of a set as a vector.
pub(crate) fn length(bag: &Bag) -> f32 {
    bag.iter().map(|gram| gram.1 * gram.1).sum::<f32>().sqrt().max(f32::MIN_POSITIVE)
}

fn to_unit_length(bag: &mut Bag) {
    let length = length(bag);
    bag.iter_mut().for_each(|gram| gram.1 /= length);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_characters_weigh_more_and_length_is_one() {
        let mut ids = FxHashMap::default();
        let texts: Vec<Vec<char>> =
            ["盘点库存", "盘点药品", "盘点床位"].iter().map(|t| t.chars().collect()).collect();
        let bags: Vec<Bag> = texts.iter().map(|text| counts(text, &mut ids)).collect();
        let records = vec![crate::link::Record::default(); bags.len()];
        let weighted = unit_length(bags, ids.len(), &Documents::of(&records));
        let weight = |c: char| weighted[0].iter().find(|gram| gram.0 == ids[&(c, '\0')]).expect("there").1;
        assert!(weight('库') > weight('盘'));
        let length: f32 = weighted[0].iter().map(|gram| gram.1 * gram.1).sum();
        assert!((length - 1.0).abs() < 1e-5);
    }

    #[test]
    fn a_name_meets_the_details_of_another() {
        let record = |title: &str, detail: &str| Record {
            title: title.to_owned(),
            attributes: [("description".to_owned(), vec![detail.to_owned()])].into(),
            ..Record::default()
        };
        let records =
            [record("布草送洗", ""), record("客房用品清点", "清点布草、送洗"), record("客房查房", "看灯")];
        let all = crate::link::features::features(&records, &crate::lexicon::LinkLexicon::embedded());
        let like = |a: usize, b: usize| crate::link::similarity::inner(&all[a].said, &all[b].said);
        assert!(like(0, 1) > like(0, 2) && like(0, 2) == 0.0);
        assert!(like(1, 1) > 0.0);
    }
}
