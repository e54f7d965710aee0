//! The lexicons of all stages, gathered.

use std::sync::OnceLock;

use crate::lexicon::linking::LinkLexicon;
use crate::lexicon::noise::NoiseRules;
use crate::lexicon::terms::Terms;
use crate::lexicon::{LexiconError, LexiconFile, Lexicons, RoleCodes, TermLexicon};
use crate::link::{Model, ModelError};
use crate::render::records::wire_name;

/// What the stages know besides their code.
#[derive(Debug)]
pub struct Knowledge {
    /// Rules of cleaning.
    pub noise: NoiseRules,
    /// Term pairs of script conversion.
    pub terms: Terms,
    /// Section names, verbs, attribute labels of outline and extraction.
    lexicons: OnceLock<Lexicons>,
    /// Actions, synonyms and frames of linking.
    link: OnceLock<LinkLexicon>,
    /// Spellings of skills, tools and collaborators that mean the same.
    wordings: OnceLock<TermLexicon>,
    /// Letters of role titles, for ids.
    role_codes: OnceLock<RoleCodes>,
    /// Match weights of linking.
    pub model: Model,
    /// The user's files, sorted by name, as the lock file lists them; a file of weights is one of them.
    pub extra: Vec<LexiconText>,
}

/// A lexicon file of the user.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LexiconText {
    /// Path as messages show it; its stem says which lexicon it adds to.
    pub name: String,
    /// Whole content.
    pub text: String,
}

/// Characters that the user's files may have together: the tables of phrases hold twice as many beside the shipped ones,
/// and no list of words is that long.
const MOST_EXTRA: usize = 1_000_000;

/// What `explain` shows of a rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RulePage {
    /// Stable code (`GY101`).
    pub code: String,
    /// The kind of noise, as removals name it.
    pub kind: String,
    /// What the rule recognises, in Chinese.
    pub reason: String,
    /// The same in English.
    pub reason_en: String,
    /// Patterns, in their own notation.
    pub patterns: Vec<String>,
    /// Texts it removes.
    pub removes: Vec<String>,
    /// Texts like those that it keeps.
    pub keeps: Vec<String>,
}

impl Knowledge {
    /// The embedded lexicons with the user's files on top.
    ///
    /// # Errors
    /// [`LexiconError`] for the first malformed file, and for files of more than a million characters together.
    pub fn load(mut extra: Vec<LexiconText>) -> Result<Self, LexiconError> {
        extra.sort();
        let mut chars = 0;
        for file in &extra {
            chars += file.text.chars().count();
            if chars > MOST_EXTRA {
                let message = format!("more than {MOST_EXTRA} characters in all");
                return Err(LexiconError::at(&file.name, 0, message));
            }
        }
        let files: Vec<LexiconFile<'_>> =
            extra.iter().map(|file| LexiconFile { name: &file.name, text: &file.text }).collect();
        let (noise, terms) = (NoiseRules::extended(&files)?, Terms::extended(&files)?);
        // Only what users add can be malformed, and no command needs all of these.
        let (lexicons, link, wordings, role_codes) = if files.is_empty() {
            (OnceLock::new(), OnceLock::new(), OnceLock::new(), OnceLock::new())
        } else {
            (
                Lexicons::extended(&files)?.into(),
                LinkLexicon::parse(&files)?.into(),
                TermLexicon::extended(&files)?.into(),
                RoleCodes::extended(&files)?.into(),
            )
        };
        let model = Model::shipped();
        Ok(Self { noise, terms, lexicons, link, wordings, role_codes, model, extra })
    }

    // The shipped files are sound, as tests show.

    /// Section names, verbs, attribute labels of outline and extraction.
    pub fn lexicons(&self) -> &Lexicons {
        self.lexicons.get_or_init(Lexicons::embedded)
    }

    /// Spellings of skills, tools and collaborators that mean the same.
    pub fn wordings(&self) -> &TermLexicon {
        self.wordings.get_or_init(|| TermLexicon::extended(&[]).expect("the shipped lexicon"))
    }

    /// Letters of role titles, for ids.
    pub fn role_codes(&self) -> &RoleCodes {
        self.role_codes.get_or_init(|| RoleCodes::extended(&[]).expect("the shipped lexicon"))
    }

    /// Actions, synonyms and frames of linking.
    pub fn link(&self) -> &LinkLexicon {
        self.link.get_or_init(|| LinkLexicon::parse(&[]).expect("the shipped lexicon"))
    }

    /// The same with the match weights of a file instead of the shipped ones.
    ///
    /// # Errors
    /// [`ModelError`] if the file holds no weights.
    pub fn with_weights(mut self, file: LexiconText) -> Result<Self, ModelError> {
        self.model = Model::parse(&file.text)?;
        self.extra.push(file);
        self.extra.sort();
        Ok(self)
    }

    /// Every rule that a removal can name, sorted by code.
    pub fn rules(&self) -> Vec<RulePage> {
        let mut pages: Vec<RulePage> = self
            .noise
            .rules()
            .iter()
            .map(|rule| RulePage {
                code: rule.code.clone(),
                kind: wire_name(&rule.kind),
                reason: rule.reason.clone(),
                reason_en: rule.reason_en.clone(),
                patterns: rule.patterns.clone(),
                removes: rule.removes.clone(),
                keeps: rule.keeps.clone(),
            })
            .collect();
        pages.extend(self.noise.page().rules.iter().map(|rule| RulePage {
            code: rule.code.clone(),
            kind: wire_name(&rule.kind),
            reason: rule.title.clone(),
            reason_en: rule.title_en.clone(),
            removes: rule.removes.clone(),
            keeps: rule.keeps.clone(),
            ..RulePage::default()
        }));
        pages.extend(crate::extract::REPAIR_RULES.iter().map(|(code, reason, reason_en)| RulePage {
            code: (*code).to_owned(),
            kind: "repair".to_owned(),
            reason: (*reason).to_owned(),
            reason_en: (*reason_en).to_owned(),
            ..RulePage::default()
        }));
        pages.sort_by(|a, b| a.code.cmp(&b.code));
        pages
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_words_than_the_tables_hold_are_an_error_that_names_the_file() {
        let file = |name: &str, rows: usize| LexiconText {
            name: name.to_owned(),
            text: (0..rows).map(|row| format!("词{row:07}\tduty\n")).collect(),
        };
        let error = Knowledge::load(vec![file("a/verbs.tsv", 2), file("b/verbs.tsv", 100_000)])
            .expect_err("too many");
        assert_eq!((error.file.as_str(), error.line), ("b/verbs.tsv", 0));
    }
}
