//! The conversion loop: OpenCC's segmentation and stages in one pass.
//!
//! A table over the first 65536 code points holds the final form of every character. Most
//! characters need nothing else. A character that may start a phrase looks at a filter of
//! character pairs first; only pairs that occur in a phrase go on to [`Engine::careful`].
//!
//! Why one pass gives what OpenCC's several passes give:
//! - The output of all stages for a segment found by the segmentation is known when the tables
//!   are compiled.
//! - [`Kind::Forward`]: what the segments leave holds no phrase of the first stage, so that stage
//!   maps characters there, and phrases of the second stage are looked up through that map.
//! - [`Kind::Backward`]: what the segments leave holds no phrase of the second stage either. One
//!   can arise only where the first stage changed something, so it is enough to look at the
//!   character pairs around each change. If such a pair occurs in a phrase of the second stage,
//!   the clause around it is converted again, stage by stage (`clause.rs`).

use rustc_hash::FxHashMap;

use super::output::{Notes, Output};
pub(super) use super::pool::hash_pair;
use super::tables::{CharacterMap, Kind, Layer};
use super::terms::TermIndex;
use super::utf8::{ascii_run, decode, description_sequence};
use super::window::Window;

/// The character may start a phrase.
pub(super) const HEAD: u32 = 1 << 24;
/// The character always takes the careful path.
pub(super) const ODD: u32 = 1 << 25;

/// Words of [`Engine::pairs`]: 2¹⁸ bits, which stay in the first two caches.
pub(super) const PAIR_WORDS: usize = 1 << 12;
const PAIR_SHIFT: u32 = u32::BITS - PAIR_WORDS.trailing_zeros() - 6;

/// The bit of a pair in [`Engine::pairs`].
#[inline]
pub(super) fn pair_bit(a: u32, b: u32) -> u32 {
    hash_pair(a, b) >> PAIR_SHIFT
}

/// Found a compatibility ideograph: the block must be normalised first.
pub(super) struct NeedsNormalisation;

/// A configuration, ready to convert.
pub(super) struct Engine {
    pub(super) kind: Kind,
    /// By code point: the final form in UTF-8, three bytes, and the two flags.
    pub(super) characters: Box<[u32; 0x10000]>,
    /// Bit set of hashed pairs of characters that start a phrase with a value of its own.
    pub(super) pairs: Box<[u64; PAIR_WORDS]>,
    /// Bit set of hashed pairs of characters that start a segment or a term; all set for
    /// [`Kind::Forward`], where most do.
    pub(super) segment_pairs: Box<[u64; 1 << 10]>,
    /// Bit set of hashed pairs of neighbours in phrases that convert character by character;
    /// empty if there are none (`boundary.rs`).
    pub(super) joints: &'static [u8],
    /// The same for the phrases of the stage alone, smaller.
    pub(super) stage_pairs: Box<[u64; 1 << 10]>,
    /// Final forms of the characters that `characters` cannot hold.
    pub(super) odd: FxHashMap<u32, Odd>,
    /// ASCII characters that start a phrase.
    pub(super) ascii_heads: [bool; 128],
    /// True if so many pairs start a phrase that characters are looked up in windows.
    pub(super) dense: bool,
    pub(super) segments: Layer,
    pub(super) stage: Layer,
    pub(super) first: CharacterMap,
    pub(super) second: CharacterMap,
    pub(super) stage_raw: Vec<&'static [u8]>,
    pub(super) second_phrases: Vec<&'static [u8]>,
    /// By number in `stage`: first and last character of a changed result of the first stage.
    pub(super) edges: Vec<Option<(u32, u32)>>,
    /// Bit set of hashed pairs (character after the first stage, next character before it) that
    /// may occur in a phrase of the second stage.
    pub(super) suspicious: Box<[u64; 1 << 10]>,
    /// Characters that no phrase and no result holds, and that stay as they are.
    pub(super) barriers: Vec<char>,
    pub(super) normalisation: FxHashMap<char, char>,
    pub(super) terms: Option<TermIndex>,
}

