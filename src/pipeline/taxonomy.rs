//! The stages that see all documents: from extractions to one taxonomy.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use super::linking::Grouped;
use super::{Cache, Evidence, Pipeline};
use crate::decide::{Decided, decide, statement};
use crate::dedup;
use crate::identify::{Identified, Naming, identify_with};
use crate::mention::{MentionKind, TaskMention};
use crate::merge::{self, Edit, MergeInput, Merged};
use crate::render::seal::Sealed;
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
    /// How `taxonomy.md` looks.
    options: crate::render::markdown::Options,
}

impl Built {
    /// `taxonomy.json`.
    ///
    /// # Errors
    /// None in practice: the bytes go to memory.
    pub fn json(&self) -> io::Result<Sealed> {
        crate::render::json::sealed(&self.taxonomy)
    }

    /// `taxonomy.md`.
    ///
    /// # Errors
    /// None in practice: the bytes go to memory.
    pub fn markdown(&self) -> io::Result<Sealed> {
        crate::render::markdown::sealed(&self.taxonomy, &self.options)
    }

    /// `changes.json`.
    ///
    /// # Errors
    /// None in practice: the bytes go to memory.
    pub fn changes_json(&self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        crate::render::changes::write_json(&self.changes, &self.lost, &mut bytes)?;
        Ok(bytes)
    }
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
        self.rebuild_taxonomy(evidence, decided, previous, None)
    }

    /// [`build_taxonomy`](Self::build_taxonomy) with what earlier runs found; the result is the same.
    ///
    /// # Errors
    /// As there.
    pub fn rebuild_taxonomy(
        &self,
        evidence: &[Evidence],
        decided: &[DecisionText],
        previous: Option<Previous<'_>>,
        cache: Option<&Cache>,
    ) -> Result<Built, Contradiction> {
        let mut evidence: Vec<&Evidence> = evidence.iter().collect();
        evidence.sort_by(|a, b| a.info.path.cmp(&b.info.path));
        let stated: Vec<TaskMention> =
            evidence.iter().flat_map(|one| one.extraction.mentions.iter().cloned()).collect();
        let decisions: Vec<Decision> = decided.iter().flat_map(|file| file.decisions.clone()).collect();
        let from_sources = stated.len();
        let mut judged = decide(stated, &decisions)?;
        let mut book = None;
        let mut worded = decisions.clone();
        if self.simplifier.is_some() {
            let spellings = evidence.iter().map(|one| (&one.info.path, &one.spellings));
            let book = book.insert(Book::new(spellings, &self.converter));
            let chosen = worded.iter_mut().flat_map(|decision| decision.kind.words_mut());
            for text in chosen {
                let plain = self.plain(text);
                book.note(&plain, text);
                *text = plain;
            }
            let theirs = judged.mentions[from_sources..].iter_mut().flat_map(mention_words);
            theirs.for_each(|text| *text = self.plain(text));
        }
        let facets: Vec<_> = evidence
            .iter()
            .flat_map(|one| {
                one.extraction.facets.iter().map(|facets| (one.info.path.clone(), facets.clone()))
            })
            .collect();
        let Grouped { roles, clusters, review, parts } = self.cluster(&judged, &facets, cache);
        let sources: Vec<SourceInfo> = evidence.iter().map(|one| one.info.clone()).collect();
        let texts: BTreeMap<_, _> =
            evidence.iter().map(|one| (one.info.path.clone(), Arc::clone(&one.text))).collect();
        let options = merge::Options { line: self.settings.link.threshold, ..self.settings.merge.clone() };
        let statements: Vec<MentionRef> = decisions.iter().map(statement).collect();
        let Merged { mut taxonomy, .. } = merge::merge(&MergeInput {
            mentions: &judged.mentions,
            clusters: &clusters,
            facets: &facets,
            roles: &roles,
            sources: &sources,
            texts: &texts,
            parts: &parts,
            copies: &self.copies(&judged.mentions),
            review: &review,
            terms: &self.knowledge.wordings,
            edits: &edits(&judged, &worded, &statements),
            must: &judged.resolved.must,
            unsure: &judged.resolved.unsure,
            options: &options,
        });
        if let Some(book) = &book {
            taxonomy = book.taxonomy(taxonomy);
        }
        judged.check(&taxonomy, &decisions)?;
        taxonomy.decisions = judged.resolved.rulings;
        let lock = self.lock(&sources, decided);
        let differences = previous.and_then(|previous| previous.lock).map(|was| was.differences(&lock));
        let earlier = previous.map(|previous| previous.taxonomy);
        let naming = Naming { codes: &self.knowledge.role_codes, plain: &|text| self.plain(text) };
        let Identified { taxonomy, changes, lost } =
            identify_with(taxonomy, earlier, &differences.unwrap_or_default(), &naming);
        Ok(Built { taxonomy, changes, lost, lock, options: self.settings.render.clone() })
    }

    /// Which documents copy others, by what they state of their duties.
    fn copies(&self, mentions: &[TaskMention]) -> Vec<CopiedDocument> {
        let mut texts: BTreeMap<DocumentRef, String> = BTreeMap::new();
        for mention in mentions.iter().filter(|mention| mention.kind != MentionKind::Manual) {
            let place = DocumentRef { source: mention.source.clone(), document: mention.document };
            let values = mention.attributes.values().flatten().map(|value| value.value.as_str());
            let text = texts.entry(place).or_default();
            for line in std::iter::once(mention.title.as_str()).chain(values) {
                text.push_str(line);
                text.push('\n');
            }
        }
        let (places, texts): (Vec<DocumentRef>, Vec<String>) = texts.into_iter().unzip();
        dedup::copies(&texts, &self.settings.dedup)
            .into_iter()
            .map(|copied| CopiedDocument {
                document: places[copied.document].clone(),
                original: places[copied.original].clone(),
                containment: copied.containment,
            })
            .collect()
    }

    /// What a run over these sources and decisions is made from.
    fn lock(&self, sources: &[SourceInfo], decided: &[DecisionText]) -> Lock {
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
