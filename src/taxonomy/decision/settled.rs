//! Fields of a task that a decision settles, and whether decisions settle them alike.

use std::collections::{BTreeMap, BTreeSet};

use super::chain::chain;
use super::contradiction::{Clash, Contradiction};
use super::{Anchor, Decision, DecisionKind, Outcome, Resolved};
use crate::lexicon::wording_key;
use crate::mention::Attribute;

/// What a decision settles about the task of a mention: two that settle the same field must agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Settled {
    Title(String),
    Category(String),
    Value(Attribute, BTreeSet<String>),
}

impl Settled {
    pub(super) fn of(kind: &DecisionKind, quote: &str) -> Option<Self> {
        Some(match kind {
            DecisionKind::Rename { title, .. } => Self::Title(wording_key(title)),
            DecisionKind::Pin { .. } => Self::Title(wording_key(quote)),
            DecisionKind::Recategorise { category, .. } => Self::Category(wording_key(category)),
            DecisionKind::ChooseValue { attribute, values, .. } => {
                Self::Value(*attribute, values.iter().map(|value| wording_key(value)).collect())
            }
            _ => return None,
        })
    }

    fn clash(&self, other: &Self) -> Option<Clash> {
        match (self, other) {
            (Self::Title(a), Self::Title(b)) if a != b => Some(Clash::Title),
            (Self::Category(a), Self::Category(b)) if a != b => Some(Clash::Category),
            (Self::Value(of, a), Self::Value(other, b)) if of == other && a != b => Some(Clash::Value(*of)),
            _ => None,
        }
    }
}

impl Resolved {
    /// Checks that no two decisions settle the same field of one task differently; `groups` are
    /// the tasks by the indices of their mentions.
    ///
    /// # Errors
    /// The first [`Contradiction`].
    pub fn check(
        &self,
        decisions: &[Decision],
        anchors: &[Anchor<'_>],
        groups: &[Vec<usize>],
    ) -> Result<(), Contradiction> {
        let mut of: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for &(mention, at) in &self.edits {
            of.entry(mention).or_default().push(at);
        }
        let links: Vec<(usize, usize, usize)> = self
            .rulings
            .iter()
            .enumerate()
            .filter(|(at, ruling)| {
                matches!(ruling.outcome, Outcome::Applied | Outcome::Stale)
                    && matches!(decisions[*at].kind, DecisionKind::MustLink { .. })
            })
            .filter_map(|(at, ruling)| {
                let index = |id: &String| anchors.iter().position(|anchor| anchor.id == id);
                Some((index(ruling.mentions.first()?)?, index(ruling.mentions.get(1)?)?, at))
            })
            .collect();
        for group in groups {
            let mut settled: Vec<(usize, usize, Settled)> = Vec::new();
            for &mention in group {
                for &at in of.get(&mention).into_iter().flatten() {
                    let Some(new) = Settled::of(&decisions[at].kind, anchors[mention].quote) else {
                        continue;
                    };
                    for (other, earlier, old) in &settled {
                        if let Some(clash) = old.clash(&new) {
                            let between = chain(&links, *other, mention);
                            let steps = [*earlier].into_iter().chain(between).chain([at]);
                            return Err(Contradiction::new(clash, steps.map(|at| &decisions[at])));
                        }
                    }
                    settled.push((mention, at, new));
                }
            }
        }
        Ok(())
    }
}
