//! Questions that head their answers, in a collection of questions and answers.

use super::heading::MAX_TITLE;
use super::title::is_numeral;
use crate::document::{Block, BlockKind};

/// From so many questions, a text is a collection of them.
const MIN_QUESTIONS: usize = 2;
/// What announces a question; the longer of two that open alike comes first.
const MARKS: [&str; 4] = ["问题", "问", "Q", "q"];

/// What announces an answer.
const ANSWERS: [&str; 4] = ["答：", "答:", "A：", "A:"];

/// The lines that ask a question with a mark in front (`Q3：…？`, `问：…？`), and where it starts in each.
pub(super) fn heads(blocks: &[Block]) -> Vec<(usize, usize)> {
    let line = |block: &Block| {
        let text = block.text.as_str();
        let short =
            block.kind == BlockKind::Paragraph && text.chars().take(MAX_TITLE + 1).count() <= MAX_TITLE;
        short.then(|| question(text)).flatten()
    };
    let found: Vec<_> =
        blocks.iter().enumerate().filter_map(|(at, block)| Some((at, line(block)?))).collect();
    // One alone is a question and its answer if the next line says so.
    let answered = |&(at, _): &(usize, usize)| {
        blocks
            .get(at + 1)
            .is_some_and(|next| ANSWERS.iter().any(|mark| next.text.as_str().trim_start().starts_with(mark)))
    };
    if found.len() >= MIN_QUESTIONS || found.first().is_some_and(answered) { found } else { Vec::new() }
}

/// Where the question starts behind its mark, if `text` is one.
fn question(text: &str) -> Option<usize> {
    let behind = MARKS.iter().find_map(|mark| text.trim_start().strip_prefix(mark))?;
    let behind = behind.trim_start_matches(|c: char| c.is_ascii_digit() || is_numeral(c));
    let question = behind.trim_start().strip_prefix(['：', ':', '.', '、', '．'])?.trim_start();
    question.trim_end().ends_with(['？', '?']).then(|| text.len() - question.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_have_a_mark_in_front_and_behind() {
        for text in ["Q3：店长每天做什么？", "问：店长每天做什么?", "问题一：店长每天做什么？"]
        {
            assert_eq!(question(text).map(|at| &text[at..at + 6]), Some("店长"), "{text}");
        }
        for text in ["问卷：共十题", "店长每天做什么？", "Q3：店长的一天", "问候顾客：多热情？"]
        {
            assert_eq!(question(text), None, "{text}");
        }
    }
}
