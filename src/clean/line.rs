//! What cleaning knows of each block: the measures that several phenomena share.

use std::cell::OnceCell;
use std::hash::Hasher as _;

use rustc_hash::FxHasher;

use super::fields::Bearing;
use crate::document::utf8::{leading_three, number, three_bytes};
use crate::document::{Block, BlockKind, Document, MarkKind, Span};
use crate::lexicon::noise::{COMMON_HAN, Gathered, Glyphs, NoiseRules};

/// Markup of more bytes is a script or a style sheet rather than a remark.
const SCRIPT: usize = 200;

/// Longest text, in characters, of which it is likely that it stands in a document more than once.
pub(super) const BUTTON: usize = 16;

/// One block, measured. Recomputed when an inline removal changes the block's text.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// Characters of the trimmed text.
    pub(super) chars: usize,
    /// Weight of the text: a Han character or kana counts 1, another letter or digit a third.
    pub(super) weight: f32,
    /// Commas, enumeration commas and semicolons of either script.
    pub(super) commas: u32,
    /// Full stops, question and exclamation marks of Chinese, and Latin ones before a blank.
    pub(super) stops: u32,
    /// Level of a heading; 0 for other blocks.
    pub(super) heading: u8,
    /// True if the text ends a sentence.
    pub(super) ends: bool,
    /// Share of the text's letters that are link text.
    pub(super) linked: f32,
    /// Kinds of characters that the text is made of; of none for a script of a page.
    pub(super) glyphs: Glyphs,
    /// Blanks stand around the text, which was measured without them.
    pub(super) padded: bool,
    /// What the block is, so that looking at many lines does not take their blocks.
    pub(super) form: Form,
    /// Hash of the text's letters and digits, lower-cased; without the number in front of a heading.
    pub(super) hash: u64,
    /// What few lines are asked for.
    asked: OnceCell<Box<Asked>>,
}

/// What is worked out when it is first asked.
#[derive(Clone, Debug, Default)]
struct Asked {
    bearing: OnceCell<Bearing>,
    name: OnceCell<Option<u64>>,
}

/// What a block is, without what only its kind tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Heading,
    Paragraph,
    Item,
    Row,
    Quote,
    Code,
    Rule,
    /// Front matter or markup.
    Other,
}

impl Form {
    fn of(kind: BlockKind) -> Self {
        match kind {
            BlockKind::Heading(_) => Self::Heading,
            BlockKind::Paragraph => Self::Paragraph,
            BlockKind::ListItem(_) => Self::Item,
            BlockKind::TableRow { .. } => Self::Row,
            BlockKind::Quote => Self::Quote,
            BlockKind::Code => Self::Code,
            BlockKind::Rule => Self::Rule,
            BlockKind::FrontMatter | BlockKind::Markup => Self::Other,
        }
    }
}

impl Line {
    /// The rules that match `block`, which this line is the measure of, as indexes into the rules; if only some
    /// are `wanted`, of those whose place there is true.
    pub(super) fn matching(&self, block: &Block, rules: &NoiseRules, wanted: Option<&[bool]>) -> Vec<u16> {
        if self.form == Form::Code {
            return Vec::new();
        }
        let text = block.text.as_trimmed();
        let glyphs = || if self.glyphs.all() == 0 { Glyphs::of(text) } else { self.glyphs };
        rules.matching_among(text, self.chars, glyphs, wanted)
    }

