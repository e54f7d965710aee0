//! Reading one record: clauses, their main action, the words of its object.

use rustc_hash::FxHashMap;

use super::{Bag, Features, Parts};
use crate::lexicon::linking::{Frame, LinkLexicon, Token};
use crate::lexicon::normal::{identity_form, normal_form};
use crate::link::clause::{
    Clause, clauses, frame, is_noun, take_apart, without_brackets, without_second_duty,
};
use crate::link::code::codes;
use crate::link::polarity::denied;
use crate::link::record::Record;
use crate::link::things::{Places, Things};

/// Weight of words that stand in a circumstance (`根据…`), a later clause or brackets, against 1 for
/// the object of the duty itself. Hand-set: they elaborate, they do not name.
const CIRCUMSTANCE: f32 = 0.35;
/// Words in brackets that count in full; of more, each counts less.
const BRACKETED: f32 = 3.0;
/// A label in front of a colon has at most this many characters; it names the duty, what follows defines it.
const LABEL: usize = 12;
/// Extra weight of the head noun. Hand-set.
const HEAD: f32 = 1.6;
/// Weight of a verb that stands inside the object (`验收` in 验收报告).
const INNER_ACTION: f32 = 0.6;

/// Weight of the words inside a compound term (`计划` in 培训计划), against 1 for the term. Hand-set: they make two
/// terms akin, not equal.
const INNER_WORD: f32 = 0.35;
/// Terms of fewer characters are not cut further.
const COMPOUND: usize = 4;

/// Weight of the noun in a main action that names its object too (`竞品分析`, `培训`).
const MAIN_NOUN: f32 = 0.7;

/// The object of a duty that consists in working with several parties (与甲、乙、丙协作), whoever they are: the
/// concept of working across departments.
const MANY_PARTIES: &str = "跨部门";

/// Numbers words, so that features compare integers. Ids follow the order of first appearance.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    /// Words of one or two characters, which most are: the second is `\0` where there is none.
    short: FxHashMap<[char; 2], u32>,
    long: FxHashMap<String, u32>,
}

impl Vocabulary {
    fn id(&mut self, word: &str) -> u32 {
        let mut chars = word.chars();
        if let (Some(first), second, None) = (chars.next(), chars.next(), chars.next()) {
            return self.pair(first, second.unwrap_or('\0'));
        }
        if let Some(&id) = self.long.get(word) {
            return id;
        }
        let next = self.next();
        self.long.insert(word.to_owned(), next);
        next
    }

    /// The id of a word of two characters, or of one and `\0`.
    fn pair(&mut self, one: char, other: char) -> u32 {
        let next = self.next();
        *self.short.entry([one, other]).or_insert(next)
    }

    fn next(&self) -> u32 {
        u32::try_from(self.len()).unwrap_or(u32::MAX)
    }

    pub(super) fn len(&self) -> usize {
        self.short.len() + self.long.len()
    }
}

/// Reads records one after the other, numbering their words.
pub(super) struct Reader<'a> {
    pub(super) lexicon: &'a LinkLexicon,
    pub(super) vocabulary: Vocabulary,
}

