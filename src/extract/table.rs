//! Duties in tables: a column of tasks with columns of attributes, either way round.

use std::ops::Range;

use super::attribute::{meaning, values};
use super::collect::{Collector, Context, Found, normal_title};
use super::duty::judge;
use crate::document::{AlignedText, BlockKind, Document};
use crate::lexicon::Lexicons;
use crate::lexicon::sections::Label;
use crate::mention::{Attribute, MentionKind, Repair};

/// Rule code of the repair of a header that repeats a label.
pub(super) const REPEATED_HEADER: &str = "GY801";

/// A table of the document.
pub(super) struct Table {
    /// Rows of cells with their origin.
    rows: Vec<Vec<AlignedText>>,
    /// Index of the first row's block.
    first_block: usize,
    /// True if the source marks the first row as header.
    marked_header: bool,
}

/// The tables among the blocks of `body`.
pub(super) fn tables(document: &Document, body: Range<usize>) -> Vec<Table> {
    let mut out: Vec<Table> = Vec::new();
    let mut current = None;
    for at in body {
        let block = &document.blocks[at];
        let BlockKind::TableRow { table, header } = block.kind else {
            if block.kind != BlockKind::Markup {
                current = None;
            }
            continue;
        };
        if current != Some(table) {
            out.push(Table { rows: Vec::new(), first_block: at, marked_header: header });
            current = Some(table);
        }
        if let Some(last) = out.last_mut() {
            last.rows.push(block.cells());
        }
    }
    out
}

/// The header labels that each column position has in tables without a repeated label, by width:
/// what a repeated label most probably stands for.
pub(super) struct HeaderHabits(Vec<Vec<Option<Label>>>);

impl HeaderHabits {
    /// Reads the headers of all `tables`.
    pub(super) fn of<'t>(tables: impl Iterator<Item = &'t Table>, lexicons: &Lexicons) -> Self {
        let labels = tables.filter_map(|table| table.rows.first()).map(|row| header_labels(row, lexicons));
        Self(labels.filter(|labels| repeated(labels).is_none()).collect())
    }

    /// What most tables of this width call column `at`.
    fn habit(&self, width: usize, at: usize) -> Option<(Label, usize)> {
        let mut counts: Vec<(Label, usize)> = Vec::new();
        for label in self.0.iter().filter(|labels| labels.len() == width).filter_map(|labels| labels[at]) {
            match counts.iter_mut().find(|(known, _)| *known == label) {
                Some((_, count)) => *count += 1,
                None => counts.push((label, 1)),
            }
        }
        counts.into_iter().max_by_key(|(_, count)| *count)
    }
}

fn header_labels(row: &[AlignedText], lexicons: &Lexicons) -> Vec<Option<Label>> {
    row.iter().map(|cell| meaning(cell.as_str(), lexicons)).collect()
}

/// The first column whose label an earlier column already has.
fn repeated(labels: &[Option<Label>]) -> Option<usize> {
    (1..labels.len()).find(|&at| labels[at].is_some() && labels[..at].contains(&labels[at]))
}

