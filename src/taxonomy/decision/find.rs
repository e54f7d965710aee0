//! Finding the mention that a decision was about, after the source was read again.
//!
//! 1. A mention with the quoted words in the same source (spacing and punctuation apart). Of
//!    several, the one whose surroundings agree most, then the one with the recorded id, then the
//!    one nearest to the recorded line.
//! 2. Is the source gone, one elsewhere with the same words in the same surroundings: the file was
//!    renamed or moved. If only one has these words, one side of its surroundings is enough: the line
//!    next to it was edited as well.
//! 3. The mention with the recorded id: it reads differently now.
//! 4. One of the same source whose surroundings agree on both sides; or on one side, or stands on
//!    the recorded line, and shares half of the quote's character pairs: the words were edited.
//!    A mention that stood next to the target when the decision was taken is not it.
//!
//! Nothing but the decision and the mentions at hand is looked at, so the same inputs give the same
//! answer whatever was built before. Digits in surroundings are not compared: lists are renumbered.

use std::collections::BTreeMap;

use super::Target;
use crate::lexicon::wording_key;
use crate::mention::{Context, TaskMention};
use crate::taxonomy::{MentionRef, quote_likeness};

/// Share of character pairs (Sørensen–Dice) from which two wordings may be one that was edited.
const ALIKE: f64 = 0.5;

/// Letters from which a line of the surroundings can be told from others.
const LEGIBLE: usize = 4;

/// Characters next to a mention that make a side of its surroundings agree.
const NEAR: usize = 8;

/// A mention as decisions find it.
#[derive(Clone, Copy, Debug)]
pub struct Anchor<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its title, verbatim where that is known.
    pub quote: &'a str,
    /// Its source.
    pub source: &'a str,
    /// Its 1-based line, if known.
    pub line: Option<usize>,
    /// What stands in front of it and behind it, if known.
    pub around: Option<(&'a str, &'a str)>,
}

impl<'a> From<&'a TaskMention> for Anchor<'a> {
    fn from(mention: &'a TaskMention) -> Self {
        Self {
            id: &mention.id,
            quote: mention.quote.as_str(),
            source: mention.source.as_str(),
            line: Some(mention.lines.0),
            around: Some(mention.quote.around()),
        }
    }
}

impl<'a> From<&'a MentionRef> for Anchor<'a> {
    fn from(mention: &'a MentionRef) -> Self {
        Self {
            id: &mention.id,
            quote: &mention.title_raw,
            source: mention.source.as_str(),
            line: Some(mention.line_start),
            around: Some((&mention.context.before, &mention.context.after)),
        }
    }
}

impl Anchor<'_> {
    /// The mention as the target of a new decision.
    pub fn target(&self) -> Target {
        Target {
            mention: self.id.to_owned(),
            quote: Some(self.quote.to_owned()),
            source: Some(self.source.to_owned()),
            line: self.line,
            before: self.around.map(|(before, _)| before.to_owned()),
            after: self.around.map(|(_, after)| after.to_owned()),
        }
    }
}

/// Where a target is, as an index into the mentions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// There, in the same words.
    Same(usize),
    /// There, in other words.
    Changed(usize),
    /// Not there.
    Lost,
}

/// The mentions at hand, ready to be searched.
#[derive(Debug)]
pub struct Finder<'a> {
    anchors: &'a [Anchor<'a>],
    by_id: BTreeMap<&'a str, usize>,
    by_words: BTreeMap<String, Vec<usize>>,
    by_source: BTreeMap<&'a str, Vec<usize>>,
}

