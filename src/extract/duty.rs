//! Is this phrase a duty? The evidence of its words alone; sections and siblings decide with it.

use std::borrow::Cow;
use std::ops::Range;

use super::against::against;
use super::clock::clock;
use super::holder::starts_with_role;
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
            .filter(|&len| {
                rest[len..].contains(char::is_alphanumeric) && !does_to(&rest[..len], role, lexicons)
            });
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

/// True for a name that a deed is done to (`培训新入职的店长`, `复核店长`编制的排班表): no subject.
fn does_to(name: &str, role: Option<&str>, lexicons: &Lexicons) -> bool {
    let Some((verb, _)) = lexicons.verbs.opening(name) else { return false };
    let done_to = |role: &str| &name[verb.len()..] == role && !role.starts_with(verb);
    name.contains('的') || role.is_some_and(done_to)
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

/// The word in front of who does what was said.
const DOER: char = '由';

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
    // 填报报表，由店长办理: who does what stands in front.
    if subject > 0 && !text[behind..].starts_with(DOER) { behind + subject } else { 0 }
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
