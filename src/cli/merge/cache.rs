//! The cache beside the result: where it lies, and what is said if it is of no use.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use guiyi::pipeline::{Cache, Pipeline};

use crate::cli::context::Context;
use crate::cli::fingerprint::fingerprint;
use crate::messages::fill;
use crate::output;

/// Its file, inside the output folder. Deleting it costs time and nothing else.
const FILE: &str = ".guiyi/cache";

/// The cache of an output folder, if this run uses one.
pub(super) struct Beside {
    path: PathBuf,
    cache: Option<Cache>,
}

impl Beside {
    /// Reads the cache of the folder `out`. A file that cannot be used is told and begun anew.
    pub(super) fn open(context: &Context, out: &Path, pipeline: &Pipeline, wanted: bool) -> Self {
        let path = out.join(FILE);
        let Some(stamp) = engine().filter(|_| wanted).map(|engine| fingerprint(pipeline, &[engine])) else {
            return Self { path, cache: None };
        };
        let cache = match fs::read(&path) {
            Ok(bytes) => Cache::from_bytes(bytes, &stamp).map_err(|error| error.to_string()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Cache::new(&stamp)),
            Err(error) => Err(error.to_string()),
        };
        let cache = cache.unwrap_or_else(|error| {
            let values: [(&str, &dyn std::fmt::Display); 2] = [("path", &path.display()), ("error", &error)];
            let catalogue = context.catalogue();
            let message = fill(catalogue.cache_unusable, &values);
            context.report.warning(&message, Some(catalogue.cache_unusable_remedy));
            Cache::new(&stamp)
        });
        Self { path, cache: Some(cache) }
    }

    /// What earlier runs found.
    pub(super) fn cache(&self) -> Option<&Cache> {
        self.cache.as_ref()
    }

    /// Writes what this run used and added. A cache that cannot be written is told; the result is whole.
    pub(super) fn save(&self, context: &Context) {
        let Some(cache) = self.cache.as_ref().filter(|cache| !cache.is_unchanged() || !self.path.exists())
        else {
            return;
        };
        if let Err(error) = output::write(&self.path, &cache.to_bytes()) {
            let values: [(&str, &dyn std::fmt::Display); 2] =
                [("path", &self.path.display()), ("error", &error)];
            let catalogue = context.catalogue();
            let message = fill(catalogue.cache_unwritten, &values);
            context.report.warning(&message, Some(catalogue.cache_unwritten_remedy));
        }
    }
}

/// This very program: two builds of one version may find different things. `None` if it cannot be told.
fn engine() -> Option<String> {
    let path = std::env::current_exe().ok()?;
    let metadata = fs::metadata(&path).ok()?;
    let built = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(format!("{}\n{}\n{}", path.display(), metadata.len(), built.as_nanos()))
}
