//! What a run leaves to the next one: which parts its result has, what each was made from and where it stands.
//!
//! A part is a role with its categories and tasks, or the statements of a source. Nothing of a part is stored here
//! but what decides whether it is still the same, and what the rest of a result is made from: the parts themselves
//! are bytes of the files.

mod used;

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use used::{Used, bare_terms, term_places};

use super::cache::Hash;
use super::taxonomy::{DecisionText, Merging};
use crate::merge::{NamedRole, StatedRole};
use crate::render::json;
use crate::render::markdown::Section;
use crate::source::SourceId;
use crate::taxonomy::{
    CopiedDocument, Decision, MentionRef, Retired, ReviewItem, ReviewReason, Ruling, SourceInfo, Task,
    Taxonomy, Terms,
};

/// The last result by its parts.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Carried {
    pub(super) sources: Vec<CarriedSource>,
    pub(super) roles: Vec<CarriedRole>,
    /// Every question there is, in the order of the result.
    pub(super) review: Vec<CarriedQuestion>,
    /// The terms without their tasks.
    pub(super) terms: Terms,
    pub(super) copies: Vec<CopiedDocument>,
    pub(super) rulings: Vec<Ruling>,
    pub(super) retired: Vec<Retired>,
    pub(super) revision: u32,
}

/// A source of the last result.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct CarriedSource {
    /// What it was made from.
    pub(super) key: Hash,
    pub(super) info: SourceInfo,
    /// By document and role title, how many mentions there are.
    pub(super) stated: Vec<(usize, Option<String>, usize)>,
    /// See [`NamedRole`].
    pub(super) named: Vec<(usize, String, Vec<String>, bool)>,
    /// What linking found in the sets that begin with it.
    pub(super) linked: Vec<Hash>,
    /// Its statements in `taxonomy.json`.
    pub(super) mentions: Range<usize>,
}

/// A role of the last result.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct CarriedRole {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) aliases: Vec<String>,
    /// The sources that speak of it, as indices.
    pub(super) sources: Vec<usize>,
    /// Where it stands in `taxonomy.json`, with its categories and its tasks.
    pub(super) role: Range<usize>,
    pub(super) categories: Range<usize>,
    pub(super) tasks: Range<usize>,
    /// Where it stands in `taxonomy.md`, and which marks are printed there (source as index, line).
    pub(super) section: Range<usize>,
    pub(super) marks: Vec<(usize, usize)>,
    /// The ids of its tasks.
    pub(super) ids: Vec<String>,
    /// The values of its tasks that are terms.
    pub(super) used: Used,
}

/// A question of the last result.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct CarriedQuestion {
    pub(super) odds: f64,
    /// The two mentions, the lower id first.
    pub(super) ids: (String, String),
    pub(super) unsure: bool,
    /// The source of one of them.
    pub(super) source: usize,
    /// Where they stand: source as index, line.
    pub(super) places: Vec<(usize, usize)>,
    /// Where it stands in `taxonomy.json`.
    pub(super) at: Range<usize>,
}

/// Where the parts of a result stand.
#[derive(Debug, Default)]
pub(super) struct Spots {
    pub(super) roles: Vec<Range<usize>>,
    pub(super) categories: Vec<Range<usize>>,
    pub(super) tasks: Vec<Range<usize>>,
    pub(super) mentions: Vec<Range<usize>>,
    pub(super) review: Vec<Range<usize>>,
    pub(super) sections: Vec<Range<usize>>,
}

/// By what the parts of a result are found again: its two files, and the decisions it was made with.
pub(super) fn key(json: &str, markdown: &str, decided: &[DecisionText]) -> Hash {
    let mut hash = Sha256::new();
    let texts = decided.iter().flat_map(|file| [file.name.as_str(), file.text.as_str()]);
    for text in [json, markdown].into_iter().chain(texts) {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text);
    }
    hash.finalize().into()
}

impl CarriedSource {
    pub(super) fn stated(&self) -> impl Iterator<Item = StatedRole<'_>> {
        self.stated.iter().map(|(document, title, times)| StatedRole {
            place: (&self.info.path, *document),
            title: title.as_deref(),
            times: *times,
        })
    }

    /// How many mentions it holds.
    pub(super) fn mentions_stated(&self) -> usize {
        self.stated.iter().map(|(.., times)| times).sum()
    }

    pub(super) fn named(&self) -> impl Iterator<Item = NamedRole<'_>> {
        self.named.iter().map(|(document, title, aliases, described)| NamedRole {
            place: (&self.info.path, *document),
            title,
            aliases,
            described: *described,
        })
    }
}

