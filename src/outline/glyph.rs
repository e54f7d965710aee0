//! Levels that only the marks of items tell: `●` above `○`, `1)` above `①` above `a.`, all at one depth.

use crate::document::{Block, BlockKind, Document};

/// How an item is marked: the glyph of its bullet, or one sign for each dress of a number.
pub(crate) fn mark(document: &Document, block: &Block) -> Option<char> {
    if !matches!(block.kind, BlockKind::ListItem(_)) {
        return None;
    }
    let start = block.text.source_span()?.start;
    let head = document.text.get(block.span.start..start)?.trim();
    let first = head.chars().next()?;
    Some(match first {
        // Dashes and stars are typed for each other.
        '-' | '*' | '+' | '–' | '—' | '－' => '-',
        '①'..='⑳' => '①',
        '(' | '（' | '【' => '(',
        'a'..='z' | 'A'..='Z' => 'a',
        '0'..='9' | '０'..='９' => {
            let closed = head.contains([')', '）']);
            if closed { ')' } else { '1' }
        }
        glyph => glyph,
    })
}

/// The bytes that a block's mark opens with: items of the same ones are marked alike, unless they are
/// numbers.
pub(crate) fn sign<'a>(document: &'a Document, block: &Block) -> &'a [u8] {
    let bytes = &document.text.as_bytes()[block.span.start..];
    &bytes[..bytes.len().min(if bytes.first().is_some_and(u8::is_ascii) { 1 } else { 3 })]
}

/// What the marks of items of one depth say about their levels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Levels {
    /// They are all of one level.
    One,
    /// The level of each, from 0.
    Tree(Vec<usize>),
    /// Stretches of different marks stand one behind the other: where each begins.
    Row(Vec<usize>),
}

/// Reads the levels off marks: one that comes again closes those that came between.
pub(crate) fn levels(marks: &[char]) -> Levels {
    let Some(first) = marks.first() else { return Levels::One };
    if marks.iter().all(|mark| mark == first) {
        return Levels::One;
    }
    let mut open: Vec<char> = Vec::new();
    let mut out = Vec::with_capacity(marks.len());
    let mut starts = Vec::new();
    let mut again = false;
    for (at, &mark) in marks.iter().enumerate() {
        let level = open.iter().position(|&known| known == mark);
        again |= level.is_some_and(|level| level + 1 < open.len());
        if at == 0 || marks[at - 1] != mark {
            starts.push(at);
        }
        open.truncate(level.unwrap_or(open.len()));
        open.push(mark);
        out.push(open.len() - 1);
    }
    if again { Levels::Tree(out) } else { Levels::Row(starts) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(marks: &str) -> Levels {
        levels(&marks.chars().collect::<Vec<_>>())
    }

    #[test]
    fn a_mark_that_comes_again_closes_those_between() {
        assert_eq!(of("●●●"), Levels::One);
        assert_eq!(of("●○○●○"), Levels::Tree(vec![0, 1, 1, 0, 1]));
        assert_eq!(of(")①①a a①)".replace(' ', "").as_str()), Levels::Tree(vec![0, 1, 1, 2, 2, 1, 0]));
        assert_eq!(of("●●○○△"), Levels::Row(vec![0, 2, 4]));
    }
}
