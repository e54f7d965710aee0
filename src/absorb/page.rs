//! Reading `taxonomy.md` back, edited or not.
//!
//! A heading of the first level with an id is a role, of the second a category, of the third a
//! task; headings without id among them are what a person added. Under a task, labelled items are
//! attributes and paragraphs its description. Source marks, links and the sections that are made
//! from other data (类别, 角色概况, 待复核 …) say nothing that could be changed here.

use std::collections::BTreeMap;

use super::sheet::{CategoryRow, Heading, Known, Line, Sheet, TaskRow};
use crate::mention::Attribute;
use crate::render::labels::{ATTRIBUTES, GENERATED, NO_AGREEMENT};
use crate::render::markup::unescaped;

/// Where a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Before the first category of a role.
    Role,
    /// In a category, before its first task.
    Category,
    /// In a task.
    Task,
    /// In a section that is made from other data.
    Generated,
    /// In a section whose lines are not compared: they only repeat.
    Repeated,
}

impl Sheet {
    /// Reads the text of a `taxonomy.md`; `known` are the values that may stand in it.
    pub fn of_markdown(text: &str, known: &Known) -> Self {
        let mut page = Page { sheet: Self::default(), place: Place::Role, known };
        for (number, line) in text.lines().enumerate() {
            page.line(number + 1, line.trim());
        }
        page.sheet
    }
}

struct Page<'a> {
    sheet: Sheet,
    place: Place,
    known: &'a Known,
}

impl Page<'_> {
    fn line(&mut self, number: usize, line: &str) {
        let level = line.len() - line.trim_start_matches('#').len();
        if (1..=3).contains(&level) && line[level..].starts_with(' ') {
            return self.heading(number, level, &line[level..]);
        }
        let text = without_marks(line);
        let repeated = text.is_empty()
            || text.starts_with("<a id=") && text.ends_with("</a>")
            || text.starts_with("<!-- guiyi ")
            || text.starts_with('[') && text.contains("]: ")
            || text.starts_with("共 ") && text.ends_with("两篇以上文档佐证。")
            || text == "（人工补充）";
        if repeated || self.place == Place::Repeated {
            return;
        }
        if self.place != Place::Task || !self.value(&text) {
            let last = self.sheet.tasks.last().filter(|_| self.place == Place::Task);
            let task = last.and_then(|task| task.heading.id.clone());
            self.sheet.others.push(Line { number, text, task });
        }
    }

    fn heading(&mut self, number: usize, level: usize, text: &str) {
        let (title, id) = match text
            .rsplit_once("<!--")
            .and_then(|(title, id)| Some((title, id.trim_end().strip_suffix("-->")?.trim())))
        {
            Some((title, id)) if !id.is_empty() && !id.contains(' ') => (title, Some(id.to_owned())),
            _ => (text, None),
        };
        let heading = Heading { id, title: unescaped(without_marks(title).trim()), line: number };
        let generated = GENERATED.contains(&heading.title.as_str()) && heading.id.is_none();
        match level {
            1 if generated => self.place = Place::Repeated,
            1 => {
                self.place = Place::Role;
                self.sheet.roles.push(heading);
            }
            2 if generated => {
                let repeats = matches!(heading.title.as_str(), "类别" | "来源");
                self.place = if repeats { Place::Repeated } else { Place::Generated };
            }
            2 => {
                self.place = Place::Category;
                let role = self.sheet.roles.len().checked_sub(1);
                self.sheet.categories.push(CategoryRow { heading, role });
            }
            _ if matches!(self.place, Place::Generated | Place::Repeated) => {
                self.sheet.others.push(Line { number, text: heading.title, task: None });
            }
            _ => {
                self.place = Place::Task;
                let category = self.sheet.categories.len().checked_sub(1);
                self.sheet.tasks.push(TaskRow { heading, category, values: BTreeMap::new() });
            }
        }
    }

    /// Takes a line under a task; false if it says nothing that can be taken.
    fn value(&mut self, text: &str) -> bool {
        let Some(task) = self.sheet.tasks.last_mut() else { return false };
        let label = text.strip_prefix("- **").or_else(|| text.strip_prefix("* **"));
        let labelled = label.and_then(|rest| rest.split_once("**：").or_else(|| rest.split_once("**:")));
        let Some((name, rest)) = labelled else {
            if text.starts_with(['-', '*', '|', '>']) {
                return false;
            }
            let value = unescaped(text).trim_end_matches('。').to_owned();
            task.values.entry(Attribute::Description).or_default().push(value);
            return true;
        };
        let Some(&(attribute, _)) = ATTRIBUTES.iter().find(|(_, known)| *known == name.trim()) else {
            return false;
        };
        let own = task.heading.id.as_ref().and_then(|id| self.known.get(id));
        let known = own.and_then(|own| own.get(&attribute)).map(Vec::as_slice).unwrap_or_default();
        let values = pieces(&unescaped(rest.trim().trim_end_matches(NO_AGREEMENT)), attribute, known);
        task.values.entry(attribute).or_default().extend(values);
        true
    }
}

