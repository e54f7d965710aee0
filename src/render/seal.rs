//! By what guiyi knows its own output again: a digest of the text inside the text.
//!
//! `taxonomy.md` ends with `<!-- guiyi 3 0123456789abcdef -->`, `taxonomy.json` with a field
//! `digest`. If the rest of the file has another digest, somebody edited it. Line ends make no
//! difference: version control may change them.

use std::borrow::Cow;

use crate::taxonomy::sha256_hex;

/// Hexadecimal digits of a digest: 64 bits, enough to tell an edit.
const DIGITS: usize = 16;

const OPEN: &str = "<!-- guiyi ";
const CLOSE: &str = " -->";
const FIELD: &str = ",\n  \"digest\": \"";

/// How a file stands to what was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seal {
    /// As it was written.
    Whole,
    /// Somebody edited it.
    Broken,
    /// It has no digest: cut off, or written by something else.
    Missing,
}

fn digest(text: &str) -> String {
    sha256_hex(line_feeds(text).as_bytes())[..DIGITS].to_owned()
}

/// The text with line feeds for line ends.
fn line_feeds(text: &str) -> Cow<'_, str> {
    if text.contains('\r') { text.replace("\r\n", "\n").into() } else { text.into() }
}

/// A document with its digest and the revision it shows at the end.
pub(super) fn markdown(body: &str, revision: u32) -> String {
    format!("{body}\n{OPEN}{revision} {}{CLOSE}\n", digest(&format!("{body}\n")))
}

/// A JSON object, pretty-printed, with its digest as the last field.
pub(super) fn json(body: &str) -> String {
    let open = body.trim_end().trim_end_matches('}').trim_end();
    format!("{open}{FIELD}{}\"\n}}\n", digest(open))
}

/// How a `taxonomy.md` stands to what was written, and the revision it shows, if it says so.
pub fn of_markdown(text: &str) -> (Seal, Option<u32>) {
    let Some((body, mark)) = text.rfind(OPEN).map(|at| (&text[..at], &text[at + OPEN.len()..])) else {
        return (Seal::Missing, None);
    };
    let Some((mark, rest)) = mark.split_once(CLOSE) else { return (Seal::Missing, None) };
    let (revision, found) = mark.split_once(' ').unwrap_or((mark, ""));
    let whole = found == digest(body) && rest.trim().is_empty();
    (if whole { Seal::Whole } else { Seal::Broken }, revision.parse().ok())
}

/// How a `taxonomy.json` stands to what was written.
pub fn of_json(text: &str) -> Seal {
    let text = line_feeds(text);
    let Some((body, rest)) = text.rsplit_once(FIELD) else {
        return if text.contains("\"digest\"") { Seal::Broken } else { Seal::Missing };
    };
    let whole = rest.split_once('"').is_some_and(|(found, end)| found == digest(body) && end.trim() == "}");
    if whole { Seal::Whole } else { Seal::Broken }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_breaks_the_seal_and_line_ends_do_not() {
        let text = markdown("# 店长\n", 3);
        assert_eq!(of_markdown(&text), (Seal::Whole, Some(3)));
        assert_eq!(of_markdown(&text.replace('\n', "\r\n")), (Seal::Whole, Some(3)));
        assert_eq!(of_markdown(&text.replace("店长", "主管")), (Seal::Broken, Some(3)));
        assert_eq!(of_markdown(&format!("{text}\n尾注\n")), (Seal::Broken, Some(3)));
        assert_eq!(of_markdown("# 店长\n"), (Seal::Missing, None));
    }

    #[test]
    fn json_stays_json() {
        let text = json("{\n  \"format\": \"x\",\n  \"retired\": []\n}\n");
        let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(value["digest"].as_str().map(str::len), Some(DIGITS));
        assert_eq!(of_json(&text), Seal::Whole);
        assert_eq!(of_json(&text.replace("[]", "[ ]")), Seal::Broken);
        assert_eq!(of_json("{}"), Seal::Missing);
    }
}
