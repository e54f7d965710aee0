//! Why mentions were taken and near misses were not, for people who look into an extraction.

use serde::Serialize;

use super::MentionRecord;
use crate::document::Document;
use crate::mention::{Evidence, Ground, Look, MentionKind, Skipped};

/// What spoke for a mention or a near miss.
#[derive(Clone, Debug, Serialize)]
pub(super) struct EvidenceRecord<'a> {
    ground: Ground,
    /// What the section it stands in holds.
    section: Option<&'static str>,
    /// What its words look like.
    look: Look,
    /// The word that it looks so by, verbatim.
    word: Option<&'a str>,
    /// Items of its list that look like duties, and all of them.
    siblings: Option<(usize, usize)>,
    /// What spoke for its group where no section name did.
    #[serde(skip_serializing_if = "Option::is_none")]
    support: Option<SupportRecord>,
}

/// The sum of the weights of `support.tsv`, and the signs.
#[derive(Clone, Debug, Serialize)]
struct SupportRecord {
    score: i32,
    signs: Vec<&'static str>,
}

/// A mention with what spoke for it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct InspectedRecord<'a> {
    #[serde(flatten)]
    pub(super) mention: MentionRecord<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) evidence: Option<EvidenceRecord<'a>>,
}

/// A near miss as it is written out.
#[derive(Clone, Debug, Serialize)]
pub(super) struct SkippedRecord<'a> {
    line_start: usize,
    text: &'a str,
    /// Why it is no task, in Chinese and in English.
    reason: String,
    reason_en: String,
    kind: MentionKind,
    evidence: EvidenceRecord<'a>,
}

pub(super) fn evidence<'a>(evidence: &Evidence, document: &'a Document) -> EvidenceRecord<'a> {
    let &Evidence { ground, section, look, word, siblings, support } = evidence;
    let word = word.map(|span| span.of(&document.text));
    let support = support.map(|found| SupportRecord { score: found.score, signs: found.keys().collect() });
    EvidenceRecord { ground, section, look, word, siblings, support }
}

pub(super) fn skipped<'a>(miss: &'a Skipped, document: &'a Document) -> SkippedRecord<'a> {
    SkippedRecord {
        line_start: miss.line_start,
        text: &miss.text,
        reason: miss.reason.chinese().to_string(),
        reason_en: miss.reason.english().to_string(),
        kind: miss.kind,
        evidence: evidence(&miss.evidence, document),
    }
}
