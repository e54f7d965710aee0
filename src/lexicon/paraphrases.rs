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

    /// The names in `text` (in normal form): from each character on the longest name, but none that lies inside of
    /// another.
    pub fn find(&self, text: &str) -> Vec<Found> {
        let mut found = Vec::new();
        if self.links.is_empty() {
            return found;
        }
        let mut covered = 0;
        for (at, _) in text.char_indices() {
            let rest = &text[at..];
            let longest = start(rest).map_or(0, |start| self.longest[start] as usize);
            let longest = &rest[..rest.floor_char_boundary(longest)];
            let mut ends = longest.char_indices().rev().map(|(at, c)| at + c.len_utf8());
            let name = ends.find_map(|end| {
                let first = self.places[self.place(&rest[..end])];
                (first != END).then_some((end, first))
            });
            if let Some((end, first)) = name.filter(|(end, _)| at + end > covered) {
                covered = at + end;
                let mut link = first;
                while let Some(&Link { class, next, .. }) = self.links.get(link as usize) {
                    found.push(Found { range: at..covered, class, name: first });
                    link = next;
                }
            }
        }
        found
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

    #[test]
    fn the_longest_names_are_found_may_overlap_and_have_several_classes() {
        let mut names = Paraphrases::default();
        for (name, class) in [("客户投诉", 0), ("投诉", 1), ("投诉工单", 2), ("工单", 3), ("投诉工单", 4)]
        {
            names.insert(name.into(), class);
        }
        let text = "处理客户投诉工单";
        let found: Vec<(&str, u32)> =
            names.find(text).into_iter().map(|found| (&text[found.range], found.class)).collect();
        assert_eq!(found, [("客户投诉", 0), ("投诉工单", 4), ("投诉工单", 2)]);
        assert!(names.find("").is_empty() && names.find("客").is_empty());
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
