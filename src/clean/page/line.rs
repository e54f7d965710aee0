//! What one block of a page shows by itself: length, links, punctuation, cues.

use crate::document::{Block, BlockKind, MarkKind};
use crate::lexicon::page::{Cue, PageLexicon};

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
        let links: Vec<_> = block
            .marks
            .iter()
            .filter(|mark| mark.kind == MarkKind::Link)
            .filter_map(|mark| block.text.from_source_span(mark.inner))
            .collect();
        let mut next = 0;
        for (at, c) in text.char_indices() {
            while next < links.len() && links[next].end <= at {
                next += 1;
            }
            let in_link = links.get(next).is_some_and(|link| link.start <= at);
            let weight = match c {
                '，' | '。' | '；' | '！' | '？' | ';' | ',' | '!' | '?' | '：' => {
                    line.clauses += u32::from(!in_link && c != '：');
                    continue;
                }
                _ if c.is_ascii_alphanumeric() => weights.latin,
                _ if c.is_alphanumeric() => 1.0,
                _ => continue,
            };
            line.weight += weight;
            if in_link {
                line.linked += weight;
            }
        }
        line.is_image =
            !block.marks.is_empty() && block.marks.iter().all(|mark| mark.kind == MarkKind::Image);
        line.is_link = line.linked > line.weight * weights.link_share;
        line.cue =
            lexicon.cue(text).filter(|cue| *cue == Cue::Disclaimer || line.weight <= weights.cue_length);
        line.has_date = line.clauses == 0 && has_date(text);
        line.score = line.evidence(block, lexicon);
        line
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
        // Structure says that these are there for something.
        let structured =
            matches!(block.kind, BlockKind::Heading(_) | BlockKind::ListItem(_) | BlockKind::TableRow { .. });
        if structured { 0.0 } else { -weights.label_line }
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
        if !"-/.年月日 ".contains(c) {
            year = false;
        }
    }
    year && numbers == 2 && (1..=2).contains(&digits)
}
