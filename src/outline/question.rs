//! Questions that head their answers, in a collection of questions and answers.

use super::heading::MAX_TITLE;
use super::title::is_numeral;
use crate::document::{Block, BlockKind};
use crate::lexicon::particles::{Particle, Particles};
use crate::read::marker::is_han;

/// Longest name of a speaker, in characters, and most names in front of colons that are speakers'.
const MAX_SPEAKER: usize = 6;
const MAX_SPEAKERS: usize = 12;
/// From so many questions, a text is a collection of them.
const MIN_QUESTIONS: usize = 2;
/// The lines that ask a question with a mark in front (`Q3：…？`, `问：…？`), and where it starts in each.
pub(super) fn heads(blocks: &[Block], particles: &Particles) -> Vec<(usize, usize)> {
    let line = |block: &Block| {
        let text = block.text.as_str();
        let short =
            block.kind == BlockKind::Paragraph && text.chars().take(MAX_TITLE + 1).count() <= MAX_TITLE;
        short.then(|| question(text, particles)).flatten()
    };
    let mut found: Vec<_> =
        blocks.iter().enumerate().filter_map(|(at, block)| Some((at, line(block)?))).collect();
    if found.is_empty() {
        found = asked(blocks);
    }
    // One alone is a question and its answer if the next line says so.
    let answered = |&(at, _): &(usize, usize)| {
        blocks.get(at + 1).is_some_and(|next| {
            particles.behind(Particle::AnswerMark, next.text.as_str().trim_start()).is_some()
        })
    };
    if found.len() >= MIN_QUESTIONS || found.first().is_some_and(answered) { found } else { Vec::new() }
}

/// Who speaks in lines with a name and a colon in front.
struct Speaker<'a> {
    name: &'a str,
    /// The blocks of the questions, and where each starts in its block.
    questions: Vec<(usize, usize)>,
    lines: usize,
}

/// The questions of whoever asks in an interview (`记者：平时做哪些工作？`): of two speakers or more, the one
/// nearly all of whose lines are questions.
fn asked(blocks: &[Block]) -> Vec<(usize, usize)> {
    let mut speakers: Vec<Speaker<'_>> = Vec::new();
    for (at, block) in blocks.iter().enumerate().filter(|(_, block)| block.kind == BlockKind::Paragraph) {
        let text = block.text.as_str();
        let Some((name, said)) = text.split_once(['：', ':']) else { continue };
        let name = name.trim();
        if !(2..=MAX_SPEAKER).contains(&name.chars().count()) || !name.chars().all(is_han) {
            continue;
        }
        let known = speakers.iter().position(|known| known.name == name).unwrap_or(speakers.len());
        if known == speakers.len() {
            if known == MAX_SPEAKERS {
                return Vec::new();
            }
            speakers.push(Speaker { name, questions: Vec::new(), lines: 0 });
        }
        let speaker = &mut speakers[known];
        speaker.lines += 1;
        let said = said.trim_start();
        let short = said.chars().take(MAX_TITLE + 1).count() <= MAX_TITLE;
        if short && said.trim_end().ends_with(['？', '?']) {
            speaker.questions.push((at, text.len() - said.len()));
        }
    }
    let asks = |speaker: &Speaker<'_>| {
        speaker.questions.len() >= MIN_QUESTIONS && 4 * speaker.questions.len() >= 3 * speaker.lines
    };
    let answers = |speaker: &Speaker<'_>| speaker.lines >= 2 * (speaker.questions.len() + 1);
    if !speakers.iter().any(answers) {
        return Vec::new();
    }
    speakers.into_iter().find(asks).map(|speaker| speaker.questions).unwrap_or_default()
}

/// Where the question starts behind its mark, if `text` is one.
fn question(text: &str, particles: &Particles) -> Option<usize> {
    let behind = particles.behind(Particle::QuestionMark, text.trim_start())?;
    let behind = behind.trim_start_matches(|c: char| c.is_ascii_digit() || is_numeral(c));
    let question = behind.trim_start().strip_prefix(['：', ':', '.', '、', '．'])?.trim_start();
    question.trim_end().ends_with(['？', '?']).then(|| text.len() - question.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outline::tests::sketch;

    #[test]
    fn whoever_asks_in_an_interview_heads_the_answers() {
        let text = "# 对话店长\n\n记者：您平时做哪些工作？\n\n何店长：排班，盘点。\n\n记者：家里人支持吗？\n\n何店长：支持。\n";
        let lines = sketch(text);
        assert_eq!(lines[1..], [" 您平时做哪些工作？=duties", " 家里人支持吗？=-"], "{lines:?}");
        let more = sketch("问：店长平时做什么？\n\n答：排班。\n\n问：还要干别的吗？\n\n答：盘点。\n");
        assert!(more.iter().all(|line| line.ends_with("=duties")), "{more:?}");
        assert_eq!(sketch("地点：门店\n\n时间：九点\n\n地点：仓库？\n").len(), 1);
    }

    #[test]
    fn questions_have_a_mark_in_front_and_behind() {
        let particles = crate::lexicon::Lexicons::embedded().particles;
        for text in ["Q3：店长每天做什么？", "问：店长每天做什么?", "问题一：店长每天做什么？"]
        {
            assert_eq!(question(text, &particles).map(|at| &text[at..at + 6]), Some("店长"), "{text}");
        }
        for text in ["问卷：共十题", "店长每天做什么？", "Q3：店长的一天", "问候顾客：多热情？"]
        {
            assert_eq!(question(text, &particles), None, "{text}");
        }
    }
}