    /// Measures `block` without looking for rules.
    pub(super) fn measured(block: &Block) -> Self {
        let text = block.text.as_trimmed();
        let mut line = Self {
            chars: 0,
            weight: 0.0,
            commas: 0,
            stops: 0,
            heading: 0,
            ends: false,
            linked: 0.0,
            glyphs: Glyphs::default(),
            padded: text.len() < block.text.len(),
            form: Form::of(block.kind),
            hash: BASIS,
            asked: OnceCell::new(),
        };
        // Scripts of a page are no text, and there is more of them than of text.
        if block.kind == BlockKind::Markup && text.len() > SCRIPT {
            line.chars = text.len();
            line.weight = 0.34 * text.len() as f32;
            let mut hasher = FxHasher::default();
            hasher.write(text.as_bytes());
            line.hash = hasher.finish();
            return line;
        }
        // Han characters, and other letters and digits.
        let (mut han, mut others) = (0_usize, 0_usize);
        let mut letters = BASIS;
        // How much text was left behind the last point that a blank would make an end of a sentence.
        let mut point = None;
        let mut glyphs = Gathered::default();
        let mut rest = text.as_bytes();
        loop {
            // Most characters are these.
            let all = rest.len();
            while let Some(three) = leading_three(rest).filter(|three| COMMON_HAN.contains(three)) {
                glyphs.add_han(three);
                letters = mixed(letters, three);
                rest = &rest[3..];
            }
            let common = (all - rest.len()) / 3;
            han += common;
            line.chars += common;
            let all = rest.len();
            while let &[c @ 0..0x80, ref behind @ ..] = rest {
                glyphs.add_ascii(c);
                match ASCII[usize::from(c)] {
                    Role::Letter => {
                        others += 1;
                        letters = mixed(letters, u32::from(c.to_ascii_lowercase()));
                    }
                    Role::Blank => line.stops += u32::from(point == Some(rest.len())),
                    Role::Comma => line.commas += 1,
                    Role::Point => point = Some(behind.len()),
                    Role::Other => {}
                }
                rest = behind;
            }
            line.chars += all - rest.len();
            let c = match *rest {
                [first @ 0xE0..=0xEF, second, third, ..] => {
                    char::from_u32(three_bytes(first, second, third)).unwrap_or_default()
                }
                [_, ..] => text[text.len() - rest.len()..].chars().next().unwrap_or_default(),
                [] => break,
            };
            rest = &rest[c.len_utf8()..];
            line.chars += 1;
            if glyphs.add(c) {
                han += 1;
                letters = mixed(letters, letter(c));
                continue;
            }
            match c {
                '，' | '、' | '；' => line.commas += 1,
                '。' | '！' | '？' => line.stops += 1,
                '\u{3400}'..='\u{4dbf}' | '\u{3040}'..='\u{30ff}' => {
                    han += 1;
                    letters = mixed(letters, letter(c));
                }
                _ if is_letter_or_digit(c) => {
                    others += 1;
                    letters = mixed(letters, letter(c));
                }
                _ => {}
            }
        }
        line.hash = letters;
        line.glyphs = Glyphs::gathered(text, glyphs);
        line.weight = han as f32 + 0.34 * others as f32;
        if let BlockKind::Heading(level) = block.kind {
            line.heading = level;
            line.hash = hash(unnumbered(text)).unwrap_or(line.hash);
        }
        line.ends = !line.glyphs.letter_at_end()
            && text
                .trim_end_matches(['”', '"', '」', '』', '）', ')', '…', '’'])
                .ends_with(['。', '！', '？', '；', '!', '?', '.', '：', ':']);
        if block.kind != BlockKind::Code {
            line.linked = linked(block, text);
        }
        line
    }

    /// The fields of a comment in it, looked for when first asked.
    pub(super) fn bearing(&self, look: impl FnOnce() -> Bearing) -> &Bearing {
        self.asked.get_or_init(Box::default).bearing.get_or_init(look)
    }

    /// The hash of its `text` as a title, worked out when first asked; see [`name_hash`].
    pub(super) fn name<'t>(&self, text: impl FnOnce() -> &'t str) -> Option<u64> {
        // What begins and ends with letters is a name as it stands.
        if self.heading == 0 && self.glyphs.letters_at_ends() {
            return Some(self.hash);
        }
        *self.asked.get_or_init(Box::default).name.get_or_init(|| name_hash(text()))
    }

    /// True if the text reads as a sentence: long enough, with punctuation inside or at its end.
    pub(super) fn is_prose(&self) -> bool {
        self.weight >= 12.0 && (self.stops > 0 || self.ends || self.commas > 0 && self.weight >= 20.0)
    }
}

/// Basis and step of FNV-1a, over characters.
const BASIS: u64 = 0xcbf2_9ce4_8422_2325;

fn mixed(hash: u64, code: u32) -> u64 {
    (hash ^ u64::from(code)).wrapping_mul(0x0100_0000_01b3)
}

/// The number of a letter or digit in hashes.
fn letter(c: char) -> u32 {
    number(c.to_ascii_lowercase())
}

/// The hash of the letters and digits of `text`, lower-cased; `None` for an empty text.
fn hash(text: &str) -> Option<u64> {
    let letters = text.chars().filter(|&c| is_letter_or_digit(c)).map(letter);
    (!text.is_empty()).then(|| letters.fold(BASIS, mixed))
}

/// What a character of ASCII is for the measure of a line.
#[derive(Clone, Copy)]
enum Role {
    Letter,
    Blank,
    Comma,
    /// A full stop, question or exclamation mark: the end of a sentence before a blank.
    Point,
    Other,
}

static ASCII: [Role; 128] = {
    let mut roles = [Role::Other; 128];
    let mut at = 0;
    while at < roles.len() {
        roles[at] = match at as u8 {
            b' ' => Role::Blank,
            b',' | b';' => Role::Comma,
            b'.' | b'!' | b'?' => Role::Point,
            c if c.is_ascii_alphanumeric() => Role::Letter,
            _ => Role::Other,
        };
        at += 1;
    }
    roles
};

/// A heading without the number in front of it.
fn unnumbered(heading: &str) -> &str {
    heading.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '、' | ' ' | ')' | '）'))
}

/// The hash of a title as it may stand in a table of contents and above its section: without number,
/// bullet, the page behind it and the button that edits it. `None` if nothing is left.
pub(super) fn name_hash(text: &str) -> Option<u64> {
    let name = text.trim_start_matches(|c: char| !is_letter(c));
    let button = || name.rfind(['[', '［', '【']).filter(|&open| open > 0);
    let name =
        if name.ends_with([']', '］', '】']) { &name[..button().unwrap_or(name.len())] } else { name };
    hash(name.trim_end_matches(|c: char| !is_letter(c)))
}

