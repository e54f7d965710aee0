//! Ranks: which record of another document is nearest, and which member of a cluster names it.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::cards::Cards;
use super::context::{Field, Place};
use super::ends::Ends;
use super::rivals::{Contest, Members, RIVAL_FLOOR, Ranked, Rivals};
use super::rows::Rows;

/// Bits that full likeness of all that two records say adds to their [`standing`]. Fitted by trial on the annotated
/// sets: 20 to 60 gave nearly the same.
const SAID: f64 = 30.0;
/// Records from which a document has rivals enough that a lead over them tells something. Hand-set: adverts and asides
/// have three to six, descriptions of a role ten to seventy.
const RIVALS: u32 = 8;
/// A lead of this many bits on both sides is clear. Hand-set: odds of eight to one.
const CLEAR_LEAD: f64 = 3.0;

/// Rank from which a pair speaks for the kinship of its documents. Hand-set: about as likely as not before
/// context.
const LIKELY: f64 = -0.5;

/// Likely pairs that two documents of different trades share by chance, for each pair of their records. Origin: the
/// mean over the documents of 36 annotated sets of some 30 roles, linked together.
const CHANCE: f64 = 0.0008;

/// Documents are related if their likely pairs are so improbable by chance. Hand-set.
const IMPROBABLE: f64 = 0.01;

/// Share of document pairs that are related from which all are taken to be of one trade. Hand-set: descriptions of one
/// role lie above a half, of thirty roles together at three hundredths.
const ONE_TRADE: f64 = 0.2;

/// Share of two documents' records that are likely pairs, against their mean number of records, from which the two
/// are taken to describe one job line by line. Hand-set.
const PARALLEL: f64 = 0.2;

/// How pairs rank by what their names and attributes say, and with all that the records say.
pub(crate) fn standing(rank: f64, said: f64) -> f64 {
    rank.max(RIVAL_FLOOR) + SAID * said
}

/// Which records of other documents are nearest to each, and how their documents are related.
#[derive(Debug, Default)]
pub(crate) struct Nearest {
    /// How near the records of each candidate pair are.
    ranked: Vec<Ranked>,
    /// Records of each document.
    members: Members,
    /// How many likely pairs of nearest records two documents share.
    kinship: Kinship,
    /// True unless the documents are shown to be of several trades: then only some are related.
    one_trade: bool,
}

impl Nearest {
    /// From the candidate pairs, of which some are [sound](super::comparison::sound); and their contest.
    pub(crate) fn new(
        ends: &Ends,
        ranked: Vec<Ranked>,
        sound: impl Fn(usize) -> bool,
        places: &[Place],
    ) -> (Self, Contest) {
        let likely = |pair: usize| sound(pair) && ranked[pair].rank >= LIKELY;
        let (contest, akin) = Contest::new(ends, &ranked, places, likely);
        let members = Members::new(places);
        let kinship = Kinship::new(akin, members.documents());
        let mut out = Self { ranked, members, kinship, one_trade: false };
        let stating = out.members.stating();
        let related = out.kinship.iter().filter(|&(x, y, pairs)| pairs >= out.telling((x, y))).count();
        out.one_trade = at_most(related, stating * stating.saturating_sub(1) / 2) >= ONE_TRADE;
        (out, contest)
    }

    /// The rivals of any pair of records of two fields.
    pub(crate) fn rivals(&self, pair: (u32, u32), fields: (Field, Field), ends: &Ends) -> Rivals {
        self.members.rivals(pair, fields, ends, &self.ranked)
    }

    /// How near the records of a candidate pair are.
    pub(crate) fn ranked(&self, number: usize) -> Ranked {
        self.ranked[number]
    }

    /// Records of the smaller of two documents.
    pub(crate) fn smaller(&self, (x, y): (u32, u32)) -> u32 {
        self.count(x).min(self.count(y))
    }

    fn count(&self, document: u32) -> u32 {
        self.members.count(Field::Document(document))
    }

    /// Fewest likely pairs that two documents hardly share by chance: the number is Poisson distributed then.
    fn telling(&self, (x, y): (u32, u32)) -> u32 {
        let mean = CHANCE * f64::from(self.count(x)) * f64::from(self.count(y));
        let mut exactly = (-mean).exp();
        let mut more = 1.0 - exactly;
        let mut pairs = 1;
        while more >= IMPROBABLE {
            exactly *= mean / f64::from(pairs);
            more -= exactly;
            pairs += 1;
        }
        pairs
    }

    /// True if two documents (not one and the same) are of one trade. `weight` is the rank of the pair that asks: it
    /// is no witness for itself.
    pub(crate) fn related(&self, documents: (u32, u32), weight: f64) -> bool {
        let improbable = |others: u32| others > 0 && others >= self.telling(documents);
        self.one_trade || improbable(self.others(documents, weight))
    }

    /// True if two related documents, or two lists of one, have rivals enough that [`Rivals::lead`] tells more than
    /// [`Self::score`] and that one author states both.
    pub(crate) fn comparable(&self, (x, y): (Field, Field)) -> bool {
        self.members.count(x).min(self.members.count(y)) >= RIVALS
    }

