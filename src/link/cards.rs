//! What comparing reads of every record, packed: a pair waits for memory a few times and not at every field.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::features::{Bag, Features};
use super::similarity::{Overlap, Pattern, common, likeness};
use super::things::Named;
use crate::lexicon::linking::ActionSet;

/// The records, ready to be compared. What is read of one lies in a few stretches.
#[derive(Debug, Default)]
pub(crate) struct Cards {
    packed: Vec<Packed>,
    bags: Bag,
    keys: Vec<u32>,
    named: Vec<Named>,
    /// Every set of actions once.
    actions: Vec<ActionSet>,
    /// What each character of a name tells if two have it, in bits.
    tells: Vec<f32>,
    /// Words there are.
    words: usize,
    /// Grams and characters there are, in names with attributes too.
    grams: usize,
    said: usize,
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
    Said,
    Category,
    Texts,
    End,
}

/// The lists of a record.
enum List {
    Symbols,
    Letters,
    Head,
    Verbs,
    Loose,
    Siblings,
    Qualifiers,
    Told,
    Objects,
    Duties,
    End,
}

/// Where parts that lie one behind the other begin, and where the last one ends.
#[derive(Debug)]
struct Stretch<const N: usize>([u32; N]);

impl<const N: usize> Stretch<N> {
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
}

/// Numbers things of one kind; equal ones alike.
struct Numbers<T>(FxHashMap<T, u32>);

impl<T: Eq + std::hash::Hash> Numbers<T> {
    fn of(&mut self, thing: T) -> u32 {
        let next = self.0.len() as u32;
        *self.0.entry(thing).or_insert(next)
    }
}

fn pack(pairs: &[(u16, u16)]) -> impl Iterator<Item = u32> {
    pairs.iter().map(|&(one, other)| u32::from(one) << 16 | u32::from(other))
}

impl Cards {
    /// Of records of which `texts` tells the first with the same text.
    pub(crate) fn new(all: Vec<Features>) -> Self {
        let mut out = Self::default();
        let mut actions = Numbers(FxHashMap::default());
        let mut rests = Numbers(FxHashMap::default());
        let mut first: FxHashMap<String, u32> = FxHashMap::default();
        // What says nothing is number 0.
        rests.of(String::new());
        for (features, at) in all.into_iter().zip(0..) {
            out.note(&features);
            let mut bag = |bag: &Bag| {
                out.bags.extend(bag);
                out.bags.len() as u32
            };
            let bags = Stretch([
                bag(&Bag::new()),
                bag(&features.object),
                bag(&features.grams),
                bag(&features.said),
                bag(&features.category),
                bag(&features.text_grams),
            ]);
            let mut list = |keys: &mut dyn Iterator<Item = u32>| {
                out.keys.extend(keys);
                out.keys.len() as u32
            };
            let keys = Stretch([
                list(&mut std::iter::empty()),
                list(&mut features.symbols.iter().copied()),
                list(&mut features.letters.iter().map(|letter| letter.0)),
                list(&mut features.head.iter().copied()),
                list(&mut features.verbs.iter().map(|&verb| actions.of(verb))),
                list(&mut features.loose.iter().map(|&verb| actions.of(verb))),
                list(&mut pack(&features.siblings)),
                list(&mut pack(&features.qualifiers)),
                list(&mut pack(&features.told)),
                list(&mut features.parts.objects.iter().copied()),
                list(&mut features.things.duties().iter().flat_map(|&(class, name)| [class, name])),
            ]);
            let start = out.named.len() as u32;
            out.named.extend(features.things.named());
            out.packed.push(Packed {
                bags,
                keys,
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
            });
            out.texts.push(Text { identity: features.identity, denied_words: features.denied_words });
        }
        out.actions = vec![ActionSet::default(); actions.0.len()];
        for (set, number) in actions.0 {
            out.actions[number as usize] = set;
        }
        out
    }

    /// Notes what the characters of a record tell, and the largest numbers.
    fn note(&mut self, features: &Features) {
        for &(letter, root) in &features.letters {
            let at = letter as usize;
            self.tells.resize(self.tells.len().max(at + 1), 0.0);
            self.tells[at] = root * root;
        }
        let end = |bag: &Bag| bag.last().map_or(0, |last| last.0 as usize + 1);
        self.grams = self.grams.max(end(&features.grams)).max(end(&features.text_grams));
        self.words = self.words.max(end(&features.object));
        self.said = self.said.max(end(&features.said));
    }

