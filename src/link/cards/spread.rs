//! One record laid out for comparison with many.

use super::{AGAIN, Card, Cards, Letters, Of};
use crate::link::similarity::{Overlap, Pattern, common, likeness};

/// A record spread out to be compared with many: what it has of everything there is, so that another one's is looked
/// up and need not be searched for.
#[derive(Debug)]
pub(crate) struct Spread {
    record: Option<u32>,
    /// Characters of its name.
    length: usize,
    /// Where in a name of up to 64 characters each character is.
    places: Vec<u64>,
    /// A longer name.
    long: Option<Pattern<u16>>,
    letters: Vec<f32>,
    object: Vec<f32>,
    grams: Vec<f32>,
    said: Vec<f32>,
    /// See [`Packed::said`].
    scale: f32,
    texts: Vec<f32>,
}

impl Spread {
    /// Room for any of some records.
    pub(crate) fn new(cards: &Cards) -> Self {
        let attributed = cards.packed.iter().any(|packed| packed.attributed);
        Self {
            record: None,
            length: 0,
            places: vec![0; cards.tells.len()],
            long: None,
            letters: vec![0.0; cards.tells.len()],
            object: vec![0.0; cards.words],
            grams: vec![0.0; cards.grams],
            said: vec![0.0; cards.said.len()],
            scale: 0.0,
            texts: vec![0.0; if attributed { cards.grams } else { 0 }],
        }
    }

    /// Spreads out a record, always of the same `cards`.
    pub(crate) fn lay(&mut self, card: Card<'_>) {
        if self.record == Some(card.at) {
            return;
        }
        if let Some(before) = self.record.replace(card.at) {
            self.fill(card.cards.get(before), false);
        }
        self.fill(card, true);
        let name = card.letters(Letters::Name);
        self.length = name.len();
        self.long = (self.length > u64::BITS as usize).then(|| Pattern::new(&plain(name)));
        self.scale = card.packed.said;
    }

    fn fill(&mut self, card: Card<'_>, full: bool) {
        let fill = |spread: &mut [f32], bag: &[(u32, f32)]| {
            bag.iter().for_each(|&(key, weight)| spread[key as usize] = if full { weight } else { 0.0 });
        };
        fill(&mut self.object, card.bag(Of::Object));
        fill(&mut self.grams, card.bag(Of::Grams));
        fill(&mut self.texts, card.bag(Of::Texts));
        for (&symbol, at) in card.letters(Letters::Name).iter().zip(0..) {
            let letter = usize::from(symbol & !AGAIN);
            self.letters[letter] = if full { card.cards.tells[letter] } else { 0.0 };
            if at < u64::BITS {
                let places = &mut self.places[letter];
                *places = if full { *places | 1 << at } else { 0 };
            }
        }
        for &letter in card.letters(Letters::Said) {
            let at = usize::from(letter);
            self.said[at] = if full { card.cards.said[at] } else { 0.0 };
        }
    }

    /// The order-aware likeness of its name and another.
    #[inline]
    pub(crate) fn characters(&self, other: Card<'_>) -> f64 {
        let name = other.letters(Letters::Name);
        if let Some(long) = &self.long {
            return long.likeness(&plain(name));
        }
        let common = common(name.iter().map(|&symbol| self.places[usize::from(symbol & !AGAIN)]));
        likeness(common, self.length + name.len())
    }

    /// What its object shares with the one of another.
    #[inline]
    pub(crate) fn object(&self, own: Card<'_>, other: Card<'_>) -> Overlap {
        Overlap::spread((own.packed.object, &self.object), (other.packed.object, other.object()))
    }

    /// What the characters in common tell, in bits.
    #[inline]
    pub(crate) fn information(&self, other: Card<'_>) -> f64 {
        let tells = |&symbol: &u16| {
            let tells = self.letters[usize::from(symbol & !AGAIN)];
            if symbol & AGAIN == 0 { tells } else { 0.0 }
        };
        f64::from(other.letters(Letters::Name).iter().map(tells).fold(0.0, |sum, tells| sum + tells))
    }

    /// The cosine of the names.
    #[inline]
    pub(crate) fn wording(&self, other: Card<'_>) -> f64 {
        inner(&self.grams, other.bag(Of::Grams))
    }

    /// The cosine of names and attributes, by characters and pairs of them.
    #[inline]
    pub(crate) fn attributes(&self, other: Card<'_>) -> f64 {
        inner(&self.texts, other.bag(Of::Texts))
    }

    /// The same by characters as they are written.
    #[inline]
    pub(crate) fn said(&self, other: Card<'_>) -> f64 {
        let letters = other.letters(Letters::Said).iter();
        let sum = letters.fold(0.0, |sum, &letter| sum + self.said[usize::from(letter)]);
        f64::from(sum * (self.scale * other.packed.said))
    }
}

/// The characters of a name.
fn plain(name: &[u16]) -> Vec<u16> {
    name.iter().map(|symbol| symbol & !AGAIN).collect()
}

/// The inner product of a weighted set that is spread out and another. What only one has adds nothing, not even to the
/// rounding.
#[inline]
fn inner(spread: &[f32], other: &[(u32, f32)]) -> f64 {
    f64::from(other.iter().fold(0.0, |sum, &(key, weight)| sum + spread[key as usize] * weight))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::LinkLexicon;
    use crate::link::Record;
    use crate::link::features::features;
    use crate::link::grams::length;
    use crate::link::similarity::inner as merged;

    #[test]
    fn a_record_spread_out_is_compared_as_if_lists_were_merged() {
        let long = "盘点门店库存并核对门店库存单据".repeat(6);
        let titles = ["盘点库存", "核对库存单据、盘点库存", "清洁药柜", &long, "", "盘点库存"];
        let record = |(at, title): (usize, &&str)| Record {
            title: (*title).to_owned(),
            attributes: [("description".to_owned(), vec!["每晚核对单据".repeat(at % 3)])].into(),
            ..Record::default()
        };
        let records: Vec<Record> = titles.iter().enumerate().map(record).collect();
        let all = features(&records, &LinkLexicon::embedded());
        let cards = Cards::new(all.clone());
        let mut spread = Spread::new(&cards);
        for (i, a) in all.iter().enumerate() {
            for (j, b) in all.iter().enumerate() {
                let (one, other) = (cards.get(i as u32), cards.get(j as u32));
                spread.lay(one);
                let said = merged(&a.said, &b.said) / f64::from(length(&a.said) * length(&b.said));
                let expected = [
                    Pattern::new(&a.symbols).likeness(&b.symbols),
                    merged(&a.letters, &b.letters),
                    merged(&a.grams, &b.grams),
                    merged(&a.text_grams, &b.text_grams),
                    said,
                ];
                let found = [
                    spread.characters(other),
                    spread.information(other),
                    spread.wording(other),
                    spread.attributes(other),
                    spread.said(other),
                ];
                let same = expected.iter().zip(found).all(|(x, y)| (x - y).abs() < 1e-4);
                assert!(same, "{i} {j} {expected:?} {found:?}");
                let overlap = spread.object(one, other);
                assert_eq!(overlap, Overlap::of(&a.object, &b.object), "{i} {j}");
            }
        }
    }
}
