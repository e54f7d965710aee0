//! Bytes to text: byte-order mark, strict UTF-8, declared charset, detection, in this order.

use std::borrow::Cow;
use std::fmt;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// How far into a page its charset declaration is looked for. The standard says 1024 bytes; old
/// pages put scripts before it.
const DECLARATION_WINDOW: usize = 4096;
/// How much is looked at to tell binary content and UTF-16 apart from text.
const SAMPLE: usize = 64 * 1024;
/// How much text beyond ASCII the detector of encodings is shown.
const SHOWN: usize = 1024;
/// From so many ASCII bytes in a row on they are markup rather than text.
const PLAIN: usize = 16;
/// More control characters than one in this many bytes: not a text in any encoding.
const CONTROL_SHARE: usize = 10;

/// A text and how it was decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// The text; a byte-order mark is dropped, nothing else changed. UTF-8 is borrowed.
    pub text: Cow<'a, str>,
    /// The encoding, as the Encoding Standard spells it.
    pub encoding: &'static str,
    /// How many malformed sequences became U+FFFD.
    pub replaced: usize,
}

/// Why bytes are not a text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DecodeError {
    /// The content is of a known binary format.
    Binary {
        /// The format, as people call it.
        looks_like: &'static str,
    },
    /// No known format, but too many control bytes for a text.
    ControlBytes {
        /// How many there are in the part that was looked at.
        found: usize,
        /// How many bytes were looked at.
        of: usize,
    },
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Binary { looks_like } => write!(f, "binary content, looks like {looks_like}"),
            Self::ControlBytes { found, of } => {
                write!(f, "binary content: {found} control bytes in the first {of}")
            }
        }
    }
}

impl std::error::Error for DecodeError {}

/// Decodes `bytes`. NUL bytes of an otherwise readable text stay in it.
///
/// # Errors
/// [`DecodeError`] if the content is binary.
pub fn decode(bytes: &[u8]) -> Result<Decoded<'_>, DecodeError> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return Ok(with(encoding, &bytes[length..]));
    }
    if let Some(looks_like) = magic(bytes) {
        return Err(DecodeError::Binary { looks_like });
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        return Ok(with(encoding, bytes));
    }
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let found = controls(sample);
    if found * CONTROL_SHARE > sample.len() {
        return Err(DecodeError::ControlBytes { found, of: sample.len() });
    }
    if let Ok(text) = simdutf8::basic::from_utf8(bytes) {
        return Ok(Decoded { text: Cow::Borrowed(text), encoding: UTF_8.name(), replaced: 0 });
    }
    // A file cut off inside its last character is still UTF-8.
    let cut_off =
        std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none() && error.valid_up_to() > 0);
    Ok(if cut_off { with(UTF_8, bytes) } else { best(bytes) })
}

/// Bytes that are not UTF-8 throughout: the declared encoding if they fit it, else the detector's
/// guess, else whichever of the candidates fails least.
fn best(bytes: &[u8]) -> Decoded<'_> {
    let declared = declared(bytes);
    let mut tried = Vec::new();
    let mut best: Option<(usize, Decoded<'_>)> = None;
    if let Some(encoding) = declared.filter(|encoding| *encoding != UTF_8 && !encoding.is_single_byte()) {
        let decoded = with(encoding, bytes);
        if decoded.replaced == 0 {
            return decoded;
        }
        tried.push(encoding);
        best = Some((decoded.replaced, decoded));
    }
    let guess = widened(guess(bytes));
    // The order breaks ties. A detector that falls back to a one-byte encoding has found nothing:
    // such an encoding accepts any bytes, so its clean result proves nothing either.
    let mut candidates: Vec<&'static Encoding> = declared.into_iter().collect();
    if !guess.is_single_byte() {
        candidates.push(guess);
    }
    candidates.extend([UTF_8, GB18030]);
    if guess.is_single_byte() {
        candidates.push(guess);
    }
    let score = |decoded: &Decoded<'_>, encoding: &'static Encoding| {
        let foreign = if encoding.is_single_byte() { high_share(bytes) } else { 0 };
        decoded.replaced + foreign
    };
    for encoding in candidates {
        if tried.contains(&encoding) {
            continue;
        }
        tried.push(encoding);
        // What is no UTF-8 at all need not be decoded to know that it fails.
        if encoding == UTF_8 && best.as_ref().is_some_and(|(least, _)| fails_as_often(bytes, *least)) {
            continue;
        }
        let decoded = with(encoding, bytes);
        let score = score(&decoded, encoding);
        if score == 0 {
            return decoded;
        }
        if best.as_ref().is_none_or(|(least, _)| score < *least) {
            best = Some((score, decoded));
        }
    }
    best.map_or_else(|| with(UTF_8, bytes), |(_, decoded)| decoded)
}

