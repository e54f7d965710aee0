//! Which role a duty belongs to.
//!
//! Titles are one role if
//! 1. they are the same wording (spacing, width, case and punctuation apart), or
//! 2. a document names one as an alias of the other, or
//! 3. one ends with the other (`咖啡店长`, `店长`), no other role of the input ends so, and the
//!    longer one is stated by at least as many documents: then the short title is how some
//!    sources say the long one.
//!
//! A document that names no role belongs to the role with which it shares most clusters, or to
//! the only role there is.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::{ClusterInput, canonical};
use crate::lexicon::wording_key;
use crate::mention::{RoleFacets, TaskMention};
use crate::source::SourceId;

/// The title of a role that no document names.
const UNNAMED: &str = "未注明角色";

/// The roles of a batch.
#[derive(Clone, Debug, Default)]
pub struct Roles {
    /// The roles, the one with most documents first.
    pub groups: Vec<RoleGroup>,
    /// Role of each entry of [`Told::stated`], as an index into `groups`.
    pub of_stated: Vec<usize>,
    /// Role of each entry of [`Told::named`].
    pub of_named: Vec<usize>,
    /// For each entry of [`Told::stated`] whether neither it nor its document names the role, of several that there
    /// are.
    pub guessed: Vec<bool>,
}

/// One role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleGroup {
    /// Its title.
    pub title: String,
    /// Its other titles, most used first.
    pub aliases: Vec<String>,
}

impl RoleGroup {
    /// The wording keys of all its titles.
    pub(super) fn keys(&self) -> Vec<String> {
        std::iter::once(&self.title).chain(&self.aliases).map(|title| wording_key(title)).collect()
    }
}

/// A document: its source and its number there.
pub type Place<'a> = (&'a SourceId, usize);

/// The titles that share a wording key.
#[derive(Default)]
struct Name<'a> {
    spellings: BTreeSet<(Place<'a>, &'a str)>,
    aliases: BTreeSet<&'a str>,
    documents: BTreeSet<Place<'a>>,
}

/// The role that mentions of a document give.
#[derive(Clone, Copy, Debug)]
pub struct StatedRole<'a> {
    /// Source and number within the source.
    pub place: Place<'a>,
    /// The role's title, if they give one.
    pub title: Option<&'a str>,
    /// How many of them.
    pub times: usize,
}

/// The role that a document names as a whole.
#[derive(Clone, Copy, Debug)]
pub struct NamedRole<'a> {
    /// Source and number within the source.
    pub place: Place<'a>,
    /// The role's title; empty if the document names none.
    pub title: &'a str,
    /// Its other titles.
    pub aliases: &'a [String],
    /// Whether the document says anything else of it.
    pub described: bool,
}

/// What roles are told by.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// What mentions say.
    pub stated: &'a [StatedRole<'a>],
    /// What documents say.
    pub named: &'a [NamedRole<'a>],
    /// Clusters of mentions, by index into `stated`; they place documents that name no role.
    pub clusters: &'a [ClusterInput],
}

impl Roles {
    /// The roles of mentions, each an entry of [`Told::stated`], and facets, each one of [`Told::named`].
    pub fn of(
        mentions: &[TaskMention],
        facets: &[(SourceId, RoleFacets)],
        clusters: &[ClusterInput],
    ) -> Self {
        let stated: Vec<StatedRole<'_>> = mentions.iter().map(StatedRole::from).collect();
        let named: Vec<NamedRole<'_>> =
            facets.iter().map(|(source, facets)| NamedRole::new(source, facets)).collect();
        Self::told(Told { stated: &stated, named: &named, clusters })
    }

    /// The roles of a batch.
    pub fn told(told: Told<'_>) -> Self {
        resolve(told)
    }
}

impl<'a> From<&'a TaskMention> for StatedRole<'a> {
    fn from(mention: &'a TaskMention) -> Self {
        let place = (&mention.source, mention.document);
        Self { place, title: mention.role.as_deref(), times: 1 }
    }
}

impl<'a> NamedRole<'a> {
    /// Whether it says anything.
    pub fn says(&self) -> bool {
        self.described || !self.title.is_empty()
    }

    /// What the facets of a document of `source` say.
    pub fn new(source: &'a SourceId, facets: &'a RoleFacets) -> Self {
        Self {
            place: (source, facets.document),
            title: &facets.role,
            aliases: &facets.aliases,
            described: !facets.facets.is_empty(),
        }
    }
}

