//! What kind of text a document is, by its titles: advice, or an account of somebody's work.

use crate::document::{AlignedText, Document};
use crate::lexicon::Lexicons;
use crate::lexicon::cues::Cue;
use crate::lexicon::particles::Particle;
use crate::lexicon::sections::SectionRole;
use crate::outline::{DocumentOutline, Outline, title};

/// From so many words of theirs, a text sells a course.
const MIN_COURSE: usize = 2;

/// True if the title of the document is that of advice (how to find the job, pass the examination) or of an
/// authority's programme, or if it sells a course.
pub(super) fn advises(
    document: &Document,
    outline: &Outline,
    plan: &DocumentOutline,
    lexicons: &Lexicons,
) -> bool {
    let metadata = document.metadata("title").map(AlignedText::as_str);
    let advice = |title: &str| lexicons.sections.role(&title::bare(title)) == Some(SectionRole::Advice);
    if titles(document, plan).chain(metadata).any(advice) || outline.programme {
        return true;
    }
    let mut words: Vec<&str> = Vec::new();
    for text in document.blocks.iter().map(|block| block.text.as_str()) {
        let found = lexicons.cues.find_at(Cue::Course, text).map(|(_, word)| word);
        words.extend(found.filter(|word| !words.contains(word)));
    }
    words.len() >= MIN_COURSE
}

/// Longest first line that is a title, in characters.
const MAX_TITLE: usize = 30;

/// What may be the title of a document: its first heading, and its first line if that is short.
pub(super) fn titles<'a>(document: &'a Document, plan: &DocumentOutline) -> impl Iterator<Item = &'a str> {
    let heading = plan.sections.iter().find_map(|section| section.title.as_ref()).map(|at| at.of(document));
    let first = document.blocks.iter().find(|block| block.is_prose()).map(|block| block.text.as_str());
    heading.into_iter().chain(first.filter(|first| is_short(first)))
}

fn is_short(text: &str) -> bool {
    text.chars().nth(MAX_TITLE).is_none()
}

/// True if the title of the document is that of an account that somebody gives of his or her work.
pub(super) fn accounts(document: &Document, plan: &DocumentOutline, lexicons: &Lexicons) -> bool {
    titles(document, plan).any(|title| names_account(title, lexicons))
}

pub(super) fn names_account(title: &str, lexicons: &Lexicons) -> bool {
    lexicons.particles.closes(Particle::Account, &title::bare(title))
}
