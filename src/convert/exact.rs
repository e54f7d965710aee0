//! The plain reading of OpenCC for one clause: segmentation, then stage after stage.
//!
//! Used where the single pass cannot be sure ([`super::engine`]).

use std::ops::Range;

use super::engine::Engine;
use super::output::{Notes, Output};
use super::tables::CharacterMap;
use super::utf8::decode;

impl Engine {
    /// Converts `range`, which holds no complete description sequence and no compatibility
    /// ideograph, and whose ends no phrase crosses.
    pub(super) fn exact<N: Notes>(&self, text: &str, range: Range<usize>, out: &mut Output, notes: &mut N) {
        let clause = &text.as_bytes()[..range.end];
        let mut from = range.start;
        let mut at = range.start;
        while at < range.end {
            let Some((stop, value)) = self.segment(clause, at) else {
                at += decode(clause, at).1;
                continue;
            };
            self.both_stages(text, from..at, out, notes);
            let start = out.len();
            out.push(value);
            notes.add(at..stop, start..out.len());
            at = stop;
            from = stop;
        }
        self.both_stages(text, from..range.end, out, notes);
    }

    /// Both stages on one segment.
    fn both_stages<N: Notes>(&self, text: &str, range: Range<usize>, out: &mut Output, notes: &mut N) {
        let bytes = &text.as_bytes()[..range.end];
        let mut between = Vec::with_capacity(range.len());
        let mut at = range.start;
        while at < range.end {
            match self.stage_phrase_within(bytes, at, range.end) {
                Some((stop, number)) => {
                    between.extend_from_slice(self.stage_raw[usize::from(number)]);
                    at = stop;
                }
                None => at = character(bytes, at, &self.first, &mut between),
            }
        }
        let mut done = Vec::with_capacity(between.len());
        let mut at = 0;
        while at < between.len() {
            let (first, n) = decode(&between, at);
            let second = (at + n < between.len()).then(|| decode(&between, at + n));
            let found = second.and_then(|(second, m)| {
                let head = at + n + m;
                let (rest, number) = self.segments.index.longest(first, second, &between[head..])?;
                Some((head + rest, number))
            });
            match found {
                Some((stop, number)) => {
                    done.extend_from_slice(self.second_phrases[usize::from(number)]);
                    at = stop;
                }
                None => at = character(&between, at, &self.second, &mut done),
            }
        }
        let start = out.len();
        out.push(&done);
        if characters(&bytes[range.clone()]) != characters(&done) && !range.is_empty() {
            notes.add(range, start..out.len());
        }
    }
}

/// One character through a map; returns where it ended.
fn character(bytes: &[u8], at: usize, map: &CharacterMap, out: &mut Vec<u8>) -> usize {
    let (c, n) = decode(bytes, at);
    match char::from_u32(c).and_then(|c| map.get(&c)) {
        Some(to) => out.extend_from_slice(to.as_bytes()),
        None => out.extend_from_slice(&bytes[at..at + n]),
    }
    at + n
}

fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&b| b & 0xC0 != 0x80).count()
}
