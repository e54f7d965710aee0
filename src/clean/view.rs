//! What the phenomena see of a document while it is cleaned.

use std::cell::OnceCell;
use std::ops::Range;

use super::line::{Form, Line};
use super::{CorpusFacts, Options};
use crate::document::{Block, BlockKind, Document, LineIndex, Marker, RemovalKind};
use crate::lexicon::noise::{Glyphs, NoiseRules, Rule, Shape};
use crate::source::Format;

/// Longest numbered item that is no part of a legal notice, by the weight of its line.
const MAX_ITEM: f32 = 50.0;

/// Longest quotation of the text in a reason, in characters.
const QUOTED: usize = 24;

/// What phenomena look for round by round, and what a line is on its own account: found in the first round, it is
/// only left out of the later ones.
#[derive(Clone, Copy, Debug)]
pub(super) enum Once {
    /// Bare numbers.
    Counts,
    /// What may stand in a list of contents.
    Entries,
    /// Headings.
    Headings,
    /// Nothing but links.
    Links,
    /// What may bear the number of a page.
    Numbers,
    /// What other lines say as well.
    Repeated,
}

/// For each of these, the indexes of its blocks, once they have been looked for.
pub(super) type Found = [OnceCell<Vec<usize>>; 6];

/// Where sections end: the position of each heading with the end of what it opens, and the end of all.
pub(super) struct Sections(Vec<(usize, usize)>, usize);

impl Sections {
    /// [`View::section_end`] of the position `at`.
    pub(super) fn end(&self, at: usize) -> usize {
        match self.0.get(self.0.partition_point(|&(heading, _)| heading < at)) {
            Some(&(heading, end)) if heading == at => end,
            Some(&(heading, _)) => heading,
            None => self.1,
        }
    }
}

/// A finding: blocks that a rule takes out.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    /// Positions in [`View::live`].
    pub(super) lines: Range<usize>,
    /// Index of the rule.
    pub(super) rule: usize,
    /// Why.
    pub(super) reason: String,
}

/// What a phenomenon sees: the blocks that are still there, measured, and what has gone so far.
pub(super) struct View<'a> {
    pub(super) document: &'a Document,
    pub(super) rules: &'a NoiseRules,
    pub(super) facts: &'a CorpusFacts,
    pub(super) index: &'a OnceCell<LineIndex>,
    pub(super) options: &'a Options,
    pub(super) lines: &'a [Line],
    /// Of each block, the rules that match it.
    pub(super) hits: &'a [Vec<u16>],
    /// If only some rules have been tried on the lines: whether each was.
    pub(super) tried: Option<&'a [bool]>,
    /// Indexes of the blocks that nobody has claimed, in order.
    pub(super) live: &'a [usize],
    /// For each block, the kind of noise it was claimed as.
    pub(super) gone: &'a [Option<RemovalKind>],
    /// It is Markdown that shows the furniture of a site.
    pub(super) saved: bool,
    /// Blocks that tables of contents say are text.
    pub(super) contents: &'a [Range<usize>],
    /// Indexes of the blocks that each rule matches, claimed or not.
    pub(super) by_rule: &'a [Vec<usize>],
    /// What phenomena have found of the blocks in an earlier round.
    pub(super) found: &'a Found,
    /// Weight of the running text before each position, and before the end; summed when first asked.
    pub(super) before: &'a OnceCell<Vec<f32>>,
}

impl<'a> View<'a> {
    /// Number of live blocks. Positions below count from 0 in them.
    pub(super) fn len(&self) -> usize {
        self.live.len()
    }