/// The order of questions: those of which a person could not tell come last.
pub(super) fn question_order(a: &CarriedQuestion, b: &CarriedQuestion) -> std::cmp::Ordering {
    a.unsure.cmp(&b.unsure).then_with(|| b.odds.total_cmp(&a.odds)).then_with(|| a.ids.cmp(&b.ids))
}

impl Carried {
    /// The revision of the result.
    pub fn revision(&self) -> u32 {
        self.revision
    }

    /// The parts of `taxonomy`, which came of `merging`, still without their places. `sources` are those of the whole
    /// result, of which it may hold some, `keys` what they were made from; `None` if a part rests on anything but these.
    pub(super) fn parts(
        taxonomy: &Taxonomy,
        merging: &Merging,
        decisions: &[Decision],
        keys: &BTreeMap<SourceId, Hash>,
    ) -> Option<Self> {
        let sources = &taxonomy.sources;
        let place_of: BTreeMap<&str, &SourceId> =
            merging.judged.mentions.iter().map(|one| (one.id.as_str(), &one.source)).collect();
        let at_home = |(ruling, decision): (&Ruling, &Decision)| {
            let named: Vec<Option<&str>> =
                decision.kind.targets().iter().map(|target| target.source.as_deref()).collect();
            let found = ruling.mentions.iter().filter_map(|id| place_of.get(id.as_str()));
            found.into_iter().all(|source| named.contains(&Some(source.as_str())))
        };
        if !taxonomy.decisions.iter().zip(decisions).all(at_home) {
            return None;
        }
        let number: BTreeMap<&SourceId, usize> =
            sources.iter().enumerate().map(|(at, source)| (&source.path, at)).collect();
        let mentions: BTreeMap<&str, &MentionRef> =
            taxonomy.mentions.iter().map(|one| (one.id.as_str(), one)).collect();
        if !taxonomy.mentions.iter().all(|one| number.contains_key(&one.source)) {
            return None;
        }
        let own = |info: &SourceInfo| CarriedSource {
            key: keys.get(&info.path).copied().unwrap_or_default(),
            info: info.clone(),
            stated: Vec::new(),
            named: Vec::new(),
            linked: Vec::new(),
            mentions: 0..0,
        };
        let mut carried: Vec<CarriedSource> = sources.iter().map(own).collect();
        let mut of_role: Vec<Vec<usize>> = vec![Vec::new(); merging.roles.groups.len()];
        let mut counts: BTreeMap<(usize, usize, Option<&str>), usize> = BTreeMap::new();
        for (mention, &role) in merging.judged.mentions.iter().zip(&merging.roles.of_stated) {
            let source = *number.get(&mention.source)?;
            of_role[role].push(source);
            *counts.entry((source, mention.document, mention.role.as_deref())).or_default() += 1;
        }
        for ((source, document, title), times) in counts {
            carried[source].stated.push((document, title.map(str::to_owned), times));
        }
        for ((path, facets), &role) in merging.facets.iter().zip(&merging.roles.of_named) {
            let source = *number.get(path)?;
            let named = NamedRole::new(path, facets);
            if named.says() {
                of_role[role].push(source);
            }
            let (title, aliases) = (named.title.to_owned(), named.aliases.to_vec());
            carried[source].named.push((facets.document, title, aliases, named.described));
        }
        for &(mention, hash) in &merging.linked {
            carried[*number.get(&merging.judged.mentions[mention].source)?].linked.push(hash);
        }
        let terms = term_places(&taxonomy.terms);
        let role_of: BTreeMap<&str, &str> =
            taxonomy.categories.iter().map(|one| (one.id.as_str(), one.role.as_str())).collect();
        let mut tasks: BTreeMap<&str, Vec<&Task>> = BTreeMap::new();
        for task in &taxonomy.tasks {
            tasks.entry(role_of.get(task.category.as_str())?).or_default().push(task);
        }
        let roles = taxonomy.roles.iter().zip(of_role).map(|(role, mut sources)| {
            sources.sort_unstable();
            sources.dedup();
            let own = tasks.remove(role.id.as_str()).unwrap_or_default();
            CarriedRole {
                id: role.id.clone(),
                title: role.title.clone(),
                aliases: role.aliases.clone(),
                sources,
                role: 0..0,
                categories: 0..0,
                tasks: 0..0,
                section: 0..0,
                marks: Vec::new(),
                ids: own.iter().map(|task| task.id.clone()).collect(),
                used: Used::by(&own, &terms),
            }
        });
        let roles = roles.collect();
        let question = |(item, &odds): (&ReviewItem, &f64)| {
            let (a, b) = (mentions.get(item.a.as_str())?, mentions.get(item.b.as_str())?);
            let place = |one: &MentionRef| Some((*number.get(&one.source)?, one.line_start));
            let ids = (item.a.clone(), item.b.clone());
            Some(CarriedQuestion {
                odds,
                ids: if ids.0 <= ids.1 { ids } else { (ids.1, ids.0) },
                unsure: item.reason == ReviewReason::Unsure,
                source: place(a)?.0,
                places: vec![place(a)?, place(b)?],
                at: 0..0,
            })
        };
        let review = taxonomy.review.iter().zip(&merging.merged.odds).map(question).collect::<Option<_>>()?;
        Some(Self {
            sources: carried,
            roles,
            review,
            terms: bare_terms(&taxonomy.terms),
            copies: taxonomy.copies.clone(),
            rulings: taxonomy.decisions.clone(),
            retired: taxonomy.retired.clone(),
            revision: taxonomy.revision,
        })
    }

