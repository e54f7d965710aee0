//! White space around a text.

/// `text` without leading and trailing white space (including U+3000), as [`str::trim`] has it.
///
/// Nearly no text has any: looking for it takes longer than ruling it out by the bytes that white space
/// begins with, U+0085 and U+00A0 with C2, the others beyond ASCII with E1, E2 and E3 80 80.
pub(crate) fn trimmed(text: &str) -> &str {
    let plain = match *text.as_bytes() {
        [first, .., third, second, last] => {
            let begins = first <= b' ' || matches!(first, 0xC2 | 0xE1..=0xE3);
            let ends = last <= b' ' || second == 0xC2 || matches!(third, 0xE1 | 0xE2);
            !(begins || ends || third == 0xE3 && last == 0x80)
        }
        _ => false,
    };
    if plain { text } else { text.trim() }
}

/// Bytes of white space at the start of `text`; nearly no text has any.
#[inline]
pub(crate) fn leading(text: &str) -> usize {
    match text.as_bytes().first() {
        // ASCII that is seen, and U+4000 to U+9FFF.
        None | Some(b'!'..=b'~' | 0xe4..=0xe9) => 0,
        Some(_) => text.len() - text.trim_start().len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_at_the_ends_is_told_by_its_bytes() {
        let blanks = ('\0'..='\u{3100}').filter(|c| c.is_whitespace()).map(String::from);
        for blank in blanks.chain(["".into(), "x".into(), "。".into(), "“".into(), "〇".into(), "🙂".into()])
        {
            for body in ["", "甲", "店长每天盘点", "a b", "（店长）", "…"] {
                for text in
                    [format!("{blank}{body}"), format!("{body}{blank}"), format!("{blank}{body}{blank}")]
                {
                    assert_eq!(trimmed(&text), text.trim(), "{text:?}");
                    assert_eq!(&text[leading(&text)..], text.trim_start(), "{text:?}");
                }
            }
        }
    }
}
