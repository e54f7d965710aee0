//! Lists without marks: items run into one line, and lines that are items.

use std::ops::Range;

use super::clock::clock;
use super::collect::{Collector, Context, Found};
use super::leaf::{ENUMERATION, Leaf};
use super::narrate::over;
use super::node::{Place, runs};
use super::numbered::inline_items;
use super::table::in_flat;
use super::wording::{cut, first_clause};
use crate::document::{AlignedStr, Block, BlockKind, MarkKind};
use crate::lexicon::cues::Cue;
use crate::lexicon::normal::lower_case;
use crate::lexicon::sections::SectionRole;
use crate::lexicon::words::CHARGE;
use crate::mention::{Attribute, Evidence, Ground, MentionKind};
use crate::outline::FlatTable;
use crate::read::marker::marker;

/// Longest line that is an item without a mark, in characters; a longer one is running text.
const MAX_LINE: usize = 80;
/// Fewest paragraphs that each name a duty and explain it.
const MIN_ENTRIES: usize = 3;
/// Longest name of such a duty, and the shortest explanation, in characters.
const MAX_ENTRY: usize = 14;
const MIN_SAID: usize = 8;
/// What stands between the two; the longer of two that open alike comes first.
const BETWEEN: [&str; 6] = ["。", "——", "—", " – ", " - ", "｜"];

/// From so many parts between bars, these part duties.
const MIN_PARTS: usize = 3;
/// Fewest lines with an hour that are somebody's day.
const MIN_HOURS: usize = 4;
/// Share of lines that must look like duties for the run to be a list.
const LINE_VOTE: f64 = 0.6;

impl<'a> Collector<'a> {
    /// Takes the duties of a line that stands behind the name of its section: numbered items,
    /// pieces between semicolons or stops, or the one that it is.
    pub(super) fn take_run(
        &mut self,
        text: AlignedStr<'a>,
        context: &Context,
        section: SectionRole,
    ) -> usize {
        let pieces = self.pieces(text.as_str());
        if pieces.is_empty() {
            return 0;
        }
        let mut leaves = Vec::new();
        for piece in pieces {
            self.plain_leaves(text.slice(piece), MentionKind::ListItem, &mut leaves);
        }
        self.take_leaves(leaves, context, section)
    }

    pub(super) fn pieces(&self, text: &'a str) -> Vec<Range<usize>> {
        let items = inline_items(text);
        if items.len() >= 2 || !items.is_empty() && marker(text.trim_start()).is_some() {
            return items;
        }
        let acts = |piece: &Range<usize>| self.judge(&text[piece.clone()]).is_duty();
        for bar in [" / ", "／", " | ", "｜"] {
            let parts = between(text, bar);
            if parts.len() >= MIN_PARTS && 2 * parts.iter().filter(|part| acts(part)).count() >= parts.len() {
                return parts;
            }
        }
        let pieces = cut(text, &['；', ';', '。', '！']);
        if let [whole] = &pieces[..] {
            // Where nothing but commas parts the line, they part the duties.
            let listed = self.enumerated(&text[..whole.end], whole.start, None);
            if listed.len() >= ENUMERATION {
                return listed;
            }
        }
        let duties = pieces.iter().filter(|piece| acts(piece)).count();
        if duties > 0 && 2 * duties >= pieces.len() { pieces } else { Vec::new() }
    }

    /// Takes the duties of a section whose lines are items without marks; returns how many.
    pub(super) fn take_lines(
        &mut self,
        body: Range<usize>,
        flat: &[FlatTable],
        context: &Context,
        section: SectionRole,
    ) -> usize {
        let document = self.document;
        let entries = self.take_entries(body.clone(), flat, context);
        if entries > 0 {
            return entries;
        }
        let lines = runs(body, |at| {
            let block = &document.blocks[at];
            let text = block.text.as_str();
            let line = block.kind == BlockKind::Paragraph && block.depth == 0 && !in_flat(flat, at);
            if line && !text.ends_with(['：', ':']) && !text.is_empty() {
                Place::In(block.text.whole())
            } else if block.kind == BlockKind::Markup {
                Place::Aside
            } else {
                Place::Between
            }
        });
        lines.iter().map(|run| self.take_line_run(run, context, section)).sum()
    }

