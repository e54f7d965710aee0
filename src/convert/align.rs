//! From what the engine noted to edits of the text.

use super::output::Piece;
use crate::document::Edit;

/// The edits that turn `input` into `output`. Outside the pieces, which are sorted, each character
/// became exactly one; a piece is one edit, if it changed.
pub(super) fn edits(input: &str, output: &str, pieces: &[Piece]) -> Vec<Edit> {
    let mut edits = Vec::new();
    let (mut from, mut out_from) = (0, 0);
    for piece in pieces {
        by_character(input, from..piece.input.start, &output[out_from..piece.output.start], &mut edits);
        let with = &output[piece.output.clone()];
        if input[piece.input.clone()] != *with {
            edits.push(Edit { range: piece.input.clone(), with: with.to_owned() });
        }
        (from, out_from) = (piece.input.end, piece.output.end);
    }
    by_character(input, from..input.len(), &output[out_from..], &mut edits);
    edits
}

fn by_character(input: &str, range: std::ops::Range<usize>, output: &str, edits: &mut Vec<Edit>) {
    let start = range.start;
    let before = &input[range];
    if before == output {
        return;
    }
    for ((at, from), to) in before.char_indices().zip(output.chars()) {
        if from != to {
            let at = start + at;
            edits.push(Edit { range: at..at + from.len_utf8(), with: to.to_string() });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_whole_and_the_rest_goes_by_character() {
        let pieces = [Piece { input: 6..12, output: 6..18 }, Piece { input: 15..18, output: 21..24 }];
        let edits = edits("開店埠號在甲", "开店端口号码在甲", &pieces);
        let shown: Vec<_> = edits.iter().map(|edit| (edit.range.clone(), edit.with.as_str())).collect();
        assert_eq!(shown, [(0..3, "开"), (6..12, "端口号码")]);
    }
}
