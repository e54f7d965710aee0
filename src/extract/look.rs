//! What the opening and the ending of a phrase look like: verbs, the words in front of them, and the
//! qualities that only look like deeds.

use super::duty::{Judgement, subject_end};
use crate::document::blanks::leading;
use crate::lexicon::Lexicons;
use crate::lexicon::cues::{Cue, Openings};
use crate::lexicon::particles::Particle;
use crate::lexicon::words::{CHARGE, Strength};
use crate::mention::Look;
use crate::read::marker::is_han;

/// What `text` looks like from byte `start` on, behind its subject; `first` is what it opens with there, if
/// that is known.
pub(super) fn look(
    text: &str,
    start: usize,
    first: Option<&Openings<'_>>,
    role: Option<&str>,
    lexicons: &Lexicons,
) -> Judgement {
    let mut at = start;
    let mut seen = Judgement {
        look: Look::Nothing,
        against: None,
        word: start..start,
        skipped: start,
        able: false,
        obliged: false,
        quality: None,
    };
    let cues = &lexicons.cues;
    let mut charged = false;
    for _ in 0..10 {
        let rest = &text[at..];
        let blanks = leading(rest);
        if blanks > 0 {
            at += blanks;
            seen.skipped = seen.skipped.max(at);
            continue;
        }
        if rest.is_empty() {
            return seen;
        }
        let opened = match first {
            Some(first) if at == start => *first,
            _ => cues.openings(rest),
        };
        if let Some((verb, strength)) = lexicons.verbs.opening(rest) {
            let behind = &rest[verb.len()..];
            let inner = &behind[leading(behind)..];
            if MOMENTS.contains(&behind) || PHASES.contains(&behind) {
                return seen;
            }
            seen.obliged |= opened.of(Cue::Obligation).is_some();
            if verb == CHARGE && names_holder(inner) {
                return seen;
            }
            // 负责制定…: the duty is what follows 负责; 负责库存 keeps it, for it is the verb.
            let led =
                || cues.opening(Cue::Preposition, inner).is_some() && lexicons.verbs.find(inner).is_some();
            if verb == CHARGE && (led() || lexicons.verbs.opening(inner).is_some()) {
                at = text.len() - inner.len();
                seen.skipped = at;
                charged = true;
                continue;
            }
            if let Some(word) = trait_behind(rest, (verb, strength), lexicons) {
                seen.quality = Some(word);
                return seen;
            }
            seen.word = at..at + verb.len();
            if strength > Strength::Weak {
                seen.look = Look::Verb;
                return seen;
            }
            // 熟悉设备，能讲解选型: the qualification stands in front of the deed.
            seen.look = match (strength, later_clause(text, at + verb.len(), lexicons)) {
                (Strength::Ability, Some(deed)) => {
                    return Judgement { able: true, ..look(text, deed, None, role, lexicons) };
                }
                (Strength::Ability, None) => {
                    seen.quality = Some(verb.into());
                    Look::Weak
                }
                (_, Some(deed)) => {
                    seen.able = true;
                    seen.word = deed..deed;
                    Look::Action
                }
                (_, None) => Look::Weak,
            };
            return seen;
        }
        // 包括… goes on with what was said before.
        if opened.of(Cue::NotOpening).is_some() || opened.of(Cue::Enumerates).is_some() {
            return seen;
        }
        if let Some(word) = opened.of(Cue::Ability).filter(|word| ends_word(word, rest, lexicons)) {
            seen.able = true;
            at += word.len();
            seen.skipped = at;
            continue;
        }
        if let Some(adverb) = opened.of(Cue::Adverb).filter(|word| ends_word(word, rest, lexicons)) {
            at += adverb.len();
            let obliges = opened.of(Cue::Obligation).is_some_and(|word| word == adverb);
            seen.obliged |= obliges;
            let comma = text[at..].chars().next().filter(|c| matches!(c, '，' | ','));
            if let Some(comma) = comma {
                at += comma.len_utf8();
                at += subject_end(&text[at..], role, lexicons);
                seen.skipped = at;
            } else if obliges || CONNECTIVES.contains(&adverb) {
                seen.skipped = at;
            }
            continue;
        }
        let behind = opened
            .of(Cue::Preposition)
            .map(|preposition| &rest[preposition.len()..])
            .or_else(|| moment(rest, lexicons).map(|len| &rest[len..]));
        if let Some(behind) = behind {
            let clause = behind.find(['。', '；', ';']).map_or(behind, |end| &behind[..end]);
            // 在领导的关心下: where or when something is done, and no more.
            if rest.starts_with(PLACE) && clause.trim_end().ends_with(WITHIN) {
                return seen;
            }
            if let Some(verb) = lexicons.verbs.find(clause) {
                seen.look = if charged { Look::Verb } else { Look::Action };
                let verb = text.len() - behind.len() + verb;
                seen.word =
                    verb..verb + lexicons.verbs.opening(&text[verb..]).map_or(0, |(word, _)| word.len());
            }
            return seen;
        }
        // 巡塘三次, 喂饲料: what follows a verb of one character is its object, unless both make another word.
        if let Some(verb) = opened.of(Cue::BareVerb) {
            let object = &rest[verb.len()..];
            let word = object.chars().take(MIN_OBJECT).take_while(|c| is_han(*c)).count();
            let told = || lexicons.particles.behind(Particle::Aspect, object).is_some();
            let other = || lexicons.particles.behind(Particle::Unbare, rest).is_some();
            if word == MIN_OBJECT && !told() && !other() {
                seen.look = Look::Verb;
                seen.word = at..at + verb.len();
                return seen;
            }
        }
        break;
    }
    let clause = text[start..]
        .split(['，', '。', '；', '：', '(', '（', ',', ';', ':', '—'])
        .next()
        .unwrap_or_default();
    let clause = clause.trim_end_matches(['*', ' ']);
    let core = ["等相关工作", "相关工作", "等工作", "的工作", "工作", "等"]
        .iter()
        .find_map(|suffix| clause.strip_suffix(suffix))
        .unwrap_or(clause)
        .trim_end_matches('的');
    if core.chars().nth(2).is_some()
        && let Some(tail) = lexicons.verbs.tail(core)
    {
        seen.look = Look::Action;
        let end = start + core.len();
        seen.word = end - tail.len()..end;
    }
    seen
}

