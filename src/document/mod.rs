//! What flows through the per-document stages: a source's text as a list of blocks with spans.
//!
//! A [`Document`] keeps the decoded source text; every [`Block`], [`Mark`] and removal points into
//! it with a [`Span`]. Stages rewrite [`AlignedText`]s and drop blocks, never the source.

mod aligned;
pub(crate) mod blanks;
mod comment;
mod part;
mod removal;
mod span;
pub(crate) mod utf8;

use std::sync::Arc;

pub use aligned::{AlignedText, Edit, Run};
pub use comment::Comment;
pub use part::AlignedStr;
pub use removal::{Removal, RemovalKind};
use serde::{Deserialize, Serialize};
pub use span::{LineIndex, Span};

use crate::source::{Format, SourceId};

/// One source, read: its decoded text and the blocks found in it.
#[derive(Clone, Debug)]
pub struct Document {
    /// Where it came from.
    pub source: SourceId,
    /// The decoded source text (UTF-8, a byte-order mark dropped, otherwise unchanged).
    pub text: Arc<str>,
    /// What the content was found to be.
    pub format: Format,
    /// The name of the encoding the bytes were decoded from, as the Encoding Standard spells it.
    pub encoding: &'static str,
    /// How many malformed byte sequences became U+FFFD when the bytes were decoded.
    pub replaced: usize,
    /// True once page selection has chosen the content of a page. It judges whole pages; what is left
    /// of one is no page, and judging that again would take content away.
    pub selected: bool,
    /// Title, author, tags and the like, lifted from front matter or page head.
    pub metadata: Vec<Metadata>,
    /// The elements that hold the blocks. Index 0 is the root; Markdown and text have only that
    /// unless they hold HTML islands.
    pub containers: Vec<Container>,
    /// The content, in source order. Block spans increase and never overlap.
    pub blocks: Vec<Block>,
    /// Structural markup between and around blocks that became structure (tags, table rulers):
    /// neither content nor removal. Sorted, disjoint; may lie inside a block.
    pub markup: Vec<Span>,
    /// Source ranges that the source marks as words of another language or script (`lang`), which
    /// script conversion leaves as they are. Sorted by start.
    pub foreign: Vec<Span>,
}

/// One paragraph, heading, list item, table row or the like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// All its source bytes, its own marks (`- `, `## `, `|`) included, white space around it not.
    pub span: Span,
    /// Its text without block and inline marks. Table cells are separated by one U+0009; no other
    /// tab or line feed occurs, except inside [`BlockKind::Code`], [`BlockKind::FrontMatter`] and
    /// [`BlockKind::Markup`], whose text is verbatim.
    pub text: AlignedText,
    /// Nesting: list depth of a list item from 0; for other blocks the depth of the item they
    /// belong to plus one, 0 outside lists.
    pub depth: usize,
    /// Emphasis, links, code and images in the text, in source order.
    pub marks: Vec<Mark>,
    /// Index into [`Document::containers`] of the innermost element that holds it.
    pub container: usize,
}

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// A heading of level 1–6.
    Heading(u8),
    /// Running text.
    Paragraph,
    /// An item of a list: its own first paragraph. Nested items are blocks of greater depth.
    ListItem(Marker),
    /// A row of a table. Rows of one table share `table`, which counts from 0 in the document.
    TableRow {
        /// Which table.
        table: usize,
        /// True for a row that the source marks as header.
        header: bool,
    },
    /// A quoted paragraph.
    Quote,
    /// Code or preformatted text, verbatim.
    Code,
    /// A thematic break; its text is empty.
    Rule,
    /// A YAML, TOML or JSON block at the very start, verbatim with its fences.
    FrontMatter,
    /// Script, style, comment, directive or template code, verbatim: never content.
    Markup,
}

/// How a list item is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marker {
    /// A bullet glyph or emoji.
    Bullet,
    /// A number as the source writes it (`1.`, `（二）`, `c)`): its value from 1.
    Number(u32),
}

