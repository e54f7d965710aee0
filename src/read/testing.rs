//! What the tests of this room and of later ones share.

use super::read;
use crate::document::Document;
use crate::source::{Source, SourceId};

/// A text as it is read from a file whose name tells no kind.
pub(crate) fn document(text: &str) -> Document {
    named("test", text)
}

/// A text as it is read from a Markdown file.
pub(crate) fn markdown(text: &str) -> Document {
    named("test.md", text)
}

fn named(name: &str, text: &str) -> Document {
    read(&Source { id: SourceId::new(name), bytes: text.as_bytes().to_vec() }).expect("readable")
}
