//! The stages put together: the only room that calls them, and one of two that use threads.

mod bench;
mod bench_linking;
mod cache;
mod carried;
mod carry;
mod edition;
mod evidence;
mod knowledge;
mod linking;
mod order;
mod standing;
mod survey;
mod taxonomy;

use std::fmt;

pub use bench::{Bench, BenchOptions, METRICS};
pub use cache::{Cache, CacheError, Hash, MOST_BYTES, Stored, Unsaved};
pub use carried::Carried;
pub use carry::Emit;
pub use edition::{Edition, EditionError, Json};
pub use evidence::{Contribution, Evidence, WrittenArticle};
pub use knowledge::{Knowledge, LexiconText, RulePage};
pub use order::in_order;
pub use standing::{LongFile, Standing};
pub use survey::{Held, SAMPLE_BYTES, SAMPLE_FILES, Survey};
pub use taxonomy::{Built, DecisionText, Previous};

use crate::clean::{self, CorpusFacts, Measured, Threads};
use crate::convert::{self, Converter, Target};
use crate::document::{Comment, Document, Removal, Script};
use crate::link::{self, Constraints, Linked, Record};
use crate::mention::Extraction;
use crate::outline::Outline;
use crate::read::ReadError;
use crate::settings::Settings;
use crate::source::{Format, Input, Source, SourceId};
use crate::spell::Spellings;
use crate::{extract, outline, read};

/// Every stage with its options and lexicons, ready to run.
#[derive(Debug)]
pub struct Pipeline {
    settings: Settings,
    knowledge: Knowledge,
    converter: Converter,
    /// To Simplified, if `converter` leads elsewhere.
    simplifier: Option<Converter>,
}

/// A source, cleaned and converted.
#[derive(Clone, Debug)]
pub struct Article {
    /// The document after cleaning and conversion.
    pub document: Document,
    /// The same in Simplified, which outline and extraction read; `None` if `document` is that, or if
    /// nobody is going to extract from it.
    pub plain: Option<Document>,
    /// What cleaning took out, in source order.
    pub removals: Vec<Removal>,
    /// The comment threads that were taken out; not converted.
    pub threads: Threads,
}

impl Article {
    /// The document that outline and extraction read.
    pub fn plain(&self) -> &Document {
        self.plain.as_ref().unwrap_or(&self.document)
    }

    /// The script of the source text, before conversion. Looks at all of it.
    pub fn script(&self) -> Script {
        convert::detect(&self.document.text)
    }
}

/// A source that gave nothing. The rest of the batch goes on.
#[derive(Clone, Debug)]
pub struct Failure {
    /// Which source.
    pub source: SourceId,
    /// Why.
    pub cause: Cause,
}

/// Why a source gave nothing.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Cause {
    /// Its bytes cannot be had.
    Io {
        /// The kind of error.
        kind: std::io::ErrorKind,
        /// What the operating system says.
        message: String,
    },
    /// Its bytes are no text.
    Read(ReadError),
    /// A stage panicked: a fault of guiyi, held back from the rest of the batch.
    Panic(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.source, self.cause)
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io { message, .. } => f.write_str(message),
            Self::Read(error) => error.fmt(f),
            Self::Panic(message) => write!(f, "internal error: {message}"),
        }
    }
}

impl std::error::Error for Failure {}

/// Settings and lexicons that do not go together.
#[derive(Debug)]
#[non_exhaustive]
pub enum PipelineError {
    /// The converter cannot be built.
    Convert(convert::ConvertError),
}

