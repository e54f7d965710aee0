//! Characters in byte slices that are known to be UTF-8.

use crate::document::utf8::three_bytes;

/// The code point that starts at byte `at` of `text`, and its length in bytes. `at` must be a
/// character boundary before the end; bytes missing at the end count as zero.
#[inline]
pub(super) fn decode(text: &[u8], at: usize) -> (u32, usize) {
    // Nearly every character asked for is of this kind.
    if let Some(&[a, b, c]) = text.get(at..at + 3)
        && a & 0xF0 == 0xE0
    {
        return (three_bytes(a, b, c), 3);
    }
    decode_other(text, at)
}

fn decode_other(text: &[u8], at: usize) -> (u32, usize) {
    let byte = |n: usize| text.get(at + n).map_or(0, |&b| u32::from(b));
    let first = byte(0);
    match first {
        0..0x80 => (first, 1),
        0x80..0xE0 => ((first & 31) << 6 | (byte(1) & 63), 2),
        0xE0..0xF0 => ((first & 15) << 12 | (byte(1) & 63) << 6 | (byte(2) & 63), 3),
        _ => ((first & 7) << 18 | (byte(1) & 63) << 12 | (byte(2) & 63) << 6 | (byte(3) & 63), 4),
    }
}

/// Length in bytes of the ASCII text that `bytes` starts with.
pub(super) fn ascii_run(bytes: &[u8]) -> usize {
    let wide = bytes.chunks_exact(8).position(|chunk| !chunk.is_ascii());
    let skip = wide.unwrap_or(bytes.len() / 8) * 8;
    let rest = bytes[skip..].iter().position(|b| !b.is_ascii());
    rest.map_or(bytes.len(), |n| skip + n)
}

/// Length in bytes of the complete ideographic description sequence that starts at `at`; 0 if
/// there is none.
///
/// As OpenCC 1.4.2 reads them (`UTF8Util.hpp`): operators U+2FF0–2FFF, any character as operand,
/// at most 16 levels and 64 characters.
pub(super) fn description_sequence(text: &[u8], at: usize) -> usize {
    if at >= text.len() || arity(decode(text, at).0) == 0 {
        return 0;
    }
    operand(text, at, 16, &mut 0).unwrap_or(0)
}

/// True for an ideographic description operator.
pub(super) fn is_description_operator(c: u32) -> bool {
    arity(c) != 0
}

fn arity(operator: u32) -> usize {
    match operator {
        0x2FF2 | 0x2FF3 => 3,
        0x2FFE | 0x2FFF => 1,
        0x2FF0..=0x2FFD => 2,
        _ => 0,
    }
}

fn operand(text: &[u8], at: usize, levels: usize, characters: &mut usize) -> Option<usize> {
    if at >= text.len() || levels == 0 || *characters >= 64 {
        return None;
    }
    *characters += 1;
    let (c, mut length) = decode(text, at);
    for _ in 0..arity(c) {
        length += operand(text, at + length, levels - 1, characters)?;
    }
    Some(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn description_sequences_end_where_their_operands_do() {
        let length = |text: &str| description_sequence(text.as_bytes(), 0);
        assert_eq!(length("⿰木木林"), 9);
        assert_eq!(length("⿱⿰木木木林"), 15);
        assert_eq!(length("⿰木"), 0, "an operand is missing");
        assert_eq!(length("木⿰木木"), 0, "it starts later");
        assert_eq!(length(&("⿰".repeat(15) + &"木".repeat(30))), 15 * 3 + 16 * 3);
        assert_eq!(length(&("⿰".repeat(16) + &"木".repeat(30))), 0, "too deep");
    }

    #[test]
    fn decoding_agrees_with_chars() {
        for c in ['a', '\u{7ff}', '\u{800}', '漢', '\u{ffff}', '\u{10000}', '𠮷', '\u{10ffff}'] {
            let text = c.to_string();
            assert_eq!(decode(text.as_bytes(), 0), (c as u32, c.len_utf8()));
        }
    }
}