    /// Notes where the parts of a whole result stand: `taxonomy` as JSON is `bytes`.
    pub(super) fn place_whole(&mut self, taxonomy: &Taxonomy, bytes: &[u8], sections: &[Section]) {
        let [roles, categories, tasks, mentions, review] = json::elements(bytes);
        let by_role = |list: &[Range<usize>], count: &dyn Fn(&CarriedRole) -> usize| {
            chunked(list, self.roles.iter().map(count))
        };
        let of_role =
            |role: &CarriedRole| taxonomy.categories.iter().filter(|one| one.role == role.id).count();
        let mut statements: BTreeMap<&SourceId, usize> = BTreeMap::new();
        for mention in &taxonomy.mentions {
            *statements.entry(&mention.source).or_default() += 1;
        }
        let of_source =
            |source: &CarriedSource| statements.get(&source.info.path).copied().unwrap_or_default();
        let mut end = 0;
        let mut behind = |section: &Section| {
            let start = end;
            end += section.text.len();
            start..end
        };
        let spots = Spots {
            categories: by_role(&categories, &of_role),
            tasks: by_role(&tasks, &|role| role.ids.len()),
            mentions: chunked(&mentions, self.sources.iter().map(of_source)),
            sections: sections.iter().map(&mut behind).collect(),
            roles,
            review,
        };
        for (role, section) in self.roles.iter_mut().zip(sections) {
            role.marks = section.marks.iter().map(|&(source, line)| (source - 1, line)).collect();
        }
        self.place(spots);
    }

    /// Notes where the parts stand.
    pub(super) fn place(&mut self, spots: Spots) {
        let spot = |list: &[Range<usize>], at| list.get(at).cloned().unwrap_or_default();
        for (at, role) in self.roles.iter_mut().enumerate() {
            role.role = spot(&spots.roles, at);
            role.categories = spot(&spots.categories, at);
            role.tasks = spot(&spots.tasks, at);
            role.section = spot(&spots.sections, at);
        }
        for (source, at) in self.sources.iter_mut().zip(spots.mentions) {
            source.mentions = at;
        }
        for (question, at) in self.review.iter_mut().zip(spots.review) {
            question.at = at;
        }
    }
}

/// The places of as many elements as each of `counts` says, one behind the other; an empty one for none.
fn chunked(list: &[Range<usize>], counts: impl Iterator<Item = usize>) -> Vec<Range<usize>> {
    let mut from = 0;
    counts
        .map(|count| {
            let own = list.get(from..from + count).unwrap_or_default();
            from += count;
            own.first().zip(own.last()).map_or(0..0, |(first, last)| first.start..last.end)
        })
        .collect()
}
