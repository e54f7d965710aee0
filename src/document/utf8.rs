//! Characters in the bytes of a text.

/// The code point of a character of three bytes, as nearly all characters of a Chinese text are (RFC 3629, section 3).
#[inline(always)]
pub(crate) const fn three_bytes(first: u8, second: u8, third: u8) -> u32 {
    (first as u32 & 15) << 12 | (second as u32 & 63) << 6 | (third as u32 & 63)
}

/// The first three of these bytes as one number, if others follow: in the order of what they stand for, where they
/// are a character.
#[inline(always)]
pub(crate) fn leading_three(bytes: &[u8]) -> Option<u32> {
    bytes.first_chunk::<4>().map(|&four| u32::from_be_bytes(four) >> 8)
}

/// The code point of the character that these three bytes are.
#[inline(always)]
pub(crate) const fn code_of_three(bytes: u32) -> u32 {
    (bytes >> 4 & 0xF000) | (bytes >> 2 & 0xFC0) | (bytes & 63)
}

/// A character as one number that is read off a text quickly: its bytes where they are three, else its code point,
/// which no three bytes are.
#[inline]
pub(crate) fn number(c: char) -> u32 {
    let mut bytes = [0; 4];
    match *c.encode_utf8(&mut bytes).as_bytes() {
        [first, second, third] => u32::from_be_bytes([0, first, second, third]),
        _ => u32::from(c),
    }
}

/// The character with this number.
pub(crate) fn character(number: u32) -> char {
    let code = if THREE_BYTES.contains(&number) { code_of_three(number) } else { number };
    char::from_u32(code).unwrap_or_default()
}

/// The numbers of characters of three bytes are among these.
pub(crate) const THREE_BYTES: std::ops::RangeInclusive<u32> = 0xE0_0000..=0xEF_FFFF;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_bytes_are_a_character() {
        for c in ['ࠀ', '甲', '，', '\u{ffff}'] {
            let mut bytes = [0; 4];
            c.encode_utf8(&mut bytes);
            assert_eq!(char::from_u32(three_bytes(bytes[0], bytes[1], bytes[2])), Some(c));
            assert_eq!(leading_three(&bytes).map(code_of_three), Some(u32::from(c)));
            assert_eq!(leading_three(&bytes[..3]), None);
            assert_eq!(leading_three(&bytes), Some(number(c)));
        }
    }

    #[test]
    fn numbers_tell_characters() {
        for c in ['\0', 'a', 'é', 'ࠀ', '甲', '\u{ffff}', '🙂', '\u{10ffff}'] {
            assert_eq!(character(number(c)), c);
        }
    }
}
