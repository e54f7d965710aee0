//! Decoration: emoji and symbols that stand before a text and say nothing.

use std::sync::LazyLock;

use regex::Regex;

use super::ledger::Ledger;
use super::line::Form;
use crate::document::MarkKind;
use crate::lexicon::noise::Glyphs;

/// What stands beside ticks where both are answers; all looked for at once.
static CROSSES: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new("❌|✗|✘|✖|☒").ok());

/// Cuts leading symbols off headings, list items, paragraphs and link texts.
///
/// Ticks and crosses are kept where a document uses both: then they are answers.
pub(super) fn strip(ledger: &mut Ledger<'_>) {
    let Some((rule, _)) = ledger.rule("GY121") else { return };
    let mut answers = None;
    // Cuts take characters away and add none, so that what lines were made of still tells.
    let symbols = Glyphs::of("☀■⭐").all();
    for at in 0..ledger.document.blocks.len() {
        let decorated = matches!(ledger.form(at), Form::Heading | Form::Item | Form::Paragraph);
        if !decorated || !ledger.is_free(at) {
            continue;
        }
        let block = &ledger.document.blocks[at];
        // Most texts hold no symbol and no link.
        let plain = ledger.glyphs(at).all() & symbols == 0;
        let linked = || block.marks.iter().any(|mark| mark.kind == MarkKind::Link);
        if plain && !linked() {
            continue;
        }
        let text = block.text.as_str();
        let start = text.len() - text.trim_start().len();
        if !linked() && text[start..].starts_with(|c: char| !is_symbol(c)) {
            continue;
        }
        let mut starts = vec![start];
        for mark in block.marks.iter().filter(|mark| mark.kind == MarkKind::Link) {
            starts.extend(block.text.from_source_span(mark.inner).map(|range| range.start));
        }
        starts.sort_unstable();
        let mut ranges: Vec<std::ops::Range<usize>> = Vec::new();
        for start in starts {
            let Some(len) = leading(&text[start..]) else { continue };
            let tick = text[start..start + len].contains(['✅', '✔', '✓', '☑', '☐', '⭕']);
            let overlaps = ranges.last().is_some_and(|range| range.end > start);
            let crossed = || CROSSES.as_ref().is_some_and(|crosses| crosses.is_match(&ledger.document.text));
            let answer = tick && *answers.get_or_insert_with(crossed);
            if !(overlaps || answer) {
                ranges.push(start..start + len);
            }
        }
        if !ranges.is_empty() {
            ledger.cut_text(at, ranges, rule, &[]);
        }
    }
}

/// Length in bytes of the symbols that `text` starts with, blanks between and after included;
/// `None` if it starts with something else. Stars in a row are a rating, not decoration.
pub(super) fn leading(text: &str) -> Option<usize> {
    let mut end = 0;
    let mut stars = 0;
    for (at, c) in text.char_indices() {
        if is_symbol(c) {
            stars += usize::from(matches!(c, '★' | '☆' | '⭐'));
            end = at + c.len_utf8();
        } else if !(end > 0 && (is_joiner(c) || c == ' ' || c == '\u{3000}')) {
            break;
        } else if is_joiner(c) {
            end = at + c.len_utf8();
        }
    }
    if end == 0 || stars > 1 {
        return None;
    }
    let rest = &text[end..];
    Some(end + rest.len() - rest.trim_start_matches([' ', '\u{a0}', '\u{3000}']).len())
}

/// Emoji and pictographs. Circled numbers, arrows, currency, units and letter-like signs carry
/// meaning and are not among them. Ranges after Unicode blocks.
fn is_symbol(c: char) -> bool {
    matches!(u32::from(c),
        0x1F000..=0x1FAFF // emoji and pictographs, regional indicators included
        | 0x2600..=0x26FF // miscellaneous symbols
        | 0x2700..=0x2775 | 0x2794..=0x27BF // dingbats without circled numbers
        | 0x25A0..=0x25FF // geometric shapes
        | 0x2B1B | 0x2B1C | 0x2B50 | 0x2B55
        | 0x231A | 0x231B | 0x23E9..=0x23FA
        | 0x3244..=0x3247) // circled ideographs used as icons
}

/// Characters that belong to the symbol before them: variation selectors, joiners, skin tones.
fn is_joiner(c: char) -> bool {
    matches!(u32::from(c), 0x200D | 0xFE0E | 0xFE0F | 0x20E3 | 0xE0020..=0xE007F)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_clusters_go() {
        assert_eq!(leading("🧞‍♀️ 店长"), Some("🧞‍♀️ ".len()));
        assert_eq!(leading("🎯🛡️ 安全"), Some("🎯🛡️ ".len()));
        assert_eq!(leading("🤹🏼接待"), Some("🤹🏼".len()));
    }

    #[test]
    fn numbers_ratings_and_words_stay() {
        for text in ["① 备货", "★★★☆☆ 好评", "→ 下一步", "接待 🎯", "1️⃣ 备货", ""]
        {
            assert_eq!(leading(text), None, "{text}");
        }
    }
}
