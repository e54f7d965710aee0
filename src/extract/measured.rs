//! Tables by which somebody's work is marked, whose measures are the duties: `| 指标 | 权重 |` over
//! `| 处理投诉，一日内回复 | 20 |`.

use super::collect::{Collector, Context};
use super::columns::Columns;
use super::table::{Cells, Table};
use crate::document::AlignedStr;
use crate::lexicon::labels::Label;
use crate::lexicon::particles::Particle;
use crate::mention::{Attribute, Look};

/// Fewest measures that state a deed, and fewest characters of one: 执行力 is none.
const MIN_MEASURES: usize = 3;
const MIN_DEED: usize = 5;

impl<'a> Collector<'a> {
    /// Takes the measures that state deeds, if half of them do and each has a weight beside it; returns how many.
    pub(super) fn take_measured(
        &mut self,
        table: &Table<'a>,
        (labels, names): (&[Option<Label>], &[AlignedStr<'a>]),
        context: &Context,
    ) -> usize {
        let at = |attribute| labels.iter().position(|label| *label == Some(Label::Attribute(attribute)));
        let Some(column) = at(Attribute::Metrics).filter(|_| at(Attribute::Importance).is_some()) else {
            return 0;
        };
        let cell = |row: &Cells<'a>| row.get(column).copied().filter(|cell| !cell.is_empty());
        let measures = table.rows.iter().filter(|row| cell(row).is_some()).count();
        let mut deeds = 0;
        // 与社区商量停车点 is taken too, where most are deeds.
        let stated = |row: &&Cells<'a>| {
            let long = |cell: &AlignedStr<'a>| cell.as_str().chars().nth(MIN_DEED - 1).is_some();
            let Some(cell) = cell(row).filter(long) else { return false };
            let judged = self.judge(cell.as_str());
            // 开票差错率 only measures.
            let rate = self.lexicons.particles.closes(Particle::Result, cell.as_str());
            let plain = judged.against.is_none() && judged.quality.is_none() && !rate;
            deeds += usize::from(plain && (judged.look == Look::Verb || judged.is_duty()));
            plain
        };
        let rows: Vec<Cells<'a>> = table.rows.iter().filter(stated).cloned().collect();
        if deeds < MIN_MEASURES || 2 * deeds < measures {
            return 0;
        }
        let mut labels = labels.to_vec();
        labels[column] = Some(Label::Title);
        let columns = Columns { labels: &labels, parties: &[], shared: Vec::new(), own: None, names };
        self.take_rows(&rows, &columns, context)
    }
}
