//! Lists without marks: items run into one line, and lines that are items.

use std::ops::Range;

use super::collect::{Collector, Context};
use super::leaf::{ENUMERATION, Leaf};
use super::look::CHARGE;
use super::numbered::inline_items;
use super::table::in_flat;
use super::wording::cut;
use crate::document::{AlignedStr, BlockKind};
use crate::lexicon::cues::Cue;
use crate::lexicon::normal::lower_case;
use crate::lexicon::sections::SectionRole;
use crate::mention::MentionKind;
use crate::outline::FlatTable;
use crate::read::marker::marker;

/// Longest line that is an item without a mark, in characters; a longer one is running text.
const MAX_LINE: usize = 80;
/// Share of lines that must look like duties for the run to be a list.
const LINE_VOTE: f64 = 0.6;

impl<'a> Collector<'a> {
    /// Takes the duties of a line that stands behind the name of its section: numbered items,
    /// pieces between semicolons or stops, or the one that it is.
    pub(super) fn take_run(
        &mut self,
        text: AlignedStr<'a>,
        context: &Context,
        section: SectionRole,
    ) -> usize {
        let pieces = self.pieces(text.as_str());
        if pieces.is_empty() {
            return 0;
        }
        let mut leaves = Vec::new();
        for piece in pieces {
            self.plain_leaves(text.slice(piece), MentionKind::ListItem, &mut leaves);
        }
        self.take_leaves(leaves, context, section)
    }

    fn pieces(&self, text: &'a str) -> Vec<Range<usize>> {
        let items = inline_items(text);
        if items.len() >= 2 || !items.is_empty() && marker(text.trim_start()).is_some() {
            return items;
        }
        let pieces = cut(text, &['；', ';', '。', '！']);
        if let [whole] = &pieces[..] {
            // Where nothing but commas parts the line, they part the duties.
            let listed = self.enumerated(&text[..whole.end], whole.start, None);
            if listed.len() >= ENUMERATION {
                return listed;
            }
        }
        let acts = |piece: &&Range<usize>| self.judge(&text[(*piece).clone()]).is_duty();
        let duties = pieces.iter().filter(acts).count();
        if duties > 0 && 2 * duties >= pieces.len() { pieces } else { Vec::new() }
    }

    /// Takes the duties of a section whose lines are items without marks; returns how many.
    pub(super) fn take_lines(
        &mut self,
        body: Range<usize>,
        flat: &[FlatTable],
        context: &Context,
        section: SectionRole,
    ) -> usize {
        let document = self.document;
        let mut taken = 0;
        let mut run: Vec<AlignedStr<'a>> = Vec::new();
        for at in body {
            let block = &document.blocks[at];
            let text = block.text.as_str();
            let line = block.kind == BlockKind::Paragraph && block.depth == 0 && !in_flat(flat, at);
            if line && !text.ends_with(['：', ':']) && !text.is_empty() {
                run.push(block.text.whole());
            } else if block.kind != BlockKind::Markup {
                taken += self.take_line_run(std::mem::take(&mut run), context, section);
            }
        }
        taken + self.take_line_run(run, context, section)
    }

    fn take_line_run(&mut self, run: Vec<AlignedStr<'a>>, context: &Context, section: SectionRole) -> usize {
        let mut leaves: Vec<Leaf<'a>> = Vec::new();
        for text in run {
            // A sentence that announces what it lists is read as one (`职责包括…；…`).
            let lower = lower_case(text.as_str()).replace(CHARGE, "");
            if self.lexicons.cues.find(Cue::Enumerates, &lower).is_some() {
                return 0;
            }
            let pieces = cut(text.as_str(), &['；', ';']);
            let short = text.as_str().chars().take(MAX_LINE + 1).count() <= MAX_LINE
                && cut(text.as_str(), &['。', '！', '？']).len() == 1;
            if pieces.len() < 2 && !short {
                return 0;
            }
            for piece in pieces {
                self.plain_leaves(text.slice(piece), MentionKind::ListItem, &mut leaves);
            }
        }
        let duties = leaves.iter().filter(|leaf| leaf.judgement.is_duty()).count();
        if leaves.len() < 2 || (duties as f64) < LINE_VOTE * leaves.len() as f64 {
            return 0;
        }
        self.take_leaves(leaves, context, section)
    }
}
