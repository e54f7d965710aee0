//! Offers of courses and services: paragraphs near the end that sell something behind a link.

use super::view::{Claim, View, quote};
use crate::document::{BlockKind, MarkKind};
use crate::source::Format;

/// Claims them. A paragraph needs a link and both a call and an offer, or an offer at whose
/// beginning the link stands.
pub(super) fn find(view: &View<'_>) -> Vec<Claim> {
    let Some((rule, info)) = view.rule("GY272") else { return Vec::new() };
    let (Some((offer, _)), Some((call, _))) = (view.rule("GY276"), view.rule("GY277")) else {
        return Vec::new();
    };
    let reach = info.threshold("tail-blocks") as usize;
    let mut claims = Vec::new();
    let mut others = 0;
    for at in (0..view.len()).rev() {
        let line = view.line(at);
        let linked = line.linked > 0.0 || view.document.format == Format::Text;
        let paragraph = matches!(view.block(at).kind, BlockKind::Paragraph | BlockKind::Quote);
        let offers = view.hit(at, offer) && (view.hit(at, call) || opens_with_link(view, at));
        if paragraph && linked && (offers || holds_button(view, at)) {
            let text = quote(view.text(at));
            claims.push(view.claim(at..at + 1, rule, &[("text", &text)]));
        } else {
            others += 1;
            if others > reach {
                break;
            }
        }
    }
    claims.reverse();
    claims
}

/// True if a link in the text is a button to apply or enrol.
fn holds_button(view: &View<'_>, at: usize) -> bool {
    let Some((button, _)) = view.rule("GY271") else { return false };
    let block = view.block(at);
    block
        .marks
        .iter()
        .filter(|mark| mark.kind == MarkKind::Link)
        .filter_map(|mark| block.text.from_source_span(mark.inner))
        .any(|range| {
            let text = block.text.as_str()[range].trim();
            view.rules.matching(text, text.chars().count()).iter().any(|&rule| usize::from(rule) == button)
        })
}

fn opens_with_link(view: &View<'_>, at: usize) -> bool {
    let block = view.block(at);
    block.leading_mark(MarkKind::Link).is_some()
}
