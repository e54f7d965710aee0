//! Skills, tools and collaborators: which values mean the same thing.
//!
//! Stricter than task linking: two spellings are one term only if their term keys are equal (see
//! [`TermLexicon::key`]), or if exactly one term of the input introduces the other in brackets as
//! its foreign name or abbreviation (`先进先出（FIFO）`).

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use super::canonical::faults;
use crate::lexicon::{TermKind, TermLexicon, wording_key};
use crate::mention::Attribute;
use crate::taxonomy::{Task, Term, Terms, Value};

/// One use of a term: task, and value within the attribute.
type Use = (usize, usize);

/// A wording, and all values that have it.
struct Worded<'a> {
    wording: &'a str,
    first: Use,
    last: Use,
    /// The tasks that have it, ascending.
    tasks: Vec<usize>,
    /// How many mentions have it.
    mentions: usize,
    /// The other spellings of these values: how many values have each, and its first use.
    variants: BTreeMap<&'a str, (usize, Use)>,
}

impl<'a> Worded<'a> {
    fn new(wording: &'a str, first: Use) -> Self {
        let (tasks, variants) = (Vec::new(), BTreeMap::new());
        Self { wording, first, last: first, tasks, mentions: 0, variants }
    }

    /// Adds a value; they come in the order of their uses.
    fn add(&mut self, value: &'a Value, at: Use) {
        self.last = at;
        if self.tasks.last() != Some(&at.0) {
            self.tasks.push(at.0);
        }
        self.mentions += value.mentions.len();
        for text in &value.variants {
            if *text == value.value {
                self.mentions += value.mentions.len();
            } else {
                self.variants.entry(text).or_insert((0, at)).0 += 1;
            }
        }
    }
}

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
    let mut numbers: FxHashMap<&str, usize> = FxHashMap::default();
    let mut worded: Vec<Worded<'_>> = Vec::new();
    let mut of_values: Vec<usize> = Vec::new();
    for (at, task) in tasks.iter().enumerate() {
        for (index, value) in task.attributes.get(&attribute).into_iter().flatten().enumerate() {
            let number = *numbers.entry(&value.value).or_insert(worded.len());
            if number == worded.len() {
                worded.push(Worded::new(&value.value, (at, index)));
            }
            worded[number].add(value, (at, index));
            of_values.push(number);
        }
    }
    // The wordings of each term.
    let mut uses: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut introduced: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    // Of two that introduce one short form the later one spells it.
    let mut order: Vec<usize> = (0..worded.len()).collect();
    order.sort_by_key(|&number| worded[number].last);
    for number in order {
        let (head, short) = lexicon.introduction(worded[number].wording);
        let key = lexicon.key(kind, head);
        if let Some(short) = short {
            introduced.entry(lexicon.key(kind, short)).or_default().insert(key.clone(), short.to_owned());
        }
        uses.entry(key).or_default().push(number);
    }
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
    let mut built: Vec<(Term, Option<Use>, Vec<usize>)> = uses
        .into_iter()
        .map(|(key, numbers)| {
            let extra = aliases.remove(&key).unwrap_or_default();
            let own: Vec<&Worded<'_>> = numbers.iter().map(|&number| &worded[number]).collect();
            let term = describe(tasks, &own, extra, lexicon.preferred(kind, &key));
            (term, own.iter().map(|one| one.first).min(), numbers)
        })
        .collect();
    built.sort_by_key(|(term, first, _)| (Reverse(term.tasks.len()), *first));
    let mut terms = Vec::with_capacity(built.len());
    let mut term_of: Vec<usize> = vec![0; worded.len()];
    for (index, (mut term, _, numbers)) in built.into_iter().enumerate() {
        term.id = format!("{}{}", attribute.key(), index + 1);
        terms.push(term);
        numbers.into_iter().for_each(|number| term_of[number] = index);
    }
    let values = tasks.iter_mut().filter_map(|task| task.attributes.get_mut(&attribute)).flatten();
    for (value, number) in values.zip(of_values) {
        value.term = Some(terms[term_of[number]].id.clone());
    }
    terms
}

/// The term of these wordings. Its title is the lexicon's spelling if a source uses it, else the
/// spelling of most mentions; on a tie the plainer, then the shorter, then the first.
fn describe(tasks: &[Task], worded: &[&Worded<'_>], extra: Vec<String>, preferred: Option<&str>) -> Term {
    let mut spellings: BTreeMap<&str, (usize, Use)> = BTreeMap::new();
    for one in worded {
        let own = (one.wording, (one.mentions, one.first));
        for (text, (count, first)) in one.variants.iter().map(|(text, seen)| (*text, *seen)).chain([own]) {
            let entry = spellings.entry(text).or_insert((0, first));
            entry.0 += count;
            entry.1 = entry.1.min(first);
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
    let mut tasks_of: Vec<usize> = worded.iter().flat_map(|one| &one.tasks).copied().collect();
    tasks_of.sort_unstable();
    tasks_of.dedup();
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
