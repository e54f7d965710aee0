//! Reads the table that the build script compiled from the dictionaries.
//!
//! `build/tables.rs` writes it and describes the format; keep them in step.

use rustc_hash::FxHashMap;

use super::index::Index;

static JOINTS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/opencc_joints.bin"));
static TABLE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/opencc.bin"));

/// How the stages of a configuration hang together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// No segmentation, one stage (t2s, s2t, t2tw …).
    Single,
    /// Segments and first stage share their phrases; the second stage works on the result (s2tw…).
    Forward,
    /// Segments and second stage share their phrases; the first stage works on the text (tw2s…).
    Backward,
}

/// A set of keys and the value of each.
pub(super) struct Layer {
    pub(super) index: Index,
    /// By key number; empty means "character by character". Number 0 is such a key.
    pub(super) values: Vec<&'static [u8]>,
}

/// Single characters and what they become.
pub(super) type CharacterMap = FxHashMap<char, &'static str>;

/// One configuration.
pub(super) struct Tables {
    pub(super) kind: Kind,
    /// Phrases that segment the text, with the output of all stages.
    pub(super) segments: Layer,
    /// Phrases of the stage that works on what the segments leave, with the output of all stages.
    pub(super) stage: Layer,
    /// Of [`Kind::Backward`]: what the first stage alone makes of the phrases of `stage`.
    pub(super) stage_raw: Vec<&'static [u8]>,
    /// Of [`Kind::Backward`]: what the second stage alone makes of the phrases of `segments`.
    pub(super) second_phrases: Vec<&'static [u8]>,
    /// Characters of the first and of the second stage.
    pub(super) first: CharacterMap,
    pub(super) second: CharacterMap,
    /// Compatibility ideographs and the ideographs they stand for.
    pub(super) normalisation: FxHashMap<char, char>,
    /// Bit set of the pairs (`pool::joint`) inside phrases that convert character by character;
    /// empty if the configuration has none.
    pub(super) joints: &'static [u8],
}

/// Names of the configurations, sorted.
pub(super) const NAMES: [&str; 14] = [
    "hk2s", "hk2sp", "hk2t", "s2hk", "s2hkp", "s2t", "s2tw", "s2twp", "t2hk", "t2s", "t2tw", "tw2s", "tw2sp",
    "tw2t",
];

struct Reader {
    rest: &'static [u8],
}

impl Reader {
    fn bytes(&mut self, n: usize) -> &'static [u8] {
        let (head, rest) = self.rest.split_at(n);
        self.rest = rest;
        head
    }

    fn u8(&mut self) -> u8 {
        self.bytes(1)[0]
    }

    fn u16(&mut self) -> usize {
        let b = self.bytes(2);
        usize::from(u16::from_le_bytes([b[0], b[1]]))
    }

    fn u32(&mut self) -> usize {
        let b = self.bytes(4);
        u32::from_le_bytes([b[0], b[1], b[2], b[3]]) as usize
    }

    /// The records of a list whose items are each `unit` bytes times their length.
    fn list(&mut self, unit: usize) -> Vec<&'static [u8]> {
        (0..self.u32())
            .map(|_| {
                let n = self.u32();
                self.bytes(n * unit)
            })
            .collect()
    }
}

impl Tables {
    /// The tables of configuration `name`; `None` if there is none of that name.
    ///
    /// # Panics
    /// Never on the embedded table, which the build script writes and the tests load whole.
    pub(super) fn load(name: &str, rare_characters: bool) -> Option<Self> {
        let mut reader = Reader { rest: TABLE };
        let strings: Vec<&'static [u8]> = (0..reader.u32())
            .map(|_| {
                let n = reader.u8();
                reader.bytes(usize::from(n))
            })
            .collect();
        let pools = reader.list(1);
        let slots = reader.list(1);
        let tables = reader.list(2);
        let maps = reader.list(6);
        let count = reader.u32();
        for _ in 0..count {
            let length = reader.u8();
            let found = reader.bytes(usize::from(length));
            let (rare, kind) = (reader.u8() == 1, reader.u8());
            let numbers: [usize; 8] = std::array::from_fn(|_| reader.u16());
            if found != name.as_bytes() || rare != rare_characters {
                continue;
            }
            let values = |at: usize| -> Vec<&'static [u8]> {
                let numbers = tables[at].chunks_exact(2).map(|b| u16::from_le_bytes([b[0], b[1]]));
                // Keys are numbered from 1; 0 is for those without a value of their own.
                std::iter::once(0).chain(numbers).map(|number| strings[usize::from(number)]).collect()
            };
            let layer = |pool: usize, table: usize| Layer {
                index: Index::embedded(pools[pool], slots[pool]),
                values: values(table),
            };
            let map = |at: usize| character_map(maps[at], &strings);
            let [seg_pool, seg_values, stage_pool, raw, stage_values, second_phrases, first, second] =
                numbers;
            return Some(Self {
                joints: if kind == 1 || name == "s2t" { JOINTS } else { &[] },
                kind: match kind {
                    0 => Kind::Single,
                    1 => Kind::Forward,
                    _ => Kind::Backward,
                },
                segments: layer(seg_pool, seg_values),
                stage: layer(stage_pool, stage_values),
                stage_raw: values(raw),
                second_phrases: values(second_phrases),
                first: map(first),
                second: map(second),
                normalisation: character_pairs(maps[0], &strings)
                    .filter_map(|(from, to)| Some((from, to.chars().next()?)))
                    .collect(),
            });
        }
        None
    }
}

fn character_map(records: &'static [u8], strings: &[&'static [u8]]) -> CharacterMap {
    let mut map = CharacterMap::with_capacity_and_hasher(records.len() / 6, Default::default());
    map.extend(character_pairs(records, strings));
    map
}

fn character_pairs(
    records: &'static [u8],
    strings: &[&'static [u8]],
) -> impl Iterator<Item = (char, &'static str)> {
    records.chunks_exact(6).filter_map(|b| {
        let from = char::from_u32(u32::from_le_bytes([b[0], b[1], b[2], b[3]]))?;
        let to = strings[usize::from(u16::from_le_bytes([b[4], b[5]]))];
        Some((from, std::str::from_utf8(to).ok()?))
    })
}
