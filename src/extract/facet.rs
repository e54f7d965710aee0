//! What a document says of its roles themselves: skills, tools, schooling, pay, career, employers.

use std::ops::Range;

use super::attribute::labelled;
use super::naming::normal_title;
use super::numbered::inline_items;
use super::wording::cut;
use crate::document::{AlignedStr, Block, BlockKind, Document, LineIndex};
use crate::lexicon::Lexicons;
use crate::lexicon::cues::Cue;
use crate::lexicon::normal::lower_case;
use crate::lexicon::sections::SectionRole;
use crate::mention::Facet;
use crate::outline::title::bare;
use crate::outline::{DocumentOutline, RoleName, Section, role_as_title};

/// Longest value between commas in characters; a longer one is a clause of a sentence.
const MAX_VALUE: usize = 24;
/// Longest key in front of a colon, in characters.
const MAX_NAME: usize = 8;
/// Longest key that only a blank parts from its value (`学历要求 大学以上`), in characters.
const MAX_KEY: usize = 6;

/// Words that open a sentence of requirements.
const DEMANDS: [&str; 4] = ["要求：", "任职要求", "应聘者须", "要求"];

/// Facts of one role: the document's (`None`) or one that a heading names.
pub(super) struct Group {
    pub(super) role: Option<RoleName>,
    pub(super) facets: Vec<Facet>,
}

/// The facets of one document, in source order; the first group is the document's own role.
pub(super) fn facets(
    document: &Document,
    plan: &DocumentOutline,
    lexicons: &Lexicons,
    lines: &LineIndex,
) -> Vec<Group> {
    let mut reader =
        Reader { document, lexicons, lines, groups: vec![Group { role: None, facets: Vec::new() }] };
    for section in &plan.sections {
        reader.section(section, 0, plan.role.as_ref());
    }
    reader.groups
}

struct Reader<'a> {
    document: &'a Document,
    lexicons: &'a Lexicons,
    lines: &'a LineIndex,
    groups: Vec<Group>,
}

impl Reader<'_> {
    fn section(&mut self, section: &Section, group: usize, own: Option<&RoleName>) {
        let title = section.title.as_ref().map_or("", |title| title.of(self.document));
        let named = role_as_title(title, self.lexicons)
            .filter(|_| matches!(section.named_role, None | Some(SectionRole::Role)))
            .filter(|role| own.is_none_or(|own| own.title != role.title));
        let group = match named {
            Some(role) => {
                self.groups.push(Group { role: Some(role), facets: Vec::new() });
                self.groups.len() - 1
            }
            None => group,
        };
        match section.role.filter(|role| role.is_facet() || *role == SectionRole::Categories) {
            Some(role) => self.facts(section, role, group),
            None if matches!(section.role, None | Some(SectionRole::Contact | SectionRole::Role)) => {
                for at in section.body.clone() {
                    let block = &self.document.blocks[at];
                    if !self.pair(block, group) && block.kind == BlockKind::Paragraph {
                        self.demands(block, group);
                    }
                }
            }
            None => {}
        }
        for child in &section.children {
            self.section(child, group, own);
        }
    }

    /// The facts of a section that is named after them.
    fn facts(&mut self, section: &Section, role: SectionRole, group: usize) {
        let document = self.document;
        if let Some(rest) = &section.rest {
            let text = document.blocks[rest.block].text.part(rest.range.clone());
            self.values(text, role, None, group);
        }
        let name = normal_title(section.name(document));
        let mut heading: Option<String> =
            section.named_role.is_none().then_some(name).filter(|name| !name.is_empty());
        for at in section.body.clone() {
            let block = &document.blocks[at];
            if !block.is_prose()
                || block.text.is_empty()
                || block.text.as_str().ends_with(['：', ':']) && block.kind == BlockKind::Paragraph
                || self.pair(block, group)
            {
                continue;
            }
            let split = labelled(block, 0..block.text.len());
            let (label, value) = match &split {
                Some(split) if !split.value.is_empty() => (
                    Some(normal_title(&block.text.as_str()[split.label.clone()])),
                    block.text.part(split.value.clone()),
                ),
                // A label alone names the items under it (`硬技能：`).
                Some(split) if split.bold => {
                    heading = Some(normal_title(&block.text.as_str()[split.label.clone()]));
                    continue;
                }
                _ => (
                    heading.clone().filter(|_| block.depth > 0 || section.named_role.is_none()),
                    block.text.whole(),
                ),
            };
            let named = matches!(role, SectionRole::Tools | SectionRole::Employers);
            if matches!(block.kind, BlockKind::ListItem(_)) && !named {
                self.push(without_end(value), role, label, group);
            } else {
                self.values(value, role, label, group);
            }
        }
    }

    /// Takes a `key：value` line whose key is the name of a facet; true if it is one, or one whose
    /// key says that it is none.
    fn pair(&mut self, block: &Block, group: usize) -> bool {
        let text = block.text.as_str();
        if !block.is_prose() {
            return false;
        }
        let blank = || {
            let at = text.find([' ', '\u{3000}']).filter(|&at| text[..at].chars().count() <= MAX_KEY)?;
            (!text[..at].is_ascii() && block.kind == BlockKind::Paragraph).then_some((0..at, at..text.len()))
        };
        let colon = labelled(block, 0..text.len()).map(|split| (split.label, split.value));
        let Some((key, value)) = colon.or_else(blank) else { return false };
        let value = block.text.part(value).trimmed();
        let name = &text[key];
        if name.chars().count() > MAX_NAME || value.is_empty() {
            return false;
        }
        match self.lexicons.sections.role(&bare(name)) {
            Some(role) if role.is_facet() => {
                self.values(value, role, Some(normal_title(name)), group);
                true
            }
            // Where to apply and what was said before are no facts of the role.
            role => {
                matches!(role, Some(SectionRole::Contact | SectionRole::Conclusion | SectionRole::Company))
            }
        }
    }

    /// Requirements that a sentence of running text states: `要求中专以上，能上夜班。`
    fn demands(&mut self, block: &Block, group: usize) {
        for sentence in cut(block.text.as_str(), &['。', '！', '；']) {
            let text = block.text.part(sentence);
            if let Some(rest) = DEMANDS.iter().find_map(|word| text.as_str().strip_prefix(word)) {
                let demanded = text.slice(text.len() - rest.len()..text.len());
                self.values(demanded, SectionRole::Requirements, None, group);
            }
        }
    }

    /// The values of a line: the items run into it, what semicolons part, or what commas part if
    /// every part is short.
    fn values(&mut self, text: AlignedStr<'_>, role: SectionRole, label: Option<String>, group: usize) {
        let pieces = pieces(text.as_str(), role);
        let whole = pieces.len() == 1;
        for piece in pieces {
            let value = text.slice(piece);
            let value = if whole { value.trimmed() } else { without_end(value) };
            self.push(value, role, label.clone(), group);
        }
    }

    fn push(&mut self, value: AlignedStr<'_>, role: SectionRole, label: Option<String>, group: usize) {
        let Some(span) = value.source_span() else { return };
        let key = self.key(role, value.as_str()).key().to_owned();
        self.groups[group].facets.push(Facet {
            key,
            lines: self.lines.lines(span),
            value: value.to_text(),
            label,
        });
    }

    /// A requirement of schooling or practice alone is a fact of that kind.
    fn key(&self, role: SectionRole, value: &str) -> SectionRole {
        if role != SectionRole::Requirements || value.chars().count() > 2 * MAX_VALUE {
            return role;
        }
        let lower = lower_case(value);
        let says = |cue| self.lexicons.cues.find(cue, &lower).is_some();
        match (says(Cue::Education), says(Cue::Experience)) {
            (true, false) => SectionRole::Education,
            (false, true) => SectionRole::Experience,
            _ => role,
        }
    }
}

