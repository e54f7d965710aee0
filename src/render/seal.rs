//! By what guiyi knows its own output again: a digest of the text inside the text.
//!
//! `taxonomy.md` ends with `<!-- guiyi 3 0123456789abcdef -->`, `taxonomy.json` with a field
//! `digest`. If the rest of the file has another digest, somebody edited it. Line ends make no
//! difference: version control may change them.

use std::borrow::Cow;
use std::io::{self, Read, Seek, SeekFrom, Write};

use memchr::memmem;
use sha2::{Digest as _, Sha256};

use super::json::Piece;
use crate::taxonomy::{finished_hex, sha256_hex};

/// Hexadecimal digits of a digest: 64 bits, enough to tell an edit.
const DIGITS: usize = 16;

/// Bytes of a large file that are in memory at a time.
const BUFFER: usize = 1 << 18;

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
    cut(sha256_hex(line_feeds(text).as_bytes()))
}

/// The text with line feeds for line ends.
fn line_feeds(text: &str) -> Cow<'_, str> {
    if text.contains('\r') { text.replace("\r\n", "\n").into() } else { text.into() }
}

/// A finished file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// Its bytes, with the digest in them.
    pub bytes: Vec<u8>,
    /// SHA-256 of all of them, in lower-case hexadecimal.
    pub sha256: String,
}

/// `body` and what `close` makes of its digest. Results may be large: they are hashed once for both hashes.
fn sealed(mut bytes: Vec<u8>, close: impl FnOnce(&str) -> String) -> Sealed {
    let mut hash = Sha256::new_with_prefix(&bytes);
    let digest = match memchr::memchr(b'\r', &bytes) {
        Some(_) => digest(&String::from_utf8_lossy(&bytes)),
        None => cut(finished_hex(hash.clone())),
    };
    let end = close(&digest);
    hash.update(&end);
    bytes.extend_from_slice(end.as_bytes());
    Sealed { bytes, sha256: finished_hex(hash) }
}

/// As many digits of a hash as a digest has.
fn cut(mut hash: String) -> String {
    hash.truncate(DIGITS);
    hash
}

/// A document with its digest and the revision it shows at the end.
pub(super) fn markdown(mut body: String, revision: u32) -> Sealed {
    body.push('\n');
    sealed(body.into_bytes(), |digest| format!("{OPEN}{revision} {digest}{CLOSE}\n"))
}

/// A JSON object, pretty-printed, with its digest as the last field.
pub(super) fn json(mut body: Vec<u8>) -> Sealed {
    open_json(&mut body);
    sealed(body, json_end)
}

/// Takes the closing brace off a JSON object.
pub(super) fn open_json(body: &mut Vec<u8>) {
    let object = body.trim_ascii_end();
    let open = object.strip_suffix(b"}").unwrap_or(object).trim_ascii_end().len();
    body.truncate(open);
}

fn json_end(digest: &str) -> String {
    format!("{FIELD}{digest}\"\n}}\n")
}

/// Writes a JSON object without its end as `pieces` say, of which the old ones stand in `old`, and its digest and end
/// behind it. Its SHA-256. Nothing of it is held in memory, for results may be large.
///
/// # Errors
/// What reading and writing fail with; [`io::ErrorKind::UnexpectedEof`] if `old` is shorter than the pieces say.
pub fn compose_json(
    pieces: &[Piece],
    old: &mut (impl Read + Seek),
    out: &mut dyn Write,
) -> io::Result<String> {
    let mut hash = Sha256::new();
    let mut buffer = vec![0; BUFFER];
    let mut put = |bytes: &[u8]| {
        hash.update(bytes);
        out.write_all(bytes)
    };
    for piece in pieces {
        match piece {
            Piece::New(text) => put(text.as_bytes())?,
            Piece::Old(at) => {
                old.seek(SeekFrom::Start(at.start as u64))?;
                let mut left = at.len();
                while left > 0 {
                    let part = &mut buffer[..left.min(BUFFER)];
                    old.read_exact(part)?;
                    put(part)?;
                    left -= part.len();
                }
            }
        }
    }
    let end = json_end(&cut(finished_hex(hash.clone())));
    hash.update(&end);
    out.write_all(end.as_bytes())?;
    Ok(finished_hex(hash))
}

/// The SHA-256 of a `taxonomy.json` that stands as it was written; `None` for any other file, of which
/// [`inspect_json`] tells more. The file is not held in memory.
///
/// # Errors
/// What reading fails with.
pub fn whole_json(file: &mut (impl Read + Seek)) -> io::Result<Option<String>> {
    let rest_length = json_end(&"0".repeat(DIGITS)).len() as u64;
    let Some(body) = file.seek(SeekFrom::End(0))?.checked_sub(rest_length) else { return Ok(None) };
    let mut rest = Vec::new();
    file.seek(SeekFrom::Start(body))?;
    file.read_to_end(&mut rest)?;
    if !rest.starts_with(FIELD.as_bytes()) {
        return Ok(None);
    }
    file.seek(SeekFrom::Start(0))?;
    let (mut hash, mut body) = (Sha256::new(), file.take(body));
    let mut buffer = vec![0; BUFFER];
    loop {
        match body.read(&mut buffer)? {
            0 => break,
            count => hash.update(&buffer[..count]),
        }
    }
    let whole = rest == json_end(&cut(finished_hex(hash.clone()))).as_bytes();
    hash.update(&rest);
    Ok(whole.then(|| finished_hex(hash)))
}

