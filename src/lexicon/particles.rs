//! Small closed sets of words that tell structure: times, marks of questions and answers, heads of columns.

use super::LexiconError;
use super::table::{LexiconFile, rows};

/// What a word is; see `particles.tsv`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Particle {
    /// A part of a day or of a longer time, or a shift.
    Time,
    /// Heads a column that counts the rows.
    RowCount,
    /// Announces a question.
    QuestionMark,
    /// Announces an answer.
    AnswerMark,
    /// Opens a clause that says what the deed in front of it is for.
    Goal,
    /// Says that something is over, or still to come.
    Elsewhen,
    /// Says that somebody said what follows.
    Report,
    /// Stands in news reports.
    Newsroom,
    /// Ends the name of an area that is a kind of work.
    Kind,
    /// A common family name.
    FamilyName,
    /// Ends the title of an account that somebody gives of his or her work.
    Account,
    /// Opens the title of an authority's letter.
    Official,
    /// Opens a clause that says what came of a deed.
    Outcome,
    /// In an account, tells what came of the work.
    Result,
    /// Begins to count in words (首先).
    First,
    /// Goes on counting in words (其次).
    Next,
    /// Opens a clause that goes on with what was told (然后, 还).
    Then,
    /// Joins a clause to what was told, no part of its deed (比如, 还有).
    Joint,
    /// Ends the name of a section of steps (工作程序).
    Procedure,
    /// Alone in a cell, says how often something is done (随时).
    Recurring,
    /// Ends with 时 and says no moment (小时).
    Hour,
    /// Opens like a verb of one character and is another word (报表, 停止).
    Unbare,
    /// Stands behind a verb that tells an event, or what comes of it (写到第七稿).
    Aspect,
    /// Opens a clause about the time after somebody has taken the job (入职后).
    Joined,
}

const CLASSES: [(&str, Particle); 24] = [
    ("time", Particle::Time),
    ("row-count", Particle::RowCount),
    ("question-mark", Particle::QuestionMark),
    ("answer-mark", Particle::AnswerMark),
    ("goal", Particle::Goal),
    ("elsewhen", Particle::Elsewhen),
    ("report", Particle::Report),
    ("newsroom", Particle::Newsroom),
    ("kind", Particle::Kind),
    ("family-name", Particle::FamilyName),
    ("account", Particle::Account),
    ("official", Particle::Official),
    ("outcome", Particle::Outcome),
    ("result", Particle::Result),
    ("first", Particle::First),
    ("next", Particle::Next),
    ("then", Particle::Then),
    ("joint", Particle::Joint),
    ("procedure", Particle::Procedure),
    ("recurring", Particle::Recurring),
    ("hour", Particle::Hour),
    ("unbare", Particle::Unbare),
    ("aspect", Particle::Aspect),
    ("joined", Particle::Joined),
];

/// The words of `particles.tsv`, by class.
#[derive(Clone, Debug, Default)]
pub struct Particles {
    /// By class, the longest first.
    words: [Vec<String>; CLASSES.len()],
    /// By class, what each of these begins with.
    heads: [Vec<char>; CLASSES.len()],
    /// By class, what its words may begin with: most of a text begins none.
    firsts: [Firsts; CLASSES.len()],
}

/// A set of characters that may hold some more than were put into it: those that are alike in their last eight bits.
#[derive(Clone, Copy, Debug, Default)]
struct Firsts([u64; 4]);

impl Firsts {
    fn add(&mut self, c: char) {
        self.0[(c as usize >> 6) & 3] |= 1 << (c as u32 & 63);
    }

    fn may_hold(self, c: char) -> bool {
        self.0[(c as usize >> 6) & 3] >> (c as u32 & 63) & 1 == 1
    }
}

