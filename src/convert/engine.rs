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
//!   the clause around it is converted again, stage by stage (`exact.rs`).

use rustc_hash::FxHashMap;

use super::output::{Notes, Output};
use super::tables::{CharacterMap, Kind, Layer, Tables};
use super::terms::TermIndex;
use super::utf8::{decode, description_sequence, is_description_operator};

/// The character may start a phrase.
const HEAD: u32 = 1 << 24;
/// The character always takes the careful path.
const ODD: u32 = 1 << 25;

/// Found a compatibility ideograph: the block must be normalised first.
pub(super) struct NeedsNormalisation;

pub(super) struct Engine {
    pub(super) kind: Kind,
    /// By code point: the final form in UTF-8, three bytes, and the two flags.
    characters: Box<[u32; 0x10000]>,
    /// Bit set of hashed pairs of characters that start a phrase.
    pairs: Box<[u64; 1 << 14]>,
    /// The same for the phrases of the stage alone, smaller.
    stage_pairs: Box<[u64; 1 << 10]>,
    /// Final forms of the characters that `characters` cannot hold.
    odd: FxHashMap<u32, Odd>,
    /// ASCII characters that start a phrase.
    ascii_heads: [bool; 128],
    pub(super) segments: Layer,
    pub(super) stage: Layer,
    pub(super) first: CharacterMap,
    pub(super) second: CharacterMap,
    pub(super) stage_raw: Vec<&'static [u8]>,
    pub(super) second_phrases: Vec<&'static [u8]>,
    /// By number in `stage`: first and last character of a changed result of the first stage.
    edges: Vec<Option<(u32, u32)>>,
    /// Bit set of hashed pairs (character after the first stage, next character before it) that
    /// may occur in a phrase of the second stage.
    suspicious: Box<[u64; 1 << 10]>,
    /// Characters that no phrase and no result holds, and that stay as they are.
    barriers: Vec<char>,
    normalisation: FxHashMap<char, char>,
    pub(super) terms: Option<TermIndex>,
}

struct Odd {
    out: Box<[u8]>,
    /// First and last character of the first stage's result, if that may take part in a phrase of
    /// the second stage.
    edges: Option<(u32, u32)>,
}

/// Where conversion of the block stands.
struct Place {
    /// Input and output position after the last thing that separates what comes before from what
    /// comes after.
    floor: (usize, usize),
    /// Input position where the last changed result of the first stage ended, and its last
    /// character.
    changed: (usize, u32),
}

fn hash_pair(a: u32, b: u32) -> u32 {
    a.wrapping_mul(0x9E37_79B1).wrapping_add(b.wrapping_mul(0x85EB_CA6B))
}

fn set_bit(set: &mut [u64], bit: u32) {
    set[(bit >> 6) as usize] |= 1 << (bit & 63);
}

#[inline]
fn has_bit(set: &[u64], bit: u32) -> bool {
    set[(bit >> 6) as usize] >> (bit & 63) & 1 == 1
}

fn pack(c: char) -> u32 {
    let mut bytes = [0; 4];
    c.encode_utf8(&mut bytes);
    u32::from_le_bytes(bytes)
}

fn takes_three_bytes(text: &str) -> Option<char> {
    let mut chars = text.chars();
    let only = chars.next().filter(|c| c.len_utf8() == 3)?;
    chars.next().is_none().then_some(only)
}

