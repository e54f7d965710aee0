//! The stages that see all documents: from extractions to one taxonomy.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::cache::Hash;
use super::linking::Grouped;
use super::{Cache, Evidence, Pipeline};
use crate::decide::{Decided, decide, statement};
use crate::dedup;
use crate::identify::{Identified, Naming, identify_with};
use crate::mention::{MentionKind, RoleFacets, TaskMention};
use crate::merge::{self, Edit, MergeInput, Merged, Roles};
use crate::source::SourceId;
use crate::spell::{Book, mention_words};
use crate::taxonomy::{
    Change, Contradiction, CopiedDocument, Decision, DocumentRef, Lock, MentionRef, Pin, SourceInfo, Taxonomy,
};

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

/// What an earlier run made, which this one carries on.
#[derive(Clone, Copy, Debug)]
pub struct Previous<'a> {
    /// Its taxonomy.
    pub taxonomy: &'a Taxonomy,
    /// What that was made from, to tell why things changed.
    pub lock: Option<&'a Lock>,
}

/// A built taxonomy.
#[derive(Clone, Debug)]
pub struct Built {
    /// The taxonomy, its ids carried over from the previous one.
    pub taxonomy: Taxonomy,
    /// What changed since the previous one; without a previous one, everything is added.
    pub changes: Vec<Change>,
    /// Mentions of the previous one that are nowhere any more.
    pub lost: Vec<MentionRef>,
    /// What it was made from; whoever writes the files adds them as outputs.
    pub lock: Lock,
}

/// The decisions of all files, in their order.
pub(super) fn decisions_of(decided: &[DecisionText]) -> Vec<Decision> {
    decided.iter().flat_map(|file| file.decisions.clone()).collect()
}

/// What sources and people state, as linking reads it.
pub(super) struct Stated {
    pub(super) judged: Decided,
    /// The decisions in Simplified.
    worded: Vec<Decision>,
    /// What they say, in Simplified and as it was written, if that may differ.
    words: Vec<(String, String)>,
    pub(super) facets: Vec<(SourceId, RoleFacets)>,
}

/// A taxonomy in the making, and what it was made from.
pub(super) struct Merging {
    pub(super) judged: Decided,
    pub(super) facets: Vec<(SourceId, RoleFacets)>,
    pub(super) roles: Roles,
    /// What linking found, each by the first mention it is about.
    pub(super) linked: Vec<(usize, Hash)>,
    pub(super) merged: Merged,
}

/// The shingles of the documents of a source that the cache knows.
pub(super) fn known_sets(cache: &Cache, key: &Hash) -> Option<Vec<(usize, Vec<u64>)>> {
    let stored = cache.raw("shingles", key)?;
    let (words, rest) = stored.as_chunks::<8>();
    let mut words = words.iter().map(|word| u64::from_le_bytes(*word));
    let mut sets = Vec::new();
    while let Some(document) = words.next() {
        let count = usize::try_from(words.next()?).ok()?;
        let set: Vec<u64> = words.by_ref().take(count).collect();
        sets.push((usize::try_from(document).ok().filter(|_| set.len() == count)?, set));
    }
    rest.is_empty().then_some(sets)
}

fn keep_sets(cache: &Cache, key: &Hash, sets: &Vec<(usize, Vec<u64>)>) {
    let mut bytes = Vec::new();
    for (document, set) in sets {
        for word in [*document as u64, set.len() as u64].iter().chain(set) {
            bytes.extend_from_slice(&word.to_le_bytes());
        }
    }
    cache.keep_raw("shingles", key, bytes);
}

