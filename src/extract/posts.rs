//! Tables that give several posts or offices a row each, with all their duties in one cell.

use super::collect::{Collector, Context};
use super::naming::normal_title;
use super::table::{Cells, Table};
use super::tallies::MIN_AREAS;
use crate::document::AlignedStr;
use crate::lexicon::sections::SectionRole;
use crate::mention::Look;
use crate::outline::title::section_called;

/// Fewest posts, and fewest deeds of all of them.
const MIN_POSTS: usize = 2;
const MIN_DEEDS: usize = 4;

impl<'a> Collector<'a> {
    /// Takes the duties of a table whose rows are posts (`| 店员 | 3 | 收银；理货 |`); 0 if they are none.
    pub(super) fn take_posts(&mut self, table: &Table<'a>, context: &Context) -> usize {
        let width = table.rows.iter().map(Vec::len).max().unwrap_or(0);
        let top = table.header.as_ref().map(|header| &header.names);
        let named = usize::from(top.is_none() && table.marked_header && table.rows.len() > 1);
        let top = top.or_else(|| table.rows.first().filter(|_| named > 0));
        let rows: Vec<&Cells<'a>> = table.rows[named.min(table.rows.len())..].iter().collect();
        let cell = |row: &&Cells<'a>, at: usize| row.get(at).copied().filter(|cell| !cell.is_empty());
        let posts = |at: &usize| {
            let names: Vec<AlignedStr<'a>> = rows.iter().filter_map(|row| cell(row, *at)).collect();
            names.len() >= MIN_POSTS && names.iter().all(|name| self.names_party(name.as_str()))
        };
        let Some(post) = (0..width).find(posts) else { return 0 };
        let other = |at: usize| {
            let name = top.and_then(|top| top.get(at)).map(|name| name.as_str());
            name.and_then(|name| section_called(name, self.lexicons)).is_some_and(|role| !role.holds_tasks())
        };
        // How many deeds the cells of a column say, and in how many of its rows several.
        let said = |at: usize| {
            let cells = rows.iter().filter_map(|row| cell(row, at));
            let counts = cells.map(|cell| {
                let text = cell.as_str();
                let deed = |piece: &std::ops::Range<usize>| self.judge(&text[piece.clone()]).is_duty();
                self.pieces(text).iter().filter(|piece| deed(piece)).count()
            });
            counts.fold((0, 0), |(deeds, several), count| (deeds + count, several + usize::from(count > 1)))
        };
        let columns = (post + 1..width).filter(|&at| !other(at)).map(|at| (said(at), at));
        let Some(((deeds, several), column)) = columns.max_by_key(|(said, _)| *said) else { return 0 };
        if deeds < MIN_DEEDS || 2 * several < rows.len() || several < MIN_POSTS {
            return 0;
        }
        let mut taken = 0;
        for row in rows {
            let (Some(name), Some(text)) = (cell(&row, post), cell(&row, column)) else { continue };
            let name = normal_title(name.as_str());
            let whose = if self.lexicons.roles.ends(&name) {
                Context { role: Some(name), category: None, ..context.clone() }
            } else {
                Context { category: Some(name), ..context.clone() }
            };
            taken += self.take_run(text, &whose, SectionRole::Duties);
        }
        taken
    }

    /// Takes the duties of a table without known headers in a section of duties; returns how many.
    pub(super) fn take_headless(&mut self, table: &Table<'a>, context: &Context) -> usize {
        let form = self.without_facts(table);
        let of_form = form.as_ref().map_or(0, |form| self.take_area_rows(form, context));
        if of_form > 0 {
            return of_form;
        }
        match self.take_unlabelled(form.as_ref().unwrap_or(table), context) {
            0 => self.take_area_rows(table, context),
            taken => taken,
        }
    }

    /// A form without the rows that open with the name of a section that holds no duties; `None` if it has no
    /// such row.
    fn without_facts(&self, table: &Table<'a>) -> Option<Table<'a>> {
        let fact = |row: &Cells<'a>| {
            let named = row.first().and_then(|key| section_called(key.as_str(), self.lexicons));
            let deed = row.iter().skip(1).any(|cell| {
                let judged = self.judge(cell.as_str());
                judged.look == Look::Verb && judged.is_duty()
            });
            row.len() > 1 && named.is_some_and(|role| !role.holds_tasks()) && !deed
        };
        let top = usize::from(table.marked_header);
        let rows = table.rows.iter().enumerate();
        let rows: Vec<Cells<'a>> =
            rows.filter(|(at, row)| *at < top || !fact(row)).map(|(_, row)| row.clone()).collect();
        let (blocks, header) = (table.blocks.clone(), None);
        (rows.len() < table.rows.len()).then_some(Table { blocks, header, rows, ..*table })
    }

    /// Takes the duties of a table whose rows are areas, phases or times of the work with several deeds in one
    /// cell, beside rows that state facts (`| 比赛日 | 组织热身；清点器材 |`, `| 汇报 | 主教练 |`); 0 if it has none.
    pub(super) fn take_area_rows(&mut self, table: &Table<'a>, context: &Context) -> usize {
        let width = table.rows.iter().map(Vec::len).max().unwrap_or(0);
        let several = |at: usize| {
            let cells = table.rows.iter().filter_map(|row| row.get(at));
            cells.filter(|cell| self.deeds_among(cell.as_str()).is_some()).count()
        };
        let Some((rows, column)) = (1..width).map(|at| (several(at), at)).max_by_key(|(rows, _)| *rows)
        else {
            return 0;
        };
        if rows < MIN_AREAS {
            return 0;
        }
        let mut taken = 0;
        for row in &table.rows {
            let (Some(name), Some(text)) = (row.first(), row.get(column)) else { continue };
            let fact = section_called(name.as_str(), self.lexicons).is_some_and(|role| !role.holds_tasks());
            let deed = || {
                let judged = self.judge(text.as_str());
                judged.look == Look::Verb && judged.is_duty()
            };
            if !fact && (self.deeds_among(text.as_str()).is_some() || deed()) {
                let category = Some(normal_title(name.as_str()));
                let area = Context { category, ..context.clone() };
                taken += self.take_run(*text, &area, SectionRole::Duties);
            }
        }
        taken
    }
}
