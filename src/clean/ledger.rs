//! The books of one cleaning: which block is claimed by which rule, and what was cut inside blocks.

mod closing;

use std::cell::OnceCell;
use std::collections::hash_map::Entry;
use std::ops::Range;

use rustc_hash::FxHashMap;

use super::contents::pasted;
use super::line::{BUTTON, Form, Line};
use super::page::PageNoise;
use super::view::{Claim, Found, View, quote};
use super::{CorpusFacts, Measured, Options, chrome};
use crate::document::{AlignedText, BlockKind, Document, Edit, LineIndex, Removal, RemovalKind, Span};
use crate::lexicon::noise::{Glyphs, NoiseRules, Rule, Shape};

/// How far a cleaning has come: blocks claimed, tables of contents found, whether it is a saved page.
pub(super) type State = (usize, usize, bool);

/// A claim that won: what its blocks are removed as.
#[derive(Clone, Debug)]
struct Won {
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
    index: OnceCell<LineIndex>,
    lines: Vec<Line>,
    /// Of each block, the rules that match it.
    hits: Vec<Vec<u16>>,
    /// Indexes of the blocks that each rule matches, sorted.
    by_rule: Vec<Vec<usize>>,
    /// What phenomena found of blocks since these were measured.
    found: Found,
    /// Weight of the running text before each position of the current view.
    before: OnceCell<Vec<f32>>,
    /// Blocks whose text was cut since they were measured.
    stale: Vec<usize>,
    /// Which rules have been tried on the lines; empty if all were.
    tried: Vec<bool>,
    /// Claim of each block, as an index into `claims`.
    taken: Vec<Option<usize>>,
    /// Indexes of the blocks without a claim and, for each block, what it was claimed as: what
    /// views show. Brought up to date by [`Ledger::refresh`].
    live: Vec<usize>,
    gone: Vec<Option<RemovalKind>>,
    claims: Vec<Won>,
    /// It is Markdown that shows the furniture of a site.
    saved: bool,
    /// Blocks that tables of contents say are text.
    contents: Vec<Range<usize>>,
    /// Removals inside a block, with the block's index.
    cuts: Vec<(usize, Removal)>,
}

impl<'a> Ledger<'a> {
    pub(super) fn new(
        document: Document,
        measured: Measured,
        rules: &'a NoiseRules,
        facts: &'a CorpusFacts,
        options: &'a Options,
    ) -> Self {
        let taken = vec![None; document.blocks.len()];
        let hits = vec![Vec::new(); document.blocks.len()];
        Self {
            document,
            rules,
            facts,
            options,
            index: OnceCell::new(),
            lines: measured.0,
            hits,
            by_rule: vec![Vec::new(); rules.rules().len()],
            found: Found::default(),
            before: OnceCell::new(),
            stale: vec![],
            tried: vec![false; rules.rules().len()],
            taken,
            live: vec![],
            gone: vec![],
            claims: vec![],
            saved: false,
            contents: vec![],
            cuts: vec![],
        }
    }

    /// The rule with this code and its index, unless the options leave it or its kind out.
    pub(super) fn rule(&self, code: &str) -> Option<(usize, &'a Rule)> {
        let at = self.rules.index(code)?;
        self.applies(at).then(|| (at, &self.rules.rules()[at]))
    }

    fn applies(&self, rule: usize) -> bool {
        self.options.apply(&self.rules.rules()[rule])
    }

    pub(super) fn is_free(&self, block: usize) -> bool {
        self.taken[block].is_none()
    }

    /// Tries the rules on every block, and measures those that were cut.
    pub(super) fn measure(&mut self) {
        let stale = std::mem::take(&mut self.stale);
        for &block in &stale {
            self.lines[block] = Line::measured(&self.document.blocks[block]);
        }
        if self.tried.is_empty() {
            for &block in &stale {
                self.hits[block] = self.lines[block].matching(&self.document.blocks[block], self.rules, None);
            }
        } else {
            self.tried.clear();
            // Buttons and menus say the same time and again.
            let mut tried: FxHashMap<&str, usize> = FxHashMap::default();
            // What has gone is not looked at again.
            for at in (0..self.lines.len()).filter(|&at| self.taken[at].is_none()) {
                let (block, line) = (&self.document.blocks[at], &self.lines[at]);
                let short = line.chars <= BUTTON && line.form != Form::Code;
                self.hits[at] = match short.then(|| tried.entry(block.text.as_trimmed())) {
                    Some(Entry::Occupied(first)) => self.hits[*first.get()].clone(),
                    entry => {
                        if let Some(Entry::Vacant(first)) = entry {
                            first.insert(at);
                        }
                        line.matching(block, self.rules, None)
                    }
                };
            }
        }
        self.sort_by_rule();
        self.refresh();
    }

    /// Tries only the rules with these codes: most of a page goes before the others are asked.
    pub(super) fn measure_for(&mut self, codes: &[&str]) {
        let mut longest = 0;
        for at in codes.iter().filter_map(|code| self.rules.index(code)) {
            self.tried[at] = true;
            longest = longest.max(self.rules.rules()[at].limit());
        }
        for (at, line) in self.lines.iter().enumerate().filter(|(_, line)| line.chars <= longest) {
            self.hits[at] = line.matching(&self.document.blocks[at], self.rules, Some(&self.tried));
        }
        self.sort_by_rule();
        self.refresh();
    }

