//! The stages that see all documents: from extractions to one taxonomy.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use super::{Article, Pipeline};
use crate::identify::identify;
use crate::link::{self, Constraints, Linked, Match, Record};
use crate::mention::{Extraction, TaskMention};
use crate::merge::{self, ClusterInput, MergeInput};
use crate::source::Source;
use crate::taxonomy::{
    Change, Decision, LevelWeight, Lock, Pin, ReviewPair, SourceInfo, Taxonomy, sha256_hex,
};

/// One source's contribution to the taxonomy.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// The source.
    pub info: SourceInfo,
    /// Its decoded text, which facets are quoted from.
    pub text: Arc<str>,
    /// What extraction found in it.
    pub extraction: Extraction,
}

/// A file of decisions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionText {
    /// Path relative to the decisions folder.
    pub name: String,
    /// Whole content, whose hash the lock file pins.
    pub text: String,
    /// What it says.
    pub decisions: Vec<Decision>,
}

/// A built taxonomy.
#[derive(Clone, Debug)]
pub struct Built {
    /// The taxonomy, its ids carried over from the previous one.
    pub taxonomy: Taxonomy,
    /// What changed since the previous one; without a previous one, everything is added.
    pub changes: Vec<Change>,
    /// Content of `guiyi.lock`.
    pub lock: String,
    /// How `taxonomy.md` looks.
    options: crate::render::markdown::Options,
}

impl Built {
    /// `taxonomy.json`.
    ///
    /// # Errors
    /// None in practice: the bytes go to memory.
    pub fn json(&self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        crate::render::json::write(&self.taxonomy, &mut bytes)?;
        Ok(bytes)
    }

    /// `taxonomy.md`.
    ///
    /// # Errors
    /// None in practice: the bytes go to memory.
    pub fn markdown(&self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        crate::render::markdown::write(&self.taxonomy, &self.options, &mut bytes)?;
        Ok(bytes)
    }

    /// `changes.json`.
    ///
    /// # Errors
    /// None in practice: the bytes go to memory.
    pub fn changes_json(&self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        crate::render::changes::write_json(&self.changes, &mut bytes)?;
        Ok(bytes)
    }
}

/// What one source contributes.
pub fn evidence_of(source: &Source, article: &Article, extraction: Extraction) -> Evidence {
    let info = SourceInfo {
        path: source.id.clone(),
        sha256: sha256_hex(&source.bytes),
        format: article.document.format,
        encoding: article.document.encoding.to_owned(),
        script: article.script,
        documents: extraction.documents,
    };
    Evidence { info, text: Arc::clone(&article.document.text), extraction }
}

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

/// A compared pair by indices of mentions; `real` leads there from those of records.
fn review_pair(pair: &Match, real: &[usize]) -> ReviewPair {
    let level = |level: &link::LevelWeight| LevelWeight {
        comparison: level.comparison.to_owned(),
        level: level.level.clone(),
        weight: level.weight,
    };
    ReviewPair {
        a: real[pair.a],
        b: real[pair.b],
        weight: pair.weight,
        levels: pair.levels.iter().map(level).collect(),
    }
}

impl Pipeline {
    /// Links, merges and identifies. The result does not depend on the order of `evidence`, only on
    /// its content, the decisions, the settings, the lexicons and `previous`. Decisions that join,
    /// keep apart and ignore are applied; those that rename, pin, split or recategorise are not yet.
    pub fn build_taxonomy(
        &self,
        evidence: &[Evidence],
        decided: &[DecisionText],
        previous: Option<&Taxonomy>,
    ) -> Built {
        let mut evidence: Vec<&Evidence> = evidence.iter().collect();
        evidence.sort_by(|a, b| a.info.path.cmp(&b.info.path));
        let mentions: Vec<TaskMention> =
            evidence.iter().flat_map(|one| one.extraction.mentions.iter().cloned()).collect();
        let (clusters, review) = self.cluster(&mentions, decided);
        let facets: Vec<_> = evidence
            .iter()
            .flat_map(|one| {
                one.extraction.facets.iter().map(|facets| (one.info.path.clone(), facets.clone()))
            })
            .collect();
        let sources: Vec<SourceInfo> = evidence.iter().map(|one| one.info.clone()).collect();
        let texts: BTreeMap<_, _> =
            evidence.iter().map(|one| (one.info.path.clone(), Arc::clone(&one.text))).collect();
        let options = merge::Options { line: self.settings.link.threshold, ..self.settings.merge.clone() };
        let taxonomy = merge::merge(&MergeInput {
            mentions: &mentions,
            clusters: &clusters,
            facets: &facets,
            sources: &sources,
            texts: &texts,
            review: &review,
            terms: &self.knowledge.wordings,
            options: &options,
        });
        let (taxonomy, changes) = identify(taxonomy, previous);
        Built { taxonomy, changes, lock: self.lock(&sources, decided), options: self.settings.render.clone() }
    }

