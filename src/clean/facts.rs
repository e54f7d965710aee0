//! What many documents say about one: lines that a whole batch shares.

use rustc_hash::FxHashMap;

use super::corpus;
use super::line::Line;
use crate::document::{Block, BlockKind, Document};
use crate::lexicon::noise::NoiseRules;

/// Two documents are copies of one text from this share on: the weight of the content lines they
/// have in common over the weight of those either has (Jaccard's index, weighted).
const SAME: f32 = 0.5;

/// How many of a document's smallest line hashes are looked up to find its copies. Two documents
/// that share half of their lines share one of eight with a probability above 0.99 (min-wise
/// hashing after Broder 1997).
const SKETCH: usize = 8;

/// Texts looked at for each hash of a sketch, so that a line of every document costs no more than
/// a rare one.
const CANDIDATES: usize = 16;

/// Least weight of a list item, a table row or a heading that says something.
const ITEM: f32 = 4.0;

/// Counts over a batch of documents, gathered in a first pass and handed to [`super::clean`].
///
/// Copies of one text count once: a batch of reposts of one advertisement shares every line, and
/// none of them is the furniture of a site.
#[derive(Clone, Debug, Default)]
pub struct CorpusFacts {
    texts: Vec<Text>,
    /// Hash of a content line to the texts whose sketch holds it.
    sketches: FxHashMap<u64, Vec<u32>>,
    /// Hash of a line's letters to the number of texts that hold it.
    lines: FxHashMap<u64, u32>,
}

/// What one document adds to [`CorpusFacts`]: its lines that weigh something, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocumentLines(Vec<CountedLine>);

/// Hash of a line's letters, the bits of its weight, and whether it is content.
type CountedLine = (u64, u32, bool);

/// Bytes of one of them in [`DocumentLines::to_bytes`].
const LINE_BYTES: usize = 13;

impl DocumentLines {
    /// The lines of `document`.
    pub fn of(document: &Document) -> Self {
        Self::measured(document, &Measured::of(document))
    }

    /// The same for a document that has been measured.
    pub fn measured(document: &Document, measured: &Measured) -> Self {
        let lines = document.blocks.iter().zip(&measured.0).filter(|(_, line)| line.weight > 0.0);
        Self(lines.map(|(block, line)| (line.hash, line.weight.to_bits(), is_content(block, line))).collect())
    }

    /// The lines as bytes, for a later run.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.0.len() * LINE_BYTES);
        for (hash, weight, content) in &self.0 {
            bytes.extend_from_slice(&hash.to_le_bytes());
            bytes.extend_from_slice(&weight.to_le_bytes());
            bytes.push(u8::from(*content));
        }
        bytes
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote; `None` for anything else.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (lines, rest) = bytes.as_chunks::<LINE_BYTES>();
        let line = |line: &[u8; LINE_BYTES]| {
            let (hash, rest) = line.split_first_chunk()?;
            let (weight, content) = rest.split_first_chunk()?;
            Some((u64::from_le_bytes(*hash), u32::from_le_bytes(*weight), *content == [1]))
        };
        rest.is_empty().then(|| lines.iter().map(line).collect::<Option<_>>().map(Self)).flatten()
    }
}

/// The lines of a document, measured. What counts them for [`CorpusFacts`] can hand them on to
/// [`super::clean_measured`].
#[derive(Clone, Debug)]
pub struct Measured(pub(super) Vec<Line>);

impl Measured {
    /// Measures `document`, as it was read.
    pub fn of(document: &Document) -> Self {
        Self(document.blocks.iter().map(Line::measured).collect())
    }
}

/// One text of the batch, with all its copies.
#[derive(Clone, Debug, Default)]
struct Text {
    /// Hash and weight of the content lines of the first copy, sorted by hash.
    content: Vec<(u64, f32)>,
    /// The sum of these weights.
    weight: f32,
    /// Hashes of all lines of all copies, sorted.
    lines: Vec<u64>,
}

impl CorpusFacts {
    /// Counts in how many of `documents` each line occurs.
    pub fn count(documents: &[&Document]) -> Self {
        let mut facts = Self::default();
        documents.iter().for_each(|document| facts.add(document));
        facts
    }

    /// Counts one more document. The order of documents matters only to chains of copies that
    /// differ more and more.
    pub fn add(&mut self, document: &Document) {
        self.add_lines(&DocumentLines::of(document));
    }

    /// [`add`](Self::add) of the document with these lines.
    pub fn add_lines(&mut self, document: &DocumentLines) {
        let weighed = |line: &CountedLine| (line.0, f32::from_bits(line.1));
        let mut content: Vec<(u64, f32)> = document.0.iter().filter(|line| line.2).map(weighed).collect();
        if content.is_empty() {
            content = document.0.iter().map(weighed).collect();
        }
        content.sort_unstable_by_key(|&(hash, _)| hash);
        content.dedup_by_key(|&mut (hash, _)| hash);
        let text = self.copy_of(&content).unwrap_or_else(|| self.enter(content));
        let mut lines: Vec<u64> = document.0.iter().map(|&(hash, ..)| hash).collect();
        lines.sort_unstable();
        lines.dedup();
        let known = &mut self.texts[text].lines;
        lines.retain(|hash| known.binary_search(hash).is_err());
        self.lines.reserve(lines.len());
        for &hash in &lines {
            *self.lines.entry(hash).or_default() += 1;
        }
        if known.is_empty() {
            *known = lines;
        } else {
            known.extend(lines);
            known.sort_unstable();
        }
    }

