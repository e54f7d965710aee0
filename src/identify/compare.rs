//! What changed between two taxonomies whose ids mean the same.

use std::collections::{BTreeMap, BTreeSet};

use super::Naming;
use super::allot::allot;
use super::cause::Evidence;
use super::member::{Heirs, Member, members, members_known};
use super::refind::{Refound, refind};
use crate::lexicon::RoleCodes;
use crate::mention::Attribute;
use crate::taxonomy::{Cause, Change, ChangeKind, Entity, MentionRef, Role, Task, Taxonomy, Value};

/// The changes from `old` to `new`, sorted by kind, entity and id, and the mentions of `old` that
/// are nowhere in `new`. Order of presentation, line numbers and the review list are no changes.
/// `differences` is what their lock files say, for the causes of changes.
///
/// In iterations of one taxonomy equal ids are the same thing. Of two taxonomies that do not
/// descend from each other, things are known by their mentions and titles; the list then names them
/// by the ids of `old`, and what only `new` has by the next free ones.
pub fn compare(old: &Taxonomy, new: &Taxonomy, differences: &[Cause]) -> (Vec<Change>, Vec<MentionRef>) {
    let refound = refind(old, new);
    let changes = if related(old, new, &refound) {
        with(old, new, &refound, differences)
    } else {
        let adopted = allot(
            new.clone(),
            old,
            &refound,
            &Naming { codes: &RoleCodes::embedded(), plain: &str::to_owned },
        );
        with(old, &adopted, &refound, differences)
    };
    (changes, refound.lost(old).cloned().collect())
}

/// True if most ids that both have stand for the same thing: by a mention, or by the title.
fn related(old: &Taxonomy, new: &Taxonomy, refound: &Refound) -> bool {
    let (mut common, mut same) = (0_usize, 0_usize);
    for entity in [Entity::Role, Entity::Category, Entity::Task, Entity::Term] {
        let news = members_known(new, entity, refound);
        let by_id: BTreeMap<&str, &Member> = news.iter().map(|new| (new.id.as_str(), new)).collect();
        for was in members(old, entity) {
            if let Some(is) = by_id.get(was.id.as_str()) {
                common += 1;
                same += usize::from(was.title == is.title || !was.marks.is_disjoint(&is.marks));
            }
        }
    }
    2 * same > common
}

/// The changes where equal ids are the same thing, and it is known which mentions are which.
pub(super) fn with(old: &Taxonomy, new: &Taxonomy, refound: &Refound, differences: &[Cause]) -> Vec<Change> {
    let evidence = Evidence::new(old, new, refound, differences);
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
    let (olds, news) = (members(old, entity), members_known(new, entity, evidence.refound));
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
                one.causes = evidence.causes(all_marks(fresh.iter().map(|&new| &news[new]).chain([member])));
                changes.push(one);
                split.extend(fresh);
            }
        } else if let Some(&heir) = into.first() {
            merged.entry(heir).or_default().push(index);
        } else {
            let mut one = change(ChangeKind::Retired, entity, &member.id, &member.title);
            one.causes = evidence.causes(all_marks([member]));
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
                one.causes = evidence.causes(all_marks([member, &olds[at]]));
                changes.push(one);
            }
            None if !split.contains(&index) && !merged.contains_key(&index) => {
                let mut one = change(ChangeKind::Added, entity, &member.id, &member.title);
                one.causes = evidence.causes(all_marks([member]));
                changes.push(one);
            }
            _ => {}
        }
    }
}

fn all_marks<'a>(members: impl IntoIterator<Item = &'a Member>) -> impl Iterator<Item = &'a str> {
    members.into_iter().flat_map(|member| member.marks.iter().map(String::as_str))
}

fn merger<'a>(
    entity: Entity,
    heir: &Member,
    absorbed: impl Iterator<Item = &'a Member>,
    evidence: &Evidence<'_>,
) -> Change {
    let mut one = change(ChangeKind::Merged, entity, &heir.id, &heir.title);
    one.after = vec![heir.title.clone()];
    one.causes = evidence.causes(all_marks([heir]));
    for member in absorbed {
        one.related.push(member.id.clone());
        one.before.push(member.title.clone());
    }
    one
}

/// Recategorised, attribute changed, reattributed.
fn task_changes<'a>(
    (old, before): (&Taxonomy, &'a Task),
    (new, task): (&Taxonomy, &'a Task),
    reshaped: bool,
    evidence: &Evidence<'a>,
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
        let now = task.mentions.iter().map(|id| evidence.mark(id));
        one.causes = evidence.causes(before.mentions.iter().map(String::as_str).chain(now));
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
    let (gone, come) = evidence.exchanged(&before.mentions, &task.mentions);
    if !(reshaped || gone.is_empty() && come.is_empty()) {
        let mut one = start(ChangeKind::Reattributed);
        one.before = gone.iter().map(|id| evidence.place_before(id)).collect();
        one.after = come.iter().map(|id| evidence.place_now(id)).collect();
        one.causes = evidence.causes(gone.into_iter().chain(come.iter().map(|id| evidence.mark(id))));
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
    let left = gone.clone().flat_map(|value| &value.mentions).map(String::as_str);
    let arrived = come.clone().flat_map(|value| &value.mentions).map(|id| evidence.mark(id));
    one.causes = evidence.causes(left.chain(arrived));
    one.before = gone.map(|value| value.value.clone()).collect();
    one.after = come.map(|value| value.value.clone()).collect();
    Some(one)
}
