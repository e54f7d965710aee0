//! From mentions to clusters: the duties of each role are linked by themselves.
//!
//! A task belongs to one role, so what other roles state can add nothing to it; and what is said of one role neither
//! changes nor has to be linked again when a source about another one arrives.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::cache::Hash;
use super::{Cache, Pipeline};
use crate::decide::Decided;
use crate::link::{self, CompoundPart, Constraints, Linked, Match, Record};
use crate::mention::{MentionKind, RoleFacets, TaskMention};
use crate::merge::{ClusterInput, PlacedPart, Roles};
use crate::source::SourceId;
use crate::taxonomy::{LevelWeight, ReviewPair};

/// What linking makes of the mentions.
#[derive(Default)]
pub(super) struct Grouped {
    pub(super) roles: Roles,
    pub(super) clusters: Vec<ClusterInput>,
    pub(super) review: Vec<ReviewPair>,
    pub(super) parts: Vec<PlacedPart>,
    /// What was found, each by the first mention it is about.
    pub(super) linked: Vec<(usize, Hash)>,
}

impl Grouped {
    fn extend(&mut self, other: Self) {
        self.clusters.extend(other.clusters);
        self.review.extend(other.review);
        self.parts.extend(other.parts);
        self.linked.extend(other.linked);
    }
}

/// Mentions that are linked with each other, and what is decided about them.
struct Set {
    /// Indices of the mentions, ascending; all else counts along this list.
    mentions: Vec<usize>,
    records: Vec<Record>,
    compound: Vec<CompoundPart>,
    constraints: Constraints,
    unsure: Vec<(usize, usize)>,
}

/// What linking found in a [`Set`], as it is kept for later runs: all by places in its list.
#[derive(Serialize, Deserialize)]
struct Found {
    /// Members and the one that names the cluster.
    clusters: Vec<(Vec<usize>, usize)>,
    /// The levels of all pairs, each once.
    levels: Vec<LevelWeight>,
    pairs: Vec<FoundPair>,
    /// Compound parts (by number) and the record of whose task each is.
    parts: Vec<(usize, usize)>,
}

/// See [`ReviewPair`].
#[derive(Serialize, Deserialize)]
struct FoundPair(usize, usize, f64, f64, Option<usize>, Vec<usize>);

/// A mention as linking compares it.
fn record(mention: &TaskMention) -> Record {
    let attributes = mention.attributes.iter().map(|(key, values)| {
        (key.key().to_owned(), values.iter().map(|value| value.value.clone()).collect())
    });
    Record {
        id: mention.id.clone(),
        title: mention.title.clone(),
        source: mention.source.as_str().to_owned(),
        document: Some(format!("{}#{}", mention.source, mention.document)),
        category: mention.category.clone(),
        attributes: attributes.collect(),
        line_start: Some(mention.lines.0),
        embedding: None,
    }
}

impl Set {
    fn new(indices: Vec<usize>, judged: &Decided) -> Self {
        let records: Vec<Record> = indices.iter().map(|&at| record(&judged.mentions[at])).collect();
        let inside = |pairs: &[(usize, usize)]| -> Vec<(usize, usize)> {
            let place = |at: usize| indices.binary_search(&at).ok();
            pairs.iter().filter_map(|&(a, b)| Some((place(a)?, place(b)?))).collect()
        };
        let decided = &judged.resolved;
        let constraints = Constraints { must: inside(&decided.must), cannot: inside(&decided.cannot) };
        let unsure = inside(&decided.unsure);
        let parts = |(record, &at): (usize, &usize)| {
            let parts = judged.mentions[at].parts.iter();
            parts.map(move |title| CompoundPart { record, title: title.clone() }).collect::<Vec<_>>()
        };
        let compound = indices.iter().enumerate().flat_map(parts).collect();
        Self { mentions: indices, records, compound, constraints, unsure }
    }

