//! The parts of a compound duty, each worded as a duty of its own.

use super::duty::judge;
use crate::document::blanks::trimmed;
use crate::lexicon::Lexicons;
use crate::lexicon::cues::Cue;
use crate::lexicon::normal::signs;

/// A shorter object names nothing, a longer one is more than a thing.
const OBJECT: std::ops::RangeInclusive<usize> = 2..=12;
/// What a clause of place or time ends with that 在 opens (`在项目启动前，`).
const WITHIN: [char; 10] = ['中', '时', '下', '上', '后', '前', '里', '内', '间', '际'];

/// Parts of a compound duty: its clauses if each opens like a duty, or one part per object of its
/// verb (`制定愿景、战略和路线图`). Empty for a duty that is one, or whose parts cannot be told. `acts` says
/// that the title is known to open with a verb of duties and to be one.
pub(super) fn parts(title: &str, acts: bool, role: Option<&str>, lexicons: &Lexicons) -> Vec<String> {
    if between_marks(title).nth(1).is_none() {
        let duty = trimmed(title);
        return if is_ground(duty, lexicons) { Vec::new() } else { objects(duty, lexicons) };
    }
    let pieces: Vec<&str> = between_marks(title).map(trimmed).filter(|piece| !piece.is_empty()).collect();
    let clauses = clauses(&pieces, title, lexicons);
    match (&clauses[..], &pieces[..]) {
        // What a duty is for, behind it, leaves its objects as they are.
        ([_], [duty, ..]) if !is_ground(duty, lexicons) => objects(duty, lexicons),
        ([_, _, ..], _) => {
            let mut parts = Vec::with_capacity(clauses.len());
            for (at, clause) in clauses.iter().enumerate() {
                // What holds for the whole title holds for the clause that it opens with.
                if at == 0 && acts && opens_alike(clause, lexicons) {
                    parts.push((*clause).to_owned());
                    continue;
                }
                let judged = judge(clause, role, lexicons);
                if !judged.is_duty() {
                    return Vec::new();
                }
                // 并编写报告 is worded as if it stood alone.
                parts.push(clause[if at > 0 { judged.skipped } else { 0 }..].trim().to_owned());
            }
            parts
        }
        _ => Vec::new(),
    }
}

/// False for a clause that may be judged otherwise than what it opens: the end of a question, or an offer.
fn opens_alike(clause: &str, lexicons: &Lexicons) -> bool {
    !clause.ends_with(['？', '?', '吗', '呢'])
        && !clause.starts_with(['提', '享'])
        && lexicons.cues.opening(Cue::Question, clause).is_none()
}

/// What stands between the commas and semicolons of `title`.
fn between_marks(title: &str) -> impl Iterator<Item = &str> {
    let mut marks = signs(title).filter(|(_, c)| matches!(c, '，' | '；' | ',' | ';'));
    let mut from = Some(0);
    std::iter::from_fn(move || {
        let start = from?;
        let mark = marks.next();
        from = mark.map(|(at, c)| at + c.len_utf8());
        Some(&title[start..mark.map_or(title.len(), |(at, _)| at)])
    })
}

/// The clauses of `title` that state something of their own: a ground goes with the clause behind it
/// (`根据反馈，优化…`), a purpose and what points back with the one before (`…，以降低成本`).
fn clauses<'t>(pieces: &[&'t str], title: &'t str, lexicons: &Lexicons) -> Vec<&'t str> {
    let at = |piece: &str| piece.as_ptr() as usize - title.as_ptr() as usize;
    let mut out: Vec<&str> = Vec::new();
    let mut open = false;
    for (index, &piece) in pieces.iter().enumerate() {
        let end = at(piece) + piece.len();
        let hangs = index > 0 && (open || goes_back(piece, lexicons));
        match out.last_mut() {
            Some(last) if hangs => *last = &title[at(last)..end],
            _ => out.push(piece),
        }
        let last = index + 1 == pieces.len();
        open = is_ground(piece, lexicons) && !(last && has_deed(piece, lexicons));
    }
    // A ground with nothing behind it explains what stands before it.
    if open && out.len() > 1 {
        let last = out.pop().map_or(0, |last| at(last) + last.len());
        if let Some(before) = out.last_mut() {
            *before = &title[at(before)..last];
        }
    }
    out
}

fn is_ground(clause: &str, lexicons: &Lexicons) -> bool {
    lexicons.cues.opening(Cue::Ground, clause).is_some()
        || clause.starts_with(['在', '当']) && clause.ends_with(WITHIN)
}

/// True for a ground with its deed behind it, in one clause: 根据客流调整班次.
fn has_deed(clause: &str, lexicons: &Lexicons) -> bool {
    let Some(ground) = lexicons.cues.opening(Cue::Ground, clause) else { return false };
    has_inner_verb(&clause[ground.len()..], lexicons)
}

fn goes_back(clause: &str, lexicons: &Lexicons) -> bool {
    // 对其他门店 points nowhere.
    let points = |(at, word): (usize, &str)| !clause[at + word.len()..].starts_with(['他', '它', '余']);
    lexicons.cues.opening(Cue::Purpose, clause).is_some()
        || lexicons.cues.find_at(Cue::Anaphor, clause).is_some_and(points)
}