/// An inline mark. It names source bytes, so edits of the text never move it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// What it is.
    pub kind: MarkKind,
    /// The whole mark in the source, delimiters and link target included.
    pub span: Span,
    /// The source bytes of the marked text, delimiters excluded.
    pub inner: Span,
}

/// The kinds of inline marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkKind {
    /// Bold.
    Strong,
    /// Italic.
    Emphasis,
    /// A link; its text is `inner`.
    Link,
    /// An image; its alternative text is `inner`.
    Image,
    /// Code.
    Code,
}

/// An element of a page that holds blocks or other containers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Container {
    /// Index of the parent; the root is its own parent.
    pub parent: usize,
    /// Element name in lower case; empty for the root.
    pub name: String,
    /// `id`, `class`, `role` and `itemprop` values in lower case, joined by blanks.
    pub label: String,
    /// From the start tag to the end tag.
    pub span: Span,
    /// True if attributes hide it (`hidden`, `display: none`, `aria-hidden`).
    pub hidden: bool,
}

/// A value lifted out of the text into metadata.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metadata {
    /// Lower-case key as the source has it (`title`, `tags`, `author`, `date`, `lang` …).
    pub key: String,
    /// The value.
    pub value: AlignedText,
}

/// Which Chinese script a text is written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Script {
    /// Simplified.
    Hans,
    /// Traditional.
    Hant,
    /// Both, each in substance.
    Mixed,
    /// No evidence either way.
    #[default]
    None,
}

impl Document {
    /// The innermost container that holds both of these, by index.
    pub fn common_container(&self, mut one: usize, mut other: usize) -> usize {
        // Children come after their parents.
        while one != other {
            if one > other {
                one = self.containers[one].parent;
            } else {
                other = self.containers[other].parent;
            }
        }
        one
    }

    /// A document without blocks.
    pub fn new(source: SourceId, text: Arc<str>, format: Format, encoding: &'static str) -> Self {
        let root = Container {
            parent: 0,
            name: String::new(),
            label: String::new(),
            span: Span::new(0, text.len()),
            hidden: false,
        };
        Self {
            source,
            text,
            format,
            encoding,
            replaced: 0,
            selected: false,
            metadata: Vec::new(),
            containers: vec![root],
            blocks: Vec::new(),
            markup: Vec::new(),
            foreign: Vec::new(),
        }
    }

    /// The first metadata value under `key`.
    pub fn metadata(&self, key: &str) -> Option<&AlignedText> {
        self.metadata.iter().find(|entry| entry.key == key).map(|entry| &entry.value)
    }
}

impl Block {
    /// True if a mark of `kind` covers the text from its first byte on; returns the byte range of
    /// the marked text.
    pub fn leading_mark(&self, kind: MarkKind) -> Option<std::ops::Range<usize>> {
        self.marks
            .iter()
            .filter(|mark| mark.kind == kind)
            .filter_map(|mark| self.text.from_source_span(mark.inner))
            .find(|range| self.text.as_str()[..range.start].trim().is_empty())
    }

    /// Table cells with their origin: the text split at U+0009, each cell trimmed.
    pub fn cells(&self) -> Vec<AlignedStr<'_>> {
        let text = self.text.as_str();
        let mut cells = Vec::with_capacity(memchr::memchr_iter(b'\t', text.as_bytes()).count() + 1);
        let mut start = 0;
        // Cells are too short for a faster search to pay.
        for (at, byte) in text.bytes().enumerate() {
            if byte == b'\t' {
                cells.push(self.text.part(start..at).trimmed());
                start = at + 1;
            }
        }
        cells.push(self.text.part(start..text.len()).trimmed());
        cells
    }

    /// True for blocks that can hold prose (not code, rules, front matter or markup).
    pub fn is_prose(&self) -> bool {
        !matches!(self.kind, BlockKind::Code | BlockKind::Rule | BlockKind::FrontMatter | BlockKind::Markup)
    }
}
