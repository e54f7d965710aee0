//! A generator of hard cases: which kinds of rewording linking sees through, and which near misses it falls for.
//!
//! Each kind is its own small run: the statements as one author has them, and as another author has them in
//! that kind of variation. For a variation the two must come together, for a hard negative they must stay apart.

use serde::Serialize;

use super::random::SplitMix;
use crate::link::Record;

/// The statements; the file tells their origin.
const STATEMENTS: &str = include_str!("synthetic.tsv");

/// The same duty in other words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Variation {
    /// Another verb of the same meaning.
    VerbSynonym,
    /// Object before verb, as a noun phrase.
    Inversion,
    /// An adverbial put in.
    Insertion,
    /// A light-verb frame around it (对…进行…).
    Frame,
    /// The other script.
    Script,
    /// Full-width punctuation, spaces and an item number.
    Width,
    /// An elaborating clause left out.
    Truncation,
}

impl Variation {
    /// All kinds.
    pub const ALL: [Self; 7] = [
        Self::VerbSynonym,
        Self::Inversion,
        Self::Insertion,
        Self::Frame,
        Self::Script,
        Self::Width,
        Self::Truncation,
    ];

    /// The name in output.
    pub fn name(self) -> &'static str {
        match self {
            Self::VerbSynonym => "verb-synonym",
            Self::Inversion => "inversion",
            Self::Insertion => "insertion",
            Self::Frame => "frame",
            Self::Script => "script",
            Self::Width => "width",
            Self::Truncation => "truncation",
        }
    }
}

/// Another duty in nearly the same words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum HardNegative {
    /// The same object, another action.
    VerbSwap,
    /// The same action, a sibling of the object.
    ObjectSwap,
    /// What must not be done.
    Negation,
    /// Another number of the same thing.
    Number,
}

impl HardNegative {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::VerbSwap, Self::ObjectSwap, Self::Negation, Self::Number];

    /// The name in output.
    pub fn name(self) -> &'static str {
        match self {
            Self::VerbSwap => "verb-swap",
            Self::ObjectSwap => "object-swap",
            Self::Negation => "negation",
            Self::Number => "number",
        }
    }
}

/// One generated run: record `2k` and record `2k + 1` are a pair.
#[derive(Clone, Debug)]
pub struct SyntheticRun {
    /// The records, in random order of the statements.
    pub records: Vec<Record>,
}

/// What a kind came to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SyntheticRow {
    /// `variation` or `hard-negative`.
    pub group: &'static str,
    /// The kind.
    pub kind: &'static str,
    /// Generated pairs.
    pub pairs: usize,
    /// Pairs that came out right: together for a variation, apart for a hard negative.
    pub right: usize,
    /// Recall of the variation, or precision against the hard negative: `right / pairs`.
    pub share: f64,
    /// Titles of up to five pairs that came out wrong.
    pub wrong: Vec<(String, String)>,
}

struct Statement<'a> {
    verb: &'a str,
    object: &'a str,
    synonym: &'a str,
    other_verb: &'a str,
    sibling: &'a str,
    adverbial: &'a str,
    clause: &'a str,
}

fn statements() -> Vec<Statement<'static>> {
    let lines = STATEMENTS.lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            let &[_, verb, object, synonym, other_verb, sibling, adverbial, clause] = cells.as_slice() else {
                return None;
            };
            Some(Statement { verb, object, synonym, other_verb, sibling, adverbial, clause })
        })
        .collect()
}

/// The run of a kind of variation. `hant` writes a text in Traditional characters.
pub fn variations(kind: Variation, seed: u64, hant: &dyn Fn(&str) -> String) -> SyntheticRun {
    run(seed, |statement, at| {
        let Statement { verb, object, synonym, adverbial, clause, .. } = statement;
        let plain = format!("{verb}{object}");
        let varied = match kind {
            Variation::VerbSynonym => format!("{synonym}{object}"),
            Variation::Inversion => format!("{object}的{verb}"),
            Variation::Insertion => format!("{adverbial}{verb}相关{object}"),
            Variation::Frame => format!("负责对{object}进行{verb}"),
            Variation::Script => hant(&plain),
            Variation::Width => {
                let digits = format!("{}", at + 1);
                let wide: String = digits.chars().filter_map(|c| char::from_u32(c as u32 + 0xfee0)).collect();
                format!("{wide}．{verb}\u{3000}{object}；")
            }
            Variation::Truncation => return (format!("{plain}，{clause}"), plain),
        };
        (plain, varied)
    })
}

/// The run of a kind of hard negative.
pub fn hard_negatives(kind: HardNegative, seed: u64) -> SyntheticRun {
    run(seed, |statement, at| {
        let Statement { verb, object, other_verb, sibling, .. } = statement;
        let plain = format!("{verb}{object}");
        match kind {
            HardNegative::VerbSwap => (plain, format!("{other_verb}{object}")),
            HardNegative::ObjectSwap => (plain, format!("{verb}{sibling}")),
            HardNegative::Negation => {
                let negation = ["禁止", "停止", "不得"][at % 3];
                let negated = format!("{negation}{plain}");
                (plain, negated)
            }
            HardNegative::Number => match at % 3 {
                0 => (format!("{verb}一号{object}"), format!("{verb}二号{object}")),
                1 => (format!("每周{plain}"), format!("每年{plain}")),
                _ => (format!("{verb}第3期{object}"), format!("{verb}第4期{object}")),
            },
        }
    })
}

