//! Other stories on the page: teasers with long abstracts, the next articles of an endless page.
//!
//! A page says which story it is about: its title holds the headline. Elements alike beside the one of
//! that headline, each under a headline of its own that leads elsewhere, are about something else,
//! however much they say.

use rustc_hash::FxHashMap;

use super::elements::{Furniture, home_of, inside_of, text_of};
use super::line::Line;
use super::run::{HEADLINE_LENGTH, titles};
use crate::clean::line::target;
use crate::document::{Block, BlockKind, Document, MarkKind};
use crate::lexicon::page::PageLexicon;

/// Fewest elements alike, that of the story counted: a single one may be a part of it.
const ALIKE: usize = 2;
/// Shorter headings are names of people and channels.
const HEADLINE: f32 = 6.0;

/// Marks the elements of other stories, and what is inside of them.
pub(super) fn mark(
    document: &Document,
    lines: &[Line],
    furniture: &mut [Option<(Furniture, usize)>],
    lexicon: &PageLexicon,
) {
    let text = text_of(document, lines, |container| furniture[container].is_none());
    let Some((story, headline)) = story(document, lines, &text, lexicon.weights.beside_teasers) else {
        return;
    };
    let containers = &document.containers;
    // The story's element with all inside of it and all around it.
    let mut own = inside_of(document, story);
    let mut at = story;
    while at != 0 {
        at = containers[at].parent;
        own[at] = true;
    }
    let first = first_blocks(document, lines);
    let kind = |at: usize| {
        let container = &containers[at];
        (container.parent, container.name.as_str(), container.label.as_str())
    };
    let mut alike = FxHashMap::from_iter([(kind(story), vec![story])]);
    for at in (1..containers.len()).filter(|&at| !own[at] && furniture[at].is_none() && text[at] > 0.0) {
        if first[at].is_some_and(|block| leads_elsewhere(document, lines, block, headline)) {
            alike.entry(kind(at)).or_default().push(at);
        }
    }
    for at in alike.into_values().filter(|alike| alike.len() >= ALIKE).flatten() {
        if at != story {
            furniture[at] = Some((Furniture::Neighbour, at));
        }
    }
    for at in 1..containers.len() {
        let outer = furniture[containers[at].parent];
        if let Some((Furniture::Neighbour, _)) = outer {
            furniture[at] = outer;
        }
    }
}

/// The smallest element that holds a heading which the title says as well and, with it, at least
/// `least` of text; and that heading.
fn story<'a>(document: &'a Document, lines: &[Line], text: &[f32], least: f32) -> Option<(usize, &'a Block)> {
    let titles = titles(document);
    let blocks = document.blocks.iter().zip(lines).filter(|(block, line)| {
        matches!(block.kind, BlockKind::Heading(_))
            && line.weight >= HEADLINE_LENGTH
            && titles.iter().any(|title| title.contains(block.text.as_str()))
    });
    blocks.map(|(block, _)| block).find_map(|block| {
        let mut at = home_of(document, block.container);
        while at != 0 && text[at] < least {
            at = document.containers[at].parent;
        }
        let name = document.containers[at].name.as_str();
        (at != 0 && !matches!(name, "html" | "body")).then_some((at, block))
    })
}

/// For each container, its first block that says anything.
fn first_blocks(document: &Document, lines: &[Line]) -> Vec<Option<usize>> {
    let mut first = vec![None; document.containers.len()];
    for (at, (block, line)) in document.blocks.iter().zip(lines).enumerate() {
        if line.weight == 0.0 || line.is_image {
            continue;
        }
        // Where an element has a first block, all around it have one.
        let mut container = block.container;
        while first[container].is_none() {
            first[container] = Some(at);
            container = document.containers[container].parent;
        }
    }
    first
}

/// True for a heading that is a link to another page, about something else than `headline`.
fn leads_elsewhere(document: &Document, lines: &[Line], at: usize, headline: &Block) -> bool {
    let block = &document.blocks[at];
    let away = |block: &Block| {
        block.marks.iter().any(|mark| {
            mark.kind == MarkKind::Link && !target(&document.text, mark.span, mark.inner).contains('#')
        })
    };
    matches!(block.kind, BlockKind::Heading(_))
        && lines[at].is_link
        && lines[at].weight >= HEADLINE
        && !block.text.as_str().contains(headline.text.as_str())
        && away(block)
}
