//! From ids in a taxonomy to decisions about what carries them: what `guiyi decide` writes down.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::mention::Attribute;
use crate::taxonomy::{Anchor, Decision, DecisionKind, MentionRef, Target, Task, Taxonomy};

/// Why words do not make a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DraftError {
    /// The taxonomy has nothing of this id.
    Unknown(String),
    /// The task has several mentions (listed), and one must be named.
    Several(String, Vec<String>),
    /// No attribute has this key.
    Attribute(String),
    /// Too few words or too many.
    Words,
}

impl fmt::Display for DraftError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(id) => write!(f, "the taxonomy has no {id:?}"),
            Self::Several(id, mentions) => write!(f, "{id} has several mentions: {}", mentions.join(" ")),
            Self::Attribute(key) => write!(f, "there is no attribute {key:?}"),
            Self::Words => f.write_str("too few words or too many"),
        }
    }
}

impl std::error::Error for DraftError {}

/// A taxonomy in which people point at things by id, and the decisions that it was made with.
#[derive(Clone, Copy, Debug)]
pub struct Desk<'a> {
    /// The taxonomy.
    pub taxonomy: &'a Taxonomy,
    /// The decisions.
    pub decisions: &'a [Decision],
}

impl<'a> Desk<'a> {
    /// The decisions that a kind and words after it stand for: ids of tasks or mentions first, then
    /// what is said of them. Several only if several mentions are no task.
    ///
    /// # Errors
    /// [`DraftError`] for ids the taxonomy does not have and words that are not what the kind takes.
    pub fn draft(&self, kind: &str, words: &[String]) -> Result<Vec<DecisionKind>, DraftError> {
        let pair = || -> Result<(Target, Target), DraftError> {
            let [a, b] = words else { return Err(DraftError::Words) };
            Ok((self.target(a)?, self.target(b)?))
        };
        let titled = || -> Result<(&String, String), DraftError> {
            let [id, title] = words else { return Err(DraftError::Words) };
            Ok((id, title.trim().to_owned()))
        };
        Ok(vec![match (kind, words) {
            ("must-link", _) => pair().map(|(a, b)| DecisionKind::MustLink { a, b })?,
            ("cannot-link", _) => pair().map(|(a, b)| DecisionKind::CannotLink { a, b })?,
            ("unsure", _) => pair().map(|(a, b)| DecisionKind::Unsure { a, b })?,
            ("pin", [id]) => DecisionKind::Pin { target: self.target(id)? },
            ("ignore", [_, ..]) => {
                let mut out = Vec::new();
                for id in words {
                    let all = self.mentions(id)?.into_iter();
                    out.extend(all.map(|mention| DecisionKind::Ignore { target: target(mention) }));
                }
                return Ok(out);
            }
            ("split", [id, _, _, ..]) => {
                let all = self.mentions(id)?;
                let [mention] = all.as_slice() else {
                    let ids = all.iter().map(|mention| mention.id.clone()).collect();
                    return Err(DraftError::Several(id.clone(), ids));
                };
                DecisionKind::Split { target: target(mention), parts: words[1..].to_vec() }
            }
            ("rename", _) => {
                let (id, title) = titled()?;
                DecisionKind::Rename { target: self.target(id)?, title }
            }
            ("recategorise", _) => {
                let (id, named) = titled()?;
                let known = self.taxonomy.categories.iter().find(|category| category.id == named);
                let category = known.map_or(named, |category| category.title.clone());
                DecisionKind::Recategorise { target: self.target(id)?, category }
            }
            ("choose-value", [id, key, values @ ..]) => {
                let attribute = Attribute::from_key(key).ok_or_else(|| DraftError::Attribute(key.clone()))?;
                DecisionKind::ChooseValue { target: self.target(id)?, attribute, values: values.to_vec() }
            }
            ("add", [title]) => {
                let attributes = BTreeMap::new();
                DecisionKind::Add { title: title.trim().to_owned(), role: None, category: None, attributes }
            }
            ("rename-category", _) => {
                let (id, title) = titled()?;
                let known = self.taxonomy.categories.iter().find(|one| one.id == *id || one.title == *id);
                let known = known.ok_or_else(|| DraftError::Unknown(id.clone()))?;
                self.rename_category(&known.id, title).ok_or_else(|| DraftError::Unknown(id.clone()))?
            }
            ("rename-role", _) => {
                let (id, title) = titled()?;
                let known = self.taxonomy.roles.iter().find(|one| one.id == *id || one.title == *id);
                let known = known.ok_or_else(|| DraftError::Unknown(id.clone()))?;
                DecisionKind::RenameRole { role: self.stated_role(&known.title), title }
            }
            _ => return Err(DraftError::Words),
        }])
    }

