//! Half surrogate pairs in the escapes of JSON, which other programs write and no text can hold.

/// Replaces every escape of a lone surrogate (`\ud83d` without its other half) by that of U+FFFD,
/// and counts them; `None` if there is none.
pub(super) fn replaced(json: &[u8]) -> Option<(Vec<u8>, usize)> {
    let mut out = Vec::new();
    let (mut copied, mut at, mut count) = (0, 0, 0);
    while let Some(found) = memchr::memchr(b'\\', &json[at..]) {
        at += found;
        let length = match escape(&json[at..]) {
            Some(0xD800..0xDC00) if matches!(escape(&json[at + 6..]), Some(0xDC00..0xE000)) => 12,
            Some(0xD800..0xE000) => {
                out.extend_from_slice(&json[copied..at]);
                out.extend_from_slice(br"\ufffd");
                copied = at + 6;
                count += 1;
                6
            }
            // The character behind a backslash is no start of an escape, be it one itself.
            _ => 2,
        };
        at = json.len().min(at + length);
    }
    out.extend_from_slice(&json[copied..]);
    (count > 0).then_some((out, count))
}

/// The number in an escape `\u1234` that `json` starts with.
fn escape(json: &[u8]) -> Option<u32> {
    let digits = json.strip_prefix(br"\u")?.get(..4)?;
    let digit = |value: u32, digit: &u8| Some(value << 4 | char::from(*digit).to_digit(16)?);
    digits.iter().try_fold(0, digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_halves_are_replaced() {
        let outcome = |json: &str| {
            let (text, count) = replaced(json.as_bytes())?;
            Some((String::from_utf8(text).expect("ASCII stays"), count))
        };
        for whole in
            [r#"{"text":"\ud842\udfb7野"}"#, r#""\\ud842""#, r#""\u4e2d\n""#, r#""\u12"#, r"\", "", r"\ud8"]
        {
            assert_eq!(outcome(whole), None, "{whole}");
        }
        assert_eq!(outcome(r#""前\ud842後""#), Some((r#""前\ufffd後""#.into(), 1)));
        assert_eq!(
            outcome(r#""\uDFB7\ud842""#),
            Some((r#""\ufffd\ufffd""#.into(), 2)),
            "the wrong way round"
        );
        assert_eq!(outcome(r#""\ud842\ud842\udfb7""#), Some((r#""\ufffd\ud842\udfb7""#.into(), 1)));
        assert_eq!(outcome(r"\\\ud800"), Some((r"\\\ufffd".into(), 1)));
    }
}