impl<'a> Finder<'a> {
    /// Of these mentions.
    pub fn new(anchors: &'a [Anchor<'a>]) -> Self {
        let (mut by_words, mut by_source) = (BTreeMap::new(), BTreeMap::new());
        for (at, anchor) in anchors.iter().enumerate() {
            by_words.entry(wording_key(anchor.quote)).or_insert_with(Vec::new).push(at);
            by_source.entry(anchor.source).or_insert_with(Vec::new).push(at);
        }
        let by_id = anchors.iter().enumerate().map(|(at, anchor)| (anchor.id, at)).collect();
        Self { anchors, by_id, by_words, by_source }
    }

    /// Where `target` is.
    pub fn find(&self, target: &Target) -> Found {
        let by_id = self.by_id.get(target.mention.as_str()).copied();
        let Some(quote) = &target.quote else { return by_id.map_or(Found::Lost, Found::Same) };
        if let Some(at) = self.with_words(target, quote) {
            return Found::Same(at);
        }
        by_id.or_else(|| self.reworded(target, quote)).map_or(Found::Lost, Found::Changed)
    }

    /// The mention with the quoted words.
    fn with_words(&self, target: &Target, quote: &str) -> Option<usize> {
        let all = self.by_words.get(&wording_key(quote))?;
        let Some(source) = target.source.as_deref() else {
            let by_id = all.iter().find(|&&at| self.anchors[at].id == target.mention);
            return by_id.or(all.first().filter(|_| all.len() == 1)).copied();
        };
        let context = target.context();
        if self.by_source.contains_key(source) {
            let own = all.iter().copied().filter(|&at| self.anchors[at].source == source);
            return own.max_by_key(|&at| {
                let anchor = &self.anchors[at];
                let agreed = context.as_ref().map_or(0, |context| agreement(context, anchor).total());
                let away = distance(target, anchor);
                (agreed, anchor.id == target.mention, std::cmp::Reverse(away), std::cmp::Reverse(at))
            });
        }
        let context = context?;
        let moved = all.iter().copied().find(|&at| agreement(&context, &self.anchors[at]).both);
        moved.or_else(|| match all[..] {
            [only] => Some(only).filter(|&at| agreement(&context, &self.anchors[at]).one),
            _ => None,
        })
    }

    /// The mention that reads differently now.
    fn reworded(&self, target: &Target, quote: &str) -> Option<usize> {
        let own = self.by_source.get(target.source.as_deref()?)?;
        let context = target.context();
        let neighbours: Vec<String> = context
            .iter()
            .flat_map(|context| context.before.lines().chain(context.after.lines()))
            .map(wording_key)
            .map(|line| line.trim_start_matches(|c: char| c.is_numeric()).to_owned())
            .filter(|line| line.chars().count() >= LEGIBLE)
            .collect();
        let judged = own.iter().filter_map(|&at| {
            let anchor = &self.anchors[at];
            let words = wording_key(anchor.quote);
            let beside =
                |line: &String| words.starts_with(line) || words.ends_with(line) || line.ends_with(&words);
            if neighbours.iter().any(beside) {
                return None;
            }
            let alike = quote_likeness(quote, anchor.quote);
            let agreed = context.as_ref().map(|context| agreement(context, anchor)).unwrap_or_default();
            let near = agreed.one || target.line.is_some() && target.line == anchor.line;
            let away = distance(target, anchor);
            (agreed.both || near && alike >= ALIKE).then_some((agreed.both, alike, away, at))
        });
        let best = judged.min_by(|x, y| (y.0.cmp(&x.0)).then(y.1.total_cmp(&x.1)).then(x.2.cmp(&y.2)));
        best.map(|(.., at)| at)
    }
}

fn distance(target: &Target, anchor: &Anchor<'_>) -> usize {
    target.line.zip(anchor.line).map_or(0, |(then, now)| then.abs_diff(now))
}

/// How far the surroundings of a target and of a mention agree.
#[derive(Clone, Copy, Debug, Default)]
struct Agreement {
    /// Equal characters next to the mention, in front of it and behind it.
    characters: (usize, usize),
    /// One side agrees: at least eight characters, or all that was written down.
    one: bool,
    /// Both sides do, and at least one was written down.
    both: bool,
}

impl Agreement {
    fn total(self) -> usize {
        self.characters.0 + self.characters.1
    }
}

fn agreement(context: &Context, anchor: &Anchor<'_>) -> Agreement {
    let Some((in_front, at_back)) = anchor.around else { return Agreement::default() };
    let equal = |a: &[char], b: &[char]| a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (mut then, mut here) = (folded(&context.before), folded(in_front));
    then.reverse();
    here.reverse();
    let before = equal(&then, &here);
    let (behind, after) = (folded(&context.after), folded(at_back));
    let after = equal(&behind, &after);
    // A line may come or go further off, and what is longer by renumbering pushes a character out.
    let full = |equal: usize, then: usize| equal > 1 && equal >= then.saturating_sub(1).min(NEAR);
    let (front, back) = (full(before, then.len()), full(after, behind.len()));
    let edge = |then: &[char], now: &str| then.is_empty() && now.is_empty();
    let both = (front || edge(&then, in_front)) && (back || edge(&behind, at_back));
    Agreement { characters: (before, after), one: front || back, both: both && (front || back) }
}

