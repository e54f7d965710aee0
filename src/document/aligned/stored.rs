//! An aligned text as the cache keeps it: its words and its runs, whatever its form.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use smallvec::SmallVec;

use super::{AlignedText, Built, Run};

/// As it is serialized.
#[derive(Serialize)]
#[serde(rename = "AlignedText")]
struct Shown<'a> {
    text: &'a str,
    runs: &'a [Run],
}

/// As it is deserialized.
#[derive(Deserialize)]
#[serde(rename = "AlignedText")]
struct Kept {
    text: String,
    runs: SmallVec<[Run; 1]>,
}

impl Serialize for AlignedText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Shown { text: self.as_str(), runs: self.runs() }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for AlignedText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Kept { text, runs } = Kept::deserialize(deserializer)?;
        Ok(Built { text, runs }.into())
    }
}
