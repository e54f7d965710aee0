//! `guiyi merge`: all stages, from sources to one taxonomy.

mod cache;
mod earlier;
mod result;

use std::io::Write;
use std::path::{Component, Path, PathBuf};

use clap::{ArgMatches, Command};
use guiyi::pipeline::{Contribution, EditionError, in_order};
use guiyi::render::json::Piece;
use guiyi::source::Input;
use guiyi::taxonomy::sha256_hex;

use super::arguments::{inputs, one_path, output_folder, subcommand, switch, to};
use super::articles::{ArticleFormat, NotWritten, Shelf, Tally, output_halt};
use super::context::Context;
use super::decisions;
use super::emitted::Emitted;
use super::progress::Progress;
use super::{Halt, Outcome};
use crate::messages::{Catalogue, fill};
use crate::output::{Folder, Mode};
use cache::{Beside, Use};
pub(super) use earlier::Earlier;
pub(super) use result::{TAXONOMY_JSON, TAXONOMY_MARKDOWN};

pub(super) fn command(catalogue: &'static Catalogue) -> Command {
    let options = [
        decisions::flag(catalogue),
        switch("dry-run", catalogue.dry_run),
        switch("check", catalogue.check_merge).conflicts_with("dry-run"),
        switch("locked", catalogue.locked),
        switch("no-cache", catalogue.no_cache),
    ];
    subcommand("merge", catalogue.merge_about, catalogue.merge_examples, "guiyi merge INPUT... -o DIR")
        .arg(inputs(catalogue))
        .arg(output_folder(catalogue).required(true))
        .arg(to(catalogue))
        .args(options.map(|option| option.help_heading(catalogue.options)))
}

pub(super) fn run(context: &Context, matches: &ArgMatches) -> Result<Outcome, Halt> {
    let wanted = if matches.get_flag("no-cache") { Use::No } else { Use::Known };
    match merge(context, matches, wanted)? {
        Some(outcome) => Ok(outcome),
        None => Ok(merge(context, matches, Use::Anew)?.unwrap_or(Outcome::Findings)),
    }
}

