//! From sections to task mentions: lists, tables, sentences and headings that state duties.
//!
//! Words alone never decide: a phrase is judged by its words (`duty`), by the section it stands
//! in and by its siblings. What looked like a duty and was not taken is listed with the reason.

mod account;
mod against;
mod areas;
mod attribute;
mod cards;
mod clauses;
mod clock;
mod collect;
mod columns;
mod deeds;
mod detail;
mod duty;
mod elsewhere;
mod facet;
mod genre;
mod groups;
mod headed;
mod header;
mod hidden;
mod holder;
mod judged;
mod lead_in;
mod leaf;
mod legend;
mod list;
mod look;
mod matrix;
mod measured;
mod miss;
mod naming;
mod narrate;
mod node;
mod numbered;
mod parts;
mod person;
mod posts;
mod prose;
mod run;
mod scattered;
mod sequence;
mod support;
mod table;
mod tallies;
mod taxonomy;
#[cfg(test)]
mod testing;
mod units;
mod vote;
mod weighed;
mod wording;

use rustc_hash::FxHashMap;

use crate::document::{BlockKind, Document, LineIndex};
use crate::lexicon::Lexicons;
use crate::lexicon::sections::SectionRole;
use crate::mention::{Extraction, Repair, RoleFacets};
use crate::outline::{FlatTable, HeadKind, Outline, RoleGround, Section, role_as_title, role_in_title};
use collect::{Collector, Context, number};
use genre::{accounts, advises};
use header::HeaderHabits;
pub use miss::passed_over;
use naming::{fold, normal_title};
use node::{Node, lists};
use prose::Reading;
use table::{Table, all_tables, in_flat};
pub use taxonomy::stated;
use weighed::Seen;

/// Rules by which extraction repairs a source, for `explain`: code, what it does in Chinese and in
/// English.
pub const REPAIR_RULES: [(&str, &str, &str); 1] = [(
    header::REPEATED_HEADER,
    "表头重复：两列同名时，按同一文档里同样列数的其他表读取后一列",
    "A repeated table header: the later column is read as the other tables of that width call it",
)];

/// Extracts the task mentions and role facets of a cleaned, converted document.
pub fn extract(document: &Document, outline: &Outline, lexicons: &Lexicons) -> Extraction {
    let lines = LineIndex::new(&document.text);
    let mut out = Extraction { documents: outline.documents.len(), ..Extraction::default() };
    // One document states what it says in equal words once.
    let mut repeats = outline.documents.len() > 1;
    for (part, plan) in outline.documents.iter().enumerate() {
        let mut collector = Collector::new(document, lexicons, &lines, part);
        collector.role = plan.role.as_ref().map(|role| role.title.clone());
        let tables = all_tables(document, plan, &outline.flat_tables, lexicons);
        let habits = HeaderHabits::of(tables.iter().flat_map(|(_, tables)| tables));
        let mut walk = Walk {
            collector,
            habits,
            tables: tables.into_iter().collect(),
            flat: &outline.flat_tables,
            repairs: &mut out.repairs,
            stated: states(&plan.sections),
            legend: Vec::new(),
            asked: false,
        };
        for section in &plan.sections {
            walk.section(section, &Context::default());
        }
        let account = accounts(document, plan, lexicons);
        if account {
            walk.as_account(&plan.sections);
        }
        let nothing = |walk: &Walk<'_, '_>| walk.collector.mentions.len() == walk.collector.in_matrices;
        let none = nothing(&walk);
        let told = none || walk.collector.only_told();
        let advice = told && advises(document, outline, plan, lexicons);
        if none && !advice {
            walk.hidden(&plan.sections);
        }
        let none = none && nothing(&walk);
        let mut weak = None;
        if none && !advice {
            walk.without_sections(&plan.sections);
            walk.collector.tells_of(person::person(document, lexicons));
            weak = walk.supported(plan);
        } else {
            walk.beside(&plan.sections);
            // A section of duties that says hardly more than what the role answers for.
            if !none && !advice && walk.collector.mentions.len() < FEW_STATED && walk.collector.only_told() {
                walk.supported(plan);
            }
        }
        // What an account tells was read.
        let account = account && !walk.collector.mentions.is_empty();
        let answers = questions(&plan.sections) >= MIN_QUESTIONS;
        let seen = Seen { read: account, about: weak.is_some(), answers };
        let advises = || advice || !told && advises(document, outline, plan, lexicons);
        walk.weigh(&plan.sections, seen, advises);
        if let Some(weak) = weak.filter(|_| walk.collector.mentions.is_empty()) {
            walk.weakly(weak);
        }
        let Collector { mentions, evidence, skipped, altered, .. } = walk.collector;
        repeats |= altered;
        append(&mut out.mentions, mentions);
        append(&mut out.evidence, evidence);
        append(&mut out.skipped, skipped);
        for group in facet::facets(document, plan, lexicons, &lines) {
            let named = group.role.or_else(|| plan.role.clone());
            let (role, aliases) = named.map_or_else(Default::default, |role| (role.title, role.aliases));
            if !role.is_empty() || !group.facets.is_empty() {
                out.facets.push(RoleFacets { document: part, role, aliases, facets: group.facets });
            }
        }
    }
    number(&mut out.mentions, &document.text, repeats);
    // A long text is not kept for the few that quote it.
    if document.text.len() > MAX_SHARED * out.mentions.len() {
        for mention in &mut out.mentions {
            mention.quote = mention.quote.apart();
        }
    }
    out
}

