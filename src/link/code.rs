//! Numbers and letters that name one of several like things: 1号库 and 2号库 are two stores.

use crate::lexicon::LinkLexicon;

/// Words behind a number or a letter that make it a name. Of other numbers (`24小时`, `3天`) two names say nothing.
const DESIGNATORS: [char; 14] =
    ['号', '级', '期', '线', '楼', '类', '区', '库', '班', '组', '段', '路', '厂', '栋'];
/// Dimension of the first designator; those of the lexicon are numbered from 0.
const FIRST: u16 = 0x4000;

/// The codes of a name in normal form, as poles of a dimension for each designator: naming different ones speaks
/// against, naming the same one says nothing.
pub(crate) fn codes(normal: &str) -> Vec<(u16, u16)> {
    let chars: Vec<char> = normal.chars().collect();
    let mut found = Vec::new();
    for (at, c) in chars.iter().enumerate() {
        let Some(designator) = DESIGNATORS.iter().position(|d| d == c) else { continue };
        let start =
            chars[..at].iter().rposition(|c| !c.is_ascii_alphanumeric()).map_or(0, |before| before + 1);
        let code = &chars[start..at];
        // One letter or a short number; `api组` names a trade.
        let short = code.len() == 1 || code.len() <= 4 && code.iter().all(char::is_ascii_digit);
        if !code.is_empty() && short {
            let pole = code.iter().fold(0_u16, |hash, c| hash.wrapping_mul(61).wrapping_add(*c as u16));
            found.push((LinkLexicon::CONTRAST | (FIRST + designator as u16), pole));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_told_from_amounts() {
        assert_eq!(codes("盘点1号库").len(), 1);
        assert_ne!(codes("盘点1号库"), codes("盘点2号库"));
        assert_eq!(codes("巡检a区"), codes("打扫a区"));
        assert!(codes("24小时值班").is_empty() && codes("维护api组件").is_empty());
    }
}