/// False if `word`, one character at the start of `rest`, is only the first of a longer word
/// (会员, 要素, 应收): what follows a helper opens like a clause.
fn ends_word(word: &str, rest: &str, lexicons: &Lexicons) -> bool {
    let behind = rest[word.len()..].trim_start();
    word.chars().nth(1).is_some()
        || behind.is_empty()
        || behind.starts_with(['，', ','])
        || behind.len() < rest.len() - word.len()
        || lexicons.verbs.opening(behind).is_some()
        || moment(behind, lexicons).is_some()
        || {
            let opened = lexicons.cues.openings(behind);
            [Cue::Adverb, Cue::Ability, Cue::Preposition].iter().any(|cue| opened.of(*cue).is_some())
        }
}

/// What makes a verb alone the name of a part of the work (拍摄前), no deed; and words that do (验收阶段, 采购方面).
const MOMENTS: [&str; 4] = ["前", "中", "后", "时"];
const PHASES: [&str; 9] = ["期间", "阶段", "环节", "过程", "方面", "时候", "之前", "之中", "之后"];

/// The word that says where or when something is done, and what such words end with.
const PLACE: char = '在';
const WITHIN: [char; 3] = ['下', '上', '中'];

/// True for the name of a phase of work (`入库之前`, `验收阶段`), which is no deed whatever it opens with.
pub(super) fn names_phase(name: &str) -> bool {
    PHASES.iter().any(|phase| name.ends_with(phase))
}

/// Longest name of a time of the work (开板前), in characters.
const MAX_MOMENT: usize = 8;

/// True for the name of a time of the work (`开店前`, `入库之前`).
pub(super) fn names_moment(name: &str) -> bool {
    let moment = names_phase(name) || MOMENTS.iter().any(|moment| name.ends_with(moment));
    moment && name.chars().count() <= MAX_MOMENT
}

/// Fewest characters of what a verb of one character is done to.
const MIN_OBJECT: usize = 2;

/// Characters by which a clause speaks to the reader.
pub(super) const READERS: [char; 2] = ['你', '您'];

/// The word by which something is done again and again.
pub(super) const EVERY: char = '每';

/// Adverbs that join a clause to the one before; a title does without them.
const CONNECTIVES: [&str; 9] = ["还", "也", "并", "并且", "以及", "及", "和", "且", "将"];