impl Particles {
    /// Parses `particles.tsv` and the user's additions.
    ///
    /// # Errors
    /// [`LexiconError`] at the line with an unknown class.
    pub fn parse(files: &[LexiconFile<'_>]) -> Result<Self, LexiconError> {
        let mut particles = Self::default();
        for file in files {
            for row in rows(*file, 2)? {
                let word = row.columns[0];
                if row.removes {
                    particles.words.iter_mut().for_each(|words| words.retain(|known| known != word));
                    continue;
                }
                let class = CLASSES.iter().find(|(key, _)| *key == row.columns[1]);
                let (_, class) = class.ok_or_else(|| {
                    LexiconError::at(file.name, row.line, format!("unknown class {:?}", row.columns[1]))
                })?;
                particles.words[*class as usize].push(word.to_owned());
            }
        }
        // Of two words that open alike the longer one counts.
        particles.words.iter_mut().for_each(|words| words.sort_by_key(|word| std::cmp::Reverse(word.len())));
        for (class, words) in particles.words.iter().enumerate() {
            let heads: Vec<char> = words.iter().filter_map(|word| word.chars().next()).collect();
            heads.iter().for_each(|&head| particles.firsts[class].add(head));
            particles.heads[class] = heads;
        }
        Ok(particles)
    }

    /// What follows the longest word of `class` that `text` opens with.
    pub fn behind<'t>(&self, class: Particle, text: &'t str) -> Option<&'t str> {
        let first = text.chars().next()?;
        if !self.firsts[class as usize].may_hold(first) {
            return None;
        }
        let words = self.heads[class as usize].iter().zip(&self.words[class as usize]);
        let mut alike = words.filter(|(head, _)| **head == first);
        alike.find_map(|(_, word)| text.strip_prefix(word.as_str()))
    }

    /// True if `text` ends with a word of `class`.
    pub fn closes(&self, class: Particle, text: &str) -> bool {
        self.words[class as usize].iter().any(|word| text.ends_with(word.as_str()))
    }

    /// True if `text` is a word of `class`.
    pub fn is(&self, class: Particle, text: &str) -> bool {
        self.words[class as usize].iter().any(|word| word == text)
    }

    /// The words of `class`, the longest first.
    pub fn all(&self, class: Particle) -> &[String] {
        &self.words[class as usize]
    }

    /// True if `text` holds a word of `class`.
    pub fn holds(&self, class: Particle, text: &str) -> bool {
        self.find(class, text).is_some()
    }

    /// The byte at which the first word of `class` in `text` stands.
    pub fn find(&self, class: Particle, text: &str) -> Option<usize> {
        let firsts = self.firsts[class as usize];
        let mut starts = text.char_indices().filter(|(_, c)| firsts.may_hold(*c));
        starts.find(|(at, _)| self.behind(class, &text[*at..]).is_some()).map(|(at, _)| at)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Lexicons;
    use super::*;

    #[test]
    fn words_are_found_by_class() {
        let particles = Lexicons::embedded().particles;
        assert_eq!(particles.behind(Particle::Time, "工作日下午"), Some("下午"));
        assert_eq!(particles.behind(Particle::Time, "盘点"), None);
        assert_eq!(particles.behind(Particle::QuestionMark, "问题一"), Some("一"));
        assert!(particles.is(Particle::RowCount, "序号") && !particles.is(Particle::RowCount, "数量"));
        assert!(particles.holds(Particle::Elsewhen, "我去年学会了"));
        assert_eq!(particles.behind(Particle::Goal, "确保账实相符"), Some("账实相符"));
        assert!(particles.behind(Particle::Unbare, "报表归档").is_some());
        assert_eq!(particles.behind(Particle::Unbare, "报税单"), None);
    }

    #[test]
    fn a_user_file_adds_and_removes() {
        let user = LexiconFile { name: "particles.tsv", text: "早市\ttime\n-项次\n" };
        let particles = Lexicons::extended(&[user]).expect("well formed").particles;
        assert!(particles.is(Particle::Time, "早市") && !particles.is(Particle::RowCount, "项次"));
        let broken = LexiconFile { name: "particles.tsv", text: "早市\tmarket\n" };
        assert_eq!(Particles::parse(&[broken]).expect_err("unknown class").line, 1);
    }
}
