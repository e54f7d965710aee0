//! The dictionary texts, and what OpenCC's groups and stages mean on them.
//!
//! This is the plain reading of OpenCC 1.4.2: slow, and run only while building.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::{fs, io};

/// A dictionary: key to its first value (OpenCC uses only the first).
pub(crate) type Dictionary = BTreeMap<String, String>;

/// The folder with the dictionary texts.
pub(crate) struct Dictionaries {
    folder: PathBuf,
}

impl Dictionaries {
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Lines of `key TAB value value…`, comments and blank lines left out.
    fn lines(&self, name: &str) -> io::Result<Vec<(String, String)>> {
        let path = self.folder.join(format!("{name}.txt"));
        let text = fs::read_to_string(&path)
            .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))?;
        text.lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .map(|line| match line.split_once('\t') {
                Some((key, values)) if !key.is_empty() && !values.is_empty() => {
                    Ok((key.to_owned(), values.to_owned()))
                }
                _ => Err(io::Error::other(format!("{}: not `key TAB values`: {line:?}", path.display()))),
            })
            .collect()
    }

    /// Every key with all its values.
    pub(crate) fn all_values(&self, name: &str) -> io::Result<Vec<(String, Vec<String>)>> {
        let lines = self.lines(name)?;
        Ok(lines.into_iter().map(|(k, v)| (k, v.split(' ').map(str::to_owned).collect())).collect())
    }

    /// Every key with its first value.
    pub(crate) fn load(&self, name: &str) -> io::Result<Dictionary> {
        let lines = self.lines(name)?;
        Ok(lines.into_iter().map(|(k, v)| (k, v.split(' ').next().unwrap_or_default().to_owned())).collect())
    }

    /// OpenCC's `union` group: the longest match over all dictionaries, the earlier wins a tie.
    pub(crate) fn union(&self, names: &[&str]) -> io::Result<Dictionary> {
        let mut all = Dictionary::new();
        for name in names {
            for (key, value) in self.load(name)? {
                all.entry(key).or_insert(value);
            }
        }
        Ok(all)
    }
}

/// OpenCC's `short_circuit` group as one stage with longest match: the first dictionary with any
/// match wins, even if a later one has a longer key. So a key counts only if no prefix of it
/// (itself included) is a key of an earlier dictionary.
pub(crate) fn short_circuit(units: &[&Dictionary]) -> Stage {
    let mut merged = Dictionary::new();
    for (at, unit) in units.iter().enumerate() {
        for (key, value) in *unit {
            let shadowed = key
                .char_indices()
                .map(|(i, c)| &key[..i + c.len_utf8()])
                .any(|prefix| units[..at].iter().any(|earlier| earlier.contains_key(prefix)));
            if !shadowed {
                merged.insert(key.clone(), value.clone());
            }
        }
    }
    Stage::new(merged)
}

/// A dictionary ready for longest match.
#[derive(Clone)]
pub(crate) struct Stage {
    pub(crate) entries: Dictionary,
    /// First character to the length in bytes of the longest key that starts with it.
    longest: HashMap<char, usize>,
}

impl Stage {
    pub(crate) fn new(entries: Dictionary) -> Self {
        let mut longest = HashMap::new();
        for key in entries.keys() {
            if let Some(first) = key.chars().next() {
                let known = longest.entry(first).or_insert(0);
                *known = key.len().max(*known);
            }
        }
        Self { entries, longest }
    }

    /// The stage on one segment: at each place the longest key, else the character as it stands.
    pub(crate) fn run(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let longest = self.longest.get(&first).copied().unwrap_or(0).min(rest.len());
            let best = (1..=longest)
                .rev()
                .filter(|&end| rest.is_char_boundary(end))
                .find_map(|end| self.entries.get(&rest[..end]).map(|value| (end, value)));
            match best {
                Some((end, value)) => {
                    out.push_str(value);
                    rest = &rest[end..];
                }
                None => {
                    out.push(first);
                    rest = &rest[first.len_utf8()..];
                }
            }
        }
        out
    }
}
