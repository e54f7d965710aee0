//! Linking: which stated tasks are one task.
//!
//! A name is understood (`features`), likely pairs are found (`blocking`), compared (`cards`) by a few comparisons
//! with labelled levels (`comparison`, `model`), and clustered by average linkage (`cluster`). Weights
//! are in bits (log2 odds) and add up, so every merge can be explained level by level.

mod blocking;
mod bridge;
mod cards;
mod clause;
mod code;
mod cluster;
mod comparison;
mod context;
mod divided;
mod ends;
mod features;
mod fit;
mod grams;
mod marks;
mod model;
mod moves;
mod pairs;
mod parts;
mod polarity;
mod questions;
mod rank;
mod rarity;
mod record;
mod rivals;
mod rows;
pub(crate) mod sets;
mod similarity;
mod stated;
mod things;
mod weighing;

use std::cell::RefCell;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

pub use blocking::Candidates;
pub use fit::{FitError, Fitted, LEAST, Quality, Reviewed, fit};
pub use model::{Comparison, Level, Model, ModelError};
pub use parts::{CompoundPart, place_parts};
pub use questions::{Question, questions};
pub use record::{LinkError, Record};
pub use similarity::Pattern;

use crate::lexicon::LinkLexicon;
use weighing::Weighing;

/// A pair this near to the threshold, in bits, is worth a question even if it was decided by its weight.
/// Hand-set: odds below eight to one.
const UNSURE: f64 = 3.0;

/// Weights of pairs that are kept while clusters are made besides those of candidates; about 32 bytes each.
const MOST_KNOWN: usize = 8_000_000;

/// Options of linking.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Options {
    /// Clusters are joined while the mean match weight between them is at least this, in bits.
    pub threshold: f64,
    /// A pair with a weight below this keeps its clusters apart, in bits.
    pub veto: f64,
    /// Lack of likeness counts at most this much against a pair in the mean of a cluster, in bits; a weight
    /// below the veto still keeps clusters apart.
    pub mean_floor: f64,
    /// Pairs of at least this weight are listed (`--pairs`) and may be asked about, in bits.
    pub review_floor: f64,
    /// Questions asked at most for every hundred records.
    pub review_limit: usize,
    /// Up to this many records all pairs are compared; above, candidates come from blocking rules.
    pub all_pairs_up_to: usize,
    /// Whether [`Linked::pairs`] is filled; a waterfall for every pair takes memory.
    #[serde(skip)]
    pub collect_pairs: bool,
    /// Nearest records that the blocking rules propose for each.
    pub nearest: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            threshold: 0.0,
            veto: -8.0,
            mean_floor: -2.0,
            review_floor: -3.0,
            review_limit: 100,
            all_pairs_up_to: 600,
            collect_pairs: false,
            nearest: 30,
        }
    }
}

/// Decisions of a person, as pairs of record indices.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Constraints {
    /// Pairs that are one task.
    pub must: Vec<(usize, usize)>,
    /// Pairs that are not.
    pub cannot: Vec<(usize, usize)>,
}

/// Records that are one task.
#[derive(Clone, Debug, PartialEq)]
pub struct Cluster {
    /// Indices of its records, ascending.
    pub members: Vec<usize>,
    /// The member whose title names the task.
    pub canonical: usize,
    /// The pair of members with the least weight; `None` for a single record.
    pub weakest: Option<(usize, usize, f64)>,
}

/// One line of a waterfall.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LevelWeight {
    /// The comparison, or `prior`.
    pub comparison: &'static str,
    /// The level reached, for people.
    pub level: String,
    /// Its match weight in bits.
    pub weight: f64,
}

/// A compared pair with its waterfall.
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    /// Index of the first record; less than `b`.
    pub a: usize,
    /// Index of the second record.
    pub b: usize,
    /// Match weight in bits: the sum of the levels.
    pub weight: f64,
    /// The prior and the level of every comparison that had something to compare.
    pub levels: Vec<LevelWeight>,
    /// What speaks for a question about the pair, in bits: its weight without the context, with likeness as it is
    /// instead of in steps, less what one author's list takes away; see [`questions`].
    pub evidence: f64,
}

