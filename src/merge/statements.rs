//! The mention list, and what the documents say of roles.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use super::roles::{RoleGroup, Roles};
use super::{Draft, MergeInput, role_id};
use crate::lexicon::wording_key;
use crate::mention::{Context, Facet, MentionKind, TaskMention};
use crate::source::SourceId;
use crate::taxonomy::{Category, FacetValue, MentionRef, Role, StatementKind, Value};

/// The facet key whose statements are the role's overview.
const OVERVIEW: &str = "overview";

/// The facet key whose statements name the groups that duties fall in, the name as label.
const CATEGORIES: &str = "categories";

/// References to the mentions of all drafts.
pub(super) fn of_tasks(mentions: &[TaskMention], drafts: &[Draft]) -> Vec<MentionRef> {
    let members = drafts.iter().flat_map(|draft| &draft.members);
    members
        .map(|&member| {
            let mention = &mentions[member];
            MentionRef {
                id: mention.id.clone(),
                source: mention.source.clone(),
                line_start: mention.lines.0,
                line_end: mention.lines.1,
                byte_start: mention.span.start,
                byte_end: mention.span.end,
                title_raw: mention.quote.as_str().to_owned(),
                context: mention.quote.context(),
                kind: match mention.kind {
                    MentionKind::Manual => StatementKind::Manual,
                    _ => StatementKind::Task,
                },
                document: mention.document,
                also_at: mention.also_at.clone(),
                origins: mention.origins.clone(),
            }
        })
        .collect()
}

/// A fact and the ids of the statements that give it.
struct Fact {
    value: String,
    label: Option<String>,
    mentions: Vec<String>,
}

/// Moves what a role's documents say of its categories to the categories: a statement whose label
/// is the title of one becomes its description. What fits none stays a facet of the role.
pub(super) fn describe_categories(role: &mut Role, categories: &mut [Category]) {
    let Some(facts) = role.facets.remove(CATEGORIES) else {
        return;
    };
    let mut by_title: BTreeMap<String, usize> = BTreeMap::new();
    for (index, category) in categories.iter().enumerate().filter(|(_, category)| category.role == role.id) {
        for title in std::iter::once(&category.title).chain(&category.aliases) {
            by_title.entry(wording_key(title)).or_insert(index);
        }
    }
    let find = |title: Option<&str>| title.and_then(|title| by_title.get(&wording_key(title)).copied());
    let mut rest = Vec::new();
    for fact in facts {
        match find(fact.label.as_deref().or_else(|| group_name(&fact.value))) {
            Some(index) => categories[index].description.push(Value {
                value: fact.value,
                mentions: fact.mentions,
                ..Value::default()
            }),
            // The bare name of a category says nothing that its title does not.
            None if fact.label.is_none() && find(Some(fact.value.as_str())).is_some() => {}
            None => rest.push(fact),
        }
    }
    if !rest.is_empty() {
        role.facets.insert(CATEGORIES.to_owned(), rest);
    }
}

/// The name in front of the colon of `库存管理 (Stock)：…`, without its translation.
fn group_name(value: &str) -> Option<&str> {
    let (name, _) = value.split_once(['：', ':'])?;
    let name = name.trim_end();
    let bare = name.strip_suffix([')', '）']).and_then(|open| open.rfind(['(', '（']).map(|at| &open[..at]));
    Some(bare.unwrap_or(name))
}

/// Role `index` with its facets; appends the statements they rest on to `mentions`, whose ids are `used`.
pub(super) fn role(
    input: &MergeInput<'_>,
    roles: &Roles,
    index: usize,
    group: &RoleGroup,
    mentions: &mut Vec<MentionRef>,
    used: &mut BTreeSet<String>,
) -> Role {
    let mut own: Vec<_> = input
        .facets
        .iter()
        .zip(&roles.of_named)
        .filter(|(_, role)| **role == index)
        .map(|((source, facets), _)| (source, facets))
        .collect();
    own.sort_by_key(|(source, facets)| (*source, facets.document));
    let mut facts: BTreeMap<&str, Vec<Fact>> = BTreeMap::new();
    let mut known: BTreeMap<(&str, String), usize> = BTreeMap::new();
    for (source, facets) in own {
        for facet in &facets.facets {
            let wording = wording_key(facet.value.as_str());
            let Some(statement) = statement(input, source, facets.document, facet, used) else {
                continue;
            };
            let list = facts.entry(facet.key.as_str()).or_default();
            let at = *known.entry((facet.key.as_str(), wording)).or_insert(list.len());
            if at == list.len() {
                list.push(Fact {
                    value: facet.value.as_str().trim().to_owned(),
                    label: facet.label.clone(),
                    mentions: Vec::new(),
                });
            }
            list[at].mentions.push(statement.id.clone());
            mentions.push(statement);
        }
    }
    let overview = facts.remove(OVERVIEW).unwrap_or_default();
    Role {
        id: role_id(index),
        title: group.title.clone(),
        aliases: group.aliases.clone(),
        overview: overview
            .into_iter()
            .map(|fact| Value { value: fact.value, mentions: fact.mentions, ..Value::default() })
            .collect(),
        facets: facts
            .into_iter()
            .map(|(key, facts)| {
                let values = facts.into_iter().map(|fact| FacetValue {
                    value: fact.value,
                    label: fact.label,
                    mentions: fact.mentions,
                });
                (key.to_owned(), values.collect())
            })
            .collect(),
    }
}

/// The place of a facet as a mention of its own: `f` and ten hex digits of SHA-256 over source,
/// document, key, value and occurrence. `None` for a facet without letters or without a place.
fn statement(
    input: &MergeInput<'_>,
    source: &SourceId,
    document: usize,
    facet: &Facet,
    used: &mut BTreeSet<String>,
) -> Option<MentionRef> {
    let span = facet.value.source_span()?;
    let value = facet.value.as_str();
    if wording_key(value).is_empty() {
        return None;
    }
    let id = (0..)
        .map(|occurrence: usize| facet_id(source, document, &facet.key, value, occurrence))
        .find(|id| used.insert(id.clone()))?;
    let quote = input.texts.get(source).and_then(|text| text.get(span.start..span.end));
    Some(MentionRef {
        id,
        source: source.clone(),
        line_start: facet.lines.0,
        line_end: facet.lines.1,
        byte_start: span.start,
        byte_end: span.end,
        title_raw: quote.unwrap_or_default().to_owned(),
        context: Context::default(),
        kind: StatementKind::Facet,
        document,
        also_at: Vec::new(),
        origins: Vec::new(),
    })
}

fn facet_id(source: &SourceId, document: usize, key: &str, value: &str, occurrence: usize) -> String {
    let identity = format!("{source}\0{document}\0{key}\0{value}\0{occurrence}");
    let digest = Sha256::digest(identity.as_bytes());
    let hex: String = digest.iter().take(5).map(|byte| format!("{byte:02x}")).collect();
    format!("f{hex}")
}