    /// The decision that gives the category of this id a title; `None` if there is none.
    pub fn rename_category(&self, id: &str, title: String) -> Option<DecisionKind> {
        let category = self.taxonomy.categories.iter().find(|category| category.id == id)?;
        let earlier = self.decisions.iter().find_map(|decision| match &decision.kind {
            DecisionKind::RenameCategory { category: stated, title, .. } if *title == category.title => {
                Some(stated.clone())
            }
            _ => None,
        });
        let role = self.taxonomy.roles.iter().find(|role| role.id == category.role);
        let role = role.filter(|_| self.taxonomy.roles.len() > 1).map(|role| self.stated_role(&role.title));
        Some(DecisionKind::RenameCategory {
            role,
            category: earlier.unwrap_or_else(|| category.title.clone()),
            title,
        })
    }

    /// The title that sources give the role whose title is `title` now.
    pub fn stated_role(&self, title: &str) -> String {
        let earlier = self.decisions.iter().find_map(|decision| match &decision.kind {
            DecisionKind::RenameRole { role, title: new } if new == title => Some(role.clone()),
            _ => None,
        });
        earlier.unwrap_or_else(|| title.to_owned())
    }

    /// The mention of this id, or the one that stands for the task of this id: the first that
    /// words its title.
    ///
    /// # Errors
    /// [`DraftError::Unknown`].
    pub fn target(&self, id: &str) -> Result<Target, DraftError> {
        let all = self.mentions(id)?;
        let task = self.taxonomy.tasks.iter().find(|task| task.id == id);
        let others: BTreeSet<&String> =
            task.iter().flat_map(|task| &task.aliases).flat_map(|alias| &alias.mentions).collect();
        let first = all.iter().find(|mention| !others.contains(&mention.id)).or(all.first());
        first.map(|mention| target(mention)).ok_or_else(|| DraftError::Unknown(id.to_owned()))
    }

    /// The mention of this id, or all of the task of this id.
    fn mentions(&self, id: &str) -> Result<Vec<&'a MentionRef>, DraftError> {
        let all = &self.taxonomy.mentions;
        let own = |ids: &[String]| all.iter().filter(|mention| ids.contains(&mention.id)).collect();
        let task: Option<&Task> = self.taxonomy.tasks.iter().find(|task| task.id == id);
        let found: Vec<&MentionRef> = match task {
            Some(task) => own(&task.mentions),
            None => {
                let used = |mention: &&MentionRef| {
                    self.taxonomy.tasks.iter().any(|task| task.mentions.contains(&mention.id))
                };
                all.iter().filter(|mention| mention.id == id).filter(used).collect()
            }
        };
        if found.is_empty() { Err(DraftError::Unknown(id.to_owned())) } else { Ok(found) }
    }
}

fn target(mention: &MentionRef) -> Target {
    Anchor::from(mention).target()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identify::identify;
    use crate::merge::fixture::coffee;

    fn draft(kind: &str, words: &[&str]) -> Result<Vec<DecisionKind>, DraftError> {
        let (taxonomy, _) = identify(coffee().merged(), None);
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        Desk { taxonomy: &taxonomy, decisions: &[] }.draft(kind, &words)
    }

    #[test]
    fn a_task_is_pointed_at_through_the_mention_that_words_it() {
        let drafted = draft("rename", &["CSM-0004", "盘库"]).expect("known");
        let quote = drafted[0].targets()[0].quote.clone();
        assert_eq!(quote.as_deref(), Some("定期盘点库存"), "the other mention is worded otherwise");
        assert_eq!(draft("ignore", &["CSM-0004", "CSM-0003"]).expect("known").len(), 3, "every mention");
        assert!(matches!(draft("split", &["CSM-0004", "甲", "乙"]), Err(DraftError::Several(..))));
        assert!(draft("split", &["m-看板.md-3", "甲", "乙"]).is_ok());
    }

    #[test]
    fn categories_are_named_by_id_or_title() {
        let drafted = draft("recategorise", &["CSM-0003", "CSM-C01"]).expect("known");
        assert!(matches!(&drafted[0], DecisionKind::Recategorise { category, .. } if category == "人员管理"));
        let drafted = draft("rename-category", &["CSM-C01", "排班"]).expect("known");
        assert!(
            matches!(&drafted[0], DecisionKind::RenameCategory { category, .. } if category == "人员管理")
        );
    }

    #[test]
    fn what_is_unknown_and_what_is_missing_is_told() {
        assert_eq!(draft("pin", &["CSM-0099"]), Err(DraftError::Unknown("CSM-0099".into())));
        assert_eq!(draft("rename", &["CSM-0001"]), Err(DraftError::Words));
        assert!(matches!(draft("choose-value", &["CSM-0001", "colour", "x"]), Err(DraftError::Attribute(_))));
    }
}
