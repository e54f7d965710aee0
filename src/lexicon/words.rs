//! Word lists shared by outline and extraction: verbs, cues, role endings.

use rustc_hash::{FxHashMap, FxHashSet};

use super::LexiconError;
use super::table::{LexiconFile, rows};

/// How sure a verb at the start of a phrase makes it a duty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Says what someone is or can (具备, 精通): a requirement wherever it stands alone.
    Ability,
    /// Opens requirements as often as duties (熟悉, 掌握).
    Weak,
    /// Opens duties where the section or the siblings say so.
    Plain,
    /// Opens duties.
    Strong,
}

/// Verbs of duties.
#[derive(Clone, Debug, Default)]
pub struct Verbs {
    entries: FxHashMap<String, (Strength, bool)>,
    longest: usize,
}

impl Verbs {
    /// Parses `verbs.tsv` and the user's additions.
    ///
    /// # Errors
    /// [`LexiconError`] at the line with an unknown strength or tail flag.
    pub fn parse(files: &[LexiconFile<'_>]) -> Result<Self, LexiconError> {
        let mut verbs = Self::default();
        for file in files {
            for row in rows(*file, 3)? {
                if row.removes {
                    verbs.entries.remove(row.columns[0]);
                    continue;
                }
                let strength = match row.columns[1] {
                    "strong" => Strength::Strong,
                    "plain" => Strength::Plain,
                    "weak" => Strength::Weak,
                    "ability" => Strength::Ability,
                    other => {
                        let message =
                            format!("unknown strength {other:?}: expected strong, plain, weak or ability");
                        return Err(LexiconError::at(file.name, row.line, message));
                    }
                };
                let tail = match row.columns[2] {
                    "tail" => true,
                    "-" => false,
                    other => {
                        let message = format!("unknown tail flag {other:?}: expected tail or -");
                        return Err(LexiconError::at(file.name, row.line, message));
                    }
                };
                verbs.longest = verbs.longest.max(row.columns[0].chars().count());
                verbs.entries.insert(row.columns[0].to_owned(), (strength, tail));
            }
        }
        Ok(verbs)
    }

    /// The longest verb that `text` starts with, and its strength.
    pub fn opening<'a>(&self, text: &'a str) -> Option<(&'a str, Strength)> {
        if text.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return self.english(text);
        }
        prefixes(text, self.longest)
            .find_map(|prefix| self.entries.get(prefix).map(|entry| (prefix, entry.0)))
    }

    /// The verb that `text` ends with, if a phrase may end with it (竞品分析).
    pub fn tail<'a>(&self, text: &'a str) -> Option<&'a str> {
        let count = text.chars().count();
        (2..=self.longest.min(count)).rev().find_map(|len| {
            let at = text.char_indices().nth(count - len)?.0;
            let suffix = &text[at..];
            self.entries.get(suffix).is_some_and(|entry| entry.1).then_some(suffix)
        })
    }

    /// The byte offset of the first strong or plain verb in `text`.
    pub fn find(&self, text: &str) -> Option<usize> {
        text.char_indices().map(|(at, _)| at).find(|&at| {
            prefixes(&text[at..], self.longest)
                .any(|prefix| self.entries.get(prefix).is_some_and(|entry| entry.0 > Strength::Weak))
        })
    }

    /// English verbs in base form, third person or gerund.
    fn english<'a>(&self, text: &'a str) -> Option<(&'a str, Strength)> {
        let len = text.bytes().take_while(u8::is_ascii_alphabetic).count();
        let word = &text[..len];
        let lower = word.to_ascii_lowercase();
        let stem = |suffix: &str, with: &str| lower.strip_suffix(suffix).map(|stem| format!("{stem}{with}"));
        let doubled = lower
            .strip_suffix("ing")
            .and_then(|stem| stem.get(..stem.len().checked_sub(1)?))
            .map(str::to_owned);
        [
            Some(lower.clone()),
            stem("s", ""),
            stem("es", ""),
            stem("ies", "y"),
            stem("ing", ""),
            stem("ing", "e"),
            doubled,
        ]
        .into_iter()
        .flatten()
        .find_map(|form| self.entries.get(&form))
        .map(|entry| (word, entry.0))
    }
}

/// The prefixes of `text` of at most `longest` characters, longest first, at least two characters.
fn prefixes(text: &str, longest: usize) -> impl Iterator<Item = &str> {
    let ends: Vec<usize> =
        text.char_indices().map(|(at, c)| at + c.len_utf8()).take(longest).skip(1).collect();
    ends.into_iter().rev().map(move |end| &text[..end])
}

