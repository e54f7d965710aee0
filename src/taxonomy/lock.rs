//! `guiyi.lock`: what a result was made from, by content.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Cause, Origin};

/// The format name and number of lock files.
const FORMAT: &str = "guiyi.lock/1";

const HEADER: &str = "# 由 guiyi 生成，请勿手工修改：本次结果所用的引擎版本与各项输入的 SHA-256。\n\n";

/// Engine version and content hashes of everything a taxonomy depends on. No clock, no machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    format: String,
    /// Version of guiyi.
    pub engine: String,
    /// SHA-256 of the effective settings, as TOML.
    pub settings: String,
    /// Lexicon files, sorted by name.
    #[serde(default, rename = "lexicon", skip_serializing_if = "Vec::is_empty")]
    pub lexicons: Vec<Pin>,
    /// Sources, sorted by path.
    #[serde(default, rename = "source", skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Pin>,
    /// Decision files, sorted by path.
    #[serde(default, rename = "decision", skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<Pin>,
    /// Files of the result, sorted by path, without this one and the change list.
    #[serde(default, rename = "output", skip_serializing_if = "Vec::is_empty")]
    pub outputs: Vec<Pin>,
}

/// What is read of any lock file first.
#[derive(Deserialize)]
struct Head {
    format: Option<toml::Spanned<String>>,
}

/// A file and the hash of its content.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pin {
    /// Name or relative path.
    pub name: String,
    /// SHA-256 of its bytes, in lower-case hexadecimal.
    pub sha256: String,
}

impl Pin {
    /// The pin of a file with these bytes.
    pub fn new(name: impl Into<String>, bytes: &[u8]) -> Self {
        Self { name: name.into(), sha256: sha256_hex(bytes) }
    }
}

/// A lock file that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LockError {
    /// 1-based line; 1 if the file as a whole is meant.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for LockError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for LockError {}

impl Lock {
    /// The lock of a run of engine version `engine` with `settings` (the effective settings as
    /// TOML). Pins are sorted here, so the order they come in does not matter.
    pub fn new(
        engine: &str,
        settings: &str,
        mut lexicons: Vec<Pin>,
        mut sources: Vec<Pin>,
        mut decisions: Vec<Pin>,
    ) -> Self {
        for pins in [&mut lexicons, &mut sources, &mut decisions] {
            pins.sort();
        }
        Self {
            format: FORMAT.to_owned(),
            engine: engine.to_owned(),
            settings: sha256_hex(settings.as_bytes()),
            lexicons,
            sources,
            decisions,
            outputs: Vec::new(),
        }
    }

    /// The lock file's text.
    pub fn to_toml(&self) -> String {
        // Strings and lists of string pairs always have a TOML form.
        let body = toml::to_string(self).expect("a lock holds only strings");
        format!("{HEADER}{body}")
    }

    /// Reads a lock file's text.
    ///
    /// # Errors
    /// [`LockError`] for text that is not TOML, not a lock, or of another format number.
    pub fn from_toml(text: &str) -> Result<Self, LockError> {
        let line_of = |offset: usize| text[..offset.min(text.len())].matches('\n').count() + 1;
        let fault = |error: toml::de::Error| LockError {
            line: line_of(error.span().map_or(0, |span| span.start)),
            message: error.message().to_owned(),
        };
        // The format comes first: another one may hold other fields.
        let head: Head = toml::from_str(text).map_err(fault)?;
        match head.format {
            Some(format) if format.get_ref() == FORMAT => toml::from_str(text).map_err(fault),
            Some(format) => Err(LockError {
                line: line_of(format.span().start),
                message: format!("format is {:?}, expected {FORMAT:?}", format.get_ref()),
            }),
            None => Err(LockError { line: 1, message: format!("no `format` field: not a {FORMAT} file") }),
        }
    }