/// Up to so many bytes of text for each of the mentions, they all keep it rather than a copy each of what is
/// next to them.
const MAX_SHARED: usize = 256;

/// Moves `more` behind `all`; nearly always there is one document, and nothing is copied.
fn append<T>(all: &mut Vec<T>, more: Vec<T>) {
    if all.is_empty() {
        *all = more;
    } else {
        all.extend(more);
    }
}

/// From so many duties in the sections beside it, a section with another name may be one of them.
const MIN_BESIDE: usize = 3;

/// From so many questions, the answers to all of them tell the duties.
const MIN_QUESTIONS: usize = 3;
/// Up to so many duties, one less, told in the sections of duties leave room for what other sections state.
const FEW_STATED: usize = 3;

struct Walk<'a, 'r> {
    collector: Collector<'a>,
    habits: HeaderHabits,
    /// The tables that have given no duties so far, by where the body of their section starts.
    tables: FxHashMap<usize, Vec<Table<'a>>>,
    /// The document's flattened tables.
    flat: &'r [FlatTable],
    repairs: &'r mut Vec<Repair>,
    /// True if the document has a section of duties.
    stated: bool,
    /// The marks of items, where a line in front explains them, each with whether it stands for what is done.
    legend: Vec<(char, bool)>,
    /// True if one of the first lines asks what the work is: those who answer speak to the asker.
    asked: bool,
}

