//! What comparing reads of every record, packed: a pair waits for memory a few times and not at every field.

use std::cmp::Reverse;
use std::ops::Range;

use rustc_hash::FxHashMap;

use super::features::{Bag, Features};
use super::grams::length;
use super::similarity::{Overlap, Pattern, common, likeness};
use super::things::Named;
use crate::lexicon::linking::ActionSet;

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

/// The number of a character, in short.
fn letter(number: u32) -> u16 {
    u16::try_from(number).unwrap_or(AGAIN).min(AGAIN - 1)
}

/// New numbers for some keys, the most frequent first, so that what is looked up most lies side by side. Keys that come less
/// than `least` times have none.
struct Renumbered(Vec<Option<u32>>);

impl Renumbered {
    fn of<'a>(bags: impl Iterator<Item = &'a Bag> + Clone, least: u32) -> Self {
        let last = bags.clone().filter_map(|bag| bag.last()).map(|entry| entry.0 as usize + 1).max();
        let mut counts = vec![0_u32; last.unwrap_or(0)];
        bags.flatten().for_each(|entry| counts[entry.0 as usize] += 1);
        let mut order: Vec<u32> =
            (0..counts.len() as u32).filter(|&key| counts[key as usize] >= least).collect();
        order.sort_by_key(|&key| Reverse(counts[key as usize]));
        let mut out = vec![None; counts.len()];
        for (&key, number) in order.iter().zip(0..) {
            out[key as usize] = Some(number);
        }
        Self(out)
    }

    /// The keys there are still, in the order in which they were.
    fn bag(&self, bag: &Bag) -> impl Iterator<Item = (u32, f32)> {
        bag.iter().filter_map(|&(key, weight)| Some((self.0[key as usize]?, weight)))
    }
}

impl Cards {
    pub(crate) fn new(all: Vec<Features>) -> Self {
        // What one record alone has is in common with none.
        let grams = all.iter().flat_map(|features| [&features.grams, &features.text_grams]);
        let grams = Renumbered::of(grams, 2);
        let mut out = Self { grams: grams.0.iter().flatten().count(), ..Self::default() };
        let mut actions = Numbers(FxHashMap::default());
        let mut rests = Numbers(FxHashMap::default());
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
                bag(&mut features.object.iter().copied()),
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
        out.actions = vec![ActionSet::default(); actions.0.len()];
        for (set, number) in actions.0 {
            out.actions[number as usize] = set;
        }
        out
    }

    /// Notes what the characters of a record tell, and how many words there are.
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
        self.words = self.words.max(features.object.last().map_or(0, |last| last.0 as usize + 1));
    }

    /// Looks into the places of memory that comparing records reads, so that these are waited for together and not one after
    /// the other. The number tells nothing.
    pub(crate) fn glance(&self, records: impl Iterator<Item = u32> + Clone) -> u32 {
        // What is further behind is rare; no step here depends on what was read before, except for the places themselves.
        const BAG_LINES: usize = 7;
        const LETTER_LINES: usize = 3;
        const LINE: usize = 64;
        let packed = records.map(|record| &self.packed[record as usize]);
        let sum = packed.clone().fold(0, |sum, packed| sum ^ packed.bags.0[0] ^ packed.rest);
        packed.fold(sum, |sum, packed| {
            let (bags, letters) = (packed.bags.all(), packed.letters.all());
            let key = self.keys.get(packed.keys.all().start).copied().unwrap_or(0);
            let bag = |line: usize| {
                self.bags
                    .get((bags.start + line * LINE / size_of::<(u32, f32)>()).min(bags.end))
                    .map_or(0, |entry| entry.0)
            };
            let letter = |line: usize| {
                let at = (letters.start + line * LINE / size_of::<u16>()).min(letters.end);
                self.letters.get(at).map_or(0, |&letter| u32::from(letter))
            };
            (0..BAG_LINES)
                .map(bag)
                .chain((0..LETTER_LINES).map(letter))
                .fold(sum ^ key, |sum, read| sum ^ read)
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

    fn letters(self, of: Letters) -> &'a [u16] {
        &self.cards.letters[self.packed.letters.range(of as usize)]
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
    pub(crate) fn characters(&self, other: Card<'_>) -> f64 {
        let name = other.letters(Letters::Name);
        if let Some(long) = &self.long {
            return long.likeness(&plain(name));
        }
        let common = common(name.iter().map(|&symbol| self.places[usize::from(symbol & !AGAIN)]));
        likeness(common, self.length + name.len())
    }

    /// What its object shares with the one of another.
    pub(crate) fn object(&self, own: Card<'_>, other: Card<'_>) -> Overlap {
        Overlap::spread((own.packed.object, &self.object), (other.packed.object, other.object()))
    }

    /// What the characters in common tell, in bits.
    pub(crate) fn information(&self, other: Card<'_>) -> f64 {
        let tells = |&symbol: &u16| {
            let tells = self.letters[usize::from(symbol & !AGAIN)];
            if symbol & AGAIN == 0 { tells } else { 0.0 }
        };
        f64::from(other.letters(Letters::Name).iter().map(tells).fold(0.0, |sum, tells| sum + tells))
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
fn inner(spread: &[f32], other: &[(u32, f32)]) -> f64 {
    f64::from(other.iter().fold(0.0, |sum, &(key, weight)| sum + spread[key as usize] * weight))
}