/// The letter that the text begins with as a title.
pub(super) fn first_of_name(text: &str) -> Option<char> {
    text.chars().find(|&c| is_letter(c))
}

/// As Unicode has it, where looking common characters up in its tables would take long.
pub(super) fn is_letter(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}') || !is_sign(c) && c.is_alphabetic()
}

/// The same for letters and digits.
pub(super) fn is_letter_or_digit(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}') || !is_sign(c) && c.is_alphanumeric()
}

/// Marks and symbols beyond ASCII, those that texts have most.
fn is_sign(c: char) -> bool {
    matches!(c,
        '\u{2000}'..='\u{206f}'
        | '\u{3000}'..='\u{3004}'
        | '\u{3008}'..='\u{3020}'
        | '\u{ff01}'..='\u{ff0f}'
        | '\u{ff1a}'..='\u{ff20}'
        | '\u{2190}'..='\u{245f}'
        | '\u{2500}'..='\u{2775}'
        | '\u{2794}'..='\u{2bff}'
        | '\u{e000}'..='\u{f8ff}'
        | '\u{1f300}'..='\u{1faff}'
        | '\u{b7}'
        | '\u{ff5e}')
}

/// Share of the letters of `text` that lie inside links.
fn linked(block: &Block, text: &str) -> f32 {
    if !block.marks.iter().any(|mark| mark.kind == MarkKind::Link) {
        return 0.0;
    }
    let letters = |text: &str| text.chars().filter(|&c| is_letter_or_digit(c)).count();
    let all = letters(text);
    if all == 0 {
        return 0.0;
    }
    let mut inside = 0;
    let mut end = 0;
    for mark in block.marks.iter().filter(|mark| mark.kind == MarkKind::Link) {
        if mark.span.start < end {
            continue;
        }
        end = mark.span.end;
        if let Some(range) = block.text.from_source_span(mark.inner) {
            inside += letters(&block.text.as_str()[range]);
        }
    }
    inside as f32 / all as f32
}

/// Where the links of a block lead, in order.
pub(super) fn targets<'d>(document: &'d Document, block: &'d Block) -> impl Iterator<Item = &'d str> {
    let links = block.marks.iter().filter(|mark| mark.kind == MarkKind::Link);
    links.map(|mark| target(&document.text, mark.span, mark.inner))
}

/// The target of a link as the source writes it, without brackets and title.
fn target(source: &str, span: Span, inner: Span) -> &str {
    let after = &source[inner.end..span.end];
    if let Some(rest) = after.trim_start_matches(['*', '_', '`']).strip_prefix("](") {
        return rest.trim_end_matches(')').split_whitespace().next().unwrap_or("").trim_matches(['<', '>']);
    }
    let before = &source[span.start..inner.start];
    match before.find("href=") {
        Some(at) => {
            before[at + 5..].trim_start_matches(['"', '\'']).split(['"', '\'', ' ', '>']).next().unwrap_or("")
        }
        None => inner.of(source),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{cleaned, texts};

    #[test]
    fn letters_are_what_unicode_says() {
        for c in '\0'..=char::MAX {
            assert_eq!(super::is_letter(c), c.is_alphabetic(), "{c:?}");
            assert_eq!(super::is_letter_or_digit(c), c.is_alphanumeric(), "{c:?}");
        }
    }

    #[test]
    fn letters_of_any_block_of_unicode_tell_lines_apart() {
        let block = |c: char| crate::read::testing::document(&format!("甲{c}乙\n"));
        for c in ('!'..'\u{2fff}')
            .chain('\u{1f000}'..'\u{1fbff}')
            .filter(|c| !c.is_whitespace() && !c.is_control())
        {
            let document = block(c);
            let line = super::Line::measured(&document.blocks[0]);
            let text = document.blocks[0].text.as_trimmed();
            assert_eq!(Some(line.hash), super::hash(text), "{c:?} in {text}");
        }
    }

    #[test]
    fn sections_that_differ_in_their_number_alone_are_one() {
        let body = "新护士先跟班三个月，由带教老师逐项考核操作，合格之后才能独立值夜班。\n\n\
                    每季度复盘一次带教记录，由护士长与带教老师一起确认，未达标的延长跟班时间，并报护理部备案。\n";
        let text = format!("# 护士长\n\n## 1. 职责\n\n排班。\n\n## 3. 带教\n\n{body}\n## 4. 带教\n\n{body}");
        let kept = texts(&cleaned(&text));
        assert_eq!(kept.iter().filter(|text| text.starts_with("新护士")).count(), 1, "{kept:?}");
        assert_eq!(kept.iter().filter(|text| text.contains("带教")).count(), 3, "{kept:?}");
    }
}
