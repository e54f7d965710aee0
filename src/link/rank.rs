//! Ranks: which record of another document is nearest, and which member of a cluster names it.

use rustc_hash::FxHashMap;

use super::context::Place;
use super::features::Features;

/// Rivals below this weight (bits) count as this: being better than nothing is no distinction.
const RIVAL_FLOOR: f64 = -5.0;
/// A lead of this many bits on both sides is clear. Hand-set: odds of eight to one.
const CLEAR_LEAD: f64 = 3.0;

/// Rank from which a pair speaks for the kinship of its documents. Hand-set: likely before context.
const LIKELY: f64 = 0.0;

/// Share of document pairs with a likely pair from which the documents are taken to be of one trade. Hand-set:
/// descriptions of one role lie above a half, the occupations of a whole classification below a hundredth.
const ONE_TRADE: f64 = 0.2;

/// Share of two documents' records that are likely pairs, against their mean number of records, from which the two
/// are taken to describe one job line by line. Hand-set.
const PARALLEL: f64 = 0.2;

/// The two heaviest pairs of a record with another document.
#[derive(Clone, Copy, Debug)]
struct Best {
    /// The other record of the heaviest.
    other: u32,
    weight: f64,
    /// Weight of the second.
    second: f64,
    /// True if the heaviest is likely one duty by the names alone.
    sound: bool,
}

/// For every record and every other document: the two heaviest pairs.
#[derive(Debug, Default)]
pub(crate) struct Nearest {
    /// For every record, by document.
    best: Vec<Vec<(u32, Best)>>,
    /// Pairs of documents → how many likely pairs of nearest records they share.
    kinship: FxHashMap<(u32, u32), u32>,
    /// Records of each document.
    sizes: FxHashMap<u32, u32>,
    /// True if the documents are of one trade: many pairs of them share a likely pair.
    one_trade: bool,
}

impl Nearest {
    /// From pairs as (record, record, rank, sound).
    pub(crate) fn new(ranked: impl Iterator<Item = (u32, u32, f64, bool)>, places: &[Place]) -> Self {
        let mut best: Vec<Vec<(u32, Best)>> = vec![Vec::new(); places.len()];
        for (a, b, weight, sound) in ranked {
            if weight < RIVAL_FLOOR {
                continue;
            }
            let (x, y) = (places[a as usize].document, places[b as usize].document);
            let (Some(x), Some(y)) = (x, y) else { continue };
            if x == y {
                continue;
            }
            for (record, document, other) in [(a, y, b), (b, x, a)] {
                let none = Best { other: u32::MAX, weight: f64::MIN, second: f64::MIN, sound: false };
                let row = &mut best[record as usize];
                let at = row.binary_search_by_key(&document, |entry| entry.0).unwrap_or_else(|at| {
                    row.insert(at, (document, none));
                    at
                });
                let slot = &mut row[at].1;
                if weight > slot.weight {
                    *slot = Best { other, weight, second: slot.weight, sound };
                } else if weight > slot.second {
                    slot.second = weight;
                }
            }
        }
        let mut kinship: FxHashMap<(u32, u32), u32> = FxHashMap::default();
        for (record, row) in best.iter().enumerate() {
            let Some(own) = places[record].document else { continue };
            for &(document, Best { other, weight, sound, .. }) in row {
                let likely = sound && weight >= LIKELY && own < document;
                if likely && find(&best, other, own).is_some_and(|back| back.other as usize == record) {
                    *kinship.entry((own, document)).or_default() += 1;
                }
            }
        }
        let mut documents: Vec<u32> = places.iter().filter_map(|place| place.document).collect();
        let mut sizes: FxHashMap<u32, u32> = FxHashMap::default();
        for &document in &documents {
            *sizes.entry(document).or_default() += 1;
        }
        documents.sort_unstable();
        documents.dedup();
        let pairs = documents.len() * documents.len().saturating_sub(1) / 2;
        let one_trade = kinship.len() as f64 >= ONE_TRADE * pairs as f64;
        Self { best, kinship, sizes, one_trade }
    }

