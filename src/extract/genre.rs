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

/// True for the title of an account, alone or with what comes next (`2023年工作总结暨2024年工作计划`).
pub(super) fn names_account(title: &str, lexicons: &Lexicons) -> bool {
    let account = |title: &str| lexicons.particles.closes(Particle::Account, title);
    let title = title::bare(title);
    account(&title) || title.match_indices(JOINTS).any(|(at, _)| account(&title[..at]))
}

/// What joins the parts of a title.
const JOINTS: [char; 4] = ['暨', '及', '和', '与'];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_told_by_their_titles() {
        let lexicons = Lexicons::embedded();
        for title in ["2023年度个人工作总结", "年度工作总结暨来年工作计划", "述职报告及改进设想"]
        {
            assert!(names_account(title, &lexicons), "{title}");
        }
        for title in ["工作计划与总结办法", "店长岗位职责"] {
            assert!(!names_account(title, &lexicons), "{title}");
        }
    }
}
