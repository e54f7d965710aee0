//! Questions for a person: which tasks may be one after all, and the weakest link of each task.

use std::collections::{BTreeMap, BTreeSet};

use super::{Documents, Draft, MergeInput};
use crate::mention::TaskMention;
use crate::taxonomy::{ReviewItem, ReviewReason, Task};

/// Titles longer than this many characters are cut in questions.
const SHOWN: usize = 40;

/// Questions in their order.
pub(super) struct Questions {
    pub(super) items: Vec<ReviewItem>,
    /// For each the odds that the pair was decided wrongly, in bits.
    pub(super) odds: Vec<f64>,
    /// Whether these are all that there are.
    pub(super) all_asked: bool,
}

/// At most `questions_per_task` questions for each task, those first that are likeliest decided wrongly: one for each
/// pair of tasks of one role that no document states both (its likeliest pair of mentions), one for each task (its
/// weakest link) and one for its bridge. Pairs of which
/// a person could not tell come last.
pub(super) fn questions(
    input: &MergeInput<'_>,
    documents: &Documents<'_>,
    drafts: &[Draft],
    tasks: &[Task],
) -> Questions {
    let mut task_of: BTreeMap<usize, usize> = BTreeMap::new();
    for (index, draft) in drafts.iter().enumerate() {
        task_of.extend(draft.members.iter().map(|&member| (member, index)));
    }
    let line = input.options.line;
    let mut order: Vec<usize> = (0..input.review.len()).collect();
    let ids = |at: usize| {
        let pair = &input.review[at];
        let (a, b) = (&input.mentions[pair.a].id, &input.mentions[pair.b].id);
        if a <= b { (a, b) } else { (b, a) }
    };
    let unsure = |at: usize| {
        let (a, b) = (input.review[at].a, input.review[at].b);
        input.unsure.contains(&(a.min(b), a.max(b)))
    };
    let wrong = |at: usize| {
        let pair = &input.review[at];
        let tasks = (task_of.get(&pair.a), task_of.get(&pair.b));
        if tasks.0 == tasks.1 { line - pair.weight } else { pair.odds }
    };
    order.sort_by(|&x, &y| {
        // What a person could not tell is listed in any case, and not asked a second time.
        let first = unsure(y).cmp(&unsure(x));
        first.then_with(|| wrong(y).total_cmp(&wrong(x))).then_with(|| ids(x).cmp(&ids(y)))
    });
    let mut asked: BTreeSet<(usize, usize)> = BTreeSet::new();
    let most = input.options.questions_per_task.saturating_mul(tasks.len());
    let mut all_asked = true;
    let mut items = Vec::new();
    for at in order {
        let pair = &input.review[at];
        let (Some(&a), Some(&b)) = (task_of.get(&pair.a), task_of.get(&pair.b)) else {
            continue;
        };
        let doubted = unsure(at);
        if !doubted && a != b && !askable(documents, &drafts[a], &drafts[b]) {
            continue;
        }
        if !doubted && items.len() >= most {
            all_asked = false;
            break;
        }
        let first = asked.insert((a.min(b), a.max(b)));
        if !first && pair.through.is_none() {
            continue;
        }
        let (one, other) = (&input.mentions[pair.a], &input.mentions[pair.b]);
        let (reason, question) = if doubted {
            let question = format!("{}与{}是否同一项任务，看过但不能确定。", named(one), named(other));
            (ReviewReason::Unsure, question)
        } else if let Some(through) = pair.through.filter(|_| a == b) {
            let question = format!(
                "{}与{}只靠{}才并成一项，它们确实是同一项任务吗？",
                named(one),
                named(other),
                named(&input.mentions[through])
            );
            (ReviewReason::Bridge, question)
        } else if a == b {
            let question = format!(
                "{}与{}合并成了“{}”，它们确实是同一项任务吗？",
                named(one),
                named(other),
                tasks[a].title
            );
            (ReviewReason::WeakestLink, question)
        } else {
            let (whole, part) = if one.parts.is_empty() { (other, one) } else { (one, other) };
            let question = if whole.parts.is_empty() == part.parts.is_empty() {
                format!("{}与{}是同一项任务吗？", named(one), named(other))
            } else {
                format!("{}是并列职责，{}说的是它的全部吗？", named(whole), named(part))
            };
            (ReviewReason::NearMiss, question)
        };
        let item = ReviewItem {
            a: one.id.clone(),
            b: other.id.clone(),
            weight: pair.weight,
            levels: pair.levels.clone(),
            question,
            reason,
        };
        items.push((item, wrong(at)));
    }
    items.sort_by_key(|(item, _)| item.reason == ReviewReason::Unsure);
    let (items, odds) = items.into_iter().unzip();
    Questions { items, odds, all_asked }
}

/// Whether two tasks could be one at all: duties of one role, of which no document states both.
fn askable(documents: &Documents<'_>, a: &Draft, b: &Draft) -> bool {
    let stating = |draft: &Draft| -> BTreeSet<usize> {
        draft.members.iter().map(|&member| documents.of[member]).collect()
    };
    a.role == b.role && stating(a).is_disjoint(&stating(b))
}

/// The mention's title in quotation marks, cut if it is long.
fn named(mention: &TaskMention) -> String {
    let title = &mention.title;
    match title.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("“{}…”", &title[..end]),
        None => format!("“{title}”"),
    }
}
