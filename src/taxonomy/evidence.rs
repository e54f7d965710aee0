//! Where statements stand: sources, mentions, and values with the mentions that state them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::document::Script;
use crate::mention::{Context, Place};
use crate::source::{Format, SourceId};

/// One source of the taxonomy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SourceInfo {
    /// Path relative to the input folder.
    #[schemars(with = "String")]
    pub path: SourceId,
    /// SHA-256 of its bytes, in lower-case hexadecimal.
    pub sha256: String,
    /// `markdown`, `html` or `text`.
    #[schemars(with = "String")]
    pub format: Format,
    /// The encoding its bytes were decoded from, as the Encoding Standard names it.
    pub encoding: String,
    /// `hans`, `hant`, `mixed` or `none`.
    #[schemars(with = "String")]
    pub script: Script,
    /// How many documents it holds.
    pub documents: usize,
}

/// A document that copies another: what both state has one witness.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CopiedDocument {
    /// The copy.
    pub document: DocumentRef,
    /// The document that holds it.
    pub original: DocumentRef,
    /// Share of the copy's wording that stands in the original, 0 to 1.
    pub containment: f64,
}

/// A document of a source.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct DocumentRef {
    /// The source.
    #[schemars(with = "String")]
    pub source: SourceId,
    /// Which document of the source, from 0.
    pub document: usize,
}

/// A place where a source states a task or a fact about a role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MentionRef {
    /// Stable id: a hash of content, not a counter.
    pub id: String,
    /// The source.
    #[schemars(with = "String")]
    pub source: SourceId,
    /// 1-based first line of the decoded source text.
    pub line_start: usize,
    /// 1-based last line, inclusive.
    pub line_end: usize,
    /// First byte in the decoded source text.
    pub byte_start: usize,
    /// One past the last byte.
    pub byte_end: usize,
    /// The source text at these bytes, verbatim. Empty only if the text was not at hand.
    pub title_raw: String,
    /// The source text around a task's title, by which it is found again after an edit.
    #[serde(default, skip_serializing_if = "is_bare")]
    pub context: Context,
    /// What it states.
    #[serde(default)]
    pub kind: StatementKind,
    /// Which document of the source, from 0.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub document: usize,
    /// Other places of the same document that state it again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also_at: Vec<Place>,
    /// The ids it has in the earlier taxonomy that is its source: its own first, then retired ones
    /// that lead to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub origins: Vec<String>,
}

fn is_bare(context: &Context) -> bool {
    context.before.is_empty() && context.after.is_empty()
}

fn is_zero(n: &usize) -> bool {
    *n == 0
}

/// What a mention states.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StatementKind {
    /// A task; `title_raw` is its title.
    #[default]
    Task,
    /// A fact about the role; `title_raw` is the statement.
    Facet,
    /// What a person decided; `source` is the file of decisions, without bytes, and `title_raw`
    /// the person's words.
    Manual,
}

/// One value of an attribute, with everything that states it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Value {
    /// The value, in the target script.
    pub value: String,
    /// The term it stands for (skills, tools, collaborators).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term: Option<String>,
    /// Ids of the mentions that state it.
    pub mentions: Vec<String>,
    /// Near-identical wordings folded into it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub variants: Vec<String>,
    /// Where each mention states it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spans: Vec<ValueSpan>,
}

/// The bytes of the decoded source text that state a value. They may state other values too:
/// `项目软件（如甲、乙）` gives three.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ValueSpan {
    /// The mention, and through it the source.
    pub mention: String,
    /// First byte.
    pub byte_start: usize,
    /// One past the last byte.
    pub byte_end: usize,
}

/// One fact about a role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FacetValue {
    /// The fact, in the target script.
    pub value: String,
    /// The label in front of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Ids of the mentions that state it.
    pub mentions: Vec<String>,
}
