//! Patterns as trees, which [`super::signature`] and [`super::matcher`] read.

use regex_syntax::ParserBuilder;
use regex_syntax::hir::Hir;

/// Parses a pattern over bytes, letters in either case; `None` if it is none.
pub(super) fn parse(pattern: &str) -> Option<Hir> {
    ParserBuilder::new().utf8(false).case_insensitive(has_case(pattern)).build().parse(pattern).ok()
}

/// False for a pattern that means the same in either case. Most are Chinese, and looking up the other case
/// of every character takes as long as the rest of parsing.
fn has_case(pattern: &str) -> bool {
    let mut chars = pattern.chars();
    let mut last = None;
    while let Some(c) = chars.next() {
        match c {
            // What these stand for has no case, or both.
            '\\' => match chars.next() {
                Some('b' | 'd' | 'n' | 'r' | 's' | 't' | 'w' | 'B' | 'D' | 'S' | 'W') => {}
                Some(c) if !c.is_alphanumeric() => {}
                _ => return true,
            },
            // Flags and names of groups stand between these.
            '(' if chars.as_str().starts_with("?-u:") || chars.as_str().starts_with("?:") => {
                chars.by_ref().find(|&c| c == ':');
            }
            // A range from a mark to a mark may hold letters.
            '-' if last != Some('[') && !chars.as_str().starts_with(']') => {
                let ends = (last, chars.as_str().chars().next());
                let digits = matches!(ends, (Some('0'..='9'), Some('0'..='9')));
                let han = |c: Option<char>| matches!(c, Some('\u{3400}'..='\u{9fff}'));
                if !(digits || han(ends.0) && han(ends.1)) {
                    return true;
                }
            }
            '\u{3400}'..='\u{9fff}' => {}
            _ if c.is_alphabetic() => return true,
            _ => {}
        }
        last = Some(c);
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_case_is_the_same_in_either() {
        let cased = ["点赞[a-z]", "APP", "[!-_]甲", r"\x41", r"\p{Lu}", "ａ", "(?i:甲)", "[^甲-龥Ω]"];
        assert!(cased.into_iter().all(has_case));
        let plain = [
            r"^(?:[(（]?[0-9]{1,2}\s*[-/月]\s*\d{1,2}\s*日?[)）]?)$",
            r"^(?:(?-u:.){0,30}[转轉]发(?-u:[^ \t])\.[^一-龥-])$",
            "(?:>|→|»)正文",
        ];
        for pattern in plain {
            let folded = ParserBuilder::new().utf8(false).case_insensitive(true).build().parse(pattern);
            assert_eq!(parse(pattern), folded.ok(), "{pattern}");
            assert!(pattern.contains('-') || !has_case(pattern), "{pattern}");
        }
    }
}