    fn sort_by_rule(&mut self) {
        self.found = Found::default();
        self.by_rule.iter_mut().for_each(Vec::clear);
        for (block, rules) in self.hits.iter().enumerate() {
            rules.iter().for_each(|&rule| self.by_rule[usize::from(rule)].push(block));
        }
    }

    fn refresh(&mut self) {
        self.before = OnceCell::new();
        self.live = (0..self.taken.len()).filter(|&at| self.taken[at].is_none()).collect();
        self.gone = self.taken.iter().map(|taken| taken.map(|claim| self.claims[claim].kind)).collect();
    }

    pub(super) fn view(&self) -> View<'_> {
        View {
            document: &self.document,
            rules: self.rules,
            facts: self.facts,
            index: &self.index,
            options: self.options,
            lines: &self.lines,
            hits: &self.hits,
            tried: Some(self.tried.as_slice()).filter(|tried| !tried.is_empty()),
            live: &self.live,
            gone: &self.gone,
            saved: self.saved,
            contents: &self.contents,
            by_rule: &self.by_rule,
            found: &self.found,
            before: &self.before,
        }
    }

    /// Looks whether the document is a page that was saved as Markdown; true if that is news.
    pub(super) fn tell_page(&mut self) -> bool {
        let news = !self.saved && chrome::is_saved_page(&self.view());
        self.saved |= news;
        news
    }

    /// Number of blocks claimed so far.
    pub(super) fn claimed(&self) -> usize {
        self.taken.len() - self.live.len()
    }

    /// What tells whether anything that views show has changed.
    pub(super) fn state(&self) -> State {
        (self.claimed(), self.contents.len(), self.saved)
    }

    /// Enters claims made on the current view. A block that is already claimed stays with its
    /// first claim; rules and kinds that the options leave out claim nothing.
    pub(super) fn apply(&mut self, claims: Vec<Claim>) {
        if claims.is_empty() {
            return;
        }
        for claim in claims {
            if !self.applies(claim.rule) || self.contradicts(&claim) {
                continue;
            }
            self.enter(claim.rule, claim.reason);
            let kind = self.rules.rules()[claim.rule].kind;
            for &block in &self.live[claim.lines] {
                if self.taken[block].is_none() {
                    (self.taken[block], self.gone[block]) = (Some(self.claims.len() - 1), Some(kind));
                }
            }
        }
        self.live.retain(|&block| self.gone[block].is_none());
        self.before = OnceCell::new();
    }

    /// Kinds of characters that a block was made of when it was measured last; cuts take characters away
    /// and add none. Any, where that is not known: of a script of a page, of blanks at the ends.
    pub(super) fn glyphs(&self, block: usize) -> Glyphs {
        let line = &self.lines[block];
        if line.glyphs.all() == 0 || line.padded { Glyphs::any() } else { line.glyphs }
    }

    /// What the block is.
    pub(super) fn form(&self, block: usize) -> Form {
        self.lines[block].form
    }

    /// Whether a block, when it was measured last, held more than `chars` characters and more than `stops`
    /// ends of sentences: no cut adds any.
    pub(super) fn says_more(&self, block: usize, chars: usize, stops: u32) -> bool {
        let line = &self.lines[block];
        line.chars > chars && line.stops > stops
    }

    /// Takes every block for text, as tables of contents do with the sections they name.
    pub(super) fn keep_text(&mut self) {
        self.contents.push(0..self.document.blocks.len());
    }

    /// Claims pasted tables of contents, and keeps what they name.
    pub(super) fn find_contents(&mut self) {
        let mut claims = Vec::new();
        for found in pasted::find(&self.view()) {
            claims.extend(found.claims);
            self.contents.push(found.text);
        }
        self.apply(claims);
    }

    /// True for a claim that calls text, by a table of contents, something beside the text.
    fn contradicts(&self, claim: &Claim) -> bool {
        let rule = &self.rules.rules()[claim.rule];
        let beside = matches!(
            rule.kind,
            RemovalKind::CommentThread
                | RemovalKind::UnrelatedHeadlines
                | RemovalKind::RelatedLinks
                | RemovalKind::Navigation
        );
        beside && rule.shape != Shape::Line && {
            let blocks = &self.live[claim.lines.clone()];
            self.contents.iter().any(|text| blocks.iter().any(|block| text.contains(block)))
        }
    }

    fn enter(&mut self, rule: usize, reason: String) {
        let rule = &self.rules.rules()[rule];
        self.claims.push(Won { kind: rule.kind, code: rule.code.clone(), reason });
    }

    /// Claims what page selection found, unless the options keep its kind or leave its rule out.
    pub(super) fn take_page(&mut self, noise: Vec<PageNoise>) {
        for (blocks, kind, code, reason) in noise {
            if self.options.keep.contains(&kind) || self.options.without_rules.iter().any(|rule| rule == code)
            {
                continue;
            }
            self.claims.push(Won { kind, code: code.to_owned(), reason });
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

    /// Puts `text` in place of the text of a block, which then is measured again.
    pub(super) fn rewrite(&mut self, block: usize, text: AlignedText) {
        self.document.blocks[block].text = text;
        self.stale.push(block);
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
        let text = std::mem::take(&mut self.document.blocks[block].text);
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
        self.rewrite(block, rest);
        if let (true, Some(reason)) = (blank && self.can_vanish(block), first_reason) {
            self.take(block, rule, reason);
        }
    }

    /// True for blocks that are nothing without text.
    pub(super) fn can_vanish(&self, block: usize) -> bool {
        !matches!(self.document.blocks[block].kind, BlockKind::TableRow { .. } | BlockKind::Rule)
    }
}