    /// [`from_toml`](Self::from_toml) of bytes that should be UTF-8.
    ///
    /// # Errors
    /// As there.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, LockError> {
        let text = std::str::from_utf8(bytes).map_err(|error| LockError {
            line: bytes[..error.valid_up_to()].iter().filter(|&&byte| byte == b'\n').count() + 1,
            message: "not UTF-8".to_owned(),
        })?;
        Self::from_toml(text)
    }

    /// What differs between this lock's inputs and those of `now`: engine, settings, lexicons,
    /// sources, decisions, in this order. Outputs follow from these and are not compared.
    pub fn differences(&self, now: &Self) -> Vec<Cause> {
        let cause = |origin, name: &str| Cause { origin, name: name.to_owned() };
        let mut all = Vec::new();
        if self.engine != now.engine {
            all.push(cause(Origin::Engine, &format!("{} → {}", self.engine, now.engine)));
        }
        if self.settings != now.settings {
            all.push(cause(Origin::Settings, "settings"));
        }
        for (origin, was, is) in [
            (Origin::Lexicon, &self.lexicons, &now.lexicons),
            (Origin::SourceEdited, &self.sources, &now.sources),
            (Origin::Decision, &self.decisions, &now.decisions),
        ] {
            let hash = |pins: &'_ [Pin], name: &str| {
                pins.iter().find(|pin| pin.name == name).map(|pin| pin.sha256.clone())
            };
            let names: BTreeSet<&str> = was.iter().chain(is).map(|pin| pin.name.as_str()).collect();
            for name in names {
                let (old, new) = (hash(was, name), hash(is, name));
                let origin = match (origin, &old, &new) {
                    (Origin::SourceEdited, None, _) => Origin::SourceAdded,
                    (Origin::SourceEdited, _, None) => Origin::SourceRemoved,
                    _ => origin,
                };
                if old != new {
                    all.push(cause(origin, name));
                }
            }
        }
        all
    }
}

/// Lower-case hexadecimal SHA-256 of `bytes`, as sources and pins carry it.
pub fn sha256_hex(bytes: &[u8]) -> String {
    finished_hex(Sha256::new_with_prefix(bytes))
}

/// The hash of everything `hash` was given, in the form of [`sha256_hex`].
pub(crate) fn finished_hex(hash: Sha256) -> String {
    let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or_default();
    hash.finalize().iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lock(sources: Vec<Pin>) -> Lock {
        Lock::new("0.1.0", "[merge]\n", vec![Pin::new("terms.tsv", b"x")], sources, Vec::new())
    }

    #[test]
    fn digests_are_lower_case_hexadecimal() {
        assert!(sha256_hex(b"").starts_with("e3b0c44298fc1c14"));
    }

    #[test]
    fn order_of_arrival_makes_no_difference_and_the_text_reads_back() {
        let (a, b) = (Pin::new("a.md", b"1"), Pin::new("b (2).md", b"2"));
        let one = lock(vec![a.clone(), b.clone()]);
        assert_eq!(one.to_toml(), lock(vec![b, a]).to_toml());
        assert_eq!(Lock::from_toml(&one.to_toml()), Ok(one));
    }

    #[test]
    fn content_makes_a_difference() {
        assert_ne!(lock(vec![Pin::new("a.md", b"1")]), lock(vec![Pin::new("a.md", b"2")]));
    }

    #[test]
    fn a_damaged_lock_names_the_line() {
        let text = lock(vec![Pin::new("a.md", b"1")]).to_toml();
        let cut = text.replace("engine = \"0.1.0\"", "engine = ");
        assert_eq!(Lock::from_toml(&cut).expect_err("no value").line, 4);
        let other = text.replace("guiyi.lock/1", "guiyi.lock/9").replace("settings", "options");
        let error = Lock::from_toml(&other).expect_err("format");
        assert!(error.line == 3 && error.message.contains("guiyi.lock/9"), "{error}");
        assert_eq!(Lock::from_toml("").expect_err("empty").line, 1);
        assert_eq!(Lock::from_bytes(b"\n\n\xff").expect_err("no text").line, 3);
    }

    #[test]
    fn differences_are_told_by_what_differs() {
        let was = lock(vec![Pin::new("a.md", b"1"), Pin::new("b.md", b"1"), Pin::new("c.md", b"1")]);
        let mut now = lock(vec![Pin::new("a.md", b"1"), Pin::new("b.md", b"2"), Pin::new("d.md", b"1")]);
        assert_eq!(was.differences(&was), []);
        now.engine = "0.2.0".to_owned();
        now.settings = sha256_hex(b"other");
        now.lexicons.clear();
        now.decisions.push(Pin::new("x.toml", b""));
        let told: Vec<(Origin, String)> =
            was.differences(&now).into_iter().map(|cause| (cause.origin, cause.name)).collect();
        let expected = [
            (Origin::Engine, "0.1.0 → 0.2.0"),
            (Origin::Settings, "settings"),
            (Origin::Lexicon, "terms.tsv"),
            (Origin::SourceEdited, "b.md"),
            (Origin::SourceRemoved, "c.md"),
            (Origin::SourceAdded, "d.md"),
            (Origin::Decision, "x.toml"),
        ];
        assert_eq!(told, expected.map(|(origin, name)| (origin, name.to_owned())));
    }
}