    /// Takes paragraphs that each name a duty and explain it (`洗护清洁。给犬猫洗澡…`, `审读——通读书稿…`), as
    /// encyclopedias do, if most are such and stand together; returns how many.
    fn take_entries(&mut self, body: Range<usize>, flat: &[FlatTable], context: &Context) -> usize {
        let blocks = &self.document.blocks;
        let line = |at: &usize| {
            blocks[*at].kind == BlockKind::Paragraph && !in_flat(flat, *at) && !blocks[*at].text.is_empty()
        };
        let lines: Vec<usize> = body.filter(line).collect();
        // Those that stand together: what follows may say something else.
        let runs: Vec<Option<_>> = lines.iter().map(|&at| entry(&blocks[at])).collect();
        let longest = runs.split(Option::is_none).max_by_key(|run| run.len()).unwrap_or_default();
        let entries: Vec<(AlignedStr<'a>, AlignedStr<'a>)> = longest.iter().flatten().copied().collect();
        let of_posts = self.take_told_posts(&entries, context);
        if of_posts > 0 {
            return of_posts;
        }
        let deed = |(name, said): &(AlignedStr<'a>, AlignedStr<'a>)| {
            let told = said.slice(0..first_clause(said.as_str()));
            self.judge(name.as_str()).is_duty() || self.judge(told.as_str()).is_duty()
        };
        let deeds = entries.iter().filter(|entry| deed(entry)).count();
        // Where nothing else stands in the section, its name says what they are.
        let vouched = 2 * deeds >= entries.len() || entries.len() == lines.len();
        if entries.len() < MIN_ENTRIES || 2 * entries.len() < lines.len() || !vouched {
            return 0;
        }
        for &(title, said) in &entries {
            let judged = self.judge(title.as_str());
            let found = judged.evidence(title);
            let evidence =
                Evidence { ground: Ground::Section, siblings: Some((deeds, entries.len())), ..found };
            let kind = MentionKind::Label;
            if let Some(against) = judged.against {
                self.skip((title, kind), evidence, against, context);
                continue;
            }
            let attributes = vec![(Attribute::Description, said)];
            self.push(Found { title, name: None, kind, attributes, evidence }, context);
        }
        entries.len()
    }

    /// Takes what the lines of a day each say from their first deed on, if nearly all open with an hour
    /// (`4:00 到店，检查面团`) and half of them say one; returns how many.
    fn take_hours(&mut self, run: &[AlignedStr<'a>], context: &Context) -> usize {
        let hours = run.iter().filter(|line| clock(line.as_str()) > 0).count();
        if hours < MIN_HOURS || 5 * hours < 4 * run.len() {
            return 0;
        }
        let deed = |line: &AlignedStr<'a>| {
            let text = line.as_str();
            let entry = clock(text);
            let acts = |piece: &Range<usize>| {
                let clause = &text[entry + piece.start..entry + piece.end];
                !over(clause, &self.lexicons.particles)
                    && (self.judge(clause).is_duty() || self.opens_barely(clause))
            };
            let first = cut(&text[entry..], &['，', '；', ',', '。']).into_iter().find(acts)?;
            Some(self.leaf(line.slice(entry + first.start..text.len()).trimmed(), MentionKind::Sentence))
        };
        let leaves: Vec<Leaf<'a>> = run.iter().filter_map(deed).collect();
        if 2 * leaves.len() < hours { 0 } else { self.take_leaves(leaves, context, SectionRole::Schedule) }
    }

