//! Duties outside of any section of duties: announced enumerations, and lists that speak for themselves.

use super::Walk;
use super::collect::Context;
use super::naming::normal_title;
use super::prose::Reading;
use crate::lexicon::particles::Particle;
use crate::lexicon::sections::SectionRole;
use crate::outline::Section;

/// Share of verb-led items from which a list outside any section of duties is one.
pub(super) const STRONG_LIST: f64 = 0.7;

/// From so many words of theirs, a text is news.
const MIN_NEWSROOM: usize = 2;

impl Walk<'_, '_> {
    /// True if the document is news, and tells of no one person.
    pub(super) fn is_news(&self) -> bool {
        let (text, particles) = (&self.collector.document.text, &self.collector.lexicons.particles);
        let newsroom = particles.all(Particle::Newsroom).iter().filter(|word| text.contains(*word));
        self.collector.person.is_none() && newsroom.count() >= MIN_NEWSROOM
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
