//! Tasks that no source states.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::mention_id;
use crate::document::Span;
use crate::lexicon::wording_key;
use crate::mention::{AttributeValue, Attributes, MentionKind, Quote, TaskMention};
use crate::source::SourceId;
use crate::taxonomy::{Decision, DecisionKind};

/// A mention for every task that `decisions` add. Its source is the file of the decision, its id
/// depends on its title and role alone.
pub(super) fn mentions(decisions: &[&Decision]) -> Vec<TaskMention> {
    // Sources know a renamed role by its old title.
    let mut renamed: BTreeMap<String, &String> = BTreeMap::new();
    for decision in decisions {
        if let DecisionKind::RenameRole { role, title } = &decision.kind {
            renamed.insert(wording_key(title), role);
        }
    }
    let mention = |decision: &&Decision| {
        let DecisionKind::Add { title, role, attributes, .. } = &decision.kind else { return None };
        let role = role.as_ref().map(|role| renamed.get(&wording_key(role)).copied().unwrap_or(role).clone());
        let nowhere = Span::new(0, 0);
        let values = |values: &Vec<String>| -> Vec<AttributeValue> {
            values.iter().map(|value| AttributeValue { value: value.clone(), span: nowhere }).collect()
        };
        let attributes: Attributes = attributes.iter().map(|(&key, list)| (key, values(list))).collect();
        Some(TaskMention {
            id: mention_id(&["manual", &wording_key(title), role.as_deref().unwrap_or_default()]),
            source: SourceId::new(&decision.file),
            document: 0,
            span: nowhere,
            lines: (decision.line, decision.line),
            title: title.clone(),
            quote: Quote::alone(title),
            role,
            // Its category is the person's too, so no document's list of categories takes part.
            category: None,
            path: Arc::default(),
            kind: MentionKind::Manual,
            attributes,
            also_at: Vec::new(),
            parts: Vec::new(),
            boilerplate: false,
            aliases: Vec::new(),
            origins: Vec::new(),
        })
    };
    decisions.iter().filter_map(mention).collect()
}
