//! Phrases that say what kind of sentence a line is.

use std::collections::BTreeMap;

use super::LexiconError;
use super::phrases::Phrases;
use super::table::{LexiconFile, rows};

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
    /// Behind a verb that is no strong one: makes it a readiness of a person (接受夜班).
    Condition,
    /// Opens a clause that only says why or when.
    Subordinate,
    /// Names schooling.
    Education,
    /// Names practice.
    Experience,
    /// Opens a clause that says on what ground or by what means the next one is done.
    Ground,
    /// Opens a clause that says what the one before is for.
    Purpose,
    /// Points back to the clause before.
    Anaphor,
    /// Closes a phrase: done between the things named in front of it.
    Mutual,
    /// Says what one learns or practises.
    Learner,
    /// Says what one does on a page, with a device or a form.
    Operates,
    /// Speaks of what is done at work.
    Work,
    /// Speaks of a course that is for sale.
    Course,
    /// A verb of one character, which may be the first of another word.
    BareVerb,
    /// Stands behind a family name: somebody is spoken of by it (方老师).
    Address,
    /// Asks what the work is.
    AsksWork,
    /// Ends the title of an authority's programme.
    Programme,
    /// Names what such a programme sets about, which is nobody's duty.
    ProgrammeTasks,
}

const CUES: [(&str, Cue); 32] = [
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
    ("condition", Cue::Condition),
    ("subordinate", Cue::Subordinate),
    ("education", Cue::Education),
    ("experience", Cue::Experience),
    ("ground", Cue::Ground),
    ("purpose", Cue::Purpose),
    ("anaphor", Cue::Anaphor),
    ("mutual", Cue::Mutual),
    ("learner", Cue::Learner),
    ("operates", Cue::Operates),
    ("work", Cue::Work),
    ("course", Cue::Course),
    ("bare-verb", Cue::BareVerb),
    ("address", Cue::Address),
    ("asks-work", Cue::AsksWork),
    ("programme", Cue::Programme),
    ("programme-tasks", Cue::ProgrammeTasks),
];

impl Cue {
    fn bit(self) -> u32 {
        1 << self as u32
    }
}

/// Classes that are looked for together anywhere in a text. Each of these families has an index of
/// its own: words that only open a clause, most of all phrases, would stop every search.
const FAMILIES: [&[Cue]; 8] = [
    &[Cue::Requirement, Cue::Advice, Cue::Quality, Cue::Benefit],
    &[Cue::Education, Cue::Experience],
    &[Cue::Enumerates],
    &[Cue::Enumerates, Cue::DutyLead],
    &[Cue::CatchAll],
    &[Cue::Anaphor, Cue::Mutual],
    &[Cue::Course],
    &[Cue::Obligation],
];

fn bits(cues: &[Cue]) -> u32 {
    cues.iter().fold(0, |bits, cue| bits | cue.bit())
}

/// The cue phrases, by class.
#[derive(Clone, Debug, Default)]
pub struct Cues {
    /// The longest first.
    phrases: Vec<String>,
    /// All of them.
    index: Phrases<CuePhrase>,
    /// Those of each of [`FAMILIES`].
    families: [Phrases<CuePhrase>; FAMILIES.len()],
}

/// A phrase's place among all, and its classes as bits.
#[derive(Clone, Copy, Debug)]
struct CuePhrase {
    rank: u16,
    classes: u32,
}

