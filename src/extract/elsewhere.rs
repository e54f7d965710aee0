//! Lists of duties in sections whose names say something else, or nothing.

use super::collect::Context;
use super::naming::normal_title;
use super::scattered::STRONG_LIST;
use super::support::{Tally, Unit};
use super::{FEW_STATED, Walk, group_name};
use crate::document::BlockKind;
use crate::lexicon::particles::Particle;
use crate::lexicon::sections::SectionRole;
use crate::outline::Section;

impl Walk<'_, '_> {
    /// True for a procedure behind the duties: it tells the steps of them.
    pub(super) fn tells_steps(&self, section: &Section, name: &str) -> bool {
        section.named_role == Some(SectionRole::Schedule)
            && self.collector.mentions.len() >= FEW_STATED
            && self.collector.lexicons.particles.closes(Particle::Procedure, name)
    }

    /// Lists of duties under a heading that promises something else: announced by the line above,
    /// or nearly all verbs of duties among the requirements.
    pub(super) fn misplaced(&mut self, section: &Section, context: &Context) -> usize {
        let document = self.collector.document;
        let mut taken = 0;
        for nodes in self.lists(section) {
            let Some(first) = nodes.first() else { continue };
            let lead = first.block.checked_sub(1).map(|at| &document.blocks[at]);
            let announced = lead.is_some_and(|lead| {
                lead.kind == BlockKind::Paragraph
                    && crate::outline::announces_duties(self.collector.lexicons, lead.text.as_str())
            });
            let (share, count) = self.collector.duty_share(&nodes);
            let strong = section.role == Some(SectionRole::Requirements) && count >= 3 && share > STRONG_LIST;
            if announced || strong {
                taken += self.collector.take_list(&nodes, context, SectionRole::Schedule);
            } else if section.role == Some(SectionRole::Requirements) && !self.stated {
                let deeds = self.collector.deeds(nodes);
                taken += self.collector.take_list(&deeds, context, SectionRole::Schedule);
            }
        }
        taken
    }

    /// A group of duties whose name alone says something else (薪酬与福利 of a personnel clerk): its items
    /// are deeds, like those of the groups beside it.
    pub(super) fn misnamed(&mut self, section: &Section, context: &Context) -> usize {
        if !section.named_role.is_some_and(SectionRole::is_facet) {
            return 0;
        }
        let name = normal_title(section.name(self.collector.document));
        let mut context = self.context(section, &name, context);
        context.category = Some(group_name(&name));
        let deeds = |tally: &Tally| tally.unwelcome == 0 && tally.all >= 2 && tally.share() > STRONG_LIST;
        self.take_lists(section, &context, deeds)
    }

    /// Takes the lists of a section whose units say enough.
    fn take_lists(&mut self, section: &Section, context: &Context, enough: impl Fn(&Tally) -> bool) -> usize {
        let mut taken = 0;
        for nodes in self.lists(section) {
            let units: Vec<Unit> = nodes.iter().flat_map(|node| self.units(node)).collect();
            let mut tally = Tally::of(&units);
            tally.attributes = nodes.iter().filter(|node| self.detailed(node)).count() >= 2;
            if enough(&tally) {
                taken += self.collector.take_list(&nodes, context, SectionRole::Schedule);
            }
        }
        taken
    }

    /// Takes lists nearly all deeds in sections that stand beside one called after duties and have a name
    /// that says nothing (危机时刻 beside 岗位职责).
    pub(super) fn beside(&mut self, sections: &[Section]) {
        let duties = |section: &&Section| section.named_role.is_some_and(SectionRole::holds_tasks);
        // 日常 beside 月度 and 年度 is a time like these.
        let times = |section: &&Section| section.named_role == Some(SectionRole::Schedule);
        let timed = sections.iter().find(times).map(|section| (section.level, section.kind));
        if sections.iter().any(|section| duties(&section)) {
            let open = |section: &&Section| {
                section.named_role.is_none() && section.role.is_none() && section.children.is_empty()
            };
            for section in sections.iter().filter(open).filter(|section| section.title.is_some()) {
                let name = normal_title(section.name(self.collector.document));
                let mut context = self.context(section, &name, &Context::default());
                context.category = Some(group_name(&name)).filter(|name| !name.is_empty());
                let alike = timed == Some((section.level, section.kind));
                self.take_lists(section, &context, |tally| {
                    tally.speaks_alone() || (alike || tally.attributes) && tally.half_deeds()
                });
            }
        }
        for section in sections {
            self.beside(&section.children);
        }
    }
}