/// What a phrase says about the line it stands in; see `cues.tsv`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cue {
    /// What an applicant must bring.
    Requirement,
    /// Praises or measures a person.
    Quality,
    /// What the employer offers.
    Benefit,
    /// Opens a question.
    Question,
    /// Speaks to job seekers or readers.
    Advice,
    /// Announces a list of duties.
    DutyLead,
    /// Announces a run of clauses.
    Enumerates,
    /// Stands for the role holder.
    Subject,
    /// Skipped at the start of a clause.
    Adverb,
    /// Opens a clause whose verb comes later.
    Preposition,
    /// Never opens a duty.
    NotOpening,
    /// A duty that says `and anything else`.
    CatchAll,
    /// Says that someone can do it (能独立…): duties and requirements both may.
    Ability,
    /// Says that someone must do it.
    Obligation,
    /// Behind a verb: makes it a quality of a person (沟通能力).
    Trait,
    /// Opens a clause that only says why or when.
    Subordinate,
    /// Names schooling.
    Education,
    /// Names practice.
    Experience,
}

const CUES: [(&str, Cue); 18] = [
    ("requirement", Cue::Requirement),
    ("quality", Cue::Quality),
    ("benefit", Cue::Benefit),
    ("question", Cue::Question),
    ("advice", Cue::Advice),
    ("duty-lead", Cue::DutyLead),
    ("enumerates", Cue::Enumerates),
    ("subject", Cue::Subject),
    ("adverb", Cue::Adverb),
    ("preposition", Cue::Preposition),
    ("not-opening", Cue::NotOpening),
    ("catch-all", Cue::CatchAll),
    ("ability", Cue::Ability),
    ("obligation", Cue::Obligation),
    ("trait", Cue::Trait),
    ("subordinate", Cue::Subordinate),
    ("education", Cue::Education),
    ("experience", Cue::Experience),
];

/// The cue phrases, by class.
#[derive(Clone, Debug, Default)]
pub struct Cues {
    phrases: FxHashMap<Cue, Vec<String>>,
}

impl Cues {
    /// Parses `cues.tsv` and the user's additions.
    ///
    /// # Errors
    /// [`LexiconError`] at the line with an unknown class.
    pub fn parse(files: &[LexiconFile<'_>]) -> Result<Self, LexiconError> {
        let mut cues = Self::default();
        for file in files {
            for row in rows(*file, 2)? {
                if row.removes {
                    for phrases in cues.phrases.values_mut() {
                        phrases.retain(|phrase| phrase != row.columns[0]);
                    }
                    continue;
                }
                let Some((_, cue)) = CUES.iter().find(|(name, _)| *name == row.columns[1]) else {
                    let message = format!("unknown class {:?}", row.columns[1]);
                    return Err(LexiconError::at(file.name, row.line, message));
                };
                cues.phrases.entry(*cue).or_default().push(row.columns[0].to_owned());
            }
        }
        for phrases in cues.phrases.values_mut() {
            phrases.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
            phrases.dedup();
        }
        Ok(cues)
    }

    fn of(&self, cue: Cue) -> &[String] {
        self.phrases.get(&cue).map_or(&[], Vec::as_slice)
    }

    /// The first phrase of `cue` that occurs in `text`, which is in lower case.
    pub fn find<'a>(&'a self, cue: Cue, text: &str) -> Option<&'a str> {
        self.of(cue).iter().find(|phrase| text.contains(phrase.as_str())).map(String::as_str)
    }

    /// The first place where a phrase of `cue` occurs in `text`: offset and phrase.
    pub fn find_at<'a>(&'a self, cue: Cue, text: &str) -> Option<(usize, &'a str)> {
        self.of(cue)
            .iter()
            .filter_map(|phrase| text.find(phrase.as_str()).map(|at| (at, phrase.as_str())))
            .min_by_key(|(at, phrase)| (*at, std::cmp::Reverse(phrase.len())))
    }

    /// The longest phrase of `cue` that `text`, in lower case, starts with.
    pub fn opening<'a>(&'a self, cue: Cue, text: &str) -> Option<&'a str> {
        self.of(cue).iter().find(|phrase| text.starts_with(phrase.as_str())).map(String::as_str)
    }
}

/// Endings of role names.
#[derive(Clone, Debug, Default)]
pub struct Roles {
    endings: FxHashSet<String>,
    trades: FxHashSet<String>,
    longest: usize,
}

