//! Placeholders of template languages in the text of a page.

/// The byte range of the first `${…}` or `{{…}}` on one line of `text`.
pub(super) fn find(text: &str) -> Option<(usize, usize)> {
    let mut at = 0;
    while let Some(offset) = memchr::memchr(b'{', &text.as_bytes()[at..]) {
        let brace = at + offset;
        let rest = &text[brace..];
        let (start, close) = if brace > 0 && text.as_bytes()[brace - 1] == b'$' {
            (brace - 1, "}")
        } else if rest.starts_with("{{") {
            (brace, "}}")
        } else {
            at = brace + 1;
            continue;
        };
        let line = &rest[..memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len())];
        match line.find(close) {
            Some(end) => return Some((start, brace + end + close.len())),
            None => at = brace + line.len().max(1),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_end_on_their_line() {
        assert_eq!(find("你好 ${user.name}，"), Some((7, 19)));
        assert_eq!(find("{{ title }}"), Some((0, 11)));
        assert_eq!(find("{a} ${未完\n}"), None);
        assert_eq!(find("{ ${b}"), Some((2, 6)));
    }
}
