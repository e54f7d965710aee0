//! Skills, tools and collaborators: which values mean the same thing.
//!
//! Stricter than task linking: two spellings are one term only if their term keys are equal (see
//! [`TermLexicon::key`]), or if exactly one term of the input introduces the other in brackets as
//! its foreign name or abbreviation (`先进先出（FIFO）`).

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::canonical::faults;
use crate::lexicon::{TermKind, TermLexicon, wording_key};
use crate::mention::Attribute;
use crate::taxonomy::{Task, Term, Terms};

/// One use of a term: task, and value within the attribute.
type Use = (usize, usize);

/// Clusters the values of skills, tools and collaborators into terms, and names the term in each
/// value. Term ids are provisional.
pub fn link(tasks: &mut [Task], lexicon: &TermLexicon) -> Terms {
    let mut terms = Terms::default();
    for attribute in Attribute::ALL {
        if let Some(kind) = Terms::kind(attribute) {
            *terms.list_mut(kind) = link_attribute(tasks, attribute, kind, lexicon);
        }
    }
    terms
}

fn link_attribute(
    tasks: &mut [Task],
    attribute: Attribute,
    kind: TermKind,
    lexicon: &TermLexicon,
) -> Vec<Term> {
    // Few wordings, each used many times.
    let mut worded: BTreeMap<&str, Vec<Use>> = BTreeMap::new();
    for (at, task) in tasks.iter().enumerate() {
        for (index, value) in task.attributes.get(&attribute).into_iter().flatten().enumerate() {
            worded.entry(&value.value).or_default().push((at, index));
        }
    }
    let mut uses: BTreeMap<String, Vec<Use>> = BTreeMap::new();
    let mut introduced: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    // Of two that introduce one short form the later one spells it.
    let mut worded: Vec<(&str, Vec<Use>)> = worded.into_iter().collect();
    worded.sort_by_key(|(_, uses)| uses.last().copied());
    for (wording, own) in worded {
        let (head, short) = lexicon.introduction(wording);
        let key = lexicon.key(kind, head);
        if let Some(short) = short {
            introduced.entry(lexicon.key(kind, short)).or_default().insert(key.clone(), short.to_owned());
        }
        uses.entry(key).or_default().extend(own);
    }
    uses.values_mut().for_each(|uses| uses.sort_unstable());
    let mut aliases: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (short, heads) in introduced {
        if let (1, Some((head, spelled))) = (heads.len(), heads.into_iter().next()) {
            if short != head
                && let Some(moved) = uses.remove(&short)
            {
                uses.entry(head.clone()).or_default().extend(moved);
            }
            aliases.entry(head).or_default().push(spelled);
        }
    }
    let mut built: Vec<(Term, Vec<Use>)> = uses
        .into_iter()
        .map(|(key, uses)| {
            let extra = aliases.remove(&key).unwrap_or_default();
            (describe(tasks, attribute, &uses, extra, lexicon.preferred(kind, &key)), uses)
        })
        .collect();
    built.sort_by_key(|(term, uses)| (Reverse(term.tasks.len()), uses.iter().min().copied()));
    let mut terms = Vec::with_capacity(built.len());
    for (index, (mut term, uses)) in built.into_iter().enumerate() {
        term.id = format!("{}{}", attribute.key(), index + 1);
        for (task, value) in uses {
            if let Some(values) = tasks[task].attributes.get_mut(&attribute) {
                values[value].term = Some(term.id.clone());
            }
        }
        terms.push(term);
    }
    terms
}

/// The term of these uses. Its title is the lexicon's spelling if a source uses it, else the
/// spelling of most mentions; on a tie the plainer, then the shorter, then the first.
fn describe(
    tasks: &[Task],
    attribute: Attribute,
    uses: &[Use],
    extra: Vec<String>,
    preferred: Option<&str>,
) -> Term {
    let mut spellings: BTreeMap<&str, (usize, Use)> = BTreeMap::new();
    for &(task, index) in uses {
        let value = &tasks[task].attributes[&attribute][index];
        for text in std::iter::once(&value.value).chain(&value.variants) {
            let entry = spellings.entry(text).or_insert((0, (task, index)));
            entry.0 += if *text == value.value { value.mentions.len() } else { 1 };
            entry.1 = entry.1.min((task, index));
        }
    }
    let mut ranked: Vec<(&str, (usize, Use))> = spellings.into_iter().collect();
    ranked.sort_by_key(|&(text, (mentions, first))| {
        let listed = preferred != Some(text);
        (listed, Reverse(mentions), faults(text), text.chars().count(), first)
    });
    let mut titles = ranked.into_iter().map(|(text, _)| text.to_owned()).chain(extra);
    let title = titles.next().unwrap_or_default();
    let mut seen = BTreeSet::from([spelling_key(&title)]);
    let aliases = titles.filter(|alias| seen.insert(spelling_key(alias))).collect();
    let tasks_of: BTreeSet<usize> = uses.iter().map(|&(task, _)| task).collect();
    Term {
        id: String::new(),
        title,
        aliases,
        tasks: tasks_of.into_iter().map(|task| tasks[task].id.clone()).collect(),
    }
}

/// Spacing and punctuation make no alias; the case of Latin letters does (`JIRA`, `Jira`).
fn spelling_key(text: &str) -> String {
    if text.chars().any(|c| c.is_ascii_alphabetic()) {
        text.chars().filter(|c| c.is_alphanumeric()).collect()
    } else {
        wording_key(text)
    }
}
