//! What a person reads in `taxonomy.md` or `taxonomy.json` and may change there.

use std::collections::BTreeMap;

use crate::mention::Attribute;

/// The titles, the order of things and the values of a taxonomy, as they stand in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// The roles.
    pub roles: Vec<Heading>,
    /// The categories.
    pub categories: Vec<CategoryRow>,
    /// The tasks.
    pub tasks: Vec<TaskRow>,
    /// Lines that say something else.
    pub others: Vec<Line>,
}

/// A line that is no title and no value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// 1-based, 0 if lines are not known.
    pub number: usize,
    /// What it says.
    pub text: String,
    /// The task under which it stands.
    pub task: Option<String>,
}

/// A title and the id beside it; a title that a person added has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heading {
    /// The id.
    pub id: Option<String>,
    /// The title.
    pub title: String,
    /// 1-based line, 0 if lines are not known.
    pub line: usize,
}

/// A category.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CategoryRow {
    /// Its title and id.
    pub heading: Heading,
    /// Its role, as an index into [`Sheet::roles`].
    pub role: Option<usize>,
}

/// A task.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskRow {
    /// Its title and id.
    pub heading: Heading,
    /// Its category, as an index into [`Sheet::categories`].
    pub category: Option<usize>,
    /// Its values.
    pub values: BTreeMap<Attribute, Vec<String>>,
}

/// The values that a taxonomy gives each task, as they are shown: what a separator inside a value
/// is told by.
pub type Known = BTreeMap<String, BTreeMap<Attribute, Vec<String>>>;

impl Sheet {
    /// The role of a category.
    pub fn role_of(&self, category: usize) -> Option<&Heading> {
        self.categories.get(category)?.role.and_then(|role| self.roles.get(role))
    }

    /// The task of this id.
    pub fn task(&self, id: &str) -> Option<&TaskRow> {
        self.tasks.iter().find(|task| task.heading.id.as_deref() == Some(id))
    }

    /// The title of the category a task stands in.
    pub fn category_of(&self, task: &TaskRow) -> Option<&Heading> {
        task.category.map(|category| &self.categories[category].heading)
    }
}
