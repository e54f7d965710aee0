//! JSON records: removals, mentions, and what a stage saw.
//!
//! Every position is given twice, as 1-based inclusive lines and as half-open bytes, both of the
//! decoded source text; text quoted from a source is verbatim, before script conversion.

mod blocks;
mod evidence;

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use crate::document::{Document, LineIndex, Removal, RemovalKind, Span};
use crate::mention::{Attribute, Extraction, MentionKind, Place, TaskMention};
use crate::source::SourceId;

pub use self::blocks::{DocumentRecord, document};
use self::evidence::{InspectedRecord, SkippedRecord};

/// A removal as it is written out.
#[derive(Clone, Debug, Serialize)]
pub struct RemovalRecord<'a> {
    source: &'a SourceId,
    #[serde(flatten)]
    place: Place,
    kind: RemovalKind,
    rule: &'a str,
    reason: &'a str,
    /// The removed source text, verbatim.
    text: &'a str,
}

impl RemovalRecord<'_> {
    /// Where it stood.
    pub fn place(&self) -> Place {
        self.place
    }

    /// The kind of noise, as it is written out.
    pub fn kind_name(&self) -> String {
        wire_name(&self.kind)
    }

    /// The rule's code.
    pub fn rule(&self) -> &str {
        self.rule
    }

    /// Why it was removed.
    pub fn reason(&self) -> &str {
        self.reason
    }
}

/// The name under which a plain variant is written to JSON; empty for anything but a name.
pub fn wire_name(variant: &impl Serialize) -> String {
    match serde_json::to_value(variant) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}

/// The removals of one document as records, in source order.
pub fn removals<'a>(document: &'a Document, removals: &'a [Removal]) -> Vec<RemovalRecord<'a>> {
    let lines = LineIndex::new(&document.text);
    let mut records: Vec<RemovalRecord<'a>> = removals
        .iter()
        .map(|removal| RemovalRecord {
            source: &document.source,
            place: place(removal.span, &lines),
            kind: removal.kind,
            rule: &removal.rule,
            reason: &removal.reason,
            text: removal.span.of(&document.text),
        })
        .collect();
    records.sort_by_key(|record| (record.place.byte_start, record.place.byte_end));
    records
}

/// A task mention as it is written out.
#[derive(Clone, Debug, Serialize)]
pub struct MentionRecord<'a> {
    id: &'a str,
    source: &'a SourceId,
    document: usize,
    #[serde(flatten)]
    place: Place,
    /// Normalised, in the target script.
    title: &'a str,
    /// Verbatim.
    title_raw: &'a str,
    role: Option<&'a str>,
    category: Option<&'a str>,
    path: &'a [String],
    kind: MentionKind,
    attributes: BTreeMap<Attribute, Vec<&'a str>>,
    /// Where each value of `attributes` stands, in the same order.
    attribute_spans: BTreeMap<Attribute, Vec<Place>>,
    also_at: &'a [Place],
    parts: &'a [String],
    boilerplate: bool,
}

/// A mention as a record. `lines` is the line index of its source's decoded text.
pub fn mention<'a>(mention: &'a TaskMention, lines: &LineIndex) -> MentionRecord<'a> {
    let (line_start, line_end) = mention.lines;
    MentionRecord {
        id: &mention.id,
        source: &mention.source,
        document: mention.document,
        place: Place { line_start, line_end, byte_start: mention.span.start, byte_end: mention.span.end },
        title: &mention.title,
        title_raw: mention.quote.as_str(),
        role: mention.role.as_deref(),
        category: mention.category.as_deref(),
        path: &mention.path,
        kind: mention.kind,
        attributes: mention
            .attributes
            .iter()
            .map(|(key, values)| (key, values.iter().map(|value| value.value.as_str()).collect()))
            .collect(),
        attribute_spans: mention
            .attributes
            .iter()
            .map(|(key, values)| (key, values.iter().map(|value| place(value.span, lines)).collect()))
            .collect(),
        also_at: &mention.also_at,
        parts: &mention.parts,
        boilerplate: mention.boilerplate,
    }
}

/// What extraction found in one source besides its mentions.
#[derive(Clone, Debug, Serialize)]
pub struct ExtractionRecord<'a> {
    mentions: Vec<InspectedRecord<'a>>,
    roles: Vec<RoleRecord<'a>>,
    repairs: &'a [crate::mention::Repair],
    skipped: Vec<SkippedRecord<'a>>,
    documents: usize,
}

#[derive(Clone, Debug, Serialize)]
struct RoleRecord<'a> {
    document: usize,
    role: &'a str,
    aliases: &'a [String],
    facets: Vec<FacetRecord<'a>>,
}

