//! Conversion between Traditional and Simplified Chinese.
//!
//! The engine is guiyi's own: safe Rust over the dictionaries of OpenCC 1.4.2, with OpenCC's exact
//! results for all its configurations but the Japanese ones, and with the positions of what it
//! changed. One deliberate difference: OpenCC drops what follows a U+0000 in a segment; here it is
//! kept. [`detect`] tells the script of a text; [`convert`] is the stage.

mod align;
mod backend;
mod boundary;
mod clause;
mod detect;
mod engine;
mod index;
mod lines;
mod normalise;
mod options;
mod output;
mod pool;
mod protected;
mod setup;
mod stage;
mod stream;
mod tables;
mod terms;
#[cfg(test)]
mod tests;
mod utf8;
mod window;

use std::borrow::Cow;
use std::fmt;
use std::path::Path;
use std::sync::OnceLock;

use backend::Backend;
pub use detect::{Evidence, detect};
pub use options::{ConvertError, Engine, Options, Origin, Phrases, Target};
use output::{Output, Piece};
pub use stage::convert;
pub use stream::Blocks;
use terms::TermIndex;

use crate::document::Edit;
use crate::lexicon::terms::Terms;

/// Hong Kong forms that the Taiwan configurations leave, with their Simplified form.
const HONG_KONG: [(char, &str); 3] = [('敍', "叙"), ('枱', "台"), ('衞', "卫")];

/// Converts text from one script to the other. Cheap to share between threads; made in a few
/// milliseconds at most.
pub struct Converter {
    to: Target,
    /// `None` if texts stay as they are.
    full: Option<Backend>,
    /// True if every line goes through `full`, whatever its characters tell.
    undetected: bool,
    /// The same without regional words, made when a text needs it.
    characters: OnceLock<Option<Backend>>,
    engine: Engine,
    rare_characters: bool,
}

impl Converter {
    /// A converter for `options`. `terms` are used if the options ask for guiyi's words, and lead
    /// either way between Taiwan and the mainland (not to [`Target::Hant`] and
    /// [`Target::HantHk`]).
    ///
    /// # Errors
    /// [`ConvertError::Engine`] if the engine is not built in, [`ConvertError::Terms`] for a term
    /// that cannot be compiled.
    pub fn new(options: &Options, terms: &Terms) -> Result<Self, ConvertError> {
        let config = options.to.config(options.phrases == Phrases::Opencc);
        let words = match options.to {
            Target::Hans => Some(true),
            Target::HantTw => Some(false),
            Target::Hant | Target::HantHk | Target::Keep => None,
        };
        Self::with(options, config, words, terms)
    }

    /// The same for texts whose script is `from`: nothing is detected, every line is converted.
    ///
    /// # Errors
    /// As [`new`](Self::new), and [`ConvertError::NoWay`].
    pub fn from_script(from: Origin, options: &Options, terms: &Terms) -> Result<Self, ConvertError> {
        let config = from.config(options.to, options.phrases == Phrases::Opencc)?;
        let words = match (from, options.to) {
            (Origin::Hant | Origin::HantTw | Origin::HantHk, Target::Hans) => Some(true),
            (Origin::Hans, Target::HantTw) => Some(false),
            _ => None,
        };
        Ok(Self { undetected: true, ..Self::with(options, config, words, terms)? })
    }

    /// `words` tells which way guiyi's terms lead; `None` if none are used.
    fn with(
        options: &Options,
        config: Option<&str>,
        words: Option<bool>,
        terms: &Terms,
    ) -> Result<Self, ConvertError> {
        let terms = words
            .filter(|_| options.phrases == Phrases::Guiyi && !terms.is_empty())
            .map(|to_simplified| TermIndex::new(terms, to_simplified).map_err(ConvertError::Terms))
            .transpose()?;
        Ok(Self {
            to: options.to,
            full: backend(options, config, terms)?,
            undetected: false,
            characters: OnceLock::new(),
            engine: options.engine,
            rare_characters: options.rare_characters,
        })
    }

