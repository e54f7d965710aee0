//! One binary table for all configurations. `src/convert/tables.rs` reads it; keep them in step.
//!
//! All numbers little endian. Strings: u32 count, each u8 length and bytes; number 0 is empty and
//! means "character by character". Pools: u32 count, each u32 length and bytes; their hash
//! tables in the same order: u32 count, each u32 length and bytes. Value tables: u32
//! count, each u32 length and u16 string numbers. Character maps: u32 count, each u32 length and
//! (u32 character, u16 string number). Configurations: u32 count, each u8 name length, name,
//! u8 rare, u8 kind, eight u16: segment pool and values, stage pool, raw values and values,
//! phrase values of the second stage, first and second character map. The character map 0 is the
//! normalisation of compatibility ideographs.

use std::collections::{BTreeMap, HashMap};
use std::io;

use crate::dictionary::{Dictionaries, Dictionary, Stage, short_circuit};
use crate::pool;

#[derive(Default)]
struct Writer {
    strings: Vec<String>,
    string_numbers: HashMap<String, u16>,
    pools: Vec<pool::Pool>,
    tables: Vec<Vec<u16>>,
    maps: Vec<Vec<(u32, u16)>>,
    configs: Vec<u8>,
    config_count: u32,
}

/// What a configuration does; the numbers are part of the format.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// No segmentation, one stage.
    Single = 0,
    /// Segments and first stage share their phrases; the second stage works on the result (s2tw…).
    Forward = 1,
    /// Segments and second stage share their phrases; the first stage works on the text (tw2s…).
    Backward = 2,
}

struct Config<'a> {
    name: &'a str,
    rare: bool,
    kind: Kind,
    segments: Option<&'a Dictionary>,
    stages: Vec<Stage>,
}

impl Config<'_> {
    fn chain(&self, text: &str) -> String {
        self.stages.iter().fold(text.to_owned(), |text, stage| stage.run(&text))
    }

    /// True if `key` becomes what its characters become one by one.
    fn is_plain(&self, key: &str, single: &HashMap<char, char>) -> bool {
        by_character(key, self.chain(key), single).is_empty()
    }

    /// What single characters become. All values of the Simplified-to-Traditional stages that
    /// this is asked for are single characters.
    fn single_characters(&self) -> HashMap<char, char> {
        let keys = self.stages.iter().flat_map(|stage| stage.entries.keys());
        keys.filter(|key| key.chars().nth(1).is_none())
            .filter_map(|key| Some((key.chars().next()?, self.chain(key).chars().next()?)))
            .collect()
    }
}

fn number<T: TryInto<u16>>(value: T) -> io::Result<u16> {
    value.try_into().map_err(|_| io::Error::other("more than 65535 entries: widen the format"))
}

impl Writer {
    fn string(&mut self, text: &str) -> io::Result<u16> {
        if let Some(&known) = self.string_numbers.get(text) {
            return Ok(known);
        }
        let new = number(self.strings.len())?;
        self.strings.push(text.to_owned());
        self.string_numbers.insert(text.to_owned(), new);
        Ok(new)
    }

    fn table(&mut self, values: impl IntoIterator<Item = String>) -> io::Result<u16> {
        let values = values.into_iter().map(|value| self.string(&value)).collect::<io::Result<Vec<_>>>()?;
        Ok(position(&mut self.tables, values))
    }

    /// The pool of the multi-character keys and their values in the order of their numbers.
    fn pool(&mut self, keys: &[&str]) -> io::Result<u16> {
        let numbered: BTreeMap<&str, u16> = keys
            .iter()
            .enumerate()
            .map(|(at, key)| Ok((*key, number(at + 1)?)))
            .collect::<io::Result<_>>()?;
        let bytes = pool::encode(&numbered).map_err(io::Error::other)?;
        Ok(position(&mut self.pools, bytes))
    }

    fn map(&mut self, stage: &Dictionary) -> io::Result<u16> {
        let mut pairs = Vec::new();
        for (key, value) in stage.iter().filter(|(key, value)| key.chars().count() == 1 && key != value) {
            pairs.push((key.chars().next().map_or(0, u32::from), self.string(value)?));
        }
        Ok(position(&mut self.maps, pairs))
    }

