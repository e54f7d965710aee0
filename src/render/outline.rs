//! What the outline saw, as JSON for people and tests.

use serde_json::{Value, json};

use crate::document::{Document, LineIndex};
use crate::outline::{Outline, RoleGround, Section};

/// The documents of a source with their roles and sections; lines are 1-based and inclusive.
pub fn record(outline: &Outline, document: &Document) -> Value {
    let lines = LineIndex::new(&document.text);
    let documents: Vec<Value> = outline
        .documents
        .iter()
        .map(|part| {
            json!({
                "role": part.role.as_ref().map(|role| {
                    json!({ "title": role.title, "aliases": role.aliases, "named_in": part.role_place })
                }),
                "sections": part.sections.iter().map(|section| sketch(section, document, &lines)).collect::<Vec<_>>(),
            })
        })
        .collect();
    json!({ "source": document.source.as_str(), "documents": documents })
}

fn sketch(section: &Section, document: &Document, lines: &LineIndex) -> Value {
    let first = section.title.as_ref().map(|title| title.block).or(Some(section.body.start));
    let last = section.body.clone().next_back().or(first);
    let place = |block: Option<usize>| {
        block.and_then(|at| document.blocks.get(at)).map(|block| lines.lines(block.span))
    };
    json!({
        "title": section.name(document),
        "kind": section.kind,
        "level": section.level,
        "role": section.role.map(|role| role.key()),
        "named_role": section.named_role.map(|role| role.key()),
        "evidence": section.ground.as_ref().map(|ground| match ground {
            RoleGround::Name { place, words } => json!({ "name": words, "place": place }),
            RoleGround::Lead(block) => {
                let line = &document.blocks[*block];
                json!({ "lead": line.span.of(&document.text), "line": lines.line(line.span.start) })
            }
            RoleGround::Post => json!("post"),
            RoleGround::Parent => json!("parent"),
        }),
        "line_start": place(first).map(|at| at.0),
        "line_end": place(last).map(|at| at.1),
        "blocks": section.body.len(),
        "children": section.children.iter().map(|child| sketch(child, document, lines)).collect::<Vec<_>>(),
    })
}
