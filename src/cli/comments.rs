//! `--comments FILE`: the comments of all threads that were taken out, as a stream of their own.

use std::io::Write as _;

use clap::{Arg, ArgMatches};
use guiyi::pipeline::{Article, Failure, Pipeline};
use guiyi::render::{comments, records};

use super::Halt;
use super::arguments::{one_path, path};
use super::articles::output_halt;
use super::context::Context;
use crate::messages::Catalogue;
use crate::output::{OutputError, Stream};

/// `--comments FILE`
pub(super) fn flag(catalogue: &'static Catalogue) -> Arg {
    path("comments", catalogue.comments_file).value_name("FILE")
}

/// The comments of an article, one JSON object a line.
pub(super) fn lines(pipeline: &Pipeline, found: &Article) -> Result<String, Failure> {
    let said = pipeline.comments(found)?;
    let mut bytes = Vec::new();
    let written = records::lines(comments::comments(&found.document, &said), &mut bytes);
    debug_assert!(written.is_ok(), "memory takes every byte");
    // JSON is UTF-8.
    Ok(String::from_utf8(bytes).unwrap_or_default())
}

/// The file, if one was asked for.
pub(super) struct Comments<'a> {
    context: &'a Context,
    stream: Option<Stream>,
}

impl<'a> Comments<'a> {
    /// Begins the file that the arguments name.
    pub(super) fn open(context: &'a Context, matches: &ArgMatches) -> Result<Self, Halt> {
        let stream = one_path(matches, "comments").map(|path| {
            Stream::create(path)
                .map_err(|error| output_halt(&context.report, &OutputError { path: path.clone(), error }))
        });
        Ok(Self { context, stream: stream.transpose()? })
    }

    /// No file.
    pub(super) fn none(context: &'a Context) -> Self {
        Self { context, stream: None }
    }

    /// True if comments are wanted.
    pub(super) fn wanted(&self) -> bool {
        self.stream.is_some()
    }

    /// Adds the lines of one article.
    pub(super) fn add(&mut self, lines: &[u8]) -> Result<(), Halt> {
        let Some(stream) = &mut self.stream else { return Ok(()) };
        let written = stream.write_all(lines);
        written.map_err(|error| fault(self.context, stream, error))
    }

    /// Gives the file its name: it appears when all of it is there.
    pub(super) fn finish(self) -> Result<(), Halt> {
        let Some(stream) = self.stream else { return Ok(()) };
        let path = stream.path().to_owned();
        stream.finish().map_err(|error| output_halt(&self.context.report, &OutputError { path, error }))
    }
}

fn fault(context: &Context, stream: &Stream, error: std::io::Error) -> Halt {
    output_halt(&context.report, &OutputError { path: stream.path().to_owned(), error })
}
