//! Groups of like units outside any section of duties: lists, lines, runs inside a paragraph, tables
//! and headings. The best supported ones are taken as the duties.

use std::ops::Range;

use super::collect::Context;
use super::naming::normal_title;
use super::node::Node;
use super::support::{Bearing, FEW, MANY, MAX_NAME, Tally, Unit, VOUCHES};
use super::units::together;
use super::{Walk, legend};
use crate::document::{AlignedText, BlockKind};
use crate::lexicon::cues::Cue;
use crate::lexicon::normal::lower_case;
use crate::lexicon::sections::SectionRole;
use crate::mention::{Evidence, MentionKind, Reason, Sign};
use crate::outline::glyph::mark;
use crate::outline::{DocumentOutline, Section};

/// First paragraphs that tell what the document is about, and the longest such, in characters.
const OPENINGS: usize = 4;
const MAX_OPENING: usize = 120;
/// Most deeds that the text below each of several titles tells where it explains them.
const EXPLAINS: f64 = 2.0;
/// How many times as long a group must be to be most of the text.
const MOST: f64 = 1.5;

/// A group and what its units say.
pub(super) struct Group<'s> {
    shape: Shape<'s>,
    context: Context,
    /// What its section holds.
    role: Option<SectionRole>,
    section: &'s Section,
    tally: Tally,
    /// Signs in its surroundings.
    more: Vec<Sign>,
}

enum Shape<'s> {
    /// Items of a list, or lines.
    Units { nodes: Vec<Node>, listed: bool },
    /// The so-manieth table of its section that has given nothing.
    Table(usize),
    /// The headings of these sections.
    Headings(&'s [Section]),
}

impl Group<'_> {
    /// The sum of the weights of its signs.
    fn score(&self) -> i32 {
        self.context.support.map_or(0, |support| support.score)
    }

    /// How long its units are together, if they are items or lines.
    fn length(&self) -> f64 {
        let Shape::Units { nodes, .. } = &self.shape else { return 0.0 };
        nodes.iter().map(length).sum::<usize>() as f64
    }

    /// The level of its section, and whether headings inside it are its units.
    fn kind(&self) -> (u32, bool) {
        (self.section.level, matches!(self.shape, Shape::Headings(_)))
    }

    /// The bodies of the sections whose headings it is.
    fn inside(&self) -> Range<usize> {
        let Shape::Headings(children) = self.shape else { return 0..0 };
        children.first().map_or(0, |first| first.body.start)..children.last().map_or(0, |last| last.body.end)
    }
}

/// Bytes of an item and of all under it.
fn length(node: &Node) -> usize {
    node.range.len() + node.children.iter().map(length).sum::<usize>()
}

