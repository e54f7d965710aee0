//! The reader's terms as segments of their own, looked up beside OpenCC's.

use std::collections::BTreeMap;

use super::index::Index;
use crate::lexicon::terms::{Condition, Direction, Side, Terms};

/// Terms of one direction.
pub(super) struct TermIndex {
    pub(super) index: Index,
    /// By number.
    pub(super) values: Vec<String>,
    conditions: Vec<Vec<Condition>>,
}

impl TermIndex {
    /// The terms that lead from Traditional to Simplified, or back.
    ///
    /// # Errors
    /// A sentence that names the term that cannot be used.
    pub(super) fn new(terms: &Terms, to_simplified: bool) -> Result<Self, String> {
        let mut keys = BTreeMap::new();
        let (mut values, mut conditions) = (vec![String::new()], vec![Vec::new()]);
        for term in terms.iter() {
            let (key, value) = match (to_simplified, term.direction) {
                (true, Direction::ToSimplified | Direction::Both) => (&term.traditional, &term.simplified),
                (false, Direction::ToTraditional | Direction::Both) => (&term.simplified, &term.traditional),
                _ => continue,
            };
            let number = u16::try_from(values.len()).map_err(|_| "more than 65535 terms".to_owned())?;
            // Two Taiwan words for one mainland word: the first one in the list.
            if keys.contains_key(key.as_str()) {
                continue;
            }
            keys.insert(key.as_str(), number);
            values.push(value.clone());
            conditions.push(term.conditions.clone());
        }
        Ok(Self { index: Index::new(&keys)?, values, conditions })
    }

    /// The longest term at `at` whose conditions hold: where it ends, and its value. `first` and
    /// `second` are its first two characters, `head` is where they end.
    pub(super) fn longest(
        &self,
        bytes: &[u8],
        at: usize,
        first: u32,
        second: u32,
        head: usize,
    ) -> Option<(usize, &[u8])> {
        self.index.candidates(first, second).find_map(|(rest, number)| {
            let number = usize::from(number);
            let stop = head + rest.len();
            let holds = |condition: &Condition| {
                let found = condition.texts.iter().any(|text| match condition.side {
                    Side::Before => bytes[..at].ends_with(text.as_bytes()),
                    Side::After => bytes[stop..].starts_with(text.as_bytes()),
                });
                found == condition.wanted
            };
            let fits = bytes[head..].starts_with(rest) && self.conditions[number].iter().all(holds);
            fits.then(|| (stop, self.values[number].as_bytes()))
        })
    }
}
