//! What the sources say of a task, as sets of values with provenance.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::document::Span;
use crate::lexicon::{TermLexicon, wording_key};
use crate::mention::{Attribute, TaskMention};
use crate::taxonomy::{Terms, Value, ValueSpan};

/// A sentence is folded into a longer one that holds it whole if it has at least this share of
/// its letters, in percent: the rest is then an introduction or a closing phrase.
const HELD: usize = 80;

/// A value as one mention states it.
pub(super) struct Stated<'a> {
    /// The value.
    pub(super) text: &'a str,
    /// Id of the mention.
    pub(super) mention: &'a str,
    /// The document of the mention.
    pub(super) document: usize,
    /// Bytes of the decoded source text.
    pub(super) span: Span,
}

/// The values of one attribute of one task, near-identical ones folded, those of most documents
/// first. Examples in brackets (`绘图工具（如甲、乙）`) are values of their own.
pub(super) fn fold(attribute: Attribute, stated: &[Stated<'_>], lexicon: &TermLexicon) -> Vec<Value> {
    let mut groups: BTreeMap<String, Vec<(String, usize)>> = BTreeMap::new();
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    for (at, one) in stated.iter().enumerate() {
        let pieces = if Terms::kind(attribute).is_some() {
            lexicon.pieces(one.text)
        } else {
            vec![one.text.trim().to_owned()]
        };
        for piece in pieces {
            let key = wording_key(&piece);
            if !key.is_empty() {
                let rank = first.len();
                first.entry(key.clone()).or_insert(rank);
                groups.entry(key).or_default().push((piece, at));
            }
        }
    }
    if matches!(attribute, Attribute::Description | Attribute::Purpose) {
        groups = absorb(groups);
    }
    let mut values: Vec<_> = groups
        .into_iter()
        .map(|(key, mut group)| {
            group.sort_by_key(|(_, at)| *at);
            let documents: BTreeSet<usize> = group.iter().map(|(_, at)| stated[*at].document).collect();
            ((Reverse(documents.len()), first[&key]), value(&group, stated))
        })
        .collect();
    values.sort_by_key(|(standing, _)| *standing);
    values.into_iter().map(|(_, value)| value).collect()
}

/// Folds sentences into longer ones that hold them.
fn absorb(groups: BTreeMap<String, Vec<(String, usize)>>) -> BTreeMap<String, Vec<(String, usize)>> {
    let mut by_length: Vec<(String, Vec<(String, usize)>)> = groups.into_iter().collect();
    by_length.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.0.cmp(&b.0)));
    let mut kept: Vec<(String, Vec<(String, usize)>)> = Vec::new();
    for (key, group) in by_length {
        match kept.iter_mut().find(|(long, _)| key.len() * 100 >= long.len() * HELD && long.contains(&key)) {
            Some((_, into)) => into.extend(group),
            None => kept.push((key, group)),
        }
    }
    kept.into_iter().collect()
}

fn value(group: &[(String, usize)], stated: &[Stated<'_>]) -> Value {
    let mut documents: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for (text, at) in group {
        documents.entry(text).or_default().insert(stated[*at].document);
    }
    // Of equally common spellings the fullest is kept: it drops nothing that another one says.
    let standing =
        |text: &str| (Reverse(documents[text].len()), Reverse(wording_key(text).len()), text.len());
    let text =
        group.iter().map(|(text, _)| text.as_str()).min_by_key(|text| standing(text)).unwrap_or_default();
    let mut seen = BTreeSet::from([text]);
    let variants = group
        .iter()
        .filter(|(other, _)| seen.insert(other.as_str()))
        .map(|(other, _)| other.clone())
        .collect();
    let (mut mentions, mut spans): (Vec<String>, Vec<ValueSpan>) = (Vec::new(), Vec::new());
    for (_, at) in group {
        let one = &stated[*at];
        let span =
            ValueSpan { mention: one.mention.to_owned(), byte_start: one.span.start, byte_end: one.span.end };
        if !mentions.contains(&span.mention) {
            mentions.push(span.mention.clone());
        }
        // What a person added stands in no source.
        if !one.span.is_empty() && !spans.contains(&span) {
            spans.push(span);
        }
    }
    Value { value: text.to_owned(), term: None, mentions, variants, spans }
}

/// The attributes on which mentions contradict each other: two of them give values, and no value
/// of one is or holds one of the other (每周 and 每周五 agree). Only attributes that one task can
/// have one of.
pub(super) fn conflicts(
    attributes: &BTreeMap<Attribute, Vec<Value>>,
    mentions: &[TaskMention],
    members: &[usize],
) -> Vec<Attribute> {
    let single = [Attribute::Frequency, Attribute::Importance];
    single
        .into_iter()
        .filter(|attribute| {
            let values = attributes.get(attribute).map(Vec::as_slice).unwrap_or_default();
            let of = |&member: &usize| -> BTreeSet<String> {
                let own = values.iter().filter(|value| value.mentions.contains(&mentions[member].id));
                own.map(|value| wording_key(&value.value)).collect()
            };
            let stated: BTreeSet<BTreeSet<String>> =
                members.iter().map(of).filter(|keys| !keys.is_empty()).collect();
            let agree = |a: &String, b: &String| a.contains(b.as_str()) || b.contains(a.as_str());
            stated.iter().any(|a| stated.iter().any(|b| !a.iter().any(|x| b.iter().any(|y| agree(x, y)))))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(attribute: Attribute, texts: &[&str]) -> Vec<String> {
        let stated: Vec<Stated<'_>> = texts
            .iter()
            .enumerate()
            .map(|(document, text)| Stated {
                text,
                mention: ["m0", "m1", "m2", "m3"][document],
                document,
                span: Span::new(document, document),
            })
            .collect();
        fold(attribute, &stated, &TermLexicon::embedded()).into_iter().map(|value| value.value).collect()
    }

    #[test]
    fn spacing_width_case_and_closing_marks_fold() {
        assert_eq!(folded(Attribute::Tools, &["pos系统", "POS 系统。", "ＰＯＳ系统"]).len(), 1);
    }

    #[test]
    fn a_sentence_folds_into_the_longer_one_that_holds_it() {
        let texts = ["每周清点原料并登记差异", "主要每周清点原料并登记差异", "清点原料"];
        assert_eq!(folded(Attribute::Description, &texts), ["主要每周清点原料并登记差异", "清点原料"]);
    }

    #[test]
    fn examples_in_brackets_are_values_of_their_own() {
        let got = folded(Attribute::Tools, &["排班软件（如 Deputy、喔趣）", "Deputy"]);
        assert_eq!(got, ["Deputy", "排班软件", "喔趣"]);
    }
}
