//! Compound duties: each part leads to the task that it states, and supports it.

use std::collections::BTreeMap;

use super::{Documents, Draft, MergeInput, task_id};
use crate::lexicon::wording_key;
use crate::taxonomy::{CompoundRef, Task};

/// Links the parts of compound duties to the tasks of their role: those of the same wording, else those that
/// linking found. A task counts the documents of the compounds that name it.
pub(super) fn resolve(
    input: &MergeInput<'_>,
    documents: &Documents<'_>,
    drafts: &[Draft],
    tasks: &mut [Task],
) {
    let mut by_wording: BTreeMap<(usize, String), usize> = BTreeMap::new();
    let mut task_of: BTreeMap<usize, usize> = BTreeMap::new();
    for (index, task) in tasks.iter().enumerate() {
        task_of.extend(drafts[index].members.iter().map(|&member| (member, index)));
        if task.parts.is_empty() {
            for title in std::iter::once(&task.title).chain(task.aliases.iter().map(|alias| &alias.title)) {
                by_wording.entry((drafts[index].role, wording_key(title))).or_insert(index);
            }
        }
    }
    let mut placed: BTreeMap<(usize, String), usize> = BTreeMap::new();
    for part in input.parts {
        let (from, to) = (task_of.get(&part.mention), task_of.get(&part.like));
        if let (Some(&from), Some(&to)) = (from, to)
            && from != to
            && drafts[from].role == drafts[to].role
        {
            placed.entry((from, wording_key(&part.title))).or_insert(to);
        }
    }
    // For each task the compounds that name it: mention and part.
    let mut named: BTreeMap<usize, Vec<(usize, String)>> = BTreeMap::new();
    for (index, task) in tasks.iter_mut().enumerate() {
        for part in &mut task.parts {
            let key = wording_key(&part.title);
            let same = by_wording.get(&(drafts[index].role, key.clone()));
            let Some(&to) = same.or_else(|| placed.get(&(index, key.clone()))) else { continue };
            part.task = Some(task_id(to));
            let states =
                |member: &&usize| input.mentions[**member].parts.iter().any(|own| wording_key(own) == key);
            let stating = drafts[index].members.iter().filter(states);
            named.entry(to).or_default().extend(stating.map(|&member| (member, part.title.clone())));
        }
    }
    for (to, compounds) in named {
        let witnesses: Vec<usize> =
            drafts[to].members.iter().copied().chain(compounds.iter().map(|(member, _)| *member)).collect();
        tasks[to].support = documents.support(&witnesses);
        tasks[to].compounds = compounds
            .into_iter()
            .map(|(member, part)| CompoundRef { mention: input.mentions[member].id.clone(), part })
            .collect();
    }
}
