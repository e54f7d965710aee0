//! The lexicon of page furniture: what class names and short lines give away.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::phrases::Phrases;
use super::{LexiconError, LexiconFile};
use crate::document::RemovalKind;

/// The lexicon that ships with the crate.
pub const EMBEDDED: LexiconFile<'static> = LexiconFile { name: "page.toml", text: include_str!("page.toml") };

/// What the label of an element says it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Advertising.
    Advert,
    /// About the author.
    Author,
    /// 首页 > 频道
    Breadcrumb,
    /// Readers' comments.
    Comment,
    /// The article.
    Content,
    /// The table of contents.
    Contents,
    /// The end of the page.
    Footer,
    /// Menus, search, log-in, page numbers.
    Navigation,
    /// Links to other pages.
    Related,
    /// Share, print and like buttons.
    Share,
    /// Beside the content.
    Sidebar,
}

/// What a label names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Naming {
    /// What it names, furniture before content.
    pub role: Role,
    /// It names furniture and content both (`tab-content`, `article-header`).
    pub mixed: bool,
}

/// What a short line says it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Cue {
    /// 当前位置：
    Breadcrumb,
    /// 作者、来源、时间
    Byline,
    /// 版权所有
    Copyright,
    /// 免责声明
    Disclaimer,
    /// 上一篇、返回首页
    Navigation,
    /// 相关阅读
    Related,
    /// 分享到、打印、关闭窗口
    Share,
}

/// A removal rule of page selection, for `guiyi explain`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PageRule {
    /// Stable code.
    pub code: String,
    /// What it removes.
    pub kind: RemovalKind,
    /// One line that says what it looks for.
    pub title: String,
    /// The same in English.
    pub title_en: String,
    /// Pieces of pages that it removes whole; `…` stands for the article of the test's page.
    pub removes: Vec<String>,
    /// Pieces of an article that it keeps.
    pub keeps: Vec<String>,
}