/// What each document states of its duties, as [`dedup`] looks at it. What is known by the key of a source
/// comes from the cache.
pub(super) fn shingle_sets(
    mentions: &[TaskMention],
    keys: &BTreeMap<SourceId, Hash>,
    cache: Option<&Cache>,
) -> Vec<(DocumentRef, Vec<u64>)> {
    let mut stated: BTreeMap<&SourceId, BTreeMap<usize, String>> = BTreeMap::new();
    let mut known: BTreeMap<&SourceId, Vec<(usize, Vec<u64>)>> = BTreeMap::new();
    let key = |source| cache.zip(keys.get(source));
    let from_sources = mentions.iter().filter(|mention| mention.kind != MentionKind::Manual);
    for mention in from_sources {
        let source = &mention.source;
        if known.contains_key(source) {
            continue;
        }
        if !stated.contains_key(source)
            && let Some(sets) = key(source).and_then(|(cache, key)| known_sets(cache, key))
        {
            known.insert(source, sets);
            continue;
        }
        let values = mention.attributes.values().map(|value| value.value.as_str());
        let text = stated.entry(source).or_default().entry(mention.document).or_default();
        for line in std::iter::once(mention.title.as_str()).chain(values) {
            text.push_str(line);
            text.push('\n');
        }
    }
    for (source, texts) in stated {
        let sets = texts.into_iter().map(|(document, text)| (document, dedup::shingles(&text))).collect();
        if let Some((cache, key)) = key(source) {
            keep_sets(cache, key, &sets);
        }
        known.insert(source, sets);
    }
    let place = |source: &SourceId, document| DocumentRef { source: source.clone(), document };
    known
        .into_iter()
        .flat_map(|(source, sets)| {
            sets.into_iter().map(move |(document, set)| (place(source, document), set))
        })
        .collect()
}

/// What decisions settle about tasks, categories and roles, for merging.
fn edits<'a>(judged: &Decided, decisions: &'a [Decision], statements: &'a [MentionRef]) -> Vec<Edit<'a>> {
    let edit = |mention: Option<usize>, at: usize| Edit {
        mention,
        kind: &decisions[at].kind,
        statement: &statements[at],
    };
    let of_tasks = judged.resolved.edits.iter().map(|&(mention, at)| edit(Some(mention), at));
    let others = judged.others(decisions).into_iter().map(|(mention, at)| edit(mention, at));
    of_tasks.chain(others).collect()
}

impl Pipeline {
    /// Decides, links, merges and identifies. The result does not depend on the order of
    /// `evidence`, only on its content, the decisions, the settings, the lexicons and `previous`.
    /// What became of each decision is in [`Taxonomy::decisions`].
    ///
    /// # Errors
    /// A [`Contradiction`] of decisions: nothing is built that one of them would not have.
    pub fn build_taxonomy(
        &self,
        evidence: &[Evidence],
        decided: &[DecisionText],
        previous: Option<Previous<'_>>,
    ) -> Result<Built, Contradiction> {
        let evidence = evidence.iter().collect();
        Ok(self.rebuild(evidence, &BTreeMap::new(), decided, previous, None)?.0)
    }

    /// [`build_taxonomy`](Self::build_taxonomy) with what earlier runs found of sources with these `keys`; the
    /// result is the same.
    pub(super) fn rebuild(
        &self,
        mut evidence: Vec<&Evidence>,
        keys: &BTreeMap<SourceId, Hash>,
        decided: &[DecisionText],
        previous: Option<Previous<'_>>,
        cache: Option<&Cache>,
    ) -> Result<(Built, Merging), Contradiction> {
        evidence.sort_by(|a, b| a.info.path.cmp(&b.info.path));
        let decisions = decisions_of(decided);
        let stated = self.stated(&evidence, &decisions)?;
        let grouped = self.cluster(&stated.judged, &stated.facets, None, cache);
        // The parts of duties that people split are in no source.
        let known = cache.filter(|_| stated.judged.resolved.split.is_empty());
        let copies = self.copies(shingle_sets(&stated.judged.mentions, keys, known));
        let most = self.settings.merge.questions_per_task;
        let mut merging = self.merged(&evidence, stated, grouped, &copies, &decisions, most)?;
        let taxonomy = std::mem::take(&mut merging.merged.taxonomy);
        let lock = self.lock(&taxonomy.sources, decided);
        let Identified { taxonomy, changes, lost } = self.identified(taxonomy, previous, &lock);
        Ok((Built { taxonomy, changes, lost, lock }, merging))
    }

