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
    let (before, after) = (&input[range.0], &output[range.1]);
    if before == after {
        return;
    }
    for (from, to) in before.chars().zip(after.chars()) {
        let (end, out_end) = (at + from.len_utf8(), out_at + to.len_utf8());
        if from != to {
            changes.push(Piece { input: at..end, output: out_at..out_end });
        }
        (at, out_at) = (end, out_end);
    }
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
