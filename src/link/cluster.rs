//! Clustering: average linkage on match weights with constraints, then single records moved where they
//! fit better. Never transitive closure: that A is like B and B like C does not make A like C.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rustc_hash::FxHashSet;

use super::moves;
use super::sets::Sets;

/// What clustering works on.
pub(crate) struct Problem<'a> {
    /// Number of records.
    pub(crate) records: usize,
    /// Pairs that may link two clusters, `(a, b, weight)` with `a < b` and the weight that `weight` gives.
    pub(crate) edges: &'a [(u32, u32, f64)],
    /// What a pair not in `edges` weighs at most; taken for granted until its clusters are about to be joined.
    pub(crate) unlike: f64,
    /// The weight of any pair, also of those not in `edges`.
    pub(crate) weight: &'a dyn Fn(u32, u32) -> f64,
    /// Pairs that must end in one cluster.
    pub(crate) must: &'a [(u32, u32)],
    /// Pairs that must not.
    pub(crate) cannot: &'a [(u32, u32)],
    /// Clusters are joined while the mean weight between them is at least this.
    pub(crate) threshold: f64,
    /// A pair below this keeps its clusters apart.
    pub(crate) veto: f64,
}

/// That two clusters may be joined. Heavier ones come first, then smaller numbers; both are compared as whole numbers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Step {
    /// The mean weight.
    mean: u64,
    /// The clusters.
    pair: Reverse<(u32, u32)>,
    versions: (u32, u32),
}

/// A whole number that grows as a number does (its bits, those of negative numbers turned round).
fn ordered(number: f64) -> u64 {
    let bits = number.to_bits();
    bits ^ if number.is_sign_negative() { u64::MAX } else { 1 << 63 }
}

/// Steps that wait. The many that are known from the beginning are sorted once and read in order, which is kinder to
/// memory than one large heap.
#[derive(Default)]
struct Queue {
    /// The best last.
    first: Vec<Step>,
    later: BinaryHeap<Step>,
}

impl Queue {
    fn pop(&mut self) -> Option<Step> {
        if self.first.last() > self.later.peek() { self.first.pop() } else { self.later.pop() }
    }
}

/// The weights between two clusters.
#[derive(Clone, Copy)]
struct Link {
    /// Their sum; negative infinity if the two must stay apart.
    sum: f64,
    /// False if pairs that are no edges were taken to weigh as much as they can. Only few links come to be
    /// looked at, and most pairs of large clusters are no edges.
    exact: bool,
}

/// The links of a cluster with others, ascending by these.
#[derive(Clone, Default)]
struct Row(Vec<(u32, Link)>);

impl Row {
    fn place(&self, other: u32) -> Result<usize, usize> {
        match self.0.last() {
            // Edges come sorted.
            Some(last) if last.0 < other => Err(self.0.len()),
            _ => self.0.binary_search_by_key(&other, |entry| entry.0),
        }
    }

    fn get(&self, other: u32) -> Option<Link> {
        self.place(other).ok().map(|at| self.0[at].1)
    }

    fn insert(&mut self, other: u32, link: Link) {
        match self.place(other) {
            Ok(at) => self.0[at].1 = link,
            Err(at) => self.0.insert(at, (other, link)),
        }
    }

    fn remove(&mut self, other: u32) {
        if let Ok(at) = self.place(other) {
            self.0.remove(at);
        }
    }

    /// The clusters of either row, ascending, with the link in each.
    fn with<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = (u32, Option<Link>, Option<Link>)> + 'a {
        let (mut own, mut others) = (self.0.iter().peekable(), other.0.iter().peekable());
        std::iter::from_fn(move || {
            let (x, y) = (own.peek().map(|entry| entry.0), others.peek().map(|entry| entry.0));
            let first = x.into_iter().chain(y).min()?;
            let link = |entry: Option<&(u32, Link)>| entry.map(|entry| entry.1);
            let x = link(own.next_if(|entry| entry.0 == first));
            Some((first, x, link(others.next_if(|entry| entry.0 == first))))
        })
    }
}

pub(super) struct State<'a> {
    pub(super) problem: &'a Problem<'a>,
    pub(super) members: Vec<Vec<u32>>,
    version: Vec<u32>,
    links: Vec<Row>,
    cannot: FxHashSet<(u32, u32)>,
    pub(super) must: FxHashSet<(u32, u32)>,
    queue: Queue,
}

/// Clusters as sorted member lists, ordered by first member; singletons too.
pub(crate) fn cluster(problem: &Problem<'_>) -> Vec<Vec<u32>> {
    let mut out = Vec::new();
    for (members, part) in parts(problem) {
        if members.len() == 1 {
            out.push(members);
            continue;
        }
        let weight = |a: u32, b: u32| (problem.weight)(members[a as usize], members[b as usize]);
        let Part { edges, must, cannot } = &part;
        let clusters =
            within(&Problem { records: members.len(), edges, weight: &weight, must, cannot, ..*problem });
        out.extend(
            clusters.into_iter().map(|cluster| cluster.iter().map(|&at| members[at as usize]).collect()),
        );
    }
    out.sort();
    out
}