    /// Likely pairs of nearest records that two documents share, besides one of this rank.
    fn others(&self, (x, y): (u32, u32), weight: f64) -> u32 {
        self.kinship.of(x, y).saturating_sub(u32::from(weight >= LIKELY))
    }

    /// Between documents that run in parallel 4 if each is nearest to the other by a clear lead and 3.5 if each is
    /// nearest; between others 3 and 2; 1 if one has something nearer, 0.5 if each is nearest but the documents
    /// are not `related` (two lists of unrelated trades also have a nearest pair), 0 if both have something nearer.
    pub(crate) fn score(&self, rivals: Rivals, documents: (u32, u32), weight: f64, related: bool) -> f64 {
        // What is below every rival leads none.
        if weight < RIVAL_FLOOR {
            return 0.0;
        }
        let (low, high) = rivals.leads(weight);
        if low < 0.0 {
            return if high >= 0.0 { 1.0 } else { 0.0 };
        }
        if !related {
            return 0.5;
        }
        let others = self.others(documents, weight);
        let sizes = self.count(documents.0) + self.count(documents.1);
        let parallel = others > 0 && f64::from(others) >= PARALLEL * (f64::from(sizes) / 2.0 - 1.0);
        match (low >= CLEAR_LEAD, parallel) {
            (true, _) => 3.0 + f64::from(u8::from(parallel)),
            (false, true) => 3.5,
            (false, false) => 2.0,
        }
    }
}

/// The most that a share may be of which `found` of `all` are a sample: the upper end of the one-sided 95 % interval of
/// Agresti and Coull (The American Statistician 52, 1998). A few show nothing.
fn at_most(found: usize, all: usize) -> f64 {
    const Z: f64 = 1.645;
    let n = all as f64 + Z * Z;
    let share = (found as f64 + Z * Z / 2.0) / n;
    share + Z * (share * (1.0 - share) / n).sqrt()
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

    /// The pairs that have a number, with it.
    fn iter(&self) -> impl Iterator<Item = (u32, u32, u32)> + '_ {
        let row =
            |(x, row): (usize, Range<usize>)| self.pairs[row].iter().map(move |&(y, n)| (x as u32, y, n));
        self.rows.iter().enumerate().flat_map(row)
    }
}

/// The member that names a cluster. Rule, each step breaking the ties of the one before: stated by the most
/// documents in the same words; complete (names an action and an object) and a single duty; without a
/// second clause or brackets; nearest to the others; shortest; first.
pub(crate) fn canonical<'t>(
    members: &[u32],
    cards: &Cards,
    places: &[Place],
    title: impl Fn(usize) -> &'t str,
    weight: &dyn Fn(u32, u32) -> f64,
) -> u32 {
    let mut stated: FxHashMap<u32, Vec<(Option<u32>, u32)>> = FxHashMap::default();
    for &member in members {
        let document = places[member as usize].document;
        let nobody = if document.is_none() { member } else { 0 };
        stated.entry(cards.get(member).text()).or_default().push((document, nobody));
    }
    for documents in stated.values_mut() {
        documents.sort_unstable();
        documents.dedup();
    }
    let key = |at: u32| {
        let own = cards.get(at);
        let complete =
            u8::from(!own.main().is_empty()) + u8::from(!own.object().is_empty()) + u8::from(!own.compound());
        let plain = !title(at as usize).contains(['，', ',', '；', ';', '（', '(', '：', ':']);
        (stated[&own.text()].len(), complete, plain)
    };
    let keys: Vec<_> = members.iter().map(|&member| key(member)).collect();
    let best = keys.iter().max();
    let tied = members.iter().zip(&keys).filter(|(_, key)| Some(*key) == best).map(|(&member, _)| member);
    let tied: Vec<u32> = tied.collect();
    if let [only] = tied[..] {
        return only;
    }
    let finer = |at: u32| {
        let others = members.iter().filter(|&&other| other != at);
        let near: f64 = others.map(|&other| weight(at.min(other), at.max(other))).sum();
        (near, title(at as usize).chars().count())
    };
    tied.iter()
        .map(|&member| (finer(member), member))
        .reduce(|best, next| {
            let (known, mine) = (best.0, next.0);
            let better = mine.0.total_cmp(&known.0).then(known.1.cmp(&mine.1));
            if better.is_gt() { next } else { best }
        })
        .map_or(0, |(_, member)| member)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn longer_documents_share_more_by_chance() {
        let of = |(document, records)| vec![Place { document: Some(document), list: 0 }; records];
        let places: Vec<Place> = [(0, 3), (1, 10), (2, 20), (3, 80)].into_iter().flat_map(of).collect();
        let nearest = Nearest { members: Members::new(&places), ..Nearest::default() };
        let told = [(0, 0), (1, 1), (1, 2), (2, 2), (3, 3)].map(|pair| nearest.telling(pair));
        assert_eq!(told, [1, 2, 3, 3, 12]);
    }

    #[test]
    fn a_few_documents_show_nothing_of_trades() {
        assert!(at_most(0, 3) > ONE_TRADE && at_most(1, 10) > ONE_TRADE);
        assert!(
            at_most(0, 40) < ONE_TRADE && at_most(300, 7_600) < ONE_TRADE && at_most(20, 100) > ONE_TRADE
        );
    }
}
