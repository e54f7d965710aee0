//! Built-in baselines: what a plain string comparison reaches on the same records.
//!
//! Each measure is tried with every threshold of a grid and the best F1 is kept. The threshold is thus chosen
//! on the data it is scored on: an upper bound of the baseline, and labelled so.

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::gold::LinkingGold;
use super::metrics::{LinkingScore, pairwise, score_linking};
use crate::lexicon::normal::{identity_form, normal_form};

/// A plain measure of likeness.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// 1 − Levenshtein distance / longer length.
    Levenshtein,
    /// Jaro–Winkler.
    JaroWinkler,
    /// Sørensen–Dice over pairs of characters.
    SorensenDice,
    /// Cosine of characters and pairs of characters, weighted by inverse document frequency.
    TfIdf,
}

impl Measure {
    /// All measures.
    pub const ALL: [Self; 4] = [Self::Levenshtein, Self::JaroWinkler, Self::SorensenDice, Self::TfIdf];

    /// The name in output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Levenshtein => "levenshtein",
            Self::JaroWinkler => "jaro-winkler",
            Self::SorensenDice => "sorensen-dice",
            Self::TfIdf => "tf-idf",
        }
    }
}

/// A plain way of clustering.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Clustering {
    /// Everything connected by pairs above the threshold (transitive closure).
    ConnectedComponents,
    /// Average linkage, cut at the threshold.
    AverageLinkage,
}

impl Clustering {
    /// Both ways.
    pub const ALL: [Self; 2] = [Self::ConnectedComponents, Self::AverageLinkage];

    /// The name in output.
    pub fn name(self) -> &'static str {
        match self {
            Self::ConnectedComponents => "connected-components",
            Self::AverageLinkage => "average-linkage",
        }
    }
}

/// A baseline's best result.
#[derive(Clone, Debug, PartialEq)]
pub struct Baseline {
    /// The measure.
    pub measure: Measure,
    /// The way of clustering.
    pub clustering: Clustering,
    /// The threshold that did best on this very gold.
    pub threshold: f64,
    /// What it reached.
    pub score: LinkingScore,
}

/// All baselines on one gold. Titles are compared in identity form (width, case, punctuation folded).
pub fn baselines(gold: &LinkingGold) -> Vec<Baseline> {
    let titles: Vec<String> =
        gold.records.iter().map(|record| identity_form(&normal_form(&record.title))).collect();
    let mut out = Vec::new();
    for measure in Measure::ALL {
        let likeness = likeness(measure, &titles);
        for clustering in Clustering::ALL {
            let merges = match clustering {
                Clustering::ConnectedComponents => linkage(&likeness, titles.len(), |a, b, _, _| a.max(b)),
                Clustering::AverageLinkage => {
                    linkage(&likeness, titles.len(), |a, b, m, n| (m * a + n * b) / (m + n))
                }
            };
            let best = (1..40)
                .map(|step| f64::from(step) / 40.0)
                .map(|threshold| (threshold, pairwise(gold, &cut(&merges, titles.len(), threshold)).f1))
                .max_by(|x, y| x.1.total_cmp(&y.1));
            if let Some((threshold, _)) = best {
                let score = score_linking(gold, &cut(&merges, titles.len(), threshold));
                out.push(Baseline { measure, clustering, threshold, score });
            }
        }
    }
    out
}

fn likeness(measure: Measure, titles: &[String]) -> Vec<f64> {
    let n = titles.len();
    let vectors = if measure == Measure::TfIdf { tf_idf(titles) } else { Vec::new() };
    let mut out = vec![0.0; n * n];
    for a in 0..n {
        for b in a + 1..n {
            let value = match measure {
                Measure::Levenshtein => strsim::normalized_levenshtein(&titles[a], &titles[b]),
                Measure::JaroWinkler => strsim::jaro_winkler(&titles[a], &titles[b]),
                Measure::SorensenDice => sorensen_dice(&titles[a], &titles[b]),
                Measure::TfIdf => {
                    vectors[a].iter().filter_map(|(gram, x)| vectors[b].get(gram).map(|y| x * y)).sum()
                }
            };
            out[a * n + b] = value;
            out[b * n + a] = value;
        }
    }
    out
}

/// strsim's function, told the texts in letters of one byte each: it divides by lengths in bytes, which would put
/// two equal Chinese texts at a third.
fn sorensen_dice(a: &str, b: &str) -> f64 {
    let mut letters: Vec<char> = a.chars().chain(b.chars()).collect();
    letters.sort_unstable();
    letters.dedup();
    // Codes from `!` on: strsim leaves white space out.
    let letter = |c: char| letters.binary_search(&c).ok().and_then(|at| u8::try_from(at + 0x21).ok());
    let written = |text: &str| -> Option<String> {
        text.chars().map(|c| letter(c).filter(u8::is_ascii).map(char::from)).collect()
    };
    match (written(a), written(b)) {
        (Some(a), Some(b)) => strsim::sorensen_dice(&a, &b),
        // More letters than there are codes of one byte.
        _ => strsim::sorensen_dice(a, b),
    }
}

