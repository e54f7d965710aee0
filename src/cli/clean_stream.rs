//! `guiyi clean --jsonl`: a corpus stream, one JSON object a line in and out.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};

use guiyi::clean::CorpusFacts;
use guiyi::pipeline::{Article, Failure, Pipeline, in_order};
use guiyi::render::{article, records};
use guiyi::source::{Input, Source, SourceId};
use serde_json::{Map, Value, json};

use super::comments::{self, Comments};
use super::context::Context;
use super::{Halt, Outcome, surrogates};
use crate::messages::fill;

/// Cleans every line of every input, in order. Other fields pass through; a line that cannot be
/// cleaned comes out with `error`, and the exit status tells.
///
/// The stream is read once, so nothing that only the whole corpus shows is used.
pub(super) fn run(
    context: &Context,
    pipeline: &Pipeline,
    inputs: &[Input],
    mut comments: Comments<'_>,
) -> Result<Outcome, Halt> {
    let wanted = comments.wanted();
    let mut out = io::BufWriter::new(io::stdout().lock());
    let facts = CorpusFacts::default();
    let (mut lines, mut failed) = (0_usize, 0_usize);
    for input in inputs {
        let reader: Box<dyn BufRead + Send> = if input.is_stdin() {
            Box::new(BufReader::new(io::stdin()))
        } else {
            match File::open(&input.path) {
                Ok(file) => Box::new(BufReader::with_capacity(1 << 16, file)),
                Err(error) => {
                    failed += 1;
                    tell(context, input, 0, &error.to_string());
                    continue;
                }
            }
        };
        in_order(
            numbered(reader),
            |(_, line)| line.as_ref().map_or(0, |line| line.len() as u64),
            |(number, line)| (number, answer(pipeline, &facts, number, line, wanted)),
            |(number, answer): (usize, Answer)| -> Result<(), Halt> {
                lines += 1;
                if answer.replaced > 0 {
                    warn_of_surrogates(context, input, number, answer.replaced);
                }
                if let Some(error) = &answer.error {
                    failed += 1;
                    tell(context, input, number, error);
                }
                out.write_all(&answer.line)?;
                comments.add(&answer.comments)
            },
        )?;
    }
    out.flush()?;
    comments.finish()?;
    context.report.note(&fill(context.catalogue().summary_jsonl, &[("n", &lines)]));
    if lines == 0 && failed > 0 {
        return Err(Halt::Told);
    }
    Ok(if failed > 0 { Outcome::Findings } else { Outcome::Done })
}

fn tell(context: &Context, input: &Input, number: usize, error: &str) {
    let catalogue = context.catalogue();
    let values: [(&str, &dyn std::fmt::Display); 3] =
        [("path", &input.path.display()), ("line", &number), ("error", &error)];
    context.report.error(&fill(catalogue.line_failed, &values), Some(catalogue.line_remedy));
}

fn warn_of_surrogates(context: &Context, input: &Input, number: usize, replaced: usize) {
    let catalogue = context.catalogue();
    let values: [(&str, &dyn std::fmt::Display); 3] =
        [("path", &input.path.display()), ("line", &number), ("n", &replaced)];
    context.report.warning(&fill(catalogue.surrogates_replaced, &values), None);
}

/// One output line, ready to write.
struct Answer {
    line: Vec<u8>,
    comments: Vec<u8>,
    error: Option<String>,
    /// Escapes of lone surrogates that were replaced.
    replaced: usize,
}

/// Lines with their 1-based numbers, as bytes: one that is not UTF-8 must not end the stream.
/// Blank lines are skipped.
fn numbered(mut reader: impl BufRead) -> impl Iterator<Item = (usize, io::Result<Vec<u8>>)> {
    let mut number = 0;
    let mut ended = false;
    std::iter::from_fn(move || {
        while !ended {
            let mut line = Vec::new();
            number += 1;
            match reader.read_until(b'\n', &mut line) {
                Ok(0) => ended = true,
                Ok(_) if line.iter().all(u8::is_ascii_whitespace) => {}
                Ok(_) => return Some((number, Ok(line))),
                Err(error) => {
                    ended = true;
                    return Some((number, Err(error)));
                }
            }
        }
        None
    })
}

/// The answer to a line; its comments only if they are `wanted`.
fn answer(
    pipeline: &Pipeline,
    facts: &CorpusFacts,
    number: usize,
    line: io::Result<Vec<u8>>,
    wanted: bool,
) -> Answer {
    let mut fields = Map::new();
    let mut said = Vec::new();
    let mut replaced = 0;
    let result = line
        .map_err(|error| error.to_string())
        .and_then(|line| {
            let read = |line: &[u8]| serde_json::from_slice::<Map<String, Value>>(line);
            read(&line)
                .or_else(|error| {
                    let (line, count) = surrogates::replaced(&line).ok_or(error)?;
                    replaced = count;
                    read(&line)
                })
                .map_err(|error| error.to_string())
        })
        .and_then(|given| {
            fields = given;
            let found = cleaned(pipeline, facts, number, &mut fields)?;
            if wanted {
                said = comments::lines(&found);
            }
            not_empty(&found)
        });
    let error = result.err();
    if let Some(error) = &error {
        fields.entry("id").or_insert(Value::Null);
        fields.insert("error".to_owned(), json!(error));
    }
    let mut line = Value::Object(fields).to_string().into_bytes();
    line.push(b'\n');
    Answer { line, comments: said, error, replaced }
}

/// Replaces the line's text by the cleaned article and adds what was found out.
fn cleaned(
    pipeline: &Pipeline,
    facts: &CorpusFacts,
    number: usize,
    fields: &mut Map<String, Value>,
) -> Result<Article, String> {
    let bytes = match (fields.remove("html"), fields.remove("text")) {
        (Some(Value::String(text)), _) | (None, Some(Value::String(text))) => text.into_bytes(),
        _ => return Err("neither `text` nor `html` is a string".to_owned()),
    };
    let id = match fields.get("id") {
        Some(Value::String(id)) => id.clone(),
        Some(id) => id.to_string(),
        None => number.to_string(),
    };
    let source = Source { id: SourceId::new(&id), bytes };
    let found = pipeline.article(&source, facts).map_err(|failure: Failure| failure.cause.to_string())?;
    let mut text = Vec::new();
    article::markdown(&found.document, &mut text).map_err(|error| error.to_string())?;
    let removals = records::removals(&found.document, &found.removals);
    fields.entry("id").or_insert(json!(number));
    fields.insert("text".to_owned(), json!(String::from_utf8_lossy(&text)));
    fields.insert("script".to_owned(), json!(found.script));
    fields.insert("removed".to_owned(), json!(removals.len()));
    fields.insert("removals".to_owned(), json!(removals));
    Ok(found)
}

/// Nothing is left in silence.
fn not_empty(found: &Article) -> Result<(), String> {
    if article::is_empty(&found.document) {
        return Err("nothing is left after cleaning".to_owned());
    }
    Ok(())
}
