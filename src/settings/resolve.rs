//! Layers on top of each other, each value checked where it stands.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use toml::{Table, Value};

use super::layer::{known, known_keys, nearest};
use super::{Entry, Layer, Origin, Settings, SettingsError};

/// Settings in force and the origin of every value that is not a default.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// The settings.
    pub settings: Settings,
    /// Where changed values come from, by dotted key.
    pub origins: BTreeMap<String, Origin>,
    table: Table,
}

/// The defaults with `layers` on top, later ones winning.
///
/// # Errors
/// [`SettingsError`] for the first key that is unknown and the first value that does not fit.
pub fn resolve(layers: &[Layer]) -> Result<Resolved, SettingsError> {
    let mut table = known();
    let mut settings = Settings::default();
    let mut origins = BTreeMap::new();
    for entry in layers.iter().flat_map(|layer| &layer.entries) {
        let slot = slot(&mut table, &entry.key).ok_or_else(|| unknown(entry))?;
        let value = fitted(slot, &entry.value);
        *slot = value;
        // One key at a time, so that a misfit is told with its own place.
        settings =
            table.clone().try_into().map_err(|error: toml::de::Error| SettingsError::InvalidValue {
                origin: entry.origin.clone(),
                key: entry.key.clone(),
                message: error.message().to_owned(),
            })?;
        origins.insert(entry.key.clone(), entry.origin.clone());
    }
    Ok(Resolved { settings, origins, table })
}

impl Resolved {
    /// The settings as TOML, each changed line with its origin behind it.
    pub fn to_toml(&self) -> String {
        let mut out = String::new();
        self.write_table("", &self.table, &mut out);
        out
    }

    fn write_table(&self, prefix: &str, table: &Table, out: &mut String) {
        for (key, value) in table.iter().filter(|(_, value)| !value.is_table()) {
            let origin = self.origins.get(&format!("{prefix}{key}"));
            let origin = origin.map(|origin| format!("  # {origin}")).unwrap_or_default();
            // Writing to a string cannot fail.
            let _ = writeln!(out, "{key} = {value}{origin}");
        }
        for (key, value) in table {
            if let Value::Table(inner) = value {
                let _ = writeln!(out, "\n[{prefix}{key}]");
                self.write_table(&format!("{prefix}{key}."), inner, out);
            }
        }
    }
}

/// An integer where a float is wanted is one.
fn fitted(default: &Value, value: &Value) -> Value {
    match (default, value) {
        // Settings are far below 2^53, where every integer is a float.
        (Value::Float(_), Value::Integer(n)) => Value::Float(*n as f64),
        _ => value.clone(),
    }
}

fn slot<'a>(table: &'a mut Table, key: &str) -> Option<&'a mut Value> {
    match key.split_once('.') {
        None => table.get_mut(key),
        Some((section, rest)) => match table.get_mut(section)? {
            Value::Table(inner) => slot(inner, rest),
            _ => None,
        },
    }
}

fn unknown(entry: &Entry) -> SettingsError {
    let keys = known_keys();
    let sections = known();
    let candidates = keys.iter().map(|(key, _)| key.as_str()).chain(sections.keys().map(String::as_str));
    SettingsError::UnknownKey {
        origin: entry.origin.clone(),
        key: entry.key.clone(),
        nearest: nearest(&entry.key, candidates),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn file(text: &str) -> Result<Layer, SettingsError> {
        Layer::from_file(Path::new("/project/guiyi.toml"), text)
    }

    fn environment(name: &str, value: &str) -> Result<Layer, SettingsError> {
        Layer::from_environment([(name.to_owned(), value.to_owned())])
    }

    #[test]
    fn later_layers_win_and_are_named() {
        let mut flags = Layer::default();
        flags.push_flag("--to", "convert.to", "hant-hk");
        let layers = [
            file("threads = 3\n[convert]\nto = 'hant'\n").expect("valid"),
            environment("GUIYI_THREADS", "2").expect("known"),
            flags,
        ];
        let resolved = resolve(&layers).expect("valid");
        assert_eq!(resolved.settings.threads, 2);
        let text = resolved.to_toml();
        assert!(text.contains("threads = 2  # GUIYI_THREADS\n"), "{text}");
        assert!(text.contains("to = \"hant-hk\"  # --to\n"), "{text}");
        text.parse::<Table>().expect("what is printed is TOML");
    }

    #[test]
    fn unknown_keys_name_line_and_nearest() {
        let layer = file("# 说明\n\n[convert]\ntoo = 'hans'\n").expect("TOML");
        let error = resolve(&[layer]).expect_err("unknown");
        assert_eq!(
            error.to_string(),
            "/project/guiyi.toml:4: unknown key `convert.too`, did you mean `convert.to`?"
        );
        let error = resolve(&[file("[konvert]\nto = 'hans'\n").expect("TOML")]).expect_err("unknown");
        assert_eq!(
            error.to_string(),
            "/project/guiyi.toml:1: unknown key `konvert`, did you mean `convert`?"
        );
        let error = environment("GUIYI_CONVERT_TOO", "x").expect_err("unknown");
        assert!(error.to_string().contains("GUIYI_CONVERT_TO`?"), "{error}");
        let error = Layer::default().push_assignment("thread=1").expect_err("unknown");
        assert!(error.to_string().contains("did you mean `threads`"), "{error}");
    }

    #[test]
    fn misfits_are_told_where_they_stand() {
        let error = resolve(&[file("threads = 'many'\n").expect("TOML")]).expect_err("misfit");
        assert!(error.to_string().starts_with("/project/guiyi.toml:1: `threads`: "), "{error}");
        let error =
            resolve(&[environment("GUIYI_CONVERT_TO", "klingon").expect("known")]).expect_err("misfit");
        assert!(error.to_string().starts_with("GUIYI_CONVERT_TO: `convert.to`: "), "{error}");
        let error = file("threads = \n").expect_err("not TOML");
        assert!(error.to_string().starts_with("/project/guiyi.toml:1: "), "{error}");
    }

    #[test]
    fn lexicons_are_relative_to_their_file() {
        let resolved = resolve(&[file("lexicons = '词典'\n").expect("TOML")]).expect("valid");
        assert_eq!(resolved.settings.lexicons, Path::new("/project/词典"));
    }

    #[test]
    fn variables_of_others_and_of_the_command_line_are_left_alone() {
        let layer = Layer::from_environment([
            ("PATH".to_owned(), "x".to_owned()),
            ("GUIYI_LANG".to_owned(), "zh".to_owned()),
        ]);
        assert_eq!(layer, Ok(Layer::default()));
    }
}
