//! Where a segment starts, told only when it matters.
//!
//! Four of five phrases of the Simplified dictionaries become what their characters become one by
//! one. They count only because a segment that covers a place keeps other phrases from starting
//! there. So the conversion loop passes them by, and asks here when it meets a phrase that does
//! change something: does the segmentation have a border at this place?

use super::engine::{Engine, Run};
use super::output::Notes;
use super::pool::joint;
use super::tables::Kind;
use super::utf8::decode;

impl Engine {
    /// The end of the segment that started before `at` and reaches beyond it; `None` if a segment
    /// may start at `at`.
    ///
    /// Goes back as long as the neighbours stand side by side in some phrase that was passed by,
    /// and repeats the segmentation from there. All characters passed by have three bytes.
    #[inline]
    pub(super) fn inside_segment<N: Notes>(&self, run: &mut Run<'_, N>, at: usize) -> Option<usize> {
        if self.joints.is_empty() {
            return None;
        }
        let bytes = run.text.as_bytes();
        let mut border = at;
        while border > run.settled && self.is_joint(bytes, border) {
            border -= 3;
        }
        while border < at {
            border = self.covered(bytes, border).unwrap_or(border + 3);
        }
        run.settled = border;
        (border > at).then_some(border)
    }

    /// True if the characters before and after `at` may be neighbours in a phrase that converts
    /// character by character.
    #[inline]
    fn is_joint(&self, bytes: &[u8], at: usize) -> bool {
        if at < 3 || bytes[at - 3] & 0xF0 != 0xE0 {
            return false;
        }
        self.joins(decode(bytes, at - 3).0, decode(bytes, at).0)
    }

    /// True if the two may be neighbours in a phrase that converts character by character.
    #[inline]
    pub(super) fn joins(&self, first: u32, second: u32) -> bool {
        let bit = joint(first, second);
        self.joints.get(bit >> 3).is_some_and(|byte| byte >> (bit & 7) & 1 == 1)
    }

    /// The end of the segment that starts at `at`, if one does.
    fn covered(&self, bytes: &[u8], at: usize) -> Option<usize> {
        let segment = self.segment(bytes, at).map(|(stop, _)| stop);
        let single = || self.stage_phrase_within(bytes, at, bytes.len()).map(|(stop, _)| stop);
        segment.or_else(|| if self.kind == Kind::Single { single() } else { None })
    }
}
