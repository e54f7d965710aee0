//! The first pass over a batch: what only all of it shows.

use super::cache::content;
use super::{Cache, Hash, Pipeline, in_order};
use crate::clean::{CorpusFacts, DocumentLines, Measured};
use crate::document::Document;
use crate::source::{Format, Input, Source};

/// Most files, and about how many bytes of them, that corpus facts are counted over.
pub const SAMPLE_FILES: usize = 4096;
/// See [`SAMPLE_FILES`].
pub const SAMPLE_BYTES: u64 = 16 << 20;

/// Sources of so many bytes are held in memory between the two passes over a batch: a document takes
/// several times the bytes of its source. A sample need not be smaller.
const HELD_BYTES: u64 = 4 << 20;

/// An input that was read, and its lines, which were counted.
pub type Held = (Source, Document, Measured);

/// A batch after its first pass.
#[derive(Debug, Default)]
pub struct Survey {
    /// What only the whole batch shows.
    pub facts: CorpusFacts,
    /// The first inputs of the batch, in order: as the first pass read them, `None` for those that
    /// are still to be read.
    pub held: Vec<Option<Held>>,
}

impl Pipeline {
    /// What only the whole batch shows: lines repeated across its documents. Inputs that cannot be
    /// read are passed over; the second pass reports them.
    ///
    /// Reads inputs once more. Of a large batch a sample is read, evenly spread over its sorted
    /// inputs: what a third of all documents share, a third of the sample shares. It has no more than
    /// [`SAMPLE_FILES`] files and about a quarter of the bytes, between 4 MiB and [`SAMPLE_BYTES`], so
    /// that memory does not grow with the batch and time hardly.
    pub fn corpus_facts(&self, inputs: &[Input]) -> CorpusFacts {
        self.first_pass(inputs, false).facts
    }

    /// The same, holding the first of what was read, which then need not be read twice.
    pub fn survey(&self, inputs: &[Input]) -> Survey {
        // Very many small documents take more than their bytes say.
        self.first_pass(inputs, inputs.len() <= SAMPLE_FILES)
    }

    /// The same; the lines of sources that `cache` knows are not measured again, those of others are added to it. For
    /// each input the hash by which the cache knows it, if it was read.
    pub fn cached_facts(&self, inputs: &[Input], cache: &Cache) -> (CorpusFacts, Vec<Option<Hash>>) {
        let mut facts = CorpusFacts::default();
        let mut hashes = vec![None; inputs.len()];
        if is_alone(inputs) {
            return (facts, hashes);
        }
        let read = |input: &Input| {
            let source = self.load(input).ok()?;
            let hash = content(&source);
            let lines = cache.lines(&hash).unwrap_or_else(|| {
                let document = self.read(&source).ok();
                let lines = document.and_then(|document| counted(&document, &Measured::of(&document)));
                cache.keep_lines(&hash, lines.as_ref());
                lines
            });
            Some((hash, lines))
        };
        let mut places = hashes.iter_mut().step_by(step(inputs));
        let keep = |read: Option<(Hash, Option<DocumentLines>)>| -> Result<(), std::convert::Infallible> {
            let place = places.next();
            if let Some((hash, lines)) = read {
                lines.iter().for_each(|lines| facts.add_lines(lines));
                place.into_iter().for_each(|place| *place = Some(hash));
            }
            Ok(())
        };
        match in_order(sample(inputs), |input| input.size(), read, keep) {
            Ok(()) => (facts, hashes),
            Err(never) => match never {},
        }
    }