    /// A converter that gives exactly what OpenCC 1.4.2 gives for its configuration `name`
    /// (`tw2sp`, with or without `.json`), whatever the script of the text.
    ///
    /// # Errors
    /// [`ConvertError::UnknownConfig`].
    pub fn for_config(name: &str, rare_characters: bool) -> Result<Self, ConvertError> {
        let name = name.strip_suffix(".json").unwrap_or(name);
        let full = Some(Backend::builtin(name, rare_characters, None, &[])?);
        let to = match name.rsplit('2').next() {
            Some("s" | "sp") => Target::Hans,
            Some("tw" | "twp") => Target::HantTw,
            Some("hk" | "hkp") => Target::HantHk,
            _ => Target::Hant,
        };
        Ok(Self {
            to,
            full,
            undetected: false,
            characters: OnceLock::new(),
            engine: Engine::Builtin,
            rare_characters,
        })
    }

    /// The script it converts to.
    pub fn target(&self) -> Target {
        self.to
    }

    /// Converts `text`, whatever its script; borrowed if nothing changes.
    pub fn convert_str<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let Some(backend) = &self.full else { return Cow::Borrowed(text) };
        let mut converted = String::with_capacity(text.len() + text.len() / 16);
        let mut block = Output::default();
        let mut at = 0;
        // A block is checked to be UTF-8 while it is in the nearest cache.
        while at < text.len() {
            block.clear();
            at = backend.step(text, at, &mut block, &mut ());
            converted.push_str(utf8(block.as_bytes()));
        }
        if converted == text { Cow::Borrowed(text) } else { Cow::Owned(converted) }
    }

    /// Converts the parts of `bytes` that are UTF-8 and keeps the others.
    pub fn convert_bytes(&self, bytes: &[u8]) -> Vec<u8> {
        let Some(backend) = &self.full else { return bytes.to_vec() };
        let mut out = Output::with_capacity(bytes.len() + bytes.len() / 16);
        for chunk in bytes.utf8_chunks() {
            backend.run(chunk.valid(), &mut out, &mut ());
            out.push(chunk.invalid());
        }
        out.into_bytes()
    }

    /// What conversion changes in `text`, whatever its script: phrases as a whole, other
    /// characters one by one; byte ranges of `text`, sorted and disjoint.
    pub fn edits(&self, text: &str) -> Vec<Edit> {
        let mut scratch = Output::default();
        let changed = self.full.as_ref().and_then(|backend| changed(backend, text, &mut scratch));
        let Some((output, changes)) = changed else { return Vec::new() };
        let edit = |change: Piece| Edit { range: change.input, with: output[change.output].to_owned() };
        changes.into_iter().map(edit).collect()
    }

    /// The same without regional words.
    fn characters(&self) -> Option<&Backend> {
        // What opened with words opens without: the names are fixed and there are no terms.
        let options = Options {
            to: self.to,
            phrases: Phrases::None,
            rare_characters: self.rare_characters,
            engine: self.engine,
        };
        let make = || backend(&options, self.to.config(false), None).ok().flatten();
        self.characters.get_or_init(make).as_ref()
    }

    /// Characters after which a text can be cut without changing the result. Sorted.
    fn borders(&self) -> Vec<char> {
        self.full.as_ref().map_or_else(Vec::new, Backend::borders)
    }
}

impl fmt::Debug for Converter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Converter").field("to", &self.to).finish_non_exhaustive()
    }
}

fn backend(
    options: &Options,
    config: Option<&str>,
    terms: Option<TermIndex>,
) -> Result<Option<Backend>, ConvertError> {
    let Some(name) = config else { return Ok(None) };
    if options.engine == Engine::Opencc {
        return Backend::opencc(Path::new(&format!("{name}.json"))).map(Some);
    }
    // OpenCC's own phrases are given exactly; everything else may know more characters.
    let own = options.to == Target::Hans && options.phrases != Phrases::Opencc;
    let more: &[_] = if own { &HONG_KONG } else { &[] };
    Backend::builtin(name, options.rare_characters, terms, more).map(Some)
}

/// What `text` becomes, and where it changed; `None` if it did not.
fn changed<'a>(backend: &Backend, text: &str, scratch: &'a mut Output) -> Option<(&'a str, Vec<Piece>)> {
    let mut pieces = Vec::new();
    scratch.clear();
    backend.run(text, scratch, &mut pieces);
    if scratch.as_bytes() == text.as_bytes() {
        return None;
    }
    let output = utf8(scratch.as_bytes());
    Some((output, align::changes(text, output, &pieces)))
}

fn utf8(bytes: &[u8]) -> &str {
    match simdutf8::basic::from_utf8(bytes) {
        Ok(text) => text,
        Err(_) => unreachable!("the engine writes whole characters only"),
    }
}
