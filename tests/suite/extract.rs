//! Provenance: whatever extraction says, the source says at the place it names.

use guiyi::clean::CorpusFacts;
use guiyi::document::{LineIndex, Span};

use super::stages::{files, folder, pipeline, source};

#[test]
fn every_mention_quotes_its_source() {
    let mut mentions = 0;
    for path in files(&folder("sources")) {
        let name = path.file_name().expect("a file").to_string_lossy().into_owned();
        let source = source(&name, &std::fs::read(&path).expect("file"));
        let article = pipeline().article(&source, &CorpusFacts::default()).expect("readable");
        let extraction = pipeline().extract(&article).expect("extracted");
        let text = &*article.document.text;
        let lines = LineIndex::new(text);
        for mention in &extraction.mentions {
            mentions += 1;
            assert_eq!(mention.title_raw, mention.span.of(text), "{name}: {}", mention.title);
            assert_eq!(mention.lines, lines.lines(mention.span), "{name}: {}", mention.title);
            assert!(!mention.title.trim().is_empty(), "{name}:{}", mention.lines.0);
            for (key, value) in mention
                .attributes
                .iter()
                .flat_map(|(key, values)| values.iter().map(move |value| (key.key(), value)))
            {
                let quoted = text.get(value.span.start..value.span.end);
                let quoted =
                    quoted.unwrap_or_else(|| panic!("{name}: {key} {:?} leaves the text", value.span));
                assert!(!quoted.trim().is_empty(), "{name}: {key} {:?} quotes nothing", value.value);
            }
            for place in &mention.also_at {
                let span = Span::new(place.byte_start, place.byte_end);
                assert_eq!(
                    (place.line_start, place.line_end),
                    lines.lines(span),
                    "{name}: {}",
                    mention.title
                );
            }
            for removal in &article.removals {
                assert!(
                    !removal.span.contains(mention.span),
                    "{name}: {} stands in removed text",
                    mention.title
                );
            }
        }
    }
    assert!(mentions > 30, "the example sources state many tasks, found {mentions}");
}

#[test]
fn ids_of_mentions_are_unique() {
    let mut ids = Vec::new();
    for path in files(&folder("sources")) {
        let name = path.file_name().expect("a file").to_string_lossy().into_owned();
        let source = source(&name, &std::fs::read(&path).expect("file"));
        let article = pipeline().article(&source, &CorpusFacts::default()).expect("readable");
        ids.extend(
            pipeline().extract(&article).expect("extracted").mentions.into_iter().map(|found| found.id),
        );
    }
    let all = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), all);
}
