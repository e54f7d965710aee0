//! What linking compares: one stated task.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

/// One task as one document states it, ready to be linked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    /// Its id; unique among the records of a run.
    pub id: String,
    /// Its wording, in the target script.
    pub title: String,
    /// The source that states it; empty if unknown (then no two records are held for one author's list).
    pub source: String,
    /// The document of the source, if known; without it documents are told apart by their lines and categories.
    pub document: Option<String>,
    /// The title of the group it is listed in.
    pub category: Option<String>,
    /// What is said of it, by attribute key (`description`, `skills` …).
    pub attributes: BTreeMap<String, Vec<String>>,
    /// 1-based line in its source.
    pub line_start: Option<usize>,
    /// A vector that some other program computed for it; no model is bundled.
    pub embedding: Option<Vec<f32>>,
}

/// A line that is not a record.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LinkError {
    /// Not a JSON object.
    Json(String),
    /// A field that every record needs is missing or empty.
    Missing(&'static str),
}

impl fmt::Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json(message) => write!(f, "not a JSON object: {message}"),
            Self::Missing(field) => write!(f, "field {field:?} is missing or empty"),
        }
    }
}

impl std::error::Error for LinkError {}

impl Record {
    /// Reads one line of JSON Lines. Only `id` and `title` are needed; a number is taken for a text,
    /// an attribute may be a text or a list of texts, unknown fields are passed over.
    ///
    /// # Errors
    /// [`LinkError`] if the line is no JSON object or `id` or `title` is missing.
    pub fn from_json_line(line: &str) -> Result<Self, LinkError> {
        let value: Value = serde_json::from_str(line).map_err(|error| LinkError::Json(error.to_string()))?;
        let Value::Object(fields) = value else {
            return Err(LinkError::Json("the line holds another JSON value".to_owned()));
        };
        let field = |name: &str| fields.get(name).and_then(text);
        let attributes = match fields.get("attributes") {
            Some(Value::Object(map)) => map
                .iter()
                .map(|(key, value)| (key.clone(), texts(value)))
                .filter(|(_, values)| !values.is_empty())
                .collect(),
            _ => BTreeMap::new(),
        };
        Ok(Self {
            id: field("id").ok_or(LinkError::Missing("id"))?,
            title: field("title").ok_or(LinkError::Missing("title"))?,
            source: field("source").unwrap_or_default(),
            document: field("document"),
            category: field("category"),
            attributes,
            line_start: fields
                .get("line_start")
                .and_then(Value::as_u64)
                .and_then(|n| usize::try_from(n).ok()),
            embedding: fields.get("embedding").and_then(|value| serde_json::from_value(value.clone()).ok()),
        })
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().filter_map(text).collect(),
        other => text(other).into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lenient_in_what_it_accepts() {
        let record = Record::from_json_line(
            r#"{"id":7,"title":" 盘点货架 ","attributes":{"skills":"细心","tools":["扫码枪",null],"x":{}},"lines":[3]}"#,
        )
        .expect("a record");
        assert_eq!(
            (record.id.as_str(), record.title.as_str(), record.source.as_str()),
            ("7", "盘点货架", "")
        );
        assert_eq!(record.attributes["skills"], ["细心"]);
        assert_eq!(record.attributes["tools"], ["扫码枪"]);
        assert!(!record.attributes.contains_key("x"));
    }

    #[test]
    fn needs_an_id_and_a_title() {
        assert_eq!(Record::from_json_line(r#"{"id":"a","title":" "}"#), Err(LinkError::Missing("title")));
        assert_eq!(Record::from_json_line(r#"{"title":"甲"}"#), Err(LinkError::Missing("id")));
        assert!(matches!(Record::from_json_line("[1]"), Err(LinkError::Json(_))));
    }
}
