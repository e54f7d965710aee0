//! The books of one cleaning: which block is claimed by which rule, and what was cut inside blocks.

use std::ops::Range;

use super::line::Line;
use super::page::PageNoise;
use super::{Cleaned, CorpusFacts, Options};
use crate::document::{
    AlignedText, Block, BlockKind, Document, Edit, LineIndex, MarkKind, Removal, RemovalKind, Span,
};
use crate::lexicon::noise::{NoiseRules, Rule};
use crate::source::Format;

/// Longest quotation of the text in a reason, in characters.
const QUOTED: usize = 24;

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
    pub(super) index: &'a LineIndex,
    options: &'a Options,
    lines: &'a [Line],
    /// Indexes of the blocks that nobody has claimed, in order.
    live: Vec<usize>,
    /// For each block, the kind of noise it was claimed as.
    gone: Vec<Option<RemovalKind>>,
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
        self.block(at).text.as_str().trim()
    }

    /// The rule with this code and its index, unless the lexicon or the options leave it out.
    pub(super) fn rule(&self, code: &str) -> Option<(usize, &'a Rule)> {
        let at = self.rules.rules().iter().position(|rule| rule.code == code)?;
        self.applies(at).then(|| (at, &self.rules.rules()[at]))
    }

    /// False for rules that the options leave out, by code or by kind.
    pub(super) fn applies(&self, rule: usize) -> bool {
        self.options.apply(&self.rules.rules()[rule])
    }

    /// Positions whose text matches a pattern of the rule.
    pub(super) fn hits(&self, code: &str) -> Vec<usize> {
        let Some((rule, _)) = self.rule(code) else { return Vec::new() };
        (0..self.len()).filter(|&at| self.hit(at, rule)).collect()
    }

    pub(super) fn hit(&self, at: usize, rule: usize) -> bool {
        self.line(at).hits.iter().any(|&hit| usize::from(hit) == rule)
    }

    /// True if the text at `at` is nothing but links, as far as its format can say.
    pub(super) fn link_only(&self, at: usize) -> bool {
        self.line(at).linked >= 0.9
    }

    pub(super) fn heading(&self, at: usize) -> Option<u8> {
        match self.block(at).kind {
            BlockKind::Heading(level) => Some(level),
            _ => None,
        }
    }

    /// End of the section that the heading or label at `at` opens: the next heading of the same
    /// or a higher level, any heading for a label, or the end.
    pub(super) fn section_end(&self, at: usize) -> usize {
        let level = self.heading(at).unwrap_or(6);
        (at + 1..self.len())
            .find(|&next| self.heading(next).is_some_and(|other| other <= level))
            .unwrap_or(self.len())
    }

    /// True for saved and pasted pages, which bring the site's furniture along.
    pub(super) fn is_page(&self) -> bool {
        self.document.format != Format::Markdown
    }

    /// True if running text is nearly absent from position `from` on: at most `max_prose` blocks
    /// of `prose_chars` and more, and these few among the rest.
    pub(super) fn only_scraps(&self, from: usize, prose_chars: f32, max_prose: usize) -> bool {
        let prose = (from..self.len())
            .filter(|&at| {
                let line = self.line(at);
                line.weight >= prose_chars && line.stops > 0
            })
            .count();
        prose <= max_prose && prose * 4 <= self.len().saturating_sub(from)
    }

    /// The first position after a block that was claimed as one of `kinds`, looking only at
    /// claims behind at least half of the running text.
    pub(super) fn after_end(&self, kinds: &[RemovalKind]) -> Option<usize> {
        let total: f32 = self.live.iter().map(|&at| prose_weight(&self.lines[at])).sum();
        let mut seen = 0.0;
        let mut position = 0;
        for (at, gone) in self.gone.iter().enumerate() {
            match gone {
                None => {
                    seen += prose_weight(&self.lines[at]);
                    position += 1;
                }
                Some(kind) if kinds.contains(kind) && seen * 2.0 >= total && seen > 0.0 => {
                    return Some(position);
                }
                Some(_) => {}
            }
        }
        None
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

/// A claim that won: what its blocks are removed as.
#[derive(Clone, Debug)]
struct Entry {
    kind: RemovalKind,
    code: String,
    reason: String,
}

/// The state of one cleaning.
pub(super) struct Ledger<'a> {
    pub(super) document: Document,
    pub(super) rules: &'a NoiseRules,
    facts: &'a CorpusFacts,
    options: &'a Options,
    index: LineIndex,
    lines: Vec<Line>,
    /// Claim of each block, as an index into `claims`.
    taken: Vec<Option<usize>>,
    claims: Vec<Entry>,
    /// Removals inside a block, with the block's index.
    cuts: Vec<(usize, Removal)>,
}