/// A character that the table cannot hold.
pub(super) struct Odd {
    pub(super) out: Box<[u8]>,
    /// First and last character of the first stage's result, if that may take part in a phrase of
    /// the second stage.
    pub(super) edges: Option<(u32, u32)>,
}

/// A block being converted.
pub(super) struct Run<'a, N> {
    pub(super) text: &'a str,
    /// Where the block ends.
    pub(super) end: usize,
    pub(super) out: &'a mut Output,
    pub(super) notes: &'a mut N,
    /// Input and output position after the last thing that separates what comes before from what
    /// comes after.
    pub(super) floor: (usize, usize),
    /// Input position where the last changed result of the first stage ended, and its last
    /// character.
    pub(super) changed: (usize, u32),
    /// Input position up to which the segments are known.
    pub(super) settled: usize,
}

#[inline]
pub(super) fn has_bit(set: &[u64], bit: u32) -> bool {
    set[(bit >> 6) as usize] >> (bit & 63) & 1 == 1
}

impl Engine {
    /// Converts the next block of `text` from `at` on; returns where it ended. A block ends at a
    /// line feed, which no key holds.
    pub(super) fn step<N: Notes>(&self, text: &str, at: usize, out: &mut Output, notes: &mut N) -> usize {
        const BLOCK: usize = 32 << 10;
        let end = (at + BLOCK).min(text.len());
        let end = memchr::memchr(b'\n', &text.as_bytes()[end..]).map_or(text.len(), |n| end + n + 1);
        let mark = out.len();
        match self.block(text, at, end, out, notes) {
            Ok(stopped) => stopped,
            Err(NeedsNormalisation) => {
                out.truncate(mark);
                notes.forget_from(at);
                self.normalised_block(text, at, end, out, notes)
            }
        }
    }

    /// Converts from `from` to `end`, or a little beyond if a description sequence crosses it;
    /// returns where it stopped.
    pub(super) fn block<N: Notes>(
        &self,
        text: &str,
        from: usize,
        end: usize,
        out: &mut Output,
        notes: &mut N,
    ) -> Result<usize, NeedsNormalisation> {
        let bytes = text.as_bytes();
        let floor = (from, out.len());
        let mut run = Run { text, end, out, notes, floor, changed: (usize::MAX, 0), settled: from };
        run.out.reserve(end - from);
        let mut window = Window::default();
        let mut at = from;
        while at < end {
            at = if self.dense {
                self.windows(&mut run, at, &mut window)?
            } else {
                self.plain(bytes, at, end, run.out)
            };
            if at >= end {
                break;
            }
            if bytes[at] < 0x80 {
                let stop = at + ascii_run(&bytes[at..end]);
                let head = self.ascii_phrase(bytes, at, stop);
                run.out.push(&bytes[at..head.unwrap_or(stop)]);
                at = head.unwrap_or(stop);
                if head.is_none() {
                    continue;
                }
            }
            at = self.careful(&mut run, at)?;
        }
        Ok(at)
    }

    /// Converts characters of three bytes as long as the table alone decides; returns where the
    /// first other one is.
    fn plain(&self, bytes: &[u8], from: usize, end: usize, out: &mut Output) -> usize {
        let free = out.free();
        let mut at = from;
        // Characters keep their length here, so one count serves both sides.
        while at < end
            && let Some(&[a, b, c]) = bytes.get(at..at + 3)
            && a & 0xF0 == 0xE0
            && let Some(place) = free.get_mut(at - from..at - from + 4)
        {
            let code = u16::from(a & 15) << 12 | u16::from(b & 63) << 6 | u16::from(c & 63);
            let entry = self.characters[usize::from(code)];
            if entry >= HEAD && (entry >= ODD || self.starts_phrase(u32::from(code), bytes, at + 3)) {
                break;
            }
            place.copy_from_slice(&entry.to_le_bytes());
            at += 3;
        }
        out.advance(at - from);
        at
    }