impl Cues {
    /// Parses `cues.tsv` and the user's additions.
    ///
    /// # Errors
    /// [`LexiconError`] at the line with an unknown class, or with one phrase too many.
    pub fn parse(files: &[LexiconFile<'_>]) -> Result<Self, LexiconError> {
        let mut classes: BTreeMap<&str, u32> = BTreeMap::new();
        for file in files {
            for row in rows(*file, 2)? {
                if row.removes {
                    classes.remove(row.columns[0]);
                    continue;
                }
                let Some((_, cue)) = CUES.iter().find(|(name, _)| *name == row.columns[1]) else {
                    let message = format!("unknown class {:?}", row.columns[1]);
                    return Err(LexiconError::at(file.name, row.line, message));
                };
                *classes.entry(row.columns[0]).or_default() |= cue.bit();
                if classes.len() > usize::from(u16::MAX) {
                    return Err(LexiconError::at(file.name, row.line, "more than 65535 phrases"));
                }
            }
        }
        let mut phrases: Vec<(&str, u32)> = classes.into_iter().collect();
        phrases.sort_by_key(|(phrase, _)| std::cmp::Reverse(phrase.len()));
        let mut cues = Self::default();
        for (rank, (phrase, classes)) in (0..).zip(phrases) {
            cues.index.insert(phrase.chars(), CuePhrase { rank, classes });
            for (family, index) in FAMILIES.iter().zip(&mut cues.families) {
                if classes & bits(family) != 0 {
                    index.insert(phrase.chars(), CuePhrase { rank, classes });
                }
            }
            cues.phrases.push(phrase.to_owned());
        }
        Ok(cues)
    }

    /// The smallest index that holds all phrases of the `wanted` classes.
    fn index(&self, wanted: u32) -> &Phrases<CuePhrase> {
        let family = FAMILIES.iter().position(|family| wanted & !bits(family) == 0);
        family.map_or(&self.index, |family| &self.families[family])
    }

    fn phrase(&self, rank: u16) -> &str {
        &self.phrases[usize::from(rank)]
    }

    /// The longest phrase of `cue` that occurs in `text`, which is in lower case.
    pub fn find(&self, cue: Cue, text: &str) -> Option<&str> {
        self.first_of([cue], text).map(|(_, phrase)| phrase)
    }

    /// The first of these classes of which a phrase occurs in `text`, in lower case, with the longest
    /// of its phrases there.
    pub fn first_of<const N: usize>(&self, cues: [Cue; N], text: &str) -> Option<(Cue, &str)> {
        let mut ranks = [u16::MAX; N];
        let wanted = bits(&cues);
        self.index(wanted).each(text, |_, _, found| {
            if found.classes & wanted != 0 {
                for (rank, cue) in ranks.iter_mut().zip(cues) {
                    if found.classes & cue.bit() != 0 {
                        *rank = found.rank.min(*rank);
                    }
                }
            }
            true
        });
        let (cue, rank) = cues.into_iter().zip(ranks).find(|(_, rank)| *rank < u16::MAX)?;
        Some((cue, self.phrase(rank)))
    }

    /// The first place where a phrase of `cue` occurs in `text`: offset and longest phrase.
    pub fn find_at(&self, cue: Cue, text: &str) -> Option<(usize, &str)> {
        let mut first = None;
        self.index(cue.bit()).each(text, |at, _, found| {
            if first.is_none_or(|(start, _)| start == at) && found.classes & cue.bit() != 0 {
                first = Some((at, found.rank));
            }
            first.is_none()
        });
        first.map(|(at, rank)| (at, self.phrase(rank)))
    }

    /// Every place where a phrase of `cue` occurs in `text`: offset and length in bytes.
    pub fn places(&self, cue: Cue, text: &str) -> Vec<(usize, usize)> {
        let mut out = Vec::new();
        self.index(cue.bit()).each(text, |at, len, found| {
            out.extend((found.classes & cue.bit() != 0).then_some((at, len)));
            true
        });
        out
    }

    /// The longest phrase of `cue` that `text`, in lower case, starts with.
    pub fn opening<'t>(&self, cue: Cue, text: &'t str) -> Option<&'t str> {
        let mut length = 0;
        self.index.opening(text, |len, found| {
            if found.classes & cue.bit() != 0 {
                length = len;
            }
        });
        (length > 0).then(|| &text[..length])
    }

    /// The longest phrase of each class that `text`, in lower case, starts with.
    pub fn openings<'t>(&self, text: &'t str) -> Openings<'t> {
        let mut lengths = [0; CUES.len()];
        self.index.opening(text, |len, found| {
            let len = u16::try_from(len).unwrap_or(u16::MAX);
            let mut classes = found.classes;
            while classes != 0 {
                lengths[classes.trailing_zeros() as usize] = len;
                classes &= classes - 1;
            }
        });
        Openings { text, lengths }
    }
}

/// What a text starts with: the longest phrase of each class.
#[derive(Clone, Copy, Debug)]
pub struct Openings<'t> {
    text: &'t str,
    /// In bytes: small, for this is made at every step of every phrase.
    lengths: [u16; CUES.len()],
}

impl<'t> Openings<'t> {
    /// The longest phrase of `cue`.
    pub fn of(&self, cue: Cue) -> Option<&'t str> {
        let length = usize::from(self.lengths[cue as usize]);
        (length > 0).then(|| &self.text[..length])
    }
}

#[cfg(test)]
mod tests {
    use super::super::Lexicons;
    use super::*;

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
    fn the_index_of_a_family_finds_what_the_whole_one_does() {
        let cues = Lexicons::embedded().cues;
        for (rank, phrase) in (0..).zip(&cues.phrases) {
            let text = format!("甲{phrase}乙");
            for (_, cue) in CUES {
                let mut least = None::<u16>;
                cues.index.each(&text, |_, _, found| {
                    if found.classes & cue.bit() != 0 {
                        least = Some(least.map_or(found.rank, |least| least.min(found.rank)));
                    }
                    true
                });
                assert_eq!(cues.find(cue, &text), least.map(|rank| cues.phrase(rank)), "{rank} {phrase}");
            }
        }
    }

    #[test]
    fn an_unknown_class_names_the_line() {
        let file = LexiconFile { name: "cues.tsv", text: "甲\trequirement\n乙\tnonsense\n" };
        assert_eq!(Cues::parse(&[file]).expect_err("unknown class").line, 2);
    }
}
