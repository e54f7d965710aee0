//! Bridges: a member without which its cluster falls into two parts that nothing else links.

use std::cmp::Reverse;

/// Larger clusters are not looked at: the check takes the third power of their size, and no single member
/// holds so many together.
const LARGEST: usize = 64;

/// A member that alone links two parts of its cluster.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Bridge {
    /// The member.
    pub(crate) member: u32,
    /// The heaviest pair between the parts that its removal leaves.
    pub(crate) pair: (u32, u32),
}

/// The bridge of a cluster: of several, the one whose removal leaves the largest second part, then the first. Two
/// members are linked if their weight is at least `threshold`.
pub(crate) fn bridge(members: &[u32], weight: &dyn Fn(u32, u32) -> f64, threshold: f64) -> Option<Bridge> {
    if !(3..=LARGEST).contains(&members.len()) {
        return None;
    }
    let heaviness = |a: u32, b: u32| weight(a.min(b), a.max(b));
    let without = |left_out: u32| -> Vec<Vec<u32>> {
        let mut rest: Vec<u32> = members.iter().copied().filter(|&member| member != left_out).collect();
        let mut parts = Vec::new();
        while let Some(first) = rest.pop() {
            let mut part = vec![first];
            let mut at = 0;
            while at < part.len() {
                let from = part[at];
                let (near, far) = rest.iter().partition(|&&other| heaviness(from, other) >= threshold);
                rest = far;
                part.extend::<Vec<u32>>(near);
                at += 1;
            }
            parts.push(part);
        }
        parts.sort_by_key(|part| (Reverse(part.len()), part.iter().min().copied()));
        parts
    };
    let whole = |parts: &[Vec<u32>]| parts.len() < 2;
    let found = members.iter().map(|&member| (member, without(member))).filter(|(_, parts)| !whole(parts));
    let (member, parts) = found.max_by_key(|(member, parts)| (parts[1].len(), Reverse(*member)))?;
    let between = parts[0].iter().flat_map(|&a| parts[1].iter().map(move |&b| (a.min(b), a.max(b))));
    let pair = between.max_by(|x, y| weight(x.0, x.1).total_cmp(&weight(y.0, y.1)).then(y.cmp(x)))?;
    Some(Bridge { member, pair })
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