    fn take_line_run(&mut self, run: &[AlignedStr<'a>], context: &Context, section: SectionRole) -> usize {
        let of_day = self.take_hours(run, context);
        if of_day > 0 {
            return of_day;
        }
        let mut leaves: Vec<Leaf<'a>> = Vec::new();
        for text in run {
            // A sentence that announces what it lists is read as one (`职责包括…；…`).
            let lower = lower_case(text.as_str()).replace(CHARGE, "");
            if self.lexicons.cues.find(Cue::Enumerates, &lower).is_some() {
                return 0;
            }
            let pieces = cut(text.as_str(), &['；', ';']);
            let short = text.as_str().chars().take(MAX_LINE + 1).count() <= MAX_LINE
                && cut(text.as_str(), &['。', '！', '？']).len() == 1;
            if pieces.len() < 2 && !short {
                return 0;
            }
            for piece in pieces {
                self.plain_leaves(text.slice(piece), MentionKind::ListItem, &mut leaves);
            }
        }
        let duties = leaves.iter().filter(|leaf| leaf.judgement.is_duty()).count();
        if leaves.len() < 2 || (duties as f64) < LINE_VOTE * leaves.len() as f64 {
            return 0;
        }
        self.take_leaves(leaves, context, section)
    }
}

/// The parts of a text between bars.
fn between(text: &str, bar: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    for end in text.match_indices(bar).map(|(at, _)| at).chain([text.len()]) {
        let part = text[start..end].trim();
        let from = start + text[start..end].len() - text[start..end].trim_start().len();
        out.extend((!part.is_empty()).then_some(from..from + part.len()));
        start = (end + bar.len()).min(text.len());
    }
    out
}

/// The name that a paragraph opens with and what it says of it.
fn entry(block: &Block) -> Option<(AlignedStr<'_>, AlignedStr<'_>)> {
    let line = block.text.whole();
    let text = line.as_str();
    // A name in bold print needs no more than a blank behind it.
    let bold = block.leading_mark(MarkKind::Strong).map(|mark| mark.end);
    let bold = bold.filter(|&end| text[end..].starts_with(char::is_whitespace)).map(|end| (end, ""));
    // What stands further behind names nothing.
    let head = text.char_indices().nth(2 * MAX_ENTRY).map_or(text, |(at, _)| &text[..at]);
    let marked =
        BETWEEN.iter().filter_map(|mark| Some((head.find(mark)?, *mark))).min_by_key(|found| found.0);
    let (at, mark) = bold.or(marked)?;
    let name = line.slice(0..at).trimmed();
    let start = at + mark.len() + text[at + mark.len()..].len()
        - text[at + mark.len()..].trim_start_matches(['—', ' ', '。', '：', ':']).len();
    let said = line.slice(start.min(text.len())..text.len()).trimmed();
    let named = (2..=MAX_ENTRY).contains(&name.as_str().chars().count())
        && !name.as_str().contains(['，', '；', '：', ':', ',', '？', '！']);
    (named && said.as_str().chars().count() >= MIN_SAID).then_some((name, said))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::testing::markdown;

    #[test]
    fn a_name_in_front_of_its_explanation() {
        let split = |text: &str| {
            let document = markdown(text);
            entry(&document.blocks[0])
                .map(|(name, said)| (name.as_str().to_owned(), said.as_str().to_owned()))
        };
        let pair = |name: &str, said: &str| Some((name.to_owned(), said.to_owned()));
        assert_eq!(split("洗护清洁。给犬猫洗澡、吹干。"), pair("洗护清洁", "给犬猫洗澡、吹干。"));
        assert_eq!(split("**煮茧** 调节汤温，使茧层软化。"), pair("煮茧", "调节汤温，使茧层软化。"));
        assert_eq!(split("审读加工——通读书稿，核查引文。"), pair("审读加工", "通读书稿，核查引文。"));
        for text in
            ["店长每天清点库存，登记差异。", "清点库存。", "清点。登记。", "到店后，开门。随后清点全部库存。"]
        {
            assert_eq!(split(text), None, "{text}");
        }
    }
}
