//! What somebody tells of the work done in an account of it (述职报告): in every section that is not named after
//! something else, the clauses that open with a deed.

use std::ops::Range;

use super::Walk;
use super::collect::{Collector, Context};
use super::genre::names_account;
use super::leaf::Leaf;
use super::naming::normal_title;
use super::narrate::MIN_DEED;
use super::prose::Reading;
use super::wording::cut;
use crate::document::BlockKind;
use crate::lexicon::cues::Cue;
use crate::lexicon::particles::Particle;
use crate::lexicon::sections::{NamePlace, SectionRole};
use crate::lexicon::words::Strength;
use crate::mention::Look;
use crate::outline::title::ordinal;
use crate::outline::{RoleGround, Section};

/// Fewest duties that are told.
const MIN_TOLD: usize = 4;
/// Longest title in front of the sentences of a numbered item, in characters.
const MAX_HEAD: usize = 20;
/// Longest time in front of a deed, in characters, and what it ends with (`3月至4月`, `汛期`, `暑假里`).
const MAX_TIME: usize = 8;
const TIMES: [char; 12] = ['里', '中', '间', '月', '旬', '年', '度', '天', '日', '周', '期', '季'];

/// Where the number of a line ends, and where the title behind it does, which heads what follows (`（一）抓好盘点。…`).
fn head(text: &str) -> (usize, Option<usize>) {
    let text = text.trim_end();
    let start = ordinal(text).map_or(0, |ordinal| ordinal.len);
    let end = text[start..].find('。').map_or(text.len(), |at| start + at + '。'.len_utf8());
    let heads = start > 0 && text[start..end].chars().count() <= MAX_HEAD;
    (start, heads.then_some(end))
}

/// Where a block goes on behind its number and title.
fn behind_title(text: &str) -> usize {
    let (start, end) = head(text);
    end.filter(|end| *end < text.trim_end().len()).unwrap_or(start)
}

impl<'a> Walk<'a, '_> {
    /// Takes what an account tells if it is enough, and more than its lists state, whose items may only head what was
    /// done.
    pub(super) fn as_account(&mut self, sections: &[Section]) {
        let mut found = Vec::new();
        self.accounted_in(sections, &mut found);
        let count = found.iter().map(|(leaves, _)| leaves.len()).sum::<usize>();
        if count >= MIN_TOLD && count > self.collector.mentions.len() {
            self.collector.forget();
            for (leaves, context) in found {
                self.collector.take_leaves(leaves, &context, SectionRole::Schedule);
            }
        }
    }

    fn accounted_in(&self, sections: &[Section], found: &mut Vec<(Vec<Leaf<'a>>, Context)>) {
        let document = self.collector.document;
        for section in sections {
            let title = section.title.as_ref().map_or("", |title| title.of(document));
            let whole = names_account(title, self.collector.lexicons);
            if !whole && is_other(section) {
                continue;
            }
            let name = normal_title(section.name(document));
            let context = self.context(section, &name, &Context::default());
            // Its own text greets and announces, unless no section of it tells what was done.
            let greets = whole && !section.children.iter().all(is_other);
            let told = |at: &usize| {
                let block = &document.blocks[*at];
                let told = matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem(_));
                told && !greets && !is_slogan(block.text.as_str())
            };
            for at in section.body.clone().filter(told) {
                let text = document.blocks[at].text.as_str();
                let sentences =
                    self.collector.sentences(at, behind_title(text)..text.len(), Reading::Accounted);
                found.extend(sentences.into_iter().map(|leaves| (leaves, context.clone())));
            }
            self.accounted_in(&section.children, found);
        }
    }
}

/// True for a numbered line that heads what follows (`一、强化学习，提升素质。`).
fn is_slogan(text: &str) -> bool {
    head(text).1 == Some(text.trim_end().len())
}

/// True for a section of an account that tells nothing that was done: what is wanting or planned, and what is wholly
/// called like another section. A heading that only ends so praises what it tells of (`未雨绸缪，防范风险`).
fn is_other(section: &Section) -> bool {
    let whole = matches!(section.ground, Some(RoleGround::Name { place: NamePlace::Whole, .. }));
    section.named_role.is_some_and(|role| match role {
        SectionRole::Conclusion => true,
        SectionRole::Overview | SectionRole::Role => false,
        role => whole && !role.holds_tasks(),
    })
}

impl<'a> Collector<'a> {
    /// The clauses of a sentence that open with a deed: behind the time (`全年共完成…`), the speaker and adverbs, with
    /// a verb of duties. What came of it (提高…, 避免…) is none.
    pub(super) fn accounted(&self, sentence: &'a str) -> Vec<Range<usize>> {
        let particles = &self.lexicons.particles;
        let mut out: Vec<Range<usize>> = Vec::new();
        for piece in cut(sentence, &['，', ',', '：']) {
            let text = &sentence[piece.clone()];
            let own = self.speaker(text).unwrap_or(0);
            let behind = own + self.behind_adverbs(&text[own..]);
            let timed = behind + self.behind_time(&text[behind..]);
            // 牵头 alone is an adverb, 牵头复审 a deed.
            let Some(start) = [own, behind, timed].into_iter().find(|&at| self.opens_deed(&text[at..]))
            else {
                continue;
            };
            let deed = &text[start..];
            let judged = self.judge(deed);
            // 坚持抽查 opens like a habit of learning and is none.
            let verb = if judged.look == Look::Verb { judged.word.start } else { judged.skipped };
            let opened = self.lexicons.cues.openings(&deed[verb.min(deed.len())..]);
            let came = [Particle::Goal, Particle::Outcome]
                .iter()
                .any(|&class| particles.behind(class, deed).is_some())
                || particles.holds(Particle::Result, deed)
                || opened.of(Cue::Purpose).is_some()
                || opened.of(Cue::Learner).is_some();
            if !came && deed.chars().count() >= MIN_DEED {
                out.push(piece.start + start + judged.skipped..piece.end);
            }
        }
        out
    }

    /// True if a clause opens with a verb of duties, or with what leads to one (`对新人进行考核`).
    fn opens_deed(&self, clause: &'a str) -> bool {
        let judged = self.judge(clause);
        let led = || self.lexicons.cues.opening(Cue::Preposition, clause).is_some();
        let verb = judged.look == Look::Verb && judged.quality.is_none();
        judged.against.is_none() && (verb || judged.look == Look::Action && led())
    }

    /// Bytes of a time in front of a verb of duties, or of what leads to one.
    fn behind_time(&self, text: &str) -> usize {
        let verb = |at: usize| {
            let found = self.lexicons.verbs.opening(&text[at..]);
            found.is_some_and(|(_, strength)| strength == Strength::Strong)
                || self.lexicons.cues.opening(Cue::Preposition, &text[at..]).is_some()
        };
        let ends = text.char_indices().take(MAX_TIME).skip(1).filter(|(_, c)| TIMES.contains(c));
        ends.map(|(at, c)| at + c.len_utf8()).find(|&end| verb(end)).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_title_of_an_item_is_no_part_of_what_it_says() {
        let behind = |text: &'static str| &text[behind_title(text)..];
        assert_eq!(behind("（一）抓好盘点，账实相符。全年清点库房12次。"), "全年清点库房12次。");
        assert_eq!(behind("（二）清点库房12次。"), "清点库房12次。");
        assert_eq!(behind("抓好盘点。清点库房12次。"), "抓好盘点。清点库房12次。");
    }
}
