//! The cache beside the result: where it lies, and what is said if it is of no use.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use guiyi::pipeline::{Cache, CacheError, Pipeline, Stored, Unsaved};

use crate::cli::context::Context;
use crate::cli::fingerprint::fingerprint;
use crate::messages::fill;
use crate::output;

/// Its file, inside the output folder. Deleting it costs time and nothing else.
const FILE: &str = ".guiyi/cache";

/// What was found since that was written.
const MORE: &str = ".guiyi/cache.more";

/// How a run uses the cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// It goes on from what earlier runs found.
    Known,
    /// It begins anew.
    Anew,
    /// It does without.
    No,
}

/// The cache of an output folder, if this run uses one.
pub(super) struct Beside {
    path: PathBuf,
    more: PathBuf,
    cache: Option<Cache>,
}

impl Beside {
    /// Opens the cache of the folder `out`. A file that cannot be used is told and begun anew.
    pub(super) fn open(context: &Context, out: &Path, pipeline: &Pipeline, wanted: Use) -> Self {
        let mut beside = Self { path: out.join(FILE), more: out.join(MORE), cache: None };
        let engine = engine().filter(|_| wanted != Use::No);
        let Some(stamp) = engine.map(|engine| fingerprint(pipeline, &[engine])) else {
            return beside;
        };
        let cache = match beside.opened(&stamp) {
            _ if wanted == Use::Anew => Cache::new(&stamp),
            Ok(cache) => cache,
            Err(error) => {
                beside.unusable(context, &error);
                Cache::new(&stamp)
            }
        };
        beside.cache = Some(cache);
        beside
    }

    fn opened(&self, stamp: &str) -> Result<Cache, CacheError> {
        let file = |path: &Path| -> Result<Option<Box<dyn Stored>>, CacheError> {
            match fs::File::open(path) {
                Ok(file) => Ok(Some(Box::new(file))),
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
                Err(error) => Err(error.into()),
            }
        };
        match file(&self.path)? {
            Some(whole) => Cache::open(whole, file(&self.more)?, stamp),
            None => Ok(Cache::new(stamp)),
        }
    }

    fn unusable(&self, context: &Context, error: &CacheError) {
        let catalogue = context.catalogue();
        let message = (catalogue.cache_unusable, catalogue.cache_unusable_remedy);
        warn(context, message, &self.path, error);
    }

    /// Says so if a value of it was not what had been written.
    pub(super) fn report_damage(&self, context: &Context) {
        if self.cache.as_ref().is_some_and(Cache::is_damaged) {
            self.unusable(context, &CacheError::Damaged);
        }
    }

    /// What earlier runs found.
    pub(super) fn cache(&self) -> Option<&Cache> {
        self.cache.as_ref()
    }

    /// Writes what this run used and added. A cache that cannot be written is told; the result is whole.
    pub(super) fn save(self, context: &Context) {
        let Some(cache) = &self.cache else { return };
        let unsaved = cache.unsaved();
        let Self { path, more, cache } = self;
        // The old file is closed before it is replaced.
        drop(cache);
        let (path, bytes) = match &unsaved {
            Unsaved::Nothing => return,
            Unsaved::More(bytes) => (more, bytes),
            Unsaved::Whole(bytes) => {
                // What goes on from another file is of no use, so it does not matter whether it goes.
                let _ = fs::remove_file(more);
                (path, bytes)
            }
        };
        if let Err(error) = output::write(&path, bytes) {
            let catalogue = context.catalogue();
            warn(context, (catalogue.cache_unwritten, catalogue.cache_unwritten_remedy), &path, &error);
        }
    }
}

/// Says what is wrong with a file of the cache; the run goes on.
fn warn(context: &Context, (message, remedy): (&str, &str), path: &Path, error: &dyn std::fmt::Display) {
    let message = fill(message, &[("path", &path.display()), ("error", error)]);
    context.report.warning(&message, Some(remedy));
}

/// This very program: two builds of one version may find different things. `None` if it cannot be told.
fn engine() -> Option<String> {
    let path = std::env::current_exe().ok()?;
    let metadata = fs::metadata(&path).ok()?;
    let built = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(format!("{}\n{}\n{}", path.display(), metadata.len(), built.as_nanos()))
}
