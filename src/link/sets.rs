//! Sets of records that are joined two by two.

/// Disjoint sets of the numbers below some `n`; each is known by one of them, its root: the smallest, unless another is
/// [put on top](Sets::put_under).
pub(crate) struct Sets(Vec<u32>);

impl Sets {
    /// `n` numbers, each alone.
    pub(crate) fn new(n: usize) -> Self {
        Self((0..n as u32).collect())
    }

    /// The root of the set in which one is.
    pub(crate) fn root(&mut self, mut at: u32) -> u32 {
        while self.0[at as usize] != at {
            let next = self.0[self.0[at as usize] as usize];
            self.0[at as usize] = next;
            at = next;
        }
        at
    }

    /// Makes one set of two; the smaller root stays one.
    pub(crate) fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        self.put_under(a.min(b), a.max(b));
    }

    /// Makes one set of those of two roots; the first stays one.
    pub(crate) fn put_under(&mut self, root: u32, other: u32) {
        self.0[other as usize] = root;
    }

    /// The numbers of each set, ascending, at the place of the root; nothing elsewhere.
    pub(crate) fn members(mut self) -> Vec<Vec<u32>> {
        let mut out = vec![Vec::new(); self.0.len()];
        for at in 0..self.0.len() as u32 {
            out[self.root(at) as usize].push(at);
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

    #[test]
    fn a_root_put_on_top_stays_one() {
        let mut sets = Sets::new(3);
        sets.put_under(2, 0);
        assert_eq!((sets.root(0), sets.root(2)), (2, 2));
        sets.join(1, 0);
        assert_eq!([0, 1, 2].map(|at| sets.root(at)), [1; 3]);
    }
}
