//! `taxonomy.md`: the role specification as a document for people.
//!
//! Ids stand in HTML comments behind headings. Source marks such as `[1:56]` (source 1, line 56)
//! are reference links to file and line, defined once at the end, so that the text stays readable
//! as plain text too. The last line is a seal (see [`super::seal`]), by which hand edits are told.

mod back;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

pub(crate) use back::{Asked, back_matter};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::labels::{ATTRIBUTES, FACETS, NO_AGREEMENT};
use super::marks::{self, Mark, Marks};
use super::markup::{escaped, trimmed};
use super::seal::{self, Sealed};
use crate::mention::Attribute;
use crate::taxonomy::{Category, MentionRef, Role, StatementKind, Task, Taxonomy, UNCLASSIFIED, Value};

/// How the document looks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Options {
    /// Where source paths start, as seen from the document: `../sources/`.
    pub source_base: String,
    /// At most this many statements of what a role is, the first of each document; JSON has all.
    pub overview: usize,
    /// Facts about a role are cut behind this many characters; JSON has them whole.
    pub facet_length: usize,
    /// At most this many questions are printed; JSON has all.
    pub questions: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { source_base: String::new(), overview: 3, facet_length: 200, questions: 20 }
    }
}

/// Writes the document. Valid CommonMark; the same taxonomy and options give the same bytes.
///
/// # Errors
/// Whatever `out` fails with.
pub fn write(taxonomy: &Taxonomy, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(&sealed(taxonomy, options)?.bytes)
}

/// The same as a finished file.
///
/// # Errors
/// None in practice: the bytes go to memory.
pub fn sealed(taxonomy: &Taxonomy, options: &Options) -> io::Result<Sealed> {
    sealed_sections(taxonomy, options, &sections(taxonomy, options, taxonomy.roles.iter())?)
}

/// The same with the sections of all roles.
pub(crate) fn sealed_sections(
    taxonomy: &Taxonomy,
    options: &Options,
    sections: &[Section],
) -> io::Result<Sealed> {
    let marks = Marks::new(taxonomy, &options.source_base);
    let asked = taxonomy.review.iter().take(options.questions);
    let asked: Vec<Asked<'_>> = asked
        .map(|item| Asked { question: &item.question, places: marks.places([&item.a, &item.b]) })
        .collect();
    let printed = sections.iter().flat_map(|section| section.marks.iter().copied()).collect();
    let back = back_matter(taxonomy, options, &asked, taxonomy.review.len(), printed)?;
    let body = sections.iter().map(|section| section.text.as_str()).chain([back.as_str()]).collect();
    Ok(sealed_body(body, taxonomy.revision))
}

/// Appends a section of an earlier document, in which sources had other numbers, to `out`: `numbers` gives the number
/// of each source by the one it had, less one.
pub(crate) fn renumbered(section: &str, numbers: &[usize], out: &mut String) {
    if numbers.iter().copied().eq(1..=numbers.len()) {
        out.push_str(section);
    } else {
        marks::renumbered(section, numbers, out);
    }
}

/// A document of sections and back matter as a finished file.
pub(crate) fn sealed_body(body: String, revision: u32) -> Sealed {
    seal::markdown(body, revision)
}

/// What the document says of one role.
#[derive(Debug)]
pub(crate) struct Section {
    pub(crate) text: String,
    /// The marks in it.
    pub(crate) marks: BTreeSet<Mark>,
}

/// The sections of these `roles` of a taxonomy. They depend on its categories, tasks and mentions of these roles, on
/// all its terms and on the order of all its sources.
pub(crate) fn sections<'a>(
    taxonomy: &'a Taxonomy,
    options: &'a Options,
    roles: impl Iterator<Item = &'a Role>,
) -> io::Result<Vec<Section>> {
    let mut page = Page::new(taxonomy, options);
    roles
        .map(|role| {
            page.role(role)?;
            Ok(Section { text: page.take()?, marks: page.marks.take() })
        })
        .collect()
}

