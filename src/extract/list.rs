//! Duties in lists: items, labelled items, groups, items with attributes under them.

use super::attribute::{Labelled, labelled, meaning, values};
use super::collect::{Collector, Context, Found};
use super::leaf::{Leaf, Vote};
use super::naming::{ends_with_fold, fold, normal_title};
use super::node::Node;
use crate::document::AlignedStr;
use crate::lexicon::labels::Label;
use crate::lexicon::particles::Particle;
use crate::lexicon::sections::SectionRole;
use crate::mention::{Attribute, Evidence, Ground, Look, MentionKind};
use crate::outline::title::section_called;

/// Share of the items under an area of work that must look like duties for it to be no duty.
const GROUP_VOTE: f64 = 0.5;
/// From so many duties beside it, a duty with numbered items is one of them.
const MIN_PEERS: usize = 2;
/// Longest name of an area of work in characters.
const MAX_AREA: usize = 10;

/// What the items of a list say of one another.
#[derive(Clone, Copy)]
struct Siblings {
    /// Some are duties with nothing under them.
    peers: bool,
    /// What those with others under them are, if they say so together.
    parents: Option<Parents>,
}

/// What items with others under them are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Parents {
    /// Names of areas of work.
    Areas,
    /// Duties, each with an item that says more of it.
    Explained,
}

impl<'a> Collector<'a> {
    /// Takes the duties of sibling `nodes`; returns how many it took. Items without others under
    /// them vouch for each other, wherever in the list they stand.
    pub(super) fn take_list(&mut self, nodes: &[Node], context: &Context, section: SectionRole) -> usize {
        let nodes = self.before_facts(nodes);
        let others = self.without_others(nodes, context);
        let nodes = others.as_deref().unwrap_or(nodes);
        let areas: Vec<Option<Node>> = nodes.iter().map(|node| self.area(node)).collect();
        let open = |(area, node): (Option<Node>, &Node)| area.unwrap_or_else(|| node.clone());
        let several = areas.iter().any(Option::is_some);
        let opened: Option<Vec<Node>> = several.then(|| areas.into_iter().zip(nodes).map(open).collect());
        let nodes = opened.as_deref().unwrap_or(nodes);
        let mut offers: Vec<Leaf<'a>> = Vec::with_capacity(nodes.len());
        // How many each node offers.
        let mut counts = Vec::with_capacity(nodes.len());
        for node in nodes {
            let before = offers.len();
            if node.children.is_empty() {
                self.leaves(node, &mut offers);
            }
            counts.push(offers.len() - before);
        }
        let vote = Vote::of(offers.iter(), context, section);
        // Beside duties without any, numbered items under a numbered duty are its steps.
        let peers = offers.iter().filter(|leaf| leaf.judgement.is_duty()).count() >= MIN_PEERS
            && nodes.iter().all(|node| node.numbered && node.children.iter().all(|child| child.numbered));
        let siblings = Siblings { peers, parents: self.parents(nodes) };
        self.reserve(offers.len());
        let mut taken = 0;
        let mut offers = offers.into_iter();
        for (node, count) in nodes.iter().zip(counts) {
            taken += if node.children.is_empty() {
                self.accept(offers.by_ref().take(count), vote, context, section)
            } else if self.has_attributes(node) {
                usize::from(self.take_detailed(node, context))
            } else {
                self.take_group(node, context, section, siblings)
            };
        }
        taken
    }

    /// The items that do not say what others do, where the names in front tell them and the role holder apart
    /// (`出纳：付款`, `经理：批准`), or the section is called after the latter.
    fn without_others(&self, nodes: &[Node], context: &Context) -> Option<Vec<Node>> {
        let role = fold(self.role.as_deref()?);
        let of_role = context.role.as_ref().is_some_and(|name| ends_with_fold(&role, name));
        let name = |node: &Node| self.label_of(node).map(|label| self.text(node.block, label.label));
        let own = |name: AlignedStr<'_>| ends_with_fold(&role, name.as_str());
        let person = |name: &str| self.lexicons.roles.names_person(name);
        let names = |name: &str| if of_role { person(name) } else { self.names_party(name) };
        let party = |name: &AlignedStr<'_>| names(name.as_str()) && !own(*name);
        let others = nodes.iter().filter(|node| name(node).is_some_and(|name| party(&name))).count();
        let told_apart = || 2 * others >= nodes.len() && nodes.iter().any(|node| name(node).is_some_and(own));
        if others == 0 || others == nodes.len() || !of_role && !told_apart() {
            return None;
        }
        Some(nodes.iter().filter(|node| !name(node).is_some_and(|name| party(&name))).cloned().collect())
    }

