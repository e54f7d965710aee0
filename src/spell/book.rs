//! The spellings of all sources together, for what is made of them.

use std::collections::BTreeMap;

use super::Spellings;
use crate::convert::Converter;
use crate::source::SourceId;
use crate::taxonomy::{MentionRef, Taxonomy, UNCLASSIFIED};

/// How every source, and every person who decided, spells.
pub struct Book<'a> {
    sources: BTreeMap<&'a SourceId, &'a Spellings>,
    /// What people wrote, by the same in Simplified.
    words: BTreeMap<String, String>,
    converter: &'a Converter,
}

impl<'a> Book<'a> {
    /// The spellings of these sources; what none has goes through `converter`.
    pub fn new(
        sources: impl IntoIterator<Item = (&'a SourceId, &'a Spellings)>,
        converter: &'a Converter,
    ) -> Self {
        Self { sources: sources.into_iter().collect(), words: BTreeMap::new(), converter }
    }

    /// Notes that a person wrote `text`, which is `plain` in Simplified. The first one counts.
    pub fn note(&mut self, plain: &str, text: &str) {
        self.words.entry(plain.to_owned()).or_insert_with(|| text.to_owned());
    }

    /// `text` as a person wrote it, else as the first of `near` has it, else the first source, else
    /// converted.
    fn spelled<'s>(&self, text: &str, near: impl IntoIterator<Item = &'s SourceId>) -> String {
        let of = |source| self.sources.get(source).and_then(|spellings| spellings.get(text));
        let own = self.words.get(text).map(String::as_str);
        let found = own
            .or_else(|| near.into_iter().find_map(of))
            .or_else(|| self.sources.values().find_map(|spellings| spellings.get(text)));
        found.map_or_else(|| self.converter.convert_str(text).into_owned(), str::to_owned)
    }

    /// `taxonomy`, fresh from merging, in the target script.
    pub fn taxonomy(&self, mut taxonomy: Taxonomy) -> Taxonomy {
        let mentions = std::mem::take(&mut taxonomy.mentions);
        let source_of: BTreeMap<&str, &SourceId> =
            mentions.iter().map(|mention: &MentionRef| (mention.id.as_str(), &mention.source)).collect();
        let spell = |text: &mut String, stating: &[String]| {
            let near = stating.iter().filter_map(|id| source_of.get(id.as_str()).copied());
            *text = self.spelled(text, near);
        };
        for role in &mut taxonomy.roles {
            std::iter::once(&mut role.title).chain(&mut role.aliases).for_each(|text| spell(text, &[]));
            role.overview.iter_mut().for_each(|value| spell(&mut value.value, &value.mentions));
            for fact in role.facets.values_mut().flatten() {
                spell(&mut fact.value, &fact.mentions);
                fact.label.iter_mut().for_each(|label| spell(label, &fact.mentions));
            }
        }
        for category in taxonomy.categories.iter_mut().filter(|category| category.title != UNCLASSIFIED) {
            std::iter::once(&mut category.title)
                .chain(&mut category.aliases)
                .for_each(|text| spell(text, &[]));
            category.description.iter_mut().for_each(|value| spell(&mut value.value, &value.mentions));
        }
        for task in &mut taxonomy.tasks {
            let alias = |id: &&String| task.aliases.iter().any(|alias| alias.mentions.contains(id));
            let own: Vec<String> = task.mentions.iter().filter(|id| !alias(id)).cloned().collect();
            spell(&mut task.title, &own);
            task.aliases.iter_mut().for_each(|alias| spell(&mut alias.title, &alias.mentions));
            for value in task.attributes.values_mut().flatten() {
                spell(&mut value.value, &value.mentions);
                value.variants.iter_mut().for_each(|variant| spell(variant, &value.mentions));
            }
            task.parts.iter_mut().for_each(|part| spell(&mut part.title, &task.mentions));
            for compound in &mut task.compounds {
                spell(&mut compound.part, std::slice::from_ref(&compound.mention));
            }
        }
        let terms = &mut taxonomy.terms;
        for term in terms.skills.iter_mut().chain(&mut terms.tools).chain(&mut terms.collaborators) {
            std::iter::once(&mut term.title).chain(&mut term.aliases).for_each(|text| spell(text, &[]));
        }
        for item in &mut taxonomy.review {
            item.question = quoted(&item.question, |title| {
                let mut title = title.to_owned();
                spell(&mut title, &[item.a.clone(), item.b.clone()]);
                title
            });
        }
        taxonomy.mentions = mentions;
        taxonomy
    }
}

/// `text` with `spell` applied to what it has in quotation marks.
fn quoted(text: &str, spell: impl Fn(&str) -> String) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('“') {
        let Some((title, after)) = behind.split_once('”') else { break };
        out.push_str(before);
        out.push('“');
        out.push_str(&spell(title));
        out.push('”');
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_titles_in_a_question_are_spelled() {
        let spell = |text: &str| text.replace('单', "單");
        assert_eq!(quoted("“核单”与“单据”是单项吗？", spell), "“核單”与“單据”是单项吗？");
        assert_eq!(quoted("“没有收尾", spell), "“没有收尾");
    }
}
