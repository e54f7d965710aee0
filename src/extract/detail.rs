//! Tasks whose attributes stand on the lines below: under a heading that names the task, or under a
//! line `任务名称：…`.

use std::ops::Range;

use super::attribute::{labelled, meaning, values};
use super::collect::{Collector, Context, Found};
use super::node::lists;
use super::table::in_flat;
use crate::document::{AlignedStr, BlockKind};
use crate::lexicon::labels::Label;
use crate::mention::{Attribute, Evidence, Ground, MentionKind};
use crate::outline::title::section_called;
use crate::outline::{FlatTable, Section};

/// A line `label：value`.
struct Line {
    label: Label,
    /// True if the label names a task and not a section.
    card: bool,
    value: Range<usize>,
}

impl<'a> Collector<'a> {
    /// Takes the task that the heading of `section` names, if most of what stands below it is
    /// attributes; true if it did.
    pub(super) fn take_headed(&mut self, section: &Section, flat: &[FlatTable], context: &Context) -> bool {
        let attributes = self.attributes_below(section, flat);
        let Some(title) = section.title.as_ref().filter(|_| !attributes.is_empty()) else { return false };
        let core = crate::outline::title::core(title.of(self.document));
        let name = self.text(title.block, title.range.start + core.start..title.range.start + core.end);
        let evidence = Evidence { ground: Ground::Attributes, ..Evidence::default() };
        let kind = MentionKind::Heading;
        self.push(Found { title: name, name: None, kind, attributes, evidence }, context);
        true
    }

    /// True if what stands below a heading tells how a task is done: with what, with whom, how often
    /// or what comes of it. A lesson has an aim and a description, too.
    pub(super) fn cards_below(&self, section: &Section, flat: &[FlatTable]) -> bool {
        let telling = |(attribute, _): &(Attribute, AlignedStr<'_>)| {
            !matches!(attribute, Attribute::Description | Attribute::Purpose | Attribute::Other)
        };
        self.attributes_below(section, flat).iter().any(telling)
    }

    /// The attributes that the lines and items of `section` state; none unless they are most of it.
    pub(super) fn attributes_below(
        &self,
        section: &Section,
        flat: &[FlatTable],
    ) -> Vec<(Attribute, AlignedStr<'a>)> {
        // What stands below the last of several is told by its own name to be no part of it.
        let apart = section.children.iter().all(Section::is_named_otherwise);
        if section.named_role.is_some() || !apart || section.rest.is_some() {
            return Vec::new();
        }
        let document = self.document;
        let mut found: Vec<(Attribute, AlignedStr<'a>)> = Vec::new();
        let (mut said, mut all) = (0usize, 0usize);
        for at in section.body.clone() {
            let block = &document.blocks[at];
            let outer = match block.kind {
                BlockKind::ListItem(_) => false,
                BlockKind::Paragraph => block.depth == 0,
                BlockKind::TableRow { .. } => return Vec::new(),
                _ => continue,
            };
            if in_flat(flat, at) {
                return Vec::new();
            }
            if outer {
                all += 1;
                if let Some(line) = self.line(at) {
                    said += 1;
                    found.extend(values(line.label, self.text(at, line.value)));
                }
            }
        }
        for nodes in lists(document, flat, section.body.clone(), self.lexicons) {
            all += nodes.len();
            for node in &nodes {
                if self.line(node.block).is_some() {
                    said += 1;
                    found.extend(self.attributes_of(node));
                }
            }
        }
        if 2 * said < all {
            found.clear();
        }
        found
    }

    /// Takes the tasks that lines `任务名称：…` name, each with the attributes on the lines below it.
    pub(super) fn take_line_cards(&mut self, body: Range<usize>, context: &Context) -> usize {
        let mut taken = 0;
        let mut open: Option<Found<'a>> = None;
        let mut close = |open: Option<Found<'a>>, collector: &mut Self| {
            if let Some(found) = open.filter(|found| !found.attributes.is_empty()) {
                collector.push(found, context);
                taken += 1;
            }
        };
        for at in body {
            match self.line(at) {
                Some(line) if line.card => {
                    let title = self.text(at, line.value);
                    let kind = MentionKind::Label;
                    let evidence = Evidence { ground: Ground::Attributes, ..Evidence::default() };
                    let next = Found { title, name: None, kind, attributes: Vec::new(), evidence };
                    close(open.replace(next), self);
                }
                Some(line) => {
                    if let Some(found) = &mut open {
                        found.attributes.extend(values(line.label, self.text(at, line.value)));
                    }
                }
                None => close(open.take(), self),
            }
        }
        close(open, self);
        taken
    }

    /// The label and value of a line that says what a task's attribute or name is.
    fn line(&self, at: usize) -> Option<Line> {
        let block = &self.document.blocks[at];
        if !matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem(_)) {
            return None;
        }
        let split = labelled(block, 0..block.text.len())?;
        let text = &block.text.as_str()[split.label];
        let label = meaning(text, self.lexicons)?;
        let card = label == Label::Title;
        if card && (split.value.is_empty() || section_called(text, self.lexicons).is_some()) {
            return None;
        }
        (label != Label::Category).then_some(Line { label, card, value: split.value })
    }
}