struct Page<'a> {
    taxonomy: &'a Taxonomy,
    options: &'a Options,
    out: Vec<u8>,
    tasks: BTreeMap<&'a str, &'a Task>,
    /// Titles of the terms.
    terms: BTreeMap<&'a str, &'a str>,
    marks: Marks<'a>,
}

impl<'a> Page<'a> {
    fn new(taxonomy: &'a Taxonomy, options: &'a Options) -> Self {
        Self {
            taxonomy,
            options,
            out: Vec::new(),
            tasks: taxonomy.tasks.iter().map(|task| (task.id.as_str(), task)).collect(),
            terms: taxonomy.terms.iter().map(|term| (term.id.as_str(), term.title.as_str())).collect(),
            marks: Marks::new(taxonomy, &options.source_base),
        }
    }

    /// What was written so far.
    fn take(&mut self) -> io::Result<String> {
        String::from_utf8(std::mem::take(&mut self.out))
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
    }

    fn role(&mut self, role: &Role) -> io::Result<()> {
        let taxonomy = self.taxonomy;
        let categories: Vec<&Category> =
            taxonomy.categories.iter().filter(|category| category.role == role.id).collect();
        writeln!(self.out, "# {} <!-- {} -->\n", escaped(&role.title), role.id)?;
        if !role.aliases.is_empty() {
            let aliases: Vec<String> = role.aliases.iter().map(|alias| escaped(alias)).collect();
            writeln!(self.out, "又称：{}\n", aliases.join("、"))?;
        }
        self.overview(role)?;
        let tasks: usize = categories.iter().map(|category| category.tasks.len()).sum();
        if tasks > 0 {
            self.numbers_of(&categories, tasks)?;
        }
        if categories.len() > 1 {
            self.index(&categories)?;
        }
        for category in &categories {
            self.category(category, categories.len() == 1)?;
        }
        self.facets(role)
    }

    /// The first statement of each document, in the order of documents.
    fn overview(&mut self, role: &Role) -> io::Result<()> {
        let mut documents: BTreeSet<(&str, usize)> = BTreeSet::new();
        let place = |id: &String| {
            let mention = self.marks.mention(id)?;
            Some((mention.source.as_str(), mention.document))
        };
        let first = |value: &&Value| value.mentions.iter().filter_map(place).any(|at| documents.insert(at));
        let shown: Vec<&Value> = role.overview.iter().filter(first).take(self.options.overview).collect();
        for value in shown {
            let marks = self.marks.of(&value.mentions);
            writeln!(self.out, "{}{marks}\n", escaped(&value.value))?;
        }
        Ok(())
    }

    fn numbers_of(&mut self, categories: &[&Category], tasks: usize) -> io::Result<()> {
        let ids = categories.iter().flat_map(|category| &category.tasks);
        let own: Vec<&Task> = ids.filter_map(|id| self.tasks.get(id.as_str()).copied()).collect();
        let mentions: Vec<&String> = own.iter().flat_map(|task| &task.mentions).collect();
        let stated = mentions.iter().filter_map(|id| self.marks.mention(id));
        let places: Vec<&MentionRef> =
            stated.filter(|mention| mention.kind != StatementKind::Manual).collect();
        let documents: BTreeSet<_> =
            places.iter().map(|mention| (mention.source.as_str(), mention.document)).collect();
        let sources: BTreeSet<_> = documents.iter().map(|(source, _)| source).collect();
        let shared = own.iter().filter(|task| task.support > 1).count();
        writeln!(
            self.out,
            "共 {tasks} 项任务，分为 {} 类，归并自 {} 个来源、{} 篇文档中的 {} 处表述；\
             其中 {shared} 项有两篇以上文档佐证。\n",
            categories.len(),
            sources.len(),
            documents.len(),
            places.len(),
        )
    }

    fn index(&mut self, categories: &[&Category]) -> io::Result<()> {
        writeln!(self.out, "## 类别\n")?;
        writeln!(self.out, "| 类别 | 任务数 |\n| --- | ---: |")?;
        for category in categories {
            let title = escaped(&category.title);
            writeln!(self.out, "| [{title}](#{}) | {} |", category.id, category.tasks.len())?;
        }
        writeln!(self.out)
    }

