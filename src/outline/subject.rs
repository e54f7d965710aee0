//! The role that the rules of a document are about, where no title names it: who must do what most of them say.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;

use super::role::RoleName;
use super::title::ordinal;
use super::{Section, role};
use crate::document::Document;
use crate::lexicon::Lexicons;
use crate::lexicon::cues::Cue;
use crate::lexicon::sections::SectionRole;
use crate::lexicon::words::CHARGE;

/// Fewest paragraphs that open with the same role.
const MIN_OPENED: usize = 3;
/// Fewest and most characters of its name.
const MIN_NAME: usize = 3;
const MAX_NAME: usize = 10;

/// The role that most of those paragraphs of sections of duties open with that say who must do something
/// (`薪酬专员应当…`, `薪酬专员负责…`).
pub(super) fn role(document: &Document, lexicons: &Lexicons, sections: &[Section]) -> Option<RoleName> {
    let mut counts = Counts::default();
    count(document, lexicons, sections, &mut counts);
    // Of two that open as many, the first.
    let first = |(_, (count, nth)): &(&str, (usize, usize))| (*count, Reverse(*nth));
    let (name, (most, _)) = counts.into_iter().max_by_key(first)?;
    (most >= MIN_OPENED).then(|| RoleName { title: name.to_owned(), aliases: Vec::new() })
}

/// How many lines each name opens, and the how-manieth name it is.
type Counts<'d> = FxHashMap<&'d str, (usize, usize)>;

fn count<'d>(document: &'d Document, lexicons: &Lexicons, sections: &[Section], counts: &mut Counts<'d>) {
    for section in sections {
        if section.role.is_some_and(SectionRole::holds_tasks) {
            let blocks = document.blocks[section.body.clone()].iter().filter(|block| block.is_prose());
            for name in blocks.filter_map(|block| subject(block.text.as_str(), lexicons)) {
                let nth = counts.len();
                counts.entry(name).or_insert((0, nth)).0 += 1;
            }
        }
        count(document, lexicons, &section.children, counts);
    }
}

/// The role that a paragraph opens with in front of what its holder must do.
fn subject<'t>(text: &'t str, lexicons: &Lexicons) -> Option<&'t str> {
    let start = ordinal(text).map_or(0, |ordinal| ordinal.len);
    let text = text[start..].trim_start();
    let obliges = |at: usize| {
        text[at..].starts_with(CHARGE) || lexicons.cues.opening(Cue::Obligation, &text[at..]).is_some()
    };
    let end =
        text.char_indices().take(MAX_NAME + 1).skip(MIN_NAME).map(|(at, _)| at).find(|&at| obliges(at))?;
    let name = &text[..end];
    role::role_as_title(name, lexicons).filter(|role| role.title == name).map(|_| name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outline::outline;
    use crate::read::testing::document;

    #[test]
    fn rules_name_whom_they_are_about() {
        let lexicons = Lexicons::embedded();
        let role = |text: &str| {
            let document = document(text);
            outline(&document, &lexicons).documents[0].role.clone().map(|role| role.title)
        };
        let rules = "第一节 岗位职责\n\n第三条 库房管理员负责收货。\n\n第四条 库房管理员应当每日盘点。\n\n";
        assert_eq!(role(&format!("{rules}第五条 库房管理员须登记批号。\n")).as_deref(), Some("库房管理员"));
        assert_eq!(role(&format!("{rules}第五条 来客须登记。\n")), None);
    }
}