/// The values of a row. A separator inside a known value does not part it.
fn pieces(text: &str, attribute: Attribute, known: &[String]) -> Vec<String> {
    let between: &[&str] = match attribute {
        _ if text.contains(" ／ ") => &[" ／ "],
        Attribute::Purpose | Attribute::Metrics | Attribute::Other => &["；"],
        _ => &["、", "；"],
    };
    let mut out = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let ends = |value: &&String| {
            rest.strip_prefix(value.as_str()).is_some_and(|behind| {
                behind.is_empty() || between.iter().any(|mark| behind.starts_with(mark))
            })
        };
        let whole = known.iter().filter(|value| !value.is_empty()).filter(ends).map(String::len).max();
        let next = between.iter().filter_map(|mark| rest.find(mark)).min().unwrap_or(rest.len());
        let end = whole.unwrap_or(next);
        let piece = rest[..end].trim();
        if !piece.is_empty() {
            out.push(piece.to_owned());
        }
        rest = &rest[end..];
        rest = between.iter().find_map(|mark| rest.strip_prefix(mark)).unwrap_or(rest).trim_start();
    }
    out
}

/// A line without source marks: `<sup>[1:5] [2:6]</sup>`.
fn without_marks(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, marked)) = rest.split_once("<sup>[") {
        out.push_str(before);
        match marked.split_once("]</sup>") {
            Some((_, behind)) => rest = behind,
            None => {
                out.push_str("<sup>[");
                rest = marked;
            }
        }
    }
    out.push_str(rest);
    out.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_inside_known_values_do_not_part_them() {
        let known = ["甲、乙".to_owned(), "甲".to_owned()];
        assert_eq!(pieces("甲、乙、丙", Attribute::Tools, &known), ["甲、乙", "丙"]);
        assert_eq!(pieces("甲、丙；丁", Attribute::Tools, &known), ["甲", "丙", "丁"]);
        assert_eq!(pieces("每周 ／ 每月", Attribute::Frequency, &[]), ["每周", "每月"]);
        assert_eq!(pieces("少错、少漏；不误点", Attribute::Purpose, &[]), ["少错、少漏", "不误点"]);
    }

    #[test]
    fn marks_go_and_text_stays() {
        assert_eq!(without_marks("每周<sup>[1:2] [3:4]</sup> ／ 每月<sup>[2:1]</sup>"), "每周 ／ 每月");
        assert_eq!(without_marks("H<sup>[甲"), "H<sup>[甲");
    }

    #[test]
    fn a_heading_without_id_is_something_new() {
        let text = "# 店长 <!-- SM -->\n\n## 人员 <!-- SM-C01 -->\n\n### 排班 <!-- SM-0001 -->\n\n<sup>[1:1]</sup>\n\n\
                    每周排定班次<sup>[1:1]</sup>\n\n- **工具**：表格\n\n### 带 \\*新人\\*\n\n## 设备\n\n## 角色概况\n\n### 学历\n\n- 大专\n";
        let sheet = Sheet::of_markdown(text, &Known::new());
        assert_eq!(sheet.tasks.len(), 2);
        assert_eq!(sheet.tasks[0].values[&Attribute::Description], ["每周排定班次"]);
        assert_eq!(
            (sheet.tasks[1].heading.id.as_ref(), sheet.tasks[1].heading.title.as_str()),
            (None, "带 *新人*")
        );
        assert_eq!(sheet.categories[1].heading.title, "设备");
        let others: Vec<&str> = sheet.others.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(others, ["学历", "- 大专"]);
    }
}
