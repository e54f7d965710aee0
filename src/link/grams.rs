//! Characters and pairs of neighbouring characters, weighted by rarity.

use rustc_hash::FxHashMap;

use super::features::Bag;
use super::rarity::Documents;

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

/// Counts turned into weights (1 + ln count) · (1 + ln (1 + n) / (1 + df)), df as told by [`Documents::frequency`], scaled to
/// unit length.
pub(crate) fn unit_length(mut bags: Vec<Bag>, keys: usize, documents: &Documents) -> Vec<Bag> {
    let frequency = documents.frequency(&bags.iter().collect::<Vec<_>>(), keys);
    let n = bags.len() as f32;
    for bag in &mut bags {
        for (key, weight) in bag.iter_mut() {
            *weight =
                (1.0 + weight.ln()) * (1.0 + ((1.0 + n) / (1.0 + frequency[*key as usize] as f32)).ln());
        }
        let norm = bag.iter().map(|gram| gram.1 * gram.1).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
        bag.iter_mut().for_each(|gram| gram.1 /= norm);
    }
    bags
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
}
