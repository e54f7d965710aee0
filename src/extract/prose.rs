//! Duties in running text: sentences that enumerate them, and sentences that state one.

use std::ops::Range;

use super::collect::{Collector, Context};
use super::duty::{judge, subject_end};
use super::holder::starts_with_role;
use super::leaf::Leaf;
use super::look::names_holder;
use super::narrate::{SPEAKER, Voice, over};
use super::numbered::inline_items;
use super::sequence::counted_in_words;
use super::wording::cut;
use crate::lexicon::cues::Cue;
use crate::lexicon::normal::lower_case;
use crate::lexicon::sections::SectionRole;
use crate::lexicon::words::CHARGE;
use crate::mention::{Look, MentionKind};
use crate::outline::leads_duties;

/// How much a sentence must say to be read as duties.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// In a section of duties: enumerations and statements about the role holder.
    Duties,
    /// In a section about a day at work: the same, and what its holder tells in the first person.
    Told,
    /// In the answer to what the work is: the same, and every deed it tells.
    Answered,
    /// Anywhere: only enumerations that are announced as duties.
    Announced,
    /// In an account that somebody gives of his or her work: every deed.
    Accounted,
}

/// Longest label in front of a sentence, its colon included, in characters.
pub(super) const MAX_SPEAKER: usize = 8;
/// Most characters at the start of a sentence within which a word of duties announces them.
const MAX_ANNOUNCED: usize = 12;
/// From so many pieces, an enumeration behind 负责 may open with a noun.
pub(super) const NAMED_FIRST: usize = 4;

impl<'a> Collector<'a> {
    /// Takes the duties of a paragraph; returns how many.
    pub(super) fn take_prose(
        &mut self,
        block: usize,
        range: Range<usize>,
        context: &Context,
        reading: Reading,
    ) -> usize {
        let text = &self.document.blocks[block].text.as_str()[range.clone()];
        let items = inline_items(text);
        let counted = || counted_in_words(text, &self.lexicons.particles);
        let (items, behind) = if items.len() >= 2 {
            (items, text.len())
        } else {
            let items = counted();
            let behind = items.last().map_or(text.len(), |last| last.end);
            (items, behind)
        };
        if items.len() >= 2 && reading != Reading::Announced {
            let mut leaves = Vec::new();
            for item in items {
                let item = self.text(block, range.start + item.start..range.start + item.end);
                self.plain_leaves(item, MentionKind::ListItem, &mut leaves);
            }
            let taken = self.take_leaves(leaves, context, SectionRole::Duties);
            let rest = self.sentences(block, range.start + behind..range.end, reading).into_iter();
            return taken
                + rest.map(|leaves| self.take_leaves(leaves, context, SectionRole::Schedule)).sum::<usize>();
        }
        let mut sentences = self.sentences(block, range.clone(), reading);
        // An answer that has announced its duties goes on telling them.
        if reading == Reading::Announced && !sentences.is_empty() && text.contains(SPEAKER) {
            sentences = self.sentences(block, range, Reading::Told);
        }
        sentences.into_iter().map(|leaves| self.take_leaves(leaves, context, SectionRole::Schedule)).sum()
    }

