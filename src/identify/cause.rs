//! What brought a change about.

use std::collections::{BTreeMap, BTreeSet};

use super::refind::Refound;
use crate::taxonomy::{Cause, MentionRef, Origin, Taxonomy};

/// Mentions of both taxonomies, and what happened to what they were made from.
pub(super) struct Evidence<'a> {
    pub(super) refound: &'a Refound,
    was: BTreeMap<&'a str, &'a MentionRef>,
    is: BTreeMap<&'a str, &'a MentionRef>,
    /// Sources of each mention, old and new, by the id it has as a mark.
    sources: BTreeMap<&'a str, BTreeSet<&'a str>>,
    /// What happened to sources, by their new path, or the old one if they are gone.
    fates: BTreeMap<&'a str, Cause>,
    /// Files of decisions that changed, by the marks of the mentions they are about.
    decided: BTreeMap<&'a str, BTreeSet<&'a str>>,
    /// Engine, settings and lexicons: what concerns everything.
    general: Vec<Cause>,
    /// Every other difference.
    elsewhere: Vec<Cause>,
}

impl<'a> Evidence<'a> {
    pub(super) fn new(
        old: &'a Taxonomy,
        new: &'a Taxonomy,
        refound: &'a Refound,
        differences: &[Cause],
    ) -> Self {
        let hashes = |taxonomy: &'a Taxonomy| -> BTreeMap<&'a str, &'a str> {
            taxonomy.sources.iter().map(|source| (source.path.as_str(), source.sha256.as_str())).collect()
        };
        let (was, is) = (hashes(old), hashes(new));
        let mut fates = BTreeMap::new();
        let mut put = |path: &'a str, origin, name: String| fates.insert(path, Cause { origin, name });
        let left: BTreeSet<&str> = is.keys().filter_map(|path| refound.moved_from(path)).collect();
        for (&path, &hash) in &is {
            match (refound.moved_from(path), was.get(path)) {
                (Some(before), _) => put(path, Origin::SourceMoved, format!("{before} → {path}")),
                (None, None) => put(path, Origin::SourceAdded, path.to_owned()),
                (None, Some(&before)) if before != hash => put(path, Origin::SourceEdited, path.to_owned()),
                _ => None,
            };
        }
        for &path in was.keys().filter(|path| !is.contains_key(*path) && !left.contains(*path)) {
            put(path, Origin::SourceRemoved, path.to_owned());
        }
        let concerns_all =
            |cause: &Cause| matches!(cause.origin, Origin::Engine | Origin::Settings | Origin::Lexicon);
        let general: Vec<Cause> = differences.iter().filter(|cause| concerns_all(cause)).cloned().collect();
        let decisions = differences.iter().filter(|cause| cause.origin == Origin::Decision);
        let elsewhere = fates.values().chain(decisions).cloned().collect();
        let by_id = |taxonomy: &'a Taxonomy| -> BTreeMap<&'a str, &'a MentionRef> {
            taxonomy.mentions.iter().map(|mention| (mention.id.as_str(), mention)).collect()
        };
        let (was, is) = (by_id(old), by_id(new));
        let mut sources: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let now = is.values().map(|mention| (refound.known_as(&mention.id), *mention));
        for (mark, mention) in was.values().map(|mention| (mention.id.as_str(), *mention)).chain(now) {
            sources.entry(mark).or_default().insert(mention.source.as_str());
        }
        let decided = decided(old, new, refound, differences);
        Self { refound, was, is, sources, fates, decided, general, elsewhere }
    }

    /// What brought a change of things with these marks about: what happened to the sources of its
    /// mentions and what was decided about them; if that is nothing, a change of engine, settings or
    /// lexicons; if there is none, whatever else is different. (A source can change how others are
    /// linked, because rare words weigh more.)
    pub(super) fn causes<'b>(&self, marks: impl IntoIterator<Item = &'b str>) -> Vec<Cause> {
        let marks: BTreeSet<&str> = marks.into_iter().collect();
        let sources: BTreeSet<&str> =
            marks.iter().filter_map(|mark| self.sources.get(mark)).flatten().copied().collect();
        let files: BTreeSet<&str> =
            marks.iter().filter_map(|mark| self.decided.get(mark)).flatten().copied().collect();
        let decisions =
            files.into_iter().map(|file| Cause { origin: Origin::Decision, name: file.to_owned() });
        let own: BTreeSet<Cause> =
            sources.into_iter().filter_map(|source| self.fate(source)).cloned().chain(decisions).collect();
        if !own.is_empty() {
            return own.into_iter().collect();
        }
        if self.general.is_empty() { self.elsewhere.clone() } else { self.general.clone() }
    }

    /// What happened to the source at `path`, which may be an old path.
    fn fate(&self, path: &str) -> Option<&Cause> {
        let moved = || self.fates.iter().find(|(now, _)| self.refound.moved_from(now) == Some(path));
        self.fates.get(path).or_else(|| moved().map(|(_, cause)| cause))
    }

    /// The mark of a mention of the new taxonomy: the id by which the old one knew it.
    pub(super) fn mark(&self, id: &'a str) -> &'a str {
        self.refound.known_as(id)
    }

    /// Mentions that a task had and has no more in the same words of the same source, and those
    /// that it has and had not: ids of the old and ids of the new taxonomy.
    pub(super) fn exchanged(&self, was: &'a [String], is: &'a [String]) -> (Vec<&'a str>, Vec<&'a str>) {
        let said = |mention: Option<&&'a MentionRef>| mention.map(|one| (&one.source, &one.title_raw));
        let before: BTreeMap<&str, _> =
            was.iter().map(|id| (id.as_str(), said(self.was.get(id.as_str())))).collect();
        let now: BTreeMap<&str, _> =
            is.iter().map(|id| (self.mark(id), said(self.is.get(id.as_str())))).collect();
        let gone = was.iter().map(String::as_str).filter(|&id| now.get(id) != before.get(id));
        let come =
            is.iter().map(String::as_str).filter(|&id| now.get(self.mark(id)) != before.get(self.mark(id)));
        (gone.collect(), come.collect())
    }

    /// Where a mention of the old taxonomy stands and what it says.
    pub(super) fn place_before(&self, id: &str) -> String {
        place(self.was.get(id).copied(), id)
    }

    /// Where a mention of the new taxonomy stands and what it says.
    pub(super) fn place_now(&self, id: &str) -> String {
        place(self.is.get(id).copied(), id)
    }
}

