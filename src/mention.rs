//! A task as one document states it.
//!
//! Wordings here are in Simplified while stages work on them, and in the target script when they come out
//! ([`crate::spell`]); "the target script" below means either.

mod attributes;
mod quote;
mod reason;
mod sign;

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::document::{AlignedText, Span};
use crate::source::SourceId;
pub use attributes::Attributes;
pub use quote::Quote;
pub use reason::{Reason, Told};
pub use sign::{Sign, Support};

/// A task mention: one duty, stated in one document, with everything that the document says of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskMention {
    /// Stable id: `m` and ten hex digits of SHA-256 over source, title and occurrence.
    pub id: String,
    /// The source that states it.
    pub source: SourceId,
    /// Which document of the source, from 0 (a source may hold several).
    pub document: usize,
    /// The bytes of its title in the decoded source text.
    pub span: Span,
    /// 1-based inclusive lines of `span`.
    pub lines: (usize, usize),
    /// The title, in the target script, white space and citation marks normalised.
    pub title: String,
    /// The source text at `span`, verbatim, and what stands around it, by which the mention is found again
    /// after an edit.
    pub quote: Quote,
    /// The role whose duty it is, in the target script.
    pub role: Option<String>,
    /// The title of the group it is listed in, in the target script.
    pub category: Option<String>,
    /// Headings above it, outermost first, in the target script.
    #[serde(serialize_with = "titles", deserialize_with = "shared_titles")]
    pub path: Arc<[String]>,
    /// The shape of the evidence.
    pub kind: MentionKind,
    /// What the document says of it, by attribute key.
    pub attributes: Attributes,
    /// Other places of the same document that state it again.
    pub also_at: Vec<Place>,
    /// The parts of a compound duty, in the target script; empty for a simple one.
    pub parts: Vec<String>,
    /// True for catch-all duties (其他上级交办的工作): kept, never merged with real ones.
    pub boilerplate: bool,
    /// Other wordings of it in the earlier taxonomy that states it, in the target script. Empty for other
    /// sources.
    pub aliases: Vec<String>,
    /// The ids it has in the earlier taxonomy that states it: its own first, then retired ones that
    /// lead to it. Empty for other sources.
    pub origins: Vec<String>,
}

fn titles<S: Serializer>(path: &Arc<[String]>, serializer: S) -> Result<S::Ok, S::Error> {
    path.as_ref().serialize(serializer)
}

fn shared_titles<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<[String]>, D::Error> {
    Vec::deserialize(deserializer).map(Arc::from)
}

/// The decoded source text in front of a mention and behind it, verbatim.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Context {
    /// Up to [`Context::LENGTH`] characters in front of it; fewer only at the start of the source.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub before: String,
    /// Up to [`Context::LENGTH`] characters behind it; fewer only at the end of the source.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub after: String,
}

impl Context {
    /// How many characters are kept on each side.
    pub const LENGTH: usize = 20;

    /// What stands around `span` in `text`.
    pub fn of(text: &str, span: Span) -> Self {
        let (before, after) = Self::sides(text, span);
        Self { before: before.to_owned(), after: after.to_owned() }
    }

    /// The same, borrowed: in front of it and behind it.
    fn sides(text: &str, span: Span) -> (&str, &str) {
        let bytes = text.as_bytes();
        let (mut start, mut end) = (span.start, span.end);
        for _ in 0..Self::LENGTH {
            // Most characters are of three bytes.
            start -= match bytes[..start] {
                [] => 0,
                [.., 0xe0..=0xef, _, _] => 3,
                [.., 0..=0x7f] => 1,
                _ => text[..start].chars().next_back().map_or(0, char::len_utf8),
            };
            end += match bytes.get(end) {
                None => 0,
                Some(0..=0x7f) => 1,
                Some(0xe0..=0xef) => 3,
                Some(_) => text[end..].chars().next().map_or(0, char::len_utf8),
            };
        }
        (&text[start..span.start], &text[span.end..end])
    }
}

/// The shape of evidence that a mention was read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MentionKind {
    /// An item of a list.
    ListItem,
    /// A row of a table.
    TableRow,
    /// A bold or colon label with its definition.
    Label,
    /// A heading with a definition under it.
    Heading,
    /// A clause of a sentence that states duties.
    Sentence,
    /// No source: a person added it.
    Manual,
}

/// One value of an attribute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttributeValue {
    /// The value, in the target script.
    pub value: String,
    /// Its bytes in the decoded source text.
    pub span: Span,
}

/// A further place of a mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Place {
    /// 1-based first line.
    pub line_start: usize,
    /// 1-based last line, inclusive.
    pub line_end: usize,
    /// First byte of the title there.
    pub byte_start: usize,
    /// One past its last byte.
    pub byte_end: usize,
}

