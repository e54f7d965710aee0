//! What running text tells as somebody's habit, whoever tells it: clauses of deeds, most without a subject,
//! which vouch for each other in their sentence and their paragraph.

use std::ops::Range;

use super::collect::Collector;
use super::leaf::Leaf;
use super::look::{READERS, moment};
use super::narrate::over;
use super::wording::cut;
use crate::lexicon::cues::Cue;
use crate::lexicon::particles::Particle;
use crate::lexicon::words::CHARGE;
use crate::mention::{Look, MentionKind};
use crate::outline::title::ordinal;

/// Longest clause in front of the first deed of a sentence that may be about something else than who does
/// it, in characters.
const MAX_LEAD: usize = 8;
/// A deed of fewer characters behind another goes with it.
const MIN_APART: usize = 8;
/// Longest deed with what goes with it, in characters.
const MAX_JOINED: usize = 30;
/// Longest text in front of what says that it must be done, and in front of 是 behind a count, in characters.
const MAX_BEFORE: usize = 18;
const MAX_COUNT: usize = 6;
/// Obligations that may as well speak of what is to come.
const FUTURE: [&str; 2] = ["会", "将"];
/// Characters with which 要 and the like make another word (主要, 不得).
const COMPOUND: [char; 8] = ['主', '重', '首', '不', '纪', '摘', '觉', '值'];
/// Fewest characters of a deed.
const MIN_DEED: usize = 4;

/// What a paragraph ends with.
const ENDS: [char; 8] = ['。', '！', '？', '；', '：', '”', '…', '）'];

/// A clause that says a deed.
struct Deed {
    range: Range<usize>,
    /// True if it opens with a verb of duties, or says that it must be done.
    sure: bool,
    /// True if it names whose deed it is.
    owned: bool,
}

impl<'a> Collector<'a> {
    /// What a paragraph tells as a habit, by sentence, and how many sentences name whose it is.
    pub(super) fn habits(&self, block: usize, asked: bool) -> (Vec<Vec<Leaf<'a>>>, usize) {
        let text = self.document.blocks[block].text.as_str();
        let mut out = Vec::new();
        let mut named = 0;
        // A line that is no sentence is a title; numbered paragraphs are articles.
        if !text.trim_end().ends_with(ENDS) || !asked && ordinal(text).is_some() {
            return (out, named);
        }
        // Whether the sentence before was one of deeds: the next may go on without a subject.
        let mut goes_on = false;
        for sentence in cut(text, &['。', '！', '？']) {
            let question = text[sentence.end..].starts_with('？');
            let (deeds, owned) = if question {
                Default::default()
            } else {
                self.habit(&text[sentence.clone()], goes_on, asked)
            };
            goes_on = !deeds.is_empty();
            named += usize::from(goes_on && owned);
            let leaf = |deed: Range<usize>| {
                let range = sentence.start + deed.start..sentence.start + deed.end;
                let mut leaf = self.leaf(self.text(block, range), MentionKind::Sentence);
                // Its sentence vouches for what its words alone do not say.
                leaf.judgement.look = leaf.judgement.look.max(Look::Action);
                leaf
            };
            if goes_on {
                out.push(deeds.into_iter().map(leaf).collect());
            }
        }
        (out, named)
    }

