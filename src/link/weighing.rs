//! Weighing pairs of a set of records: features, places and rivals of all, weights of any two.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::blocking::{self, Candidates};
use super::context::{self, Place};
use super::features::{self, Features};
use super::model::{Comparison, Model};
use super::pairs::{Pair, Pairs};
use super::rank::{self, Nearest};
use super::record::Record;
use super::similarity::{Pattern, inner};
use super::{Cluster, LevelWeight, Match, Options, comparison};
use crate::lexicon::LinkLexicon;

/// The context score of a pair of which each is nearest to the other, and no more.
const NEAREST: f64 = 2.0;
/// The context score of a pair nearest by a clear lead in documents that run in parallel.
const TOLD: f64 = 4.0;
/// The lead below which a rival is clearly ahead: below the last level that speaks for a pair.
const BEHIND: f64 = -1.5;
/// The least context score of a pair of nearest records in documents that run in parallel.
const PARALLEL: f64 = 3.5;

/// Everything known of the records, in an order of their own: sorted by content, so that nothing depends
/// on the order in which they were given.
pub(crate) struct Weighing<'a> {
    lexicon: &'a LinkLexicon,
    model: &'a Model,
    /// Position → index given.
    pub(crate) given: Vec<usize>,
    /// Index given → position.
    pub(crate) position: Vec<u32>,
    features: Vec<Features>,
    /// The first record with the same text as each: its own position for the first.
    texts: Vec<u32>,
    patterns: Vec<Pattern>,
    vectors: Vec<Option<Vec<f32>>>,
    places: Vec<Place>,
    nearest: Nearest,
    /// The candidate pairs.
    pub(crate) pairs: Pairs,
    pub(crate) candidates: Candidates,
}

/// How two names are alike, as far as their context depends on it.
#[derive(Clone, Copy)]
struct Likeness {
    /// See [`comparison::akin`].
    akin: bool,
    /// See [`comparison::contrast`].
    contrast: bool,
}

impl Likeness {
    fn of(scores: &comparison::Scores) -> Self {
        Self { akin: comparison::akin(scores), contrast: comparison::contrast(scores) }
    }
}

/// A pair before its context is known.
struct Compared {
    pair: (u32, u32),
    weight: f64,
    rank: f64,
    standing: f64,
    likeness: Likeness,
    sound: bool,
    /// See [`Pair::evidence`].
    evidence: f64,
}

impl<'a> Weighing<'a> {
    pub(crate) fn new(
        records: &[Record],
        lexicon: &'a LinkLexicon,
        model: &'a Model,
        options: &Options,
    ) -> Self {
        Self::of_pairs(records, lexicon, model, options, |_, _| true)
    }