/// A value without the mark that ends its list item; an item of several sentences keeps its own.
fn without_end(value: AlignedStr<'_>) -> AlignedStr<'_> {
    let value = value.trimmed();
    let text = value.as_str().trim_end_matches(['；', ';', '，', ',', '、', ' ']);
    let text = text.strip_suffix('。').filter(|text| !text.contains('。')).unwrap_or(text);
    let end = text.len();
    value.slice(0..end)
}

fn pieces(text: &str, role: SectionRole) -> Vec<Range<usize>> {
    let whole = || std::iter::once(0..text.len()).collect();
    let lists = matches!(
        role,
        SectionRole::Requirements
            | SectionRole::Skills
            | SectionRole::Tools
            | SectionRole::Education
            | SectionRole::Experience
            | SectionRole::Benefits
            | SectionRole::Employers
    );
    if !lists {
        return whole();
    }
    let items = inline_items(text);
    if items.len() >= 2 {
        return items;
    }
    let semicolons = cut(text, &['；', ';']);
    if semicolons.len() >= 2 {
        return semicolons;
    }
    let body = text.trim_end().trim_end_matches(['。', '.']);
    let separators: &[char] =
        if role == SectionRole::Requirements { &['，', ','] } else { &['、', '，', ',', '/'] };
    let values = cut(body, separators);
    let short = |piece: &Range<usize>| body[piece.clone()].chars().count() <= MAX_VALUE;
    let listed = values.len() >= 2 && values.iter().all(short) && !body.contains(['。', '！', '？']);
    if listed { values } else { whole() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str, role: SectionRole) -> Vec<&str> {
        pieces(text, role).into_iter().map(|piece| &text[piece]).collect()
    }

    #[test]
    fn values_in_one_line() {
        let line = "大专以上学历，两年门店经验，能上晚班。";
        assert_eq!(parts(line, SectionRole::Requirements), ["大专以上学历", "两年门店经验", "能上晚班"]);
        let line = "1.大专以上学历；2.两年门店经验，会排班";
        assert_eq!(parts(line, SectionRole::Requirements), ["大专以上学历", "两年门店经验，会排班"]);
        assert_eq!(parts("排班、盘点、手冲", SectionRole::Skills), ["排班", "盘点", "手冲"]);
        let sentence = "店长要会排班，也要会盘点。忙的时候还要上吧台。";
        assert_eq!(parts(sentence, SectionRole::Skills), [sentence]);
        assert_eq!(parts("8-12K，十三薪", SectionRole::Pay), ["8-12K，十三薪"]);
    }
}
