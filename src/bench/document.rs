//! One document against its gold: lines removed, strings kept and dropped, tasks found.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::metrics::Prf;

/// Two titles at least this alike may be one. The value of the reference scorer.
const ALIKE: f64 = 0.6;
/// A removal within one line takes the line if it covers this share of its characters. As above.
const WHOLE_LINE: f64 = 0.9;

/// `guiyi.gold.document/1`: what one document must yield.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct DocumentGold {
    /// File name of the source.
    pub source: String,
    /// Lines that are no content.
    #[serde(default)]
    pub noise: Vec<NoiseLines>,
    /// Strings that must stand in the cleaned text.
    #[serde(default)]
    pub keep: Vec<String>,
    /// Strings that must not.
    #[serde(default)]
    pub drop: Vec<String>,
    /// Tasks the document states.
    #[serde(default)]
    pub tasks: Vec<GoldTask>,
    /// If given, only tasks found in these lines are scored (1-based, inclusive).
    #[serde(default)]
    pub task_lines: Option<(usize, usize)>,
}

/// Noise in gold.
#[derive(Clone, Debug, Deserialize)]
pub struct NoiseLines {
    /// 1-based first line.
    pub line_start: usize,
    /// 1-based last line, inclusive.
    pub line_end: usize,
    /// False if removing it counts neither way.
    #[serde(default = "yes")]
    pub strict: bool,
}

fn yes() -> bool {
    true
}

/// A task in gold.
#[derive(Clone, Debug, Deserialize)]
pub struct GoldTask {
    /// Its wording.
    pub title: String,
    /// `core` must be found; others count neither way.
    pub tier: String,
}

/// What the pipeline made of the document.
#[derive(Clone, Debug, Default)]
pub struct Produced {
    /// The decoded source text.
    pub text: String,
    /// Removals: 1-based first and last line, and the removed text.
    pub removals: Vec<(usize, usize, String)>,
    /// The cleaned Markdown.
    pub markdown: String,
    /// Tasks found: 1-based first line and title.
    pub tasks: Vec<(usize, String)>,
}

/// Quality of one document.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct DocumentScore {
    /// File name of the source.
    pub source: String,
    /// Strict noise lines.
    pub noise: Prf,
    /// Core tasks found; optional ones count neither way.
    pub tasks: Prf,
    /// Strings that should have been kept and are gone.
    pub lost: Vec<String>,
    /// Strings that should be gone and are still there.
    pub left: Vec<String>,
    /// Core tasks not found.
    pub missed: Vec<String>,
    /// Titles found that gold does not know.
    pub extra: Vec<String>,
}

/// Scores what was `produced` from a document. `convert` brings a string to the target script; it is applied
/// to both sides.
pub fn score_document(
    gold: &DocumentGold,
    produced: &Produced,
    convert: &dyn Fn(&str) -> String,
) -> DocumentScore {
    let fold = |text: &str| fold(&convert(text));
    let lines: Vec<String> = produced.text.split('\n').map(fold).collect();
    let blank = |line: usize| lines.get(line - 1).is_none_or(String::is_empty);
    let (mut strict, mut soft) = (BTreeSet::new(), BTreeSet::new());
    for noise in &gold.noise {
        let set = if noise.strict { &mut strict } else { &mut soft };
        set.extend((noise.line_start.max(1)..=noise.line_end).filter(|&line| !blank(line)));
    }
    let mut removed = BTreeSet::new();
    for (first, last, text) in &produced.removals {
        let part = first == last && {
            let line = lines.get(first.saturating_sub(1)).map_or(0, |line| line.chars().count());
            (fold(text).chars().count() as f64) < WHOLE_LINE * line as f64
        };
        if !part {
            removed.extend(((*first).max(1)..=*last).filter(|&line| !blank(line)));
        }
    }
    let hit = removed.intersection(&strict).count();
    let wrong = removed.iter().filter(|line| !strict.contains(line) && !soft.contains(line)).count();
    let markdown = fold(&produced.markdown);
    let stands = |text: &str| {
        let folded = fold(text);
        if folded.is_empty() { produced.markdown.contains(text) } else { markdown.contains(&folded) }
    };
    let inside = |line: usize| gold.task_lines.is_none_or(|(first, last)| (first..=last).contains(&line));
    let found: Vec<&str> =
        produced.tasks.iter().filter(|task| inside(task.0)).map(|task| task.1.as_str()).collect();
    let folded: Vec<String> = found.iter().map(|title| fold(title)).collect();
    let wanted: Vec<String> = gold.tasks.iter().map(|task| fold(&task.title)).collect();
    let (gold_hit, found_hit) = matching(&wanted, &folded);
    let core: Vec<usize> = (0..wanted.len()).filter(|&at| gold.tasks[at].tier == "core").collect();
    let right = core.iter().filter(|&&at| gold_hit[at]).count();
    let extra: Vec<String> = found
        .iter()
        .zip(&found_hit)
        .filter(|(_, hit)| !**hit)
        .map(|(title, _)| (*title).to_owned())
        .collect();
    DocumentScore {
        source: gold.source.clone(),
        noise: Prf::of(hit, wrong, strict.len() - hit),
        tasks: Prf::of(right, extra.len(), core.len() - right),
        lost: gold.keep.iter().filter(|text| !stands(text)).cloned().collect(),
        left: gold.drop.iter().filter(|text| stands(text)).cloned().collect(),
        missed: core.iter().filter(|&&at| !gold_hit[at]).map(|&at| gold.tasks[at].title.clone()).collect(),
        extra,
    }
}

