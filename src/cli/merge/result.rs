//! The files that belong to the taxonomy, and the moment at which a new result holds.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write as _};

use guiyi::pipeline::{Edition, Json};
use guiyi::render::changes;
use guiyi::taxonomy::{Change, Lock, sha256_hex};

use crate::cli::Halt;
use crate::cli::articles::{Shelf, Tally, output_halt};
use crate::cli::context::Context;
use crate::cli::emitted::{self, Emitted, Replaced};
use crate::messages::fill;
use crate::output::{Folder, OutputError, stays_inside};

pub(in crate::cli) const TAXONOMY_JSON: &str = "taxonomy.json";
pub(in crate::cli) const TAXONOMY_MARKDOWN: &str = "taxonomy.md";
const CHANGES: &str = "changes.json";
pub(in crate::cli) const LOCK: &str = "guiyi.lock";

/// Names that no article may have.
pub(super) const NAMES: [&str; 4] = [TAXONOMY_JSON, TAXONOMY_MARKDOWN, CHANGES, LOCK];

/// Writes the taxonomy and commits everything that this run put into the folder. Files of the
/// earlier result that this one no longer has are removed unless somebody changed them; their
/// names are returned. `changes.json` tells of the last run that changed something: a run without
/// changes leaves it alone, so that repeating a run changes no file.
pub(super) fn write(
    context: &Context,
    shelf: Shelf,
    emitted: &Emitted,
    replaced: Option<Replaced<'_>>,
    earlier: Option<&Lock>,
    edition: &Edition,
    tally: &mut Tally,
) -> Result<Vec<String>, Halt> {
    let folder = shelf.into_folder();
    let Edition { json, markdown, .. } = edition;
    let fault = |error: OutputError| output_halt(&context.report, &error);
    let [json_before, markdown_before] = emitted.hashes();
    let changed = match json {
        Json::Whole(sealed) => folder.put_hashed(TAXONOMY_JSON, sealed, json_before).map_err(fault)?,
        // It was put when it was composed.
        Json::Composed { sha256, .. } => json_before != Some(sha256),
    };
    if changed {
        tally.changed.push(TAXONOMY_JSON.to_owned());
    }
    if folder.put_hashed(TAXONOMY_MARKDOWN, markdown, markdown_before).map_err(fault)? {
        tally.changed.push(TAXONOMY_MARKDOWN.to_owned());
    }
    let mut put = |name: &str, bytes: &[u8]| -> Result<(), Halt> {
        if folder.put(name, bytes).map_err(fault)? {
            tally.changed.push(name.to_owned());
        }
        Ok(())
    };
    let mut lock = edition.lock.clone();
    lock.outputs = folder.files();
    let unneeded = unneeded(context, &folder, earlier, &lock.outputs.iter().map(|pin| &*pin.name).collect());
    put(LOCK, lock.to_toml().as_bytes())?;
    if !edition.changes.is_empty() || !folder.path_of(CHANGES).exists() {
        put(CHANGES, &edition.changes_json()?)?;
    }
    // Of later runs' concern alone, so no part of what the lock lists.
    let dropped = emitted::keep(&folder, edition.revision, json, replaced).map_err(fault)?;
    folder.commit(unneeded.iter().cloned().chain(dropped).collect()).map_err(fault)?;
    Ok(unneeded)
}

/// Files of the earlier result that are not among those `wanted` now, such as the article of a
/// source that is gone. One that no longer has the content guiyi gave it stays, which is told.
fn unneeded(
    context: &Context,
    folder: &Folder,
    earlier: Option<&Lock>,
    wanted: &BTreeSet<&str>,
) -> Vec<String> {
    let pins = earlier.iter().flat_map(|lock| &lock.outputs);
    let gone = pins.filter(|pin| !wanted.contains(pin.name.as_str()) && stays_inside(&pin.name));
    let mut names = Vec::new();
    for pin in gone {
        match folder.read(&pin.name) {
            Ok(None) => {}
            Ok(Some(bytes)) if sha256_hex(&bytes) == pin.sha256 => names.push(pin.name.clone()),
            Ok(Some(_)) | Err(_) => {
                let path = folder.path_of(&pin.name);
                let message = fill(context.catalogue().edited_stays, &[("path", &path.display())]);
                context.report.warning(&message, None);
            }
        }
    }
    names
}

/// Says which statements of the earlier result are nowhere any more: each one of a source that is
/// still there, their number for a source that is gone.
pub(super) fn report_lost(context: &Context, edition: &Edition) {
    let catalogue = context.catalogue();
    let here: BTreeSet<&str> = edition.lock.sources.iter().map(|source| source.name.as_str()).collect();
    let mut gone: BTreeMap<&str, usize> = BTreeMap::new();
    for mention in &edition.lost {
        let path = mention.source.as_str();
        if here.contains(path) {
            let values: [(&str, &dyn std::fmt::Display); 3] =
                [("path", &path), ("line", &mention.line_start), ("quote", &mention.title_raw)];
            context.report.warning(&fill(catalogue.mention_lost, &values), None);
        } else {
            *gone.entry(path).or_default() += 1;
        }
    }
    for (path, n) in gone {
        context.report.warning(&fill(catalogue.source_lost, &[("path", &path), ("n", &n)]), None);
    }
}

/// The change list is what `merge` prints; it is data. A first run has nothing to compare with.
pub(super) fn print_changes(context: &Context, first: bool, list: &[Change]) -> Result<(), Halt> {
    let catalogue = context.catalogue();
    if first || list.is_empty() {
        context.report.note(if first { catalogue.first_run } else { catalogue.no_changes });
        return Ok(());
    }
    let mut out = io::BufWriter::new(io::stdout().lock());
    changes::write_text(list, &mut out)?;
    out.flush()?;
    Ok(())
}
