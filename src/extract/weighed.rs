//! What running text says clause by clause, weighed by its words: where nothing else is found, and in the
//! place of what was read from the form of a sentence alone.

use std::ops::Range;

use super::clauses::{Clause, Weighed};
use super::collect::{Collector, Context};
use super::leaf::Leaf;
use super::naming::normal_title;
use super::table::in_flat;
use super::{FEW_STATED, Walk};
use crate::document::{Block, BlockKind, Span};
use crate::lexicon::Lexicons;
use crate::lexicon::clues::Clue;
use crate::lexicon::cues::Cue;
use crate::lexicon::sections::SectionRole;
use crate::mention::{Look, MentionKind};
use crate::outline::Section;

/// From so many clauses that are duties beyond doubt, a section of duties is read of whose running text nothing was
/// taken, while lists or tables state duties.
const MIN_SURE: usize = 2;
/// A clause of fewer characters goes with its neighbour; two such clauses do whatever their length is.
const MIN_APART: usize = 5;
const BRIEF: usize = 12;
/// Longest deed with what goes with it, in characters.
const MAX_JOINED: usize = 30;

/// Fewest duties read from sentences that show a text to be about somebody's work though it names no role.
const MIN_READ: usize = 4;

/// Fewest duties told by clauses where hardly anything else shows that the text is about somebody's work.
const MIN_UNKNOWN: usize = 5;

/// What a document says of its running text as a whole.
#[derive(Clone, Copy)]
struct Mode {
    /// Hardly any duty is stated otherwise: running text is where they are.
    told: bool,
    /// Sections of any name may tell duties: the text is about a role, and no advice.
    open: bool,
}

/// What was seen of a document before its clauses are weighed.
#[derive(Clone, Copy)]
pub(super) struct Seen {
    /// All of its running text was read, and nothing is added.
    pub(super) read: bool,
    /// It is about somebody's work: where little else was found, many clauses together are duties.
    pub(super) about: bool,
    /// It answers questions.
    pub(super) answers: bool,
}

/// The clauses of a section, which may be duties.
struct Told {
    context: Context,
    /// Where the section stands, without the sections in it.
    place: Span,
    clauses: Vec<Clause>,
    /// What the section says of all of them.
    around: Option<Clue>,
    /// True for a section of duties: what was read there by its form stays, and what is not duty beyond doubt
    /// stays out beside it.
    tasks: bool,
    /// True if they are taken only where nothing else of the section is.
    alone: bool,
}

/// Where a duty stands: its block, and the range of its text.
type Deed = (usize, Range<usize>);

/// What stands somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// A duty read from a sentence, by its number.
    Told(usize),
    /// Another duty.
    Listed,
    /// A value of a duty's attribute.
    Value,
}

/// Where duties and what belongs to them stand, in order.
struct Stated {
    /// Each place, with what stands there.
    places: Vec<(Span, Part)>,
    /// How far each place and those before it reach.
    reach: Vec<usize>,
}

impl Stated {
    /// The places that overlap `span`.
    fn over(&self, span: Span) -> impl Iterator<Item = Part> {
        let first = self.reach.partition_point(|&reach| reach <= span.start);
        let places = self.places[first..].iter().take_while(move |(place, _)| place.start < span.end);
        places.filter(move |(place, _)| span.start < place.end).map(|(_, part)| *part)
    }

    /// True if a duty or what belongs to one stands in `place`.
    fn holds(&self, place: Span) -> bool {
        self.over(place).next().is_some()
    }
}

