//! Wordings in the target script.
//!
//! Outline, extraction, linking and merging read Simplified, in which their lexicons are written: so a
//! result does not depend on the script it comes out in. What comes out is spelled as the article in
//! the target script has it at the same place of the source, and a source that is in the target script
//! keeps its own characters and words. What no source has in these words is converted.

mod book;
mod place;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use book::Book;
use place::Places;

use crate::convert::Converter;
use crate::document::{AlignedText, Document, Span};
use crate::mention::{Extraction, Facet, TaskMention};

/// How one source spells the wordings found in it: Simplified → target script. Empty where the target
/// is Simplified.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Spellings(BTreeMap<String, String>);

impl Spellings {
    /// The spellings of all that `extraction` found in `plain`, as `target` has them: the same document
    /// in the target script, block for block. `converter` leads to the target script.
    pub fn of(extraction: &Extraction, plain: &Document, target: &Document, converter: &Converter) -> Self {
        let places = Places::new(plain, target, converter);
        let mut out = Self::default();
        let mut note = |text: &str, span: Option<Span>| {
            if !out.0.contains_key(text) {
                out.0.insert(text.to_owned(), places.spelled(text, span));
            }
        };
        for mention in &extraction.mentions {
            note(&mention.title, Some(mention.span));
            for value in mention.attributes.values() {
                note(&value.value, Some(value.span));
            }
            mention.parts.iter().for_each(|part| note(part, Some(mention.span)));
            let around = mention
                .role
                .iter()
                .chain(&mention.category)
                .chain(mention.path.iter())
                .chain(&mention.aliases);
            around.for_each(|text| note(text, None));
        }
        for facets in &extraction.facets {
            std::iter::once(&facets.role).chain(&facets.aliases).for_each(|text| note(text, None));
            for facet in &facets.facets {
                let span = facet.value.source_span();
                note(facet.value.as_str(), span);
                facet.label.iter().for_each(|label| note(label, span));
            }
        }
        out
    }

    /// The spelling of `text`, if the source has it.
    pub fn get(&self, text: &str) -> Option<&str> {
        self.0.get(text).map(String::as_str)
    }

    /// `extraction` in the target script. Its quotes and places stay as they are.
    pub fn extraction(&self, mut extraction: Extraction) -> Extraction {
        let spell = |text: &mut String| {
            if let Some(spelled) = self.get(text) {
                spelled.clone_into(text);
            }
        };
        for mention in &mut extraction.mentions {
            mention_words(mention).into_iter().for_each(spell);
        }
        for facets in &mut extraction.facets {
            std::iter::once(&mut facets.role).chain(&mut facets.aliases).for_each(spell);
            for Facet { value, label, .. } in &mut facets.facets {
                label.iter_mut().for_each(spell);
                if let Some((spelled, span)) = self.get(value.as_str()).zip(value.source_span()) {
                    let mut aligned = AlignedText::default();
                    aligned.push_rewritten(spelled, span);
                    *value = aligned;
                }
            }
        }
        extraction
    }
}

/// Everything in a mention that is in the target script.
pub fn mention_words(mention: &mut TaskMention) -> Vec<&mut String> {
    let mut words = vec![&mut mention.title];
    words.extend(mention.role.iter_mut().chain(&mut mention.category));
    words.extend(
        Arc::make_mut(&mut mention.path).iter_mut().chain(&mut mention.parts).chain(&mut mention.aliases),
    );
    words.extend(mention.attributes.values_mut().map(|value| &mut value.value));
    words
}
