//! Sets of records that are joined two by two.

/// Disjoint sets of the numbers below some `n`; each is known by its smallest number.
pub(crate) struct Sets(Vec<u32>);

impl Sets {
    /// `n` numbers, each alone.
    pub(crate) fn new(n: usize) -> Self {
        Self((0..n as u32).collect())
    }

    /// The smallest number of the set in which one is.
    pub(crate) fn smallest(&mut self, mut at: u32) -> u32 {
        while self.0[at as usize] != at {
            let next = self.0[self.0[at as usize] as usize];
            self.0[at as usize] = next;
            at = next;
        }
        at
    }

    /// Makes one set of two.
    pub(crate) fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.smallest(a), self.smallest(b));
        self.0[a.max(b) as usize] = a.min(b);
    }

    /// The numbers of each set, ascending, at the place of the smallest; nothing elsewhere.
    pub(crate) fn members(mut self) -> Vec<Vec<u32>> {
        let mut out = vec![Vec::new(); self.0.len()];
        for at in 0..self.0.len() as u32 {
            out[self.smallest(at) as usize].push(at);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_stand_under_their_smallest_number() {
        let mut sets = Sets::new(6);
        for (a, b) in [(4, 1), (5, 4), (2, 3)] {
            sets.join(a, b);
        }
        assert_eq!(sets.members(), [vec![0], vec![1, 4, 5], vec![2, 3], vec![], vec![], vec![]]);
    }
}
