//! A result of old and new parts.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::plan::Plan;
use crate::pipeline::Pipeline;
use crate::pipeline::carried::{Carried, CarriedQuestion, CarriedRole, Spots, question_order};
use crate::pipeline::edition::EditionError;
use crate::pipeline::standing::Standing;
use crate::render::json::Piece;
use crate::render::markdown::{Asked, Section};
use crate::render::seal::Sealed;
use crate::render::{json, markdown};
use crate::taxonomy::{ReviewItem, Taxonomy};

/// Cuts a piece out of a file.
type Cut<'a> = dyn Fn(&Range<usize>) -> Piece + 'a;

/// A result put together from old and new parts.
pub(super) struct Joint {
    pub(super) parts: Carried,
    /// The taxonomy without its long lists.
    pub(super) frame: Taxonomy,
    /// `taxonomy.json`.
    pub(super) pieces: Vec<Piece>,
    pub(super) markdown: Sealed,
}

impl Joint {
    /// `parts` are those of `fresh`, the taxonomy of what was made anew.
    pub(super) fn new(
        pipeline: &Pipeline,
        carried: &Carried,
        standing: &Standing<'_>,
        plan: &Plan<'_>,
        fresh: Taxonomy,
        mut parts: Carried,
    ) -> Result<Self, EditionError> {
        let options = &pipeline.settings.render;
        let lists = Taxonomy {
            roles: fresh.roles.clone(),
            categories: fresh.categories.clone(),
            tasks: fresh.tasks.clone(),
            mentions: fresh.mentions.clone(),
            review: fresh.review.clone(),
            ..Taxonomy::default()
        };
        let own = String::from_utf8_lossy(&json::plain(&lists)?).into_owned();
        let touched = |role: &usize| plan.same[*role].is_none();
        let wanted: Vec<usize> = (0..fresh.roles.len()).filter(touched).collect();
        let sections: BTreeMap<usize, Section> = wanted
            .iter()
            .copied()
            .zip(markdown::sections(&fresh, options, wanted.iter().map(|&role| &fresh.roles[role]))?)
            .collect();
        parts.place_whole(&fresh, own.as_bytes(), &[]);

        let moved = moved(carried, plan);
        let new = |at: &Range<usize>| Piece::New(own[at.clone()].to_owned());
        let old = |at: &Range<usize>| Piece::Old(at.clone());
        let mut lists: [Vec<Piece>; 5] = [const { Vec::new() }; 5];
        let mut owners: [Vec<usize>; 5] = [const { Vec::new() }; 5];
        for role in 0..parts.roles.len() {
            let (piece, from): (&Cut<'_>, &CarriedRole) = match plan.same[role] {
                Some(was) => (&old, &carried.roles[was]),
                None => (&new, &parts.roles[role]),
            };
            for (list, at) in [&from.role, &from.categories, &from.tasks].into_iter().enumerate() {
                if !at.is_empty() {
                    lists[list].push(piece(at));
                    owners[list].push(role);
                }
            }
        }
        for source in 0..parts.sources.len() {
            let (at, piece): (_, &Cut<'_>) = match plan.before[source].filter(|_| !plan.touched[source]) {
                Some(was) => (&carried.sources[was].mentions, &old),
                None => (&parts.sources[source].mentions, &new),
            };
            if !at.is_empty() {
                lists[3].push(piece(at));
                owners[3].push(source);
            }
        }
        let questions = questions(carried, (&mut parts, &own), plan, &moved);

        let asked: Vec<(ReviewItem, BTreeSet<(usize, usize)>)> = questions
            .iter()
            .take(options.questions)
            .filter_map(|(question, piece)| {
                let places = question.places.iter().map(|&(source, line)| (source + 1, line)).collect();
                let item = match piece {
                    Piece::Old(at) => serde_json::from_slice(&standing.json.0.part(at).ok()?),
                    Piece::New(text) => serde_json::from_str(text),
                };
                Some((item.ok()?, places))
            })
            .collect();
        let asked: Vec<Asked<'_>> = asked
            .iter()
            .map(|(item, places)| Asked { question: &item.question, places: places.clone() })
            .collect();
        (parts.review, lists[4]) = questions.into_iter().unzip();

        // Untouched parts come from the last run, their sources renumbered.
        for (role, was) in plan.same.iter().enumerate().filter_map(|(role, was)| Some((role, (*was)?))) {
            let mut known = carried.roles[was].clone();
            known.sources.iter_mut().for_each(|source| *source = moved[*source]);
            known.marks.iter_mut().for_each(|(source, _)| *source = moved[*source]);
            parts.roles[role] = known;
        }
        for (at, was) in plan.before.iter().enumerate() {
            if let Some(was) = was.filter(|_| !plan.touched[at]) {
                parts.sources[at] = carried.sources[was].clone();
            }
        }
        let (mut body, sections) = pages(&mut parts, sections, standing, &moved);
        let mut spots = Spots { sections, ..Spots::default() };
        let marks = parts.roles.iter().flat_map(|role| &role.marks);
        let printed = marks.map(|&(source, line)| (source + 1, line)).collect();
        let back = markdown::back_matter(&fresh, options, &asked, parts.review.len(), printed)?;
        body.push_str(&back);
        let markdown = markdown::sealed_body(body, fresh.revision);
        drop(asked);
        let frame = Taxonomy {
            roles: Vec::new(),
            categories: Vec::new(),
            tasks: Vec::new(),
            mentions: Vec::new(),
            review: Vec::new(),
            ..fresh
        };
        let (pieces, places) = json::composed(&frame, &lists)?;
        let spread = |list: usize, count: usize| {
            let mut all = vec![0..0; count];
            for (owner, at) in owners[list].iter().zip(&places[list]) {
                all[*owner] = at.clone();
            }
            all
        };
        let (roles, sources) = (parts.roles.len(), parts.sources.len());
        spots.roles = spread(0, roles);
        spots.categories = spread(1, roles);
        spots.tasks = spread(2, roles);
        spots.mentions = spread(3, sources);
        spots.review = places[4].clone();
        parts.place(spots);
        parts.revision = frame.revision;
        Ok(Self { parts, frame, pieces, markdown })
    }
}

