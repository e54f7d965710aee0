//! Bare numbers beside share buttons.

use super::view::{Claim, View};
use crate::document::RemovalKind;
use crate::lexicon::noise::Glyphs;

/// Claims a line of digits that stands next to a claimed or live share button.
pub(super) fn find(view: &View<'_>) -> Vec<Claim> {
    let Some((rule, _)) = view.rule("GY226") else { return Vec::new() };
    if !view.is_page() || !view.gone.contains(&Some(RemovalKind::ShareWidget)) {
        return Vec::new();
    }
    (0..view.len())
        .filter(|&at| {
            let line = view.line(at);
            (1..=6).contains(&line.chars)
                && line.glyphs.all() == Glyphs::DIGITS
                && view.beside(at, RemovalKind::ShareWidget)
        })
        .map(|at| view.claim(at..at + 1, rule, &[]))
        .collect()
}
