//! What every command starts from: settings, lexicons, threads.

use std::path::{Path, PathBuf};

use clap::ArgMatches;
use guiyi::pipeline::{Knowledge, LexiconText, Pipeline, PipelineError};
use guiyi::settings::{Layer, Resolved, Settings, SettingsError, find_upward, resolve};
use guiyi::source::{Discovery, Input, discover};

use super::arguments::{one_path, paths, text};
use super::report::Report;
use super::{Halt, Outcome};
use crate::allocator;
use crate::messages::{Catalogue, fill};

/// Settings in force and the way to speak to the user.
#[derive(Debug)]
pub(crate) struct Context {
    /// Settings and their origins.
    pub(crate) resolved: Resolved,
    /// Diagnostics.
    pub(crate) report: Report,
}

impl Context {
    /// Reads all layers of settings.
    pub(crate) fn new(matches: &ArgMatches, report: Report) -> Result<Self, Halt> {
        let layers = layers(matches).and_then(|layers| resolve(&layers));
        Ok(Self { resolved: layers.map_err(|error| report.settings_halt(&error))?, report })
    }

    /// The messages of the user's language.
    pub(crate) fn catalogue(&self) -> &'static Catalogue {
        self.report.catalogue
    }

    /// Runs `command` on a pool of as many threads as the settings ask for.
    pub(crate) fn on_threads(
        &self,
        command: impl FnOnce() -> Result<Outcome, Halt> + Send,
    ) -> Result<Outcome, Halt> {
        let threads = self.resolved.settings.threads;
        match rayon::ThreadPoolBuilder::new().num_threads(threads).build() {
            Ok(pool) => pool.install(command),
            // Where threads are forbidden the work is done on this one.
            Err(_) => command(),
        }
    }

    /// The pipeline with the lexicons that the settings name.
    pub(crate) fn pipeline(&self) -> Result<Pipeline, Halt> {
        self.pipeline_with(self.resolved.settings.clone())
    }

    /// The pipeline with these settings instead of the resolved ones.
    pub(crate) fn pipeline_with(&self, settings: Settings) -> Result<Pipeline, Halt> {
        let knowledge = self.knowledge()?;
        Pipeline::new(settings, knowledge).map_err(|error| {
            let catalogue = self.catalogue();
            match error {
                PipelineError::Convert(error) => {
                    Halt::new(fill(catalogue.convert_error, &[("error", &error)]), catalogue.convert_remedy)
                }
                other => Halt::new(other.to_string(), catalogue.settings_remedy),
            }
        })
    }

    /// The embedded lexicons and the user's, and the match weights.
    pub(crate) fn knowledge(&self) -> Result<Knowledge, Halt> {
        let folder = &self.resolved.settings.lexicons;
        let extra = if folder.as_os_str().is_empty() { Vec::new() } else { self.lexicon_texts(folder)? };
        let knowledge = Knowledge::load(extra).map_err(|error| self.report.lexicon_halt(&error))?;
        let weights = &self.resolved.settings.weights;
        if weights.as_os_str().is_empty() {
            return Ok(knowledge);
        }
        let faulty = |error: &dyn std::fmt::Display| {
            let error = format!("{}: {error}", weights.display());
            let catalogue = self.catalogue();
            Halt::new(fill(catalogue.weights_error, &[("error", &error)]), catalogue.weights_remedy)
        };
        let text = std::fs::read_to_string(weights).map_err(|error| faulty(&error))?;
        let name = weights.file_name().unwrap_or(weights.as_os_str()).to_string_lossy().into_owned();
        knowledge.with_weights(LexiconText { name, text }).map_err(|error| faulty(&error))
    }

    fn lexicon_texts(&self, folder: &Path) -> Result<Vec<LexiconText>, Halt> {
        let found = discover(&[folder.to_owned()], &[]);
        if let Some(problem) = found.problems.first() {
            self.report.discovery(problem);
            return Err(Halt::Told);
        }
        let mut texts = Vec::new();
        for input in found.inputs {
            let text = std::fs::read_to_string(&input.path).map_err(|error| {
                let error = format!("{}: {error}", input.path.display());
                let catalogue = self.catalogue();
                Halt::new(fill(catalogue.lexicon_error, &[("error", &error)]), catalogue.lexicon_remedy)
            })?;
            texts.push(LexiconText { name: input.id.as_str().to_owned(), text });
        }
        Ok(texts)
    }

    /// The inputs that the command names, without those in the folders `excluded`. Problems are
    /// told here; the flag says whether there were any.
    pub(crate) fn inputs(
        &self,
        matches: &ArgMatches,
        excluded: &[PathBuf],
    ) -> Result<(Vec<Input>, bool), Halt> {
        let arguments = paths(matches, "inputs");
        let catalogue = self.catalogue();
        if arguments.iter().filter(|path| path.as_os_str() == "-").count() > 1 {
            return Err(Halt::new(catalogue.needs_stdin_alone, catalogue.usage_see_help));
        }
        let Discovery { inputs, problems } = discover(&arguments, excluded);
        allocator::expect_input(inputs.iter().map(Input::size).max().unwrap_or_default());
        for problem in &problems {
            self.report.discovery(problem);
        }
        match (inputs.is_empty(), problems.is_empty()) {
            (true, false) => Err(Halt::Told),
            (true, true) => Err(Halt::new(catalogue.nothing_to_do, catalogue.empty_folder_remedy)),
            (false, clean) => Ok((inputs, !clean)),
        }
    }
}

/// All layers, lowest first.
fn layers(matches: &ArgMatches) -> Result<Vec<Layer>, SettingsError> {
    let mut layers = Vec::new();
    if let Some(path) = settings_file(matches) {
        let text = std::fs::read_to_string(&path)
            .map_err(|error| SettingsError::Unreadable { path: path.clone(), message: error.to_string() })?;
        layers.push(Layer::from_file(&path, &text)?);
    }
    let variables = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    layers.push(Layer::from_environment(variables)?);
    let mut flags = Layer::default();
    for assignment in matches.get_many::<String>("set").into_iter().flatten() {
        flags.push_assignment(assignment)?;
    }
    if let Some(threads) = matches.get_one::<u16>("threads") {
        flags.push_flag("--threads", "threads", i64::from(*threads));
    }
    if let Some(folder) = one_path(matches, "lexicons") {
        flags.push_flag("--lexicons", "lexicons", folder.to_string_lossy().into_owned());
    }
    if matches.ids().any(|id| id == "to")
        && let Some(script) = text(matches, "to")
    {
        flags.push_flag("--to", "convert.to", script);
    }
    if matches.ids().any(|id| id == "phrases")
        && let Some(phrases) = text(matches, "phrases")
    {
        flags.push_flag("--phrases", "convert.phrases", phrases);
    }
    layers.push(flags);
    Ok(layers)
}

/// `--config`, else `GUIYI_CONFIG`, else the nearest `guiyi.toml` above the working directory.
fn settings_file(matches: &ArgMatches) -> Option<PathBuf> {
    if matches.get_flag("no-config") {
        return None;
    }
    let named = one_path(matches, "config").cloned();
    let variable = || std::env::var_os("GUIYI_CONFIG").filter(|path| !path.is_empty()).map(PathBuf::from);
    named.or_else(variable).or_else(|| find_upward(&std::env::current_dir().ok()?))
}
