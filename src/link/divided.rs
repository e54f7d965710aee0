//! Compound duties that another author divides: of the objects that one lists, the other states several one by one.

use rustc_hash::FxHashSet;

use super::cards::{Card, Cards};
use super::context::Place;

/// Weight from which a word is one of those that name the object, no circumstance or part of a compound word.
const NAMED: f32 = 0.5;

/// What the duties of each document are about, of what any compound lists.
#[derive(Debug, Default)]
pub(crate) struct Topics(FxHashSet<(u32, u32)>);

impl Topics {
    /// Of the records of `cards`, which stand at `places`; of those that list three objects or more none.
    pub(crate) fn of(cards: &Cards, places: &[Place]) -> Self {
        let cards = || places.iter().zip(0..).map(|(place, at)| (place, cards.get(at)));
        let listed: FxHashSet<u32> = cards().flat_map(|(_, card)| card.items()).copied().collect();
        let plain = cards().filter(|(_, card)| card.items().is_empty());
        let named =
            plain.filter_map(|(place, card)| Some((place.document?, card))).flat_map(|(document, card)| {
                let words = card.object().iter().filter(|word| word.1 >= NAMED && listed.contains(&word.0));
                words.map(move |word| (document, word.0))
            });
        Self(named.collect())
    }

    /// True if `part`, which stands at `place`, is about one of the objects that `compound` lists, and its document has
    /// a duty about another.
    pub(crate) fn divide(&self, compound: Card<'_>, part: Card<'_>, place: impl FnOnce() -> Place) -> bool {
        let items = compound.items();
        // Most list nothing, and where they stand need not be looked up.
        if items.is_empty() || !part.items().is_empty() {
            return false;
        }
        let Some(document) = place().document else { return false };
        let named = |item: &u32| part.object().iter().any(|word| word.0 == *item);
        let stated = |item: &u32| self.0.contains(&(document, *item));
        items.iter().any(named) && items.iter().any(|item| !named(item) && stated(item))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::LinkLexicon;
    use crate::link::features::features;
    use crate::link::record::Record;

    #[test]
    fn an_author_divides_a_list_by_stating_two_of_its_objects_apart() {
        let titles = ["制定章程、预算和日程", "制定日程", "编制预算", "盘点库存", "编制预算"];
        let record = |title: &&str| Record { title: (*title).to_owned(), ..Record::default() };
        let records: Vec<Record> = titles.iter().map(record).collect();
        let cards = Cards::new(features(&records, &LinkLexicon::embedded()));
        let places = [0, 1, 1, 1, 2].map(|document| Place { document: Some(document), list: document });
        let topics = Topics::of(&cards, &places);
        let divide = |part: u32| topics.divide(cards.get(0), cards.get(part), || places[part as usize]);
        assert!(divide(1) && divide(2));
        assert!(!divide(3), "about something else");
        assert!(!divide(4), "the only one of the objects that its author states");
        assert!(!topics.divide(cards.get(0), cards.get(1), || Place { document: None, list: 0 }));
        assert!(!topics.divide(cards.get(1), cards.get(2), || places[2]), "no list");
    }
}
