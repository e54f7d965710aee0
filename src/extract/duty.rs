//! Is this phrase a duty? The evidence of its words alone; sections and siblings decide with it.

use crate::lexicon::Lexicons;
use crate::lexicon::words::{Cue, Strength};
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
    let (look, skipped) = look(&lower, start, role, lexicons);
    let against = against(&lower, look, lexicons);
    Judgement { look, against, skipped }
}

/// Where the clause starts behind its ordinal, connectives and subject.
pub(crate) fn subject_end(text: &str, role: Option<&str>, lexicons: &Lexicons) -> usize {
    let mut at = text.len() - text.trim_start_matches([' ', '\u{3000}', '“', '"', '「', '*', '—', '-']).len();
    at += ordinal(&text[at..]).map_or(0, |ordinal| ordinal.len);
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

/// Where the role holder is named behind a clause of purpose: `为保证质量，店长须…`; 0 if nowhere.
fn holder_after_purpose(text: &str, role: Option<&str>, lexicons: &Lexicons) -> usize {
    let Some((at, comma)) = text.char_indices().find(|(_, c)| matches!(c, '，' | ',')) else { return 0 };
    let behind = at + comma.len_utf8();
    let purpose = text.trim_start().starts_with('为') && text[..at].chars().count() <= 40;
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

fn look(text: &str, start: usize, role: Option<&str>, lexicons: &Lexicons) -> (Look, usize) {
    let mut at = start;
    let mut kept = start;
    for _ in 0..8 {
        let rest = &text[at..];
        let blanks = rest.len() - rest.trim_start().len();
        if blanks > 0 {
            at += blanks;
            kept = kept.max(at);
            continue;
        }
        if rest.is_empty() {
            return (Look::Nothing, start);
        }
        if let Some((verb, strength)) = lexicons.verbs.opening(rest) {
            // 负责制定… and 协助制定…: the duty is what follows 负责, not the word itself.
            let inner = rest[verb.len()..].trim_start();
            if verb == "负责" && lexicons.verbs.opening(inner).is_some() {
                at = text.len() - inner.len();
                kept = at;
                continue;
            }
            let look = match strength {
                Strength::Weak if !later_clause_acts(&rest[verb.len()..], lexicons) => Look::Weak,
                Strength::Weak => Look::Action,
                Strength::Plain | Strength::Strong => Look::Verb,
            };
            return (look, kept);
        }
        if lexicons.cues.opening(Cue::NotOpening, rest).is_some() {
            return (Look::Nothing, kept);
        }
        if let Some(adverb) = lexicons.cues.opening(Cue::Adverb, rest) {
            at += adverb.len();
            let comma = text[at..].chars().next().filter(|c| matches!(c, '，' | ','));
            if let Some(comma) = comma {
                at += comma.len_utf8();
                at += subject_end(&text[at..], role, lexicons);
                kept = at;
            } else if matches!(
                adverb,
                "须" | "还"
                    | "也"
                    | "还要"
                    | "也要"
                    | "还需"
                    | "还需要"
                    | "还必须"
                    | "还应"
                    | "还将"
                    | "还会"
                    | "并"
                    | "并且"
                    | "以及"
                    | "及"
                    | "和"
                    | "需"
                    | "需要"
                    | "能"
                    | "能够"
                    | "必须"
                    | "应"
                    | "应该"
                    | "将"
                    | "会"
                    | "要"
                    | "且"
            ) {
                kept = at;
            }
            continue;
        }
        if let Some(preposition) = lexicons.cues.opening(Cue::Preposition, rest) {
            let behind = &rest[preposition.len()..];
            let clause = behind.find(['。', '；', ';']).map_or(behind, |end| &behind[..end]);
            let acts = lexicons.verbs.find(clause).is_some();
            return (if acts { Look::Action } else { Look::Nothing }, kept);
        }
        break;
    }
    let clause =
        text[start..].split(['，', '。', '；', '：', '(', '（', ',', ';', ':']).next().unwrap_or_default();
    let clause = clause.trim_end_matches(['*', ' ']);
    let core = ["等相关工作", "相关工作", "等工作", "的工作", "工作", "等"]
        .iter()
        .find_map(|suffix| clause.strip_suffix(suffix))
        .unwrap_or(clause)
        .trim_end_matches('的');
    let look = if core.chars().count() >= 3 && lexicons.verbs.tail(core).is_some() {
        Look::Action
    } else {
        Look::Nothing
    };
    (look, kept)
}

/// True if a clause behind the first comma opens like a duty (`熟悉…，与团队讨论…`).
fn later_clause_acts(text: &str, lexicons: &Lexicons) -> bool {
    text.split(['，', '；', ',']).skip(1).any(|clause| look_shallow(clause, lexicons))
}

fn look_shallow(clause: &str, lexicons: &Lexicons) -> bool {
    let mut rest = clause.trim_start();
    for _ in 0..4 {
        if let Some((_, strength)) = lexicons.verbs.opening(rest) {
            return strength != Strength::Weak;
        }
        if let Some(adverb) = lexicons.cues.opening(Cue::Adverb, rest) {
            rest = rest[adverb.len()..].trim_start();
            continue;
        }
        if let Some(preposition) = lexicons.cues.opening(Cue::Preposition, rest) {
            return lexicons.verbs.find(&rest[preposition.len()..]).is_some();
        }
        return false;
    }
    false
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
        for text in ["咖啡豆", "晨会", "这是一份工作", "第一杯咖啡", "五年以上"] {
            assert_eq!(look_of(text), Look::Nothing, "{text}");
        }
        assert_eq!(look_of("熟悉咖啡设备"), Look::Weak);
        assert_eq!(look_of("熟悉咖啡设备，能与厂家讨论选型"), Look::Action);
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
    fn role_names_with_blanks_and_prefixes() {
        assert_eq!(starts_with_role("AI 产品经理负责", "AI产品经理"), Some("AI 产品经理".len()));
        assert_eq!(starts_with_role("资深咖啡店长负责", "咖啡店长"), Some("资深咖啡店长".len()));
        assert_eq!(starts_with_role("门店，咖啡店长", "咖啡店长"), None);
    }
}
