//! The run of lines that is the content, and what is left out inside of it.

use super::elements::{Elements, home_of};
use super::line::Line;
use super::{Verdict, is_judged};
use crate::document::{BlockKind, Document};
use crate::lexicon::page::{Cue, PageLexicon};

/// A disclaimer has fewer blocks than this, and less text than as many blocks before it.
const DISCLAIMER_REACH: usize = 40;
/// How many blocks above the text its headline is looked for.
const HEADLINE_REACH: usize = 30;
/// Shorter lines are names of sites and channels.
pub(super) const HEADLINE_LENGTH: f32 = 4.0;

/// For each block, why it goes; `None` if it stays.
pub(super) fn verdicts(
    document: &Document,
    lines: &[Line],
    elements: &Elements,
    lexicon: &PageLexicon,
) -> Vec<Option<Verdict>> {
    let blocks = &document.blocks;
    let mut out: Vec<Option<Verdict>> = vec![None; blocks.len()];
    for (at, block) in blocks.iter().enumerate() {
        if !is_judged(block.kind) {
            continue;
        }
        if let Some((furniture, container)) = elements.furniture[block.container] {
            out[at] = Some(Verdict::Element(furniture, container));
        } else if lines[at].is_image {
            out[at] = Some(Verdict::Image);
        }
    }
    let content = best_run(document, lines, elements, &out, lexicon);
    let Some((first, last)) = content else {
        // No line looks like a sentence: only what is plainly furniture goes.
        inner(lines, &mut out, 0, blocks.len().saturating_sub(1), document);
        return out;
    };
    let (first, last) = widened(document, lines, elements, &out, first, last);
    let first = own_heading(document, lines, &out, first, last).unwrap_or(first);
    let headline = headline(document, lines, &out, first);
    inner(lines, &mut out, first, last, document);
    let mut at = last + 1;
    while at < blocks.len() {
        if out[at].is_none() && lines[at].cue == Some(Cue::Disclaimer) {
            out[at] = Some(Verdict::Cue(Cue::Disclaimer));
            at = disclaimed(document, lines, &mut out, at + 1, blocks.len() - 1);
        } else {
            at += 1;
        }
    }
    datelines(lines, &mut out, first, last, lexicon.weights.dateline);
    for (at, block) in blocks.iter().enumerate() {
        if out[at].is_none() && is_judged(block.kind) && !(first..=last).contains(&at) && headline != Some(at)
        {
            let line = &lines[at];
            out[at] = Some(match line.cue {
                Some(cue) => Verdict::Cue(cue),
                None if at < first && is_breadcrumb(block.text.as_str()) => Verdict::Cue(Cue::Breadcrumb),
                None if at < first && is_dateline(line, lexicon.weights.dateline) => Verdict::Dateline,
                None if line.is_repeated => Verdict::Repeated,
                None if line.is_link => Verdict::Links,
                None if at < first => Verdict::Before,
                None => Verdict::After,
            });
        }
    }
    orphan(document, lines, &mut out, first);
    out
}

/// Marks a heading after which nothing but links to elsewhere was: it announced them.
fn orphan(document: &Document, lines: &[Line], out: &mut [Option<Verdict>], first: usize) {
    let kept = |at: &usize| out[*at].is_none() && is_judged(document.blocks[*at].kind);
    let Some(last) = (first + 1..lines.len()).rev().find(kept) else { return };
    let below = last + 1..lines.len();
    let next = below.clone().find(|&at| is_judged(document.blocks[at].kind));
    let links = below.filter(|&at| lines[at].is_link).count();
    if level(document, last).is_some() && links >= 2 && next.is_some_and(|next| lines[next].is_link) {
        out[last] = Some(Verdict::Announced);
    }
}

