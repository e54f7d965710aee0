//! Documents as records, with their blocks.

use serde::Serialize;

use super::place;
use crate::document::{Block, BlockKind, Document, LineIndex, MarkKind, Marker, Script};
use crate::mention::Place;
use crate::source::{Format, SourceId};

/// A document as `inspect` and `clean --format json` show it.
#[derive(Clone, Debug, Serialize)]
pub struct DocumentRecord<'a> {
    source: &'a SourceId,
    format: Format,
    encoding: &'a str,
    /// The script of the source text, before conversion.
    script: Script,
    metadata: Vec<MetadataRecord<'a>>,
    blocks: Vec<BlockRecord<'a>>,
}

#[derive(Clone, Debug, Serialize)]
struct MetadataRecord<'a> {
    key: &'a str,
    value: &'a str,
}

#[derive(Clone, Debug, Serialize)]
struct BlockRecord<'a> {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<u8>,
    /// The number of a numbered list item.
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    table: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    header: Option<bool>,
    depth: usize,
    #[serde(flatten)]
    place: Place,
    /// After the stages that ran: cleaned and converted, without marks.
    text: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    marks: Vec<MarkRecord>,
    /// Element names from the page's root to the block.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    elements: Vec<&'a str>,
}

#[derive(Clone, Debug, Serialize)]
struct MarkRecord {
    kind: &'static str,
    byte_start: usize,
    byte_end: usize,
}

/// A document as a record; `script` is the script of its source text.
pub fn document(document: &Document, script: Script) -> DocumentRecord<'_> {
    let lines = LineIndex::new(&document.text);
    DocumentRecord {
        source: &document.source,
        format: document.format,
        encoding: document.encoding,
        script,
        metadata: document
            .metadata
            .iter()
            .map(|entry| MetadataRecord { key: &entry.key, value: entry.value.as_str() })
            .collect(),
        blocks: document.blocks.iter().map(|block| block_record(document, block, &lines)).collect(),
    }
}

fn block_record<'a>(document: &'a Document, block: &'a Block, lines: &LineIndex) -> BlockRecord<'a> {
    let (kind, level, number, table, header) = match block.kind {
        BlockKind::Heading(level) => ("heading", Some(level), None, None, None),
        BlockKind::Paragraph => ("paragraph", None, None, None, None),
        BlockKind::ListItem(Marker::Bullet) => ("list-item", None, None, None, None),
        BlockKind::ListItem(Marker::Number(n)) => ("list-item", None, Some(n), None, None),
        BlockKind::TableRow { table, header } => ("table-row", None, None, Some(table), Some(header)),
        BlockKind::Quote => ("quote", None, None, None, None),
        BlockKind::Code => ("code", None, None, None, None),
        BlockKind::Rule => ("rule", None, None, None, None),
        BlockKind::FrontMatter => ("front-matter", None, None, None, None),
        BlockKind::Markup => ("markup", None, None, None, None),
    };
    let marks = block
        .marks
        .iter()
        .map(|mark| MarkRecord {
            kind: match mark.kind {
                MarkKind::Strong => "strong",
                MarkKind::Emphasis => "emphasis",
                MarkKind::Link => "link",
                MarkKind::Image => "image",
                MarkKind::Code => "code",
            },
            byte_start: mark.inner.start,
            byte_end: mark.inner.end,
        })
        .collect();
    let mut elements = Vec::new();
    let mut at = block.container;
    // Nesting thousands deep exists in the wild; a person reads the innermost ones.
    while at != 0 && elements.len() < 16 {
        let container = &document.containers[at];
        elements.push(container.name.as_str());
        at = container.parent;
    }
    elements.reverse();
    BlockRecord {
        kind,
        level,
        number,
        table,
        header,
        depth: block.depth,
        place: place(block.span, lines),
        text: block.text.as_str(),
        marks,
        elements,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{AlignedText, Span};

    #[test]
    fn blocks_name_kind_and_place() {
        let text = "## 职责";
        let mut page = Document::new(SourceId::new("a.md"), text.into(), Format::Markdown, "UTF-8");
        page.blocks.push(Block {
            kind: BlockKind::Heading(2),
            span: Span::new(0, text.len()),
            text: AlignedText::from_source(text, Span::new(3, text.len())),
            depth: 0,
            marks: vec![],
            container: 0,
        });
        let record = serde_json::to_value(document(&page, Script::Hans)).expect("plain data");
        assert_eq!(record["blocks"][0]["kind"], "heading");
        assert_eq!(record["blocks"][0]["level"], 2);
        assert_eq!(record["blocks"][0]["text"], "职责");
        assert_eq!(record["script"], "hans");
    }
}
