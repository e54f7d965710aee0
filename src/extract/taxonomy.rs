//! The tasks of an earlier taxonomy that was given as a source: stated as they are, with the ids
//! they have there.

use std::collections::BTreeMap;

use super::collect::number;
use crate::document::{Document, LineIndex, Span};
use crate::mention::{AttributeValue, Attributes, Extraction, MentionKind, Quote, RoleFacets, TaskMention};
use crate::taxonomy::{Places, Taxonomy, UNCLASSIFIED};

/// The mentions of a document that was read as a taxonomy: one for each task, with the title,
/// category, role, aliases and values of the (converted) blocks, with all spellings of a value, so that
/// they make the same terms again. Facts about the role stay behind. Nothing if the text is no taxonomy.
pub fn stated(document: &Document) -> Extraction {
    let Ok(taxonomy) = Taxonomy::from_json(&document.text) else { return Extraction::default() };
    let places = Places::of(&document.text);
    let lines = LineIndex::new(&document.text);
    let words: BTreeMap<usize, &str> =
        document.blocks.iter().map(|block| (block.span.start, block.text.as_str())).collect();
    let said = |path: String| -> Option<(String, Span)> {
        let span = places.of_path(&path)?;
        Some(((*words.get(&span.start)?).to_owned(), span))
    };
    let titled =
        |list: &str, at: Option<usize>| said(format!("{list}/{}/title", at?)).map(|(title, _)| title);
    let mut mentions: Vec<TaskMention> = Vec::new();
    for (at, task) in taxonomy.tasks.iter().enumerate() {
        let Some((title, span)) = said(format!("tasks/{at}/title")) else { continue };
        let category = taxonomy.categories.iter().position(|category| category.id == task.category);
        let role_id = category.map(|at| &taxonomy.categories[at].role);
        let role = taxonomy.roles.iter().position(|role| Some(&role.id) == role_id);
        let role = titled("roles", role);
        let category = titled("categories", category).filter(|title| title != UNCLASSIFIED);
        let mut attributes = Attributes::default();
        for (&attribute, values) in &task.attributes {
            let below = |index: usize| format!("tasks/{at}/attributes/{}/{index}", attribute.key());
            let paths = values.iter().enumerate().flat_map(|(index, value)| {
                let variants = (0..value.variants.len()).map(move |n| format!("variants/{n}"));
                std::iter::once("value".to_owned())
                    .chain(variants)
                    .map(move |end| format!("{}/{end}", below(index)))
            });
            let found = paths.filter_map(said).map(|(value, span)| AttributeValue { value, span });
            attributes.entry(attribute).extend(found);
        }
        let aliases = (0..task.aliases.len()).map(|n| format!("tasks/{at}/aliases/{n}/title"));
        mentions.push(TaskMention {
            id: String::new(),
            source: document.source.clone(),
            document: 0,
            span,
            lines: (lines.line(span.start), lines.line(span.end)),
            title,
            quote: Quote::of(&document.text, span),
            path: role.iter().chain(&category).cloned().collect::<Vec<_>>().into(),
            role,
            category,
            kind: MentionKind::ListItem,
            attributes,
            also_at: Vec::new(),
            parts: task.parts.iter().map(|part| part.title.clone()).collect(),
            boilerplate: false,
            aliases: aliases.filter_map(said).map(|(title, _)| title).collect(),
            origins: origins(&taxonomy, &task.id),
        });
    }
    number(&mut mentions, &document.text, true);
    let facets = taxonomy.roles.iter().enumerate().map(|(at, role)| {
        let aliases = (0..role.aliases.len()).map(|n| said(format!("roles/{at}/aliases/{n}")));
        RoleFacets {
            document: 0,
            role: titled("roles", Some(at)).unwrap_or_default(),
            aliases: aliases.flatten().map(|(title, _)| title).collect(),
            facets: Vec::new(),
        }
    });
    Extraction { facets: facets.collect(), mentions, documents: 1, ..Extraction::default() }
}

/// The id of a task, and the retired ids that lead to it, directly or by way of others.
fn origins(taxonomy: &Taxonomy, id: &str) -> Vec<String> {
    let mut all = vec![id.to_owned()];
    let mut from = 0;
    while from < all.len() {
        let led = taxonomy.retired.iter().filter(|retired| retired.replaced_by.contains(&all[from]));
        let new: Vec<String> = led.map(|retired| retired.id.clone()).filter(|id| !all.contains(id)).collect();
        all.extend(new);
        from += 1;
    }
    all
}
