//! Measuring: results against reference annotations, with intervals and built-in baselines.
//!
//! Everything here works on plain data: the caller runs the pipeline or reads a file and hands over what
//! came out.

pub mod baselines;
pub mod document;
pub mod gold;
pub mod metrics;
pub mod report;

pub use document::{DocumentGold, DocumentScore, Produced, score_document};
pub use gold::{Gold, GoldError, LinkingGold};
pub use metrics::{LinkingScore, Prf, score_linking};
pub use report::{BaselineRow, LinkingRow, Report};

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::lexicon::LinkLexicon;
    use crate::link::{Constraints, Options, link};

    /// Pairwise F1 that the shipped weights must keep on `aipm-seeds`, a little below what they reach. The other
    /// sets hold Traditional titles, which the pipeline converts before it links.
    const FLOOR: f64 = 0.37;

    #[test]
    #[expect(clippy::print_stderr, reason = "a skipped test must say so")]
    fn shipped_weights_hold_on_the_reference_sets() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/gold/linking");
        if !folder.is_dir() {
            eprintln!("skipped: no reference sets in {}", folder.display());
            return;
        }
        let text = std::fs::read_to_string(folder.join("aipm-seeds.json")).expect("the set is in the folder");
        let Ok(Gold::Linking(gold)) = Gold::parse(&text) else { panic!("a linking gold") };
        let lexicon = LinkLexicon::embedded();
        let linked = link(&gold.records, &lexicon, &Constraints::default(), &Options::default());
        let mut found = vec![0; gold.records.len()];
        for (number, cluster) in linked.clusters.iter().enumerate() {
            cluster.members.iter().for_each(|&member| found[member] = number);
        }
        let score = score_linking(&gold, &found);
        assert!(score.pairwise.f1 >= FLOOR, "{:?}", score.pairwise);
        let (joined, apart) = (score.distinct_violated, score.distinct_total);
        assert!(joined * 20 <= apart, "{joined} of {apart} pairs that must stay apart were joined");
    }
}
