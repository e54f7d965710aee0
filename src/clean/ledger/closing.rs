//! The end of a cleaning: removals from claims and cuts.

use super::super::{Cleaned, thread};
use super::{Ledger, Won};
use crate::document::{AlignedText, MarkKind, Removal, Span};

impl Ledger<'_> {
    /// Closes the books.
    pub(in crate::clean) fn finish(mut self) -> Cleaned {
        self.refresh();
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
        let threads = thread::take_out(&mut self.document, &self.gone, self.rules.page());
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
        Cleaned { document: self.document, removals, threads }
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
                        let Won { kind, code, reason } = self.claims[*claim].clone();
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
