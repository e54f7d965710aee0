//! Is this phrase a duty? The evidence of its words alone; sections and siblings decide with it.

use std::borrow::Cow;
use std::ops::Range;

use super::against::against;
use super::clock::clock;
use super::look;
use super::wording::count_label;
use crate::document::AlignedStr;
use crate::document::blanks::leading;
use crate::lexicon::Lexicons;
use crate::lexicon::cues::{Cue, Openings};
use crate::lexicon::normal::{lower_case, signs};
use crate::mention::{Evidence, Look, Reason};
use crate::outline::title::{is_numeral, ordinal};
use crate::read::marker::is_han;

/// The judgement of one phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Judgement {
    /// What it looks like.
    pub(crate) look: Look,
    /// Why it is no duty, whatever it looks like.
    pub(crate) against: Option<Reason>,
    /// The bytes of the word that it looks so by; empty if it looks like nothing.
    pub(crate) word: Range<usize>,
    /// Bytes skipped in front: subject, adverbs, 负责.
    pub(crate) skipped: usize,
    /// True if it says that someone can do it (能独立…): requirements say so, too.
    pub(crate) able: bool,
    /// True if it says that someone must do it.
    pub(crate) obliged: bool,
    /// The word that makes it a quality of a person, not a deed (具备…, 沟通能力…).
    pub(crate) quality: Option<Box<str>>,
}

impl Judgement {
    /// True if the words alone make it a duty where duties are expected.
    pub(crate) fn is_duty(&self) -> bool {
        self.against.is_none() && self.look >= Look::Action
    }

    /// What it says for and against `text`, whose judgement it is.
    pub(crate) fn evidence(&self, text: AlignedStr<'_>) -> Evidence {
        Evidence { look: self.look, word: text.to_source(self.word.clone()), ..Evidence::default() }
    }
}

/// Judges `text`, a clause or an item; `role` is the name of the role, which may be its subject.
pub(crate) fn judge(text: &str, role: Option<&str>, lexicons: &Lexicons) -> Judgement {
    let lower = lower_case(text);
    let lower = if lower.len() == text.len() { lower } else { Cow::Borrowed(text) };
    let opened = lexicons.cues.openings(&lower);
    let start = subject_end_behind(&lower, &opened, role, lexicons);
    let start = start.max(holder_after_purpose(&lower, role, lexicons));
    let mut judged = look::look(&lower, start, Some(&opened).filter(|_| start == 0), role, lexicons);
    judged.against = against(&lower, &opened, judged.look, lexicons);
    judged
}

/// Where the clause starts behind its ordinal, connectives and subject.
pub(crate) fn subject_end(text: &str, role: Option<&str>, lexicons: &Lexicons) -> usize {
    subject_end_behind(text, &lexicons.cues.openings(text), role, lexicons)
}

/// [`subject_end`] of a text that opens so.
fn subject_end_behind(text: &str, opened: &Openings<'_>, role: Option<&str>, lexicons: &Lexicons) -> usize {
    let mut at = 0;
    if text.chars().next().is_some_and(may_be_marked) {
        at = text.len() - text.trim_start_matches([' ', '\u{3000}', '“', '"', '「', '*', '—', '-']).len();
        at += clock(&text[at..]);
        at += ordinal(&text[at..]).map_or(0, |ordinal| ordinal.len);
        at += count_label(&text[at..]);
    }
    for _ in 0..4 {
        let rest = &text[at..];
        let step = role
            .and_then(|role| starts_with_role(rest, role))
            .or_else(|| match at {
                0 => opened.of(Cue::Subject).map(str::len),
                _ => lexicons.cues.opening(Cue::Subject, rest).map(str::len),
            })
            .filter(|&len| rest[len..].contains(char::is_alphanumeric) && !does_to(&rest[..len], lexicons));
        match step {
            Some(len)
                if !rest[len..].starts_with(['的', '对']) || len > 6 && !rest[len..].starts_with('的') =>
            {
                at += len
            }
            _ => break,
        }
    }
    at
}

/// True for a name that a deed is done to (`培训新入职的店长`): no subject.
fn does_to(name: &str, lexicons: &Lexicons) -> bool {
    name.contains('的') && lexicons.verbs.opening(name).is_some()
}

/// False for characters that no ornament, time of day, ordinal or label starts with.
fn may_be_marked(first: char) -> bool {
    !is_han(first)
        || is_numeral(first)
        || matches!(first, '上' | '下' | '早' | '晚' | '中' | '凌' | '傍' | '周' | '星' | '礼')
        || matches!(first, '第' | '任' | '职' | '工' | '事')
}

/// Longest clause of time or place in front of the subject (`上线之后，他们还会…`), in characters.
const MAX_CONNECTIVE: usize = 8;
/// Longest clause of purpose in front of it, in characters.
const MAX_PURPOSE: usize = 40;

