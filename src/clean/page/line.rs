//! What one block of a page shows by itself: length, links, punctuation, cues.

use rustc_hash::FxHashSet;

use super::elements::home_of;
use crate::document::{Block, BlockKind, Document, MarkKind, Run, Span};
use crate::lexicon::page::{Cue, PageLexicon, Weights};

/// How many characters of a long line are looked at for a cue.
const OPENING: usize = 12;
/// From how many facts on in a row they are a text's own.
const FACTS: usize = 3;
/// Least digits of a date.
const DATE: usize = 6;
/// How many short lines make a rhythm.
const RHYTHM: usize = 4;

/// The facts of one block.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Line {
    /// Length in Han characters; a Latin letter or digit counts less.
    pub(super) weight: f32,
    /// The part of `weight` in links.
    pub(super) linked: f32,
    /// Clause and sentence marks outside links.
    pub(super) clauses: u32,
    /// What the text says it is.
    pub(super) cue: Option<Cue>,
    /// It holds a date and no clause.
    pub(super) has_date: bool,
    /// All its text is in links.
    pub(super) is_link: bool,
    /// It is the alternative text of images.
    pub(super) is_image: bool,
    /// An earlier block has the same text.
    pub(super) is_repeated: bool,
    /// Evidence for content (above 0) or against it (below).
    pub(super) score: f32,
}

impl Line {
    /// Looks at `block`.
    pub(super) fn new(block: &Block, lexicon: &PageLexicon) -> Self {
        let mut line = Self::default();
        if matches!(block.kind, BlockKind::Markup | BlockKind::Rule | BlockKind::FrontMatter) {
            return line;
        }
        let text = block.text.as_str();
        let weights = &lexicon.weights;
        let mut links = Links::new(block);
        let mut digits = 0;
        for (at, c) in text.char_indices() {
            let in_link = links.cover(at);
            let weight = match c {
                '\u{4e00}'..='\u{9fff}' => 1.0,
                '，' | '。' | '；' | '！' | '？' | ';' | ',' | '!' | '?' | '：' => {
                    line.clauses += u32::from(!in_link && c != '：');
                    continue;
                }
                _ if c.is_ascii_alphanumeric() => {
                    digits += usize::from(c.is_ascii_digit());
                    weights.latin
                }
                _ if c.is_alphanumeric() => 1.0,
                _ => continue,
            };
            line.weight += weight;
            if in_link {
                line.linked += weight;
            }
        }
        if !line.is_link_text() && (text.ends_with('.') || text.contains(". ")) {
            line.clauses += 1;
        }
        line.is_image =
            !block.marks.is_empty() && block.marks.iter().all(|mark| mark.kind == MarkKind::Image);
        line.is_link = line.linked > line.weight * weights.link_share;
        line.cue = line.cue_of(block, lexicon);
        line.has_date = line.clauses == 0 && digits >= DATE && has_date(text);
        line.score = line.evidence(block, lexicon);
        line
    }

    /// True if all text is in links.
    fn is_link_text(&self) -> bool {
        self.linked >= self.weight
    }

    /// What the text says it is. Longer lines say more than their cue, unless it is their first word.
    fn cue_of(&self, block: &Block, lexicon: &PageLexicon) -> Option<Cue> {
        let text = block.text.as_str();
        if self.weight > lexicon.weights.cue_length {
            let end = text.char_indices().nth(OPENING).map_or(text.len(), |(at, _)| at);
            return lexicon.cue(&text[..end]).filter(|cue| *cue == Cue::Disclaimer);
        }
        // Tables of facts about a document hold its date and source as well, and a sentence may begin
        // with the place and the name that a byline has.
        let tabled = matches!(block.kind, BlockKind::TableRow { .. });
        let told = self.clauses > 1 && self.weight >= lexicon.weights.sentence && text.ends_with('。');
        let names =
            |cue| matches!(cue, Cue::Byline) && (tabled || told) || matches!(cue, Cue::Related) && told;
        lexicon.cue(text).filter(|cue| !names(*cue))
    }

    fn evidence(&self, block: &Block, lexicon: &PageLexicon) -> f32 {
        let weights = &lexicon.weights;
        let plain = self.weight - self.linked;
        if self.weight == 0.0 || self.is_image {
            return 0.0;
        }
        if self.cue.is_some() {
            return -weights.cue;
        }
        if self.is_link {
            return -(weights.link_line + self.weight.min(weights.link_limit) * weights.link_character);
        }
        if block.kind == BlockKind::Code {
            return plain * weights.unpunctuated;
        }
        if self.clauses > 0 {
            return plain + self.clauses as f32 * weights.clause;
        }
        if plain >= weights.sentence {
            return plain * weights.unpunctuated;
        }
        match block.kind {
            // Structure says that these are there for something.
            BlockKind::ListItem(_) | BlockKind::TableRow { .. } => plain * weights.structured,
            BlockKind::Heading(_) => 0.0,
            _ => -weights.label_line,
        }
    }
}

