//! How well a group of units is supported as what the role holder does: signs in the units, in the
//! section around them and in the document, each with a weight of `support.tsv`.

use std::borrow::Cow;

use super::attribute::labelled;
use super::collect::Collector;
use super::duty::Judgement;
use super::look::READERS;
use super::wording::first_clause;
use crate::document::{BlockKind, Document};
use crate::lexicon::Lexicons;
use crate::lexicon::cues::Cue;
use crate::lexicon::normal::lower_case;
use crate::lexicon::sections::SectionRole;
use crate::lexicon::words::CHARGE;
use crate::mention::{Look, Sign, Support};
use crate::outline::title::section_called;
use crate::outline::{DocumentOutline, RolePlace, Section};

/// What one unit says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Unit {
    /// How much of a deed it is: 1 if it opens with a verb of duties, less if it only ends with an
    /// action, 0 if it says none.
    pub(super) deed: f64,
    /// True if it says something that no duty says: a requirement, a benefit, a question.
    pub(super) unwelcome: bool,
    charge: bool,
    catch_all: bool,
    learner: bool,
    /// The first character of the word by which it says what one does on a page, with a device or a form.
    operates: Option<char>,
    past: bool,
    reader: bool,
}

impl Unit {
    /// The unit as a title, which is a name by nature.
    pub(super) fn titled(self) -> Self {
        Self { deed: if self.deed > 0.0 { self.deed.max(STATEMENT) } else { 0.0 }, ..self }
    }
}

/// What a name that ends with an action says of a deed, and a longer statement that does.
const NAME: f64 = 0.5;
const STATEMENT: f64 = 0.8;
/// Longest name, in characters.
pub(super) const MAX_NAME: usize = 8;
/// Verbs that say who answers for something or takes part in it.
const CHARGES: [&str; 6] = [CHARGE, "协助", "配合", "参与", "承担", "协同"];

/// What the name of an office or of a place of work ends with.
const OFFICES: [char; 9] = ['部', '处', '科', '室', '库', '组', '方', '厂', '司'];

/// The units of a group, added up.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    pub(super) all: usize,
    pub(super) deeds: f64,
    pub(super) unwelcome: usize,
    charges: usize,
    catch_alls: usize,
    learner: usize,
    operates: usize,
    /// That of the first unit that has one, and whether another unit has a different one.
    operated: Option<char>,
    varied: bool,
    past: usize,
    reader: usize,
    /// True if units carry attributes of tasks.
    pub(super) attributes: bool,
}

impl Tally {
    pub(super) fn of<'u>(units: impl IntoIterator<Item = &'u Unit>) -> Self {
        let mut tally = Self::default();
        for unit in units {
            tally.all += 1;
            tally.deeds += unit.deed;
            tally.unwelcome += usize::from(unit.unwelcome);
            tally.charges += usize::from(unit.charge);
            tally.catch_alls += usize::from(unit.catch_all);
            tally.learner += usize::from(unit.learner);
            tally.operates += usize::from(unit.operates.is_some());
            tally.varied |=
                unit.operates.is_some() && tally.operated.is_some_and(|one| unit.operates != Some(one));
            tally.operated = tally.operated.or(unit.operates);
            tally.past += usize::from(unit.past);
            tally.reader += usize::from(unit.reader);
        }
        tally
    }

    /// Share of the units that are deeds.
    pub(super) fn share(&self) -> f64 {
        if self.all == 0 { 0.0 } else { self.deeds / self.all as f64 }
    }

    /// True if the units vouch for those among them that say no deed: nearly all are deeds, or half of
    /// them and none says what no duty says.
    pub(super) fn vouches(&self) -> bool {
        self.share() >= VOUCHES || self.unwelcome == 0 && self.all >= MANY && self.share() >= HALF
    }

    /// True if half of the units are deeds, and none says what no duty says.
    pub(super) fn half_deeds(&self) -> bool {
        self.share() >= HALF && self.unwelcome == 0 && !self.instructs()
    }

    /// True if often a unit says what one learns, or does on a page.
    pub(super) fn instructs(&self) -> bool {
        let often = OFTEN * self.all as f64;
        self.all > 0 && (self.learner as f64 >= often || self.steps() >= often)
    }

    /// How many units say what one does on a page or with a device: none if several say it by one word, which may
    /// be the trade itself (安装…).
    fn steps(&self) -> f64 {
        if self.varied || self.operates == 1 { self.operates as f64 } else { 0.0 }
    }

    /// True if the units are nearly all deeds and say nothing else: no lesson, no steps on a page.
    pub(super) fn speaks_alone(&self) -> bool {
        let other = self.unwelcome + self.learner + self.operates + self.past + self.reader;
        self.all > FEW && self.share() >= NEARLY_ALL && other == 0
    }

    fn signs(&self, into: &mut Vec<Sign>) {
        let share = |count: usize| count as f64 / self.all.max(1) as f64;
        let deeds = match self.share() {
            NEARLY_ALL.. => Some(Sign::DeedsNearlyAll),
            0.65.. => Some(Sign::DeedsMost),
            HALF.. => Some(Sign::DeedsHalf),
            _ => None,
        };
        into.extend(deeds);
        let mut sign = |holds: bool, sign: Sign| into.extend(holds.then_some(sign));
        sign(self.all >= MANY, Sign::Many);
        sign(self.charges > 0, Sign::Charge);
        sign(self.catch_alls > 0, Sign::CatchAll);
        sign(self.attributes, Sign::Attributes);
        sign(share(self.unwelcome) >= OFTEN, Sign::Unwelcome);
        sign(self.unwelcome > 0 && share(self.unwelcome) < OFTEN, Sign::UnwelcomeSome);
        sign(share(self.learner) >= OFTEN, Sign::Learner);
        sign(self.steps() >= OFTEN * self.all as f64 && self.operates > 0, Sign::Steps);
        sign(share(self.past) >= OFTEN, Sign::Past);
        sign(share(self.reader) >= OFTEN, Sign::Reader);
    }
}