impl fmt::Display for PipelineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Convert(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for PipelineError {}

impl Pipeline {
    /// A pipeline with these settings and lexicons.
    ///
    /// # Errors
    /// [`PipelineError`] if the converter cannot be built from them.
    pub fn new(settings: Settings, knowledge: Knowledge) -> Result<Self, PipelineError> {
        let converter =
            Converter::new(&settings.convert, &knowledge.terms).map_err(PipelineError::Convert)?;
        let plain = convert::Options { to: Target::Hans, ..settings.convert.clone() };
        let simplifier = (settings.convert.to != Target::Hans)
            .then(|| Converter::new(&plain, &knowledge.terms).map_err(PipelineError::Convert))
            .transpose()?;
        Ok(Self { settings, knowledge, converter, simplifier })
    }

    /// The settings it runs with.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The lexicons it runs with.
    pub fn knowledge(&self) -> &Knowledge {
        &self.knowledge
    }

    /// The bytes of an input.
    ///
    /// # Errors
    /// A [`Failure`] that says why they cannot be had.
    pub fn load(&self, input: &Input) -> Result<Source, Failure> {
        input.read().map_err(|error| Failure {
            source: input.id.clone(),
            cause: Cause::Io { kind: error.kind(), message: error.to_string() },
        })
    }

    /// Decodes a source and splits it into blocks.
    ///
    /// # Errors
    /// A [`Failure`] if it is no text.
    pub fn read(&self, source: &Source) -> Result<Document, Failure> {
        guarded(&source.id, || read::read(source))?
            .map_err(|error| Failure { source: source.id.clone(), cause: Cause::Read(error) })
    }

    /// Reads, cleans and converts a source.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn article(&self, source: &Source, facts: &CorpusFacts) -> Result<Article, Failure> {
        self.converted_article(self.read(source)?, None, facts, self.simplifier.as_ref())
    }

    /// Cleans and converts a document that [`read`](Self::read) gave, for who wants nothing but the
    /// article: into another script than Simplified it comes without what extraction reads.
    ///
    /// # Errors
    /// Only a stage's panic.
    pub fn article_of(&self, document: Document, facts: &CorpusFacts) -> Result<Article, Failure> {
        self.converted_article(document, None, facts, None)
    }

    /// The same for a document of which a [`survey`](Self::survey) has measured the lines.
    ///
    /// # Errors
    /// Only a stage's panic.
    pub fn article_of_measured(
        &self,
        document: Document,
        measured: Measured,
        facts: &CorpusFacts,
    ) -> Result<Article, Failure> {
        self.converted_article(document, Some(measured), facts, None)
    }

    fn converted_article(
        &self,
        document: Document,
        measured: Option<Measured>,
        facts: &CorpusFacts,
        simplifier: Option<&Converter>,
    ) -> Result<Article, Failure> {
        let source = document.source.clone();
        guarded(&source, || {
            // A taxonomy was cleaned when it was made, and its markup is no page's.
            let (document, removals, threads) = if document.format == Format::Taxonomy {
                (document, Vec::new(), Threads::default())
            } else {
                let measured = measured.unwrap_or_else(|| Measured::of(&document));
                let (rules, options) = (&self.knowledge.noise, &self.settings.clean);
                let cleaned = clean::clean_measured(document, measured, rules, facts, options);
                (cleaned.document, cleaned.removals, cleaned.threads)
            };
            let plain = simplifier.map(|simplifier| convert::convert(document.clone(), simplifier));
            let document = convert::convert(document, &self.converter);
            Article { document, plain, removals, threads }
        })
    }

    /// Cleans a document that [`read`](Self::read) gave, without converting it.
    ///
    /// # Errors
    /// Only a stage's panic.
    pub fn clean(&self, document: Document, facts: &CorpusFacts) -> Result<clean::Cleaned, Failure> {
        let source = document.source.clone();
        guarded(&source, || clean::clean(document, &self.knowledge.noise, facts, &self.settings.clean))
    }

    /// What readers said in the threads that were taken out of an article, in source order; not converted.
    ///
    /// # Errors
    /// Only a stage's panic.
    pub fn comments(&self, article: &Article) -> Result<Vec<Comment>, Failure> {
        guarded(&article.document.source, || {
            article.threads.comments(&article.document, &self.knowledge.noise)
        })
    }

    /// The sections of an article's document.
    ///
    /// # Errors
    /// Only a stage's panic.
    pub fn outline(&self, article: &Article) -> Result<Outline, Failure> {
        guarded(&article.document.source, || outline::outline(article.plain(), self.knowledge.lexicons()))
    }

    /// The task mentions and facets of an article, in the target script.
    ///
    /// # Errors
    /// Only a stage's panic.
    pub fn extract(&self, article: &Article) -> Result<Extraction, Failure> {
        let (extraction, spellings) = self.extract_plain(article)?;
        Ok(spellings.extraction(extraction))
    }

    /// The task mentions and facets of an article in Simplified, and how they are spelled.
    fn extract_plain(&self, article: &Article) -> Result<(Extraction, Spellings), Failure> {
        guarded(&article.document.source, || {
            let document = article.plain();
            let extraction = if document.format == Format::Taxonomy {
                extract::stated(document)
            } else {
                let outline = outline::outline(document, self.knowledge.lexicons());
                extract::extract(document, &outline, self.knowledge.lexicons())
            };
            let spellings = article
                .plain
                .as_ref()
                .map(|plain| Spellings::of(&extraction, plain, &article.document, &self.converter));
            (extraction, spellings.unwrap_or_default())
        })
    }

    /// `text` in Simplified, whatever its script.
    fn plain(&self, text: &str) -> String {
        self.simplifier.as_ref().unwrap_or(&self.converter).convert_str(text).into_owned()
    }

    /// [`extract`](Self::extract) with everything among the near misses that reads like a duty, in the
    /// order of lines.
    ///
    /// # Errors
    /// Only a stage's panic.
    pub fn explained(&self, article: &Article) -> Result<Extraction, Failure> {
        let (mut extraction, spellings) = self.extract_plain(article)?;
        if article.document.format != Format::Taxonomy {
            let outline = self.outline(article)?;
            let lexicons = self.knowledge.lexicons();
            let passed = guarded(&article.document.source, || {
                extract::passed_over(article.plain(), &outline, &extraction, lexicons)
            })?;
            extraction.skipped.extend(passed);
            extraction.skipped.sort_by_key(|miss| miss.line_start);
        }
        Ok(spellings.extraction(extraction))
    }

    /// Links records that come from anywhere. Their titles, categories and values are compared in
    /// Simplified; the records themselves stay as they are. With `collect_pairs` the compared
    /// pairs come along.
    pub fn link(&self, records: &[Record], constraints: &Constraints, collect_pairs: bool) -> Linked {
        let converted: Vec<Record> = records.iter().map(|record| self.converted(record)).collect();
        let options = link::Options { collect_pairs, ..self.settings.link.clone() };
        link::link_with(&converted, self.knowledge.link(), &self.knowledge.model, constraints, &options)
    }

    /// The waterfalls of `pairs` of records, as [`link`](Self::link) weighs them.
    pub fn explain(&self, records: &[Record], pairs: &[(usize, usize)]) -> Vec<link::Match> {
        let converted: Vec<Record> = records.iter().map(|record| self.converted(record)).collect();
        self.waterfalls(&converted, pairs)
    }

    fn converted(&self, record: &Record) -> Record {
        let text = |text: &String| self.plain(text);
        let mut out = record.clone();
        out.title = text(&record.title);
        out.category = record.category.as_ref().map(text);
        for value in out.attributes.values_mut().flatten() {
            *value = text(value);
        }
        out
    }

    /// The converter in force.
    pub fn converter(&self) -> &Converter {
        &self.converter
    }
}

/// An outline as `inspect outline` shows it.
pub fn outline_record(outline: &Outline, article: &Article) -> serde_json::Value {
    crate::render::outline::record(outline, article.plain())
}

/// Runs a stage and turns a panic into a failure of this one source.
fn guarded<T>(source: &SourceId, stage: impl FnOnce() -> T) -> Result<T, Failure> {
    // Nothing outlives a failed stage: its inputs are dropped with it.
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(stage)).map_err(|panic| {
        let message = panic
            .downcast_ref::<String>()
            .cloned()
            .or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
            .unwrap_or_default();
        Failure { source: source.clone(), cause: Cause::Panic(message) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_one_sources_failure() {
        let source = SourceId::new("a.md");
        let failure = guarded(&source, || -> u8 { panic!("无效的表格") }).expect_err("panics");
        assert_eq!(failure.to_string(), "a.md: internal error: 无效的表格");
        assert_eq!(guarded(&source, || 1).ok(), Some(1));
    }
}
