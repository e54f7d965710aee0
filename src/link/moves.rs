//! Local moves: single records go where they fit better, after clusters were made by joining.

use rustc_hash::FxHashSet;

use super::cluster::{Problem, State};
use super::rows::Rows;

/// Passes at most; in practice two reach a fixed point.
const PASSES: usize = 4;

/// The least gain for which a record moves: sums of the same weights in another order differ by less.
const LEAST: f64 = 1e-9;

/// Moves single records to the cluster where the sum of their weights above the threshold grows most (the objective of
/// correlation clustering), until nothing moves.
pub(super) fn move_locally(state: &mut State<'_>) {
    let near = Neighbours::new(state.problem);
    let mut home = state.homes();
    let bound: FxHashSet<u32> = state.must.iter().map(|pair| pair.0).collect();
    let mut offers = Offers(vec![Offer::default(); state.problem.records]);
    for _ in 0..PASSES {
        let mut moved = false;
        for record in 0..state.problem.records as u32 {
            let from = home[record as usize];
            let targets = offers.of(near.of(record), from, &home, state.problem.threshold);
            if targets.is_empty() || bound.contains(&record) {
                continue;
            }
            let stay = gain(state, record, from).max(0.0);
            let best = targets
                .into_iter()
                .filter(|target| target.1 > stay)
                .map(|(to, _)| (gain(state, record, to), to))
                .max_by(|x, y| x.0.total_cmp(&y.0).then(y.1.cmp(&x.1)));
            if let Some((gain, to)) = best
                && gain > stay + LEAST
            {
                state.members[from as usize].retain(|&member| member != record);
                state.members[to as usize].push(record);
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
fn gain(state: &State<'_>, record: u32, cluster: u32) -> f64 {
    let mut sum = 0.0;
    for &member in state.members[cluster as usize].iter().filter(|&&member| member != record) {
        sum += state.decided(record, member) - state.problem.threshold;
        if sum == f64::NEG_INFINITY {
            break;
        }
    }
    sum
}

/// The edges of every record, from either end.
struct Neighbours {
    rows: Rows,
    /// The other record and the weight.
    edges: Vec<(u32, f64)>,
}

impl Neighbours {
    fn new(problem: &Problem<'_>) -> Self {
        let rows = Rows::of(problem.records, problem.edges.iter().flat_map(|&(a, b, _)| [a, b]));
        let both = |&(a, b, weight): &(u32, u32, f64)| [(a, (b, weight)), (b, (a, weight))];
        let edges = rows.fill(problem.edges.iter().flat_map(both));
        Self { rows, edges }
    }

    fn of(&self, record: u32) -> &[(u32, f64)] {
        &self.edges[self.rows.range(record as usize)]
    }
}

/// What the edges of a record say of a cluster.
#[derive(Clone, Copy, Default)]
struct Offer {
    /// Sum of their weights above the threshold.
    sum: f64,
    /// Whether one weighs at least the threshold.
    likely: bool,
}

/// The offers of all clusters to one record; nothing between two records.
struct Offers(Vec<Offer>);

impl Offers {
    /// The other clusters to which an edge of at least the threshold leads, with what a record can gain there at
    /// most: pairs that are no edges do not speak for a move. Where this is nothing, none of them has to be weighed.
    fn of(&mut self, near: &[(u32, f64)], from: u32, home: &[u32], threshold: f64) -> Vec<(u32, f64)> {
        for &(other, weight) in near {
            let offer = &mut self.0[home[other as usize] as usize];
            offer.sum += weight - threshold;
            offer.likely |= weight >= threshold;
        }
        let mut out = Vec::new();
        for &(other, _) in near {
            let to = home[other as usize];
            let offer = std::mem::take(&mut self.0[to as usize]);
            out.extend((to != from && offer.likely && offer.sum > 0.0).then_some((to, offer.sum)));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clusters_to_which_a_likely_edge_leads_offer_what_the_edges_say() {
        let mut offers = Offers(vec![Offer::default(); 4]);
        let home = [0, 1, 1, 2, 2, 0];
        let near = [(1, 2.0), (2, -1.0), (3, 0.5), (4, -1.0), (5, 3.0)];
        assert_eq!(offers.of(&near, 0, &home, 0.0), [(1, 1.0)]);
        assert_eq!(offers.of(&near[..1], 0, &home, 0.0), [(1, 2.0)], "nothing is left of what was before");
        assert_eq!(offers.of(&near[1..2], 0, &home, 0.0), [], "no edge reaches the threshold");
    }
}
