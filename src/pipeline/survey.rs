//! The first pass over a batch: what only all of it shows.

use super::{Cache, Pipeline, in_order};
use crate::clean::{CorpusFacts, DocumentLines};
use crate::document::Document;
use crate::source::{Format, Input, Source};

/// Most files, and about how many bytes of them, that corpus facts are counted over.
pub const SAMPLE_FILES: usize = 4096;
/// See [`SAMPLE_FILES`].
pub const SAMPLE_BYTES: u64 = 16 << 20;

/// A batch of no more bytes than this is held in memory between its two passes: a document takes
/// several times the bytes of its source.
const HELD_BYTES: u64 = 4 << 20;

/// An input that was read.
pub type Held = (Source, Document);

/// A batch after its first pass.
#[derive(Debug, Default)]
pub struct Survey {
    /// What only the whole batch shows.
    pub facts: CorpusFacts,
    /// The inputs of a small batch as the first pass read them, in order, `None` for those that
    /// could not be read; empty for a larger batch, which is read again.
    pub held: Vec<Option<Held>>,
}

impl Pipeline {
    /// What only the whole batch shows: lines repeated across its documents. Inputs that cannot be
    /// read are passed over; the second pass reports them.
    ///
    /// Reads inputs once more. Of a batch above [`SAMPLE_FILES`] files or [`SAMPLE_BYTES`] bytes a
    /// sample is read, evenly spread over its sorted inputs: what a third of all documents share, a
    /// third of the sample shares, and neither time nor memory grows with the batch.
    pub fn corpus_facts(&self, inputs: &[Input]) -> CorpusFacts {
        self.first_pass(inputs, false).facts
    }

    /// The same, holding what was read of a small batch, which then need not be read twice.
    pub fn survey(&self, inputs: &[Input]) -> Survey {
        let bytes: u64 = inputs.iter().map(Input::size).sum();
        self.first_pass(inputs, bytes <= HELD_BYTES && inputs.len() <= SAMPLE_FILES)
    }

    /// The same; the lines of sources that `cache` knows are not measured again, those of others are added to it.
    pub fn cached_facts(&self, inputs: &[Input], cache: &Cache) -> CorpusFacts {
        let mut facts = CorpusFacts::default();
        if is_alone(inputs) {
            return facts;
        }
        let read = |input: &Input| {
            let source = self.load(input).ok()?;
            cache.lines(&source).unwrap_or_else(|| {
                let document = self.read(&source).ok().filter(|one| one.format != Format::Taxonomy);
                let lines = document.map(|document| DocumentLines::of(&document));
                cache.keep_lines(&source, lines.as_ref());
                lines
            })
        };
        let keep = |lines: Option<DocumentLines>| -> Result<(), std::convert::Infallible> {
            lines.iter().for_each(|lines| facts.add_lines(lines));
            Ok(())
        };
        match in_order(sample(inputs), |input| input.size(), read, keep) {
            Ok(()) => facts,
            Err(never) => match never {},
        }
    }

    fn first_pass(&self, inputs: &[Input], hold: bool) -> Survey {
        let mut survey = Survey::default();
        if is_alone(inputs) {
            return survey;
        }
        let read = |input: &Input| {
            let source = self.load(input).ok()?;
            let document = self.read(&source).ok()?;
            Some((source, document))
        };
        let keep = |found: Option<Held>| -> Result<(), std::convert::Infallible> {
            // A taxonomy shares its tasks with others by nature.
            if let Some((_, document)) = found.as_ref().filter(|found| found.1.format != Format::Taxonomy) {
                survey.facts.add(document);
            }
            if hold {
                survey.held.push(found);
            }
            Ok(())
        };
        match in_order(sample(inputs), |input| input.size(), read, keep) {
            Ok(()) => survey,
            Err(never) => match never {},
        }
    }
}

/// One document shares nothing with others; a pipe can be read only once.
fn is_alone(inputs: &[Input]) -> bool {
    inputs.len() < 2 || inputs.iter().any(Input::is_stdin)
}

/// Every n-th of `inputs`, so that the sample keeps within its bounds.
fn sample(inputs: &[Input]) -> impl Iterator<Item = &Input> {
    let bytes: u64 = inputs.iter().map(Input::size).sum();
    let by_bytes = usize::try_from(bytes.div_ceil(SAMPLE_BYTES)).unwrap_or(usize::MAX);
    let step = inputs.len().div_ceil(SAMPLE_FILES).max(by_bytes).max(1);
    inputs.iter().step_by(step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::Knowledge;
    use crate::settings::Settings;
    use crate::source::SourceId;

    #[test]
    fn a_small_batch_is_held_and_a_larger_one_is_not() {
        let folder = tempfile::tempdir().expect("folder");
        let put = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).expect("written");
            Input { id: SourceId::new(name), path }
        };
        let pipeline =
            Pipeline::new(Settings::default(), Knowledge::load(vec![]).expect("sound")).expect("built");
        let mut inputs = vec![put("a.md", "每周盘点。\n"), put("b.md", ""), put("c.md", "每周盘点。\n")];
        let survey = pipeline.survey(&inputs);
        let held: Vec<Option<&str>> =
            survey.held.iter().map(|held| held.as_ref().map(|(source, _)| source.id.as_str())).collect();
        assert_eq!(held, [Some("a.md"), None, Some("c.md")]);
        let cache = Cache::new("engine");
        let mark = |facts: CorpusFacts| (facts.documents(), facts.fingerprint(&pipeline.knowledge().noise));
        let expected = mark(pipeline.corpus_facts(&inputs));
        assert_eq!(mark(survey.facts), expected);
        assert_eq!(mark(pipeline.cached_facts(&inputs, &cache)), expected);
        let later = Cache::from_bytes(&cache.to_bytes(), "engine").expect("whole");
        assert_eq!(mark(pipeline.cached_facts(&inputs, &later)), expected);
        assert!(later.is_unchanged());
        inputs.push(put("d.md", &"交接班。\n".repeat(HELD_BYTES as usize / 12)));
        let survey = pipeline.survey(&inputs);
        assert!(survey.held.is_empty());
        assert!(survey.facts.documents() > 0);
    }
}
