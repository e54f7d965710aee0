//! Titles: ordinals in front, translations in brackets behind, and the bare form for look-ups.

use std::borrow::Cow;
use std::ops::Range;

use crate::lexicon::Lexicons;
use crate::lexicon::normal::{folded, signs};
use crate::lexicon::sections::SectionRole;
use crate::read::marker::is_han;

/// An ordinal in front of a title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ordinal {
    /// Rank of the numbering style: 1 第一章, 2 一、 and 第一条, 3 （一）, 4 `1.`, 5 `1.1`, 6 `1.1.1`, 9 （1）.
    pub(crate) rank: u32,
    /// Bytes of the ordinal and the blanks behind it.
    pub(crate) len: usize,
    /// True if it counts a noun (`职责一：`).
    pub(crate) counted: bool,
    /// The part of a document that it counts (`第三节`, `第五条`).
    pub(crate) unit: Option<char>,
}

/// True for Chinese and Roman numerals.
pub(crate) fn is_numeral(c: char) -> bool {
    matches!(c, '零' | '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '百')
        || matches!(c, '壹' | '贰' | '叁' | '肆' | '伍' | '陆' | '柒' | '捌' | '玖' | '拾' | 'Ⅰ'..='Ⅹ')
}

/// False for Han characters that no ordinal starts with: no numerals and not what [`COUNTED`] nouns
/// start with.
fn may_count(first: char) -> bool {
    !('\u{4e00}'..='\u{9fff}').contains(&first) || is_numeral(first) || first == '第' || may_be_counted(first)
}

/// False for what no [`COUNTED`] noun starts with.
fn may_be_counted(first: char) -> bool {
    matches!(first, '任' | '工' | '职' | '模' | '阶' | '板' | '大')
        || matches!(first, '类' | '部' | '领' | '维' | '环' | '篇' | '范' | '【')
}

/// The ordinal that `text` starts with.
pub(crate) fn ordinal(text: &str) -> Option<Ordinal> {
    if !text.chars().next().is_some_and(may_count) {
        return None;
    }
    let numeral_len =
        |text: &str| text.chars().take_while(|&c| is_numeral(c)).map(char::len_utf8).sum::<usize>();
    let finish = |rank: u32, len: usize| {
        let rest = text[len..].trim_start();
        (!rest.is_empty()).then(|| Ordinal { rank, len: text.len() - rest.len(), counted: false, unit: None })
    };
    if let Some(len) = counted(text) {
        return finish(2, len).map(|ordinal| Ordinal { counted: true, ..ordinal });
    }
    if let Some(circled) = text.chars().next().filter(|c| ('①'..='⑳').contains(c)) {
        return finish(9, circled.len_utf8());
    }
    if let Some(rest) = text.strip_prefix('第') {
        let digits = numeral_len(rest).max(rest.bytes().take_while(u8::is_ascii_digit).count());
        let unit = rest[digits..].chars().next().filter(|c| "章节部篇条步项".contains(*c))?;
        let mut len = '第'.len_utf8() + digits + unit.len_utf8();
        if text[len..].starts_with('分') {
            len += '分'.len_utf8();
        }
        let skipped =
            text[len..].chars().next().filter(|c| "、：:，,.".contains(*c)).map_or(0, char::len_utf8);
        // Articles and sections stand inside of chapters.
        let rank = if matches!(unit, '节' | '条' | '步' | '项') { 2 } else { 1 };
        let found = finish(rank, len + skipped).filter(|_| digits > 0);
        return found.map(|ordinal| Ordinal { unit: Some(unit), ..ordinal });
    }
    let open = text.chars().next().filter(|c| matches!(c, '(' | '（' | '【'));
    let body = open.map_or(text, |open| &text[open.len_utf8()..]);
    let numerals = numeral_len(body);
    if numerals > 0 {
        let mark = body[numerals..].chars().next()?;
        let len = open.map_or(0, char::len_utf8) + numerals + mark.len_utf8();
        return match (open, mark) {
            (Some(_), ')' | '）' | '】') => finish(3, len),
            (None, '、' | '．' | '.' | '：' | ':') => finish(2, len),
            (None, ')' | '）') => finish(3, len),
            _ => None,
        };
    }
    // `[4.8] 盘点`: how much it weighs.
    if let Some((weight, _)) = text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        let number =
            !weight.is_empty() && weight.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'%');
        return if number { finish(9, weight.len() + 2) } else { None };
    }
    if let Some(open) = open {
        let digits = body.bytes().take_while(u8::is_ascii_digit).count();
        let mark = body[digits..].chars().next().filter(|mark| matches!(mark, ')' | '）'))?;
        // `(2024)` is a year.
        return if (1..=2).contains(&digits) {
            finish(9, open.len_utf8() + digits + mark.len_utf8())
        } else {
            None
        };
    }
    // `A. 现场作业`
    if let Some(rest) = text.strip_prefix(|c: char| c.is_ascii_uppercase()) {
        let name = rest.strip_prefix(['.', '、', '．', ')', '）'])?.trim_start();
        return if name.starts_with(is_han) { finish(3, text.len() - name.len()) } else { None };
    }
    let digits = text.bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
    let number = text[..digits].trim_end_matches('.');
    if number.is_empty() || !text.starts_with(|c: char| c.is_ascii_digit()) || number.len() > 8 {
        return None;
    }
    let dots = number.matches('.').count() as u32;
    let rest = &text[digits..];
    let mark = rest.chars().next().filter(|c| "、．）)".contains(*c)).map_or(0, char::len_utf8);
    let trailing_dot = digits > number.len();
    let blank = rest.starts_with(char::is_whitespace);
    // `01 盘点`: nothing is counted with a nought in front.
    if blank && dots == 0 && digits == 2 && number.starts_with('0') {
        return finish(4, digits);
    }
    // `96  盘点`: a column of weights.
    let wide = rest.starts_with("  ") || rest.starts_with(['\t', '\u{3000}']);
    if wide && dots == 0 && (1..=3).contains(&digits) {
        return finish(4, digits);
    }
    let han = rest.chars().next().is_some_and(|c| !c.is_ascii());
    if dots == 0 && !(trailing_dot && (blank || han) || mark > 0) || dots > 0 && !(blank || han || mark > 0) {
        return None;
    }
    finish(4 + dots, digits + mark)
}

