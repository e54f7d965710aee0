//! `guiyi why A B`: what speaks for and against two statements being one task.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command};
use guiyi::link::{Constraints, Match, Model, Record};
use guiyi::pipeline::Pipeline;
use guiyi::taxonomy::{Anchor, Decision, Taxonomy, resolve};
use serde_json::json;

use super::arguments::{choice, one_path, path, subcommand, text};
use super::context::Context;
use super::{Halt, Outcome, decisions, link};
use crate::messages::{Catalogue, Language, fill};

/// The file of a merge's result that holds mentions and tasks.
const TAXONOMY: &str = "taxonomy.json";

pub(super) fn command(catalogue: &'static Catalogue) -> Command {
    let id = |name: &'static str| {
        Arg::new(name).value_name(if name == "a" { "A" } else { "B" }).help(catalogue.why_id).required(true)
    };
    let options = [
        path("of", catalogue.why_of).value_name("DIR|FILE"),
        choice("format", catalogue.why_format, &["text", "json"]).value_name("FORMAT"),
        decisions::flag(catalogue),
    ];
    subcommand("why", catalogue.why_about, catalogue.why_examples, "guiyi why A B [--of DIR|FILE]")
        .args(["a", "b"].map(|name| id(name).help_heading(catalogue.arguments)))
        .args(options.map(|option| option.help_heading(catalogue.options)))
}

/// Statements to compare, and which of them an id names.
struct Known {
    records: Vec<Record>,
    /// Tasks and their members; clusters where there is no taxonomy.
    tasks: Vec<(String, Vec<usize>)>,
    /// The role of each record by its id; one and the same where there is no taxonomy.
    roles: Vec<String>,
}

impl Known {
    /// The statements that `id` names: one mention, or all of a task.
    fn named(&self, id: &str) -> Vec<usize> {
        let task = self.tasks.iter().find(|(task, _)| task == id);
        task.map(|(_, members)| members.clone())
            .or_else(|| self.records.iter().position(|record| record.id == id).map(|at| vec![at]))
            .unwrap_or_default()
    }

    /// The waterfalls of `pairs`. Duties are linked role by role, so those of other roles are left out.
    fn explained(&self, pipeline: &Pipeline, pairs: &[(usize, usize)]) -> Vec<Match> {
        let roles: BTreeSet<&String> =
            pairs.iter().flat_map(|&(a, b)| [&self.roles[a], &self.roles[b]]).collect();
        let among: Vec<usize> =
            (0..self.records.len()).filter(|&at| roles.contains(&self.roles[at])).collect();
        let records: Vec<Record> = among.iter().map(|&at| self.records[at].clone()).collect();
        let place = |at: usize| among.partition_point(|&other| other < at);
        let pairs: Vec<(usize, usize)> = pairs.iter().map(|&(a, b)| (place(a), place(b))).collect();
        let found = pipeline.explain(&records, &pairs).into_iter();
        found.map(|pair| Match { a: among[pair.a], b: among[pair.b], ..pair }).collect()
    }

    fn together(&self, a: usize, b: usize) -> bool {
        self.tasks.iter().any(|(_, members)| members.contains(&a) && members.contains(&b))
    }
}

pub(super) fn run(context: &Context, matches: &ArgMatches) -> Result<Outcome, Halt> {
    let catalogue = context.catalogue();
    let of = one_path(matches, "of").cloned().unwrap_or_else(|| PathBuf::from("."));
    let known = known(context, &of)?;
    let find = |name: &str| {
        let id = text(matches, name).unwrap_or_default();
        let found = known.named(id);
        let message = fill(catalogue.why_unknown, &[("what", &id), ("path", &of.display())]);
        if found.is_empty() { Err(Halt::new(message, catalogue.why_unknown_remedy)) } else { Ok(found) }
    };
    let (left, right) = (find("a")?, find("b")?);
    let pairs: Vec<(usize, usize)> =
        left.iter().flat_map(|&a| right.iter().map(move |&b| (a, b))).filter(|(a, b)| a != b).collect();
    let pipeline = context.pipeline()?;
    // Of two tasks the pair of mentions that speaks most for their being one.
    let heaviest = known
        .explained(&pipeline, &pairs)
        .into_iter()
        .max_by(|x, y| x.weight.total_cmp(&y.weight).then_with(|| (y.a, y.b).cmp(&(x.a, x.b))));
    let Some(found) = heaviest else {
        return Err(Halt::new(catalogue.why_same, catalogue.why_unknown_remedy));
    };
    let decided: Vec<Decision> =
        decisions::read(context, matches)?.into_iter().flat_map(|file| file.decisions).collect();
    let anchors: Vec<Anchor<'_>> = known.records.iter().map(link::anchor).collect();
    let resolved = resolve(&decided, &anchors)
        .map_err(|clash| decisions::contradiction(context, decisions::folder(matches), &clash))?;
    let holds = |list: &[(usize, usize)]| list.contains(&(found.a, found.b));
    let decision = if holds(&resolved.must) {
        Some("must-link")
    } else {
        holds(&resolved.cannot).then_some("cannot-link")
    };
    let threshold = pipeline.settings().link.threshold;
    let english = (catalogue.language() == Language::English).then_some(&pipeline.knowledge().model);
    let told = Told { known: &known, found: &found, decision, threshold, english };
    let mut out = io::BufWriter::new(io::stdout().lock());
    match text(matches, "format") {
        Some("json") => told.json(&mut out)?,
        _ => told.text(catalogue, &mut out)?,
    }
    out.flush()?;
    Ok(Outcome::Done)
}

