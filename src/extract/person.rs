//! Whom a story is about: a role's name with the person's own behind it (`剪辑师周屿`), told of again
//! and again.

use std::ops::RangeInclusive;

use rustc_hash::FxHashMap;

use super::collect::Collector;
use crate::document::Document;
use crate::lexicon::Lexicons;
use crate::lexicon::cues::Cue;
use crate::lexicon::particles::{Particle, Particles};
use crate::read::marker::is_han;

/// Fewest times that the person is named at the start of a clause.
const MIN_NAMED: usize = 2;
/// Fewest times that somebody is whose name stands behind no role, and fewest words for him or her.
const MIN_TOLD: usize = 3;
const MIN_PRONOUNS: usize = 2;
const PRONOUNS: [char; 2] = ['她', '他'];
/// What stands in front of a family name among people who know each other.
const FAMILIAR: [char; 3] = ['小', '老', '阿'];
/// Longest name of the role in front, in characters.
const MAX_ROLE: usize = 8;
/// Characters of a person's name.
const NAME: [usize; 2] = [3, 2];
/// Characters of a name with a form of address behind it (`方老师`), at least and at most.
const OPENING: RangeInclusive<usize> = 2..=5;
/// What stands in front of a clause.
const BEFORE: [char; 12] = ['。', '，', '；', '：', '！', '？', '”', '’', '、', '\n', ' ', '\u{3000}'];

/// A person that running text tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Person<'a> {
    /// The role in front of the name, as written there; none in front of a form of address (`方老师`).
    pub(super) role: Option<&'a str>,
    /// The name.
    pub(super) name: &'a str,
}

/// True for a character behind which a clause opens: hardly any Han need be looked up.
fn parts_clauses(c: char) -> bool {
    !is_han(c) && BEFORE.contains(&c)
}

/// The characters that open a clause, with the byte of each.
fn clause_starts(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut opens = true;
    text.char_indices().filter(move |(_, c)| std::mem::replace(&mut opens, parts_clauses(*c)))
}

/// What may be the name of somebody at the start of a clause: three characters from a family name on
/// (`马秀兰`), or a family name in familiar use (`小林`).
fn family_names<'t>(text: &'t str, particles: &Particles) -> Vec<&'t str> {
    let name = |(at, first): (usize, char)| {
        let familiar = FAMILIAR.contains(&first);
        let family = if familiar { &text[at + first.len_utf8()..] } else { &text[at..] };
        particles.behind(Particle::FamilyName, family)?;
        let length = if familiar { 2 } else { 3 };
        let end = at + text[at..].chars().take(length).map(char::len_utf8).sum::<usize>();
        let name = &text[at..end];
        (name.chars().count() == length && name.chars().all(is_han)).then_some(name)
    };
    clause_starts(text).filter_map(name).collect()
}