    fn category(&mut self, category: &Category, only: bool) -> io::Result<()> {
        let title = escaped(heading(category, only));
        writeln!(self.out, "<a id=\"{0}\"></a>\n\n## {title} <!-- {0} -->\n", category.id)?;
        if !category.aliases.is_empty() {
            let aliases: Vec<String> = category.aliases.iter().map(|alias| escaped(alias)).collect();
            writeln!(self.out, "又称：{}\n", aliases.join("、"))?;
        }
        for value in &category.description {
            let marks = self.marks.of(&value.mentions);
            writeln!(self.out, "{}{marks}\n", escaped(&value.value))?;
        }
        for id in &category.tasks {
            if let Some(&task) = self.tasks.get(id.as_str()) {
                self.task(task)?;
            }
        }
        Ok(())
    }

    fn task(&mut self, task: &Task) -> io::Result<()> {
        let marks = match task.support {
            0 => "（人工补充）".to_owned(),
            _ => self.marks.of(&task.mentions),
        };
        writeln!(self.out, "### {} <!-- {} -->\n\n{marks}\n", escaped(&task.title), task.id)?;
        for value in task.attributes.get(&Attribute::Description).into_iter().flatten() {
            let text = self.value(task, value);
            writeln!(self.out, "{text}\n")?;
        }
        let mut lines = Vec::new();
        for (attribute, name) in ATTRIBUTES {
            let Some(values) = task.attributes.get(&attribute) else { continue };
            let conflict = task.conflicts.contains(&attribute);
            let (between, note) = match attribute {
                _ if conflict => (" ／ ", NO_AGREEMENT),
                Attribute::Purpose | Attribute::Metrics | Attribute::Other => ("；", ""),
                _ => ("、", ""),
            };
            let text = self.values(task, values, between);
            lines.push(format!("- **{name}**：{text}{note}"));
        }
        if !task.parts.is_empty() {
            let parts: Vec<String> = task.parts.iter().map(|part| escaped(&part.title)).collect();
            lines.push(format!("- **包含**：{}", parts.join("、")));
        }
        if !task.compounds.is_empty() {
            let marks = self.marks.of(task.compounds.iter().map(|compound| &compound.mention));
            lines.push(format!("- **并列职责中提及**：{} 处{marks}", task.compounds.len()));
        }
        if !task.aliases.is_empty() {
            let aliases: Vec<String> = task
                .aliases
                .iter()
                .map(|alias| format!("{}{}", escaped(&alias.title), self.marks.of(&alias.mentions)))
                .collect();
            lines.push(format!("- **其他表述**：{}", aliases.join("、")));
        }
        if !lines.is_empty() {
            writeln!(self.out, "{}\n", lines.join("\n"))?;
        }
        Ok(())
    }

    /// A value, with marks where not all mentions of the task state it.
    fn value(&mut self, task: &Task, value: &Value) -> String {
        self.values(task, std::slice::from_ref(value), "")
    }

    /// Values in a row. Those of one term are printed once, under its title; values with equal
    /// marks that follow each other share them, behind the last.
    fn values(&mut self, task: &Task, values: &[Value], between: &str) -> String {
        let mut shown: Vec<(&str, Option<&str>, BTreeSet<&String>)> = Vec::new();
        for value in values {
            let term = value.term.as_deref();
            match shown.iter_mut().find(|(_, other, _)| term.is_some() && *other == term) {
                Some((_, _, mentions)) => mentions.extend(&value.mentions),
                None => {
                    let title = term.and_then(|id| self.terms.get(id).copied());
                    shown.push((title.unwrap_or(&value.value), term, value.mentions.iter().collect()));
                }
            }
        }
        let mut out = String::new();
        for (at, (text, _, mentions)) in shown.iter().enumerate() {
            if at > 0 {
                out.push_str(between);
            }
            out.push_str(&escaped(text.trim_end_matches('。')));
            let shared = shown.get(at + 1).is_some_and(|(_, _, next)| next == mentions);
            if !shared && mentions.len() < task.mentions.len() {
                out.push_str(&self.marks.of(mentions.iter().copied()));
            }
        }
        out
    }

