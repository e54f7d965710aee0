//! A report as aligned tables for a terminal.

use std::fmt::Write as _;

use super::errors::ErrorKind;
use super::labels::{Labels, Language};
use super::report::Report;

impl Report {
    /// Aligned tables for a terminal, and the first `errors` of the worst errors of each gold.
    pub fn table(&self, language: Language, errors: usize) -> String {
        let labels = Labels::of(language);
        let mut out = String::new();
        self.quality(labels, &mut out);
        self.differences(labels, &mut out);
        self.baseline_rows(labels, &mut out);
        self.document_rows(labels, &mut out);
        self.synthetic_rows(labels, &mut out);
        self.error_list(labels, errors, &mut out);
        if let Some(cost) = &self.cost {
            let memory = cost.peak_memory.map(|bytes| format!("  {} {}", labels.memory, bytes / 1_000_000));
            let _ = writeln!(out, "\n{} {:.1}{}", labels.seconds, cost.seconds, memory.unwrap_or_default());
        }
        out
    }

    fn quality(&self, labels: &Labels, out: &mut String) {
        let rows = self.linking.iter().map(|row| {
            let score = &row.score;
            vec![
                row.gold.clone(),
                score.tasks.to_string(),
                score.clusters.to_string(),
                score.gold_clusters.to_string(),
                share(score.pairwise.precision),
                share(score.pairwise.recall),
                share(score.pairwise.f1),
                format!("{:.2}–{:.2}", score.pairwise_f1.low, score.pairwise_f1.high),
                format!("{}/{}", score.distinct_violated, score.distinct_total),
            ]
        });
        aligned(&labels.quality, rows, out);
        let rows = self.linking.iter().map(|row| {
            let score = &row.score;
            vec![
                row.gold.clone(),
                share(row.pairs.before.f1),
                share(score.b_cubed.f1),
                share(score.exact.f1),
                share(score.adjusted_rand),
                share(score.v_measure),
                share(row.pairs.average_precision),
            ]
        });
        aligned(&labels.clustering, rows, out);
        let rows = self.linking.iter().map(|row| {
            let stable = |of: fn(&super::stability::Stability) -> f64| {
                row.stability.as_ref().map_or_else(|| "-".to_owned(), |stability| share(of(stability)))
            };
            vec![
                row.gold.clone(),
                share(row.blocking.pair_completeness),
                share(row.blocking.reduction_ratio),
                row.pairs.review.per_task.map_or_else(|| "-".to_owned(), |load| format!("{load:.2}")),
                stable(|s| s.order.adjusted_rand),
                stable(|s| s.removal.adjusted_rand),
                stable(|s| s.addition.adjusted_rand),
                row.seconds.map_or_else(|| "-".to_owned(), |seconds| format!("{seconds:.2}")),
            ]
        });
        aligned(&labels.candidates, rows, out);
    }

    fn differences(&self, labels: &Labels, out: &mut String) {
        let rows = self.linking.iter().filter_map(|row| {
            let (pairwise, b_cubed) = row.against.as_ref()?;
            let interval = |at: &super::bootstrap::Interval| format!("{:+.3}–{:+.3}", at.low, at.high);
            Some(vec![
                row.gold.clone(),
                format!("{:+.3}", pairwise.change),
                interval(&pairwise.interval),
                format!("{:+.3}", b_cubed.change),
                interval(&b_cubed.interval),
            ])
        });
        aligned(&labels.against, rows, out);
    }

    fn baseline_rows(&self, labels: &Labels, out: &mut String) {
        let rows = self.baselines.iter().map(|row| {
            let (base, score) = (&row.baseline, &row.baseline.score);
            vec![
                format!("{} {} {}", row.gold, base.measure.name(), base.clustering.name()),
                score.clusters.to_string(),
                format!("{:.3}", base.threshold),
                share(score.pairwise.precision),
                share(score.pairwise.recall),
                share(score.pairwise.f1),
                share(score.b_cubed.f1),
                format!("{}/{}", score.distinct_violated, score.distinct_total),
            ]
        });
        aligned(&labels.baselines, rows, out);
    }

    fn document_rows(&self, labels: &Labels, out: &mut String) {
        let rows = self.documents.iter().map(|score| {
            vec![
                score.source.clone(),
                share(score.noise.precision),
                share(score.noise.recall),
                share(score.tasks.precision),
                share(score.tasks.recall),
                share(score.tasks.f1),
                score.lost.len().to_string(),
                score.left.len().to_string(),
            ]
        });
        aligned(&labels.documents, rows, out);
    }

    fn synthetic_rows(&self, labels: &Labels, out: &mut String) {
        let rows = self.synthetic.iter().map(|row| {
            let group = if row.group == "variation" { labels.variation } else { labels.hard_negative };
            vec![
                group.to_owned(),
                row.kind.to_owned(),
                row.pairs.to_string(),
                row.right.to_string(),
                share(row.share),
            ]
        });
        aligned(&labels.synthetic, rows, out);
    }

    fn error_list(&self, labels: &Labels, most: usize, out: &mut String) {
        for row in self.linking.iter().filter(|row| most > 0 && !row.errors.is_empty()) {
            let _ = writeln!(out, "\n{} · {}", labels.errors, row.gold);
            for error in row.errors.iter().take(most) {
                let kind = labels.kinds[match error.kind {
                    ErrorKind::MustStayApart => 0,
                    ErrorKind::WronglyJoined => 1,
                    ErrorKind::Missed => 2,
                }];
                let (a, b) = (&error.a, &error.b);
                let _ = writeln!(
                    out,
                    "{kind} {:+.1}  {} | {}  ({} {})",
                    error.weight, a.title, b.title, a.id, b.id
                );
                for level in &error.levels {
                    let _ = writeln!(out, "    {:+.1}  {} {}", level.weight, level.comparison, level.level);
                }
            }
        }
    }
}

fn share(value: f64) -> String {
    format!("{value:.3}")
}

/// Columns padded to one width; a CJK character takes two cells of a terminal. Nothing without rows.
fn aligned(head: &[&str], rows: impl Iterator<Item = Vec<String>>, out: &mut String) {
    let width = |text: &str| {
        text.chars().map(|c| if ('\u{2e80}'..='\u{ffef}').contains(&c) { 2 } else { 1 }).sum::<usize>()
    };
    let mut all: Vec<Vec<String>> = vec![head.iter().map(|&cell| cell.to_owned()).collect()];
    all.extend(rows);
    if all.len() == 1 {
        return;
    }
    if !out.is_empty() {
        out.push('\n');
    }
    let widths: Vec<usize> =
        (0..head.len()).map(|column| all.iter().map(|row| width(&row[column])).max().unwrap_or(0)).collect();
    for row in all {
        let mut line = String::new();
        for (cell, most) in row.iter().zip(&widths) {
            let _ = write!(line, "{cell}{}  ", " ".repeat(most - width(cell)));
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::report::tests::one_pair;

    #[test]
    fn columns_stand_under_their_heads_in_both_languages() {
        let report = one_pair();
        let zh = report.table(Language::Zh, 0);
        let lines: Vec<&str> = zh.lines().collect();
        assert_eq!(lines[0].split_whitespace().next(), Some("归并"));
        let column = |line: &str, cell: &str| line.find(cell).map(|at| line[..at].chars().count());
        assert_eq!(column(lines[0], "任务"), column(lines[1], "2 "), "{zh}");
        assert!(report.table(Language::En, 0).starts_with("linking"));
    }

    #[test]
    fn an_empty_report_prints_nothing() {
        assert_eq!(Report::default().table(Language::Zh, 20), "");
    }
}
