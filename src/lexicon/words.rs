//! Word lists shared by outline and extraction: verbs, role endings.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::LexiconError;
use super::normal::lower_case;
use super::phrases::Phrases;
use super::table::{LexiconFile, rows};

/// The verb that says who answers for what follows.
pub(crate) const CHARGE: &str = "负责";

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
    /// Strength, and whether a phrase may end with it.
    entries: FxHashMap<String, (Strength, bool)>,
    /// Those of at least two characters.
    phrases: Phrases<Strength>,
    /// Those that a phrase may end with, their characters backwards.
    tails: Phrases<()>,
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
                verbs.entries.insert(row.columns[0].to_owned(), (strength, tail));
            }
        }
        for (verb, &(strength, tail)) in &verbs.entries {
            if verb.chars().nth(1).is_some() {
                verbs.phrases.insert(verb.chars(), strength);
                if tail {
                    verbs.tails.insert(verb.chars().rev(), ());
                }
            }
        }
        Ok(verbs)
    }

    /// The longest verb that `text` starts with, and its strength.
    pub fn opening<'a>(&self, text: &'a str) -> Option<(&'a str, Strength)> {
        if text.as_bytes().first().is_some_and(u8::is_ascii_alphabetic) {
            return self.english(text);
        }
        let mut found = None;
        self.phrases.opening(text, |len, strength| found = Some((&text[..len], strength)));
        found
    }

    /// The verb that `text` ends with, if a phrase may end with it (竞品分析).
    pub fn tail<'a>(&self, text: &'a str) -> Option<&'a str> {
        let mut found = None;
        self.tails.walk(text.chars().rev(), |len, ()| found = Some(&text[text.len() - len..]));
        found
    }

    /// The byte offset of the first strong or plain verb in `text`.
    pub fn find(&self, text: &str) -> Option<usize> {
        let mut found = None;
        self.phrases.each(text, |at, _, strength| {
            found = (strength > Strength::Weak).then_some(at);
            found.is_none()
        });
        found
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

/// What a word is that ends like the name of a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    /// A person.
    Person,
    /// The name of a trade as well (运营, 销售).
    Trade,
    /// None (`施工`).
    Other,
}

/// Endings of role names.
#[derive(Clone, Debug, Default)]
pub struct Roles {
    /// The endings, backwards; of several the longest decides.
    endings: Phrases<Ending>,
    /// The words that name no role, forwards.
    others: Phrases<()>,
    /// Characters of the longest ending.
    longest: usize,
}

impl Roles {
    /// Parses `roles.tsv` and the user's additions.
    ///
    /// # Errors
    /// [`LexiconError`] for a malformed row.
    pub fn parse(files: &[LexiconFile<'_>]) -> Result<Self, LexiconError> {
        let mut endings: FxHashMap<&str, Ending> = FxHashMap::default();
        let mut roles = Self::default();
        for file in files {
            for row in rows(*file, 1)? {
                if row.removes {
                    endings.remove(row.columns[0]);
                    continue;
                }
                let kind = match row.columns.get(1).copied() {
                    Some("trade") => Ending::Trade,
                    Some("none") => Ending::Other,
                    None => Ending::Person,
                    Some(other) => {
                        let message = format!("unknown kind {other:?}: expected trade, none or nothing");
                        return Err(LexiconError::at(file.name, row.line, message));
                    }
                };
                endings.insert(row.columns[0], kind);
            }
        }
        for (ending, kind) in endings {
            roles.longest = roles.longest.max(ending.chars().count());
            roles.endings.insert(ending.chars().rev(), kind);
            if kind == Ending::Other {
                roles.others.insert(ending.chars(), ());
            }
        }
        Ok(roles)
    }

    /// True if `text` ends like a role name that is not the name of a trade as well (运营, 销售).
    pub fn names_person(&self, text: &str) -> bool {
        self.may_end(text) && self.ending(&lower_case(self.tail(text))) == Ending::Person
    }

    /// True if `text`, trimmed, ends like a role name.
    pub fn ends(&self, text: &str) -> bool {
        self.may_end(text) && self.lower_ends(&lower_case(self.tail(text)))
    }

    /// False if no role's name ends like `text`: Han, which has no case, ends hardly any as one does.
    fn may_end(&self, text: &str) -> bool {
        let last = text.chars().next_back();
        last.is_some_and(|last| !matches!(last, '\u{4e00}'..='\u{9fff}') || self.endings.may_start(last))
    }

    /// The ending and the character in front of it; all of a long text would be put into lower case.
    fn tail<'t>(&self, text: &'t str) -> &'t str {
        let start = text.char_indices().rev().nth(self.longest).map_or(0, |(at, _)| at);
        &text[start..]
    }

    fn lower_ends(&self, lower: &str) -> bool {
        self.ending(lower) != Ending::Other
    }

    fn ending(&self, lower: &str) -> Ending {
        let mut ends = Ending::Other;
        self.endings.walk(lower.chars().rev(), |len, kind| {
            let (before, ending) = lower.split_at(lower.len() - len);
            if !ending.is_ascii() || !before.ends_with(|c: char| c.is_ascii_alphanumeric()) {
                ends = kind;
            }
        });
        ends
    }

    /// The byte range of the longest-reaching role ending in `text`: its end, or `None`.
    pub fn last_end(&self, text: &str) -> Option<usize> {
        let lower = lower_case(text);
        let mut ends = text.char_indices().rev();
        let ending = ends.find(|&(at, last)| {
            let end = at + last.len_utf8();
            let named = match &lower {
                // So is every part of it.
                Cow::Borrowed(lower) => self.lower_ends(&lower[..end]),
                Cow::Owned(_) => self.ends(&text[..end]),
            };
            named && !self.opens_other(&text[at..])
        });
        ending.map(|(at, last)| at + last.len_utf8())
    }

    /// True if `text` opens with a word that names no role (`工作` behind 安全员的), unless its first character parts
    /// from such a word (`员工作`).
    fn opens_other(&self, text: &str) -> bool {
        let opens = |text: &str| {
            let mut other = false;
            self.others.walk(text.chars(), |_, ()| other = true);
            other
        };
        let first = text.chars().next().map_or(0, char::len_utf8);
        opens(text) && !opens(&text[first..])
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
        for name in ["现场施工", "电解铝", "高级职工"] {
            assert!(!lexicons.roles.ends(name), "{name}");
        }
        assert_eq!(lexicons.roles.last_end("染色小样工的工作"), Some("染色小样工".len()));
        assert_eq!(lexicons.roles.last_end("咖啡店的工序"), None);
        assert_eq!(lexicons.roles.last_end("库管员工作任务"), Some("库管员".len()));
        assert_eq!(lexicons.roles.last_end("门店员工手册"), None);
        assert!(lexicons.roles.ends("选矿脱水工") && lexicons.roles.ends("铜管乐手"));
        for name in ["产品管理", "数据分析", "leader board"] {
            assert!(!lexicons.roles.ends(name), "{name}");
        }
        assert_eq!(lexicons.roles.last_end("数据分析师的工作"), Some("数据分析师".len()));
        assert_eq!(lexicons.roles.last_end("AI产品经理的一天"), Some("AI产品经理".len()));
        assert_eq!(lexicons.roles.last_end("产品管理"), None);
        assert!(!lexicons.roles.ends("") && lexicons.roles.ends("任何一家公司的咖啡店长"));
        assert!(lexicons.roles.names_person("店员") && !lexicons.roles.names_person("内容运营"));
    }
}
