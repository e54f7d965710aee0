//! Bytes to [`Document`]: decoding, and one reader per format behind one `match`.

pub mod decode;
mod format;
pub mod html;
mod inline;
mod island;
mod lines;
mod taxonomy;
#[cfg(test)]
pub(crate) mod testing;
pub(crate) mod marker;

use std::fmt;
use std::sync::Arc;

use self::decode::DecodeError;
use crate::document::{Block, Document};
use crate::source::{Format, Source};
use crate::taxonomy::LoadError;

/// A source that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReadError {
    /// There is nothing in it but white space.
    Empty,
    /// Its bytes are no text.
    Decode(DecodeError),
    /// It is a taxonomy, but not one that can be used.
    Taxonomy(LoadError),
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the source is empty"),
            Self::Decode(error) => error.fmt(f),
            Self::Taxonomy(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ReadError {}

/// Reads a source: decodes it, tells its format and splits it into blocks.
///
/// # Errors
/// [`ReadError::Empty`] if no character but white space is in it, [`ReadError::Decode`] if it is
/// binary, [`ReadError::Taxonomy`] for a `taxonomy.json` that is damaged or of a newer format.
pub fn read(source: &Source) -> Result<Document, ReadError> {
    let decoded = decode::decode(&source.bytes).map_err(ReadError::Decode)?;
    if decoded.text.trim().is_empty() {
        return Err(ReadError::Empty);
    }
    let format = format::detect(&decoded.text, source.id.as_str());
    let mut document = Document::new(source.id.clone(), Arc::from(decoded.text), format, decoded.encoding);
    document.replaced = decoded.replaced;
    match format {
        Format::Html => html::read_html(&mut document),
        Format::Markdown | Format::Text => lines::read_lines(&mut document),
        Format::Taxonomy => taxonomy::read_taxonomy(&mut document).map_err(ReadError::Taxonomy)?,
    }
    document.markup.sort_unstable();
    document.replaced += references_replaced(&document);
    Ok(document)
}

/// How many character references name no character (`&#xD800;`, `&#0;`) and became U+FFFD.
fn references_replaced(document: &Document) -> usize {
    let finder = memchr::memmem::Finder::new("\u{fffd}");
    let count = |text: &str| finder.find_iter(text.as_bytes()).count();
    let added = |block: &Block| {
        // What stands as in the source adds nothing to it.
        if block.text.runs().iter().all(|run| run.verbatim) {
            return 0;
        }
        let found = count(block.text.as_str());
        if found == 0 { 0 } else { found.saturating_sub(count(block.span.of(&document.text))) }
    };
    document.blocks.iter().map(added).sum()
}