/// True if reading `bytes` as UTF-8 fails so many times or more.
fn fails_as_often(bytes: &[u8], times: usize) -> bool {
    let failures = bytes.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty());
    failures.take(times).count() == times
}

/// What the detector takes `bytes` for. It is shown the first of the text beyond ASCII: markup, which
/// is most of a page, tells nothing of an encoding.
fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let (mut at, mut shown) = (0, 0);
    while shown < SHOWN
        && let Some(offset) = bytes[at..].iter().position(|byte| !byte.is_ascii())
    {
        let start = at + offset;
        // So much ASCII in a row is in no character of any encoding.
        let plain = bytes[start..].chunk_by(|one, other| one.is_ascii() == other.is_ascii());
        let stretch = plain.take_while(|part| !part[0].is_ascii() || part.len() < PLAIN).map(<[u8]>::len);
        let end = (start + stretch.sum::<usize>()).min(start + SHOWN);
        let last = (end + 1).min(bytes.len());
        detector.feed(&bytes[start.saturating_sub(1).max(at)..last], false);
        shown += last - start;
        at = last;
    }
    detector.feed(&[], true);
    detector.guess(None, Utf8Detection::Allow)
}

/// What reading Chinese as a one-byte encoding would cost: every second high byte is a wrong
/// character, if high bytes come in pairs at all.
fn high_share(bytes: &[u8]) -> usize {
    let paired = bytes.windows(2).filter(|pair| pair[0] >= 0x80 && pair[1] >= 0x80).count();
    paired / 2
}

/// `bytes` read as `encoding`.
fn with<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Decoded<'a> {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let mark = "\u{fffd}";
    let found = memchr::memmem::find_iter(text.as_bytes(), mark).count();
    let meant =
        if encoding == UTF_8 && found > 0 { memchr::memmem::find_iter(bytes, mark).count() } else { 0 };
    let replaced = found.saturating_sub(meant);
    Decoded { text, encoding: encoding.name(), replaced }
}

/// GB18030 for its subsets: pages labelled gb2312 hold characters that only the whole has.
fn widened(encoding: &'static Encoding) -> &'static Encoding {
    if encoding == encoding_rs::GBK { GB18030 } else { encoding }
}

/// The encoding that the content itself names: `charset=`, `encoding=` of an XML declaration.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let window = &bytes[..bytes.len().min(DECLARATION_WINDOW)];
    let lower = window.to_ascii_lowercase();
    for key in [&b"charset"[..], b"encoding"] {
        for at in memchr::memmem::find_iter(&lower, key) {
            let rest = lower[at + key.len()..].trim_ascii_start();
            let Some(rest) = rest.strip_prefix(b"=") else { continue };
            let rest = rest.trim_ascii_start();
            let rest = rest.strip_prefix(b"\"").or(rest.strip_prefix(b"'")).unwrap_or(rest);
            let end = rest
                .iter()
                .position(|byte| !byte.is_ascii_alphanumeric() && !b"-_:.".contains(byte))
                .unwrap_or(rest.len());
            // A declaration that could be read cannot be of UTF-16.
            if let Some(encoding) = Encoding::for_label(&rest[..end])
                && encoding != UTF_16LE
                && encoding != UTF_16BE
            {
                return Some(widened(encoding));
            }
        }
    }
    None
}