impl Walk<'_, '_> {
    /// Weighs the clauses of running text; `advises` tells whether the document is advice.
    pub(super) fn weigh(&mut self, sections: &[Section], seen: Seen, advises: impl FnOnce() -> bool) {
        let listed = self.collector.mentions.len() - self.collector.count_told();
        let told = listed < FEW_STATED && !self.is_news();
        let least = if self.collector.role.is_some() { 1 } else { MIN_READ };
        let known = self.asked || self.collector.mentions.len() >= least;
        let mode = Mode { told, open: told && (seen.answers || (known || seen.about) && !advises()) };
        let mut found = Vec::new();
        self.clauses_of(sections, mode, &mut found);
        if found.is_empty() {
            return;
        }
        let stated = self.collector.stated();
        // Where sections of duties state them, others describe, unless all of them answer.
        if !seen.answers && found.iter().any(|told| told.tasks && stated.holds(told.place)) {
            found.retain(|told| told.tasks);
        }
        let least = if known { 0 } else { MIN_UNKNOWN };
        self.collector.weigh(found, &stated, (!seen.read).then_some(least));
    }

    fn clauses_of(&self, sections: &[Section], mode: Mode, found: &mut Vec<Told>) {
        for section in sections {
            // What details of duties say explains these.
            let tasks = section.role.is_some_and(|role| role.holds_tasks() && role != SectionRole::Details);
            let open = tasks || mode.open && may_tell(section.role);
            let (clauses, around) = if open {
                (self.clauses_below(section), around(section))
            } else {
                (self.announced_below(section), Some(Clue::InDuties))
            };
            if !clauses.is_empty() {
                let name = normal_title(section.name(self.collector.document));
                let context = self.context(section, &name, &Context::default());
                let (place, alone) = (self.place(section), !open || !mode.told);
                found.push(Told { context, place, clauses, around, tasks: tasks || !open, alone });
            }
            if self.asked && !mode.told && !tasks && may_tell(section.role) {
                self.answers_in(section, found);
            }
            self.clauses_of(&section.children, mode, found);
        }
    }

    /// The clauses of the paragraphs of a section, each for itself: what several answer, of whom one wrote a list.
    fn answers_in(&self, section: &Section, found: &mut Vec<Told>) {
        let blocks = &self.collector.document.blocks;
        let name = normal_title(section.name(self.collector.document));
        let context = self.context(section, &name, &Context::default());
        for at in self.told_in(section) {
            let mut clauses = Vec::new();
            self.collector.clauses_in(at, 0..blocks[at].text.len(), &mut clauses);
            let (place, context) = (blocks[at].span, context.clone());
            found.push(Told { context, place, clauses, around: None, tasks: false, alone: true });
        }
    }

    /// Where a section stands, without the sections in it.
    fn place(&self, section: &Section) -> Span {
        let blocks = &self.collector.document.blocks;
        let first = section.rest.as_ref().map_or(section.body.start, |rest| rest.block);
        let last = section.body.clone().next_back().unwrap_or(first);
        match (blocks.get(first), blocks.get(last)) {
            (Some(first), Some(last)) => Span::new(first.span.start, last.span.end),
            _ => Span::new(0, 0),
        }
    }

    /// The clauses of paragraphs that the line above them announces as somebody's work.
    fn announced_below(&self, section: &Section) -> Vec<Clause> {
        let blocks = &self.collector.document.blocks;
        let mut out = Vec::new();
        let text = |at: usize| blocks[at].text.as_str();
        let lines: Vec<usize> = section.body.clone().filter(|&at| blocks[at].is_prose()).collect();
        for pair in lines.windows(2) {
            if is_told(&blocks[pair[1]]) && announces_work(text(pair[0]), self.collector.lexicons) {
                self.collector.clauses_in(pair[1], 0..text(pair[1]).len(), &mut out);
            }
        }
        out
    }

    /// The clauses of a section's own paragraphs.
    fn clauses_below(&self, section: &Section) -> Vec<Clause> {
        let mut out = Vec::new();
        if let Some(rest) = &section.rest {
            self.collector.clauses_in(rest.block, rest.range.clone(), &mut out);
        }
        let blocks = &self.collector.document.blocks;
        for at in self.told_in(section) {
            self.collector.clauses_in(at, 0..blocks[at].text.len(), &mut out);
        }
        out
    }

