//! Duties that the role holder tells in the first person: a day at work, an answer in an interview.

use std::ops::Range;

use super::collect::Collector;
use super::wording::cut;
use crate::lexicon::cues::Cue;
use crate::lexicon::particles::{Particle, Particles};
use crate::lexicon::words::CHARGE;
use crate::mention::Look;
use crate::outline::title::is_numeral;

/// The word by which the role holder speaks.
pub(super) const SPEAKER: char = '我';
/// The words for somebody whose day is told.
const SPEAKERS: [char; 3] = [SPEAKER, '她', '他'];
/// Longest clause of time or place in front of it, in characters.
const MAX_LEAD: usize = 9;
/// Fewest characters of a deed that is told.
pub(super) const MIN_DEED: usize = 4;

/// Who speaks where a sentence begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Voice {
    /// Nobody yet.
    None,
    /// The role holder was named before: what must be done counts.
    Before,
    /// The role holder answers what the work is: every deed counts.
    Asked,
}

impl<'a> Collector<'a> {
    /// The clauses of a sentence in the first person that tell a deed: from the one that names the
    /// speaker on, each that opens with a verb of duties. What is over (整理了) is an event.
    pub(super) fn told(&self, sentence: &'a str, voice: Voice) -> Vec<Range<usize>> {
        let mut out = Vec::new();
        let asked = voice == Voice::Asked;
        let mut speaking = asked;
        for piece in cut(sentence, &['，', '；', ',', '：']) {
            let text = &sentence[piece.clone()];
            let own = self.speaker(text);
            let mut start = own.unwrap_or(0);
            // 我们聚餐 tells of everybody, 我们要汇报方案 of the work.
            let several = text[start..].strip_prefix('们').filter(|_| own.is_some());
            if let Some(behind) = several {
                if !asked && !self.must(behind) {
                    continue;
                }
                start = text.len() - behind.len();
            }
            speaking |= own.is_some();
            // `一是排班，二是盘点` counts deeds.
            let counted = text[start..].trim_start_matches(is_numeral);
            if let Some(behind) = counted.strip_prefix('是').filter(|_| counted.len() < text.len() - start) {
                start = text.len() - behind.len();
            }
            let deed = &text[start..];
            // 另一半是销售, 上课只占一半: what something is or makes up is no deed.
            let states = asked && deed.contains(['是', '占']);
            if deed.starts_with('的') || states || deed.chars().count() < MIN_DEED {
                continue;
            }
            let judged = self.judge(deed);
            if !(speaking || voice == Voice::Before && judged.obliged) {
                continue;
            }
            let cues = &self.lexicons.cues;
            let acts = |text: &str| {
                let opened = cues.openings(text);
                opened.of(Cue::Learner).is_none() && opened.of(Cue::Operates).is_none()
            };
            let bare = (asked || own.is_some() && judged.obliged) && judged.look == Look::Nothing;
            let bare = Some(self.behind_adverbs(deed)).filter(|&at| bare && self.opens_barely(&deed[at..]));
            let stated = (judged.look >= Look::Action || bare.is_some())
                && judged.against.is_none()
                && !over(deed, &self.lexicons.particles);
            if let Some(at) = bare.filter(|_| stated) {
                out.push(piece.start + start + at..piece.end);
            } else if stated && acts(&deed[judged.skipped..]) && acts(&deed[judged.word.start..]) {
                out.push(piece.start + start + judged.skipped..piece.end);
            }
        }
        out
    }

    /// Where `clause` goes on behind who tells it, or of whom the text tells.
    pub(super) fn speaker(&self, clause: &str) -> Option<usize> {
        let own = clause.char_indices().take(MAX_LEAD).find(|(_, c)| SPEAKERS.contains(c));
        own.map(|(at, c)| at + c.len_utf8()).or_else(|| self.names_person(clause))
    }

    /// Where `clause` goes on behind the name of the person that the text tells of.
    fn names_person(&self, clause: &str) -> Option<usize> {
        let name = self.person?.name;
        let end = clause.find(name)? + name.len();
        (clause[..end].chars().count() <= MAX_LEAD + name.chars().count()).then_some(end)
    }

    /// Where `clause` goes on behind the adverbs that it opens with (`先再画图`).
    pub(super) fn behind_adverbs(&self, clause: &str) -> usize {
        let mut at = 0;
        while let Some(adverb) = self.lexicons.cues.openings(&clause[at..]).of(Cue::Adverb) {
            at += adverb.len();
        }
        at
    }

    /// True if `clause` opens with what must be done or with who answers for it.
    fn must(&self, clause: &str) -> bool {
        clause.starts_with(CHARGE) || {
            let opened = self.lexicons.cues.openings(clause);
            // 我们会… is a plan as often as a habit.
            opened.of(Cue::Obligation).is_some_and(|word| word != "会")
                || opened.of(Cue::Adverb).is_some_and(|adverb| self.must(&clause[adverb.len()..]))
        }
    }
}

/// True for an event: what is over or still to come (整理了…, 去年做过…, 明年推出…).
pub(super) fn over(deed: &str, particles: &Particles) -> bool {
    let done = |mark: char, words: &[&str]| {
        deed.match_indices(mark).any(|(at, _)| !words.iter().any(|word| deed[at..].starts_with(word)))
    };
    done('了', &["了解"]) || particles.holds(Particle::Elsewhen, deed)
}

#[cfg(test)]
mod tests {
    use super::super::testing::collecting;
    use super::*;

    #[test]
    fn deeds_are_told_from_the_speaker_on() {
        let told = |text: &'static str| -> Vec<&str> {
            let told = collecting("店长", |collector| collector.told(text, Voice::None));
            told.into_iter().map(|range| &text[range]).collect()
        };
        assert_eq!(told("下班前我要核对当天的账目，登记库存"), ["核对当天的账目", "登记库存"]);
        assert_eq!(told("顾客陆续来了，我负责讲解菜单"), ["讲解菜单"]);
        for text in ["我整理了简历", "我们组织过聚餐", "老板核对账目，登记库存", "我很累", "我去年学习编程"]
        {
            assert!(told(text).is_empty(), "{text}");
        }
    }
}
