//! Stability: does the clustering of a record depend on what else is in the run?

use serde::Serialize;

use super::agreement::adjusted_rand;

/// Agreement of disturbed runs with the undisturbed one, over the records that both hold.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Agreement {
    /// Disturbed runs.
    pub runs: usize,
    /// Mean adjusted Rand index.
    pub adjusted_rand: f64,
    /// The least of them.
    pub least: f64,
    /// Mean share of the clusters of two and more that came out exactly the same.
    pub clusters_kept: f64,
}

/// How a run answers to disturbances.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Stability {
    /// The same records in another order.
    pub order: Agreement,
    /// A tenth of the records taken out.
    pub removal: Agreement,
    /// A tenth of unrelated records put in.
    pub addition: Agreement,
}

/// Agreement of several disturbed runs; each gives, for the records both hold, the undisturbed cluster and its own.
pub fn agreement(runs: &[(Vec<usize>, Vec<usize>)]) -> Agreement {
    let indices: Vec<f64> = runs.iter().map(|(whole, part)| adjusted_rand(whole, part)).collect();
    let kept: Vec<f64> = runs.iter().map(|(whole, part)| clusters_kept(whole, part)).collect();
    let mean = |values: &[f64]| {
        if values.is_empty() { 1.0 } else { values.iter().sum::<f64>() / values.len() as f64 }
    };
    Agreement {
        runs: runs.len(),
        adjusted_rand: mean(&indices),
        least: indices.iter().copied().fold(1.0, f64::min),
        clusters_kept: mean(&kept),
    }
}

fn clusters_kept(whole: &[usize], part: &[usize]) -> f64 {
    let (before, after) = (groups(whole), groups(part));
    if before.is_empty() {
        return 1.0;
    }
    before.intersection(&after).count() as f64 / before.len() as f64
}

fn groups(labels: &[usize]) -> std::collections::BTreeSet<Vec<usize>> {
    let mut out: std::collections::BTreeMap<usize, Vec<usize>> = std::collections::BTreeMap::new();
    for (at, &label) in labels.iter().enumerate() {
        out.entry(label).or_default().push(at);
    }
    out.into_values().filter(|group| group.len() > 1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_clusters_do_not_matter_and_a_broken_cluster_does() {
        let whole = vec![0, 0, 1, 1, 2];
        let same = agreement(&[(whole.clone(), vec![9, 9, 3, 3, 4])]);
        assert_eq!((same.adjusted_rand, same.clusters_kept), (1.0, 1.0));
        let broken = agreement(&[(whole.clone(), whole.clone()), (whole, vec![0, 0, 1, 5, 2])]);
        assert_eq!((broken.runs, broken.clusters_kept), (2, 0.75));
        assert!(broken.least < broken.adjusted_rand && broken.adjusted_rand < 1.0);
    }
}
