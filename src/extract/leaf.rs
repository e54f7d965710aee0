//! What the items of a list offer as duties, and which of them are taken: siblings vouch for each
//! other.

use crate::outline::title::section_called;
use std::ops::Range;

use super::attribute::{Labelled, bracketed, labelled, meaning};
use super::collect::{Collector, Context, Found};
use super::duty::Judgement;
use super::look::EVERY;
use super::naming::normal_title;
use super::node::Node;
use super::numbered::items_behind_first;
use super::wording::{first_clause, pieces, title_len};
use crate::document::{AlignedStr, Block, BlockKind, Span};
use crate::lexicon::cues::Cue;
use crate::lexicon::labels::Label;
use crate::lexicon::normal::signs;
use crate::lexicon::sections::SectionRole;
use crate::mention::{Attribute, Evidence, Ground, Look, MentionKind, Reason};

/// Share of siblings that must look like duties for the others to be taken with them.
const SIBLING_VOTE: f64 = 0.4;
/// Longest label in characters that is taken for the name of a thing (`数据库`), though no word list knows it, when a
/// preposition leads the deed behind it; a longer one may be a duty with an unknown verb.
const MAX_THING: usize = 4;
/// Longest sentence behind the name of an area that is shown with it, in characters.
const MAX_STATED: usize = 32;
/// So many labels tell what those of a document are.
const MOST_LABELS: usize = 100;
/// Longest title in characters.
const MAX_TITLE: usize = 160;
/// From so many clauses of its own verb each, an item enumerates duties rather than states one.
pub(super) const ENUMERATION: usize = 4;

/// What a leaf of a list offers as a duty.
///
/// Kept small: all leaves of a list are held until they have voted.
pub(super) struct Leaf<'a> {
    pub(super) title: AlignedStr<'a>,
    /// The label in front of its colon, if it has one.
    name: Option<Box<str>>,
    description: Option<AlignedStr<'a>>,
    pub(super) judgement: Judgement,
    /// Where the word stands that it looks so by.
    word: Option<Span>,
    attributes: Box<[(Attribute, AlignedStr<'a>)]>,
    kind: MentionKind,
}

/// What the items of one list say together.
#[derive(Clone, Copy)]
pub(super) struct Vote {
    /// How many there are, and how many look like duties.
    all: usize,
    duties: usize,
    /// True if they vouch for the ones that do not: where the section is named after duties always,
    /// elsewhere if enough of them look like duties.
    vouched: bool,
}

impl Vote {
    pub(super) fn of<'l>(
        leaves: impl Iterator<Item = &'l Leaf<'l>>,
        context: &Context,
        section: SectionRole,
    ) -> Self {
        let (mut all, mut duties) = (0, 0);
        for leaf in leaves {
            all += 1;
            duties += usize::from(leaf.judgement.is_duty());
        }
        // A group whose signs are enough, and that vouches for its units, does so in every part of it.
        let supported = duties > 0 && context.support.is_some() && section == SectionRole::Duties;
        let vouched = context.named || supported || duties > 0 && duties as f64 >= SIBLING_VOTE * all as f64;
        Self { all, duties, vouched }
    }
}

/// False for a text with less than the marks that [`Collector::plain_leaves`] splits at: a sentence end or
/// a semicolon, or as many marks as part an enumeration.
fn may_be_parted(text: &str) -> bool {
    let least = if text.starts_with(EVERY) { 1 } else { ENUMERATION - 1 };
    let mut marks = 0;
    signs(text).any(|(_, c)| {
        marks += usize::from(c == '，');
        marks >= least || matches!(c, '。' | '；' | ';' | '！')
    })
}

impl<'a> Collector<'a> {
    /// Adds the duties that one leaf offers: one, or several if its sentences each state one.
    pub(super) fn leaves(&self, node: &Node, out: &mut Vec<Leaf<'a>>) {
        if let Some(label) = self.label_of(node) {
            let name = &self.document.blocks[node.block].text.as_str()[label.label.clone()];
            if !matches!(
                meaning(name, self.lexicons),
                Some(Label::Attribute(_) | Label::FrequencyImportance | Label::Category)
            ) {
                out.extend(self.labelled_leaf(node, label));
            }
            return;
        }
        let text = self.text_of(node);
        if self.leads(text.as_str()) {
            return;
        }
        let items = if node.numbered { items_behind_first(text.as_str()) } else { Vec::new() };
        if items.is_empty() {
            self.plain_leaves(text, MentionKind::ListItem, out);
        }
        for item in items {
            self.plain_leaves(text.slice(item), MentionKind::ListItem, out);
        }
    }

