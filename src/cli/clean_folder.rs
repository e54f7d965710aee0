//! `guiyi clean -o DIR`: a batch into a folder, which an interruption does not spoil.

use std::io;

use guiyi::clean::CorpusFacts;
use guiyi::pipeline::{Held, Pipeline, in_order};
use guiyi::source::Input;

use super::articles::{NotWritten, Shelf, Tally, Written, output_halt};
use super::comments::{self, Comments};
use super::context::Context;
use super::fingerprint::fingerprint;
use super::journal::{self, Entry, Finished, Journal, content_hash};
use super::progress::Progress;
use super::{Halt, clean};
use crate::messages::fill;
use crate::output::OutputError;

/// One batch and what it needs.
pub(super) struct Batch<'a> {
    pub(super) context: &'a Context,
    pub(super) pipeline: &'a Pipeline,
    pub(super) inputs: &'a [Input],
    pub(super) facts: &'a CorpusFacts,
    pub(super) shelf: Shelf,
}

/// What became of one input.
enum Done {
    /// It was finished before, and still is.
    Before(Entry),
    /// It is finished now; for the journal, if there is one.
    Now(Written, Entry),
}

impl Batch<'_> {
    /// Compares every article with what is in the folder. `held` are the inputs that were read
    /// already, in order; those beyond are read when their turn comes.
    pub(super) fn compare(&self, held: Vec<Option<Held>>, tally: &mut Tally) -> Result<(), Halt> {
        let mut comments = Comments::none(self.context);
        self.each(held, &Finished::default(), None, &mut comments, tally)
    }

    /// Writes every article, `held` as above. With `resume`, those that an interrupted run with the same settings
    /// finished are left as they are.
    pub(super) fn write(
        self,
        held: Vec<Option<Held>>,
        resume: bool,
        comments: &mut Comments<'_>,
        tally: &mut Tally,
    ) -> Result<(), Halt> {
        // One article is done or not; there is nothing to go on with.
        if self.inputs.len() < 2 {
            return self.each(held, &Finished::default(), None, comments, tally);
        }
        let (context, folder) = (self.context, self.shelf.folder().path_of(""));
        let fault = |error| output_halt(&context.report, &OutputError { path: folder.clone(), error });
        let more = [
            self.shelf.extension().to_owned(),
            self.facts.fingerprint(&self.pipeline.knowledge().noise).to_string(),
            comments.wanted().to_string(),
        ];
        let fingerprint = fingerprint(self.pipeline, &more);
        let (mut journal, finished) =
            journal::open(&folder, &fingerprint, self.inputs, resume).map_err(fault)?;
        let batch = Self { shelf: self.shelf.journalled(content_hash), ..self };
        batch.each(held, &finished, Some(&mut journal), comments, tally)?;
        // Until all files are safe, the journal can still tell which of them are whole.
        batch.shelf.folder().settle().map_err(|error| output_halt(&context.report, &error))?;
        journal.remove().map_err(fault)
    }

    fn fault(&self, error: io::Error) -> Halt {
        let path = self.shelf.folder().path_of("");
        output_halt(&self.context.report, &OutputError { path, error })
    }

    fn each(
        &self,
        held: Vec<Option<Held>>,
        finished: &Finished,
        mut journal: Option<&mut Journal>,
        comments: &mut Comments<'_>,
        tally: &mut Tally,
    ) -> Result<(), Halt> {
        let mut progress = Progress::new(self.context.report, self.inputs.len());
        let wanted = comments.wanted();
        let mut before = 0;
        let held = held.into_iter().chain(std::iter::repeat_with(|| None));
        let items = self.inputs.iter().enumerate().zip(held);
        in_order(
            items.map(|((at, input), held)| (at, input, held, finished.entry(at))),
            |(_, input, ..)| input.size(),
            |(at, input, held, entry)| (at, self.one(at, input, held, entry, wanted)),
            |(at, result)| {
                let mut said = String::new();
                let result = match result {
                    Ok(Done::Before(entry)) => {
                        before += 1;
                        let Entry { removed, empty, replaced, comments, .. } = entry;
                        said = comments;
                        Ok(Written { removed, empty, replaced, ..Written::default() })
                    }
                    Ok(Done::Now(written, entry)) => {
                        if let Some(journal) = &mut journal {
                            journal.add(&entry).map_err(|error| self.fault(error))?;
                        }
                        said = entry.comments;
                        Ok(written)
                    }
                    Err(fault) => Err(fault),
                };
                tally.add(&self.inputs[at], result, &mut progress);
                comments.add(said.as_bytes())
            },
        )?;
        drop(progress);
        if before > 0 {
            let message = fill(self.context.catalogue().resumed, &[("n", &before)]);
            self.context.report.note(&message);
        }
        Ok(())
    }

    fn one(
        &self,
        at: usize,
        input: &Input,
        held: Option<Held>,
        entry: Option<Entry>,
        comments: bool,
    ) -> Result<Done, NotWritten> {
        let (source, document) = match held {
            Some((source, document, measured)) => (source, Some((document, measured))),
            None => (self.pipeline.load(input).map_err(NotWritten::Source)?, None),
        };
        let path_of = |name: &str| self.shelf.folder().path_of(name);
        let holds =
            |entry: &Entry| self.shelf.is_for(at, &entry.files) && entry.holds(&source.bytes, path_of);
        if let Some(entry) = entry.filter(holds) {
            return Ok(Done::Before(entry));
        }
        let hash = if self.shelf.is_hashed() { content_hash(&source.bytes) } else { String::new() };
        let found = match document {
            Some((document, measured)) => self.pipeline.article_of_measured(document, measured, self.facts),
            None => clean::article_of(self.pipeline, source, self.facts),
        };
        let found = found.map_err(NotWritten::Source)?;
        let said = comments.then(|| comments::lines(self.pipeline, &found)).transpose();
        let said = said.map_err(NotWritten::Source)?.unwrap_or_default();
        let mut written = self.shelf.put(at, &found).map_err(NotWritten::Output)?;
        let entry = Entry {
            source: input.id.as_str().to_owned(),
            hash,
            files: std::mem::take(&mut written.files),
            removed: written.removed,
            empty: written.empty,
            replaced: written.replaced,
            comments: said,
        };
        Ok(Done::Now(written, entry))
    }
}
