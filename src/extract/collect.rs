//! Gathers mentions: one per duty and document, with every place and attribute.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell};
use std::collections::hash_map::Entry;
use std::ops::Range;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use sha2::{Digest, Sha256};

use super::clauses::Report;
use super::clock::is_time;
use super::judged::Judged;
use super::naming::{fold, normal_title, squeeze};
use super::parts::parts;
use super::person::Person;
use crate::document::{AlignedStr, Document, LineIndex, Span};
use crate::lexicon::Lexicons;
use crate::lexicon::cues::Cue;
use crate::lexicon::normal::lower_case;
use crate::mention::{
    Attribute, AttributeValue, Attributes, Evidence, Look, MentionKind, Place, Quote, Reason, Skipped,
    Support, TaskMention,
};

/// A duty found somewhere, before it is compared with the ones already found.
pub(super) struct Found<'a> {
    pub(super) title: AlignedStr<'a>,
    /// The part of the title that names the duty when its place in a table or detail list names
    /// it again: the label in front of the colon.
    pub(super) name: Option<String>,
    pub(super) kind: MentionKind,
    pub(super) attributes: Vec<(Attribute, AlignedStr<'a>)>,
    /// Why it is taken; its section is filled in from the context.
    pub(super) evidence: Evidence,
}

/// A value that many duties have: what it says and where, found once.
pub(super) struct Shared(AttributeValue);

impl Shared {
    /// `None` for a text that says nothing.
    pub(super) fn of(text: AlignedStr<'_>) -> Option<Self> {
        let (span, value) = (text.source_span()?, squeeze(text.as_str()).into_owned());
        (!value.is_empty()).then_some(Self(AttributeValue { value, span }))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0.value
    }
}

/// Where a duty stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Context {
    pub(super) role: Option<String>,
    pub(super) category: Option<String>,
    pub(super) path: Arc<[String]>,
    /// True in a section that is named after duties.
    pub(super) named: bool,
    /// True below a title that asks for the work (`店长每天做什么？`): its text answers.
    pub(super) asked: bool,
    /// The key of what the section holds.
    pub(super) section: Option<&'static str>,
    /// What speaks for its group where no section name does.
    pub(super) support: Option<Support>,
}

pub(super) struct Collector<'a> {
    pub(super) document: &'a Document,
    pub(super) lexicons: &'a Lexicons,
    pub(super) lines: &'a LineIndex,
    /// Which document of the source.
    pub(super) part: usize,
    /// The role the document is about.
    pub(super) role: Option<String>,
    /// Whom the document's running text tells of, once that is asked.
    pub(super) person: Option<Person<'a>>,
    /// What tables give as short names of the role, once that is asked.
    pub(super) short_names: OnceCell<Vec<String>>,
    /// Whether labels of list items name areas of the work, once that is asked.
    pub(super) areas_named: OnceCell<bool>,
    pub(super) mentions: Vec<TaskMention>,
    /// Why each mention was taken.
    pub(super) evidence: Vec<Evidence>,
    /// True if a title is not the very words of the source: then others may quote the same.
    pub(super) altered: bool,
    pub(super) skipped: Vec<Skipped>,
    /// How many of the mentions only a matrix of several parties states, in a section that announces no duties: what a
    /// team shares out, beside which the role's own duties may stand anywhere.
    pub(super) in_matrices: usize,
    /// The judgements of the phrases judged last.
    pub(super) judged: Judged<'a>,
    /// The sentence looked through last for who says what.
    pub(super) said: Cell<Report>,
    /// The group named last, and whether that is only a time.
    group: (String, bool),
    by_name: FxHashMap<String, usize>,
    /// The further places of mentions: which mention, and where its title starts.
    places: FxHashSet<(usize, usize)>,
    /// The values of attributes that have many.
    values: FxHashMap<(usize, Attribute), FxHashSet<Cow<'a, str>>>,
}

/// Up to so many values of an attribute, a new one is compared with each.
const FEW_VALUES: usize = 16;

impl<'a> Collector<'a> {
    pub(super) fn new(
        document: &'a Document,
        lexicons: &'a Lexicons,
        lines: &'a LineIndex,
        part: usize,
    ) -> Self {
        Self {
            document,
            lexicons,
            lines,
            part,
            role: None,
            person: None,
            short_names: OnceCell::new(),
            areas_named: OnceCell::new(),
            mentions: Vec::new(),
            evidence: Vec::new(),
            altered: false,
            skipped: Vec::new(),
            in_matrices: 0,
            judged: Judged::room(0),
            said: Cell::default(),
            group: Default::default(),
            by_name: FxHashMap::default(),
            places: FxHashSet::default(),
            values: FxHashMap::default(),
        }
    }

