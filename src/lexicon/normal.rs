//! Normal forms of short texts.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

/// The text in lower case; borrowed where it is, as most Chinese text is.
pub fn lower_case(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        // U+3000 to U+9FFF. Steps of one length each wait for no byte to be read.
        while let Some(0xe3..=0xe9) = bytes.get(at) {
            at += 3;
        }
        at += match bytes.get(at) {
            None => return Cow::Borrowed(text),
            Some(b'A'..=b'Z') => return Cow::Owned(text.to_lowercase()),
            Some(0..=0x7f) => 1,
            Some(_) => match text[at..].chars().next() {
                Some(c) if is_caseless(c) => c.len_utf8(),
                _ => return Cow::Owned(text.to_lowercase()),
            },
        };
    }
}

/// The characters of `text` that are neither Latin letters, digits nor Han (U+4000 to U+9FFF), with their
/// places. In Chinese text marks stand so near each other that stepping over what is between them is the
/// fastest search.
pub fn signs(text: &str) -> impl Iterator<Item = (usize, char)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            while let Some(0xe4..=0xe9) = bytes.get(at) {
                at += 3;
            }
            match bytes.get(at)? {
                b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => at += 1,
                _ => break,
            }
        }
        let c = text[at..].chars().next()?;
        let here = at;
        at += c.len_utf8();
        Some((here, c))
    })
}

/// True for characters that lower case leaves as they are; not for all of those.
fn is_caseless(c: char) -> bool {
    matches!(c, '\0'..='@' | '['..='\u{7f}' | '\u{2010}'..='\u{2027}' | '\u{3000}'..='\u{9fff}')
        || matches!(c, '\u{ff00}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff65}')
}

/// The text with compatibility forms folded (NFKC: full width, ligatures) and in lower case; borrowed
/// where that changes nothing.
pub fn folded(text: &str) -> Cow<'_, str> {
    if !text.bytes().any(|byte| byte.is_ascii_uppercase()) && signs(text).all(|(_, c)| is_plain(c)) {
        return Cow::Borrowed(text);
    }
    if text.chars().all(|c| is_plain(c) || is_full_width(c)) {
        return Cow::Owned(text.chars().map(|c| narrow(c).to_ascii_lowercase()).collect());
    }
    Cow::Owned(text.nfkc().flat_map(char::to_lowercase).collect())
}

/// What [`folded`] makes of a character, if that does not depend on what stands beside it.
pub fn folded_alone(c: char) -> Option<char> {
    (is_plain(c) || is_full_width(c)).then(|| narrow(c).to_ascii_lowercase())
}

fn is_full_width(c: char) -> bool {
    matches!(c, '\u{ff01}'..='\u{ff5e}')
}

/// The ASCII character of a full-width form, which stand in the same order.
fn narrow(c: char) -> char {
    if is_full_width(c) { char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c) } else { c }
}

/// True for characters that NFKC leaves as they are, next to any other of them: ASCII, Han, and the
/// quotation marks and brackets of Chinese text.
fn is_plain(c: char) -> bool {
    c.is_ascii()
        || matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3001}' | '\u{3002}' | '\u{3008}'..='\u{3011}')
        || matches!(c, '“' | '”' | '‘' | '’' | '—' | '–')
}

/// The normal form all comparisons work on: NFKC (width, compatibility forms), lower case, no
/// quotation marks, no white space except one space between Latin words, `-` and `_` inside Latin
/// words read as a space.
pub fn normal_form(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.nfkc().flat_map(char::to_lowercase) {
        match c {
            '"' | '\'' | '“' | '”' | '‘' | '’' | '「' | '」' | '『' | '』' | '《' | '》' | '【' | '】'
            | '*' | '`' => {}
            c if c.is_whitespace() || matches!(c, '-' | '_' | '–' | '\u{200b}' | '\u{feff}') => gap = true,
            c => {
                if gap && c.is_ascii_alphanumeric() && out.ends_with(|p: char| p.is_ascii_alphanumeric()) {
                    out.push(' ');
                }
                gap = false;
                out.push(c);
            }
        }
    }
    out
}

/// The text with everything but letters and digits taken out of its normal form: two titles with
/// equal identity forms are the same text.
pub fn identity_form(normal: &str) -> String {
    normal.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_short_ways_give_what_the_long_ones_do(text in "([甲乙a-zA-Z0-9 ：，（Ａｚ。“《é①\u{301}]|\\PC){0,8}") {
            prop_assert_eq!(lower_case(&text), text.to_lowercase());
            let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '\u{4000}'..='\u{9fff}');
            prop_assert!(signs(&text).eq(text.char_indices().filter(|(_, c)| !plain(*c))));
            let long: String = text.nfkc().flat_map(char::to_lowercase).collect();
            prop_assert_eq!(folded(&text), long.clone());
            if let Some(alone) = text.chars().map(folded_alone).collect::<Option<String>>() {
                prop_assert_eq!(alone, long);
            }
        }
    }

    #[test]
    fn width_case_space_and_quotes_do_not_matter() {
        assert_eq!(normal_form("制定 ＡＩ「产品」 Road-Map，v2"), "制定ai产品road map,v2");
        assert_eq!(identity_form(&normal_form("A/B 测试。")), identity_form(&normal_form("a／b测试")));
    }
}
