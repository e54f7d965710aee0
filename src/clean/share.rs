//! Bare numbers beside share buttons.

use super::view::{Claim, View};
use crate::document::RemovalKind;

/// Claims a line of digits that stands next to a claimed or live share button.
pub(super) fn find(view: &View<'_>) -> Vec<Claim> {
    let Some((rule, _)) = view.rule("GY226") else { return Vec::new() };
    if !view.is_page() {
        return Vec::new();
    }
    (0..view.len())
        .filter(|&at| {
            // Digits are as many characters as bytes.
            let short = (1..=6).contains(&view.line(at).chars);
            short
                && view.text(at).bytes().all(|b| b.is_ascii_digit())
                && view.beside(at, RemovalKind::ShareWidget)
        })
        .map(|at| view.claim(at..at + 1, rule, &[]))
        .collect()
}
