//! Mentions joined by must-link decisions, and the way from one to another.

use std::collections::{BTreeMap, VecDeque};

/// The lowest member of each item's component.
pub(super) fn roots(count: usize, pairs: impl Iterator<Item = (usize, usize)>) -> Vec<usize> {
    let mut root: Vec<usize> = (0..count).collect();
    fn find(root: &mut [usize], mut at: usize) -> usize {
        while root[at] != at {
            root[at] = root[root[at]];
            at = root[at];
        }
        at
    }
    for (a, b) in pairs {
        let (a, b) = (find(&mut root, a), find(&mut root, b));
        root[a.max(b)] = a.min(b);
    }
    (0..count).map(|at| find(&mut root, at)).collect()
}

/// The components of what must be linked, single mentions included.
pub(super) fn components(count: usize, must: &[(usize, usize)]) -> Vec<Vec<usize>> {
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, root) in roots(count, must.iter().copied()).into_iter().enumerate() {
        groups.entry(root).or_default().push(at);
    }
    groups.into_values().collect()
}

/// The decisions on a shortest way from `a` to `b` over links (two mentions and a decision); none
/// if there is no way.
pub(super) fn chain(links: &[(usize, usize, usize)], a: usize, b: usize) -> Vec<usize> {
    let mut next: BTreeMap<usize, Vec<(usize, usize)>> = BTreeMap::new();
    for &(x, y, at) in links {
        next.entry(x).or_default().push((y, at));
        next.entry(y).or_default().push((x, at));
    }
    let mut came: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    let mut queue = VecDeque::from([a]);
    while let Some(here) = queue.pop_front() {
        if here == b {
            break;
        }
        for &(there, at) in next.get(&here).into_iter().flatten() {
            if there != a && !came.contains_key(&there) {
                came.insert(there, (here, at));
                queue.push_back(there);
            }
        }
    }
    let mut steps = Vec::new();
    let mut here = b;
    while let Some(&(from, at)) = came.get(&here) {
        steps.push(at);
        here = from;
    }
    steps.reverse();
    steps
}