/// What an attribute says of a task. The wire name is the `snake_case` of the variant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Attribute {
    /// What is done (任务描述).
    Description,
    /// What for (目的/目标).
    Purpose,
    /// Skills it takes (所需关键技能).
    Skills,
    /// Tools, technology, methods (常用工具/技术).
    Tools,
    /// With whom (主要协作对象).
    Collaborators,
    /// How often (频率).
    Frequency,
    /// How much it matters (重要性).
    Importance,
    /// What comes out (交付物).
    Deliverables,
    /// How it is judged (考核指标).
    Metrics,
    /// What goes in (输入, 前置条件).
    Inputs,
    /// Who is responsible (责任人, RACI).
    Responsibility,
    /// Anything else that a label names.
    Other,
}

impl Attribute {
    /// All attributes, in the order they are printed.
    pub const ALL: [Self; 12] = [
        Self::Description,
        Self::Purpose,
        Self::Skills,
        Self::Tools,
        Self::Collaborators,
        Self::Frequency,
        Self::Importance,
        Self::Deliverables,
        Self::Metrics,
        Self::Inputs,
        Self::Responsibility,
        Self::Other,
    ];

    /// The key in JSON output and lexicon files.
    pub fn key(self) -> &'static str {
        match self {
            Self::Description => "description",
            Self::Purpose => "purpose",
            Self::Skills => "skills",
            Self::Tools => "tools",
            Self::Collaborators => "collaborators",
            Self::Frequency => "frequency",
            Self::Importance => "importance",
            Self::Deliverables => "deliverables",
            Self::Metrics => "metrics",
            Self::Inputs => "inputs",
            Self::Responsibility => "responsibility",
            Self::Other => "other",
        }
    }

    /// The attribute with this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|attribute| attribute.key() == key)
    }
}

/// What a document says of the role itself rather than of one task: skills, tools, education,
/// experience, pay, career, industries, employers, overview.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facet {
    /// The kind of fact; one of the section roles of the outline (`skills`, `pay` …).
    pub key: String,
    /// The value, in the target script.
    pub value: AlignedText,
    /// A label in front of it (`教育背景`), in the target script.
    pub label: Option<String>,
    /// 1-based inclusive lines.
    pub lines: (usize, usize),
}

/// Everything extraction found in one source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extraction {
    /// Task mentions, in source order.
    pub mentions: Vec<TaskMention>,
    /// Why each mention was taken, in the order of `mentions`; empty for a taxonomy given as a source.
    pub evidence: Vec<Evidence>,
    /// Facets of the roles, in source order.
    pub facets: Vec<RoleFacets>,
    /// Repairs made on the way (a column whose header contradicts its content).
    pub repairs: Vec<Repair>,
    /// Blocks that looked like tasks and were not taken, with the reason.
    pub skipped: Vec<Skipped>,
    /// How many documents the source holds.
    pub documents: usize,
}

/// The role that one document describes, and its facets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleFacets {
    /// Which document of the source.
    pub document: usize,
    /// The role's title, in the target script; empty if the document names none.
    pub role: String,
    /// Other names of the role in the document (English name, abbreviation).
    pub aliases: Vec<String>,
    /// The facts.
    pub facets: Vec<Facet>,
}

/// A correction of the source that extraction made and reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Repair {
    /// 1-based line.
    pub line: usize,
    /// Rule code.
    pub rule: String,
    /// What was wrong, what it was read as, and why, in Chinese.
    pub reason: String,
    /// The same in English.
    pub reason_en: String,
}

/// A near miss: something that looked like a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// 1-based first line.
    pub line_start: usize,
    /// Its text, up to [`Skipped::LENGTH`] characters.
    pub text: String,
    /// Why it is not a task.
    pub reason: Reason,
    /// The shape it was read from.
    pub kind: MentionKind,
    /// What spoke for it.
    pub evidence: Evidence,
}

impl Skipped {
    /// Most characters of the text that are kept.
    pub const LENGTH: usize = 80;
}

/// What a phrase looks like by its words alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Look {
    /// Nothing in its words says duty.
    #[default]
    Nothing,
    /// It opens with a verb that requirements open with as well.
    Weak,
    /// It ends with an action (竞品分析), or its verb comes after a preposition.
    Action,
    /// It opens with a verb of duties.
    Verb,
}

/// What decided that a phrase is a task.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ground {
    /// Its words.
    #[default]
    Words,
    /// Its section, which is named after duties.
    Section,
    /// The other items of its list, or the other headings beside it.
    Siblings,
    /// The attributes stated under it.
    Attributes,
    /// The column of the table that it stands in.
    Column,
}

/// What spoke for a mention or a near miss.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// What decided; for a near miss, what would have.
    pub ground: Ground,
    /// The key of what its section holds, as in `sections.tsv`; `None` if that is not known.
    pub section: Option<&'static str>,
    /// What its words look like; [`Look::Nothing`] where they were not asked.
    pub look: Look,
    /// Where the word stands that it looks so by.
    pub word: Option<Span>,
    /// How many items of its list look like duties, and how many there are.
    pub siblings: Option<(usize, usize)>,
    /// What spoke for its group where no section name did.
    pub support: Option<Support>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn context_is_counted_in_characters_and_ends_with_the_source() {
        let text = format!("{}盘点🚀", "甲".repeat(30));
        let context = Context::of(&text, Span::new(90, 96));
        assert_eq!((context.before, context.after), ("甲".repeat(20), "🚀".to_owned()));
    }
}