/// Where sources of the last run are now, as indices; what is said of one that is gone or changed is not asked for.
fn moved(carried: &Carried, plan: &Plan<'_>) -> Vec<usize> {
    let mut moved: Vec<usize> = vec![0; carried.sources.len()];
    for (at, was) in plan.before.iter().enumerate() {
        if let Some(was) = was {
            moved[*was] = at;
        }
    }
    moved
}

/// All questions in their order, each as it is written: those about untouched sources in the last result, the others
/// in the new parts.
fn questions(
    carried: &Carried,
    (parts, own): (&mut Carried, &str),
    plan: &Plan<'_>,
    moved: &[usize],
) -> Vec<(CarriedQuestion, Piece)> {
    let kept = |question: &&CarriedQuestion| {
        let now = moved[question.source];
        plan.before[now] == Some(question.source) && !plan.touched[now]
    };
    let known = carried.review.iter().filter(kept).map(|question| {
        let piece = Piece::Old(question.at.clone());
        let mut question = question.clone();
        question.source = moved[question.source];
        question.places.iter_mut().for_each(|(source, _)| *source = moved[*source]);
        (question, piece)
    });
    let fresh = parts.review.drain(..).map(|question| {
        let piece = Piece::New(own[question.at.clone()].to_owned());
        (question, piece)
    });
    let mut questions: Vec<(CarriedQuestion, Piece)> = known.chain(fresh).collect();
    questions.sort_by(|a, b| question_order(&a.0, &b.0));
    questions
}

/// Bytes by which a document may grow without being moved in memory.
const MORE: usize = 1 << 17;

/// The sections of all roles, and where each stands: new ones, and those of the last document with the numbers that
/// sources have now.
fn pages(
    parts: &mut Carried,
    mut fresh: BTreeMap<usize, Section>,
    standing: &Standing<'_>,
    moved: &[usize],
) -> (String, Vec<Range<usize>>) {
    let numbers: Vec<usize> = moved.iter().map(|at| at + 1).collect();
    let mut body = String::with_capacity(standing.markdown.0.len() + MORE);
    let mut places = Vec::new();
    for (at, role) in parts.roles.iter_mut().enumerate() {
        let start = body.len();
        if let Some(section) = fresh.remove(&at) {
            role.marks = section.marks.iter().map(|&(source, line)| (source - 1, line)).collect();
            body.push_str(&section.text);
        } else {
            let section = &standing.markdown.0[role.section.clone()];
            // The check of a whole text is much the faster one.
            let text =
                std::str::from_utf8(section).map_or_else(|_| String::from_utf8_lossy(section), Cow::Borrowed);
            markdown::renumbered(&text, &numbers, &mut body);
        }
        places.push(start..body.len());
    }
    (body, places)
}
