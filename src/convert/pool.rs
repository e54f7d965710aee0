//! The stored form of a set of keys, written by the build script and for terms at run time.
//!
//! Keys are grouped by their first two characters. A group is those two characters in UTF-8, then
//! its keys, longest first: length of the rest in bytes (one byte), number of the key (two bytes,
//! little endian), rest in UTF-8; then [`END`]. Groups in which a key has a number come first, so
//! that whoever wants only those need not walk the others.
//!
//! A hash table leads from two characters to their group: slots of four bytes, a power of two of them,
//! open addressing. A slot holds a few bits of the hash and, below them, the offset of the
//! group plus one, little endian; 0 is free.

use std::collections::BTreeMap;

/// Ends a group. No rest is this long.
pub(crate) const END: u8 = 0xFF;

/// A set of keys as it is stored.
#[derive(PartialEq)]
pub(crate) struct Pool {
    pub(crate) groups: Vec<u8>,
    pub(crate) slots: Vec<u8>,
}

/// Bits of a slot that hold the offset; the hash has those above.
pub(crate) const OFFSET_MASK: u32 = (1 << 22) - 1;

/// Multiplier of Fibonacci hashing, 2⁶⁴ divided by the golden ratio.
const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;

/// What the slot of this pair holds above the offset, and where it should be among `slots` slots, a power of two
/// above one.
#[inline]
pub(crate) fn place(first: u32, second: u32, slots: usize) -> (u32, usize) {
    let hash = (u64::from(first) << 32 | u64::from(second)).wrapping_mul(SPREAD);
    (hash as u32 & !OFFSET_MASK, (hash >> (u64::BITS - slots.trailing_zeros())) as usize)
}

/// Writes `keys`, each of at least two characters, with their numbers.
///
/// # Errors
/// The key that has fewer than two characters, or more than 254 bytes after them; or that the keys
/// are too many.
pub(crate) fn encode(keys: &BTreeMap<&str, u16>) -> Result<Pool, String> {
    let mut groups: BTreeMap<&str, Vec<(&str, u16)>> = BTreeMap::new();
    for (key, number) in keys {
        let head = key.char_indices().nth(1).map(|(at, second)| at + second.len_utf8());
        let head = head.ok_or_else(|| format!("{key:?} has fewer than two characters"))?;
        if key.len() - head >= usize::from(END) {
            return Err(format!("{key:?} is longer than {END} bytes"));
        }
        groups.entry(&key[..head]).or_default().push((&key[head..], *number));
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(_, rests)| rests.iter().all(|(_, number)| *number == 0));
    // At most three of four are taken, so that a miss ends soon.
    let size = (groups.len() * 4 / 3 + 1).next_power_of_two().max(2);
    let mut slots = vec![0_u32; size];
    let mut out = Vec::new();
    for (head, mut rests) in groups {
        let mut pair = head.chars().map(u32::from);
        let (tag, mut at) = place(pair.next().unwrap_or(0), pair.next().unwrap_or(0), size);
        while slots[at] != 0 {
            at = (at + 1) & (size - 1);
        }
        slots[at] = tag | (out.len() as u32 + 1);
        rests.sort_by_key(|(rest, _)| std::cmp::Reverse(rest.len()));
        out.extend_from_slice(head.as_bytes());
        for (rest, number) in rests {
            out.push(rest.len() as u8);
            out.extend_from_slice(&number.to_le_bytes());
            out.extend_from_slice(rest.as_bytes());
        }
        out.push(END);
    }
    if out.len() >= OFFSET_MASK as usize {
        return Err(format!("{} keys are too many", keys.len()));
    }
    Ok(Pool { groups: out, slots: slots.into_iter().flat_map(u32::to_le_bytes).collect() })
}

/// Bits in the set of [`joints`], a power of two.
pub(crate) const JOINT_BITS: u32 = 1 << 19;

/// A hash of two characters that stand side by side; its upper bits are the good ones.
#[inline]
pub(crate) fn hash_pair(a: u32, b: u32) -> u32 {
    a.wrapping_mul(0x9E37_79B1).wrapping_add(b.wrapping_mul(0x85EB_CA6B))
}

/// The bit of a pair in the set of joints.
#[inline]
pub(crate) fn joint(a: u32, b: u32) -> usize {
    (hash_pair(a, b) >> (u32::BITS - JOINT_BITS.trailing_zeros())) as usize
}
