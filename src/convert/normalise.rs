//! Compatibility ideographs, which OpenCC replaces before anything else.

use super::engine::Engine;
use super::output::{Notes, Output, Piece};
use super::utf8::{decode, description_sequence};

impl Engine {
    /// Converts a block that holds compatibility ideographs: each becomes the ideograph it stands
    /// for, except in description sequences, before anything else.
    pub(super) fn normalised_block<N: Notes>(
        &self,
        text: &str,
        from: usize,
        end: usize,
        out: &mut Output,
        notes: &mut N,
    ) -> usize {
        let bytes = text.as_bytes();
        let mut normal = String::with_capacity(end - from);
        // Positions after each character whose length changed: in `normal` and in `text`.
        let mut shifts = vec![(0, from)];
        let mut at = from;
        while at < end {
            let sequence = description_sequence(bytes, at);
            if sequence > 0 {
                normal.push_str(&text[at..at + sequence]);
                at += sequence;
                continue;
            }
            let (c, n) = decode(bytes, at);
            let c = char::from_u32(c).unwrap_or(char::REPLACEMENT_CHARACTER);
            let to = self.normalisation.get(&c).copied().unwrap_or(c);
            normal.push(to);
            at += n;
            if to.len_utf8() != n {
                shifts.push((normal.len(), at));
            }
        }
        let mut pieces: Vec<Piece> = Vec::new();
        self.normal_block(&normal, out, &mut pieces);
        let back = |position: usize| {
            let (normal, original) = shifts[shifts.partition_point(|shift| shift.0 <= position) - 1];
            original + (position - normal)
        };
        for piece in pieces {
            notes.add(back(piece.input.start)..back(piece.input.end), piece.output);
        }
        at
    }

    fn normal_block(&self, normal: &str, out: &mut Output, pieces: &mut Vec<Piece>) {
        let mark = out.len();
        if self.block(normal, 0, normal.len(), out, pieces).is_err() {
            // Only a compatibility ideograph inside a description sequence is left, and those are
            // copied whole; kept as a safe answer rather than a panic.
            out.truncate(mark);
            out.push(normal.as_bytes());
        }
    }
}
