//! A taxonomy of guiyi as a source: its roles, categories, tasks and values as blocks that point
//! into the JSON text. What is no such string is markup.

use crate::document::{AlignedText, Block, BlockKind, Document, Marker, Span};
use crate::taxonomy::{LoadError, Places, Taxonomy};

/// Reads the taxonomy in `document.text`.
///
/// # Errors
/// [`LoadError`] if it is not one that can be used.
pub(super) fn read_taxonomy(document: &mut Document) -> Result<(), LoadError> {
    let taxonomy = Taxonomy::from_json(&document.text)?;
    let places = Places::of(&document.text);
    let item = BlockKind::ListItem(Marker::Bullet);
    let mut titles: Vec<(String, &str, BlockKind, usize)> = Vec::new();
    for (at, role) in taxonomy.roles.iter().enumerate() {
        titles.push((format!("roles/{at}/title"), &role.title, BlockKind::Heading(1), 0));
        for (n, alias) in role.aliases.iter().enumerate() {
            titles.push((format!("roles/{at}/aliases/{n}"), alias, item, 1));
        }
    }
    for (at, category) in taxonomy.categories.iter().enumerate() {
        titles.push((format!("categories/{at}/title"), &category.title, BlockKind::Heading(2), 0));
    }
    for (at, task) in taxonomy.tasks.iter().enumerate() {
        titles.push((format!("tasks/{at}/title"), &task.title, item, 0));
        for (n, alias) in task.aliases.iter().enumerate() {
            titles.push((format!("tasks/{at}/aliases/{n}/title"), &alias.title, item, 1));
        }
        for (attribute, values) in &task.attributes {
            for (index, value) in values.iter().enumerate() {
                let path = format!("tasks/{at}/attributes/{}/{index}/value", attribute.key());
                titles.push((path, &value.value, item, 1));
                for (n, variant) in value.variants.iter().enumerate() {
                    let path = format!("tasks/{at}/attributes/{}/{index}/variants/{n}", attribute.key());
                    titles.push((path, variant, item, 1));
                }
            }
        }
    }
    let text = document.text.clone();
    for (path, words, kind, depth) in titles {
        if let Some(span) = places.of_path(&path).filter(|span| !span.is_empty()) {
            let mut aligned = AlignedText::default();
            if span.of(&text) == words {
                aligned.push_verbatim(&text, span);
            } else {
                aligned.push_rewritten(&words.replace(['\n', '\t', '\r'], " "), span);
            }
            document.blocks.push(Block { kind, span, text: aligned, depth, marks: Vec::new(), container: 0 });
        }
    }
    document.blocks.sort_by_key(|block| block.span.start);
    let mut from = 0;
    let ends = document.blocks.iter().map(|block| block.span).chain([Span::new(text.len(), text.len())]);
    for span in ends {
        let gap = &text[from..span.start];
        let start = from + gap.len() - gap.trim_start().len();
        let end = from + gap.trim_end().len();
        if start < end {
            document.markup.push(Span::new(start, end));
        }
        from = span.end;
    }
    Ok(())
}