/// Nouns that are counted in front of a title (`任务类别一：…`, `模块 2：…`); the longer of two that
/// open alike comes first.
const COUNTED: [&str; 19] = [
    "任务类别",
    "工作类别",
    "任务模块",
    "工作模块",
    "职责模块",
    "模块",
    "阶段",
    "板块",
    "大类",
    "类别",
    "部分",
    "领域",
    "维度",
    "环节",
    "任务",
    "职责",
    "范文",
    "范本",
    "篇",
];

/// Bytes of a counted noun, its number and the mark behind it; the number may be a letter.
fn counted(text: &str) -> Option<usize> {
    if !text.chars().next().is_some_and(may_be_counted) {
        return None;
    }
    // `【篇一】`
    let inner = text.strip_prefix('【');
    let rest = COUNTED.iter().find_map(|noun| inner.unwrap_or(text).strip_prefix(noun))?.trim_start();
    let number = rest.trim_start_matches(|c: char| is_numeral(c) || c.is_ascii_digit());
    let number = if number.len() == rest.len() {
        rest.strip_prefix(|c: char| c.is_ascii_uppercase())?
    } else {
        number
    };
    let behind = number.trim_start();
    let mark = behind.chars().next();
    let mark = match inner {
        Some(_) => Some(mark.filter(|&c| c == '】')?),
        None => mark.filter(|c| matches!(c, '：' | ':' | '、' | '.' | '．' | '-' | '—')),
    };
    // `职责一　来料检验`: a blank is enough behind a Chinese number.
    let numeral = behind.len() < number.len() && rest.starts_with(is_numeral);
    match mark {
        Some(mark) => Some(text.len() - behind.len() + mark.len_utf8()),
        None => numeral.then_some(text.len() - behind.len()),
    }
}