    /// A hash of everything that linking reads of the set; what it depends on besides is in the stamp of the cache.
    fn fingerprint(&self) -> Hash {
        let mut hash = Sha256::new();
        let mut text = |text: &str| {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
        };
        for record in &self.records {
            let Record { id, title, source, document, category, attributes, line_start, embedding: _ } =
                record;
            [id, title, source].into_iter().chain(document).for_each(|field| text(field));
            text(category.as_deref().unwrap_or("\0"));
            text(&line_start.unwrap_or_default().to_string());
            for (key, values) in attributes {
                text(key);
                values.iter().for_each(|value| text(value));
            }
            text("\0");
        }
        for CompoundPart { record, title } in &self.compound {
            text(&record.to_string());
            text(title);
        }
        for pairs in [&self.constraints.must, &self.constraints.cannot, &self.unsure] {
            text("\0");
            pairs.iter().for_each(|(a, b)| text(&format!("{a} {b}")));
        }
        hash.finalize().into()
    }

    /// What `found` says, in terms of all mentions.
    fn grouped(&self, found: Found) -> Grouped {
        let at = |record: usize| self.mentions[record];
        let cluster = |(members, canonical): (Vec<usize>, usize)| ClusterInput {
            members: members.into_iter().map(at).collect(),
            canonical: at(canonical),
        };
        let review = |FoundPair(a, b, weight, odds, through, levels): FoundPair| ReviewPair {
            a: at(a),
            b: at(b),
            weight,
            levels: levels.into_iter().map(|level| found.levels[level].clone()).collect(),
            odds,
            through: through.map(at),
        };
        let part = |(part, like): (usize, usize)| {
            let CompoundPart { record, title } = &self.compound[part];
            PlacedPart { mention: at(*record), title: title.clone(), like: at(like) }
        };
        Grouped {
            linked: Vec::new(),
            roles: Roles::default(),
            clusters: found.clusters.into_iter().map(cluster).collect(),
            review: found.pairs.into_iter().map(review).collect(),
            parts: found.parts.into_iter().map(part).collect(),
        }
    }
}

impl Pipeline {
    /// Clusters of mentions, and the pairs a person should look at: those near the line, the
    /// weakest link of each cluster and those of which a person could not tell, each once. A
    /// catch-all duty (其他上级交办的工作) stays alone unless a person joined it to another: it
    /// says nothing that another could equal. So does a task that a person added beside the others. Where the roles
    /// of mentions and facets are `known`, all of them are named.
    pub(super) fn cluster(
        &self,
        judged: &Decided,
        facets: &[(SourceId, RoleFacets)],
        known: Option<Roles>,
        cache: Option<&Cache>,
    ) -> Grouped {
        let mentions = &judged.mentions;
        let excluded = judged.excluded();
        let joined: BTreeSet<usize> = judged.resolved.must.iter().flat_map(|&(a, b)| [a, b]).collect();
        let added = |at: usize| mentions[at].kind == MentionKind::Manual;
        let kept = (0..mentions.len()).filter(|at| !excluded.contains(at));
        let (real, catch_all): (Vec<usize>, Vec<usize>) =
            kept.partition(|at| joined.contains(at) || !(mentions[*at].boilerplate || added(*at)));
        let told = known.unwrap_or_else(|| Roles::of(mentions, facets, &[]));
        let guessed = told.guessed.contains(&true);
        let mut roles = told.of_stated.clone();
        if real.iter().any(|&at| told.guessed[at] && !added(at)) {
            // Where a document names no role, what it has in common with those of others tells.
            let everything = Set { compound: Vec::new(), ..Set::new(real.clone(), judged) };
            let clusters = everything.grouped(self.found(&everything, cache).0).clusters;
            roles = Roles::of(mentions, facets, &clusters).of_stated;
        }
        // What a person joined is linked together, whatever the roles.
        for &(a, b) in &judged.resolved.must {
            let (from, to) = (roles[a].max(roles[b]), roles[a].min(roles[b]));
            roles.iter_mut().filter(|role| **role == from).for_each(|role| *role = to);
        }
        let mut of_role: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for at in real {
            of_role.entry(roles[at]).or_default().push(at);
        }
        let linked: Vec<Grouped> = of_role
            .into_values()
            .collect::<Vec<_>>()
            .into_par_iter()
            .map(|indices| {
                let set = Set::new(indices, judged);
                let (found, key) = self.found(&set, cache);
                let linked = set.mentions.first().copied().zip(key).into_iter().collect();
                Grouped { linked, ..set.grouped(found) }
            })
            .collect();
        let mut out = Grouped::default();
        linked.into_iter().for_each(|grouped| out.extend(grouped));
        out.clusters.extend(catch_all.iter().map(|&at| ClusterInput { members: vec![at], canonical: at }));
        out.roles = if guessed { Roles::of(mentions, facets, &out.clusters) } else { told };
        out
    }

