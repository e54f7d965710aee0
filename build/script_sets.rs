//! Which characters are evidence for a script.

use std::io;

use crate::dictionary::Dictionaries;

/// Two bits for each code point below U+10000, four to a byte, lowest bits first: 1 = only
/// Simplified (a key of STCharacters that is none of its own values), 2 = only Traditional
/// (likewise in TSCharacters), 0 = both or neither.
pub(crate) fn compile(dictionaries: &Dictionaries) -> io::Result<Vec<u8>> {
    let mut classes = vec![0_u8; 0x10000 / 4];
    for (name, bit) in [("STCharacters", 1), ("TSCharacters", 2)] {
        for (key, values) in dictionaries.all_values(name)? {
            let Some(c) = key.chars().next() else { continue };
            let at = c as usize;
            if at < 0x10000 && !values.contains(&key) {
                classes[at / 4] |= bit << (at % 4 * 2);
            }
        }
    }
    for byte in &mut classes {
        for shift in [0, 2, 4, 6] {
            if *byte >> shift & 3 == 3 {
                *byte &= !(3 << shift);
            }
        }
    }
    Ok(classes)
}
