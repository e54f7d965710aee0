//! The parts of a compound duty, each as a mention of its own.

use super::mention_id;
use crate::document::Span;
use crate::mention::{Context, TaskMention};

/// A mention for each of `parts`. It stands where its words stand in the title of `whole`, or
/// where all of it stands; what the document says of the whole is said of every part.
pub(super) fn of(whole: &TaskMention, parts: &[String]) -> Vec<TaskMention> {
    let part = |part: &String| {
        let mut mention = whole.clone();
        mention.id = mention_id(&["part", &whole.id, part]);
        mention.title.clone_from(part);
        mention.parts = Vec::new();
        mention.also_at = Vec::new();
        if let Some(at) = whole.title_raw.find(part.as_str()) {
            let end = at + part.len();
            mention.span = Span::new(whole.span.start + at, whole.span.start + end);
            let (before, after) = (&whole.title_raw[..at], &whole.title_raw[end..]);
            let around = format!("{}{before}{part}{after}{}", whole.context.before, whole.context.after);
            let start = whole.context.before.len() + at;
            mention.context = Context::of(&around, Span::new(start, start + part.len()));
            mention.title_raw.clone_from(part);
            let line = whole.lines.0 + before.matches('\n').count();
            mention.lines = (line, line + part.matches('\n').count());
        }
        mention
    };
    parts.iter().map(part).collect()
}