/// Where the role holder is named behind a clause of purpose (`为保证质量，店长须…`) or a short one of
/// time; 0 if nowhere.
fn holder_after_purpose(text: &str, role: Option<&str>, lexicons: &Lexicons) -> usize {
    let longest = if text[leading(text)..].starts_with("为") { MAX_PURPOSE } else { MAX_CONNECTIVE };
    let Some((at, comma)) = signs(text).find(|(_, c)| matches!(c, '，' | ',')) else { return 0 };
    // No character is of more than four bytes.
    if at > 4 * longest || text[..at].chars().nth(longest).is_some() {
        return 0;
    }
    let behind = at + comma.len_utf8();
    let subject = subject_end(&text[behind..], role, lexicons);
    if subject > 0 { behind + subject } else { 0 }
}

/// Length of the role's name at the start of `text`, blanks aside; longer names that end with it
/// count (`技术产品经理` for 产品经理), and so does its own end.
pub(crate) fn starts_with_role(text: &str, role: &str) -> Option<usize> {
    whole_name(text, role).or_else(|| shortened(text, role))
}

fn whole_name(text: &str, role: &str) -> Option<usize> {
    if !may_name(text, role) {
        return None;
    }
    let mut name = role.chars().filter(|c| !c.is_whitespace()).map(lower);
    let first = name.next()?;
    let mut before = 0;
    for (nth, (at, c)) in text.char_indices().enumerate() {
        let plain = ('\u{4e00}'..='\u{9fff}').contains(&c);
        if !plain && c.is_whitespace() {
            continue;
        }
        // More in front than `一个熟练的` is a sentence about something else.
        if before > MAX_PREFIX || !plain && ends_name(c) {
            return None;
        }
        if c == first || !plain && lower(c) == first {
            let window = name.clone().count() + 1 + MAX_SURPLUS;
            let behind = at + c.len_utf8();
            let rest = text[behind..].char_indices().take(window.saturating_sub(nth + 1));
            if let Some(len) = continues(rest, name.clone()) {
                return Some(behind + len);
            }
        }
        before += 1;
    }
    None
}

