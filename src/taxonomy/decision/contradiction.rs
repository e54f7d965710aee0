//! Decisions that cannot all hold.

use std::fmt;

use super::{Decision, DecisionKind, Target};
use crate::mention::Attribute;

/// Decisions that cannot all hold, in an order in which they tell why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// What they disagree on.
    pub clash: Clash,
    /// The decisions.
    pub steps: Vec<Step>,
}

/// What decisions can disagree on.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Clash {
    /// Two mentions are one task and different tasks.
    Linked,
    /// One task has two titles.
    Title,
    /// One task has two categories.
    Category,
    /// One attribute of one task has two choices of values.
    Value(Attribute),
    /// One mention has different parts.
    Parts,
    /// One category has two titles.
    CategoryTitle,
    /// One role has two titles.
    RoleTitle,
    /// Two decisions have one id.
    Id(String),
    /// A decision replaces itself, perhaps through others.
    Replacement,
}

/// One of the decisions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its file.
    pub file: String,
    /// Its 1-based line there.
    pub line: usize,
    /// Its kind.
    pub kind: &'static str,
    /// The words of what it is about, and what it says of that.
    pub says: Vec<String>,
}

impl Contradiction {
    pub(super) fn new<'a>(clash: Clash, steps: impl IntoIterator<Item = &'a Decision>) -> Self {
        Self { clash, steps: steps.into_iter().map(Step::of).collect() }
    }
}

impl Step {
    fn of(decision: &Decision) -> Self {
        let words = |target: &Target| target.quote.clone().unwrap_or_else(|| target.mention.clone());
        let mut says: Vec<String> = decision.kind.targets().into_iter().map(words).collect();
        match &decision.kind {
            DecisionKind::Rename { title, .. } | DecisionKind::Add { title, .. } => says.push(title.clone()),
            DecisionKind::Recategorise { category, .. } => says.push(category.clone()),
            DecisionKind::Split { parts, .. } => says.extend(parts.iter().cloned()),
            DecisionKind::ChooseValue { values, .. } => says.extend(values.iter().cloned()),
            DecisionKind::RenameCategory { category, title, .. } => {
                says.extend([category.clone(), title.clone()]);
            }
            DecisionKind::RenameRole { role, title } => says.extend([role.clone(), title.clone()]),
            DecisionKind::MustLink { .. }
            | DecisionKind::CannotLink { .. }
            | DecisionKind::Unsure { .. }
            | DecisionKind::Ignore { .. }
            | DecisionKind::Pin { .. } => {}
        }
        Self { file: decision.file.clone(), line: decision.line, kind: decision.kind.name(), says }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {} {}", self.file, self.line, self.kind, self.says.join(" · "))
    }
}

impl fmt::Display for Clash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Linked => f.write_str("two mentions are said to be one task and to be different tasks"),
            Self::Title => f.write_str("one task gets two titles"),
            Self::Category => f.write_str("one task gets two categories"),
            Self::Value(attribute) => write!(f, "{} of one task is chosen twice", attribute.key()),
            Self::Parts => f.write_str("one mention is split in two ways"),
            Self::CategoryTitle => f.write_str("one category gets two titles"),
            Self::RoleTitle => f.write_str("one role gets two titles"),
            Self::Id(id) => write!(f, "two decisions have the id {id:?}"),
            Self::Replacement => f.write_str("a decision replaces itself"),
        }
    }
}

impl fmt::Display for Contradiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "decisions contradict each other: {}", self.clash)?;
        self.steps.iter().try_for_each(|step| write!(f, "\n  {step}"))
    }
}

impl std::error::Error for Contradiction {}
