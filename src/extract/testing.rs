//! What the tests of this room share.

use super::collect::Collector;
use crate::document::LineIndex;
use crate::lexicon::Lexicons;
use crate::read::testing::document;

/// What `look` sees of a collector that has nothing yet of the document `text`.
pub(super) fn collecting<T>(text: &str, look: impl FnOnce(&Collector<'_>) -> T) -> T {
    let document = document(text);
    let lines = LineIndex::new(&document.text);
    look(&Collector::new(&document, &Lexicons::embedded(), &lines, 0))
}