/// The characters of a text, every number as one, line ends alike.
fn folded(text: &str) -> Vec<char> {
    let mut out: Vec<char> = Vec::new();
    for c in text.chars().filter(|c| *c != '\r') {
        let c = if c.is_numeric() { '0' } else { c };
        if c != '0' || out.last() != Some(&'0') {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Span;

    /// The items of a numbered list, with what stands around them.
    fn list(items: &[&str], source: &str) -> Vec<(String, String, usize, Context)> {
        let mut text = String::from("# 仓库主管\n\n");
        let spans: Vec<Span> = items
            .iter()
            .enumerate()
            .map(|(at, item)| {
                text.push_str(&format!("{}. ", at + 1));
                let start = text.len();
                text.push_str(item);
                text.push('\n');
                Span::new(start, start + item.len())
            })
            .collect();
        let describe = |(at, (item, span)): (usize, (&&str, &Span))| {
            let occurrence = items[..at].iter().filter(|other| *other == item).count();
            (format!("{source} {item} {occurrence}"), (*item).to_owned(), at + 3, Context::of(&text, *span))
        };
        items.iter().zip(&spans).enumerate().map(describe).collect()
    }

    fn anchors<'a>(list: &'a [(String, String, usize, Context)], source: &'a str) -> Vec<Anchor<'a>> {
        list.iter()
            .map(|(id, quote, line, context)| Anchor {
                id,
                quote,
                source,
                line: Some(*line),
                around: Some((&context.before, &context.after)),
            })
            .collect()
    }

    /// Where the item `at` of one list is in another, which may be in another file.
    fn moved(old: &[&str], at: usize, new: &[&str], source: &str) -> Found {
        let (old, new) = (list(old, "a.md"), list(new, source));
        let target = anchors(&old, "a.md")[at].target();
        let new = anchors(&new, source);
        Finder::new(&new).find(&target)
    }

    const OLD: [&str; 5] = ["编制盘点计划", "审核入库单据", "审核出库单据", "培训搬运员", "审核入库单据"];

    #[test]
    fn lines_may_come_and_go_around_it() {
        assert_eq!(moved(&OLD, 3, &["新增一条职责", "编制盘点计划", "培训搬运员"], "a.md"), Found::Same(2));
    }

    #[test]
    fn of_equal_lines_the_surroundings_choose() {
        assert_eq!(moved(&OLD, 4, &OLD[1..], "a.md"), Found::Same(3));
        assert_eq!(moved(&OLD, 1, &OLD[1..], "a.md"), Found::Same(0));
        assert_eq!(
            moved(&OLD, 4, &["培训搬运员", "审核入库单据"], "a.md"),
            Found::Same(1),
            "now the first such line"
        );
    }

    #[test]
    fn edited_words_are_found_by_what_stands_around_them() {
        let new = ["编制盘点计划", "核对收货记录", "审核出库单据", "培训搬运员"];
        assert_eq!(moved(&OLD, 1, &new, "a.md"), Found::Changed(1));
        let new = ["新增一条职责", "编制盘点计划", "审核入库单据与发票", "审核出库单据"];
        assert_eq!(moved(&OLD, 1, &new, "a.md"), Found::Changed(2));
    }

    #[test]
    fn a_line_that_was_taken_out_is_lost_and_its_neighbour_is_not_taken_for_it() {
        assert_eq!(moved(&OLD[..4], 1, &["编制盘点计划", "审核出库单据", "培训搬运员"], "a.md"), Found::Lost);
        assert_eq!(moved(&OLD, 3, &["编制盘点计划"], "a.md"), Found::Lost);
    }

    #[test]
    fn a_renamed_source_is_told_from_another_source() {
        assert_eq!(moved(&OLD, 1, &OLD, "b.md"), Found::Same(1));
        assert_eq!(moved(&OLD, 1, &["审核入库单据", "看店"], "b.md"), Found::Lost);
        let edited = ["安排全年培训", "审核入库单据", "审核出库单据", "培训搬运员"];
        assert_eq!(moved(&OLD[..4], 1, &edited, "b.md"), Found::Same(1), "the line in front was edited too");
        let twice = ["安排全年培训", "审核入库单据", "审核出库单据", "审核入库单据", "打烊"];
        assert_eq!(moved(&OLD[..4], 1, &twice, "b.md"), Found::Lost, "which of the two is not known");
    }

    #[test]
    fn an_id_alone_is_enough_and_its_words_may_differ() {
        let list = list(&OLD, "a.md");
        let anchors = anchors(&list, "a.md");
        let finder = Finder::new(&anchors);
        let mut target = Target { mention: anchors[3].id.to_owned(), ..Target::default() };
        assert_eq!(finder.find(&target), Found::Same(3));
        target.quote = Some("带新人".into());
        assert_eq!(finder.find(&target), Found::Changed(3));
        target.mention = "gone".into();
        assert_eq!(finder.find(&target), Found::Lost);
        target.quote = Some("培训 搬运员。".into());
        assert_eq!(finder.find(&target), Found::Same(3), "the only one with these words");
    }
}
