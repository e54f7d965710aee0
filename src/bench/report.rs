//! The report of a bench, and its JSON for machines.

use serde_json::{Value, json};

use super::baselines::Baseline;
use super::bootstrap::{Difference, Interval};
use super::document::DocumentScore;
use super::errors::LinkingError;
use super::metrics::{LinkingScore, Prf};
use super::pairs::{Blocking, PairStage};
use super::stability::Stability;
use super::synthetic::SyntheticRow;

/// What one threshold gives after clustering.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SweepRow {
    /// The threshold in bits.
    pub threshold: f64,
    /// Clusters, singletons included.
    pub clusters: usize,
    /// Pairwise shares.
    pub pairwise: Prf,
    /// B-cubed F1.
    pub b_cubed_f1: f64,
    /// Pairs that must stay apart and were joined.
    pub distinct_violated: usize,
}

/// One linking gold and what was reached on it.
#[derive(Clone, Debug, Default)]
pub struct LinkingRow {
    /// Name of the gold.
    pub gold: String,
    /// What was reached.
    pub score: LinkingScore,
    /// The threshold it was reached with, in bits.
    pub threshold: f64,
    /// The pair stage.
    pub pairs: PairStage,
    /// The blocking rules on this gold, had they been used.
    pub blocking: Blocking,
    /// Other thresholds, ascending.
    pub sweep: Vec<SweepRow>,
    /// Answers to disturbances.
    pub stability: Option<Stability>,
    /// The worst errors.
    pub errors: Vec<LinkingError>,
    /// Differences of pairwise and B-cubed F1 from a saved run.
    pub against: Option<(Difference, Difference)>,
    /// The clusters found, as ids.
    pub partition: Vec<Vec<String>>,
    /// Wall time of linking in seconds; `None` if it is not to be told.
    pub seconds: Option<f64>,
}

/// One baseline on one gold.
#[derive(Clone, Debug)]
pub struct BaselineRow {
    /// Name of the gold.
    pub gold: String,
    /// What it reached.
    pub baseline: Baseline,
}

/// What a run cost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cost {
    /// Wall time of the whole run in seconds.
    pub seconds: f64,
    /// Most memory the process held, in bytes, where the system tells.
    pub peak_memory: Option<u64>,
}

/// Everything a bench measured.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Linking golds.
    pub linking: Vec<LinkingRow>,
    /// Document golds.
    pub documents: Vec<DocumentScore>,
    /// Baselines on the linking golds.
    pub baselines: Vec<BaselineRow>,
    /// Generated cases.
    pub synthetic: Vec<SyntheticRow>,
    /// Cost; `None` if it is not to be told, for reports that can be compared byte by byte.
    pub cost: Option<Cost>,
}

fn prf(value: &Prf) -> Value {
    json!({ "precision": round(value.precision), "recall": round(value.recall), "f1": round(value.f1),
            "tp": value.tp, "fp": value.fp, "fn": value.fn_ })
}

fn interval(value: &Interval) -> Value {
    json!([round(value.low), round(value.high)])
}

fn difference(value: &Difference) -> Value {
    json!({ "change": round(value.change), "interval": interval(&value.interval) })
}

fn round(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0
}

impl Report {
    /// The JSON of `guiyi bench --format json`.
    pub fn json(&self) -> Value {
        let linking: Vec<Value> = self.linking.iter().map(of_row).collect();
        let documents: Vec<Value> = self
            .documents
            .iter()
            .map(|score| {
                json!({ "source": score.source, "noise": prf(&score.noise), "tasks": prf(&score.tasks),
                        "lost": score.lost, "left": score.left, "missed": score.missed, "extra": score.extra })
            })
            .collect();
        let baselines: Vec<Value> = self
            .baselines
            .iter()
            .map(|row| {
                let mut value = of_score(&row.gold, &row.baseline.score);
                value["measure"] = json!(row.baseline.measure.name());
                value["clustering"] = json!(row.baseline.clustering.name());
                value["threshold"] = json!(row.baseline.threshold);
                value["threshold_origin"] = json!("chosen on this gold: an upper bound");
                value
            })
            .collect();
        let mut out = json!({ "engine": env!("CARGO_PKG_VERSION"), "linking": linking, "documents": documents,
                              "baselines": baselines });
        if !self.synthetic.is_empty() {
            out["synthetic"] = json!(self.synthetic);
        }
        if let Some(cost) = &self.cost {
            out["cost"] = json!({ "seconds": round(cost.seconds), "peak_memory_bytes": cost.peak_memory });
        }
        out
    }
}

