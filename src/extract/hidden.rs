//! Duties hidden among requirements: `有分库经验，入职后将主导拆分`.

use std::ops::Range;

use super::Walk;
use super::collect::{Collector, Context};
use super::leaf::Leaf;
use super::look::EVERY;
use super::naming::normal_title;
use super::node::Node;
use super::wording::cut;
use crate::lexicon::cues::Cue;
use crate::lexicon::particles::Particle;
use crate::lexicon::sections::SectionRole;
use crate::mention::{Look, MentionKind};
use crate::outline::Section;

/// From so many items that say what one will have to do, a list of requirements hides duties; from fewer if
/// half of the items state deeds.
const MIN_TOLD: usize = 3;
const MIN_TOLD_AMONG: usize = 2;
/// An obligation that is an ability as well (会做容量评估).
const ABLE: &str = "会";
/// Most characters in front of the reader who must do something.
const MAX_LEAD: usize = 6;

/// What a clause among requirements says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Said {
    /// What somebody must bring, or nothing.
    Other,
    /// A deed, or that somebody can do one.
    Deed,
    /// A deed that is said to be part of the work.
    Told,
}

impl<'a> Walk<'a, '_> {
    /// Takes the duties hidden among the requirements of a document that states none elsewhere.
    pub(super) fn hidden(&mut self, sections: &[Section]) {
        for section in sections {
            if matches!(section.role, Some(SectionRole::Requirements | SectionRole::Overview)) {
                let name = normal_title(section.name(self.collector.document));
                let context = self.context(section, &name, &Context::default());
                for nodes in self.lists(section) {
                    let leaves = self.collector.hidden(&nodes);
                    self.collector.take_leaves(leaves, &context, SectionRole::Schedule);
                }
            }
            self.hidden(&section.children);
        }
    }
}

impl<'a> Collector<'a> {
    /// What the items of a list of requirements say of the work, if enough of them say it plainly.
    fn hidden(&self, nodes: &[Node]) -> Vec<Leaf<'a>> {
        let mut found = Vec::new();
        let (mut told, mut stated) = (0, 0);
        for node in nodes {
            let deeds = self.told_in(self.text_of(node).as_str());
            told += usize::from(deeds.iter().any(|(_, said)| *said == Said::Told));
            stated += usize::from(!deeds.is_empty());
            found.extend(deeds.into_iter().map(|(range, _)| self.text_of(node).slice(range).trimmed()));
        }
        let enough = told >= MIN_TOLD || told >= MIN_TOLD_AMONG && 2 * stated >= nodes.len();
        if !enough {
            return Vec::new();
        }
        found.into_iter().map(|deed| self.leaf(deed, MentionKind::ListItem)).collect()
    }

    /// The deeds that the clauses of an item say, those that follow one another as one.
    fn told_in(&self, text: &'a str) -> Vec<(Range<usize>, Said)> {
        let mut out: Vec<(Range<usize>, Said)> = Vec::new();
        let mut open = false;
        for clause in cut(text, &['，', '。', '；', '：', ',', ';']) {
            let (start, said) = self.said(&text[clause.clone()]);
            match out.last_mut() {
                _ if said == Said::Other => open = false,
                Some((deed, before)) if open => {
                    deed.end = clause.end;
                    *before = if said == Said::Told { said } else { *before };
                }
                _ => {
                    out.push((clause.start + start..clause.end, said));
                    open = true;
                }
            }
        }
        out
    }

    /// What a clause says, and where its deed starts.
    fn said(&self, clause: &'a str) -> (usize, Said) {
        let cues = &self.lexicons.cues;
        let obliges = |text: &str| cues.opening(Cue::Obligation, text).is_some();
        // 分低的你得主动约客户: who must do it is named behind what it is done with.
        let reader = clause
            .char_indices()
            .take(MAX_LEAD)
            .find(|(at, c)| matches!(c, '你' | '您') && obliges(&clause[at + c.len_utf8()..]));
        let mut rest = reader.map_or(clause, |(at, _)| &clause[at..]);
        let (mut told, mut able) = (false, false);
        loop {
            let before = rest.len();
            rest = rest.trim_start();
            if let Some(word) = cues.opening(Cue::Subordinate, rest) {
                rest = &rest[word.len()..];
            }
            // 入职后, 来了之后: what is done then is the work.
            if let Some(behind) = self.lexicons.particles.behind(Particle::Joined, rest) {
                (rest, told) = (behind, true);
            }
            if let Some(word) = cues.opening(Cue::Obligation, rest) {
                let both = word == ABLE;
                (rest, told, able) = (&rest[word.len()..], told || !both, able || both);
            }
            if let Some(word) = cues.opening(Cue::Ability, rest) {
                (rest, able) = (&rest[word.len()..], true);
            }
            if let Some(word) = cues.opening(Cue::Subject, rest) {
                (rest, told) = (&rest[word.len()..], true);
            }
            if rest.len() == before {
                break;
            }
        }
        told |= rest.starts_with(EVERY);
        let judged = self.judge(rest);
        let deed =
            judged.is_duty() && judged.quality.is_none() && (judged.look == Look::Verb || told || able);
        let said = match (deed, told) {
            (false, _) => Said::Other,
            (true, true) => Said::Told,
            (true, false) => Said::Deed,
        };
        (clause.len() - rest.len() + judged.skipped, said)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::collecting;
    use super::*;

    #[test]
    fn what_one_will_have_to_do_is_told_from_what_one_must_bring() {
        let told = |text: &'static str| {
            let mut deeds = collecting("店长", |collector| collector.told_in(text))
                .into_iter()
                .filter(|(_, said)| *said == Said::Told);
            deeds.next().map_or("", |(range, _)| &text[range])
        };
        assert_eq!(told("有电工基础，上岗后将维护蓄电池组"), "维护蓄电池组");
        assert_eq!(told("细心，因为每天要擦拭透镜"), "擦拭透镜");
        assert_eq!(told("心细，雾大时你要报告雾情"), "报告雾情");
        for text in ["三年以上经验，熟悉海图", "能吃苦，身体健康", "会看天气图"] {
            assert_eq!(told(text), "", "{text}");
        }
    }
}
