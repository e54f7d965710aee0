//! What became of each decision, as `taxonomy.json` tells it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A decision and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Ruling {
    /// The file it stands in, relative to the folder of decisions.
    pub file: String,
    /// Its 1-based line there.
    pub line: usize,
    /// `must-link`, `rename` …
    pub kind: String,
    /// What became of it.
    pub outcome: Outcome,
    /// Ids of the mentions it was found to be about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<String>,
    /// Mentions that read differently now: a person should look again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reworded: Vec<Reworded>,
    /// What it is about and is not at hand: quotes, or ids where nothing was quoted; titles of
    /// categories and roles.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lost: Vec<String>,
    /// Why it has no effect, for one that is idle or held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What became of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It was applied.
    Applied,
    /// It was applied to words that changed since.
    Stale,
    /// What it is about is not at hand.
    Lost,
    /// Another decision leaves it nothing to do.
    Idle,
    /// Another decision took its place.
    Replaced,
    /// It waits for a person.
    Held,
}

/// A mention that reads differently now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Reworded {
    /// Its id now.
    pub mention: String,
    /// What it said when the decision was taken.
    pub before: String,
    /// What it says now.
    pub after: String,
}
