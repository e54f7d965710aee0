//! Clusters of mentions become canonical tasks with categories, roles and terms.
//!
//! Nothing is invented: every title is the wording of a mention, every value names the mentions
//! that state it. Ids are provisional here (`T1`, `C1` …); [`crate::identify`] allots lasting ones.

mod alignment;
mod canonical;
mod categories;
mod compounds;
mod edits;
mod order;
mod review;
mod roles;
mod statements;
mod terms;
mod values;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub use edits::Edit;
use edits::Edits;
pub use roles::{NamedRole, Place, RoleGroup, Roles, StatedRole, Told};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
pub use terms::link as link_terms;

use crate::lexicon::{TermLexicon, wording_key};
use crate::mention::{Attribute, MentionKind, RoleFacets, TaskMention};
use crate::source::SourceId;
use crate::taxonomy::{
    Alias, Category, CopiedDocument, DocumentRef, MentionRef, Part, ReviewPair, Role, SourceInfo, Task,
    Taxonomy, UNCLASSIFIED, Value,
};

/// How merging goes about its work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Options {
    /// Match weight in bits at which linking joins two mentions: the further below it the weakest link of a task lies,
    /// the sooner review asks about it. The pipeline sets it from linking's threshold, so it is no setting.
    #[serde(skip)]
    pub line: f64,
    /// Review asks at most this many questions for each task of the taxonomy.
    pub questions_per_task: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { line: 0.0, questions_per_task: 2 }
    }
}

/// A cluster of mentions, by index into [`MergeInput::mentions`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClusterInput {
    /// The members; a mention belongs to at most one cluster, and one in no cluster is left out.
    pub members: Vec<usize>,
    /// The member that linking finds most typical; it breaks ties in the choice of the title.
    pub canonical: usize,
}

/// A part of a compound duty that another mention states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedPart {
    /// The compound, by index into [`MergeInput::mentions`].
    pub mention: usize,
    /// The part.
    pub title: String,
    /// A mention of the task that it belongs to.
    pub like: usize,
}

/// Everything merging needs.
#[derive(Clone, Copy, Debug)]
pub struct MergeInput<'a> {
    /// The mentions of all documents, in any order.
    pub mentions: &'a [TaskMention],
    /// Their clusters, singletons included, in any order.
    pub clusters: &'a [ClusterInput],
    /// What the documents say of their roles.
    pub facets: &'a [(SourceId, RoleFacets)],
    /// The roles of `mentions` and `facets`.
    pub roles: &'a Roles,
    /// The sources.
    pub sources: &'a [SourceInfo],
    /// Decoded texts, to quote facets from; a facet whose source is missing has no quote.
    pub texts: &'a BTreeMap<SourceId, Arc<str>>,
    /// Parts of compound duties that linking found the task of.
    pub parts: &'a [PlacedPart],
    /// Documents that copy others.
    pub copies: &'a [CopiedDocument],
    /// Pairs of mentions worth a question, and the weakest link of each cluster.
    pub review: &'a [ReviewPair],
    /// Which spellings of skills, tools and collaborators mean the same.
    pub terms: &'a TermLexicon,
    /// What people decided about titles, categories and values.
    pub edits: &'a [Edit<'a>],
    /// Pairs of mentions that people joined.
    pub must: &'a [(usize, usize)],
    /// Pairs of mentions of which people could not tell; review asks about them last.
    pub unsure: &'a [(usize, usize)],
    /// Settings.
    pub options: &'a Options,
}

/// A canonical task in the making: the members of one cluster that belong to one role.
#[derive(Debug)]
struct Draft {
    role: usize,
    /// Indices of mentions, in source order.
    members: Vec<usize>,
    suggested: usize,
}

/// The documents that state tasks, numbered in source order.
struct Documents<'a> {
    /// Source and number within the source.
    all: Vec<(&'a SourceId, usize)>,
    /// Document of each mention.
    of: Vec<usize>,
    /// For each of `all` the document that it copies, or itself.
    witness: Vec<usize>,
    /// Which of `all` are the word of a person.
    manual: BTreeSet<usize>,
}

impl<'a> Documents<'a> {
    fn new(mentions: &'a [TaskMention], copies: &[CopiedDocument]) -> Self {
        let place = |mention: &'a TaskMention| (&mention.source, mention.document);
        let all: Vec<_> = mentions.iter().map(place).collect::<BTreeSet<_>>().into_iter().collect();
        // Every document was collected from the same mentions, so the search succeeds.
        let of: Vec<usize> =
            mentions.iter().map(|mention| all.partition_point(|&at| at < place(mention))).collect();
        let manual = mentions.iter().zip(&of).filter(|(mention, _)| mention.kind == MentionKind::Manual);
        let manual = manual.map(|(_, &document)| document).collect();
        let find = |one: &DocumentRef| all.binary_search(&(&one.source, one.document)).ok();
        let mut witness: Vec<usize> = (0..all.len()).collect();
        for (copy, original) in copies.iter().filter_map(|c| Some((find(&c.document)?, find(&c.original)?))) {
            witness[copy] = original;
        }
        Self { all, of, witness, manual }
    }

