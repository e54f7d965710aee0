//! Rivals of a pair: the other pairs of either record with the document of the other one, or with its list if the two
//! stand in one document.

use std::ops::Range;

use super::context::{Field, Place};
use super::ends::Ends;
use super::marks::{Counted, Marks};

/// Rivals below this rank (bits) count as this: being better than nothing is no distinction.
pub(crate) const RIVAL_FLOOR: f64 = -5.0;
/// The same of rivals by [`standing`](super::rank::standing). Origin: about the median of the nearest of records that
/// have no counterpart in a document, in the annotated sets.
const STANDING_FLOOR: f64 = 1.0;

/// How near the records of a pair are to each other.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Ranked {
    /// By names and attributes, in bits.
    pub(crate) rank: f64,
    /// See [`standing`](super::rank::standing).
    pub(crate) standing: f64,
}

/// The best rivals of a pair; no rival counts as the floor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Rivals {
    /// By rank: the best of the first record, and of the second.
    ranks: [f64; 2],
    /// By standing, of either.
    standing: f64,
}

impl Default for Rivals {
    fn default() -> Self {
        Self { ranks: [RIVAL_FLOOR; 2], standing: STANDING_FLOOR }
    }
}

impl Rivals {
    /// By how much a pair of this rank leads the best rival of either record, the smaller lead first.
    pub(crate) fn leads(self, rank: f64) -> (f64, f64) {
        let [one, two] = self.ranks.map(|rival| rank - rival);
        (one.min(two), one.max(two))
    }

    /// By how much a pair of this standing leads every rival of both.
    pub(crate) fn lead(self, standing: f64) -> f64 {
        standing - self.standing
    }

    /// Adds a rival of the first (0) or second (1) record.
    fn meet(&mut self, side: usize, rival: Ranked) {
        self.ranks[side] = self.ranks[side].max(rival.rank);
        self.standing = self.standing.max(rival.standing);
    }
}

/// The rivals of all pairs. Where there are many documents few pairs have any.
pub(crate) struct Contest {
    contested: Counted,
    /// Of every contested pair.
    rivals: Vec<Rivals>,
}

impl Contest {
    /// Of pairs of records that are nearer or farther from each other, by number, of which some are `likely`.
    /// Besides, the documents of the likely pairs of which each record is the nearest by rank to the other in its
    /// document, in no order.
    pub(crate) fn new(
        ends: &Ends,
        ranked: &[Ranked],
        places: &[Place],
        likely: impl Fn(usize) -> bool,
    ) -> (Self, Vec<(u32, u32)>) {
        let field = |record: u32, other: u32| places[record as usize].field(places[other as usize]);
        let (mut contested, mut outranked) = (Marks::new(ranked.len()), Marks::new(ranked.len()));
        // The pairs of a record with one document or list follow each other. With many documents most are alone.
        let mut behind = Vec::new();
        for (record, row) in ends.back() {
            let runs = row.chunk_by(|x, y| field(record, x.0) == field(record, y.0));
            for run in runs.filter(|run| run.len() > 1 && field(record, run[0].0).is_some()) {
                let best = nearest(numbers(run), ranked);
                numbers(run).for_each(|number| contested.set(number));
                numbers(run).filter(|&number| number != best).for_each(|number| outranked.set(number));
                behind.push(run);
            }
        }
        let (mut found, mut ahead) = (Vec::new(), Vec::new());
        for (record, row, seconds) in ends.rows() {
            let runs = seconds.chunk_by(|&x, &y| field(record, x) == field(record, y));
            let mut end = row.start;
            for run in runs {
                let start = end;
                end += run.len();
                let Some(others) = field(record, run[0]) else { continue };
                let mut best = start;
                if run.len() > 1 {
                    best = nearest(start..end, ranked);
                    (start..end).for_each(|number| contested.set(number));
                    ahead.push(start..end);
                }
                if let (Field::Document(other), Some(own)) = (others, places[record as usize].document)
                    && !outranked.has(best)
                    && likely(best)
                {
                    found.push((own, other));
                }
            }
        }
        let contested = contested.counted();
        let mut rivals = vec![Rivals::default(); contested.count()];
        ahead.into_iter().for_each(|run| meet(run, 0, ranked, &contested, &mut rivals));
        behind.into_iter().for_each(|run| meet(numbers(run), 1, ranked, &contested, &mut rivals));
        (Self { contested, rivals }, found)
    }

    /// Those of a pair, by its number.
    pub(crate) fn rivals(&self, number: usize) -> Rivals {
        self.contested.place(number).map_or_else(Rivals::default, |place| self.rivals[place])
    }
}

/// The numbers of the pairs of a row of [`Ends::back`].
fn numbers(row: &[(u32, u32)]) -> impl Iterator<Item = usize> + Clone {
    row.iter().map(|pair| pair.1 as usize)
}

