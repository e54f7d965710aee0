//! The conversion loop for dictionaries in which every few characters start a phrase.

use super::engine::{Engine, NeedsNormalisation, ODD, Run, has_bit, pair_bit};
use super::output::Notes;
use super::utf8::decode;
use crate::document::utf8::three_bytes;

/// Characters that are looked up together; one bit of a word for each.
const WINDOW: usize = 64;

/// Consecutive characters of three bytes.
pub(super) struct Window {
    length: usize,
    /// What the table holds for each.
    entries: [u32; WINDOW],
    /// A bit for each that needs a careful step.
    stops: u64,
}

impl Default for Window {
    fn default() -> Self {
        Self { length: 0, entries: [0; WINDOW], stops: 0 }
    }
}

impl Engine {
    /// The same as `plain` and `careful` in turn, where every few characters start
    /// a phrase: the tables are looked up for a window of characters at a time, so that their
    /// loads overlap instead of waiting for one mispredicted branch after the other.
    pub(super) fn windows<N: Notes>(
        &self,
        run: &mut Run<'_, N>,
        from: usize,
        window: &mut Window,
    ) -> Result<usize, NeedsNormalisation> {
        let mut at = from;
        loop {
            self.look_ahead(run, at, window);
            let mut next = 0;
            while next < window.length {
                let stop = (window.stops >> next).trailing_zeros() as usize + next;
                let plain = stop.min(window.length);
                run.out.characters(&window.entries[next..plain]);
                next = plain;
                if stop < window.length {
                    let reached = self.careful(run, at + stop * 3)?;
                    // A phrase may hold shorter or longer characters, or reach beyond the window.
                    next = (reached - at).div_ceil(3);
                    if next * 3 != reached - at || next > window.length {
                        return Ok(reached);
                    }
                }
            }
            at += window.length * 3;
            if window.length < WINDOW {
                return Ok(at);
            }
        }
    }

    /// Fills `window` with the three-byte characters from `at` on.
    fn look_ahead<N>(&self, run: &Run<'_, N>, at: usize, window: &mut Window) {
        let bytes = run.text.as_bytes();
        let chunks = bytes[at..run.end].as_chunks::<3>().0;
        let mut before = 0;
        // Kept in registers until the end.
        let (mut length, mut stops) = (0_usize, 0_u64);
        for (&[a, b, c], place) in chunks.iter().zip(&mut window.entries) {
            if a & 0xF0 != 0xE0 {
                break;
            }
            let code = three_bytes(a, b, c);
            let entry = self.characters[code as usize];
            *place = entry;
            // The bit of the character before; the first has none before it, and it drops out.
            let head = has_bit(&*self.pairs, pair_bit(before, code));
            stops |= u64::from(head) << length >> 1 | u64::from(entry >= ODD) << length;
            before = code;
            length += 1;
        }
        (window.length, window.stops) = (length, stops);
        let next = at + window.length * 3;
        if window.length > 0 && next < bytes.len() {
            let head = has_bit(&*self.pairs, pair_bit(before, decode(bytes, next).0));
            window.stops |= u64::from(head) << (window.length - 1);
        }
    }
}