/// What a problem says of some of its records, which are numbered anew.
#[derive(Default)]
struct Part {
    edges: Vec<(u32, u32, f64)>,
    must: Vec<(u32, u32)>,
    cannot: Vec<(u32, u32)>,
}

/// The parts of a problem: records between which no chain of pairs of at least the threshold leads never come
/// together, and what stands side by side in memory is found sooner.
fn parts(problem: &Problem<'_>) -> Vec<(Vec<u32>, Part)> {
    let mut sets = Sets::new(problem.records);
    let mut decided = vec![false; problem.records];
    for &(a, b) in problem.must {
        sets.join(a, b);
        (decided[a as usize], decided[b as usize]) = (true, true);
    }
    for &(a, b, weight) in problem.edges {
        // What must be together is weighed as a whole, with pairs that are no edges.
        if weight >= problem.threshold || decided[a as usize] || decided[b as usize] {
            sets.join(a, b);
        }
    }
    let mut home = vec![(0, 0); problem.records];
    let mut out: Vec<(Vec<u32>, Part)> = Vec::new();
    for members in sets.members().into_iter().filter(|members| !members.is_empty()) {
        for (place, &member) in (0..).zip(&members) {
            home[member as usize] = (out.len(), place);
        }
        out.push((members, Part::default()));
    }
    let inside = |a: u32, b: u32| {
        let (a, b) = (home[a as usize], home[b as usize]);
        (a.0 == b.0).then_some((a.0, a.1, b.1))
    };
    for &(a, b, weight) in problem.edges {
        if let Some((at, a, b)) = inside(a, b) {
            out[at].1.edges.push((a, b, weight));
        }
    }
    for &(a, b) in problem.must {
        if let Some((at, a, b)) = inside(a, b) {
            out[at].1.must.push((a, b));
        }
    }
    for &(a, b) in problem.cannot {
        if let Some((at, a, b)) = inside(a, b) {
            out[at].1.cannot.push((a, b));
        }
    }
    out
}

/// The clusters of one part.
fn within(problem: &Problem<'_>) -> Vec<Vec<u32>> {
    let both = |pairs: &[(u32, u32)]| pairs.iter().flat_map(|&(a, b)| [(a, b), (b, a)]).collect();
    let mut state = State {
        problem,
        members: contract(problem),
        version: vec![0; problem.records],
        links: vec![Row::default(); problem.records],
        cannot: both(problem.cannot),
        must: both(problem.must),
        queue: Queue::default(),
    };
    state.agglomerate();
    moves::move_locally(&mut state);
    let mut out: Vec<Vec<u32>> = state.members.into_iter().filter(|members| !members.is_empty()).collect();
    for members in &mut out {
        members.sort_unstable();
    }
    out
}

/// Must-link pairs contracted: the members of a group stand under its smallest record.
fn contract(problem: &Problem<'_>) -> Vec<Vec<u32>> {
    let mut sets = Sets::new(problem.records);
    problem.must.iter().for_each(|&(a, b)| sets.join(a, b));
    sets.members()
}

