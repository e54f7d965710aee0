//! The records of a written taxonomy, to weigh its mentions again.

use std::collections::BTreeMap;

use super::Record;
use crate::lexicon::wording_key;
use crate::taxonomy::{StatementKind, Taxonomy, UNCLASSIFIED};

impl Record {
    /// The task mentions of `taxonomy` as linking compares them, in its order. A category is the one that its task
    /// was put into, and near-identical values are folded; so a weight may differ a little from that of the run.
    pub fn of_taxonomy(taxonomy: &Taxonomy) -> Vec<Self> {
        let categories: BTreeMap<&str, &str> =
            taxonomy.categories.iter().map(|c| (c.id.as_str(), c.title.as_str())).collect();
        let quotes: BTreeMap<&str, String> =
            taxonomy.mentions.iter().map(|one| (one.id.as_str(), wording_key(&one.title_raw))).collect();
        let mut stated: BTreeMap<&str, Self> = BTreeMap::new();
        for task in &taxonomy.tasks {
            let category = categories.get(task.category.as_str()).filter(|title| **title != UNCLASSIFIED);
            for id in &task.mentions {
                // A mention that is a task of an earlier taxonomy states several wordings; its own is quoted.
                let quoted =
                    |title: &str| quotes.get(id.as_str()).is_some_and(|quote| *quote == wording_key(title));
                let mut stating = task.aliases.iter().filter(|alias| alias.mentions.contains(id));
                let own = stating.clone().find(|alias| quoted(&alias.title));
                let alias = if quoted(&task.title) { None } else { own.or_else(|| stating.next()) };
                let says = |values: &[crate::taxonomy::Value]| -> Vec<String> {
                    let own = values.iter().filter(|value| value.mentions.contains(id));
                    own.map(|value| value.value.clone()).collect()
                };
                let attributes = task.attributes.iter();
                let attributes = attributes.map(|(key, values)| (key.key().to_owned(), says(values)));
                let record = Self {
                    id: id.clone(),
                    title: alias.map_or(&task.title, |alias| &alias.title).clone(),
                    category: category.map(|title| (*title).to_owned()),
                    attributes: attributes.filter(|(_, values)| !values.is_empty()).collect(),
                    ..Self::default()
                };
                stated.insert(id, record);
            }
        }
        let mentions = taxonomy.mentions.iter().filter(|mention| mention.kind == StatementKind::Task);
        mentions
            .filter_map(|mention| {
                let mut record = stated.remove(mention.id.as_str())?;
                record.source = mention.source.as_str().to_owned();
                record.document = Some(format!("{}#{}", mention.source, mention.document));
                record.line_start = Some(mention.line_start);
                Some(record)
            })
            .collect()
    }
}
