//! Duties in tables: a column of tasks with columns of attributes.

use rustc_hash::FxHashSet;

use super::attribute::values;
use super::clock::is_time;
use super::collect::{Collector, Context, Found, Shared};
use super::header::{Header, HeaderHabits};
use super::naming::normal_title;
use super::table::{Cells, Table};
use super::wording::cut;
use crate::document::AlignedStr;
use crate::lexicon::labels::Label;
use crate::mention::{Attribute, Evidence, Ground, MentionKind, Reason, Repair};
use crate::outline::title::{bare, ordinal};

impl<'a> Collector<'a> {
    /// Takes the duties of a table; returns how many. `tasks_expected` says that the section holds
    /// tasks; elsewhere a table must name its task column and an attribute.
    pub(super) fn take_table(
        &mut self,
        table: &Table<'a>,
        habits: &HeaderHabits,
        context: &Context,
        tasks_expected: bool,
        repairs: &mut Vec<Repair>,
    ) -> usize {
        let tasks_expected = tasks_expected
            || table.caption.as_ref().is_some_and(|caption| {
                let role = self.lexicons.sections.named_exactly(&bare(caption.as_str()));
                role.is_some_and(|role| role.holds_tasks())
            });
        let mut context = context.clone();
        let group = table.caption.as_ref().map(|caption| normal_title(caption.as_str()));
        let numbered = table.caption.as_ref().is_some_and(|caption| ordinal(caption.as_str()).is_some());
        let group =
            group.filter(|name| numbered || self.lexicons.sections.named_exactly(&bare(name)).is_none());
        context.category = group.or(context.category);
        let context = &context;
        let part = self.part_of_form(table);
        let inside = part.map_or(0, |part| self.take_table(&part, habits, context, true, repairs));
        if inside > 0 {
            return inside;
        }
        let by_rows = self.take_cards(table, context, tasks_expected);
        if by_rows > 0 {
            return by_rows;
        }
        let of_posts = self.take_posts(table, context);
        if of_posts > 0 {
            return of_posts;
        }
        let Some(header) = &table.header else {
            return if tasks_expected { self.take_headless(table, context) } else { 0 };
        };
        let line = self.lines.line(self.document.blocks[header.block].span.start);
        let (mut labels, repair) = habits.repaired(header, line);
        repairs.extend(repair);
        let attributes = header.attributes();
        if !labels.contains(&Some(Label::Title)) {
            let measured = self.take_measured(table, (&labels, &header.names), context);
            if measured > 0 {
                return measured;
            }
            match self.titles(table, &labels) {
                Some(at) if tasks_expected && attributes >= 1 => labels[at] = Some(Label::Title),
                _ if tasks_expected => return self.take_area_rows(table, context),
                _ => return 0,
            }
        }
        let parties = self.parties(table, header, &labels);
        let titles = labels.iter().position(|label| *label == Some(Label::Title));
        let told = attributes >= 2
            || parties.len() >= 2
            || attributes == 1 && titles.is_some_and(|at| self.mostly_duties(&table.rows, at));
        if !tasks_expected && !told {
            return 0;
        }
        let own = self.own_party(&parties, &header.names).or_else(|| self.party_told_of(&parties, header));
        let shared = shared(&labels, &parties, &header.names);
        let columns = Columns { labels: &labels, parties: &parties, shared, own, names: &header.names };
        let before = self.mentions.len();
        let taken = self.take_rows(&table.rows, &columns, context);
        if !tasks_expected && attributes == 0 {
            self.in_matrices += self.mentions.len() - before;
        }
        taken
    }

