//! The stored form of a set of keys, written by the build script and for terms at run time.
//!
//! Keys are grouped by their first two characters. A group is those two characters in UTF-8, then
//! its keys, longest first: length of the rest in bytes (one byte), number of the key (two bytes,
//! little endian), rest in UTF-8; then [`END`].

use std::collections::BTreeMap;

/// Ends a group. No rest is this long.
pub(crate) const END: u8 = 0xFF;

/// Writes `keys`, each of at least two characters, with their numbers.
///
/// # Errors
/// The key that has fewer than two characters, or more than 254 bytes after them.
pub(crate) fn encode(keys: &BTreeMap<&str, u16>) -> Result<Vec<u8>, String> {
    let mut groups: BTreeMap<&str, Vec<(&str, u16)>> = BTreeMap::new();
    for (key, number) in keys {
        let head = key.char_indices().nth(1).map(|(at, second)| at + second.len_utf8());
        let head = head.ok_or_else(|| format!("{key:?} has fewer than two characters"))?;
        if key.len() - head >= usize::from(END) {
            return Err(format!("{key:?} is longer than {END} bytes"));
        }
        groups.entry(&key[..head]).or_default().push((&key[head..], *number));
    }
    let mut out = Vec::new();
    for (head, mut rests) in groups {
        rests.sort_by_key(|(rest, _)| std::cmp::Reverse(rest.len()));
        out.extend_from_slice(head.as_bytes());
        for (rest, number) in rests {
            out.push(rest.len() as u8);
            out.extend_from_slice(&number.to_le_bytes());
            out.extend_from_slice(rest.as_bytes());
        }
        out.push(END);
    }
    Ok(out)
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