    /// True if the character and the one at `next` may start a phrase.
    #[inline]
    fn starts_phrase(&self, c: u32, bytes: &[u8], next: usize) -> bool {
        if next >= bytes.len() {
            return false;
        }
        has_bit(&*self.pairs, pair_bit(c, decode(bytes, next).0))
    }

    /// The first place in the ASCII run `from..to` where a phrase may start. OpenCC's phrases that
    /// start with ASCII have at most three such characters before the first wider one (SQL注入).
    fn ascii_phrase(&self, bytes: &[u8], from: usize, to: usize) -> Option<usize> {
        if to >= bytes.len() {
            return None;
        }
        let from = if self.terms.is_some() { from } else { from.max(to.saturating_sub(3)) };
        (from..to).find(|&at| {
            self.ascii_heads[usize::from(bytes[at])]
                && self.starts_phrase(u32::from(bytes[at]), bytes, at + 1)
        })
    }

    /// One step at a character that is not plain; returns where it ended.
    pub(super) fn careful<N: Notes>(
        &self,
        run: &mut Run<'_, N>,
        at: usize,
    ) -> Result<usize, NeedsNormalisation> {
        let bytes = run.text.as_bytes();
        let (c, length) = decode(bytes, at);
        if self.is_compatibility(c) {
            return Err(NeedsNormalisation);
        }
        let next = at + length;
        if self.starts_phrase(c, bytes, next) {
            let segmented = self.kind != Kind::Single || self.terms.is_some();
            let segment = if segmented { self.segment(bytes, at) } else { None };
            let stage = if segment.is_none() { self.stage_phrase(bytes, at) } else { None };
            let value = match (segment, stage) {
                (Some((_, value)), _) => value,
                (None, Some((_, number))) => self.stage.values[usize::from(number)],
                (None, None) => &[],
            };
            // What converts character by character is passed character by character.
            if !value.is_empty()
                && let Some(stop) = self.inside_segment(run, at)
            {
                self.by_character(&bytes[at..stop], run.out);
                return Ok(stop);
            }
            if let Some((stop, value)) = segment.filter(|_| !value.is_empty()) {
                self.phrase(run, at, stop, value);
                return Ok(stop);
            }
            if let Some((stop, number)) = stage.filter(|_| !value.is_empty()) {
                if let Some(Some(edges)) = self.edges.get(usize::from(number)) {
                    if self.is_suspicious(run, at, stop, *edges) {
                        return self.redo(run, at, stop);
                    }
                    run.changed = (stop, edges.1);
                }
                self.phrase(run, at, stop, self.stage.values[usize::from(number)]);
                return Ok(stop);
            }
        }
        let sequence = description_sequence(bytes, at);
        if sequence > 0 {
            run.out.push(&bytes[at..at + sequence]);
            run.floor = (at + sequence, run.out.len());
            run.settled = at + sequence;
            return Ok(at + sequence);
        }
        if let Some(odd) = self.odd.get(&c) {
            if let Some(edges) = odd.edges {
                if self.is_suspicious(run, at, next, edges) {
                    return self.redo(run, at, next);
                }
                run.changed = (next, edges.1);
            }
            let start = run.out.len();
            run.out.push(&odd.out);
            // One character for one needs no note; 埠→端口 does.
            if odd.out.len() > 4 {
                run.notes.add(at..next, start..run.out.len());
            }
        } else if length == 3 {
            run.out.character(self.characters[c as usize & 0xFFFF]);
        } else {
            run.out.push(&bytes[at..next]);
        }
        Ok(next)
    }

    /// Writes what the phrase at `at..stop` becomes.
    #[inline]
    fn phrase<N: Notes>(&self, run: &mut Run<'_, N>, at: usize, stop: usize, value: &[u8]) {
        run.settled = stop;
        let start = run.out.len();
        run.out.push(value);
        run.notes.add(at..stop, start..run.out.len());
    }

