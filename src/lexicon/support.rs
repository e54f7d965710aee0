//! Weights of what speaks for and against a group of units being duties.

use super::LexiconError;
use super::table::{LexiconFile, rows};
use crate::mention::Sign;

/// The weights of `support.tsv`.
#[derive(Clone, Debug, Default)]
pub struct Support {
    weights: Vec<i32>,
    enough: i32,
    least: i32,
}

/// The row that holds the sum from which a group is taken.
const ENOUGH: &str = "enough";
/// The row that holds the sum from which the best group is taken where nothing else states a duty.
const LEAST: &str = "least";

impl Support {
    /// Parses `support.tsv` and the user's changes: a later row replaces an earlier one, a sign taken
    /// out weighs nothing.
    ///
    /// # Errors
    /// [`LexiconError`] at the line with an unknown sign or a weight that is no whole number.
    pub fn parse(files: &[LexiconFile<'_>]) -> Result<Self, LexiconError> {
        let mut support = Self { weights: vec![0; Sign::ALL.len()], enough: 0, least: 0 };
        for file in files {
            for row in rows(*file, 2)? {
                let fault = |message: String| LexiconError::at(file.name, row.line, message);
                let name = row.columns[0];
                let weight = row.number(file.name, "whole")?;
                if name == ENOUGH {
                    support.enough = weight;
                } else if name == LEAST {
                    support.least = weight;
                } else {
                    let known = Sign::ALL.iter().position(|(_, key)| *key == name);
                    support.weights[known.ok_or_else(|| fault(format!("unknown sign {name:?}")))?] = weight;
                }
            }
        }
        Ok(support)
    }

    /// The weight of a sign.
    pub fn weight(&self, sign: Sign) -> i32 {
        self.weights[sign as usize]
    }

    /// The sum of weights from which a group is taken.
    pub fn enough(&self) -> i32 {
        self.enough
    }

    /// The sum of weights from which the best group is taken in a text about somebody's work where
    /// nothing else states a duty.
    pub fn least(&self) -> i32 {
        self.least
    }
}

#[cfg(test)]
mod tests {
    use super::super::Lexicons;
    use super::*;

    #[test]
    fn every_sign_has_a_weight() {
        let support = Lexicons::embedded().support;
        for (sign, key) in Sign::ALL {
            assert_ne!(support.weight(*sign), 0, "{key}");
        }
        assert!(0 < support.least() && support.least() < support.enough());
    }

    #[test]
    fn a_user_file_changes_weights() {
        let user = LexiconFile { name: "my/support.tsv", text: "enough\t3\nfew\t-1\n-many\n" };
        let support = Lexicons::extended(&[user]).expect("well formed").support;
        assert_eq!((support.enough(), support.weight(Sign::Few), support.weight(Sign::Many)), (3, -1, 0));
        for text in ["few\tmuch\n", "nonsense\t1\n"] {
            let broken = LexiconFile { name: "support.tsv", text };
            assert_eq!(Support::parse(&[broken]).expect_err("faulty").line, 1);
        }
    }
}
