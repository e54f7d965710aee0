//! Reference annotations: `guiyi.gold.linking/1` and `guiyi.gold.document/1`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Deserialize;
use serde_json::Value;

use super::document::DocumentGold;
use crate::link::Record;

/// A gold file that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GoldError {
    /// Not JSON, or not of the shape that its format promises.
    Malformed(String),
    /// A format this version does not know.
    Format(String),
    /// A pair or cluster names a task that is not there.
    UnknownTask(String),
}

impl fmt::Display for GoldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(message) => write!(f, "malformed gold: {message}"),
            Self::Format(format) => {
                write!(
                    f,
                    "unknown gold format {format:?}; known: guiyi.gold.linking/1, guiyi.gold.document/1"
                )
            }
            Self::UnknownTask(id) => write!(f, "gold names a task that it does not hold: {id:?}"),
        }
    }
}

impl std::error::Error for GoldError {}

/// A gold file of either kind.
#[derive(Clone, Debug)]
pub enum Gold {
    /// Which tasks are one.
    Linking(Box<LinkingGold>),
    /// What one document must yield.
    Document(Box<DocumentGold>),
}

/// Which tasks are one task, by a person's judgement.
#[derive(Clone, Debug, Default)]
pub struct LinkingGold {
    /// The tasks, without their gold cluster.
    pub records: Vec<Record>,
    /// The gold cluster of each record; every record has one.
    pub clusters: Vec<usize>,
    /// Pairs of records that must stay apart.
    pub distinct: Vec<(usize, usize)>,
    /// Pairs of records that are not scored.
    pub borderline: Vec<(usize, usize)>,
}

#[derive(Deserialize)]
struct File {
    tasks: Vec<Value>,
    clusters: Vec<Members>,
    #[serde(default)]
    distinct: Vec<Vec<String>>,
    #[serde(default)]
    borderline: Vec<Vec<String>>,
}

#[derive(Deserialize)]
struct Members {
    members: Vec<String>,
}

impl Gold {
    /// Reads a gold file.
    ///
    /// # Errors
    /// [`GoldError`] for malformed JSON, an unknown format, or references to tasks that are not there.
    pub fn parse(text: &str) -> Result<Self, GoldError> {
        let malformed = |error: serde_json::Error| GoldError::Malformed(error.to_string());
        let value: Value = serde_json::from_str(text).map_err(malformed)?;
        match value.get("format").and_then(Value::as_str).unwrap_or_default() {
            "guiyi.gold.linking/1" => LinkingGold::read(value).map(|gold| Self::Linking(Box::new(gold))),
            "guiyi.gold.document/1" => {
                serde_json::from_value(value).map(|gold| Self::Document(Box::new(gold))).map_err(malformed)
            }
            other => Err(GoldError::Format(other.to_owned())),
        }
    }
}

impl LinkingGold {
    /// The pairs that are not scored, the lesser index first.
    pub fn unscored(&self) -> BTreeSet<(usize, usize)> {
        self.borderline.iter().map(|&(a, b)| (a.min(b), a.max(b))).collect()
    }

    /// True if gold holds both records for one task.
    pub fn is_one(&self, a: usize, b: usize) -> bool {
        self.clusters[a] == self.clusters[b]
    }

    fn read(value: Value) -> Result<Self, GoldError> {
        let malformed = |error: serde_json::Error| GoldError::Malformed(error.to_string());
        let file: File = serde_json::from_value(value).map_err(malformed)?;
        let mut records = Vec::with_capacity(file.tasks.len());
        for task in &file.tasks {
            let mut record = Record::from_json_line(&task.to_string())
                .map_err(|error| GoldError::Malformed(format!("task {}: {error}", records.len() + 1)))?;
            if record.line_start.is_none() {
                let first = task.get("lines").and_then(|lines| lines.get(0)).and_then(Value::as_u64);
                record.line_start = first.and_then(|line| usize::try_from(line).ok());
            }
            records.push(record);
        }
        let index: BTreeMap<&str, usize> =
            records.iter().enumerate().map(|(at, r)| (r.id.as_str(), at)).collect();
        let find = |id: &str| index.get(id).copied().ok_or_else(|| GoldError::UnknownTask(id.to_owned()));
        let mut clusters: Vec<usize> = (0..records.len()).map(|at| file.clusters.len() + at).collect();
        for (number, cluster) in file.clusters.iter().enumerate() {
            for id in &cluster.members {
                clusters[find(id)?] = number;
            }
        }
        let pairs = |lists: &[Vec<String>]| {
            lists
                .iter()
                .map(|pair| match pair.as_slice() {
                    [a, b, ..] => Ok((find(a)?, find(b)?)),
                    _ => Err(GoldError::Malformed("a pair needs two ids".to_owned())),
                })
                .collect::<Result<Vec<_>, _>>()
        };
        let (distinct, borderline) = (pairs(&file.distinct)?, pairs(&file.borderline)?);
        Ok(Self { records, clusters, distinct, borderline })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"{"format":"guiyi.gold.linking/1","role":"护士",
        "tasks":[{"id":"a","source":"甲","lines":[3,9],"title":"测量体温"},{"id":"b","source":"乙","lines":[1],"title":"量体温"},
                 {"id":"c","source":"乙","lines":[2],"title":"发药"}],
        "clusters":[{"id":"C1","members":["a","b"]}],"distinct":[["b","c","动作不同"]],"borderline":[]}"#;

    #[test]
    fn tasks_without_a_cluster_stand_alone() {
        let Ok(Gold::Linking(gold)) = Gold::parse(TEXT) else { panic!("a linking gold") };
        assert_eq!(gold.records[0].line_start, Some(3));
        assert_eq!(gold.clusters[0], gold.clusters[1]);
        assert_ne!(gold.clusters[1], gold.clusters[2]);
        assert_eq!(gold.distinct, [(1, 2)]);
    }

    #[test]
    fn unknown_tasks_and_formats_are_errors() {
        let unknown = TEXT.replace(r#"["b","c","#, r#"["b","x","#);
        assert_eq!(Gold::parse(&unknown).expect_err("x"), GoldError::UnknownTask("x".to_owned()));
        assert!(matches!(Gold::parse(r#"{"format":"other/2"}"#), Err(GoldError::Format(_))));
        assert!(matches!(Gold::parse("["), Err(GoldError::Malformed(_))));
    }
}
