//! What changed between two taxonomies whose ids mean the same.

use std::collections::{BTreeMap, BTreeSet};

use super::member::{Heirs, Member, members};
use crate::mention::Attribute;
use crate::taxonomy::{Cause, Change, ChangeKind, Entity, MentionRef, Origin, Role, Task, Taxonomy, Value};

/// The changes from `old` to `new`, sorted by kind, entity and id. Both must be iterations of one
/// taxonomy: equal ids are taken for the same thing. Order of presentation, line numbers and the
/// review list are no changes.
pub fn compare(old: &Taxonomy, new: &Taxonomy) -> Vec<Change> {
    let evidence = Evidence::new(old, new);
    let mut changes = Vec::new();
    for entity in [Entity::Role, Entity::Category, Entity::Task, Entity::Term] {
        lineage(old, new, entity, &evidence, &mut changes);
    }
    let reshaped: BTreeSet<String> = changes
        .iter()
        .filter(|change| matches!(change.kind, ChangeKind::Merged | ChangeKind::Split))
        .map(|change| change.id.clone())
        .collect();
    let roles: BTreeMap<&str, &Role> = old.roles.iter().map(|role| (role.id.as_str(), role)).collect();
    for role in &new.roles {
        if let Some(before) = roles.get(role.id.as_str()) {
            role_changes(before, role, &evidence, &mut changes);
        }
    }
    let tasks: BTreeMap<&str, &Task> = old.tasks.iter().map(|task| (task.id.as_str(), task)).collect();
    for task in &new.tasks {
        if let Some(before) = tasks.get(task.id.as_str()) {
            task_changes((old, before), (new, task), reshaped.contains(&task.id), &evidence, &mut changes);
        }
    }
    changes.sort_by(|a, b| (a.kind, a.entity, &a.id, &a.field).cmp(&(b.kind, b.entity, &b.id, &b.field)));
    changes
}

fn change(kind: ChangeKind, entity: Entity, id: &str, title: &str) -> Change {
    Change {
        kind,
        entity,
        id: id.to_owned(),
        title: title.to_owned(),
        field: None,
        before: Vec::new(),
        after: Vec::new(),
        related: Vec::new(),
        causes: Vec::new(),
    }
}

/// Added, retired, merged, split, renamed.
fn lineage(
    old: &Taxonomy,
    new: &Taxonomy,
    entity: Entity,
    evidence: &Evidence<'_>,
    changes: &mut Vec<Change>,
) {
    let (olds, news) = (members(old, entity), members(new, entity));
    let heirs = Heirs::new(&olds, &news);
    let before: BTreeMap<&str, usize> =
        olds.iter().enumerate().map(|(index, member)| (member.id.as_str(), index)).collect();
    let mut merged: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut split: BTreeSet<usize> = BTreeSet::new();
    for (index, member) in olds.iter().enumerate() {
        let into = heirs.of(index);
        let fresh: Vec<usize> =
            into.iter().copied().filter(|&new| !before.contains_key(news[new].id.as_str())).collect();
        if heirs.lives(&member.id) {
            if !fresh.is_empty() {
                let mut one = change(ChangeKind::Split, entity, &member.id, &member.title);
                one.related = fresh.iter().map(|&new| news[new].id.clone()).collect();
                one.before = vec![member.title.clone()];
                one.after = fresh.iter().map(|&new| news[new].title.clone()).collect();
                one.causes =
                    evidence.causes(fresh.iter().flat_map(|&new| &news[new].marks).chain(&member.marks));
                changes.push(one);
                split.extend(fresh);
            }
        } else if let Some(&heir) = into.first() {
            merged.entry(heir).or_default().push(index);
        } else {
            let mut one = change(ChangeKind::Retired, entity, &member.id, &member.title);
            one.causes = evidence.causes(&member.marks);
            changes.push(one);
        }
    }
    for (&heir, absorbed) in &merged {
        changes.push(merger(entity, &news[heir], absorbed.iter().map(|&index| &olds[index]), evidence));
    }
    for (index, member) in news.iter().enumerate() {
        match before.get(member.id.as_str()) {
            Some(&at) if olds[at].title != member.title => {
                let mut one = change(ChangeKind::Renamed, entity, &member.id, &member.title);
                one.before = vec![olds[at].title.clone()];
                one.after = vec![member.title.clone()];
                one.causes = evidence.causes(member.marks.iter().chain(&olds[at].marks));
                changes.push(one);
            }
            None if !split.contains(&index) && !merged.contains_key(&index) => {
                let mut one = change(ChangeKind::Added, entity, &member.id, &member.title);
                one.causes = evidence.causes(&member.marks);
                changes.push(one);
            }
            _ => {}
        }
    }
}

fn merger<'a>(
    entity: Entity,
    heir: &Member,
    absorbed: impl Iterator<Item = &'a Member>,
    evidence: &Evidence<'_>,
) -> Change {
    let mut one = change(ChangeKind::Merged, entity, &heir.id, &heir.title);
    one.after = vec![heir.title.clone()];
    one.causes = evidence.causes(&heir.marks);
    for member in absorbed {
        one.related.push(member.id.clone());
        one.before.push(member.title.clone());
    }
    one
}

