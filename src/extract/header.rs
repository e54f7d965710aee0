//! Headers of tables: what each column holds, and repairs of a header that contradicts itself.

use rustc_hash::FxHashMap;

use super::attribute::meaning;
use super::table::{Cells, Table};
use crate::document::AlignedStr;
use crate::lexicon::Lexicons;
use crate::lexicon::labels::Label;
use crate::mention::{Attribute, Repair};

/// Rule code of the repair of a header that repeats a label.
pub(super) const REPEATED_HEADER: &str = "GY801";

/// The names of a table's columns.
pub(super) struct Header<'a> {
    /// The block that holds it.
    pub(super) block: usize,
    /// The names as written.
    pub(super) names: Cells<'a>,
    /// What they say; `None` for a name that is not known.
    pub(super) labels: Vec<Option<Label>>,
}

impl<'a> Header<'a> {
    pub(super) fn of(block: usize, cells: &[AlignedStr<'a>], lexicons: &Lexicons) -> Self {
        let labels = cells.iter().map(|cell| meaning(cell.as_str(), lexicons)).collect();
        Self { block, names: cells.to_vec(), labels }
    }

    /// How many columns hold attributes.
    pub(super) fn attributes(&self) -> usize {
        let attribute = |label: &&Label| matches!(label, Label::Attribute(_) | Label::FrequencyImportance);
        self.labels.iter().flatten().filter(attribute).count()
    }
}

/// True if a row whose `filled` cells are not empty names the columns below it: at least two cells,
/// and half of them, are labels. Below another header the task's own column must hold a label: one
/// table ends there and another begins, whatever its other columns are called. A row that the
/// source marks needs no more than the name of the tasks.
pub(super) fn is_header(
    cells: &[AlignedStr<'_>],
    filled: usize,
    above: Option<&Header<'_>>,
    marked: bool,
    lexicons: &Lexicons,
) -> bool {
    if filled < 2 {
        return false;
    }
    let names_tasks = || cells.iter().any(|cell| meaning(cell.as_str(), lexicons) == Some(Label::Title));
    if let Some(above) = above {
        let title = above.labels.iter().position(|label| *label == Some(Label::Title)).unwrap_or(0);
        if cells.get(title).is_none_or(|cell| meaning(cell.as_str(), lexicons).is_none()) {
            return false;
        }
        return above.labels.len() == cells.len() && cells.len() > 2 || known(cells, lexicons) * 2 >= filled;
    }
    let known = known(cells, lexicons);
    known >= 2 && known * 2 >= filled || marked && filled > 2 && names_tasks()
}

fn known(cells: &[AlignedStr<'_>], lexicons: &Lexicons) -> usize {
    cells.iter().filter(|cell| meaning(cell.as_str(), lexicons).is_some()).count()
}

/// How often each label stands over a column in tables without a repeated label, by their width and
/// the column, in the order they come in: what a repeated label most probably stands for.
pub(super) struct HeaderHabits(FxHashMap<(usize, usize), Vec<(Label, usize)>>);

impl HeaderHabits {
    /// Reads the headers of all `tables`.
    pub(super) fn of<'t>(tables: impl Iterator<Item = &'t Table<'t>>) -> Self {
        let labels = tables.filter_map(|table| table.header.as_ref()).map(|header| &header.labels);
        let mut habits: FxHashMap<(usize, usize), Vec<(Label, usize)>> = FxHashMap::default();
        for labels in labels.filter(|labels| repeated(labels).is_none()) {
            for (at, label) in labels.iter().enumerate().filter_map(|(at, label)| Some((at, (*label)?))) {
                let counts = habits.entry((labels.len(), at)).or_default();
                match counts.iter_mut().find(|(known, _)| *known == label) {
                    Some((_, count)) => *count += 1,
                    None => counts.push((label, 1)),
                }
            }
        }
        Self(habits)
    }

    /// What most tables of this width call column `at`.
    fn habit(&self, width: usize, at: usize) -> Option<(Label, usize)> {
        self.0.get(&(width, at))?.iter().copied().max_by_key(|(_, count)| *count)
    }

    /// The columns of `header`, a label that it repeats by mistake read as the other tables call
    /// that column; with the repair, whose line is that of the header, `line`.
    pub(super) fn repaired(&self, header: &Header<'_>, line: usize) -> (Vec<Option<Label>>, Option<Repair>) {
        let mut labels = header.labels.clone();
        let found = repeated(&labels).and_then(|at| {
            let (label, count) = self.habit(labels.len(), at)?;
            (Some(label) != labels[at]).then_some((at, label, count))
        });
        let Some((at, label, count)) = found else { return (labels, None) };
        let reason = format!(
            "表头“{}”出现两次；同一文档另有 {count} 张同样列数的表，第 {} 列都是“{}”，故按此读取",
            header.names[at].as_str(),
            at + 1,
            label_name(label),
        );
        let reason_en = format!(
            "the header {:?} stands twice; in the other tables of that width here ({count}) column {} is {}, so it is read as that",
            header.names[at].as_str(),
            at + 1,
            label_key(label),
        );
        labels[at] = Some(label);
        (labels, Some(Repair { line, rule: REPEATED_HEADER.to_owned(), reason, reason_en }))
    }
}

/// The first column whose label an earlier column already has.
fn repeated(labels: &[Option<Label>]) -> Option<usize> {
    let mut seen: Vec<Label> = Vec::new();
    labels.iter().position(|label| {
        label.is_some_and(|label| {
            let again = seen.contains(&label);
            seen.push(label);
            again
        })
    })
}

/// What a label says, in English.
fn label_key(label: Label) -> &'static str {
    match label {
        Label::Title => "task",
        Label::Category => "category",
        Label::FrequencyImportance => "frequency and importance",
        Label::Attribute(attribute) => attribute.key(),
    }
}

/// What a label says, in Chinese.
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
