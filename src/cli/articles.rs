//! Cleaned articles as bytes and as files: what `clean` and `merge` share.

use std::borrow::Cow;

use guiyi::pipeline::{Article, Failure, WrittenArticle};
use guiyi::render::{article, records};
use guiyi::source::Input;
use guiyi::taxonomy::Pin;

use super::progress::Progress;
use super::report::Report;
use super::{Context, Halt};
use crate::messages::fill;
use crate::output::{Folder, OutputError, stems};

/// The format of a cleaned article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ArticleFormat {
    /// Markdown.
    Markdown,
    /// Plain text.
    Text,
    /// Blocks with spans.
    Json,
}

impl ArticleFormat {
    /// The extension of its files.
    pub(crate) fn extension(self) -> &'static str {
        match self {
            Self::Markdown => "md",
            Self::Text => "txt",
            Self::Json => "json",
        }
    }

    /// The article's bytes.
    pub(crate) fn render(self, found: &Article) -> Vec<u8> {
        let mut bytes = Vec::new();
        let written = match self {
            Self::Markdown => return article::page(&found.document).into_bytes(),
            Self::Text => article::text(&found.document, &mut bytes),
            Self::Json => records::lines([records::document(&found.document, found.script())], &mut bytes),
        };
        debug_assert!(written.is_ok(), "memory takes every byte");
        bytes
    }
}

/// What became of one article.
#[derive(Debug, Default)]
pub(crate) struct Written {
    /// Number of removals.
    pub(crate) removed: usize,
    /// True if nothing was left to write.
    pub(crate) empty: bool,
    /// Malformed byte sequences that were replaced.
    pub(crate) replaced: usize,
    /// Files that are new or different.
    pub(crate) changed: Vec<String>,
    /// All files of the article with the hashes of their bytes, if they were asked for.
    pub(crate) files: Vec<(String, String)>,
}

impl Written {
    /// What a later run needs to know to leave the article as it is.
    pub(crate) fn article(&self) -> WrittenArticle {
        let pin = |(name, sha256): &(String, String)| Pin { name: name.clone(), sha256: sha256.clone() };
        WrittenArticle {
            removed: self.removed,
            empty: self.empty,
            replaced: self.replaced,
            files: self.files.iter().map(pin).collect(),
        }
    }
}

/// Why one article was not written.
#[derive(Debug)]
pub(crate) enum NotWritten {
    /// The source gave nothing.
    Source(Failure),
    /// The file system refuses.
    Output(OutputError),
}

/// Where the articles of a run go: one pair of files for each input.
pub(crate) struct Shelf {
    folder: Folder,
    stems: Vec<String>,
    format: ArticleFormat,
    /// How what is put is hashed, if it is.
    hash: Option<fn(&[u8]) -> String>,
}

impl Shelf {
    /// Places for `inputs` in `folder`; files called `reserved` are written by someone else.
    /// Fails if one of the places is an input.
    pub(crate) fn new(
        context: &Context,
        folder: Folder,
        inputs: &[Input],
        format: ArticleFormat,
        reserved: &[&str],
    ) -> Result<Self, Halt> {
        let ids: Vec<&str> = inputs.iter().map(|input| input.id.as_str()).collect();
        let shelf = Self { folder, stems: stems(&ids, format.extension(), reserved), format, hash: None };
        let names = shelf.stems.iter().flat_map(|stem| shelf.names(stem)).map(Cow::Owned);
        let names = names.chain(reserved.iter().map(|name| Cow::Borrowed(*name)));
        match shelf.folder.clash(names, inputs) {
            None => Ok(shelf),
            Some(path) => {
                let catalogue = context.catalogue();
                let message = fill(catalogue.overwrites_input, &[("path", &path.display())]);
                Err(Halt::new(message, catalogue.overwrites_input_remedy))
            }
        }
    }

    /// The same for a run with a journal: with the hashes of what is put.
    pub(crate) fn journalled(self, hash: fn(&[u8]) -> String) -> Self {
        Self { hash: Some(hash), folder: self.folder.resumable(), ..self }
    }

    /// Writes the article and the removal log of input number `at`. Of an article without content
    /// only the log is written.
    pub(crate) fn put(&self, at: usize, found: &Article) -> Result<Written, OutputError> {
        let [article_name, log_name] = self.names(&self.stems[at]);
        let empty = article::is_empty(&found.document);
        let mut written = Written {
            removed: found.removals.len(),
            empty,
            replaced: found.document.replaced,
            changed: Vec::new(),
            files: Vec::new(),
        };
        // What is removed is most of a page.
        let mut log = Vec::with_capacity(found.document.text.len());
        let logged = records::lines(records::removals(&found.document, &found.removals), &mut log);
        debug_assert!(logged.is_ok(), "memory takes every byte");
        let article = (!empty).then(|| (article_name, self.format.render(found)));
        for (name, bytes) in article.into_iter().chain([(log_name, log)]) {
            if let Some(hash) = self.hash {
                written.files.push((name.clone(), hash(&bytes)));
            }
            if self.folder.put(&name, &bytes)? {
                written.changed.push(name);
            }
        }
        Ok(written)
    }

