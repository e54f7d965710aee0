//! The conversion loop for dictionaries in which every few characters start a phrase.

use super::engine::{Engine, NeedsNormalisation, ODD, Run, has_bit, pair_bit};
use super::output::Notes;
use super::utf8::decode;

/// Characters that are looked up together; one bit of a word for each.
const WINDOW: usize = 64;

/// Consecutive characters of three bytes.
struct Window {
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
    ) -> Result<usize, NeedsNormalisation> {
        let mut at = from;
        loop {
            let mut window = Window::default();
            self.look_ahead(run, at, &mut window);
            let mut next = 0;
            while next < window.length {
                let stop = (window.stops >> next).trailing_zeros() as usize + next;
                let plain = stop.min(window.length);
                for &entry in &window.entries[next..plain] {
                    run.out.character(entry);
                }
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
        let block = &bytes[at..run.end];
        let mut codes = [0_u16; WINDOW + 1];
        for (code, chunk) in codes.iter_mut().zip(block.chunks_exact(3).take(WINDOW)) {
            if chunk[0] & 0xF0 != 0xE0 {
                break;
            }
            *code = u16::from(chunk[0] & 15) << 12 | u16::from(chunk[1] & 63) << 6 | u16::from(chunk[2] & 63);
            window.length += 1;
        }
        let next = at + window.length * 3;
        let after = if next < bytes.len() { decode(bytes, next).0 } else { 0 };
        for i in 0..window.length {
            let code = codes[i];
            let entry = self.characters[usize::from(code)];
            let follower = if i + 1 == window.length { after } else { u32::from(codes[i + 1]) };
            let head = has_bit(&*self.pairs, pair_bit(u32::from(code), follower));
            window.entries[i] = entry;
            window.stops |= u64::from(entry >= ODD || head) << i;
        }
    }
}
