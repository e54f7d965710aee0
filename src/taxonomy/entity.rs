//! What carries an id: roles, categories, tasks, terms; and the ids that were retired.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{FacetValue, Value};
use crate::lexicon::TermKind;
use crate::mention::Attribute;

/// A role, and what the sources say of it as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Role {
    /// `AIPM`: the prefix of its categories and tasks.
    pub id: String,
    /// The title most documents use.
    pub title: String,
    /// Its other titles.
    pub aliases: Vec<String>,
    /// What the role is, in the sources' words.
    pub overview: Vec<Value>,
    /// Facts by kind (`skills`, `education`, `pay` …).
    pub facets: BTreeMap<String, Vec<FacetValue>>,
}

/// A group of tasks of one role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Category {
    /// `AIPM-C01`.
    pub id: String,
    /// Id of its role.
    pub role: String,
    /// The title most documents use, or [`super::UNCLASSIFIED`].
    pub title: String,
    /// Titles of the same group in other documents.
    pub aliases: Vec<String>,
    /// What the sources say of the group.
    pub description: Vec<Value>,
    /// Ids of its tasks, in order.
    pub tasks: Vec<String>,
}

/// A canonical task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Task {
    /// `AIPM-0001`.
    pub id: String,
    /// One of the wordings of its mentions.
    pub title: String,
    /// The other wordings.
    pub aliases: Vec<Alias>,
    /// Id of its category.
    pub category: String,
    /// How many independent documents state it.
    pub support: usize,
    /// What the sources say of it; values in order of support.
    pub attributes: BTreeMap<Attribute, Vec<Value>>,
    /// Ids of the mentions folded into it, in source order.
    pub mentions: Vec<String>,
    /// Attributes on which its sources disagree (每年, 每月); their values stand side by side.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<Attribute>,
    /// The parts of a compound duty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
    /// Compound duties of which it is a part; their documents count in `support`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub compounds: Vec<CompoundRef>,
    /// True if a person fixed its wording; such a task keeps its id first.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pinned: bool,
}

/// A wording folded into a task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Alias {
    /// The wording, in the target script.
    pub title: String,
    /// Ids of the mentions worded so.
    pub mentions: Vec<String>,
}

/// One part of a compound duty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Part {
    /// The part, in the target script.
    pub title: String,
    /// The task that states it, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<String>,
}

/// A compound duty that states a task as one of its parts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CompoundRef {
    /// Id of the compound's mention.
    pub mention: String,
    /// The part, in the target script.
    pub part: String,
}

/// A skill, tool or collaborator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Term {
    /// `SKILL-0001`, `TOOL-0001`, `COLL-0001`.
    pub id: String,
    /// The spelling most documents use.
    pub title: String,
    /// Its other spellings.
    pub aliases: Vec<String>,
    /// Ids of the tasks that name it.
    pub tasks: Vec<String>,
}

/// The terms by kind, each list in order of use.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Terms {
    /// What one must be able to do or know.
    pub skills: Vec<Term>,
    /// Software, methods, documents used.
    pub tools: Vec<Term>,
    /// With whom.
    pub collaborators: Vec<Term>,
}

impl Terms {
    /// The kind of terms that an attribute's values are.
    pub fn kind(attribute: Attribute) -> Option<TermKind> {
        match attribute {
            Attribute::Skills => Some(TermKind::Skill),
            Attribute::Tools => Some(TermKind::Tool),
            Attribute::Collaborators => Some(TermKind::Collaborator),
            _ => None,
        }
    }

    /// The list of one kind.
    pub fn list(&self, kind: TermKind) -> &[Term] {
        match kind {
            TermKind::Skill => &self.skills,
            TermKind::Tool => &self.tools,
            TermKind::Collaborator => &self.collaborators,
        }
    }

    /// The list of one kind, to be changed.
    pub fn list_mut(&mut self, kind: TermKind) -> &mut Vec<Term> {
        match kind {
            TermKind::Skill => &mut self.skills,
            TermKind::Tool => &mut self.tools,
            TermKind::Collaborator => &mut self.collaborators,
        }
    }

    /// All terms: skills, tools, collaborators.
    pub fn iter(&self) -> impl Iterator<Item = &Term> {
        self.skills.iter().chain(&self.tools).chain(&self.collaborators)
    }
}

/// An id that no longer stands for anything of its own. Ids are never given out twice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Retired {
    /// The id.
    pub id: String,
    /// The last title it had.
    pub title: String,
    /// The ids that took its mentions over; empty if its sources are gone.
    pub replaced_by: Vec<String>,
    /// The revision that retired it.
    pub since: u32,
}