/// How the bytes of a `taxonomy.json` stand to what was written, and their SHA-256.
pub fn inspect_json(bytes: &[u8]) -> (Seal, String) {
    let end = memmem::rfind(bytes, FIELD.as_bytes());
    inspected(bytes, end, of_json, json_end)
}

/// The same of a `taxonomy.md`.
pub fn inspect_markdown(bytes: &[u8]) -> (Seal, String) {
    let end = memmem::rfind(bytes, OPEN.as_bytes());
    let mark = end.and_then(|end| bytes[end..].strip_prefix(OPEN.as_bytes())).unwrap_or_default();
    let revision = mark.iter().take_while(|byte| byte.is_ascii_digit()).map(|&byte| char::from(byte));
    let revision: String = revision.collect();
    inspected(bytes, end, |text| of_markdown(text).0, |digest| format!("{OPEN}{revision} {digest}{CLOSE}\n"))
}

/// Of a file as it was written one pass tells both; of any other, `looked_at` tells how it stands.
fn inspected(
    bytes: &[u8],
    end: Option<usize>,
    looked_at: impl FnOnce(&str) -> Seal,
    close: impl FnOnce(&str) -> String,
) -> (Seal, String) {
    let (body, rest) = bytes.split_at(end.unwrap_or_default());
    let mut hash = Sha256::new_with_prefix(body);
    let whole = end.is_some() && rest == close(&cut(finished_hex(hash.clone()))).as_bytes();
    hash.update(rest);
    let seal = if whole { Seal::Whole } else { looked_at(&String::from_utf8_lossy(bytes)) };
    (seal, finished_hex(hash))
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

    fn text(sealed: Sealed) -> String {
        assert_eq!(sealed.sha256, sha256_hex(&sealed.bytes));
        String::from_utf8(sealed.bytes).expect("text")
    }

    #[test]
    fn an_inspection_says_the_same() {
        let page = text(markdown("# 店长\n".to_owned(), 3));
        let edits = [page.clone(), page.replace('\n', "\r\n"), page.replace("店长", "主管"), String::new()];
        for page in edits {
            let (seal, hash) = inspect_markdown(page.as_bytes());
            assert_eq!((seal, hash), (of_markdown(&page).0, sha256_hex(page.as_bytes())), "{page}");
        }
        let object = text(json(b"{\n  \"retired\": []\n}".to_vec()));
        let edits =
            [object.clone(), object.replace('\n', "\r\n"), object.replace("[]", "[ ]"), "{}".to_owned()];
        for object in edits {
            let (seal, hash) = inspect_json(object.as_bytes());
            let whole = whole_json(&mut io::Cursor::new(&object)).expect("memory");
            assert_eq!(
                whole,
                (seal == Seal::Whole && !object.contains('\r')).then(|| hash.clone()),
                "{object}"
            );
            assert_eq!((seal, hash), (of_json(&object), sha256_hex(object.as_bytes())), "{object}");
        }
        let windows = markdown("甲\r\n".to_owned(), 1);
        assert_eq!(inspect_markdown(&windows.bytes).0, of_markdown(&text(windows)).0);
    }

    #[test]
    fn an_edit_breaks_the_seal_and_line_ends_do_not() {
        let text = text(markdown("# 店长\n".to_owned(), 3));
        assert_eq!(of_markdown(&text), (Seal::Whole, Some(3)));
        assert_eq!(of_markdown(&text.replace('\n', "\r\n")), (Seal::Whole, Some(3)));
        assert_eq!(of_markdown(&text.replace("店长", "主管")), (Seal::Broken, Some(3)));
        assert_eq!(of_markdown(&format!("{text}\n尾注\n")), (Seal::Broken, Some(3)));
        assert_eq!(of_markdown("# 店长\n"), (Seal::Missing, None));
    }

    #[test]
    fn json_stays_json() {
        let text = text(json(b"{\n  \"format\": \"x\",\n  \"retired\": []\n}\n".to_vec()));
        let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(value["digest"].as_str().map(str::len), Some(DIGITS));
        assert_eq!(of_json(&text), Seal::Whole);
        assert_eq!(of_json(&text.replace("[]", "[ ]")), Seal::Broken);
        assert_eq!(of_json("{}"), Seal::Missing);
    }
}