    /// Leaves the article of input number `at` as an earlier run wrote it; `None` if its files are not what
    /// they were then.
    pub(crate) fn keep(&self, at: usize, known: &WrittenArticle) -> Result<Option<Written>, OutputError> {
        let files: Vec<(String, String)> =
            known.files.iter().map(|pin| (pin.name.clone(), pin.sha256.clone())).collect();
        if !self.is_for(at, &files) || !self.folder.keep(&known.files)? {
            return Ok(None);
        }
        let (removed, empty, replaced) = (known.removed, known.empty, known.replaced);
        Ok(Some(Written { removed, empty, replaced, changed: Vec::new(), files }))
    }

    /// The folder, when all articles are in it.
    pub(crate) fn into_folder(self) -> Folder {
        self.folder
    }

    /// True if `files` are those that input number `at` is written to, an article without content
    /// having none but its log.
    pub(crate) fn is_for(&self, at: usize, files: &[(String, String)]) -> bool {
        let [article, log] = self.names(&self.stems[at]);
        let names: Vec<&String> = files.iter().map(|(name, _)| name).collect();
        names == [&article, &log] || names == [&log]
    }

    /// True if hashes are wanted.
    pub(crate) fn is_hashed(&self) -> bool {
        self.hash.is_some()
    }

    /// The extension of the articles.
    pub(crate) fn extension(&self) -> &'static str {
        self.format.extension()
    }

    /// The folder.
    pub(crate) fn folder(&self) -> &Folder {
        &self.folder
    }

    fn names(&self, stem: &str) -> [String; 2] {
        [format!("{stem}.{}", self.format.extension()), format!("{stem}.removals.jsonl")]
    }
}

/// Counts what became of a run's articles and says what a person should know.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// Articles done.
    pub(crate) done: usize,
    /// Sources that failed.
    pub(crate) failed: usize,
    /// Articles of which nothing was left.
    pub(crate) empty: usize,
    /// Sources whose bytes did not all fit their encoding.
    pub(crate) garbled: usize,
    /// Removals of all articles.
    pub(crate) removed: usize,
    /// Files that are new or different.
    pub(crate) changed: Vec<String>,
}

impl Tally {
    /// Takes in one result.
    pub(crate) fn add(
        &mut self,
        input: &Input,
        result: Result<Written, NotWritten>,
        progress: &mut Progress,
    ) {
        match result {
            Ok(written) => {
                self.done += 1;
                self.removed += written.removed;
                self.changed.extend(written.changed);
                progress.say(|report| self.note_replaced(report, input, written.replaced));
                if written.empty {
                    self.empty += 1;
                    progress.say(|report| report_empty(report, input, written.removed));
                }
            }
            Err(NotWritten::Source(failure)) => {
                self.failed += 1;
                progress.say(|report| report.failure(&failure));
            }
            Err(NotWritten::Output(error)) => {
                self.failed += 1;
                progress.say(|report| {
                    let Halt::Nothing { message, remedy } = output_halt(report, &error) else { return };
                    report.error(&message, remedy.as_deref());
                });
            }
        }
        progress.advance();
    }

    /// Says that malformed bytes of an input were replaced, if any were.
    pub(crate) fn note_replaced(&mut self, report: &Report, input: &Input, replaced: usize) {
        if replaced > 0 {
            self.garbled += 1;
            let catalogue = report.catalogue;
            let message = fill(catalogue.bytes_replaced, &[("path", &input.id), ("n", &replaced)]);
            report.warning(&message, Some(catalogue.bytes_replaced_remedy));
        }
    }

    /// True if there is something to look at.
    pub(crate) fn has_findings(&self) -> bool {
        self.failed + self.empty + self.garbled > 0
    }
}

/// Says that nothing is left of an article.
pub(crate) fn report_empty(report: &Report, input: &Input, removed: usize) {
    let catalogue = report.catalogue;
    let message = fill(catalogue.comes_out_empty, &[("path", &input.id), ("removed", &removed)]);
    report.warning(&message, Some(catalogue.comes_out_empty_remedy));
}

/// An output that cannot be written, as the end of a command.
pub(crate) fn output_halt(report: &Report, error: &OutputError) -> Halt {
    let catalogue = report.catalogue;
    if error.error.kind() == std::io::ErrorKind::WouldBlock {
        let message = fill(catalogue.folder_busy, &[("path", &error.path.display())]);
        return Halt::new(message, catalogue.folder_busy_remedy);
    }
    let values: [(&str, &dyn std::fmt::Display); 2] =
        [("path", &error.path.display()), ("error", &error.error)];
    Halt::new(fill(catalogue.cannot_write, &values), catalogue.cannot_write_remedy)
}