    fn facets(&mut self, role: &Role) -> io::Result<()> {
        let known: BTreeSet<&str> = FACETS.iter().map(|(key, _)| *key).collect();
        let others = role.facets.keys().filter(|key| !known.contains(key.as_str()));
        let order: Vec<(&str, &str)> =
            FACETS.into_iter().chain(others.map(|key| (key.as_str(), key.as_str()))).collect();
        let mut opened = false;
        for (key, name) in order {
            let Some(facts) = role.facets.get(key).filter(|facts| !facts.is_empty()) else { continue };
            if !opened {
                writeln!(self.out, "## 角色概况\n")?;
                opened = true;
            }
            writeln!(self.out, "### {}\n", escaped(name))?;
            for fact in facts {
                let marks = self.marks.of(&fact.mentions);
                let label = fact.label.as_deref().map(|label| format!("**{}**：", escaped(label)));
                let text = escaped(&trimmed(&fact.value, self.options.facet_length));
                writeln!(self.out, "- {}{text}{marks}", label.unwrap_or_default())?;
            }
            writeln!(self.out)?;
        }
        Ok(())
    }
}

/// The title of a category as people read it: a single unclassified one holds all the tasks.
fn heading(category: &Category, only: bool) -> &str {
    if only && category.title == UNCLASSIFIED { "任务" } else { &category.title }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identify::identify;
    use crate::merge::fixture::coffee;
    use crate::taxonomy::ReviewPair;

    fn page(taxonomy: &Taxonomy, options: &Options) -> String {
        let mut out = Vec::new();
        super::write(taxonomy, options, &mut out).expect("memory");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn a_page_reads_like_a_specification() {
        let mut corpus = coffee();
        corpus.review =
            vec![ReviewPair { a: 0, b: 4, weight: -1.0, levels: Vec::new(), odds: 0.0, through: None }];
        let (taxonomy, _) = identify(corpus.merged(), None);
        let options = Options { source_base: "../店 务/".to_owned(), ..Options::default() };
        insta::assert_snapshot!(page(&taxonomy, &options));
    }

    #[test]
    fn every_mark_has_a_target() {
        let (taxonomy, _) = identify(coffee().merged(), None);
        let text = page(&taxonomy, &Options::default());
        let (body, definitions) = text.split_once("\n[1:1]: ").expect("definitions");
        for mark in body.split('[').filter_map(|rest| rest.split_once(']')).map(|(mark, _)| mark) {
            let defined = mark == "1:1" || definitions.contains(&format!("[{mark}]: "));
            assert!(defined || !mark.contains(':'), "{mark} leads nowhere");
        }
        assert!(definitions.contains("手册%20%28一%29%231.md#L2"), "{definitions}");
    }

    #[test]
    fn long_facts_and_long_lists_of_questions_are_cut() {
        let mut corpus = coffee();
        corpus.fact("看板.md", "咖啡 店长", "pay", &"高".repeat(500));
        corpus.review = [(0, 4), (2, 7), (3, 8)]
            .map(|(a, b)| ReviewPair { a, b, weight: 0.0, levels: Vec::new(), odds: 0.0, through: None })
            .to_vec();
        let (taxonomy, _) = identify(corpus.merged(), None);
        let text = page(&taxonomy, &Options { facet_length: 10, questions: 1, ..Options::default() });
        assert!(text.contains(&format!("{}…", "高".repeat(10))) && !text.contains(&"高".repeat(11)));
        assert!(text.contains("另有 2 个问题"));
    }

    #[test]
    fn an_empty_taxonomy_is_a_page_too() {
        let text = page(&Taxonomy::default(), &Options::default());
        assert!(text.starts_with("# 附录\n\n## 来源\n\n\n<!-- guiyi 1 "), "{text}");
    }
}
