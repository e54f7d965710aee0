//! Kinds of characters, few enough for a set of them to be one number.
//!
//! Which kinds a text is made of, and which one it begins and ends with, rules most patterns out
//! before any of them is tried; [`super::signature`] reads the same off a pattern.

/// A set of kinds, one bit each.
pub(crate) type Kinds = u128;

/// Kinds of wide characters that are more than one range, and of all that are listed nowhere.
const REST: u8 = 0;
const BLANK: u8 = 1;
const DIGIT: u8 = 2;
const LETTER: u8 = 3;
const KANA: u8 = 4;
const EMOJI: u8 = 5;
const DRAWN: u8 = 6;
const DASH: u8 = 7;
const DOT: u8 = 8;
const BAR: u8 = 9;
const BRACE: u8 = 10;
/// Marks of one kind each take the numbers from here on, in the order of [`MARKS`].
const FIRST_MARK: u8 = 11;
/// Common Han characters are of as many kinds, by the last bits of their number: those that a
/// pattern begins with are few, and so are those that a short line holds.
const HANS: u32 = 64;
/// The first of these kinds.
const FIRST_HAN: u32 = 64;
/// Common Han characters.
const HAN: (u32, u32) = (0x4E00, 0x9FFF);
/// The same, each by its three bytes as one number.
pub(crate) const COMMON_HAN: std::ops::RangeInclusive<u32> = 0xE4_B8_80..=0xE9_BF_BF;
/// What is in many texts: blanks, digits, letters, marks between words, and what is listed nowhere.
const EVERYWHERE: Kinds = everywhere();

const fn everywhere() -> Kinds {
    let mut kinds = 1 << REST | 1 << BLANK | 1 << DIGIT | 1 << LETTER;
    let mut at = 0;
    while at < MARKS.len() {
        if matches!(MARKS[at], '，' | '。' | '、' | '.' | ',') {
            kinds |= 1 << (FIRST_MARK as usize + at);
        }
        at += 1;
    }
    kinds
}

/// How little a set of kinds tells of a text that holds one of them.
pub(super) fn commonness(kinds: Kinds) -> u32 {
    kinds.count_ones() + 3 * (kinds & EVERYWHERE).count_ones()
}

/// Marks that patterns name.
const MARKS: [char; 38] = [
    '!', '"', '#', '(', ')', '*', '+', ',', '-', '.', '/', ':', ';', '<', '=', '>', '?', '[', ']', '^', '_',
    '~', '…', '。', '《', '》', '【', '】', '！', '（', '）', '，', '：', '；', '？', '、', '“', '”',
];

/// Ranges of the other kinds, sorted; what lies between them is [`REST`], or a mark.
const RANGES: [(u32, u32, u8); 24] = [
    (0x9, 0xD, BLANK),
    (0x20, 0x20, BLANK),
    (0x30, 0x39, DIGIT),
    (0x41, 0x5A, LETTER),
    (0x61, 0x7A, LETTER),
    (0x7B, 0x7B, BRACE),
    (0x7C, 0x7C, BAR),
    (0x7D, 0x7D, BRACE),
    (0x85, 0x85, BLANK),
    (0xA0, 0xA0, BLANK),
    (0xB7, 0xB7, DOT),
    (0x1680, 0x1680, BLANK),
    (0x2000, 0x200A, BLANK),
    (0x2010, 0x2015, DASH),
    (0x2022, 0x2022, DOT),
    (0x2028, 0x2029, BLANK),
    (0x202F, 0x202F, BLANK),
    (0x205F, 0x205F, BLANK),
    (0x2500, 0x25FF, DRAWN),
    (0x2600, 0x27BF, EMOJI),
    (0x3000, 0x3000, BLANK),
    (0x3040, 0x30FF, KANA),
    (0xFF5C, 0xFF5C, BAR),
    (0x1F000, 0x1FAFF, EMOJI),
];

/// Stretches without any of these ranges, marks or common Han characters.
const PLAIN: [(u32, u32); 6] = [
    (0xB8, 0x167F),
    (0x1681, 0x1FFF),
    (0x27C0, 0x2FFF),
    (0x3100, 0x4DFF),
    (0xA000, 0xFEFF),
    (0x10000, 0x1EFFF),
];

/// Characters up to here have their kind in a table.
const TABLE: usize = 0x3100;

