//! Words that Taiwan and the mainland say differently, for readers rather than for machines.
//!
//! OpenCC's phrase layer is made for software texts and harms ordinary prose (核心→内核,
//! 指標→指针, 建立→创建). This list has only pairs that hold in any text, each with an example
//! where it applies and, if it needs one, an example where it must not.

use super::LexiconError;
use super::table::{LexiconFile, rows};

const EMBEDDED: LexiconFile<'static> =
    LexiconFile { name: "terms_tw.tsv", text: include_str!("terms_tw.tsv") };

/// The term pairs in use.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Terms {
    terms: Vec<Term>,
}

/// One pair.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Term {
    /// As written in Taiwan, in Traditional characters.
    pub traditional: String,
    /// As written on the mainland, in Simplified characters.
    pub simplified: String,
    /// Which way it is used.
    pub direction: Direction,
    /// All must hold where the term is replaced.
    pub conditions: Vec<Condition>,
}

/// Which way a pair is used.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Direction {
    /// From Traditional to Simplified only: the way back is ambiguous.
    #[default]
    ToSimplified,
    /// From Simplified to Traditional only.
    ToTraditional,
    /// Both ways.
    Both,
}

/// What must stand, or must not stand, next to a term in the text that is converted. For a pair
/// that leads both ways it holds towards Simplified only.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Condition {
    /// Before the term, or after it.
    pub side: Side,
    /// True if one of `texts` must be there, false if none may.
    pub wanted: bool,
    /// The neighbours.
    pub texts: Vec<String>,
}

/// A side of a term.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// What precedes.
    Before,
    /// What follows.
    After,
}

impl Terms {
    /// No terms.
    pub fn empty() -> Self {
        Self::default()
    }

    /// guiyi's own list.
    ///
    /// # Errors
    /// None on the embedded file, which a test reads; the type is that of [`Self::extend`].
    pub fn embedded() -> Result<Self, LexiconError> {
        let mut terms = Self::empty();
        terms.extend(EMBEDDED)?;
        Ok(terms)
    }

    /// guiyi's own list with the user's files called `terms_tw.tsv` on top.
    ///
    /// # Errors
    /// As [`extend`](Self::extend).
    pub fn extended(user: &[LexiconFile<'_>]) -> Result<Self, LexiconError> {
        let mut terms = Self::embedded()?;
        for file in user.iter().filter(|file| file.is_called("terms_tw.tsv")) {
            terms.extend(*file)?;
        }
        Ok(terms)
    }

    /// Adds the rows of `file`; a row for a known traditional term replaces it, a row that starts
    /// with `-` takes it out. Columns after the second may be missing.
    ///
    /// # Errors
    /// A row without a simplified term, with a term that is all ASCII or has fewer than 2 or more
    /// than 32 characters (a simplified term that does not lead back may have 1), or with a direction or condition that cannot be read.
    pub fn extend(&mut self, file: LexiconFile<'_>) -> Result<(), LexiconError> {
        for row in rows(file, 2)? {
            let traditional = row.columns[0];
            let place = self.terms.binary_search_by(|term| term.traditional.as_str().cmp(traditional));
            if row.removes {
                if let Ok(at) = place {
                    self.terms.remove(at);
                }
                continue;
            }
            let bad = |message: String| LexiconError::at(file.name, row.line, message);
            let column = |at: usize| row.columns.get(at).copied().filter(|text| !matches!(*text, "" | "-"));
            let term = Term {
                traditional: traditional.to_owned(),
                simplified: row.columns[1].to_owned(),
                direction: match column(2) {
                    None | Some("hans") => Direction::ToSimplified,
                    Some("hant") => Direction::ToTraditional,
                    Some("both") => Direction::Both,
                    Some(other) => {
                        return Err(bad(format!("direction {other:?} is none of hans, hant, both")));
                    }
                },
                conditions: column(3).map_or(Ok(Vec::new()), conditions).map_err(bad)?,
            };
            // A pair is looked up by its Taiwanese side alone unless it also leads back.
            let shortest = if term.direction == Direction::ToSimplified { 1 } else { 2 };
            for (text, shortest) in [(&term.traditional, 2), (&term.simplified, shortest)] {
                if !(shortest..=32).contains(&text.chars().count()) || text.is_ascii() {
                    let message = format!("{text:?} must have {shortest} to 32 characters, not only ASCII");
                    return Err(bad(message));
                }
            }
            match place {
                Ok(at) => self.terms[at] = term,
                Err(at) => self.terms.insert(at, term),
            }
        }
        Ok(())
    }

    /// The terms, sorted by traditional form.
    pub fn iter(&self) -> impl Iterator<Item = &Term> {
        self.terms.iter()
    }

    /// Number of terms.
    pub fn len(&self) -> usize {
        self.terms.len()
    }

    /// True if there are none.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }
}

/// Conditions separated by blanks: `<` before, `>` after, `!` in front for "not"; the texts
/// separated by `|`.
fn conditions(text: &str) -> Result<Vec<Condition>, String> {
    text.split_ascii_whitespace()
        .map(|condition| {
            let (wanted, rest) = condition.strip_prefix('!').map_or((true, condition), |rest| (false, rest));
            let side = match rest.chars().next() {
                Some('<') => Side::Before,
                Some('>') => Side::After,
                _ => return Err(format!("condition {condition:?} starts with none of < > !< !>")),
            };
            let texts: Vec<String> = rest[1..].split('|').map(str::to_owned).collect();
            if texts.iter().any(String::is_empty) {
                return Err(format!("condition {condition:?} names an empty neighbour"));
            }
            Ok(Condition { side, wanted, texts })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_users_file_adds_replaces_and_removes() {
        let mut terms = Terms::embedded().expect("well formed");
        let before = terms.len();
        let text = "軟體\t软体\n倉儲員\t仓储员\tboth\t!<社區 >值班\n-硬體\n";
        terms.extend(LexiconFile { name: "mine.tsv", text }).expect("well formed");
        assert_eq!(terms.len(), before);
        let find = |traditional: &str| terms.iter().find(|term| term.traditional == traditional);
        assert_eq!(find("軟體").map(|term| term.simplified.as_str()), Some("软体"));
        assert_eq!(find("硬體"), None);
        let added = find("倉儲員").expect("added");
        assert_eq!(added.conditions.len(), 2);
        assert!(!added.conditions[0].wanted && added.conditions[1].side == Side::After);
    }

    #[test]
    fn bad_rows_name_their_line() {
        for (text, what) in [
            ("甲乙\t丙丁\tsideways\n", "direction"),
            ("甲乙\t丙丁\tboth\t=戊\n", "condition"),
            ("甲\t丙丁\n", "2 to 32"),
            ("甲乙\t丙\tboth\n", "2 to 32"),
        ] {
            let mut terms = Terms::empty();
            let error = terms.extend(LexiconFile { name: "mine.tsv", text }).expect_err("refused");
            assert!(error.to_string().contains("mine.tsv:1") && error.to_string().contains(what), "{error}");
        }
    }

    #[test]
    fn the_embedded_file_is_sorted_and_unique() {
        let rows = rows(EMBEDDED, 7).expect("seven columns");
        for pair in rows.windows(2) {
            assert!(
                pair[0].columns[0] < pair[1].columns[0],
                "{:?} before {:?}",
                pair[0].columns,
                pair[1].columns
            );
        }
        assert!(rows.len() >= 250, "{}", rows.len());
    }
}