    fn config(&mut self, config: &Config<'_>, forward: (u16, &[&str])) -> io::Result<()> {
        let chain = |text: &str| config.chain(text);
        let first = config.stages.first().ok_or_else(|| io::Error::other("no stage"))?;
        let shares_pool = config.kind == Kind::Forward || config.name == "s2t";
        let forward_values = |writer: &mut Self| {
            let single = config.single_characters();
            writer.table(forward.1.iter().map(|key| by_character(key, chain(key), &single)))
        };
        let none = (self.pool(&[])?, self.table([])?);
        let mut segments = none;
        let (stage_pool, values);
        let (mut raw, mut second_phrases) = (none.1, none.1);
        match config.kind {
            Kind::Single if shares_pool => (stage_pool, values) = (forward.0, forward_values(self)?),
            Kind::Single => {
                let keys = phrases(&first.entries);
                (stage_pool, values) =
                    (self.pool(&keys)?, self.table(keys.iter().map(|key| first.entries[*key].clone()))?);
            }
            Kind::Forward => {
                segments = (forward.0, forward_values(self)?);
                let second = &config.stages[1];
                let keys = phrases(&second.entries);
                (stage_pool, values) =
                    (self.pool(&keys)?, self.table(keys.iter().map(|key| second.entries[*key].clone()))?);
            }
            Kind::Backward => {
                let second = &config.stages[1];
                let phrase_keys = config.segments.map(phrases).unwrap_or_default();
                segments = (self.pool(&phrase_keys)?, self.table(phrase_keys.iter().map(|key| chain(key)))?);
                second_phrases = self.table(phrase_keys.iter().map(|key| second.entries[*key].clone()))?;
                let keys = phrases(&first.entries);
                stage_pool = self.pool(&keys)?;
                raw = self.table(keys.iter().map(|key| first.entries[*key].clone()))?;
                values = self.table(keys.iter().map(|key| second.run(&first.entries[*key])))?;
            }
        }
        let maps = (
            self.map(&first.entries)?,
            match config.stages.get(1) {
                Some(second) => self.map(&second.entries)?,
                None => self.map(&Dictionary::new())?,
            },
        );
        self.config_count += 1;
        self.configs.push(config.name.len() as u8);
        self.configs.extend_from_slice(config.name.as_bytes());
        self.configs.extend_from_slice(&[u8::from(config.rare), config.kind as u8]);
        for number in [segments.0, segments.1, stage_pool, raw, values, second_phrases, maps.0, maps.1] {
            self.configs.extend_from_slice(&number.to_le_bytes());
        }
        Ok(())
    }

    fn finish(self) -> Vec<u8> {
        fn count(out: &mut Vec<u8>, n: usize) {
            out.extend_from_slice(&(n as u32).to_le_bytes());
        }
        let mut out = Vec::new();
        count(&mut out, self.strings.len());
        for text in &self.strings {
            out.push(text.len() as u8);
            out.extend_from_slice(text.as_bytes());
        }
        count(&mut out, self.pools.len());
        for pool in &self.pools {
            count(&mut out, pool.groups.len());
            out.extend_from_slice(&pool.groups);
        }
        count(&mut out, self.pools.len());
        for pool in &self.pools {
            count(&mut out, pool.slots.len());
            out.extend_from_slice(&pool.slots);
        }
        count(&mut out, self.tables.len());
        for table in &self.tables {
            count(&mut out, table.len());
            table.iter().for_each(|number| out.extend_from_slice(&number.to_le_bytes()));
        }
        count(&mut out, self.maps.len());
        for map in &self.maps {
            count(&mut out, map.len());
            for (c, number) in map {
                out.extend_from_slice(&c.to_le_bytes());
                out.extend_from_slice(&number.to_le_bytes());
            }
        }
        count(&mut out, self.config_count as usize);
        out.extend_from_slice(&self.configs);
        out
    }
}

/// The place of `item` in `list`, where equal items are kept once.
fn position<T: PartialEq>(list: &mut Vec<T>, item: T) -> u16 {
    let at = list.iter().position(|known| *known == item).unwrap_or_else(|| {
        list.push(item);
        list.len() - 1
    });
    at as u16
}

/// Keys of more than one character.
fn phrases(dictionary: &Dictionary) -> Vec<&str> {
    dictionary.keys().map(String::as_str).filter(|key| key.chars().nth(1).is_some()).collect()
}

/// Empty if `value` is what the characters of `key` give one by one, and all of them take three
/// bytes before and after; else `value`.
fn by_character(key: &str, value: String, single: &HashMap<char, char>) -> String {
    let plain = key
        .chars()
        .zip(value.chars())
        .all(|(k, v)| k.len_utf8() == 3 && v.len_utf8() == 3 && single.get(&k).copied().unwrap_or(k) == v);
    if plain && key.len() == value.len() { String::new() } else { value }
}

/// What the library embeds.
pub(crate) struct Compiled {
    pub(crate) table: Vec<u8>,
    /// Bit set of the pairs of neighbours in phrases that some configuration from Simplified
    /// converts character by character.
    pub(crate) joints: Vec<u8>,
}

