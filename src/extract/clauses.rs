//! The clauses of running text, each with what speaks for and against it being a duty.

use std::ops::Range;

use super::collect::Collector;
use super::duty::subject_end;
use super::look::{EVERY, READERS, moment, names_phase};
use super::narrate::over;
use super::wording::cut;
use crate::lexicon::clues::{Clue, ClueSet};
use crate::lexicon::cues::Cue;
use crate::lexicon::particles::Particle;
use crate::lexicon::words::{CHARGE, Strength};
use crate::mention::Look;
use crate::outline::title::ordinal;

/// A clause of running text.
pub(super) struct Clause {
    pub(super) block: usize,
    /// The number of its sentence in the block.
    sentence: usize,
    /// Where it stands.
    pub(super) whole: Range<usize>,
    /// True if it is the first of its sentence.
    opens: bool,
    /// True if nothing but a comma parts it from the next.
    goes_on: bool,
}

/// Bytes of the comma between two clauses.
const COMMA: usize = '，'.len_utf8();

impl Clause {
    /// True if nothing but a comma parts it from `last`, in front of it.
    pub(super) fn follows(&self, last: &Clause) -> bool {
        last.block == self.block
            && last.sentence == self.sentence
            && last.goes_on
            && self.whole.start <= last.whole.end + COMMA
    }
}

/// What ends a sentence, or opens what somebody says.
const ENDS: [char; 4] = ['。', '！', '？', '“'];

/// What stands between two of [`ENDS`]: looked through once, however many clauses it has.
#[derive(Clone, Copy, Default)]
pub(super) struct Report {
    block: usize,
    start: usize,
    end: usize,
    /// Where the first word stands that says that somebody said something.
    word: Option<usize>,
}

impl Report {
    /// True if byte `at` of a block is in it.
    fn covers(self, block: usize, at: usize) -> bool {
        block == self.block && (self.start < at || at == 0) && at <= self.end
    }
}

/// A clause with what its words say of it.
pub(super) struct Weighed<'c> {
    pub(super) clause: &'c Clause,
    /// Where its deed starts.
    pub(super) deed: usize,
    /// What speaks for it, less what speaks against it.
    pub(super) score: i32,
    /// True if it opens with a verb of duties.
    pub(super) acts: bool,
}

/// Fewest characters of a clause.
const MIN_CLAUSE: usize = 3;
/// Longest object of one word, in characters.
const MAX_WORD: usize = 5;
/// What opens a quotation or brackets.
const OPENS: [char; 6] = ['“', '”', '"', '‘', '「', '（'];
/// Words of mood at the end of a clause.
const MOODS: [char; 8] = ['吧', '呢', '啊', '吗', '嘛', '的', '哦', '呀'];
/// What the name of an organisation ends with.
const BODY: &str = "单位";

/// Fewest characters of a quotation that is read clause by clause.
const MIN_QUOTED: usize = 12;

/// The parts of a text of which each is cut by itself: what stands outside long quotations of several clauses, and
/// what somebody says in them.
fn spoken(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    while let Some(open) = text[start..].find('“').map(|at| start + at) {
        let inner = open + '“'.len_utf8();
        let end = text[inner..].find('”').map_or(text.len(), |at| inner + at);
        let quoted = &text[inner..end];
        if quoted.chars().nth(MIN_QUOTED).is_none() || !quoted.contains(['，', '。']) {
            break;
        }
        out.push(start..open);
        out.push(inner..end);
        start = (end + '”'.len_utf8()).min(text.len());
    }
    out.push(start..text.len());
    out
}

