//! From what the engine noted to changes of the text.

use std::ops::Range;

use super::output::Piece;

/// The stretches in which `output` differs from the `input` it was made from. Outside the pieces,
/// which are sorted, each character became exactly one; a piece is one change, if it changed.
pub(super) fn changes(input: &str, output: &str, pieces: &[Piece]) -> Vec<Piece> {
    let mut changes = Vec::new();
    let (mut from, mut out_from) = (0, 0);
    for piece in pieces {
        let between = (from..piece.input.start, out_from..piece.output.start);
        by_character(input, output, between, &mut changes);
        if input[piece.input.clone()] != output[piece.output.clone()] {
            changes.push(piece.clone());
        }
        (from, out_from) = (piece.input.end, piece.output.end);
    }
    by_character(input, output, (from..input.len(), out_from..output.len()), &mut changes);
    changes
}

fn by_character(input: &str, output: &str, range: (Range<usize>, Range<usize>), changes: &mut Vec<Piece>) {
    let (mut at, mut out_at) = (range.0.start, range.1.start);
    // Most stays as it is. What two texts begin with alike ends inside of a character, or before one.
    while let Some(same) = first_difference(&input.as_bytes()[at..range.0.end], &output.as_bytes()[out_at..])
    {
        let same = input.floor_char_boundary(at + same) - at;
        (at, out_at) = (at + same, out_at + same);
        let next = |text: &str, at: usize| text[at..].chars().next().map_or(0, char::len_utf8);
        let (end, out_end) = (at + next(input, at), out_at + next(output, out_at));
        changes.push(Piece { input: at..end, output: out_at..out_end });
        (at, out_at) = (end, out_end);
    }
}

/// How many bytes two texts have in common at their beginnings; `None` if that is all of the first.
fn first_difference(one: &[u8], other: &[u8]) -> Option<usize> {
    let words = one.as_chunks::<8>().0.iter().zip(other.as_chunks::<8>().0);
    let same = 8 * words.take_while(|(one, other)| one == other).count();
    let rest = one[same..].iter().zip(&other[same..]).take_while(|(one, other)| one == other).count();
    (same + rest < one.len()).then_some(same + rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_whole_and_the_rest_goes_by_character() {
        let (input, output) = ("開店埠號在甲", "开店端口号码在甲");
        let pieces = [Piece { input: 6..12, output: 6..18 }, Piece { input: 15..18, output: 21..24 }];
        let changes = changes(input, output, &pieces);
        let shown: Vec<_> = changes
            .iter()
            .map(|change| (&input[change.input.clone()], &output[change.output.clone()]))
            .collect();
        assert_eq!(shown, [("開", "开"), ("埠號", "端口号码")]);
    }
}
