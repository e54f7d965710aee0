//! Numbers and letters that name one of several like things: 1号库 and 2号库 are two stores.

use crate::lexicon::LinkLexicon;

/// Words behind a number or a letter that make it a name. Of other numbers (`24小时`, `3天`) two names say nothing.
const DESIGNATORS: [&str; 24] = [
    "号", "级", "期", "线", "楼", "类", "区", "库", "班", "组", "段", "路", "厂", "栋", "批", "届", "轮",
    "剂", "车间", "季度", "年级", "单元", "标段", "学期",
];
/// Numerals that name things too (一号, 甲班); what they stand for, `1` and so on, names the same thing.
const NUMERALS: [char; 9] = ['一', '二', '三', '四', '五', '六', '七', '八', '九'];
/// Letters of a Chinese list.
const STEMS: [char; 4] = ['甲', '乙', '丙', '丁'];
/// Dimension of the first designator; those of the lexicon are numbered from 0.
const FIRST: u16 = 0x4000;

/// The codes of a name in normal form, as poles of a dimension for each designator: naming different ones speaks
/// against, naming the same one says nothing.
pub(crate) fn codes(normal: &str) -> Vec<(u16, u16)> {
    let chars: Vec<char> = normal.chars().collect();
    let mut found = Vec::new();
    for (at, word) in (0..chars.len()).filter_map(|at| Some((at, longest(&chars[at..])?))) {
        let start =
            chars[..at].iter().rposition(|c| !c.is_ascii_alphanumeric()).map_or(0, |before| before + 1);
        let code = &chars[start..at];
        // One letter or a short number; `api组` names a trade.
        let short = code.len() == 1 || code.len() <= 4 && code.iter().all(char::is_ascii_digit);
        let before = at.checked_sub(1).map(|before| chars[before]);
        let pole = if !code.is_empty() && short {
            Some(code.iter().fold(0_u16, |hash, c| hash.wrapping_mul(61).wrapping_add(*c as u16)))
        } else {
            before.filter(|_| code.is_empty()).and_then(|c| named(c, at >= 2 && chars[at - 2] == '第', word))
        };
        if let Some(pole) = pole {
            found.push((LinkLexicon::CONTRAST | (FIRST + word as u16), pole));
        }
    }
    found
}

/// The longest designator that the text begins with, by its place in [`DESIGNATORS`].
fn longest(chars: &[char]) -> Option<usize> {
    let begins = |word: &str| word.chars().enumerate().all(|(at, c)| chars.get(at) == Some(&c));
    let found = (0..DESIGNATORS.len()).filter(|&at| begins(DESIGNATORS[at]));
    found.max_by_key(|&at| DESIGNATORS[at].len())
}

/// The pole of a Chinese numeral or stem. 一线 names no line unless it is 第一线, and 一批 is some.
fn named(c: char, ordinal: bool, word: usize) -> Option<u16> {
    let loose = matches!(DESIGNATORS[word], "线" | "段" | "路" | "批" | "轮" | "组");
    if let Some(at) = NUMERALS.iter().position(|numeral| *numeral == c) {
        return (ordinal || !loose).then_some(u16::from(b'1') + at as u16);
    }
    STEMS.contains(&c).then_some(c as u16)
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

    #[test]
    fn chinese_numerals_name_what_digits_name() {
        assert_eq!(codes("巡检一号锅炉"), codes("巡检1号锅炉"));
        assert_ne!(codes("组织一级教育"), codes("组织三级教育"));
        assert_ne!(codes("第一季度计划"), codes("第二季度计划"));
        assert_ne!(codes("甲班交接"), codes("乙班交接"));
        assert_eq!(codes("第二批货物").len(), 1);
        assert!(
            codes("慰问一线员工").is_empty() && codes("一批货物").is_empty() && codes("三组数据").is_empty()
        );
    }
}
