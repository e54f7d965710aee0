//! The next version of a large taxonomy with a history of decisions: one more source, or one decision less, against
//! building everything for the first time. Runs the command itself and prints the processor time of both (the best of several runs of each)
//! and their ratio; the result is asserted. The number of sources can be given (`cargo bench --bench iterate -- 100`).

#![allow(missing_docs, clippy::print_stdout, reason = "a bench reports on standard output")]

#[path = "iterate/roles.rs"]
mod roles;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use guiyi::taxonomy::{Anchor, Decision, DecisionKind, StatementKind, Taxonomy};
use roles::{DUTIES, World};

/// Sources without a number given: 10,000 duties.
const SOURCES: usize = 340;
const DECISIONS: usize = 200;
/// Each time is the best of so many.
const ROUNDS: usize = 5;

/// Processor time of all children waited for so far, in the system's ticks of 10 ms; `None` where `/proc` is absent.
fn spent() -> Option<Duration> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // Behind the name in brackets: fields 14 and 15 of what is left are those of the children.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks: u64 = fields.get(13)?.parse::<u64>().ok()? + fields.get(14)?.parse::<u64>().ok()?;
    Some(Duration::from_millis(10 * ticks))
}

/// Runs `guiyi merge in -o OUT` and returns the processor time it took, or the time where that cannot be told.
fn merge(place: &Path, out: &str, more: &[&str]) -> Duration {
    let (start, before) = (Instant::now(), spent());
    let status = Command::new(env!("CARGO_BIN_EXE_guiyi"))
        .current_dir(place)
        .args(["merge", "in", "-o", out, "--no-config", "-q", "-j1"])
        .args(more)
        .stdout(std::process::Stdio::null())
        .status()
        .expect("started");
    assert!(status.success(), "{out}: {status}");
    before.zip(spent()).map_or_else(|| start.elapsed(), |(before, after)| after - before)
}

fn taxonomy(place: &Path, out: &str) -> Taxonomy {
    let bytes = fs::read(place.join(out).join("taxonomy.json")).expect("written");
    Taxonomy::from_bytes(&bytes).expect("whole")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("folder");
    for entry in fs::read_dir(from).expect("folder") {
        let path = entry.expect("entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, target).expect("copied");
        }
    }
}

/// A wording pinned or given to every so many tasks.
fn decisions(taxonomy: &Taxonomy) -> Vec<Decision> {
    let decision = |at: usize| {
        let task = &taxonomy.tasks[at * taxonomy.tasks.len() / DECISIONS];
        let stated = taxonomy.mentions.iter().find(|one| task.mentions.contains(&one.id)).expect("stated");
        let target = Anchor::from(stated).target();
        Decision::from(match at % 2 {
            0 => DecisionKind::Pin { target },
            _ => DecisionKind::Rename { target, title: format!("{}（{at}）", stated.title_raw) },
        })
    };
    (0..DECISIONS).map(decision).collect()
}

fn main() {
    let sources = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(SOURCES);
    let world = World::new(sources);
    let place = tempfile::tempdir().expect("temporary folder");
    let place = place.path();
    fs::create_dir(place.join("in")).expect("folder");
    fs::create_dir(place.join("decisions")).expect("folder");
    let put = |at: usize| fs::write(place.join(format!("in/{at:04}.md")), world.document(at)).expect("file");
    (0..sources).for_each(put);
    merge(place, "undecided", &["--no-cache"]);
    let made = decisions(&taxonomy(place, "undecided"));
    fs::write(place.join("decisions/d.toml"), Decision::file_text(&made)).expect("file");

    fs::create_dir(place.join("fewer")).expect("folder");
    fs::write(place.join("fewer/d.toml"), Decision::file_text(&made[1..])).expect("file");

    let decided = ["--decisions", "decisions"];
    let fresh = |name: &str| {
        let folder = place.join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder).expect("removed");
        }
        folder
    };
    // The same work every time: what else the machine does can only add to it.
    let best = |run: &mut dyn FnMut() -> Duration| (0..ROUNDS).map(|_| run()).min().unwrap_or_default();
    let whole = best(&mut || {
        fresh("first");
        merge(place, "first", &decided)
    });
    let next = |name: &str, arguments: &[&str]| {
        copy(&place.join("first"), &fresh(name));
        merge(place, name, arguments)
    };
    let undone = best(&mut || next("undone", &["--decisions", "fewer"]));
    put(sources);
    let more = best(&mut || next("out", &decided));
    let bare = best(&mut || next("bare", &[&decided[..], &["--no-cache"]].concat()));

    assert_eq!(taxonomy(place, "undone").decisions.len(), DECISIONS - 1);
    let (next, same) = (taxonomy(place, "out"), taxonomy(place, "bare"));
    assert_eq!(next, same, "with and without a cache");
    let stated = next.mentions.iter().filter(|one| one.kind == StatementKind::Task).count();
    assert!(stated > sources * (DUTIES - 1) && next.tasks.len() > stated / 4 && next.revision == 2);
    assert!(next.decisions.len() == DECISIONS && next.sources.len() == sources + 1);
    let ratio = |time: Duration| time.as_secs_f64() / whole.as_secs_f64();
    println!(
        "{stated} statements, {} tasks, {DECISIONS} decisions: first {whole:.2?}; one more source {more:.2?}, \
         ratio {:.2}; without the cache {bare:.2?}, ratio {:.2}; one decision less {undone:.2?}, ratio {:.2}",
        next.tasks.len(),
        ratio(more),
        ratio(bare),
        ratio(undone)
    );
}
