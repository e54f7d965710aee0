//! What the headings, the running text and the tables say together.

use super::Walk;
use super::clauses::Clause;
use super::support::{Tally, Unit};
use super::table::{Table, in_flat};
use super::units::together;
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

    /// How many deeds the paragraphs in front of each block tell, and in front of the end.
    pub(super) fn told_before(&self) -> Vec<f64> {
        let mut sum = 0.0;
        let mut sums = vec![sum];
        for (at, block) in self.collector.document.blocks.iter().enumerate() {
            if block.kind == BlockKind::Paragraph && !in_flat(self.flat, at) {
                let mut clauses = Vec::new();
                self.collector.clauses_in(at, 0..block.text.len(), &mut clauses);
                let deed = |clause: &&Clause| self.collector.weighed(clause, None).score >= 0;
                sum += clauses.iter().filter(deed).count() as f64;
            }
            sums.push(sum);
        }
        sums
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
