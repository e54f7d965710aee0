//! Is this phrase a duty? The evidence of its words alone; sections and siblings decide with it.

use super::clock::clock;
use super::look;
use super::wording::count_label;
use crate::lexicon::Lexicons;
use crate::lexicon::words::Cue;
use crate::outline::title::ordinal;

/// What a phrase looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Look {
    /// Nothing in its words says duty.
    Nothing,
    /// It opens with a verb that requirements open with as well.
    Weak,
    /// It ends with an action (竞品分析), or its verb comes after a preposition.
    Action,
    /// It opens with a verb of duties.
    Verb,
}

/// The judgement of one phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Judgement {
    /// What it looks like.
    pub(crate) look: Look,
    /// Why it is no duty, whatever it looks like.
    pub(crate) against: Option<String>,
    /// Bytes skipped in front: subject, adverbs, 负责.
    pub(crate) skipped: usize,
    /// True if it says that someone can do it (能独立…): requirements say so, too.
    pub(crate) able: bool,
    /// True if it says that someone must do it.
    pub(crate) obliged: bool,
    /// The word that makes it a quality of a person, not a deed (具备…, 沟通能力…).
    pub(crate) quality: Option<String>,
}

impl Judgement {
    /// True if the words alone make it a duty where duties are expected.
    pub(crate) fn is_duty(&self) -> bool {
        self.against.is_none() && self.look >= Look::Action
    }
}

/// Judges `text`, a clause or an item; `role` is the name of the role, which may be its subject.
pub(crate) fn judge(text: &str, role: Option<&str>, lexicons: &Lexicons) -> Judgement {
    let lower = text.to_lowercase();
    let lower = if lower.len() == text.len() { lower } else { text.to_owned() };
    let start = subject_end(&lower, role, lexicons);
    let start = start.max(holder_after_purpose(&lower, role, lexicons));
    let mut judged = look::look(&lower, start, role, lexicons);
    judged.against = against(&lower, judged.look, lexicons);
    judged
}

/// Where the clause starts behind its ordinal, connectives and subject.
pub(crate) fn subject_end(text: &str, role: Option<&str>, lexicons: &Lexicons) -> usize {
    let mut at = text.len() - text.trim_start_matches([' ', '\u{3000}', '“', '"', '「', '*', '—', '-']).len();
    at += clock(&text[at..]);
    at += ordinal(&text[at..]).map_or(0, |ordinal| ordinal.len);
    at += count_label(&text[at..]);
    for _ in 0..4 {
        let rest = &text[at..];
        let step = role
            .and_then(|role| starts_with_role(rest, role))
            .or_else(|| lexicons.cues.opening(Cue::Subject, rest).map(str::len))
            .filter(|&len| len < rest.len());
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

/// Longest clause of time or place in front of the subject (`上线之后，他们还会…`), in characters.
const MAX_CONNECTIVE: usize = 8;

/// Where the role holder is named behind a clause of purpose (`为保证质量，店长须…`) or a short one of
/// time; 0 if nowhere.
fn holder_after_purpose(text: &str, role: Option<&str>, lexicons: &Lexicons) -> usize {
    let Some((at, comma)) = text.char_indices().find(|(_, c)| matches!(c, '，' | ',')) else { return 0 };
    let behind = at + comma.len_utf8();
    let lead = text[..at].chars().count();
    let purpose = text.trim_start().starts_with('为') && lead <= 40 || lead <= MAX_CONNECTIVE;
    let subject = if purpose { subject_end(&text[behind..], role, lexicons) } else { 0 };
    if subject > 0 { behind + subject } else { 0 }
}

/// Length of the role's name at the start of `text`, blanks aside; longer names that end with it
/// count (`技术产品经理` for 产品经理).
pub(crate) fn starts_with_role(text: &str, role: &str) -> Option<usize> {
    let role: String = role.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    if role.is_empty() {
        return None;
    }
    let window: String = text.chars().take(role.chars().count() + 12).collect();
    let mut squeezed = String::new();
    let mut ends = Vec::new();
    for (at, c) in window.char_indices() {
        if c.is_whitespace() {
            continue;
        }
        if matches!(c, '，' | '。' | '；' | '：' | '、' | ',' | ':') {
            break;
        }
        squeezed.extend(c.to_lowercase());
        ends.push((squeezed.len(), at + c.len_utf8()));
    }
    let found = squeezed.find(&role)?;
    // Six characters in front: `一个熟练的`, `业务`; more is a sentence about something else.
    if squeezed[..found].chars().count() > 6 {
        return None;
    }
    ends.iter().find(|(len, _)| *len >= found + role.len()).map(|(_, end)| *end)
}

fn against(text: &str, look: Look, lexicons: &Lexicons) -> Option<String> {
    let trimmed = text.trim_end_matches(['*', ' ', ')', '）', '。']);
    if trimmed.ends_with(['？', '?', '吗', '呢'])
        || lexicons.cues.opening(Cue::Question, text.trim_start()).is_some()
    {
        return Some("是问句".into());
    }
    // 营造良好的氛围 is a duty, 良好的沟通能力 is not: praise speaks only where no verb opens.
    let soft: &[(Cue, &str)] = if look == Look::Verb {
        &[]
    } else {
        &[(Cue::Quality, "说的是任职条件"), (Cue::Benefit, "说的是福利待遇")]
    };
    let offered = text.starts_with("提供") || text.starts_with("享");
    [(Cue::Requirement, "说的是任职条件"), (Cue::Advice, "是对读者的建议")]
        .iter()
        .chain(soft)
        .chain(offered.then_some(&(Cue::Benefit, "说的是福利待遇")))
        .find_map(|(cue, reason)| {
            lexicons.cues.find(*cue, text).map(|phrase| format!("{reason}（{phrase}）"))
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
    fn requirements_questions_and_benefits_speak_against() {
        let lexicons = Lexicons::embedded();
        for text in [
            "负责过门店者优先",
            "如何制定排班表？",
            "提供五险一金",
            "大专以上学历",
            "Bachelor degree in business",
        ] {
            assert!(judge(text, None, &lexicons).against.is_some(), "{text}");
        }
        for text in ["制定排班表", "营造良好的氛围", "筛选简历并安排面试"] {
            assert!(judge(text, None, &lexicons).against.is_none(), "{text}");
        }
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
        for text in ["组织能力建设", "提升店员的沟通能力", "协调各班次"] {
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