/// Units from which a group is a long one, and up to which it is a short one.
pub(super) const MANY: usize = 5;
pub(super) const FEW: usize = 2;
/// Share of deeds from which a group vouches for groups like it.
pub(super) const VOUCHES: f64 = 0.7;
/// Share of deeds that is half of a group.
const HALF: f64 = 0.45;
/// Share of deeds that is nearly all of a group.
const NEARLY_ALL: f64 = 0.88;
/// Share of the units that must say something for it to hold for the group.
const OFTEN: f64 = 0.25;

/// What a document says about all of its groups.
#[derive(Clone, Debug)]
pub(super) struct Bearing {
    signs: Vec<Sign>,
}

impl Bearing {
    /// What `plan` says; `titles` are its titles, or what stands in their place, `openings` its first
    /// lines.
    pub(super) fn of(
        plan: &DocumentOutline,
        (titles, openings): (&[&str], &[&str]),
        document: &Document,
        lexicons: &Lexicons,
    ) -> Self {
        let lower: Vec<Cow<'_, str>> = titles.iter().map(|title| lower_case(title)).collect();
        let work = lower.iter().any(|title| lexicons.cues.find(Cue::Work, title).is_some());
        let asks = |title: &Cow<'_, str>| lexicons.cues.opening(Cue::Question, title.trim_start()).is_some();
        let named = |line: &str| {
            let end = lexicons.roles.last_end(line);
            end.is_some_and(|end| lexicons.roles.names_person(&line[..end]))
        };
        let (mut advice, mut all) = (0usize, 0usize);
        let mut kinds: Vec<SectionRole> = Vec::new();
        let mut see = |role: SectionRole| {
            if belongs(role) && !kinds.contains(&role) {
                kinds.push(role);
            }
        };
        let mut stack: Vec<&Section> = plan.sections.iter().collect();
        while let Some(section) = stack.pop() {
            all += 1;
            advice +=
                usize::from(matches!(section.named_role, Some(SectionRole::Advice | SectionRole::Examples)));
            section.named_role.into_iter().for_each(&mut see);
            // `薪资：面议` says as much as a section of that name.
            let labels = section.body.clone().filter_map(|at| {
                let block = &document.blocks[at];
                // So does a row of a form.
                if matches!(block.kind, BlockKind::TableRow { .. }) {
                    let key = block.text.as_str().split('\t').next().unwrap_or_default();
                    return section_called(key, lexicons);
                }
                let label =
                    labelled(block, 0..block.text.len()).filter(|_| block.kind == BlockKind::Paragraph)?;
                section_called(&block.text.as_str()[label.label], lexicons)
            });
            labels.for_each(&mut see);
            stack.extend(&section.children);
        }
        let placed =
            plan.role_place.is_some_and(|place| !matches!(place, RolePlace::InTitle | RolePlace::Subject));
        let found = [
            (work, Sign::WorkWhole),
            (!work && lower.first().is_some_and(asks), Sign::HowTo),
            (plan.role.is_some() || openings.iter().any(|line| named(line)), Sign::Role),
            (placed, Sign::RoleInTitle),
            (kinds.len() == 1, Sign::PostingPlain),
            (kinds.len() >= 2, Sign::Posting),
            (advice >= 2 || 3 * advice > all, Sign::Advice),
        ];
        Self { signs: found.into_iter().filter(|(holds, _)| *holds).map(|(_, sign)| sign).collect() }
    }

    /// True if more than the name of a role says that the text is about somebody's work.
    pub(super) fn is_about_work(&self) -> bool {
        let work = [Sign::WorkWhole, Sign::Posting, Sign::PostingPlain];
        self.signs.contains(&Sign::Role) && self.signs.iter().any(|sign| work.contains(sign))
    }