impl Reader<'_> {
    pub(super) fn read(&mut self, record: &Record) -> Features {
        let normal = normal_form(&record.title);
        let identity = identity_form(&normal);
        let (body, brackets) = without_brackets(&normal);
        let lexicon = self.lexicon;
        let denied_words = denied(&identity, lexicon);
        let mut out = Features { identity, denied_words, qualifiers: codes(&normal), ..Features::default() };
        let parts: Vec<Clause<'_>> = clauses(&body)
            .into_iter()
            .flat_map(|text| without_second_duty(lexicon.segment(text)))
            .map(take_apart)
            .filter(|c| !c.tokens.is_empty())
            .collect();
        let label = body.find(':').is_some_and(|at| (1..=LABEL).contains(&body[..at].chars().count()));
        let lead = if label { Some(0) } else { None }
            .or_else(|| parts.iter().position(|clause| clause.has_full_action() && !clause.is_circumstance()))
            .or_else(|| parts.iter().position(|clause| !clause.main.is_empty() && !clause.is_circumstance()))
            .or_else(|| parts.iter().position(|clause| !clause.is_circumstance()))
            .unwrap_or(0);
        let mut object = Vec::new();
        let mut places = Places::default();
        for (at, clause) in parts.iter().enumerate() {
            self.clause(clause, at == lead, &mut out, &mut object, &mut places);
        }
        out.things = Things::of(&body, &places, lexicon);
        if out.main.is_empty() {
            // A label that only names the object takes the action of its definition.
            out.main = parts
                .iter()
                .filter(|clause| !clause.is_circumstance())
                .flat_map(|clause| clause.main.iter().filter_map(|&at| clause.tokens[at].entry))
                .map(|entry| entry.actions)
                .next()
                .unwrap_or_default();
        }
        if out.main.is_empty() {
            let nouns = parts.get(lead).map(|clause| clause.tokens.as_slice()).unwrap_or_default();
            out.main = nouns
                .iter()
                .rev()
                .filter_map(|token| token.entry)
                .map(|entry| entry.implied)
                .find(|actions| !actions.is_empty())
                .unwrap_or_default();
        }
        if out.verbs.is_empty() && !out.main.is_empty() {
            out.verbs.push(out.main);
        }
        for text in &brackets {
            let tokens = lexicon.segment(text);
            // A long list in brackets says no more than a short one.
            let share = (BRACKETED / tokens.len().max(1) as f32).min(1.0);
            for token in tokens {
                self.word(&token, CIRCUMSTANCE * 0.5 * share, &mut object);
            }
        }
        out.denied = parts.get(lead).is_some_and(|clause| clause.denied);
        out.parts = parts.get(lead).map_or(Parts::default(), |clause| self.parts(clause));
        out.object = bag(object);
        out.qualifiers.sort_unstable();
        out.qualifiers.dedup();
        out.told.clone_from(&out.qualifiers);
        for text in record.attributes.get("frequency").into_iter().flatten() {
            for token in lexicon.segment(&normal_form(text)) {
                out.told.extend(token.entry.and_then(|entry| entry.qualifier));
            }
        }
        out.told.sort_unstable();
        out.told.dedup();
        let mut category = Vec::new();
        if let Some(text) = &record.category {
            self.words_of(text, 1.0, &mut category);
        }
        out.category = bag(category);
        for text in record.attributes.values().flatten() {
            out.attributed = true;
            let normal = normal_form(text);
            for clause in clauses(&normal) {
                for token in lexicon.segment(clause) {
                    self.fold(&token, false, &mut out.text);
                }
            }
        }
        out
    }

    fn words_of(&mut self, text: &str, weight: f32, out: &mut Bag) {
        let normal = normal_form(text);
        let lexicon = self.lexicon;
        for clause in clauses(&normal) {
            for token in lexicon.segment(clause) {
                self.word(&token, weight, out);
            }
        }
    }

    fn clause(
        &mut self,
        clause: &Clause<'_>,
        lead: bool,
        out: &mut Features,
        object: &mut Bag,
        places: &mut Places,
    ) {
        let head = if lead { clause.head() } else { None };
        let parties = if lead { clause.parties() } else { 0..0 };
        if lead {
            out.telling = clause.main.iter().all(|&at| frame(&clause.tokens[at]) != Frame::Light);
            out.siblings = clause.siblings();
        }
        if !parties.is_empty() {
            object.push((self.vocabulary.id(MANY_PARTIES), HEAD));
        }
        for (at, token) in clause.tokens.iter().enumerate() {
            let entry = token.entry;
            if lead && let Some(pole) = entry.and_then(|entry| entry.qualifier) {
                out.qualifiers.push(pole);
            }
            let actions = entry.map(|entry| entry.actions).unwrap_or_default();
            let main = clause.main.contains(&at);
            if lead && main {
                out.main = out.main.union(actions);
                if frame(token) != Frame::Light {
                    places.verb(token);
                }
                if clause.is_loose(at) { out.loose.push(actions) } else { out.verbs.push(actions) }
            } else {
                out.other = out.other.union(actions);
            }
            if parties.start == at && !parties.is_empty() {
                out.chars.extend(MANY_PARTIES.chars());
            } else if !parties.contains(&at) {
                self.fold(token, main, &mut out.chars);
            }
            if !(lead && main) && frame(token) != Frame::Filler {
                out.rest.push_str(token.text);
            }
            let weight = match (lead, main) {
                (true, true) if !is_noun(token) => continue,
                (true, true) => MAIN_NOUN,
                // Together the parties say no more than one circumstance.
                (true, false) if parties.contains(&at) => CIRCUMSTANCE / parties.len() as f32,
                (true, false) if at < clause.start => CIRCUMSTANCE,
                (true, false) => 1.0,
                (false, true) => CIRCUMSTANCE * INNER_ACTION,
                (false, false) => CIRCUMSTANCE,
            };
            let from = object.len();
            self.word(token, if head == Some(at) { weight * HEAD } else { weight }, object);
            places.words(token, &object[from..]);
            if head == Some(at) {
                out.head = object[from..].iter().map(|&(key, _)| key).collect();
                out.head.sort_unstable();
                // An alias can hold a word twice; a record must not meet itself in a bucket.
                out.head.dedup();
            }
        }
    }

    /// Adds the words of a token: its synonym class, its verb, or the character pairs of an unknown run.
    fn word(&mut self, token: &Token<'_>, weight: f32, out: &mut Bag) {
        match token.entry {
            Some(entry) => {
                if let Some(concept) = entry.concept {
                    let key = self.vocabulary.id(self.lexicon.concept(concept));
                    out.push((key, weight * entry.weight));
                    self.inside(concept, weight * entry.weight * INNER_WORD, out);
                } else if entry.frame == Frame::None && entry.qualifier.is_none() {
                    let factor = if entry.actions.is_empty() { entry.weight } else { INNER_ACTION };
                    let key = self.vocabulary.id(token.text);
                    out.push((key, weight * factor));
                }
            }
            None if token.text.is_ascii() => {
                if token.text.chars().any(char::is_alphanumeric) {
                    out.push((self.vocabulary.id(token.text), weight));
                }
            }
            None => {
                let chars: Vec<char> = token.text.chars().filter(|c| c.is_alphanumeric()).collect();
                if let [only] = chars[..] {
                    out.push((self.vocabulary.pair(only, '\0'), weight * 0.4));
                }
                let pairs = chars.len().saturating_sub(1).max(1) as f32;
                let each = weight * (chars.len() as f32 / 2.0).max(1.0) / pairs;
                for pair in chars.windows(2) {
                    out.push((self.vocabulary.pair(pair[0], pair[1]), each));
                }
            }
        }
    }

    /// Adds the words that a compound term is made of, so that 培训计划 and 招聘计划 are akin.
    fn inside(&mut self, concept: u32, weight: f32, out: &mut Bag) {
        let lexicon = self.lexicon;
        let term = lexicon.concept(concept);
        if term.is_ascii() || term.chars().count() < COMPOUND {
            return;
        }
        for entry in lexicon.parts(term).iter().filter_map(|part| Some((part.text, part.entry?))) {
            let (text, entry) = entry;
            let name = entry.concept.map_or(text, |concept| lexicon.concept(concept));
            if entry.concept.is_some() || (entry.frame == Frame::None && entry.qualifier.is_none()) {
                out.push((self.vocabulary.id(name), weight * entry.weight));
            }
        }
    }

    /// Appends what the order-aware comparison sees of a token.
    fn fold(&self, token: &Token<'_>, main: bool, out: &mut Vec<char>) {
        match token.entry {
            Some(entry) => match entry.concept {
                Some(concept) if !main => out.extend(self.lexicon.concept(concept).chars()),
                _ if entry.frame == Frame::None || main => out.extend(token.text.chars()),
                _ => {}
            },
            None => out.extend(token.text.chars().filter(|c| c.is_alphanumeric())),
        }
    }

    /// What a clause coordinates: actions of unrelated classes (编写及评审), or objects (愿景、战略和路线图).
    fn parts(&mut self, clause: &Clause<'_>) -> Parts {
        let lexicon = self.lexicon;
        let entries: Vec<_> = clause.main.iter().filter_map(|&at| clause.tokens[at].entry).collect();
        let differ = |of: &dyn Fn(usize, usize) -> bool| (0..entries.len()).any(|i| (0..i).any(|j| of(i, j)));
        let actions = differ(&|i, j| {
            let (a, b) = (entries[i].actions, entries[j].actions);
            !a.meets(b) && !lexicon.related(a, b)
        });
        let actions = actions
            || clause.phrases().is_some_and(|(one, other)| {
                let of = |at: usize| clause.tokens[at].entry.map(|entry| entry.actions).unwrap_or_default();
                !of(one).meets(of(other)) && !lexicon.related(of(one), of(other))
            });
        let named = differ(&|i, j| entries[i].concept.zip(entries[j].concept).is_some_and(|(a, b)| a != b));
        let mut words = Vec::new();
        if named {
            clause.main.iter().for_each(|&at| self.word(&clause.tokens[at], 1.0, &mut words));
        }
        for at in clause.listed() {
            self.word(&clause.tokens[at], 1.0, &mut words);
        }
        let mut objects: Vec<u32> = words.into_iter().map(|word| word.0).collect();
        objects.sort_unstable();
        let mut items = Vec::new();
        for at in clause.enumerated() {
            let token = &clause.tokens[at];
            let mut item = Vec::new();
            self.word(token, 1.0, &mut item);
            let head = if token.entry.is_some() { item.first() } else { item.last() };
            items.extend(head.map(|word| word.0));
        }
        Parts { actions, objects, items }
    }
}

/// Sorted by key, the largest weight of equal keys kept.
fn bag(mut words: Bag) -> Bag {
    words.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
    words.dedup_by(|later, kept| {
        let same = later.0 == kept.0;
        if same {
            kept.1 = kept.1.max(later.1);
        }
        same
    });
    words
}
