//! `guiyi clean --jsonl`: a corpus stream, one JSON object a line in and out.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::PathBuf;

use clap::ArgMatches;
use guiyi::clean::CorpusFacts;
use guiyi::pipeline::{Article, Failure, Pipeline, in_order};
use guiyi::render::{article, records};
use guiyi::source::{Input, Source, SourceId};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use super::arguments::one_path;
use super::articles::output_halt;
use super::clean::article_of;
use super::comments::{self, Comments};
use super::context::Context;
use super::fingerprint::fingerprint;
use super::stream_target::{Checkpoint, Files, hex, is_checkpoint, last};
use super::{Halt, Outcome, surrogates};
use crate::messages::fill;
use crate::output::OutputError;

/// One run over a stream.
struct Run<'a> {
    context: &'a Context,
    pipeline: &'a Pipeline,
    inputs: &'a [Input],
    sink: Sink<'a>,
    /// Where an interrupted run had come to.
    from: Option<Checkpoint>,
}

/// Where answers go.
enum Sink<'a> {
    Stdout(io::BufWriter<io::StdoutLock<'static>>, Comments<'a>),
    Files(Box<Files>, PathBuf),
}

/// What was counted.
#[derive(Clone, Copy, Default)]
struct Count {
    lines: usize,
    failed: usize,
}

/// How a run ended.
enum End {
    Done(Count),
    /// The first lines are not those of the interrupted run.
    OtherInput,
}

/// Cleans every line of every input, in order. Other fields pass through; a line that cannot be
/// cleaned comes out with `error`, and the exit status tells.
///
/// The stream is read once, so nothing that only the whole corpus shows is used.
pub(super) fn run(
    context: &Context,
    pipeline: &Pipeline,
    inputs: &[Input],
    matches: &ArgMatches,
) -> Result<Outcome, Halt> {
    let Some(output) = one_path(matches, "output") else {
        let comments = Comments::open(context, matches)?;
        let sink = Sink::Stdout(io::BufWriter::new(io::stdout().lock()), comments);
        return Run { context, pipeline, inputs, sink, from: None }.whole();
    };
    let fault = |error| output_halt(&context.report, &OutputError { path: output.clone(), error });
    let comments = one_path(matches, "comments").map(PathBuf::as_path);
    let fingerprint = fingerprint(pipeline, &[]);
    let files = |from: Option<&Checkpoint>| Files::open(output, comments, &fingerprint, from).map_err(fault);
    let wanted = matches.get_flag("resume");
    let point = wanted.then(|| last(output, &fingerprint, comments.is_some())).flatten();
    if let Some(point) = point
        && let Some(opened) = files(Some(&point))?
    {
        let sink = Sink::Files(Box::new(opened), output.clone());
        let mut run = Run { context, pipeline, inputs, sink, from: Some(point) };
        if let End::Done(count) = run.lines()? {
            return run.end(count);
        }
        if inputs.iter().any(Input::is_stdin) {
            let catalogue = context.catalogue();
            return Err(Halt::new(catalogue.resume_other_input, catalogue.resume_other_input_remedy));
        }
    }
    // Without a checkpoint a run begins at the beginning.
    let Some(files) = files(None)? else { return Err(Halt::Told) };
    let sink = Sink::Files(Box::new(files), output.clone());
    Run { context, pipeline, inputs, sink, from: None }.whole()
}