    /// A section's own paragraphs.
    fn told_in(&self, section: &Section) -> impl Iterator<Item = usize> {
        let blocks = &self.collector.document.blocks;
        section.body.clone().filter(|&at| is_told(&blocks[at]) && !in_flat(self.flat, at))
    }
}

/// What a section says of all its clauses.
fn around(section: &Section) -> Option<Clue> {
    match section.role? {
        SectionRole::Duties if section.named_role == Some(SectionRole::Duties) => Some(Clue::InNamed),
        SectionRole::Schedule => None,
        role => role.holds_tasks().then_some(Clue::InDuties),
    }
}

/// True for running text; a line all in brackets is an editor's note.
fn is_told(block: &Block) -> bool {
    let text = block.text.as_str();
    let note = text.starts_with(['（', '(']) && text.ends_with(['）', ')']);
    matches!(block.kind, BlockKind::Paragraph | BlockKind::Quote) && !note
}

/// True for a line that announces what somebody does at work (`店长每天做的是这些：`).
fn announces_work(text: &str, lexicons: &Lexicons) -> bool {
    let Some(line) = text.trim_end().strip_suffix(['：', ':']) else { return false };
    let last = line.rsplit(['。', '！', '？']).next().unwrap_or(line);
    lexicons.cues.find(Cue::Work, last).is_some() && lexicons.roles.last_end(last).is_some()
}

/// True for sections that may tell duties though they are not named after them.
fn may_tell(role: Option<SectionRole>) -> bool {
    role.is_none_or(|role| {
        matches!(
            role,
            SectionRole::Role
                | SectionRole::Overview
                | SectionRole::Company
                | SectionRole::Contact
                | SectionRole::Requirements
                | SectionRole::Skills
                | SectionRole::Experience
        )
    })
}

impl<'a> Collector<'a> {
    /// Gives up what was read from sentences whose clauses all are none, and takes those that are duties where more is
    /// to be found: those outside sections of duties if there are so many.
    fn weigh(&mut self, found: Vec<Told>, stated: &Stated, more: Option<usize>) {
        let clues = &self.lexicons.clues;
        // Whether a clause speaks for what was read from sentences, of which there is any.
        let mut vouched: Vec<Option<bool>> = vec![None; self.mentions.len()];
        let mut added: Vec<(Context, Vec<Deed>, bool)> = Vec::new();
        for Told { context, place, clauses, around, tasks, alone } in found {
            let least = if tasks { clues.least_in_duties() } else { clues.least() };
            let mut free: Vec<&Clause> = Vec::new();
            let mut told = false;
            for clause in &clauses {
                let Some(span) = self.text(clause.block, clause.whole.clone()).source_span() else {
                    continue;
                };
                let mut over = stated.over(span).peekable();
                if over.peek().is_none() {
                    free.push(clause);
                    continue;
                }
                told = true;
                let mut speaks = None;
                for part in over {
                    if let Part::Told(at) = part
                        && vouched[at] != Some(true)
                    {
                        let speaks =
                            *speaks.get_or_insert_with(|| self.weighed(clause, around).score >= least);
                        vouched[at] = Some(speaks);
                    }
                }
            }
            // What stands beside the attributes of a duty says what that is.
            let explains = || stated.over(place).any(|part| part == Part::Value);
            if more.is_none() || alone && (told || explains()) {
                continue;
            }
            let hit = stated.holds(place);
            let mut deeds: Vec<Weighed<'_>> = Vec::new();
            for weighed in free.into_iter().map(|clause| self.weighed(clause, around)) {
                let beside = deeds.last().is_some_and(|last| weighed.clause.follows(last.clause));
                let least = if beside { -clues.beside() } else { 0 };
                deeds.extend((weighed.score >= least).then_some(weighed));
            }
            // What stands beside a list in its section mostly explains it.
            let least = if alone && hit { clues.certain() } else { clues.sure() };
            let sure = |weighed: &Weighed<'_>| weighed.score >= least;
            if !alone || deeds.iter().filter(|weighed| sure(weighed)).count() >= MIN_SURE {
                if tasks && hit {
                    deeds.retain(sure);
                }
                let joined = self.joined(&deeds);
                added.push((context, joined, tasks));
            }
        }
        self.give_up(|at| vouched[at] == Some(false));
        let others: usize = added.iter().filter(|(.., tasks)| !tasks).map(|(_, deeds, _)| deeds.len()).sum();
        let enough = more.is_none_or(|least| others >= least);
        for (context, deeds, _) in added.into_iter().filter(|(.., tasks)| *tasks || enough) {
            let leaves: Vec<Leaf<'a>> = deeds
                .into_iter()
                .map(|(block, range)| {
                    let mut leaf = self.leaf(self.text(block, range), MentionKind::Sentence);
                    leaf.judgement.look = leaf.judgement.look.max(Look::Action);
                    leaf.judgement.against = None;
                    leaf.judgement.quality = None;
                    leaf
                })
                .collect();
            self.take_leaves(leaves, &context, SectionRole::Schedule);
        }
    }

