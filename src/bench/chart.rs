//! Charts as inline SVG: lines over an axis, and bars. Sizes are in SVG user units.

use std::fmt::Write as _;

use super::html::escaped;

const WIDTH: f64 = 420.0;
const HEIGHT: f64 = 260.0;
const LEFT: f64 = 44.0;
const BOTTOM: f64 = 34.0;
const TOP: f64 = 12.0;
const RIGHT: f64 = 12.0;

/// A series of points `(x, y)` with its name; `y` from 0 to 1.
pub(super) struct Series<'a> {
    pub(super) name: &'a str,
    pub(super) points: Vec<(f64, f64)>,
}

/// A line chart: `x` from `range.0` to `range.1`, `y` from 0 to 1, a dashed mark at `mark`.
pub(super) fn lines(
    caption: &str,
    axes: (&str, &str),
    range: (f64, f64),
    series: &[Series<'_>],
    mark: Option<f64>,
) -> String {
    let span = if range.1 > range.0 { range.1 - range.0 } else { 1.0 };
    let x = |value: f64| LEFT + (value - range.0) / span * (WIDTH - LEFT - RIGHT);
    let y = |value: f64| HEIGHT - BOTTOM - value.clamp(0.0, 1.0) * (HEIGHT - BOTTOM - TOP);
    let mut out = frame(caption);
    for step in 0..=4 {
        let at = f64::from(step) / 4.0;
        let _ = write!(
            out,
            "<line class=\"grid\" x1=\"{LEFT}\" x2=\"{:.1}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/><text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{at}</text>",
            WIDTH - RIGHT,
            LEFT - 6.0,
            y(at) + 4.0,
            y = y(at)
        );
        let value = range.0 + span * at;
        let _ = write!(
            out,
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
            x(value),
            HEIGHT - BOTTOM + 15.0,
            (value * 100.0).round() / 100.0
        );
    }
    if let Some(mark) = mark.filter(|mark| (range.0..=range.1).contains(mark)) {
        let _ = write!(
            out,
            "<line class=\"mark\" x1=\"{0:.1}\" x2=\"{0:.1}\" y1=\"{TOP}\" y2=\"{1:.1}\"/>",
            x(mark),
            y(0.0)
        );
    }
    for (number, line) in series.iter().enumerate() {
        let points: Vec<String> =
            line.points.iter().map(|&(px, py)| format!("{:.1},{:.1}", x(px), y(py))).collect();
        let _ = write!(out, "<polyline class=\"line s{}\" points=\"{}\"/>", number % 3, points.join(" "));
        if series.len() > 1 {
            let top = TOP + 14.0 * number as f64 + 6.0;
            let _ = write!(
                out,
                "<rect class=\"s{}\" x=\"{LEFT}\" y=\"{top:.1}\" width=\"10\" height=\"3\" transform=\"translate(6 0)\"/><text x=\"{:.1}\" y=\"{:.1}\">{}</text>",
                number % 3,
                LEFT + 20.0,
                top + 5.0,
                escaped(line.name)
            );
        }
    }
    let _ = write!(
        out,
        "<line class=\"axis\" x1=\"{LEFT}\" x2=\"{:.1}\" y1=\"{base:.1}\" y2=\"{base:.1}\"/><text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text><text x=\"{LEFT}\" y=\"9\">{}</text>",
        WIDTH - RIGHT,
        WIDTH - RIGHT,
        HEIGHT - 4.0,
        escaped(axes.0),
        escaped(axes.1),
        base = y(0.0)
    );
    out.push_str("</svg></figure>");
    out
}

/// Horizontal bars of values from 0 to 1, with their names; the marked ones stand out.
pub(super) fn bars(caption: &str, rows: &[(String, f64, bool)]) -> String {
    const ROW: f64 = 20.0;
    const NAMES: f64 = 230.0;
    let height = ROW * rows.len() as f64 + 8.0;
    let mut out = format!(
        "<figure><figcaption>{}</figcaption><svg viewBox=\"0 0 560 {height:.0}\" role=\"img\" aria-label=\"{}\">",
        escaped(caption),
        escaped(caption)
    );
    for (number, (name, value, ours)) in rows.iter().enumerate() {
        let top = ROW * number as f64 + 4.0;
        let length = value.clamp(0.0, 1.0) * (560.0 - NAMES - 50.0);
        let class = if *ours { "bar ours" } else { "bar" };
        let _ = write!(
            out,
            "<text x=\"{:.0}\" y=\"{:.1}\" text-anchor=\"end\">{}</text><rect class=\"{class}\" x=\"{NAMES}\" y=\"{top:.1}\" width=\"{length:.1}\" height=\"14\"/><text x=\"{:.1}\" y=\"{:.1}\">{value:.3}</text>",
            NAMES - 8.0,
            top + 11.0,
            escaped(name),
            NAMES + length + 6.0,
            top + 11.0
        );
    }
    out.push_str("</svg></figure>");
    out
}

fn frame(caption: &str) -> String {
    let caption = escaped(caption);
    format!(
        "<figure><figcaption>{caption}</figcaption><svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{caption}\">"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_stay_inside_the_frame_and_names_are_escaped() {
        let series = [
            Series { name: "<a>", points: vec![(0.0, 0.0), (1.0, 1.5)] },
            Series { name: "b", points: vec![(0.5, 0.5)] },
        ];
        let svg = lines("标题", ("x", "y"), (0.0, 1.0), &series, Some(0.5));
        assert!(svg.contains("44.0,226.0") && svg.contains("408.0,12.0"), "{svg}");
        assert!(svg.contains("&lt;a&gt;") && !svg.contains("<a>") && svg.contains("class=\"mark\""));
        let chart = bars("甲", &[("乙&丙".to_owned(), 2.0, true)]);
        assert!(chart.contains("乙&amp;丙") && chart.contains("width=\"280.0\""), "{chart}");
    }
}
