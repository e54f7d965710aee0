//! Duties that headings name: with their definition below, or with the steps they are done in.

use std::ops::Range;

use super::Walk;
use super::collect::{Context, Found};
use super::duty::{self, judge};
use super::look::{names_moment, names_phase};
use super::node::Node;
use crate::document::{AlignedStr, BlockKind};
use crate::lexicon::sections::SectionRole;
use crate::mention::{Attribute, Evidence, Ground, Look, MentionKind};
use crate::outline::{Piece, Section, role_as_title, title};

/// From so many headings above numbered items, these are steps.
const MIN_ORDERED: usize = 3;

/// Nouns that count duties in front of their names (`职责一　来料检验`): a heading so counted is one.
const COUNTED: [&str; 2] = ["职责", "任务"];

impl<'a> Walk<'a, '_> {
    /// The part `core` of a title.
    fn part(&self, title: &Piece, core: Range<usize>) -> AlignedStr<'a> {
        let start = title.range.start;
        self.collector.text(title.block, start + core.start..start + core.end)
    }

    /// Takes the duty that a heading counts (`职责一　来料检验`), beside what stands below it.
    pub(super) fn take_counted(&mut self, section: &Section, context: &Context) -> usize {
        let Some(title) = section.title.as_ref().filter(|_| section.named_role.is_none()) else { return 0 };
        let text = title.of(self.collector.document);
        let core = title::core(text);
        let noun = text[..core.start].trim_end_matches(|c: char| !c.is_alphabetic() || title::is_numeral(c));
        if !COUNTED.contains(&noun.trim_start()) {
            return 0;
        }
        let text = self.part(title, core);
        let judged = self.collector.judge(text.as_str());
        let evidence = Evidence { ground: Ground::Section, ..judged.evidence(text) };
        let (name, kind, attributes) = (None, MentionKind::Heading, Vec::new());
        self.collector.push(Found { title: text, name, kind, attributes, evidence }, context);
        1
    }

    /// Takes the headings in a section of duties that are duties themselves, with their definition
    /// below; returns which children they are. They are judged together: titles of groups, which
    /// have lists or tables of duties under them, are none.
    pub(super) fn headings(&mut self, sections: &[Section], context: &Context, supposed: bool) -> Vec<usize> {
        let document = self.collector.document;
        // The name of a role heads what its holder does.
        let of_role = |section: &Section| {
            let title = section.title.as_ref().map_or("", |title| title.of(document));
            role_as_title(title, self.collector.lexicons).is_some()
        };
        let mut candidates: Vec<usize> = (0..sections.len())
            .filter(|&at| self.defines(&sections[at], supposed) && !of_role(&sections[at]))
            .collect();
        let mut ordered: Vec<usize> = (0..sections.len())
            .filter(|&at| !candidates.contains(&at) && self.orders(&sections[at]))
            .collect();
        // Numbered items below headings most of which open with a verb are the steps of these.
        if ordered.len() >= MIN_ORDERED && 3 * (ordered.len() + candidates.len()) >= 2 * sections.len() {
            // Beside them, what has such steps is a duty whatever it opens with.
            let steps = |at: &usize| {
                let lists = self.lists(&sections[*at]);
                self.is_open_leaf(&sections[*at])
                    && lists.len() == 1
                    && lists[0].iter().all(|node| node.numbered && node.children.is_empty())
            };
            let open =
                |at: &usize| !candidates.contains(at) && !ordered.contains(at) && !of_role(&sections[*at]);
            ordered.extend((0..sections.len()).filter(open).filter(steps).collect::<Vec<_>>());
            candidates.extend(&ordered);
            candidates.sort_unstable();
        }
        let role = self.collector.role.clone();
        let judge_name =
            |at: &usize| judge(sections[*at].name(document), role.as_deref(), self.collector.lexicons);
        let judged: Vec<_> = candidates.iter().map(judge_name).collect();
        let bare = |at: &usize| self.collector.opens_barely(sections[*at].name(document));
        let acts = |(at, judged): (&usize, &duty::Judgement)| {
            judged.is_duty() || judged.against.is_none() && bare(at)
        };
        let duties = candidates.iter().zip(&judged).filter(|pair| acts(*pair)).count();
        // Among the phases of the work, the others are parts of it, too.
        let phases = sections.iter().filter(|section| names_phase(section.name(document))).count();
        if candidates.len() < 2 || 2 * duties < candidates.len() || phases >= candidates.len() {
            return Vec::new();
        }
        for (at, judged) in candidates.iter().zip(judged) {
            let child = &sections[*at];
            let Some(title) = &child.title else { continue };
            let text = self.part(title, title::core(title.of(document)));
            let evidence = judged.evidence(text);
            if let Some(against) = judged.against {
                self.collector.skip((text, MentionKind::Heading), evidence, against, context);
                continue;
            }
            let definition = child.body.clone().find(|&at| {
                document.blocks[at].kind == BlockKind::Paragraph && !document.blocks[at].text.is_empty()
            });
            let definition = definition.map(|at| (Attribute::Description, document.blocks[at].text.whole()));
            let mut attributes: Vec<_> = definition.into_iter().collect();
            if ordered.contains(at) {
                let steps: Vec<Node> = self.lists(child).into_iter().flatten().collect();
                attributes.extend(steps.iter().flat_map(|step| self.collector.attributes_of(step)));
            }
            let found = Found {
                title: text,
                name: None,
                kind: MentionKind::Heading,
                attributes,
                evidence: Evidence {
                    ground: if judged.look >= Look::Action { Ground::Words } else { Ground::Siblings },
                    siblings: Some((duties, candidates.len())),
                    ..evidence
                },
            };
            self.collector.push(found, context);
        }
        candidates
    }

    /// True for a leaf section of duties whose name is no section's, without a table.
    fn is_open_leaf(&self, section: &Section) -> bool {
        section.named_role.is_none()
            && section.children.is_empty()
            && section.rest.is_none()
            && section.role.is_some_and(SectionRole::holds_tasks)
            && !self.tables.contains_key(&section.body.start)
    }

    /// True for a leaf section of duties called by a verb and its object, with nothing below but numbered
    /// items: the steps of it.
    fn orders(&self, section: &Section) -> bool {
        let name = section.name(self.collector.document);
        let time = names_phase(name) || names_moment(name);
        let verb = self.collector.lexicons.verbs.opening(name).map(|(verb, _)| &name[verb.len()..]);
        // 接收与整理 joins two verbs to the name of an area.
        let joined = verb.is_some_and(|object| object.starts_with(['与', '和', '及', '、']));
        let acts = || {
            verb.is_some_and(|object| object.chars().nth(1).is_some())
                || judge(name, None, self.collector.lexicons).look == Look::Verb
        };
        if !self.is_open_leaf(section) || joined || time || !acts() {
            return false;
        }
        let lists = self.lists(section);
        lists.len() == 1 && lists[0].iter().all(|node| node.numbered)
    }

    /// True for a leaf section of duties that holds running text and no list or table of duties.
    pub(super) fn defines(&self, section: &Section, supposed: bool) -> bool {
        let name = section.name(self.collector.document);
        // What stands below the last heading of a series is told by its own names to be no part of it.
        let leaf = section.title.is_some()
            && section.named_role.is_none()
            && section.children.iter().all(Section::is_named_otherwise)
            && !names_phase(name)
            && !names_moment(name)
            && section.rest.is_none();
        let tasks = section.role.is_some_and(SectionRole::holds_tasks);
        let detailed = |nodes: &Vec<Node>| self.collector.any_detailed(nodes);
        let open = tasks || supposed && section.role.is_none();
        if !leaf || !open || self.tables.contains_key(&section.body.start) {
            return false;
        }
        let lists = self.lists(section);
        let text = |at: usize| self.collector.document.blocks[at].kind == BlockKind::Paragraph;
        (lists.is_empty() || section.body.clone().any(text))
            && !lists.iter().any(detailed)
            && self.collector.attributes_below(section, self.flat).is_empty()
            && lists.iter().all(|nodes| self.collector.duty_share(nodes).0 < 0.5)
    }
}