/// A pair worth a question.
#[derive(Clone, Debug, PartialEq)]
pub struct Doubt {
    /// The pair.
    pub pair: Match,
    /// Estimated odds that the clusters of the two are one, in bits (log2); for two of one cluster the match weight.
    pub odds: f64,
}

/// A record that alone holds two parts of its cluster together.
#[derive(Clone, Debug, PartialEq)]
pub struct Bridge {
    /// The record.
    pub record: usize,
    /// The heaviest pair between the parts that its removal leaves: whether they are one task decides.
    pub pair: Match,
}

/// What linking found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Linked {
    /// All clusters, singletons too, by their first record.
    pub clusters: Vec<Cluster>,
    /// Pairs worth a question, those first that are likeliest decided wrongly: the weakest pairs inside clusters, and
    /// of two clusters the pair with the most evidence, if their names, attributes or vectors have something in
    /// common.
    pub review: Vec<Doubt>,
    /// At most one bridge of each cluster, by record.
    pub bridges: Vec<Bridge>,
    /// The weakest pair of each cluster, if it was compared and weighs at least the review floor; by records.
    pub weakest: Vec<Match>,
    /// Every compared pair of at least the review floor, by records.
    pub pairs: Vec<Match>,
    /// What the candidate stage did.
    pub candidates: Candidates,
}

/// Links `records`. The result does not depend on their order, except that all indices refer to it.
pub fn link(
    records: &[Record],
    lexicon: &LinkLexicon,
    constraints: &Constraints,
    options: &Options,
) -> Linked {
    link_with(records, lexicon, &Model::shipped(), constraints, options)
}