/// The person whom the paragraphs of `document` name most often at the start of a clause, at least twice,
/// and once right behind the name of a role.
pub(super) fn person<'a>(document: &'a Document, lexicons: &Lexicons) -> Option<Person<'a>> {
    let paragraphs =
        || document.blocks.iter().filter(|block| block.is_prose()).map(|block| block.text.as_str());
    let mut best: Option<(usize, Person<'a>)> = None;
    let opened = openings(paragraphs());
    let mut firsts = [false; 256];
    for first in opened.keys().filter_map(|name| name.chars().next()) {
        firsts[first as usize % firsts.len()] = true;
    }
    let addressed = opened.keys().any(|name| {
        let behind = name.char_indices().nth(1).map_or("", |(at, _)| &name[at..]);
        lexicons.cues.opening(Cue::Address, behind).is_some()
    });
    let opens = |name: &str| opened.get(name).copied().unwrap_or(0);
    let weigh = |person: Person<'a>, best: &mut Option<(usize, Person<'a>)>| {
        let count = opens(person.name);
        if count >= MIN_NAMED && best.is_none_or(|(most, _)| count > most) {
            *best = Some((count, person));
        }
    };
    let pronouns = paragraphs().map(|text| text.matches(PRONOUNS).count()).sum::<usize>() >= MIN_PRONOUNS;
    let weigh_family = |name: &'a str, best: &mut Option<(usize, Person<'a>)>| {
        let count = opens(name);
        if count >= MIN_TOLD && best.is_none_or(|(most, _)| count > most) {
            *best = Some((count, Person { role: None, name }));
        }
    };
    for text in paragraphs() {
        let places = if addressed { lexicons.cues.places(Cue::Address, text) } else { Vec::new() };
        let named = places.into_iter().filter_map(|(at, word)| {
            let first = text[..at].chars().next_back().filter(|c| is_han(*c))?;
            Some(Person { role: None, name: &text[at - first.len_utf8()..at + word] })
        });
        named.for_each(|person| weigh(person, &mut best));
        let families = if pronouns { family_names(text, &lexicons.particles) } else { Vec::new() };
        for name in families {
            if best.is_none_or(|(_, found)| found.name != name) {
                weigh_family(name, &mut best);
            }
        }
        for (last, (end, first)) in text.chars().skip(1).zip(text.char_indices().skip(2)) {
            // Hardly any character opens what is named again and again, and most that do open a clause.
            if parts_clauses(last)
                || !firsts[first as usize % firsts.len()]
                || !lexicons.roles.names_person(&text[..end])
            {
                continue;
            }
            for length in NAME {
                let behind: usize = text[end..].chars().take(length).map(char::len_utf8).sum();
                let name = &text[end..end + behind];
                let known = best.is_some_and(|(_, found)| found.name == name);
                if known || name.chars().filter(|c| is_han(*c)).count() < length {
                    continue;
                }
                weigh(Person { role: Some(role(&text[..end])), name }, &mut best);
            }
        }
    }
    best.map(|(_, found)| found)
}

impl<'a> Collector<'a> {
    /// Notes whom the running text tells of; the role in front of the name is the document's if it names
    /// no other.
    pub(super) fn tells_of(&mut self, person: Option<Person<'a>>) {
        self.person = person;
        if let Some(role) = person.and_then(|person| person.role).filter(|_| self.role.is_none()) {
            self.role = Some(role.to_owned());
            self.reads_again();
        }
    }
}

/// How often each stretch of [`OPENING`] characters opens a clause, if more than once: counted once, since a long text
/// may hold many names.
fn openings<'t>(paragraphs: impl Iterator<Item = &'t str>) -> FxHashMap<&'t str, usize> {
    let mut out = FxHashMap::default();
    for text in paragraphs {
        for (start, _) in clause_starts(text) {
            let clause = &text[start..];
            let ends = clause.char_indices().map(|(at, c)| at + c.len_utf8());
            for end in ends.take(*OPENING.end()).skip(OPENING.start() - 1) {
                *out.entry(&clause[..end]).or_default() += 1;
            }
        }
    }
    out.retain(|_, count| *count >= MIN_NAMED);
    out
}

/// The role's name that `text` ends with: from the last border or word of the sentence on.
fn role(text: &str) -> &str {
    let border = |c: char| !is_han(c) || matches!(c, '的' | '是' | '和' | '与' | '在' | '名' | '位' | '个');
    let start = text.rfind(border).map_or(0, |at| at + text[at..].chars().next().map_or(0, char::len_utf8));
    let first = text.char_indices().rev().take(MAX_ROLE).last().map_or(0, |(at, _)| at);
    &text[start.max(first)..]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::testing::document;

    fn of(text: &str) -> Option<(String, String)> {
        let document = document(text);
        let found = person(&document, &Lexicons::embedded())?;
        Some((found.role.unwrap_or_default().to_owned(), found.name.to_owned()))
    }

    #[test]
    fn a_person_is_named_behind_the_role_and_again() {
        let text = "清晨，园艺师林岚推开暖房的门。\n\n林岚先给幼苗浇水。午后，林岚修剪枝条。\n";
        assert_eq!(of(text), Some(("园艺师".to_owned(), "林岚".to_owned())));
        let text = "赵师傅先检查刹车。上午，赵师傅更换轮胎。";
        assert_eq!(of(text), Some((String::new(), "赵师傅".to_owned())));
        assert_eq!(of("园艺师的工作是浇水。园艺师也修剪枝条。"), None);
    }
}
