//! The worst errors of a run: where the weights were most wrong, with the waterfall that led there.

use serde::Serialize;

use super::gold::LinkingGold;
use crate::link::{LevelWeight, Match, Record};

/// What went wrong with a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ErrorKind {
    /// Joined, though gold says in so many words that the two must stay apart.
    MustStayApart,
    /// Joined, though they are two tasks.
    WronglyJoined,
    /// Kept apart, though they are one task.
    Missed,
}

/// One record of a wrong pair.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Side {
    /// Id of the record.
    pub id: String,
    /// Its title, as gold has it.
    pub title: String,
    /// Its source.
    pub source: String,
}

/// A pair that linking got wrong.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LinkingError {
    /// What went wrong.
    pub kind: ErrorKind,
    /// One record.
    pub a: Side,
    /// The other.
    pub b: Side,
    /// Match weight in bits.
    pub weight: f64,
    /// Its waterfall; empty if the pair was never compared.
    pub levels: Vec<LevelWeight>,
}

/// The worst `most` errors of the clustering `found`: broken must-stay-apart pairs first, then by how far the weight lies on
/// the wrong side of `threshold` (bits). `pairs` is every pair that was compared; one that was not is missed
/// with a weight of minus infinity for ranking and 0 in the report.
pub fn worst_errors(
    gold: &LinkingGold,
    found: &[usize],
    pairs: &[Match],
    threshold: f64,
    most: usize,
) -> Vec<LinkingError> {
    let unscored = gold.unscored();
    let apart: std::collections::BTreeSet<(usize, usize)> =
        gold.distinct.iter().map(|&(a, b)| (a.min(b), a.max(b))).collect();
    let compared: std::collections::BTreeMap<(usize, usize), &Match> =
        pairs.iter().map(|pair| ((pair.a, pair.b), pair)).collect();
    let n = gold.records.len();
    let mut wrong: Vec<(ErrorKind, f64, usize, usize)> = Vec::new();
    for (a, b) in (0..n).flat_map(|a| (a + 1..n).map(move |b| (a, b))) {
        let (joined, one) = (found[a] == found[b], gold.is_one(a, b));
        if joined == one || unscored.contains(&(a, b)) {
            continue;
        }
        let weight = compared.get(&(a, b)).map_or(f64::NEG_INFINITY, |pair| pair.weight);
        let kind = match (joined, apart.contains(&(a, b))) {
            (true, true) => ErrorKind::MustStayApart,
            (true, false) => ErrorKind::WronglyJoined,
            (false, _) => ErrorKind::Missed,
        };
        wrong.push((kind, if joined { weight - threshold } else { threshold - weight }, a, b));
    }
    let rank = |kind: ErrorKind| kind != ErrorKind::MustStayApart;
    wrong.sort_by(|x, y| {
        rank(x.0).cmp(&rank(y.0)).then(y.1.total_cmp(&x.1)).then((x.2, x.3).cmp(&(y.2, y.3)))
    });
    wrong.truncate(most);
    let side = |record: &Record| Side {
        id: record.id.clone(),
        title: record.title.clone(),
        source: record.source.clone(),
    };
    wrong
        .into_iter()
        .map(|(kind, _, a, b)| {
            let pair = compared.get(&(a, b));
            LinkingError {
                kind,
                a: side(&gold.records[a]),
                b: side(&gold.records[b]),
                weight: pair.map_or(0.0, |pair| pair.weight),
                levels: pair.map(|pair| pair.levels.clone()).unwrap_or_default(),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_promises_come_first_then_the_most_confident_mistakes() {
        let records =
            ["a", "b", "c", "d"].map(|id| Record { id: id.to_owned(), ..Record::default() }).to_vec();
        let gold = LinkingGold {
            records,
            clusters: vec![0, 0, 1, 2],
            distinct: vec![(2, 1)],
            ..LinkingGold::default()
        };
        let pair = |a, b, weight| Match { a, b, weight, levels: Vec::new(), evidence: weight };
        let pairs = [pair(0, 1, -7.0), pair(1, 2, 0.5), pair(1, 3, 5.0), pair(2, 3, 1.0)];
        let errors = worst_errors(&gold, &[0, 1, 1, 1], &pairs, 0.0, 3);
        let kinds: Vec<ErrorKind> = errors.iter().map(|error| error.kind).collect();
        assert_eq!(kinds, [ErrorKind::MustStayApart, ErrorKind::Missed, ErrorKind::WronglyJoined]);
        assert_eq!((errors[1].a.id.as_str(), errors[2].weight), ("a", 5.0));
    }
}