/// Recategorised, attribute changed, reattributed.
fn task_changes(
    (old, before): (&Taxonomy, &Task),
    (new, task): (&Taxonomy, &Task),
    reshaped: bool,
    evidence: &Evidence<'_>,
    changes: &mut Vec<Change>,
) {
    let start = |kind| change(kind, Entity::Task, &task.id, &task.title);
    if before.category != task.category {
        let title = |taxonomy: &Taxonomy, id: &str| {
            let category = taxonomy.categories.iter().find(|category| category.id == id);
            vec![category.map_or_else(|| id.to_owned(), |category| category.title.clone())]
        };
        let mut one = start(ChangeKind::Recategorised);
        (one.before, one.after) = (title(old, &before.category), title(new, &task.category));
        one.related = vec![before.category.clone(), task.category.clone()];
        one.causes = evidence.causes(before.mentions.iter().chain(&task.mentions));
        changes.push(one);
    }
    for attribute in Attribute::ALL {
        let of = |task: &Task| task.attributes.get(&attribute).cloned().unwrap_or_default();
        changes.extend(value_change(
            start(ChangeKind::AttributeChanged),
            attribute.key(),
            &of(before),
            &of(task),
            evidence,
        ));
    }
    let (was, is): (BTreeSet<&String>, BTreeSet<&String>) =
        (before.mentions.iter().collect(), task.mentions.iter().collect());
    if was != is && !reshaped {
        let mut one = start(ChangeKind::Reattributed);
        one.before = was.difference(&is).map(|id| evidence.place(id)).collect();
        one.after = is.difference(&was).map(|id| evidence.place(id)).collect();
        one.causes = evidence.causes(was.symmetric_difference(&is).copied());
        changes.push(one);
    }
}

/// Changed overview and facets of a role.
fn role_changes(before: &Role, role: &Role, evidence: &Evidence<'_>, changes: &mut Vec<Change>) {
    let start = || change(ChangeKind::AttributeChanged, Entity::Role, &role.id, &role.title);
    changes.extend(value_change(start(), "overview", &before.overview, &role.overview, evidence));
    let keys: BTreeSet<&String> = before.facets.keys().chain(role.facets.keys()).collect();
    for key in keys {
        let of = |role: &Role| -> Vec<Value> {
            let facts = role.facets.get(key).into_iter().flatten();
            facts
                .map(|fact| Value {
                    value: fact.value.clone(),
                    mentions: fact.mentions.clone(),
                    ..Value::default()
                })
                .collect()
        };
        changes.extend(value_change(start(), key, &of(before), &of(role), evidence));
    }
}

/// The values that went and came; `None` if none did.
fn value_change(
    mut one: Change,
    field: &str,
    before: &[Value],
    after: &[Value],
    evidence: &Evidence<'_>,
) -> Option<Change> {
    let names = |values: &[Value]| values.iter().map(|value| value.value.clone()).collect::<BTreeSet<_>>();
    let (was, is) = (names(before), names(after));
    if was == is {
        return None;
    }
    let gone = before.iter().filter(|value| !is.contains(&value.value));
    let come = after.iter().filter(|value| !was.contains(&value.value));
    one.field = Some(field.to_owned());
    one.causes = evidence.causes(gone.clone().chain(come.clone()).flat_map(|value| &value.mentions));
    one.before = gone.map(|value| value.value.clone()).collect();
    one.after = come.map(|value| value.value.clone()).collect();
    Some(one)
}

/// Mentions of both taxonomies, and what happened to their sources.
struct Evidence<'a> {
    mentions: BTreeMap<&'a str, &'a MentionRef>,
    fates: BTreeMap<&'a str, Origin>,
}

impl<'a> Evidence<'a> {
    fn new(old: &'a Taxonomy, new: &'a Taxonomy) -> Self {
        let hashes = |taxonomy: &'a Taxonomy| -> BTreeMap<&'a str, &'a str> {
            taxonomy.sources.iter().map(|source| (source.path.as_str(), source.sha256.as_str())).collect()
        };
        let (was, is) = (hashes(old), hashes(new));
        let fates = was
            .keys()
            .chain(is.keys())
            .filter_map(|path| match (was.get(path), is.get(path)) {
                (None, _) => Some((*path, Origin::SourceAdded)),
                (_, None) => Some((*path, Origin::SourceRemoved)),
                (one, other) if one != other => Some((*path, Origin::SourceEdited)),
                _ => None,
            })
            .collect();
        let mentions =
            old.mentions.iter().chain(&new.mentions).map(|mention| (mention.id.as_str(), mention)).collect();
        Self { mentions, fates }
    }

    /// What happened to the sources of these mentions. Marks of terms are no mentions and tell
    /// nothing.
    fn causes<'b>(&self, marks: impl IntoIterator<Item = &'b String>) -> Vec<Cause> {
        let sources: BTreeSet<&str> = marks
            .into_iter()
            .filter_map(|id| self.mentions.get(id.as_str()))
            .map(|mention| mention.source.as_str())
            .collect();
        let fates =
            sources.into_iter().filter_map(|source| self.fates.get(source).map(|fate| (source, *fate)));
        fates.map(|(source, origin)| Cause { origin, name: source.to_owned() }).collect()
    }

    fn place(&self, id: &str) -> String {
        self.mentions.get(id).map_or_else(
            || id.to_owned(),
            |mention| format!("{}:{} {}", mention.source, mention.line_start, mention.title_raw),
        )
    }
}