/// The run of blocks with the highest sum of evidence (Kadane). Text outside of the main element
/// counts less; furniture only stands between.
fn best_run(
    document: &Document,
    lines: &[Line],
    elements: &Elements,
    out: &[Option<Verdict>],
    lexicon: &PageLexicon,
) -> Option<(usize, usize)> {
    let (mut sum, mut start) = (0.0f32, 0);
    let mut best: Option<(f32, usize, usize)> = None;
    let mut was_inside = true;
    for (at, block) in document.blocks.iter().enumerate() {
        if !is_judged(block.kind) {
            continue;
        }
        let inside = elements.in_main(block.container);
        if was_inside && !inside {
            sum -= lexicon.weights.step_out;
        }
        was_inside = inside;
        let score = match lines[at].score {
            // Furniture is no evidence for anything but the end of the content.
            score if out[at].is_some() => score.min(0.0),
            score if score > 0.0 && !inside => score * lexicon.weights.outside,
            score => score,
        };
        if sum <= 0.0 {
            (sum, start) = (0.0, at);
        }
        sum += score;
        if score > 0.0 && best.is_none_or(|(most, ..)| sum > most) {
            best = Some((sum, start, at));
        }
    }
    best.map(|(_, start, end)| (start, end))
}

/// The headline of the article above its text: the nearest line before `first` that the title of
/// the page says as well. If the text begins with a heading of its own, what is above that one is
/// the site's, unless it is a heading of level 1 and the page's title begins with it.
fn headline(document: &Document, lines: &[Line], out: &[Option<Verdict>], first: usize) -> Option<usize> {
    let own =
        (first..lines.len()).take_while(|at| lines[*at].clauses == 0).find_map(|at| level(document, at));
    let titles = titles(document);
    (0..first).rev().take(HEADLINE_REACH).find(|&at| {
        let text = document.blocks[at].text.as_str();
        out[at].is_none()
            && is_judged(document.blocks[at].kind)
            && !lines[at].is_link
            && lines[at].cue.is_none()
            && lines[at].weight >= HEADLINE_LENGTH
            && titles.iter().any(|title| match own {
                None => title.contains(text),
                Some(own) => own > 1 && level(document, at) == Some(1) && title.starts_with(text),
            })
    })
}

/// The heading inside the run with which the title of the page begins, if all before it are short lines (the address of a
/// company beside its notice): the article begins there.
fn own_heading(
    document: &Document,
    lines: &[Line],
    out: &[Option<Verdict>],
    first: usize,
    last: usize,
) -> Option<usize> {
    let titles = titles(document);
    let sentence = (first..=last).find(|&at| out[at].is_none() && lines[at].clauses > 0)?;
    (first..sentence).find(|&at| {
        let text = document.blocks[at].text.as_str();
        level(document, at).is_some()
            && out[at].is_none()
            && lines[at].weight >= HEADLINE_LENGTH
            && titles.iter().any(|title| title.starts_with(text))
    })
}

/// What the page calls itself.
pub(super) fn titles(document: &Document) -> Vec<&str> {
    let said = document.metadata.iter().filter(|entry| matches!(entry.key.as_str(), "title" | "headline"));
    said.map(|entry| entry.value.as_str()).collect()
}

/// The level of a heading.
fn level(document: &Document, at: usize) -> Option<u8> {
    match document.blocks[at].kind {
        BlockKind::Heading(level) => Some(level),
        _ => None,
    }
}

/// Takes in headings and short lines that stand before and after the run in its own element.
fn widened(
    document: &Document,
    lines: &[Line],
    elements: &Elements,
    out: &[Option<Verdict>],
    first: usize,
    last: usize,
) -> (usize, usize) {
    // A single paragraph has its signature and its date beside it, not inside.
    let home = home_of(document, common_container(document, lines, elements, out, first, last));
    // A list has its heading before it, not inside.
    let parent = document.containers[home].parent;
    let belongs = |at: usize| {
        let block = &document.blocks[at];
        let line = &lines[at];
        !is_judged(block.kind)
            || out[at].is_none()
                && line.cue.is_none()
                && !line.is_link
                && (is_inside(document, block.container, home)
                    || matches!(block.kind, BlockKind::Heading(_))
                        && is_inside(document, block.container, parent))
    };
    let text = |at: usize| is_judged(document.blocks[at].kind) && document.blocks[at].kind != BlockKind::Rule;
    let (mut from, mut at) = (first, first);
    while at > 0 && belongs(at - 1) {
        at -= 1;
        if text(at) {
            from = at;
        }
    }
    let (mut to, mut at) = (last, last);
    while at + 1 < lines.len() && belongs(at + 1) {
        at += 1;
        if text(at) {
            to = at;
        }
    }
    (from, to)
}

