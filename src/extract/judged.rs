//! Judgements that were just made: a phrase is asked about by its list, by the sentence it stands in and
//! by the item it becomes.

use std::cell::RefCell;
use std::hash::BuildHasher as _;

use rustc_hash::FxBuildHasher;

use super::collect::Collector;
use super::duty::{Judgement, judge};

/// How many are kept, at least and at most: more than most lists have items; of running text that is read several
/// times over, most clauses, which are some dozens of bytes long. More would only be slower to reach.
const MIN_SLOTS: usize = 64;
const MAX_SLOTS: usize = 1 << 14;
const BYTES: usize = 32;

/// The judgements of the phrases judged last, each in the place that its words hash to.
pub(super) struct Judged<'a>(RefCell<Vec<Option<(&'a str, Judgement)>>>);

impl<'a> Judged<'a> {
    /// Room for the phrases of a document of `len` bytes.
    pub(super) fn room(len: usize) -> Self {
        let slots = (len / BYTES).next_power_of_two().clamp(MIN_SLOTS, MAX_SLOTS);
        Self(RefCell::new(vec![None; slots]))
    }

    /// The judgement of `text`; `judge` makes it unless it is among the last.
    fn of(&self, text: &'a str, judge: impl FnOnce() -> Judgement) -> Judgement {
        let mut slots = self.0.borrow_mut();
        let at = FxBuildHasher.hash_one(text) as usize % slots.len();
        let slot = &mut slots[at];
        match slot {
            Some((known, judged)) if *known == text => judged.clone(),
            _ => slot.insert((text, judge())).1.clone(),
        }
    }
}

impl<'a> Collector<'a> {
    /// Makes room for the judgements of all that the document says: it is read several times from now on.
    pub(super) fn reads_again(&mut self) {
        self.judged = Judged::room(self.document.text.len());
    }

    /// The judgement of a phrase of the document, whose subject may be the role.
    pub(super) fn judge(&self, text: &'a str) -> Judgement {
        self.judged.of(text, || judge(text, self.role.as_deref(), self.lexicons))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Lexicons;

    #[test]
    fn what_was_judged_is_judged_once() {
        let lexicons = Lexicons::embedded();
        let judged = Judged::room(0);
        let phrases: Vec<String> = (0..2 * MIN_SLOTS).map(|at| format!("盘点{at}号库存")).collect();
        let own = |text: &str| judge(text, None, &lexicons);
        for phrase in &phrases {
            assert_eq!(judged.of(phrase, || own(phrase)), own(phrase));
            let again = judged.of(phrase, || Judgement { skipped: 9, ..own(phrase) });
            assert_eq!(again, own(phrase));
        }
    }
}