    /// Where duties and what belongs to them stand.
    fn stated(&self) -> Stated {
        let mut places: Vec<(Span, Part)> = Vec::new();
        for (at, mention) in self.mentions.iter().enumerate() {
            let told = mention.kind == MentionKind::Sentence;
            places.push((mention.span, if told { Part::Told(at) } else { Part::Listed }));
            let others = mention.also_at.iter().map(|at| Span::new(at.byte_start, at.byte_end));
            places.extend(others.map(|place| (place, Part::Listed)));
            places.extend(mention.attributes.values().map(|value| (value.span, Part::Value)));
        }
        places.sort_unstable_by_key(|(span, _)| (span.start, span.end));
        let mut reach = 0;
        let reach = |(span, _): &(Span, Part)| {
            reach = span.end.max(reach);
            reach
        };
        Stated { reach: places.iter().map(reach).collect(), places }
    }

    /// The deeds of clauses that follow each other, the short ones with their neighbours.
    fn joined(&self, deeds: &[Weighed<'_>]) -> Vec<Deed> {
        let mut out: Vec<Deed> = Vec::new();
        let mut last: Option<&Clause> = None;
        for &Weighed { clause, deed, acts, .. } in deeds {
            let text = &self.document.blocks[clause.block].text.as_str();
            let length = |range: Range<usize>| text[range].chars().count();
            let range = deed..clause.whole.end;
            let next = |last: &&Clause| clause.follows(last);
            let behind = last.filter(next).and_then(|_| out.last_mut());
            let near = |before: &Range<usize>| {
                let (a, b) = (length(before.clone()), length(range.clone()));
                (a.min(b) < MIN_APART || !acts && a.max(b) < BRIEF) && a + b <= MAX_JOINED
            };
            last = Some(clause);
            match behind.filter(|(_, before)| near(before)) {
                Some((_, before)) => before.end = range.end,
                None => out.push((clause.block, range)),
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_that_overlap_are_found_in_longer_ones() {
        use Part::{Listed, Told, Value};
        let places = [(0, 40, Listed), (2, 5, Told(0)), (8, 9, Value), (50, 60, Told(1))];
        let places = places.map(|(start, end, part)| (Span::new(start, end), part)).to_vec();
        let stated = Stated { reach: vec![40, 40, 40, 60], places };
        let over = |start, end| -> Vec<Part> { stated.over(Span::new(start, end)).collect() };
        assert_eq!(over(3, 9), [Listed, Told(0), Value]);
        assert_eq!(over(20, 55), [Listed, Told(1)]);
        assert!(over(40, 50).is_empty() && over(60, 70).is_empty());
    }

    #[test]
    fn a_line_announces_the_work_of_a_role() {
        let lexicons = Lexicons::embedded();
        assert!(announces_work("我们问过二十家店。一位咖啡店长每天做的是这些：", &lexicons));
        for text in ["咖啡店长每天做这些。", "每天要背的单词：", "联系店长："] {
            assert!(!announces_work(text, &lexicons), "{text}");
        }
    }
}