    fn by_character(&self, bytes: &[u8], out: &mut Output) {
        for chunk in bytes.chunks_exact(3) {
            out.character(self.characters[decode(chunk, 0).0 as usize & 0xFFFF]);
        }
    }

    /// The segment that starts at `at`: where it ends, and its output (empty: character by
    /// character).
    #[inline]
    pub(super) fn segment(&self, bytes: &[u8], at: usize) -> Option<(usize, &[u8])> {
        let (first, n) = decode(bytes, at);
        if at + n >= bytes.len() {
            return None;
        }
        let (second, m) = decode(bytes, at + n);
        if !has_bit(&*self.segment_pairs, hash_pair(first, second) >> 16) {
            return None;
        }
        let head = at + n + m;
        let found = self
            .segments
            .index
            .longest(first, second, &bytes[head..])
            .map(|(rest, number)| (head + rest, self.segments.values[usize::from(number)]));
        let term = self.terms.as_ref().and_then(|terms| terms.longest(bytes, at, first, second, head));
        match (found, term) {
            (Some(found), Some(term)) if found.0 > term.0 => Some(found),
            (_, Some(term)) => Some(term),
            (found, None) => found,
        }
    }

    /// The phrase of the stage at `at`, where no segment starts: its end and its number. It may
    /// not reach into the next segment.
    fn stage_phrase(&self, bytes: &[u8], at: usize) -> Option<(usize, u16)> {
        let found = self.stage_phrase_within(bytes, at, bytes.len())?;
        if self.kind == Kind::Single {
            return Some(found);
        }
        let mut inner = at + decode(bytes, at).1;
        while inner < found.0 {
            let (c, n) = decode(bytes, inner);
            let follower = if inner + n < bytes.len() { decode(bytes, inner + n).0 } else { 0 };
            let starts = has_bit(&*self.pairs, pair_bit(c, follower)) || self.joins(c, follower);
            if starts && self.segment(bytes, inner).is_some() {
                return self.stage_phrase_within(bytes, at, inner);
            }
            inner += n;
        }
        Some(found)
    }

    /// The longest phrase of the stage at `at` that ends at or before `limit`.
    pub(super) fn stage_phrase_within(&self, bytes: &[u8], at: usize, limit: usize) -> Option<(usize, u16)> {
        let (first, n) = decode(bytes, at);
        let second_at = at + n;
        if second_at >= limit {
            return None;
        }
        let (second, m) = decode(bytes, second_at);
        let head = second_at + m;
        if head > limit {
            return None;
        }
        if self.kind != Kind::Single && !has_bit(&*self.stage_pairs, hash_pair(first, second) >> 16) {
            return None;
        }
        if self.kind != Kind::Forward {
            let rest = &bytes[head..limit];
            return self.stage.index.longest(first, second, rest).map(|(rest, number)| (head + rest, number));
        }
        // The keys are in the characters that the first stage gives.
        let mut candidates = self.stage.index.candidates(self.after_first(first), self.after_first(second));
        candidates.find_map(|(suffix, number)| {
            let mut stop = head;
            let mut wanted = 0;
            while wanted < suffix.len() {
                if stop >= limit {
                    return None;
                }
                let (c, n) = decode(bytes, stop);
                let (w, m) = decode(suffix, wanted);
                if self.after_first(c) != w {
                    return None;
                }
                stop += n;
                wanted += m;
            }
            Some((stop, number))
        })
    }

    /// What the first stage makes of a character.
    fn after_first(&self, c: u32) -> u32 {
        let to = char::from_u32(c).and_then(|c| self.first.get(&c)).and_then(|to| to.chars().next());
        to.map_or(c, u32::from)
    }

    pub(super) fn is_compatibility(&self, c: u32) -> bool {
        ((0xF900..0xFB00).contains(&c) || c >= 0x2F800)
            && char::from_u32(c).is_some_and(|c| self.normalisation.contains_key(&c))
    }
}