impl Run<'_> {
    fn whole(mut self) -> Result<Outcome, Halt> {
        match self.lines()? {
            End::Done(count) => self.end(count),
            End::OtherInput => Err(Halt::Told),
        }
    }

    fn end(self, count: Count) -> Result<Outcome, Halt> {
        match self.sink {
            Sink::Stdout(mut out, comments) => {
                out.flush()?;
                comments.finish()?;
            }
            Sink::Files(files, path) => files
                .finish()
                .map_err(|error| output_halt(&self.context.report, &OutputError { path, error }))?,
        }
        let catalogue = self.context.catalogue();
        if let Some(from) = &self.from {
            self.context.report.note(&fill(catalogue.resumed, &[("n", &from.lines)]));
        }
        self.context.report.note(&fill(catalogue.summary_jsonl, &[("n", &count.lines)]));
        if count.lines == 0 && count.failed > 0 {
            return Err(Halt::Told);
        }
        Ok(if count.failed > 0 { Outcome::Findings } else { Outcome::Done })
    }

    fn lines(&mut self) -> Result<End, Halt> {
        let (context, pipeline) = (self.context, self.pipeline);
        let facts = CorpusFacts::default();
        let wanted = match &self.sink {
            Sink::Stdout(_, comments) => comments.wanted(),
            Sink::Files(files, _) => files.wants_comments(),
        };
        let hashed = matches!(self.sink, Sink::Files(..));
        let skip = self.from.as_ref().map_or(0, |from| from.lines);
        let mut count = Count { lines: 0, failed: self.from.as_ref().map_or(0, |from| from.failed) };
        let mut hash = Sha256::new();
        for input in self.inputs {
            let reader: Box<dyn BufRead + Send> = if input.is_stdin() {
                Box::new(BufReader::new(io::stdin()))
            } else {
                match File::open(&input.path) {
                    Ok(file) => Box::new(BufReader::with_capacity(1 << 16, file)),
                    Err(error) => {
                        count.failed += 1;
                        tell(context, input, 0, &error.to_string());
                        continue;
                    }
                }
            };
            let mut numbered = numbered(reader);
            // What is answered already is read past, and checked.
            while count.lines < skip {
                let Some((_, line)) = numbered.next() else { break };
                count.lines += 1;
                hash.update(line.as_deref().unwrap_or_default());
                if count.lines == skip
                    && self.from.as_ref().is_none_or(|from| hex(hash.clone()) != from.input)
                {
                    return Ok(End::OtherInput);
                }
            }
            let mut read = count.lines;
            let noted = numbered.map(|(number, line)| {
                read += 1;
                if hashed {
                    hash.update(line.as_deref().unwrap_or_default());
                }
                let point = (hashed && is_checkpoint(read)).then(|| hex(hash.clone()));
                (number, line, point)
            });
            let sink = &mut self.sink;
            in_order(
                noted,
                |(_, line, _)| line.as_ref().map_or(0, |line| line.len() as u64),
                |(number, line, point)| (number, answer(pipeline, &facts, number, line, wanted), point),
                |(number, answer, point): (usize, Answer, Option<String>)| -> Result<(), Halt> {
                    count.lines += 1;
                    if answer.replaced > 0 {
                        warn_of_surrogates(context, input, number, answer.replaced);
                    }
                    if let Some(error) = &answer.error {
                        count.failed += 1;
                        tell(context, input, number, error);
                    }
                    sink.add(context, &answer, count, point)
                },
            )?;
        }
        if count.lines < skip {
            return Ok(End::OtherInput);
        }
        Ok(End::Done(count))
    }
}

impl Sink<'_> {
    fn add(
        &mut self,
        context: &Context,
        answer: &Answer,
        count: Count,
        point: Option<String>,
    ) -> Result<(), Halt> {
        let said = answer.comments.as_bytes();
        match self {
            Self::Stdout(out, comments) => {
                out.write_all(&answer.line)?;
                comments.add(said)
            }
            Self::Files(files, path) => files
                .add(&answer.line, said, (count.lines, count.failed), point)
                .map_err(|error| output_halt(&context.report, &OutputError { path: path.clone(), error })),
        }
    }
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
    comments: String,
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
    let mut said = String::new();
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
                said = comments::lines(pipeline, &found).map_err(|failure| failure.cause.to_string())?;
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
    let found = article_of(pipeline, source, facts).map_err(|failure: Failure| failure.cause.to_string())?;
    let mut text = Vec::new();
    article::markdown(&found.document, &mut text).map_err(|error| error.to_string())?;
    let removals = records::removals(&found.document, &found.removals);
    fields.entry("id").or_insert(json!(number));
    fields.insert("text".to_owned(), json!(String::from_utf8_lossy(&text)));
    fields.insert("script".to_owned(), json!(found.script()));
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
