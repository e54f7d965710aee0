//! Linking against reference annotations: the run itself, other thresholds, disturbances, generated cases.

use std::time::Instant;

use super::{Pipeline, bench::BenchOptions};
use crate::bench::baselines::baselines;
use crate::bench::errors::worst_errors;
use crate::bench::metrics::{b_cubed, compare_linking, pairwise, violated};
use crate::bench::pairs::{score_blocking, score_pairs};
use crate::bench::stability::{Agreement, Stability, agreement};
use crate::bench::synthetic::{
    HardNegative, SyntheticRow, SyntheticRun, Variation, hard_negatives, score_synthetic, unrelated,
    variations,
};
use crate::bench::{BaselineRow, LinkingGold, LinkingRow, SplitMix, SweepRow, score_linking};
use crate::convert::Converter;
use crate::link::{self, Constraints, Linked, Record};

/// Thresholds of the sweep, in bits, either side of the one in force.
const SWEEP: std::ops::RangeInclusive<i32> = -6..=6;
/// Disturbed runs of each kind: enough to see a dependence, few enough to wait for.
const DISTURBED: usize = 3;
/// Errors kept with their waterfalls.
const WORST: usize = 20;
/// Below every weight: all compared pairs are listed.
const EVERY_PAIR: f64 = f64::MIN;

/// Scores on one linking gold, and the baselines on it.
pub(super) struct LinkingBench {
    pub(super) row: LinkingRow,
    pub(super) baselines: Vec<BaselineRow>,
    /// Why the saved run could not be compared with.
    pub(super) unsaved: Option<String>,
}

impl Pipeline {
    pub(super) fn bench_linking(
        &self,
        name: &str,
        gold: &LinkingGold,
        options: &BenchOptions,
    ) -> LinkingBench {
        // The baselines see the titles as linking does, in the target script.
        let records: Vec<Record> = gold.records.iter().map(|record| self.converted(record)).collect();
        let plain = &self.settings.link;
        let timed = Instant::now();
        let linked = self.linked(&records, plain);
        let seconds = timed.elapsed().as_secs_f64();
        let found = homes(&linked, records.len());
        let every = link::Options { review_floor: EVERY_PAIR, collect_pairs: true, ..plain.clone() };
        let compared = self.linked(&records, &every);
        let blocked = self.linked(&records, &link::Options { all_pairs_up_to: 0, ..every });
        let sweep = SWEEP.map(|step| {
            let threshold = plain.threshold + f64::from(step);
            let linked = self.linked(&records, &link::Options { threshold, ..plain.clone() });
            let found = homes(&linked, records.len());
            SweepRow {
                threshold,
                clusters: linked.clusters.len(),
                pairwise: pairwise(gold, &found),
                b_cubed_f1: b_cubed(gold, &found).f1,
                distinct_violated: violated(gold, &found),
            }
        });
        let saved = options.against.as_ref().map(|saved| saved.clusters(name, gold));
        let row = LinkingRow {
            gold: name.to_owned(),
            score: score_linking(gold, &found),
            threshold: plain.threshold,
            pairs: score_pairs(gold, &compared.pairs, plain.threshold),
            blocking: score_blocking(gold, &blocked.pairs, &blocked.candidates),
            sweep: sweep.collect(),
            stability: Some(self.stability(&records, &found, options.seed)),
            errors: worst_errors(gold, &found, &compared.pairs, plain.threshold, WORST),
            against: saved
                .as_ref()
                .and_then(|old| old.as_ref().ok())
                .map(|old| compare_linking(gold, &found, old)),
            partition: linked
                .clusters
                .iter()
                .map(|cluster| cluster.members.iter().map(|&at| gold.records[at].id.clone()).collect())
                .collect(),
            seconds: options.cost.then_some(seconds),
        };
        let converted = LinkingGold { records, ..gold.clone() };
        LinkingBench {
            row,
            baselines: baselines(&converted)
                .into_iter()
                .map(|baseline| BaselineRow { gold: name.to_owned(), baseline })
                .collect(),
            unsaved: saved.and_then(Result::err).map(|error| error.to_string()),
        }
    }

    fn linked(&self, records: &[Record], options: &link::Options) -> Linked {
        link::link_with(
            records,
            self.knowledge.link(),
            &self.knowledge.model,
            &Constraints::default(),
            options,
        )
    }

    fn stability(&self, records: &[Record], whole: &[usize], seed: u64) -> Stability {
        let mut random = SplitMix::new(seed);
        let tenth = records.len().div_ceil(10);
        let mut disturbed = |change: &dyn Fn(Vec<usize>) -> (Vec<usize>, Vec<Record>)| -> Agreement {
            let runs: Vec<(Vec<usize>, Vec<usize>)> = (0..DISTURBED)
                .map(|_| {
                    let (kept, added) = change(random.order(records.len()));
                    let mut run: Vec<Record> = kept.iter().map(|&at| records[at].clone()).collect();
                    run.extend(added);
                    let found = homes(&self.linked(&run, &self.settings.link), run.len());
                    (kept.iter().map(|&at| whole[at]).collect(), found[..kept.len()].to_vec())
                })
                .collect();
            agreement(&runs)
        };
        Stability {
            order: disturbed(&|order| (order, Vec::new())),
            removal: disturbed(&|order| (order[tenth.min(order.len())..].to_vec(), Vec::new())),
            addition: disturbed(&|order| (order, unrelated(tenth, seed))),
        }
    }

    /// Generated cases: recall by kind of variation, precision by kind of hard negative.
    pub(super) fn bench_synthetic(&self, seed: u64) -> Vec<SyntheticRow> {
        let hant = Converter::for_config("s2tw", false).ok();
        let hant = |text: &str| match &hant {
            Some(converter) => converter.convert_str(text).into_owned(),
            None => text.to_owned(),
        };
        let score = |group, kind, run: SyntheticRun, together| {
            let converted: Vec<Record> = run.records.iter().map(|record| self.converted(record)).collect();
            let found = homes(&self.linked(&converted, &self.settings.link), converted.len());
            score_synthetic(group, kind, &run, &found, together)
        };
        let varied = Variation::ALL
            .into_iter()
            .map(|kind| score("variation", kind.name(), variations(kind, seed, &hant), true));
        let negative = HardNegative::ALL
            .into_iter()
            .map(|kind| score("hard-negative", kind.name(), hard_negatives(kind, seed), false));
        varied.chain(negative).collect()
    }
}

/// The cluster of each record.
fn homes(linked: &Linked, records: usize) -> Vec<usize> {
    let mut found = vec![0; records];
    for (number, cluster) in linked.clusters.iter().enumerate() {
        cluster.members.iter().for_each(|&member| found[member] = number);
    }
    found
}
