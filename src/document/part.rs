//! A part of an aligned text, borrowed.

use std::ops::Range;

use super::{AlignedText, Span};

/// A part of an [`AlignedText`] that knows where it came from, as `&str` is to `String`.
#[derive(Clone, Copy, Debug)]
pub struct AlignedStr<'a> {
    text: &'a AlignedText,
    start: usize,
    end: usize,
}

impl<'a> AlignedStr<'a> {
    /// The bytes `range` of `text`, on character boundaries.
    #[inline]
    pub fn of(text: &'a AlignedText, range: Range<usize>) -> Self {
        Self { text, start: range.start, end: range.end.max(range.start) }
    }

    /// The text.
    #[inline]
    pub fn as_str(self) -> &'a str {
        &self.text.as_str()[self.start..self.end]
    }

    /// Length of the text in bytes.
    #[inline]
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// True if there is no text.
    #[inline]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The part of it in `range`.
    #[inline]
    pub fn slice(self, range: Range<usize>) -> Self {
        Self::of(self.text, self.start + range.start..self.start + range.end)
    }

    /// It without leading and trailing white space (including U+3000).
    #[inline]
    pub fn trimmed(self) -> Self {
        let text = self.as_str();
        if is_trimmed(text) {
            return self;
        }
        let start = self.start + (text.len() - text.trim_start().len());
        Self { start, end: start + text.trim().len(), ..self }
    }

    /// The smallest source span that holds it; `None` if it is empty.
    pub fn source_span(self) -> Option<Span> {
        self.text.to_source(self.start..self.end)
    }

    /// The smallest source span that holds `range` of it, as [`AlignedText::to_source`].
    pub fn to_source(self, range: Range<usize>) -> Option<Span> {
        self.text.to_source(self.start + range.start..self.start + range.end)
    }

    /// A text of its own.
    pub fn to_text(self) -> AlignedText {
        self.text.slice(self.start..self.end)
    }
}

/// True for most texts without white space at their ends: those that Latin letters, digits or Han stand at.
fn is_trimmed(text: &str) -> bool {
    let (bytes, han) = (text.as_bytes(), 0xe4..=0xe9);
    let first = bytes.first().is_some_and(|byte| byte.is_ascii_graphic() || han.contains(byte));
    let ends = |bytes: &[u8]| bytes.last().is_some_and(u8::is_ascii_graphic);
    first && (ends(bytes) || bytes.len().checked_sub(3).is_some_and(|at| han.contains(&bytes[at])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_says_what_a_slice_says() {
        let source = "甲 &amp;乙丙 丁";
        let mut text = AlignedText::default();
        text.push_verbatim(source, Span::new(0, 4));
        text.push_rewritten("&", Span::new(4, 9));
        text.push_verbatim(source, Span::new(9, source.len()));
        let ends: Vec<usize> = text.as_str().char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        for (nth, &start) in ends.iter().enumerate() {
            for &end in &ends[nth..] {
                let (part, slice) = (AlignedStr::of(&text, start..end), text.slice(start..end));
                assert_eq!(part.as_str(), slice.as_str());
                assert_eq!(part.source_span(), slice.source_span());
                assert_eq!(part.trimmed().to_text(), slice.trimmed());
                assert_eq!((part.len(), part.is_empty()), (slice.len(), slice.is_empty()));
                if let Some(first) = part.as_str().chars().next() {
                    let range = first.len_utf8()..part.len();
                    assert_eq!(part.to_source(range.clone()), slice.to_source(range.clone()));
                    assert_eq!(part.slice(range.clone()).to_text(), slice.slice(range));
                }
            }
        }
    }
}