    /// The column that names the tasks where no header says so: the first without a known name
    /// that holds more than numbers or a few codes, if the names beside it are attributes or its cells
    /// duties; else the description, if its cells are duties (`时间 | 内容`).
    fn titles(&self, table: &Table<'a>, labels: &[Option<Label>]) -> Option<usize> {
        let words = |at: usize| {
            let cells = table.rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.as_str());
            let cells: Vec<&str> = cells.filter(|cell| cell.chars().any(char::is_alphabetic)).collect();
            let kinds: FxHashSet<&str> = cells.iter().copied().collect();
            !cells.is_empty() && 2 * kinds.len() >= cells.len()
        };
        let unnamed = (0..labels.len()).find(|&at| labels[at].is_none() && words(at));
        let known = labels.iter().flatten().count();
        unnamed.filter(|&at| known >= 2 || self.mostly_duties(&table.rows, at)).or_else(|| {
            let description = Some(Label::Attribute(Attribute::Description));
            let at = labels.iter().position(|label| *label == description)?;
            self.mostly_duties(&table.rows, at).then_some(at)
        })
    }

    fn mostly_duties(&self, rows: &[Cells<'a>], at: usize) -> bool {
        let count = self.duties_in(rows, at);
        count > 0 && 2 * count >= rows.len()
    }

    fn duties_in(&self, rows: &[Cells<'a>], at: usize) -> usize {
        rows.iter().filter_map(|row| row.get(at)).filter(|cell| self.judge(cell.as_str()).is_duty()).count()
    }

    /// The columns of a responsibility matrix: every cell holds a code.
    fn parties(&self, table: &Table<'a>, header: &Header<'_>, labels: &[Option<Label>]) -> Vec<usize> {
        let code = |cell: &AlignedStr<'_>| cell.is_empty() || self.lexicons.parties.holds(cell.as_str());
        let coded = |at: usize| {
            let mut cells = table.rows.iter().filter_map(|row| row.get(at)).peekable();
            cells.peek().is_some() && cells.all(code)
        };
        let party = |&at: &usize| {
            labels[at].is_none_or(|label| label != Label::Title) && !header.names[at].is_empty()
        };
        let filled = |at: &usize| {
            table.rows.iter().any(|row| row.get(*at).is_some_and(|cell| self.answers(*cell).is_some()))
        };
        (0..labels.len()).filter(party).filter(|&at| coded(at)).filter(filled).collect()
    }

    pub(super) fn take_rows(
        &mut self,
        rows: &[Cells<'a>],
        columns: &Columns<'_, 'a>,
        context: &Context,
    ) -> usize {
        let mut taken = 0;
        let mut context = context.clone();
        let at_label = |wanted: Label| columns.labels.iter().position(|label| *label == Some(wanted));
        let (title, category) = (at_label(Label::Title), at_label(Label::Category));
        let mut shared: Vec<(Attribute, &Shared)> = Vec::new();
        for row in rows {
            let cell =
                |at: Option<usize>| at.and_then(|at| row.get(at)).copied().filter(|cell| !cell.is_empty());
            let mut filled = row.iter().filter(|cell| !cell.is_empty());
            // A row across all columns is the title of a group.
            if let (Some(group), None) = (filled.next(), filled.next())
                && columns.labels.len() > 1
                && row.first().is_some_and(|first| !first.is_empty())
                && category.is_none()
            {
                context.category = Some(normal_title(group.as_str()));
                continue;
            }
            if let Some(group) = cell(category) {
                context.category = Some(normal_title(group.as_str()));
            }
            let Some(title) = cell(title) else { continue };
            if let Some(against) = self.against_row(title, row, columns) {
                let evidence = Evidence { ground: Ground::Column, ..Evidence::default() };
                self.skip((title, MentionKind::TableRow), evidence, against, &context);
                continue;
            }
            let mut attributes: Vec<(Attribute, AlignedStr<'a>)> = Vec::new();
            shared.clear();
            let mut parties = columns.parties.iter().enumerate().peekable();
            for (at, cell) in row.iter().enumerate() {
                match columns.labels.get(at).copied().flatten() {
                    _ if parties.peek().is_some_and(|(_, party)| **party == at) => {
                        let party = parties.next().map_or(0, |(nth, _)| nth);
                        let Some(answers) = self.answers(*cell) else { continue };
                        let key = if answers { Attribute::Responsibility } else { Attribute::Collaborators };
                        match columns.shared.get(party) {
                            Some(name) => shared.push((key, name)),
                            None => attributes.push((key, columns.names[at])),
                        }
                    }
                    Some(label) => attributes.extend(values(label, *cell)),
                    None => {}
                }
            }
            let evidence = Evidence { ground: Ground::Column, ..Evidence::default() };
            let kind = MentionKind::TableRow;
            for title in self.deeds_in_cell(title) {
                let attributes = attributes.clone();
                self.push_sharing(Found { title, name: None, kind, attributes, evidence }, &shared, &context);
                taken += 1;
            }
        }
        taken
    }

    /// A cell of the tasks' column, or the deeds it holds: numbered, or between semicolons.
    fn deeds_in_cell(&self, cell: AlignedStr<'a>) -> Vec<AlignedStr<'a>> {
        let pieces = self.deeds_among(cell.as_str());
        pieces.map_or_else(
            || vec![cell],
            |pieces| pieces.into_iter().map(|piece| cell.slice(piece).trimmed()).collect(),
        )
    }

    /// Why a row is no duty of the role: its words, or a matrix that gives it to others.
    fn against_row(
        &self,
        title: AlignedStr<'a>,
        row: &Cells<'_>,
        columns: &Columns<'_, 'a>,
    ) -> Option<Reason> {
        let others =
            columns.own.is_some_and(|at| row.get(at).is_none_or(|cell| self.answers(*cell) != Some(true)));
        if others {
            return Some(Reason::Others);
        }
        self.judge(title.as_str()).against
    }

    /// Whether a cell's code makes its party answer for the task; `None` if it is no code.
    fn answers(&self, cell: AlignedStr<'_>) -> Option<bool> {
        self.lexicons.parties.answers(cell.as_str())
    }

    /// A table without known headers in a section of duties: the column whose cells are duties.
    pub(super) fn take_unlabelled(&mut self, table: &Table<'a>, context: &Context) -> usize {
        let width = table.width();
        let start = usize::from(table.marked_header && table.rows.len() > 1);
        let rows = &table.rows[start..];
        let Some((column, count)) = (0..width)
            .map(|at| (at, self.duties_in(rows, at)))
            .max_by_key(|(at, count)| (*count, std::cmp::Reverse(*at)))
        else {
            return 0;
        };
        let filled = |at: usize| {
            rows.iter()
                .filter_map(|row| row.get(at))
                .filter(|cell| cell.as_str().chars().any(char::is_alphabetic))
                .count()
        };
        // 能解释规则 among the levels of a skill says what someone can do, not what is done on a day.
        let done = |at: usize| {
            let judged = |cell: &AlignedStr<'a>| self.judge(cell.as_str());
            let cells = rows.iter().filter_map(|row| row.get(at)).map(judged);
            cells.filter(|judged| judged.is_duty() && !judged.able).count()
        };
        let days: Vec<usize> =
            (1..width).filter(|&at| filled(at) > 1 && 2 * done(at) >= filled(at)).collect();
        let timed = |at: &usize| {
            let name = table.rows.first().filter(|_| start == 1).and_then(|top| top.get(*at));
            name.is_some_and(|name| is_time(name.as_str(), &self.lexicons.particles))
        };
        let several = days.len() >= MIN_DAYS || days.len() > 1 && days.iter().all(timed);
        if several && 2 * days.len() > width {
            return self.take_timetable(rows, &days, context);
        }
        if count < 2 || count * 2 < rows.len() {
            return 0;
        }
        let mut labels = vec![None; width];
        labels[column] = Some(Label::Title);
        let words = |cell: &AlignedStr<'_>| cell.as_str().chars().any(char::is_alphabetic);
        if column > 0 && rows.iter().filter_map(|row| row.first()).any(words) {
            labels[0] = Some(Label::Category);
        }
        if column == 0 && width == 2 {
            labels[1] = Some(Label::Attribute(Attribute::Description));
        }
        let columns = Columns { labels: &labels, parties: &[], shared: Vec::new(), own: None, names: &[] };
        self.take_rows(rows, &columns, context)
    }

    /// Takes the cells of a timetable, which has duties in every column.
    fn take_timetable(&mut self, rows: &[Cells<'a>], days: &[usize], context: &Context) -> usize {
        let mut taken = 0;
        for cell in rows.iter().flat_map(|row| days.iter().filter_map(|&at| row.get(at))) {
            for piece in cut(cell.as_str(), &['；', ';']) {
                let title = cell.slice(piece);
                let judged = self.judge(title.as_str());
                let named =
                    title.as_str().starts_with(char::is_alphabetic) && title.as_str().chars().count() > 2;
                if named && judged.against.is_none() {
                    let evidence = Evidence { ground: Ground::Column, ..judged.evidence(title) };
                    let kind = MentionKind::TableRow;
                    self.push(Found { title, name: None, kind, attributes: Vec::new(), evidence }, context);
                    taken += 1;
                }
            }
        }
        taken
    }
}

/// The names of `parties` as values for many rows, if they differ and no other column gives values of the
/// same attributes: so no row can state one twice.
fn shared(labels: &[Option<Label>], parties: &[usize], names: &[AlignedStr<'_>]) -> Vec<Shared> {
    let of_party =
        [Attribute::Responsibility, Attribute::Collaborators].map(|key| Some(Label::Attribute(key)));
    if (0..labels.len()).any(|at| of_party.contains(&labels[at]) && !parties.contains(&at)) {
        return Vec::new();
    }
    let shared: Option<Vec<Shared>> = parties.iter().map(|&at| Shared::of(names[at])).collect();
    let shared = shared.unwrap_or_default();
    let mut seen = FxHashSet::default();
    if shared.iter().all(|name| seen.insert(name.as_str())) { shared } else { Vec::new() }
}

/// From so many columns of duties, they are the days or shifts of a timetable.
const MIN_DAYS: usize = 3;

/// What the columns of a table hold.
pub(super) struct Columns<'t, 'a> {
    /// What each says.
    pub(super) labels: &'t [Option<Label>],
    /// Those of the parties of a responsibility matrix, in order.
    pub(super) parties: &'t [usize],
    /// The names of the parties as values, if nothing else gives values beside them; else empty.
    pub(super) shared: Vec<Shared>,
    /// The one of the role itself.
    pub(super) own: Option<usize>,
    /// Their names; empty if there is no header.
    pub(super) names: &'t [AlignedStr<'a>],
}
