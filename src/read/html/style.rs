//! What an element's attributes say of it: its label, and whether it is shown.

use super::tree::{Attribute, Tree};

/// `id`, `class`, `role` and `itemprop` in lower case, joined by blanks.
pub(super) fn label(tree: &Tree, node: usize, source: &str) -> String {
    let mut out = String::new();
    for wanted in [Attribute::Id, Attribute::Class, Attribute::Role, Attribute::Itemprop] {
        if let Some(span) = tree.attribute(node, wanted) {
            for word in span.of(source).split_whitespace() {
                if !out.is_empty() {
                    out.push(' ');
                }
                if word.is_ascii() {
                    let start = out.len();
                    out.push_str(word);
                    out[start..].make_ascii_lowercase();
                } else {
                    out.push_str(&word.to_lowercase());
                }
            }
        }
    }
    out
}

/// True if the element is not displayed. `visibility: hidden` does not count: pages set it on their
/// body and take it back by script.
pub(super) fn is_hidden(tree: &Tree, node: usize, source: &str) -> bool {
    tree.attributes(node).iter().any(|(name, span)| match name {
        Attribute::Hidden => !span.of(source).eq_ignore_ascii_case("false"),
        Attribute::AriaHidden => span.of(source).trim().eq_ignore_ascii_case("true"),
        Attribute::Style => displays_none(span.of(source)),
        _ => false,
    })
}

fn displays_none(style: &str) -> bool {
    style.split(';').any(|declaration| {
        declaration.split_once(':').is_some_and(|(property, value)| {
            property.trim().eq_ignore_ascii_case("display")
                && value.trim().to_ascii_lowercase().starts_with("none")
        })
    })
}
