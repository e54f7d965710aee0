//! One order out of the orders of many documents.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::{Documents, Draft};
use crate::mention::TaskMention;

const NONE: usize = usize::MAX;

/// The drafts each document states, in its order, each with the mention that states it. The
/// best-structured document comes first: most
/// categories, then most mentions, then source order.
pub(super) fn sequences(
    mentions: &[TaskMention],
    documents: &Documents<'_>,
    drafts: &[Draft],
) -> Vec<Vec<(usize, usize)>> {
    let mut stated: Vec<Vec<(usize, usize, usize)>> = vec![Vec::new(); documents.all.len()];
    let mut categories: Vec<BTreeSet<&str>> = vec![BTreeSet::new(); documents.all.len()];
    for (index, draft) in drafts.iter().enumerate() {
        for &member in &draft.members {
            let document = documents.of[member];
            stated[document].push((mentions[member].span.start, index, member));
            categories[document].extend(mentions[member].category.as_deref());
        }
    }
    let mut at: Vec<usize> = (0..stated.len()).collect();
    at.sort_by_key(|&document| {
        (Reverse(categories[document].len()), Reverse(stated[document].len()), document)
    });
    at.into_iter()
        .map(|document| {
            let mut sequence = std::mem::take(&mut stated[document]);
            sequence.sort_unstable();
            sequence.into_iter().map(|(_, draft, member)| (draft, member)).collect()
        })
        .collect()
}

/// One order of `0..count`: the first sequence gives the backbone; every later one inserts what is
/// new right behind its own predecessor, or before its own successor if it starts with something
/// new. Items in no sequence come last.
pub(super) fn merge_sequences(count: usize, sequences: &[Vec<usize>]) -> Vec<usize> {
    let mut chain = Chain::new(count);
    for sequence in sequences {
        let mut last = None;
        for &item in sequence {
            if !chain.holds(item) {
                let behind = last.unwrap_or_else(|| {
                    let known = sequence.iter().find(|&&known| chain.holds(known));
                    chain.previous[known.copied().unwrap_or(count)]
                });
                chain.insert(item, behind);
            }
            last = Some(item);
        }
    }
    let mut out = Vec::with_capacity(count);
    let mut at = chain.next[count];
    while at != count {
        out.push(at);
        at = chain.next[at];
    }
    out.extend((0..count).filter(|&item| !chain.holds(item)));
    out
}

/// The place of each item in an order.
pub(super) fn ranks(order: &[usize]) -> Vec<usize> {
    let mut ranks = vec![0; order.len()];
    for (rank, &item) in order.iter().enumerate() {
        ranks[item] = rank;
    }
    ranks
}

/// A ring of items, linked both ways; the node behind the last item is its two ends in one.
struct Chain {
    next: Vec<usize>,
    previous: Vec<usize>,
}

impl Chain {
    fn new(count: usize) -> Self {
        let mut chain = Self { next: vec![NONE; count + 1], previous: vec![NONE; count + 1] };
        (chain.next[count], chain.previous[count]) = (count, count);
        chain
    }

    fn holds(&self, item: usize) -> bool {
        self.next[item] != NONE
    }

    fn insert(&mut self, item: usize, behind: usize) {
        let ahead = self.next[behind];
        (self.next[behind], self.next[item]) = (item, ahead);
        (self.previous[ahead], self.previous[item]) = (item, behind);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_items_stand_behind_their_predecessor() {
        assert_eq!(merge_sequences(5, &[vec![0, 1, 2], vec![1, 3, 2, 4]]), [0, 1, 3, 2, 4]);
    }

    #[test]
    fn a_new_first_item_stands_before_its_successor() {
        assert_eq!(merge_sequences(4, &[vec![0, 1], vec![3, 1]]), [0, 3, 1, 2], "2 is in no sequence");
    }

    #[test]
    fn sequences_without_common_items_follow_each_other() {
        assert_eq!(merge_sequences(4, &[vec![1, 0], vec![3, 2, 3]]), [1, 0, 3, 2]);
    }
}