impl<'a> Walk<'a, '_> {
    /// Takes the duties of a section and the sections in it; returns how many.
    fn section(&mut self, section: &Section, above: &Context) -> usize {
        let document = self.collector.document;
        let name = normal_title(section.name(document));
        let context = self.context(section, &name, above);
        if self.tells_steps(section, &name) {
            return 0;
        }
        let tasks = section.role.filter(|role| role.holds_tasks());
        if tasks.is_some() && self.collector.take_headed(section, self.flat, above) {
            return 1;
        }
        let mut taken = self.collector.take_line_cards(section.body.clone(), &context);
        let mut unread = Vec::new();
        for table in self.tables.remove(&section.body.start).unwrap_or_default() {
            let other = matches!(
                section.role,
                Some(
                    SectionRole::Comparison | SectionRole::Examples | SectionRole::Advice | SectionRole::Pay
                )
            );
            let holds = table.section.map_or(tasks.is_some(), SectionRole::holds_tasks);
            if !other && (holds || table.section.is_none()) {
                let count = self.collector.take_table(&table, &self.habits, &context, holds, self.repairs);
                taken += count;
                unread.extend((count == 0).then_some(table));
            }
        }
        if !unread.is_empty() {
            self.tables.insert(section.body.start, unread);
        }
        if let Some(role) = tasks {
            if let Some(rest) = &section.rest {
                let text = self.collector.text(rest.block, rest.range.clone());
                taken += self.collector.take_run(text, &context, role);
            }
            for nodes in self.lists(section) {
                taken += self.collector.take_list(&nodes, &context, role);
            }
            taken += self.collector.take_areas(section.body.clone(), self.flat, &context, role);
        } else if matches!(
            section.role,
            Some(
                SectionRole::Requirements
                    | SectionRole::Conclusion
                    | SectionRole::Overview
                    | SectionRole::Contact
                    | SectionRole::Role
            )
        ) {
            taken += self.misplaced(section, &context);
        }
        if tasks.is_some() {
            taken += self.take_counted(section, above);
        }
        let headings =
            if tasks.is_some() { self.headings(&section.children, &context, false) } else { Vec::new() };
        let mut inside = headings.len();
        for (at, child) in section.children.iter().enumerate() {
            if !headings.contains(&at) {
                inside += self.section(child, &context);
            }
        }
        if tasks.is_some() && inside >= MIN_BESIDE {
            for child in &section.children {
                inside += self.misnamed(child, &context);
            }
        }
        if let Some(role) = tasks.filter(|_| taken + inside == 0) {
            taken += self.collector.take_lines(section.body.clone(), self.flat, &context, role);
            let reading = match role {
                SectionRole::Details => None,
                _ if context.asked => Some(Reading::Answered),
                // What it tells is weighed clause by clause with the rest.
                SectionRole::Schedule => None,
                _ => Some(Reading::Duties),
            };
            if let Some(reading) = reading.filter(|_| taken == 0) {
                taken += self.prose(section, &context, reading);
            }
        }
        taken + inside
    }

    fn lists(&self, section: &Section) -> Vec<Vec<Node>> {
        let Collector { document, lexicons, .. } = self.collector;
        lists(document, self.flat, section.body.clone(), lexicons)
    }

    fn context(&self, section: &Section, name: &str, above: &Context) -> Context {
        let mut context = above.clone();
        let post = section.ground == Some(RoleGround::Post);
        context.named = section.named_role.map_or(above.named || post, |role| role == SectionRole::Duties)
            && section.role == Some(SectionRole::Duties);
        context.section = section.role.map(SectionRole::key);
        if name.is_empty() {
            return context;
        }
        context.path = above.path.iter().cloned().chain([name.to_owned()]).collect();
        let holds = section.role.is_some_and(SectionRole::holds_tasks);
        let title = section.title.as_ref().map_or("", |title| title.of(self.collector.document));
        context.asked = holds && (above.asked || title.ends_with(['？', '?']));
        let lexicons = self.collector.lexicons;
        let open = matches!(section.named_role, None | Some(SectionRole::Role));
        if let Some(role) = role_as_title(title, lexicons).filter(|_| open) {
            context.role = Some(role.title);
            context.category = None;
            return context;
        }
        // A heading inside a section of duties that is not itself named after duties is a group.
        context.category =
            (holds && section.named_role.is_none()).then(|| group_name(name)).or(context.category);
        let told = holds && section.named_role.is_some();
        if let Some(role) = told.then(|| role_in_title(name, lexicons)).flatten() {
            let own = self.collector.role.as_deref().map(fold);
            if own.as_deref().is_none_or(|own| fold(&role).ends_with(own)) {
                context.role = Some(role);
            }
        }
        context
    }

    fn prose(&mut self, section: &Section, context: &Context, reading: Reading) -> usize {
        let document = self.collector.document;
        let mut taken = 0;
        if let Some(rest) = &section.rest {
            taken += self.collector.take_prose(rest.block, rest.range.clone(), context, reading);
        }
        for at in section.body.clone().filter(|&at| !in_flat(self.flat, at)) {
            let block = &document.blocks[at];
            let prose = matches!(block.kind, BlockKind::Paragraph)
                || reading == Reading::Duties && block.kind == BlockKind::Quote;
            if prose {
                taken += self.collector.take_prose(at, 0..block.text.len(), context, reading);
            }
        }
        taken
    }
}

/// True if any section holds duties.
fn states(sections: &[Section]) -> bool {
    sections
        .iter()
        .any(|section| section.role.is_some_and(SectionRole::holds_tasks) || states(&section.children))
}

/// How many questions head the sections.
fn questions(sections: &[Section]) -> usize {
    let own = sections.iter().filter(|section| section.kind == Some(HeadKind::Question)).count();
    own + sections.iter().map(|section| questions(&section.children)).sum::<usize>()
}

/// A group's name without its tagline: `收货与盘点：“仓库的眼睛”`.
fn group_name(name: &str) -> String {
    let head = name.split(['：', ':']).next().unwrap_or(name).trim();
    if head.chars().count() >= 2 { head.to_owned() } else { name.to_owned() }
}