    /// The independent document that states a mention.
    fn witness(&self, member: usize) -> usize {
        self.witness[self.of[member]]
    }

    /// How many independent ones `members` come from.
    fn support(&self, members: &[usize]) -> usize {
        let documents: BTreeSet<usize> = members.iter().map(|&member| self.witness(member)).collect();
        documents.difference(&self.manual).count()
    }
}

/// A merged taxonomy, and by what its questions are ranked.
#[derive(Clone, Debug, PartialEq)]
pub struct Merged {
    /// The taxonomy, with provisional ids.
    pub taxonomy: Taxonomy,
    /// For each of its questions the odds, in bits, that the pair was decided wrongly.
    pub odds: Vec<f64>,
    /// Whether these are all questions that there are.
    pub all_asked: bool,
}

/// Builds the taxonomy of `input`, with provisional ids. Equal for any order of mentions,
/// clusters and facets.
pub fn merge(input: &MergeInput<'_>) -> Merged {
    let documents = Documents::new(input.mentions, input.copies);
    let mut roles = input.roles.clone();
    edits::rename_roles(&mut roles.groups, input.edits);
    let edits = Edits::new(input.edits);
    let mut drafts = drafts(input, &roles, &documents);
    let sequences = order::sequences(input.mentions, &documents, &drafts);
    let titles: Vec<Vec<String>> = roles.groups.iter().map(RoleGroup::keys).collect();
    let mut layout = categories::align(input.mentions, &documents, &drafts, &sequences, &titles);
    edits.arrange(&mut layout, &drafts, &roles.groups, input.edits);
    let walks: Vec<Vec<usize>> =
        sequences.iter().map(|sequence| sequence.iter().map(|(draft, _)| *draft).collect()).collect();
    let ranks = order::ranks(&order::merge_sequences(drafts.len(), &walks));
    let mut at: Vec<usize> = (0..drafts.len()).collect();
    at.sort_by_key(|&draft| {
        let last = input.mentions[drafts[draft].members[0]].boilerplate;
        (layout.of_draft[draft], last, ranks[draft])
    });
    let category_of: Vec<usize> = at.iter().map(|&draft| layout.of_draft[draft]).collect();
    drafts = reordered(drafts, &at);

    let mut statements: BTreeMap<&str, &MentionRef> = BTreeMap::new();
    let mut tasks: Vec<Task> = Vec::with_capacity(drafts.len());
    for (index, draft) in drafts.iter().enumerate() {
        let mut task = task(input, &documents, index, draft, &edits);
        let (chosen, new) = edits.choose(draft, &mut task.attributes, input.terms);
        task.conflicts.retain(|attribute| !chosen.contains(attribute));
        statements.extend(new.into_iter().map(|statement| (statement.id.as_str(), statement)));
        tasks.push(task);
    }
    for (task, &category) in tasks.iter_mut().zip(&category_of) {
        task.category = category_id(category);
    }
    compounds::resolve(input, &documents, &drafts, &mut tasks);
    let terms = terms::link(&mut tasks, input.terms);
    let mut categories: Vec<Category> =
        layout.categories.iter().enumerate().map(|(index, group)| category(group, index)).collect();
    for (task, &category) in tasks.iter().zip(&category_of) {
        categories[category].tasks.push(task.id.clone());
    }
    let mut mentions = statements::of_tasks(input.mentions, &drafts);
    mentions.extend(statements.into_values().cloned());
    let mut used: BTreeSet<String> = mentions.iter().map(|mention| mention.id.clone()).collect();
    let mut described: Vec<Role> = roles
        .groups
        .iter()
        .enumerate()
        .map(|(index, group)| statements::role(input, &roles, index, group, &mut mentions, &mut used))
        .collect();
    for role in &mut described {
        statements::describe_categories(role, &mut categories);
    }
    mentions.sort_by(|a, b| {
        (&a.source, a.byte_start, a.byte_end, &a.id).cmp(&(&b.source, b.byte_start, b.byte_end, &b.id))
    });
    let mut sources = input.sources.to_vec();
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    let review::Questions { items: review, odds, all_asked } =
        review::questions(input, &documents, &drafts, &tasks);
    let copies = input.copies.to_vec();
    let roles = described;
    let taxonomy = Taxonomy {
        roles,
        categories,
        tasks,
        terms,
        mentions,
        sources,
        copies,
        review,
        ..Taxonomy::default()
    };
    Merged { taxonomy, odds, all_asked }
}

