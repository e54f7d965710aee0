//! Reading a taxonomy back: which format it is, whether it is whole.

use std::collections::BTreeSet;
use std::fmt;

use serde::Deserialize;

use super::{FORMAT, Taxonomy};

/// A text that is not a taxonomy that can be used, and where that shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadError {
    /// 1-based line; 1 if the text as a whole is meant.
    pub line: usize,
    /// What is wrong.
    pub fault: TaxonomyError,
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.fault)
    }
}

impl std::error::Error for LoadError {}

/// Why a text is not a taxonomy that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TaxonomyError {
    /// Not UTF-8, not JSON, cut off, or not of the expected shape.
    Syntax {
        /// 1-based column, in bytes.
        column: usize,
        /// What the JSON reader found.
        message: String,
    },
    /// JSON without a `format` field, or with one of another program.
    Foreign {
        /// The field's value, if any.
        found: Option<String>,
    },
    /// A later version of the format.
    Newer {
        /// The field's value.
        found: String,
    },
    /// An id given twice.
    DuplicateId {
        /// The id.
        id: String,
    },
    /// An id that nothing carries.
    DanglingId {
        /// Who names it.
        holder: String,
        /// The id.
        id: String,
    },
}

impl fmt::Display for TaxonomyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax { column, message } => write!(f, "column {column}: {message}"),
            Self::Foreign { found: None } => write!(f, "no `format` field: not a {FORMAT} file"),
            Self::Foreign { found: Some(found) } => write!(f, "format is {found:?}, expected {FORMAT:?}"),
            Self::Newer { found } => {
                write!(f, "format {found:?} is newer than {FORMAT:?}, the latest this version reads")
            }
            Self::DuplicateId { id } => write!(f, "id {id:?} is given twice"),
            Self::DanglingId { holder, id } => write!(f, "{holder} refers to {id:?}, which does not exist"),
        }
    }
}

impl std::error::Error for TaxonomyError {}

#[derive(Deserialize)]
struct Head {
    format: Option<serde_json::Value>,
}

impl Taxonomy {
    /// Reads `taxonomy.json`. Unknown fields are ignored: later minor versions may add some.
    ///
    /// # Errors
    /// [`LoadError`] with the line for text that is not JSON or not a taxonomy, and for other
    /// formats, newer ones, ids given twice and ids that lead nowhere.
    pub fn from_json(text: &str) -> Result<Self, LoadError> {
        let read: Result<Self, serde_json::Error> = serde_json::from_str(text);
        // What is no taxonomy may still say what it is.
        let format = match &read {
            Ok(taxonomy) => Some(taxonomy.format.as_str().into()),
            Err(_) => serde_json::from_str::<Head>(text).map_err(|error| syntax(&error))?.format,
        };
        check_format(format.as_ref()).map_err(|fault| {
            let key = text.find("\"format\"").unwrap_or_default();
            LoadError { line: line_of(text, key), fault }
        })?;
        let taxonomy = read.map_err(|error| syntax(&error))?;
        taxonomy.check_references().map_err(|fault| LoadError { line: fault.line_in(text), fault })?;
        Ok(taxonomy)
    }

    /// [`from_json`](Self::from_json) of bytes that should be UTF-8.
    ///
    /// # Errors
    /// As there.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, LoadError> {
        let text = std::str::from_utf8(bytes).map_err(|error| {
            let before = &bytes[..error.valid_up_to()];
            let line_start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |newline| newline + 1);
            LoadError {
                line: before.iter().filter(|&&byte| byte == b'\n').count() + 1,
                fault: TaxonomyError::Syntax {
                    column: before.len() - line_start + 1,
                    message: "not UTF-8".to_owned(),
                },
            }
        })?;
        Self::from_json(text)
    }

    /// Checks that ids are unique and that every reference leads somewhere.
    ///
    /// # Errors
    /// [`TaxonomyError::DuplicateId`] or [`TaxonomyError::DanglingId`] for the first fault.
    pub fn check_references(&self) -> Result<(), TaxonomyError> {
        let roles = unique(self.roles.iter().map(|role| &role.id))?;
        let categories = unique(self.categories.iter().map(|category| &category.id))?;
        let tasks = unique(self.tasks.iter().map(|task| &task.id))?;
        let terms = unique(self.terms.iter().map(|term| &term.id))?;
        let mentions = unique(self.mentions.iter().map(|mention| &mention.id))?;
        for category in &self.categories {
            known(&roles, &category.id, [&category.role])?;
            known(&tasks, &category.id, &category.tasks)?;
        }
        for task in &self.tasks {
            known(&categories, &task.id, [&task.category])?;
            known(&mentions, &task.id, &task.mentions)?;
            known(&tasks, &task.id, task.parts.iter().filter_map(|part| part.task.as_ref()))?;
            for alias in &task.aliases {
                known(&mentions, &task.id, &alias.mentions)?;
            }
            for value in task.attributes.values().flatten() {
                known(&mentions, &task.id, &value.mentions)?;
                known(&terms, &task.id, value.term.as_ref())?;
            }
        }
        for term in self.terms.iter() {
            known(&tasks, &term.id, &term.tasks)?;
        }
        for role in &self.roles {
            known(&mentions, &role.id, role.overview.iter().flat_map(|value| &value.mentions))?;
            known(&mentions, &role.id, role.facets.values().flatten().flat_map(|fact| &fact.mentions))?;
        }
        for item in &self.review {
            known(&mentions, "review", [&item.a, &item.b])?;
        }
        Ok(())
    }
}

