//! Metadata: what title, `meta` elements and the `html` tag say of the page.

use super::line::{Line, Trim};
use super::placeholder;
use super::tag::Tag;
use super::tree::{Attribute, NodeKind, Tree};
use crate::document::{Document, Metadata, Span};

/// Lifts what the element at `node`, and for a head all elements inside, say into the metadata.
pub(super) fn lift(document: &mut Document, tree: &Tree, node: usize, source: &str) {
    let Some(tag) = tree.nodes[node].tag() else { return };
    match tag {
        Tag::Html => {
            if let Some(lang) = tree.attribute(node, Attribute::Lang) {
                add(document, "lang", source, lang);
            }
        }
        Tag::Head | Tag::Title | Tag::Meta => {
            for at in node..tree.nodes[node].end {
                match tree.nodes[at].tag() {
                    Some(Tag::Title) => {
                        let inner = &tree.nodes[at + 1..tree.nodes[at].end];
                        if let Some(text) = inner.iter().find(|inner| inner.kind == NodeKind::Text) {
                            add(document, "title", source, text.span);
                        }
                    }
                    Some(Tag::Meta) => meta(document, tree, at, source),
                    _ => {}
                }
            }
        }
        _ => {}
    }
}

fn meta(document: &mut Document, tree: &Tree, node: usize, source: &str) {
    let named = [Attribute::Name, Attribute::Property, Attribute::Itemprop];
    let name = named.into_iter().find_map(|name| tree.attribute(node, name));
    let (Some(name), Some(content)) = (name, tree.attribute(node, Attribute::Content)) else { return };
    let key = match name.of(source).trim().to_ascii_lowercase().as_str() {
        "og:title" | "twitter:title" => "headline",
        "description" | "og:description" => "description",
        "author" | "article:author" | "og:author" => "author",
        "keywords" | "article:tag" => "keywords",
        "date"
        | "pubdate"
        | "publishdate"
        | "datepublished"
        | "article:published_time"
        | "og:release_date" => "date",
        "og:site_name" | "application-name" => "site",
        _ => return,
    };
    add(document, key, source, content);
}

/// Adds a value without its placeholders, unless it is blank or the same has been said already.
fn add(document: &mut Document, key: &str, source: &str, span: Span) {
    let mut line = Line::default();
    let mut from = span.start;
    while let Some((start, end)) = placeholder::find(&source[from..span.end]) {
        line.push(source, Span::new(from, from + start));
        from += end;
    }
    line.push(source, Span::new(from, span.end));
    let Some(found) = line.finish(source, span.start, Trim::Ends) else { return };
    let said =
        document.metadata.iter().any(|entry| entry.key == key && entry.value.as_str() == found.text.as_str());
    if !said {
        document.metadata.push(Metadata { key: key.to_owned(), value: found.text });
    }
}