/// Records of no gold, to see whether they disturb the others.
pub fn unrelated(count: usize, seed: u64) -> Vec<Record> {
    let all = statements();
    let order = SplitMix::new(seed).order(all.len());
    (0..count)
        .map(|at| {
            let statement = &all[order[at % order.len().max(1)]];
            let suffix = at / order.len().max(1);
            let part = if suffix == 0 { String::new() } else { format!("{suffix}号") };
            let title = format!("{}{part}{}", statement.verb, statement.object);
            record(format!("unrelated-{at}"), format!("unrelated-{}", at / 10), title, at % 10)
        })
        .collect()
}

/// Scores a run: `found[i]` names the cluster of record `i`; pairs should come `together` or not.
pub fn score_synthetic(
    group: &'static str,
    kind: &'static str,
    run: &SyntheticRun,
    found: &[usize],
    together: bool,
) -> SyntheticRow {
    let mut row = SyntheticRow { group, kind, pairs: 0, right: 0, share: 1.0, wrong: Vec::new() };
    for (pair, home) in run.records.chunks_exact(2).zip(found.chunks_exact(2)) {
        row.pairs += 1;
        if (home[0] == home[1]) == together {
            row.right += 1;
        } else if row.wrong.len() < 5 {
            row.wrong.push((pair[0].title.clone(), pair[1].title.clone()));
        }
    }
    if row.pairs > 0 {
        row.share = row.right as f64 / row.pairs as f64;
    }
    row
}

fn run(seed: u64, make: impl Fn(&Statement<'_>, usize) -> (String, String)) -> SyntheticRun {
    let all = statements();
    let mut records = Vec::with_capacity(all.len() * 2);
    for (place, at) in SplitMix::new(seed).order(all.len()).into_iter().enumerate() {
        let (plain, varied) = make(&all[at], at);
        records.push(record(format!("plain-{at}"), "plain".to_owned(), plain, place));
        records.push(record(format!("varied-{at}"), "varied".to_owned(), varied, place));
    }
    SyntheticRun { records }
}

fn record(id: String, source: String, title: String, line: usize) -> Record {
    Record { id, title, source, line_start: Some(line + 1), ..Record::default() }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_statements_are_whole_sorted_and_unique() {
        let lines: Vec<&str> = STATEMENTS.lines().filter(|line| !line.starts_with('#')).collect();
        assert_eq!(lines.len(), statements().len(), "every line has eight cells");
        let keys: Vec<Vec<&str>> = lines.iter().map(|line| line.split('\t').take(3).collect()).collect();
        assert!(keys.windows(2).all(|pair| pair[0] < pair[1]), "sorted and unique");
        let names: BTreeSet<(&str, &str)> = statements().iter().map(|s| (s.verb, s.object)).collect();
        assert_eq!(names.len(), lines.len());
        for s in statements() {
            let cells = [s.verb, s.object, s.synonym, s.other_verb, s.sibling, s.adverbial, s.clause];
            assert!(cells.iter().all(|cell| !cell.is_empty()), "{}{}", s.verb, s.object);
            assert!(s.synonym != s.verb && s.other_verb != s.verb && s.sibling != s.object);
        }
    }

    #[test]
    fn every_kind_changes_the_title_and_repeats_with_its_seed() {
        let hant = |text: &str| text.replace('数', "數");
        for kind in Variation::ALL.into_iter().filter(|kind| *kind != Variation::Script) {
            let run = variations(kind, 1, &hant);
            assert!(run.records.chunks(2).all(|pair| pair[0].title != pair[1].title), "{}", kind.name());
            assert_eq!(run.records, variations(kind, 1, &hant).records);
        }
        for kind in HardNegative::ALL {
            let run = hard_negatives(kind, 1);
            assert!(run.records.chunks(2).all(|pair| pair[0].title != pair[1].title), "{}", kind.name());
        }
        let more = unrelated(150, 3);
        let titles: BTreeSet<&str> = more.iter().map(|record| record.title.as_str()).collect();
        assert_eq!(titles.len(), 150);
    }

    #[test]
    fn a_variation_wants_pairs_together_and_a_hard_negative_apart() {
        let run = hard_negatives(HardNegative::VerbSwap, 1);
        let together: Vec<usize> = (0..run.records.len()).map(|at| at / 2).collect();
        let apart: Vec<usize> = (0..run.records.len()).collect();
        assert_eq!(score_synthetic("variation", "x", &run, &together, true).share, 1.0);
        let row = score_synthetic("hard-negative", "x", &run, &together, false);
        assert_eq!((row.share, row.wrong.len()), (0.0, 5));
        assert_eq!(score_synthetic("hard-negative", "x", &run, &apart, false).share, 1.0);
    }
}