    /// What the items of a list with others under them are: areas of work if most plainly are (培训需求
    /// among 课程 and 讲师队伍 is one too, although it opens with a verb), duties if hardly any has more
    /// than one item under it, which says more of it.
    fn parents(&self, nodes: &[Node]) -> Option<Parents> {
        let parents = nodes.iter().filter(|node| !node.children.is_empty() && !self.has_attributes(node));
        let (mut all, mut areas, mut inside, mut duties) = (0, 0, 0, 0);
        for node in parents {
            let head = self.text_of(node);
            let judged = self.judge(head.as_str());
            all += 1;
            inside += node.children.len();
            duties += usize::from(judged.is_duty());
            areas += usize::from(
                !judged.is_duty() && judged.against.is_none() || self.names_area(head.as_str(), judged.look),
            );
        }
        match () {
            () if all < MIN_PEERS => None,
            () if 2 * inside < 3 * all && 2 * duties >= all => Some(Parents::Explained),
            () => (2 * areas >= all).then_some(Parents::Areas),
        }
    }

    /// Share of the items right under `node` that are duties.
    fn duties_below(&self, node: &Node) -> f64 {
        let duties = node.children.iter().filter(|child| self.judge(self.text_of(child).as_str()).is_duty());
        duties.count() as f64 / node.children.len().max(1) as f64
    }

