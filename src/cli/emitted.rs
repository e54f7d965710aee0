//! What earlier runs wrote, and whether somebody edited it since.
//!
//! Beside the results, `.guiyi/base` holds them as they were written at the last revisions (see
//! [`base`]), `.guiyi/absorbed` the digests of edited files that became decisions, and
//! `.guiyi/edited` copies of those of which something was left over.

mod base;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use base::revisions;
pub(super) use base::{Replaced, keep};
use guiyi::pipeline::{LongFile, Standing};
use guiyi::render::seal::{Seal, inspect_json, inspect_markdown, whole_json};
use guiyi::taxonomy::{FORMAT, Lock, Taxonomy, sha256_hex};

use super::Halt;
use super::articles::output_halt;
use super::context::Context;
use super::merge::{TAXONOMY_JSON, TAXONOMY_MARKDOWN};
use crate::messages::fill;
use crate::output::{self, OutputError};

const ABSORBED: &str = ".guiyi/absorbed";
const EDITED: &str = ".guiyi/edited";

/// Digests of absorbed files that are kept.
const REMEMBERED: usize = 50;

/// A text file, or why there is none.
pub(super) fn read(context: &Context, path: &Path) -> Result<String, Halt> {
    let catalogue = context.catalogue();
    fs::read_to_string(path).map_err(|error| {
        let (template, remedy) = match error.kind() {
            io::ErrorKind::NotFound => (catalogue.not_found, catalogue.not_found_remedy),
            _ => (catalogue.unreadable, catalogue.unreadable_remedy),
        };
        Halt::new(fill(template, &[("path", &path.display()), ("error", &error)]), remedy)
    })
}

/// The taxonomy of a file.
pub(super) fn taxonomy(context: &Context, path: &Path) -> Result<Taxonomy, Halt> {
    let text = read(context, path)?;
    Taxonomy::from_json(&text).map_err(|error| broken(context, path, &error))
}

/// A file of an earlier result that cannot be used.
pub(super) fn broken(context: &Context, path: &Path, error: &dyn std::fmt::Display) -> Halt {
    let catalogue = context.catalogue();
    let message = fill(catalogue.previous_broken, &[("path", &path.display()), ("error", error)]);
    Halt::new(message, catalogue.previous_remedy)
}

/// The revision that the text of a `taxonomy.json` names.
pub(super) fn revision(text: &str) -> Option<u32> {
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    u32::try_from(value["revision"].as_u64()?).ok()
}

/// A file of a result as it stands.
#[derive(Debug)]
pub(super) struct OnDisk<T> {
    content: T,
    /// SHA-256 of its bytes.
    pub(super) sha256: String,
    edited: bool,
}

/// What stands in an output folder: read and hashed once, for results may be large.
#[derive(Debug, Default)]
pub(super) struct Emitted {
    pub(super) json: Option<OnDisk<LongFile>>,
    pub(super) markdown: Option<OnDisk<Vec<u8>>>,
}

impl Emitted {
    pub(super) fn read(out: &Path) -> Result<Self, OutputError> {
        let path = out.join(TAXONOMY_JSON);
        let fault = |error| OutputError { path: path.clone(), error };
        let json = |mut file: fs::File| {
            if let Some(sha256) = whole_json(&mut file)? {
                return Ok(OnDisk { content: LongFile::new(file), sha256, edited: false });
            }
            let content = LongFile::new(file);
            let bytes = content.all()?;
            let (seal, sha256) = inspect_json(&bytes);
            let edited = seal == Seal::Broken && is_taxonomy(&bytes);
            Ok(OnDisk { content, sha256, edited })
        };
        let json = output::open(out, TAXONOMY_JSON)?.map(|file| json(file).map_err(fault)).transpose()?;
        let markdown = output::read(out, TAXONOMY_MARKDOWN)?.map(|bytes| {
            let (seal, sha256) = inspect_markdown(&bytes);
            OnDisk { content: bytes, sha256, edited: seal != Seal::Whole }
        });
        Ok(Self { json, markdown })
    }

    /// The first file that somebody edited and that did not become decisions.
    pub(super) fn edited(&self, out: &Path) -> Option<PathBuf> {
        let absorbed = fs::read_to_string(out.join(ABSORBED)).unwrap_or_default();
        let markdown = self.markdown.as_ref().map(|file| (file.edited, &*file.sha256));
        let json = self.json.as_ref().map(|file| (file.edited, &*file.sha256));
        let files = [(TAXONOMY_MARKDOWN, markdown), (TAXONOMY_JSON, json)];
        let open = |&(_, file): &(_, Option<(bool, &str)>)| {
            file.is_some_and(|(edited, sha256)| edited && !absorbed.lines().any(|line| line == sha256))
        };
        files.into_iter().find(open).map(|(name, _)| out.join(name))
    }