/// Letters in front of numbers that are levels, versions or quarters and belong to the name.
const NAMING: [&str; 6] = ["P", "M", "L", "V", "H", "Q"];

/// The letters of a code in front of `text` (`T1 盘点`, `B-2.3：盘点`), and the bytes up to what it
/// counts.
pub(crate) fn code(text: &str) -> Option<(&str, usize)> {
    let letters = text.bytes().take_while(u8::is_ascii_uppercase).count();
    let number = text[letters..].trim_start_matches('-');
    let behind = number.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let digits = number.starts_with(|c: char| c.is_ascii_digit());
    let name = behind.trim_start_matches([' ', '：', ':', '、', '-', '\u{3000}']);
    let fits = (1..=3).contains(&letters) && digits && behind.len() > name.len() && !name.is_empty();
    (fits && !NAMING.contains(&&text[..letters])).then(|| (&text[..letters], text.len() - name.len()))
}

/// What a section holds whose name is the whole of `text`, ordinals and ornaments aside.
pub(crate) fn section_called(text: &str, lexicons: &Lexicons) -> Option<SectionRole> {
    lexicons.sections.named_wholly(&bare(text))
}

/// Longest name of a person, in characters.
const MAX_PERSON: usize = 4;

/// True for two to four Han characters, as the names of persons are written.
pub(crate) fn may_be_person(name: &str) -> bool {
    (2..=MAX_PERSON).contains(&name.chars().count()) && name.chars().all(is_han)
}

/// The part of `text` that names the section: ordinal, ornaments, a translation in brackets and
/// a trailing colon left out.
pub(crate) fn core(text: &str) -> Range<usize> {
    let mut start = 0;
    while text[start..].chars().next().is_some_and(may_count) {
        let rest = &text[start..];
        let trimmed = rest.trim_start_matches(|c: char| {
            c.is_whitespace()
                || matches!(c, '【' | '■' | '◆' | '●' | '•' | '·' | '▪' | '◇' | '○' | '★')
                || c == '\u{fe0f}'
                || crate::read::marker::is_pictograph(c)
        });
        let skip = ordinal(trimmed).map_or(0, |ordinal| ordinal.len);
        let next = text.len() - trimmed.len() + skip;
        if next == start {
            break;
        }
        start = next;
    }
    let mut end = trimmed_end(text).max(start);
    while text[start..end].chars().next_back().is_some_and(|c| !is_han(c)) {
        let before = end;
        let trailing = |c: char| {
            matches!(c, ':' | '：' | ' ' | '\u{3000}' | '】' | '*' | '。' | '\u{fe0f}')
                || crate::read::marker::is_pictograph(c)
        };
        end = start + text[start..end].trim_end_matches(trailing).len();
        if let Some(open) = translation(&text[start..end]) {
            end = start + open;
        }
        if end == before {
            break;
        }
    }
    start..end
}

/// Where the text ends without the white space behind it; nearly no text has any.
fn trimmed_end(text: &str) -> usize {
    match text.as_bytes() {
        [.., b'!'..=b'~'] | [.., 0xe4..=0xe9 | 0xef, _, _] => text.len(),
        _ => text.trim_end().len(),
    }
}

/// Where a trailing bracket with a Latin translation starts: ` (AI Product Strategy & Roadmap)`,
/// `(User Interviews)`. Short abbreviations (`(PRD)`) are part of the name.
fn translation(text: &str) -> Option<usize> {
    let close = text.chars().next_back().filter(|c| matches!(c, ')' | '）'))?;
    let open = text.rfind(['(', '（'])?;
    let inner = text[open..text.len() - close.len_utf8()].trim_start_matches(['(', '（']);
    let latin = inner.is_ascii() && inner.chars().filter(char::is_ascii_alphabetic).count() >= 6;
    (open > 0 && latin).then_some(open)
}

