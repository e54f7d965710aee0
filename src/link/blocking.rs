//! Candidate pairs: the union of several blocking rules, or all pairs where the set is small.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::features::{Bag, Features};
use super::rows::Rows;

/// Words in more records than this make no bucket of their own: they tell nothing apart.
const LARGEST_BUCKET: usize = 400;

/// What the candidate stage did.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Candidates {
    /// Records.
    pub records: usize,
    /// Pairs there are.
    pub all_pairs: usize,
    /// Pairs that were compared.
    pub pairs: usize,
    /// Pairs that each rule proposed (a pair may be proposed by several); empty for all pairs.
    pub by_rule: Vec<(&'static str, usize)>,
}

impl Candidates {
    /// The share of pairs that need not be compared.
    pub fn reduction_ratio(&self) -> f64 {
        if self.all_pairs == 0 { 0.0 } else { 1.0 - self.pairs as f64 / self.all_pairs as f64 }
    }
}

/// Candidate pairs `(a, b)` with `a < b`, sorted; all pairs up to `exact` records, else every record with
/// its `nearest` best partners by shared rare words and by shared rare characters, all of one text, all of one head
/// noun and action, and all that name one thing in different words.
pub(crate) fn candidates(
    features: &[Features],
    exact: usize,
    nearest: usize,
) -> (Vec<(u32, u32)>, Candidates) {
    let n = features.len();
    let mut report =
        Candidates { records: n, all_pairs: n * n.saturating_sub(1) / 2, ..Candidates::default() };
    let id = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    if n <= exact {
        let pairs: Vec<(u32, u32)> = (0..n).flat_map(|a| (a + 1..n).map(move |b| (id(a), id(b)))).collect();
        report.pairs = pairs.len();
        return (pairs, report);
    }
    let mut all: Vec<Vec<(u32, u32)>> = Vec::new();
    let mut rule = |name: &'static str, found: Vec<(u32, u32)>| {
        report.by_rule.push((name, found.len()));
        all.push(found);
    };
    rule("same-text", same_text(features));
    rule("same-head-and-action", same_head(features, nearest));
    rule("other-name-of-one-thing", other_names(features, nearest));
    rule("shared-rare-words", shared(features, nearest, |features| &features.object));
    rule("shared-rare-characters", shared(features, nearest, |features| &features.grams));
    let pairs = sorted(all.iter().flatten().copied(), n);
    report.pairs = pairs.len();
    (pairs, report)
}

/// Pairs of so many records in order, each once.
fn sorted(pairs: impl Iterator<Item = (u32, u32)> + Clone, records: usize) -> Vec<(u32, u32)> {
    // Many short rows are sorted faster than one long list.
    let rows = Rows::of(records, pairs.clone().map(|pair| pair.0));
    let mut seconds = rows.fill(pairs);
    let mut distinct = 0;
    for row in rows.iter() {
        let row = &mut seconds[row];
        row.sort_unstable();
        distinct += row.chunk_by(|x, y| x == y).count();
    }
    // Room for what is there: large lists that grow are copied again and again.
    let mut out = Vec::with_capacity(distinct);
    for (a, row) in (0..).zip(rows.iter()) {
        out.extend(seconds[row].chunk_by(|x, y| x == y).map(|run| (a, run[0])));
    }
    out
}

fn ordered(a: u32, b: u32) -> (u32, u32) {
    if a < b { (a, b) } else { (b, a) }
}

/// Pairs of one text. Of a bucket beyond the limit, every record is paired with the first only: equal texts
/// need no more to come together.
fn same_text(features: &[Features]) -> Vec<(u32, u32)> {
    let mut buckets: FxHashMap<&str, Vec<u32>> = FxHashMap::default();
    for (at, features) in features.iter().enumerate() {
        buckets.entry(&features.identity).or_default().push(at as u32);
    }
    buckets.values().flat_map(|bucket| pairs_of(bucket)).collect()
}

fn pairs_of(bucket: &[u32]) -> Vec<(u32, u32)> {
    if bucket.len() > LARGEST_BUCKET / 8 {
        return bucket[1..].iter().map(|&b| ordered(bucket[0], b)).collect();
    }
    bucket
        .iter()
        .enumerate()
        .flat_map(|(k, &a)| bucket[k + 1..].iter().map(move |&b| ordered(a, b)))
        .collect()
}

/// Pairs with a head noun in common and actions that meet, if the bucket is small enough to mean something.
fn same_head(features: &[Features], nearest: usize) -> Vec<(u32, u32)> {
    bucketed(features, nearest, |features| features.head.iter().copied(), |a, b| a.main.meets(b.main))
}

/// Pairs that name one thing or one duty, if the bucket is small enough to mean something.
fn other_names(features: &[Features], nearest: usize) -> Vec<(u32, u32)> {
    bucketed(features, nearest, |features| features.things.kinds(), |_, _| true)
}

