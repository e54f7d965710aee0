//! Lasting ids: what an earlier taxonomy named keeps its name.
//!
//! An old id goes to the new thing that holds most of its old mentions. If several old ids would
//! go to one thing, a pinned one is first, then the one with most mentions there, then the lower
//! id; the others are retired and say by what they are replaced. What is left gets the next
//! serial number. Numbers are given out once and never again, and nothing is read off them.
//!
//! The marks by which things are known are the mentions, and these are known again where a source
//! was edited, renamed or moved (`refind`).

mod alignment;
mod allot;
mod cause;
mod compare;
mod member;
mod refind;

pub use compare::compare;

use crate::lexicon::RoleCodes;
use crate::taxonomy::{Cause, Change, Entity, MentionRef, Retired, Taxonomy};
use refind::{Refound, refind};

/// A taxonomy with lasting ids, and how it came about from the one before.
#[derive(Clone, Debug, PartialEq)]
pub struct Identified {
    /// The taxonomy.
    pub taxonomy: Taxonomy,
    /// What changed.
    pub changes: Vec<Change>,
    /// Mentions of the previous taxonomy that are nowhere any more, in source order.
    pub lost: Vec<MentionRef>,
}

/// What ids are made from, and how titles are held against one another.
#[derive(Clone, Copy)]
pub struct Naming<'a> {
    /// Letters for the ids of new roles.
    pub codes: &'a RoleCodes,
    /// A wording in Simplified: two results may be in different scripts.
    pub plain: &'a dyn Fn(&str) -> String,
}

/// Gives the things of `new` (fresh from [`crate::merge::merge`], with provisional ids) lasting
/// ids, and lists what changed since `previous`. Without a previous taxonomy everything is added.
/// The revision grows by one if an earlier taxonomy changed.
pub fn identify(new: Taxonomy, previous: Option<&Taxonomy>) -> (Taxonomy, Vec<Change>) {
    let naming = Naming { codes: &RoleCodes::embedded(), plain: &str::to_owned };
    let identified = identify_with(new, previous, &[], &naming);
    (identified.taxonomy, identified.changes)
}

/// [`identify`] with what the lock files of the two results say
/// ([`crate::taxonomy::Lock::differences`]), for the causes of changes, and with `naming` of one's own.
pub fn identify_with(
    new: Taxonomy,
    previous: Option<&Taxonomy>,
    differences: &[Cause],
    naming: &Naming<'_>,
) -> Identified {
    let nothing = Taxonomy { revision: 0, ..Taxonomy::default() };
    let previous = previous.unwrap_or(&nothing);
    let refound = refind(previous, &new);
    let mut taxonomy = allot::allot(new, previous, &refound, naming);
    let changes = compare::with(previous, &taxonomy, &refound, differences);
    let first = previous.revision == 0;
    taxonomy.revision = previous.revision + u32::from(first || !changes.is_empty());
    taxonomy.retired = retired(previous, &taxonomy, &refound);
    let lost = refound.lost(previous).cloned().collect();
    Identified { taxonomy, changes, lost }
}

/// The retired ids of `previous`, and those that `new` no longer has.
fn retired(previous: &Taxonomy, new: &Taxonomy, refound: &Refound) -> Vec<Retired> {
    let mut retired = previous.retired.clone();
    for entity in [Entity::Role, Entity::Category, Entity::Task, Entity::Term] {
        let (olds, news) = (member::members(previous, entity), member::members_known(new, entity, refound));
        let heirs = member::Heirs::new(&olds, &news);
        for (old, member) in olds.iter().enumerate().filter(|(_, old)| !heirs.lives(&old.id)) {
            retired.push(Retired {
                id: member.id.clone(),
                title: member.title.clone(),
                replaced_by: heirs.of(old).into_iter().map(|new| news[new].id.clone()).collect(),
                since: new.revision,
            });
        }
    }
    retired.sort_by(|a, b| a.id.cmp(&b.id));
    retired
}

#[cfg(test)]
mod tests;