impl<'a> Collector<'a> {
    /// The clauses of a part of a block.
    pub(super) fn clauses_in(&self, block: usize, range: Range<usize>, out: &mut Vec<Clause>) {
        let text = &self.document.blocks[block].text.as_str()[range.clone()];
        let marked = ordinal(text).map_or(0, |ordinal| ordinal.len);
        let ends = ['。', '！', '？', '!', '?'];
        let parts = spoken(text).into_iter().flat_map(|part| {
            let sentences = cut(&text[part.clone()], &ends).into_iter();
            sentences.map(move |sentence| part.start + sentence.start..part.start + sentence.end)
        });
        for (nth, sentence) in parts.enumerate() {
            let mut first = true;
            for clause in cut(&text[sentence.clone()], &['，', '；', ',', ';', '：', ':', '—', '→', '…'])
            {
                let end = sentence.start + clause.end;
                let start = sentence.start + clause.start;
                let start = if start == 0 { marked.min(end) } else { start };
                let words = text[start..end].trim_start().trim_start_matches(OPENS);
                let opens = std::mem::take(&mut first);
                if words.chars().nth(MIN_CLAUSE - 1).is_none() {
                    continue;
                }
                let start = end - words.len();
                out.push(Clause {
                    block,
                    sentence: nth,
                    whole: range.start + start..range.start + end,
                    opens,
                    goes_on: text[end..].starts_with(['，', ',']),
                });
            }
        }
    }