    /// The files of the last result, as this run may carry it on.
    pub(super) fn standing<'a>(&'a self, lock: Option<&'a Lock>) -> Option<Standing<'a>> {
        let (json, markdown) = self.json.as_ref().zip(self.markdown.as_ref())?;
        Some(Standing {
            json: (&json.content, &json.sha256),
            markdown: (&markdown.content, &markdown.sha256),
            lock,
        })
    }

    /// The last `taxonomy.json` that was built into the folder `out`, or its copy if somebody edited that.
    pub(super) fn built(&self, out: &Path) -> Result<Option<Vec<u8>>, OutputError> {
        let Some(json) = &self.json else { return Ok(None) };
        let (path, bytes) = match revisions(out).into_iter().next_back().filter(|_| json.edited) {
            Some((_, path)) => {
                let bytes = base::read(&path);
                (path, bytes)
            }
            None => (out.join(TAXONOMY_JSON), json.content.all()),
        };
        bytes.map(Some).map_err(|error| OutputError { path, error })
    }

    /// SHA-256 of both files, as far as they are there.
    pub(super) fn hashes(&self) -> [Option<&str>; 2] {
        let json = self.json.as_ref().map(|file| file.sha256.as_str());
        [json, self.markdown.as_ref().map(|file| file.sha256.as_str())]
    }

    /// The result as the one that a run replaces.
    pub(super) fn replaced(&self, revision: u32) -> Option<Replaced<'_>> {
        let json = self.json.as_ref()?;
        Some(Replaced { name: TAXONOMY_JSON, sha256: &json.sha256, file: &json.content, revision })
    }
}

/// One that is no JSON or of another format is no edit but a file that cannot be used.
fn is_taxonomy(bytes: &[u8]) -> bool {
    serde_json::from_slice::<serde_json::Value>(bytes).is_ok_and(|value| value["format"] == FORMAT)
}

/// The taxonomy that was built into a folder last.
pub(super) fn latest(context: &Context, out: &Path) -> Result<Taxonomy, Halt> {
    let catalogue = context.catalogue();
    let path = out.join(TAXONOMY_JSON);
    let fault = |error: OutputError| output_halt(&context.report, &error);
    let emitted = Emitted::read(out).map_err(fault)?;
    let bytes = emitted.built(out).map_err(fault)?.ok_or_else(|| {
        let message = fill(catalogue.not_found, &[("path", &path.display())]);
        Halt::new(message, catalogue.decide_needs_taxonomy)
    })?;
    Taxonomy::from_bytes(&bytes).map_err(|error| {
        let message = fill(catalogue.previous_broken, &[("path", &path.display()), ("error", &error)]);
        Halt::new(message, catalogue.decide_needs_taxonomy)
    })
}

/// The taxonomy as it was written at a revision.
pub(super) fn base(
    context: &Context,
    out: &Path,
    revision: u32,
    latest: &Taxonomy,
) -> Result<Taxonomy, Halt> {
    if latest.revision == revision {
        return Ok(latest.clone());
    }
    match revisions(out).into_iter().find(|(number, _)| *number == revision) {
        Some((_, path)) => {
            let bytes = base::read(&path).map_err(|error| broken(context, &path, &error))?;
            Taxonomy::from_bytes(&bytes).map_err(|error| broken(context, &path, &error))
        }
        None => {
            let catalogue = context.catalogue();
            let values: [(&str, &dyn std::fmt::Display); 2] =
                [("revision", &revision), ("latest", &latest.revision)];
            Err(Halt::new(fill(catalogue.absorb_no_base, &values), catalogue.absorb_no_base_remedy))
        }
    }
}

/// Notes that an edited file became decisions; with `copy`, keeps it too, for what is left over.
pub(super) fn mark_absorbed(
    out: &Path,
    text: &str,
    json: bool,
    copy: bool,
) -> Result<Option<PathBuf>, (PathBuf, io::Error)> {
    let digest = sha256_hex(text.as_bytes());
    let put = |path: PathBuf, bytes: &[u8]| match output::write(&path, bytes) {
        Ok(()) => Ok(path),
        Err(error) => Err((path, error)),
    };
    let ending = if json { "json" } else { "md" };
    let kept = copy.then(|| out.join(EDITED).join(format!("{}.{ending}", &digest[..16])));
    let kept = kept.map(|path| put(path, text.as_bytes())).transpose()?;
    let path = out.join(ABSORBED);
    let known = fs::read_to_string(&path).unwrap_or_default();
    let mut lines: Vec<&str> = known.lines().filter(|line| *line != digest).collect();
    lines.push(&digest);
    let lines = &lines[lines.len().saturating_sub(REMEMBERED)..];
    put(path, format!("{}\n", lines.join("\n")).as_bytes())?;
    Ok(kept)
}