    /// What linking finds in a set, if need be by linking it, and where it is kept.
    fn found(&self, set: &Set, cache: Option<&Cache>) -> (Found, Option<Hash>) {
        let Some(cache) = cache else { return (self.link_set(set), None) };
        let key = set.fingerprint();
        let found = cache.value("linked", &key).unwrap_or_else(|| {
            let found = self.link_set(set);
            cache.keep_value("linked", &key, &found);
            found
        });
        (found, Some(key))
    }

    fn link_set(&self, set: &Set) -> Found {
        let Set { records, compound, constraints, unsure, .. } = set;
        let (knowledge, settings) = (&self.knowledge, &self.settings.link);
        // Waterfalls of all pairs take more time than the pairs; only pairs in doubt may be any of them.
        let options = link::Options { collect_pairs: !unsure.is_empty(), ..settings.clone() };
        let Linked { clusters, review, bridges, pairs, weakest, .. } =
            link::link_with(records, knowledge.link(), &knowledge.model, constraints, &options);
        let compared: BTreeMap<(usize, usize), &Match> =
            pairs.iter().map(|pair| ((pair.a, pair.b), pair)).collect();
        let unlike: Vec<(usize, usize)> =
            unsure.iter().copied().filter(|pair| !compared.contains_key(pair)).collect();
        let unlike = if unlike.is_empty() { Vec::new() } else { self.waterfalls(records, &unlike) };
        let doubted = unsure.iter().filter_map(|pair| compared.get(pair).copied());
        let asked: BTreeMap<(usize, usize), &Match> = weakest
            .iter()
            .chain(doubted)
            .chain(&unlike)
            .chain(bridges.iter().map(|bridge| &bridge.pair))
            .chain(review.iter().map(|doubt| &doubt.pair))
            .map(|pair| ((pair.a, pair.b), pair))
            .collect();
        let odds: BTreeMap<(usize, usize), f64> =
            review.iter().map(|doubt| ((doubt.pair.a, doubt.pair.b), doubt.odds)).collect();
        let through: BTreeMap<(usize, usize), usize> =
            bridges.iter().map(|bridge| ((bridge.pair.a, bridge.pair.b), bridge.record)).collect();
        let mut levels: Vec<LevelWeight> = Vec::new();
        let mut numbers: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        let pairs = asked
            .into_iter()
            .map(|(key, pair)| {
                let reached = pair.levels.iter().map(|level| {
                    *numbers.entry((level.comparison, &level.level)).or_insert_with(|| {
                        let (comparison, name) = (level.comparison.to_owned(), level.level.clone());
                        levels.push(LevelWeight { comparison, level: name, weight: level.weight });
                        levels.len() - 1
                    })
                });
                let reached = reached.collect();
                let odds = odds.get(&key).copied().unwrap_or(pair.weight);
                FoundPair(pair.a, pair.b, pair.weight, odds, through.get(&key).copied(), reached)
            })
            .collect();
        let placed =
            link::place_parts(records, compound, &clusters, knowledge.link(), &knowledge.model, settings);
        let home = |(part, home): (usize, Option<usize>)| Some((part, clusters[home?].canonical));
        let parts = placed.into_iter().enumerate().filter_map(home).collect();
        let clusters = clusters.into_iter().map(|cluster| (cluster.members, cluster.canonical)).collect();
        Found { clusters, levels, pairs, parts }
    }

    /// The waterfalls of pairs of records that are in Simplified.
    pub(super) fn waterfalls(&self, records: &[Record], pairs: &[(usize, usize)]) -> Vec<Match> {
        let knowledge = &self.knowledge;
        link::explain_all(records, pairs, knowledge.link(), &knowledge.model, &self.settings.link)
    }
}
