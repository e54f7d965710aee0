//! What a document says of the role itself: skills, tools, schooling, pay, career, employers.

use super::attribute::labelled;
use super::collect::normal_title;
use crate::document::{AlignedText, BlockKind, Document, LineIndex};
use crate::lexicon::Lexicons;
use crate::lexicon::sections::SectionRole;
use crate::mention::Facet;
use crate::outline::title::bare;
use crate::outline::{DocumentOutline, Section};

/// The facets of one document, in source order.
pub(super) fn facets(
    document: &Document,
    plan: &DocumentOutline,
    lexicons: &Lexicons,
    lines: &LineIndex,
) -> Vec<Facet> {
    let mut out = Vec::new();
    for section in &plan.sections {
        collect(document, section, lexicons, lines, &mut out);
    }
    out
}

/// A value without the mark that ends its list item; an item of several sentences keeps its own.
fn without_end(value: &AlignedText) -> AlignedText {
    let value = value.trimmed();
    let text = value.as_str().trim_end_matches(['；', ';', '，', ',', '、', ' ']);
    let text = text.strip_suffix('。').filter(|text| !text.contains('。')).unwrap_or(text);
    let end = text.len();
    value.slice(0..end)
}

fn collect(
    document: &Document,
    section: &Section,
    lexicons: &Lexicons,
    lines: &LineIndex,
    out: &mut Vec<Facet>,
) {
    let role = section.role.filter(|role| role.is_facet() || *role == SectionRole::Categories);
    if let Some(role) = role {
        let name = normal_title(section.name(document));
        let mut group: Option<String> =
            section.named_role.is_none().then_some(name).filter(|name| !name.is_empty());
        for at in section.body.clone() {
            let block = &document.blocks[at];
            if !block.is_prose()
                || block.text.is_empty()
                || block.text.as_str().ends_with(['：', ':']) && block.kind == BlockKind::Paragraph
            {
                continue;
            }
            let split = labelled(block, 0..block.text.len());
            let (label, value) = match &split {
                Some(split) if !split.value.is_empty() => (
                    Some(normal_title(&block.text.as_str()[split.label.clone()])),
                    block.text.slice(split.value.clone()),
                ),
                // A label alone names the items under it (`硬技能：`).
                Some(split) if split.bold => {
                    group = Some(normal_title(&block.text.as_str()[split.label.clone()]));
                    continue;
                }
                _ => (
                    group.clone().filter(|_| block.depth > 0 || section.named_role.is_none()),
                    block.text.clone(),
                ),
            };
            // `薪资范围：…` under a heading that joins two subjects belongs to its own.
            let own = label
                .as_deref()
                .and_then(|label| lexicons.sections.named_exactly(&bare(label)))
                .filter(|own| own.is_facet());
            let item = matches!(block.kind, BlockKind::ListItem(_));
            let value = if item { without_end(&value) } else { value.trimmed() };
            if let Some(span) = value.source_span() {
                let key = own.unwrap_or(role).key().to_owned();
                out.push(Facet { key, lines: lines.lines(span), value, label });
            }
        }
    }
    for child in &section.children {
        collect(document, child, lexicons, lines, out);
    }
}
