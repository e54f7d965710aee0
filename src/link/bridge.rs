//! Bridges: a member without which its cluster falls into two parts that nothing else links.

use std::cmp::Reverse;

/// Larger clusters are not looked at: no single member holds so many together, and so many bits has a number.
const LARGEST: usize = 64;

/// A member that alone links two parts of its cluster.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Bridge {
    /// The member.
    pub(crate) member: u32,
    /// The heaviest pair between the parts that its removal leaves.
    pub(crate) pair: (u32, u32),
}

/// The bridge of a cluster (sorted): of several, the one whose removal leaves the largest second part, then the first. Two
/// members are linked if their weight is at least `threshold`.
pub(crate) fn bridge(members: &[u32], weight: &dyn Fn(u32, u32) -> f64, threshold: f64) -> Option<Bridge> {
    if !(3..=LARGEST).contains(&members.len()) {
        return None;
    }
    // Who is linked to each, as bits: every pair is weighed once.
    let mut near = vec![0_u64; members.len()];
    for (i, &a) in members.iter().enumerate() {
        for (j, &b) in members.iter().enumerate().skip(i + 1) {
            if weight(a.min(b), a.max(b)) >= threshold {
                near[i] |= 1 << j;
                near[j] |= 1 << i;
            }
        }
    }
    let all = u64::MAX >> (64 - members.len());
    let without = |left_out: usize| -> Vec<u64> {
        let mut rest = all & !(1 << left_out);
        let mut parts = Vec::new();
        while rest != 0 {
            let (mut part, mut fresh) = (0, rest & rest.wrapping_neg());
            while fresh != 0 {
                part |= fresh;
                fresh = bits(fresh).fold(0, |found, at| found | near[at]) & rest & !part;
            }
            rest &= !part;
            parts.push(part);
        }
        parts.sort_by_key(|part| (Reverse(part.count_ones()), part.trailing_zeros()));
        parts
    };
    let found = (0..members.len()).map(|at| (at, without(at))).filter(|(_, parts)| parts.len() > 1);
    let (at, parts) = found.max_by_key(|(at, parts)| (parts[1].count_ones(), Reverse(*at)))?;
    let part = |part: u64| bits(part).map(|at| members[at]);
    let between = part(parts[0]).flat_map(|a| part(parts[1]).map(move |b| (a.min(b), a.max(b))));
    let pair = between.max_by(|x, y| weight(x.0, x.1).total_cmp(&weight(y.0, y.1)).then(y.cmp(x)))?;
    Some(Bridge { member: members[at], pair })
}

/// The places of the bits that are set.
fn bits(mut set: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let at = (set != 0).then(|| set.trailing_zeros() as usize)?;
        set &= set - 1;
        Some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(edges: &[(u32, u32)], members: &[u32]) -> Option<Bridge> {
        bridge(members, &|a, b| if edges.contains(&(a, b)) { 1.0 } else { -1.0 - f64::from(a + b) }, 0.0)
    }

    #[test]
    fn the_member_that_holds_two_parts_together_is_found() {
        let found = find(&[(0, 1), (1, 2), (2, 3), (2, 4), (3, 4)], &[0, 1, 2, 3, 4]);
        assert_eq!(found, Some(Bridge { member: 2, pair: (0, 3) }), "0–1 and 3–4 meet in 2 only");
    }

    #[test]
    fn a_ring_and_a_pair_have_none() {
        assert_eq!(find(&[(0, 1), (1, 2), (2, 3), (0, 3)], &[0, 1, 2, 3]), None);
        assert_eq!(find(&[(0, 1)], &[0, 1]), None);
    }
}
