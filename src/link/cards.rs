//! What comparing reads of every record, packed: a pair waits for memory a few times and not at every field.

mod numbers;
mod spread;

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::features::{Bag, Features};
use super::grams::length;
use super::things::Named;
use crate::lexicon::linking::ActionSet;
use numbers::{Numbers, Renumbered};
pub(crate) use spread::Spread;

/// The number of a character that stands in its name before; numbers from here on are taken for one.
const AGAIN: u16 = 1 << 15;

/// The records, ready to be compared. What is read of one lies in a few stretches, and is as small as may be: with many
/// records most of the time goes to waiting for memory.
#[derive(Debug, Default)]
pub(crate) struct Cards {
    packed: Vec<Packed>,
    bags: Bag,
    keys: Vec<u32>,
    letters: Vec<u16>,
    named: Vec<Named>,
    /// Every set of actions once.
    actions: Vec<ActionSet>,
    /// What each character of a name tells if two have it, in bits.
    tells: Vec<f32>,
    /// The same for characters of names and attributes as they are written.
    said: Vec<f32>,
    /// Words and grams there are.
    words: usize,
    grams: usize,
    /// What is seldom read.
    texts: Vec<Text>,
}

/// See the fields of [`Features`].
#[derive(Debug)]
struct Text {
    identity: String,
    denied_words: Vec<[char; 2]>,
}

/// The weighted sets of a record, in the order in which they lie in memory.
enum Of {
    Object,
    Grams,
    Category,
    Texts,
    End,
}

/// The lists of a record.
enum List {
    Head,
    Verbs,
    Loose,
    Siblings,
    Qualifiers,
    Told,
    Objects,
    Items,
    Duties,
    End,
}

/// The characters of a record.
enum Letters {
    Name,
    Said,
    End,
}

/// Where parts that lie one behind the other begin, and where the last one ends.
#[derive(Debug)]
struct Stretch<const N: usize>([u32; N]);

impl<const N: usize> Stretch<N> {
    #[inline]
    fn range(&self, part: usize) -> Range<usize> {
        self.0[part] as usize..self.0[part + 1] as usize
    }

    fn all(&self) -> Range<usize> {
        self.0[0] as usize..self.0[N - 1] as usize
    }
}

/// What is read of a record, or where it is.
#[derive(Debug)]
struct Packed {
    bags: Stretch<{ Of::End as usize + 1 }>,
    keys: Stretch<{ List::End as usize + 1 }>,
    letters: Stretch<{ Letters::End as usize + 1 }>,
    named: Stretch<2>,
    main: u32,
    other: u32,
    rare: u32,
    text: u32,
    rest: u32,
    telling: bool,
    attributed: bool,
    denied: bool,
    denies_words: bool,
    compound_actions: bool,
    /// Weight of all words of the object.
    object: f32,
    /// What scales all that is said to unit length.
    said: f32,
}

fn pack(pairs: &[(u16, u16)]) -> impl Iterator<Item = u32> {
    pairs.iter().map(|&(one, other)| u32::from(one) << 16 | u32::from(other))
}

/// The number of a character, in short.
fn letter(number: u32) -> u16 {
    u16::try_from(number).unwrap_or(AGAIN).min(AGAIN - 1)
}