/// Files whose decisions changed, by the marks of the mentions they are about: those whose bytes
/// the lock files tell apart, and those with a decision that only one taxonomy knows.
fn decided<'a>(
    old: &'a Taxonomy,
    new: &'a Taxonomy,
    refound: &'a Refound,
    differences: &[Cause],
) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
    let edited: BTreeSet<&str> = differences
        .iter()
        .filter(|cause| cause.origin == Origin::Decision)
        .map(|cause| cause.name.as_str())
        .collect();
    let was = old
        .decisions
        .iter()
        .map(|ruling| (ruling, ruling.mentions.iter().map(String::as_str).collect::<BTreeSet<_>>()));
    let is = new.decisions.iter().map(|ruling| {
        (ruling, ruling.mentions.iter().map(|id| refound.known_as(id)).collect::<BTreeSet<_>>())
    });
    let (was, is): (Vec<_>, Vec<_>) = (was.collect(), is.collect());
    let mut out: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (ours, theirs) in [(&was, &is), (&is, &was)] {
        for (ruling, marks) in ours {
            let known = theirs.iter().any(|(other, others)| {
                (&other.file, &other.kind, other.outcome, others)
                    == (&ruling.file, &ruling.kind, ruling.outcome, marks)
            });
            if !known || edited.contains(ruling.file.as_str()) {
                for mark in marks {
                    out.entry(mark).or_default().insert(&ruling.file);
                }
            }
        }
    }
    out
}

fn place(mention: Option<&MentionRef>, id: &str) -> String {
    mention.map_or_else(
        || id.to_owned(),
        |mention| format!("{}:{} {}", mention.source, mention.line_start, mention.title_raw),
    )
}
