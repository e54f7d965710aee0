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
        let judged = |row: &Cells<'a>| {
            let cell = cell(row).filter(|cell| cell.as_str().chars().nth(MIN_DEED - 1).is_some())?;
            let judged = self.judge(cell.as_str());
            // 开票差错率 only measures.
            let rate = self.lexicons.particles.closes(Particle::Result, cell.as_str());
            (judged.against.is_none() && judged.quality.is_none() && !rate).then_some(judged)
        };
        let deed = |row: &&Cells<'a>| judged(row).is_some_and(|it| it.look == Look::Verb || it.is_duty());
        let deeds = table.rows.iter().filter(deed).count();
        let measures = table.rows.iter().filter(|row| cell(row).is_some()).count();
        if deeds < MIN_MEASURES || 2 * deeds < measures {
            return 0;
        }
        // 与社区商量停车点, where most are deeds.
        let rows: Vec<Cells<'a>> = table.rows.iter().filter(|row| judged(row).is_some()).cloned().collect();
        let mut labels = labels.to_vec();
        labels[column] = Some(Label::Title);
        let columns = Columns { labels: &labels, parties: &[], shared: Vec::new(), own: None, names };
        self.take_rows(&rows, &columns, context)
    }
}
