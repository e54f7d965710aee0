//! What people decided: small TOML files under version control.
//!
//! ```toml
//! format = "guiyi.decisions/1"
//!
//! [[decision]]
//! kind = "cannot-link"
//! a = { mention = "m0a1b2c3d4", quote = "盘点仓库" }
//! b = { mention = "m5f6a7b8c9", quote = "盘点门店" }
//! why = "两处的责任人不同"
//! ```

mod chain;
mod contradiction;
mod find;
mod parse;
mod resolve;
mod ruling;
mod settled;
mod write;

use std::collections::BTreeMap;

pub use contradiction::{Clash, Contradiction, Step};
pub use find::{Anchor, Finder, Found};
pub use parse::DecisionError;
pub use resolve::{Resolved, resolve};
pub use ruling::{Outcome, Reworded, Ruling};
use serde::{Deserialize, Serialize};

use crate::mention::{Attribute, Context};

/// The format name and number of decision files. A file without one is read as this.
pub const DECISIONS_FORMAT: &str = "guiyi.decisions/1";

/// A person's decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What is decided.
    pub kind: DecisionKind,
    /// A name by which another decision may replace it; unique among all decisions.
    pub id: Option<String>,
    /// The id of an earlier decision that this one takes the place of.
    pub replaces: Option<String>,
    /// Why it is listed and not applied, until a person takes this line out.
    pub held: Option<String>,
    /// The reason given.
    pub why: Option<String>,
    /// Who decided.
    pub by: Option<String>,
    /// When, as the person wrote it; never read by guiyi.
    pub at: Option<String>,
    /// The file it stands in, as messages name it; empty for one that stands in none yet.
    pub file: String,
    /// Its 1-based line there.
    pub line: usize,
}

/// The kinds of decisions.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DecisionKind {
    /// The two are one task.
    MustLink {
        /// One mention.
        a: Target,
        /// The other.
        b: Target,
    },
    /// The two are different tasks.
    CannotLink {
        /// One mention.
        a: Target,
        /// The other.
        b: Target,
    },
    /// A person looked and could not tell.
    Unsure {
        /// One mention.
        a: Target,
        /// The other.
        b: Target,
    },
    /// Not a task.
    Ignore {
        /// The mention.
        target: Target,
    },
    /// A compound duty: its parts are tasks of their own.
    Split {
        /// The mention.
        target: Target,
        /// The parts, at least two.
        parts: Vec<String>,
    },
    /// The task gets this title.
    Rename {
        /// A mention of the task.
        target: Target,
        /// The title.
        title: String,
    },
    /// The task keeps this mention's wording.
    Pin {
        /// The mention.
        target: Target,
    },
    /// The task belongs to this category.
    Recategorise {
        /// A mention of the task.
        target: Target,
        /// Title of the category.
        category: String,
    },
    /// The task's attribute has these values and no others.
    ChooseValue {
        /// A mention of the task.
        target: Target,
        /// The attribute.
        attribute: Attribute,
        /// Its values; none takes the attribute away.
        values: Vec<String>,
    },
    /// A task that no source states.
    Add {
        /// Its title.
        title: String,
        /// Title of its role; needed if there are several.
        role: Option<String>,
        /// Title of its category.
        category: Option<String>,
        /// What is said of it.
        attributes: BTreeMap<Attribute, Vec<String>>,
    },
    /// A category gets this title.
    RenameCategory {
        /// Title of its role; needed if several roles have such a category.
        role: Option<String>,
        /// A title that a source gives it.
        category: String,
        /// The title.
        title: String,
    },
    /// A role gets this title.
    RenameRole {
        /// A title that a source gives it.
        role: String,
        /// The title.
        title: String,
    },
}

