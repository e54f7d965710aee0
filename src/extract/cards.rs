//! Tables that run the other way: labels in the first column, tasks beside them, and forms whose
//! rows are the sections of a role description.

use std::ops::Range;

use super::attribute::meaning;
use super::collect::{Collector, Context};
use super::columns::Columns;
use super::header::Header;
use super::table::{Cells, Table};
use crate::document::AlignedStr;
use crate::lexicon::labels::Label;
use crate::lexicon::sections::SectionRole;
use crate::outline::title::section_called;

/// Fewest rows below the names of columns beside one cell of a form that make a table of their own.
const MIN_BESIDE: usize = 2;

impl<'a> Collector<'a> {
    /// Takes the duties of a table whose first column holds labels; 0 if it does not.
    pub(super) fn take_cards(&mut self, table: &Table<'a>, context: &Context, tasks_expected: bool) -> usize {
        let rows: Vec<&Cells<'a>> = table.with_header().filter(|row| row.len() > 1).collect();
        let form = self.take_form(&rows, context);
        if form > 0 {
            return form;
        }
        let labels: Vec<Option<Label>> = rows
            .iter()
            .map(|row| row.first().and_then(|cell| meaning(cell.as_str(), self.lexicons)))
            .collect();
        let known = labels.iter().flatten().count();
        let pairs = rows.iter().all(|row| row.len() == 2);
        let enough = known >= if pairs && tasks_expected { 2 } else { 3 };
        if !enough || known * 2 < labels.len() || !labels.contains(&Some(Label::Title)) {
            return 0;
        }
        let mut taken = 0;
        for card in cards(&labels) {
            let width = rows[card.clone()].iter().map(|row| row.len()).min().unwrap_or(0);
            let turned: Vec<Cells<'a>> =
                (1..width).map(|at| rows[card.clone()].iter().map(|row| row[at]).collect()).collect();
            let columns =
                Columns { labels: &labels[card], parties: &[], shared: Vec::new(), own: None, names: &[] };
            taken += self.take_rows(&turned, &columns, context);
        }
        taken
    }

    /// The table inside a form that stands beside one cell over all of its rows
    /// (`工作职责 | 职责模块 | 工作内容`), if that cell names duties and columns are named on top.
    pub(super) fn part_of_form(&self, table: &Table<'a>) -> Option<Table<'a>> {
        let rows: Vec<&Cells<'a>> = table.with_header().filter(|row| row.len() > 2).collect();
        let beside = rows
            .chunk_by(|one, next| one[0].as_str() == next[0].as_str())
            .filter(|rows| rows.len() > MIN_BESIDE)
            .find(|rows| {
                section_called(rows[0][0].as_str(), self.lexicons).is_some_and(SectionRole::holds_tasks)
            })?;
        let header = Header::of(table.blocks.start, &beside[0][1..], self.lexicons);
        let named = header.labels.contains(&Some(Label::Title)) && beside.len() < rows.len();
        named.then(|| Table {
            blocks: table.blocks.clone(),
            caption: None,
            header: Some(header),
            rows: beside[1..].iter().map(|row| row[1..].to_vec()).collect(),
            marked_header: table.marked_header,
            section: table.section,
        })
    }

    /// A form: at least two rows open with names of sections, one of which holds duties in the
    /// cell beside it.
    fn take_form(&mut self, rows: &[&Cells<'a>], context: &Context) -> usize {
        let mut named: Vec<(SectionRole, AlignedStr<'_>, Option<&str>)> = Vec::new();
        let mut open = None;
        // Columns that each have the name of a role on top tell of that role.
        let top = rows.first().map_or(&[][..], |row| &row[1..]);
        let roles = top.len() >= 2 && top.iter().all(|name| self.lexicons.roles.ends(name.as_str()));
        for row in rows {
            // An empty first cell goes on with the name above it, as one cell over several rows does.
            if !row[0].is_empty() {
                open = section_called(row[0].as_str(), self.lexicons);
            }
            let Some(role) = open else { continue };
            if roles {
                let cells = row.iter().skip(1).zip(top).filter(|(cell, _)| !cell.is_empty());
                named.extend(cells.map(|(cell, name)| (role, *cell, Some(name.as_str()))));
            } else {
                let longest = row.iter().skip(1).max_by_key(|cell| cell.len()).copied();
                named.extend(longest.filter(|cell| !cell.is_empty()).map(|cell| (role, cell, None)));
            }
        }
        let tasks = |role: SectionRole| role.holds_tasks();
        if named.iter().all(|(role, ..)| tasks(*role)) || !named.iter().any(|(role, ..)| tasks(*role)) {
            return 0;
        }
        let mut taken = 0;
        for (role, cell, whose) in named.into_iter().filter(|(role, ..)| tasks(*role)) {
            let own = whose.map(|name| Context { role: Some(name.to_owned()), ..context.clone() });
            taken += self.take_run(cell, own.as_ref().unwrap_or(context), role);
        }
        taken
    }
}

/// The rows of each card: a new one begins where the task is named again.
fn cards(labels: &[Option<Label>]) -> Vec<Range<usize>> {
    let titles: Vec<usize> = (0..labels.len()).filter(|&at| labels[at] == Some(Label::Title)).collect();
    let starts = titles.iter().enumerate().map(|(nth, &at)| if nth == 0 { 0 } else { at });
    let ends = titles.iter().skip(1).copied().chain([labels.len()]);
    starts.zip(ends).map(|(start, end)| start..end).collect()
}
