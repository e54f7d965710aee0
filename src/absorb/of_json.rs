//! Reading an edited `taxonomy.json`: leniently, since a person may leave ids and lists untidy.

use std::collections::BTreeMap;

use serde_json::Value;

use super::sheet::{CategoryRow, Heading, Line, Sheet, TaskRow};
use crate::mention::Attribute;
use crate::taxonomy::Taxonomy;

/// What of each list a person can change here; the rest must stay as it was.
const CHANGEABLE: [(&str, &[&str]); 3] = [
    ("roles", &["id", "title"]),
    ("categories", &["id", "role", "title", "tasks"]),
    ("tasks", &["id", "title", "category", "attributes"]),
];

impl Sheet {
    /// Reads the text of a `taxonomy.json` that was edited after it was written from `base`.
    ///
    /// # Errors
    /// If it is not JSON.
    pub fn of_json(text: &str, base: &Taxonomy) -> Result<Self, serde_json::Error> {
        let value: Value = serde_json::from_str(text)?;
        let mut sheet = Self::of_value(&value, base);
        let before = serde_json::to_value(base)?;
        sheet.others =
            others(&before, &value).into_iter().map(|text| Line { text, ..Line::default() }).collect();
        Ok(sheet)
    }

    /// What a taxonomy says, in the same terms.
    pub fn of_taxonomy(taxonomy: &Taxonomy) -> Self {
        // Plain data always has a JSON form.
        let value = serde_json::to_value(taxonomy).unwrap_or_default();
        Self::of_value(&value, taxonomy)
    }

    fn of_value(value: &Value, base: &Taxonomy) -> Self {
        let mut sheet = Self::default();
        sheet.roles.extend(list(value, "roles").iter().map(heading));
        for one in list(value, "categories") {
            let role = one["role"].as_str();
            let role = sheet
                .roles
                .iter()
                .position(|heading| heading.id.as_deref() == role || Some(heading.title.as_str()) == role);
            sheet.categories.push(CategoryRow { heading: heading(one), role });
        }
        for one in list(value, "tasks") {
            let heading = heading(one);
            let category = category(value, one, &heading, base).map(|named| {
                let known = sheet
                    .categories
                    .iter()
                    .position(|row| row.heading.id.as_deref() == Some(&*named) || row.heading.title == named);
                known.unwrap_or_else(|| {
                    let heading = Heading { id: None, title: named, line: 0 };
                    sheet
                        .categories
                        .push(CategoryRow { heading, role: (sheet.roles.len() == 1).then_some(0) });
                    sheet.categories.len() - 1
                })
            });
            sheet.tasks.push(TaskRow { heading, category, values: values(one) });
        }
        sheet
    }
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map(Vec::as_slice).unwrap_or_default()
}

fn heading(one: &Value) -> Heading {
    let text = |key: &str| one[key].as_str().unwrap_or_default().trim().to_owned();
    Heading { id: Some(text("id")).filter(|id| !id.is_empty()), title: text("title"), line: 0 }
}

/// The category of a task by id or title. It is written down twice, in the task and in the list
/// of the category: the one that differs from `base` was edited.
fn category(value: &Value, one: &Value, heading: &Heading, base: &Taxonomy) -> Option<String> {
    let own = one["category"].as_str().map(str::to_owned);
    let id = heading.id.as_deref()?;
    let before = base.tasks.iter().find(|task| task.id == id).map(|task| task.category.as_str());
    if own.as_deref() != before {
        return own;
    }
    let lists = |category: &&Value| list(category, "tasks").iter().any(|task| task.as_str() == Some(id));
    let listed =
        list(value, "categories").iter().filter(lists).filter_map(|category| category["id"].as_str());
    listed.into_iter().find(|category| Some(*category) != before).map(str::to_owned).or(own)
}

fn values(one: &Value) -> BTreeMap<Attribute, Vec<String>> {
    let Some(map) = one["attributes"].as_object() else { return BTreeMap::new() };
    let texts = |values: &Value| -> Vec<String> {
        let each = values.as_array().map(Vec::as_slice).unwrap_or(std::slice::from_ref(values));
        let text =
            |value: &Value| value["value"].as_str().or(value.as_str()).map(|text| text.trim().to_owned());
        each.iter().filter_map(text).filter(|text| !text.is_empty()).collect()
    };
    let known = map.iter().filter_map(|(key, values)| Some((Attribute::from_key(key)?, texts(values))));
    known.filter(|(_, values)| !values.is_empty()).collect()
}

/// What else differs: names of fields and ids.
fn others(before: &Value, after: &Value) -> Vec<String> {
    let mut out = Vec::new();
    let keys = before.as_object().into_iter().chain(after.as_object()).flat_map(|map| map.keys());
    let mut keys: Vec<&String> = keys.filter(|key| *key != "digest").collect();
    keys.sort();
    keys.dedup();
    for key in keys {
        let Some((_, changeable)) = CHANGEABLE.iter().find(|(list, _)| list == key) else {
            if before[key.as_str()] != after[key.as_str()] {
                out.push(key.clone());
            }
            continue;
        };
        let rest = |one: &Value| {
            let mut one = one.clone();
            if let Some(map) = one.as_object_mut() {
                map.retain(|field, _| !changeable.contains(&field.as_str()));
            }
            one
        };
        let old: BTreeMap<Option<&str>, &Value> =
            list(before, key).iter().map(|one| (one["id"].as_str(), one)).collect();
        for one in list(after, key) {
            if let Some(old) = old.get(&one["id"].as_str())
                && rest(old) != rest(one)
            {
                out.push(format!("{key} {}", one["id"].as_str().unwrap_or_default()));
            }
        }
    }
    out
}
