//! Small numbers for what is compared.

use std::cmp::Reverse;
use std::hash::Hash;

use rustc_hash::FxHashMap;

use crate::link::features::Bag;

/// Numbers things of one kind; equal ones alike.
pub(super) struct Numbers<T>(FxHashMap<T, u32>);

impl<T: Clone + Default + Eq + Hash> Numbers<T> {
    pub(super) fn new() -> Self {
        Self(FxHashMap::default())
    }

    pub(super) fn of(&mut self, thing: T) -> u32 {
        let next = self.0.len() as u32;
        *self.0.entry(thing).or_insert(next)
    }

    /// The things, by number.
    pub(super) fn all(self) -> Vec<T> {
        let mut out = vec![T::default(); self.0.len()];
        for (thing, number) in self.0 {
            out[number as usize] = thing;
        }
        out
    }
}

/// New numbers for some keys, the most frequent first, so that what is looked up most lies side by side. Keys that
/// come less than `least` times have none.
pub(super) struct Renumbered(Vec<Option<u32>>);

impl Renumbered {
    pub(super) fn of<'a>(bags: impl Iterator<Item = &'a Bag> + Clone, least: u32) -> Self {
        let last = bags.clone().filter_map(|bag| bag.last()).map(|entry| entry.0 as usize + 1).max();
        let mut counts = vec![0_u32; last.unwrap_or(0)];
        bags.flatten().for_each(|entry| counts[entry.0 as usize] += 1);
        let mut order: Vec<u32> =
            (0..counts.len() as u32).filter(|&key| counts[key as usize] >= least).collect();
        order.sort_by_key(|&key| Reverse(counts[key as usize]));
        let mut out = vec![None; counts.len()];
        for (&key, number) in order.iter().zip(0..) {
            out[key as usize] = Some(number);
        }
        Self(out)
    }

    pub(super) fn count(&self) -> usize {
        self.0.iter().flatten().count()
    }

    /// The new number of a key, also of one that came nowhere.
    pub(super) fn key(&self, key: u32) -> u32 {
        self.0.get(key as usize).copied().flatten().unwrap_or(u32::MAX - key)
    }

    /// The keys there are still, in the order in which they were.
    pub(super) fn bag(&self, bag: &Bag) -> impl Iterator<Item = (u32, f32)> {
        bag.iter().filter_map(|&(key, weight)| Some((self.0[key as usize]?, weight)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_things_have_one_number() {
        let mut numbers = Numbers::new();
        assert_eq!(["甲", "乙", "甲"].map(|thing| numbers.of(thing)), [0, 1, 0]);
        assert_eq!(numbers.all(), ["甲", "乙"]);
    }

    #[test]
    fn frequent_keys_come_first_and_lone_ones_go() {
        let bags: Vec<Bag> =
            vec![vec![(0, 0.1), (3, 0.2), (5, 0.3)], vec![(3, 0.4), (5, 0.5)], vec![(5, 0.6)]];
        let new = Renumbered::of(bags.iter(), 2);
        assert_eq!(new.bag(&bags[0]).collect::<Vec<_>>(), [(1, 0.2), (0, 0.3)], "in the order of before");
        assert_eq!((new.count(), new.key(5)), (2, 0));
        assert!(new.key(7) != new.key(8) && new.key(7) > 2, "what came nowhere meets nothing else");
    }
}
