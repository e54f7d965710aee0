//! Other stories on the page: teasers with long abstracts, the next articles of an endless page.
//!
//! A page says which story it is about: its title holds the headline. Elements alike beside the one of
//! that headline, each under a headline of its own that leads elsewhere, are about something else,
//! however much they say.

use rustc_hash::FxHashMap;

use super::elements::{Furniture, home_of, inside_of, text_of};
use super::line::Line;
use super::run::{HEADLINE_LENGTH, titles};
use crate::clean::line::targets;
use crate::document::{Block, BlockKind, Document};
use crate::lexicon::page::PageLexicon;

/// Fewest elements alike, that of the story counted: a single one may be a part of it.
const ALIKE: usize = 2;
/// Fewest elements alike that open with a mere link.
const TEASERS: usize = 3;
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
    let mut teasers: FxHashMap<_, Vec<usize>> = FxHashMap::default();
    for at in (1..containers.len()).filter(|&at| !own[at] && furniture[at].is_none() && text[at] > 0.0) {
        if first[at].is_some_and(|block| leads_elsewhere(document, lines, block, headline)) {
            alike.entry(kind(at)).or_default().push(at);
        } else if first[at].is_some_and(|block| is_teaser(document, lines, at, block)) {
            teasers.entry(kind(at)).or_default().push(at);
        }
    }
    let alike = alike.into_values().filter(|alike| alike.len() >= ALIKE);
    let teasers = teasers.into_values().filter(|teasers| teasers.len() >= TEASERS);
    for at in alike.chain(teasers).flatten() {
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
    matches!(block.kind, BlockKind::Heading(_))
        && lines[at].is_link
        && lines[at].weight >= HEADLINE
        && !block.text.as_str().contains(headline.text.as_str())
        && links_away(document, block)
}

/// True for an element of few lines that opens with a link to another page and goes on with text of its
/// own.
fn is_teaser(document: &Document, lines: &[Line], element: usize, first: usize) -> bool {
    let block = &document.blocks[first];
    let opens = block.kind == BlockKind::Paragraph && lines[first].is_link && lines[first].weight >= HEADLINE;
    if !opens || !links_away(document, block) {
        return false;
    }
    let is_inside = |at: &usize| {
        let mut container = document.blocks[*at].container;
        while container != 0 && container != element {
            container = document.containers[container].parent;
        }
        container == element
    };
    let mut inside = (first + 1..document.blocks.len())
        .take_while(is_inside)
        .filter(|&at| lines[at].weight > 0.0 && !lines[at].is_image);
    inside.next().is_some_and(|at| lines[at].linked == 0.0 && lines[at].clauses > 0)
        && inside.all(|at| lines[at].clauses == 0)
}

/// True for a block with a link that leads to another page.
fn links_away(document: &Document, block: &Block) -> bool {
    targets(document, block).any(|target| !target.contains('#'))
}