impl Roles {
    /// Parses `roles.tsv` and the user's additions.
    ///
    /// # Errors
    /// [`LexiconError`] for a malformed row.
    pub fn parse(files: &[LexiconFile<'_>]) -> Result<Self, LexiconError> {
        let mut roles = Self::default();
        for file in files {
            for row in rows(*file, 1)? {
                if row.removes {
                    roles.endings.remove(row.columns[0]);
                } else {
                    roles.longest = roles.longest.max(row.columns[0].chars().count());
                    roles.endings.insert(row.columns[0].to_owned());
                    match row.columns.get(1) {
                        Some(&"trade") => drop(roles.trades.insert(row.columns[0].to_owned())),
                        Some(other) => {
                            let message = format!("unknown kind {other:?}: expected trade or nothing");
                            return Err(LexiconError::at(file.name, row.line, message));
                        }
                        None => {}
                    }
                }
            }
        }
        Ok(roles)
    }

    /// True if `text` ends like a role name that is not the name of a trade as well (运营, 销售).
    pub fn names_person(&self, text: &str) -> bool {
        self.ends(text) && !self.trades.iter().any(|trade| text.ends_with(trade.as_str()))
    }

    /// True if `text`, trimmed, ends like a role name.
    pub fn ends(&self, text: &str) -> bool {
        let lower = text.to_lowercase();
        let count = lower.chars().count();
        (1..=self.longest.min(count)).any(|len| {
            lower.char_indices().nth(count - len).is_some_and(|(at, _)| {
                self.endings.contains(&lower[at..])
                    && (!lower[at..].is_ascii()
                        || lower[..at].ends_with([' ', '\u{3000}'])
                        || at == 0
                        || !lower[..at].ends_with(|c: char| c.is_ascii_alphanumeric()))
            })
        })
    }

    /// The byte range of the longest-reaching role ending in `text`: its end, or `None`.
    pub fn last_end(&self, text: &str) -> Option<usize> {
        let ends: Vec<usize> = text.char_indices().map(|(at, c)| at + c.len_utf8()).collect();
        ends.into_iter().rev().find(|&end| self.ends(&text[..end]))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Lexicons;
    use super::*;

    #[test]
    fn verbs_open_and_close_phrases() {
        let lexicons = Lexicons::embedded();
        assert_eq!(lexicons.verbs.opening("制定采购计划"), Some(("制定", Strength::Strong)));
        assert_eq!(lexicons.verbs.opening("熟悉仓库流程").map(|v| v.1), Some(Strength::Ability));
        assert_eq!(lexicons.verbs.opening("了解仓库流程").map(|v| v.1), Some(Strength::Weak));
        assert_eq!(lexicons.verbs.opening("仓库制定计划"), None);
        assert_eq!(lexicons.verbs.tail("竞品分析"), Some("分析"));
        assert_eq!(lexicons.verbs.tail("仓库"), None);
        for word in ["Determine the goal", "mining data", "Planning routes", "Supplies parts"] {
            assert!(lexicons.verbs.opening(word).is_some(), "{word}");
        }
        assert_eq!(lexicons.verbs.opening("Warehouse rules"), None);
    }

    #[test]
    fn role_names_end_like_roles() {
        let lexicons = Lexicons::embedded();
        for name in ["产品经理", "数据分析师", "Product Manager", "咖啡店长"] {
            assert!(lexicons.roles.ends(name), "{name}");
        }
        for name in ["产品管理", "数据分析", "leader board"] {
            assert!(!lexicons.roles.ends(name), "{name}");
        }
        assert!(lexicons.roles.names_person("店员") && !lexicons.roles.names_person("内容运营"));
    }

    #[test]
    fn cues_of_facts_and_demands() {
        let cues = Lexicons::embedded().cues;
        assert!(cues.find(Cue::Education, "大专以上").is_some());
        assert!(cues.find(Cue::Experience, "三年以上门店经验").is_some());
        assert!(cues.find(Cue::Education, "能上晚班").is_none());
        assert_eq!(cues.opening(Cue::Obligation, "必须盘点"), Some("必须"));
        assert_eq!(cues.opening(Cue::Obligation, "定期盘点"), None);
        assert_eq!(cues.opening(Cue::Subordinate, "如果缺货"), Some("如果"));
    }

    #[test]
    fn an_unknown_class_names_the_line() {
        let file = LexiconFile { name: "cues.tsv", text: "甲\trequirement\n乙\tnonsense\n" };
        assert_eq!(Cues::parse(&[file]).expect_err("unknown class").line, 2);
    }
}
