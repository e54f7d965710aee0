//! Clustering: average linkage on match weights with constraints, then single records moved where they
//! fit better. Never transitive closure: that A is like B and B like C does not make A like C.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use rustc_hash::FxHashSet;

/// Passes of local moves at most; in practice two reach a fixed point.
const PASSES: usize = 4;

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

#[derive(PartialEq)]
struct Step {
    mean: f64,
    a: u32,
    b: u32,
    versions: (u32, u32),
}

impl Eq for Step {}

impl Ord for Step {
    fn cmp(&self, other: &Self) -> Ordering {
        self.mean.total_cmp(&other.mean).then_with(|| (other.a, other.b).cmp(&(self.a, self.b)))
    }
}

impl PartialOrd for Step {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
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
}

struct State<'a> {
    problem: &'a Problem<'a>,
    members: Vec<Vec<u32>>,
    version: Vec<u32>,
    links: Vec<Row>,
    cannot: FxHashSet<(u32, u32)>,
    must: FxHashSet<(u32, u32)>,
    heap: BinaryHeap<Step>,
}

/// Clusters as sorted member lists, ordered by first member; singletons too.
pub(crate) fn cluster(problem: &Problem<'_>) -> Vec<Vec<u32>> {
    let both = |pairs: &[(u32, u32)]| pairs.iter().flat_map(|&(a, b)| [(a, b), (b, a)]).collect();
    let mut state = State {
        problem,
        members: contract(problem),
        version: vec![0; problem.records],
        links: vec![Row::default(); problem.records],
        cannot: both(problem.cannot),
        must: both(problem.must),
        heap: BinaryHeap::new(),
    };
    state.agglomerate();
    state.move_locally();
    let mut out: Vec<Vec<u32>> = state.members.into_iter().filter(|members| !members.is_empty()).collect();
    for members in &mut out {
        members.sort_unstable();
    }
    out.sort();
    out
}

/// Must-link pairs contracted: the members of a group stand under its smallest record.
fn contract(problem: &Problem<'_>) -> Vec<Vec<u32>> {
    let mut root: Vec<u32> = (0..problem.records as u32).collect();
    let find = |root: &mut Vec<u32>, mut at: u32| {
        while root[at as usize] != at {
            root[at as usize] = root[root[at as usize] as usize];
            at = root[at as usize];
        }
        at
    };
    for &(a, b) in problem.must {
        let (a, b) = (find(&mut root, a), find(&mut root, b));
        root[a.max(b) as usize] = a.min(b);
    }
    let mut members = vec![Vec::new(); problem.records];
    for at in 0..problem.records as u32 {
        members[find(&mut root, at) as usize].push(at);
    }
    members
}

