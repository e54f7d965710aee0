//! How little a word or a character tells: how many duties besides one hold it.

use super::features::Bag;
use super::record::Record;

/// Documents of which each may use a word once without the word counting as common. Hand-set: more than the
/// annotated sets have for a role; what more documents than that have in common is the language.
const DOCUMENTS: u32 = 16;

/// Which records are of one document.
pub(crate) struct Documents {
    /// Records, those of one document one behind the other, with the number of the document.
    order: Vec<(usize, u32)>,
}

impl Documents {
    pub(crate) fn of(records: &[Record]) -> Self {
        let document = |at: usize| (&records[at].source, &records[at].document);
        let mut order: Vec<usize> = (0..records.len()).collect();
        order.sort_by(|&a, &b| document(a).cmp(&document(b)).then(a.cmp(&b)));
        let runs = order.chunk_by(|&a, &b| document(a) == document(b));
        Self {
            order: runs.zip(0..).flat_map(|(run, number)| run.iter().map(move |&at| (at, number))).collect(),
        }
    }

    /// For each of the keys below `keys` the number of records that hold it, where one record of each document is not
    /// counted (of up to [`DOCUMENTS`]), but at least 1. A word of one duty stands once in every document that states the
    /// duty and is no less telling for that; a word of the trade (`仓库` of a storekeeper) stands in many
    /// duties of each. Documents of unknown source count as one.
    pub(crate) fn frequency(&self, bags: &[&Bag], keys: usize) -> Vec<u32> {
        let mut frequency = vec![1_u32; keys];
        // Of each key the document seen last, and how many.
        let mut seen = vec![(u32::MAX, 0_u32); keys];
        for &(at, document) in &self.order {
            for &(key, _) in bags[at] {
                let (last, documents) = &mut seen[key as usize];
                if *last == document || *documents >= DOCUMENTS {
                    frequency[key as usize] += 1;
                } else {
                    *documents += 1;
                }
                *last = document;
            }
        }
        frequency
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frequency(documents: &[(&str, &[u32])]) -> Vec<u32> {
        let record = |source: &str| Record { source: source.to_owned(), ..Record::default() };
        let records: Vec<Record> = documents.iter().map(|(source, _)| record(source)).collect();
        let bags: Vec<Bag> =
            documents.iter().map(|(_, keys)| keys.iter().map(|&key| (key, 1.0)).collect()).collect();
        Documents::of(&records).frequency(&bags.iter().collect::<Vec<_>>(), 3)
    }

    #[test]
    fn a_word_of_one_duty_is_rare_and_a_word_of_many_duties_is_not() {
        let told = [("甲", [0, 1]), ("乙", [0, 1]), ("甲", [1, 2]), ("丙", [0, 1]), ("乙", [1, 2])];
        let told: Vec<(&str, &[u32])> = told.iter().map(|(source, keys)| (*source, &keys[..])).collect();
        assert_eq!(frequency(&told), [1, 3, 1]);
    }

    #[test]
    fn what_every_document_says_is_common() {
        let sources: Vec<String> = (0..40).map(|at| at.to_string()).collect();
        let told: Vec<(&str, &[u32])> =
            sources.iter().map(|source| (source.as_str(), &[0_u32][..])).collect();
        assert_eq!(frequency(&told)[0], 1 + 40 - DOCUMENTS);
    }

    #[test]
    fn records_of_no_known_source_are_one_document() {
        assert_eq!(frequency(&[("", &[0]), ("", &[0]), ("", &[0])])[0], 3);
    }
}