    /// By how much the pair leads the best rival of `record` in `document`.
    fn lead(&self, record: u32, document: u32, other: u32, weight: f64) -> f64 {
        let rival = match find(&self.best, record, document) {
            Some(best) if best.other == other => best.second,
            Some(best) => best.weight,
            None => RIVAL_FLOOR,
        };
        weight - rival.max(RIVAL_FLOOR)
    }

    /// Between documents that run in parallel 4 if each is nearest to the other by a clear lead and 3.5 if each is
    /// nearest; between others 3 and 2; 1 if one has something nearer, 0.5 if each is nearest but the documents
    /// share no other likely pair (two lists of unrelated trades also have a nearest pair), 0 if both have something
    /// nearer; `None` without known documents.
    pub(crate) fn score(&self, (a, b): (u32, u32), (x, y): (Place, Place), weight: f64) -> Option<f64> {
        let (x, y) = x.document.zip(y.document)?;
        let (one, two) = (self.lead(a, y, b, weight), self.lead(b, x, a, weight));
        let shared = self.kinship.get(&(x.min(y), x.max(y))).copied().unwrap_or(0);
        let others = shared.saturating_sub(u32::from(one.min(two) >= 0.0 && weight >= LIKELY));
        if one.min(two) >= 0.0 && others == 0 && !self.one_trade {
            return Some(0.5);
        }
        let size = |document: u32| self.sizes.get(&document).copied().unwrap_or(0);
        let mean = f64::from(size(x) + size(y)) / 2.0 - 1.0;
        let parallel = others > 0 && f64::from(others) >= PARALLEL * mean;
        Some(match (one.min(two), one.max(two)) {
            (low, _) if low >= CLEAR_LEAD => 3.0 + f64::from(u8::from(parallel)),
            (low, _) if low >= 0.0 => {
                if parallel {
                    3.5
                } else {
                    2.0
                }
            }
            (_, high) if high >= 0.0 => 1.0,
            _ => 0.0,
        })
    }
}

/// What is known of a record and another document.
fn find(best: &[Vec<(u32, Best)>], record: u32, document: u32) -> Option<&Best> {
    let row = best.get(record as usize)?;
    row.binary_search_by_key(&document, |entry| entry.0).ok().map(|at| &row[at].1)
}

/// The member that names a cluster. Rule, each step breaking the ties of the one before: stated by the most
/// documents in the same words; complete (names an action and an object) and a single duty; without a
/// second clause or brackets; nearest to the others; shortest; first.
pub(crate) fn canonical<'t>(
    members: &[u32],
    features: &[Features],
    places: &[Place],
    title: impl Fn(usize) -> &'t str,
    weight: &dyn Fn(u32, u32) -> f64,
) -> u32 {
    let key = |at: u32| {
        let own = &features[at as usize];
        let mut documents: Vec<_> = members
            .iter()
            .filter(|&&other| features[other as usize].identity == own.identity)
            .map(|&other| {
                (
                    places[other as usize].document,
                    if places[other as usize].document.is_none() { other } else { 0 },
                )
            })
            .collect();
        documents.sort_unstable();
        documents.dedup();
        let complete = u8::from(!own.main.is_empty())
            + u8::from(!own.object.is_empty())
            + u8::from(!own.parts.compound());
        let text = title(at as usize);
        let plain = !text.contains(['，', ',', '；', ';', '（', '(', '：', ':']);
        let near: f64 = members
            .iter()
            .filter(|&&other| other != at)
            .map(|&other| weight(at.min(other), at.max(other)))
            .sum();
        (documents.len(), complete, plain, near, text.chars().count())
    };
    members
        .iter()
        .map(|&member| (key(member), member))
        .reduce(|best, next| {
            let (known, mine) = (&best.0, &next.0);
            let better = (mine.0, mine.1, mine.2)
                .cmp(&(known.0, known.1, known.2))
                .then(mine.3.total_cmp(&known.3))
                .then(known.4.cmp(&mine.4));
            if better.is_gt() { next } else { best }
        })
        .map_or(0, |(_, member)| member)
}
