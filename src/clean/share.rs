//! Bare numbers beside share buttons.

use super::view::{Claim, View};
use crate::document::RemovalKind;

/// Claims a line of digits that stands next to a claimed or live share button.
pub(super) fn find(view: &View<'_>) -> Vec<Claim> {
    let Some((rule, _)) = view.rule("GY226") else { return Vec::new() };
    if !view.is_page() || !view.gone.contains(&Some(RemovalKind::ShareWidget)) {
        return Vec::new();
    }
    let beside = view.counts().filter(|&at| view.beside(at, RemovalKind::ShareWidget));
    beside.map(|at| view.claim(at..at + 1, rule, &[])).collect()
}
