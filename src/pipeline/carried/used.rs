//! The values of tasks that are terms: what terms are made from, and nothing else.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::mention::Attribute;
use crate::taxonomy::{Task, Term, Terms, Value};

/// The values of the tasks of a role that are terms.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::pipeline) struct Used {
    /// Their wordings, each once.
    texts: Vec<String>,
    /// The numbers of all [`Use`]s in a row: there are many, and each would be a list of its own.
    uses: Vec<usize>,
}

/// A value that is a term.
struct Use<'a> {
    /// Number of the task.
    task: usize,
    attribute: Attribute,
    /// Its wording and its variants, as numbers of texts.
    text: usize,
    variants: &'a [usize],
    /// How many mentions have it.
    mentions: usize,
    /// Place of the term.
    term: usize,
}

impl Used {
    /// The tasks with these `ids` and nothing but what terms are made from.
    pub(in crate::pipeline) fn bare_tasks(&self, ids: &[String]) -> Vec<Task> {
        let bare = |id: &String| Task {
            id: id.clone(),
            title: String::new(),
            aliases: Vec::new(),
            category: String::new(),
            support: 0,
            attributes: BTreeMap::new(),
            mentions: Vec::new(),
            conflicts: Vec::new(),
            parts: Vec::new(),
            compounds: Vec::new(),
            pinned: false,
        };
        let mut tasks: Vec<Task> = ids.iter().map(bare).collect();
        for one in self.uses() {
            tasks[one.task].attributes.entry(one.attribute).or_default().push(Value {
                value: self.texts[one.text].clone(),
                variants: one.variants.iter().map(|&text| self.texts[text].clone()).collect(),
                mentions: vec![String::new(); one.mentions],
                ..Value::default()
            });
        }
        tasks
    }

    fn uses(&self) -> impl Iterator<Item = Use<'_>> {
        let mut rest = self.uses.as_slice();
        std::iter::from_fn(move || {
            let (&[task, attribute, text, mentions, term, variants], more) = rest.split_first_chunk()?;
            let (variants, more) = more.split_at_checked(variants)?;
            rest = more;
            let attribute = *Attribute::ALL.get(attribute)?;
            Some(Use { task, attribute, text, variants, mentions, term })
        })
    }

    /// The places of the terms of its values, in the order of [`bare_tasks`](Self::bare_tasks).
    pub(in crate::pipeline) fn terms(&self) -> impl Iterator<Item = (Attribute, usize)> {
        self.uses().map(|one| (one.attribute, one.term))
    }

    /// What is kept of `tasks`; `places` are those of the terms.
    pub(super) fn by(tasks: &[&Task], places: &BTreeMap<(Attribute, &str), usize>) -> Self {
        let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
        let mut number = |text| {
            let next = numbers.len();
            *numbers.entry(text).or_insert(next)
        };
        let mut out = Vec::new();
        for (at, task) in tasks.iter().enumerate() {
            for (&attribute, values) in &task.attributes {
                let Some(kind) = Attribute::ALL.iter().position(|one| *one == attribute) else { continue };
                for value in values {
                    let term = value.term.as_deref().and_then(|term| places.get(&(attribute, term)));
                    let Some(&term) = term else { continue };
                    let text = number(&value.value);
                    out.extend([at, kind, text, value.mentions.len(), term, value.variants.len()]);
                    out.extend(value.variants.iter().map(|text| number(text)));
                }
            }
        }
        let mut texts: Vec<(usize, &str)> =
            numbers.into_iter().map(|(text, number)| (number, text)).collect();
        texts.sort_unstable();
        Self { texts: texts.into_iter().map(|(_, text)| text.to_owned()).collect(), uses: out }
    }
}

/// The place of a term in its list, by attribute and id.
pub(super) fn term_places(terms: &Terms) -> BTreeMap<(Attribute, &str), usize> {
    let lists = Attribute::ALL.into_iter().filter_map(|attribute| Some((attribute, Terms::kind(attribute)?)));
    lists
        .flat_map(|(attribute, kind)| {
            terms.list(kind).iter().enumerate().map(move |(at, term)| ((attribute, term.id.as_str()), at))
        })
        .collect()
}

/// Terms without their tasks.
pub(super) fn bare_terms(terms: &Terms) -> Terms {
    let bare = |list: &[Term]| list.iter().map(|term| Term { tasks: Vec::new(), ..term.clone() }).collect();
    Terms {
        skills: bare(&terms.skills),
        tools: bare(&terms.tools),
        collaborators: bare(&terms.collaborators),
    }
}