/// UTF-16 without a byte-order mark: the NUL halves of ASCII characters (tags, blanks, line ends)
/// all stand on the same side.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(SAMPLE) & !1];
    if sample.len() < 4 || memchr::memchr(0, sample).is_none() {
        return None;
    }
    let (mut first, mut second) = (0usize, 0usize);
    for pair in sample.chunks_exact(2) {
        first += usize::from(pair[0] == 0 && is_ascii_text(pair[1]));
        second += usize::from(pair[1] == 0 && is_ascii_text(pair[0]));
    }
    let pairs = sample.len() / 2;
    let (encoding, ascii, other) =
        if first > second { (UTF_16BE, first, second) } else { (UTF_16LE, second, first) };
    if ascii * 50 < pairs || other * 10 > ascii {
        return None;
    }
    let (text, malformed) = encoding.decode_without_bom_handling(sample);
    let strange = text.chars().filter(|c| c.is_control() && !c.is_whitespace()).count();
    (!malformed && strange * 50 <= pairs).then_some(encoding)
}

fn is_ascii_text(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~')
}

/// How many control bytes there are that no text uses. NUL is counted too: a few of them do not make a text
/// binary.
fn controls(bytes: &[u8]) -> usize {
    // Without a branch, and with sums that fit a byte, sixteen bytes are looked at together.
    let is_control = |byte: u8| {
        let used = (byte == b'\t') | (byte == b'\n') | (byte == b'\r') | (byte == 0x0c) | (byte == 0x1b);
        (byte < b' ') & !used | (byte == 0x7f)
    };
    let few = |few: &[u8]| few.iter().map(|&byte| u8::from(is_control(byte))).sum::<u8>();
    bytes.chunks(15 * 16).map(|bytes| usize::from(few(bytes))).sum()
}

