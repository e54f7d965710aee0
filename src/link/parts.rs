//! Compound duties: which cluster each of their parts belongs to. The compound itself stays where it is, so that
//! it never glues the clusters of its parts together.

use std::collections::{BTreeMap, BTreeSet};

use super::pairs::Pair;
use super::weighing::Weighing;
use super::{Cluster, Model, Options, Record};
use crate::lexicon::LinkLexicon;

/// A part of a compound duty, worded as a duty of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompoundPart {
    /// Index of the compound record.
    pub record: usize,
    /// The part, in the target script.
    pub title: String,
}

/// For each part the index of the cluster that it belongs to: the one with the largest mean weight, if that reaches
/// the threshold and no member is below the veto. Never the cluster of the compound itself. What the compound's
/// document says besides does not count: a part is weighed by its wording alone.
pub fn place_parts(
    records: &[Record],
    parts: &[CompoundPart],
    clusters: &[Cluster],
    lexicon: &LinkLexicon,
    model: &Model,
    options: &Options,
) -> Vec<Option<usize>> {
    if parts.is_empty() {
        return Vec::new();
    }
    let own = parts.iter().enumerate().map(|(at, part)| Record {
        id: format!("{}#{at}", records[part.record].id),
        title: part.title.clone(),
        ..Record::default()
    });
    let all: Vec<Record> = records.iter().cloned().chain(own).collect();
    // A part is no part of a document, so what is nearest to what within documents is nothing to it.
    let of_part = |a: usize, b: usize| (a < records.len()) != (b < records.len());
    let weighing = Weighing::of_pairs(&all, lexicon, model, options, of_part);
    let mut home: BTreeMap<usize, usize> = BTreeMap::new();
    for (at, cluster) in clusters.iter().enumerate() {
        home.extend(cluster.members.iter().map(|&member| (member, at)));
    }
    let mut near: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); parts.len()];
    for Pair { a, b, weight } in weighing.pairs.iter() {
        let (a, b) = (weighing.given[a as usize], weighing.given[b as usize]);
        let (record, part) = (a.min(b), a.max(b));
        if weight >= options.threshold && record < records.len() && part >= records.len() {
            near[part - records.len()].extend(home.get(&record));
        }
    }
    let mean = |part: usize, cluster: usize| {
        let members = &clusters[cluster].members;
        let mut sum = 0.0;
        for &member in members {
            let weight = weighing.weight(weighing.position[records.len() + part], weighing.position[member]);
            if weight < options.veto {
                return f64::NEG_INFINITY;
            }
            sum += weight.max(options.mean_floor);
        }
        sum / members.len() as f64
    };
    near.iter()
        .enumerate()
        .map(|(part, candidates)| {
            candidates
                .iter()
                .filter(|&&cluster| home.get(&parts[part].record) != Some(&cluster))
                .map(|&cluster| (mean(part, cluster), cluster))
                .filter(|(mean, _)| *mean >= options.threshold)
                .max_by(|x, y| x.0.total_cmp(&y.0).then(y.1.cmp(&x.1)))
                .map(|(_, cluster)| cluster)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::{Constraints, link};
    use super::*;

    #[test]
    fn parts_find_their_clusters_and_the_compound_glues_nothing() {
        let titles = [
            ("甲", "盘点药品并清洁药柜"),
            ("乙", "盘点药品"),
            ("乙", "清洁药柜"),
            ("丙", "对药品进行清点"),
            ("丙", "接待来访者"),
        ];
        let records: Vec<Record> = titles
            .iter()
            .enumerate()
            .map(|(at, (source, title))| Record {
                id: at.to_string(),
                title: (*title).to_owned(),
                source: (*source).to_owned(),
                line_start: Some(at + 1),
                ..Record::default()
            })
            .collect();
        let (lexicon, options) = (LinkLexicon::embedded(), Options::default());
        let linked = link(&records, &lexicon, &Constraints::default(), &options);
        let home = |record: usize| linked.clusters.iter().position(|c| c.members.contains(&record));
        assert_ne!(home(1), home(2));
        let parts = ["盘点药品", "清洁药柜", "巡视病房"]
            .map(|title| CompoundPart { record: 0, title: title.to_owned() });
        let placed = place_parts(&records, &parts, &linked.clusters, &lexicon, &Model::shipped(), &options);
        let other = |record: usize| home(record).filter(|at| home(0) != Some(*at));
        assert_eq!(placed, [other(1), other(2), None]);
        assert!(placed[1].is_some());
        assert!(
            place_parts(&records, &[], &linked.clusters, &lexicon, &Model::shipped(), &options).is_empty()
        );
    }
}