/// One part per object of the verb that `clause` opens with.
fn objects(clause: &str, lexicons: &Lexicons) -> Vec<String> {
    let Some((verb, _)) = lexicons.verbs.opening(clause) else { return Vec::new() };
    if verb.is_ascii() || signs(clause).any(|(_, c)| matches!(c, '（' | '(')) {
        return Vec::new();
    }
    let rest = &clause[verb.len()..];
    if !rest.contains(['、', '和', '与', '及']) {
        return Vec::new();
    }
    let objects: Vec<&str> = rest.split(['、', '和', '与', '及']).map(str::trim).collect();
    let short = objects
        .iter()
        .all(|object| OBJECT.contains(&object.chars().count()) && !object.starts_with(['以', '其']));
    // The last object carries what all share (`产品的战略、愿景和路线图`); splitting after 的 would lose it.
    if !short || objects[1..].iter().any(|object| object.contains('的')) {
        return Vec::new();
    }
    let acts = |object: &&str| acts(object, lexicons);
    // 数据收集和标注流程 and 产品和数据团队协作 share their last word, 产品满足需求和目标 is a clause.
    let deed = |object: &&str| lexicons.verbs.tail(object).is_some();
    let [before @ .., last] = &objects[..] else { return Vec::new() };
    let shared = if deed(last) {
        is_mutual(last, lexicons) && !before.iter().any(deed)
    } else {
        before.iter().any(|object| deed(object) && !acts(object))
    };
    if shared || objects.iter().any(|object| !acts(object) && has_inner_verb(object, lexicons)) {
        return Vec::new();
    }
    objects
        .iter()
        .map(|object| if acts(object) { (*object).to_owned() } else { format!("{verb}{object}") })
        .collect()
}

/// True for what is done between several: 团队协作.
fn is_mutual(object: &str, lexicons: &Lexicons) -> bool {
    let ends = |(at, word): (usize, &str)| at + word.len() == object.len();
    lexicons.cues.find_at(Cue::Mutual, object).is_some_and(ends)
}

/// True for a verb with an object of its own: 盘点表 opens with a verb but is a thing.
fn acts(text: &str, lexicons: &Lexicons) -> bool {
    lexicons.verbs.opening(text).is_some_and(|(verb, _)| text[verb.len()..].chars().nth(1).is_some())
}

/// True if a verb stands inside of `object`, with words on both of its sides.
fn has_inner_verb(object: &str, lexicons: &Lexicons) -> bool {
    object.char_indices().skip(1).any(|(at, _)| acts(&object[at..], lexicons))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(title: &str) -> Vec<String> {
        parts(title, false, None, &Lexicons::embedded())
    }

    #[test]
    fn objects_of_one_verb_are_parts() {
        assert_eq!(of("制定排班表、盘点表和订货表"), ["制定排班表", "制定盘点表", "制定订货表"]);
        assert_eq!(of("制定排班表和订货表，以降低损耗"), ["制定排班表", "制定订货表"]);
        assert_eq!(of("负责门店日常排班与考勤管理"), ["负责门店日常排班", "考勤管理"]);
        assert!(of("盘点库存").is_empty());
    }

    #[test]
    fn objects_that_share_a_word_or_hold_a_clause_are_not_told_apart() {
        assert!(of("规划物料收集和标注流程").is_empty());
        assert!(of("确保菜品满足顾客需求和食安标准").is_empty());
        assert!(of("促进门店和后厨团队沟通").is_empty());
    }

    #[test]
    fn clauses_are_parts_if_each_is_a_duty() {
        assert_eq!(of("收集投诉，分析原因"), ["收集投诉", "分析原因"]);
        assert_eq!(of("排定班次，根据客流调整班次"), ["排定班次", "根据客流调整班次"]);
        assert_eq!(of("收集投诉，并编写报告"), ["收集投诉", "编写报告"]);
        assert_eq!(of("收集投诉，对其他门店编写报告"), ["收集投诉", "对其他门店编写报告"]);
        assert_eq!(of("与厂家、物流协作，跟踪到货"), ["与厂家、物流协作", "跟踪到货"]);
        assert!(of("盘点库存，确有困难").is_empty());
    }

    #[test]
    fn grounds_purposes_and_pointers_are_no_parts() {
        assert!(of("根据顾客反馈，优化菜单").is_empty());
        assert!(of("在门店开业前，检查消防设施").is_empty());
        assert!(of("跟踪客流，以评估促销").is_empty());
        assert!(of("跟踪订单的各个环节，从采购到签收").is_empty());
        assert!(of("收集新品信息，并将其融入菜单").is_empty());
        assert_eq!(
            of("根据顾客反馈，优化菜单，培训店员"),
            ["根据顾客反馈，优化菜单", "培训店员"],
            "a ground goes with its clause"
        );
        assert_eq!(of("培训店员，优化菜单，通过顾客反馈"), ["培训店员", "优化菜单，通过顾客反馈"]);
    }
}