/// The kinds of the first characters of Unicode, marks included.
static KINDS: [u8; TABLE] = table();

const fn table() -> [u8; TABLE] {
    let mut kinds = [REST; TABLE];
    let mut at = 0;
    while at < RANGES.len() {
        let (first, last, kind) = RANGES[at];
        let mut c = first as usize;
        while c <= last as usize && c < TABLE {
            kinds[c] = kind;
            c += 1;
        }
        at += 1;
    }
    let mut at = 0;
    while at < MARKS.len() {
        if (MARKS[at] as usize) < TABLE {
            kinds[MARKS[at] as usize] = FIRST_MARK + at as u8;
        }
        at += 1;
    }
    kinds
}

/// The kind of a character, as a set of one.
pub(super) fn kind(c: char) -> Kinds {
    1 << number(c)
}

/// The number of the kind of a character: which bit of a set it is.
#[inline(always)]
pub(super) fn number(c: char) -> u8 {
    let code = u32::from(c);
    if (HAN.0..=HAN.1).contains(&code) {
        return (FIRST_HAN + code % HANS) as u8;
    }
    if (code as usize) < TABLE { KINDS[code as usize] } else { beyond(code) }
}

/// The same for a common Han character, given by its three bytes as one number: the last byte holds as many bits of
/// the code point as tell the kind.
#[inline(always)]
pub(super) fn han_number(bytes: u32) -> u8 {
    (FIRST_HAN + bytes % HANS) as u8
}

/// The first of the characters of full width, which most marks of Chinese are.
const WIDE: usize = 0xFF00;

/// The kinds of those up to U+FF5F.
static WIDE_KINDS: [u8; 0x60] = {
    let mut kinds = [REST; 0x60];
    kinds[0xFF5C - WIDE] = BAR;
    let mut at = 0;
    while at < MARKS.len() {
        if MARKS[at] as usize >= WIDE {
            kinds[MARKS[at] as usize - WIDE] = FIRST_MARK + at as u8;
        }
        at += 1;
    }
    kinds
};

/// The kind of a character beyond the table that is no common Han character.
fn beyond(code: u32) -> u8 {
    if let Some(&kind) = (code as usize).checked_sub(WIDE).and_then(|at| WIDE_KINDS.get(at)) {
        return kind;
    }
    let after = RANGES.partition_point(|&(_, last, _)| last < code);
    RANGES.get(after).filter(|&&(first, ..)| first <= code).map_or(REST, |&(.., kind)| kind)
}

/// The kinds of the characters from `first` to `last`.
pub(super) fn kinds(first: char, last: char) -> Kinds {
    if first == last {
        return kind(first);
    }
    let (first, last) = (u32::from(first), u32::from(last));
    // The classes of Unicode have hundreds of ranges, nearly all of them here.
    if PLAIN.iter().any(|&(from, to)| from <= first && last <= to) {
        return 1 << REST;
    }
    let within = |c: u32| (first..=last).contains(&c);
    let mut all = 0;
    // What no range and no mark covers is the rest.
    let mut covered = 0;
    for &(from, to, kind) in &RANGES {
        if from <= last && first <= to {
            all |= 1 << kind;
            covered += to.min(last) - from.max(first) + 1;
        }
    }
    for at in (0..MARKS.len()).filter(|&at| within(u32::from(MARKS[at]))) {
        all |= 1 << (usize::from(FIRST_MARK) + at);
        covered += 1;
    }
    let (from, to) = (first.max(HAN.0), last.min(HAN.1));
    if from <= to {
        all |= (from..=to.min(from + HANS - 1)).fold(0, |all, code| all | 1 << (FIRST_HAN + code % HANS));
        covered += to - from + 1;
    }
    if covered < last - first + 1 { all | 1 << REST } else { all }
}

/// Kinds that are gathered character by character. Two halves of a set take fewer instructions than a
/// whole one.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Gathered {
    han: u64,
    others: u64,
}

impl Gathered {
    /// Adds the kind of a common Han character, given by its three bytes as one number.
    #[inline(always)]
    pub(crate) fn add_han(&mut self, bytes: u32) {
        debug_assert!(COMMON_HAN.contains(&bytes));
        self.han |= 1 << (u32::from(han_number(bytes)) - FIRST_HAN);
    }