impl State<'_> {
    /// The weight of a pair under the constraints: infinite for decided ones, negative infinity below the veto.
    fn decided(&self, a: u32, b: u32) -> f64 {
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

    fn push(&mut self, a: u32, b: u32) {
        let (a, b) = (a.min(b), a.max(b));
        let Some(Link { sum, .. }) = self.links[a as usize].get(b) else { return };
        let mean = sum / (self.members[a as usize].len() * self.members[b as usize].len()) as f64;
        if mean >= self.problem.threshold {
            let versions = (self.version[a as usize], self.version[b as usize]);
            self.heap.push(Step { mean, a, b, versions });
        }
    }

    fn agglomerate(&mut self) {
        let mut home = vec![0_u32; self.problem.records];
        for (at, members) in self.members.iter().enumerate() {
            for &member in members {
                home[member as usize] = at as u32;
            }
        }
        for &(x, y, weight) in self.problem.edges {
            let (a, b) = (home[x as usize], home[y as usize]);
            if self.members[a as usize].len() == 1 && self.members[b as usize].len() == 1 {
                self.link(a, b, Link { sum: self.ruled(x, y, || weight), exact: true });
            } else if a != b && self.links[a as usize].get(b).is_none() {
                self.link(a, b, Link { sum: self.sum(a.min(b), a.max(b)), exact: true });
            }
        }
        while let Some(step) = self.heap.pop() {
            let (a, b) = (step.a, step.b);
            if step.versions != (self.version[a as usize], self.version[b as usize]) {
                continue;
            }
            match self.links[a as usize].get(b) {
                Some(link) if !link.exact => self.link(a, b, Link { sum: self.sum(a, b), exact: true }),
                _ => self.join(a, b),
            }
        }
    }

    fn link(&mut self, a: u32, b: u32, link: Link) {
        self.links[a as usize].insert(b, link);
        self.links[b as usize].insert(a, link);
        self.push(a, b);
    }

    fn join(&mut self, a: u32, b: u32) {
        let own = std::mem::take(&mut self.links[a as usize]);
        let others = std::mem::take(&mut self.links[b as usize]);
        let mut near: Vec<u32> = own.0.iter().chain(&others.0).map(|entry| entry.0).collect();
        near.sort_unstable();
        near.dedup();
        near.retain(|&c| c != a && c != b);
        let part = |x: u32, links: &Row, c: u32| {
            let pairs = self.members[x as usize].len() * self.members[c as usize].len();
            let unlike = Link { sum: self.problem.unlike * pairs as f64, exact: false };
            links.get(c).unwrap_or(unlike)
        };
        let union = |c: &u32| {
            let (x, y) = (part(a, &own, *c), part(b, &others, *c));
            let sum = x.sum + y.sum;
            Link { sum, exact: x.exact && y.exact || sum == f64::NEG_INFINITY }
        };
        let links: Vec<Link> = near.iter().map(union).collect();
        let moved = std::mem::take(&mut self.members[b as usize]);
        self.members[a as usize].extend(moved);
        self.version[a as usize] += 1;
        self.version[b as usize] += 1;
        for (&c, link) in near.iter().zip(links) {
            self.links[c as usize].remove(b);
            self.link(a, c, link);
        }
    }

    /// Moves single records to the cluster where the sum of their weights above the threshold grows most
    /// (the objective of correlation clustering), until nothing moves.
    fn move_locally(&mut self) {
        let mut near: Vec<Vec<u32>> = vec![Vec::new(); self.problem.records];
        for &(a, b, weight) in self.problem.edges {
            if weight >= self.problem.threshold {
                near[a as usize].push(b);
                near[b as usize].push(a);
            }
        }
        let mut home = vec![0_u32; self.problem.records];
        for (at, members) in self.members.iter().enumerate() {
            for &member in members {
                home[member as usize] = at as u32;
            }
        }
        let bound: FxHashSet<u32> = self.must.iter().map(|pair| pair.0).collect();
        for _ in 0..PASSES {
            let mut moved = false;
            for record in 0..self.problem.records as u32 {
                if bound.contains(&record) {
                    continue;
                }
                let from = home[record as usize];
                let near = near[record as usize].iter().map(|&other| home[other as usize]);
                let mut targets: Vec<u32> = near.filter(|&to| to != from).collect();
                if targets.is_empty() {
                    continue;
                }
                targets.sort_unstable();
                targets.dedup();
                let stay = self.gain(record, from);
                let best = targets
                    .into_iter()
                    .map(|to| (self.gain(record, to), to))
                    .max_by(|x, y| x.0.total_cmp(&y.0).then(y.1.cmp(&x.1)));
                if let Some((gain, to)) = best
                    && gain > stay.max(0.0) + 1e-9
                {
                    self.members[from as usize].retain(|&member| member != record);
                    self.members[to as usize].push(record);
                    home[record as usize] = to;
                    moved = true;
                }
            }
            if !moved {
                break;
            }
        }
    }

    /// Sum of the weights above the threshold between a record and the members of a cluster.
    fn gain(&self, record: u32, cluster: u32) -> f64 {
        let mut sum = 0.0;
        for &member in self.members[cluster as usize].iter().filter(|&&member| member != record) {
            sum += self.decided(record, member) - self.problem.threshold;
            if sum == f64::NEG_INFINITY {
                break;
            }
        }
        sum
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
}
