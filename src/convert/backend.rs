//! Who converts: guiyi's engine or, with the cargo feature `opencc`, the C++ library.

use super::engine::Engine;
use super::options::ConvertError;
use super::output::{Notes, Output};
use super::tables::Tables;
use super::terms::TermIndex;

/// One of the engines with one configuration.
pub(super) enum Backend {
    /// guiyi's own.
    Builtin(Box<Engine>),
    /// OpenCC 1.4.
    #[cfg(feature = "opencc")]
    Opencc(Library),
}

impl Backend {
    /// guiyi's engine with OpenCC's configuration `name`.
    ///
    /// # Errors
    /// [`ConvertError::UnknownConfig`].
    pub(super) fn builtin(
        name: &str,
        rare_characters: bool,
        terms: Option<TermIndex>,
        overrides: &[(char, &'static str)],
    ) -> Result<Self, ConvertError> {
        let tables = Tables::load(name, rare_characters)
            .ok_or_else(|| ConvertError::UnknownConfig(name.to_owned()))?;
        Ok(Self::Builtin(Box::new(Engine::new(tables, terms, overrides))))
    }

    /// OpenCC's library with the configuration file at `path`; a bare `tw2s.json` is looked for
    /// where the library keeps its own.
    ///
    /// # Errors
    /// [`ConvertError::Engine`] if it is not built in or does not open the file.
    #[cfg(feature = "opencc")]
    pub(super) fn opencc(path: &std::path::Path) -> Result<Self, ConvertError> {
        match opencc_rust::OpenCC::new(path) {
            Ok(library) => Ok(Self::Opencc(Library(library))),
            Err(error) => Err(ConvertError::Engine(format!("{}: {error}", path.display()))),
        }
    }

    #[cfg(not(feature = "opencc"))]
    pub(super) fn opencc(_: &std::path::Path) -> Result<Self, ConvertError> {
        Err(ConvertError::Engine(
            "this guiyi was built without OpenCC; set convert.engine = \"builtin\", or build it with \
             `cargo build --release --features opencc`"
                .into(),
        ))
    }

    /// Appends what `text` becomes.
    pub(super) fn run<N: Notes>(&self, text: &str, out: &mut Output, notes: &mut N) {
        let mut at = 0;
        while at < text.len() {
            at = self.step(text, at, out, notes);
        }
    }

    /// Appends what the next block of `text` becomes, the one that starts at `at`; returns where it
    /// ended.
    pub(super) fn step<N: Notes>(&self, text: &str, at: usize, out: &mut Output, notes: &mut N) -> usize {
        match self {
            Self::Builtin(engine) => engine.step(text, at, out, notes),
            #[cfg(feature = "opencc")]
            Self::Opencc(library) => {
                library.run(&text[at..], out, notes);
                text.len()
            }
        }
    }

    /// Characters after which a text can be cut without changing the result. Sorted.
    pub(super) fn borders(&self) -> Vec<char> {
        match self {
            Self::Builtin(engine) => engine.borders(),
            #[cfg(feature = "opencc")]
            Self::Opencc(_) => vec!['\n', '\r', ' ', '，', '。'],
        }
    }
}

/// The C++ library. It gives no positions, so they are told clause by clause.
#[cfg(feature = "opencc")]
pub(super) struct Library(opencc_rust::OpenCC);

#[cfg(feature = "opencc")]
impl Library {
    /// Converts clause by clause, so that a changed clause can be placed. A clause that the
    /// library refuses (it ends its texts at U+0000) stays as it is.
    fn run<N: Notes>(&self, text: &str, out: &mut Output, notes: &mut N) {
        let mut at = 0;
        for clause in text.split_inclusive(['\n', '。', '，', '\0']) {
            let (body, end) = match clause.strip_suffix('\0') {
                Some(body) => (body, "\0"),
                None => (clause, ""),
            };
            let converted = self.0.convert(body).unwrap_or_else(|_| body.to_owned());
            let start = out.len();
            out.push(converted.as_bytes());
            if converted.chars().count() != body.chars().count() {
                notes.add(at..at + body.len(), start..out.len());
            }
            out.push(end.as_bytes());
            at += clause.len();
        }
    }
}

#[cfg(all(test, feature = "opencc"))]
mod tests {
    use super::*;

    /// Both engines on OpenCC's own cases and on what our terms know. `GUIYI_OPENCC_CONFIGS`
    /// names the folder with the configuration files; without it the library's own is used.
    #[test]
    fn the_engines_agree() {
        let folder = std::env::var_os("GUIYI_OPENCC_CONFIGS").map(std::path::PathBuf::from);
        let list = include_str!("../lexicon/terms_tw.tsv");
        let cases = include_str!("../../data/opencc/testcases.json");
        for name in super::super::tables::NAMES {
            let file = format!("{name}.json");
            let path = folder.as_ref().map_or_else(|| file.clone().into(), |folder| folder.join(&file));
            let library = Backend::opencc(&path).expect("libopencc 1.4 with its configurations");
            // The library converts rare characters.
            let own = Backend::builtin(name, true, None, &[]).expect("known");
            for line in list.lines().chain(cases.lines()) {
                let (mut ours, mut theirs) = (Output::default(), Output::default());
                own.run(line, &mut ours, &mut ());
                library.run(line, &mut theirs, &mut ());
                let text = |out: &Output| String::from_utf8_lossy(out.as_bytes()).into_owned();
                assert_eq!(text(&ours), text(&theirs), "{name}");
            }
        }
    }
}
