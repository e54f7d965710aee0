//! Names that different authors give to one thing or one duty, found in a text.

use std::borrow::Cow;
use std::hash::BuildHasher as _;
use std::ops::Range;

use rustc_hash::FxBuildHasher;

/// A name in a text, once for each of its classes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Bytes of the text.
    pub range: Range<usize>,
    /// Bytes of what is left of the name, where other words part it; empty where it stands in one piece.
    pub rest: Range<usize>,
    /// The class.
    pub class: u32,
    /// Equal for equal names only.
    pub name: u32,
}

/// No further class.
const END: u32 = u32::MAX;

/// Classes of names, each of which an editor would take for the same. Unlike a synonym class of
/// [`Entry`](super::linking::Entry), a class here cuts no title into words: it only tells that two stretches mean the
/// same, and a name may be of several.
///
/// There are tens of thousands of names, which every start reads: they lie in one list, and the tables beside it are
/// small enough to stay near the processor while they are filled.
#[derive(Clone, Debug, Default)]
pub struct Paraphrases {
    /// Each name once for each of its classes.
    links: Vec<Link>,
    /// The first link of each name, as a hash table with a power of two of places, no more than half of them taken.
    places: Vec<u32>,
    /// How many of them are taken.
    names: usize,
    /// Bytes of the longest name by a hash of its first two characters; more where others have the same one.
    longest: Vec<u32>,
}

#[derive(Clone, Debug)]
struct Link {
    name: Cow<'static, str>,
    class: u32,
    /// The next link of the same name.
    next: u32,
}

/// Fewest places of a table.
const FEW: usize = 64;

/// Places of [`Paraphrases::longest`].
const STARTS: usize = 1 << 15;

impl Paraphrases {
    /// Makes room for so many more names.
    pub(super) fn reserve(&mut self, names: usize) {
        self.links.reserve(names);
        let places = (2 * (self.names + names)).next_power_of_two().max(FEW);
        if places > self.places.len() {
            let before = std::mem::replace(&mut self.places, vec![END; places]);
            for first in before.into_iter().filter(|first| *first != END) {
                let place = self.place(&self.links[first as usize].name);
                self.places[place] = first;
            }
        }
        self.longest.resize(STARTS, 0);
    }

    /// Adds a name (in normal form, two characters or more) of a class.
    pub(super) fn insert(&mut self, name: Cow<'static, str>, class: u32) {
        let Some(start) = start(&name) else { return };
        if 2 * self.names >= self.places.len() {
            self.reserve(self.names + 1);
        }
        let longest = &mut self.longest[start];
        *longest = (*longest).max(u32::try_from(name.len()).unwrap_or(u32::MAX));
        let place = self.place(&name);
        let next = self.places[place];
        self.names += usize::from(next == END);
        self.places[place] = self.links.len() as u32;
        self.links.push(Link { name, class, next });
    }

    /// The place of a name, or the free one where it would stand.
    fn place(&self, name: &str) -> usize {
        let last = self.places.len() - 1;
        let mut place = FxBuildHasher.hash_one(name) as usize & last;
        while self.links.get(self.places[place] as usize).is_some_and(|link| link.name != name) {
            place = (place + 1) & last;
        }
        place
    }

    /// The names in `text` (in normal form), also those that lie inside of others. Spaces do not count, but a name
    /// neither begins nor ends within a Latin word.
    pub fn find(&self, text: &str) -> Vec<Found> {
        let mut found = Vec::new();
        if self.links.is_empty() {
            return found;
        }
        let close = Compact::of(text);
        let compact: &str = &close.text;
        for (at, _) in compact.char_indices().filter(|&(at, _)| close.begins(at)) {
            let rest = &compact[at..];
            let longest = start(rest).map_or(0, |start| self.longest[start] as usize);
            let longest = &rest[..rest.floor_char_boundary(longest)];
            let ends = longest.char_indices().rev().map(|(at, c)| at + c.len_utf8());
            for end in ends {
                let Some(first) = self.first(&rest[..end]).filter(|_| close.begins(at + end)) else {
                    continue;
                };
                let range = close.original(at..at + end);
                found.extend(self.classes(first, &range, &(0..0)));
            }
        }
        found
    }

    /// The names in `text` (in normal form) that the verb at `verb` begins and that a few other characters of its
    /// clause part: 安排班次 in 安排客服班次.
    pub fn parted(&self, text: &str, verb: Range<usize>) -> Vec<Found> {
        let mut found = Vec::new();
        if self.links.is_empty() {
            return found;
        }
        let clause = text[verb.end..].split([',', ';', ':', '、', '。']).next().unwrap_or_default();
        let ends: Vec<usize> =
            clause.char_indices().map(|(at, c)| verb.end + at + c.len_utf8()).take(GAP + PIECE).collect();
        let mut name = String::new();
        for (nth, &from) in ends.iter().enumerate().take(GAP) {
            for &to in ends[nth + 1..].iter().take(PIECE).skip(1) {
                name.clear();
                name.push_str(&text[verb.clone()]);
                name.push_str(&text[from..to]);
                let first = self.first(&name).filter(|_| !inside_word(text, from) && !inside_word(text, to));
                found.extend(first.into_iter().flat_map(|first| self.classes(first, &verb, &(from..to))));
            }
        }
        found
    }

    /// The first link of a name.
    fn first(&self, name: &str) -> Option<u32> {
        Some(self.places[self.place(name)]).filter(|first| *first != END)
    }

