//! Weighing pairs of a set of records: features, places and rivals of all, weights of any two.

use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::blocking::{self, Candidates};
use super::cards::{Cards, Spread};
use super::context::{self, Field, Place};
use super::divided::Topics;
use super::ends::Ends;
use super::features;
use super::model::{Comparison, Model, Scales, Scores};
use super::pairs::Pairs;
use super::rank::{self, Nearest};
use super::record::Record;
use super::rivals::{Ranked, Rivals};
use super::{Cluster, LevelWeight, Match, Options, comparison};
use crate::lexicon::LinkLexicon;

/// The context score of a pair of which each is nearest to the other, and no more.
const NEAREST: f64 = 2.0;
/// The context score of a pair nearest by a clear lead in documents that run in parallel.
const TOLD: f64 = 4.0;
/// The lead below which a rival is clearly ahead: below the last level that speaks for a pair.
const BEHIND: f64 = -1.5;
/// The context score of a pair from two lists of one author that have rivals enough for a lead.
const RESTATED: f64 = -0.5;
/// The extent score of a pair whose documents are of different trades.
const UNRELATED: f64 = -1.0;
/// The least context score of a pair of nearest records in documents that run in parallel.
const PARALLEL: f64 = 3.5;

/// Pairs whose second records are fetched from memory together.
const AHEAD: usize = 32;
/// Pairs that one thread weighs at a time, where little is to be done for each.
const LONG: usize = 4096;

/// Everything known of the records, in an order of their own: sorted by content, so that nothing depends
/// on the order in which they were given.
pub(crate) struct Weighing<'a> {
    lexicon: &'a LinkLexicon,
    model: &'a Model,
    scales: Scales,
    /// Position → index given.
    pub(crate) given: Vec<usize>,
    /// Index given → position.
    pub(crate) position: Vec<u32>,
    cards: Cards,
    /// For pairs that are asked for one by one.
    spread: Mutex<Spread>,
    /// Empty if no record has one.
    vectors: Vec<Option<Vec<f32>>>,
    places: Vec<Place>,
    topics: Topics,
    nearest: Nearest,
    /// The candidate pairs.
    pub(crate) pairs: Pairs,
    pub(crate) candidates: Candidates,
}

/// What a pair shows by itself, before its surroundings are known.
#[derive(Clone, Copy, Default)]
struct Compared {
    /// See [`comparison::akin`].
    akin: bool,
    /// See [`comparison::contrast`].
    contrast: bool,
    /// See [`comparison::sound`].
    sound: bool,
    /// See [`comparison::shared`].
    shared: bool,
}

