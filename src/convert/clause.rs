//! Where the single pass cannot be sure: one clause again, in the plain reading of OpenCC,
//! segmentation first, then stage after stage.

use std::ops::Range;

use super::engine::{Engine, NeedsNormalisation, Run, has_bit, hash_pair};
use super::output::{Notes, Output};
use super::tables::CharacterMap;
use super::utf8::{decode, is_description_operator};

impl Engine {
    /// True if a phrase of the second stage may arise across an edge of a changed result.
    pub(super) fn is_suspicious<N: Notes>(
        &self,
        run: &Run<'_, N>,
        at: usize,
        stop: usize,
        edges: (u32, u32),
    ) -> bool {
        let bytes = run.text.as_bytes();
        let before = if run.changed.0 == at { run.changed.1 } else { last_character(&bytes[..at]) };
        let after = if stop < bytes.len() { decode(bytes, stop).0 } else { 0 };
        let pairs = [(before, edges.0), (edges.1, after)];
        pairs.into_iter().any(|(x, y)| has_bit(&*self.suspicious, hash_pair(x, y) >> 16))
    }

    /// Converts the clause around `at..stop` stage by stage. The clause runs from the last barrier
    /// (the last one in the output stands for the same character) to the next.
    pub(super) fn redo<N: Notes>(
        &self,
        run: &mut Run<'_, N>,
        at: usize,
        stop: usize,
    ) -> Result<usize, NeedsNormalisation> {
        let bytes = run.text.as_bytes();
        let from = run.floor.0 + self.after_last_barrier(&bytes[run.floor.0..at]);
        let out_from = run.floor.1 + self.after_last_barrier(&run.out.as_bytes()[run.floor.1..]);
        let mut to = stop;
        while to < run.end {
            let (c, n) = decode(bytes, to);
            if self.is_compatibility(c) {
                return Err(NeedsNormalisation);
            }
            if is_description_operator(c) || self.is_barrier(c) {
                break;
            }
            to += n;
        }
        run.out.truncate(out_from);
        run.notes.forget_from(from);
        self.exact(run.text, from..to, run.out, run.notes);
        run.floor = (to, run.out.len());
        Ok(to)
    }

    fn is_barrier(&self, c: u32) -> bool {
        char::from_u32(c).is_some_and(|c| self.barriers.binary_search(&c).is_ok())
    }

    fn after_last_barrier(&self, bytes: &[u8]) -> usize {
        (0..bytes.len())
            .rev()
            .filter(|&at| bytes[at] & 0xC0 != 0x80)
            .map(|at| (at, decode(bytes, at)))
            .find(|(_, (c, _))| self.is_barrier(*c))
            .map_or(0, |(at, (_, n))| at + n)
    }

    /// Converts `range`, which holds no complete description sequence and no compatibility
    /// ideograph, and whose ends no phrase crosses.
    fn exact<N: Notes>(&self, text: &str, range: Range<usize>, out: &mut Output, notes: &mut N) {
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

fn last_character(bytes: &[u8]) -> u32 {
    let start = (0..bytes.len()).rev().find(|&at| bytes[at] & 0xC0 != 0x80);
    start.map_or(0, |at| decode(bytes, at).0)
}