fn tf_idf(titles: &[String]) -> Vec<FxHashMap<String, f64>> {
    let mut frequency: FxHashMap<String, f64> = FxHashMap::default();
    let mut bags: Vec<FxHashMap<String, f64>> = Vec::new();
    for title in titles {
        let chars: Vec<char> = title.chars().collect();
        let mut bag: FxHashMap<String, f64> = FxHashMap::default();
        for gram in chars.windows(1).chain(chars.windows(2)) {
            *bag.entry(gram.iter().collect()).or_default() += 1.0;
        }
        for gram in bag.keys() {
            *frequency.entry(gram.clone()).or_default() += 1.0;
        }
        bags.push(bag);
    }
    let n = titles.len() as f64;
    for bag in &mut bags {
        for (gram, weight) in bag.iter_mut() {
            *weight *= ((1.0 + n) / (1.0 + frequency[gram])).ln() + 1.0;
        }
        // Summed in a fixed order: rounding must not depend on the order of a hash map.
        let mut squares: Vec<f64> = bag.values().map(|weight| weight * weight).collect();
        squares.sort_by(f64::total_cmp);
        let norm = squares.iter().sum::<f64>().sqrt().max(f64::MIN_POSITIVE);
        bag.values_mut().for_each(|weight| *weight /= norm);
    }
    bags
}

/// Agglomerates to the end: (likeness, kept record, joined record), in falling order of likeness. `update`
/// gives the likeness of a joined cluster from those of its two parts and their sizes.
fn linkage(
    likeness: &[f64],
    n: usize,
    update: impl Fn(f64, f64, f64, f64) -> f64,
) -> Vec<(f64, usize, usize)> {
    let mut matrix = likeness.to_vec();
    let mut size = vec![1.0; n];
    let mut alive: Vec<usize> = (0..n).collect();
    let mut merges = Vec::new();
    while alive.len() > 1 {
        let mut best = (f64::MIN, 0, 0);
        for (k, &a) in alive.iter().enumerate() {
            for &b in &alive[k + 1..] {
                if matrix[a * n + b] > best.0 {
                    best = (matrix[a * n + b], a, b);
                }
            }
        }
        let (value, a, b) = best;
        merges.push((value, a, b));
        alive.retain(|&other| other != b);
        for &other in &alive {
            let joined = update(matrix[a * n + other], matrix[b * n + other], size[a], size[b]);
            matrix[a * n + other] = joined;
            matrix[other * n + a] = joined;
        }
        size[a] += size[b];
    }
    merges
}

fn cut(merges: &[(f64, usize, usize)], n: usize, threshold: f64) -> Vec<usize> {
    let mut label: Vec<usize> = (0..n).collect();
    for &(value, a, b) in merges {
        if value >= threshold {
            let (from, to) = (label[b], label[a]);
            label.iter_mut().filter(|label| **label == from).for_each(|label| *label = to);
        }
    }
    label
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::Record;

    #[test]
    fn closure_chains_where_average_linkage_stops() {
        // 0-1 and 1-2 are alike, 0-2 are not.
        let likeness = [1.0, 0.8, 0.0, 0.8, 1.0, 0.7, 0.0, 0.7, 1.0];
        let chained = linkage(&likeness, 3, |a, b, _, _| a.max(b));
        assert_eq!(cut(&chained, 3, 0.6), [0, 0, 0]);
        let average = linkage(&likeness, 3, |a, b, m, n| (m * a + n * b) / (m + n));
        assert_eq!(cut(&average, 3, 0.6), [0, 0, 2]);
    }

    #[test]
    fn dice_counts_characters_whatever_their_length_in_bytes() {
        assert_eq!(sorensen_dice("清点库存", "清点库存"), 1.0);
        assert_eq!(sorensen_dice("测量生命体征", "测量体征"), strsim::sorensen_dice("abcdef", "abef"));
    }

    #[test]
    fn every_measure_finds_equal_titles() {
        let titled = |title: &str| Record { title: title.to_owned(), ..Record::default() };
        let gold = LinkingGold {
            records: vec![titled("清点 库存"), titled("清点库存。"), titled("接待顾客")],
            clusters: vec![0, 0, 1],
            ..LinkingGold::default()
        };
        let all = baselines(&gold);
        assert_eq!(all.len(), 8);
        assert!(all.iter().all(|baseline| baseline.score.pairwise.f1 == 1.0), "{all:?}");
    }
}