/// What `found` says of a gold; the shared part of our rows and the baselines'.
fn of_score(gold: &str, score: &LinkingScore) -> Value {
    json!({
        "gold": gold, "tasks": score.tasks, "clusters": score.clusters, "gold_clusters": score.gold_clusters,
        "largest_cluster": score.largest, "gold_largest_cluster": score.gold_largest,
        "pairwise": prf(&score.pairwise),
        "b_cubed": { "precision": round(score.b_cubed.precision), "recall": round(score.b_cubed.recall), "f1": round(score.b_cubed.f1) },
        "exact_clusters": prf(&score.exact),
        "adjusted_rand": round(score.adjusted_rand), "v_measure": round(score.v_measure),
        "distinct_violated": score.distinct_violated, "distinct_total": score.distinct_total,
        "intervals": { "pairwise_f1": interval(&score.pairwise_f1), "b_cubed_f1": interval(&score.b_cubed_f1) },
    })
}

fn of_row(row: &LinkingRow) -> Value {
    let mut value = of_score(&row.gold, &row.score);
    value["threshold"] = json!(row.threshold);
    value["before_clustering"] = prf(&row.pairs.before);
    value["average_precision"] = json!(round(row.pairs.average_precision));
    value["blocking"] = json!(row.blocking);
    value["review_load"] = json!(row.pairs.review);
    value["stability"] = json!(row.stability);
    value["sweep"] = row
        .sweep
        .iter()
        .map(|at| {
            json!({ "threshold": at.threshold, "clusters": at.clusters, "pairwise": prf(&at.pairwise),
                    "b_cubed_f1": round(at.b_cubed_f1), "distinct_violated": at.distinct_violated })
        })
        .collect();
    value["curve"] = json!(row.pairs.curve);
    value["errors"] = json!(row.errors);
    value["partition"] = json!(row.partition);
    if let Some((pairwise, b_cubed)) = &row.against {
        value["against"] = json!({ "pairwise_f1": difference(pairwise), "b_cubed_f1": difference(b_cubed) });
    }
    if let Some(seconds) = row.seconds {
        value["seconds"] = json!(round(seconds));
    }
    value
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::bench::gold::LinkingGold;
    use crate::bench::metrics::score_linking;
    use crate::link::Record;

    /// The report of one gold: two tasks that are one.
    pub(in crate::bench) fn one_pair() -> Report {
        let gold = LinkingGold {
            records: vec![Record::default(); 2],
            clusters: vec![0, 0],
            ..LinkingGold::default()
        };
        let row = LinkingRow {
            gold: "护士".to_owned(),
            score: score_linking(&gold, &[1, 1]),
            ..LinkingRow::default()
        };
        Report { linking: vec![row], ..Report::default() }
    }

    #[test]
    fn json_has_the_promised_keys() {
        let json = one_pair().json();
        assert_eq!(json["linking"][0]["pairwise"]["fn"], 0);
        assert_eq!(json["linking"][0]["intervals"]["pairwise_f1"][1], 1.0);
        assert_eq!(json["linking"][0]["adjusted_rand"], 1.0);
        assert!(json["documents"].is_array() && json["baselines"].is_array());
        assert!(json.get("cost").is_none() && json.get("synthetic").is_none());
    }
}