    /// Makes room for `count` more duties: growing step by step would copy all of a long list several
    /// times.
    pub(super) fn reserve(&mut self, count: usize) {
        self.mentions.reserve(count);
        self.evidence.reserve(count);
        self.by_name.reserve(count);
    }

    /// Forgets the duties found so far.
    pub(super) fn forget(&mut self) {
        self.mentions.clear();
        self.evidence.clear();
        self.by_name.clear();
        self.places.clear();
        self.values.clear();
        self.in_matrices = 0;
    }

    /// Gives up the duties found so far for which `none` holds: near misses now.
    pub(super) fn give_up(&mut self, none: impl Fn(usize) -> bool) {
        if !(0..self.mentions.len()).any(&none) {
            return;
        }
        let mentions = std::mem::take(&mut self.mentions);
        let evidence = std::mem::take(&mut self.evidence);
        self.forget();
        for (at, (mention, evidence)) in mentions.into_iter().zip(evidence).enumerate() {
            if none(at) {
                self.skipped.push(Skipped {
                    line_start: mention.lines.0,
                    text: mention.title.chars().take(Skipped::LENGTH).collect(),
                    reason: Reason::Unsupported,
                    kind: mention.kind,
                    evidence,
                });
                continue;
            }
            let at = self.mentions.len();
            self.by_name.insert(fold(&mention.title), at);
            self.places.extend(mention.also_at.iter().map(|place| (at, place.byte_start)));
            self.mentions.push(mention);
            self.evidence.push(evidence);
        }
    }

    /// How many of the duties found so far were read from sentences.
    pub(super) fn count_told(&self) -> usize {
        self.mentions.iter().filter(|mention| mention.kind == MentionKind::Sentence).count()
    }

    /// True if all duties found so far were read from sentences.
    pub(super) fn only_told(&self) -> bool {
        self.count_told() == self.mentions.len()
    }

