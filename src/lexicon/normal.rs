//! Normal forms of short texts.

use unicode_normalization::UnicodeNormalization;

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
    use super::*;

    #[test]
    fn width_case_space_and_quotes_do_not_matter() {
        assert_eq!(normal_form("制定 ＡＩ「产品」 Road-Map，v2"), "制定ai产品road map,v2");
        assert_eq!(identity_form(&normal_form("A/B 测试。")), identity_form(&normal_form("a／b测试")));
    }
}
