//! A clause of a task's name taken apart: circumstances, main action, head noun.

mod coordination;

use std::ops::{Range, RangeInclusive};

use crate::lexicon::linking::{Frame, Token};

/// A clause taken apart.
#[derive(Debug, Default)]
pub(crate) struct Clause<'a> {
    /// Its words.
    pub(crate) tokens: Vec<Token<'a>>,
    /// Token positions of the main action.
    pub(crate) main: Vec<usize>,
    /// Token position from which the duty proper starts (after an adverbial).
    pub(crate) start: usize,
    /// True if the main action closes the clause (数据清洗).
    pub(crate) verb_last: bool,
    /// True if the clause forbids, ends or averts its main action (不得外借, 停止发放).
    pub(crate) denied: bool,
}

impl Clause<'_> {
    /// True if its main action is more than a light verb.
    pub(crate) fn has_full_action(&self) -> bool {
        self.main.iter().any(|&at| frame(&self.tokens[at]) != Frame::Light)
    }

    /// True for a verb of the main action that no conjunction joins to the one that the clause opens or closes with:
    /// 部署 in 安装部署系统 is an action, 检修 in 归档检修规程 is part of the object.
    pub(crate) fn is_loose(&self, at: usize) -> bool {
        let anchor = if self.verb_last { self.main.last() } else { self.main.first() };
        let joined = |at: usize| self.tokens.get(at).is_some_and(|token| frame(token) == Frame::Conjunction);
        let joined = if self.verb_last { joined(at + 1) } else { at > 0 && joined(at - 1) };
        anchor != Some(&at) && !joined
    }

    /// A clause that only says when, why or by what means: opened by an adverbial with no action of its
    /// own after it, or closed by 后, 前, 时.
    pub(crate) fn is_circumstance(&self) -> bool {
        let last = self.tokens.last().map_or("", |token| token.text);
        let closes =
            last.ends_with('后') || last.ends_with('前') || last.ends_with('时') || last.ends_with("期间");
        let opens = self.tokens.first().is_some_and(|token| frame(token) == Frame::Adverbial);
        closes || (opens && (self.start == 0 || self.main.is_empty()))
    }

    /// The head noun: the last content word of the object.
    pub(crate) fn head(&self) -> Option<usize> {
        let end = if self.verb_last {
            self.main.first().copied().unwrap_or(self.tokens.len())
        } else {
            self.tokens.len()
        };
        (self.start..end).rev().find(|&at| !self.main.contains(&at) && names_thing(&self.tokens[at]))
    }

    /// Members of kinds of things that the duty proper names, sorted.
    pub(crate) fn siblings(&self) -> Vec<(u16, u16)> {
        let parties = self.parties();
        let words =
            (self.start..self.tokens.len()).filter(|at| !self.main.contains(at) && !parties.contains(at));
        let mut found: Vec<(u16, u16)> =
            words.filter_map(|at| self.tokens[at].entry.and_then(|entry| entry.sibling)).collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// The text outside round brackets, and the texts inside.
pub(crate) fn without_brackets(text: &str) -> (String, Vec<String>) {
    let (mut outside, mut inside, mut depth) = (String::with_capacity(text.len()), Vec::new(), 0_usize);
    for c in text.chars() {
        match c {
            '(' | '[' => {
                depth += 1;
                inside.push(String::new());
            }
            ')' | ']' => depth = depth.saturating_sub(1),
            c if depth > 0 => {
                if let Some(last) = inside.last_mut() {
                    last.push(c);
                }
            }
            c => outside.push(c),
        }
    }
    if outside.chars().any(char::is_alphanumeric) { (outside, inside) } else { (inside.concat(), Vec::new()) }
}

/// The clauses of a text in normal form.
pub(crate) fn clauses(text: &str) -> Vec<&str> {
    text.split([',', '。', ';', ':', '!', '?', '\n', '…'])
        .filter(|clause| clause.chars().any(char::is_alphanumeric))
        .collect()
}

/// Cuts a clause where a second duty is joined to it: 并 with an action before it and another after it, unless
/// the two actions share their object (规划并制定X).
pub(crate) fn without_second_duty(tokens: Vec<Token<'_>>) -> Vec<Vec<Token<'_>>> {
    let cut = (1..tokens.len().saturating_sub(2)).find(|&at| {
        tokens[at].text.starts_with('并')
            && frame(&tokens[at]) == Frame::Conjunction
            && !is_full_action(&tokens[at - 1])
            && tokens[..at].iter().any(is_action)
            && tokens[at + 1..].iter().any(is_action)
            || tokens[at].text.starts_with('并')
                && at > 1
                && is_full_action(&tokens[at - 1])
                && frame(&tokens[at + 1]) == Frame::Light
    });
    match cut {
        Some(at) => {
            let mut first = tokens;
            let second = first.split_off(at + 1);
            first.truncate(at);
            vec![first, second]
        }
        None => vec![tokens],
    }
}

/// The part of a token in a frame.
pub(crate) fn frame(token: &Token<'_>) -> Frame {
    token.entry.map_or(Frame::None, |entry| entry.frame)
}

fn is_action(token: &Token<'_>) -> bool {
    token.entry.is_some_and(|entry| !entry.actions.is_empty())
}

/// An action that is not a light verb.
pub(crate) fn is_full_action(token: &Token<'_>) -> bool {
    is_action(token) && !matches!(frame(token), Frame::Light | Frame::Adverbial | Frame::Filler)
}

/// A word that also names a thing.
pub(crate) fn is_noun(token: &Token<'_>) -> bool {
    token.entry.is_some_and(|entry| entry.concept.is_some())
}

/// True for a word that names a thing, known or not.
fn names_thing(token: &Token<'_>) -> bool {
    token.entry.is_none_or(|entry| {
        entry.concept.is_some() || (entry.frame == Frame::None && entry.actions.is_empty())
    })
}

/// True if two verbs name one kind of action.
fn meets(one: &Token<'_>, other: &Token<'_>) -> bool {
    one.entry.zip(other.entry).is_some_and(|(one, other)| one.actions.meets(other.actions))
}

/// Where a clause turns against the act that it names: at a prohibition in front of every full action (but
/// for those of a circumstance: 未经批准不得外借), or at a verb
/// of prevention that opens the clause and has an act to prevent (停止发放, 会议室预订的取消 has none in front of it).
fn denial(tokens: &[Token<'_>]) -> Option<usize> {
    let content = |at: &usize| !matches!(frame(&tokens[*at]), Frame::Filler | Frame::Conjunction);
    let first = (0..tokens.len()).find(content)?;
    let prohibits = |at: &usize| frame(&tokens[*at]) == Frame::Prohibition;
    let circumstance =
        tokens[..first + 2.min(tokens.len() - first)].iter().any(|t| frame(t) == Frame::Adverbial);
    let before_acts =
        (0..tokens.len()).take_while(|&at| circumstance || prohibits(&at) || !is_full_action(&tokens[at]));
    if let Some(at) = before_acts.filter(prohibits).last() {
        return Some(at);
    }
    let next = (first + 1..tokens.len()).find(content)?;
    let last = (next..tokens.len()).rev().find(content)?;
    let act = is_action(&tokens[next]) || is_full_action(&tokens[last]);
    (frame(&tokens[first]) == Frame::Prevention && act).then_some(first)
}

/// The verb of 将…分解为…: what becomes of the object follows it.
fn turns(tokens: &[Token<'_>], within: Range<usize>) -> Option<usize> {
    let from = within.clone().find(|&at| matches!(tokens[at].text, "将" | "把"))?;
    (from + 2..within.end).find(|&at| {
        is_full_action(&tokens[at]) && matches!(tokens[at + 1].text, "为" | "成" | "到" | "至" | "给" | "入")
    })
}

/// The act of 对…进行…: it stands behind the last light verb that one follows.
fn treats(tokens: &[Token<'_>], within: RangeInclusive<usize>) -> Option<usize> {
    let (start, last) = within.into_inner();
    let from = (start..last).find(|&at| matches!(tokens[at].text, "对" | "对于"))?;
    let act = |light: usize| (light + 1..=last).find(|&at| is_full_action(&tokens[at]));
    let mut lights = (from + 2..last).rev().filter(|&at| frame(&tokens[at]) == Frame::Light);
    lights.find_map(act)
}

/// Finds where the duty proper starts and which tokens are its action.
pub(crate) fn take_apart(tokens: Vec<Token<'_>>) -> Clause<'_> {
    let mut clause = Clause { tokens, ..Clause::default() };
    let tokens = &clause.tokens;
    if let Some(at) = denial(tokens) {
        clause.start = at + 1;
        clause.denied = true;
    }
    let content = |at: usize| !matches!(frame(&tokens[at]), Frame::Filler | Frame::Conjunction);
    let opens_adverbial = tokens
        .iter()
        .position(|token| frame(token) != Frame::Filler)
        .filter(|&at| frame(&tokens[at]) == Frame::Adverbial && !clause.denied);
    if let Some(open) = opens_adverbial {
        // The circumstance ends at the first full action that is followed by something and is not directly
        // behind the adverbial.
        clause.start = (open + 2..tokens.len())
            .find(|&at| {
                is_action(&tokens[at])
                    && tokens[at].entry.is_none_or(|entry| entry.concept.is_none())
                    && tokens.get(at + 1).is_none_or(|next| next.text != "的")
            })
            .unwrap_or(0);
    }
    let last = (clause.start..tokens.len()).rev().find(|&at| content(at));
    let first = (clause.start..tokens.len()).find(|&at| content(at));
    let Some((first, last)) = first.zip(last) else { return clause };
    let of_before = last > 0 && tokens[last - 1].text == "的";
    let first_full = is_full_action(&tokens[first]);
    // 测量血压并记录: what is joined behind the object is a second duty.
    let joined = last > first + 1
        && frame(&tokens[last - 1]) == Frame::Conjunction
        && !is_full_action(&tokens[last - 2])
        && tokens[first..last].iter().any(is_full_action);
    let last_full = last > first && is_full_action(&tokens[last]) && !joined;
    // 培训计划制定: a verb that also names a thing is a modifier where a plain verb closes the clause.
    let modifier = is_noun(&tokens[first]) && !is_noun(&tokens[last]);
    // 对 in 对房态: a preposition where anything else is done.
    let actions = || (clause.start..tokens.len()).filter(|&at| is_action(&tokens[at]));
    // 设计走查: of two verbs alone the second is done, the first is what it is done to.
    let pair = last == first + 1
        && last_full
        && first_full
        && !is_noun(&tokens[first])
        && !meets(&tokens[first], &tokens[last]);
    let anchor = if let Some(act) = turns(tokens, clause.start..last) {
        Some(act)
    } else if let Some(act) = treats(tokens, clause.start..=last) {
        clause.verb_last = act == last;
        Some(act)
    } else if last_full && (of_before || !first_full || modifier || pair) {
        clause.verb_last = true;
        Some(last)
    } else if first_full {
        Some(first)
    } else {
        (clause.start..tokens.len())
            .find(|&at| is_full_action(&tokens[at]))
            .or_else(|| actions().find(|&at| frame(&tokens[at]) == Frame::Filler))
            .or_else(|| actions().next())
    };
    let Some(anchor) = anchor else { return clause };
    let mut main = vec![anchor];
    // Coordinated verbs: 设计与搭建, 规划并制定, 安装部署.
    let mut at = anchor;
    while let Some(previous) = at.checked_sub(1).filter(|_| clause.verb_last && !pair) {
        if is_full_action(&tokens[previous]) && !is_noun(&tokens[previous]) && previous >= clause.start {
            main.push(previous);
            at = previous;
        } else if frame(&tokens[previous]) == Frame::Conjunction
            && previous > clause.start
            && is_full_action(&tokens[previous - 1])
        {
            main.push(previous - 1);
            at = previous - 1;
        } else {
            break;
        }
    }
    at = anchor;
    while !clause.verb_last && at + 1 < tokens.len() {
        let joined = frame(&tokens[at + 1]) == Frame::Conjunction;
        let next = if joined { at + 2 } else { at + 1 };
        let follows = next + 1 < tokens.len();
        // 设计符合规范的流程: a verb right behind opens a description of the object.
        let describes =
            !joined && (next + 2..tokens.len().saturating_sub(1)).any(|at| tokens[at].text == "的");
        if next < tokens.len() && is_full_action(&tokens[next]) && follows && !describes {
            main.push(next);
            at = next;
        } else {
            break;
        }
    }
    main.sort_unstable();
    clause.main = main;
    clause
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::LinkLexicon;

    fn main_and_head(text: &str) -> (String, String) {
        let lexicon = LinkLexicon::embedded();
        let clause = take_apart(lexicon.segment(text));
        let main = clause.main.iter().map(|&at| clause.tokens[at].text).collect();
        let head = clause.head().map_or(String::new(), |at| clause.tokens[at].text.to_owned());
        (main, head)
    }

    #[test]
    fn frames_are_opened() {
        for text in ["核对药品", "对药品进行核对", "负责药品的核对", "开展药品核对工作", "药品核对"]
        {
            assert_eq!(main_and_head(text), ("核对".to_owned(), "药品".to_owned()), "{text}");
        }
    }

    #[test]
    fn circumstances_are_not_the_duty() {
        assert_eq!(main_and_head("培训计划制定").0, "制定");
        assert_eq!(main_and_head("根据排班表安排夜班人员").0, "安排");
        assert_eq!(main_and_head("定时测量血压并记录").0, "测量");
        assert_eq!(main_and_head("药品的清点与登记").0, "清点登记");
        let lexicon = LinkLexicon::embedded();
        assert!(take_apart(lexicon.segment("病人出院后")).is_circumstance());
        assert!(!take_apart(lexicon.segment("整理床铺")).is_circumstance());
    }

    #[test]
    fn the_act_is_found_among_other_verbs() {
        for (text, main) in [
            ("将年度计划分解为季度计划", "分解"),
            ("对培训机构进行资质审查", "审查"),
            ("设计符合规范的流程", "设计"),
            ("设计走查", "走查"),
            ("跟客房部对房态", "对"),
            ("安装部署系统", "安装部署"),
        ] {
            assert_eq!(main_and_head(text).0, main, "{text}");
        }
    }

    #[test]
    fn a_second_duty_is_cut_off_and_coordinated_verbs_stay_together() {
        let lexicon = LinkLexicon::embedded();
        assert_eq!(without_second_duty(lexicon.segment("打扫库房并填写台账")).len(), 2);
        assert_eq!(without_second_duty(lexicon.segment("规划并制定路线")).len(), 1);
        assert_eq!(main_and_head("仓库的设计与搭建").0, "设计搭建");
    }

    #[test]
    fn what_denies_an_act_is_not_the_act() {
        let lexicon = LinkLexicon::embedded();
        for (text, denied, main) in [
            ("停止发放药品", true, "发放"),
            ("严禁外借档案", true, "外借"),
            ("未经批准不得采购药品", true, "采购"),
            ("避免重复采购", true, "采购"),
            ("停止服务", true, "服务"),
            ("停止机器", false, "停止"),
            ("防止泄漏", false, "防止"),
            ("检查禁止携带的物品", false, "检查"),
        ] {
            assert_eq!(take_apart(lexicon.segment(text)).denied, denied, "{text}");
            assert_eq!(main_and_head(text).0, main, "{text}");
        }
    }

    #[test]
    fn brackets_are_set_aside() {
        assert_eq!(without_brackets("盘点(每月)库存"), ("盘点库存".to_owned(), vec!["每月".to_owned()]));
        assert_eq!(without_brackets("(全部)").0, "全部");
    }
}
