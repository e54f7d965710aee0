//! A report as one self-contained HTML page: no script, no other file, charts as inline SVG.

use std::fmt::Write as _;

use super::chart::{Series, bars, lines};
use super::errors::{ErrorKind, LinkingError};
use super::labels::{Labels, Language};
use super::report::{LinkingRow, Report};

/// The style sheet, put into the page.
const STYLE: &str = include_str!("page.css");

/// Text with what HTML gives a meaning escaped.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

impl Report {
    /// The page of `guiyi bench --html FILE`.
    pub fn html(&self, language: Language) -> String {
        let labels = Labels::of(language);
        let mut out = format!(
            "<!DOCTYPE html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title><style>\n{STYLE}</style></head><body>\n<h1>{title}</h1>\n<p class=\"note\">guiyi {}</p>\n",
            labels.lang,
            env!("CARGO_PKG_VERSION"),
            title = labels.title
        );
        // The tables are the terminal's: one place decides what a column holds.
        for table in self.table(language, 0).split("\n\n") {
            html_table(table, &mut out);
        }
        for note in [labels.intervals_note, labels.stability_note, labels.review_note, labels.baselines_note]
        {
            if !self.linking.is_empty() {
                let _ = writeln!(out, "<p class=\"note\">{}</p>", escaped(note));
            }
        }
        for row in &self.linking {
            self.linking_section(row, labels, &mut out);
        }
        if !self.synthetic.is_empty() {
            let rows: Vec<(String, f64, bool)> = self
                .synthetic
                .iter()
                .map(|row| {
                    let group =
                        if row.group == "variation" { labels.variation } else { labels.hard_negative };
                    (format!("{group} {}", row.kind), row.share, true)
                })
                .collect();
            let _ =
                writeln!(out, "<h2>{}</h2>{}", labels.synthetic_title, bars(labels.synthetic_title, &rows));
        }
        if !self.documents.is_empty() {
            let rows: Vec<(String, f64, bool)> =
                self.documents.iter().map(|score| (score.source.clone(), score.tasks.f1, true)).collect();
            let _ = writeln!(out, "<h2>{}</h2>{}", labels.documents_title, bars(labels.documents[5], &rows));
        }
        out.push_str("</body></html>\n");
        out
    }

    fn linking_section(&self, row: &LinkingRow, labels: &Labels, out: &mut String) {
        let _ = writeln!(out, "<h2>{} · {}</h2>\n<div class=\"charts\">", labels.linking, escaped(&row.gold));
        let curve: Vec<(f64, f64)> =
            row.pairs.curve.iter().map(|point| (point.recall, point.precision)).collect();
        let series = [Series { name: labels.precision, points: curve }];
        out.push_str(&lines(labels.curve, (labels.recall, labels.precision), (0.0, 1.0), &series, None));
        if let (Some(first), Some(last)) = (row.sweep.first(), row.sweep.last()) {
            let of = |pick: fn(&super::metrics::Prf) -> f64| {
                row.sweep.iter().map(|at| (at.threshold, pick(&at.pairwise))).collect()
            };
            let series = [
                Series { name: labels.precision, points: of(|prf| prf.precision) },
                Series { name: labels.recall, points: of(|prf| prf.recall) },
                Series { name: "F1", points: of(|prf| prf.f1) },
            ];
            let range = (first.threshold, last.threshold);
            out.push_str(&lines(labels.sweep, (labels.threshold, ""), range, &series, Some(row.threshold)));
        }
        let mut rows = vec![(labels.ours.to_owned(), row.score.pairwise.f1, true)];
        rows.extend(self.baselines.iter().filter(|base| base.gold == row.gold).map(|base| {
            let name = format!("{} · {}", base.baseline.measure.name(), base.baseline.clustering.name());
            (name, base.baseline.score.pairwise.f1, false)
        }));
        out.push_str(&bars(labels.compared, &rows));
        out.push_str("</div>\n");
        if !row.errors.is_empty() {
            let _ = writeln!(out, "<h3>{}</h3>", labels.errors);
            row.errors.iter().for_each(|error| error_details(error, labels, out));
        }
    }
}

fn error_details(error: &LinkingError, labels: &Labels, out: &mut String) {
    let kind = labels.kinds[match error.kind {
        ErrorKind::MustStayApart => 0,
        ErrorKind::WronglyJoined => 1,
        ErrorKind::Missed => 2,
    }];
    let _ = write!(
        out,
        "<details><summary><span class=\"kind\">{kind}</span>{} ｜ {} <span class=\"note\">{:+.1}</span></summary><p class=\"note\">{} {} ｜ {} {}</p><table>",
        escaped(&error.a.title),
        escaped(&error.b.title),
        error.weight,
        escaped(&error.a.id),
        escaped(&error.a.source),
        escaped(&error.b.id),
        escaped(&error.b.source)
    );
    for level in &error.levels {
        let class = if level.weight < 0.0 { "down" } else { "up" };
        let _ = write!(
            out,
            "<tr><td>{}</td><td>{}</td><td class=\"{class}\">{:+.2}</td></tr>",
            escaped(level.comparison),
            escaped(&level.level),
            level.weight
        );
    }
    out.push_str("</table></details>\n");
}

/// One aligned table of the terminal as an HTML table: cells stand apart by two spaces or more.
fn html_table(text: &str, out: &mut String) {
    out.push_str("<table>");
    for (number, line) in text.lines().filter(|line| !line.is_empty()).enumerate() {
        let tag = if number == 0 && text.lines().nth(1).is_some() { "th" } else { "td" };
        out.push_str("<tr>");
        for cell in line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()) {
            let _ = write!(out, "<{tag}>{}</{tag}>", escaped(cell));
        }
        out.push_str("</tr>");
    }
    out.push_str("</table>\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::errors::Side;
    use crate::bench::gold::LinkingGold;
    use crate::bench::metrics::score_linking;
    use crate::link::{LevelWeight, Record};

    #[test]
    fn the_page_stands_alone_and_escapes_what_gold_says() {
        let gold = LinkingGold {
            records: vec![Record::default(); 2],
            clusters: vec![0, 0],
            ..LinkingGold::default()
        };
        let side =
            |id: &str| Side {
                id: id.to_owned(), title: "<b>发药</b>".to_owned(), source: "甲".to_owned()
            };
        let level = LevelWeight { comparison: "object", level: "对象相同".to_owned(), weight: -1.0 };
        let row = LinkingRow {
            gold: "护士".to_owned(),
            score: score_linking(&gold, &[0, 1]),
            errors: vec![LinkingError {
                kind: ErrorKind::Missed,
                a: side("a"),
                b: side("b"),
                weight: -1.0,
                levels: vec![level],
            }],
            ..LinkingRow::default()
        };
        let page = Report { linking: vec![row], ..Report::default() }.html(Language::Zh);
        assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n"));
        assert!(page.contains("&lt;b&gt;发药") && !page.contains("<b>发药"));
        assert!(!page.contains("http") && !page.contains("<script"), "no other file is needed");
        assert_eq!(page.matches("<svg").count(), page.matches("</svg>").count());
        assert!(page.contains("漏并") && page.contains("对象相同"));
    }
}