impl TaxonomyError {
    /// The line of `text` where an id is given the second time, or first referred to.
    fn line_in(&self, text: &str) -> usize {
        let (Self::DuplicateId { id } | Self::DanglingId { id, .. }) = self else { return 1 };
        let quoted = serde_json::Value::from(id.as_str()).to_string();
        let given = |at: &usize| text[..*at].trim_end().trim_end_matches(':').trim_end().ends_with("\"id\"");
        let mut places = text.match_indices(&quoted).map(|(at, _)| at);
        let place = match self {
            Self::DuplicateId { .. } => places.filter(given).nth(1),
            _ => places.next(),
        };
        place.map_or(1, |at| line_of(text, at))
    }
}

fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

fn syntax(error: &serde_json::Error) -> LoadError {
    let text = error.to_string();
    let message = text.rsplit_once(" at line ").map_or(text.as_str(), |(message, _)| message).to_owned();
    LoadError { line: error.line().max(1), fault: TaxonomyError::Syntax { column: error.column(), message } }
}

fn check_format(found: Option<&serde_json::Value>) -> Result<(), TaxonomyError> {
    let Some(found) = found.and_then(serde_json::Value::as_str) else {
        return Err(TaxonomyError::Foreign { found: found.map(ToString::to_string) });
    };
    if found == FORMAT {
        return Ok(());
    }
    let family = FORMAT.rsplit_once('/').map_or(FORMAT, |(family, _)| family);
    let newer = found
        .strip_prefix(family)
        .and_then(|rest| rest.strip_prefix('/'))
        .is_some_and(|number| number.parse::<u32>().is_ok_and(|number| number > 1));
    Err(if newer {
        TaxonomyError::Newer { found: found.to_owned() }
    } else {
        TaxonomyError::Foreign { found: Some(found.to_owned()) }
    })
}

fn unique<'a>(ids: impl Iterator<Item = &'a String>) -> Result<BTreeSet<&'a str>, TaxonomyError> {
    let mut seen = BTreeSet::new();
    for id in ids {
        if !seen.insert(id.as_str()) {
            return Err(TaxonomyError::DuplicateId { id: id.clone() });
        }
    }
    Ok(seen)
}

fn known<'a>(
    ids: &BTreeSet<&str>,
    holder: &str,
    named: impl IntoIterator<Item = &'a String>,
) -> Result<(), TaxonomyError> {
    match named.into_iter().find(|id| !ids.contains(id.as_str())) {
        Some(id) => Err(TaxonomyError::DanglingId { holder: holder.to_owned(), id: id.clone() }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taxonomy::json_schema;

    fn empty() -> serde_json::Value {
        serde_json::to_value(Taxonomy::default()).expect("plain data")
    }

    #[test]
    fn an_empty_taxonomy_reads_back_and_validates() {
        let json = empty();
        assert!(jsonschema::is_valid(&json_schema(), &json));
        assert_eq!(Taxonomy::from_json(&json.to_string()), Ok(Taxonomy::default()));
    }

    #[test]
    fn a_cut_off_file_names_its_line() {
        let error =
            Taxonomy::from_json("{\n  \"format\": \"guiyi.taxonomy/1\",\n  \"roles\": [").expect_err("cut");
        assert!(error.line == 3 && matches!(error.fault, TaxonomyError::Syntax { .. }), "{error}");
        assert_eq!(Taxonomy::from_bytes(b"").expect_err("empty").line, 1);
        let error = Taxonomy::from_bytes(b"{\n \"format\": \"\xff").expect_err("no text");
        assert_eq!(error.to_string(), "line 2: column 13: not UTF-8");
    }

    #[test]
    fn other_and_newer_formats_are_told_apart() {
        let mut json = empty();
        let fault = |json: &serde_json::Value| {
            let text = serde_json::to_string_pretty(json).expect("plain data");
            Taxonomy::from_json(&text).map_err(|error| (error.line, error.fault))
        };
        // Keys of a JSON value are sorted: `categories` stands above `format`.
        json["format"] = "guiyi.taxonomy/2".into();
        assert!(matches!(fault(&json), Err((3, TaxonomyError::Newer { .. }))), "{:?}", fault(&json));
        json["format"] = "guiyi.gold.linking/1".into();
        assert!(matches!(fault(&json), Err((3, TaxonomyError::Foreign { found: Some(_) }))));
        let nothing = Taxonomy::from_json("{}").expect_err("foreign");
        assert_eq!(nothing, LoadError { line: 1, fault: TaxonomyError::Foreign { found: None } });
    }

    #[test]
    fn a_reference_that_leads_nowhere_and_an_id_given_twice_are_named_with_their_line() {
        let mut json = empty();
        let category = serde_json::json!({ "id": "X-C01", "role": "X", "title": "排班", "aliases": [],
            "description": [], "tasks": [] });
        json["categories"] = serde_json::json!([category, category]);
        let text = serde_json::to_string_pretty(&json).expect("plain data");
        let line = |needle: &str, nth: usize| {
            text.lines().enumerate().filter(|(_, line)| line.contains(needle)).nth(nth).expect("there").0 + 1
        };
        let error = Taxonomy::from_json(&text).expect_err("twice");
        let expected = format!("line {}: id \"X-C01\" is given twice", line("\"id\": \"X-C01\"", 1));
        assert_eq!(error.to_string(), expected);
        json["categories"] = serde_json::json!([category]);
        let text = serde_json::to_string_pretty(&json).expect("plain data");
        let error = Taxonomy::from_json(&text).expect_err("no role X");
        assert!(error.to_string().ends_with(": X-C01 refers to \"X\", which does not exist"), "{error}");
        assert!(text.lines().nth(error.line - 1).is_some_and(|line| line.contains("\"X\"")), "{error}");
    }
}