    /// The deeds of a sentence, and whether it names whose they are: at least two deeds, or one whose doer is
    /// named, or that goes on with others.
    fn habit(&self, sentence: &'a str, goes_on: bool, asked: bool) -> (Vec<Range<usize>>, bool) {
        if self.lexicons.cues.opening(Cue::Question, sentence.trim_start()).is_some() {
            return Default::default();
        }
        let mut found: Vec<Deed> = Vec::new();
        let mut owned = false;
        let mut named = false;
        let mut foreign = false;
        let mut opens = false;
        let mut reported = false;
        for (nth, clause) in cut(sentence, &['，', '；', ',', '：', ';']).into_iter().enumerate() {
            let text = &sentence[clause.clone()];
            if found.last().is_some_and(|last| last.range.end <= clause.start)
                && self.lexicons.particles.behind(Particle::Goal, text).is_some()
            {
                continue;
            }
            let subject = self.subject(text);
            named |= subject.is_some();
            match self.deed(text, subject, !found.is_empty() || owned || goes_on, asked) {
                Some(deed) => {
                    owned |= deed.owned;
                    opens |= nth == 0 && deed.sure;
                    let range = clause.start + deed.range.start..clause.end;
                    let length = |range: Range<usize>| sentence[range].chars().count();
                    match found.last_mut() {
                        // What is short or opens with a bare verb goes with the deed in front.
                        Some(last)
                            if !deed.owned
                                && (!deed.sure || length(range.clone()) < MIN_APART)
                                && length(last.range.start..range.end) <= MAX_JOINED =>
                        {
                            last.range.end = range.end;
                        }
                        _ => found.push(Deed { range, ..deed }),
                    }
                }
                None => {
                    let names = subject.is_some();
                    reported |= found.is_empty() && self.lexicons.particles.holds(Particle::Report, text);
                    owned |= names;
                    foreign |= found.is_empty() && !names && !asked && text.chars().count() > MAX_LEAD;
                }
            }
        }
        let sure = found.iter().filter(|deed| deed.sure).count();
        let stands = owned && sure > 0
            || !foreign && (sure >= 2 || opens || sure > 0 && (goes_on || found.len() >= 2));
        let deeds = if stands && !reported { found } else { Vec::new() };
        (deeds.into_iter().map(|deed| deed.range).collect(), named)
    }

    /// The deed that a clause says, which goes on at `named` behind its subject if it names one; `behind` others, it
    /// need not open with a verb of duties.
    fn deed(&self, clause: &'a str, named: Option<usize>, behind: bool, asked: bool) -> Option<Deed> {
        if over(clause, &self.lexicons.particles)
            || self.lexicons.cues.opening(Cue::Subordinate, clause).is_some()
            || !asked && clause.contains(READERS)
            || clause.contains(['“', '”', '"', '？', '?'])
        {
            return None;
        }
        let counted = || if asked { self.counted(clause) } else { None };
        let must = self.must_at(clause);
        let start = named.or_else(counted).or(must).unwrap_or(0);
        let start =
            start + if named.is_some() && clause[start..].starts_with('们') { '们'.len_utf8() } else { 0 };
        let text = &clause[start..];
        if text.starts_with('的') || text.chars().count() < MIN_DEED {
            return None;
        }
        let judged = self.judge(text);
        if judged.against.is_some() || judged.quality.is_some() || judged.able {
            return None;
        }
        let acts = |text: &str| {
            let opened = self.lexicons.cues.openings(text);
            opened.of(Cue::Learner).is_none() && opened.of(Cue::Operates).is_none()
        };
        if !acts(&text[judged.skipped..]) || !acts(&text[judged.word.start.min(text.len())..]) {
            return None;
        }
        let behind_start = &text[judged.skipped..];
        let opened = self.lexicons.cues.openings(behind_start);
        // What something is done for or by is no deed without more.
        if opened.of(Cue::Ground).is_some()
            && !clause.ends_with('。')
            && judged.look == Look::Action
            && !behind
        {
            return None;
        }
        let led = || opened.of(Cue::Preposition).is_some() || moment(behind_start, self.lexicons).is_some();
        let mut bare = self.behind_adverbs(text);
        bare += when(&text[bare..]);
        let obliged = judged.obliged || must.is_some();
        let (at, sure) = match judged.look {
            Look::Verb => (judged.skipped, true),
            Look::Action if led() => (judged.skipped, true),
            Look::Action if named.is_some() || obliged => (judged.skipped, true),
            _ if self.opens_barely(&text[bare..]) && (behind || named.is_some() || obliged) => {
                (bare, named.is_some() && obliged || must.is_some())
            }
            _ => return None,
        };
        let owned = named.is_some() || obliged || text.starts_with(CHARGE);
        Some(Deed { range: start + at..clause.len(), sure, owned })
    }

