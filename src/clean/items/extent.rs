//! How far a thread reaches: from the first line of its first comment to the last of its last.

use std::ops::Range;

use super::{ABOVE, OWN, Part, STORY, Trace};
use crate::clean::view::View;
use crate::document::BlockKind;

/// The thread whose signs stand in `lines`, with all that belongs to its first and last comment.
pub(super) fn whole(
    view: &View<'_>,
    traces: &[Trace],
    origin: usize,
    lines: Range<usize>,
    floor: usize,
) -> Range<usize> {
    let (first, last) = (lines.start, lines.end - 1);
    let mut start = first;
    let mut end = lines.end;
    let common = common(view, lines.clone());
    // The whole document is no element of its own.
    let inside = (common != 0).then(|| span_of(view, common, first..last + 1, floor));
    // More than anybody says is the article, in one element with its thread.
    let signs: Vec<usize> =
        lines.clone().filter(|&at| !matches!(traces[at - origin].part, Part::Text | Part::Name)).collect();
    let longest = signs.windows(2).map(|two| view.said(two[0]..two[1])).fold(0.0, f32::max);
    let fits = |own: &Range<usize>| {
        view.said(own.start..first).max(view.said(last + 1..own.end)) <= (1.2 * longest).max(OWN)
    };
    let inside = inside.filter(|inside| fits(inside) && view.said(0..inside.start) >= STORY);
    if let Some(inside) = inside {
        start = inside.start;
        end = inside.end;
    } else {
        let (head, tail) = (child(view, common, first), child(view, common, last));
        if let Some(head) = head {
            let own = span_of(view, head, first..first + 1, floor);
            let alike = tail.is_some_and(|tail| tail != head && twins(view, head, tail));
            let opens = alike && own.start >= origin && traces[own.start - origin].part == Part::Name;
            let story = view.said(0..own.start) >= STORY;
            start = if fits(&(own.start..first)) || opens && story { own.start } else { start };
        }
        if let Some(tail) = tail {
            let own = span_of(view, tail, last..last + 1, floor);
            end = if fits(&(last + 1..own.end)) { own.end.max(end) } else { end };
        }
    }
    if start == first {
        start = above(traces, origin, &lines, floor);
    }
    // A first comment that says much has its date above.
    let reach = start.saturating_sub(ABOVE).max(origin).max(floor);
    let opening = (reach..start).rev().find(|&at| traces[at - origin].part != Part::Text);
    let opening = opening.filter(|&at| traces[at - origin].part == Part::Head && traces[at - origin].dated);
    start = opening.filter(|&at| view.said(0..at) >= STORY).unwrap_or(start);
    if end == lines.end {
        end = below(view, traces, origin, &lines);
    }
    start..end
}

/// Where the comment begins whose first sign is the first of `lines`: at the topmost line that can be a
/// name, no further above than such lines stand above the signs of the same kind below.
fn above(traces: &[Trace], origin: usize, lines: &Range<usize>, floor: usize) -> usize {
    let first = lines.start;
    let trace = |at: usize| &traces[at - origin];
    let kind = |at: usize| (trace(at).part, trace(at).strong, trace(at).dated);
    let is_sign = |at: usize| matches!(trace(at).part, Part::Foot | Part::Head | Part::Whole);
    if matches!(trace(first).part, Part::Frame | Part::Head | Part::Whole) {
        return first;
    }
    let mut last = first;
    let mut most = None;
    for at in lines.clone().skip(1).filter(|&at| is_sign(at)) {
        if at > last + 1 && kind(at) == kind(first) {
            most = most.max(Some(at - last - 1));
        }
        last = at;
    }
    let lowest = first.saturating_sub(most.unwrap_or(ABOVE).min(ABOVE)).max(origin).max(floor);
    let mut found = first;
    for at in (lowest..first).rev() {
        match trace(at).part {
            Part::Break => break,
            Part::Name => found = at,
            Part::Text if found < first => break,
            Part::Frame if found == at + 1 => found = at,
            _ => {}
        }
    }
    found
}

/// One past the last line of the comment whose last sign is the last of `lines`.
fn below(view: &View<'_>, traces: &[Trace], origin: usize, lines: &Range<usize>) -> usize {
    let last = lines.end - 1;
    let in_item =
        |at: usize| view.block(at).depth > 0 && view.block(at).container == view.block(last).container;
    let mut end = lines.end;
    while end < view.len() && in_item(end) && !matches!(view.block(end).kind, BlockKind::ListItem(_)) {
        end += 1;
    }
    if end > lines.end {
        return end;
    }
    // Signs that open comments have words behind them, those that close them have them in front.
    let signs: Vec<usize> =
        lines.clone().filter(|&at| matches!(traces[at - origin].part, Part::Foot | Part::Head)).collect();
    let kind = |at: usize| (traces[at - origin].part, traces[at - origin].strong);
    let alike: Vec<usize> = signs.iter().copied().filter(|&at| kind(at) == kind(last)).collect();
    let weight = |at: Option<usize>| at.filter(|&at| at < view.len()).map_or(0.0, |at| view.line(at).weight);
    let inner = alike.iter().filter(|&&at| at < last);
    let (over, under) = inner.fold((0.0, 0.0), |(over, under), &at| {
        (over + weight(at.checked_sub(1)), under + weight(Some(at + 1)))
    });
    let opens = match alike.len() {
        1 => traces[last - origin].part == Part::Head && signs.len() == 1,
        _ => under > over,
    };
    if !opens {
        return lines.end;
    }
    let most = signs.windows(2).map(|two| two[1] - two[0] - 1).max().unwrap_or(1).max(1);
    let stop = (lines.end + most).min(view.len());
    let is_said = |at: usize| view.heading(at).is_none() && !view.is_furniture(at);
    (lines.end..stop).find(|&at| !is_said(at)).unwrap_or(stop)
}

/// The innermost container that holds all of `lines`.
fn common(view: &View<'_>, lines: Range<usize>) -> usize {
    let first = view.block(lines.start).container;
    lines.fold(first, |holder, at| view.document.common_container(holder, view.block(at).container))
}

/// True for two elements of one name and label.
fn twins(view: &View<'_>, one: usize, other: usize) -> bool {
    let (one, other) = (&view.document.containers[one], &view.document.containers[other]);
    one.name == other.name && one.label == other.label
}

/// The child of `holder` that holds the line at `at`, unless that stands in `holder` itself.
fn child(view: &View<'_>, holder: usize, at: usize) -> Option<usize> {
    let mut own = view.block(at).container;
    while own != holder {
        let parent = view.document.containers[own].parent;
        if parent == holder {
            return Some(own);
        }
        if own == 0 {
            return None;
        }
        own = parent;
    }
    None
}

/// The live lines around `lines` that stand in `container`, from `floor` on.
fn span_of(view: &View<'_>, container: usize, lines: Range<usize>, floor: usize) -> Range<usize> {
    let span = view.document.containers[container].span;
    let inside = |at: usize| span.contains(view.block(at).span);
    let start = (floor..lines.start).rev().take_while(|&at| inside(at)).last().unwrap_or(lines.start);
    let end = (lines.end..view.len()).take_while(|&at| inside(at)).last().map_or(lines.end, |at| at + 1);
    start..end
}
