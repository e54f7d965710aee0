//! What changed between two taxonomies.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One change of one thing that carries an id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Change {
    /// What happened.
    pub kind: ChangeKind,
    /// To what.
    pub entity: Entity,
    /// Its id: the survivor of a merge, the origin of a split.
    pub id: String,
    /// Its title now, or the last one it had.
    pub title: String,
    /// The attribute or facet that changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// What it was.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub before: Vec<String>,
    /// What it is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<String>,
    /// Other ids involved: those merged into it, split off from it, or replacing it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<String>,
    /// What brought it about, where that can be told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub causes: Vec<Cause>,
}

/// The kinds of changes, in the order they are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// A new id.
    Added,
    /// An id whose mentions are all gone.
    Retired,
    /// Several ids became one.
    Merged,
    /// One id became several.
    Split,
    /// Another title.
    Renamed,
    /// Another category.
    Recategorised,
    /// Other values of an attribute or facet.
    AttributeChanged,
    /// The same task, stated by other mentions.
    Reattributed,
}

/// What carries an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Entity {
    /// A role.
    Role,
    /// A category.
    Category,
    /// A task.
    Task,
    /// A skill, tool or collaborator.
    Term,
}

/// What brought a change about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Cause {
    /// The kind of cause.
    pub origin: Origin,
    /// The source, decision, lexicon or setting.
    pub name: String,
}

/// The kinds of causes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// A source that was not there before.
    SourceAdded,
    /// A source with other bytes.
    SourceEdited,
    /// A source under another name (`old → new`), with or without edits.
    SourceMoved,
    /// A source that is gone.
    SourceRemoved,
    /// A person's decision.
    Decision,
    /// A lexicon file of the user.
    Lexicon,
    /// Settings.
    Settings,
    /// Another version of the engine.
    Engine,
}