    pub(super) fn block(&self, at: usize) -> &'a Block {
        &self.document.blocks[self.live[at]]
    }

    pub(super) fn line(&self, at: usize) -> &'a Line {
        &self.lines[self.live[at]]
    }

    /// Every block of the document, claimed or not, with its measures.
    pub(super) fn measured(&self) -> impl Iterator<Item = (&'a Block, &'a Line)> {
        self.document.blocks.iter().zip(self.lines)
    }

    pub(super) fn text(&self, at: usize) -> &'a str {
        self.block(at).text.as_trimmed()
    }

    /// The rule with this code and its index, unless the lexicon or the options leave it out.
    pub(super) fn rule(&self, code: &str) -> Option<(usize, &'a Rule)> {
        let at = self.rules.index(code)?;
        self.applies(at).then(|| (at, &self.rules.rules()[at]))
    }

    /// False for rules that the options leave out, by code or by kind.
    pub(super) fn applies(&self, rule: usize) -> bool {
        self.options.apply(&self.rules.rules()[rule])
    }

    /// Positions whose text matches a pattern of the rule, which is none on demand.
    pub(super) fn hits(&self, code: &str) -> Vec<usize> {
        self.rule(code).map_or_else(Vec::new, |(rule, _)| self.hits_of(rule).collect())
    }

    /// The same for the rule at this index.
    pub(super) fn hits_of(&self, rule: usize) -> impl Iterator<Item = usize> {
        self.live_of(self.by_rule.get(rule).map_or(&[], Vec::as_slice))
    }

    /// The positions of `what`, which `look` finds when they are first asked for.
    pub(super) fn once(&self, what: Once, look: impl FnOnce() -> Vec<usize>) -> impl Iterator<Item = usize> {
        let blocks = || look().into_iter().map(|at| self.live[at]).collect();
        self.live_of(self.found[what as usize].get_or_init(blocks))
    }

    /// The positions of those of `blocks`, which are sorted, that nobody has claimed.
    fn live_of(&self, blocks: &'a [usize]) -> impl Iterator<Item = usize> {
        let live = self.live;
        let (mut from, mut last) = (0, 0);
        blocks.iter().filter_map(move |&block| {
            // No more positions further than blocks.
            let to = live.len().min(from + block - last + 1);
            let found = live[from..to].binary_search(&block);
            from += found.unwrap_or_else(|before| before);
            last = block;
            found.is_ok().then_some(from)
        })
    }

    /// Positions of the headings.
    pub(super) fn headings(&self) -> impl Iterator<Item = usize> {
        self.once(Once::Headings, || (0..self.len()).filter(|&at| self.heading(at).is_some()).collect())
    }

    /// Positions of the lines that hold nothing but a number of few digits.
    pub(super) fn counts(&self) -> impl Iterator<Item = usize> {
        let is_number = |&at: &usize| {
            let line = self.line(at);
            (1..=6).contains(&line.chars) && line.glyphs.all() == Glyphs::DIGITS
        };
        self.once(Once::Counts, move || (0..self.len()).filter(is_number).collect())
    }

    /// The rules that match the text at `at`, those on demand aside.
    fn rules_of(&self, at: usize) -> &'a [u16] {
        &self.hits[self.live[at]]
    }

    /// What the block at `at` is.
    pub(super) fn form(&self, at: usize) -> Form {
        self.line(at).form
    }

    /// The lines of the source, counted when first asked.
    pub(super) fn index(&self) -> &'a LineIndex {
        self.index.get_or_init(|| LineIndex::new(&self.document.text))
    }

    /// True if the text at `at` matches a pattern of the rule.
    pub(super) fn hit(&self, at: usize, rule: usize) -> bool {
        if self.rules.rules()[rule].on_demand {
            let line = self.line(at);
            return line.form != Form::Code && self.rules.matches(rule, self.text(at), line.chars);
        }
        debug_assert!(self.tried.is_none_or(|tried| tried[rule]), "rule {rule} has not been tried");
        self.rules_of(at).iter().any(|&hit| usize::from(hit) == rule)
    }

    /// True if a rule for single lines or for the first line of a stretch matches at `at`.
    pub(super) fn is_furniture(&self, at: usize) -> bool {
        let all;
        let hits = if self.tried.is_some() {
            all = self.rules.matching(self.text(at), self.line(at).chars);
            &all[..]
        } else {
            self.rules_of(at)
        };
        hits.iter().any(|&hit| {
            let rule = &self.rules.rules()[usize::from(hit)];
            matches!(rule.shape, Shape::Line | Shape::Opener) && self.options.apply(rule)
        })
    }

    /// True if the text at `at` is nothing but links, as far as its format can say.
    pub(super) fn link_only(&self, at: usize) -> bool {
        self.line(at).linked >= 0.9
    }

    /// Weight of the running text in `lines`.
    pub(super) fn said(&self, lines: Range<usize>) -> f32 {
        if lines.start == 0 {
            return self.before()[lines.end];
        }
        lines.map(|at| self.line(at)).filter(|line| line.is_prose()).map(|line| line.weight).sum()
    }

    fn before(&self) -> &[f32] {
        self.before.get_or_init(|| {
            let mut sum = 0.0;
            let all = self.live.iter().map(|&block| {
                sum += prose_weight(&self.lines[block]);
                sum
            });
            std::iter::once(0.0).chain(all).collect()
        })
    }

    /// The hash of the text at `at` as a title: without number, bullet, the page behind it and the button
    /// that edits it. `None` if nothing is left.
    pub(super) fn name(&self, at: usize) -> Option<u64> {
        self.line(at).name(|| self.text(at))
    }

    pub(super) fn heading(&self, at: usize) -> Option<u8> {
        Some(self.line(at).heading).filter(|&level| level > 0)
    }

    /// End of the section that the heading or label at `at` opens: the next heading of the same
    /// or a higher level, any heading for a label, or the end.
    pub(super) fn section_end(&self, at: usize) -> usize {
        let level = self.heading(at).unwrap_or(6);
        (at + 1..self.len())
            .find(|&next| self.heading(next).is_some_and(|other| other <= level))
            .unwrap_or(self.len())
    }

    /// [`section_end`](Self::section_end) of any position.
    pub(super) fn sections(&self) -> Sections {
        // The next heading of each level or a higher one.
        let mut next = [self.len(); 7];
        let mut sections: Vec<(usize, usize)> = self.headings().map(|at| (at, 0)).collect();
        for (at, end) in sections.iter_mut().rev() {
            let level = usize::from(self.line(*at).heading.min(6));
            *end = next[level];
            next[level..].fill(*at);
        }
        Sections(sections, self.len())
    }

    /// True for saved and pasted pages, which bring the site's furniture along.
    pub(super) fn is_page(&self) -> bool {
        self.saved || self.document.format != Format::Markdown
    }

    /// True if running text is nearly absent from position `from` on: at most `max_prose` blocks
    /// of `prose_chars` and more, and these few among the rest.
    pub(super) fn only_scraps(&self, from: usize, prose_chars: f32, max_prose: usize) -> bool {
        let prose = (from..self.len())
            .filter(|&at| {
                let line = self.line(at);
                line.weight >= prose_chars && line.stops > 0
            })
            .take(max_prose + 1)
            .count();
        prose <= max_prose && prose * 4 <= self.len().saturating_sub(from)
    }

    /// The short numbered items from `from` on that are sentences or parts of one and have such a neighbour:
    /// the text itself, which headlines and menus are not; those of legal notices are longer.
    pub(super) fn numbered_sentences(&self, from: usize) -> impl Iterator<Item = usize> {
        let item = |at: usize| {
            matches!(self.block(at).kind, BlockKind::ListItem(Marker::Number(_)))
                && self.text(at).trim_end().ends_with(['；', ';', '。'])
                && self.line(at).weight <= MAX_ITEM
        };
        let beside = move |at: usize| at > from && item(at - 1) || at + 1 < self.len() && item(at + 1);
        (from..self.len()).filter(move |&at| item(at) && beside(at))
    }

    /// True if the lines from `from` on say little against those before: teasers do, posts do not.
    pub(super) fn says_little(&self, from: usize) -> bool {
        let said = |lines: Range<usize>| -> f32 { lines.map(|at| prose_weight(self.line(at))).sum() };
        said(from..self.len()) * 3.0 <= said(0..from)
    }

    /// The first position after a block that was claimed as one of `kinds`, looking only at
    /// claims behind at least half of the running text.
    pub(super) fn after_end(&self, kinds: &[RemovalKind]) -> Option<usize> {
        let before = self.before();
        let total = before[self.len()];
        let gone = self.gone.iter().enumerate().filter_map(|(at, gone)| Some((at, (*gone)?)));
        gone.enumerate().find_map(|(nth, (at, kind))| {
            // As many of those before it have gone.
            let position = at - nth;
            let seen = before[position];
            let late = kinds.contains(&kind) && seen * 2.0 >= total && seen > 0.0;
            // A byline stands above a text as often as below one.
            let opens =
                || kind == RemovalKind::AuthorCard && position < self.len() && self.line(position).is_prose();
            (late && !opens()).then_some(position)
        })
    }

    /// True if the block right before or after the one at `at` was claimed as `kind`.
    pub(super) fn beside(&self, at: usize, kind: RemovalKind) -> bool {
        let block = self.live[at];
        let is = |other: Option<usize>| {
            other.and_then(|at| self.gone.get(at)).is_some_and(|gone| *gone == Some(kind))
        };
        is(block.checked_sub(1)) || is(Some(block + 1))
    }

    /// True if a block next to or between the live positions `lines` was claimed as one of
    /// `kinds`; beyond the first or last live position up to the edge of the document.
    pub(super) fn gone_within(&self, lines: Range<usize>, kinds: &[RemovalKind]) -> bool {
        let from = if lines.start == 0 { 0 } else { self.live[lines.start - 1] };
        let to = self.live.get(lines.end).copied().unwrap_or(self.gone.len());
        self.gone[from..to].iter().flatten().any(|kind| kinds.contains(kind))
    }

    /// A claim on `lines` by the rule at `rule`; `values` fill its reason.
    pub(super) fn claim(&self, lines: Range<usize>, rule: usize, values: &[(&str, &str)]) -> Claim {
        let quoted = quote(self.text(lines.start));
        let count = lines.len().to_string();
        let mut all = vec![];
        all.extend_from_slice(values);
        all.extend([("text", quoted.as_str()), ("heading", quoted.as_str()), ("count", count.as_str())]);
        Claim { reason: self.rules.rules()[rule].reason_with(&all), lines, rule }
    }
}

fn prose_weight(line: &Line) -> f32 {
    if line.is_prose() { line.weight } else { 0.0 }
}

/// The beginning of `text`, short enough for a reason.
pub(super) fn quote(text: &str) -> String {
    let text = text.trim();
    match text.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}…", &text[..end]).replace(['\n', '\t'], " "),
        None => text.replace(['\n', '\t'], " "),
    }
}
