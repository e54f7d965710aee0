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
            let text = view.text(at);
            let digits = !text.is_empty() && text.len() <= 6 && text.bytes().all(|b| b.is_ascii_digit());
            digits && view.beside(at, RemovalKind::ShareWidget)
        })
        .map(|at| view.claim(at..at + 1, rule, &[]))
        .collect()
}
