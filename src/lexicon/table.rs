//! Tab-separated lexicon files: the reader all of them share.

use std::str::FromStr;

use super::LexiconError;

/// A lexicon file: its name (for messages) and its text.
#[derive(Clone, Copy, Debug)]
pub struct LexiconFile<'a> {
    /// File name or path, as messages show it.
    pub name: &'a str,
    /// Whole content.
    pub text: &'a str,
}

impl LexiconFile<'_> {
    /// True if the file's own name, without its folder, is `name`.
    pub fn is_called(&self, name: &str) -> bool {
        self.name.rsplit(['/', '\\']).next() == Some(name)
    }
}

/// One line of a tab-separated lexicon file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row<'a> {
    /// 1-based line in the file.
    pub line: usize,
    /// True if the line starts with `-`: it takes the entry out instead of adding it.
    pub removes: bool,
    /// The columns, trimmed.
    pub columns: Vec<&'a str>,
}

impl Row<'_> {
    /// The number in its second column, 0 where it takes the entry out; `what` says which numbers may stand
    /// there (`whole`).
    ///
    /// # Errors
    /// [`LexiconError`] at the line if it is none.
    pub fn number<T: Default + FromStr>(&self, file: &str, what: &str) -> Result<T, LexiconError> {
        match self.columns.get(1).filter(|_| !self.removes) {
            Some(text) => {
                let fault = |_| LexiconError::at(file, self.line, format!("{text:?} is no {what} number"));
                text.parse().map_err(fault)
            }
            None => Ok(T::default()),
        }
    }
}

/// The rows of `file`: blank lines and lines starting with `#` are skipped, columns are separated
/// by tabs.
///
/// # Errors
/// [`LexiconError`] for a row with fewer than `columns` columns or an empty first column.
pub fn rows<'a>(file: LexiconFile<'a>, columns: usize) -> Result<Vec<Row<'a>>, LexiconError> {
    let mut out = Vec::new();
    for (at, raw) in file.text.lines().enumerate() {
        let line = raw.trim_end_matches(['\r', ' ', '\t']);
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let (removes, line) = line.strip_prefix('-').map_or((false, line), |rest| (true, rest));
        let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
        let wanted = if removes { 1 } else { columns };
        if cells.len() < wanted || cells[0].is_empty() {
            return Err(LexiconError::at(
                file.name,
                at + 1,
                format!("expected {columns} tab-separated columns, found {}: {line:?}", cells.len()),
            ));
        }
        out.push(Row { line: at + 1, removes, columns: cells });
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_skipped_and_removals_flagged() {
        let file = LexiconFile { name: "t.tsv", text: "# 说明\n甲\t乙\n\n-丙\n" };
        let rows = rows(file, 2).expect("well formed");
        assert_eq!(rows.len(), 2);
        assert!(rows[1].removes && rows[1].columns == ["丙"]);
    }

    #[test]
    fn a_short_row_names_file_and_line() {
        let error = rows(LexiconFile { name: "t.tsv", text: "甲\t乙\n丙\n" }, 2).expect_err("one column");
        assert!(error.to_string().contains("t.tsv:2"), "{error}");
    }
}