/// The first of the nearest of some pairs, by rank.
fn nearest(pairs: impl Iterator<Item = usize>, ranked: &[Ranked]) -> usize {
    let mut best = Best::default();
    pairs.for_each(|number| best.see(number, ranked[number].rank));
    best.number
}

/// Makes the pairs of a record with one field rivals of each other.
fn meet(
    run: impl Iterator<Item = usize> + Clone,
    side: usize,
    ranked: &[Ranked],
    contested: &Counted,
    rivals: &mut [Rivals],
) {
    let (mut rank, mut standing) = (Best::default(), Best::default());
    for number in run.clone() {
        rank.see(number, ranked[number].rank);
        standing.see(number, ranked[number].standing);
    }
    for (number, place) in run.filter_map(|number| Some((number, contested.place(number)?))) {
        rivals[place].meet(side, Ranked { rank: rank.besides(number), standing: standing.besides(number) });
    }
}

/// The two largest of some values.
struct Best {
    number: usize,
    most: f64,
    second: f64,
}

impl Default for Best {
    fn default() -> Self {
        Self { number: usize::MAX, most: f64::MIN, second: f64::MIN }
    }
}

impl Best {
    fn see(&mut self, number: usize, value: f64) {
        if value > self.most {
            *self = Self { number, most: value, second: self.most };
        } else if value > self.second {
            self.second = value;
        }
    }

    /// The largest but that of one number.
    fn besides(&self, number: usize) -> f64 {
        if number == self.number { self.second } else { self.most }
    }
}

/// The records of every document, and of every list of a known document.
#[derive(Debug, Default)]
pub(crate) struct Members {
    documents: Vec<Range<u32>>,
    lists: Vec<Range<u32>>,
}

impl Members {
    pub(crate) fn new(places: &[Place]) -> Self {
        let mut out = Self::default();
        for (at, place) in (0..).zip(places) {
            let Some(document) = place.document else { continue };
            for (rows, row) in [(&mut out.documents, document), (&mut out.lists, place.list)] {
                let row = row as usize;
                if rows.len() <= row {
                    rows.resize(row + 1, at..at);
                }
                rows[row].end = at + 1;
            }
        }
        out
    }

    fn of(&self, field: Field) -> &Range<u32> {
        match field {
            Field::Document(document) => &self.documents[document as usize],
            Field::List(list) => &self.lists[list as usize],
        }
    }

    /// How many records a document or list has.
    pub(crate) fn count(&self, field: Field) -> u32 {
        self.of(field).len() as u32
    }

    /// Number of documents, those counted that have no records.
    pub(crate) fn documents(&self) -> usize {
        self.documents.len()
    }

    /// Documents that have records.
    pub(crate) fn stating(&self) -> usize {
        self.documents.iter().filter(|members| !members.is_empty()).count()
    }

    /// The rivals of any pair of records of which the first is seen in field `x` by the other and the second in `y`;
    /// it need not be among those that `ends` joins.
    pub(crate) fn rivals(
        &self,
        (a, b): (u32, u32),
        (x, y): (Field, Field),
        ends: &Ends,
        ranked: &[Ranked],
    ) -> Rivals {
        let mut out = Rivals::default();
        for (side, record, own, field) in [(0, a, b, y), (1, b, a, x)] {
            for (other, number) in ends.with(record, self.of(field)) {
                if other != own {
                    out.meet(side, ranked[number]);
                }
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lead_counts_from_the_best_rival_of_either() {
        let places: Vec<Place> =
            [0, 0, 2, 2].iter().map(|&at| Place { document: Some(at), list: at }).collect();
        let pairs = [(0, 1), (0, 2), (0, 3), (1, 2)];
        let ranked = [20.0, 9.0, 4.0, 7.0].map(|rank| Ranked { rank, standing: rank + 1.0 });
        let ends = Ends::new(4, &pairs);
        let (contest, nearest) = Contest::new(&ends, &ranked, &places, |number| number < 3);
        assert_eq!(contest.rivals(1).leads(9.0), (2.0, 5.0));
        assert_eq!(contest.rivals(3).leads(7.0), (-2.0, 12.0), "no pair at all counts as the floor");
        assert_eq!((contest.rivals(1).lead(10.0), contest.rivals(3).lead(8.0)), (2.0, -2.0));
        assert_eq!(nearest, [(0, 2)]);
        assert_eq!(Contest::new(&ends, &ranked, &places, |number| number > 1).1, []);
        let members = Members::new(&places);
        assert_eq!([0, 1, 2].map(|document| members.count(Field::Document(document))), [2, 0, 2]);
        let fields = (Field::Document(0), Field::Document(2));
        for (number, pair) in pairs.iter().enumerate().skip(1) {
            assert_eq!(members.rivals(*pair, fields, &ends, &ranked), contest.rivals(number), "{pair:?}");
        }
        // Of a pair that was no candidate all are rivals.
        assert_eq!(members.rivals((1, 3), fields, &ends, &ranked).leads(0.0), (-7.0, -4.0));
    }
}