/// The table for all configurations but the Japanese ones.
pub(crate) fn compile(dictionaries: &Dictionaries) -> io::Result<Compiled> {
    let mut writer = Writer::default();
    writer.string("")?;
    writer.map(&dictionaries.load("CJK_Compatibility_Ideographs")?)?;
    let st_phrases = dictionaries.union(&["STPhrases", "STPhrases_GeneratedFromRegionalPhrases"])?;
    let ts_phrases = dictionaries.load("TSPhrases")?;
    let s2t = short_circuit(&[&st_phrases, &dictionaries.load("STCharacters")?]);
    let group = |names: &[&str]| -> io::Result<Stage> {
        let units = names.iter().map(|name| dictionaries.load(name)).collect::<io::Result<Vec<_>>>()?;
        Ok(short_circuit(&units.iter().collect::<Vec<_>>()))
    };
    // Second stages of s2x and first stages of x2s; the same groups alone are t2x and x2t.
    let tw = group(&["TWVariantsPhrases", "TWVariants"])?;
    let twp = group(&["TWPhrases", "TWVariantsPhrases", "TWVariants"])?;
    let hk = group(&["HKVariantsPhrases", "HKVariants"])?;
    let hkp = group(&["HKPhrases", "HKVariantsPhrases", "HKVariants"])?;
    let from_tw = group(&["TWVariantsRevPhrases", "TWVariantsRev"])?;
    let from_twp = group(&["TWPhrasesRev", "TWVariantsRevPhrases", "TWVariantsRev"])?;
    let from_hk = group(&["HKVariantsRevPhrases", "HKVariantsRev"])?;
    let from_hkp = group(&["HKPhrasesRev", "HKVariantsRevPhrases", "HKVariantsRev"])?;

    let mut configs = Vec::new();
    let mut add = |name, rare, kind, segments, stages| {
        configs.push(Config { name, rare, kind, segments, stages });
    };
    for rare in [false, true] {
        let t2s = if rare {
            group(&["TSPhrases", "TSCharactersExt", "TSCharacters"])?
        } else {
            group(&["TSPhrases", "TSCharacters"])?
        };
        for (name, first) in
            [("tw2s", &from_tw), ("tw2sp", &from_twp), ("hk2s", &from_hk), ("hk2sp", &from_hkp)]
        {
            add(name, rare, Kind::Backward, Some(&ts_phrases), vec![first.clone(), t2s.clone()]);
        }
        add("t2s", rare, Kind::Single, None, vec![t2s]);
        for (name, stage) in
            [("t2tw", &tw), ("t2hk", &hk), ("tw2t", &from_tw), ("hk2t", &from_hk), ("s2t", &s2t)]
        {
            add(name, rare, Kind::Single, None, vec![stage.clone()]);
        }
        for (name, second) in [("s2tw", &tw), ("s2twp", &twp), ("s2hk", &hk), ("s2hkp", &hkp)] {
            add(name, rare, Kind::Forward, Some(&st_phrases), vec![s2t.clone(), second.clone()]);
        }
    }
    let st_keys = phrases(&st_phrases);
    let numbered = forward_numbers(&configs, &st_keys);
    let pool: BTreeMap<&str, u16> = st_keys
        .iter()
        .map(|key| Ok((*key, number(numbered.binary_search(key).map_or(0, |at| at + 1))?)))
        .collect::<io::Result<_>>()?;
    let bytes = pool::encode(&pool).map_err(io::Error::other)?;
    let pool = position(&mut writer.pools, bytes);
    for config in &configs {
        writer.config(config, (pool, &numbered))?;
    }
    Ok(Compiled { table: writer.finish(), joints: joints(&configs, &st_keys) })
}

/// The Simplified phrases that some configuration does not convert character by character: only
/// they need a number and a value. Sorted.
fn forward_numbers<'a>(configs: &[Config<'_>], keys: &[&'a str]) -> Vec<&'a str> {
    let forward = from_simplified(configs);
    keys.iter()
        .filter(|key| forward.iter().any(|config| !config.0.is_plain(key, &config.1)))
        .copied()
        .collect()
}

fn from_simplified<'a, 'b>(configs: &'a [Config<'b>]) -> Vec<(&'a Config<'b>, HashMap<char, char>)> {
    let forward = configs
        .iter()
        .filter(|config| !config.rare && (config.kind == Kind::Forward || config.name == "s2t"));
    forward.map(|config| (config, config.single_characters())).collect()
}

fn joints(configs: &[Config<'_>], keys: &[&str]) -> Vec<u8> {
    let forward = from_simplified(configs);
    let mut set = vec![0; pool::JOINT_BITS as usize / 8];
    for key in keys.iter().filter(|key| forward.iter().any(|config| config.0.is_plain(key, &config.1))) {
        for (a, b) in key.chars().zip(key.chars().skip(1)) {
            let bit = pool::joint(a.into(), b.into());
            set[bit / 8] |= 1 << (bit % 8);
        }
    }
    set
}