/// Thresholds; the comments of `page.toml` say what each means. Lengths are in Han characters.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "documented where the values are")]
pub struct Weights {
    pub latin: f32,
    pub link_share: f32,
    pub link_line: f32,
    pub link_character: f32,
    pub link_limit: f32,
    pub label_line: f32,
    pub sentence: f32,
    pub unpunctuated: f32,
    pub structured: f32,
    pub rhythm: f32,
    pub clause: f32,
    pub cue: f32,
    pub cue_length: f32,
    pub descend: f32,
    pub outside: f32,
    pub step_out: f32,
    pub dateline: f32,
    pub furniture_share: f32,
    pub hidden_share: f32,
    pub hidden_length: f32,
    pub mixed_share: f32,
    pub beside_comments: f32,
    pub beside_teasers: f32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    rule: Vec<PageRule>,
    #[serde(default)]
    labels: BTreeMap<Role, Label>,
    #[serde(default)]
    cues: BTreeMap<Cue, CueWords>,
    /// Numbers by name; the embedded file states all of them.
    #[serde(default)]
    weights: toml::Table,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Label {
    #[serde(default)]
    words: Vec<String>,
    #[serde(default)]
    parts: Vec<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct CueWords {
    #[serde(default)]
    starts: Vec<String>,
    #[serde(default)]
    holds: Vec<String>,
}

/// Adds `more` to `words`; an entry with `-` in front takes the rest of it out.
fn extend(words: &mut Vec<String>, more: Vec<String>) {
    for entry in more {
        match entry.strip_prefix('-') {
            Some(gone) => words.retain(|word| word != gone),
            None if words.contains(&entry) => {}
            None => words.push(entry),
        }
    }
}

/// The lexicon, ready for use.
#[derive(Clone, Debug)]
pub struct PageLexicon {
    /// The rules, by code.
    pub rules: Vec<PageRule>,
    /// The thresholds.
    pub weights: Weights,
    words: FxHashMap<String, Role>,
    /// Parts of words of labels.
    parts: Phrases<Role>,
    /// What lines start with.
    starts: Phrases<Cue>,
    /// What they hold anywhere.
    holds: Phrases<Cue>,
}

impl PageLexicon {
    /// The embedded lexicon with the user's files called `page.toml` on top. A user's file may hold
    /// any part of the form: its words are added (`-` in front takes one out), its weights replace.
    ///
    /// # Errors
    /// [`LexiconError`] with file and line for TOML that is not of the documented form, for a rule in
    /// a user's file (page rules are code; settings take them out), and for an unknown weight.
    pub fn extended(user: &[LexiconFile<'_>]) -> Result<Self, LexiconError> {
        let mut file = parse(EMBEDDED)?;
        for own in user.iter().filter(|file| file.is_called(EMBEDDED.name)) {
            let more = parse(*own)?;
            if !more.rule.is_empty() {
                let message = "rules cannot be added here; use `clean.without-rules` to take one out";
                return Err(LexiconError::at(own.name, 0, message));
            }
            for (role, label) in more.labels {
                let known = file.labels.entry(role).or_default();
                extend(&mut known.words, label.words);
                extend(&mut known.parts, label.parts);
            }
            for (cue, words) in more.cues {
                let known = file.cues.entry(cue).or_default();
                extend(&mut known.starts, words.starts);
                extend(&mut known.holds, words.holds);
            }
            for (name, weight) in more.weights {
                if file.weights.insert(name.clone(), weight).is_none() {
                    return Err(LexiconError::at(own.name, 0, format!("unknown weight `{name}`")));
                }
            }
        }
        Self::compiled(file)
    }

    fn compiled(file: File) -> Result<Self, LexiconError> {
        let name = EMBEDDED.name;
        let weights =
            file.weights.try_into().map_err(|error| LexiconError::at(name, 0, error.to_string()))?;
        let (mut words, mut parts) = (FxHashMap::default(), Phrases::default());
        for (role, label) in file.labels {
            words.extend(label.words.into_iter().map(|word| (word, role)));
            label.parts.iter().for_each(|part| parts.insert(lower(part), role));
        }
        let (mut starts, mut holds) = (Phrases::default(), Phrases::default());
        for (cue, patterns) in file.cues {
            patterns.starts.iter().for_each(|pattern| starts.insert(lower(pattern), cue));
            patterns.holds.iter().for_each(|pattern| holds.insert(lower(pattern), cue));
        }
        Ok(Self { rules: file.rule, weights, words, parts, starts, holds })
    }

    /// What an element's label says it is: the first furniture it names, else content.
    pub fn naming(&self, label: &str) -> Option<Naming> {
        if label.is_empty() {
            return None;
        }
        let words =
            label.split(|c: char| !c.is_alphabetic()).filter_map(|word| self.words.get(word).copied());
        let (mut furniture, mut content) = (None, false);
        for role in words {
            if role == Role::Content {
                content = true;
            } else {
                furniture = furniture.or(Some(role));
            }
        }
        // Of parts of furniture the one that ends first counts.
        let mut first = None;
        self.parts.each(&label.to_ascii_lowercase(), |at, len, role| {
            if role == Role::Content {
                content = true;
            } else {
                ends_before(&mut first, at + len, role);
            }
            true
        });
        let furniture = furniture.or(first.map(|(_, role)| role));
        let role = furniture.or(content.then_some(Role::Content))?;
        Some(Naming { role, mixed: content && furniture.is_some() })
    }

    /// What a line says it is. `text` has no leading blanks.
    pub fn cue(&self, text: &str) -> Option<Cue> {
        let text = text.trim_start_matches(|c: char| !c.is_alphanumeric() && !"【[《<>©".contains(c));
        let text = text.to_ascii_lowercase();
        let mut first = None;
        self.starts.walk(text.chars(), |len, cue| ends_before(&mut first, len, cue));
        self.holds.each(&text, |at, len, cue| {
            ends_before(&mut first, at + len, cue);
            true
        });
        first.map(|(_, cue)| cue)
    }
}

/// Takes what ends at `end` for the first, if it ends before that.
fn ends_before<V>(first: &mut Option<(usize, V)>, end: usize, value: V) {
    if first.as_ref().is_none_or(|(before, _)| end < *before) {
        *first = Some((end, value));
    }
}

fn lower(phrase: &str) -> impl Iterator<Item = char> + Clone {
    phrase.chars().map(|c| c.to_ascii_lowercase())
}

fn parse(file: LexiconFile<'_>) -> Result<File, LexiconError> {
    toml::from_str(file.text).map_err(|error| {
        let line = error.span().map_or(0, |span| file.text[..span.start].matches('\n').count() + 1);
        LexiconError::at(file.name, line, error.message())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_file_parses_and_is_disjoint() {
        let lexicon = PageLexicon::extended(&[]).expect("parses");
        assert!(lexicon.rules.windows(2).all(|pair| pair[0].code < pair[1].code));
        let file = parse(EMBEDDED).expect("parses");
        let all: usize = file.labels.values().map(|label| label.words.len()).sum();
        assert_eq!(all, lexicon.words.len(), "a label word stands for two roles");
        let lists = file.labels.values().flat_map(|label| [&label.words, &label.parts]);
        for list in lists.chain(file.cues.values().flat_map(|cue| [&cue.starts, &cue.holds])) {
            assert!(list.windows(2).all(|pair| pair[0] < pair[1]), "not sorted and unique: {list:?}");
        }
    }

    #[test]
    fn labels_are_read_by_words_and_parts() {
        let lexicon = PageLexicon::extended(&[]).expect("parses");
        let role = |label: &str| lexicon.naming(label).map(|naming| naming.role);
        assert_eq!(role("main-content"), Some(Role::Content));
        assert_eq!(role("about-nav"), Some(Role::Navigation));
        assert_eq!(role("nav2"), Some(Role::Navigation));
        assert_eq!(role("readme gradient"), None, "no `ad` inside of words");
        let mixed = lexicon.naming("articlecomments");
        assert_eq!(mixed, Some(Naming { role: Role::Comment, mixed: true }));
    }

    #[test]
    fn cues_need_their_place() {
        let lexicon = PageLexicon::extended(&[]).expect("parses");
        assert_eq!(lexicon.cue("来源：本院"), Some(Cue::Byline));
        assert_eq!(lexicon.cue("数据来源：本院"), None);
        assert_eq!(lexicon.cue("Copyright 2020 某院"), Some(Cue::Copyright));
        assert_eq!(lexicon.cue("| 上一篇：交班制度"), Some(Cue::Navigation));
    }

    #[test]
    fn a_users_file_adds_takes_out_and_weighs() {
        let text = "[labels.advert]\nwords = ['yingxiao', '-gg']\n[cues.share]\nstarts = ['投币']\n\
                    [weights]\nlatin = 0.5\n";
        let user = LexiconFile { name: "my/page.toml", text };
        let lexicon = PageLexicon::extended(&[user]).expect("valid");
        let role = |label: &str| lexicon.naming(label).map(|naming| naming.role);
        assert_eq!(
            (role("yingxiao"), role("gg"), role("banner")),
            (Some(Role::Advert), None, Some(Role::Advert))
        );
        assert_eq!(lexicon.cue("投币支持"), Some(Cue::Share));
        assert_eq!(lexicon.weights.latin, 0.5);
        for broken in ["[weights]\nlattin = 1.0", "[labels.adverts]\nwords = []", "[[rule]]\ncode = 'GY1'"] {
            assert!(
                PageLexicon::extended(&[LexiconFile { name: "page.toml", text: broken }]).is_err(),
                "{broken}"
            );
        }
    }
}
