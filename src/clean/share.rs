//! Bare numbers beside share buttons.

use super::view::{Claim, Once, View};
use crate::document::RemovalKind;
use crate::lexicon::noise::Glyphs;

/// Claims a line of digits that stands next to a claimed or live share button.
pub(super) fn find(view: &View<'_>) -> Vec<Claim> {
    let Some((rule, _)) = view.rule("GY226") else { return Vec::new() };
    if !view.is_page() || !view.gone.contains(&Some(RemovalKind::ShareWidget)) {
        return Vec::new();
    }
    let is_number = |&at: &usize| {
        let line = view.line(at);
        (1..=6).contains(&line.chars) && line.glyphs.all() == Glyphs::DIGITS
    };
    let counts = view.once(Once::Counts, || (0..view.len()).filter(is_number).collect());
    let beside = counts.filter(|&at| view.beside(at, RemovalKind::ShareWidget));
    beside.map(|at| view.claim(at..at + 1, rule, &[])).collect()
}
