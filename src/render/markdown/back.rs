//! What stands behind the sections of roles: questions, decisions to look at, sources, definitions of marks.

use std::collections::BTreeSet;
use std::io::{self, Write};

use super::{Options, Page};
use crate::render::marks::Mark;
use crate::render::markup::escaped;
use crate::render::rulings;
use crate::taxonomy::{DocumentRef, Taxonomy};

/// A question, and where the statements stand that it is about.
#[derive(Debug)]
pub(crate) struct Asked<'a> {
    pub(crate) question: &'a str,
    pub(crate) places: BTreeSet<Mark>,
}

/// What stands behind the sections of roles: `asked` are the first of all `questions`, `printed` the marks in the
/// sections. Of the taxonomy only the number of roles, sources, copies and decisions are looked at.
pub(crate) fn back_matter(
    taxonomy: &Taxonomy,
    options: &Options,
    asked: &[Asked<'_>],
    questions: usize,
    printed: BTreeSet<Mark>,
) -> io::Result<String> {
    let mut page = Page::new(taxonomy, options);
    page.marks.note(printed);
    if taxonomy.roles.len() != 1 {
        writeln!(page.out, "# 附录\n")?;
    }
    page.review(asked, questions)?;
    rulings::write(taxonomy, &mut page.out)?;
    page.sources()?;
    page.marks.define(&mut page.out)?;
    page.take()
}

impl Page<'_> {
    fn review(&mut self, asked: &[Asked<'_>], questions: usize) -> io::Result<()> {
        if asked.is_empty() {
            return Ok(());
        }
        writeln!(self.out, "## 待复核\n")?;
        for one in asked {
            let marks = self.marks.at(one.places.clone());
            writeln!(self.out, "- {}{marks}", escaped(one.question))?;
        }
        if let Some(more) = questions.checked_sub(asked.len()).filter(|more| *more > 0) {
            writeln!(self.out, "- 另有 {more} 个问题见 taxonomy.json 的 review。")?;
        }
        writeln!(self.out)
    }

    fn sources(&mut self) -> io::Result<()> {
        writeln!(self.out, "## 来源\n")?;
        for (index, source) in self.taxonomy.sources.iter().enumerate() {
            let target = self.marks.target(source.path.as_str());
            let documents =
                if source.documents > 1 { format!("（{} 篇）", source.documents) } else { String::new() };
            writeln!(self.out, "{}. [{}]({target}){documents}", index + 1, escaped(source.path.as_str()))?;
        }
        let copies = &self.taxonomy.copies;
        if !copies.is_empty() {
            writeln!(self.out, "\n转载的文档，与原文合计为一份佐证：\n")?;
        }
        for copy in copies {
            let name = |one: &DocumentRef| {
                let number = if one.document > 0 {
                    format!("（第 {} 篇）", one.document + 1)
                } else {
                    String::new()
                };
                format!("{}{number}", escaped(one.source.as_str()))
            };
            let share = (copy.containment * 100.0).round();
            writeln!(self.out, "- {}：{share}% 见于 {}", name(&copy.document), name(&copy.original))?;
        }
        Ok(())
    }
}
