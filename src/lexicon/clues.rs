//! Weights of what speaks for and against a clause of running text being a duty.

use super::LexiconError;
use super::grams::Wording;
use super::table::{LexiconFile, rows};

macro_rules! clues {
    ($($(#[$doc:meta])* $variant:ident = $key:literal,)*) => {
        /// What speaks for or against a clause.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Clue { $($(#[$doc])* $variant,)* }

        impl Clue {
            /// Every clue with its key in `clues.tsv`.
            pub const ALL: &[(Self, &str)] = &[$((Self::$variant, $key),)*];
        }
    };
}

clues! {
    /// It opens with a strong verb of duties.
    OpensStrong = "opens-strong",
    /// It opens with a verb of duties that is not strong.
    OpensPlain = "opens-plain",
    /// It ends with an action.
    EndsAction = "ends-action",
    /// A preposition or a moment leads its verb.
    Led = "led",
    /// What its verb is done to takes more than a word.
    LongObject = "long-object",
    /// It says that it must be done.
    Must = "must",
    /// It says when or how often.
    Regular = "regular",
    /// It speaks to the reader.
    Reader = "reader",
    /// Who speaks, or whom the text tells of, is its subject.
    Owner = "owner",
    /// It opens with a word that goes on with what was told.
    Then = "then",
    /// It is the first of its sentence.
    First = "first",
    /// It ends with a word of mood.
    Mood = "mood",
    /// It is over or still to come.
    Over = "over",
    /// Its section is named after duties.
    InNamed = "in-named",
    /// Its section holds duties by what stands above it.
    InDuties = "in-duties",
}

/// Clues that hold together: a bit for each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClueSet(u32);

impl ClueSet {
    /// Adds a clue.
    pub fn add(&mut self, clue: Clue) {
        self.0 |= 1 << clue as u32;
    }

    /// True if it holds `clue`.
    pub fn holds(self, clue: Clue) -> bool {
        self.0 >> clue as u32 & 1 == 1
    }
}

impl FromIterator<Clue> for ClueSet {
    fn from_iter<T: IntoIterator<Item = Clue>>(clues: T) -> Self {
        let mut set = Self::default();
        clues.into_iter().for_each(|clue| set.add(clue));
        set
    }
}

/// The weights of `clues.tsv`.
#[derive(Clone, Debug, Default)]
pub struct Clues {
    weights: [i32; Clue::ALL.len()],
    start: i32,
    mean: i32,
    sum: i32,
    sure: i32,
    certain: i32,
    least: i32,
    beside: i32,
}

impl Clues {
    /// Parses `clues.tsv` and the user's changes: a later row replaces an earlier one, a clue taken out
    /// weighs nothing.
    ///
    /// # Errors
    /// [`LexiconError`] at the line with an unknown clue or a weight that is no whole number.
    pub fn parse(files: &[LexiconFile<'_>]) -> Result<Self, LexiconError> {
        let mut clues = Self::default();
        for file in files {
            for row in rows(*file, 2)? {
                let fault = |message: String| LexiconError::at(file.name, row.line, message);
                let weight = row.number(file.name, "whole")?;
                let known = |name: &str| Clue::ALL.iter().position(|(_, key)| *key == name);
                *match row.columns[0] {
                    "start" => &mut clues.start,
                    "wording-mean" => &mut clues.mean,
                    "wording-sum" => &mut clues.sum,
                    "sure" => &mut clues.sure,
                    "certain" => &mut clues.certain,
                    "least" => &mut clues.least,
                    "beside" => &mut clues.beside,
                    name => {
                        &mut clues.weights
                            [known(name).ok_or_else(|| fault(format!("unknown clue {name:?}")))?]
                    }
                } = weight;
            }
        }
        Ok(clues)
    }

    /// What speaks for a clause with such clues, written so: from 0 on it is a duty where nothing else was
    /// found.
    pub fn score(&self, clues: ClueSet, wording: Wording) -> i32 {
        let held = Clue::ALL.iter().map(|(clue, _)| *clue).filter(|clue| clues.holds(*clue));
        let own: i32 = held.map(|clue| self.weights[clue as usize]).sum();
        let written = f64::from(self.mean) * wording.mean + f64::from(self.sum) * wording.sum;
        self.start + own + written.round() as i32
    }

    /// The score from which a clause is a duty beyond doubt.
    pub fn sure(&self) -> i32 {
        self.sure
    }

    /// The score from which a clause is a duty even beside a list that states duties.
    pub fn certain(&self) -> i32 {
        self.certain
    }

    /// How much less a clause needs that goes on behind a duty.
    pub fn beside(&self) -> i32 {
        self.beside
    }

    /// The score below which a clause is none, whatever the form of its sentence.
    pub fn least(&self) -> i32 {
        self.least
    }

    /// The same in a section of duties, where the form says more: nothing asks for a lower score.
    pub fn least_in_duties(&self) -> i32 {
        2 * self.least
    }
}

#[cfg(test)]
mod tests {
    use super::super::Lexicons;
    use super::*;

    #[test]
    fn every_clue_has_a_weight() {
        let clues = Lexicons::embedded().clues;
        for (clue, key) in Clue::ALL {
            assert_ne!(clues.weights[*clue as usize], 0, "{key}");
        }
        assert!(clues.least() < 0 && 0 < clues.sure() && clues.sure() < clues.certain());
    }

    #[test]
    fn a_user_file_changes_weights() {
        let user = LexiconFile { name: "my/clues.tsv", text: "sure\t30\nfirst\t-1\n-mood\n" };
        let clues = Lexicons::extended(&[user]).expect("well formed").clues;
        assert_eq!(
            (clues.sure(), clues.weights[Clue::First as usize], clues.weights[Clue::Mood as usize]),
            (30, -1, 0)
        );
        for text in ["first\tmuch\n", "nonsense\t1\n"] {
            let broken = LexiconFile { name: "clues.tsv", text };
            assert_eq!(Clues::parse(&[broken]).expect_err("faulty").line, 1);
        }
    }
}
