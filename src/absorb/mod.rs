//! Hand edits come back as decisions.
//!
//! Three versions are compared field by field: what was written (`base`), what a person made of
//! it (`edited`), and what was built last (`latest`). A field that only the person changed becomes
//! a decision. One that the build changed too is a conflict: the decision is proposed together
//! with what the build says, for a person to choose.

mod of_json;
mod page;
mod sheet;

use std::collections::{BTreeMap, BTreeSet};

pub use sheet::{CategoryRow, Heading, Known, Line, Sheet, TaskRow};

use crate::decide::Desk;
use crate::lexicon::wording_key;
use crate::mention::Attribute;
use crate::taxonomy::{Decision, DecisionKind, Task, Taxonomy, UNCLASSIFIED};

/// A taxonomy and how its file reads.
#[derive(Clone, Copy, Debug)]
pub struct Version<'a> {
    /// The taxonomy.
    pub taxonomy: &'a Taxonomy,
    /// What its file says, in the format of the edited one.
    pub sheet: &'a Sheet,
}

/// A hand edit as decisions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The id of what was edited; empty for something new.
    pub id: String,
    /// The decisions that bring the edit about.
    pub kinds: Vec<DecisionKind>,
    /// What the file said.
    pub before: String,
    /// What the person made of it; empty for what was taken out.
    pub after: String,
    /// What the last build says, if that changed as well.
    pub conflict: Option<String>,
}

/// What an edited file comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Absorbed {
    /// The edits, in the order of the file; those of what is gone come last.
    pub proposals: Vec<Proposal>,
    /// Lines that were changed and are no part of the taxonomy, with their 1-based numbers (0 in
    /// JSON).
    pub left: Vec<(usize, String)>,
    /// How many tasks are gone.
    pub gone: usize,
}

/// The values of a taxonomy as `taxonomy.md` shows them.
pub fn known(taxonomy: &Taxonomy) -> Known {
    let terms: BTreeMap<&str, &str> =
        taxonomy.terms.iter().map(|term| (term.id.as_str(), term.title.as_str())).collect();
    let shown = |task: &Task| {
        let each = task.attributes.iter().map(|(attribute, values)| {
            let text = |value: &crate::taxonomy::Value| {
                let term = value.term.as_deref().and_then(|id| terms.get(id).copied());
                term.unwrap_or(&value.value).trim().trim_end_matches('。').to_owned()
            };
            (*attribute, values.iter().map(text).collect())
        });
        (task.id.clone(), each.collect())
    };
    taxonomy.tasks.iter().map(shown).collect()
}

/// The decisions that an edited file comes to.
pub fn absorb(base: Version<'_>, edited: &Sheet, latest: Version<'_>, decisions: &[Decision]) -> Absorbed {
    let mut work = Work { base, edited, latest, decisions, out: Absorbed::default() };
    work.roles();
    work.categories();
    work.tasks();
    work.others();
    work.out
}

struct Work<'a> {
    base: Version<'a>,
    edited: &'a Sheet,
    latest: Version<'a>,
    decisions: &'a [Decision],
    out: Absorbed,
}