/// Groups the role titles of mentions and facets, and places every mention.
fn resolve(told: Told<'_>) -> Roles {
    let titles = document_titles(told);
    let all: BTreeSet<Place<'_>> = told.stated.iter().map(|one| one.place).collect();
    let mut names: BTreeMap<String, Name<'_>> = BTreeMap::new();
    for one in told.stated {
        if let Some(title) = one.title {
            note(&mut names, title, one.place);
        }
    }
    for one in told.named {
        if one.title.is_empty() || !one.described && !all.contains(&one.place) {
            continue;
        }
        note(&mut names, one.title, one.place);
        if let Some(name) = names.get_mut(&wording_key(one.title)) {
            name.aliases.extend(one.aliases.iter().map(String::as_str));
        }
    }
    let joined = join(&names);
    let mut groups: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (key, root) in &joined {
        groups.entry(root).or_default().push(key);
    }
    let mut ranked: Vec<(Reverse<usize>, &str, Vec<&str>)> = groups
        .into_iter()
        .map(|(root, keys)| {
            let documents: BTreeSet<_> = keys.iter().flat_map(|key| &names[*key].documents).collect();
            (Reverse(documents.len()), root, keys)
        })
        .collect();
    ranked.sort();
    let index_of: BTreeMap<&str, usize> = ranked
        .iter()
        .enumerate()
        .flat_map(|(index, (_, _, keys))| keys.iter().map(move |&key| (key, index)))
        .collect();
    let mut described: Vec<RoleGroup> =
        ranked.iter().map(|(_, root, keys)| describe(&names, root, keys)).collect();

    // Few titles are given, each many times. Every one that says anything has an index.
    let mut known: BTreeMap<&str, Option<usize>> = BTreeMap::new();
    let mut index =
        |title| *known.entry(title).or_insert_with(|| index_of.get(wording_key(title).as_str()).copied());
    let stated: Vec<Option<usize>> = told
        .stated
        .iter()
        .map(|one| one.title.and_then(&mut index).or_else(|| index(titles.get(&one.place)?)))
        .collect();
    let votes = votes(told, &stated);
    let fallback = |place: &Place<'_>, groups: &mut Vec<RoleGroup>| {
        let voted = votes.get(place).and_then(|of| of.iter().max_by_key(|(role, n)| (**n, Reverse(**role))));
        match voted {
            Some((&role, _)) => role,
            None if groups.len() == 1 => 0,
            None => unnamed(groups),
        }
    };
    let several = described.len() > 1;
    let guessed = stated.iter().map(|role| several && role.is_none()).collect();
    let of_stated = stated
        .iter()
        .zip(told.stated)
        .map(|(role, one)| role.unwrap_or_else(|| fallback(&one.place, &mut described)))
        .collect();
    let of_named = told
        .named
        .iter()
        .map(|one| match titles.get(&one.place).and_then(|title| index(title)) {
            Some(role) => role,
            // Nothing will be hung on it, so no role is made up for it.
            None if !one.described => 0,
            None => fallback(&one.place, &mut described),
        })
        .collect();
    Roles { groups: described, of_stated, of_named, guessed }
}

fn note<'a>(names: &mut BTreeMap<String, Name<'a>>, title: &'a str, place: Place<'a>) {
    let key = wording_key(title);
    if !key.is_empty() {
        let name = names.entry(key).or_default();
        name.documents.insert(place);
        name.spellings.insert((place, title));
    }
}

