//! The stages as the tests run them, and the laws that hold of every document.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use guiyi::clean::{Cleaned, CorpusFacts};
use guiyi::document::{BlockKind, Document, Removal, Span};
use guiyi::pipeline::{Knowledge, Pipeline};
use guiyi::settings::Settings;
use guiyi::source::{Source, SourceId};

/// A pipeline with the built-in settings and lexicons.
pub(crate) fn pipeline() -> &'static Pipeline {
    static PIPELINE: LazyLock<Pipeline> = LazyLock::new(|| {
        let knowledge = Knowledge::load(Vec::new()).expect("embedded lexicons");
        Pipeline::new(Settings::default(), knowledge).expect("default settings")
    });
    &PIPELINE
}

/// A source of this name with these bytes.
pub(crate) fn source(name: &str, bytes: &[u8]) -> Source {
    Source { id: SourceId::new(name), bytes: bytes.to_vec() }
}

/// Reads and cleans, without what only a batch shows.
pub(crate) fn cleaned(source: &Source) -> Cleaned {
    let document = pipeline().read(source).unwrap_or_else(|failure| panic!("{failure}"));
    pipeline().clean(document, &CorpusFacts::default()).unwrap_or_else(|failure| panic!("{failure}"))
}

/// A folder of the repository.
pub(crate) fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Every file below `folder`, sorted.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.expect("entry").path();
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if hidden {
            continue;
        }
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Blocks increase, are disjoint and lie on character boundaries; texts point into their block;
/// containers nest; marks lie inside their block.
pub(crate) fn check_document(document: &Document) -> Result<(), String> {
    let text = &*document.text;
    let mut end = 0;
    for block in &document.blocks {
        let span = block.span;
        if span.start < end || span.end > text.len() || span.is_empty() {
            return Err(format!("block {span:?} after {end} in {} bytes", text.len()));
        }
        end = span.end;
        check_boundaries(text, span)?;
        block.text.check(text).map_err(|broken| format!("block {span:?}: {broken}"))?;
        if let Some(hull) = block.text.source_span().filter(|hull| !span.contains(*hull)) {
            return Err(format!("block {span:?} holds text of {hull:?}"));
        }
        let verbatim = matches!(block.kind, BlockKind::Code | BlockKind::FrontMatter | BlockKind::Markup);
        let row = matches!(block.kind, BlockKind::TableRow { .. });
        let reserved = |c: char| c == '\n' || c == '\t' && !row;
        if !verbatim && block.text.as_str().contains(reserved) {
            return Err(format!("block {span:?} holds a line feed or tab: {:?}", block.text.as_str()));
        }
        for mark in &block.marks {
            check_boundaries(text, mark.span)?;
            if !span.contains(mark.span) || !mark.span.contains(mark.inner) {
                return Err(format!("mark {mark:?} leaves block {span:?}"));
            }
        }
        if block.container >= document.containers.len() {
            return Err(format!("block {span:?} lies in container {}", block.container));
        }
    }
    for (at, container) in document.containers.iter().enumerate() {
        check_boundaries(text, container.span)?;
        if container.parent > at || !document.containers[container.parent].span.contains(container.span) {
            return Err(format!("container {at} leaves its parent {}", container.parent));
        }
    }
    for &span in &document.markup {
        check_boundaries(text, span)?;
    }
    Ok(())
}

fn check_boundaries(text: &str, span: Span) -> Result<(), String> {
    let sound = span.start <= span.end
        && span.end <= text.len()
        && text.is_char_boundary(span.start)
        && text.is_char_boundary(span.end);
    if sound { Ok(()) } else { Err(format!("{span:?} splits a character or leaves the text")) }
}

/// Block spans, removals and markup together hold every byte that is not white space; a removal
/// lies outside all blocks, or inside one and outside the runs of its text.
pub(crate) fn check_conservation(document: &Document, removals: &[Removal]) -> Result<(), String> {
    let text = &*document.text;
    if let Some(pair) = removals.windows(2).find(|pair| pair[0].span.end > pair[1].span.start) {
        return Err(format!("removals overlap or step back: {pair:?}"));
    }
    let mut covered: Vec<Span> = document.blocks.iter().map(|block| block.span).collect();
    covered.extend(&document.markup);
    for removal in removals {
        check_boundaries(text, removal.span)?;
        covered.push(removal.span);
        for block in document.blocks.iter().filter(|block| block.span.overlaps(removal.span)) {
            if !block.span.contains(removal.span) {
                return Err(format!("removal {removal:?} crosses the edge of block {:?}", block.span));
            }
            if block.text.runs().iter().any(|run| run.source.overlaps(removal.span)) {
                return Err(format!("removal {removal:?} covers kept text {:?}", block.text.as_str()));
            }
        }
    }
    covered.sort_unstable();
    let mut at = 0;
    for span in covered.into_iter().chain([Span::new(text.len(), text.len())]) {
        if at < span.start && !text[at..span.start].trim().is_empty() {
            return Err(format!("nobody answers for {:?}", &text[at..span.start]));
        }
        at = at.max(span.end);
    }
    Ok(())
}
