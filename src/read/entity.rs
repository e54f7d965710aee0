//! Character references (`&amp;`, `&#47;`) as they occur in Markdown.

/// The character that the reference at the start of `text` stands for, and the reference's length
/// in bytes. Named references are the ones that editors and converters write; others stay text.
pub(crate) fn decode(text: &str) -> Option<(char, usize)> {
    let end = text.as_bytes().iter().take(12).position(|&b| b == b';')?;
    let name = &text[1..end];
    let decoded = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" | "ensp" | "emsp" => ' ',
        "middot" => '·',
        "bull" => '•',
        "ldquo" => '“',
        "rdquo" => '”',
        "lsquo" => '‘',
        "rsquo" => '’',
        "hellip" => '…',
        "mdash" => '—',
        "ndash" => '–',
        "times" => '×',
        "copy" => '©',
        "reg" => '®',
        "rarr" => '→',
        "larr" => '←',
        "yen" => '¥',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|c| !c.is_control())?
        }
    };
    Some((decoded, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn named_and_numeric() {
        assert_eq!(decode("&amp;x"), Some(('&', 5)));
        assert_eq!(decode("&#x4E2D;"), Some(('中', 8)));
        assert_eq!(decode("&unknown;"), None);
        assert_eq!(decode("& b;"), None);
        assert_eq!(decode("&#0;"), None, "control characters stay as written");
    }
}
