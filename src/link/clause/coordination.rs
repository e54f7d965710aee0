//! What a clause coordinates: the parties of a duty, its phrases, the objects that it lists.

use super::{Clause, frame, is_action, is_full_action, names_thing};
use crate::lexicon::linking::{Frame, Token};

impl Clause<'_> {
    fn joins(&self, at: usize) -> bool {
        frame(&self.tokens[at]) == Frame::Conjunction
    }

    /// Positions of the parties of a duty that begins by listing those it is done with (与采购、财务及仓库协作);
    /// empty where it names one or none.
    pub(crate) fn parties(&self) -> std::ops::Range<usize> {
        let Some(first) = (0..self.tokens.len()).find(|&at| frame(&self.tokens[at]) != Frame::Filler) else {
            return 0..0;
        };
        let end = self.main.first().copied().unwrap_or(0);
        let with = matches!(self.tokens[first].text, "与" | "和" | "同" | "跟");
        let listed = (first + 2..end).any(|at| self.joins(at));
        if with && listed { first + 1..end } else { 0..0 }
    }

    /// Positions of the verbs of two coordinated phrases of object and verb (功能设计、效果评估): the duty is both.
    pub(crate) fn phrases(&self) -> Option<(usize, usize)> {
        let acts = |at: usize| is_full_action(&self.tokens[at]);
        let names = |at: usize| !is_action(&self.tokens[at]) && frame(&self.tokens[at]) == Frame::None;
        let second =
            |at: usize| (at + 1..self.tokens.len()).take_while(|&at| !self.joins(at)).find(|&at| acts(at));
        (self.start + 2..self.tokens.len().saturating_sub(2))
            .filter(|&at| self.joins(at) && acts(at - 1) && names(at - 2) && names(at + 1))
            .find_map(|at| Some((at - 1, second(at)?)))
    }

    /// Positions of the heads of three objects or more that the clause lists (章程、预算和日程); empty where it lists
    /// fewer, or lists examples of what it names behind them (微信、微博等渠道).
    pub(crate) fn enumerated(&self) -> Vec<usize> {
        let object = match self.main.first().zip(self.main.last()) {
            Some((&first, _)) if self.verb_last => self.start..first,
            Some((_, &last)) => last + 1..self.tokens.len(),
            None => return Vec::new(),
        };
        // Two conjunctions part three.
        if object.clone().filter(|&at| self.joins(at)).count() < 2 {
            return Vec::new();
        }
        let names = |at: &usize| names_thing(&self.tokens[*at]);
        let examples = |at: usize| self.tokens[at].text == "等" && (at + 1..object.end).any(|at| names(&at));
        if object.clone().any(examples) {
            return Vec::new();
        }
        let positions: Vec<usize> = object.collect();
        let items: Vec<&[usize]> = positions.split(|&at| self.joins(at)).collect();
        let within = |item: &[usize], of: &dyn Fn(&Token<'_>) -> bool| {
            let found = item.iter().position(|&at| of(&self.tokens[at]));
            found.is_some_and(|at| item[..at].iter().any(names) && item[at..].iter().any(names))
        };
        // 安全、环保、耐用的玩具: what is listed describes one object.
        let describes = |item: &&[usize]| within(item, &|token| token.text == "的");
        // 流程与结果有安全、卫生考虑: a second verb begins another phrase.
        let states = |item: &&[usize]| within(item, &|token| frame(token) == Frame::Light);
        if items.iter().any(describes) || items.iter().any(states) {
            return Vec::new();
        }
        // 试剂的配制、标定、分装 lists what is done with one thing.
        let last = |item: &&[usize]| {
            let content = |at: &usize| frame(&self.tokens[*at]) != Frame::Filler;
            item.iter().copied().rfind(content).filter(names)
        };
        let heads: Option<Vec<usize>> = items.iter().map(last).collect();
        heads.unwrap_or_default()
    }

    /// Positions of coordinated objects: the head and the word on the other side of the conjunction before it
    /// (or before its own modifier: 需求 和 商业 案例); empty without one.
    pub(crate) fn listed(&self) -> Vec<usize> {
        let concept = |at: usize| self.tokens[at].entry.and_then(|entry| entry.concept);
        let Some(head) = self.head() else { return Vec::new() };
        let before = (self.start..head).rev().find(|&at| frame(&self.tokens[at]) != Frame::Filler);
        let Some(before) = before.filter(|&at| at > self.start) else { return Vec::new() };
        let at = if self.joins(before) { before } else { before - 1 };
        let other = at.checked_sub(1).filter(|other| *other >= self.start && !self.main.contains(other));
        match other {
            Some(other)
                if self.joins(at) && (concept(other).is_none() || concept(other) != concept(head)) =>
            {
                (other..=head).filter(|at| !self.joins(*at)).collect()
            }
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::take_apart;
    use crate::lexicon::LinkLexicon;

    #[test]
    fn three_objects_or_more_are_a_list() {
        let lexicon = LinkLexicon::embedded();
        let listed = |text: &str| {
            let clause = take_apart(lexicon.segment(text));
            clause.enumerated().iter().map(|&at| clause.tokens[at].text).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(listed("采购玩具、绘本和洗涤用品").split(' ').count(), 3);
        assert_eq!(listed("合同、发票、回单的核对").split(' ').count(), 3);
        for text in [
            "采购床单和毛巾",
            "采购床单、毛巾等客房用品",
            "采购安全、环保、耐用的玩具",
            "确保流程与结果有安全、卫生考虑",
        ] {
            assert_eq!(listed(text), "", "{text}");
        }
    }

    #[test]
    fn coordinated_phrases_are_two_duties() {
        let lexicon = LinkLexicon::embedded();
        let phrases = |text: &str| take_apart(lexicon.segment(text)).phrases().is_some();
        for text in ["药品发放、车辆清洗", "负责车辆清洗与档案整理工作"] {
            assert!(phrases(text), "{text}");
        }
        assert!(!phrases("仓库的设计与搭建") && !phrases("盘点库存和药品") && !phrases("盘点、整理库存"));
    }
}