impl Cards {
    pub(crate) fn new(all: Vec<Features>) -> Self {
        // What one record alone has is in common with none.
        let grams = all.iter().flat_map(|features| [&features.grams, &features.text_grams]);
        let grams = Renumbered::of(grams, 2);
        let words = Renumbered::of(all.iter().map(|features| &features.object), 1);
        let mut out = Self { grams: grams.count(), words: words.count(), ..Self::default() };
        let mut actions = Numbers::new();
        let mut rests = Numbers::new();
        let mut first: FxHashMap<String, u32> = FxHashMap::default();
        // What says nothing is number 0.
        rests.of(String::new());
        for (features, at) in all.into_iter().zip(0..) {
            out.note(&features);
            let mut bag = |entries: &mut dyn Iterator<Item = (u32, f32)>| {
                out.bags.extend(entries);
                out.bags.len() as u32
            };
            let bags = Stretch([
                bag(&mut std::iter::empty()),
                bag(&mut words.bag(&features.object)),
                bag(&mut grams.bag(&features.grams)),
                bag(&mut features.category.iter().copied()),
                bag(&mut grams.bag(&features.text_grams)),
            ]);
            let mut letters = |letters: &mut dyn Iterator<Item = u16>| {
                out.letters.extend(letters);
                out.letters.len() as u32
            };
            let name = features.symbols.iter().enumerate().map(|(at, symbol)| {
                letter(*symbol) | if features.symbols[..at].contains(symbol) { AGAIN } else { 0 }
            });
            let letters = Stretch([
                letters(&mut std::iter::empty()),
                letters(&mut { name }),
                letters(&mut features.said.iter().map(|entry| letter(entry.0))),
            ]);
            let mut list = |keys: &mut dyn Iterator<Item = u32>| {
                out.keys.extend(keys);
                out.keys.len() as u32
            };
            let keys = Stretch([
                list(&mut std::iter::empty()),
                list(&mut features.head.iter().map(|&word| words.key(word))),
                list(&mut features.verbs.iter().map(|&verb| actions.of(verb))),
                list(&mut features.loose.iter().map(|&verb| actions.of(verb))),
                list(&mut pack(&features.siblings)),
                list(&mut pack(&features.qualifiers)),
                list(&mut pack(&features.told)),
                list(&mut features.parts.objects.iter().map(|&word| words.key(word))),
                list(&mut features.parts.items.iter().map(|&word| words.key(word))),
                list(&mut features.things.duties().iter().flat_map(|&(class, name)| [class, name])),
            ]);
            let start = out.named.len() as u32;
            out.named
                .extend(features.things.named().iter().map(|named| named.renumbered(|key| words.key(key))));
            out.packed.push(Packed {
                bags,
                keys,
                letters,
                named: Stretch([start, out.named.len() as u32]),
                main: actions.of(features.main),
                other: actions.of(features.other),
                rare: actions.of(features.rare),
                text: *first.entry(features.identity.clone()).or_insert(at),
                rest: rests.of(features.rest),
                telling: features.telling,
                attributed: features.attributed,
                denied: features.denied,
                denies_words: !features.denied_words.is_empty(),
                compound_actions: features.parts.actions,
                object: features.object.iter().map(|word| word.1).sum(),
                said: length(&features.said).recip(),
            });
            out.texts.push(Text { identity: features.identity, denied_words: features.denied_words });
        }
        out.actions = actions.all();
        out
    }

    /// Notes what the characters of a record tell.
    fn note(&mut self, features: &Features) {
        let note = |tells: &mut Vec<f32>, bag: &Bag| {
            for &(number, root) in bag {
                let at = usize::from(letter(number));
                tells.resize(tells.len().max(at + 1), 0.0);
                tells[at] = root * root;
            }
        };
        note(&mut self.tells, &features.letters);
        note(&mut self.said, &features.said);
    }

    /// Looks into the places of memory that comparing records reads, so that these are waited for together and not
    /// one after the other. The number tells nothing.
    pub(crate) fn glance(&self, records: &[u32]) -> u32 {
        // Lines of memory; what is further behind is rare. The fewer the steps between two of them, the more are on
        // the way.
        const BAGS: [usize; 7] = [0, 8, 16, 24, 32, 40, 48];
        const LETTERS: [usize; 3] = [0, 32, 64];
        let packed = records.iter().map(|&record| &self.packed[record as usize]);
        let mut sum = packed.clone().fold(0, |sum, packed| sum ^ packed.bags.0[0] ^ packed.rest);
        for packed in packed {
            let (bags, letters) = (&self.bags[packed.bags.all()], &self.letters[packed.letters.all()]);
            if let (Some(last), Some(end)) = (bags.len().checked_sub(1), letters.len().checked_sub(1)) {
                for at in BAGS {
                    sum ^= bags[at.min(last)].0;
                }
                for at in LETTERS {
                    sum ^= u32::from(letters[at.min(end)]);
                }
            }
            sum ^= self.keys[packed.keys.all()].first().copied().unwrap_or(0);
        }
        sum
    }

    pub(crate) fn get(&self, at: u32) -> Card<'_> {
        Card { cards: self, at, packed: &self.packed[at as usize] }
    }
}

