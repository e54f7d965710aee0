//! What people decided, applied to mentions before they are linked.
//!
//! Tasks that people added join the mentions, and the parts of compound duties that they split
//! stand in for the whole. Everything else is put in terms of the mentions at hand, for linking
//! and merging. Which decision is about which mention: [`crate::taxonomy::Finder`].

mod added;
mod parts;
mod subject;

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest as _, Sha256};

use crate::mention::{Context, MentionKind, TaskMention};
use crate::source::SourceId;
use crate::taxonomy::{
    Anchor, Contradiction, Decision, DecisionKind, MentionRef, Outcome, Resolved, StatementKind, Task,
    Taxonomy, resolve,
};
pub use subject::{Desk, DraftError};

/// Mentions, and what decisions say of them.
#[derive(Clone, Debug, Default)]
pub struct Decided {
    /// The mentions given, then those that people added, then the parts of those they split.
    pub mentions: Vec<TaskMention>,
    /// What decisions say of them.
    pub resolved: Resolved,
}

/// Applies `decisions` to `mentions`.
///
/// # Errors
/// The first [`Contradiction`] among the decisions.
pub fn decide(mut mentions: Vec<TaskMention>, decisions: &[Decision]) -> Result<Decided, Contradiction> {
    if decisions.is_empty() {
        return Ok(Decided { mentions, resolved: Resolved::default() });
    }
    // Of decisions about no mention the outcome is known before any mention is.
    let alone = resolve(decisions, &[])?;
    let active = decisions.iter().zip(&alone.rulings);
    let active: Vec<&Decision> = active
        .filter(|(_, ruling)| ruling.outcome == Outcome::Applied)
        .map(|(decision, _)| decision)
        .collect();
    mentions.extend(added::mentions(&active));
    let mut resolved = resolve(decisions, &anchors(&mentions))?;
    let parts: Vec<TaskMention> = resolved
        .split
        .iter()
        .flat_map(|&(whole, by)| match &decisions[by].kind {
            DecisionKind::Split { parts, .. } => parts::of(&mentions[whole], parts),
            _ => Vec::new(),
        })
        .collect();
    if !parts.is_empty() {
        mentions.extend(parts);
        resolved = resolve(decisions, &anchors(&mentions))?;
    }
    Ok(Decided { mentions, resolved })
}

/// The mentions as decisions find them.
pub fn anchors(mentions: &[TaskMention]) -> Vec<Anchor<'_>> {
    mentions.iter().map(Anchor::from).collect()
}

impl Decided {
    /// Indices of the mentions that are no tasks of their own: ignored or split.
    pub fn excluded(&self) -> BTreeSet<usize> {
        let split = self.resolved.split.iter().map(|&(whole, _)| whole);
        self.resolved.ignored.iter().copied().chain(split).collect()
    }

    /// The decisions in force that add tasks (with their mention) and that rename categories and
    /// roles (without one), as indices into `decisions`.
    pub fn others(&self, decisions: &[Decision]) -> Vec<(Option<usize>, usize)> {
        let in_force = |at: &usize| self.resolved.rulings[*at].outcome == Outcome::Applied;
        let of = |at: usize| match &decisions[at].kind {
            DecisionKind::Add { .. } => {
                let place = (&decisions[at].file, decisions[at].line);
                let own = |mention: &TaskMention| {
                    mention.kind == MentionKind::Manual
                        && (mention.source.as_str(), mention.lines.0) == (place.0, place.1)
                };
                Some((Some(self.mentions.iter().position(own)?), at))
            }
            DecisionKind::RenameCategory { .. } | DecisionKind::RenameRole { .. } => Some((None, at)),
            _ => None,
        };
        (0..self.resolved.rulings.len()).filter(in_force).filter_map(of).collect()
    }

    /// Looks at what came of the decisions in `taxonomy`: whether two of them settle the same
    /// field of one task differently, and which renames found no category or role.
    ///
    /// # Errors
    /// The first [`Contradiction`] within one task.
    pub fn check(&mut self, taxonomy: &Taxonomy, decisions: &[Decision]) -> Result<(), Contradiction> {
        if decisions.is_empty() {
            return Ok(());
        }
        let index: BTreeMap<&str, usize> =
            self.mentions.iter().enumerate().map(|(at, mention)| (mention.id.as_str(), at)).collect();
        let members =
            |task: &Task| task.mentions.iter().filter_map(|id| index.get(id.as_str()).copied()).collect();
        let groups: Vec<Vec<usize>> = taxonomy.tasks.iter().map(members).collect();
        self.resolved.check(decisions, &anchors(&self.mentions), &groups)?;
        for (ruling, decision) in self.resolved.rulings.iter_mut().zip(decisions) {
            let (there, named) = match &decision.kind {
                DecisionKind::RenameCategory { category, title, .. } => {
                    (taxonomy.categories.iter().any(|one| one.title == *title), category)
                }
                DecisionKind::RenameRole { role, title } => {
                    (taxonomy.roles.iter().any(|one| one.title == *title), role)
                }
                _ => continue,
            };
            if ruling.outcome == Outcome::Applied && !there {
                ruling.outcome = Outcome::Lost;
                ruling.lost.push(named.clone());
            }
        }
        Ok(())
    }
}

/// A decision as the statement of a person, for values that no source states.
pub fn statement(decision: &Decision) -> MentionRef {
    let words = match &decision.kind {
        DecisionKind::ChooseValue { values, .. } => values.join("；"),
        DecisionKind::Rename { title, .. } | DecisionKind::Add { title, .. } => title.clone(),
        _ => String::new(),
    };
    MentionRef {
        id: format!("d{}", decision.name()),
        source: SourceId::new(&decision.file),
        line_start: decision.line,
        line_end: decision.line,
        byte_start: 0,
        byte_end: 0,
        title_raw: words,
        context: Context::default(),
        kind: StatementKind::Manual,
        document: 0,
        also_at: Vec::new(),
        origins: Vec::new(),
    }
}

/// `m` and ten hexadecimal digits of SHA-256.
fn mention_id(parts: &[&str]) -> String {
    let digest = Sha256::digest(parts.join("\0").as_bytes());
    let hex: String = digest.iter().take(5).map(|byte| format!("{byte:02x}")).collect();
    format!("m{hex}")
}

#[cfg(test)]
mod tests;
