//! From tables to an engine: what the conversion loop looks up is derived here once.

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};

use super::engine::{Engine, HEAD, ODD, Odd, hash_pair, pair_bit};
use super::tables::{Kind, Tables};
use super::terms::TermIndex;

impl Engine {
    /// `overrides` are characters whose final form is set by hand; each stays one character.
    pub(super) fn new(tables: Tables, terms: Option<TermIndex>, overrides: &[(char, &'static str)]) -> Self {
        let Tables {
            kind,
            segments,
            stage,
            stage_raw,
            second_phrases,
            first,
            mut second,
            normalisation,
            joints,
        } = tables;
        second.extend(overrides.iter().copied());
        let mut engine = Self {
            kind,
            characters: identity(),
            pairs: zeroed(),
            segment_pairs: zeroed(),
            joints,
            stage_pairs: zeroed(),
            odd: FxHashMap::default(),
            ascii_heads: [false; 128],
            dense: false,
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
        let second = |text: &'static str| -> Cow<'static, str> {
            match takes_three_bytes(text) {
                // Nearly all of them.
                Some(c) => self.second.get(&c).copied().unwrap_or(text).into(),
                None => {
                    let each =
                        |c: char| self.second.get(&c).map_or_else(|| c.to_string(), |s| (*s).to_owned());
                    text.chars().map(each).collect()
                }
            }
        };
        let unchanged = self.second.iter().filter(|(c, _)| !self.first.contains_key(*c));
        let finals = unchanged.map(|(c, to)| (*c, Cow::Borrowed(*to)));
        for (from, to) in finals.chain(self.first.iter().map(|(c, to)| (*c, second(to)))) {
            let at = from as usize;
            match takes_three_bytes(&to) {
                Some(c) if (0x800..0x10000).contains(&at) => self.characters[at] = pack(c),
                _ => {
                    if at < 0x10000 {
                        self.characters[at] |= ODD;
                    }
                    self.odd.insert(at as u32, Odd { out: to.as_bytes().into(), edges: None });
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
        let mut before: Vec<(u32, u32)> = Vec::new();
        if self.kind == Kind::Forward {
            let pair = |(from, to): (&char, &&str)| Some((u32::from(to.chars().next()?), u32::from(*from)));
            before.extend(self.first.iter().filter_map(pair));
            before.sort_unstable();
        }
        let unchanged = |c: u32| char::from_u32(c).is_none_or(|c| !self.first.contains_key(&c));
        let sources = |c: u32| -> Vec<u32> {
            if self.kind != Kind::Forward {
                return vec![c];
            }
            let changed = before[before.partition_point(|&(to, _)| to < c)..].iter();
            let changed = changed.take_while(|&&(to, _)| to == c).map(|&(_, from)| from);
            changed.chain(unchanged(c).then_some(c)).collect()
        };
        let mut stage_heads = Vec::new();
        for (first, second) in self.stage.index.heads() {
            for x in sources(first) {
                stage_heads.extend(sources(second).into_iter().map(|y| (x, y)));
            }
        }
        let terms = self.terms.iter().flat_map(|terms| terms.index.heads());
        let heads: Vec<_> = self.segments.index.heads().chain(terms).collect();
        for &(a, b) in stage_heads.iter().chain(&heads) {
            set_bit(&mut *self.pairs, pair_bit(a, b));
            if let Some(head) = self.ascii_heads.get_mut(a as usize) {
                *head = true;
            } else if let Some(entry) = self.characters.get_mut(a as usize) {
                *entry |= HEAD;
            }
        }
        self.dense = heads.len() + stage_heads.len() > 1_000;
        for (a, b) in stage_heads {
            set_bit(&mut *self.stage_pairs, hash_pair(a, b) >> 16);
        }
        if self.kind == Kind::Forward {
            self.segment_pairs.fill(u64::MAX);
        }
        for (a, b) in heads {
            set_bit(&mut *self.segment_pairs, hash_pair(a, b) >> 16);
        }
    }

    fn set_suspicious(&mut self) {
        let mut inside = FxHashSet::default();
        let mut phrase_pairs: FxHashMap<char, Vec<char>> = FxHashMap::default();
        self.segments.index.each_key(|key, _| {
            inside.extend(key.chars());
            for (x, y) in key.chars().zip(key.chars().skip(1)) {
                phrase_pairs.entry(y).or_default().push(x);
            }
        });
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
        self.stage.index.each_key(|key, number| {
            let raw = text(self.stage_raw[usize::from(number)]);
            if let (Some(first), Some(last)) = (raw.chars().next(), raw.chars().last())
                && raw != key
            {
                self.edges[usize::from(number)] = Some((first as u32, last as u32));
                mark(Some(first), key.chars().next().unwrap_or(first));
            }
        });
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
            // Nearly all are Han characters, and none of the usual ones is.
            for c in text.chars().filter(|c| !('\u{4e00}'..='\u{9fff}').contains(c)) {
                if let Ok(at) = free.binary_search(&c) {
                    used[at] = true;
                }
            }
        };
        for layer in [&self.segments, &self.stage] {
            layer.index.each_key(|key, _| mark(key));
            layer.values.iter().filter_map(|value| std::str::from_utf8(value).ok()).for_each(&mut mark);
        }
        if let Some(terms) = &self.terms {
            terms.index.each_key(|key, _| mark(key));
            terms.values.iter().for_each(|value| mark(value));
        }
        free.into_iter().zip(used).filter(|(_, used)| !used).map(|(c, _)| c).collect()
    }
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

fn set_bit(set: &mut [u64], bit: u32) {
    set[(bit >> 6) as usize] |= 1 << (bit & 63);
}

fn identity() -> Box<[u32; 0x10000]> {
    let mut table: Box<[u32; 0x10000]> = zeroed();
    for (code, entry) in (0_u32..).zip(table.iter_mut()) {
        *entry = (0xE0 | code >> 12) | (0x80 | code >> 6 & 63) << 8 | (0x80 | code & 63) << 16;
    }
    // One or two bytes; surrogates.
    table[..0x800].fill(ODD);
    table[0xD800..0xE000].fill(ODD);
    table
}

/// An array on the heap that never was on the stack.
fn zeroed<T: Clone + Default, const N: usize>() -> Box<[T; N]> {
    match vec![T::default(); N].into_boxed_slice().try_into() {
        Ok(array) => array,
        Err(_) => unreachable!("the vector has N elements"),
    }
}
