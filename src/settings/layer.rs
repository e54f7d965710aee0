//! One source of settings: a file, the environment, or the flags.

use std::path::Path;

use toml::{Table, Value};

use super::{DEFAULTS, Origin, SettingsError};

/// Variables that steer the command line itself and are no settings.
const RESERVED: [&str; 2] = ["GUIYI_LANG", "GUIYI_CONFIG"];

/// A value for one key.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key with its section, dotted.
    pub key: String,
    /// Its value.
    pub value: Value,
    /// Where it stands.
    pub origin: Origin,
}

/// The entries of one source, in the order they stand in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layer {
    /// The entries.
    pub entries: Vec<Entry>,
}

impl Layer {
    /// The layer of a settings file's `text`. A relative `lexicons` or `weights` is taken from the file's folder.
    ///
    /// # Errors
    /// [`SettingsError::Syntax`] if it is not TOML.
    pub fn from_file(path: &Path, text: &str) -> Result<Self, SettingsError> {
        let line_of =
            |at: usize| memchr::memchr_iter(b'\n', &text.as_bytes()[..at.min(text.len())]).count() + 1;
        let origin = |at: usize| Origin::File { path: path.to_owned(), line: line_of(at) };
        let syntax = |error: toml::de::Error| SettingsError::Syntax {
            origin: origin(error.span().map_or(0, |span| span.start)),
            message: error.message().to_owned(),
        };
        let spans = toml::de::DeTable::parse(text).map_err(syntax)?;
        let values: Table = text.parse().map_err(syntax)?;
        let known = known();
        let mut layer = Self::default();
        collect(&mut layer, "", spans.get_ref(), &values, &known, &origin);
        for entry in
            layer.entries.iter_mut().filter(|entry| matches!(entry.key.as_str(), "lexicons" | "weights"))
        {
            if let (Some(folder), Value::String(value)) = (path.parent(), &mut entry.value)
                && !value.is_empty()
            {
                *value = folder.join(&*value).to_string_lossy().into_owned();
            }
        }
        Ok(layer)
    }

    /// The layer of those `variables` that start with `GUIYI_`.
    ///
    /// # Errors
    /// [`SettingsError::UnknownKey`] for one that names no key.
    pub fn from_environment(
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, SettingsError> {
        let keys = known_keys();
        let mut layer = Self::default();
        for (name, text) in variables {
            if !name.starts_with("GUIYI_") || RESERVED.contains(&name.as_str()) {
                continue;
            }
            let Some((key, default)) = keys.iter().find(|(key, _)| variable(key) == name) else {
                let names: Vec<String> = keys.iter().map(|(key, _)| variable(key)).collect();
                let nearest = nearest(&name, names.iter().map(String::as_str));
                return Err(SettingsError::UnknownKey {
                    origin: Origin::Environment(name.clone()),
                    key: name,
                    nearest,
                });
            };
            let value = value_like(default, &text);
            layer.entries.push(Entry { key: key.clone(), value, origin: Origin::Environment(name) });
        }
        // The environment has no order of its own.
        layer.entries.sort_by(|a, b| a.key.cmp(&b.key));
        Ok(layer)
    }

    /// Adds a flag's value.
    pub fn push_flag(&mut self, flag: &str, key: &str, value: impl Into<Value>) {
        let origin = Origin::Flag(flag.to_owned());
        self.entries.push(Entry { key: key.to_owned(), value: value.into(), origin });
    }

    /// Adds `--set KEY=VALUE`.
    ///
    /// # Errors
    /// [`SettingsError::UnknownKey`] if there is no such key or no `=`.
    pub fn push_assignment(&mut self, assignment: &str) -> Result<(), SettingsError> {
        let origin = Origin::Flag("--set".to_owned());
        let (key, text) = assignment.split_once('=').unwrap_or((assignment, ""));
        let key = key.trim();
        let keys = known_keys();
        let Some((_, default)) = keys.iter().find(|(known, _)| known == key) else {
            let nearest = nearest(key, keys.iter().map(|(key, _)| key.as_str()));
            return Err(SettingsError::UnknownKey { origin, key: key.to_owned(), nearest });
        };
        self.entries.push(Entry { key: key.to_owned(), value: value_like(default, text.trim()), origin });
        Ok(())
    }
}

/// The defaults as a table.
pub(super) fn known() -> Table {
    // The file is part of the program and a test reads it.
    DEFAULTS.parse().unwrap_or_default()
}

/// Every key with its default, dotted and sorted.
pub(super) fn known_keys() -> Vec<(String, Value)> {
    fn walk(prefix: &str, table: &Table, keys: &mut Vec<(String, Value)>) {
        for (key, value) in table {
            let key = format!("{prefix}{key}");
            match value {
                Value::Table(inner) => walk(&format!("{key}."), inner, keys),
                _ => keys.push((key, value.clone())),
            }
        }
    }
    let mut keys = Vec::new();
    walk("", &known(), &mut keys);
    keys
}

/// The candidate most like `key`, if any is like it at all. The last part counts as well as the
/// whole, because people forget or mistake the section.
pub(super) fn nearest<'a>(key: &str, candidates: impl Iterator<Item = &'a str>) -> Option<String> {
    let last = |key: &'a str| key.rsplit('.').next().unwrap_or(key);
    let own_last = key.rsplit('.').next().unwrap_or(key);
    let likeness = |candidate: &'a str| {
        strsim::jaro_winkler(key, candidate).max(0.95 * strsim::jaro_winkler(own_last, last(candidate)))
    };
    candidates
        .map(|candidate| (likeness(candidate), candidate))
        // Below 0.75 Jaro–Winkler suggests words that share no more than a first letter.
        .filter(|(likeness, _)| *likeness >= 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .map(|(_, candidate)| candidate.to_owned())
}

fn variable(key: &str) -> String {
    let mut name = String::from("GUIYI_");
    name.extend(key.chars().map(|c| if matches!(c, '.' | '-') { '_' } else { c.to_ascii_uppercase() }));
    name
}

/// `text` as a value of the kind of `default`, or as a string if it is none: the type check then
/// says what was expected.
fn value_like(default: &Value, text: &str) -> Value {
    let as_string = || Value::String(text.to_owned());
    match default {
        Value::String(_) => as_string(),
        Value::Float(_) => text.parse().map_or_else(|_| as_string(), Value::Float),
        _ => literal(text).unwrap_or_else(as_string),
    }
}

/// A literal as TOML writes it.
fn literal(text: &str) -> Option<Value> {
    let table: Table = format!("value = {text}").parse().ok()?;
    (table.len() == 1).then(|| table.get("value").cloned()).flatten()
}

fn collect(
    layer: &mut Layer,
    prefix: &str,
    spans: &toml::de::DeTable<'_>,
    values: &Table,
    known: &Table,
    origin: &dyn Fn(usize) -> Origin,
) {
    let mut keys: Vec<_> = spans.iter().collect();
    keys.sort_by_key(|(key, _)| key.span().start);
    for (key, value) in keys {
        let name: &str = key.get_ref();
        let path = format!("{prefix}{name}");
        let (Some(own), inner) = (values.get(name), value.get_ref().as_table()) else { continue };
        match (inner, own, known.get(name)) {
            (Some(inner), Value::Table(own), Some(Value::Table(known))) => {
                collect(layer, &format!("{path}."), inner, own, known, origin);
            }
            _ => {
                let origin = origin(key.span().start);
                layer.entries.push(Entry { key: path, value: own.clone(), origin });
            }
        }
    }
}
