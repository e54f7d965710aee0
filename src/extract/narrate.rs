//! Duties that the role holder tells in the first person: a day at work, an answer in an interview.

use std::ops::Range;

use super::collect::Collector;
use super::duty::judge;
use super::wording::cut;
use crate::mention::Look;

/// The word by which the role holder speaks.
pub(super) const SPEAKER: char = '我';
/// Longest clause of time or place in front of it, in characters.
const MAX_LEAD: usize = 9;
/// Fewest characters of a deed that is told.
const MIN_DEED: usize = 4;

impl Collector<'_> {
    /// The clauses of a sentence in the first person that tell a deed: from the one that names the
    /// speaker on, each that opens with a verb of duties. What is over (整理了) is an event.
    pub(super) fn told(&self, sentence: &str) -> Vec<Range<usize>> {
        let mut out = Vec::new();
        let mut speaking = false;
        for piece in cut(sentence, &['，', '；', ',', '：']) {
            let text = &sentence[piece.clone()];
            let own = text.char_indices().take(MAX_LEAD).find(|(_, c)| *c == SPEAKER);
            let start = own.map_or(0, |(at, c)| at + c.len_utf8());
            speaking |= own.is_some();
            let deed = &text[start..];
            if !speaking || deed.starts_with(['们', '的']) || deed.chars().count() < MIN_DEED {
                continue;
            }
            let judged = judge(deed, self.role.as_deref(), self.lexicons);
            let over = self
                .lexicons
                .verbs
                .opening(&deed[judged.skipped..])
                .is_some_and(|(verb, _)| deed[judged.skipped + verb.len()..].starts_with(['了', '过']));
            if judged.look == Look::Verb && judged.against.is_none() && !over && !deed.ends_with('了') {
                out.push(piece.start + start + judged.skipped..piece.end);
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::document::{Document, LineIndex};
    use crate::lexicon::Lexicons;
    use crate::source::{Format, SourceId};

    #[test]
    fn deeds_are_told_from_the_speaker_on() {
        let lexicons = Lexicons::embedded();
        let document = Document::new(SourceId::new("t"), Arc::from(""), Format::Text, "UTF-8");
        let lines = LineIndex::new(&document.text);
        let collector = Collector::new(&document, &lexicons, &lines, 0);
        let told = |text: &'static str| -> Vec<&str> {
            collector.told(text).into_iter().map(|range| &text[range]).collect()
        };
        assert_eq!(told("下班前我要核对当天的账目，登记库存"), ["核对当天的账目", "登记库存"]);
        assert_eq!(told("顾客陆续来了，我负责讲解菜单"), ["讲解菜单"]);
        for text in ["我整理了简历", "我们组织过聚餐", "老板核对账目，登记库存", "我很累"]
        {
            assert!(told(text).is_empty(), "{text}");
        }
    }
}
