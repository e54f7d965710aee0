//! `guiyi clean --diff`: what would go, line by line.

use std::io::{self, Write};

use guiyi::document::LineIndex;
use guiyi::pipeline::Article;
use guiyi::render::records::{self, RemovalRecord};

/// Writes the removals of an article: the source's name, then for each removal its lines, rule and
/// reason, and the removed text behind `-`. Text that leaves part of its line stands between the
/// marks `[-` and `-]`, with the rest of the line around it.
pub(super) fn write(article: &Article, out: &mut impl Write) -> io::Result<()> {
    let document = &article.document;
    let records = records::removals(document, &article.removals);
    if records.is_empty() {
        return Ok(());
    }
    writeln!(out, "--- {}", document.source)?;
    let lines = LineIndex::new(&document.text);
    for record in &records {
        removal(record, &document.text, &lines, out)?;
    }
    Ok(())
}

fn removal(
    record: &RemovalRecord<'_>,
    text: &str,
    lines: &LineIndex,
    out: &mut impl Write,
) -> io::Result<()> {
    let place = record.place();
    let (first, last) = (place.line_start, place.line_end);
    writeln!(out, "@@ {first}-{last} {} {} {}", record.rule(), record.kind_name(), record.reason())?;
    for number in first..=last {
        let line = lines.span(number);
        let (start, end) = (line.start.max(place.byte_start), line.end.min(place.byte_end));
        let (before, after) = (&text[line.start..start.min(line.end)], &text[end.max(line.start)..line.end]);
        let gone = if start < end { &text[start..end] } else { "" };
        if before.trim().is_empty() && after.trim().is_empty() {
            writeln!(out, "-{number}\t{}", gone.trim_end())?;
        } else {
            writeln!(out, "~{number}\t{before}[-{gone}-]{after}")?;
        }
    }
    Ok(())
}
