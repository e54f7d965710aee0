//! From blocks to sections: headings in every guise, what each section holds, which role the
//! document is about, and where one document of a source ends and the next begins.

mod banner;
mod branch;
mod coded;
mod evidence;
mod flat;
pub(crate) mod glyph;
mod heading;
mod held;
mod inline;
pub(crate) mod label;
pub(crate) mod nest;
mod numbered;
mod posts;
mod question;
mod role;
mod series;
mod split;
mod stanza;
mod subject;
pub(crate) mod title;

use std::borrow::Cow;
use std::ops::Range;

use crate::document::{BlockKind, Document};
use crate::lexicon::Lexicons;
use crate::lexicon::cues::Cue;
use crate::lexicon::normal::lower_case;
use crate::lexicon::particles::Particle;
use crate::lexicon::sections::{NamePlace, SectionRole};
use crate::lexicon::words::Strength;
pub use evidence::{HeadKind, RoleGround, RolePlace};
pub use flat::FlatTable;
use heading::Head;
use nest::nest;
pub use role::RoleName;
pub(crate) use role::{role_as_title, role_in_title};

/// The sections of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outline {
    /// The documents of the source, in order; at least one.
    pub documents: Vec<DocumentOutline>,
    /// Tables flattened to one cell a line, in order.
    pub flat_tables: Vec<FlatTable>,
    /// True if it is an authority's programme (`…的实施意见`), whose tasks are nobody's duties.
    pub programme: bool,
}

/// The sections of one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentOutline {
    /// The role it describes, if it names one.
    pub role: Option<RoleName>,
    /// Where it names it.
    pub role_place: Option<RolePlace>,
    /// Its sections; the first may have no title (what stands above the first heading).
    pub sections: Vec<Section>,
}

/// A section: a heading and what follows it up to the next heading of its level or above.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Where the title is; `None` for the text above the first heading.
    pub title: Option<Piece>,
    /// By what the title's line is a heading.
    pub kind: Option<HeadKind>,
    /// Rank among the headings of the document; a child's is greater than its parent's.
    pub level: u32,
    /// What the section's own name says it holds.
    pub named_role: Option<SectionRole>,
    /// What it holds: by name, by the line that introduces its list, or as its parent does.
    pub role: Option<SectionRole>,
    /// What tells `role`; without one, what tells `named_role`, which the sections inside overrule.
    pub ground: Option<RoleGround>,
    /// Text of the heading's own block that belongs to the body (`工作内容：1. …`).
    pub rest: Option<Piece>,
    /// Its own blocks, without its heading and its children's.
    pub body: Range<usize>,
    /// Sections inside.
    pub children: Vec<Section>,
}

/// A byte range of one block's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Index of the block in the document.
    pub block: usize,
    /// Byte range of its text.
    pub range: Range<usize>,
}

impl Piece {
    /// The text.
    pub fn of<'a>(&self, document: &'a Document) -> &'a str {
        &document.blocks[self.block].text.as_str()[self.range.clone()]
    }
}

impl Section {
    /// True if its own name says that it holds something else than duties.
    pub(crate) fn is_named_otherwise(&self) -> bool {
        self.named_role.is_some_and(|role| !role.holds_tasks())
    }

    /// The title as written, without ordinal and translation; empty if there is none.
    pub fn name<'a>(&self, document: &'a Document) -> &'a str {
        let text = self.title.as_ref().map_or("", |title| title.of(document));
        &text[title::core(text)]
    }

    /// True if a section right behind this one lies in it. What stands above the first heading
    /// holds none.
    fn holds(&self, next: &Self) -> bool {
        self.title.is_some() && self.level < next.level
    }
}

/// Finds the sections of a cleaned and converted document. Never fails: a text without headings is
/// one section.
pub fn outline(document: &Document, lexicons: &Lexicons) -> Outline {
    let flat_tables = flat::tables(document, lexicons);
    let heads = heading::heads(document, &flat_tables, lexicons);
    let mut flat = vec![section(None, 0, 0..heads.first().map_or(document.blocks.len(), |head| head.block))];
    for (at, head) in heads.iter().enumerate() {
        let end = heads.get(at + 1).map_or(document.blocks.len(), |next| next.block);
        flat.push(titled(document, lexicons, head, end));
    }
    flat.retain(|section| section.title.is_some() || !section.body.is_empty());
    let mut sections = nest(flat, Section::holds, |section| &mut section.children);
    let programme = is_programme(document, lexicons);
    if programme {
        drop_tasks_of_programme(document, lexicons, &mut sections);
    }
    posts::mark(document, lexicons, &mut sections);
    assign_roles(document, lexicons, &mut sections);
    let documents = split::documents(document, lexicons, sections)
        .into_iter()
        .map(|sections| {
            let (role, role_place) = role::role_name(document, lexicons, &sections).unzip();
            DocumentOutline { role, role_place, sections }
        })
        .collect();
    Outline { documents, flat_tables, programme }
}