    /// Adds the kind of a character of ASCII.
    #[inline(always)]
    pub(crate) fn add_ascii(&mut self, c: u8) {
        self.others |= 1 << KINDS[usize::from(c & 127)];
    }

    /// Adds the kind of a character; true for a common Han character (U+4E00 to U+9FFF).
    #[inline(always)]
    pub(crate) fn add(&mut self, c: char) -> bool {
        match number(c) {
            number @ 64.. => {
                self.han |= 1 << (number - 64);
                true
            }
            number => {
                self.others |= 1 << number;
                false
            }
        }
    }
}

/// What a text is made of.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Glyphs {
    /// Kinds of its characters: common Han characters and others.
    kinds: Gathered,
    /// Number of the kind of its first character.
    pub(super) first: u8,
    /// The same of its last character.
    pub(super) last: u8,
}

impl Glyphs {
    /// The kind of the digits of ASCII.
    pub(crate) const DIGITS: Kinds = 1 << DIGIT;

    /// What `text` is made of.
    pub(crate) fn of(text: &str) -> Self {
        let mut gathered = Gathered::default();
        for c in text.chars() {
            gathered.add(c);
        }
        Self::gathered(text, gathered)
    }

    /// Kinds of its characters.
    #[inline]
    pub(crate) fn all(&self) -> Kinds {
        Kinds::from(self.kinds.han) << FIRST_HAN | Kinds::from(self.kinds.others)
    }

    /// The kind of its first character, if it is a letter for sure: one of ASCII or a common Han character.
    pub(crate) fn first_letter(&self) -> Option<Kinds> {
        (self.first == LETTER || u32::from(self.first) >= FIRST_HAN).then(|| 1 << self.first)
    }

    /// True if the last character is such a letter.
    pub(crate) fn letter_at_end(&self) -> bool {
        self.last == LETTER || u32::from(self.last) >= FIRST_HAN
    }

    /// True if the first and the last character are such letters.
    pub(crate) fn letters_at_ends(&self) -> bool {
        self.first_letter().is_some() && self.letter_at_end()
    }

    /// What a text may be made of that nobody has looked at.
    pub(crate) fn any() -> Self {
        Self { kinds: Gathered { han: !0, others: !0 }, first: REST, last: REST }
    }

    /// The same where the kinds of its characters are gathered already.
    pub(crate) fn gathered(text: &str, gathered: Gathered) -> Self {
        let first = text.chars().next().map_or(REST, number);
        let last = text.chars().next_back().map_or(REST, number);
        Self { kinds: gathered, first, last }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_has_the_kinds_of_its_characters() {
        assert!(RANGES.windows(2).all(|pair| pair[0].1 < pair[1].0), "sorted");
        let in_range =
            |mark: char| RANGES.iter().any(|&(from, to, _)| (from..=to).contains(&u32::from(mark)));
        assert!(!MARKS.into_iter().any(in_range));
        assert!(usize::from(FIRST_MARK) + MARKS.len() <= FIRST_HAN as usize);
        let ranges = [
            ('0', '9'),
            (' ', '~'),
            ('\u{a0}', '\u{2fff}'),
            ('　', '】'),
            ('一', '龥'),
            ('楼', '楼'),
            ('个', '丫'),
            ('！', '～'),
            ('À', 'ɏ'),
            ('ᚁ', '῿'),
            ('⟀', '⿿'),
            ('㄀', '䷿'),
            ('ꀀ', '\u{feff}'),
            ('𐀀', '\u{1efff}'),
        ];
        for (first, last) in ranges.into_iter().chain([('a', 'a'), ('，', '，'), ('🀀', '\u{10ffff}')]) {
            let each = (first..=last).fold(0, |all, c| all | kind(c));
            assert_eq!(kinds(first, last), each, "{first:?} to {last:?}");
        }
        let known = u32::from(FIRST_MARK) + MARKS.len() as u32 + HANS;
        assert_eq!(kinds('\0', char::MAX).count_ones(), known);
    }

    #[test]
    fn a_text_is_its_characters() {
        let glyphs = Glyphs::of("（3）楼");
        assert_eq!((glyphs.first, glyphs.last), (number('（'), number('楼')));
        assert_eq!(glyphs.all(), kind('（') | kind('7') | kind('）') | kind('楼'));
        assert!(kind('（') != kind('）') && kind('楼') != kind('层'));
        assert_eq!(Glyphs::of("").all(), 0);
    }
}
