//! The card of the author: name, one-line biography, counters.

use super::view::{Claim, View};

/// Claims the lines between two signs of a card, and the signs.
pub(super) fn find(view: &View<'_>) -> Vec<Claim> {
    let Some((rule, info)) = view.rule("GY241") else { return Vec::new() };
    let (reach, longest) = (info.threshold("lines-before") as usize, info.threshold("max-line") as usize);
    let signs = view.hits("GY241");
    let mut claims = Vec::new();
    let mut at = 0;
    while at < signs.len() {
        let mut end = at;
        while end + 1 < signs.len()
            && signs[end + 1] - signs[end] <= reach
            && (signs[end]..signs[end + 1]).all(|line| view.line(line).chars <= longest)
        {
            end += 1;
        }
        if view.is_page() || end > at {
            claims.push(view.claim(signs[at]..signs[end] + 1, rule, &[]));
        }
        at = end + 1;
    }
    claims
}