/// Longest title of a programme, in characters.
const MAX_PROGRAMME: usize = 60;

/// True if the first line, or a metadata title, is that of an authority's programme (`…的实施意见`) and names no
/// role.
fn is_programme(document: &Document, lexicons: &Lexicons) -> bool {
    let first = document.blocks.iter().map(|block| block.text.as_str().trim()).find(|text| !text.is_empty());
    let metadata = document.metadata("title").map(crate::document::AlignedText::as_str);
    first.into_iter().chain(metadata).any(|title| {
        let title = &title[title::core(title)];
        let ends = |(at, len): (usize, usize)| at + len == title.len();
        title.chars().count() <= MAX_PROGRAMME
            && lexicons.cues.places(Cue::Programme, title).into_iter().any(ends)
            && (role_in_title(title, lexicons).is_none()
                || lexicons.particles.behind(Particle::Official, title).is_some())
    })
}

/// The main tasks of a programme are nobody's duties: sections that only the word for tasks names.
fn drop_tasks_of_programme(document: &Document, lexicons: &Lexicons, sections: &mut [Section]) {
    for section in sections {
        let bare = title::bare(section.name(document));
        if lexicons.cues.find(Cue::ProgrammeTasks, &bare).is_some() {
            section.named_role = None;
            section.ground = None;
        }
        drop_tasks_of_programme(document, lexicons, &mut section.children);
    }
}

fn section(title: Option<Piece>, level: u32, body: Range<usize>) -> Section {
    Section {
        title,
        kind: None,
        level,
        named_role: None,
        role: None,
        ground: None,
        rest: None,
        body,
        children: Vec::new(),
    }
}

fn titled(document: &Document, lexicons: &Lexicons, head: &Head, end: usize) -> Section {
    let piece = Piece { block: head.block, range: head.title.clone() };
    let start = (head.block + 1).min(end.max(head.block));
    let mut out = section(Some(piece), head.level, start..end.max(start));
    out.rest = head.rest.clone().map(|range| Piece { block: head.block, range });
    let text = &document.blocks[head.block].text.as_str()[head.title.clone()];
    out.kind = Some(head.kind);
    if let Some((role, ground)) = named_role(text, lexicons) {
        out.named_role = Some(role);
        out.ground = Some(ground);
    }
    out
}

/// From so many characters, a title that opens with a verb is a duty (`评估伦理风险`) even if it
/// ends like a section (`风险`); shorter ones are compounds (`沟通技巧`).
const VERB_OBJECT: usize = 6;

fn named_role(text: &str, lexicons: &Lexicons) -> Option<(SectionRole, RoleGround)> {
    let bare = title::bare(text);
    // `店长每天做什么？` is called as it is without the mark.
    let bare = bare.trim_end_matches(['?', '？']);
    // Of two questions on one line the first may ask for the work.
    let first = bare.split(['?', '？']).next().unwrap_or(bare);
    let asked = lexicons.sections.role(first).is_some_and(SectionRole::holds_tasks);
    let bare = if asked { first } else { bare };
    let asks = || lexicons.cues.opening(Cue::Question, bare).is_some();
    let behind = lexicons.sections.behind_name(bare);
    if let Some((name, role)) = behind.filter(|(name, _)| lexicons.roles.ends(name) && !asks()) {
        let words = bare[name.len()..].to_owned();
        return Some((role, RoleGround::Name { place: NamePlace::Ending, words }));
    }
    let (mut role, mut place, mut words) = lexicons.sections.name(bare)?;
    if role.holds_tasks() && place != NamePlace::Whole && lexicons.sections.denies(bare) {
        let words = bare.to_owned();
        return Some((SectionRole::Comparison, RoleGround::Name { place: NamePlace::Inside, words }));
    }
    // 薪酬专员岗位分析 is not about pay: words of the role's name say nothing about the section.
    let rest = role_in_title(bare, lexicons).filter(|name| place != NamePlace::Whole && name.contains(words));
    let rest = rest.map(|name| bare.replace(&name, ""));
    if let Some(rest) = &rest {
        (role, place, words) = lexicons.sections.name(rest)?;
    }
    let acts = lexicons.verbs.opening(bare).is_some_and(|(_, strength)| strength == Strength::Strong);
    let stated = role.holds_tasks() || place == NamePlace::Whole;
    (stated || !acts || bare.is_ascii() || bare.chars().count() < VERB_OBJECT)
        .then(|| (role, RoleGround::Name { place, words: words.to_owned() }))
}