fn role_id(index: usize) -> String {
    format!("R{}", index + 1)
}

fn category_id(index: usize) -> String {
    format!("C{}", index + 1)
}

fn task_id(index: usize) -> String {
    format!("T{}", index + 1)
}

/// One draft for each cluster and role: duties go to the role whose duties they are, even where
/// linking finds the wording of two roles alike.
fn drafts(input: &MergeInput<'_>, roles: &Roles, documents: &Documents<'_>) -> Vec<Draft> {
    let place = |&member: &usize| {
        let mention = &input.mentions[member];
        (documents.of[member], mention.span, &mention.id)
    };
    let mut drafts = Vec::new();
    for cluster in input.clusters {
        for (role, mut members) in edits::by_role(&cluster.members, &roles.of_stated, input.must) {
            members.sort_by(|a, b| place(a).cmp(&place(b)));
            drafts.push(Draft { role, members, suggested: cluster.canonical });
        }
    }
    drafts.sort_by(|a, b| place(&a.members[0]).cmp(&place(&b.members[0])));
    drafts
}

fn reordered(drafts: Vec<Draft>, at: &[usize]) -> Vec<Draft> {
    let mut rank = vec![0; at.len()];
    for (new, &old) in at.iter().enumerate() {
        rank[old] = new;
    }
    let mut ranked: Vec<(usize, Draft)> = rank.into_iter().zip(drafts).collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, draft)| draft).collect()
}

fn task(
    input: &MergeInput<'_>,
    documents: &Documents<'_>,
    index: usize,
    draft: &Draft,
    edits: &Edits<'_>,
) -> Task {
    let stated: Vec<canonical::Stated<'_>> = draft
        .members
        .iter()
        .flat_map(|&member| {
            let mention = &input.mentions[member];
            let stated = move |wording, suggested| canonical::Stated {
                wording,
                document: documents.witness(member),
                item: member,
                simple: mention.parts.is_empty() && !mention.boilerplate,
                suggested,
            };
            let own = stated(mention.title.as_str(), member == draft.suggested);
            std::iter::once(own).chain(mention.aliases.iter().map(move |alias| stated(alias, false)))
        })
        .collect();
    let mut wordings = canonical::rank(&stated);
    let pinned = edits.retitle(input, draft, &mut wordings);
    let mut wordings = wordings.into_iter();
    let title = wordings.next().map(|wording| wording.title).unwrap_or_default();
    let ids = |items: &[usize]| items.iter().map(|&item| input.mentions[item].id.clone()).collect();
    let aliases =
        wordings.map(|wording| Alias { mentions: ids(&wording.items), title: wording.title }).collect();
    let attributes = attributes(input, documents, draft);
    let conflicts = values::conflicts(&attributes, input.mentions, &draft.members);
    let mut seen = BTreeSet::new();
    let parts = draft
        .members
        .iter()
        .flat_map(|&member| &input.mentions[member].parts)
        .filter(|part| seen.insert(wording_key(part)))
        .map(|part| Part { title: part.clone(), task: None })
        .collect();
    Task {
        id: task_id(index),
        title,
        aliases,
        category: String::new(),
        support: documents.support(&draft.members),
        attributes,
        mentions: ids(&draft.members),
        conflicts,
        parts,
        compounds: Vec::new(),
        pinned,
    }
}

fn attributes(
    input: &MergeInput<'_>,
    documents: &Documents<'_>,
    draft: &Draft,
) -> BTreeMap<Attribute, Vec<Value>> {
    let mut stated: BTreeMap<Attribute, Vec<values::Stated<'_>>> = BTreeMap::new();
    for &member in &draft.members {
        let mention = &input.mentions[member];
        for (attribute, values) in mention.attributes.iter() {
            let entry = stated.entry(attribute).or_default();
            for value in values {
                entry.push(values::Stated {
                    text: &value.value,
                    mention: &mention.id,
                    document: documents.witness(member),
                    span: value.span,
                });
            }
        }
    }
    stated
        .into_iter()
        .map(|(attribute, stated)| (attribute, values::fold(attribute, &stated, input.terms)))
        .filter(|(_, values)| !values.is_empty())
        .collect()
}

fn category(group: &categories::Group, index: usize) -> Category {
    Category {
        id: category_id(index),
        role: role_id(group.role),
        title: group.title.clone().unwrap_or_else(|| UNCLASSIFIED.to_owned()),
        aliases: group.aliases.clone(),
        description: Vec::new(),
        tasks: Vec::new(),
    }
}

#[cfg(test)]
pub(crate) mod fixture;
#[cfg(test)]
mod tests;