impl State<'_> {
    /// The weight of a pair under the constraints: infinite for decided ones, negative infinity below the veto.
    pub(super) fn decided(&self, a: u32, b: u32) -> f64 {
        self.ruled(a, b, || (self.problem.weight)(a.min(b), a.max(b)))
    }

    /// The same of a pair whose weight is told.
    fn ruled(&self, a: u32, b: u32, weight: impl FnOnce() -> f64) -> f64 {
        if self.must.contains(&(a, b)) {
            return 0.0_f64.max(weight());
        }
        if self.cannot.contains(&(a, b)) {
            return f64::NEG_INFINITY;
        }
        let weight = weight();
        if weight < self.problem.veto { f64::NEG_INFINITY } else { weight }
    }

    fn sum(&self, a: u32, b: u32) -> f64 {
        let mut sum = 0.0;
        for &x in &self.members[a as usize] {
            for &y in &self.members[b as usize] {
                sum += self.decided(x, y);
                if sum == f64::NEG_INFINITY {
                    return sum;
                }
            }
        }
        sum
    }

    /// The step that a link of two clusters allows.
    fn step(&self, a: u32, b: u32, link: Link) -> Option<Step> {
        let (a, b) = (a.min(b), a.max(b));
        let mean = link.sum / (self.members[a as usize].len() * self.members[b as usize].len()) as f64;
        let versions = (self.version[a as usize], self.version[b as usize]);
        let step = Step { mean: ordered(mean), pair: Reverse((a, b)), versions };
        (mean >= self.problem.threshold).then_some(step)
    }

    /// Where every record is.
    pub(super) fn homes(&self) -> Vec<u32> {
        let mut home = vec![0_u32; self.problem.records];
        for (at, members) in self.members.iter().enumerate() {
            for &member in members {
                home[member as usize] = at as u32;
            }
        }
        home
    }

    fn agglomerate(&mut self) {
        let home = self.homes();
        for &(x, y, weight) in self.problem.edges {
            let (a, b) = (home[x as usize], home[y as usize]);
            let alone = self.members[a as usize].len() == 1 && self.members[b as usize].len() == 1;
            if alone || a != b && self.links[a as usize].get(b).is_none() {
                let sum = if alone { self.ruled(x, y, || weight) } else { self.sum(a.min(b), a.max(b)) };
                let step = self.link(a, b, Link { sum, exact: true });
                self.queue.first.extend(step);
            }
        }
        self.queue.first.sort_unstable();
        while let Some(step) = self.queue.pop() {
            let Reverse((a, b)) = step.pair;
            if step.versions != (self.version[a as usize], self.version[b as usize]) {
                continue;
            }
            match self.links[a as usize].get(b) {
                Some(link) if !link.exact => {
                    let step = self.link(a, b, Link { sum: self.sum(a, b), exact: true });
                    self.queue.later.extend(step);
                }
                _ => self.join(a, b),
            }
        }
    }

    fn link(&mut self, a: u32, b: u32, link: Link) -> Option<Step> {
        self.links[a as usize].insert(b, link);
        self.links[b as usize].insert(a, link);
        self.step(a, b, link)
    }

    fn join(&mut self, a: u32, b: u32) {
        let own = std::mem::take(&mut self.links[a as usize]);
        let others = std::mem::take(&mut self.links[b as usize]);
        let part = |x: u32, c: u32, link: Option<Link>| {
            let pairs = self.members[x as usize].len() * self.members[c as usize].len();
            link.unwrap_or(Link { sum: self.problem.unlike * pairs as f64, exact: false })
        };
        let union = |(c, x, y): (u32, Option<Link>, Option<Link>)| {
            let (x, y) = (part(a, c, x), part(b, c, y));
            let sum = x.sum + y.sum;
            (c, Link { sum, exact: x.exact && y.exact || sum == f64::NEG_INFINITY })
        };
        let links: Vec<(u32, Link)> =
            own.with(&others).filter(|near| near.0 != a && near.0 != b).map(union).collect();
        let moved = std::mem::take(&mut self.members[b as usize]);
        self.members[a as usize].extend(moved);
        self.version[a as usize] += 1;
        self.version[b as usize] += 1;
        for &(c, link) in &links {
            self.links[c as usize].remove(b);
            self.links[c as usize].insert(a, link);
            let step = self.step(a, c, link);
            self.queue.later.extend(step);
        }
        self.links[a as usize] = Row(links);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(n: usize, edges: &[(u32, u32, f64)], must: &[(u32, u32)], cannot: &[(u32, u32)]) -> Vec<Vec<u32>> {
        let weight = |a: u32, b: u32| edges.iter().find(|e| (e.0, e.1) == (a, b)).map_or(-4.0, |e| e.2);
        cluster(&Problem {
            records: n,
            edges,
            unlike: -4.0,
            weight: &weight,
            must,
            cannot,
            threshold: 0.0,
            veto: -8.0,
        })
    }

    #[test]
    fn a_chain_does_not_become_one_cluster() {
        // 0-1 and 1-2 are alike, 0-2 are not: the mean of {0,1}-{2} is (1 - 4) / 2.
        assert_eq!(run(3, &[(0, 1, 3.0), (1, 2, 1.0)], &[], &[]), [vec![0, 1], vec![2]]);
    }

    #[test]
    fn must_links_come_first_and_cannot_links_hold_for_whole_clusters() {
        let edges = [(0, 1, 3.0), (1, 2, 3.0), (0, 2, 3.0)];
        assert_eq!(run(3, &edges, &[], &[(0, 2)]), [vec![0, 1], vec![2]]);
        assert_eq!(run(3, &edges, &[(1, 2)], &[(0, 2)]), [vec![0], vec![1, 2]]);
        assert_eq!(run(2, &[], &[(0, 1)], &[]), [vec![0, 1]]);
    }

    #[test]
    fn one_vetoed_pair_keeps_clusters_apart() {
        let edges = [(0, 1, 9.0), (1, 2, 8.0), (0, 2, -9.0)];
        assert_eq!(run(3, &edges, &[], &[]), [vec![0, 1], vec![2]]);
    }

    #[test]
    fn a_record_moves_to_where_it_fits_better() {
        // 1 joins 0 first (the heaviest pair), then 2 and 3 pair up and pull it over.
        let edges = [(0, 1, 5.0), (1, 2, 3.9), (1, 3, 3.9), (2, 3, 4.9)];
        assert_eq!(run(4, &edges, &[], &[]), [vec![0], vec![1, 2, 3]]);
    }

    #[test]
    fn parts_that_no_likely_pair_joins_are_as_if_together() {
        let edges = [(0, 2, 1.0), (1, 3, 2.0), (2, 3, -1.0), (3, 4, 0.0)];
        assert_eq!(run(5, &edges, &[], &[]), [vec![0, 2], vec![1, 3], vec![4]]);
        assert_eq!(run(5, &edges, &[(0, 4)], &[(1, 3)]), [vec![0, 4], vec![1], vec![2], vec![3]]);
    }
}