/// True for what follows 负责 in 负责人 and 负责的…: no deed.
pub(super) fn names_holder(behind: &str) -> bool {
    let person = behind.starts_with('人')
        && !["人力", "人员", "人才", "人事"].iter().any(|word| behind.starts_with(word));
    person || behind.starts_with('的')
}

/// The word behind the verbs at the start of `text` that makes them a quality of a person
/// (`沟通、协调能力强`, `接受夜班`), the first of which is known, unless the clause ends with an action (`组织能力建设`).
fn trait_behind(text: &str, first: (&str, Strength), lexicons: &Lexicons) -> Option<Box<str>> {
    let mut rest = text;
    let mut weakest = Strength::Strong;
    let mut next = Some(first);
    while let Some((verb, strength)) = next {
        weakest = weakest.min(strength);
        rest = rest[verb.len()..].trim_start_matches(['、', '与', '和', '及', '/', ' ']);
        next = lexicons.verbs.opening(rest);
    }
    let opened = lexicons.cues.openings(rest);
    let clause = || text.split(['，', '。', '；', ',', ';', '（', '(']).next().unwrap_or(text);
    // 核对夜班台账 is a duty; 配合加班 says what one puts up with.
    let alone = |word: &str| clause().trim_end().len() == text.len() - rest.len() + word.len();
    let condition = || opened.of(Cue::Condition).filter(|word| weakest < Strength::Strong || alone(word));
    // 参加能力验证: what is done with it is told behind it.
    let done_to = |word: &&str| {
        let verb = lexicons.verbs.opening(&rest[word.len()..]);
        verb.is_some_and(|(verb, _)| lexicons.verbs.tail(verb) == Some(verb))
    };
    let word = opened.of(Cue::Trait).filter(|word| !done_to(word)).or_else(condition)?;
    lexicons.verbs.tail(clause().trim()).is_none().then(|| word.into())
}

/// Length of a short clause of time in front of a verb: `下班后整理台面`, `焊前检查设备`.
pub(super) fn moment(text: &str, lexicons: &Lexicons) -> Option<usize> {
    text.char_indices()
        .take(8)
        .skip(1)
        .take_while(|(_, c)| !matches!(c, '，' | '、' | '。' | '；' | ',' | '：' | ':'))
        .filter(|(_, c)| matches!(c, '前' | '后' | '时'))
        .map(|(at, c)| at + c.len_utf8())
        .find(|&end| lexicons.verbs.opening(text[end..].trim_start_matches(['，', ',', ' '])).is_some())
}

/// Where the first clause behind a comma starts that opens like a duty (`熟悉…，与团队讨论…`).
fn later_clause(text: &str, from: usize, lexicons: &Lexicons) -> Option<usize> {
    text[from..].match_indices(['，', '；', ',']).map(|(at, comma)| from + at + comma.len()).find(|&start| {
        let clause = text[start..].split(['，', '；', ',']).next().unwrap_or_default();
        look_shallow(clause, lexicons)
    })
}

fn look_shallow(clause: &str, lexicons: &Lexicons) -> bool {
    let mut rest = clause.trim_start();
    for _ in 0..4 {
        if let Some((_, strength)) = lexicons.verbs.opening(rest) {
            return strength > Strength::Weak;
        }
        let opened = lexicons.cues.openings(rest);
        if let Some(adverb) = opened.of(Cue::Adverb) {
            rest = rest[adverb.len()..].trim_start();
            continue;
        }
        if let Some(preposition) = opened.of(Cue::Preposition) {
            return lexicons.verbs.find(&rest[preposition.len()..]).is_some();
        }
        return false;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_and_circumstances_are_no_deeds() {
        let lexicons = Lexicons::embedded();
        for text in ["采购方面", "在店长的指导下"] {
            assert_eq!(look(text, 0, None, None, &lexicons).look, Look::Nothing, "{text}");
        }
        assert_eq!(look("在店长的指导下盘点", 0, None, None, &lexicons).look, Look::Action);
    }

    #[test]
    fn verbs_of_one_character_open_deeds() {
        let lexicons = Lexicons::embedded();
        let look = |text: &str| look(text, 0, None, None, &lexicons).look;
        for text in ["刷防锈漆", "每天喂鱼苗两次", "贴产地签"] {
            assert_eq!(look(text), Look::Verb, "{text}");
        }
        for text in ["停止服务", "报表格式", "配件仓库", "挂了号牌", "写到第七稿", "刷墙"]
        {
            assert_ne!(look(text), Look::Verb, "{text}");
        }
    }
}