fn assign_roles(document: &Document, lexicons: &Lexicons, sections: &mut [Section]) {
    let parted = sections.len() > 1;
    for section in sections {
        let mut inside = Vec::new();
        for child in &section.children {
            split::named_roles(child, &mut inside);
            inside.extend(child.named_role);
        }
        // The title of the whole (`店长的职责与技能`) says nothing about its parts when they say it.
        // A part (`主要职责` among others) says it of all that it holds, whatever one of them is called (`日常事务`).
        let part =
            parted && matches!(&section.ground, Some(RoleGround::Name { place: NamePlace::Whole, .. }));
        let covers_all = !part
            && inside.iter().any(|role| role.holds_tasks())
            && section.named_role.is_some_and(SectionRole::holds_tasks);
        // The title of a document about the course of someone's work is no list of methods.
        let course = section.named_role == Some(SectionRole::Methods)
            && role_in_title(section.name(document), lexicons).is_some();
        let role = section.named_role.filter(|_| !covers_all && (!course || section.children.is_empty()));
        assign(document, lexicons, section, role);
    }
}

fn assign(document: &Document, lexicons: &Lexicons, section: &mut Section, role: Option<SectionRole>) {
    let post = section.ground == Some(RoleGround::Post);
    let role = role.or(post.then_some(SectionRole::Duties));
    if role.is_some() && !post {
        if section.named_role.is_none() {
            section.ground = Some(RoleGround::Parent);
        }
    } else if let Some(lead) = lead(document, lexicons, section).filter(|_| !post) {
        section.ground = Some(RoleGround::Lead(lead));
    }
    let led = matches!(section.ground, Some(RoleGround::Lead(_)));
    section.role = role.or(led.then_some(SectionRole::Duties));
    let role = section.role;
    for child in &mut section.children {
        let inherited = child.named_role.or(role);
        assign(document, lexicons, child, inherited);
    }
}

/// The line above the section's list that announces duties: the one read as its title
/// (`店长承担以下工作：`), or one in its body.
fn lead(document: &Document, lexicons: &Lexicons, section: &Section) -> Option<usize> {
    let line = section.title.as_ref().map(|title| title.block);
    let line = line.filter(|&at| !matches!(document.blocks[at].kind, BlockKind::Heading(_)));
    if line.is_some_and(|at| announces_duties(lexicons, document.blocks[at].text.as_str())) {
        return line;
    }
    section.body.clone().find(|&at| {
        let block = &document.blocks[at];
        let next = document.blocks.get(at + 1);
        block.kind == BlockKind::Paragraph
            && next.is_some_and(|next| matches!(next.kind, BlockKind::ListItem(_) | BlockKind::Heading(_)))
            && announces_duties(lexicons, block.text.as_str())
    })
}

/// True if `text`, in lower case, holds a word that announces duties; 负责人 is a person.
pub(crate) fn leads_duties(lexicons: &Lexicons, text: &str) -> bool {
    let people = text.contains("负责人");
    let text = if people { Cow::Owned(text.replace("负责人", "")) } else { Cow::Borrowed(text) };
    lexicons.cues.find(Cue::DutyLead, &text).is_some()
}

/// True if the last sentence of `text` announces a list of duties.
pub(crate) fn announces_duties(lexicons: &Lexicons, text: &str) -> bool {
    let last = lower_case(text.trim_end().rsplit_once(['。', '！', '？']).map_or(text, |(_, last)| last));
    let open = last.trim_end().ends_with(['：', ':']) || lexicons.cues.find(Cue::Enumerates, &last).is_some();
    open && leads_duties(lexicons, &last)
        && lexicons.cues.opening(Cue::Question, last.trim_start()).is_none()
        && !last.contains(['？', '?'])
        && lexicons
            .sections
            .role(&title::bare(last.trim_end_matches(['：', ':'])))
            .is_none_or(|role| role.holds_tasks() || role == SectionRole::Overview)
}

#[cfg(test)]
mod tests;