impl<'a> Work<'a> {
    /// Where a thing of this id is pointed at: the last build, or what was written if it is gone.
    fn desk(&self, id: &str) -> Desk<'a> {
        let lives = self.latest.taxonomy.tasks.iter().any(|task| task.id == id);
        let taxonomy = if lives { self.latest.taxonomy } else { self.base.taxonomy };
        Desk { taxonomy, decisions: self.decisions }
    }

    /// Proposes decisions for a field that the person changed.
    fn propose(&mut self, id: &str, [before, after, now]: [Option<&str>; 3], kinds: Vec<DecisionKind>) {
        if after == before || after == now || kinds.is_empty() {
            return;
        }
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        self.out.proposals.push(Proposal {
            id: id.to_owned(),
            kinds,
            before: text(before),
            after: text(after),
            conflict: (now != before).then(|| text(now)),
        });
    }

    fn roles(&mut self) {
        for heading in &self.edited.roles {
            let same = |other: &&Heading| other.id == heading.id;
            let Some(id) = heading.id.as_deref() else {
                self.out.left.push((heading.line, heading.title.clone()));
                continue;
            };
            let before = self.base.sheet.roles.iter().find(same).map(|heading| heading.title.as_str());
            let now = self.latest.sheet.roles.iter().find(same).map(|heading| heading.title.as_str());
            if let Some(title) = now.or(before) {
                let role = self.desk(id).stated_role(title);
                let kind = DecisionKind::RenameRole { role, title: heading.title.clone() };
                self.propose(id, [before.or(now), Some(&heading.title), now], vec![kind]);
            }
        }
    }

    fn categories(&mut self) {
        for row in &self.edited.categories {
            let heading = &row.heading;
            let title = |sheet: &'a Sheet| {
                let known = sheet.categories.iter().find(|other| other.heading.id == heading.id);
                known.map(|known| known.heading.title.as_str())
            };
            let Some(id) = heading.id.as_deref() else { continue };
            let (before, now) = (title(self.base.sheet), title(self.latest.sheet));
            let desk = Desk { taxonomy: self.latest.taxonomy, decisions: self.decisions };
            let old = Desk { taxonomy: self.base.taxonomy, decisions: self.decisions };
            let kind = desk.rename_category(id, heading.title.clone());
            let kind = kind.or_else(|| old.rename_category(id, heading.title.clone()));
            self.propose(id, [before.or(now), Some(&heading.title), now], kind.into_iter().collect());
        }
    }

    fn tasks(&mut self) {
        let mut seen: BTreeSet<String> = BTreeSet::new();
        let ids: BTreeSet<&str> =
            self.edited.tasks.iter().filter_map(|task| task.heading.id.as_deref()).collect();
        for row in &self.edited.tasks {
            // A heading that lost its comment is known by its words.
            let by_words = || {
                let key = wording_key(&row.heading.title);
                self.base.sheet.tasks.iter().find_map(|old| {
                    let id = old.heading.id.as_deref()?;
                    (!ids.contains(id) && wording_key(&old.heading.title) == key).then(|| id.to_owned())
                })
            };
            let id = row.heading.id.clone().or_else(by_words);
            match id {
                Some(id) if seen.insert(id.clone()) => self.task(&id, row),
                None => self.added(row),
                Some(_) => self.out.left.push((row.heading.line, row.heading.title.clone())),
            }
        }
        for old in &self.base.sheet.tasks {
            if let Some(id) = old.heading.id.as_deref()
                && !seen.contains(id)
            {
                self.gone(id, old);
            }
        }
    }

    fn task(&mut self, id: &str, row: &TaskRow) {
        let now = self.latest.sheet.task(id);
        let Some(before) = self.base.sheet.task(id).or(now) else {
            self.out.left.push((row.heading.line, row.heading.title.clone()));
            return;
        };
        let desk = self.desk(id);
        let draft = |kind: &str, words: &[String]| {
            let words: Vec<String> = std::iter::once(id.to_owned()).chain(words.iter().cloned()).collect();
            desk.draft(kind, &words).unwrap_or_default()
        };
        let title = &row.heading.title;
        if !title.is_empty() {
            let titles =
                [Some(before.heading.title.as_str()), Some(title), now.map(|now| now.heading.title.as_str())];
            self.propose(id, titles, draft("rename", std::slice::from_ref(title)));
        }

        let places = [
            place(self.base.sheet, before),
            place(self.edited, row),
            now.and_then(|now| place(self.latest.sheet, now)),
        ];
        let role = |sheet: &Sheet, row: &TaskRow| {
            row.category.and_then(|category| sheet.role_of(category)).and_then(|role| role.id.clone())
        };
        if places[0] != places[1] && role(self.base.sheet, before) != role(self.edited, row) {
            // A category belongs to a role, and so does a task.
            self.out.left.push((row.heading.line, row.heading.title.clone()));
        } else if places[0] != places[1]
            && places[1] != places[2]
            && let Some(category) = self.category_title(row)
        {
            let title =
                |sheet: &'_ Sheet, row: &TaskRow| sheet.category_of(row).map(|heading| heading.title.clone());
            let (old, new) =
                (title(self.base.sheet, before), now.and_then(|now| title(self.latest.sheet, now)));
            // Two categories of one title differ by their ids alone.
            let moved = places[2] != places[0];
            let now = if moved { new } else { old.clone() };
            let kinds = draft("recategorise", std::slice::from_ref(&category));
            self.propose(id, [old.as_deref(), Some(&category), now.as_deref()], kinds);
        }
        for attribute in Attribute::ALL {
            let list = |row: &TaskRow| row.values.get(&attribute).cloned().unwrap_or_default();
            let (old, new) = (list(before), list(row));
            let sorted = |mut list: Vec<String>| {
                list.sort();
                list
            };
            if sorted(old.clone()) == sorted(new.clone()) {
                continue;
            }
            let latest = now.map(list);
            let joined = |list: &[String]| list.join(" ／ ");
            let words: Vec<String> =
                std::iter::once(attribute.key().to_owned()).chain(new.iter().cloned()).collect();
            let texts = (joined(&old), joined(&new), latest.map(|list| joined(&list)));
            self.propose(
                id,
                [Some(&texts.0), Some(&texts.1), texts.2.as_deref()],
                draft("choose-value", &words),
            );
        }
    }

    /// The title of the category that a row stands in, as sources and decisions know it.
    fn category_title(&self, row: &TaskRow) -> Option<String> {
        let heading = self.edited.category_of(row)?;
        let unclassified = |taxonomy: &Taxonomy| {
            let known = taxonomy.categories.iter().find(|category| Some(&category.id) == heading.id.as_ref());
            known.is_some_and(|category| category.title == UNCLASSIFIED)
        };
        let shown = |sheet: &Sheet| {
            sheet.categories.iter().any(|row| {
                row.heading == *heading || row.heading.id == heading.id && row.heading.title == heading.title
            })
        };
        let plain = unclassified(self.base.taxonomy) && shown(self.base.sheet);
        Some(if plain { UNCLASSIFIED.to_owned() } else { heading.title.clone() })
    }

    fn added(&mut self, row: &TaskRow) {
        let title = &row.heading.title;
        let key = wording_key(title);
        let known = self.latest.taxonomy.tasks.iter().any(|task| wording_key(&task.title) == key);
        if key.is_empty() || known {
            self.out.left.push((row.heading.line, title.clone()));
            return;
        }
        let desk = Desk { taxonomy: self.latest.taxonomy, decisions: self.decisions };
        let role =
            row.category.and_then(|category| self.edited.role_of(category)).or(self.edited.roles.first());
        let stated = |role: &Heading| {
            let known = self.latest.taxonomy.roles.iter().find(|one| Some(&one.id) == role.id.as_ref());
            desk.stated_role(known.map_or(&role.title, |known| &known.title))
        };
        let kind = DecisionKind::Add {
            title: title.clone(),
            role: role.map(stated),
            category: self.category_title(row).filter(|category| category != UNCLASSIFIED),
            attributes: row.values.clone(),
        };
        self.propose("", [None, Some(title), None], vec![kind]);
    }

    fn gone(&mut self, id: &str, old: &TaskRow) {
        self.out.gone += 1;
        let task = |taxonomy: &'a Taxonomy| taxonomy.tasks.iter().find(|task| task.id == id);
        let Some(now) = task(self.latest.taxonomy) else { return };
        let kinds = self.desk(id).draft("ignore", &[id.to_owned()]).unwrap_or_default();
        let same = task(self.base.taxonomy)
            .is_none_or(|before| before.mentions == now.mentions && before.title == now.title);
        let title = old.heading.title.as_str();
        self.out.proposals.push(Proposal {
            id: id.to_owned(),
            kinds,
            before: title.to_owned(),
            after: String::new(),
            conflict: (!same).then(|| now.title.clone()),
        });
    }

    /// Lines that the file did not have when it was written.
    fn others(&mut self) {
        let mut before: BTreeMap<&str, Vec<&Line>> = BTreeMap::new();
        for line in &self.base.sheet.others {
            before.entry(&line.text).or_default().push(line);
        }
        for line in &self.edited.others {
            if before.get_mut(line.text.as_str()).and_then(Vec::pop).is_none() {
                self.out.left.push((line.number, line.text.clone()));
            }
        }
        // What stood under a task that is gone went with it.
        let lives = |id: &String| self.edited.task(id).is_some();
        let gone = before.into_values().flatten().filter(|line| line.task.as_ref().is_none_or(lives));
        self.out.left.extend(gone.map(|line| (0, line.text.clone())));
    }
}

/// The category of a row by what tells it apart: the id, or the title of one that has none.
fn place<'a>(sheet: &'a Sheet, row: &TaskRow) -> Option<(bool, &'a str)> {
    let heading = sheet.category_of(row)?;
    Some(match &heading.id {
        Some(id) => (true, id),
        None => (false, &heading.title),
    })
}

#[cfg(test)]
mod tests;
