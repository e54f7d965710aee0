//! What reads like a duty and stands where none are taken: shown to people who ask why.

use crate::document::{BlockKind, Document, LineIndex, Span};
use crate::lexicon::Lexicons;
use crate::mention::{Extraction, MentionKind, Reason, Skipped};
use crate::outline::{Outline, Section};

use super::duty::judge;

/// The blocks of a document whose words say duty and that `extraction` neither took nor skipped, with
/// the reason, in source order. Extraction itself never asks: it costs a judgement of every block.
pub fn passed_over(
    document: &Document,
    outline: &Outline,
    extraction: &Extraction,
    lexicons: &Lexicons,
) -> Vec<Skipped> {
    let mut seen: Vec<Span> = Vec::new();
    for mention in &extraction.mentions {
        seen.push(mention.span);
        seen.extend(mention.also_at.iter().map(|place| Span::new(place.byte_start, place.byte_end)));
        seen.extend(mention.attributes.values().map(|value| value.span));
    }
    seen.sort_unstable();
    let lines = LineIndex::new(&document.text);
    let mut skipped: Vec<usize> = extraction.skipped.iter().map(|miss| miss.line_start).collect();
    skipped.sort_unstable();
    let mut search = Search { document, lexicons, lines, seen, skipped, found: Vec::new() };
    for plan in &outline.documents {
        let role = plan.role.as_ref().map(|role| role.title.as_str());
        for section in &plan.sections {
            search.section(section, role);
        }
    }
    search.found.sort_by_key(|miss| miss.line_start);
    search.found
}

struct Search<'a> {
    document: &'a Document,
    lexicons: &'a Lexicons,
    lines: LineIndex,
    /// What was taken, sorted.
    seen: Vec<Span>,
    /// Lines of what was skipped, sorted.
    skipped: Vec<usize>,
    found: Vec<Skipped>,
}

impl Search<'_> {
    fn section(&mut self, section: &Section, role: Option<&str>) {
        let heading = section.title.as_ref().map(|title| title.block);
        for at in heading.into_iter().chain(section.body.clone()) {
            self.block(at, section, role);
        }
        for child in &section.children {
            self.section(child, role);
        }
    }

    fn block(&mut self, at: usize, section: &Section, role: Option<&str>) {
        let block = &self.document.blocks[at];
        let kind = match block.kind {
            BlockKind::Heading(_) => MentionKind::Heading,
            BlockKind::ListItem(_) => MentionKind::ListItem,
            BlockKind::TableRow { .. } => MentionKind::TableRow,
            BlockKind::Paragraph | BlockKind::Quote => MentionKind::Sentence,
            BlockKind::Code | BlockKind::Rule | BlockKind::FrontMatter | BlockKind::Markup => return,
        };
        let line_start = self.lines.line(block.span.start);
        let next = self.seen.partition_point(|span| span.end <= block.span.start);
        let taken = self.seen.get(next).is_some_and(|span| span.overlaps(block.span));
        if taken || self.skipped.binary_search(&line_start).is_ok() {
            return;
        }
        let judged = judge(block.text.as_str(), role, self.lexicons);
        if !judged.is_duty() {
            return;
        }
        let mut evidence = judged.evidence(block.text.whole());
        evidence.section = section.role.map(|role| role.key());
        self.found.push(Skipped {
            line_start,
            text: block.text.as_str().chars().take(Skipped::LENGTH).collect(),
            reason: reason(section, kind),
            kind,
            evidence,
        });
    }
}

fn reason(section: &Section, kind: MentionKind) -> Reason {
    match section.role {
        Some(role) if !role.holds_tasks() => Reason::Section(role.key()),
        None if kind == MentionKind::Heading => Reason::Heading,
        None => Reason::Unsupported,
        Some(_) if kind == MentionKind::Heading => Reason::Group,
        Some(_) => Reason::Explains,
    }
}
