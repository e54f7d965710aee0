//! Front matter: the header of a Markdown file goes, its values become metadata.

use super::decoration;
use super::ledger::Ledger;
use crate::document::{AlignedText, BlockKind, Metadata, Span};

/// Lifts the values of the front matter into the metadata and claims its block.
pub(super) fn lift(ledger: &mut Ledger<'_>) {
    let Some((rule, info)) = ledger.rule("GY101") else { return };
    let Some(at) = ledger.document.blocks.iter().position(|block| block.kind == BlockKind::FrontMatter)
    else {
        return;
    };
    let source = ledger.document.text.clone();
    let values = entries(&source, ledger.document.blocks[at].span);
    let reason = info.reason_with(&[("count", &values.len().to_string())]);
    ledger.document.metadata.extend(values);
    ledger.take(at, rule, reason);
}

/// The `key: value` (or `key = value`) lines of a header. Items of a list are values of the key
/// above them, an indented key is `parent.key`, folded and literal scalars are joined by blanks.
fn entries(source: &str, span: Span) -> Vec<Metadata> {
    let mut found: Vec<Metadata> = Vec::new();
    let (mut key, mut parent, mut scalar) = (String::new(), String::new(), false);
    let mut at = span.start;
    for raw in span.of(source).split_inclusive('\n') {
        let line = Span::new(at, at + raw.len()).trimmed(source);
        let indented = raw.starts_with([' ', '\t']);
        at += raw.len();
        let text = line.of(source);
        if text.is_empty() || text.starts_with('#') || text.chars().all(|c| "-+.;{}".contains(c)) {
            continue;
        }
        if indented && scalar {
            continue_value(&mut found, &key, source, line);
        } else if let Some(item) = text.strip_prefix("- ").or_else(|| text.strip_prefix("-\t")) {
            push(&mut found, &key, source, Span::new(line.end - item.len(), line.end));
        } else if let Some((name, value)) = key_and_value(source, line) {
            if !indented {
                parent.clone_from(&name);
            }
            key = if indented && parent != name && !parent.is_empty() {
                format!("{parent}.{name}")
            } else {
                name
            };
            scalar = matches!(value.of(source), ">" | "|" | ">-" | "|-" | ">+" | "|+");
            if !scalar {
                push_list_or_value(&mut found, &key, source, value);
            }
        } else if indented {
            continue_value(&mut found, &key, source, line);
        }
    }
    found
}

fn key_and_value(source: &str, line: Span) -> Option<(String, Span)> {
    let text = line.of(source);
    let cut = text.find([':', '='])?;
    let name = text[..cut].trim().trim_matches(['"', '\'']);
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ');
    if name.is_empty() || name.chars().count() > 40 || !name.chars().all(plain) {
        return None;
    }
    let value = Span::new(line.start + cut + 1, line.end).trimmed(source);
    let length = value.of(source).trim_end_matches(',').len();
    Some((name.to_lowercase(), Span::new(value.start, value.start + length)))
}

fn push_list_or_value(found: &mut Vec<Metadata>, key: &str, source: &str, value: Span) {
    let text = value.of(source);
    let Some(items) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) else {
        return push(found, key, source, value);
    };
    let mut at = value.start + 1;
    for item in items.split(',') {
        push(found, key, source, Span::new(at, at + item.len()));
        at += item.len() + 1;
    }
}

fn push(found: &mut Vec<Metadata>, key: &str, source: &str, value: Span) {
    let value = unquoted(source, value.trimmed(source));
    let mut text = AlignedText::from_source(source, value);
    if let Some(prefix) = decoration::leading(text.as_str()) {
        text = text.without(0..prefix);
    }
    if !text.is_empty() && !key.is_empty() {
        found.push(Metadata { key: key.to_owned(), value: text });
    }
}

fn unquoted(source: &str, value: Span) -> Span {
    let text = value.of(source);
    let quoted = text.len() >= 2 && ['"', '\''].iter().any(|&q| text.starts_with(q) && text.ends_with(q));
    if quoted { Span::new(value.start + 1, value.end - 1) } else { value }
}

fn continue_value(found: &mut Vec<Metadata>, key: &str, source: &str, line: Span) {
    match found.last_mut() {
        Some(last) if last.key == key => {
            let gap = last.value.source_span().map_or(line.start, |span| span.end);
            last.value.push_rewritten(" ", Span::new(gap, line.start.max(gap)));
            last.value.push_verbatim(source, line);
        }
        _ => push(found, key, source, line),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(source: &str) -> Vec<(String, String)> {
        let found = entries(source, Span::new(0, source.len()));
        for entry in &found {
            entry.value.check(source).expect("aligned");
        }
        found.into_iter().map(|entry| (entry.key, entry.value.as_str().to_owned())).collect()
    }

    #[test]
    fn nested_and_multiline_yaml_is_tolerated() {
        let got = values(
            "---\ntitle: \"☕🚀 咖啡店长\"  \ntags:\n- 门店\n- '排班'\nsummary: >-\n  每天\n  盘点\nauthor:\n  name: 林\nkind: [a, b]\n---",
        );
        let want = [
            ("title", "咖啡店长"),
            ("tags", "门店"),
            ("tags", "排班"),
            ("summary", "每天 盘点"),
            ("author.name", "林"),
            ("kind", "a"),
            ("kind", "b"),
        ];
        assert_eq!(got, want.map(|(key, value)| (key.to_owned(), value.to_owned())));
    }

    #[test]
    fn toml_headers_too() {
        assert_eq!(values("+++\ntitle = \"护士\"\n+++"), [("title".to_owned(), "护士".to_owned())]);
    }
}
