//! A saved report as the other side of a comparison.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;

use super::gold::LinkingGold;

/// A saved report that cannot be compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SavedError {
    /// Not the JSON of `guiyi bench --format json`.
    Malformed(String),
    /// It holds no run on this gold.
    NoSuchGold(String),
    /// Its run on this gold has other records.
    OtherRecords(String),
}

impl fmt::Display for SavedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(message) => write!(f, "not a report of guiyi bench --format json: {message}"),
            Self::NoSuchGold(gold) => write!(f, "the saved report has no run on {gold}"),
            Self::OtherRecords(gold) => {
                write!(f, "the saved run on {gold} has other tasks than the gold now")
            }
        }
    }
}

impl std::error::Error for SavedError {}

/// The clusters of an earlier run, by the name of the gold.
#[derive(Clone, Debug, Default)]
pub struct SavedRun {
    partitions: BTreeMap<String, Vec<Vec<String>>>,
}

#[derive(Deserialize)]
struct File {
    linking: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    gold: String,
    partition: Vec<Vec<String>>,
}

impl SavedRun {
    /// Reads the JSON of an earlier report.
    ///
    /// # Errors
    /// [`SavedError::Malformed`] if it is another JSON or an older report without the clusters found.
    pub fn parse(text: &str) -> Result<Self, SavedError> {
        let file: File =
            serde_json::from_str(text).map_err(|error| SavedError::Malformed(error.to_string()))?;
        Ok(Self { partitions: file.linking.into_iter().map(|row| (row.gold, row.partition)).collect() })
    }

    /// The cluster of each record of a gold in the earlier run.
    ///
    /// # Errors
    /// [`SavedError`] if the run does not hold the gold, or holds other records of it.
    pub fn clusters(&self, name: &str, gold: &LinkingGold) -> Result<Vec<usize>, SavedError> {
        let partition = self.partitions.get(name).ok_or_else(|| SavedError::NoSuchGold(name.to_owned()))?;
        let home: BTreeMap<&str, usize> = partition
            .iter()
            .enumerate()
            .flat_map(|(number, members)| members.iter().map(move |id| (id.as_str(), number)))
            .collect();
        let found: Option<Vec<usize>> =
            gold.records.iter().map(|record| home.get(record.id.as_str()).copied()).collect();
        found
            .filter(|_| home.len() == gold.records.len())
            .ok_or_else(|| SavedError::OtherRecords(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::Record;

    #[test]
    fn a_saved_run_gives_its_clusters_back_and_tells_when_gold_has_changed() {
        let record = |id: &str| Record { id: id.to_owned(), ..Record::default() };
        let mut gold =
            LinkingGold { records: vec![record("a"), record("b"), record("c")], ..LinkingGold::default() };
        let saved =
            SavedRun::parse(r#"{"linking":[{"gold":"护士","partition":[["a","c"],["b"]],"tasks":3}]}"#)
                .expect("a report");
        assert_eq!(saved.clusters("护士", &gold), Ok(vec![0, 1, 0]));
        assert_eq!(saved.clusters("店长", &gold), Err(SavedError::NoSuchGold("店长".to_owned())));
        gold.records.pop();
        assert_eq!(saved.clusters("护士", &gold), Err(SavedError::OtherRecords("护士".to_owned())));
        assert!(matches!(SavedRun::parse("{}"), Err(SavedError::Malformed(_))));
    }
}
