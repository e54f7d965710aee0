//! Files and streams of any size, cut into blocks that can be converted one by one.

use std::io::{self, BufRead};

use super::Converter;
use super::utf8::{decode, is_description_operator};

/// Cuts a stream into blocks that can be converted one by one, in any order, with the same result
/// as the whole.
///
/// A block ends after a line feed, which no phrase holds. A line of more than [`Blocks::LONGEST`]
/// bytes is cut after a character that no phrase holds; if it has none of those either (no
/// blank, no punctuation in a mebibyte), at a character border, and a phrase across that border
/// is converted in two parts. Memory is bounded by twice [`Blocks::LONGEST`] plus the reader's
/// buffer.
pub struct Blocks<R> {
    reader: R,
    pending: Vec<u8>,
    borders: Vec<char>,
    done: bool,
}

impl<R: BufRead> Blocks<R> {
    /// Bytes after which a block ends at the next chance, and the longest line that is kept whole.
    pub const LONGEST: usize = 1 << 20;

    /// The blocks of `reader`, for `converter`.
    pub fn new(converter: &Converter, reader: R) -> Self {
        Self { reader, pending: Vec::new(), borders: converter.borders(), done: false }
    }

    /// Where to cut `pending`, if there is a place.
    fn cut(&self) -> Option<usize> {
        let newline = memchr::memrchr(b'\n', &self.pending).and_then(|at| self.before_open_sequence(at + 1));
        let too_long = || self.pending.len() >= Self::LONGEST;
        newline.or_else(|| too_long().then(|| self.cut_inside_line()).filter(|&cut| cut > 0))
    }

    /// The cut moved before a description sequence that may still be open there: such a sequence
    /// has at most 64 characters of at most four bytes, and may hold anything.
    fn before_open_sequence(&self, cut: usize) -> Option<usize> {
        let mut tail = cut.saturating_sub(256)..cut;
        let open =
            tail.find(|&at| self.pending[at] == 0xE2 && is_description_operator(decode(&self.pending, at).0));
        Some(open.unwrap_or(cut)).filter(|&cut| cut > 0)
    }

    fn cut_inside_line(&self) -> usize {
        let starts = (0..self.pending.len()).rev().filter(|&at| self.pending[at] & 0xC0 != 0x80);
        // The last character may be incomplete.
        let mut starts = starts.skip(1);
        let last = starts.clone().next().unwrap_or(self.pending.len());
        starts
            .find_map(|at| {
                let (c, n) = decode(&self.pending, at);
                let c = char::from_u32(c)?;
                self.borders.binary_search(&c).is_ok().then_some(at + n)
            })
            .unwrap_or(last)
    }
}

impl<R: BufRead> Iterator for Blocks<R> {
    type Item = io::Result<Vec<u8>>;

    fn next(&mut self) -> Option<Self::Item> {
        const STEP: usize = Blocks::<&[u8]>::LONGEST / 4;
        while !self.done {
            let chunk = match self.reader.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    self.done = true;
                    return Some(Err(error));
                }
            };
            // Looked at in even steps, so that the blocks do not depend on how the input arrives.
            let read = chunk.len().min(STEP - self.pending.len() % STEP);
            self.done = read == 0;
            self.pending.extend_from_slice(&chunk[..read]);
            self.reader.consume(read);
            if (self.pending.len().is_multiple_of(STEP) && !self.done)
                && let Some(cut) = self.cut()
            {
                let rest = self.pending.split_off(cut);
                return Some(Ok(std::mem::replace(&mut self.pending, rest)));
            }
        }
        let last = std::mem::take(&mut self.pending);
        (!last.is_empty()).then_some(Ok(last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn streamed(converter: &Converter, input: &[u8], buffer: usize) -> Vec<u8> {
        let blocks = Blocks::new(converter, io::BufReader::with_capacity(buffer, input));
        blocks.flat_map(|block| converter.convert_bytes(&block.expect("in memory"))).collect()
    }

    #[test]
    fn a_stream_gives_what_the_whole_text_gives() {
        let converter = Converter::for_config("tw2sp", true).expect("known");
        let text = "執行緒與軟體資訊⿰木\n林漢，漢字軟體\r\n".repeat(40_000);
        let whole = converter.convert_str(&text);
        for buffer in [7, 4096, 1 << 20] {
            assert!(streamed(&converter, text.as_bytes(), buffer) == whole.as_bytes(), "buffer {buffer}");
        }
    }

    #[test]
    fn one_huge_line_is_cut_where_no_phrase_can_be() {
        let converter = Converter::for_config("s2twp", true).expect("known");
        let text = "软件工程师检查数据库，".repeat(100_000);
        assert!(text.len() > 2 * Blocks::<&[u8]>::LONGEST);
        assert!(streamed(&converter, text.as_bytes(), 1 << 16) == converter.convert_str(&text).as_bytes());
        let text = "软".repeat(800_000);
        assert_eq!(streamed(&converter, text.as_bytes(), 1 << 16).len(), text.len());
        let first = Blocks::new(&converter, io::BufReader::new(text.as_bytes())).next();
        assert!(first.is_some_and(|block| block.is_ok_and(|block| block.len() < 2 << 20)));
    }

    #[test]
    fn bytes_that_are_not_utf8_pass_through() {
        let converter = Converter::for_config("t2s", true).expect("known");
        let mut input = b"\xff\xed\xa0\x80".to_vec();
        input.extend_from_slice("漢\u{0}".as_bytes());
        input.extend_from_slice(b"\xe6\xbc");
        let mut wanted = b"\xff\xed\xa0\x80".to_vec();
        wanted.extend_from_slice("汉\u{0}".as_bytes());
        wanted.extend_from_slice(b"\xe6\xbc");
        assert_eq!(streamed(&converter, &input, 3), wanted);
    }

    #[test]
    fn nothing_gives_nothing() {
        let converter = Converter::for_config("t2s", true).expect("known");
        assert!(streamed(&converter, b"", 8).is_empty());
    }
}