/// The role each document names: in its facets, or else by most of its mentions.
fn document_titles(told: Told<'_>) -> BTreeMap<Place<'_>, &str> {
    let mut counts: BTreeMap<Place<'_>, BTreeMap<&str, usize>> = BTreeMap::new();
    for one in told.stated {
        if let Some(title) = one.title {
            *counts.entry(one.place).or_default().entry(title).or_default() += one.times;
        }
    }
    let mut titles: BTreeMap<Place<'_>, &str> = counts
        .into_iter()
        .filter_map(|(place, counts)| {
            counts.into_iter().max_by_key(|(role, n)| (*n, Reverse(*role))).map(|(role, _)| (place, role))
        })
        .collect();
    for one in told.named {
        if !one.title.is_empty() {
            titles.insert(one.place, one.title);
        }
    }
    titles
}

/// The root key of each key, after rules 2 and 3.
fn join(names: &BTreeMap<String, Name<'_>>) -> BTreeMap<String, String> {
    let mut root: BTreeMap<String, String> = names.keys().map(|key| (key.clone(), key.clone())).collect();
    for (key, name) in names {
        for alias in &name.aliases {
            let alias = wording_key(alias);
            if alias != *key && names.contains_key(&alias) {
                let (from, to) = (root[&alias].clone(), root[key].clone());
                redirect(&mut root, &from, &to);
            }
        }
    }
    let mut by_length: Vec<&String> = names.keys().collect();
    by_length.sort_by_key(|key| (Reverse(key.chars().count()), *key));
    for short in by_length {
        let documents = |of: &str| {
            let group =
                root.iter().filter(|(_, r)| r.as_str() == of).flat_map(|(key, _)| &names[key].documents);
            group.collect::<BTreeSet<_>>().len()
        };
        let own = root[short].clone();
        let longer: BTreeSet<&String> = names
            .keys()
            .filter(|key| key.len() > short.len() && key.ends_with(short.as_str()))
            .map(|key| &root[key])
            .filter(|&r| *r != own)
            .collect();
        if let (1, Some(&long)) = (longer.len(), longer.first())
            && documents(long) >= documents(&own)
        {
            let long = long.clone();
            redirect(&mut root, &own, &long);
        }
    }
    root
}

fn redirect(root: &mut BTreeMap<String, String>, from: &str, to: &str) {
    for value in root.values_mut().filter(|value| *value == from) {
        to.clone_into(value);
    }
}

/// The title is the root wording's most used spelling: after rule 3 the longer, exact one.
fn describe(names: &BTreeMap<String, Name<'_>>, root: &str, keys: &[&str]) -> RoleGroup {
    let places: BTreeSet<Place<'_>> =
        keys.iter().flat_map(|key| names[*key].documents.iter().copied()).collect();
    let numbers: BTreeMap<Place<'_>, usize> = places.into_iter().zip(0..).collect();
    let stated: Vec<canonical::Stated<'_>> = keys
        .iter()
        .flat_map(|&key| names[key].spellings.iter().map(move |&(place, title)| (key, title, place)))
        .map(|(key, title, place)| canonical::Stated {
            wording: title,
            document: numbers[&place],
            item: 0,
            simple: key == root,
            suggested: false,
        })
        .collect();
    let mut titles = canonical::rank(&stated).into_iter().map(|wording| wording.title);
    let title = titles.next().unwrap_or_default();
    let mut seen = BTreeSet::from([wording_key(&title)]);
    let named = keys.iter().flat_map(|key| &names[*key].aliases).map(|&alias| alias.to_owned());
    let aliases = titles.chain(named).filter(|alias| seen.insert(wording_key(alias))).collect();
    RoleGroup { title, aliases }
}

/// For each document, how many of its clusters hold mentions of each named role.
fn votes<'a>(told: Told<'a>, stated: &[Option<usize>]) -> BTreeMap<Place<'a>, BTreeMap<usize, usize>> {
    let mut votes: BTreeMap<Place<'a>, BTreeMap<usize, usize>> = BTreeMap::new();
    for cluster in told.clusters {
        let roles: BTreeSet<usize> = cluster.members.iter().filter_map(|&member| stated[member]).collect();
        let places: BTreeSet<Place<'a>> =
            cluster.members.iter().map(|&member| told.stated[member].place).collect();
        for place in places {
            for &role in &roles {
                *votes.entry(place).or_default().entry(role).or_default() += 1;
            }
        }
    }
    votes
}

fn unnamed(groups: &mut Vec<RoleGroup>) -> usize {
    groups.iter().position(|group| group.title == UNNAMED).unwrap_or_else(|| {
        groups.push(RoleGroup { title: UNNAMED.to_owned(), aliases: Vec::new() });
        groups.len() - 1
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(titles: &[(&str, usize)]) -> Vec<(String, String)> {
        let source = SourceId::new("a.md");
        let mut names = BTreeMap::new();
        let mut document = 0;
        for &(title, count) in titles {
            for _ in 0..count {
                note(&mut names, title, (&source, document));
                document += 1;
            }
        }
        join(&names).into_iter().collect()
    }

    fn root(titles: &[(&str, usize)], of: &str) -> String {
        joined(titles).into_iter().find(|(key, _)| key == of).expect("is a title").1
    }

    #[test]
    fn a_bare_title_is_read_as_the_only_longer_one() {
        assert_eq!(root(&[("咖啡店长", 2), ("店长", 1)], "店长"), "咖啡店长");
    }

    #[test]
    fn it_stays_apart_if_several_are_longer_or_it_is_more_common() {
        assert_eq!(root(&[("咖啡店长", 2), ("书店店长", 2), ("店长", 1)], "店长"), "店长");
        assert_eq!(root(&[("咖啡店长", 1), ("店长", 2)], "店长"), "店长");
    }

    #[test]
    fn other_roles_stay_apart() {
        assert_eq!(root(&[("仓库主管", 2), ("仓库管理员", 1)], "仓库管理员"), "仓库管理员");
    }
}
