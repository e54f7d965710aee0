//! The report of a bench: JSON for machines, an aligned table for people.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::baselines::Baseline;
use super::document::DocumentScore;
use super::metrics::{Interval, LinkingScore, Prf};

/// One linking gold and what was reached on it.
#[derive(Clone, Debug)]
pub struct LinkingRow {
    /// Name of the gold.
    pub gold: String,
    /// What was reached.
    pub score: LinkingScore,
}

/// One baseline on one gold.
#[derive(Clone, Debug)]
pub struct BaselineRow {
    /// Name of the gold.
    pub gold: String,
    /// What it reached.
    pub baseline: Baseline,
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
}

fn prf(value: &Prf) -> Value {
    json!({ "precision": round(value.precision), "recall": round(value.recall), "f1": round(value.f1),
            "tp": value.tp, "fp": value.fp, "fn": value.fn_ })
}

fn interval(value: &Interval) -> Value {
    json!([round(value.low), round(value.high)])
}

fn round(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0
}

impl Report {
    /// The JSON of `guiyi bench --format json`.
    pub fn json(&self) -> Value {
        let linking: Vec<Value> = self.linking.iter().map(|row| of_linking(&row.gold, &row.score)).collect();
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
                let mut value = of_linking(&row.gold, &row.baseline.score);
                value["measure"] = json!(row.baseline.measure.name());
                value["clustering"] = json!(row.baseline.clustering.name());
                value["threshold"] = json!(row.baseline.threshold);
                value["threshold_origin"] = json!("chosen on this gold: an upper bound");
                value
            })
            .collect();
        json!({ "linking": linking, "documents": documents, "baselines": baselines })
    }

    /// Aligned tables for a terminal.
    pub fn table(&self) -> String {
        let mut out = String::new();
        if !self.linking.is_empty() {
            let mut rows = vec![
                ["归并", "任务", "簇", "金标", "P", "R", "F1", "F1 95%", "B³ F1", "误并"].map(str::to_owned),
            ];
            for row in &self.linking {
                rows.push(cells(&row.gold, &row.score));
            }
            out.push_str(&aligned(&rows));
        }
        if !self.baselines.is_empty() {
            let mut rows = vec![
                ["基线(阈值取自同一金标)", "任务", "簇", "金标", "P", "R", "F1", "F1 95%", "B³ F1", "误并"]
                    .map(str::to_owned),
            ];
            for row in &self.baselines {
                let base = &row.baseline;
                let name = format!("{} {} {}", row.gold, base.measure.name(), base.clustering.name());
                rows.push(cells(&name, &base.score));
            }
            out.push('\n');
            out.push_str(&aligned(&rows));
        }
        if !self.documents.is_empty() {
            let mut rows = vec![
                ["文档", "噪声P", "噪声R", "任务P", "任务R", "任务F1", "误删", "残留", "", ""]
                    .map(str::to_owned),
            ];
            for score in &self.documents {
                let of = |value: f64| format!("{value:.3}");
                rows.push([
                    score.source.clone(),
                    of(score.noise.precision),
                    of(score.noise.recall),
                    of(score.tasks.precision),
                    of(score.tasks.recall),
                    of(score.tasks.f1),
                    score.lost.len().to_string(),
                    score.left.len().to_string(),
                    String::new(),
                    String::new(),
                ]);
            }
            out.push('\n');
            out.push_str(&aligned(&rows));
        }
        out
    }
}

fn of_linking(gold: &str, score: &LinkingScore) -> Value {
    json!({
        "gold": gold, "tasks": score.tasks, "clusters": score.clusters, "gold_clusters": score.gold_clusters,
        "pairwise": prf(&score.pairwise),
        "b_cubed": { "precision": round(score.b_cubed.precision), "recall": round(score.b_cubed.recall), "f1": round(score.b_cubed.f1) },
        "exact_clusters": prf(&score.exact),
        "distinct_violated": score.distinct_violated, "distinct_total": score.distinct_total,
        "intervals": { "pairwise_f1": interval(&score.pairwise_f1), "b_cubed_f1": interval(&score.b_cubed_f1) },
    })
}

fn cells(name: &str, score: &LinkingScore) -> [String; 10] {
    let of = |value: f64| format!("{value:.3}");
    [
        name.to_owned(),
        score.tasks.to_string(),
        score.clusters.to_string(),
        score.gold_clusters.to_string(),
        of(score.pairwise.precision),
        of(score.pairwise.recall),
        of(score.pairwise.f1),
        format!("{:.2}–{:.2}", score.pairwise_f1.low, score.pairwise_f1.high),
        of(score.b_cubed.f1),
        format!("{}/{}", score.distinct_violated, score.distinct_total),
    ]
}

/// Columns padded to one width; a CJK character takes two cells of a terminal.
fn aligned(rows: &[[String; 10]]) -> String {
    let width = |text: &str| {
        text.chars().map(|c| if ('\u{2e80}'..='\u{ffef}').contains(&c) { 2 } else { 1 }).sum::<usize>()
    };
    let widths: Vec<usize> =
        (0..10).map(|column| rows.iter().map(|row| width(&row[column])).max().unwrap_or(0)).collect();
    let mut out = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, most) in row.iter().zip(&widths) {
            let _ = write!(line, "{cell}{}  ", " ".repeat(most - width(cell)));
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::gold::LinkingGold;
    use crate::bench::metrics::score_linking;
    use crate::link::Record;

    #[test]
    fn json_has_the_promised_keys_and_the_table_is_aligned() {
        let gold = LinkingGold {
            records: vec![Record::default(); 2],
            clusters: vec![0, 0],
            ..LinkingGold::default()
        };
        let report = Report {
            linking: vec![LinkingRow { gold: "护士".to_owned(), score: score_linking(&gold, &[1, 1]) }],
            ..Report::default()
        };
        let json = report.json();
        assert_eq!(json["linking"][0]["pairwise"]["fn"], 0);
        assert_eq!(json["linking"][0]["intervals"]["pairwise_f1"][1], 1.0);
        assert!(json["documents"].is_array() && json["baselines"].is_array());
        let table = report.table();
        let column =
            |line: &str| line.find(" 2 ").or(line.find(" 任务")).map(|at| line[..at].chars().count());
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!(column(lines[0]), column(lines[1]), "{table}");
    }
}