    /// What the words of a clause say of it; `around` is what its section says of all of them.
    pub(super) fn weighed<'c>(&self, clause: &'c Clause, around: Option<Clue>) -> Weighed<'c> {
        let words = &self.document.blocks[clause.block].text.as_str()[clause.whole.clone()];
        let (deed, mut clues) = self.clues(words);
        around.into_iter().chain(clause.opens.then_some(Clue::First)).for_each(|clue| clues.add(clue));
        let acts = clues.holds(Clue::OpensStrong) || clues.holds(Clue::Led);
        let wording = self.lexicons.grams.wording(words[deed..].trim());
        let mut score = self.lexicons.clues.score(clues, wording);
        // What is told by none of its words is asked last.
        if score >= self.lexicons.clues.least_in_duties() {
            // 客人生病时，…
            let hour = || self.lexicons.particles.closes(Particle::Hour, words);
            let when = clause.goes_on && words.ends_with('时') && !hour();
            if when || names_phase(words) || self.charges_others(words) || self.is_reported(clause) {
                score = i32::MIN;
            }
        }
        Weighed { clause, deed: clause.whole.start + deed, score, acts }
    }

    /// True for what somebody is said to have said (`负责人表示，下一步将…`): news.
    fn is_reported(&self, clause: &Clause) -> bool {
        let at = clause.whole.start;
        let mut said = self.said.get();
        if !said.covers(clause.block, at) {
            let (before, behind) = self.document.blocks[clause.block].text.as_str().split_at(at);
            let start = before.rfind(ENDS).unwrap_or(0);
            let end = behind.find(ENDS).map_or(before.len() + behind.len(), |len| at + len);
            let text = &self.document.blocks[clause.block].text.as_str()[start..end];
            let word = self.lexicons.particles.find(Particle::Report, text).map(|at| start + at);
            said = Report { block: clause.block, start, end, word };
            self.said.set(said);
        }
        said.word.is_some_and(|word| word < at)
    }

    /// True for what somebody else answers for (`监理单位负责审查方案`).
    fn charges_others(&self, clause: &str) -> bool {
        let before = clause.find(CHARGE).map_or("", |at| clause[..at].trim_end());
        let own =
            || subject_end(clause, self.role.as_deref(), self.lexicons) > 0 || self.speaker(clause).is_some();
        !before.is_empty() && (self.names_party(before) || before.ends_with(BODY)) && !own()
    }

    /// Where the deed of a clause starts, and what its words say.
    fn clues(&self, clause: &'a str) -> (usize, ClueSet) {
        let (lexicons, particles) = (self.lexicons, &self.lexicons.particles);
        let owner = self.speaker(clause);
        let owner =
            owner.map(|end| end + if clause[end..].starts_with('们') { '们'.len_utf8() } else { 0 });
        let holder = || Some(subject_end(clause, self.role.as_deref(), lexicons)).filter(|end| *end > 0);
        let must = self.must_at(clause);
        let start = owner.or_else(holder).max(must).unwrap_or(0);
        let start = start + self.counted(&clause[start..]).unwrap_or(0);
        // 比如盘点库存, 还有核对账目.
        let joint = particles.behind(Particle::Joint, &clause[start..]);
        let start = joint.map_or(start, |behind| clause.len() - behind.len());
        // 先清点库存, 再核对账目.
        let then = particles.behind(Particle::Then, &clause[start..]);
        let acts = |text: &&str| lexicons.verbs.opening(text).is_some();
        let start = then.filter(acts).map_or(start, |behind| clause.len() - behind.len());
        let text = &clause[start..];
        let judged = self.judge(text);
        let behind = &text[judged.skipped..];
        let opened = lexicons.cues.openings(behind);
        let adverbs = self.behind_adverbs(behind);
        let verb = lexicons.verbs.opening(&behind[adverbs..]);
        let led = opened.of(Cue::Preposition).is_some() || moment(behind, lexicons).is_some();
        let strong = verb.is_some_and(|(_, strength)| strength == Strength::Strong);
        let object = match verb {
            Some((verb, _)) => &behind[adverbs + verb.len()..],
            None => text.get(judged.word.end..).unwrap_or_default(),
        };
        let found = [
            (judged.look == Look::Verb && strong, Clue::OpensStrong),
            (judged.look == Look::Verb && !strong, Clue::OpensPlain),
            (judged.look == Look::Action && led, Clue::Led),
            (judged.look == Look::Action && !led, Clue::EndsAction),
            (object.chars().nth(MAX_WORD).is_some(), Clue::LongObject),
            (judged.obliged || must.is_some(), Clue::Must),
            (particles.holds(Particle::Time, clause) || clause.contains(EVERY), Clue::Regular),
            (clause.contains(READERS), Clue::Reader),
            (owner.is_some(), Clue::Owner),
            (joint.or(then).is_some() || particles.behind(Particle::Then, clause).is_some(), Clue::Then),
            (clause.ends_with(MOODS), Clue::Mood),
            (over(clause, particles), Clue::Over),
        ];
        let bare = judged.look == Look::Nothing && self.opens_barely(&behind[adverbs..]);
        let deed = start + judged.skipped + if bare { adverbs } else { 0 };
        (deed, found.into_iter().filter(|(holds, _)| *holds).map(|(_, clue)| clue).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::collecting;
    use super::*;

    #[test]
    fn clauses_of_duties_score_more_than_others() {
        let text =
            "每天核对各门店的销售台账，我当时真的很累。店长说：“先清点昨天剩下的面包，然后登记当天的报损。”";
        let mut clauses = Vec::new();
        let told: Vec<(&str, bool)> = collecting(text, |collector| {
            collector.clauses_in(0, 0..text.len(), &mut clauses);
            let weighed = clauses.iter().map(|clause| collector.weighed(clause, None));
            weighed
                .map(|weighed| (&text[weighed.deed..weighed.clause.whole.end], weighed.score >= 0))
                .collect()
        });
        assert_eq!(
            told,
            [
                ("每天核对各门店的销售台账", true),
                ("当时真的很累", false),
                ("店长说", false),
                ("清点昨天剩下的面包", true),
                ("登记当天的报损", true),
            ]
        );
        assert!(clauses[3].goes_on && !clauses[1].goes_on && clauses[3].sentence == clauses[4].sentence);
    }

    #[test]
    fn what_somebody_announces_is_no_duty() {
        let text = "商会负责人表示，下一步将核对各门店的销售台账。";
        collecting(text, |collector| {
            let mut clauses = Vec::new();
            collector.clauses_in(0, 0..text.len(), &mut clauses);
            let score = |clause: &Clause| collector.weighed(clause, Some(Clue::InDuties)).score;
            assert!(clauses.iter().skip(1).all(|clause| score(clause) == i32::MIN));
        });
    }

    #[test]
    fn long_quotations_are_parts_of_their_own() {
        let parts =
            |text: &'static str| -> Vec<&str> { spoken(text).into_iter().map(|part| &text[part]).collect() };
        assert_eq!(
            parts("他说：“每天先清点库存，再核对账目。”"),
            ["他说：", "每天先清点库存，再核对账目。", ""]
        );
        assert_eq!(parts("坚持“先进先出”，每天盘点。"), ["坚持“先进先出”，每天盘点。"]);
    }
}