/// Which characters of a block are in links, asked in order: marks and runs are both sorted by
/// source, so that one pass over a long line is enough.
struct Links<'a> {
    runs: &'a [Run],
    inner: Vec<Span>,
    run: usize,
    next: usize,
}

impl<'a> Links<'a> {
    fn new(block: &'a Block) -> Self {
        let links = block.marks.iter().filter(|mark| mark.kind == MarkKind::Link);
        Self { runs: block.text.runs(), inner: links.map(|mark| mark.inner).collect(), run: 0, next: 0 }
    }

    /// True if the character at byte `at` of the text is in a link.
    fn cover(&mut self, at: usize) -> bool {
        if self.next >= self.inner.len() {
            return false;
        }
        while self.runs.get(self.run + 1).is_some_and(|run| run.start <= at) {
            self.run += 1;
        }
        let Some(run) = self.runs.get(self.run) else { return false };
        let place = run.source.start + if run.verbatim { at - run.start } else { 0 };
        while self.inner.get(self.next).is_some_and(|inner| inner.end <= place) {
            self.next += 1;
        }
        self.inner.get(self.next).is_some_and(|inner| inner.start <= place)
    }
}

/// Short lines in a row in one element (facts, verses) are content rather than labels: takes the
/// evidence against them back.
pub(super) fn mark_rhythm(document: &Document, lines: &mut [Line], weights: &Weights) {
    let mut start = 0;
    let mut home = None;
    for at in 0..=lines.len() {
        let short = lines.get(at).is_some_and(|line| line.score == -weights.label_line);
        let here = short.then(|| home_of(document, document.blocks[at].container));
        if here.is_some() && here == home {
            continue;
        }
        if at - start >= RHYTHM {
            for line in &mut lines[start..at] {
                if line.score < 0.0 {
                    line.score = line.weight * weights.rhythm;
                }
            }
        }
        (start, home) = (at, here);
    }
}

/// True for `地点：二楼`: a short name, a colon and a value.
fn is_fact(block: &Block) -> bool {
    let text = block.text.as_str().trim();
    let colon = text.chars().take(7).position(|c| matches!(c, '：' | ':'));
    let value = |at: usize| text.chars().nth(at + 1).is_some();
    colon.is_some_and(|at| at > 0 && text.chars().take(at).all(char::is_alphanumeric) && value(at))
}

/// Takes the cues of bylines from facts that stand among others: an event has a time and a place, too.
pub(super) fn mark_facts(document: &Document, lines: &mut [Line], weights: &Weights) {
    let mut start = 0;
    let mut home = None;
    for at in 0..=lines.len() {
        let block = document.blocks.get(at).filter(|block| is_fact(block));
        let here = block.map(|block| home_of(document, block.container));
        if here.is_some() && here == home {
            continue;
        }
        let cues = lines[start..at].iter().filter(|line| line.cue.is_some()).count();
        if at - start >= FACTS && home.is_some() && cues * 4 <= at - start {
            for line in lines[start..at].iter_mut().filter(|line| line.cue == Some(Cue::Byline)) {
                line.cue = None;
                line.score = -weights.label_line;
            }
        }
        (start, home) = (at, here);
    }
}

/// Takes the evidence from sentences that have been said before outside of furniture: pages carry
/// their article twice, once for another kind of reader.
pub(super) fn mark_repeated<T>(
    document: &Document,
    lines: &mut [Line],
    furniture: &[Option<T>],
    sentence: f32,
) {
    let mut said: FxHashSet<&str> = FxHashSet::default();
    for (block, line) in document.blocks.iter().zip(lines) {
        if line.weight >= sentence
            && furniture[block.container].is_none()
            && !said.insert(block.text.as_str())
        {
            line.is_repeated = true;
            line.score = line.score.min(0.0);
        }
    }
}

/// True if `text` holds a year, a month and a day in digits.
fn has_date(text: &str) -> bool {
    let mut digits = 0;
    let mut numbers = 0;
    let mut year = false;
    for c in text.chars() {
        if c.is_ascii_digit() {
            digits += 1;
            continue;
        }
        if digits > 0 {
            match (digits, year) {
                (4, false) => (year, numbers) = (true, 1),
                (1 | 2, true) => numbers += 1,
                _ => year = false,
            }
            digits = 0;
            if year && numbers == 3 {
                return true;
            }
        }
        if !matches!(c, '-' | '/' | '.' | '年' | '月' | '日' | ' ') {
            year = false;
        }
    }
    year && numbers == 2 && (1..=2).contains(&digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_digits_of_year_month_and_day() {
        for text in ["2024-03-05 08:30", "2005年7月3日", "发布于 2019/1/2", "2020.01.20"] {
            assert!(has_date(text), "{text}");
        }
        for text in ["2024年", "电话 010-6307-0957", "第3章 第4节 第5条", "2005年，共3批12件"] {
            assert!(!has_date(text), "{text}");
        }
    }
}