/// The binary format that `bytes` start like.
fn magic(bytes: &[u8]) -> Option<&'static str> {
    const KNOWN: &[(&[u8], &str)] = &[
        (b"\x89PNG\r\n\x1a\n", "PNG image"),
        (b"\xff\xd8\xff", "JPEG image"),
        (b"GIF87a", "GIF image"),
        (b"GIF89a", "GIF image"),
        (b"PK\x03\x04", "ZIP archive (or DOCX, XLSX, EPUB)"),
        (b"PK\x05\x06", "ZIP archive (empty)"),
        (b"%PDF-", "PDF document"),
        (b"\x7fELF", "ELF program"),
        (b"MZ\x90\x00", "Windows program"),
        (b"\x1f\x8b\x08", "gzip archive"),
        (b"BZh9", "bzip2 archive"),
        (b"\xfd7zXZ\x00", "xz archive"),
        (b"7z\xbc\xaf\x27\x1c", "7-Zip archive"),
        (b"Rar!\x1a\x07", "RAR archive"),
        (b"\x28\xb5\x2f\xfd", "Zstandard archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Office document (DOC, XLS, PPT)"),
        (b"SQLite format 3\x00", "SQLite database"),
        (b"\xca\xfe\xba\xbe", "Java class"),
        (b"\x00asm", "WebAssembly module"),
        (b"OggS", "Ogg media"),
        (b"ID3", "MP3 audio"),
        (b"wOFF", "web font"),
        (b"wOF2", "web font"),
    ];
    if let Some((_, name)) = KNOWN.iter().find(|(start, _)| bytes.starts_with(start)) {
        // Three letters may also start a text.
        return (name != &"MP3 audio" || bytes[..bytes.len().min(16)].iter().any(|b| *b < b' '))
            .then_some(name);
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Some("WebP image");
    }
    (bytes.get(4..8) == Some(b"ftyp")).then_some("MP4 media")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE_TEXT: &str = "仓库主管负责每月盘点，并与采购沟通补货计划；新员工由其带教。";

    fn encoded(encoding: &'static Encoding, text: &str) -> Vec<u8> {
        encoding.encode(text).0.into_owned()
    }

    #[test]
    fn utf8_with_and_without_mark() {
        for bytes in [SAMPLE_TEXT.as_bytes().to_vec(), [b"\xef\xbb\xbf", SAMPLE_TEXT.as_bytes()].concat()] {
            let decoded = decode(&bytes).expect("text");
            assert_eq!((&*decoded.text, decoded.encoding, decoded.replaced), (SAMPLE_TEXT, "UTF-8", 0));
        }
    }

    #[test]
    fn a_gb2312_label_means_gb18030() {
        // 镕 and 喆 are outside GB2312, 𠮷 even outside GBK.
        let page = format!("<meta charset=gb2312><p>{SAMPLE_TEXT}镕喆𠮷</p>");
        let bytes = encoded(GB18030, &page);
        let decoded = decode(&bytes).expect("text");
        assert_eq!((&*decoded.text, decoded.encoding), (page.as_str(), "gb18030"));
    }

    #[test]
    fn undeclared_and_wrongly_declared_encodings_are_detected() {
        for label in ["", "<meta charset=utf-8>"] {
            let page = format!("{label}<p>{SAMPLE_TEXT}</p>");
            assert_eq!(decode(&encoded(GB18030, &page)).expect("text").text, page, "{label}");
        }
        let page = format!("<meta charset=iso-8859-1><p>{SAMPLE_TEXT}</p>");
        assert_eq!(decode(&encoded(GB18030, &page)).expect("text").text, page);
        let page = "<p>倉庫主管負責每月盤點，並與採購溝通補貨計劃；新員工由其帶教，並記錄庫存差異。</p>";
        let bytes = encoded(encoding_rs::BIG5, page);
        let decoded = decode(&bytes).expect("text");
        assert_eq!((&*decoded.text, decoded.encoding), (page, "Big5"));
    }

    #[test]
    fn a_page_that_is_mostly_of_its_declared_encoding_keeps_it() {
        let mut bytes = encoded(GB18030, &format!("<meta charset=gb2312><p>{}</p>", SAMPLE_TEXT.repeat(5)));
        bytes.extend(b"\xff\xff<p>");
        let decoded = decode(&bytes).expect("text");
        assert!(decoded.encoding == "gb18030" && decoded.replaced > 0, "{decoded:?}");
        assert!(decoded.text.contains(SAMPLE_TEXT));
        let mut bytes = SAMPLE_TEXT.repeat(5).into_bytes();
        bytes.splice(30..30, *b"\xff");
        let decoded = decode(&bytes).expect("text");
        assert_eq!((decoded.encoding, decoded.replaced), ("UTF-8", 1));
    }

    #[test]
    fn utf16_needs_no_mark() {
        let page = format!("<html>\r\n<p>{SAMPLE_TEXT}</p>\r\n");
        let units: Vec<u16> = page.encode_utf16().collect();
        let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
        for (bytes, name) in [(little, "UTF-16LE"), (big, "UTF-16BE")] {
            let decoded = decode(&bytes).expect("text");
            assert_eq!((&*decoded.text, decoded.encoding), (page.as_str(), name));
            let mark: &[u8] = if name == "UTF-16LE" { b"\xff\xfe" } else { b"\xfe\xff" };
            assert_eq!(decode(&[mark, &bytes].concat()).expect("text").text, page);
        }
    }

    #[test]
    fn some_nul_bytes_do_not_make_a_text_binary() {
        let decoded = decode("甲\0乙\0丙丁戊己庚辛".as_bytes()).expect("text");
        assert_eq!(decoded.text, "甲\0乙\0丙丁戊己庚辛");
    }

    #[test]
    fn a_file_cut_inside_a_character_is_utf8() {
        let bytes = &SAMPLE_TEXT.as_bytes()[..SAMPLE_TEXT.len() - 1];
        let decoded = decode(bytes).expect("text");
        assert_eq!((decoded.encoding, decoded.replaced), ("UTF-8", 1));
    }

    #[test]
    fn binary_content_is_named() {
        let cases: [(&[u8], &str); 4] = [
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "PNG"),
            (b"PK\x03\x04\x14\0", "ZIP"),
            (b"%PDF-1.7\n", "PDF"),
            (b"\x7fELF\x02\x01", "ELF"),
        ];
        for (bytes, name) in cases {
            let error = decode(bytes).expect_err("binary");
            assert!(error.to_string().contains(name), "{error}");
        }
        let noise: Vec<u8> = (0..4000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8 % 32).collect();
        assert!(matches!(decode(&noise), Err(DecodeError::ControlBytes { .. })));
    }

    #[test]
    fn nothing_is_a_text() {
        assert_eq!(decode(b"").expect("text").text, "");
    }
}