impl Collector<'_> {
    /// Takes the duties of a table; returns how many. `tasks_expected` says that the section holds
    /// tasks; elsewhere a table must name its task column and an attribute.
    pub(super) fn take_table(
        &mut self,
        table: &Table,
        habits: &HeaderHabits,
        context: &Context,
        tasks_expected: bool,
        repairs: &mut Vec<Repair>,
    ) -> usize {
        let Some(header) = table.rows.first() else { return 0 };
        let mut labels = header_labels(header, self.lexicons);
        let known = labels.iter().flatten().count();
        if known < 2 || known * 2 < labels.len() {
            let transposed = self.transposed(table);
            return match transposed {
                Some(turned) if tasks_expected || turned.names_tasks => {
                    self.take_rows(&turned.rows, &turned.labels, context)
                }
                _ if tasks_expected => self.take_unlabelled(table, context),
                _ => 0,
            };
        }
        if let Some(at) = repeated(&labels)
            && let Some((label, count)) = habits.habit(labels.len(), at)
            && Some(label) != labels[at]
        {
            repairs.push(Repair {
                line: self.lines.line(self.document.blocks[table.first_block].span.start),
                rule: REPEATED_HEADER.to_owned(),
                reason: format!(
                    "表头“{}”出现两次；同一文档另有 {count} 张同样列数的表，第 {} 列都是“{}”，故按此读取",
                    header[at].as_str(),
                    at + 1,
                    label_name(label),
                ),
            });
            labels[at] = Some(label);
        }
        let titled = labels.contains(&Some(Label::Title));
        let attributes =
            labels.iter().flatten().filter(|label| !matches!(label, Label::Title | Label::Category)).count();
        if !titled {
            // The first column names the tasks if nothing else does.
            match labels.iter().position(Option::is_none) {
                Some(at) if tasks_expected && attributes >= 2 => labels[at] = Some(Label::Title),
                _ => return 0,
            }
        }
        if !tasks_expected && attributes < 2 {
            return 0;
        }
        self.take_rows(&table.rows[1..], &labels, context)
    }

    fn take_rows(&mut self, rows: &[Vec<AlignedText>], labels: &[Option<Label>], context: &Context) -> usize {
        let mut taken = 0;
        let mut category: Option<String> = None;
        for row in rows {
            let cell = |wanted: Label| {
                labels.iter().position(|label| *label == Some(wanted)).and_then(|at| row.get(at))
            };
            if let Some(group) = cell(Label::Category).filter(|cell| !cell.is_empty()) {
                category = Some(normal_title(group.as_str()));
            }
            let Some(title) = cell(Label::Title).filter(|cell| !cell.is_empty()) else { continue };
            let judged = judge(title.as_str(), self.role.as_deref(), self.lexicons);
            if let Some(against) = judged.against {
                self.skip(title, against);
                continue;
            }
            let mut attributes: Vec<(Attribute, AlignedText)> = Vec::new();
            for (label, cell) in labels.iter().zip(row) {
                if let Some(label) = label {
                    attributes.extend(values(*label, cell));
                }
            }
            let mut context = context.clone();
            if category.is_some() {
                context.category.clone_from(&category);
            }
            self.push(
                Found { title: title.clone(), name: None, kind: MentionKind::TableRow, attributes },
                &context,
            );
            taken += 1;
        }
        taken
    }

    /// A table without known headers in a section of duties: the column whose cells are duties.
    fn take_unlabelled(&mut self, table: &Table, context: &Context) -> usize {
        let width = table.rows.iter().map(Vec::len).max().unwrap_or(0);
        let start = usize::from(table.marked_header);
        let rows = &table.rows[start.min(table.rows.len())..];
        let duties = |at: usize| {
            rows.iter()
                .filter_map(|row| row.get(at))
                .filter(|cell| judge(cell.as_str(), self.role.as_deref(), self.lexicons).is_duty())
                .count()
        };
        let Some((column, count)) =
            (0..width).map(|at| (at, duties(at))).max_by_key(|(at, count)| (*count, std::cmp::Reverse(*at)))
        else {
            return 0;
        };
        if count < 2 || count * 2 < rows.len() {
            return 0;
        }
        let mut labels = vec![None; width];
        labels[column] = Some(Label::Title);
        if column > 0 && labels[0].is_none() {
            labels[0] = Some(Label::Category);
        }
        self.take_rows(rows, &labels, context)
    }

    /// The table turned round, if its first column holds the labels.
    fn transposed(&self, table: &Table) -> Option<Turned> {
        let width = table.rows.iter().map(Vec::len).min()?;
        let labels: Vec<Option<Label>> = table
            .rows
            .iter()
            .map(|row| row.first().and_then(|cell| meaning(cell.as_str(), self.lexicons)))
            .collect();
        let known = labels.iter().flatten().count();
        if width < 2 || known < 3 || known * 2 < labels.len() || !labels.contains(&Some(Label::Title)) {
            return None;
        }
        let rows = (1..width).map(|at| table.rows.iter().map(|row| row[at].clone()).collect()).collect();
        Some(Turned { rows, labels, names_tasks: true })
    }
}

struct Turned {
    rows: Vec<Vec<AlignedText>>,
    labels: Vec<Option<Label>>,
    names_tasks: bool,
}

fn label_name(label: Label) -> &'static str {
    match label {
        Label::Title => "任务",
        Label::Category => "类别",
        Label::FrequencyImportance => "频率/重要性",
        Label::Attribute(attribute) => match attribute {
            Attribute::Description => "任务描述",
            Attribute::Purpose => "目的/目标",
            Attribute::Skills => "所需技能",
            Attribute::Tools => "常用工具/技术",
            Attribute::Collaborators => "协作对象",
            Attribute::Frequency => "频率",
            Attribute::Importance => "重要性",
            Attribute::Deliverables => "交付物",
            Attribute::Metrics => "考核指标",
            Attribute::Inputs => "输入",
            Attribute::Responsibility => "责任人",
            Attribute::Other => "备注",
        },
    }
}