    pub(super) fn text(&self, block: usize, range: Range<usize>) -> AlignedStr<'a> {
        self.document.blocks[block].text.part(range).trimmed()
    }

    /// Adds a duty, or the new place and attributes to the mention that already states it.
    pub(super) fn push(&mut self, found: Found<'a>, context: &Context) {
        self.push_sharing(found, &[], context);
    }

    /// [`Self::push`] of a duty with values besides that many duties share: they differ from each other, and
    /// the duty has no other values of their attributes.
    pub(super) fn push_sharing(
        &mut self,
        found: Found<'a>,
        shared: &[(Attribute, &Shared)],
        context: &Context,
    ) {
        let Some(span) = found.title.source_span() else { return };
        let title = normal_title(found.title.as_str());
        let key = fold(&title);
        let name = found.name.as_deref().map(fold).filter(|name| !name.is_empty() && *name != key);
        if key.is_empty() && name.is_none() {
            return;
        }
        let nameless = key.is_empty();
        let known = self.known(key, name);
        let group = self.group(context);
        let (line_start, line_end) = self.lines.lines(span);
        let at = match known {
            Some(at) => {
                let mention = &mut self.mentions[at];
                if mention.span != span && self.places.insert((at, span.start)) {
                    mention.also_at.push(Place {
                        line_start,
                        line_end,
                        byte_start: span.start,
                        byte_end: span.end,
                    });
                }
                if mention.category.is_none() {
                    mention.category = group.map(str::to_owned);
                }
                at
            }
            None => {
                let boilerplate = self.lexicons.cues.find(Cue::CatchAll, &lower_case(&title)).is_some();
                let acts = found.evidence.look == Look::Verb
                    && title == found.title.as_str()
                    && found.evidence.word.is_some_and(|word| word.start == span.start);
                let parts = parts(&title, acts, self.role.as_deref(), self.lexicons);
                let evidence =
                    Evidence { section: context.section, support: context.support, ..found.evidence };
                self.evidence.push(evidence);
                self.altered |= nameless || found.title.as_str() != span.of(&self.document.text);
                self.mentions.push(TaskMention {
                    id: String::new(),
                    source: self.document.source.clone(),
                    document: self.part,
                    span,
                    lines: (line_start, line_end),
                    title,
                    quote: Quote::of(&self.document.text, span),
                    role: context.role.clone().or_else(|| self.role.clone()),
                    category: group.map(str::to_owned),
                    path: context.path.clone(),
                    kind: found.kind,
                    attributes: Attributes::default(),
                    also_at: Vec::new(),
                    parts,
                    boilerplate,
                    aliases: Vec::new(),
                    origins: Vec::new(),
                });
                self.mentions.len() - 1
            }
        };
        for (attribute, value) in found.attributes {
            self.add_value(at, attribute, value);
        }
        if known.is_some() {
            for (attribute, Shared(AttributeValue { value, span })) in shared {
                self.add_text(at, *attribute, Cow::Owned(value.clone()), *span);
            }
            return;
        }
        let attributes = &mut self.mentions[at].attributes;
        let mut left = shared;
        while let Some((attribute, _)) = left.first() {
            let len = left.iter().take_while(|(other, _)| other == attribute).count();
            let values = attributes.entry(*attribute);
            values.reserve_exact(len);
            values.extend(left[..len].iter().map(|(_, Shared(value))| value.clone()));
            left = &left[len..];
        }
    }

    /// The title of the group; what is only a time (上午, 周一) is none.
    fn group<'c>(&mut self, context: &'c Context) -> Option<&'c str> {
        let name = context.category.as_deref()?;
        if self.group.0 != name {
            self.group = (name.to_owned(), is_time(name, &self.lexicons.particles));
        }
        Some(name).filter(|_| !self.group.1)
    }

    /// The mention that a title or the name in it stands for already; if none, both will stand for the
    /// next one.
    fn known(&mut self, key: String, name: Option<String>) -> Option<usize> {
        let next = self.mentions.len();
        let named = name.as_ref().and_then(|name| self.by_name.get(name)).copied();
        let mut at = named;
        if !key.is_empty() {
            match self.by_name.entry(key) {
                Entry::Occupied(titled) => at = Some(*titled.get()),
                Entry::Vacant(new) => drop(new.insert(named.unwrap_or(next))),
            }
        }
        if let Some(name) = name.filter(|_| named.is_none()) {
            self.by_name.insert(name, at.unwrap_or(next));
        }
        at
    }

    fn add_value(&mut self, at: usize, attribute: Attribute, value: AlignedStr<'a>) {
        if let Some(span) = value.source_span() {
            self.add_text(at, attribute, squeeze(value.as_str()), span);
        }
    }

    fn add_text(&mut self, at: usize, attribute: Attribute, text: Cow<'a, str>, span: Span) {
        let values = self.mentions[at].attributes.entry(attribute);
        let new = if values.len() < FEW_VALUES {
            values.iter().all(|old| old.value != text)
        } else {
            let known = || values.iter().map(|old| Cow::Owned(old.value.clone())).collect();
            self.values.entry((at, attribute)).or_insert_with(known).insert(text.clone())
        };
        if !text.is_empty() && new {
            if values.is_empty() {
                values.reserve_exact(1);
            }
            values.push(AttributeValue { value: text.into_owned(), span });
        }
    }

    /// Notes a near miss: its text, the shape it was read from, and why it is no task.
    pub(super) fn skip(
        &mut self,
        (text, kind): (AlignedStr<'_>, MentionKind),
        evidence: Evidence,
        reason: Reason,
        context: &Context,
    ) {
        if let Some(span) = text.source_span() {
            self.skipped.push(Skipped {
                line_start: self.lines.line(span.start),
                text: text.as_str().chars().take(Skipped::LENGTH).collect(),
                reason,
                kind,
                evidence: Evidence { section: context.section, support: context.support, ..evidence },
            });
        }
    }
}

/// Gives every mention its id: source, raw title and how often that title came before, which `repeats` says
/// that it may have. Stable under edits elsewhere in the source, which is `text`.
pub(super) fn number(mentions: &mut [TaskMention], text: &str, repeats: bool) {
    let mut seen: FxHashMap<&str, usize> = FxHashMap::default();
    seen.reserve(if repeats { mentions.len() } else { 0 });
    let mut hashed: Vec<u8> = Vec::new();
    for mention in mentions {
        let mut before = 0;
        if repeats {
            let count = seen.entry(mention.span.of(text)).or_default();
            before = *count;
            *count += 1;
        }
        mention.id = id(mention, before, &mut hashed);
    }
}

/// Bytes of the digest that an id shows.
const ID_BYTES: usize = 5;

/// The id of a mention with so many of its title before it; `hashed` is room for what is hashed.
fn id(mention: &TaskMention, before: usize, hashed: &mut Vec<u8>) -> String {
    hashed.clear();
    for part in [mention.source.as_str(), mention.quote.as_str()] {
        hashed.extend_from_slice(part.as_bytes());
        hashed.push(0);
    }
    match before {
        0 => hashed.push(b'0'),
        _ => hashed.extend_from_slice(before.to_string().as_bytes()),
    }
    let digest = Sha256::digest(hashed);
    let mut id = String::with_capacity(1 + 2 * ID_BYTES);
    id.push('m');
    for half in digest.iter().take(ID_BYTES).flat_map(|byte| [byte >> 4, byte & 15]) {
        id.push(char::from(b"0123456789abcdef"[usize::from(half)]));
    }
    id
}
