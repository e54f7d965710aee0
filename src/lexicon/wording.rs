//! When two wordings are the same wording.

use super::normal::folded;

/// The normal form by which wordings, titles and values count as equal: compatibility forms
/// folded (full width, ligatures), lower case, and only letters, digits, `+` and `#` kept, so
/// that spacing, punctuation and brackets make no difference but `C`, `C++` and `C#` do.
pub fn wording_key(text: &str) -> String {
    folded(text).chars().filter(|&c| c.is_alphanumeric() || matches!(c, '+' | '#')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spacing_width_case_and_punctuation_make_no_difference() {
        assert_eq!(wording_key("制定 ＡＩ 值班表。"), wording_key("制定AI值班表"));
        assert_eq!(wording_key("A/B 测试"), wording_key("ab测试"));
    }

    #[test]
    fn the_signs_of_names_do() {
        assert_ne!(wording_key("C++"), wording_key("C"));
        assert_eq!(wording_key("——"), "");
    }
}
