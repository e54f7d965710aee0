//! Character references.

use html5gum::{Token, Tokenizer};

/// Longest reference that is looked at; the longest name in the standard has 31 characters.
const MAX_LEN: usize = 40;

/// Decodes the character reference that `text` starts with (at its `&`): what it stands for and
/// how many bytes it takes. `None` if there is none and the `&` is a plain character.
///
/// A control character (`&Tab;`, `&#10;`) becomes a blank: tabs and line ends separate cells and
/// lines of a block, which a reference cannot.
pub(in crate::read) fn decode(text: &str) -> Option<(String, usize)> {
    let len = reference_len(text)?;
    let reference = &text[..len];
    let known = match reference {
        "&nbsp;" => "\u{a0}",
        "&amp;" => "&",
        "&lt;" => "<",
        "&gt;" => ">",
        "&quot;" => "\"",
        "&ldquo;" => "“",
        "&rdquo;" => "”",
        "&middot;" => "·",
        "&mdash;" => "—",
        "&hellip;" => "…",
        _ => return general(reference).map(|text| (text.replace(char::is_control, " "), len)),
    };
    Some((known.to_owned(), len))
}

/// Bytes of what looks like a reference: `&name;`, `&#123;`, `&#xAB;`, the semicolon optional.
fn reference_len(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 1;
    if bytes.get(at) == Some(&b'#') {
        at += 1;
        if matches!(bytes.get(at), Some(b'x' | b'X')) {
            at += 1;
        }
    }
    let name = at;
    while at < bytes.len().min(MAX_LEN) && bytes[at].is_ascii_alphanumeric() {
        at += 1;
    }
    if at == name {
        return None;
    }
    Some(if bytes.get(at) == Some(&b';') { at + 1 } else { at })
}

/// Any reference, by the standard's own rules (legacy names without semicolon, windows-1252
/// numbers, surrogates), which the tokenizer knows.
fn general(reference: &str) -> Option<String> {
    let mut out = String::new();
    for token in Tokenizer::new(reference) {
        match token {
            Ok(Token::String(text)) => out.push_str(std::str::from_utf8(&text).ok()?),
            Ok(_) => {}
            Err(never) => match never {},
        }
    }
    (out != reference && !out.is_empty()).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_numbers_and_legacy_forms_are_decoded() {
        let cases = [
            ("&amp;x", "&", 5),
            ("&nbsp;", "\u{a0}", 6),
            ("&#65;&", "A", 5),
            ("&#x4e2d;", "中", 8),
            ("&copy 2024", "©", 5),
            ("&#150;", "–", 6),
            ("&CounterClockwiseContourIntegral;", "∳", 33),
        ];
        for (text, wanted, len) in cases {
            assert_eq!(decode(text), Some((wanted.to_owned(), len)), "{text}");
        }
    }

    #[test]
    fn control_characters_become_blanks() {
        for text in ["&#9A", "&#10;", "&Tab;", "&NewLine;", "&#x0d;"] {
            let (decoded, _) = decode(text).expect("a reference");
            assert!(!decoded.contains(char::is_control), "{text} gives {decoded:?}");
        }
        assert_eq!(decode("&#9;A"), Some((" ".to_owned(), 4)));
    }

    #[test]
    fn a_plain_ampersand_stays() {
        for text in ["&", "& 和", "&不", "&uid=3", "&#;", "AT&T;"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
