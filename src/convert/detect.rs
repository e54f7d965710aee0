//! Which script a text is written in.
//!
//! A character is evidence if the dictionaries know it in one script only: a key of OpenCC's
//! STCharacters that is none of its own values is only Simplified, likewise TSCharacters for
//! Traditional. What both scripts write the same way (人, 使用者, 里, 后) says nothing.

use crate::document::Script;
use crate::document::utf8::{leading_three, three_bytes};

/// Two bits for each code point below U+10000: 1 = only Simplified, 2 = only Traditional.
/// Characters beyond are rare and count as no evidence.
const CLASSES: &[u8; 0x4000] = include_bytes!(concat!(env!("OUT_DIR"), "/script_sets.bin"));

/// The class of a code point below U+10000.
const fn class(code: usize) -> u8 {
    CLASSES[code >> 2] >> ((code & 3) * 2) & 3
}

/// The same, each a byte, at the places that [`place`] tells.
static BY_BYTES: [u8; 1 << 18] = {
    let mut classes = [0; 1 << 18];
    let mut code = 0x800;
    while code < 1 << 16 {
        classes[code >> 12 << 14 | code & 0xFFF] = class(code);
        code += 1;
    }
    classes
};

/// Where the class of the character of these three bytes is; nothing else has a place there. Of the bits that say
/// nothing, those of the last byte are taken out.
const fn place(three: u32) -> usize {
    let at = three.wrapping_sub(0xE0_80_80);
    (at >> 2 & !63 | at & 63) as usize
}

/// How many characters of a text belong to one script only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Characters that are only Simplified.
    pub hans: usize,
    /// Characters that are only Traditional.
    pub hant: usize,
}

impl Evidence {
    /// Counts the characters of `text`.
    pub fn of(text: &str) -> Self {
        let (mut hans, mut hant) = (0, 0);
        let mut rest = text.as_bytes();
        loop {
            // The sum of classes, and how many are odd, tell both numbers.
            let (mut sum, mut odd) = (0, 0);
            while let Some(class) = leading_three(rest).and_then(|three| BY_BYTES.get(place(three))) {
                sum += u32::from(*class);
                odd += u32::from(class & 1);
                rest = &rest[3..];
            }
            hans += odd;
            hant += (sum - odd) / 2;
            match *rest {
                [first @ 0xE0..=0xEF, second, third, ref behind @ ..] => {
                    let class = class(three_bytes(first, second, third) as usize);
                    hans += u32::from(class & 1);
                    hant += u32::from(class >> 1);
                    rest = behind;
                }
                [_, ref behind @ ..] => rest = behind,
                [] => return Self { hans: hans as usize, hant: hant as usize },
            }
        }
    }

    /// The script the evidence speaks for: that of the majority; mixed if the minority has at
    /// least two characters and a fifth of all, or if both have the same number.
    pub fn script(self) -> Script {
        let (all, minority) = (self.hans + self.hant, self.hans.min(self.hant));
        if all == 0 {
            Script::None
        } else if minority >= 2 && minority * 5 >= all || self.hans == self.hant {
            Script::Mixed
        } else if self.hans > self.hant {
            Script::Hans
        } else {
            Script::Hant
        }
    }
}

impl std::ops::AddAssign for Evidence {
    fn add_assign(&mut self, other: Self) {
        self.hans += other.hans;
        self.hant += other.hant;
    }
}

impl std::ops::SubAssign for Evidence {
    /// Takes out what a part of the text told.
    fn sub_assign(&mut self, part: Self) {
        self.hans = self.hans.saturating_sub(part.hans);
        self.hant = self.hant.saturating_sub(part.hant);
    }
}

/// The script of `text`, a line or a paragraph; [`Script::None`] if no character tells.
///
/// ```
/// use guiyi::{convert::detect, document::Script};
/// assert_eq!(detect("仓库主管负责盘点"), Script::Hans);
/// assert_eq!(detect("倉庫主管負責盤點"), Script::Hant);
/// assert_eq!(detect("主管"), Script::None);
/// ```
pub fn detect(text: &str) -> Script {
    Evidence::of(text).script()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn majority_decides_and_a_substantial_minority_mixes() {
        assert_eq!(detect(""), Script::None);
        assert_eq!(detect("A/B test 2026 😀"), Script::None);
        assert_eq!(detect("护士长：巡视病房，核对医嘱"), Script::Hans);
        assert_eq!(detect("護士長：巡視病房，核對醫囑"), Script::Hant);
        assert_eq!(detect("護士长"), Script::Mixed, "one to one");
        assert_eq!(detect("護士長巡視病房，护士长巡视病房"), Script::Mixed);
        assert_eq!(detect("护士长巡视病房，核对医嘱，记录体温，張"), Script::Hans, "one name among many");
    }

    #[test]
    fn characters_of_both_scripts_say_nothing() {
        assert_eq!(Evidence::of("里后使用者著乾"), Evidence::default());
    }

    #[test]
    fn truncated_and_rare_characters_are_skipped() {
        assert_eq!(Evidence::of("𠮷𠮷護é"), Evidence { hans: 0, hant: 1 });
    }
}
