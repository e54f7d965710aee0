//! A progress bar for runs that take long enough to wonder.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::report::Report;

/// Runs shorter than this show no bar: it would only flicker.
const PATIENCE: Duration = Duration::from_millis(700);

/// Counts finished sources; draws on standard error, if that is a terminal.
pub(crate) struct Progress {
    report: Report,
    total: usize,
    done: usize,
    started: Instant,
    bar: Option<ProgressBar>,
}

impl Progress {
    /// A count of `total` sources.
    pub(crate) fn new(report: Report, total: usize) -> Self {
        Self { report, total, done: 0, started: Instant::now(), bar: None }
    }

    /// One more source is done.
    pub(crate) fn advance(&mut self) {
        self.done += 1;
        if self.bar.is_none() && self.report.progress && self.started.elapsed() > PATIENCE {
            let bar = ProgressBar::new(self.total as u64).with_elapsed(self.started.elapsed());
            let style = ProgressStyle::with_template(self.report.catalogue.progress);
            self.bar = Some(bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar())));
        }
        if let Some(bar) = &self.bar {
            bar.set_position(self.done as u64);
        }
    }

    /// Says something without tearing the bar.
    pub(crate) fn say(&self, speak: impl FnOnce(&Report)) {
        match &self.bar {
            Some(bar) => bar.suspend(|| speak(&self.report)),
            None => speak(&self.report),
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