    /// The text of which a document with this content is a copy.
    fn copy_of(&self, content: &[(u64, f32)]) -> Option<usize> {
        let weight = sum(content);
        let mut candidates: Vec<u32> = content
            .iter()
            .take(SKETCH)
            .filter_map(|(hash, _)| self.sketches.get(hash))
            .flatten()
            .copied()
            .collect();
        candidates.sort_unstable();
        candidates.dedup();
        candidates.into_iter().map(|text| text as usize).find(|&text| {
            let Text { content: own, weight: all, .. } = &self.texts[text];
            resembles((own, *all), (content, weight))
        })
    }

    fn enter(&mut self, content: Vec<(u64, f32)>) -> usize {
        let text = self.texts.len();
        for (hash, _) in content.iter().take(SKETCH) {
            let texts = self.sketches.entry(*hash).or_default();
            if texts.len() < CANDIDATES {
                texts.push(u32::try_from(text).unwrap_or(u32::MAX));
            }
        }
        self.texts.push(Text { weight: sum(&content), content, lines: Vec::new() });
        text
    }

    /// Number of different texts counted; copies of one count once.
    pub fn documents(&self) -> usize {
        self.texts.len()
    }

    /// A hash of everything that cleaning reads from these facts: which lines enough documents share.
    pub fn fingerprint(&self, rules: &NoiseRules) -> u64 {
        let Some(needed) = corpus::needed(self, rules) else { return 0 };
        // A sum does not depend on the order of the map. The step is of FNV-1a.
        let lines = self.lines.keys().filter(|hash| f64::from(self.shared(**hash)) >= needed);
        let everything = u64::from(needed <= 1.0) + 1;
        lines.map(|hash| hash.wrapping_mul(0x0100_0000_01b3)).fold(everything, u64::wrapping_add)
    }

    /// Number of texts that hold a line with this hash; 1 if only one or none does.
    pub(super) fn shared(&self, hash: u64) -> u32 {
        self.lines.get(&hash).copied().unwrap_or(1)
    }
}

/// True for running text and for items, rows and headings that say something. Entries of menus,
/// which are links, do not.
pub(super) fn is_content(block: &Block, line: &Line) -> bool {
    let item = matches!(
        block.kind,
        BlockKind::ListItem(_) | BlockKind::TableRow { .. } | BlockKind::Heading(_) | BlockKind::Code
    );
    line.linked < 0.5 && (line.is_prose() || item && line.weight >= ITEM)
}

/// The weight of all these lines.
fn sum(lines: &[(u64, f32)]) -> f32 {
    lines.iter().map(|(_, weight)| weight).sum()
}

/// True if Jaccard's index of two sets of lines, each with the weight of all of it, is at least [`SAME`]. Empty sets
/// resemble nothing.
fn resembles((a, weight_a): (&[(u64, f32)], f32), (b, weight_b): (&[(u64, f32)], f32)) -> bool {
    // So much may be missing of the first: with more, what they can have in common is clearly too little. The
    // hundredth is far more than what rounding makes of a sum.
    let most = weight_a - (weight_a + weight_b) * SAME / (1.0 + SAME) * 0.99;
    let mut rest = b;
    let (mut common, mut missing) = (0.0, 0.0);
    for (hash, weight) in a {
        let skip = rest.iter().take_while(|(other, _)| other < hash).count();
        rest = &rest[skip..];
        if rest.first().is_some_and(|(other, _)| other == hash) {
            common += weight;
        } else {
            missing += weight;
            if missing > most {
                return false;
            }
        }
    }
    let all = weight_a + weight_b - common;
    all > 0.0 && common / all >= SAME
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::testing::document;

    #[test]
    fn copies_count_once_in_any_number() {
        let first = document("# 护士\n\n- 每班核对药品与医嘱\n- 记录生命体征\n- 与下一班交接病情\n");
        let second = document("# 护士\n\n- 每班核对药品与医嘱\n- 记录生命体征\n- 与家属沟通病情\n");
        let other = document("# 仓库主管\n\n- 每周组织盘点并复核差异\n- 与下一班交接病情\n");
        let facts = CorpusFacts::count(&[&first, &second, &first, &other]);
        assert_eq!(facts.documents(), 2);
        let hash = |document: &Document, at: usize| Line::measured(&document.blocks[at]).hash;
        assert_eq!(facts.shared(hash(&first, 1)), 1, "only copies hold it");
        assert_eq!(facts.shared(hash(&first, 3)), 2, "another text holds it");
    }

    #[test]
    fn documents_that_share_only_their_footer_are_different_texts() {
        let page = |name: &str| {
            let duty = format!("{name}每天开店前清点库存，按销量补足原料，并把差异登记在册。");
            document(&format!("{duty}\n\n本站内容由用户整理，欢迎指正。\n\n联系我们\n"))
        };
        let pages = ["咖啡店长", "仓库主管", "数据标注员"].map(page);
        assert_eq!(CorpusFacts::count(&pages.iter().collect::<Vec<_>>()).documents(), 3);
    }
}