/// The bare form of a title for look-ups: its core up to a colon, NFKC, lower case, blanks next
/// to Han characters dropped.
pub(crate) fn bare(text: &str) -> Cow<'_, str> {
    let core = &text[core(text)];
    let colon = signs(core).find(|(_, c)| matches!(c, ':' | '：'));
    let head = colon.map_or(core, |(at, _)| &core[..at]);
    let head = if head.chars().nth(1).is_some() { head } else { core };
    let folded = folded(head);
    if !signs(&folded).any(|(_, c)| c.is_whitespace() || c == '’') {
        return folded;
    }
    let mut out = String::with_capacity(folded.len());
    let mut chars = folded.trim().chars().peekable();
    while let Some(c) = chars.next() {
        if c.is_whitespace() {
            let ascii = |c: Option<char>| c.is_some_and(|c| c.is_ascii_graphic());
            if !(ascii(out.chars().next_back()) && ascii(chars.peek().copied())) || out.ends_with(' ') {
                continue;
            }
        }
        out.push(if c == '’' { '\'' } else { c });
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinals_of_every_style() {
        for (text, rank) in [
            ("第一章 概述", 1),
            ("第三条 盘点", 2),
            ("一、职责", 2),
            ("（二）要求", 3),
            ("3. 技能", 4),
            ("1.1 排班", 5),
            ("1.1.2 排班", 6),
            ("2.3排班", 5),
            ("4、技能", 4),
            ("04 技能", 4),
            ("(1) 排班", 9),
            ("Ⅱ. 排班", 2),
            ("（12）排班", 9),
            ("任务类别一：排班", 2),
            ("模块 2：排班", 2),
            ("阶段B、排班", 2),
            ("③排班", 9),
            ("B. 排班", 3),
            ("C、排班", 3),
            ("二）排班", 3),
            ("[4.8] 排班", 9),
            ("【篇一】排班", 2),
            ("篇二：排班", 2),
            ("96  排班", 4),
        ] {
            assert_eq!(ordinal(text).map(|o| o.rank), Some(rank), "{text}");
        }
        for text in [
            "2025 年",
            "(2024) 排班",
            "(店长) 排班",
            "3.5",
            "一种方法",
            "第三方",
            "1.5倍速".get(0..3).unwrap_or(""),
            "10 人",
            "模块化排班：早晚",
            "任务 3 个",
            "阶段：排班",
            "A. Roster",
            "[店长] 排班",
            "B2B 销售",
            "篇幅：两页",
            "【篇一排班】",
            "A 级门店",
        ] {
            assert_eq!(ordinal(text), None, "{text}");
        }
        for noun in COUNTED {
            assert!(ordinal(&format!("{noun}一：排班")).is_some(), "{noun}");
        }
    }

    #[test]
    fn the_core_is_the_name() {
        let core = |text: &'static str| &text[core(text)];
        assert_eq!(core("2. 门店运营 (Store Operations):"), "门店运营");
        assert_eq!(core("🏷️ 核心概念"), "核心概念");
        assert_eq!(core("编写需求文档(PRD)"), "编写需求文档(PRD)");
        assert_eq!(core("【岗位职责】"), "岗位职责");
        assert_eq!(core("• 岗位职责："), "岗位职责");
        assert_eq!(core("岗位职责 👇"), "岗位职责");
    }

    #[test]
    fn the_bare_form_has_no_tagline() {
        assert_eq!(bare("1. 收货与盘点：\"仓库的眼睛\""), "收货与盘点");
        assert_eq!(bare("Key Responsibilities:"), "key responsibilities");
        assert_eq!(bare("AI 产品 职责"), "ai产品职责");
    }
}