    /// True if the role is named or a title speaks of work.
    pub(super) fn tells_of_work(&self) -> bool {
        self.signs.iter().any(|sign| matches!(sign, Sign::Role | Sign::WorkWhole))
    }
}

/// Signs that a text is about somebody's work at all.
const BEARINGS: [Sign; 8] = [
    Sign::Role,
    Sign::Posting,
    Sign::PostingPlain,
    Sign::WorkWhole,
    Sign::WorkTitle,
    Sign::WorkLead,
    Sign::CatchAll,
    Sign::Charge,
];

/// True for sections that stand beside duties in the description of a job.
fn belongs(role: SectionRole) -> bool {
    matches!(
        role,
        SectionRole::Requirements
            | SectionRole::Skills
            | SectionRole::Education
            | SectionRole::Experience
            | SectionRole::Pay
            | SectionRole::Benefits
            | SectionRole::Contact
            | SectionRole::Role
            | SectionRole::Tools
            | SectionRole::Metrics
    )
}

impl<'a> Collector<'a> {
    /// True if `text` opens with a verb of one character that has an object (`写教案`).
    pub(super) fn opens_barely(&self, text: &str) -> bool {
        let verb = self.lexicons.cues.openings(text).of(Cue::BareVerb);
        verb.is_some_and(|verb| text[verb.len()..].chars().nth(1).is_some())
    }

    /// True for the name of somebody else or of an office (`销售部：提供订单`).
    pub(super) fn names_party(&self, label: &str) -> bool {
        self.lexicons.roles.ends(label) || label.ends_with(OFFICES)
    }

    /// What one unit of a group says; `split` is the text in front of its colon and that behind it, if it
    /// has one.
    pub(super) fn unit(&self, split: Option<(&'a str, &'a str)>, text: &'a str) -> Unit {
        let whole = self.judge(text);
        let named = split.map(|(label, _)| self.judge(label));
        // 数据库：提出需求 names what the deed behind the colon is about.
        let value = split.map(|(_, value)| &value[..first_clause(value)]);
        let party = |value: &str| value.chars().count() <= MAX_NAME && self.names_party(value);
        let told = value.filter(|value| !party(value)).map(|value| self.judge(value));
        let told = told.filter(|told| told.look == Look::Verb && told.against.is_none());
        // 销售部：提供订单 says what others do.
        let others = told.is_some() && split.is_some_and(|(label, _)| self.names_party(label));
        let judged = match (&named, &told) {
            (Some(named), _) if named.look == Look::Verb && named.is_duty() => named,
            (_, Some(told)) => told,
            (Some(named), _) if named.is_duty() => named,
            _ => &whole,
        };
        let lower = lower_case(text);
        let start = lower.get(judged.skipped..).filter(|_| named.is_none()).unwrap_or(&lower);
        let opened = self.lexicons.cues.openings(start);
        let clause = &text[..first_clause(text)];
        let deed = match judged.look {
            _ if others || judged.against.is_some() || judged.quality.is_some() => 0.0,
            Look::Verb => 1.0,
            Look::Action if clause.chars().count() > MAX_NAME => STATEMENT,
            Look::Action => NAME,
            _ if self.opens_barely(start) => NAME,
            _ => 0.0,
        };
        let verb = self.lexicons.verbs.opening(start).map_or(0, |(verb, _)| verb.len());
        Unit {
            deed,
            unwelcome: others
                || judged.against.is_some()
                || !named.as_ref().is_some_and(Judgement::is_duty) && whole.against.is_some()
                || judged.quality.is_some()
                || judged.look == Look::Weak,
            charge: CHARGES.iter().any(|word| lower.trim_start().starts_with(word)),
            catch_all: self.lexicons.cues.find(Cue::CatchAll, &lower).is_some(),
            learner: opened.of(Cue::Learner).is_some(),
            operates: opened.of(Cue::Operates).and_then(|word| word.chars().next()),
            past: verb > 0 && start[verb..].starts_with(['了', '过']),
            reader: clause.contains(READERS),
        }
    }

    /// What speaks for and against a group: its units, its section, `more` in its surroundings, and the
    /// document.
    pub(super) fn support(
        &self,
        tally: &Tally,
        section: Option<SectionRole>,
        more: &[Sign],
        bearing: &Bearing,
    ) -> Support {
        let mut signs = Vec::new();
        tally.signs(&mut signs);
        match section {
            None | Some(SectionRole::Role) => {}
            Some(SectionRole::Overview | SectionRole::Company | SectionRole::Contact) => {
                signs.push(Sign::Overview);
            }
            Some(role) if role.holds_tasks() => {}
            Some(_) => signs.push(Sign::OtherSection),
        }
        signs.extend(more);
        signs.extend(&bearing.signs);
        if !signs.iter().any(|sign| BEARINGS.contains(sign)) {
            signs.push(Sign::NoBearing);
        }
        let mut support = Support::default();
        for sign in signs {
            support.add(sign, self.lexicons.support.weight(sign));
        }
        support
    }
}