/// Matches titles one to one, most alike first.
fn matching(wanted: &[String], found: &[String]) -> (Vec<bool>, Vec<bool>) {
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (i, a) in wanted.iter().enumerate() {
        for (j, b) in found.iter().enumerate() {
            let value = alike(a, b);
            if value >= ALIKE {
                pairs.push((value, i, j));
            }
        }
    }
    pairs.sort_by(|x, y| y.0.total_cmp(&x.0).then((y.1, y.2).cmp(&(x.1, x.2))));
    let (mut left, mut right) = (vec![false; wanted.len()], vec![false; found.len()]);
    for (_, i, j) in pairs {
        if !left[i] && !right[j] {
            left[i] = true;
            right[j] = true;
        }
    }
    (left, right)
}

/// 1 for equal texts, at least 0.75 if one holds the other, else the Dice coefficient of character pairs.
fn alike(a: &str, b: &str) -> f64 {
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    if a == b {
        return 1.0;
    }
    let (m, n) = (a.chars().count() as f64, b.chars().count() as f64);
    if a.contains(b) || b.contains(a) {
        return (m.min(n) / m.max(n)).max(0.75);
    }
    let pairs = |text: &str| -> BTreeSet<Vec<char>> {
        let chars: Vec<char> = text.chars().collect();
        if chars.len() < 2 {
            BTreeSet::from([chars])
        } else {
            chars.windows(2).map(<[char]>::to_vec).collect()
        }
    };
    let (a, b) = (pairs(a), pairs(b));
    2.0 * a.intersection(&b).count() as f64 / (a.len() + b.len()) as f64
}

/// Lower case, without tags and without anything but letters and digits.
fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        match rest[at + 1..].find('>') {
            Some(len) if len > 0 => {
                out.push_str(&rest[..at]);
                rest = &rest[at + len + 2..];
            }
            _ => {
                out.push_str(&rest[..=at]);
                rest = &rest[at + 1..];
            }
        }
    }
    out.push_str(rest);
    out.chars().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gold() -> DocumentGold {
        serde_json::from_str(
            r#"{"source":"a.md","noise":[{"line_start":1,"line_end":2},{"line_start":4,"line_end":4,"strict":false}],
                "keep":["盘点货架"],"drop":["分享到"],"tasks":[{"title":"盘点货架","tier":"core"},{"title":"接待访客","tier":"optional"},
                {"title":"核对入库单","tier":"core"}],"task_lines":[3,9]}"#,
        )
        .expect("gold")
    }

    #[test]
    fn soft_noise_optional_tasks_and_blank_lines_count_neither_way() {
        let produced = Produced {
            text: "首页 > 仓库\n\n盘点货架\n版权\n接待访客\n".to_owned(),
            removals: vec![
                (1, 2, "首页 > 仓库".to_owned()),
                (4, 4, "版权".to_owned()),
                (5, 5, "客".to_owned()),
            ],
            markdown: "- 盘点**货架**\n".to_owned(),
            tasks: vec![
                (3, "盘点货架。".to_owned()),
                (5, "接待访客".to_owned()),
                (6, "浇花".to_owned()),
                (20, "外".to_owned()),
            ],
        };
        let score = score_document(&gold(), &produced, &str::to_owned);
        assert_eq!((score.noise.tp, score.noise.fp, score.noise.fn_), (1, 0, 0));
        assert_eq!((score.tasks.tp, score.tasks.fp, score.tasks.fn_), (1, 1, 1));
        assert_eq!((score.missed, score.extra), (vec!["核对入库单".to_owned()], vec!["浇花".to_owned()]));
        assert!(score.lost.is_empty() && score.left.is_empty());
    }

    #[test]
    fn both_sides_are_converted() {
        let produced = Produced { tasks: vec![(3, "盤點貨架".to_owned())], ..Produced::default() };
        let convert = |text: &str| text.replace('盤', "盘").replace('點', "点").replace('貨', "货");
        assert_eq!(score_document(&gold(), &produced, &convert).tasks.tp, 1);
    }

    #[test]
    fn tags_are_not_text() {
        assert_eq!(fold("<b>A</b> 级 <3"), "a级3");
    }
}
