//! Short Latin codes for role titles, from which ids are made.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use super::{LexiconError, LexiconFile, table};

const CODES: LexiconFile<'_> = LexiconFile { name: "role_codes.tsv", text: include_str!("role_codes.tsv") };

/// The code of a title in which nothing is known.
const UNKNOWN: &str = "ROLE";

/// Codes are at least and at most this long.
const LENGTH: (usize, usize) = (2, 6);

/// Letters for the words of role titles.
#[derive(Clone, Debug)]
pub struct RoleCodes {
    letters: BTreeMap<String, String>,
    /// Characters of the longest word.
    longest: usize,
}

impl RoleCodes {
    /// The codes that come with guiyi.
    ///
    /// # Panics
    /// Never: a test reads the embedded file.
    pub fn embedded() -> Self {
        Self::extended(&[]).expect("role_codes.tsv is tested")
    }

    /// The embedded codes with the user's files called `role_codes.tsv` on top. A code that changes
    /// gives new letters to new roles only: ids that exist stay.
    ///
    /// # Errors
    /// [`LexiconError`] for a row without two columns, or whose code is not made of capitals.
    pub fn extended(user: &[LexiconFile<'_>]) -> Result<Self, LexiconError> {
        let own = user.iter().filter(|file| file.is_called(CODES.name)).copied();
        let mut letters = BTreeMap::new();
        for file in std::iter::once(CODES).chain(own) {
            for row in table::rows(file, 2)? {
                let word = row.columns[0].to_owned();
                if row.removes {
                    letters.remove(&word);
                    continue;
                }
                let code = row.columns[1];
                if code.is_empty() || !code.bytes().all(|byte| byte.is_ascii_uppercase()) {
                    return Err(LexiconError::at(file.name, row.line, format!("not capitals: {code:?}")));
                }
                letters.insert(word, code.to_owned());
            }
        }
        let longest = letters.keys().map(|word| word.chars().count()).max().unwrap_or(0);
        Ok(Self { letters, longest })
    }

    /// The code of a title: known words give their letters, capitals stay (`AI`), other Latin words
    /// give their initial, all else gives nothing; `ROLE` if that is less than two letters.
    pub fn code(&self, title: &str) -> String {
        let chars: Vec<char> = title.nfkc().collect();
        let mut code = String::new();
        let mut at = 0;
        while at < chars.len() {
            let word = (1..=self.longest.min(chars.len() - at)).rev().find_map(|length| {
                let word: String = chars[at..at + length].iter().collect();
                self.letters.get(word.as_str()).map(|letters| (length, letters.as_str()))
            });
            if let Some((length, letters)) = word {
                code.push_str(letters);
                at += length;
                continue;
            }
            let length = chars[at..].iter().take_while(|c| c.is_ascii_alphabetic()).count();
            let latin: String = chars[at..at + length].iter().collect();
            if latin.chars().all(|c| c.is_ascii_uppercase()) {
                code.push_str(&latin);
            } else {
                code.extend(latin.chars().next().map(|c| c.to_ascii_uppercase()));
            }
            at += length.max(1);
        }
        code.truncate(LENGTH.1);
        if code.len() < LENGTH.0 { UNKNOWN.to_owned() } else { code }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_sorted_and_holds_capitals() {
        let rows = table::rows(CODES, 2).expect("well formed");
        assert!(rows.windows(2).all(|pair| pair[0].columns[0] < pair[1].columns[0]));
        assert!(rows.iter().all(|row| row.columns[1].chars().all(|c| c.is_ascii_uppercase())));
    }

    #[test]
    fn codes_come_from_words_and_capitals() {
        let codes = RoleCodes::embedded();
        assert_eq!(codes.code("AI 产品经理"), "AIPM");
        assert_eq!(codes.code("仓库主管"), "WS");
        assert_eq!(codes.code("Front-end Engineer"), "FEE");
        assert_eq!(codes.code("摆渡人"), "ROLE");
        assert_eq!(codes.code(""), "ROLE");
    }

    #[test]
    fn a_users_file_adds_changes_and_takes_out() {
        let user = LexiconFile { name: "my/role_codes.tsv", text: "摆渡人\tFERRY\n主管\tHD\n-仓库\n" };
        let codes = RoleCodes::extended(&[user]).expect("well formed");
        assert_eq!(codes.code("摆渡人"), "FERRY");
        assert_eq!(codes.code("仓库主管"), "HD");
        let broken = LexiconFile { name: "role_codes.tsv", text: "焊工\tw\n" };
        assert_eq!(RoleCodes::extended(&[broken]).expect_err("lower case").line, 1);
    }
}