impl<'a> Ledger<'a> {
    pub(super) fn new(
        document: Document,
        rules: &'a NoiseRules,
        facts: &'a CorpusFacts,
        options: &'a Options,
    ) -> Self {
        let taken = vec![None; document.blocks.len()];
        let index = LineIndex::new(&document.text);
        Self { document, rules, facts, options, index, lines: vec![], taken, claims: vec![], cuts: vec![] }
    }

    /// The rule with this code and its index, unless the options leave it or its kind out.
    pub(super) fn rule(&self, code: &str) -> Option<(usize, &'a Rule)> {
        let at = self.rules.rules().iter().position(|rule| rule.code == code)?;
        self.applies(at).then(|| (at, &self.rules.rules()[at]))
    }

    fn applies(&self, rule: usize) -> bool {
        self.options.apply(&self.rules.rules()[rule])
    }

    pub(super) fn is_free(&self, block: usize) -> bool {
        self.taken[block].is_none()
    }

    /// Measures every block, after the inline removals.
    pub(super) fn measure(&mut self) {
        self.lines = self.document.blocks.iter().map(|block| Line::of(block, self.rules)).collect();
    }

    pub(super) fn view(&self) -> View<'_> {
        let kind = |claim: usize| self.claims[claim].kind;
        View {
            document: &self.document,
            rules: self.rules,
            facts: self.facts,
            index: &self.index,
            options: self.options,
            lines: &self.lines,
            live: (0..self.taken.len()).filter(|&at| self.taken[at].is_none()).collect(),
            gone: self.taken.iter().map(|taken| taken.map(kind)).collect(),
        }
    }

    /// Number of blocks claimed so far.
    pub(super) fn claimed(&self) -> usize {
        self.taken.iter().filter(|taken| taken.is_some()).count()
    }

    /// Enters claims made on the current view. A block that is already claimed stays with its
    /// first claim; rules and kinds that the options leave out claim nothing.
    pub(super) fn apply(&mut self, claims: Vec<Claim>) {
        if claims.is_empty() {
            return;
        }
        let live: Vec<usize> = (0..self.taken.len()).filter(|&at| self.taken[at].is_none()).collect();
        for claim in claims {
            if !self.applies(claim.rule) {
                continue;
            }
            self.enter(claim.rule, claim.reason);
            for &block in &live[claim.lines] {
                self.taken[block].get_or_insert(self.claims.len() - 1);
            }
        }
    }

    fn enter(&mut self, rule: usize, reason: String) {
        let rule = &self.rules.rules()[rule];
        self.claims.push(Entry { kind: rule.kind, code: rule.code.clone(), reason });
    }

    /// Claims what page selection found, unless the options keep its kind or leave its rule out.
    pub(super) fn take_page(&mut self, noise: Vec<PageNoise>) {
        for (blocks, kind, code, reason) in noise {
            if self.options.keep.contains(&kind) || self.options.without_rules.iter().any(|rule| rule == code)
            {
                continue;
            }
            self.claims.push(Entry { kind, code: code.to_owned(), reason });
            for taken in &mut self.taken[blocks] {
                taken.get_or_insert(self.claims.len() - 1);
            }
        }
    }

    /// Claims one block by its index.
    pub(super) fn take(&mut self, block: usize, rule: usize, reason: String) {
        if self.taken[block].is_none() {
            self.enter(rule, reason);
            self.taken[block] = Some(self.claims.len() - 1);
        }
    }

    /// Records that `span`, inside the block and outside its runs, goes.
    pub(super) fn cut_span(&mut self, block: usize, span: Span, rule: usize, reason: String) {
        let rule = &self.rules.rules()[rule];
        self.cuts.push((block, Removal { span, kind: rule.kind, rule: rule.code.clone(), reason }));
    }

    /// Cuts `ranges` (sorted, disjoint) out of the text of a block. A block without letters left
    /// is claimed as a whole.
    pub(super) fn cut_text(
        &mut self,
        block: usize,
        ranges: Vec<Range<usize>>,
        rule: usize,
        values: &[(&str, &str)],
    ) {
        let text = self.document.blocks[block].text.clone();
        let mut edits = Vec::with_capacity(ranges.len());
        let mut first_reason = None;
        for range in ranges {
            let Some(span) = text.to_source(range.clone()) else { continue };
            let quoted = quote(&text.as_str()[range.clone()]);
            let mut all = values.to_vec();
            all.push(("text", quoted.as_str()));
            let reason = self.rules.rules()[rule].reason_with(&all);
            first_reason.get_or_insert_with(|| reason.clone());
            self.cut_span(block, span, rule, reason);
            edits.push(Edit { range, with: String::new() });
        }
        let rest = text.rewrite(&edits);
        let blank = rest.as_str().trim().is_empty();
        self.document.blocks[block].text = rest;
        if let (true, Some(reason)) = (blank && self.can_vanish(block), first_reason) {
            self.take(block, rule, reason);
        }
    }

    /// True for blocks that are nothing without text.
    pub(super) fn can_vanish(&self, block: usize) -> bool {
        !matches!(self.document.blocks[block].kind, BlockKind::TableRow { .. } | BlockKind::Rule)
    }

    /// Closes the books.
    pub(super) fn finish(mut self) -> Cleaned {
        let mut removals = self.block_removals();
        let mut cuts = std::mem::take(&mut self.cuts);
        cuts.retain(|(block, _)| self.taken[*block].is_none());
        cuts.sort_by_key(|(_, cut)| (cut.span.start, std::cmp::Reverse(cut.span.end)));
        let mut end = 0;
        for (block, cut) in cuts {
            if cut.span.start >= end && clear_of_runs(&self.document.blocks[block].text, cut.span) {
                end = cut.span.end;
                removals.push(cut);
            }
        }
        removals.sort_by_key(|removal| removal.span);
        self.document.markup = outside(&self.document.markup, &removals);
        let mut taken = self.taken.iter();
        self.document.blocks.retain(|_| taken.next().is_some_and(Option::is_none));
        for block in &mut self.document.blocks {
            block.marks.retain(|mark| {
                let after = removals.partition_point(|removal| removal.span.end <= mark.span.start);
                let cut = removals[after..]
                    .iter()
                    .take_while(|removal| removal.span.start < mark.span.end)
                    .any(|removal| removal.span.end == mark.span.end || removal.span.contains(mark.inner));
                !(matches!(mark.kind, MarkKind::Link | MarkKind::Image) && cut)
            });
        }
        Cleaned { document: self.document, removals }
    }

    /// One removal for each stretch of blocks under the same claim.
    fn block_removals(&self) -> Vec<Removal> {
        let mut removals: Vec<Removal> = Vec::new();
        let mut last = None;
        for (block, taken) in self.document.blocks.iter().zip(&self.taken) {
            if let Some(claim) = taken {
                match removals.last_mut() {
                    Some(removal) if last == Some(claim) => removal.span = removal.span.hull(block.span),
                    _ => {
                        let Entry { kind, code, reason } = self.claims[*claim].clone();
                        removals.push(Removal { span: block.span, kind, rule: code, reason });
                    }
                }
            }
            last = taken.as_ref();
        }
        removals
    }
}

/// The parts of `markup` that no removal covers.
fn outside(markup: &[Span], removals: &[Removal]) -> Vec<Span> {
    let mut parts = Vec::with_capacity(markup.len());
    for span in markup {
        let mut start = span.start;
        let first = removals.partition_point(|removal| removal.span.end <= span.start);
        for removal in removals[first..].iter().take_while(|removal| removal.span.start < span.end) {
            if start < removal.span.start {
                parts.push(Span::new(start, removal.span.start));
            }
            start = removal.span.end;
        }
        if start < span.end {
            parts.push(Span::new(start, span.end));
        }
    }
    parts
}

/// True if no run of `text` shares a byte with `span`.
fn clear_of_runs(text: &AlignedText, span: Span) -> bool {
    let runs = text.runs();
    let after = runs.partition_point(|run| run.source.end <= span.start);
    runs.get(after).is_none_or(|run| run.source.start >= span.end)
}