    /// True for an item that only announces those below (`店长每日巡店两次，具体包括：`).
    fn leads(&self, text: &str) -> bool {
        let Some(line) = text.trim_end().strip_suffix(['：', ':']) else { return false };
        let last = line.rsplit(['，', '。', '；']).next().unwrap_or(line);
        last.len() < line.len() && self.lexicons.cues.find(Cue::Enumerates, last).is_some()
    }

    fn labelled_leaf(&self, node: &Node, label: Labelled) -> Option<Leaf<'a>> {
        let title = self.text(node.block, label.label.clone());
        let value = self.text(node.block, label.value.clone());
        if title.is_empty() {
            return None;
        }
        let named = section_called(title.as_str(), self.lexicons);
        if named.is_some_and(|role| !role.holds_tasks()) && !value.is_empty() {
            return None;
        }
        // 月底：盘点 says when.
        if self.names_time(title.as_str()) && !value.is_empty() {
            let mut leaf = self.leaf(value, MentionKind::ListItem);
            let when = std::iter::once((Attribute::Frequency, title));
            leaf.attributes = leaf.attributes.into_iter().chain(when).collect();
            return Some(leaf);
        }
        // 大家没提过的：盘点库存 announces it.
        if title.as_str().ends_with('的') && self.judge(value.as_str()).is_duty() {
            return Some(self.leaf(value, MentionKind::ListItem));
        }
        let mut judgement = self.judge(title.as_str());
        let clause = first_clause(value.as_str());
        let of_value = self.judge(&value.as_str()[..clause]);
        let name = Some(normal_title(title.as_str()).into_boxed_str());
        let mut word = title.to_source(judgement.word.clone());
        let mut shown = title;
        // A bare noun in front of the colon names the area; the clause behind it is the duty.
        let led = || {
            shown.as_str().chars().count() <= MAX_THING
                && self.lexicons.cues.opening(Cue::Preposition, &value.as_str()[of_value.skipped..]).is_some()
        };
        // 投资并购 among 合同 and 争议, 规则配置 among 制定标准 and 编写报告 is a name like these.
        let area = || self.names_area(title.as_str(), judgement.look) && self.labels_name_areas();
        let acts = |look: Look| matches!(look, Look::Verb | Look::Weak);
        let sentence_acts = || of_value.look == Look::Action || self.judge(value.as_str()).is_duty();
        if (judgement.look < Look::Verb
            && (acts(of_value.look)
                || judgement.look < Look::Action && of_value.look == Look::Action && led())
            || (acts(of_value.look) || sentence_acts()) && area())
            && !shown.as_str().is_ascii()
            && of_value.against.is_none()
        {
            let start = label.label.start;
            // What else its sentence says belongs to the duty, if it is short.
            let sentence =
                pieces(value.as_str(), &['。', '；', ';', '！']).next().map_or(clause, |one| one.end);
            let short = value.as_str()[..sentence].chars().count() <= MAX_STATED;
            let end = label.value.start + if short { sentence.max(clause) } else { clause };
            shown = self.text(node.block, start..end.min(node.range.end));
            word = value.to_source(of_value.word.clone());
            judgement.look = Look::Verb;
        }
        if judgement.look < Look::Verb {
            judgement.against = judgement.against.or(of_value.against);
        }
        let description = (!value.is_empty()).then_some(value);
        Some(Leaf {
            title: shown,
            name,
            description,
            judgement,
            word,
            attributes: Box::default(),
            kind: MentionKind::Label,
        })
    }

    /// True if most labels of the document's list items state their duty in full (`制定标准：…`) or leave it to what
    /// stands behind them (`合同：审核…`): one that only names an action is the name of an area, too.
    fn labels_name_areas(&self) -> bool {
        *self.areas_named.get_or_init(|| {
            let items = self.document.blocks.iter().enumerate();
            let items = items.filter(|(_, block)| matches!(block.kind, BlockKind::ListItem(_)));
            let split = |(at, block): (usize, &Block)| {
                let label = labelled(block, 0..block.text.len())?;
                let value = self.text(at, label.value);
                (!value.is_empty()).then(|| (self.text(at, label.label), value))
            };
            let (mut all, mut others) = (0usize, 0usize);
            for (name, value) in items.filter_map(split).take(MOST_LABELS) {
                let named = self.judge(name.as_str());
                let told = self.judge(&value.as_str()[..first_clause(value.as_str())]).look;
                let stated = named.look == Look::Verb && !self.names_area(name.as_str(), named.look);
                all += usize::from(named.is_duty() || told >= Look::Action);
                others += usize::from(stated || named.look < Look::Action && told == Look::Verb);
            }
            2 * others >= all
        })
    }

    /// Adds what a text without label offers. It is split at sentences or semicolons if each piece opens
    /// like a duty, at commas if it enumerates; else it is one title and its description.
    pub(super) fn plain_leaves(&self, whole: AlignedStr<'a>, kind: MentionKind, out: &mut Vec<Leaf<'a>>) {
        let text = whole.as_str();
        if !may_be_parted(text) {
            out.push(self.leaf(whole, kind));
            return;
        }
        let acts = |piece: &Range<usize>| self.judge(&text[piece.clone()]).is_duty();
        let long = |piece: &Range<usize>| text[piece.clone()].chars().count() >= 5;
        let sentences = || pieces(text, &['。', '；', ';', '！']);
        let commas = || pieces(text, &['，', '；', '。', ';']);
        let regular = |piece: &Range<usize>| text[piece.clone()].starts_with(EVERY);
        let chosen = if text.starts_with(EVERY)
            && commas().nth(1).is_some()
            && commas().all(|piece| regular(&piece) && acts(&piece))
        {
            // 每周盘点，每月对账: what is done at other times is another duty.
            commas().collect()
        } else if sentences().nth(1).is_some() && sentences().all(|piece| acts(&piece) && long(&piece)) {
            sentences().collect()
        } else {
            let opens =
                |piece: &Range<usize>| long(piece) && self.judge(&text[piece.clone()]).look == Look::Verb;
            if commas().nth(ENUMERATION - 1).is_some() && commas().filter(opens).count() >= ENUMERATION {
                commas().filter(acts).collect()
            } else {
                Vec::new()
            }
        };
        if chosen.len() >= 2 {
            out.extend(chosen.into_iter().map(|piece| self.leaf(whole.slice(piece), kind)));
        } else {
            out.push(self.leaf(whole, kind));
        }
    }

    pub(super) fn leaf(&self, whole: AlignedStr<'a>, kind: MentionKind) -> Leaf<'a> {
        let (whole, attributes) = match bracketed(whole, self.lexicons) {
            Some((at, attributes)) => (whole.slice(0..at), attributes.into_boxed_slice()),
            None => (whole, Box::default()),
        };
        let text = whole.as_str();
        let judgement = self.judge(text);
        let start = judgement.skipped;
        let len = title_len(&text[start..]);
        let title = whole.slice(start..start + len).trimmed();
        let rest = text[start + len..].trim();
        let rest = rest.trim_start_matches(['。', '；', '：', '，', ':', ';', ',', ' ']);
        let end = text.trim_end().len();
        let description = rest.chars().nth(3).map(|_| whole.slice(end - rest.len()..end));
        let word = whole.to_source(judgement.word.clone());
        Leaf { title, name: None, description, judgement, word, attributes, kind }
    }

    /// Accepts leaves of one list together: siblings vouch for each other.
    pub(super) fn take_leaves(
        &mut self,
        leaves: Vec<Leaf<'a>>,
        context: &Context,
        section: SectionRole,
    ) -> usize {
        let vote = Vote::of(leaves.iter(), context, section);
        self.accept(leaves, vote, context, section)
    }

    pub(super) fn accept(
        &mut self,
        leaves: impl IntoIterator<Item = Leaf<'a>>,
        vote: Vote,
        context: &Context,
        section: SectionRole,
    ) -> usize {
        let vouched = vote.vouched;
        let mut taken = 0;
        for leaf in leaves {
            let labelled = leaf.name.is_some();
            let count = leaf.title.as_str().chars().count();
            let duty = leaf.judgement.is_duty();
            let quality = leaf.judgement.quality.filter(|_| !labelled);
            let reason = if let Some(against) = leaf.judgement.against {
                Some(against)
            } else if let Some(word) = quality {
                Some(Reason::Requirement(word))
            } else if !(2..=MAX_TITLE).contains(&count) {
                Some(Reason::Length)
            } else if duty && (vouched || count > 3) {
                None
            } else if !vouched {
                Some(Reason::NoDeed)
            } else if section == SectionRole::Schedule
                && !(leaf.kind == MentionKind::Sentence && self.opens_barely(leaf.title.as_str()))
            {
                Some(Reason::NoDeedOfSchedule)
            } else {
                None
            };
            let kind = if labelled { MentionKind::Label } else { leaf.kind };
            let ground = match duty {
                true => Ground::Words,
                false if context.named => Ground::Section,
                false => Ground::Siblings,
            };
            let siblings = Some((vote.duties, vote.all));
            let evidence = Evidence {
                ground,
                look: leaf.judgement.look,
                word: leaf.word,
                siblings,
                ..Evidence::default()
            };
            if let Some(reason) = reason {
                self.skip((leaf.title, kind), evidence, reason, context);
                continue;
            }
            let mut attributes = leaf.attributes.into_vec();
            attributes.extend(leaf.description.map(|text| (Attribute::Description, text)));
            let name = leaf.name.map(String::from);
            self.push(Found { title: leaf.title, name, kind, attributes, evidence }, context);
            taken += 1;
        }
        taken
    }
}