    /// The same, in which only the candidate pairs that are `wanted` (by indices given) are compared.
    pub(crate) fn of_pairs(
        records: &[Record],
        lexicon: &'a LinkLexicon,
        model: &'a Model,
        options: &Options,
        wanted: impl Fn(usize, usize) -> bool + Sync,
    ) -> Self {
        let mut given: Vec<usize> = (0..records.len()).collect();
        given.sort_by(|&a, &b| {
            let key = |at: usize| {
                let r = &records[at];
                (&r.source, &r.document, r.line_start, &r.title, &r.id, &r.category, &r.attributes)
            };
            key(a).cmp(&key(b))
        });
        let mut position = vec![0; records.len()];
        for (at, &index) in given.iter().enumerate() {
            position[index] = at as u32;
        }
        let sorted: Vec<Record> = given.iter().map(|&index| records[index].clone()).collect();
        let features = features::features(&sorted, lexicon);
        let patterns = features.iter().map(|features| Pattern::new(&features.chars)).collect();
        let mut first: FxHashMap<&str, u32> = FxHashMap::default();
        let texts = features.iter().enumerate();
        let texts = texts.map(|(at, f)| *first.entry(&f.identity).or_insert(at as u32)).collect();
        let places = context::places(&sorted);
        let (pairs, candidates) = blocking::candidates(&features, options.all_pairs_up_to, options.nearest);
        let vectors = sorted.into_iter().map(|record| record.embedding).collect();
        let mut out = Self {
            lexicon,
            model,
            given,
            position,
            features,
            texts,
            patterns,
            vectors,
            places,
            nearest: Nearest::default(),
            pairs: Pairs::default(),
            candidates,
        };
        let compared: Vec<Compared> = pairs
            .into_par_iter()
            .filter(|&(a, b)| wanted(out.given[a as usize], out.given[b as usize]))
            .map(|(a, b)| {
                let scores = out.scores(a, b);
                let weight = comparison::weigh(&scores, out.model);
                let rank = weight + comparison::fine(&scores);
                let shared = comparison::shared(&scores, out.model);
                Compared {
                    pair: (a, b),
                    weight,
                    rank,
                    standing: out.standing(a, b, rank),
                    likeness: Likeness::of(&scores),
                    sound: comparison::sound(&scores),
                    evidence: if shared { rank + out.beside(a, b) } else { f64::NAN },
                }
            })
            .collect();
        let ranked = compared.iter().map(|c| (c.pair.0, c.pair.1, c.rank, c.sound));
        out.nearest = Nearest::new(ranked, compared.iter().map(|c| c.standing), &out.places);
        let pairs = compared.iter().map(
            |&Compared { pair: (a, b), weight, rank, standing, likeness, evidence, .. }| {
                let context = out.context(a, b, rank, likeness.akin);
                let lead = out.lead(a, b, (rank, standing), likeness.akin);
                let extent = out.extent(a, b, rank, context, likeness);
                let bits =
                    |comparison, score: Option<f64>| score.map_or(0.0, |at| model.weight(comparison, at));
                let (lead, extent) = (bits(Comparison::Lead, lead), bits(Comparison::Extent, extent));
                let weight = weight + bits(Comparison::Context, context) + lead + extent;
                let lead = if likeness.akin { lead } else { 0.0 };
                Pair { a, b, weight, evidence: evidence + lead + extent }
            },
        );
        out.pairs = Pairs::new(records.len(), pairs);
        out
    }

    fn scores(&self, a: u32, b: u32) -> comparison::Scores {
        let (i, j) = (a.min(b) as usize, a.max(b) as usize);
        let vectors = (self.vectors[i].as_deref(), self.vectors[j].as_deref());
        comparison::compare((&self.features[i], &self.patterns[i]), &self.features[j], vectors, self.lexicon)
    }

    /// The extent score of records of two documents with this rank and context score; `None` within one document, without
    /// known documents, among documents of many trades, and where the context says as much as it can.
    fn extent(&self, a: u32, b: u32, rank: f64, context: Option<f64>, likeness: Likeness) -> Option<f64> {
        let places = (self.places[a as usize], self.places[b as usize]);
        let (x, y) = places.0.document.zip(places.1.document)?;
        if self.nearest.comparable(places, rank) {
            let nearest = || self.nearest.score((a, b), places, rank);
            let parallel =
                likeness.akin && !likeness.contrast && nearest().is_some_and(|score| score >= PARALLEL);
            return Some(if parallel { 2.0 } else { 1.0 });
        }
        let told = context.is_some_and(|score| score >= TOLD);
        if x == y || told { None } else { comparison::extent(self.nearest.smaller(x, y)?, likeness.contrast) }
    }

    /// The lead score of a pair: `None` unless the two documents are [comparable](Nearest::comparable). That names which have
    /// nothing in common or oppose each other are ahead says nothing: something is always nearest.
    fn lead(&self, a: u32, b: u32, (rank, standing): (f64, f64), akin: bool) -> Option<f64> {
        let places = (self.places[a as usize], self.places[b as usize]);
        if !self.nearest.comparable(places, rank) {
            return None;
        }
        self.nearest.lead((a, b), places, standing).filter(|&lead| akin || lead < BEHIND)
    }

    /// See [`rank::standing`].
    fn standing(&self, a: u32, b: u32, rank: f64) -> f64 {
        rank::standing(rank, inner(&self.features[a as usize].said, &self.features[b as usize].said))
    }