impl<'a> Walk<'a, '_> {
    /// Takes the groups that are supported well enough.
    /// Returns those that are supported weakly, if the text is about somebody's work at all.
    pub(super) fn supported<'s>(&mut self, plan: &'s DocumentOutline) -> Option<Vec<Group<'s>>> {
        let document = self.collector.document;
        let title =
            plan.sections.iter().find_map(|section| section.title.as_ref()).map(|title| title.of(document));
        let metadata = document.metadata("title").map(AlignedText::as_str);
        let short = |text: &&str| text.chars().count() <= MAX_OPENING;
        let prose =
            || document.blocks.iter().filter(|block| block.is_prose()).map(|block| block.text.as_str());
        // A chat answer repeats what was asked in front of it, which cleaning takes out.
        let first = document.text.lines().find(|line| !line.trim().is_empty());
        let openings: Vec<&str> = first.into_iter().chain(prose().take(OPENINGS)).filter(short).collect();
        // What the first post of a thread asks stands for a title, whatever is above it.
        let asks =
            |line: &&str| self.collector.lexicons.cues.find(Cue::AsksWork, &lower_case(line)).is_some();
        self.asked = openings.iter().any(asks);
        let asking = openings.iter().skip(1).copied().filter(asks);
        let titles: Vec<&str> =
            title.into_iter().chain(metadata).chain(openings.first().copied()).chain(asking).collect();
        let bearing = Bearing::of(plan, (&titles, &openings), document, self.collector.lexicons);
        let about = bearing.tells_of_work();
        self.legend = legend::marks(document, self.collector.lexicons);
        let mut groups = Vec::new();
        // Sections that no title holds together.
        let units = self.titles(&plan.sections);
        if let Some(first) = plan.sections.first().filter(|_| units.len() > FEW) {
            let (shape, tally) = (Shape::Headings(&plan.sections), Tally::of(&units));
            let context = Context::default();
            groups.push(Group { shape, context, role: None, section: first, tally, more: Vec::new() });
        }
        self.gather(&plan.sections, &Context::default(), &mut groups);
        let likely = |group: &Group<'_>| {
            group.tally.share() >= VOUCHES && group.role.is_none() && !group.tally.instructs()
        };
        let companions: Vec<usize> =
            groups.iter().filter(|group| likely(group)).map(|group| group.tally.all).collect();
        let pooled: usize = companions.iter().sum();
        let enough = self.collector.lexicons.support.enough();
        let least = self.collector.lexicons.support.least();
        let mut weak = Vec::new();
        let mut taken: Vec<((u32, bool), usize)> = Vec::new();
        // Groups stand in the order of their sections: what those inside a section say together.
        let starts: Vec<usize> = groups.iter().map(|group| group.section.body.start).collect();
        let mut sums = vec![0.0];
        for group in &groups {
            sums.push(sums[sums.len() - 1] + group.tally.deeds);
        }
        let headings = groups.iter().any(|group| matches!(group.shape, Shape::Headings(_)));
        let told = if headings { self.told_before() } else { Vec::new() };
        let inside = |range: Range<usize>| {
            let at = |block: usize| sums[starts.partition_point(|&start| start < block)];
            at(range.end) - at(range.start) + told[range.end] - told[range.start]
        };
        let told_before = !self.collector.mentions.is_empty();
        let whole: usize = prose().map(str::len).sum();
        let mut headed = 0;
        for mut group in groups {
            let titles = matches!(group.shape, Shape::Headings(_));
            let below = if titles { inside(group.inside()) } else { 0.0 };
            // What a few sentences below each say explains the titles; what many say is grouped by them.
            let defined = group.tally.all > FEW
                && group.tally.half_deeds()
                && below <= EXPLAINS * group.tally.all as f64;
            // What a section of duties states was read.
            let read = told_before && group.role.is_some_and(SectionRole::holds_tasks);
            if read || group.section.body.start < headed || below > group.tally.deeds && !defined {
                continue;
            }
            if companions.len() >= 2 && likely(&group) && (about || group.more.contains(&Sign::WorkTitle)) {
                group.more.push(Sign::Companions);
                group.more.extend((pooled >= MANY && group.tally.all < MANY).then_some(Sign::Pooled));
            } else if group.tally.all <= FEW {
                group.more.push(Sign::Few);
            }
            group.more.extend(
                (group.tally.share() >= VOUCHES && MOST * group.length() > whole as f64)
                    .then_some(Sign::MostOfText),
            );
            let support = self.collector.support(&group.tally, group.role, &group.more, &bearing);
            group.context.support = Some(support);
            if support.score < enough {
                self.decline(&group, support.score, enough);
                // Two short lines say little: a word such as 停电 is no deed.
                let listed = !matches!(group.shape, Shape::Units { listed: false, .. });
                let said = listed || group.tally.all > FEW || group.tally.share() >= VOUCHES;
                if group.tally.half_deeds() && said {
                    weak.push(group);
                }
            } else {
                taken.push((group.kind(), group.section.body.start));
                if titles {
                    headed = group.inside().end;
                }
                self.take_group_of(group);
            }
        }
        // Beside groups that are taken, those of the same kind of section are read as they are; between
        // them even where they are too short to say much.
        let beside = |group: &mut Group<'_>| {
            let alike = || taken.iter().filter(|(kind, _)| *kind == group.kind()).map(|(_, start)| *start);
            let at = group.section.body.start;
            let between = || {
                group.tally.share() >= VOUCHES
                    && alike().any(|start| start < at)
                    && alike().any(|start| start > at)
            };
            group.score() >= least && alike().next().is_some() || between()
        };
        for group in weak.extract_if(.., beside) {
            self.take_group_of(group);
        }
        weak.retain(|group| group.score() >= least && group.tally.all > FEW && bearing.is_about_work());
        (about || self.collector.person.is_some()).then_some(weak)
    }

    /// Takes the best of the groups that are supported weakly, where nothing else states a duty.
    pub(super) fn weakly(&mut self, groups: Vec<Group<'_>>) {
        let best = groups.iter().map(Group::score).max();
        for group in groups.into_iter().filter(|group| Some(group.score()) == best) {
            self.take_group_of(group);
        }
    }

    /// Notes a group that is not supported well enough, by its first unit.
    fn decline(&mut self, group: &Group<'_>, score: i32, enough: i32) {
        let Shape::Units { nodes, .. } = &group.shape else { return };
        let text = nodes.first().map(|first| self.collector.text_of(first));
        if let Some(text) = text.filter(|_| score > 0) {
            let judged = self.collector.judge(text.as_str());
            let evidence = Evidence {
                siblings: Some((group.tally.deeds as usize, group.tally.all)),
                ..judged.evidence(text)
            };
            let reason = Reason::Weak { score, enough };
            self.collector.skip((text, MentionKind::ListItem), evidence, reason, &group.context);
        }
    }

    fn take_group_of(&mut self, group: Group<'_>) {
        let context = &group.context;
        match group.shape {
            Shape::Units { nodes, listed } => {
                let many = group.tally.all >= MANY && group.tally.share() >= VOUCHES;
                let sure = group.tally.vouches() && (listed || many);
                // A short line among others that says no deed is the title of some.
                let titled = |node: &Node| {
                    let text = self.collector.text_of(node).as_str();
                    let short = text.chars().take(MAX_NAME + 1).count() <= MAX_NAME;
                    !listed && short && self.collector.unit(None, text).deed == 0.0
                };
                let nodes: Vec<Node> = nodes.into_iter().filter(|node| !titled(node)).collect();
                let role = if sure { SectionRole::Duties } else { SectionRole::Schedule };
                self.collector.take_list(&nodes, context, role);
            }
            Shape::Table(nth) => {
                let tables = self.tables.remove(&group.section.body.start).unwrap_or_default();
                if let Some(table) = tables.get(nth) {
                    self.collector.take_table(table, &self.habits, context, true, self.repairs);
                }
                self.tables.insert(group.section.body.start, tables);
            }
            Shape::Headings(sections) => drop(self.headings(sections, context, true)),
        }
    }

    fn gather<'s>(&self, sections: &'s [Section], above: &Context, out: &mut Vec<Group<'s>>) {
        for section in sections {
            // What others do is nobody's duty here.
            if section.role == Some(SectionRole::Comparison) && section.children.is_empty() {
                continue;
            }
            let name = normal_title(section.name(self.collector.document));
            let mut context = self.context(section, &name, above);
            if section.title.is_some()
                && context.role == above.role
                && context.category.is_none()
                && section.level > 10
            {
                context.category = Some(super::group_name(&name)).filter(|name| !name.is_empty());
            }
            let about = self.speaks_of_work(section.name(self.collector.document)) && section.title.is_some();
            let group = |shape, tally| Group {
                shape,
                context: context.clone(),
                role: section.role,
                section,
                tally,
                more: if about { vec![Sign::WorkTitle] } else { Vec::new() },
            };
            let units = self.titles(&section.children);
            if units.len() >= 2 {
                out.push(group(Shape::Headings(&section.children), Tally::of(&units)));
            }
            for (nodes, listed) in self.runs(section) {
                let units: Vec<Vec<Unit>> = nodes.iter().map(|node| self.units(node)).collect();
                let Some(range) = together(&units, listed) else { continue };
                let mut tally = Tally::of(units[range.clone()].iter().flatten());
                tally.attributes =
                    nodes[range.clone()].iter().filter(|node| self.detailed(node)).count() >= 2;
                let nodes = nodes.into_iter().skip(range.start).take(range.len()).collect();
                let nodes: Vec<Node> = nodes;
                let explained = self.explained(&nodes);
                if explained == Some(false) {
                    continue;
                }
                let led = explained.is_some() || self.led(&nodes);
                let mut group = group(Shape::Units { nodes, listed }, tally);
                group.more.extend(led.then_some(Sign::WorkLead));
                out.push(group);
            }
            for (nth, table) in self.tables.get(&section.body.start).into_iter().flatten().enumerate() {
                out.push(group(Shape::Table(nth), self.table_tally(table)));
            }
            // What stands below the name of a role is that role's.
            let above = Context { role: context.role.clone(), ..above.clone() };
            self.gather(&section.children, &above, out);
        }
    }

    /// True if an item has its attributes under it.
    pub(super) fn detailed(&self, node: &Node) -> bool {
        self.collector.any_detailed(std::slice::from_ref(node))
    }

    /// What the units under `node` say: those nested in it, unless it is one itself.
    pub(super) fn units(&self, node: &Node) -> Vec<Unit> {
        let collector = &self.collector;
        let text = collector.text_of(node);
        let part = |range: Range<usize>| collector.text(node.block, range).as_str();
        let split = collector.label_of(node).map(|split| (part(split.label), part(split.value)));
        let own = collector.unit(split, text.as_str());
        let area = node.children.first().is_some_and(|child| child.block == node.block);
        if !area && (node.children.is_empty() || own.deed > 0.0 || self.detailed(node)) {
            return vec![own];
        }
        node.children.iter().flat_map(|child| self.units(child)).collect()
    }

    /// True if the line above the units speaks of work and leads in to them.
    fn led(&self, nodes: &[Node]) -> bool {
        let document = self.collector.document;
        let Some(above) = nodes.first().and_then(|first| first.block.checked_sub(1)) else { return false };
        let block = &document.blocks[above];
        let text = block.text.as_str().trim_end();
        block.kind == BlockKind::Paragraph && text.ends_with(['：', ':']) && self.speaks_of_work(text)
    }

    /// Whether the mark of the units stands for what is done at work, where a line in front explains it.
    fn explained(&self, nodes: &[Node]) -> Option<bool> {
        let document = self.collector.document;
        let own = nodes.first().and_then(|first| mark(document, &document.blocks[first.block]))?;
        self.legend.iter().find(|(mark, _)| *mark == own).map(|(_, work)| *work)
    }

    fn speaks_of_work(&self, text: &str) -> bool {
        self.collector.lexicons.cues.find(Cue::Work, &lower_case(text)).is_some()
    }
}
