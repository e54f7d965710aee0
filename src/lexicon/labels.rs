//! Labels of attributes.

use rustc_hash::FxHashMap;

use super::LexiconError;
use super::table::{LexiconFile, rows};
use crate::mention::Attribute;

/// What a label in front of a value, or a table header, says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// The task itself.
    Title,
    /// The group of the task.
    Category,
    /// An attribute of the task.
    Attribute(Attribute),
    /// Frequency and importance under one label.
    FrequencyImportance,
}

/// The labels of `attributes.tsv`.
#[derive(Clone, Debug, Default)]
pub struct Labels {
    entries: FxHashMap<String, Label>,
    /// Nouns in front of a label that name what all labels are about (任务目的, 工作频率).
    subjects: Vec<String>,
    /// Bytes of the longest label, a subject in front of it included.
    longest: usize,
}

impl Labels {
    /// Parses `attributes.tsv` and the user's additions.
    ///
    /// # Errors
    /// [`LexiconError`] at the line with an unknown attribute.
    pub fn parse(files: &[LexiconFile<'_>]) -> Result<Self, LexiconError> {
        let mut labels = Self::default();
        for file in files {
            for row in rows(*file, 2)? {
                let phrase = row.columns[0];
                if row.removes {
                    labels.entries.remove(phrase);
                    labels.subjects.retain(|subject| subject != phrase);
                    continue;
                }
                let label = match row.columns[1] {
                    "title" => Label::Title,
                    "category" => Label::Category,
                    "frequency_importance" => Label::FrequencyImportance,
                    "subject" => {
                        labels.subjects.push(phrase.to_owned());
                        continue;
                    }
                    key => Attribute::from_key(key).map(Label::Attribute).ok_or_else(|| {
                        LexiconError::at(file.name, row.line, format!("unknown attribute {key:?}"))
                    })?,
                };
                labels.entries.insert(phrase.to_owned(), label);
            }
        }
        let longest = |lengths: &mut dyn Iterator<Item = usize>| lengths.max().unwrap_or(0);
        labels.longest = longest(&mut labels.entries.keys().map(String::len))
            + longest(&mut labels.subjects.iter().map(String::len));
        Ok(labels)
    }

    /// What `label` says, without the noun in front of it that all labels are about; `label` is bare:
    /// ordinals, blanks, slashes, colons, brackets and their content dropped, English in lower case.
    pub fn get(&self, label: &str) -> Option<Label> {
        self.entries.get(label).copied().or_else(|| {
            let rest = self.subjects.iter().find_map(|subject| label.strip_prefix(subject.as_str()))?;
            self.entries.get(rest).copied()
        })
    }

    /// Bytes of the longest label that is known.
    pub fn longest(&self) -> usize {
        self.longest
    }
}

#[cfg(test)]
mod tests {
    use super::super::Lexicons;
    use super::*;

    #[test]
    fn labels_in_any_wording() {
        let labels = Lexicons::embedded().labels;
        assert_eq!(labels.get("主要协作对象"), Some(Label::Attribute(Attribute::Collaborators)));
        assert_eq!(labels.get("频率重要性"), Some(Label::FrequencyImportance));
        assert_eq!(labels.get("咖啡豆"), None);
    }
}
