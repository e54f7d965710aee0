//! Codes of responsibility matrices.

use rustc_hash::FxHashMap;

use super::LexiconError;
use super::normal::lower_case;
use super::table::{LexiconFile, rows};

/// The codes of `parties.tsv`, and whether each makes its party answer for the task, or take no part in it.
#[derive(Clone, Debug, Default)]
pub struct Parties {
    codes: FxHashMap<String, Option<bool>>,
    /// Those of one letter, by it: most matrices hold no others.
    letters: Vec<Option<Option<bool>>>,
    /// Bytes of the longest code.
    longest: usize,
}

impl Parties {
    /// Parses `parties.tsv` and the user's additions.
    ///
    /// # Errors
    /// [`LexiconError`] at the line with an unknown part.
    pub fn parse(files: &[LexiconFile<'_>]) -> Result<Self, LexiconError> {
        let mut codes: FxHashMap<String, Option<bool>> = FxHashMap::default();
        for file in files {
            for row in rows(*file, 2)? {
                if row.removes {
                    codes.remove(row.columns[0]);
                    continue;
                }
                let answers = match row.columns[1] {
                    "answers" => Some(true),
                    "takes-part" => Some(false),
                    "none" => None,
                    other => {
                        let message = format!("unknown part {other:?}: expected answers, takes-part or none");
                        return Err(LexiconError::at(file.name, row.line, message));
                    }
                };
                codes.insert(row.columns[0].to_owned(), answers);
            }
        }
        let longest = codes.keys().map(String::len).max().unwrap_or(0);
        // Most matrices hold capitals: those are looked up as they stand.
        let capitals: Vec<_> = codes.iter().map(|(code, answers)| (code.to_uppercase(), *answers)).collect();
        for (code, answers) in capitals {
            codes.entry(code).or_insert(answers);
        }
        let letters =
            (0..0x80_u8).map(|letter| codes.get(char::from(letter).encode_utf8(&mut [0; 4])).copied());
        Ok(Self { letters: letters.collect(), codes, longest })
    }

    /// Whether the code in `cell` makes its party answer for the task; `None` if it is no code, or one for no part.
    pub fn answers(&self, cell: &str) -> Option<bool> {
        self.code(cell).flatten()
    }

    /// True if `cell` holds a code. The hyphen cannot stand in the list, where one in front takes a row away.
    pub fn holds(&self, cell: &str) -> bool {
        self.code(cell).is_some() || cell.trim() == "-"
    }

    fn code(&self, cell: &str) -> Option<Option<bool>> {
        if let [letter @ b'!'..=b'~'] = cell.as_bytes() {
            return self.letters.get(usize::from(*letter)).copied().flatten();
        }
        let cell = cell.trim();
        if cell.len() > self.longest {
            return None;
        }
        let known = |code: &str| self.codes.get(code).copied();
        known(cell).or_else(|| known(&lower_case(cell)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Lexicons;
    use super::*;

    #[test]
    fn codes_say_who_answers() {
        let parties = Lexicons::embedded().parties;
        assert_eq!(parties.answers(" A/R "), Some(true));
        assert_eq!(parties.answers("i"), Some(false));
        assert_eq!((parties.answers("a/R"), parties.answers("r/A")), (Some(true), Some(true)));
        assert_eq!(parties.answers("每周"), None);
        assert!(parties.holds("–") && parties.answers("–").is_none());
        let user = LexiconFile { name: "parties.tsv", text: "主\tanswers\n-c\n" };
        let parties = Lexicons::extended(&[user]).expect("well formed").parties;
        assert_eq!((parties.answers("主"), parties.answers("C")), (Some(true), None));
        let broken = LexiconFile { name: "parties.tsv", text: "主\tmaybe\n" };
        assert_eq!(Parties::parse(&[broken]).expect_err("unknown part").line, 1);
    }
}
