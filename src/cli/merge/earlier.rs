//! What an earlier run left in the output folder.

use std::path::Path;

use guiyi::pipeline::Previous;
use guiyi::taxonomy::{Cause, Lock, Origin, Taxonomy};

use super::result::{LOCK, TAXONOMY_JSON};
use crate::cli::Halt;
use crate::cli::articles::output_halt;
use crate::cli::context::Context;
use crate::cli::emitted::{Emitted, broken};
use crate::messages::fill;
use crate::output;

/// The earlier result that this run carries on.
#[derive(Debug, Default)]
pub(in crate::cli) struct Earlier {
    /// Its taxonomy, whose ids are kept.
    pub(in crate::cli) taxonomy: Option<Taxonomy>,
    /// What it was made from.
    pub(in crate::cli) lock: Option<Lock>,
}

impl Earlier {
    /// Reads the result in `folder`, if there is one. A file that cannot be used ends the run: to
    /// go on without it would give every id anew.
    pub(in crate::cli) fn read(context: &Context, folder: &Path, emitted: &Emitted) -> Result<Self, Halt> {
        Self::with(context, folder, emitted, lock(context, folder, emitted)?)
    }

    /// The same where the lock file has been read.
    pub(super) fn with(
        context: &Context,
        folder: &Path,
        emitted: &Emitted,
        lock: Option<Lock>,
    ) -> Result<Self, Halt> {
        let built = emitted.built(folder).map_err(|error| output_halt(&context.report, &error))?;
        let taxonomy = built
            .map(|bytes| {
                Taxonomy::from_bytes(&bytes)
                    .map_err(|error| broken(context, &folder.join(TAXONOMY_JSON), &error))
            })
            .transpose()?;
        Ok(Self { taxonomy, lock })
    }

    /// What the pipeline carries on.
    pub(super) fn previous(&self) -> Option<Previous<'_>> {
        self.taxonomy.as_ref().map(|taxonomy| Previous { taxonomy, lock: self.lock.as_ref() })
    }
}

/// The lock file in `folder`, if there is one; there is none without a result.
pub(super) fn lock(context: &Context, folder: &Path, emitted: &Emitted) -> Result<Option<Lock>, Halt> {
    let catalogue = context.catalogue();
    let bytes = output::read(folder, LOCK).map_err(|error| output_halt(&context.report, &error))?;
    if bytes.is_some() && emitted.json.is_none() {
        let path = folder.join(TAXONOMY_JSON);
        let message = fill(catalogue.previous_missing, &[("path", &path.display()), ("lock", &LOCK)]);
        return Err(Halt::new(message, catalogue.previous_missing_remedy));
    }
    bytes
        .map(|bytes| Lock::from_bytes(&bytes).map_err(|error| broken(context, &folder.join(LOCK), &error)))
        .transpose()
}

/// `--locked` where nothing is locked yet.
pub(super) fn no_lock(context: &Context, folder: &Path) -> Halt {
    let catalogue = context.catalogue();
    let path = folder.join(LOCK);
    Halt::new(fill(catalogue.not_found, &[("path", &path.display())]), catalogue.no_lock_remedy)
}

/// Names everything that is not as the lock file says.
pub(super) fn report_differences(context: &Context, folder: &Path, differences: &[Cause]) {
    let catalogue = context.catalogue();
    let path = folder.join(LOCK);
    for difference in differences {
        let what = match difference.origin {
            Origin::SourceAdded => catalogue.lock_source_added,
            Origin::SourceEdited | Origin::SourceMoved => catalogue.lock_source_edited,
            Origin::SourceRemoved => catalogue.lock_source_removed,
            Origin::Decision => catalogue.lock_decision,
            Origin::Lexicon => catalogue.lock_lexicon,
            Origin::Settings => catalogue.lock_settings,
            Origin::Engine => catalogue.lock_engine,
        };
        let what = fill(what, &[("name", &difference.name)]);
        let message = fill(catalogue.lock_differs, &[("path", &path.display()), ("what", &what)]);
        context.report.error(&message, None);
    }
    context.report.note(catalogue.lock_remedy);
}
