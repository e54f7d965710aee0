//! Gathers mentions: one per duty and document, with every place and attribute.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::collections::hash_map::Entry;
use std::ops::Range;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use sha2::{Digest, Sha256};

use super::clock::is_time;
use super::judged::Judged;
use super::parts::parts;
use super::person::Person;
use super::wording::count_label;
use crate::document::{AlignedStr, Document, LineIndex};
use crate::lexicon::Lexicons;
use crate::lexicon::cues::Cue;
use crate::lexicon::normal::lower_case;
use crate::lexicon::particles::Particles;
use crate::mention::{
    Attribute, AttributeValue, Evidence, Look, MentionKind, Place, Reason, Skipped, Support, TaskMention,
};
use crate::read::marker::is_han;

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

impl Context {
    /// The title of the group; what is only a time (上午, 周一) is none.
    fn group(&self, particles: &Particles) -> Option<&str> {
        self.category.as_deref().filter(|name| !is_time(name, particles))
    }
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
    pub(super) mentions: Vec<TaskMention>,
    /// Why each mention was taken.
    pub(super) evidence: Vec<Evidence>,
    pub(super) skipped: Vec<Skipped>,
    /// The judgements of the phrases judged last.
    pub(super) judged: Judged<'a>,
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
            mentions: Vec::new(),
            evidence: Vec::new(),
            skipped: Vec::new(),
            judged: Judged::default(),
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
        let Some(span) = found.title.source_span() else { return };
        let title = normal_title(found.title.as_str());
        let key = fold(&title);
        let name = found.name.as_deref().map(fold).filter(|name| !name.is_empty() && *name != key);
        if key.is_empty() && name.is_none() {
            return;
        }
        let known = self.known(key, name);
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
                    mention.category = context.group(&self.lexicons.particles).map(str::to_owned);
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
                self.mentions.push(TaskMention {
                    id: String::new(),
                    source: self.document.source.clone(),
                    document: self.part,
                    span,
                    lines: (line_start, line_end),
                    title,
                    title_raw: span.of(&self.document.text).to_owned(),
                    context: crate::mention::Context::of(&self.document.text, span),
                    role: context.role.clone().or_else(|| self.role.clone()),
                    category: context.group(&self.lexicons.particles).map(str::to_owned),
                    path: context.path.clone(),
                    kind: found.kind,
                    attributes: BTreeMap::new(),
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
        let Some(span) = value.source_span() else { return };
        let text = squeeze(value.as_str());
        let values = self.mentions[at].attributes.entry(attribute).or_default();
        let new = if values.len() < FEW_VALUES {
            values.iter().all(|old| old.value != text)
        } else {
            let known = || values.iter().map(|old| Cow::Owned(old.value.clone())).collect();
            self.values.entry((at, attribute)).or_insert_with(known).insert(text.clone())
        };
        if !text.is_empty() && new {
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

/// Gives every mention its id: source, raw title and how often that title came before. Stable
/// under edits elsewhere in the source, which is `text`.
pub(super) fn number(mentions: &mut [TaskMention], text: &str) {
    let mut seen: FxHashMap<&str, usize> = FxHashMap::default();
    seen.reserve(mentions.len());
    let mut hashed: Vec<u8> = Vec::new();
    for mention in mentions {
        let count = seen.entry(mention.span.of(text)).or_default();
        mention.id = id(mention, *count, &mut hashed);
        *count += 1;
    }
}

/// Bytes of the digest that an id shows.
const ID_BYTES: usize = 5;

/// The id of a mention with so many of its title before it; `hashed` is room for what is hashed.
fn id(mention: &TaskMention, before: usize, hashed: &mut Vec<u8>) -> String {
    hashed.clear();
    for part in [mention.source.as_str(), &mention.title_raw] {
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

/// A title as it is shown: white space squeezed, closing punctuation and a Latin translation in
/// brackets dropped, half-width signs between Han characters widened.
pub(super) fn normal_title(text: &str) -> String {
    let core = &text[crate::outline::title::core(text)];
    let core = &core[count_label(core)..];
    let squeezed = squeeze(core);
    let end = squeezed.trim_end_matches(['。', '；', ';', '，', ',', '、', '.', '：', ':', ' ']).len();
    match squeezed {
        Cow::Borrowed(text) => text[..end].to_owned(),
        Cow::Owned(mut text) => {
            text.truncate(end);
            text
        }
    }
}

fn squeeze(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if is_squeezed(text) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c.is_whitespace() {
            if !out.ends_with(' ') {
                out.push(' ');
            }
            continue;
        }
        let wide = |c: Option<char>| c.is_some_and(|c| !c.is_ascii() && !c.is_whitespace());
        let between = wide(out.chars().next_back()) || wide(chars.peek().copied());
        out.push(match c {
            ',' if between => '，',
            ';' if between => '；',
            ':' if between => '：',
            c => c,
        });
    }
    Cow::Owned(out)
}

/// True if `text` holds neither white space nor signs that might be widened.
fn is_squeezed(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += match byte {
            b',' | b';' | b':' => return false,
            b'!'..=b'~' => 1,
            // U+4000 to U+9FFF, and U+F000 to U+FFFF: no white space.
            0xe4..=0xe9 | 0xef => 3,
            _ => match text[at..].chars().next() {
                Some(c) if !c.is_whitespace() => c.len_utf8(),
                _ => return false,
            },
        };
    }
    true
}

/// The form in which two titles of one document are the same duty.
pub(super) fn fold(title: &str) -> String {
    let mut out = String::with_capacity(title.len());
    let bytes = title.as_bytes();
    let (mut from, mut at) = (0, 0);
    while let Some(&byte) = bytes.get(at) {
        // What stays as it is goes over in runs; U+5000 to U+9FFF is Han.
        match byte {
            b'a'..=b'z' | b'0'..=b'9' => at += 1,
            0xe5..=0xe9 => at += 3,
            _ => {
                out.push_str(&title[from..at]);
                let Some(c) = title[at..].chars().next() else { break };
                match c {
                    c if is_han(c) => out.push(c),
                    c if c.is_ascii_alphanumeric() => out.push(c.to_ascii_lowercase()),
                    c if c.is_ascii() || !c.is_alphanumeric() => {}
                    c => out.extend(c.to_lowercase()),
                }
                at += c.len_utf8();
                from = at;
            }
        }
    }
    out.push_str(&title[from..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_shown_plain() {
        assert_eq!(normal_title("1. 排定  班表 (Shift Planning)："), "排定 班表");
        assert_eq!(normal_title("盘点库存,核对账目；"), "盘点库存，核对账目");
        assert_eq!(normal_title("编写手册(SOP)"), "编写手册(SOP)");
        assert_eq!(normal_title("**任务2：盘点库存**".trim_matches('*')), "盘点库存");
    }
}