/// What the documents of a pair and its rivals there add to its scores.
#[derive(Clone, Copy, Default)]
struct Surroundings {
    context: Option<f64>,
    lead: Option<f64>,
    extent: Option<f64>,
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
        let places = context::places(&sorted);
        let (mut pairs, candidates) =
            blocking::candidates(&features, options.all_pairs_up_to, options.nearest);
        let cards = Cards::new(features);
        let topics = Topics::of(&cards, &places);
        let given_any = sorted.iter().any(|record| record.embedding.is_some());
        let with_vectors = sorted.into_iter().filter(|_| given_any);
        let vectors = with_vectors.map(|record| record.embedding).collect();
        let mut out = Self {
            lexicon,
            model,
            scales: model.scales(),
            given,
            position,
            spread: Mutex::new(Spread::new(&cards)),
            cards,
            vectors,
            places,
            topics,
            nearest: Nearest::default(),
            pairs: Pairs::default(),
            candidates,
        };
        pairs.retain(|&(a, b)| wanted(out.given[a as usize], out.given[b as usize]));
        out.pairs = Pairs::new(Ends::new(records.len(), &pairs));
        drop(pairs);
        let count = out.pairs.ends.count();
        let mut weights = vec![0.0; count];
        let mut compared = vec![Compared::default(); count];
        let mut ranked = vec![Ranked::default(); count];
        let parts = weights.par_chunks_mut(AHEAD).zip(compared.par_chunks_mut(AHEAD));
        let parts = parts.zip(ranked.par_chunks_mut(AHEAD)).enumerate();
        parts.for_each_init(
            || Spread::new(&out.cards),
            |spread, (part, ((weights, compared), ranked))| {
                let start = part * AHEAD;
                out.fetch(out.pairs.ends.seconds(start..start + weights.len()));
                let slots = weights.iter_mut().zip(compared).zip(ranked);
                for (((weight, compared), ranked), pair) in slots.zip(out.pairs.ends.from(start)) {
                    let scores = out.scores(pair, spread);
                    (*weight, *compared, *ranked) = out.compared(pair, &scores, spread);
                }
            },
        );
        let sound = |number: usize| compared[number].sound;
        let (nearest, contest) = Nearest::new(&out.pairs.ends, ranked, sound, &out.places);
        out.nearest = nearest;
        let parts = weights.par_chunks_mut(LONG).zip(compared.par_chunks(LONG)).enumerate();
        let evidence = parts.flat_map_iter(|(part, (weights, compared))| {
            let mut evidence = Vec::new();
            let pairs = out.pairs.ends.from(part * LONG).zip(part * LONG..);
            for ((weight, own), (pair, number)) in weights.iter_mut().zip(compared).zip(pairs) {
                let ranked = out.nearest.ranked(number);
                let around = out.surroundings(pair, out.fields(pair), *own, (ranked, contest.rivals(number)));
                *weight += out.bits(Comparison::Context, around.context);
                *weight += out.bits(Comparison::Lead, around.lead);
                *weight += out.bits(Comparison::Extent, around.extent);
                if *weight >= options.review_floor && own.shared {
                    evidence.push((pair.0, pair.1, out.evidence(pair, *own, ranked, around)));
                }
            }
            evidence
        });
        let evidence = evidence.collect();
        out.pairs.weigh(weights, evidence);
        out
    }

    /// Reads something of everything that comparing `records` reads, so that memory is waited for once and not again
    /// and again.
    fn fetch(&self, records: &[u32]) {
        std::hint::black_box(self.cards.glance(records));
    }

    /// Scores a pair, the smaller record first, which is left spread out.
    fn scores(&self, pair: (u32, u32), spread: &mut Spread) -> Scores {
        let vector = |at: u32| self.vectors.get(at as usize).and_then(Option::as_deref);
        let vectors = (vector(pair.0), vector(pair.1));
        let (a, b) = (self.cards.get(pair.0), self.cards.get(pair.1));
        spread.lay(a);
        let place = |at: u32| move || self.places[at as usize];
        let divided = self.topics.divide(a, b, place(pair.1)) || self.topics.divide(b, a, place(pair.0));
        comparison::compare((a, spread), b, vectors, divided, self.lexicon)
    }

    /// What a pair of these scores weighs by itself, what it shows, and its ranks. The first record is spread out.
    fn compared(&self, pair: (u32, u32), scores: &Scores, spread: &Spread) -> (f64, Compared, Ranked) {
        let weights = self.scales.weights(scores);
        let weight = self.scales.sum(&weights);
        let rank = weight + comparison::fine(scores);
        let standing = rank::standing(rank, spread.said(self.cards.get(pair.1)));
        let compared = Compared {
            akin: comparison::akin(scores),
            contrast: comparison::contrast(scores),
            sound: comparison::sound(scores),
            shared: comparison::shared(&weights),
        };
        (weight, compared, Ranked { rank, standing })
    }

    fn places(&self, (a, b): (u32, u32)) -> (Place, Place) {
        (self.places[a as usize], self.places[b as usize])
    }

    /// The fields in which each of two records is seen by the other.
    fn fields(&self, pair: (u32, u32)) -> Option<(Field, Field)> {
        let (x, y) = self.places(pair);
        y.field(x).zip(x.field(y))
    }

    /// Between documents or lists that are [comparable](Nearest::comparable) the lead over all rivals tells two
    /// duties apart, and whether the documents run in parallel; elsewhere within one document that its author lists
    /// both, and between documents whether something there is nearer, and whether both state many duties. That names
    /// which have nothing in common or oppose each other are nearest or ahead says nothing: something always is.
    fn surroundings(
        &self,
        pair: (u32, u32),
        fields: Option<(Field, Field)>,
        own: Compared,
        (ranked, rivals): (Ranked, Rivals),
    ) -> Surroundings {
        let (x, y) = self.places(pair);
        let Some(documents) = x.document.zip(y.document) else { return Surroundings::default() };
        let inside = documents.0 == documents.1;
        if inside && self.cards.get(pair.0).text() == self.cards.get(pair.1).text() {
            return Surroundings::default();
        }
        let comparable = fields.is_some_and(|fields| self.nearest.comparable(fields));
        let lead = Some(rivals.lead(ranked.standing)).filter(|&lead| own.akin || lead < BEHIND);
        if inside {
            return if comparable {
                Surroundings { context: Some(RESTATED), lead, extent: None }
            } else {
                Surroundings { context: comparison::same_author(x, y), ..Surroundings::default() }
            };
        }
        let related = self.nearest.related(documents, ranked.rank);
        let nearest = || self.nearest.score(rivals, documents, ranked.rank, related);
        if related && comparable {
            let parallel = own.akin && !own.contrast && nearest() >= PARALLEL;
            return Surroundings { context: None, lead, extent: Some(if parallel { 2.0 } else { 1.0 }) };
        }
        let score = nearest();
        let context = if own.akin { score } else { score.min(NEAREST) };
        let extent = if !related {
            Some(UNRELATED)
        } else if context >= TOLD {
            None
        } else {
            comparison::extent(self.nearest.smaller(documents), own.contrast)
        };
        Surroundings { context: Some(context), lead: None, extent }
    }

    /// See [`Match::evidence`]. A duty in quite other words is behind many rivals and may be asked about all the same.
    fn evidence(&self, pair: (u32, u32), own: Compared, ranked: Ranked, around: Surroundings) -> f64 {
        let (x, y) = self.places(pair);
        let lead = self.bits(Comparison::Lead, around.lead.filter(|_| own.akin));
        ranked.rank + comparison::beside(x, y) + lead + self.bits(Comparison::Extent, around.extent)
    }

    fn bits(&self, comparison: Comparison, score: Option<f64>) -> f64 {
        score.map_or(0.0, |score| self.scales.weight(comparison, score))
    }

    /// The scores of a pair with those of its surroundings, and the evidence for a question about it.
    fn all_scores(&self, a: u32, b: u32) -> (Scores, f64) {
        let pair = (a.min(b), a.max(b));
        let mut spread = self.spread.lock().unwrap_or_else(PoisonError::into_inner);
        let mut scores = self.scores(pair, &mut spread);
        let (_, own, ranked) = self.compared(pair, &scores, &spread);
        drop(spread);
        let fields = self.fields(pair);
        let rivals = |fields| self.nearest.rivals(pair, fields, &self.pairs.ends);
        let rivals = fields.map_or_else(Rivals::default, rivals);
        let around = self.surroundings(pair, fields, own, (ranked, rivals));
        scores[Comparison::Context as usize] = around.context;
        scores[Comparison::Lead as usize] = around.lead;
        scores[Comparison::Extent as usize] = around.extent;
        (scores, self.evidence(pair, own, ranked, around))
    }

    pub(crate) fn weight(&self, a: u32, b: u32) -> f64 {
        self.scales.sum(&self.scales.weights(&self.all_scores(a, b).0))
    }

    pub(crate) fn explain(&self, a: u32, b: u32) -> Match {
        let (scores, evidence) = self.all_scores(a, b);
        let mut levels = Vec::with_capacity(1 + scores.iter().flatten().count());
        levels.push(LevelWeight {
            comparison: "prior",
            level: "任意两条同为一项的先验".to_owned(),
            weight: self.model.prior,
        });
        for comparison in Comparison::ALL {
            if let Some(score) = scores[comparison as usize] {
                let level = &self.model.levels(comparison)[self.scales.level_of(comparison, score)];
                levels.push(LevelWeight {
                    comparison: comparison.name(),
                    level: level.label.clone(),
                    weight: level.weight,
                });
            }
        }
        let (x, y) = (self.given[a as usize], self.given[b as usize]);
        let weight = levels.iter().map(|level| level.weight).sum();
        Match { a: x.min(y), b: x.max(y), weight, levels, evidence }
    }

    /// The waterfalls of some pairs.
    pub(crate) fn explain_all(&self, pairs: impl Iterator<Item = (u32, u32)>) -> Vec<Match> {
        // Neighbours need the same places of memory.
        let mut order: Vec<((u32, u32), usize)> = pairs.zip(0..).collect();
        order.sort_unstable();
        let mut out: Vec<(usize, Match)> =
            order.into_iter().map(|((a, b), at)| (at, self.explain(a, b))).collect();
        out.sort_unstable_by_key(|found| found.0);
        out.into_iter().map(|found| found.1).collect()
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
        let canonical =
            rank::canonical(members, &self.cards, &self.places, |at| &records[self.given[at]].title, weight);
        let mut out: Vec<usize> = members.iter().map(|&at| self.given[at as usize]).collect();
        out.sort_unstable();
        Cluster {
            members: out,
            canonical: self.given[canonical as usize],
            weakest: weakest.map(|(a, b, w)| (self.given[a as usize], self.given[b as usize], w)),
        }
    }
}
