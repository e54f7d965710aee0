//! Names of sections.

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::LexiconError;
use super::phrases::Phrases;
use super::table::{LexiconFile, rows};

macro_rules! section_roles {
    ($($(#[$doc:meta])* $variant:ident = $key:literal,)*) => {
        /// What a section holds. The wire name is the kebab-case key of `sections.tsv`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum SectionRole { $($(#[$doc])* $variant,)* }

        impl SectionRole {
            /// The key in lexicon files and output.
            pub fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)* }
            }

            /// The role with this key.
            pub fn from_key(key: &str) -> Option<Self> {
                match key { $($key => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

section_roles! {
    /// Duties, as lists, tables or sentences.
    Duties = "duties",
    /// Duties again, with their attributes.
    Details = "details",
    /// A day or week at work: duties in other words.
    Schedule = "schedule",
    /// The groups that duties fall in, not duties themselves.
    Categories = "categories",
    /// The name of the role.
    Role = "role",
    /// What the role is for.
    Overview = "overview",
    /// Skills and knowledge.
    Skills = "skills",
    /// Tools and technology.
    Tools = "tools",
    /// What an applicant must bring.
    Requirements = "requirements",
    /// Schooling.
    Education = "education",
    /// Years and kinds of practice.
    Experience = "experience",
    /// Pay.
    Pay = "pay",
    /// What else the employer offers.
    Benefits = "benefits",
    /// Paths from and to the role.
    Career = "career",
    /// The trade and its market.
    Industry = "industry",
    /// Who employs the role.
    Employers = "employers",
    /// Place, team and rhythm of work.
    Environment = "environment",
    /// Methods and frameworks.
    Methods = "methods",
    /// Advice to the reader.
    Advice = "advice",
    /// Examples and cases.
    Examples = "examples",
    /// Comparison with other roles.
    Comparison = "comparison",
    /// References and further reading.
    References = "references",
    /// A closing summary.
    Conclusion = "conclusion",
    /// The employer.
    Company = "company",
    /// Place, hours, how to apply.
    Contact = "contact",
    /// How the role is judged.
    Metrics = "metrics",
    /// What the role delivers.
    Deliverables = "deliverables",
}

impl SectionRole {
    /// True for sections whose items can be tasks.
    pub fn holds_tasks(self) -> bool {
        matches!(self, Self::Duties | Self::Details | Self::Schedule)
    }

    /// True for sections whose content becomes facets of the role.
    pub fn is_facet(self) -> bool {
        matches!(
            self,
            Self::Overview
                | Self::Skills
                | Self::Tools
                | Self::Requirements
                | Self::Education
                | Self::Experience
                | Self::Pay
                | Self::Benefits
                | Self::Career
                | Self::Industry
                | Self::Employers
                | Self::Environment
                | Self::Metrics
                | Self::Deliverables
        )
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    Has,
    Ends,
    /// The title ends with it, and the rest is the name of a role.
    Role,
    Is,
}

/// Where in a title the known name of a section stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NamePlace {
    /// It is the whole title.
    Whole,
    /// The title ends with it.
    Ending,
    /// Anywhere in the title.
    Inside,
}

/// The section names of `sections.tsv`.
#[derive(Clone, Debug, Default)]
pub struct Sections {
    /// Phrases that are a whole title.
    whole: FxHashMap<String, SectionRole>,
    /// Phrases that end one.
    endings: FxHashMap<String, SectionRole>,
    /// Bytes of the longest ending.
    longest: usize,
    /// Phrases that stand anywhere in one; of two as long the one of the later row counts.
    inside: Phrases<(usize, SectionRole)>,
    /// Phrases that end one behind the name of a role.
    of_role: Vec<(String, SectionRole)>,
}

impl Sections {
    /// Parses `sections.tsv` and the user's additions.
    ///
    /// # Errors
    /// [`LexiconError`] at the line with an unknown role or way of matching.
    pub fn parse(files: &[LexiconFile<'_>]) -> Result<Self, LexiconError> {
        let mut entries: Vec<(String, SectionRole, How)> = Vec::new();
        for file in files {
            for row in rows(*file, 3)? {
                if row.removes {
                    entries.retain(|entry| entry.0 != row.columns[0]);
                    continue;
                }
                let unknown = |what: &str, found: &str| {
                    LexiconError::at(file.name, row.line, format!("unknown {what} {found:?}"))
                };
                let role =
                    SectionRole::from_key(row.columns[1]).ok_or_else(|| unknown("role", row.columns[1]))?;
                let how = match row.columns[2] {
                    "is" => How::Is,
                    "ends" => How::Ends,
                    "has" => How::Has,
                    "role" => How::Role,
                    other => return Err(unknown("way of matching", other)),
                };
                entries.push((row.columns[0].to_owned(), role, how));
            }
        }
        let mut sections = Self::default();
        for (row, (phrase, role, how)) in entries.into_iter().enumerate() {
            match how {
                How::Is => drop(sections.whole.insert(phrase, role)),
                How::Ends => {
                    sections.longest = sections.longest.max(phrase.len());
                    sections.endings.insert(phrase, role);
                }
                How::Has => sections.inside.insert(phrase.chars(), (row, role)),
                How::Role => sections.of_role.push((phrase, role)),
            }
        }
        Ok(sections)
    }

    /// The role of `title` if the whole of it is a known name: for items and labels, which say the
    /// same words as part of a duty (`评估风险`).
    ///
    /// A name with its translation beside it is one (`requirements要求`).
    pub fn named_wholly(&self, title: &str) -> Option<SectionRole> {
        self.whole.get(title).copied().or_else(|| self.translated(title))
    }

    /// What a title says whose English half, in front or behind, is a known name.
    fn translated(&self, title: &str) -> Option<SectionRole> {
        let latin = |c: char| c.is_ascii() && !c.is_ascii_digit();
        let (front, behind) = (title.starts_with(latin), title.ends_with(latin));
        let half = match (front, behind) {
            (true, false) => &title[..title.find(|c: char| !latin(c))?],
            (false, true) => title.trim_start_matches(|c: char| !latin(c)),
            _ => return None,
        };
        let half = half.trim_matches(|c: char| c == ' ' || c.is_ascii_punctuation());
        self.whole.get(half).copied()
    }

    /// The role of `title` if the whole of it, or its ending, is a known name: for lines that are
    /// headings only because of what they say.
    pub fn named_exactly(&self, title: &str) -> Option<SectionRole> {
        self.named_wholly(title).or_else(|| self.ending(title).map(|(_, role)| role))
    }

    /// The role of a section called `title`, which is a bare title in lower case (ordinals, emoji
    /// and translation in brackets dropped, blanks between Han characters too).
    pub fn role(&self, title: &str) -> Option<SectionRole> {
        self.name(title).map(|(role, ..)| role)
    }

    /// What the words behind the name of a role say that the section holds (`收银员的工作`), and
    /// what stands in front of them.
    pub fn behind_name<'a>(&self, title: &'a str) -> Option<(&'a str, SectionRole)> {
        self.of_role
            .iter()
            .filter_map(|(phrase, role)| Some((title.strip_suffix(phrase.as_str())?, *role)))
            .min_by_key(|(name, _)| name.len())
    }

    /// [`role`](Self::role) with the words that say it and where in the title they stand.
    pub fn name<'t>(&self, title: &'t str) -> Option<(SectionRole, NamePlace, &'t str)> {
        if let Some(role) = self.named_wholly(title) {
            return Some((role, NamePlace::Whole, title));
        }
        if let Some((ending, role)) = self.ending(title) {
            return Some((role, NamePlace::Ending, ending));
        }
        let mut longest = None;
        self.inside.each(title, |at, len, (row, role)| {
            longest = longest.max(Some((len, row, role, at)));
            true
        });
        longest.map(|(len, _, role, at)| (role, NamePlace::Inside, &title[at..at + len]))
    }

    /// True if `title` says that others do what stands below, however it ends (`不是我们的活`).
    pub fn denies(&self, title: &str) -> bool {
        let mut found = false;
        self.inside.each(title, |at, _, (_, role)| {
            found |= role == SectionRole::Comparison && title[at..].starts_with(['不', '唔', '非']);
            !found
        });
        found
    }

    /// The longest known ending of `title` and its role.
    fn ending<'t>(&self, title: &'t str) -> Option<(&'t str, SectionRole)> {
        let from = title.len().saturating_sub(self.longest);
        title
            .char_indices()
            .map(|(at, _)| at)
            .skip_while(|&at| at < from)
            .filter(|&at| ends_with_word(title, &title[at..]))
            .find_map(|at| self.endings.get(&title[at..]).map(|role| (&title[at..], *role)))
    }
}

fn ends_with_word(title: &str, phrase: &str) -> bool {
    title.strip_suffix(phrase).is_some_and(|before| {
        !phrase.starts_with(|c: char| c.is_ascii_alphabetic())
            || !before.ends_with(|c: char| c.is_ascii_alphabetic())
    })
}

#[cfg(test)]
mod tests {
    use super::super::Lexicons;
    use super::*;

    #[test]
    fn the_whole_title_beats_its_ending_beats_its_middle() {
        let sections = Lexicons::embedded().sections;
        for (title, role) in [
            ("岗位职责", SectionRole::Duties),
            ("仓库主管角色所需的技能", SectionRole::Skills),
            ("店长的主要职责是什么？", SectionRole::Duties),
            ("核心职责概述", SectionRole::Overview),
            ("任务类别", SectionRole::Categories),
            ("key responsibilities", SectionRole::Duties),
            ("所属行业概述", SectionRole::Industry),
            ("需求收集方法", SectionRole::Methods),
            ("护士长岗位责任制", SectionRole::Duties),
            ("what you'll be doing", SectionRole::Duties),
            ("what you'll need", SectionRole::Requirements),
            ("你将学到", SectionRole::Advice),
            ("团队分工", SectionRole::Comparison),
            ("护士求职全攻略", SectionRole::Advice),
            ("管理责任", SectionRole::Contact),
            ("待复核", SectionRole::Advice),
            ("requirements要求", SectionRole::Requirements),
            ("要做的事what you'll do", SectionRole::Duties),
        ] {
            assert_eq!(sections.role(title), Some(role), "{title}");
        }
        assert_eq!(sections.role("咖啡豆"), None);
    }

    #[test]
    fn the_index_finds_what_a_scan_of_all_names_finds() {
        let file = LexiconFile { name: "sections.tsv", text: include_str!("sections.tsv") };
        let names = rows(file, 3).expect("embedded rows");
        let sections = Sections::parse(&[file]).expect("embedded names");
        let scan = |title: &str, least: u8| {
            let held = names.iter().filter_map(|row| {
                let (phrase, way) = (row.columns[0], row.columns[2]);
                let (rank, matches) = match way {
                    "is" => (2, title == phrase),
                    "ends" => (1, ends_with_word(title, phrase)),
                    "has" => (0, title.contains(phrase)),
                    _ => return None,
                };
                (matches && rank >= least).then_some((rank, phrase.len(), row.columns[1]))
            });
            held.max_by_key(|&(rank, length, _)| (rank, length))
                .and_then(|(.., key)| SectionRole::from_key(key))
        };
        for row in &names {
            let phrase = row.columns[0];
            for title in [
                phrase.to_owned(),
                format!("店长的{phrase}"),
                format!("x{phrase}"),
                format!("{phrase}一览"),
                format!("{phrase}与岗位职责"),
            ] {
                // A name with its translation is told by the translation.
                if sections.translated(&title).is_some() {
                    continue;
                }
                assert_eq!(sections.named_wholly(&title), scan(&title, 2), "{title}");
                assert_eq!(sections.named_exactly(&title), scan(&title, 1), "{title}");
                assert_eq!(sections.role(&title), scan(&title, 0), "{title}");
            }
        }
    }

    #[test]
    fn names_behind_a_role() {
        let sections = Lexicons::embedded().sections;
        assert_eq!(sections.behind_name("收银员的工作"), Some(("收银员", SectionRole::Duties)));
        assert_eq!(sections.behind_name("收银员的薪水"), None);
    }

    #[test]
    fn what_others_do_is_denied() {
        let sections = Lexicons::embedded().sections;
        assert!(sections.denies("不是我们的活"));
        assert!(!sections.denies("手上的活"));
    }
}
