//! Settings of the conversion stage.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::document::Script;

/// Options of the conversion stage.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Options {
    /// The script to convert to.
    pub to: Target,
    /// Whose words for things said differently in Taiwan and on the mainland.
    pub phrases: Phrases,
    /// Convert the 895 characters whose Simplified form few fonts have (OpenCC's TSCharactersExt).
    /// Off by default, as in OpenCC's command; OpenCC's library has it on.
    pub rare_characters: bool,
    /// Who converts.
    pub engine: Engine,
}

/// Target script.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Target {
    /// Simplified.
    #[default]
    Hans,
    /// Traditional, OpenCC's standard.
    Hant,
    /// Traditional as written in Taiwan.
    HantTw,
    /// Traditional as written in Hong Kong.
    HantHk,
    /// Leave everything as it is.
    Keep,
}

/// Which term layer is used on top of the characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phrases {
    /// guiyi's list of unambiguous terms, for ordinary prose ([`crate::lexicon::terms`]).
    #[default]
    Guiyi,
    /// OpenCC's regional phrases (tw2sp, s2twp, s2hkp), made for software texts.
    Opencc,
    /// None.
    None,
}

/// Which engine converts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Engine {
    /// guiyi's own.
    #[default]
    Builtin,
    /// The C++ library through the crate `opencc-rust`; needs the cargo feature `opencc`, and has
    /// neither guiyi's terms nor exact positions.
    Opencc,
}

impl Target {
    /// The script it belongs to; `None` for [`Target::Keep`].
    pub fn script(self) -> Option<Script> {
        match self {
            Self::Hans => Some(Script::Hans),
            Self::Hant | Self::HantTw | Self::HantHk => Some(Script::Hant),
            Self::Keep => None,
        }
    }

    /// The OpenCC configuration for text in the other script, with or without regional phrases.
    /// Hong Kong text also goes through the Taiwan configuration: the two differ in a few
    /// characters, which [`super::Converter::new`] adds, and pages rarely tell which they are.
    pub(super) fn config(self, phrases: bool) -> Option<&'static str> {
        match (self, phrases) {
            (Self::Hans, false) => Some("tw2s"),
            (Self::Hans, true) => Some("tw2sp"),
            (Self::Hant, _) => Some("s2t"),
            (Self::HantTw, false) => Some("s2tw"),
            (Self::HantTw, true) => Some("s2twp"),
            (Self::HantHk, false) => Some("s2hk"),
            (Self::HantHk, true) => Some("s2hkp"),
            (Self::Keep, _) => None,
        }
    }
}

/// The script of a text, where it need not be detected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Simplified.
    Hans,
    /// Traditional, OpenCC's standard.
    Hant,
    /// Traditional as written in Taiwan.
    HantTw,
    /// Traditional as written in Hong Kong.
    HantHk,
}

impl Origin {
    /// The OpenCC configuration from here to `to`, with or without regional phrases; `None` if
    /// the text can stay as it is.
    ///
    /// # Errors
    /// [`ConvertError::NoWay`] between Taiwan and Hong Kong, for which OpenCC has no configuration.
    pub(super) fn config(self, to: Target, phrases: bool) -> Result<Option<&'static str>, ConvertError> {
        Ok(match (self, to) {
            (_, Target::Keep)
            | (Self::Hans, Target::Hans)
            | (Self::Hant, Target::Hant)
            | (Self::HantTw, Target::HantTw)
            | (Self::HantHk, Target::HantHk) => None,
            (Self::Hans, to) => to.config(phrases),
            (Self::Hant, Target::Hans) => Some("t2s"),
            (Self::Hant, Target::HantTw) => Some("t2tw"),
            (Self::Hant, Target::HantHk) => Some("t2hk"),
            (Self::HantTw, Target::Hans) => Some(if phrases { "tw2sp" } else { "tw2s" }),
            (Self::HantTw, Target::Hant) => Some("tw2t"),
            (Self::HantHk, Target::Hans) => Some(if phrases { "hk2sp" } else { "hk2s" }),
            (Self::HantHk, Target::Hant) => Some("hk2t"),
            (Self::HantTw, Target::HantHk) | (Self::HantHk, Target::HantTw) => {
                return Err(ConvertError::NoWay);
            }
        })
    }
}

/// A converter that cannot be made.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConvertError {
    /// No configuration of this name; the Japanese ones are not supported.
    UnknownConfig(String),
    /// The term list cannot be compiled; the sentence names the term.
    Terms(String),
    /// The engine is not built in, or could not be started.
    Engine(String),
    /// From Taiwan's Traditional to Hong Kong's or back, which OpenCC does in two steps only.
    NoWay,
}

impl fmt::Display for ConvertError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownConfig(name) => {
                write!(f, "no configuration {name:?}; known: {}", super::tables::NAMES.join(", "))
            }
            Self::Terms(what) => write!(f, "term list: {what}"),
            Self::Engine(what) => write!(f, "conversion engine: {what}"),
            Self::NoWay => write!(
                f,
                "no configuration leads from hant-tw to hant-hk or back; convert to hant first, then from hant"
            ),
        }
    }
}

impl std::error::Error for ConvertError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kebab_case_and_unknown_ones_are_refused() {
        let options: Options =
            toml::from_str("to = \"hant-tw\"\nphrases = \"none\"\nrare-characters = true\n").expect("valid");
        assert_eq!(options.to, Target::HantTw);
        assert_eq!(options.phrases, Phrases::None);
        assert!(options.rare_characters);
        assert!(toml::from_str::<Options>("too = \"hans\"").is_err());
        assert!(toml::from_str::<Options>("to = \"jp\"").is_err());
    }
}