    /// What the sentences of a paragraph offer as duties.
    pub(super) fn sentences(
        &self,
        block: usize,
        range: Range<usize>,
        reading: Reading,
    ) -> Vec<Vec<Leaf<'a>>> {
        let text = &self.document.blocks[block].text.as_str()[range.clone()];
        let ends: &[char] = if reading == Reading::Accounted {
            &['。', '！', '？', '；']
        } else {
            &['。', '！', '？']
        };
        // A paragraph that opens with the role holder goes on about the same.
        let holders = reading == Reading::Duties && self.about_holder(&lower_case(text));
        let leaves = |sentence: Range<usize>| -> Vec<Leaf<'a>> {
            let start = range.start + sentence.start;
            let mut clauses = if reading == Reading::Accounted {
                self.accounted(&text[sentence.clone()])
            } else {
                self.clauses(&text[sentence.clone()], reading)
            };
            if clauses.is_empty() && reading == Reading::Duties {
                clauses = self.goes_on(&text[sentence.clone()], holders && sentence.start > 0);
            }
            // Under a name of duties who speaks tells nothing else.
            let speaks = || reading == Reading::Duties && text[..sentence.end].contains(SPEAKER);
            if clauses.is_empty() && (matches!(reading, Reading::Told | Reading::Answered) || speaks()) {
                let voice = match reading {
                    Reading::Answered | Reading::Duties => Voice::Asked,
                    _ if text[..sentence.start].contains(SPEAKER) => Voice::Before,
                    _ => Voice::None,
                };
                clauses = self.told(&text[sentence], voice);
            }
            let clauses = clauses.into_iter();
            clauses
                .map(|clause| self.sentence_leaf(block, start + clause.start..start + clause.end))
                .collect()
        };
        let parted = |sentence: Range<usize>| -> Vec<Range<usize>> {
            let pieces = if holders { cut(&text[sentence.clone()], &['；']) } else { Vec::new() };
            // 他们须…；收获后，则…: nothing announces that the pieces are listed.
            if pieces.len() < 2 || self.announcement(&lower_case(&text[sentence.clone()])).is_some() {
                return vec![sentence];
            }
            let shift = |piece: Range<usize>| sentence.start + piece.start..sentence.start + piece.end;
            pieces.into_iter().map(shift).collect()
        };
        cut(text, ends).into_iter().flat_map(parted).map(leaves).filter(|leaves| !leaves.is_empty()).collect()
    }

    /// The clauses of a sentence that state duties.
    fn clauses(&self, sentence: &'a str, reading: Reading) -> Vec<Range<usize>> {
        let lexicons = self.lexicons;
        let lower = lower_case(sentence);
        if lower.len() != sentence.len() || lexicons.cues.opening(Cue::Question, &lower).is_some() {
            return Vec::new();
        }
        // `车：车队长须…`, `老周：我负责…`: what or who is spoken of stands in front.
        let label = lower.char_indices().take(MAX_SPEAKER).find(|(_, c)| matches!(c, '：' | ':'));
        if let Some((at, colon)) = label
            && self.about_holder(lower[at + colon.len_utf8()..].trim_start())
        {
            let start = sentence.len() - sentence[at + colon.len_utf8()..].trim_start().len();
            let inner = self.clauses(&sentence[start..], reading).into_iter();
            return inner.map(|clause| start + clause.start..start + clause.end).collect();
        }
        let charges = self.charges(&lower);
        if charges.len() >= 2 && !self.subordinate(&lower[..charges[0].start]) {
            return charges;
        }
        if let Some((at, cue)) = self.announcement(&lower) {
            let before = &lower[..at];
            let charge = cue == CHARGE;
            let announced = leads_duties(lexicons, &lower[..at + cue.len()]) || charge;
            let holder = self.about_holder(&lower);
            let listed = match reading {
                Reading::Duties | Reading::Told | Reading::Answered => announced || holder,
                Reading::Announced => announced,
                Reading::Accounted => false,
            };
            if listed && !self.subordinate(before) && !defines(&lower, at) {
                let start = at + cue.len();
                let start = start
                    + (lower[start..].len()
                        - lower[start..]
                            .trim_start_matches(['：', ':', ' ', '了', '但', '不', '限', '于'])
                            .len());
                let found = self.enumerated(&lower, start, charge.then_some(at));
                let enough = if reading == Reading::Announced { 3 } else { 1 };
                if found.len() >= enough {
                    return found;
                }
            } else if reading == Reading::Duties
                && lower[at + cue.len()..].starts_with(['：', ':'])
                && !self.subordinate(before)
                && !defines(&lower, at)
            {
                // 具体包括：核定…；签订…: in a section of duties what is listed needs nobody in front, if all are deeds.
                let start = at + cue.len();
                let start =
                    start + lower[start..].len() - lower[start..].trim_start_matches(['：', ':', ' ']).len();
                let found = self.enumerated(&lower, start, None);
                let deed = |range: &Range<usize>| self.judge(&sentence[range.clone()]).is_duty();
                if found.len() >= 2 && found.iter().all(deed) {
                    return found;
                }
            }
        }
        if reading == Reading::Announced || !self.about_holder(&lower) {
            return Vec::new();
        }
        let judged = self.judge(sentence);
        // 植保员根据病情制定方案: in a section of duties it need not open with the verb.
        let states = judged.look == Look::Verb
            || judged.look >= Look::Action && (judged.obliged || reading == Reading::Duties);
        // Outside a section of duties, what is over is an event.
        let past = reading != Reading::Duties && over(&sentence[judged.skipped..], &self.lexicons.particles);
        if states && judged.against.is_none() && judged.skipped > 0 && !past {
            return self.deeds_of(sentence, judged.skipped);
        }
        Vec::new()
    }

    /// The statements of a sentence that says of each who answers for it (`负责…，负责…`).
    fn charges(&self, sentence: &str) -> Vec<Range<usize>> {
        let opens = |at: usize| {
            let before = sentence[..at].trim_end();
            let clause = before.is_empty()
                || before.ends_with(['，', '；', '、', ',', ';', '：', ':'])
                || subject_end(before, self.role.as_deref(), self.lexicons) == before.len()
                || ["并", "还", "同时", "以及", "也"].iter().any(|joint| before.ends_with(joint));
            clause && !names_holder(&sentence[at + CHARGE.len()..])
        };
        let starts: Vec<usize> =
            sentence.match_indices(CHARGE).map(|(at, _)| at).filter(|&at| opens(at)).collect();
        let ends = starts.iter().skip(1).copied().chain([sentence.len()]);
        let statement = |(start, end): (usize, usize)| {
            let text = sentence[start..end]
                .trim_end_matches(['并', '还', '也', ' '])
                .trim_end_matches("同时")
                .trim_end_matches("以及");
            start..start + text.trim_end_matches(['，', '；', '、', ',', ';', ' ']).len()
        };
        starts.iter().copied().zip(ends).map(statement).collect()
    }

    /// True if the clause that ends with `before` says why or when (`因为你将负责…`).
    fn subordinate(&self, before: &str) -> bool {
        let clause = before.rsplit(['，', ',', '；']).next().unwrap_or(before).trim_start();
        self.lexicons.cues.opening(Cue::Subordinate, clause).is_some()
    }

    /// Where the items are announced: by the first announcing word, or by a later one behind a
    /// comma (`负责管理…，包括制定…、协调…`). `撰写包含图表的报告` announces nothing.
    fn announcement<'c>(&'c self, sentence: &str) -> Option<(usize, &'c str)> {
        let mut chosen = None;
        let mut from = 0;
        while let Some((at, cue)) = self.lexicons.cues.find_at(Cue::Enumerates, &sentence[from..]) {
            let at = from + at;
            let behind = &sentence[at + cue.len()..];
            if cue == CHARGE && names_holder(behind) {
                from = at + cue.len();
                continue;
            }
            if chosen.is_none() || sentence[..at].ends_with(['，', ',']) {
                chosen = Some((at, cue));
            }
            from = at + cue.len();
        }
        chosen
    }

    /// True if the sentence is about the role holder: the role or a pronoun is its subject.
    pub(super) fn about_holder(&self, sentence: &str) -> bool {
        let connective = sentence
            .find(['，', ','])
            .filter(|&at| sentence[..at].chars().count() <= 6)
            .map_or(0, |at| at + '，'.len_utf8());
        let about = |rest: &str| {
            let role = self.role.as_deref();
            let holder = role.and_then(|role| starts_with_role(rest, role)).is_some()
                || self.lexicons.cues.opening(Cue::Subject, rest).is_some();
            let of_theirs = || rest[subject_end(rest, role, self.lexicons)..].starts_with('的');
            let opening = rest.char_indices().nth(MAX_ANNOUNCED).map_or(rest, |(end, _)| &rest[..end]);
            holder && !of_theirs() || leads_duties(self.lexicons, opening)
        };
        about(sentence) || connective > 0 && sentence.get(connective..).is_some_and(about)
    }

    /// The items of an enumeration that starts at `start`: split at semicolons if there are any,
    /// else at commas and 、; a piece that does not open like a duty belongs to the one before it.
    /// `charge` is where 负责 stands if that word announces them: a noun behind it is a duty with it.
    pub(super) fn enumerated(
        &self,
        sentence: &str,
        start: usize,
        charge: Option<usize>,
    ) -> Vec<Range<usize>> {
        let tail = &sentence[start..];
        let from_to = tail.strip_prefix('从').and_then(|rest| {
            let to = rest.find('到')?;
            let end = rest.find("的所有").or_else(|| rest.find("的一切")).or_else(|| rest.find("的全部"))?;
            let base = start + '从'.len_utf8();
            (to < end).then(|| vec![base..base + to, base + to + '到'.len_utf8()..base + end])
        });
        if let Some(pair) = from_to {
            return pair;
        }
        let mut out: Vec<Range<usize>> = Vec::new();
        let mut named = false;
        for piece in self.enumerated_pieces(tail) {
            let text = &tail[piece.clone()];
            let judged = judge(text, None, self.lexicons);
            // 从收货到上架 goes on with the deed that it spans.
            let span = text.starts_with('从') && text.contains('到');
            let opens = judged.against.is_none() && judged.look >= Look::Action && !span;
            let bare_verb = |range: &Range<usize>| {
                let text = &sentence[range.clone()];
                self.lexicons.verbs.opening(text).is_some_and(|(verb, _)| verb.len() == text.len())
            };
            match (out.last_mut(), charge) {
                // 定义、设计和发布新功能: verbs that share the object of the last one.
                (Some(last), _) if opens && bare_verb(last) => last.end = start + piece.end,
                _ if opens => out.push(start + piece.start..start + piece.end),
                // A piece without a verb goes on with its neighbour: 愿景、战略和路线图.
                (Some(last), _) => last.end = start + piece.end,
                (None, Some(charge)) if text.chars().count() >= 3 => {
                    named = true;
                    out.push(charge..start + piece.end);
                }
                (None, _) => return Vec::new(),
            }
        }
        // 负责收银，保持整洁 is one statement; with more deeds behind it, it is the first of a list.
        if named && out.len() < NAMED_FIRST { Vec::new() } else { out }
    }

    /// The pieces of an enumeration: between semicolons, else between commas and 、, and at 以及 and
    /// the like in front of a further deed. Where commas part the items, 、 parts what they name.
    fn enumerated_pieces(&self, tail: &str) -> Vec<Range<usize>> {
        let semicolons = cut(tail, &['；', ';']);
        let commas = cut(tail, &['，', ',']);
        let inner = |range: Range<usize>| -> Vec<Range<usize>> {
            let text = &tail[range.clone()];
            let parts = cut(text, &['、']);
            let deeds = parts.iter().all(|part| {
                let part = &text[part.clone()];
                judge(part, None, self.lexicons).look == Look::Verb && part.chars().count() >= 4
            });
            let shift = |part: Range<usize>| range.start + part.start..range.start + part.end;
            if deeds { parts.into_iter().map(shift).collect() } else { vec![range] }
        };
        let pieces = if semicolons.len() >= 2 {
            semicolons
        } else if commas.len() >= 3 {
            commas.into_iter().flat_map(inner).collect()
        } else {
            cut(tail, &['，', '、', ','])
        };
        pieces.into_iter().flat_map(|piece| self.parted(tail, piece)).collect()
    }

    /// A piece, or the two that 以及, 并且 or 并 join.
    fn parted(&self, tail: &str, piece: Range<usize>) -> Vec<Range<usize>> {
        for (joint, least) in [("以及", 1), ("并且", 1), ("并", 6)] {
            let Some(at) = tail[piece.clone()].find(joint) else { continue };
            let right = piece.start + at + joint.len()..piece.end;
            let long = |part: &str| part.chars().count() >= least;
            let (left_text, right_text) = (&tail[piece.start..piece.start + at], &tail[right.clone()]);
            let acts = judge(right_text, None, self.lexicons).look == Look::Verb;
            // `规划并执行` is one action; `定义指标并持续追踪` is two.
            let apart = joint != "并" || self.lexicons.cues.opening(Cue::Adverb, right_text).is_some();
            if long(left_text) && long(right_text) && acts && apart {
                return vec![piece.start..piece.start + at, right];
            }
        }
        vec![piece]
    }

    fn sentence_leaf(&self, block: usize, range: Range<usize>) -> Leaf<'a> {
        let mut leaves = Vec::with_capacity(1);
        self.plain_leaves(self.text(block, range), MentionKind::Sentence, &mut leaves);
        leaves.swap_remove(0)
    }
}

/// True if the sentence defines the role (`店长是负责…的人员`): what is behind 负责 at `at` describes it as a whole.
fn defines(sentence: &str, at: usize) -> bool {
    let defined = ["是", "指", "即"].iter().any(|word| sentence[..at].contains(word));
    let whom = ["人员", "的人", "专家", "人士", "角色", "职业", "岗位", "职位", "工种", "工作者"];
    defined && whom.iter().any(|word| sentence.trim_end().ends_with(word))
}