/// [`link`] with other weights than the shipped ones.
pub fn link_with(
    records: &[Record],
    lexicon: &LinkLexicon,
    model: &Model,
    constraints: &Constraints,
    options: &Options,
) -> Linked {
    let weighing = Weighing::new(records, lexicon, model, options);
    let inside = |pairs: &[(usize, usize)]| -> Vec<(u32, u32)> {
        pairs
            .iter()
            .filter(|(a, b)| a != b)
            .map(|&(a, b)| (weighing.position[a], weighing.position[b]))
            .collect()
    };
    let (must, cannot) = (inside(&constraints.must), inside(&constraints.cannot));
    let floor = options.threshold.min(options.review_floor);
    // What weighs less is taken for this anyway: no edge has to say so, unless it could join.
    let lightest = if options.mean_floor < options.threshold { floor.max(options.mean_floor) } else { floor };
    let floored = |weight: f64| if weight < options.veto { weight } else { weight.max(options.mean_floor) };
    let edges: Vec<(u32, u32, f64)> = weighing
        .pairs
        .iter()
        .filter(|pair| pair.weight >= lightest)
        .map(|pair| (pair.a, pair.b, floored(pair.weight)))
        .collect();
    // Clustering asks for most pairs many times, also for those that were no candidates.
    let others: RefCell<FxHashMap<(u32, u32), f64>> = RefCell::default();
    let weight = |a: u32, b: u32| {
        weighing.pairs.weight(a, b).or_else(|| others.borrow().get(&(a, b)).copied()).unwrap_or_else(|| {
            let weight = weighing.weight(a, b);
            let mut others = others.borrow_mut();
            if others.len() < MOST_KNOWN {
                others.insert((a, b), weight);
            }
            weight
        })
    };
    let clusters = cluster::cluster(&cluster::Problem {
        records: records.len(),
        edges: &edges,
        // Also of pairs that no blocking rule proposed: what nobody takes for alike is as if unlike.
        unlike: floor.max(options.mean_floor),
        weight: &|a, b| floored(weight(a, b)),
        must: &must,
        cannot: &cannot,
        threshold: options.threshold,
        veto: options.veto,
    });
    let mut home = vec![0_usize; records.len()];
    for (at, members) in clusters.iter().enumerate() {
        for &member in members {
            home[member as usize] = at;
        }
    }
    let decided: rustc_hash::FxHashSet<(u32, u32)> =
        must.iter().chain(&cannot).flat_map(|&(a, b)| [(a, b), (b, a)]).collect();
    let home_of = |at: u32| home[at as usize];
    let near = || weighing.pairs.iter().filter(|pair| pair.weight >= options.review_floor);
    let weak = near().filter(|pair| pair.weight < options.threshold + UNSURE);
    let weak = weak.filter(|pair| home_of(pair.a) == home_of(pair.b));
    let weak = weak.filter(|pair| !decided.contains(&(pair.a, pair.b)));
    // That two clusters are not one follows for all their pairs.
    let settled: rustc_hash::FxHashSet<(usize, usize)> =
        cannot.iter().flat_map(|&(a, b)| [(home_of(a), home_of(b)), (home_of(b), home_of(a))]).collect();
    let between: Vec<(usize, usize, f64)> = weighing
        .pairs
        .evidence
        .iter()
        .filter(|&&(a, b, _)| {
            let (x, y) = (home_of(a), home_of(b));
            x != y && !decided.contains(&(a, b)) && !settled.contains(&(x, y))
        })
        .map(|&(a, b, evidence)| (a as usize, b as usize, evidence))
        .collect();
    let mut review: Vec<(u32, u32, f64, f64)> = weak
        .map(|pair| (pair.a, pair.b, pair.weight, options.threshold - pair.weight))
        .chain(questions(&home, &between).into_iter().map(|q| (q.a as u32, q.b as u32, q.odds, q.odds)))
        .collect();
    review.sort_by(|x, y| y.3.total_cmp(&x.3).then((x.0, x.1).cmp(&(y.0, y.1))));
    review.truncate((records.len() * options.review_limit).div_ceil(100));
    let collected = near().take_while(|_| options.collect_pairs);
    let mut pairs = weighing.explain_all(collected.map(|pair| (pair.a, pair.b)));
    pairs.sort_by_key(|pair| (pair.a, pair.b));
    let mut found: Vec<Cluster> =
        clusters.iter().map(|members| weighing.cluster(records, members, &weight)).collect();
    found.sort_by_key(|cluster| cluster.members[0]);
    let at = |(a, b, _): (usize, usize, f64)| {
        let (a, b) = (weighing.position[a], weighing.position[b]);
        (a.min(b), a.max(b))
    };
    let ends = found.iter().filter_map(|cluster| cluster.weakest).map(at);
    let listed = |&(a, b): &(u32, u32)| {
        weighing.pairs.weight(a, b).is_some_and(|weight| weight >= options.review_floor)
    };
    let mut weakest = weighing.explain_all(ends.filter(listed));
    weakest.sort_by_key(|pair| (pair.a, pair.b));
    let mut bridges: Vec<Bridge> = clusters
        .iter()
        .filter_map(|members| bridge::bridge(members, &weight, options.threshold))
        .filter(|found| !decided.contains(&found.pair))
        .map(|found| Bridge {
            record: weighing.given[found.member as usize],
            pair: weighing.explain(found.pair.0, found.pair.1),
        })
        .collect();
    bridges.sort_by_key(|bridge| bridge.record);
    let explained = weighing.explain_all(review.iter().map(|&(a, b, ..)| (a, b)));
    Linked {
        bridges,
        clusters: found,
        review: review.iter().zip(explained).map(|(doubt, pair)| Doubt { pair, odds: doubt.2 }).collect(),
        weakest,
        pairs,
        candidates: weighing.candidates,
    }
}

/// The waterfalls of `pairs` of `records`, as [`link_with`] weighs them; pairs of one record or with an index out of
/// range are passed over.
pub fn explain_all(
    records: &[Record],
    pairs: &[(usize, usize)],
    lexicon: &LinkLexicon,
    model: &Model,
    options: &Options,
) -> Vec<Match> {
    let weighing = Weighing::new(records, lexicon, model, options);
    let known = pairs.iter().filter(|(a, b)| a != b && *a.max(b) < records.len());
    weighing.explain_all(known.map(|&(a, b)| (weighing.position[a], weighing.position[b])))
}

/// The waterfall of one pair of `records`; `None` if an index is out of range or the two are one.
pub fn explain(
    records: &[Record],
    a: usize,
    b: usize,
    lexicon: &LinkLexicon,
    model: &Model,
    options: &Options,
) -> Option<Match> {
    explain_all(records, &[(a, b)], lexicon, model, options).pop()
}

#[cfg(test)]
mod tests;
