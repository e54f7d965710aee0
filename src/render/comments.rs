//! Comments of readers as JSON records, one a line.

use serde::Serialize;

use crate::document::{Comment, Document, LineIndex};
use crate::mention::Place;
use crate::source::SourceId;

/// A comment as it is written out. What the thread does not say is `null`.
#[derive(Clone, Debug, Serialize)]
pub struct CommentRecord<'a> {
    source: &'a SourceId,
    /// Which thread of its source, from 1.
    thread: usize,
    #[serde(flatten)]
    place: Place,
    author: Option<&'a str>,
    /// As the page writes it.
    date: Option<&'a str>,
    likes: Option<u64>,
    /// Before script conversion.
    text: &'a str,
}

/// The comments of one document as records, in source order.
pub fn comments<'a>(document: &'a Document, comments: &'a [Comment]) -> Vec<CommentRecord<'a>> {
    if comments.is_empty() {
        return Vec::new();
    }
    let lines = LineIndex::new(&document.text);
    comments
        .iter()
        .map(|comment| {
            let (line_start, line_end) = lines.lines(comment.span);
            let (byte_start, byte_end) = (comment.span.start, comment.span.end);
            CommentRecord {
                source: &document.source,
                thread: comment.thread,
                place: Place { line_start, line_end, byte_start, byte_end },
                author: comment.author.as_deref(),
                date: comment.date.as_deref(),
                likes: comment.likes,
                text: &comment.text,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Span;
    use crate::source::Format;

    #[test]
    fn every_key_is_there_and_what_is_unknown_is_null() {
        let text = "正文\n小满\n写得好\n";
        let page = Document::new(SourceId::new("a.txt"), text.into(), Format::Text, "UTF-8");
        let comment = Comment {
            thread: 1,
            span: Span::new(7, 23),
            author: Some("小满".into()),
            date: None,
            likes: None,
            text: "写得好".into(),
        };
        let record = serde_json::to_string(&comments(&page, &[comment])).expect("plain data");
        let expected = r#"[{"source":"a.txt","thread":1,"line_start":2,"line_end":3,"byte_start":7,"byte_end":23,"author":"小满","date":null,"likes":null,"text":"写得好"}]"#;
        assert_eq!(record, expected);
    }
}