    /// The items in front of those that state facts of a posting (`薪资：…`, `上班时段：…`): labelled ones
    /// around one whose label is the name of a section, none of them a duty.
    fn before_facts<'n>(&self, nodes: &'n [Node]) -> &'n [Node] {
        let labelled = |node: &Node| self.label_of(node).map(|label| self.text(node.block, label.label));
        let fact = |node: &Node| {
            let named = |label: AlignedStr<'_>| section_called(label.as_str(), self.lexicons);
            node.children.is_empty() && labelled(node).and_then(named).is_some_and(|role| role.is_facet())
        };
        let Some(first) = nodes.iter().position(fact).filter(|&at| at >= MIN_PEERS) else { return nodes };
        let duty = |node: &Node| self.judge(self.text_of(node).as_str()).is_duty();
        if 4 * nodes[first..].iter().filter(|node| duty(node)).count() > nodes.len() - first {
            return nodes;
        }
        let plain = |node: &&Node| labelled(node).is_some() && !duty(node);
        let start = first - nodes[..first].iter().rev().take_while(plain).count();
        if start >= MIN_PEERS { &nodes[..start] } else { nodes }
    }

    pub(super) fn text_of(&self, node: &Node) -> AlignedStr<'a> {
        self.text(node.block, node.range.clone())
    }

    pub(super) fn label_of(&self, node: &Node) -> Option<Labelled> {
        labelled(&self.document.blocks[node.block], node.range.clone())
    }

    pub(super) fn meaning_of(&self, node: &Node) -> Option<Label> {
        let label = self.label_of(node)?;
        meaning(&self.document.blocks[node.block].text.as_str()[label.label], self.lexicons)
    }

    /// True if an item has its attributes nested under it.
    pub(super) fn any_detailed(&self, nodes: &[Node]) -> bool {
        nodes.iter().any(|node| !node.children.is_empty() && self.has_attributes(node))
    }

    /// True if most of what is nested under `node` is attributes.
    fn has_attributes(&self, node: &Node) -> bool {
        let named = node
            .children
            .iter()
            .filter(|child| {
                matches!(self.meaning_of(child), Some(Label::Attribute(_) | Label::FrequencyImportance))
            })
            .count();
        2 * named >= node.children.len()
    }

    /// A task whose attributes are nested under it.
    fn take_detailed(&mut self, node: &Node, context: &Context) -> bool {
        let label = self.label_of(node);
        let title = label.as_ref().map_or(node.range.clone(), |label| label.label.clone());
        let title = self.text(node.block, title);
        let mut attributes = Vec::new();
        if let Some(label) = label {
            let rest = self.text(node.block, label.value);
            if !rest.is_empty() {
                attributes.push((Attribute::Description, rest));
            }
        }
        for child in &node.children {
            attributes.extend(self.attributes_of(child));
        }
        if title.is_empty() {
            return false;
        }
        let evidence = Evidence { ground: Ground::Attributes, ..Evidence::default() };
        self.push(Found { title, name: None, kind: MentionKind::ListItem, attributes, evidence }, context);
        true
    }

    /// The attributes that an item and the items under it state.
    pub(super) fn attributes_of(&self, node: &Node) -> Vec<(Attribute, AlignedStr<'a>)> {
        let Some(label) = self.label_of(node) else {
            return vec![(Attribute::Description, self.text_of(node))];
        };
        let Some(key) = self.meaning_of(node) else { return vec![(Attribute::Other, self.text_of(node))] };
        let value = self.text(node.block, label.value);
        let mut out = values(key, value);
        for child in &node.children {
            out.extend(values(key, self.text_of(child)));
        }
        out
    }

    /// An item with others under it: a group of duties, or a duty with its steps.
    fn take_group(
        &mut self,
        node: &Node,
        context: &Context,
        section: SectionRole,
        siblings: Siblings,
    ) -> usize {
        let label = self.label_of(node);
        let whole = self.text_of(node);
        let value = label
            .as_ref()
            .map(|label| self.text(node.block, label.value.clone()))
            .filter(|value| !value.is_empty());
        let head = label.as_ref().map_or(whole, |label| self.text(node.block, label.label.clone()));
        let judged = self.judge(head.as_str());
        if section == SectionRole::Categories {
            return 0;
        }
        let steps = node.children.iter().all(|child| child.numbered) && judged.look == Look::Verb;
        // A name in bold print may be that of a group or of a duty.
        let explained = siblings.parents == Some(Parents::Explained);
        let named = label.is_none() || explained;
        let stated = value.is_some() || named && !whole.as_str().ends_with(['：', ':']);
        let is_task = judged.against.is_none() && (steps || stated && (judged.is_duty() || explained));
        let short = head.as_str().chars().count() <= MAX_AREA;
        let names_area = value.is_none()
            && !siblings.peers
            && match siblings.parents {
                Some(Parents::Areas) if short => true,
                Some(Parents::Explained) => false,
                _ => self.names_area(head.as_str(), judged.look),
            };
        // Among areas, a verb without object is one whatever stands below it.
        let among = siblings.parents == Some(Parents::Areas)
            && node.children.len() >= MIN_PEERS
            && self.names_area(head.as_str(), judged.look);
        let below = || self.duty_share(&node.children).0.max(self.duties_below(node));
        if is_task && !(names_area && (among || below() >= GROUP_VOTE)) {
            let mut attributes: Vec<_> =
                value.into_iter().map(|value| (Attribute::Description, value)).collect();
            attributes.extend(node.children.iter().flat_map(|child| self.attributes_of(child)));
            let evidence = judged.evidence(head);
            self.push(
                Found { title: head, name: None, kind: MentionKind::ListItem, attributes, evidence },
                context,
            );
            return 1;
        }
        let evidence = judged.evidence(whole);
        if let Some(against) = judged.against.filter(|_| label.is_none()) {
            self.skip((whole, MentionKind::ListItem), evidence, against, context);
            return 0;
        }
        let name = normal_title(head.as_str());
        let path = context.path.iter().cloned().chain([name.clone()]).collect();
        let inner = Context { category: Some(name), path, ..context.clone() };
        self.take_list(&node.children, &inner, section)
    }

    /// True for the name of an area of work rather than a duty: a noun (`样品管理`, `排班管理`) or
    /// a verb without object (`结账`).
    pub(super) fn names_area(&self, head: &str, look: Look) -> bool {
        // `答复类（占三成）`: what is behind is no part of the name.
        let name = head.split(['（', '(']).next().unwrap_or(head).trim_end();
        if name.chars().count() <= MAX_AREA && self.lexicons.particles.closes(Particle::Kind, name) {
            return true;
        }
        let bare_verb = || {
            let behind = self.lexicons.verbs.opening(head).map(|(verb, _)| &head[verb.len()..]);
            behind.is_some_and(|rest| rest.is_empty() || self.lexicons.verbs.tail(rest) == Some(rest))
        };
        head.chars().count() <= MAX_AREA && (look < Look::Verb || bare_verb())
    }
}