impl Engine {
    /// `overrides` are characters whose final form is set by hand; each stays one character.
    pub(super) fn new(tables: Tables, terms: Option<TermIndex>, overrides: &[(char, &'static str)]) -> Self {
        let Tables { kind, segments, stage, stage_raw, second_phrases, first, mut second, normalisation } =
            tables;
        second.extend(overrides.iter().copied());
        let mut engine = Self {
            kind,
            characters: identity(),
            pairs: zeroed(),
            stage_pairs: zeroed(),
            odd: FxHashMap::default(),
            ascii_heads: [false; 128],
            edges: stage_raw.iter().map(|_| None).collect(),
            segments,
            stage,
            first,
            second,
            stage_raw,
            second_phrases,
            suspicious: zeroed(),
            barriers: Vec::new(),
            normalisation,
            terms,
        };
        engine.set_characters();
        engine.set_pairs();
        if kind == Kind::Backward {
            engine.set_suspicious();
            engine.barriers = engine.borders();
        }
        engine
    }

    fn set_characters(&mut self) {
        let second = |text: &str| -> String {
            text.chars()
                .map(|c| self.second.get(&c).map_or_else(|| c.to_string(), |s| (*s).to_owned()))
                .collect()
        };
        let mut finals: FxHashMap<char, String> = FxHashMap::default();
        finals.extend(self.second.iter().map(|(c, to)| (*c, (*to).to_owned())));
        finals.extend(self.first.iter().map(|(c, to)| (*c, second(to))));
        for (from, to) in finals {
            let at = from as usize;
            match takes_three_bytes(&to) {
                Some(c) if (0x800..0x10000).contains(&at) => self.characters[at] = pack(c),
                _ => {
                    if at < 0x10000 {
                        self.characters[at] |= ODD;
                    }
                    self.odd.insert(at as u32, Odd { out: to.into_bytes().into(), edges: None });
                }
            }
        }
        for c in self.normalisation.keys().map(|&c| c as usize).chain(0x2FF0..=0x2FFF) {
            if c < 0x10000 {
                self.characters[c] |= ODD;
            }
        }
    }

    fn set_pairs(&mut self) {
        // Which characters of the text become `c` in the first stage, for the phrases that are
        // looked up behind it.
        let mut before: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
        if self.kind == Kind::Forward {
            for (from, to) in &self.first {
                if let Some(to) = to.chars().next() {
                    before.entry(to as u32).or_default().push(*from as u32);
                }
            }
        }
        let unchanged = |c: u32| char::from_u32(c).is_none_or(|c| !self.first.contains_key(&c));
        let sources = |c: u32| -> Vec<u32> {
            if self.kind != Kind::Forward {
                return vec![c];
            }
            let changed = before.get(&c).into_iter().flatten().copied();
            changed.chain(unchanged(c).then_some(c)).collect()
        };
        let mut stage_heads = Vec::new();
        for head in self.stage.index.heads() {
            for x in sources(head.first) {
                stage_heads.extend(sources(head.second).into_iter().map(|y| (x, y)));
            }
        }
        let segments = self.segments.index.heads();
        let terms = self.terms.iter().flat_map(|terms| terms.index.heads());
        let heads: Vec<_> = segments.chain(terms).map(|head| (head.first, head.second)).collect();
        for &(a, b) in stage_heads.iter().chain(&heads) {
            set_bit(&mut *self.pairs, hash_pair(a, b) >> 12);
            if let Some(head) = self.ascii_heads.get_mut(a as usize) {
                *head = true;
            } else if let Some(entry) = self.characters.get_mut(a as usize) {
                *entry |= HEAD;
            }
        }
        for (a, b) in stage_heads {
            set_bit(&mut *self.stage_pairs, hash_pair(a, b) >> 16);
        }
    }

    fn set_suspicious(&mut self) {
        let mut inside = rustc_hash::FxHashSet::default();
        let mut phrase_pairs: FxHashMap<char, Vec<char>> = FxHashMap::default();
        for (key, _) in self.segments.index.keys() {
            inside.extend(key.chars());
            for (x, y) in key.chars().zip(key.chars().skip(1)) {
                phrase_pairs.entry(y).or_default().push(x);
            }
        }
        let text = |bytes: &'static [u8]| std::str::from_utf8(bytes).unwrap_or_default();
        let mut marks: Vec<(char, char)> = Vec::new();
        let mut mark = |follower: Option<char>, first: char| {
            let Some(y) = follower else { return };
            marks.extend(phrase_pairs.get(&y).into_iter().flatten().map(|&x| (x, first)));
        };
        for &y in phrase_pairs.keys() {
            mark(Some(y), y);
        }
        for (from, to) in &self.first {
            mark(to.chars().next(), *from);
        }
        for (key, number) in self.stage.index.keys() {
            let raw = text(self.stage_raw[usize::from(number)]);
            if let (Some(first), Some(last)) = (raw.chars().next(), raw.chars().last())
                && raw != key
            {
                self.edges[usize::from(number)] = Some((first as u32, last as u32));
                mark(Some(first), key.chars().next().unwrap_or(first));
            }
        }
        for (x, y) in marks {
            set_bit(&mut *self.suspicious, hash_pair(x as u32, y as u32) >> 16);
        }
        for (from, to) in &self.first {
            if !to.chars().any(|c| inside.contains(&c)) {
                continue;
            }
            let at = *from as usize;
            let packed = self.characters.get(at).copied().unwrap_or(ODD);
            let edges = to.chars().next().map(|c| c as u32).zip(to.chars().last().map(|c| c as u32));
            let odd = self
                .odd
                .entry(at as u32)
                .or_insert_with(|| Odd { out: packed.to_le_bytes()[..3].into(), edges: None });
            odd.edges = edges;
            if let Some(entry) = self.characters.get_mut(at) {
                *entry |= ODD;
            }
        }
    }

    /// Characters that no phrase and no term holds and that stay as they are: what stands before
    /// one does not change what becomes of what follows. Sorted.
    pub(super) fn borders(&self) -> Vec<char> {
        const USUAL: &str = "\n\r\t ，。、；：？！（）《》「」『』“”　!\"#$%&'()*+,./:;<=>?@[]^_`{|}~";
        let mut free: Vec<char> = USUAL.chars().collect();
        free.sort_unstable();
        let mut used = vec![false; free.len()];
        let mut mark = |text: &str| {
            for c in text.chars() {
                if let Ok(at) = free.binary_search(&c) {
                    used[at] = true;
                }
            }
        };
        for layer in [&self.segments, &self.stage] {
            layer.index.keys().for_each(|(key, _)| mark(&key));
            layer.values.iter().filter_map(|value| std::str::from_utf8(value).ok()).for_each(&mut mark);
        }
        if let Some(terms) = &self.terms {
            terms.index.keys().for_each(|(key, _)| mark(&key));
            terms.values.iter().for_each(|value| mark(value));
        }
        free.into_iter().zip(used).filter(|(_, used)| !used).map(|(c, _)| c).collect()
    }

    /// Converts all of `text`, block by block. A block ends at a line feed, which no key holds.
    pub(super) fn run<N: Notes>(&self, text: &str, out: &mut Output, notes: &mut N) {
        const BLOCK: usize = 32 << 10;
        let mut at = 0;
        while at < text.len() {
            let end = (at + BLOCK).min(text.len());
            let end = memchr::memchr(b'\n', &text.as_bytes()[end..]).map_or(text.len(), |n| end + n + 1);
            let mark = out.len();
            at = match self.block(text, at, end, out, notes) {
                Ok(stopped) => stopped,
                Err(NeedsNormalisation) => {
                    out.truncate(mark);
                    notes.forget_from(at);
                    self.normalised_block(text, at, end, out, notes)
                }
            };
        }
    }

    /// Converts from `from` to `end`, or a little beyond if a description sequence crosses it;
    /// returns where it stopped.
    fn block<N: Notes>(
        &self,
        text: &str,
        from: usize,
        end: usize,
        out: &mut Output,
        notes: &mut N,
    ) -> Result<usize, NeedsNormalisation> {
        let bytes = text.as_bytes();
        let mut place = Place { floor: (from, out.len()), changed: (usize::MAX, 0) };
        out.reserve(end - from);
        let mut at = from;
        while at < end {
            if let Some(&[a, b, c]) = bytes.get(at..at + 3)
                && a & 0xF0 == 0xE0
            {
                let code = u16::from(a & 15) << 12 | u16::from(b & 63) << 6 | u16::from(c & 63);
                let entry = self.characters[usize::from(code)];
                if entry < HEAD || (entry < ODD && !self.starts_phrase(u32::from(code), bytes, at + 3)) {
                    out.character(entry);
                    at += 3;
                    continue;
                }
            } else if bytes[at] < 0x80 {
                let stop = at + ascii_run(&bytes[at..end]);
                let head = self.ascii_phrase(bytes, at, stop);
                out.push(&bytes[at..head.unwrap_or(stop)]);
                match head {
                    Some(head) => at = head,
                    None => {
                        at = stop;
                        continue;
                    }
                }
            }
            at = self.careful(text, at, end, &mut place, out, notes)?;
        }
        Ok(at)
    }

    /// True if the character and the one at `next` may start a phrase.
    #[inline]
    fn starts_phrase(&self, c: u32, bytes: &[u8], next: usize) -> bool {
        if next >= bytes.len() {
            return false;
        }
        has_bit(&*self.pairs, hash_pair(c, decode(bytes, next).0) >> 12)
    }

    /// The first place in the ASCII run `from..to` where a phrase may start. A phrase that starts
    /// with ASCII has at most three such characters before the first wider one.
    fn ascii_phrase(&self, bytes: &[u8], from: usize, to: usize) -> Option<usize> {
        if to >= bytes.len() {
            return None;
        }
        let from = if self.terms.is_some() {
            from.max(to.saturating_sub(8))
        } else {
            from.max(to.saturating_sub(3))
        };
        (from..to).find(|&at| {
            self.ascii_heads[usize::from(bytes[at])]
                && self.starts_phrase(u32::from(bytes[at]), bytes, at + 1)
        })
    }

    /// One step at a character that is not plain; returns where it ended.
    fn careful<N: Notes>(
        &self,
        text: &str,
        at: usize,
        end: usize,
        place: &mut Place,
        out: &mut Output,
        notes: &mut N,
    ) -> Result<usize, NeedsNormalisation> {
        let bytes = text.as_bytes();
        let (c, length) = decode(bytes, at);
        if self.is_compatibility(c) {
            return Err(NeedsNormalisation);
        }
        let next = at + length;
        if self.starts_phrase(c, bytes, next) {
            if let Some((stop, value)) = self.segment(bytes, at) {
                let start = out.len();
                if value.is_empty() {
                    self.by_character(&bytes[at..stop], out);
                } else {
                    out.push(value);
                    notes.add(at..stop, start..out.len());
                }
                return Ok(stop);
            }
            if let Some((stop, number)) = self.stage_phrase(bytes, at) {
                if let Some(Some(edges)) = self.edges.get(usize::from(number)) {
                    if self.is_suspicious(bytes, at, stop, *edges, place) {
                        return self.redo(text, at, stop, end, place, out, notes);
                    }
                    place.changed = (stop, edges.1);
                }
                let start = out.len();
                let value = self.stage.values[usize::from(number)];
                if value.is_empty() {
                    self.by_character(&bytes[at..stop], out);
                } else {
                    out.push(value);
                    notes.add(at..stop, start..out.len());
                }
                return Ok(stop);
            }
        }
        let sequence = description_sequence(bytes, at);
        if sequence > 0 {
            out.push(&bytes[at..at + sequence]);
            place.floor = (at + sequence, out.len());
            return Ok(at + sequence);
        }
        if let Some(odd) = self.odd.get(&c) {
            if let Some(edges) = odd.edges {
                if self.is_suspicious(bytes, at, next, edges, place) {
                    return self.redo(text, at, next, end, place, out, notes);
                }
                place.changed = (next, edges.1);
            }
            let start = out.len();
            out.push(&odd.out);
            // One character for one needs no note; 埠→端口 does.
            if odd.out.len() > 4 {
                notes.add(at..next, start..out.len());
            }
        } else if length == 3 {
            out.character(self.characters[c as usize & 0xFFFF]);
        } else {
            out.push(&bytes[at..next]);
        }
        Ok(next)
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
            if self.starts_phrase(c, bytes, inner + n) && self.segment(bytes, inner).is_some() {
                return self.stage_phrase_within(bytes, at, inner);
            }
            inner += n;
        }
        Some(found)
    }

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

    fn after_first(&self, c: u32) -> u32 {
        let to = char::from_u32(c).and_then(|c| self.first.get(&c)).and_then(|to| to.chars().next());
        to.map_or(c, u32::from)
    }

    fn is_compatibility(&self, c: u32) -> bool {
        ((0xF900..0xFB00).contains(&c) || c >= 0x2F800)
            && char::from_u32(c).is_some_and(|c| self.normalisation.contains_key(&c))
    }

    /// True if a phrase of the second stage may arise across an edge of a changed result.
    fn is_suspicious(&self, bytes: &[u8], at: usize, stop: usize, edges: (u32, u32), place: &Place) -> bool {
        let before = if place.changed.0 == at { place.changed.1 } else { last_character(&bytes[..at]) };
        let after = if stop < bytes.len() { decode(bytes, stop).0 } else { 0 };
        [(before, edges.0), (edges.1, after)]
            .into_iter()
            .any(|(x, y)| has_bit(&*self.suspicious, hash_pair(x, y) >> 16))
    }

    /// Converts the clause around `at..stop` stage by stage. The clause runs from the last barrier
    /// (the last one in the output stands for the same character) to the next.
    fn redo<N: Notes>(
        &self,
        text: &str,
        at: usize,
        stop: usize,
        end: usize,
        place: &mut Place,
        out: &mut Output,
        notes: &mut N,
    ) -> Result<usize, NeedsNormalisation> {
        let bytes = text.as_bytes();
        let from = place.floor.0 + self.after_last_barrier(&bytes[place.floor.0..at]);
        let out_from = place.floor.1 + self.after_last_barrier(&out.as_bytes()[place.floor.1..]);
        let mut to = stop;
        while to < end {
            let (c, n) = decode(bytes, to);
            if self.is_compatibility(c) {
                return Err(NeedsNormalisation);
            }
            if is_description_operator(c) || self.is_barrier(c) {
                break;
            }
            to += n;
        }
        out.truncate(out_from);
        notes.forget_from(from);
        self.exact(text, from..to, out, notes);
        place.floor = (to, out.len());
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

    /// Converts a block that holds compatibility ideographs: each becomes the ideograph it stands
    /// for, except in description sequences, before anything else.
    fn normalised_block<N: Notes>(
        &self,
        text: &str,
        from: usize,
        end: usize,
        out: &mut Output,
        notes: &mut N,
    ) -> usize {
        let bytes = text.as_bytes();
        let mut normal = String::with_capacity(end - from);
        // Positions after each character whose length changed: in `normal` and in `text`.
        let mut shifts = vec![(0, from)];
        let mut at = from;
        while at < end {
            let sequence = description_sequence(bytes, at);
            if sequence > 0 {
                normal.push_str(&text[at..at + sequence]);
                at += sequence;
                continue;
            }
            let (c, n) = decode(bytes, at);
            let c = char::from_u32(c).unwrap_or(char::REPLACEMENT_CHARACTER);
            let to = self.normalisation.get(&c).copied().unwrap_or(c);
            normal.push(to);
            at += n;
            if to.len_utf8() != n {
                shifts.push((normal.len(), at));
            }
        }
        let mut pieces: Vec<super::output::Piece> = Vec::new();
        self.normal_block(&normal, out, &mut pieces);
        let back = |position: usize| {
            let (normal, original) = shifts[shifts.partition_point(|shift| shift.0 <= position) - 1];
            original + (position - normal)
        };
        for piece in pieces {
            notes.add(back(piece.input.start)..back(piece.input.end), piece.output);
        }
        at
    }

    fn normal_block(&self, normal: &str, out: &mut Output, pieces: &mut Vec<super::output::Piece>) {
        let mark = out.len();
        if self.block(normal, 0, normal.len(), out, pieces).is_err() {
            // Only a compatibility ideograph inside a description sequence is left, and those are
            // copied whole; kept as a safe answer rather than a panic.
            out.truncate(mark);
            out.push(normal.as_bytes());
        }
    }
}

fn last_character(bytes: &[u8]) -> u32 {
    let start = (0..bytes.len()).rev().find(|&at| bytes[at] & 0xC0 != 0x80);
    start.map_or(0, |at| decode(bytes, at).0)
}

fn ascii_run(bytes: &[u8]) -> usize {
    let wide = bytes.chunks_exact(8).position(|chunk| !chunk.is_ascii());
    let skip = wide.unwrap_or(bytes.len() / 8) * 8;
    let rest = bytes[skip..].iter().position(|b| !b.is_ascii());
    rest.map_or(bytes.len(), |n| skip + n)
}

fn identity() -> Box<[u32; 0x10000]> {
    let mut table: Box<[u32; 0x10000]> = zeroed();
    for (code, entry) in table.iter_mut().enumerate() {
        *entry = match char::from_u32(code as u32) {
            Some(c) if c.len_utf8() == 3 => pack(c),
            _ => ODD,
        };
    }
    table
}

/// An array on the heap that never was on the stack.
fn zeroed<T: Clone + Default, const N: usize>() -> Box<[T; N]> {
    match vec![T::default(); N].into_boxed_slice().try_into() {
        Ok(array) => array,
        Err(_) => unreachable!("the vector has N elements"),
    }
}
