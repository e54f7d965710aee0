//! Deeds counted in words inside a paragraph: `首先，…；其次，…；最后，…`, `一是…；二是…`.

use std::ops::Range;

use crate::lexicon::particles::{Particle, Particles};
use crate::read::marker::is_han;

/// From so many words that count in a row, what they count is listed.
const MIN_COUNTED: usize = 3;
/// What stands in front of a clause.
const BEFORE: [char; 9] = ['。', '，', '；', '：', '、', '！', ',', ';', ':'];

/// What the words of a paragraph count, from the one that begins to count on; nothing if there are few.
pub(super) fn counted_in_words(text: &str, particles: &Particles) -> Vec<Range<usize>> {
    let clauses = text
        .char_indices()
        .filter(|(_, c)| !is_han(*c) && BEFORE.contains(c))
        .map(|(at, c)| at + c.len_utf8());
    let mut begun = false;
    let mut starts: Vec<(usize, usize)> = Vec::new();
    for at in std::iter::once(0).chain(clauses) {
        let clause = text[at..].trim_start();
        let begins = particles.behind(Particle::First, clause);
        begun |= begins.is_some();
        let goes_on = || particles.behind(Particle::Next, clause).filter(|_| begun);
        if let Some(behind) = begins.or_else(goes_on) {
            let item = behind.trim_start_matches(['，', ',', '、', '：', ':', ' ', '是', '要']);
            starts.push((text.len() - clause.len(), text.len() - item.len()));
        }
    }
    if starts.len() < MIN_COUNTED {
        return Vec::new();
    }
    let ends = starts.iter().skip(1).map(|(start, _)| *start).chain([text.len()]);
    let item = |((_, start), end): (&(usize, usize), usize)| {
        let piece = &text[*start..end.max(*start)];
        let piece = piece.split(['。', '；', ';', '！']).next().unwrap_or(piece);
        *start..start + piece.trim_end_matches([' ', '，', ',', '、']).len()
    };
    starts.iter().zip(ends).map(item).filter(|item| !item.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Lexicons;

    #[test]
    fn words_count_deeds() {
        let lexicons = Lexicons::embedded();
        let items = |text: &'static str| -> Vec<&str> {
            counted_in_words(text, &lexicons.particles).into_iter().map(|item| &text[item]).collect()
        };
        assert_eq!(
            items("活不重。首先，清点库存，这是基本功。其次，补货。最后，核对账目。"),
            ["清点库存，这是基本功", "补货", "核对账目"]
        );
        assert_eq!(items("她的活，一是排班；二是盘点；三是对账。"), ["排班", "盘点", "对账"]);
        assert!(items("然后清点库存，接着补货，最后对账。").is_empty(), "nothing begins to count");
        assert!(items("首先是态度，其次是能力。").is_empty());
    }
}
