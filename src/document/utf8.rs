//! Characters in the bytes of a text.

/// The code point of a character of three bytes, as nearly all characters of a Chinese text are (RFC 3629, section 3).
#[inline(always)]
pub(crate) const fn three_bytes(first: u8, second: u8, third: u8) -> u32 {
    (first as u32 & 15) << 12 | (second as u32 & 63) << 6 | (third as u32 & 63)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_bytes_are_a_character() {
        for c in ['ࠀ', '甲', '，', '\u{ffff}'] {
            let mut bytes = [0; 3];
            c.encode_utf8(&mut bytes);
            assert_eq!(char::from_u32(three_bytes(bytes[0], bytes[1], bytes[2])), Some(c));
        }
    }
}