/// False if the first character of the name, Han, is not among those of `text` that it may stand at: Han,
/// Latin letters and digits, as most texts open with.
fn may_name(text: &str, role: &str) -> bool {
    let &[first @ 0xe4..=0xe9, second, third, ..] = role.as_bytes() else { return true };
    let mut rest = text.as_bytes();
    for _ in 0..=MAX_PREFIX {
        rest = match rest {
            [] => return false,
            [b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z', rest @ ..] => rest,
            &[a @ 0xe4..=0xe9, b, c, ref rest @ ..] if (a, b, c) != (first, second, third) => rest,
            _ => return true,
        };
    }
    false
}

/// Most characters in front of the role's name, blanks aside, and most characters, blanks included,
/// that the text may be longer than the name up to its end.
const MAX_PREFIX: usize = 6;
const MAX_SURPLUS: usize = 12;

/// Bytes up to the end of `name` if the characters go on with it, blanks aside.
fn continues(
    text: impl Iterator<Item = (usize, char)>,
    mut name: impl Iterator<Item = char>,
) -> Option<usize> {
    let Some(mut wanted) = name.next() else { return Some(0) };
    for (at, c) in text.filter(|(_, c)| !c.is_whitespace()) {
        if ends_name(c) || lower(c) != wanted {
            return None;
        }
        match name.next() {
            Some(next) => wanted = next,
            None => return Some(at + c.len_utf8()),
        }
    }
    None
}

fn ends_name(c: char) -> bool {
    matches!(c, '，' | '。' | '；' | '：' | '、' | ',' | ':')
}

fn lower(c: char) -> char {
    match c {
        c if c.is_ascii() => c.to_ascii_lowercase(),
        c if is_han(c) => c,
        c => c.to_lowercase().next().unwrap_or(c),
    }
}

/// What a sentence may open with behind the end of a role's name of two characters (主管须…).
const BEHIND_SHORT: &str = "要需须应会必还也每通";

/// Length of the end of the role's name that opens `text` in place of the whole (`摄影师需要…` for a
/// 商业摄影师).
fn shortened(text: &str, role: &str) -> Option<usize> {
    let first = text.chars().next()?;
    let last = role.char_indices().next_back()?.0;
    let starts = role.char_indices().skip(1).filter(|&(at, c)| c == first && at < last);
    starts.map(|(at, _)| &role[at..]).find_map(|end| {
        let behind = text.strip_prefix(end).filter(|_| !end.is_ascii())?;
        let fits = end.chars().count() > 2 || behind.starts_with(|c| BEHIND_SHORT.contains(c));
        fits.then_some(end.len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look_of(text: &str) -> Look {
        judge(text, Some("咖啡店长"), &Lexicons::embedded()).look
    }

    #[test]
    fn duties_open_with_verbs_or_end_with_actions() {
        for text in [
            "制定排班表",
            "负责门店盘点",
            "持续跟踪库存",
            "咖啡店长还负责管理库存",
            "Manage inventory",
            "咖啡店长必须盘点库存",
        ] {
            assert_eq!(look_of(text), Look::Verb, "{text}");
        }
        for text in [
            "库存盘点",
            "根据销量调整订货",
            "与供应商沟通交期",
            "门店陈列的设计与优化等相关工作",
            "将投诉转化为改进",
        ] {
            assert_eq!(look_of(text), Look::Action, "{text}");
        }
        for text in ["咖啡豆", "晨会", "会员卡", "需求多", "这是一份工作", "第一杯咖啡", "五年以上"]
        {
            assert_eq!(look_of(text), Look::Nothing, "{text}");
        }
        assert_eq!(look_of("熟悉咖啡设备"), Look::Weak);
        assert_eq!(look_of("熟悉咖啡设备，能与厂家讨论选型"), Look::Action);
        assert_eq!(look_of("熟悉咖啡豆，完成每日出品"), Look::Verb);
    }

    #[test]
    fn the_end_of_a_name_stands_for_it() {
        assert_eq!(starts_with_role("摄影师需要布光", "商业摄影师"), Some("摄影师".len()));
        assert_eq!(starts_with_role("店长要排班", "咖啡店长"), Some("店长".len()));
        assert_eq!(starts_with_role("代表公司出席", "医药代表"), None);
        assert_eq!(starts_with_role("顾客需要排队", "咖啡店长"), None);
    }

    #[test]
    fn what_is_done_to_a_holder_of_the_role_is_no_subject() {
        let end = |text| subject_end(text, Some("茶艺师"), &Lexicons::embedded());
        assert_eq!(end("培训新入职的茶艺师；"), 0);
        assert_eq!(end("培训新入职的茶艺师冲泡绿茶"), 0);
        assert_eq!(end("一名熟练的茶艺师要会看水温"), "一名熟练的茶艺师".len());
        assert_eq!(end("茶艺师布置茶席"), "茶艺师".len());
    }

    #[test]
    fn the_subject_and_its_helpers_are_skipped() {
        let lexicons = Lexicons::embedded();
        let text = "咖啡店长还必须紧跟市场趋势";
        let judged = judge(text, Some("咖啡店长"), &lexicons);
        assert_eq!(&text[judged.skipped..], "紧跟市场趋势");
        let text = "最后，咖啡店长还必须紧跟市场趋势";
        assert_eq!(&text[judge(text, Some("咖啡店长"), &lexicons).skipped..], "紧跟市场趋势");
        let text = "为保证出品稳定，咖啡店长须抽查饮品";
        assert_eq!(&text[judge(text, Some("咖啡店长"), &lexicons).skipped..], "抽查饮品");
        let text = "负责管理门店预算";
        assert_eq!(&text[judge(text, None, &lexicons).skipped..], "管理门店预算");
    }

    #[test]
    fn qualities_and_abilities_are_told_from_deeds() {
        let lexicons = Lexicons::embedded();
        let judge = |text: &str| judge(text, None, &lexicons);
        for text in ["精通排班软件", "沟通、协调能力强", "管理经验丰富"] {
            assert!(judge(text).quality.is_some(), "{text}");
        }
        for text in ["接受夜班安排表", "配合加班", "能适应出差"] {
            assert!(!judge(text).is_duty(), "{text}");
        }
        for text in ["组织能力建设", "提升店员的沟通能力", "协调各班次", "核对夜班台账", "安排加班人员用餐"]
        {
            assert!(judge(text).quality.is_none() && judge(text).is_duty(), "{text}");
        }
        assert!(judge("能独立盘点库存").able && !judge("盘点库存").able);
        assert!(judge("必须盘点库存").obliged && !judge("定期盘点库存").obliged);
    }

    #[test]
    fn hours_and_moments_stand_in_front() {
        let lexicons = Lexicons::embedded();
        let behind = |text: &'static str| &text[judge(text, None, &lexicons).skipped..];
        for text in ["07:30 盘点库存", "8:00-8:30：盘点库存", "上午9点，盘点库存", "14时至15时 盘点库存"]
        {
            assert_eq!(behind(text), "盘点库存", "{text}");
        }
        assert_eq!(look_of("打烊后清点现金"), Look::Action);
    }

    #[test]
    fn a_charge_is_dropped_in_front_of_what_says_the_deed() {
        let lexicons = Lexicons::embedded();
        let behind = |text: &'static str| &text[judge(text, None, &lexicons).skipped..];
        assert_eq!(behind("负责对设备进行保养"), "对设备进行保养");
        assert_eq!(behind("负责咖啡豆的入库"), "负责咖啡豆的入库");
        assert_eq!(look_of("负责人签字"), Look::Nothing);
        assert_eq!(look_of("负责人员培训"), Look::Verb);
    }

    #[test]
    fn role_names_with_blanks_and_prefixes() {
        assert_eq!(starts_with_role("AI 产品经理负责", "AI产品经理"), Some("AI 产品经理".len()));
        assert_eq!(starts_with_role("资深咖啡店长负责", "咖啡店长"), Some("资深咖啡店长".len()));
        assert_eq!(starts_with_role("门店，咖啡店长", "咖啡店长"), None);
    }
}
