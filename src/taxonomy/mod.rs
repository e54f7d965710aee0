//! What guiyi produces: one taxonomy of roles, categories, canonical tasks and terms, in which
//! every title, value and alias names the mentions that state it.
//!
//! The structs here are the wire format `guiyi.taxonomy/1`, field for field. Reading one back is
//! [`Taxonomy::from_json`]; its JSON Schema is [`json_schema`].

mod change;
mod decision;
mod entity;
mod evidence;
mod load;
mod lock;
mod places;
mod quote;
mod review;

pub use change::{Cause, Change, ChangeKind, Entity, Origin};
pub use decision::{
    Anchor, Clash, Contradiction, DECISIONS_FORMAT, Decision, DecisionError, DecisionKind, Finder, Found,
    Outcome, Resolved, Reworded, Ruling, Step, Target, resolve,
};
pub use entity::{Alias, Category, CompoundRef, Part, Retired, Role, Task, Term, Terms};
pub use evidence::{
    CopiedDocument, DocumentRef, FacetValue, MentionRef, SourceInfo, StatementKind, Value, ValueSpan,
};
pub use load::{LoadError, TaxonomyError};
pub(crate) use lock::finished_hex;
pub use lock::{Lock, LockError, Pin, sha256_hex};
pub(crate) use places::Places;
pub use quote::quote_likeness;
pub use review::{LevelWeight, ReviewItem, ReviewPair, ReviewReason};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The format name and number that [`Taxonomy::format`] holds.
pub const FORMAT: &str = "guiyi.taxonomy/1";

/// The title of the category that holds tasks which no source puts into a category.
pub const UNCLASSIFIED: &str = "未分类";

/// The canonical taxonomy of one or more roles.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Taxonomy {
    /// Always `guiyi.taxonomy/1`.
    pub format: String,
    /// Which iteration this is, from 1; it grows only when something changed.
    #[serde(default = "first_revision")]
    pub revision: u32,
    /// The roles, the one with most support first.
    pub roles: Vec<Role>,
    /// The categories, grouped by role, in their order of presentation.
    pub categories: Vec<Category>,
    /// The canonical tasks, grouped by category, in their order of presentation.
    pub tasks: Vec<Task>,
    /// Skills, tools and collaborators.
    pub terms: Terms,
    /// Every statement that an id in a `mentions` field names, in source order.
    pub mentions: Vec<MentionRef>,
    /// The sources, sorted by path.
    pub sources: Vec<SourceInfo>,
    /// Documents that copy others, by source; support counts each with its original.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub copies: Vec<CopiedDocument>,
    /// What a person should look at, the closest calls first.
    pub review: Vec<ReviewItem>,
    /// What people decided, and what became of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<Ruling>,
    /// Ids that were given out once and stand for nothing of their own any more, sorted by id.
    pub retired: Vec<Retired>,
}

/// Revision of a taxonomy without predecessor.
fn first_revision() -> u32 {
    1
}

impl Default for Taxonomy {
    fn default() -> Self {
        Self {
            format: FORMAT.to_owned(),
            revision: first_revision(),
            roles: Vec::new(),
            categories: Vec::new(),
            tasks: Vec::new(),
            terms: Terms::default(),
            mentions: Vec::new(),
            sources: Vec::new(),
            copies: Vec::new(),
            review: Vec::new(),
            decisions: Vec::new(),
            retired: Vec::new(),
        }
    }
}

/// The JSON Schema (2020-12) of `taxonomy.json`.
pub fn json_schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(Taxonomy).to_value();
    schema["properties"]["digest"] = serde_json::json!({
        "type": "string",
        "description": "Digest of the rest of the file, by which guiyi tells that somebody edited it.",
    });
    schema
}
