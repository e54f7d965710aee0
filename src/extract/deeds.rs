//! Deeds that follow one another in a sentence.

use std::ops::Range;

use super::collect::Collector;
use super::narrate::over;
use super::prose::NAMED_FIRST;
use super::wording::cut;
use crate::lexicon::cues::Cue;
use crate::lexicon::particles::Particle;
use crate::mention::Look;

/// Fewest characters of a clause that is a deed of its own.
const MIN_CLAUSE: usize = 4;

impl<'a> Collector<'a> {
    /// The deeds of a sentence in a section of duties that names nobody: it is one, or it goes on with
    /// several of the role holder, named in front.
    pub(super) fn goes_on(&self, sentence: &'a str, holders: bool) -> Vec<Range<usize>> {
        if !holders || over(sentence, &self.lexicons.particles) {
            return Vec::new();
        }
        let judged = self.judge(sentence);
        let stated = judged.is_duty() && judged.look == Look::Verb && judged.quality.is_none();
        if stated { self.deeds_of(sentence, judged.skipped) } else { self.deeds_in_a_row(sentence) }
    }

    /// The clauses of a sentence that are deeds, at least two.
    fn deeds_in_a_row(&self, sentence: &'a str) -> Vec<Range<usize>> {
        if self.lexicons.cues.opening(Cue::Question, sentence.trim_start()).is_some() {
            return Vec::new();
        }
        let clauses = cut(sentence, &['，', '；', ',', ';']);
        let mut out: Vec<Range<usize>> = Vec::new();
        for clause in &clauses {
            let text = &sentence[clause.clone()];
            let judged = self.judge(text);
            let opened = self.lexicons.cues.openings(&text[judged.skipped..]);
            let reader = opened.of(Cue::Learner).is_some() || opened.of(Cue::Operates).is_some();
            if judged.is_duty()
                && !over(text, &self.lexicons.particles)
                && !reader
                && text.chars().count() >= MIN_CLAUSE
            {
                out.push(clause.start + judged.skipped..clause.end);
            }
        }
        if out.len() >= 2 { out } else { Vec::new() }
    }

    /// The statement from `start` on, or its clauses if there are several and each is a deed.
    pub(super) fn deeds_of(&self, sentence: &'a str, start: usize) -> Vec<Range<usize>> {
        let whole = || std::iter::once(start..sentence.len()).collect();
        let mut out: Vec<Range<usize>> = Vec::new();
        for piece in cut(&sentence[start..], &['，', '；', ',']) {
            let text = &sentence[start + piece.start..start + piece.end];
            // What a deed is done for belongs to it.
            if let Some(last) = out.last_mut()
                && self.lexicons.particles.behind(Particle::Goal, text).is_some()
            {
                last.end = start + piece.end;
                continue;
            }
            let judged = self.judge(text);
            if !judged.is_duty() || text.chars().count() < MIN_CLAUSE {
                return whole();
            }
            out.push(start + piece.start + judged.skipped..start + piece.end);
        }
        if out.len() < NAMED_FIRST - 1 { whole() } else { out }
    }
}
