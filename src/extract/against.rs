//! What speaks against a clause being a duty: it asks, forbids, praises, offers or requires.

use crate::document::blanks::leading;
use crate::lexicon::Lexicons;
use crate::lexicon::cues::{Cue, Openings};
use crate::mention::{Look, Reason};
use crate::read::marker::is_han;

/// Words with 不 that deny nothing.
const STEADY: [&str; 8] = ["不断", "不定期", "不间断", "不时", "不遗余力", "不合格", "不符合", "不良"];

/// What opens a rule that something be not done.
const FORBIDS: [&str; 8] = ["不得", "不准", "不许", "不允许", "不可以", "严禁", "禁止", "切勿"];

/// True for what is not done (`不写剧情对白`), or must not be.
fn denies(text: &str, lexicons: &Lexicons) -> bool {
    if FORBIDS.iter().any(|word| text.starts_with(word)) {
        return true;
    }
    let Some(deed) = text.strip_prefix("不").filter(|_| !STEADY.iter().any(|word| text.starts_with(word)))
    else {
        return false;
    };
    let opened = lexicons.cues.openings(deed);
    lexicons.verbs.opening(deed).is_some()
        || opened.of(Cue::BareVerb).is_some()
        || opened.of(Cue::Preposition).is_some()
}

/// Why `text`, in lower case, is none though it looks so; it opens as `opened` says.
pub(super) fn against(text: &str, opened: &Openings<'_>, look: Look, lexicons: &Lexicons) -> Option<Reason> {
    let trimmed = text.trim_end_matches(['*', ' ', ')', '）', '。']);
    let asks = || match leading(text) {
        0 => opened.of(Cue::Question).is_some(),
        blanks => lexicons.cues.opening(Cue::Question, &text[blanks..]).is_some(),
    };
    if trimmed.ends_with(['？', '?', '吗', '呢']) || asks() {
        return Some(Reason::Question);
    }
    if denies(text, lexicons) {
        return Some(Reason::Undone);
    }
    // 营造良好的氛围 is a duty, 良好的沟通能力 is not: praise speaks only where no verb opens.
    let offered = || text.starts_with("提供") || text.starts_with("享");
    let found = match look {
        Look::Verb if offered() => {
            lexicons.cues.first_of([Cue::Requirement, Cue::Advice, Cue::Benefit], text)
        }
        Look::Verb => lexicons.cues.first_of([Cue::Requirement, Cue::Advice], text),
        _ => lexicons.cues.first_of([Cue::Requirement, Cue::Advice, Cue::Quality, Cue::Benefit], text),
    };
    // 清理一年以上的挂账: what is measured is the thing, unless it is practice.
    let of_thing = |(cue, phrase): &(Cue, &str)| {
        let behind = text.split_once(phrase).map_or("", |(_, behind)| behind);
        let measured = *cue == Cue::Requirement && phrase.ends_with("以上") && look >= Look::Action;
        // 清理一年以上挂账: a verb of duties tells that it is the thing.
        let named =
            behind.starts_with('的') || look == Look::Verb && behind.chars().nth(1).is_some_and(is_han);
        measured && named && lexicons.cues.find(Cue::Experience, behind).is_none()
            // 年度体检的采购
            || *cue == Cue::Benefit && look == Look::Action && behind.contains('的')
    };
    let found = found.filter(|found| !of_thing(found));
    found.map(|(cue, phrase)| match cue {
        Cue::Advice => Reason::Advice(phrase.into()),
        Cue::Benefit => Reason::Benefit(phrase.into()),
        _ => Reason::Requirement(phrase.into()),
    })
}

#[cfg(test)]
mod tests {
    use super::super::duty::judge;
    use super::*;

    #[test]
    fn requirements_questions_and_benefits_speak_against() {
        let lexicons = Lexicons::embedded();
        for text in [
            "负责过门店者优先",
            "如何制定排班表？",
            "提供五险一金",
            "大专以上学历",
            "Bachelor degree in business",
            "不安排夜班",
            "不得私自收取费用",
            "严禁泄露客户资料",
        ] {
            assert!(judge(text, None, &lexicons).against.is_some(), "{text}");
        }
        for text in [
            "制定排班表",
            "营造良好的氛围",
            "筛选简历并安排面试",
            "不定期盘点库存",
            "不合格品处理",
            "清理半年以上呆滞库存",
            "节日福利的采购与发放",
            "参加能力验证",
        ] {
            assert!(judge(text, None, &lexicons).against.is_none(), "{text}");
        }
    }
}