impl DecisionKind {
    /// The name of the kind in decision files.
    pub fn name(&self) -> &'static str {
        match self {
            Self::MustLink { .. } => "must-link",
            Self::CannotLink { .. } => "cannot-link",
            Self::Unsure { .. } => "unsure",
            Self::Ignore { .. } => "ignore",
            Self::Split { .. } => "split",
            Self::Rename { .. } => "rename",
            Self::Pin { .. } => "pin",
            Self::Recategorise { .. } => "recategorise",
            Self::ChooseValue { .. } => "choose-value",
            Self::Add { .. } => "add",
            Self::RenameCategory { .. } => "rename-category",
            Self::RenameRole { .. } => "rename-role",
        }
    }

    /// The mentions it is about.
    pub fn targets(&self) -> Vec<&Target> {
        match self {
            Self::MustLink { a, b } | Self::CannotLink { a, b } | Self::Unsure { a, b } => vec![a, b],
            Self::Ignore { target }
            | Self::Split { target, .. }
            | Self::Rename { target, .. }
            | Self::Pin { target }
            | Self::Recategorise { target, .. }
            | Self::ChooseValue { target, .. } => vec![target],
            Self::Add { .. } | Self::RenameCategory { .. } | Self::RenameRole { .. } => Vec::new(),
        }
    }
}

impl DecisionKind {
    /// The mentions it is about, to be changed.
    pub fn targets_mut(&mut self) -> Vec<&mut Target> {
        match self {
            Self::MustLink { a, b } | Self::CannotLink { a, b } | Self::Unsure { a, b } => vec![a, b],
            Self::Ignore { target }
            | Self::Split { target, .. }
            | Self::Rename { target, .. }
            | Self::Pin { target }
            | Self::Recategorise { target, .. }
            | Self::ChooseValue { target, .. } => vec![target],
            Self::Add { .. } | Self::RenameCategory { .. } | Self::RenameRole { .. } => Vec::new(),
        }
    }
}

impl DecisionKind {
    /// The wordings that a person chose in it, to be changed; targets are no wordings.
    pub fn words_mut(&mut self) -> Vec<&mut String> {
        match self {
            Self::MustLink { .. }
            | Self::CannotLink { .. }
            | Self::Unsure { .. }
            | Self::Ignore { .. }
            | Self::Pin { .. } => Vec::new(),
            Self::Split { parts: words, .. } | Self::ChooseValue { values: words, .. } => {
                words.iter_mut().collect()
            }
            Self::Rename { title: word, .. } | Self::Recategorise { category: word, .. } => vec![word],
            Self::Add { title, role, category, attributes } => {
                let around = role.iter_mut().chain(category);
                std::iter::once(title).chain(around).chain(attributes.values_mut().flatten()).collect()
            }
            Self::RenameCategory { role, category, title } => {
                role.iter_mut().chain([category, title]).collect()
            }
            Self::RenameRole { role, title } => vec![role, title],
        }
    }
}

/// What a decision is about: a mention by id, and what it was known by when the person decided.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// Id of the mention.
    pub mention: String,
    /// Its verbatim title. If the mention reads differently now, the decision is stale.
    #[serde(default)]
    pub quote: Option<String>,
    /// The source that stated it.
    #[serde(default)]
    pub source: Option<String>,
    /// 1-based line in the source.
    #[serde(default)]
    pub line: Option<usize>,
    /// The source text in front of it.
    #[serde(default)]
    pub before: Option<String>,
    /// The source text behind it.
    #[serde(default)]
    pub after: Option<String>,
}

impl Target {
    /// The context it was in, if that was written down.
    pub fn context(&self) -> Option<Context> {
        if self.before.is_none() && self.after.is_none() {
            return None;
        }
        let text = |side: &Option<String>| side.clone().unwrap_or_default();
        Some(Context { before: text(&self.before), after: text(&self.after) })
    }
}

impl From<DecisionKind> for Decision {
    /// The bare decision, in no file yet.
    fn from(kind: DecisionKind) -> Self {
        let (id, replaces, held, why, by, at) = (None, None, None, None, None, None);
        Self { kind, id, replaces, held, why, by, at, file: String::new(), line: 0 }
    }
}

#[cfg(test)]
mod tests;
