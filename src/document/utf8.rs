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
        }
    }
}
