//! The parts of a compound duty, each as a mention of its own.

use super::mention_id;
use crate::document::Span;
use crate::mention::TaskMention;

/// A mention for each of `parts`. It stands where its words stand in the title of `whole`, or
/// where all of it stands; what the document says of the whole is said of every part.
pub(super) fn of(whole: &TaskMention, parts: &[String]) -> Vec<TaskMention> {
    let part = |part: &String| {
        let mut mention = whole.clone();
        mention.id = mention_id(&["part", &whole.id, part]);
        mention.title.clone_from(part);
        mention.parts = Vec::new();
        mention.also_at = Vec::new();
        if let Some((at, quote)) = whole.quote.part(part) {
            mention.span = Span::new(whole.span.start + at, whole.span.start + at + part.len());
            mention.quote = quote;
            let line = whole.lines.0 + whole.quote.as_str()[..at].matches('\n').count();
            mention.lines = (line, line + part.matches('\n').count());
        }
        mention
    };
    parts.iter().map(part).collect()
}