/// One run; `None` if the cache turned out to be damaged where it was needed.
fn merge(context: &Context, matches: &ArgMatches, wanted: Use) -> Result<Option<Outcome>, Halt> {
    let (dry_run, check) = (matches.get_flag("dry-run"), matches.get_flag("check"));
    let mode = if dry_run || check { Mode::Compare } else { Mode::Together };
    let out = one_path(matches, "output").map_or(Path::new("."), |path| path);
    let (inputs, problems) = context.inputs(matches, &[out.to_owned()])?;
    let mut settings = context.resolved.settings.clone();
    if settings.render.source_base.is_empty() {
        settings.render.source_base = source_base(out, &inputs);
    }
    let pipeline = context.pipeline_with(settings)?;
    let decided = decisions::read(context, matches)?;
    let folder = Folder::open(out, mode).map_err(|error| output_halt(&context.report, &error))?;
    let emitted = Emitted::read(out).map_err(|error| output_halt(&context.report, &error))?;
    edits_first(context, out, &emitted, mode)?;
    let lock = earlier::lock(context, out, &emitted)?;
    if matches.get_flag("locked") && lock.is_none() {
        return Err(earlier::no_lock(context, out));
    }
    let shelf =
        Shelf::new(context, folder, &inputs, ArticleFormat::Markdown, &result::NAMES)?.journalled(sha256_hex);
    let beside = Beside::open(context, out, &pipeline, wanted);
    let cache = beside.cache();
    let standing = emitted.standing(lock.as_ref());
    let carried =
        cache.zip(standing.as_ref()).and_then(|(cache, standing)| cache.carried(standing, &decided));
    // A result that is of no use ends the run before any work is done; the parts of one are those of a sound one.
    let mut earlier = match carried {
        Some(_) => None,
        None => Some(Earlier::with(context, out, &emitted, lock.clone())?),
    };
    let (facts, hashes) = match cache {
        Some(cache) => pipeline.cached_facts(&inputs, cache),
        None => (pipeline.corpus_facts(&inputs), Vec::new()),
    };
    let common = facts.fingerprint(&pipeline.knowledge().noise);

    let mut tally = Tally::default();
    let mut contributions: Vec<Contribution> = Vec::new();
    let mut progress = Progress::new(context.report, inputs.len());
    let work = |(at, input): (usize, &_)| {
        let one = || {
            let seen = cache.zip(hashes.get(at).copied().flatten());
            if let Some((known, article)) =
                seen.and_then(|(cache, hash)| cache.recall_unread(input, hash, common))
                && let Some(written) = shelf.keep(at, &article).map_err(NotWritten::Output)?
            {
                return Ok((written, known));
            }
            let mut source = pipeline.load(input).map_err(NotWritten::Source)?;
            if let Some(cache) = cache {
                source = match cache.recall(source, common) {
                    Err(source) => source,
                    Ok((known, article)) => match shelf.keep(at, &article).map_err(NotWritten::Output)? {
                        Some(written) => return Ok((written, known)),
                        None => pipeline.load(input).map_err(NotWritten::Source)?,
                    },
                };
            }
            let article = pipeline.article(&source, &facts).map_err(NotWritten::Source)?;
            let found = pipeline.evidence(&source, &article).map_err(NotWritten::Source)?;
            let written = shelf.put(at, &article).map_err(NotWritten::Output)?;
            let found = match cache {
                Some(cache) => cache.keep_processed(&source, common, found, &written.article()),
                None => found.into(),
            };
            Ok((written, found))
        };
        (at, one())
    };
    in_order(
        inputs.iter().enumerate(),
        |(_, input)| input.size(),
        work,
        |(at, result)| -> Result<(), Halt> {
            if let Err(NotWritten::Output(error)) = &result {
                return Err(output_halt(&context.report, error));
            }
            let result = result.map(|(written, found)| {
                contributions.push(found);
                written
            });
            tally.add(&inputs[at], result, &mut progress);
            Ok(())
        },
    )?;
    drop(progress);
    let sources = contributions.len();
    if sources == 0 {
        return Err(Halt::Told);
    }

    let fault = |error| match error {
        EditionError::Contradiction(found) => {
            decisions::contradiction(context, decisions::folder(matches), &found)
        }
        error => std::io::Error::other(error).into(),
    };
    let mut edition = None;
    if let (Some(carried), Some(standing), Some(cache)) = (&carried, &standing, cache) {
        let before = Some(standing.json.1);
        let mut refused = None;
        let mut emit = |pieces: &[Piece]| {
            let content = |out: &mut dyn Write| standing.json.0.compose(pieces, out);
            shelf.folder().put_written(TAXONOMY_JSON, before, content).map_err(|error| {
                let told = std::io::Error::from(error.error.kind());
                refused = Some(error);
                told
            })
        };
        let made = pipeline.carried_on(carried, standing, &contributions, &decided, cache, &mut emit);
        if let Some(error) = refused {
            return Err(output_halt(&context.report, &error));
        }
        edition = made.map_err(fault)?;
    }
    let edition = match edition {
        Some(edition) => edition,
        None => {
            let earlier = match &mut earlier {
                Some(earlier) => earlier,
                none => none.insert(Earlier::with(context, out, &emitted, lock.clone())?),
            };
            match pipeline.edition(contributions, &decided, earlier.previous(), cache) {
                Err(EditionError::Cache) if wanted == Use::Known && !inputs.iter().any(Input::is_stdin) => {
                    beside.report_damage(context);
                    return Ok(None);
                }
                made => made.map_err(fault)?,
            }
        }
    };
    decisions::report(context, &edition.rulings);
    if let Some(lock) = lock.as_ref().filter(|_| matches.get_flag("locked")) {
        let differences = lock.differences(&edition.lock);
        if !differences.is_empty() {
            earlier::report_differences(context, out, &differences);
            return if check { Ok(Some(Outcome::Findings)) } else { Err(Halt::Told) };
        }
    }
    let replaced = carried.as_ref().and_then(|carried| emitted.replaced(carried.revision()));
    let unneeded = result::write(context, shelf, &emitted, replaced, lock.as_ref(), &edition, &mut tally)?;
    beside.report_damage(context);
    if mode != Mode::Compare {
        beside.save(context);
    }
    result::report_lost(context, &edition);
    result::print_changes(context, emitted.json.is_none(), &edition.changes)?;
    let values: [(&str, &dyn std::fmt::Display); 3] =
        [("n", &sources), ("tasks", &edition.stated), ("out", &out.display())];
    context.report.note(&fill(context.catalogue().summary_merge, &values));
    if check {
        for name in tally.changed.iter().chain(&unneeded) {
            context.report.note(&fill(context.catalogue().would_change, &[("path", name)]));
        }
    }
    let difference = check && !(tally.changed.is_empty() && unneeded.is_empty());
    let findings = problems || difference || tally.has_findings();
    Ok(Some(if findings { Outcome::Findings } else { Outcome::Done }))
}