#[derive(Clone, Debug, Serialize)]
struct FacetRecord<'a> {
    key: &'a str,
    label: Option<&'a str>,
    value: &'a str,
    line_start: usize,
    line_end: usize,
}

/// An extraction from `document` as a record, every mention and near miss with what spoke for it.
pub fn extraction<'a>(extraction: &'a Extraction, document: &'a Document) -> ExtractionRecord<'a> {
    let lines = LineIndex::new(&document.text);
    let known = extraction.evidence.iter().map(|known| evidence::evidence(known, document));
    let known = known.map(Some).chain(std::iter::repeat(None));
    ExtractionRecord {
        mentions: extraction
            .mentions
            .iter()
            .zip(known)
            .map(|(found, evidence)| InspectedRecord { mention: mention(found, &lines), evidence })
            .collect(),
        roles: extraction
            .facets
            .iter()
            .map(|role| RoleRecord {
                document: role.document,
                role: &role.role,
                aliases: &role.aliases,
                facets: role
                    .facets
                    .iter()
                    .map(|facet| FacetRecord {
                        key: &facet.key,
                        label: facet.label.as_deref(),
                        value: facet.value.as_str(),
                        line_start: facet.lines.0,
                        line_end: facet.lines.1,
                    })
                    .collect(),
            })
            .collect(),
        repairs: &extraction.repairs,
        skipped: extraction.skipped.iter().map(|miss| evidence::skipped(miss, document)).collect(),
        documents: extraction.documents,
    }
}

/// Writes each record as one line of JSON.
///
/// # Errors
/// Only those of `out`.
pub fn lines<T: Serialize>(records: impl IntoIterator<Item = T>, out: &mut dyn Write) -> io::Result<()> {
    // A record is written in dozens of pieces.
    let mut line = Vec::new();
    for record in records {
        line.clear();
        serde_json::to_writer(&mut line, &record)?;
        line.push(b'\n');
        out.write_all(&line)?;
    }
    Ok(())
}

fn place(span: Span, lines: &LineIndex) -> Place {
    let (line_start, line_end) = lines.lines(span);
    Place { line_start, line_end, byte_start: span.start, byte_end: span.end }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mention::{AttributeValue, Attributes, Quote};
    use crate::source::Format;

    #[test]
    fn removals_are_sorted_and_quote_the_source() {
        let text = "首页 > 招聘\n正文\n分享至";
        let source = Document::new(SourceId::new("a.txt"), text.into(), Format::Text, "UTF-8");
        let removal = |needle: &str, kind| {
            let start = text.find(needle).expect("in the text");
            let span = Span::new(start, start + needle.len());
            Removal { span, kind, rule: "GY1".into(), reason: "因为".into() }
        };
        let found =
            [removal("分享至", RemovalKind::ShareWidget), removal("首页 > 招聘", RemovalKind::Breadcrumb)];
        let mut out = Vec::new();
        lines(removals(&source, &found), &mut out).expect("memory");
        let out = String::from_utf8(out).expect("UTF-8");
        let first = r#"{"source":"a.txt","line_start":1,"line_end":1,"byte_start":0,"byte_end":15,"kind":"breadcrumb","rule":"GY1","reason":"因为","text":"首页 > 招聘"}"#;
        assert_eq!(out.lines().next(), Some(first));
        assert!(out.lines().nth(1).expect("second").contains(r#""line_start":3"#), "{out}");
    }

    #[test]
    fn mentions_have_every_key_of_the_contract() {
        let text = "- 盘点库存\n  - 每周";
        let span = Span::new(2, 14);
        let found = TaskMention {
            id: "m1".into(),
            source: SourceId::new("a.md"),
            document: 0,
            span,
            lines: (1, 1),
            title: "盘点库存".into(),
            quote: Quote::alone("盘点库存"),
            role: None,
            category: Some("库存".into()),
            path: ["职责".to_owned()].into(),
            kind: MentionKind::ListItem,
            attributes: Attributes::from_iter([(
                Attribute::Frequency,
                vec![AttributeValue { value: "每周".into(), span: Span::new(19, 25) }],
            )]),
            also_at: vec![],
            parts: vec![],
            boilerplate: false,
            aliases: Vec::new(),
            origins: Vec::new(),
        };
        let record =
            serde_json::to_value(mention(&found, &LineIndex::new(&text.into()))).expect("plain data");
        for key in
            ["id", "source", "line_start", "line_end", "byte_start", "byte_end", "title", "title_raw", "role"]
        {
            assert!(record.get(key).is_some(), "{key}");
        }
        assert_eq!(record["kind"], "list-item");
        assert_eq!(record["attributes"]["frequency"][0], "每周");
        assert_eq!(record["attribute_spans"]["frequency"][0]["line_start"], 2);
    }
}
