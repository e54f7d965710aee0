//! Notes that say in front what their marks stand for (`记号：● 干什么　○ 会什么`).

use crate::document::{BlockKind, Document};
use crate::lexicon::Lexicons;
use crate::lexicon::cues::Cue;
use crate::outline::glyph::mark;

/// How many of the first blocks may say it.
const FIRST: usize = 12;
/// Fewest marks that a line explains.
const MIN_MARKS: usize = 2;

/// The marks of items that a line in front of them explains, each with whether it stands for what is done
/// at work; none unless one does.
pub(super) fn marks(document: &Document, lexicons: &Lexicons) -> Vec<(char, bool)> {
    let glyph = |c: &char| !c.is_alphanumeric() && !c.is_whitespace() && !c.is_ascii();
    let mut used: Vec<char> = Vec::new();
    for found in document.blocks.iter().filter_map(|block| mark(document, block)).filter(glyph) {
        if !used.contains(&found) {
            used.push(found);
        }
    }
    let legend = document.blocks.iter().take(FIRST).find(|block| {
        let text = block.text.as_str();
        matches!(block.kind, BlockKind::Paragraph | BlockKind::Quote)
            && used.iter().filter(|mark| text.contains(**mark)).count() >= MIN_MARKS
    });
    let Some(text) = legend.map(|block| block.text.as_str()) else { return Vec::new() };
    let of_work = |mark: &char| {
        let behind = text.find(*mark).map(|at| &text[at + mark.len_utf8()..]);
        let meaning = behind.map(|behind| behind.split(&used[..]).next().unwrap_or(behind));
        meaning.is_some_and(|meaning| {
            [Cue::Work, Cue::AsksWork].into_iter().any(|cue| lexicons.cues.find(cue, meaning).is_some())
        })
    };
    let explained = used.iter().filter(|mark| text.contains(**mark));
    let found: Vec<(char, bool)> = explained.map(|mark| (*mark, of_work(mark))).collect();
    if found.iter().any(|(_, work)| *work) { found } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::testing::document;

    #[test]
    fn a_line_in_front_says_what_marks_stand_for() {
        let of = |text: &str| marks(&document(text), &Lexicons::embedded());
        let list = "● 清点备用金\n● 检查咖啡机\n○ 会拉花\n";
        assert_eq!(of(&format!("记号：● 干什么　○ 会什么\n\n{list}")), [('●', true), ('○', false)]);
        assert!(of(&format!("共两类：● 甲　○ 乙\n\n{list}")).is_empty());
        assert!(of(list).is_empty());
    }
}
