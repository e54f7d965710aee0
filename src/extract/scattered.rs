//! Duties outside of any section of duties: announced enumerations, lists that speak for themselves,
//! and what running text states in passing.

use super::Walk;
use super::collect::Context;
use super::leaf::Leaf;
use super::naming::normal_title;
use super::prose::Reading;
use crate::document::BlockKind;
use crate::lexicon::particles::Particle;
use crate::lexicon::sections::SectionRole;
use crate::outline::Section;

/// Share of verb-led items from which a list outside any section of duties is one.
pub(super) const STRONG_LIST: f64 = 0.7;

/// From so many words of theirs, a text is news.
const MIN_NEWSROOM: usize = 2;
/// What is told is so many times what stands in lists, if both are found.
const FEW: usize = 4;
/// Fewest duties that are told.
pub(super) const MIN_TOLD: usize = 4;

impl<'a> Walk<'a, '_> {
    /// Reads running text as telling somebody's habits, in the place of what was read from it otherwise if
    /// that was less. News tell what is new, unless they tell of one person.
    pub(super) fn as_habits(&mut self, sections: &[Section]) {
        if self.is_news() {
            return;
        }
        let mut found = Vec::new();
        let named = self.habits_in(sections, &mut found);
        let count = found.iter().map(|(leaves, _)| leaves.len()).sum::<usize>();
        let whose = named > 0 || self.asked;
        let listed = self.collector.mentions.len() - self.collector.count_told();
        if whose && count >= MIN_TOLD && count > self.collector.mentions.len() && FEW * listed <= count {
            self.collector.forget();
            self.take_found(found);
        }
    }

    /// True if the document is news, and tells of no one person.
    pub(super) fn is_news(&self) -> bool {
        let (text, particles) = (&self.collector.document.text, &self.collector.lexicons.particles);
        let newsroom = particles.all(Particle::Newsroom).iter().filter(|word| text.contains(*word));
        self.collector.person.is_none() && newsroom.count() >= MIN_NEWSROOM
    }

    /// Adds what the paragraphs tell as habits; returns how many sentences name whose.
    fn habits_in(&self, sections: &[Section], found: &mut Vec<(Vec<Leaf<'a>>, Context)>) -> usize {
        let document = self.collector.document;
        let mut named = 0;
        for section in sections {
            if section.role.is_none_or(|role| role == SectionRole::Overview || role.holds_tasks()) {
                let name = normal_title(section.name(document));
                let context = self.context(section, &name, &Context::default());
                for at in section.body.clone().filter(|&at| document.blocks[at].kind == BlockKind::Paragraph)
                {
                    let (sentences, owned) = self.collector.habits(at, self.asked);
                    named += owned;
                    found.extend(sentences.into_iter().map(|leaves| (leaves, context.clone())));
                }
            }
            named += self.habits_in(&section.children, found);
        }
        named
    }

    /// The deeds that the role holder tells in answer to other questions than those that ask for duties.
    pub(super) fn asked_otherwise(&mut self, sections: &[Section]) {
        let mut found = Vec::new();
        self.stated_in(sections, Reading::Told, &mut found);
        self.take_found(found);
    }

    pub(super) fn take_found(&mut self, found: Vec<(Vec<Leaf<'a>>, Context)>) {
        for (leaves, context) in found {
            self.collector.take_leaves(leaves, &context, SectionRole::Schedule);
        }
    }

    fn stated_in(&self, sections: &[Section], reading: Reading, found: &mut Vec<(Vec<Leaf<'a>>, Context)>) {
        let document = self.collector.document;
        for section in sections {
            if matches!(section.role, None | Some(SectionRole::Overview)) {
                let name = normal_title(section.name(document));
                let context = self.context(section, &name, &Context::default());
                let prose = |at: &usize| document.blocks[*at].kind == BlockKind::Paragraph;
                for at in section.body.clone().filter(prose) {
                    let text = 0..document.blocks[at].text.len();
                    let sentences = self.collector.sentences(at, text, reading);
                    found.extend(sentences.into_iter().map(|leaves| (leaves, context.clone())));
                }
            }
            self.stated_in(&section.children, reading, found);
        }
    }

    /// A document in which no section of duties was found: announced enumerations anywhere, and
    /// lists nearly all of whose items open with verbs of duties if the document names its role.
    pub(super) fn without_sections(&mut self, sections: &[Section]) {
        self.collector.reads_again();
        let open = |section: &&Section| {
            section.role.is_none_or(|role| {
                matches!(
                    role,
                    SectionRole::Overview | SectionRole::Company | SectionRole::Contact | SectionRole::Role
                )
            })
        };
        let carded = |section: &&Section| self.collector.cards_below(section, self.flat);
        let cards = sections.iter().filter(open).filter(carded).count() >= 2;
        for section in sections {
            if cards && open(&section) && self.collector.take_headed(section, self.flat, &Context::default())
            {
                continue;
            }
            if open(&section) {
                let name = normal_title(section.name(self.collector.document));
                let context = self.context(section, &name, &Context::default());
                self.prose(section, &context, Reading::Announced);
            }
            self.without_sections(&section.children);
        }
    }
}
