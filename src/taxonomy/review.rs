//! Close calls: pairs of mentions that a person should judge.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A pair as linking hands it over, by index into the mentions.
#[derive(Clone, Debug, PartialEq)]
pub struct ReviewPair {
    /// Index of one mention.
    pub a: usize,
    /// Index of the other.
    pub b: usize,
    /// Match weight in bits (log2 odds).
    pub weight: f64,
    /// What the weight is made of.
    pub levels: Vec<LevelWeight>,
    /// Estimated odds that the clusters of the two are one task, in bits; for two of one cluster the match weight.
    pub odds: f64,
    /// The mention that alone holds the two in one task, if there is one.
    pub through: Option<usize>,
}

/// The level of one comparison and what it adds to the match weight.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LevelWeight {
    /// Which comparison (`object`, `action` …).
    pub comparison: String,
    /// Its level (`equal`, `opposed` …).
    pub level: String,
    /// Bits it adds.
    pub weight: f64,
}

/// A question to a person about two mentions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReviewItem {
    /// Id of one mention.
    pub a: String,
    /// Id of the other.
    pub b: String,
    /// Match weight in bits (log2 odds).
    pub weight: f64,
    /// What the weight is made of.
    pub levels: Vec<LevelWeight>,
    /// The question, in Chinese.
    pub question: String,
    /// Why it is asked.
    #[serde(default)]
    pub reason: ReviewReason,
}

/// Why a pair is up for review.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ReviewReason {
    /// Two tasks that were nearly one.
    #[default]
    NearMiss,
    /// The pair that holds a task together least.
    WeakestLink,
    /// Two parts of one task that a single mention holds together.
    Bridge,
    /// A pair of which a person could not tell.
    Unsure,
}