/// Pairs with a key in common that at most `nearest` records have, of those that `meet`.
fn bucketed<'a, K: Iterator<Item = u32>>(
    features: &'a [Features],
    nearest: usize,
    keys: impl Fn(&'a Features) -> K,
    meet: impl Fn(&Features, &Features) -> bool,
) -> Vec<(u32, u32)> {
    let mut buckets: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    for (at, features) in features.iter().enumerate() {
        for key in keys(features) {
            buckets.entry(key).or_default().push(at as u32);
        }
    }
    let mut out = Vec::new();
    for bucket in buckets.values().filter(|bucket| bucket.len() <= nearest) {
        for (k, &a) in bucket.iter().enumerate() {
            let near =
                bucket[k + 1..].iter().filter(|&&b| meet(&features[a as usize], &features[b as usize]));
            out.extend(near.map(|&b| ordered(a, b)));
        }
    }
    sorted(out.into_iter(), features.len())
}

/// Every record with the `nearest` others that share most weight of the words of one bag; ties go to the earlier
/// record.
fn shared(features: &[Features], nearest: usize, of: impl Fn(&Features) -> &Bag + Sync) -> Vec<(u32, u32)> {
    let (rows, index) = index(features, &of);
    // What each other record shares, left empty behind every record, and room for those that share something.
    let scratch = || (vec![0.0_f32; features.len()], vec![0; features.len() + 1]);
    let near = |(score, touched): &mut (Vec<f32>, Vec<u32>), at: usize| {
        let mut sharing = 0;
        for &(key, weight) in of(&features[at]).iter().filter(|word| word.1 > 0.0) {
            for &(other, theirs) in &index[rows.range(key as usize)] {
                // Whether a record is met for the first time cannot be foreseen: no branch.
                let score = &mut score[other as usize];
                touched[sharing] = other;
                sharing += usize::from(*score == 0.0);
                *score += weight.min(theirs);
            }
        }
        score[at] = 0.0;
        // The more is shared and the earlier the record, the smaller is the number: bits of positive numbers are in
        // order.
        let rank = |other: u32| {
            let shared = std::mem::take(&mut score[other as usize]);
            (shared > 0.0).then(|| u64::from(!shared.to_bits()) << 32 | u64::from(other))
        };
        let mut ranked: Vec<u64> = touched[..sharing].iter().copied().filter_map(rank).collect();
        if ranked.len() > nearest {
            ranked.select_nth_unstable(nearest - 1);
            ranked.truncate(nearest);
        }
        // Each list with room for its own: it comes from a much longer one.
        ranked.iter().map(|&rank| rank as u32).collect::<Vec<_>>()
    };
    let lists: Vec<Vec<u32>> = (0..features.len()).into_par_iter().map_init(scratch, near).collect();
    let pairs = (0..).zip(&lists).flat_map(|(at, near)| near.iter().map(move |&other| ordered(at, other)));
    sorted(pairs, features.len())
}

/// Of every word the records that have it, with what it weighs there; nothing for words of more than
/// [`LARGEST_BUCKET`].
fn index(features: &[Features], of: impl Fn(&Features) -> &Bag) -> (Rows, Vec<(u32, f32)>) {
    let last = |features: &Features| of(features).last().map_or(0, |word| word.0 as usize + 1);
    let mut lengths = vec![0; features.iter().map(last).max().unwrap_or(0)];
    features.iter().flat_map(&of).for_each(|word| lengths[word.0 as usize] += 1);
    let few = |length: &usize| *length <= LARGEST_BUCKET;
    let rows = Rows::of_lengths(lengths.iter().map(|length| if few(length) { *length } else { 0 }));
    let shared = |word: &&(u32, f32)| word.1 > 0.0 && few(&lengths[word.0 as usize]);
    let entries = (0..).zip(features).flat_map(|(at, features)| {
        of(features).iter().filter(shared).map(move |&(key, weight)| (key, (at, weight)))
    });
    let entries = rows.fill(entries);
    (rows, entries)
}

#[cfg(test)]
mod tests {
    use crate::lexicon::LinkLexicon;
    use crate::link::{Constraints, Options, Record, link};

    #[test]
    fn no_record_is_paired_with_itself() {
        let titles = ["编写操作手册", "编制用户操作手册", "编写需求规格说明书"];
        let records: Vec<Record> = titles
            .iter()
            .map(|title| Record {
                id: (*title).to_owned(),
                title: (*title).to_owned(),
                source: (*title).to_owned(),
                ..Record::default()
            })
            .collect();
        let options =
            Options { all_pairs_up_to: 0, collect_pairs: true, review_floor: f64::MIN, ..Options::default() };
        let linked = link(&records, &LinkLexicon::embedded(), &Constraints::default(), &options);
        assert!(!linked.pairs.is_empty() && linked.pairs.iter().all(|pair| pair.a < pair.b), "{linked:?}");
    }
}
