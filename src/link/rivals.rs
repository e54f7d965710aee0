//! Rivals: for every record and every other document the two heaviest pairs.

use super::context::Place;
use super::rows::Rows;

/// The two heaviest pairs of a record with another document.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Best {
    /// The other record of the heaviest.
    pub(crate) other: u32,
    pub(crate) weight: f64,
    /// Weight of the second.
    second: f64,
    /// True if the heaviest is likely one duty by the names alone.
    pub(crate) sound: bool,
}

/// For every record and every other document: the two heaviest pairs. Rows lie one behind the other, since scores are
/// asked for all candidate pairs and each wait for memory counts.
#[derive(Debug, Default)]
pub(crate) struct Rivals {
    /// By record, of `documents` and of `best`.
    rows: Rows,
    /// The other documents of each record, ascending inside of a row.
    documents: Vec<u32>,
    /// What is known of each of them.
    best: Vec<Best>,
    /// What weighs less, or is no pair, counts as this.
    floor: f64,
}

impl Rivals {
    /// From pairs as (record, record, weight, sound); those of one document or of unknown ones are passed over.
    pub(crate) fn new(
        pairs: impl Iterator<Item = (u32, u32, f64, bool)> + Clone,
        places: &[Place],
        floor: f64,
    ) -> Self {
        let between = |(a, b, weight, sound): (u32, u32, f64, bool)| {
            let (x, y) = places[a as usize].document.zip(places[b as usize].document)?;
            (x != y).then_some(([(a, y, b), (b, x, a)], weight, sound))
        };
        let ends = pairs.clone().filter_map(between).flat_map(|(ends, ..)| ends.map(|(record, ..)| record));
        // Of several pairs with one document one entry will be left.
        let room = Rows::of(places.len(), ends);
        let none = Best { other: u32::MAX, weight: f64::MIN, second: f64::MIN, sound: false };
        let mut best = vec![none; room.entries()];
        let mut documents = vec![0; room.entries()];
        let mut lengths = vec![0; places.len()];
        for (pairs, weight, sound) in pairs.filter_map(between) {
            for (record, document, other) in pairs {
                let start = room.range(record as usize).start;
                let end = start + lengths[record as usize];
                let at = start + documents[start..end].partition_point(|&entry| entry < document);
                // Pairs come sorted, and so do the documents of records: nearly always it is the last or a new one.
                if at == end || documents[at] != document {
                    best.copy_within(at..end, at + 1);
                    documents.copy_within(at..end, at + 1);
                    (best[at], documents[at]) = (none, document);
                    lengths[record as usize] += 1;
                }
                let slot = &mut best[at];
                if weight > slot.weight {
                    *slot = Best { other, weight, second: slot.weight, sound };
                } else if weight > slot.second {
                    slot.second = weight;
                }
            }
        }
        let rows = Rows::of_lengths(lengths);
        for (room, row) in room.iter().zip(rows.iter()) {
            let used = room.start..room.start + row.len();
            best.copy_within(used.clone(), row.start);
            documents.copy_within(used, row.start);
        }
        best.truncate(rows.entries());
        best.shrink_to_fit();
        documents.truncate(rows.entries());
        documents.shrink_to_fit();
        Self { rows, documents, best, floor }
    }

    /// The other documents of a record, ascending, with what is known of each.
    pub(crate) fn of(&self, record: usize) -> impl Iterator<Item = (u32, &Best)> {
        self.rows.range(record).map(|at| (self.documents[at], &self.best[at]))
    }

    /// What is known of a record and another document.
    fn find(&self, record: u32, document: u32) -> Option<&Best> {
        let row = self.rows.range(record as usize);
        let start = row.start;
        self.documents[row].binary_search(&document).ok().map(|at| &self.best[start + at])
    }

    /// True if `other` is the nearest of `record` in `document`.
    pub(crate) fn is_nearest(&self, record: u32, document: u32, other: u32) -> bool {
        self.find(record, document).is_some_and(|best| best.other == other)
    }

    /// By how much a pair of records of documents `(x, y)` leads the best rival of either, the smaller lead first.
    pub(crate) fn leads(&self, (a, b): (u32, u32), (x, y): (u32, u32), weight: f64) -> (f64, f64) {
        let (one, two) = (self.lead(a, y, b, weight), self.lead(b, x, a, weight));
        (one.min(two), one.max(two))
    }

    /// By how much the pair leads the best rival of `record` in `document`.
    fn lead(&self, record: u32, document: u32, other: u32, weight: f64) -> f64 {
        let rival = match self.find(record, document) {
            Some(best) if best.other == other => best.second,
            Some(best) => best.weight,
            None => self.floor,
        };
        weight - rival.max(self.floor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lead_counts_from_the_best_rival_of_either() {
        let places: Vec<Place> =
            [0, 0, 1, 1].iter().map(|&at| Place { document: Some(at), list: at }).collect();
        let pairs = [(0, 1, 20.0, true), (0, 2, 9.0, true), (0, 3, 4.0, true), (1, 2, 7.0, false)];
        let rivals = Rivals::new(pairs.into_iter(), &places, 1.0);
        assert_eq!(rivals.leads((0, 2), (0, 1), 9.0), (2.0, 5.0));
        assert_eq!(rivals.leads((1, 2), (0, 1), 7.0), (-2.0, 6.0));
        // No pair at all counts as the floor.
        assert_eq!(rivals.leads((1, 3), (0, 1), 0.0), (-7.0, -4.0));
        assert!(rivals.is_nearest(2, 0, 0) && !rivals.is_nearest(2, 0, 1));
        assert_eq!(rivals.of(0).map(|(document, best)| (document, best.other)).collect::<Vec<_>>(), [(1, 2)]);
    }
}
