//! Results as they were written at the last revisions, which hand edits are compared with.
//!
//! `.guiyi/base` holds a `taxonomy.json` for each revision, whole (`3.json`) or as the pieces it is made of, old ones
//! of a whole copy beside it and new ones (`4.pieces`). A result that was made from the last one is kept as pieces: the
//! file that it replaced lives on as their whole copy, and nothing large is written twice.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use guiyi::pipeline::{Json, LongFile};
use guiyi::render::json::Piece;
use guiyi::render::seal::whole_json;
use guiyi::taxonomy::sha256_hex;
use serde::{Deserialize, Serialize};

use crate::output::{Folder, OutputError};

const BASE: &str = ".guiyi/base";

/// So many revisions are kept: five, and one that another may be made of.
const KEPT: usize = 6;

const FORMAT: &str = "guiyi.pieces/1";

/// A revision as the pieces it is made of.
#[derive(Debug, Serialize, Deserialize)]
struct Pieces<T> {
    format: String,
    /// The revision whose whole copy has the old ones, and the hash of that.
    of: u32,
    of_sha256: String,
    /// Hash of what they make.
    sha256: String,
    pieces: T,
}

/// The result that a run replaces.
#[derive(Clone, Copy, Debug)]
pub(in crate::cli) struct Replaced<'a> {
    /// The name of its file.
    pub(in crate::cli) name: &'a str,
    /// SHA-256 of that.
    pub(in crate::cli) sha256: &'a str,
    /// The file itself.
    pub(in crate::cli) file: &'a LongFile,
    /// Its revision.
    pub(in crate::cli) revision: u32,
}

/// The revisions kept, each with its file.
pub(super) fn revisions(out: &Path) -> Vec<(u32, PathBuf)> {
    let entries = fs::read_dir(out.join(BASE)).into_iter().flatten().flatten();
    let numbered = entries.filter_map(|entry| {
        let path = entry.path();
        let stem = path.file_stem()?.to_str()?;
        Some((stem.parse().ok()?, path))
    });
    let mut all: Vec<(u32, PathBuf)> = numbered.collect();
    // Of one revision the whole copy comes first.
    all.sort();
    all.dedup_by_key(|(revision, _)| *revision);
    all
}

/// What a file of [`revisions`] stands for.
pub(super) fn read(path: &Path) -> io::Result<Vec<u8>> {
    if path.extension().is_none_or(|extension| extension != "pieces") {
        return fs::read(path);
    }
    let foreign = || io::Error::new(io::ErrorKind::InvalidData, "not what was written");
    let pieces: Pieces<Vec<Piece>> = serde_json::from_slice(&fs::read(path)?)?;
    let mut whole = File::open(path.with_file_name(format!("{}.json", pieces.of)))?;
    if pieces.format != FORMAT || whole_json(&mut whole)?.as_ref() != Some(&pieces.of_sha256) {
        return Err(foreign());
    }
    let mut bytes = Vec::new();
    let sha256 = LongFile::new(whole).compose(&pieces.pieces, &mut bytes)?;
    if sha256 == pieces.sha256 { Ok(bytes) } else { Err(foreign()) }
}

/// Keeps a `taxonomy.json` that is about to be written, and drops old ones; those to be dropped at the commit.
pub(in crate::cli) fn keep(
    folder: &Folder,
    revision: u32,
    json: &Json,
    replaced: Option<Replaced<'_>>,
) -> Result<Vec<String>, OutputError> {
    let name = |revision: u32, kind: &str| format!("{BASE}/{revision}.{kind}");
    let mut dropped = Vec::new();
    let [whole, pieced] = ["json", "pieces"].map(|kind| name(revision, kind));
    let there = |name: &String| folder.path_of(name).exists();
    match (json, replaced) {
        (Json::Whole(sealed), _) => {
            let before = folder.read(&whole)?.map(|bytes| sha256_hex(&bytes));
            folder.put_hashed(&whole, sealed, before.as_deref())?;
            dropped.push(pieced);
        }
        (Json::Composed { sha256, .. }, Some(replaced))
            if replaced.sha256 == sha256 && (there(&whole) || there(&pieced)) => {}
        (Json::Composed { pieces, sha256 }, Some(replaced)) if replaced.revision != revision => {
            let kept = Pieces {
                format: FORMAT.to_owned(),
                of: replaced.revision,
                of_sha256: replaced.sha256.to_owned(),
                sha256: sha256.clone(),
                pieces,
            };
            let bytes = serde_json::to_vec(&kept).map_err(io::Error::from);
            let bytes = bytes.map_err(|error| OutputError { path: folder.path_of(&pieced), error })?;
            folder.keep_as(&name(replaced.revision, "json"), replaced.name, replaced.sha256)?;
            folder.put(&pieced, &bytes)?;
            dropped.extend([name(replaced.revision, "pieces"), whole]);
        }
        (Json::Composed { pieces, .. }, Some(replaced)) => {
            folder.put_written(&whole, None, |out| replaced.file.compose(pieces, out))?;
            dropped.push(pieced);
        }
        (Json::Composed { .. }, None) => {}
    }
    dropped.retain(there);
    let mut old = revisions(&folder.path_of(""));
    old.truncate(old.len().saturating_sub(KEPT));
    for (_, path) in old {
        // A copy too many does no harm.
        let _ = fs::remove_file(path);
    }
    Ok(dropped)
}
