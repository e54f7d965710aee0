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

use super::{ClusterInput, Documents, MergeInput, canonical};
use crate::lexicon::wording_key;
use crate::mention::{RoleFacets, TaskMention};
use crate::source::SourceId;

/// The title of a role that no document names.
const UNNAMED: &str = "未注明角色";

/// The roles of the input.
pub(super) struct Roles {
    /// The roles, the one with most documents first.
    pub(super) groups: Vec<RoleGroup>,
    /// Role of each mention, as an index into `groups`.
    pub(super) of_mention: Vec<usize>,
    /// Role of each entry of [`MergeInput::facets`].
    pub(super) of_facets: Vec<usize>,
    /// For each mention whether neither it nor its document names the role, of several that there are.
    pub(super) guessed: Vec<bool>,
}

/// One role.
#[derive(Debug)]
pub(super) struct RoleGroup {
    /// Its title.
    pub(super) title: String,
    /// Its other titles, most used first.
    pub(super) aliases: Vec<String>,
}

impl RoleGroup {
    /// The wording keys of all its titles.
    pub(super) fn keys(&self) -> Vec<String> {
        std::iter::once(&self.title).chain(&self.aliases).map(|title| wording_key(title)).collect()
    }
}

type Place<'a> = (&'a SourceId, usize);

/// The titles that share a wording key.
#[derive(Default)]
struct Name<'a> {
    spellings: BTreeSet<(Place<'a>, &'a str)>,
    aliases: BTreeSet<&'a str>,
    documents: BTreeSet<Place<'a>>,
}

/// What roles are told by.
#[derive(Clone, Copy)]
pub(super) struct Told<'a> {
    pub(super) mentions: &'a [TaskMention],
    pub(super) facets: &'a [(SourceId, RoleFacets)],
    /// Clusters of the mentions; they place documents that name no role.
    pub(super) clusters: &'a [ClusterInput],
}

impl<'a> From<&MergeInput<'a>> for Told<'a> {
    fn from(input: &MergeInput<'a>) -> Self {
        Self { mentions: input.mentions, facets: input.facets, clusters: input.clusters }
    }
}

/// Groups the role titles of mentions and facets, and places every mention.
pub(super) fn resolve(input: Told<'_>, documents: &Documents<'_>) -> Roles {
    let titles = document_titles(input);
    let mention_key = |index: usize| {
        let mention = &input.mentions[index];
        let own = mention.role.as_deref().map(wording_key).filter(|key| !key.is_empty());
        own.or_else(|| titles.get(&(&mention.source, mention.document)).map(|title| wording_key(title)))
    };
    let mut names: BTreeMap<String, Name<'_>> = BTreeMap::new();
    for mention in input.mentions {
        if let Some(role) = &mention.role {
            note(&mut names, role, (&mention.source, mention.document));
        }
    }
    for (source, facets) in input.facets {
        if facets.role.is_empty()
            || facets.facets.is_empty() && documents.all.binary_search(&(source, facets.document)).is_err()
        {
            continue;
        }
        note(&mut names, &facets.role, (source, facets.document));
        if let Some(name) = names.get_mut(&wording_key(&facets.role)) {
            name.aliases.extend(facets.aliases.iter().map(String::as_str));
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

    let stated: Vec<Option<usize>> = (0..input.mentions.len())
        .map(|index| mention_key(index).and_then(|key| index_of.get(key.as_str()).copied()))
        .collect();
    let votes = votes(input, documents, &stated);
    let fallback = |document: Option<usize>, groups: &mut Vec<RoleGroup>| {
        let voted = document
            .and_then(|document| votes[document].iter().max_by_key(|(role, n)| (**n, Reverse(**role))));
        match voted {
            Some((&role, _)) => role,
            None if groups.len() == 1 => 0,
            None => unnamed(groups),
        }
    };
    let several = described.len() > 1;
    let guessed = stated.iter().map(|role| several && role.is_none()).collect();
    let of_mention = stated
        .iter()
        .enumerate()
        .map(|(index, role)| role.unwrap_or_else(|| fallback(Some(documents.of[index]), &mut described)))
        .collect();
    let of_facets = input
        .facets
        .iter()
        .map(|(source, facets)| {
            let place = (source, facets.document);
            let named =
                titles.get(&place).and_then(|title| index_of.get(wording_key(title).as_str()).copied());
            match named {
                Some(role) => role,
                // Nothing will be hung on it, so no role is made up for it.
                None if facets.facets.is_empty() => 0,
                None => fallback(documents.all.binary_search(&place).ok(), &mut described),
            }
        })
        .collect();
    Roles { groups: described, of_mention, of_facets, guessed }
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
fn document_titles<'a>(input: Told<'a>) -> BTreeMap<Place<'a>, &'a str> {
    let mut counts: BTreeMap<Place<'a>, BTreeMap<&'a str, usize>> = BTreeMap::new();
    for mention in input.mentions {
        if let Some(role) = &mention.role {
            *counts.entry((&mention.source, mention.document)).or_default().entry(role).or_default() += 1;
        }
    }
    let mut titles: BTreeMap<Place<'a>, &'a str> = counts
        .into_iter()
        .filter_map(|(place, counts)| {
            counts.into_iter().max_by_key(|(role, n)| (*n, Reverse(*role))).map(|(role, _)| (place, role))
        })
        .collect();
    for (source, facets) in input.facets {
        if !facets.role.is_empty() {
            titles.insert((source, facets.document), &facets.role);
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
fn votes(
    input: Told<'_>,
    documents: &Documents<'_>,
    stated: &[Option<usize>],
) -> Vec<BTreeMap<usize, usize>> {
    let mut votes = vec![BTreeMap::new(); documents.all.len()];
    for cluster in input.clusters {
        let roles: BTreeSet<usize> = cluster.members.iter().filter_map(|&member| stated[member]).collect();
        let places: BTreeSet<usize> = cluster.members.iter().map(|&member| documents.of[member]).collect();
        for place in places {
            for &role in &roles {
                *votes[place].entry(role).or_default() += 1;
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
