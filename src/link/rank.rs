//! Ranks: which record of another document is nearest, and which member of a cluster names it.

use super::context::Place;
use super::features::Features;
use super::rows::Rows;

/// Rivals below this weight (bits) count as this: being better than nothing is no distinction.
const RIVAL_FLOOR: f64 = -5.0;
/// A lead of this many bits on both sides is clear. Hand-set: odds of eight to one.
const CLEAR_LEAD: f64 = 3.0;

/// Rank from which a pair speaks for the kinship of its documents. Hand-set: about as likely as not before
/// context.
const LIKELY: f64 = -0.5;

/// Share of document pairs with a likely pair from which the documents are taken to be of one trade. Hand-set:
/// descriptions of one role lie above a half, the occupations of a whole classification below a hundredth.
const ONE_TRADE: f64 = 0.2;

/// Share of document pairs with a likely pair below which the documents are taken to be of many trades. Hand-set: between
/// the two that [`ONE_TRADE`] names.
const MANY_TRADES: f64 = 0.05;

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

/// For every record and every other document: the two heaviest pairs. Rows lie one behind the other, since scores are
/// asked for all candidate pairs and each wait for memory counts.
#[derive(Debug, Default)]
pub(crate) struct Nearest {
    /// By record, of `documents` and of `best`.
    rows: Rows,
    /// The other documents of each record, ascending inside of a row.
    documents: Vec<u32>,
    /// What is known of each of them.
    best: Vec<Best>,
    /// How many likely pairs of nearest records two documents share.
    kinship: Kinship,
    /// Records of each document.
    sizes: Vec<u32>,
    /// True if the documents are of one trade: many pairs of them share a likely pair.
    one_trade: bool,
    /// True if the documents are shown to be of many trades: hardly any two share a likely pair.
    many_trades: bool,
}

impl Nearest {
    /// From pairs as (record, record, rank, sound).
    pub(crate) fn new(ranked: impl Iterator<Item = (u32, u32, f64, bool)> + Clone, places: &[Place]) -> Self {
        let between = |(a, b, weight, sound): (u32, u32, f64, bool)| {
            let (x, y) = places[a as usize].document.zip(places[b as usize].document)?;
            (weight >= RIVAL_FLOOR && x != y).then_some(([(a, y, b), (b, x, a)], weight, sound))
        };
        let ends = ranked.clone().filter_map(between).flat_map(|(ends, ..)| ends.map(|(record, ..)| record));
        // Of several pairs with one document one entry will be left.
        let room = Rows::of(places.len(), ends);
        let none = Best { other: u32::MAX, weight: f64::MIN, second: f64::MIN, sound: false };
        let mut best = vec![none; room.entries()];
        let mut documents = vec![0; room.entries()];
        let mut lengths = vec![0; places.len()];
        for (pairs, weight, sound) in ranked.filter_map(between) {
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
        let own = || places.iter().filter_map(|place| place.document);
        let mut sizes = vec![0; own().max().map_or(0, |last| last as usize + 1)];
        own().for_each(|document| sizes[document as usize] += 1);
        let mut out = Self { rows, documents, best, sizes, ..Self::default() };
        out.kinship = Kinship::new(out.akin(places), out.sizes.len());
        let stating = out.sizes.iter().filter(|&&size| size > 0).count();
        let pairs = stating * stating.saturating_sub(1) / 2;
        out.one_trade = out.kinship.len() as f64 >= ONE_TRADE * pairs as f64;
        // Laplace's rule of succession: a few documents without a likely pair show nothing.
        out.many_trades = (out.kinship.len() as f64 + 1.0) / (pairs as f64 + 2.0) < MANY_TRADES;
        out
    }

    /// Records of the smaller of two documents; `None` among documents of many trades.
    pub(crate) fn smaller(&self, x: u32, y: u32) -> Option<u32> {
        (!self.many_trades).then(|| self.sizes[x as usize].min(self.sizes[y as usize]))
    }

    /// Pairs of documents, the smaller first, once for each likely pair of records that are nearest to each other.
    fn akin(&self, places: &[Place]) -> Vec<(u32, u32)> {
        let mut out = Vec::new();
        for (record, place) in places.iter().enumerate() {
            let Some(own) = place.document else { continue };
            for at in self.rows.range(record) {
                let (document, entry) = (self.documents[at], &self.best[at]);
                let likely = entry.sound && entry.weight >= LIKELY && own < document;
                if likely && self.find(entry.other, own).is_some_and(|back| back.other as usize == record) {
                    out.push((own, document));
                }
            }
        }
        out
    }

    /// What is known of a record and another document.
    fn find(&self, record: u32, document: u32) -> Option<&Best> {
        let row = self.rows.range(record as usize);
        let start = row.start;
        self.documents[row].binary_search(&document).ok().map(|at| &self.best[start + at])
    }

    /// By how much the pair leads the best rival of `record` in `document`.
    fn lead(&self, record: u32, document: u32, other: u32, weight: f64) -> f64 {
        let rival = match self.find(record, document) {
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
        // What is below every rival leads none.
        if weight < RIVAL_FLOOR {
            return Some(0.0);
        }
        let (one, two) = (self.lead(a, y, b, weight), self.lead(b, x, a, weight));
        let (low, high) = (one.min(two), one.max(two));
        if low < 0.0 {
            return Some(if high >= 0.0 { 1.0 } else { 0.0 });
        }
        let others = self.kinship.of(x, y).saturating_sub(u32::from(weight >= LIKELY));
        if others == 0 && !self.one_trade {
            return Some(0.5);
        }
        let mean = f64::from(self.sizes[x as usize] + self.sizes[y as usize]) / 2.0 - 1.0;
        let parallel = others > 0 && f64::from(others) >= PARALLEL * mean;
        Some(match (low >= CLEAR_LEAD, parallel) {
            (true, _) => 3.0 + f64::from(u8::from(parallel)),
            (false, true) => 3.5,
            (false, false) => 2.0,
        })
    }
}

/// A number for some pairs of documents.
#[derive(Debug, Default)]
struct Kinship {
    /// By first document.
    rows: Rows,
    /// Second document and number, ascending inside of a row.
    pairs: Vec<(u32, u32)>,
}

impl Kinship {
    /// How often each pair (the smaller document first) is in `pairs`, of `documents` in all.
    fn new(mut pairs: Vec<(u32, u32)>, documents: usize) -> Self {
        pairs.sort_unstable();
        let runs = || pairs.chunk_by(|a, b| a == b);
        Self {
            rows: Rows::of(documents, runs().map(|run| run[0].0)),
            pairs: runs().map(|run| (run[0].1, run.len() as u32)).collect(),
        }
    }

    /// The number of a pair, in any order.
    fn of(&self, x: u32, y: u32) -> u32 {
        let (x, y) = (x.min(y) as usize, x.max(y));
        let row = &self.pairs[self.rows.range(x)];
        row.binary_search_by_key(&y, |pair| pair.0).map_or(0, |at| row[at].1)
    }

    /// How many pairs have a number.
    fn len(&self) -> usize {
        self.pairs.len()
    }
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