/// The innermost container that holds all content lines of the run.
fn common_container(
    document: &Document,
    lines: &[Line],
    elements: &Elements,
    out: &[Option<Verdict>],
    first: usize,
    last: usize,
) -> usize {
    let mut home: Option<usize> = None;
    for at in first..=last {
        if lines[at].score <= 0.0 || out[at].is_some() {
            continue;
        }
        let container = document.blocks[at].container;
        home = Some(match home {
            None => container,
            Some(home) => document.common_container(home, container),
        });
    }
    home.unwrap_or(elements.main)
}

/// True if `container` is `ancestor` or inside of it.
fn is_inside(document: &Document, mut container: usize, ancestor: usize) -> bool {
    // Children come after their parents.
    while container > ancestor {
        container = document.containers[container].parent;
    }
    container == ancestor
}

/// Marks what is no content inside the run: cue lines, and links in a row or under a heading that
/// announces them.
fn inner(lines: &[Line], out: &mut [Option<Verdict>], first: usize, last: usize, document: &Document) {
    let mut at = first;
    while at <= last && at < lines.len() {
        if out[at].is_some() || !is_judged(document.blocks[at].kind) {
            at += 1;
            continue;
        }
        if let Some(cue) = lines[at].cue {
            out[at] = Some(Verdict::Cue(cue));
            at += 1;
            if cue == Cue::Disclaimer && at > first + (last - first) / 2 {
                at = disclaimed(document, lines, out, at, last);
            }
            if cue == Cue::Related {
                while at <= last && (lines[at].is_link || !is_judged(document.blocks[at].kind)) {
                    if lines[at].is_link {
                        out[at] = Some(Verdict::Announced);
                    }
                    at += 1;
                }
            }
            continue;
        }
        if lines[at].is_link {
            let mut end = at;
            let mut links = 0;
            while end <= last && (lines[end].is_link || !is_judged(document.blocks[end].kind)) {
                links += usize::from(lines[end].is_link);
                end += 1;
            }
            if links >= 3 {
                for line in at..end {
                    if lines[line].is_link && out[line].is_none() {
                        out[line] = Some(Verdict::Links);
                    }
                }
            }
            at = end;
            continue;
        }
        at += 1;
    }
}

/// Marks what follows the first line of a disclaimer, before `at`, in the same element, if it is not
/// much; returns where to go on.
fn disclaimed(
    document: &Document,
    lines: &[Line],
    out: &mut [Option<Verdict>],
    at: usize,
    last: usize,
) -> usize {
    let home = home_of(document, document.blocks[at - 1].container);
    let reach = at..(at + DISCLAIMER_REACH).min(last + 1);
    let end = reach.clone().find(|next| !is_inside(document, document.blocks[*next].container, home));
    let end = end.unwrap_or(reach.end);
    let text =
        |from: usize, to: usize| -> f32 { lines[from..to].iter().map(|line| line.score.max(0.0)).sum() };
    if end - at == DISCLAIMER_REACH || text(at, end) > text(at.saturating_sub(DISCLAIMER_REACH), at) {
        return at;
    }
    for (next, block) in document.blocks.iter().enumerate().take(end).skip(at) {
        if out[next].is_none() && is_judged(block.kind) {
            out[next] = Some(Verdict::Disclaimed);
        }
    }
    end
}

/// True for short names joined by the signs that paths are written with.
fn is_breadcrumb(text: &str) -> bool {
    let mut parts = text.split(['>', '＞', '›', '»', '→']);
    parts.clone().count() > 1 && parts.all(|part| part.trim().chars().count() <= 20)
}

/// Marks dates with little else before the first sentence.
fn datelines(lines: &[Line], out: &mut [Option<Verdict>], first: usize, last: usize, most: f32) {
    for at in first..=last {
        if lines[at].clauses > 0 && out[at].is_none() {
            return;
        }
        if is_dateline(&lines[at], most) && out[at].is_none() {
            out[at] = Some(Verdict::Dateline);
        }
    }
}

/// True for a date with little else.
fn is_dateline(line: &Line, most: f32) -> bool {
    line.has_date && line.weight <= most
}
