//! Reading a taxonomy back: which format it is, whether it is whole.

use std::collections::BTreeSet;
use std::fmt;

use serde::Deserialize;

use super::{FORMAT, Taxonomy};

/// Why a text is not a taxonomy that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TaxonomyError {
    /// Not JSON, cut off, or not of the expected shape.
    Syntax {
        /// 1-based line.
        line: usize,
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
            Self::Syntax { line, column, message } => write!(f, "line {line}, column {column}: {message}"),
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
    /// [`TaxonomyError`] with line and column for text that is not JSON or not a taxonomy, and for
    /// other formats, newer ones, ids given twice and ids that lead nowhere.
    pub fn from_json(text: &str) -> Result<Self, TaxonomyError> {
        let head: Head = serde_json::from_str(text).map_err(|error| syntax(&error))?;
        check_format(head.format.as_ref())?;
        let taxonomy: Self = serde_json::from_str(text).map_err(|error| syntax(&error))?;
        taxonomy.check_references()?;
        Ok(taxonomy)
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

fn syntax(error: &serde_json::Error) -> TaxonomyError {
    let text = error.to_string();
    let message = text.rsplit_once(" at line ").map_or(text.as_str(), |(message, _)| message).to_owned();
    TaxonomyError::Syntax { line: error.line(), column: error.column(), message }
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
        assert!(matches!(error, TaxonomyError::Syntax { line: 3, .. }), "{error}");
    }

    #[test]
    fn other_and_newer_formats_are_told_apart() {
        let mut json = empty();
        json["format"] = "guiyi.taxonomy/2".into();
        assert!(matches!(Taxonomy::from_json(&json.to_string()), Err(TaxonomyError::Newer { .. })));
        json["format"] = "guiyi.gold.linking/1".into();
        assert!(matches!(
            Taxonomy::from_json(&json.to_string()),
            Err(TaxonomyError::Foreign { found: Some(_) })
        ));
        assert_eq!(Taxonomy::from_json("{}"), Err(TaxonomyError::Foreign { found: None }));
    }

    #[test]
    fn a_reference_that_leads_nowhere_is_named() {
        let mut json = empty();
        json["categories"] = serde_json::json!([{ "id": "X-C01", "role": "X", "title": "排班", "aliases": [],
            "description": [], "tasks": [] }]);
        let error = Taxonomy::from_json(&json.to_string()).expect_err("no role X");
        assert_eq!(error.to_string(), "X-C01 refers to \"X\", which does not exist");
    }
}
