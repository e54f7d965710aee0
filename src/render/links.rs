//! Clusters and compared pairs as JSON records.

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::link::{Linked, Match, Record};

/// A cluster as `link` prints it.
#[derive(Clone, Debug, Serialize)]
pub struct ClusterRecord<'a> {
    /// `c` and ten hex digits of SHA-256 over the members' ids: the same members, the same id.
    id: String,
    canonical: &'a str,
    members: Vec<&'a str>,
    /// The pair of members with the least match weight.
    #[serde(skip_serializing_if = "Option::is_none")]
    weakest_link: Option<WeakestLink<'a>>,
}

#[derive(Clone, Debug, Serialize)]
struct WeakestLink<'a> {
    a: &'a str,
    b: &'a str,
    weight: f64,
}

/// A compared pair with the label of each comparison level, as `link --pairs` writes it.
#[derive(Clone, Debug, Serialize)]
pub struct PairRecord<'a> {
    a: &'a str,
    b: &'a str,
    a_title: &'a str,
    b_title: &'a str,
    /// Match weight in bits (log2 odds): the sum of the levels' weights.
    weight: f64,
    levels: Vec<LevelRecord<'a>>,
}

#[derive(Clone, Debug, Serialize)]
struct LevelRecord<'a> {
    comparison: &'a str,
    level: &'a str,
    weight: f64,
}

/// The clusters of `records`, singletons too, each with its members in the order of `records`.
pub fn clusters<'a>(records: &'a [Record], linked: &Linked) -> Vec<ClusterRecord<'a>> {
    linked
        .clusters
        .iter()
        .map(|cluster| {
            let members: Vec<&str> = cluster.members.iter().map(|&at| records[at].id.as_str()).collect();
            ClusterRecord {
                id: cluster_id(&members),
                canonical: &records[cluster.canonical].title,
                members,
                weakest_link: cluster.weakest.map(|(a, b, weight)| WeakestLink {
                    a: &records[a].id,
                    b: &records[b].id,
                    weight: rounded(weight),
                }),
            }
        })
        .collect()
}

/// Compared pairs of `records`.
pub fn pairs<'a>(records: &'a [Record], matches: &'a [Match]) -> Vec<PairRecord<'a>> {
    matches
        .iter()
        .map(|found| PairRecord {
            a: &records[found.a].id,
            b: &records[found.b].id,
            a_title: &records[found.a].title,
            b_title: &records[found.b].title,
            weight: rounded(found.weight),
            levels: found
                .levels
                .iter()
                .map(|level| LevelRecord {
                    comparison: level.comparison,
                    level: &level.level,
                    weight: rounded(level.weight),
                })
                .collect(),
        })
        .collect()
}

fn cluster_id(members: &[&str]) -> String {
    let mut sorted = members.to_vec();
    sorted.sort_unstable();
    let mut hash = Sha256::new();
    for member in sorted {
        hash.update(member.as_bytes());
        hash.update([0]);
    }
    let digits: String = hash.finalize().iter().take(5).map(|byte| format!("{byte:02x}")).collect();
    format!("c{digits}")
}

/// Weights are sums of tabled values: past the fourth decimal there is only rounding noise.
fn rounded(weight: f64) -> f64 {
    (weight * 1e4).round() / 1e4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clusters_id_depends_on_its_members_alone() {
        assert_eq!(cluster_id(&["a", "b"]), cluster_id(&["b", "a"]));
        assert_ne!(cluster_id(&["a", "b"]), cluster_id(&["ab"]));
        assert_eq!(cluster_id(&["a"]).len(), 11);
    }
}
