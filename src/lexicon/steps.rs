//! From two small numbers to a third: the steps of a trie.

/// Bits of each number that a step is from.
const BITS: u32 = 21;
/// Bits of what it leads to, one more so that no step is nought.
const TARGET: u32 = 64 - 2 * BITS;

/// Steps from a node by a character, or from two characters, to a node: an open table, each step packed into
/// one number, since nearly every look at a word makes some.
#[derive(Clone, Debug, Default)]
pub(super) struct Steps {
    /// A power of two of places, at most half of them taken; nought where none is.
    slots: Vec<u64>,
    taken: usize,
}

impl Steps {
    /// Nodes must be fewer; so are code points.
    pub(super) const MOST: usize = 1 << BITS;

    /// Where the step from these two leads.
    #[inline]
    pub(super) fn get(&self, from: u32, by: u32) -> Option<u32> {
        let slot = self.slots.get(self.find(packed(from, by))).copied().filter(|slot| *slot > 0)?;
        Some((slot & ((1 << TARGET) - 1)) as u32 - 1)
    }

    /// Where the step from these two leads, to `target` if it is new.
    pub(super) fn get_or_insert(&mut self, from: u32, by: u32, target: u32) -> u32 {
        if 2 * self.taken >= self.slots.len() {
            let slots = vec![0; (2 * self.slots.len()).max(64)];
            for slot in std::mem::replace(&mut self.slots, slots).into_iter().filter(|slot| *slot > 0) {
                let at = self.find(slot >> TARGET);
                self.slots[at] = slot;
            }
        }
        let at = self.find(packed(from, by));
        if self.slots[at] == 0 {
            self.slots[at] = (packed(from, by) << TARGET) | (u64::from(target) + 1);
            self.taken += 1;
        }
        (self.slots[at] & ((1 << TARGET) - 1)) as u32 - 1
    }

    /// The place of the step with this key, or the one it would take.
    #[inline]
    fn find(&self, key: u64) -> usize {
        let last = self.slots.len().wrapping_sub(1);
        // Multiplicative hashing; the constant is 2^64 over the golden ratio (Knuth, TAOCP 6.4).
        let mut at = (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40) as usize & last;
        while self.slots.get(at).is_some_and(|slot| *slot > 0 && slot >> TARGET != key) {
            at = (at + 1) & last;
        }
        at
    }
}

#[inline]
fn packed(from: u32, by: u32) -> u64 {
    u64::from(from) << BITS | u64::from(by)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_lead_where_they_were_put() {
        let mut steps = Steps::default();
        assert_eq!(steps.get(0, 0), None);
        let keys: Vec<(u32, u32)> = (0..2000).map(|at| (at % 37, 0x10_FFFF - at)).collect();
        for (target, (from, by)) in (0..).zip(&keys) {
            assert_eq!(steps.get_or_insert(*from, *by, target), target);
            assert_eq!(steps.get_or_insert(*from, *by, 9999), target);
        }
        for (target, (from, by)) in (0..).zip(&keys) {
            assert_eq!(steps.get(*from, *by), Some(target));
            assert_eq!(steps.get(*from + 37, *by), None);
        }
    }
}