    fn first_pass(&self, inputs: &[Input], hold: bool) -> Survey {
        let mut survey = Survey::default();
        if is_alone(inputs) {
            return survey;
        }
        let mut bytes = 0;
        let items = sample(inputs).map(|input| {
            bytes += input.size();
            (input, hold && bytes <= HELD_BYTES)
        });
        // A document in flight takes much more than its lines.
        let read = |(input, hold): (&Input, bool)| {
            let read = self.load(input).ok().and_then(|source| {
                let document = self.read(&source).ok()?;
                let measured = Measured::of(&document);
                Some((source, document, measured))
            });
            let lines = read.as_ref().and_then(|(_, document, measured)| counted(document, measured));
            (lines, hold.then_some(read))
        };
        let step = step(inputs);
        let keep = |(lines, held): (Option<DocumentLines>, Option<Option<Held>>)| {
            lines.iter().for_each(|lines| survey.facts.add_lines(lines));
            if let Some(held) = held {
                survey.held.push(held);
                survey.held.extend(std::iter::repeat_with(|| None).take(step - 1));
            }
            Ok::<(), std::convert::Infallible>(())
        };
        match in_order(items, |(input, _)| input.size(), read, keep) {
            Ok(()) => survey,
            Err(never) => match never {},
        }
    }
}

/// The lines of a document that corpus facts count: a taxonomy shares its tasks with others by nature.
fn counted(document: &Document, measured: &Measured) -> Option<DocumentLines> {
    (document.format != Format::Taxonomy).then(|| DocumentLines::measured(document, measured))
}

/// One document shares nothing with others; a pipe can be read only once.
fn is_alone(inputs: &[Input]) -> bool {
    inputs.len() < 2 || inputs.iter().any(Input::is_stdin)
}

/// The inputs that corpus facts are counted over.
fn sample(inputs: &[Input]) -> impl Iterator<Item = &Input> {
    inputs.iter().step_by(step(inputs))
}

/// Every how many-th of `inputs` the sample takes, so that it keeps within its bounds.
fn step(inputs: &[Input]) -> usize {
    let bytes: u64 = inputs.iter().map(Input::size).sum();
    let by_bytes = bytes.div_ceil((bytes / 4).clamp(HELD_BYTES, SAMPLE_BYTES));
    let by_bytes = usize::try_from(by_bytes).unwrap_or(usize::MAX);
    inputs.len().div_ceil(SAMPLE_FILES).max(by_bytes).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::{Knowledge, Unsaved};
    use crate::settings::Settings;
    use crate::source::SourceId;

    #[test]
    fn what_fits_is_held_and_the_rest_is_not() {
        let folder = tempfile::tempdir().expect("folder");
        let put = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).expect("written");
            Input::new(SourceId::new(name), path)
        };
        let pipeline =
            Pipeline::new(Settings::default(), Knowledge::load(vec![]).expect("sound")).expect("built");
        let mut inputs = vec![put("a.md", "每周盘点。\n"), put("b.md", ""), put("c.md", "每周盘点。\n")];
        let survey = pipeline.survey(&inputs);
        let held: Vec<Option<&str>> =
            survey.held.iter().map(|held| held.as_ref().map(|(source, ..)| source.id.as_str())).collect();
        assert_eq!(held, [Some("a.md"), None, Some("c.md")]);
        let cache = Cache::new("engine");
        let mark = |facts: CorpusFacts| (facts.documents(), facts.fingerprint(&pipeline.knowledge().noise));
        let expected = mark(pipeline.corpus_facts(&inputs));
        assert_eq!(mark(survey.facts), expected);
        assert_eq!(mark(pipeline.cached_facts(&inputs, &cache).0), expected);
        let later = Cache::from_bytes(cache.to_bytes(), "engine").expect("whole");
        let (facts, hashes) = pipeline.cached_facts(&inputs, &later);
        assert_eq!(mark(facts), expected);
        assert!(hashes.iter().all(Option::is_some));
        assert_eq!(later.unsaved(), Unsaved::Nothing);
        // Every second one is in the sample; the last does not fit.
        inputs.push(put("d.md", "交接班。\n"));
        inputs.push(put("e.md", &"交接班。\n".repeat(HELD_BYTES as usize / 12)));
        let survey = pipeline.survey(&inputs);
        let held: Vec<bool> = survey.held.iter().map(Option::is_some).collect();
        assert_eq!(held, [true, false, true, false]);
        assert_eq!(survey.facts.documents(), 2, "two copies are one text");
        let hashes: Vec<bool> =
            pipeline.cached_facts(&inputs, &cache).1.iter().map(Option::is_some).collect();
        assert_eq!(hashes, [true, false, true, false, true]);
    }
}
