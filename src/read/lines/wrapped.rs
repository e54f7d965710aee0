//! Lines that broke where the page ended, not the sentence: text copied out of a PDF.

use std::cell::LazyCell;

use super::Line;
use super::shapes::{ends_sentence, width};
use crate::read::marker::marker;

/// Columns from which a line may have been broken by the width of a page.
const MIN_WIDTH: usize = 34;
/// Columns of a tail so short that it is the end of a broken line whatever stands above it.
const TAIL: usize = 8;
/// Share of the width above that the last line of a broken sentence may have. A line below a title
/// that explains it is longer.
const MAX_LAST: f64 = 0.85;
/// Most lines of one item.
const MAX_LINES: usize = 6;
/// Characters in which a colon makes the line a `key：value`.
const KEY: usize = 8;

/// True for a line that opens with a key (`工具：手环机`).
pub(super) fn keyed(text: &str) -> bool {
    text.chars().take(KEY).any(|c| matches!(c, '：' | ':'))
}

/// True if line `at`, which is not empty and begins no item, goes on with the sentence that line `at - 1` breaks
/// off: inside an item of a list (`item`) up to a shorter line that ends it, elsewhere only if it is a mere tail.
pub(super) fn goes_on(source: &str, lines: &[Line], at: usize, item: bool) -> bool {
    let text = |at: usize| lines[at].content.of(source);
    // A character has no more columns than bytes.
    let short = lines[at - 1].indent + text(at - 1).len() < MIN_WIDTH;
    if short || ends_sentence(text(at - 1)) || text(at - 1).ends_with(['*', '|', '`']) {
        return false;
    }
    let columns = |line: &Line, most: usize| line.indent + width(line.content.of(source), most);
    if columns(&lines[at - 1], MIN_WIDTH) < MIN_WIDTH {
        return false;
    }
    let is_long = || text(at).chars().nth(TAIL / 2).is_some();
    if keyed(text(at)) && is_long() {
        return false;
    }
    let whole = LazyCell::new(|| columns(&lines[at - 1], usize::MAX));
    let full = |line: &Line| {
        // A character has at least a column for four bytes.
        let most = line.indent + line.content.len();
        let least = lines[at - 1].indent + text(at - 1).len() / 4;
        let long = most as f64 >= MAX_LAST * least as f64;
        long && columns(line, usize::MAX) as f64 >= MAX_LAST * *whole as f64
    };
    // Where the sentence ends is told before columns are counted.
    let below = &lines[at..lines.len().min(at + MAX_LINES)];
    let stops = |line: &Line| {
        let text = line.content.of(source);
        text.is_empty() || ends_sentence(text) || marker(text).is_some()
    };
    let Some(last) = below.iter().position(stops) else { return false };
    let (broken, end) = (&below[..last], &below[last]);
    let text = end.content.of(source);
    if text.is_empty() || marker(text).is_some() {
        return false;
    }
    let tail = columns(end, TAIL + 1) <= TAIL;
    // Every line but the last is full.
    (tail || item)
        && broken.iter().all(full)
        && (tail || columns(end, usize::MAX) as f64 <= MAX_LAST * *whole as f64)
}
