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
        let width = table.width();
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
        let other =
            |at: usize| top.and_then(|top| top.get(at)).is_some_and(|name| self.names_other(name.as_str()));
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
            let whose = self.whose(name.as_str(), context);
            taken += self.take_run(text, &whose, SectionRole::Duties);
        }
        taken
    }

    /// Takes the duties of paragraphs that each name a person with a post, or a post, and say what is done there
    /// (`王　海　副站长。主持检修；安排值班。`), if most are such; returns how many.
    pub(super) fn take_told_posts(
        &mut self,
        entries: &[(AlignedStr<'a>, AlignedStr<'a>)],
        context: &Context,
    ) -> usize {
        let posts = entries.iter().filter(|(name, _)| self.lexicons.roles.names_person(post(name.as_str())));
        if posts.count() < entries.len().div_ceil(2).max(MIN_POSTS) {
            return 0;
        }
        let taken = entries.iter().map(|(name, said)| {
            let whose = self.whose(post(name.as_str()), context);
            self.take_run(*said, &whose, SectionRole::Duties)
        });
        taken.sum()
    }

    /// The context of the duties of a post or an office called so.
    fn whose(&self, name: &str, context: &Context) -> Context {
        let name = normal_title(name);
        if self.lexicons.roles.ends(&name) {
            Context { role: Some(name), category: None, ..context.clone() }
        } else {
            Context { category: Some(name), ..context.clone() }
        }
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
            let named = row.first().is_some_and(|key| self.names_other(key.as_str()));
            row.len() > 1 && named && !row.iter().skip(1).any(|cell| self.opens_duty(cell.as_str()))
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
        let width = table.width();
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
            let deeds = || self.deeds_among(text.as_str()).is_some() || self.opens_duty(text.as_str());
            if !self.names_other(name.as_str()) && deeds() {
                let category = Some(normal_title(name.as_str()));
                let area = Context { category, ..context.clone() };
                taken += self.take_run(*text, &area, SectionRole::Duties);
            }
        }
        taken
    }

    /// True for the name of a section that holds no duties.
    fn names_other(&self, name: &str) -> bool {
        section_called(name, self.lexicons).is_some_and(|role| !role.holds_tasks())
    }

    /// True for a duty that opens with its verb.
    fn opens_duty(&self, text: &'a str) -> bool {
        let judged = self.judge(text);
        judged.look == Look::Verb && judged.is_duty()
    }
}

/// The post behind the name of who holds it (`王　海　副站长`).
fn post(name: &str) -> &str {
    name.split_whitespace().next_back().unwrap_or(name)
}