    /// The context score of a pair that ranks at `rank` by its other comparisons. Being nearest is no more than
    /// that for names that have nothing in common: something is always nearest.
    fn context(&self, a: u32, b: u32, rank: f64, akin: bool) -> Option<f64> {
        let (x, y) = (self.places[a as usize], self.places[b as usize]);
        let same_text = self.texts[a as usize] == self.texts[b as usize];
        if x.document.is_some() && x.document == y.document {
            return comparison::same_author(x, y, same_text);
        }
        if self.nearest.comparable((x, y), rank) {
            return None;
        }
        let score = self.nearest.score((a, b), (x, y), rank)?;
        Some(if akin { score } else { score.min(NEAREST) })
    }

    fn all_scores(&self, a: u32, b: u32) -> comparison::Scores {
        let mut scores = self.scores(a, b);
        let rank = comparison::weigh(&scores, self.model) + comparison::fine(&scores);
        let likeness = Likeness::of(&scores);
        let context = self.context(a, b, rank, likeness.akin);
        let extent = self.extent(a, b, rank, context, likeness);
        let lead = self.lead(a, b, (rank, self.standing(a, b, rank)), likeness.akin);
        scores[Comparison::Context as usize] = context;
        scores[Comparison::Lead as usize] = lead;
        scores[Comparison::Extent as usize] = extent;
        scores
    }

    pub(crate) fn weight(&self, a: u32, b: u32) -> f64 {
        comparison::weigh(&self.all_scores(a, b), self.model)
    }

    pub(crate) fn explain(&self, a: u32, b: u32) -> Match {
        let scores = self.all_scores(a, b);
        let mut levels = vec![LevelWeight {
            comparison: "prior",
            level: "任意两条同为一项的先验".to_owned(),
            weight: self.model.prior,
        }];
        for comparison in Comparison::ALL {
            if let Some(score) = scores[comparison as usize] {
                let level = &self.model.levels(comparison)[self.model.level_of(comparison, score)];
                levels.push(LevelWeight {
                    comparison: comparison.name(),
                    level: level.label.clone(),
                    weight: level.weight,
                });
            }
        }
        let (x, y) = (self.given[a as usize], self.given[b as usize]);
        let weight = levels.iter().map(|level| level.weight).sum();
        Match { a: x.min(y), b: x.max(y), weight, levels, evidence: self.evidence(a, b, &scores) }
    }

    /// See [`Match::evidence`].
    fn evidence(&self, a: u32, b: u32, scores: &comparison::Scores) -> f64 {
        let mut own = *scores;
        own[Comparison::Context as usize] = None;
        // A duty in quite other words is behind many rivals and may be asked about all the same.
        own[Comparison::Lead as usize] = own[Comparison::Lead as usize].filter(|_| comparison::akin(scores));
        comparison::weigh(&own, self.model) + comparison::fine(scores) + self.beside(a, b)
    }

    fn beside(&self, a: u32, b: u32) -> f64 {
        comparison::beside(self.places[a as usize], self.places[b as usize])
    }

    pub(crate) fn cluster(
        &self,
        records: &[Record],
        members: &[u32],
        weight: &dyn Fn(u32, u32) -> f64,
    ) -> Cluster {
        let mut weakest: Option<(u32, u32, f64)> = None;
        for (k, &a) in members.iter().enumerate() {
            for &b in &members[k + 1..] {
                let w = weight(a, b);
                if weakest.is_none_or(|least| w < least.2) {
                    weakest = Some((a, b, w));
                }
            }
        }
        let canonical = rank::canonical(
            members,
            &self.features,
            &self.places,
            |at| &records[self.given[at]].title,
            weight,
        );
        let mut out: Vec<usize> = members.iter().map(|&at| self.given[at as usize]).collect();
        out.sort_unstable();
        Cluster {
            members: out,
            canonical: self.given[canonical as usize],
            weakest: weakest.map(|(a, b, w)| (self.given[a as usize], self.given[b as usize], w)),
        }
    }
}
