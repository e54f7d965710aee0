//! `guiyi bench` as a user types it: reports for people and machines, comparisons, generated cases.

use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use serde_json::Value;

const GOLD: &str = r#"{"format":"guiyi.gold.linking/1","tasks":[
    {"id":"a","source":"甲","lines":[1,1],"title":"盘点库存"},{"id":"b","source":"乙","lines":[1,1],"title":"清点库存"},
    {"id":"c","source":"乙","lines":[2,2],"title":"培训新店员"},{"id":"d","source":"甲","lines":[2,2],"title":"打扫卫生"}],
    "clusters":[{"id":"1","members":["a","b"]}],"distinct":[["b","c"]],"borderline":[]}"#;

fn place() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("gold.json"), GOLD).expect("written");
    folder
}

fn guiyi(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::cargo_bin("guiyi").expect("built");
    command.current_dir(folder).env("LANG", "C").args(arguments).output().expect("runs")
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).expect("JSON on standard output")
}

#[test]
fn a_report_holds_every_measure_and_is_the_same_bytes_without_cost() {
    let place = place();
    let run = || guiyi(place.path(), &["bench", "gold.json", "--format", "json", "--no-cost"]);
    let (first, second) = (run(), run());
    assert_eq!(first.stdout, second.stdout);
    let report = json(&first);
    let row = &report["linking"][0];
    for key in [
        "pairwise",
        "b_cubed",
        "exact_clusters",
        "adjusted_rand",
        "v_measure",
        "intervals",
        "before_clustering",
        "average_precision",
        "blocking",
        "review_load",
        "stability",
        "sweep",
        "curve",
        "errors",
        "partition",
    ] {
        assert!(!row[key].is_null(), "{key}: {row}");
    }
    assert_eq!(row["stability"]["order"]["adjusted_rand"], 1.0, "order must not matter: {row}");
    assert!(row["sweep"].as_array().is_some_and(|rows| rows.len() > 8));
    assert!(report.get("cost").is_none() && row.get("seconds").is_none());
    let told = json(&guiyi(place.path(), &["bench", "gold.json", "--format", "json"]));
    assert!(told["cost"]["seconds"].as_f64().is_some_and(|seconds| seconds > 0.0));
}

#[test]
fn a_saved_report_is_compared_with_and_another_gold_is_told() {
    let place = place();
    let saved = guiyi(place.path(), &["bench", "gold.json", "--format", "json"]);
    fs::write(place.path().join("old.json"), &saved.stdout).expect("written");
    let same =
        json(&guiyi(place.path(), &["bench", "gold.json", "--format", "json", "--against", "old.json"]));
    assert_eq!(same["linking"][0]["against"]["pairwise_f1"]["change"], 0.0, "{same}");
    // A stricter threshold joins nothing.
    let strict = guiyi(
        place.path(),
        &["bench", "gold.json", "--format", "json", "--against", "old.json", "--set", "link.threshold=90"],
    );
    let change = json(&strict)["linking"][0]["against"]["pairwise_f1"]["change"].as_f64();
    assert!(change.is_some_and(|change| change < 0.0), "{change:?}");
    fs::write(place.path().join("gold.json"), GOLD.replace(r#""id":"d""#, r#""id":"e""#)).expect("written");
    let other = guiyi(place.path(), &["bench", "gold.json", "--against", "old.json"]);
    assert_eq!(other.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&other.stderr).contains("old.json"));
    assert_eq!(guiyi(place.path(), &["bench", "gold.json", "--against", "gold.json"]).status.code(), Some(2));
}

#[test]
fn generated_cases_need_no_gold_and_the_page_is_written_whole() {
    let place = place();
    let run = guiyi(
        place.path(),
        &[
            "bench",
            "--synthetic",
            "--format",
            "json",
            "--no-cost",
            "--html",
            "out/report.html",
            "--lang",
            "en",
        ],
    );
    assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stderr));
    let rows = json(&run)["synthetic"].as_array().cloned().unwrap_or_default();
    let share = |kind: &str| {
        rows.iter().find(|row| row["kind"] == kind).and_then(|row| row["share"].as_f64()).unwrap_or(0.0)
    };
    assert_eq!(rows.len(), 11, "{rows:?}");
    assert!(share("script") > 0.9 && share("width") > 0.9 && share("frame") > 0.9, "{rows:?}");
    let page = fs::read_to_string(place.path().join("out/report.html")).expect("written");
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains("<svg") && page.contains("verb-swap"));
    let other =
        guiyi(place.path(), &["bench", "--synthetic", "--format", "json", "--no-cost", "--seed", "2"]);
    assert_eq!(other.status.code(), Some(0));
    assert_eq!(guiyi(place.path(), &["bench"]).status.code(), Some(2), "nothing to measure");
}

#[test]
fn the_worst_errors_come_with_their_waterfalls_and_apart_is_a_gate() {
    let place = place();
    let run = guiyi(
        place.path(),
        &["bench", "gold.json", "--set", "link.threshold=-90", "--errors", "2", "--set", "link.veto=-99"],
    );
    let text = String::from_utf8_lossy(&run.stdout).into_owned();
    assert!(text.contains("must stay apart, joined") && text.contains("prior"), "{text}");
    let gate = guiyi(
        place.path(),
        &["bench", "gold.json", "--min", "apart=1", "--set", "link.threshold=-90", "--set", "link.veto=-99"],
    );
    assert_eq!(gate.status.code(), Some(1));
    assert_eq!(
        guiyi(place.path(), &["bench", "gold.json", "--min", "apart=1", "--min", "v-measure=0.5"])
            .status
            .code(),
        Some(0)
    );
}