    /// Clusters of mentions, and the pairs a person should look at: those near the line and the
    /// weakest link of each cluster, each once. A catch-all duty (其他上级交办的工作) stays alone:
    /// it says nothing that another could equal.
    fn cluster(
        &self,
        mentions: &[TaskMention],
        decided: &[DecisionText],
    ) -> (Vec<ClusterInput>, Vec<ReviewPair>) {
        let decisions: Vec<Decision> = decided.iter().flat_map(|file| file.decisions.clone()).collect();
        let titles: Vec<(&str, &str)> =
            mentions.iter().map(|mention| (mention.id.as_str(), mention.title_raw.as_str())).collect();
        let resolved = Decision::resolve(&decisions, &titles);
        let kept: Vec<usize> = (0..mentions.len()).filter(|at| !resolved.ignored.contains(at)).collect();
        let (real, catch_all): (Vec<usize>, Vec<usize>) =
            kept.into_iter().partition(|&at| !mentions[at].boilerplate);
        let records: Vec<Record> = real.iter().map(|&at| record(&mentions[at])).collect();
        let inside = |pairs: &[(usize, usize)]| -> Vec<(usize, usize)> {
            let place = |at: usize| real.binary_search(&at).ok();
            pairs.iter().filter_map(|&(a, b)| Some((place(a)?, place(b)?))).collect()
        };
        let constraints = Constraints { must: inside(&resolved.must), cannot: inside(&resolved.cannot) };
        // The weakest links are among the compared pairs.
        let options = link::Options { collect_pairs: true, ..self.settings.link.clone() };
        let Linked { clusters, review, pairs, .. } =
            link::link(&records, &self.knowledge.link, &constraints, &options);
        let compared: BTreeMap<(usize, usize), &Match> =
            pairs.iter().map(|pair| ((pair.a, pair.b), pair)).collect();
        let weakest = clusters.iter().filter_map(|cluster| cluster.weakest);
        let weakest = weakest.filter_map(|(a, b, _)| compared.get(&(a.min(b), a.max(b))).copied());
        let asked: BTreeMap<(usize, usize), &Match> =
            review.iter().chain(weakest).map(|pair| ((pair.a, pair.b), pair)).collect();
        let review = asked.into_values().map(|pair| review_pair(pair, &real)).collect();
        let clusters = clusters.iter().map(|cluster| ClusterInput {
            members: cluster.members.iter().map(|&at| real[at]).collect(),
            canonical: real[cluster.canonical],
        });
        let alone = catch_all.iter().map(|&at| ClusterInput { members: vec![at], canonical: at });
        (clusters.chain(alone).collect(), review)
    }

    /// Content of `guiyi.lock`: what this run was made from.
    fn lock(&self, sources: &[SourceInfo], decided: &[DecisionText]) -> String {
        let decided = decided.iter().map(|file| Pin::new(&file.name, file.text.as_bytes())).collect();
        let lexicons =
            self.knowledge.extra.iter().map(|file| Pin::new(&file.name, file.text.as_bytes())).collect();
        let sources = sources
            .iter()
            .map(|source| Pin { name: source.path.as_str().to_owned(), sha256: source.sha256.clone() })
            .collect();
        let settings = self.settings.for_lock();
        Lock::new(env!("CARGO_PKG_VERSION"), &settings, lexicons, sources, decided).to_toml()
    }
}
