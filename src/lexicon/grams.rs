//! Characters and pairs of them that duties are written with, or other clauses.

use rustc_hash::FxHashMap;

use super::LexiconError;
use super::table::{LexiconFile, rows};

/// In front of a clause, behind it; for a Latin word, for a number.
const START: char = '^';
const END: char = '$';
const LATIN: char = 'A';
const NUMBER: char = '0';
/// Weights of `grams.tsv` in one unit of log odds.
const UNIT: f64 = 4.0;
/// What the sum of weights is divided by, and its greatest amount then.
const SCALE: f64 = 10.0;
const MOST: f64 = 3.0;

/// What the characters of a clause say for a duty, in log odds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Wording {
    /// The mean of the weights that are known.
    pub mean: f64,
    /// Their sum, scaled down.
    pub sum: f64,
}

/// The weights of `grams.tsv`.
#[derive(Clone, Debug, Default)]
pub struct Grams {
    /// Of a pair; of one character as the pair with itself in front of nothing. By [`key`].
    weights: FxHashMap<u64, i8>,
}

/// A character and the one behind it in one number, which is hashed in one step.
fn key(first: char, second: Option<char>) -> u64 {
    u64::from(first) << 32 | second.map_or(0, u64::from)
}

impl Grams {
    /// Parses `grams.tsv` and the user's additions: each row holds characters and pairs, and their weight.
    ///
    /// # Errors
    /// [`LexiconError`] at the line with what is neither, or a weight that is no small whole number.
    pub fn parse(files: &[LexiconFile<'_>]) -> Result<Self, LexiconError> {
        let mut grams = Self::default();
        for file in files {
            for row in rows(*file, 2)? {
                let fault = |message: String| LexiconError::at(file.name, row.line, message);
                let weight = row.number(file.name, "small")?;
                for gram in row.columns[0].split(' ').filter(|gram| !gram.is_empty()) {
                    let mut chars = gram.chars();
                    let (first, second, more) = (chars.next(), chars.next(), chars.next());
                    let (Some(first), None) = (first, more) else {
                        return Err(fault(format!("{gram:?} is neither a character nor a pair")));
                    };
                    grams.weights.insert(key(first, second), weight);
                }
            }
        }
        Ok(grams)
    }

    /// What the characters of `clause` say.
    pub fn wording(&self, clause: &str) -> Wording {
        let (mut sum, mut count) = (0, 0u32);
        let mut see = |key: u64| {
            if let Some(weight) = self.weights.get(&key) {
                sum += i32::from(*weight);
                count += 1;
            }
        };
        let mut last = START;
        for c in clause.chars() {
            let c = match c {
                // Most are these.
                '\u{4e00}'..='\u{9fff}' => c,
                c if c.is_whitespace() => continue,
                c if c.is_ascii_alphabetic() => LATIN,
                c if c.is_numeric() => NUMBER,
                c => c,
            };
            if c == last && matches!(c, LATIN | NUMBER) {
                continue;
            }
            see(key(c, None));
            see(key(last, Some(c)));
            last = c;
        }
        see(key(last, Some(END)));
        let sum = f64::from(sum) / UNIT;
        Wording { mean: sum / f64::from(count.max(1)), sum: (sum / SCALE).clamp(-MOST, MOST) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Lexicons;
    use super::*;

    #[test]
    fn duties_are_told_by_how_they_are_written() {
        let grams = Lexicons::embedded().grams;
        for text in ["核对供应商的账单", "编制月度排班表", "检查设备并登记"] {
            assert!(grams.wording(text).mean > 0.2, "{text}");
        }
        for text in ["我笑着说没关系", "谁也不知道怎么办", "那年夏天真的很热"] {
            assert!(grams.wording(text).mean < -0.2, "{text}");
        }
    }

    #[test]
    fn a_user_file_adds_and_removes() {
        let file = |text| LexiconFile { name: "grams.tsv", text };
        let grams = Grams::parse(&[file("甲 甲乙\t4\n"), file("-甲\n0 ^A\t8\n")]).expect("well formed");
        assert_eq!(grams.wording("甲乙").mean, 0.5);
        assert_eq!(grams.wording("ab 12").sum, 0.4);
        for text in ["甲乙丙\t1\n", "甲\t一\n"] {
            assert_eq!(Grams::parse(&[file(text)]).expect_err("faulty").line, 1);
        }
    }
}