/// One of them. See [`Features`] for the fields.
#[derive(Clone, Copy)]
pub(crate) struct Card<'a> {
    cards: &'a Cards,
    at: u32,
    packed: &'a Packed,
}

impl<'a> Card<'a> {
    fn bag(self, of: Of) -> &'a [(u32, f32)] {
        &self.cards.bags[self.packed.bags.range(of as usize)]
    }

    fn letters(self, of: Letters) -> &'a [u16] {
        &self.cards.letters[self.packed.letters.range(of as usize)]
    }

    fn list(self, of: List) -> &'a [u32] {
        &self.cards.keys[self.packed.keys.range(of as usize)]
    }

    fn actions(self, of: List) -> impl Iterator<Item = ActionSet> + Clone + 'a {
        self.list(of).iter().map(move |&number| self.cards.actions[number as usize])
    }

    /// Words that came first in the set stand first.
    pub(crate) fn object(self) -> &'a [(u32, f32)] {
        self.bag(Of::Object)
    }

    pub(crate) fn category(self) -> &'a [(u32, f32)] {
        self.bag(Of::Category)
    }

    pub(crate) fn head(self) -> &'a [u32] {
        self.list(List::Head)
    }

    pub(crate) fn verbs(self) -> impl Iterator<Item = ActionSet> + Clone + 'a {
        self.actions(List::Verbs)
    }

    pub(crate) fn loose(self) -> impl Iterator<Item = ActionSet> + Clone + 'a {
        self.actions(List::Loose)
    }

    /// A dimension and a pole in each number, also in [`Self::qualifiers`] and [`Self::told`].
    pub(crate) fn siblings(self) -> &'a [u32] {
        self.list(List::Siblings)
    }

    pub(crate) fn qualifiers(self) -> &'a [u32] {
        self.list(List::Qualifiers)
    }

    pub(crate) fn told(self) -> &'a [u32] {
        self.list(List::Told)
    }

    pub(crate) fn objects(self) -> &'a [u32] {
        self.list(List::Objects)
    }

    /// What it lists, if it lists three objects or more.
    pub(crate) fn items(self) -> &'a [u32] {
        self.list(List::Items)
    }

    /// What it is about: the word of its object that weighs most.
    pub(crate) fn topic(self) -> Option<u32> {
        Some(self.object().iter().rev().max_by(|x, y| x.1.total_cmp(&y.1))?.0)
    }

    /// A class and a name each.
    pub(crate) fn duties(self) -> &'a [[u32; 2]] {
        self.list(List::Duties).as_chunks().0
    }

    pub(crate) fn named(self) -> &'a [Named] {
        &self.cards.named[self.packed.named.all()]
    }

    pub(crate) fn main(self) -> ActionSet {
        self.cards.actions[self.packed.main as usize]
    }

    pub(crate) fn other(self) -> ActionSet {
        self.cards.actions[self.packed.other as usize]
    }

    pub(crate) fn rare(self) -> ActionSet {
        self.cards.actions[self.packed.rare as usize]
    }

    /// The first record with the same text.
    pub(crate) fn text(self) -> u32 {
        self.packed.text
    }

    /// True if besides the main action and frames two names are written alike, and not nothing.
    pub(crate) fn same_rest(self, other: Self) -> bool {
        self.packed.rest == other.packed.rest && self.packed.rest != 0
    }

    pub(crate) fn telling(self) -> bool {
        self.packed.telling
    }

    pub(crate) fn attributed(self) -> bool {
        self.packed.attributed
    }

    pub(crate) fn denied(self) -> bool {
        self.packed.denied
    }

    /// True if either name denies words.
    pub(crate) fn denies_words(self, other: Self) -> bool {
        self.packed.denies_words || other.packed.denies_words
    }

    /// The words that the name denies, and all of it.
    pub(crate) fn denied_words(self) -> (&'a [[char; 2]], &'a str) {
        let text = &self.cards.texts[self.at as usize];
        (&text.denied_words, &text.identity)
    }

    pub(crate) fn compound_actions(self) -> bool {
        self.packed.compound_actions
    }

    /// True for a duty of several.
    pub(crate) fn compound(self) -> bool {
        self.packed.compound_actions || !self.objects().is_empty()
    }
}
