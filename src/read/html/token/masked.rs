//! A page as far as it tells where tags are, which is all that the tokenizer is asked for.

use std::convert::Infallible;

use html5gum::Reader;
use memchr::memchr;

use crate::document::Span;

/// What the tokenizer would stop at for texts, which nobody asks it for; a masked page holds none of these.
const ABSENT: &[u8] = b"&\0\r";

/// `source`, byte for byte as long: with blanks in place of the directives, letters in lower case, and nothing
/// of what is [`ABSENT`].
pub(super) fn mask(source: &str, directives: &[Span]) -> Vec<u8> {
    let mut masked: Vec<u8> = source
        .bytes()
        .map(|byte| match byte {
            b'&' | 0 => b'_',
            b'\r' => b'\n',
            _ => byte.to_ascii_lowercase(),
        })
        .collect();
    directives.iter().for_each(|span| masked[span.start..span.end].fill(b' '));
    masked
}

/// Reads a masked page.
#[derive(Debug)]
pub(super) struct Masked<'a>(&'a [u8]);

impl<'a> Masked<'a> {
    pub(super) fn new(masked: &'a [u8]) -> Self {
        Self(masked)
    }

    fn take(&mut self, len: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(len);
        self.0 = rest;
        taken
    }
}

impl Reader for Masked<'_> {
    type Error = Infallible;

    #[inline(always)]
    fn read_byte(&mut self) -> Result<Option<u8>, Infallible> {
        let Some((&first, rest)) = self.0.split_first() else { return Ok(None) };
        self.0 = rest;
        Ok(Some(first))
    }

    fn try_read_string(&mut self, wanted: &[u8], case_sensitive: bool) -> Result<bool, Infallible> {
        let here = self.0.get(..wanted.len());
        let found =
            here.is_some_and(|here| here == wanted || !case_sensitive && here.eq_ignore_ascii_case(wanted));
        if found {
            self.take(wanted.len());
        }
        Ok(found)
    }

    #[inline(always)]
    fn read_until<'b>(
        &'b mut self,
        stops: &[u8],
        _: &'b mut [u8; 4],
    ) -> Result<Option<&'b [u8]>, Infallible> {
        let Some(first) = self.0.first() else { return Ok(None) };
        if stops.contains(first) {
            return Ok(Some(self.take(1)));
        }
        // In texts and values there is one byte to look for, and it may be far.
        let only = |stop: u8| stops.iter().all(|byte| *byte == stop || ABSENT.contains(byte));
        let found = match [b'<', b'"', b'\''].into_iter().find(|&stop| only(stop)) {
            Some(stop) => memchr(stop, self.0),
            None => self.0.iter().position(|byte| stops.contains(byte)),
        };
        Ok(Some(self.take(found.unwrap_or(self.0.len()))))
    }
}

#[cfg(test)]
mod tests {
    use html5gum::{DefaultEmitter, Tokenizer};
    use proptest::prelude::*;

    use super::*;

    /// Names and places of the tags of a page.
    fn tags<R: Reader<Error = Infallible>>(page: R) -> Vec<(String, Span)> {
        let mut emitter = DefaultEmitter::<usize>::new_with_span();
        emitter.naively_switch_states(true);
        let place = |span: html5gum::Span<usize>| Span::new(span.start, span.end);
        let told = Tokenizer::new_with_emitter(page, emitter).flatten().filter_map(|token| match token {
            html5gum::Token::StartTag(tag) => Some((tag.name.to_vec(), place(tag.span))),
            html5gum::Token::EndTag(tag) => Some((tag.name.to_vec(), place(tag.span))),
            html5gum::Token::Comment(comment) => Some((b"!".to_vec(), place(comment.span))),
            html5gum::Token::Doctype(doctype) => Some((b"!".to_vec(), place(doctype.span))),
            _ => None,
        });
        let masked = |name: Vec<u8>| String::from_utf8_lossy(&name).replace(['&', '\u{fffd}'], "_");
        told.map(|(name, span)| (masked(name), span)).collect()
    }

    #[test]
    fn directives_and_texts_are_masked() {
        let page = "<P>&lt;<%= x %>甲\r\n";
        assert_eq!(mask(page, &[Span::new(7, 15)]), "<p>_lt;        甲\n\n".as_bytes());
    }

    proptest! {
        #[test]
        fn a_masked_page_has_the_same_tags(
            page in "(<|</|>|/|=|\"|'|-|--|!|\\?|&|&amp;|\0|\r\n|\r|\n| |甲|<!--|-->|<!DOCTYPE |<Script>|</script>|<TITLE|</title|<p|<a href|class|B){0,24}",
        ) {
            let masked = mask(&page, &[]);
            let plain = html5gum::Readable::to_reader(page.as_str());
            prop_assert_eq!(tags(Masked::new(&masked)), tags(plain));
        }
    }
}