    /// What sources and people state, as linking reads it.
    pub(super) fn stated(
        &self,
        evidence: &[&Evidence],
        decisions: &[Decision],
    ) -> Result<Stated, Contradiction> {
        let stated: Vec<TaskMention> =
            evidence.iter().flat_map(|one| one.extraction.mentions.iter().cloned()).collect();
        let from_sources = stated.len();
        let mut judged = decide(stated, decisions)?;
        let mut worded = decisions.to_vec();
        let mut words = Vec::new();
        if self.simplifier.is_some() {
            for text in worded.iter_mut().flat_map(|decision| decision.kind.words_mut()) {
                let plain = self.plain(text);
                words.push((plain.clone(), std::mem::replace(text, plain)));
            }
            let theirs = judged.mentions[from_sources..].iter_mut().flat_map(mention_words);
            theirs.for_each(|text| *text = self.plain(text));
        }
        let facets = evidence
            .iter()
            .flat_map(|one| {
                one.extraction.facets.iter().map(|facets| (one.info.path.clone(), facets.clone()))
            })
            .collect();
        Ok(Stated { judged, worded, words, facets })
    }

    /// The taxonomy of clusters, with provisional ids and at most `most` questions for each task.
    pub(super) fn merged(
        &self,
        evidence: &[&Evidence],
        stated: Stated,
        grouped: Grouped,
        copies: &[CopiedDocument],
        decisions: &[Decision],
        most: usize,
    ) -> Result<Merging, Contradiction> {
        let Stated { mut judged, worded, words, facets } = stated;
        let Grouped { roles, clusters, review, parts, linked } = grouped;
        let sources: Vec<SourceInfo> = evidence.iter().map(|one| one.info.clone()).collect();
        let texts: BTreeMap<_, _> =
            evidence.iter().map(|one| (one.info.path.clone(), Arc::clone(&one.text))).collect();
        let options = merge::Options { line: self.settings.link.threshold, questions_per_task: most };
        let statements: Vec<MentionRef> = decisions.iter().map(statement).collect();
        let mut merged = merge::merge(&MergeInput {
            mentions: &judged.mentions,
            clusters: &clusters,
            facets: &facets,
            roles: &roles,
            sources: &sources,
            texts: &texts,
            parts: &parts,
            copies,
            review: &review,
            terms: self.knowledge.wordings(),
            edits: &edits(&judged, &worded, &statements),
            must: &judged.resolved.must,
            unsure: &judged.resolved.unsure,
            options: &options,
        });
        if self.simplifier.is_some() {
            let spellings = evidence.iter().map(|one| (&one.info.path, &one.spellings));
            let mut book = Book::new(spellings, &self.converter);
            words.iter().for_each(|(plain, text)| book.note(plain, text));
            merged.taxonomy = book.taxonomy(merged.taxonomy);
        }
        judged.check(&merged.taxonomy, decisions)?;
        merged.taxonomy.decisions = std::mem::take(&mut judged.resolved.rulings);
        Ok(Merging { judged, facets, roles, linked, merged })
    }

    /// A merged taxonomy under lasting ids.
    pub(super) fn identified(
        &self,
        taxonomy: Taxonomy,
        previous: Option<Previous<'_>>,
        lock: &Lock,
    ) -> Identified {
        let differences = previous.and_then(|previous| previous.lock).map(|was| was.differences(lock));
        let earlier = previous.map(|previous| previous.taxonomy);
        let naming = Naming { codes: self.knowledge.role_codes(), plain: &|text| self.plain(text) };
        identify_with(taxonomy, earlier, &differences.unwrap_or_default(), &naming)
    }

    /// Which documents copy others.
    pub(super) fn copies(&self, sets: Vec<(DocumentRef, Vec<u64>)>) -> Vec<CopiedDocument> {
        let (places, sets): (Vec<DocumentRef>, Vec<Vec<u64>>) = sets.into_iter().unzip();
        dedup::copies_among(&sets, &self.settings.dedup)
            .into_iter()
            .map(|copied| CopiedDocument {
                document: places[copied.document].clone(),
                original: places[copied.original].clone(),
                containment: copied.containment,
            })
            .collect()
    }

    /// What a run over these sources and decisions is made from.
    pub(super) fn lock(&self, sources: &[SourceInfo], decided: &[DecisionText]) -> Lock {
        let decided = decided.iter().map(|file| Pin::new(&file.name, file.text.as_bytes())).collect();
        let lexicons =
            self.knowledge.extra.iter().map(|file| Pin::new(&file.name, file.text.as_bytes())).collect();
        let sources = sources
            .iter()
            .map(|source| Pin { name: source.path.as_str().to_owned(), sha256: source.sha256.clone() })
            .collect();
        let settings = self.settings.for_lock();
        Lock::new(env!("CARGO_PKG_VERSION"), &settings, lexicons, sources, decided)
    }
}
