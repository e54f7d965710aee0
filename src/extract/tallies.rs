//! What the headings, the running text and the tables of a section say together.

use std::ops::Range;

use super::Walk;
use super::narrate::over;
use super::prose::Reading;
use super::support::{Tally, Unit, VOUCHES};
use super::table::{Table, in_flat};
use super::units::together;
use super::wording::cut;
use crate::document::BlockKind;
use crate::outline::Section;

/// From so many rows with several deeds each, the rows of a table are areas of the work.
pub(super) const MIN_AREAS: usize = 2;

impl<'a> Walk<'a, '_> {
    /// What the headings of sections that hold their definitions say.
    pub(super) fn titles(&self, sections: &[Section]) -> Vec<Unit> {
        let open = |section: &&Section| section.named_role.is_none() && self.defines(section, true);
        let document = self.collector.document;
        let name = |section: &Section| self.collector.unit(None, section.name(document)).titled();
        sections.iter().filter(open).map(name).collect()
    }

    /// The paragraphs of a section that stand together as what the role holder does, and what their
    /// sentences say: all of them, or those in a row that say most.
    pub(super) fn prose_runs(&mut self, section: &Section) -> Vec<(Range<usize>, Tally)> {
        let document = self.collector.document;
        let mut out: Vec<(Range<usize>, Tally)> = Vec::new();
        let mut all: Option<(Range<usize>, Tally)> = None;
        for at in section.body.clone().filter(|&at| !in_flat(self.flat, at)) {
            let block = &document.blocks[at];
            let text = block.text.as_str();
            if block.kind != BlockKind::Paragraph {
                continue;
            }
            let leaves = self.collector.sentences(at, 0..text.len(), Reading::Supposed);
            let particles = &self.collector.lexicons.particles;
            let stated = leaves.iter().flatten().filter(|leaf| !over(leaf.title.as_str(), particles)).count();
            let sentences = cut(text, &['。', '！', '？']).len().max(stated);
            if stated > 0 && out.last().is_none_or(|(range, _)| range.end != at) {
                out.push((at..at, Tally::default()));
            }
            let run = out.last_mut().filter(|_| stated > 0);
            for (range, tally) in run.into_iter().chain([all.get_or_insert((at..at, Tally::default()))]) {
                range.end = at + 1;
                tally.add(sentences, stated);
            }
            self.said.insert(at, leaves);
        }
        let said = all.filter(|(_, tally)| tally.share() >= VOUCHES);
        said.map_or(out, |whole| vec![whole])
    }

    /// The best column of a table: what its cells say or, of cells that hold several deeds, what these say.
    /// Among the rows of a form only those count that stand together.
    pub(super) fn table_tally(&self, table: &Table<'a>) -> Tally {
        let width = table.width();
        let columns = (0..width).map(|at| {
            let cells = table.rows.iter().filter_map(|row| row.get(at)).filter(|cell| !cell.is_empty());
            let mut several = 0;
            let units: Vec<Vec<Unit>> = cells
                .map(|cell| {
                    let text = cell.as_str();
                    let Some(deeds) = self.collector.deeds_among(text) else {
                        return vec![self.collector.unit(None, text)];
                    };
                    several += 1;
                    deeds.into_iter().map(|deed| self.collector.unit(None, &text[deed])).collect()
                })
                .collect();
            let rows = together(&units, false).filter(|_| several >= MIN_AREAS).unwrap_or(0..units.len());
            Tally::of(units[rows].iter().flatten())
        });
        let mut best = columns.max_by(|a, b| a.deeds.total_cmp(&b.deeds)).unwrap_or_default();
        best.attributes = table.header.as_ref().is_some_and(|header| header.attributes() >= 2);
        best
    }
}