    /// Where a deed starts behind what must be done when, or to what (`每天下班前要锁门`).
    pub(super) fn must_at(&self, clause: &'a str) -> Option<usize> {
        let before = clause.char_indices().nth(MAX_BEFORE).map_or(clause.len(), |(at, _)| at);
        // Of those at one place the longest is the last.
        let places = self.lexicons.cues.places(Cue::Obligation, clause);
        let words = places.chunk_by(|a, b| a.0 == b.0).filter_map(|alike| alike.last());
        let mut ends = words.take_while(|(at, _)| *at < before).map(|&(at, len)| (at, at + len));
        ends.find_map(|(at, end)| {
            let compound = clause[..at].ends_with(COMPOUND);
            if compound || FUTURE.contains(&&clause[at..end]) {
                return None;
            }
            let behind = &clause[end..];
            let judged = self.judge(behind);
            let led = || self.lexicons.cues.opening(Cue::Preposition, behind).is_some();
            let deed = judged.look == Look::Verb || judged.look == Look::Action && led();
            (deed || self.opens_barely(behind)).then_some(end)
        })
    }

    /// Where a clause goes on behind what counts or weighs it (`头一件是…`, `再就是…`).
    pub(super) fn counted(&self, clause: &'a str) -> Option<usize> {
        let (at, is) = clause.char_indices().take(MAX_COUNT).find(|(_, c)| *c == '是')?;
        let behind = at + is.len_utf8();
        (self.judge(&clause[behind..]).look == Look::Verb).then_some(behind)
    }

    /// Where a clause goes on behind whose deed it tells: the speaker, the person the text is about, or
    /// the role.
    fn subject(&self, clause: &str) -> Option<usize> {
        self.speaker(clause).or_else(|| {
            let end = super::duty::subject_end(clause, self.role.as_deref(), self.lexicons);
            (end > 0).then_some(end)
        })
    }
}

/// Bytes of a short moment in front of a deed (`会前订房间`, `会中做记录`).
fn when(text: &str) -> usize {
    let mut chars = text.char_indices().skip(1).take(3);
    chars.find(|(_, c)| matches!(c, '前' | '中' | '后' | '时')).map_or(0, |(at, c)| at + c.len_utf8())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::document::{Document, LineIndex};
    use crate::lexicon::Lexicons;
    use crate::source::{Format, SourceId};

    #[test]
    fn deeds_go_on_without_a_subject() {
        let lexicons = Lexicons::embedded();
        let document = Document::new(SourceId::new("t"), Arc::from(""), Format::Text, "UTF-8");
        let lines = LineIndex::new(&document.text);
        let collector = Collector::new(&document, &lexicons, &lines, 0);
        let habit = |text: &'static str, goes_on: bool, asked: bool| -> Vec<&str> {
            collector.habit(text, goes_on, asked).0.into_iter().map(|range| &text[range]).collect()
        };
        assert_eq!(habit("她要核对当天的账目，登记全部库存", false, false), ["核对当天的账目，登记全部库存"]);
        assert_eq!(habit("随后整理当天的票据", false, false).len(), 1, "it opens with the deed");
        assert_eq!(habit("第一件是安排学员的课表", false, true), ["安排学员的课表"]);
        assert_eq!(habit("每三天要给每台机器做一次保养", false, true), ["给每台机器做一次保养"]);
        for text in [
            "某公司有关人士向媒体表示，将调整产品价格，优化销售网络",
            "随着智能设备的普及，行业发展很快",
            "他去年整理过全部库存",
            "市场在春节之后慢慢好转了",
        ] {
            assert!(habit(text, false, false).is_empty(), "{text}");
        }
    }
}