/// Where the sources are, as seen from the output folder, if they all come from one folder:
/// `../sources/`. Source marks lead there. Empty if there is no one folder.
fn source_base(out: &Path, inputs: &[Input]) -> String {
    let absolute = |path: &Path| std::path::absolute(path).ok().map(|path| normal(&path));
    let root = |input: &Input| {
        let depth = Path::new(input.id.as_str()).components().count();
        absolute(&input.path)?.ancestors().nth(depth).map(Path::to_owned)
    };
    let Some(first) = inputs.first().and_then(root) else { return String::new() };
    let Some(out) = absolute(out).filter(|_| inputs.iter().all(|input| root(input).as_ref() == Some(&first)))
    else {
        return String::new();
    };
    let shared = out.components().zip(first.components()).take_while(|(a, b)| a == b).count();
    let up = out.components().skip(shared).map(|_| "..".to_owned());
    let down = first.components().skip(shared).map(|part| part.as_os_str().to_string_lossy().into_owned());
    up.chain(down).map(|part| part + "/").collect()
}

/// `path` without `.` and `..`.
fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                out.pop();
            }
            Component::CurDir => {}
            part => out.push(part),
        }
    }
    out
}

/// Hand edits are never written over: they become decisions first.
fn edits_first(context: &Context, out: &Path, emitted: &Emitted, mode: Mode) -> Result<(), Halt> {
    let catalogue = context.catalogue();
    let Some(path) = emitted.edited(out) else { return Ok(()) };
    let message = fill(catalogue.edited_by_hand, &[("path", &path.display())]);
    let remedy = fill(catalogue.edited_by_hand_remedy, &[("path", &path.display())]);
    if mode != Mode::Compare {
        return Err(Halt::new(message, remedy));
    }
    context.report.warning(&message, Some(&remedy));
    Ok(())
}

#[cfg(test)]
mod tests {
    use guiyi::source::SourceId;

    use super::*;

    fn input(id: &str, path: &str) -> Input {
        Input::new(SourceId::new(id), PathBuf::from(path))
    }

    #[test]
    fn marks_lead_from_the_output_to_the_sources() {
        let folder = [input("a.md", "sources/a.md"), input("b/c.md", "sources/b/c.md")];
        assert_eq!(source_base(Path::new("normalized"), &folder), "../sources/");
        assert_eq!(source_base(Path::new("./out/../normalized"), &folder), "../sources/");
        let apart = [input("a.md", "sources/a.md"), input("b.md", "others/b.md")];
        assert_eq!(source_base(Path::new("normalized"), &apart), "");
    }
}