    /// The name with this first link, found in these places, once for each of its classes.
    fn classes(
        &self,
        first: u32,
        range: &Range<usize>,
        rest: &Range<usize>,
    ) -> impl Iterator<Item = Found> + use<'_> {
        let links =
            std::iter::successors(self.links.get(first as usize), |link| self.links.get(link.next as usize));
        let (range, rest) = (range.clone(), rest.clone());
        links.map(move |link| Found {
            range: range.clone(),
            rest: rest.clone(),
            class: link.class,
            name: first,
        })
    }
}

/// Most characters that part a name. Hand-set.
const GAP: usize = 8;

/// Most characters of what is left of a name behind them, which has two or more.
const PIECE: usize = 4;

/// True if the place parts a Latin word.
fn inside_word(text: &str, at: usize) -> bool {
    let letter = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_alphabetic);
    at > 0 && letter(at - 1) && letter(at)
}

/// A text without its spaces.
struct Compact<'a> {
    original: &'a str,
    text: Cow<'a, str>,
    /// The bytes of the text at which a space stood, ascending.
    spaces: Vec<usize>,
}

impl<'a> Compact<'a> {
    fn of(original: &'a str) -> Self {
        let pieces: Vec<&str> = original.split(' ').collect();
        if pieces.len() < 2 {
            return Self { original, text: original.into(), spaces: Vec::new() };
        }
        let mut text = String::with_capacity(original.len());
        let mut spaces = Vec::with_capacity(pieces.len());
        for piece in pieces {
            text.push_str(piece);
            spaces.push(text.len());
        }
        spaces.pop();
        Self { original, text: text.into(), spaces }
    }

    /// The original's byte of a byte of the text; of one at which a space stood, the byte behind the space.
    fn at(&self, at: usize) -> usize {
        at + self.spaces.partition_point(|space| *space <= at)
    }

    /// True if a name may begin or end here.
    fn begins(&self, at: usize) -> bool {
        !inside_word(self.original, self.at(at))
    }

    /// The original's bytes of some of the text.
    fn original(&self, range: Range<usize>) -> Range<usize> {
        let space = usize::from(self.spaces.binary_search(&range.end).is_ok());
        self.at(range.start)..self.at(range.end) - space
    }
}

/// Where the first two characters of a text lead to in [`Paraphrases::longest`].
fn start(text: &str) -> Option<usize> {
    let mut chars = text.chars();
    let start = chars.next().zip(chars.next());
    start.map(|(first, second)| FxBuildHasher.hash_one((first, second)) as usize % STARTS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(rows: &[(&'static str, u32)]) -> Paraphrases {
        let mut names = Paraphrases::default();
        for &(name, class) in rows {
            names.insert(name.into(), class);
        }
        names
    }

    #[test]
    fn names_may_overlap_lie_inside_of_others_and_have_several_classes() {
        let names = names(&[("客户投诉", 0), ("投诉", 1), ("投诉工单", 2), ("工单", 3), ("投诉工单", 4)]);
        let text = "处理客户投诉工单";
        let found: Vec<(&str, u32)> =
            names.find(text).into_iter().map(|found| (&text[found.range], found.class)).collect();
        assert_eq!(found, [("客户投诉", 0), ("投诉工单", 4), ("投诉工单", 2), ("投诉", 1), ("工单", 3)]);
        assert!(names.find("").is_empty() && names.find("客").is_empty());
        assert!(
            Paraphrases::default().find(text).is_empty()
                && Paraphrases::default().parted(text, 0..6).is_empty()
        );
    }

    #[test]
    fn spaces_do_not_count_and_latin_words_are_not_parted() {
        let names = names(&[("stocktake", 0), ("写api文档", 1), ("ocr", 2)]);
        let found = |text: &'static str| -> Vec<&str> {
            names.find(text).into_iter().map(|found| &text[found.range]).collect()
        };
        assert_eq!(found("每月stock take一次"), ["stock take"]);
        assert_eq!(found("跑 stock take"), ["stock take"]);
        assert_eq!(found("写 api 文档"), ["写 api 文档"]);
        assert!(found("stock takers").is_empty() && found("democracy").is_empty());
        assert_eq!(found("用ocr识别,ocr 校对"), ["ocr", "ocr"]);
    }

    #[test]
    fn a_verb_and_its_thing_may_be_parted_within_a_clause() {
        let names = names(&[("清点库存", 0), ("清点", 1), ("清点sku", 2)]);
        let parted = |text: &'static str| -> Vec<&str> {
            names.parted(text, 0..6).into_iter().map(|found| &text[found.rest]).collect()
        };
        assert_eq!(parted("清点门店的库存"), ["库存"]);
        assert_eq!(parted("清点新sku"), ["sku"]);
        for apart in ["清点库存", "清点现金,登记库存", "清点门店二楼东侧货架上的各类库存", "清点oldskus"]
        {
            assert!(parted(apart).is_empty(), "{apart}");
        }
    }

    #[test]
    fn every_name_of_many_is_found() {
        let mut names = Paraphrases::default();
        let name = |at: u32| format!("第{at}号台账");
        for at in 0..1_000 {
            names.insert(name(at % 900).into(), at);
        }
        for at in 0..1_100 {
            let classes: Vec<u32> = names.find(&name(at)).iter().map(|found| found.class).collect();
            let expected = [at + 900, at].into_iter().filter(|class| *class < 1_000 && at < 900);
            assert_eq!(classes, expected.collect::<Vec<_>>(), "{at}");
        }
    }
}
