//! How far two clusterings of the same records agree, whatever their clusters are called.

use std::collections::BTreeMap;

/// Sizes of the clusters of two clusterings and of their overlaps.
struct Contingency {
    records: f64,
    first: BTreeMap<usize, f64>,
    second: BTreeMap<usize, f64>,
    both: BTreeMap<(usize, usize), f64>,
}

impl Contingency {
    fn of(first: &[usize], second: &[usize]) -> Self {
        assert_eq!(first.len(), second.len(), "both clusterings name a cluster for every record");
        let mut out = Self {
            records: first.len() as f64,
            first: BTreeMap::new(),
            second: BTreeMap::new(),
            both: BTreeMap::new(),
        };
        for (&a, &b) in first.iter().zip(second) {
            *out.first.entry(a).or_default() += 1.0;
            *out.second.entry(b).or_default() += 1.0;
            *out.both.entry((a, b)).or_default() += 1.0;
        }
        out
    }
}

fn pairs(count: f64) -> f64 {
    count * (count - 1.0) / 2.0
}

/// Adjusted Rand index (Hubert and Arabie, 1985): 1 for equal clusterings, about 0 for unrelated ones.
///
/// # Panics
/// If the two do not name a cluster for the same number of records.
pub fn adjusted_rand(first: &[usize], second: &[usize]) -> f64 {
    let table = Contingency::of(first, second);
    let sum = |sizes: &mut dyn Iterator<Item = f64>| sizes.map(pairs).sum::<f64>();
    let both = sum(&mut table.both.values().copied());
    let (a, b) = (sum(&mut table.first.values().copied()), sum(&mut table.second.values().copied()));
    let all = pairs(table.records);
    if all <= 0.0 {
        return 1.0;
    }
    let (expected, most) = (a * b / all, (a + b) / 2.0);
    // Both all singletons, or both one cluster: equal, and the formula is 0/0.
    if (most - expected).abs() < f64::EPSILON { 1.0 } else { (both - expected) / (most - expected) }
}

/// V-measure (Rosenberg and Hirschberg, 2007): the harmonic mean of homogeneity (each cluster found holds one
/// gold cluster only) and completeness (each gold cluster lies in one cluster found). Symmetric.
///
/// # Panics
/// If the two do not name a cluster for the same number of records.
pub fn v_measure(gold: &[usize], found: &[usize]) -> f64 {
    let table = Contingency::of(gold, found);
    let n = table.records;
    let entropy = |sizes: &BTreeMap<usize, f64>| -> f64 {
        sizes.values().map(|size| -(size / n) * (size / n).ln()).sum()
    };
    let (of_gold, of_found) = (entropy(&table.first), entropy(&table.second));
    let (mut gold_given_found, mut found_given_gold) = (0.0, 0.0);
    for ((a, b), size) in &table.both {
        gold_given_found -= size / n * (size / table.second[b]).ln();
        found_given_gold -= size / n * (size / table.first[a]).ln();
    }
    let share = |rest: f64, whole: f64| if whole <= 0.0 { 1.0 } else { 1.0 - rest / whole };
    let (homogeneity, completeness) = (share(gold_given_found, of_gold), share(found_given_gold, of_found));
    if homogeneity + completeness > 0.0 {
        2.0 * homogeneity * completeness / (homogeneity + completeness)
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_clusterings_agree_whatever_the_names() {
        assert_eq!(adjusted_rand(&[0, 0, 1, 2], &[7, 7, 3, 5]), 1.0);
        assert!((v_measure(&[0, 0, 1, 2], &[7, 7, 3, 5]) - 1.0).abs() < 1e-12);
        assert_eq!(adjusted_rand(&[0, 1, 2], &[4, 5, 6]), 1.0);
        assert_eq!((adjusted_rand(&[], &[]), v_measure(&[], &[])), (1.0, 1.0));
    }

    #[test]
    fn known_values() {
        // Worked by hand from the definitions.
        let (gold, found) = ([0, 0, 0, 1, 1, 1], [0, 0, 1, 1, 2, 2]);
        // Overlaps 2, 1, 1, 2: both = 1 + 1 = 2; sums a = 6, b = 3; expected 6·3/15.
        let expected = (2.0 - 18.0 / 15.0) / (4.5 - 18.0 / 15.0);
        assert!((adjusted_rand(&gold, &found) - expected).abs() < 1e-12);
        // One big cluster tells nothing of the gold: homogeneity is 0.
        assert_eq!(v_measure(&[0, 1, 2, 3], &[0, 0, 0, 0]), 0.0);
    }
}
