//! Where in which list the walk is, and what numbers the items have.

use super::tag::Tag;
use super::tree::{Attribute, Tree};
use crate::document::Marker;
use crate::read::marker::{FoundMarker, marker};

/// An open list.
#[derive(Clone, Copy, Debug)]
struct List {
    ordered: bool,
    next: u32,
}

/// An open item.
#[derive(Clone, Copy, Debug)]
struct Item {
    depth: usize,
    /// The marker until its first line has taken it.
    marker: Option<Marker>,
}

/// The open lists and items.
#[derive(Debug, Default)]
pub(super) struct Lists {
    lists: Vec<List>,
    items: Vec<Item>,
    /// Open `dd` elements.
    descriptions: usize,
}

impl Lists {
    /// An element starts.
    pub(super) fn open(&mut self, tag: Tag, tree: &Tree, node: usize, source: &str) {
        let number = |attribute| {
            tree.attribute(node, attribute).and_then(|span| span.of(source).trim().parse::<u32>().ok())
        };
        match tag {
            _ if tag.is_list() => {
                let ordered = tag == Tag::Ol;
                self.lists.push(List { ordered, next: number(Attribute::Start).unwrap_or(1) });
            }
            Tag::Dl => self.lists.push(List { ordered: false, next: 1 }),
            Tag::Dd => self.descriptions += 1,
            Tag::Li => {
                let depth = self.lists.len().saturating_sub(1);
                let marker = match self.lists.last_mut() {
                    Some(list) if list.ordered => {
                        let value = number(Attribute::Value).unwrap_or(list.next);
                        list.next = value.saturating_add(1);
                        Marker::Number(value)
                    }
                    _ => Marker::Bullet,
                };
                self.items.push(Item { depth, marker: Some(marker) });
            }
            _ => {}
        }
    }

    /// An element ends.
    pub(super) fn close(&mut self, tag: Tag) {
        match tag {
            _ if tag.is_list() || tag == Tag::Dl => {
                self.lists.pop();
            }
            Tag::Dd => self.descriptions -= 1,
            Tag::Li => {
                self.items.pop();
            }
            _ => {}
        }
    }

    /// Depth of a block that is not itself an item: that of its item plus one.
    pub(super) fn depth(&self) -> usize {
        self.items.last().map_or(0, |item| item.depth + 1)
    }

    /// True inside a `dd`.
    pub(super) fn in_description(&self) -> bool {
        self.descriptions > 0
    }

    /// The marker of the innermost item, once.
    pub(super) fn take_marker(&mut self) -> Option<Marker> {
        self.items.last_mut().and_then(|item| item.marker.take())
    }
}

/// The bullet or letter that a line without an element of its own opens with (`• 盘点<br>`, `b. 补货<br>`).
/// A number may as well be a heading's, and a row of stars is a rating.
pub(super) fn typed_marker(line: &str) -> Option<FoundMarker> {
    let first = line.chars().next()?;
    let found = marker(line)?;
    let typed = found.marker == Marker::Bullet || first.is_ascii_lowercase();
    (typed && !line[found.len..].starts_with(first)).then_some(found)
}

/// The marker that a text is, if it is nothing else: `1.`, `2、`, `（三）`, `•`.
pub(super) fn numeral(text: &str) -> Option<Marker> {
    let text = text.trim();
    if matches!(text, "•" | "·" | "●" | "■" | "◆" | "-" | "*" | "○" | "▪") {
        return Some(Marker::Bullet);
    }
    let core = text.trim_matches(|c: char| ".．、:：)）(（.，,".contains(c));
    if core.is_empty() || core == text && text.chars().count() > 2 {
        return None;
    }
    if let Ok(value) = core.parse::<u32>() {
        return (value < 1000).then_some(Marker::Number(value));
    }
    let mut chars = core.chars();
    let first = chars.next()?;
    if ('①'..='⑳').contains(&first) && chars.next().is_none() {
        return Some(Marker::Number(first as u32 - '①' as u32 + 1));
    }
    han_number(core).map(Marker::Number)
}

/// 一 to 九十九.
fn han_number(text: &str) -> Option<u32> {
    let digit = |c: char| "一二三四五六七八九".chars().position(|d| d == c).map(|at| at as u32 + 1);
    let parts: Vec<char> = text.chars().collect();
    match parts[..] {
        ['十'] => Some(10),
        [one] => digit(one),
        ['十', one] => Some(10 + digit(one)?),
        [ten, '十'] => Some(10 * digit(ten)?),
        [ten, '十', one] => Some(10 * digit(ten)? + digit(one)?),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_are_markers_and_words_are_not() {
        assert_eq!(numeral("1."), Some(Marker::Number(1)));
        assert_eq!(numeral("（十二）"), Some(Marker::Number(12)));
        assert_eq!(numeral("③"), Some(Marker::Number(3)));
        assert_eq!(numeral("•"), Some(Marker::Bullet));
        for text in ["职责", "第一", "2024", "1.2.3.4", "", "：", "A."] {
            assert_eq!(numeral(text), None, "{text}");
        }
    }
}