/// An explained pair.
struct Told<'a> {
    known: &'a Known,
    found: &'a Match,
    decision: Option<&'static str>,
    threshold: f64,
    /// The weights, if their English labels are wanted.
    english: Option<&'a Model>,
}

impl Told<'_> {
    fn json(&self, out: &mut dyn io::Write) -> io::Result<()> {
        let side = |at: usize| {
            let record = &self.known.records[at];
            json!({ "id": record.id, "title": record.title, "source": record.source, "line_start": record.line_start })
        };
        let value = json!({
            "a": side(self.found.a),
            "b": side(self.found.b),
            "weight": self.found.weight,
            "threshold": self.threshold,
            "levels": self.found.levels,
            "decision": self.decision,
            "together": self.known.together(self.found.a, self.found.b),
        });
        serde_json::to_writer_pretty(&mut *out, &value).map_err(io::Error::from)?;
        out.write_all(b"\n")
    }

    fn text(&self, catalogue: &Catalogue, out: &mut dyn io::Write) -> io::Result<()> {
        for at in [self.found.a, self.found.b] {
            let record = &self.known.records[at];
            let line = record.line_start.map(|line| format!(":{line}")).unwrap_or_default();
            writeln!(out, "{}  {}  {}{line}", record.id, record.title, record.source)?;
        }
        writeln!(out)?;
        for level in &self.found.levels {
            let english = self.english.and_then(|model| model.english(level.comparison, &level.level));
            let label = english.unwrap_or(&level.level);
            writeln!(out, "{:>+8.2}  {:<10}  {label}", level.weight, level.comparison)?;
        }
        let verdict =
            if self.found.weight >= self.threshold { catalogue.why_for } else { catalogue.why_against };
        let threshold = format!("{:.2}", self.threshold);
        writeln!(out, "{:>+8.2}  {}", self.found.weight, fill(verdict, &[("threshold", &threshold)]))?;
        match self.decision {
            Some("must-link") => writeln!(out, "\n{}", catalogue.why_must)?,
            Some(_) => writeln!(out, "\n{}", catalogue.why_cannot)?,
            None => {}
        }
        let together = self.known.together(self.found.a, self.found.b);
        writeln!(out, "\n{}", if together { catalogue.why_together } else { catalogue.why_apart })
    }
}

/// The statements of a result folder, a taxonomy or a file of tasks.
fn known(context: &Context, of: &Path) -> Result<Known, Halt> {
    let file = if of.is_dir() { of.join(TAXONOMY) } else { of.to_owned() };
    let catalogue = context.catalogue();
    let is_taxonomy = file.extension().is_some_and(|extension| extension == "json");
    if !is_taxonomy {
        let (records, _) = link::read(context, &file)?;
        let linked = context.pipeline()?.link(&records, &Constraints::default(), false);
        let tasks = linked.clusters.into_iter().map(|cluster| (String::new(), cluster.members)).collect();
        let roles = vec![String::new(); records.len()];
        return Ok(Known { records, tasks, roles });
    }
    let broken = |error: &dyn std::fmt::Display| {
        let message = fill(catalogue.why_unreadable, &[("path", &file.display()), ("error", error)]);
        Halt::new(message, catalogue.why_unreadable_remedy)
    };
    let text = std::fs::read_to_string(&file).map_err(|error| broken(&error))?;
    let taxonomy = Taxonomy::from_json(&text).map_err(|error| broken(&error))?;
    let records = Record::of_taxonomy(&taxonomy);
    let places: BTreeMap<&str, usize> =
        records.iter().enumerate().map(|(at, record)| (record.id.as_str(), at)).collect();
    let role_of: BTreeMap<&str, &String> =
        taxonomy.categories.iter().map(|category| (category.id.as_str(), &category.role)).collect();
    let (mut tasks, mut roles) = (Vec::new(), vec![String::new(); records.len()]);
    for task in &taxonomy.tasks {
        let members = task.mentions.iter().filter_map(|id| places.get(id.as_str()).copied());
        let members: Vec<usize> = members.collect();
        for &member in &members {
            roles[member] =
                role_of.get(task.category.as_str()).map_or_else(String::new, |&role| role.clone());
        }
        tasks.push((task.id.clone(), members));
    }
    Ok(Known { records, tasks, roles })
}
