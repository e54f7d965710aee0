//! Names that different authors give to one thing or one duty, found in a text.

use std::borrow::Cow;
use std::ops::Range;

use rustc_hash::FxHashMap;

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
#[derive(Clone, Debug, Default)]
pub struct Paraphrases {
    /// The first link of each name.
    names: FxHashMap<Cow<'static, str>, u32>,
    /// A class, and the next link of the same name.
    links: Vec<(u32, u32)>,
    /// Bytes of the longest name by the first two characters.
    longest: FxHashMap<[char; 2], usize>,
}

impl Paraphrases {
    /// Makes room for so many more names.
    pub(super) fn reserve(&mut self, names: usize) {
        self.names.reserve(names);
        self.links.reserve(names);
    }

    /// Adds a name (in normal form, two characters or more) of a class.
    pub(super) fn insert(&mut self, name: Cow<'static, str>, class: u32) {
        let Some(start) = start(&name) else { return };
        let longest = self.longest.entry(start).or_default();
        *longest = (*longest).max(name.len());
        let first = self.names.entry(name).or_insert(END);
        self.links.push((class, *first));
        *first = (self.links.len() - 1) as u32;
    }

    /// The names in `text` (in normal form): from each character on the longest name, but none that lies inside of
    /// another.
    pub fn find(&self, text: &str) -> Vec<Found> {
        let mut found = Vec::new();
        let mut covered = 0;
        for (at, _) in text.char_indices() {
            let rest = &text[at..];
            let Some(longest) = start(rest).and_then(|start| self.longest.get(&start)) else { continue };
            let longest = &rest[..rest.floor_char_boundary(*longest)];
            let mut ends = longest.char_indices().rev().map(|(at, c)| at + c.len_utf8());
            let name = ends.find_map(|end| Some((end, *self.names.get(&rest[..end])?)));
            if let Some((end, first)) = name.filter(|(end, _)| at + end > covered) {
                covered = at + end;
                let mut link = first;
                while let Some(&(class, next)) = self.links.get(link as usize) {
                    found.push(Found { range: at..covered, class, name: first });
                    link = next;
                }
            }
        }
        found
    }
}

/// The first two characters.
fn start(text: &str) -> Option<[char; 2]> {
    let mut chars = text.chars();
    chars.next().zip(chars.next()).map(|(first, second)| [first, second])
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
}
