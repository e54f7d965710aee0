//! The folder of decisions: files are added to it and never changed.

use std::path::PathBuf;

use clap::ArgMatches;
use guiyi::decide::Desk;
use guiyi::taxonomy::{Anchor, Contradiction, Decision, DecisionKind, Ruling, Taxonomy, resolve, sha256_hex};

use super::Halt;
use super::arguments::{one_path, text};
use super::articles::output_halt;
use super::context::Context;
use super::decisions;
use crate::output::{self, OutputError};

/// Where decisions are kept if nothing else is said.
const FOLDER: &str = "decisions";

/// The decisions of a folder, and a taxonomy to check new ones against.
pub(super) struct Ledger<'a> {
    context: &'a Context,
    folder: PathBuf,
    pub(super) taxonomy: &'a Taxonomy,
    pub(super) decisions: Vec<Decision>,
    /// What a person says of the decision: `--why`, `--by`, `--at`.
    notes: [Option<String>; 3],
    dry_run: bool,
}

/// What became of decisions that were to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// They are in this file now, or would be.
    Written(PathBuf),
    /// They were there already.
    Known,
}

impl<'a> Ledger<'a> {
    /// Of the folder that `--decisions` names.
    pub(super) fn open(
        context: &'a Context,
        matches: &ArgMatches,
        taxonomy: &'a Taxonomy,
    ) -> Result<Self, Halt> {
        let folder = one_path(matches, "decisions").cloned().unwrap_or_else(|| PathBuf::from(FOLDER));
        let files = if folder.exists() { decisions::read_folder(context, &folder)? } else { Vec::new() };
        let decisions = files.into_iter().flat_map(|file| file.decisions).collect();
        let note = |name: &str| {
            let given = matches.ids().any(|id| id == name).then(|| text(matches, name)).flatten();
            given.map(str::to_owned)
        };
        let notes = [note("why"), note("by"), note("at")];
        Ok(Self { context, folder, taxonomy, decisions, notes, dry_run: matches.get_flag("dry-run") })
    }

    /// The taxonomy with the decisions, for pointing at things.
    pub(super) fn desk(&self) -> Desk<'_> {
        Desk { taxonomy: self.taxonomy, decisions: &self.decisions }
    }

    /// Writes decisions of one kind into a file of their own. With `replace` they take the place
    /// of an earlier decision on the same matter, else that is a contradiction.
    pub(super) fn add(
        &mut self,
        kinds: Vec<DecisionKind>,
        held: Option<&str>,
        replace: bool,
    ) -> Result<Entry, Halt> {
        let known = |kind: &DecisionKind| {
            self.decisions.iter().any(|one| one.held.is_none() && says(&one.kind, kind))
        };
        let mut fresh: Vec<Decision> =
            kinds.into_iter().filter(|kind| !known(kind)).map(Decision::from).collect();
        if fresh.is_empty() {
            return Ok(Entry::Known);
        }
        for decision in &mut fresh {
            decision.held = held.map(str::to_owned);
            let [why, by, at] = self.notes.clone();
            (decision.why, decision.by, decision.at) = (why, by, at);
        }
        loop {
            for decision in &mut fresh {
                decision.id = Some(decision.name());
            }
            let file = file_name(&fresh);
            fresh.iter_mut().for_each(|decision| decision.file.clone_from(&file));
            let Some(clash) = self.clash(&fresh) else { break };
            let earlier = clash.steps.iter().find(|step| step.file != file);
            let earlier = earlier.and_then(|step| {
                self.decisions.iter().find(|one| one.file == step.file && one.line == step.line)
            });
            // A chain of several earlier decisions has no one whose place could be taken.
            match earlier.and_then(|one| one.id.clone()).filter(|_| replace && clash.steps.len() == 2) {
                Some(id) if fresh.iter().all(|one| one.replaces.as_ref() != Some(&id)) => {
                    fresh.iter_mut().for_each(|decision| decision.replaces = Some(id.clone()));
                }
                _ => return Err(decisions::contradiction(self.context, &self.folder, &clash)),
            }
        }
        let path = self.folder.join(file_name(&fresh));
        if path.exists() {
            return Ok(Entry::Known);
        }
        if !self.dry_run {
            let bytes = Decision::file_text(&fresh).into_bytes();
            let written = std::fs::create_dir_all(&self.folder).and_then(|()| output::write(&path, &bytes));
            written.map_err(|error| {
                output_halt(&self.context.report, &OutputError { path: path.clone(), error })
            })?;
        }
        self.decisions.extend(fresh);
        Ok(Entry::Written(path))
    }

    /// The contradiction that new decisions bring among the earlier ones.
    fn clash(&self, fresh: &[Decision]) -> Option<Contradiction> {
        let all: Vec<Decision> = self.decisions.iter().chain(fresh).cloned().collect();
        let anchors: Vec<Anchor<'_>> = self.taxonomy.mentions.iter().map(Anchor::from).collect();
        let at = |id: &String| anchors.iter().position(|anchor| anchor.id == id);
        let found = resolve(&all, &anchors).and_then(|resolved| {
            let tasks = self.taxonomy.tasks.iter();
            let mut groups: Vec<Vec<usize>> =
                tasks.map(|task| task.mentions.iter().filter_map(at).collect()).collect();
            for &(a, b) in &resolved.must {
                let home = |mention: usize, groups: &[Vec<usize>]| {
                    groups.iter().position(|group| group.contains(&mention))
                };
                if let (Some(one), Some(other)) = (home(a, &groups), home(b, &groups))
                    && one != other
                {
                    let moved = std::mem::take(&mut groups[other]);
                    groups[one].extend(moved);
                }
            }
            resolved.check(&all, &anchors, &groups)
        });
        let mine = |clash: &Contradiction| {
            clash.steps.iter().any(|step| fresh.iter().any(|one| one.file == step.file))
        };
        found.err().filter(mine)
    }
}

/// Whether two decisions of a kind come to the same, wherever their mentions stand now.
fn says(one: &DecisionKind, other: &DecisionKind) -> bool {
    let bare = |kind: &DecisionKind| {
        let mut kind = kind.clone();
        kind.targets_mut().into_iter().for_each(|target| {
            (target.line, target.before, target.after) = (None, None, None);
        });
        kind
    };
    bare(one) == bare(other)
}

/// `rename-0a1b2c3d.toml`: the same decisions, the same file.
fn file_name(decisions: &[Decision]) -> String {
    let names: Vec<String> = decisions.iter().map(Decision::name).collect();
    let kind = decisions.first().map(|decision| decision.kind.name()).unwrap_or_default();
    match names.as_slice() {
        [one] => format!("{kind}-{one}.toml"),
        several => format!("{kind}-{}.toml", &sha256_hex(several.concat().as_bytes())[..8]),
    }
}

/// Decisions that people should look at again, for lists on standard output.
pub(super) fn open_rulings(rulings: &[Ruling]) -> impl Iterator<Item = &Ruling> {
    use guiyi::taxonomy::Outcome::{Applied, Replaced};
    rulings.iter().filter(|ruling| !matches!(ruling.outcome, Applied | Replaced))
}