    /// Looks into the places of memory that comparing records reads, so that these are waited for together and not one after
    /// the other. The number tells nothing.
    pub(crate) fn glance(&self, records: impl Iterator<Item = u32> + Clone) -> u32 {
        // What is further behind is rare; no step here depends on what was read before, except for the places themselves.
        const BAG_LINES: usize = 10;
        const KEY_LINES: usize = 4;
        const LINE: usize = 64;
        let packed = records.map(|record| &self.packed[record as usize]);
        let sum = packed.clone().fold(0, |sum, packed| sum ^ packed.bags.0[0] ^ packed.rest);
        packed.fold(sum, |sum, packed| {
            let (bags, keys) = (packed.bags.all(), packed.keys.all());
            let bag = |line: usize| {
                self.bags
                    .get((bags.start + line * LINE / size_of::<(u32, f32)>()).min(bags.end))
                    .map_or(0, |entry| entry.0)
            };
            let key = |line: usize| {
                self.keys
                    .get((keys.start + line * LINE / size_of::<u32>()).min(keys.end))
                    .copied()
                    .unwrap_or(0)
            };
            (0..BAG_LINES).map(bag).chain((0..KEY_LINES).map(key)).fold(sum, |sum, read| sum ^ read)
        })
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

    fn list(self, of: List) -> &'a [u32] {
        &self.cards.keys[self.packed.keys.range(of as usize)]
    }

    fn actions(self, of: List) -> impl Iterator<Item = ActionSet> + Clone + 'a {
        self.list(of).iter().map(move |&number| self.cards.actions[number as usize])
    }

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

/// A record spread out to be compared with many: what it has of everything there is, so that another one's is looked up and
/// need not be searched for.
#[derive(Debug)]
pub(crate) struct Spread {
    record: Option<u32>,
    /// Characters of its name.
    length: usize,
    /// Where in a name of up to 64 characters each character is.
    places: Vec<u64>,
    /// A longer name.
    long: Option<Pattern<u32>>,
    letters: Vec<f32>,
    object: Vec<f32>,
    grams: Vec<f32>,
    said: Vec<f32>,
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
            said: vec![0.0; cards.said],
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
        let symbols = card.list(List::Symbols);
        self.length = symbols.len();
        self.long = (self.length > u64::BITS as usize).then(|| Pattern::new(symbols));
    }

    fn fill(&mut self, card: Card<'_>, full: bool) {
        let fill = |spread: &mut [f32], bag: &[(u32, f32)]| {
            bag.iter().for_each(|&(key, weight)| spread[key as usize] = if full { weight } else { 0.0 });
        };
        fill(&mut self.object, card.bag(Of::Object));
        fill(&mut self.grams, card.bag(Of::Grams));
        fill(&mut self.said, card.bag(Of::Said));
        fill(&mut self.texts, card.bag(Of::Texts));
        for (&symbol, at) in card.list(List::Symbols).iter().zip(0..u64::BITS) {
            let places = &mut self.places[symbol as usize];
            *places = if full { *places | 1 << at } else { 0 };
        }
        for &letter in card.list(List::Letters) {
            let at = letter as usize;
            self.letters[at] = if full { card.cards.tells[at] } else { 0.0 };
        }
    }

    /// The order-aware likeness of its name and another.
    pub(crate) fn characters(&self, other: Card<'_>) -> f64 {
        let symbols = other.list(List::Symbols);
        if let Some(long) = &self.long {
            return long.likeness(symbols);
        }
        let common = common(symbols.iter().map(|&symbol| self.places[symbol as usize]));
        likeness(common, self.length + symbols.len())
    }

    /// What its object shares with the one of another.
    pub(crate) fn object(&self, own: Card<'_>, other: Card<'_>) -> Overlap {
        Overlap::spread((own.packed.object, &self.object), (other.packed.object, other.object()))
    }

    /// What the characters in common tell, in bits.
    pub(crate) fn information(&self, other: Card<'_>) -> f64 {
        let letters = other.list(List::Letters).iter();
        f64::from(letters.fold(0.0, |sum, &letter| sum + self.letters[letter as usize]))
    }

    /// The cosine of the names.
    pub(crate) fn wording(&self, other: Card<'_>) -> f64 {
        inner(&self.grams, other.bag(Of::Grams))
    }

    /// The cosine of names and attributes, by characters and pairs of them.
    pub(crate) fn attributes(&self, other: Card<'_>) -> f64 {
        inner(&self.texts, other.bag(Of::Texts))
    }

    /// The same by characters as they are written.
    pub(crate) fn said(&self, other: Card<'_>) -> f64 {
        inner(&self.said, other.bag(Of::Said))
    }
}

/// The inner product of a weighted set that is spread out and another. What only one has adds nothing, not even to the
/// rounding.
fn inner(spread: &[f32], other: &[(u32, f32)]) -> f64 {
    f64::from(other.iter().fold(0.0, |sum, &(key, weight)| sum + spread[key as usize] * weight))
}
