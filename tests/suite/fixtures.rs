//! Every folder `fixtures/<room>/<behaviour>/` is a case: what a stage makes of `input.*` is
//! `expected.json`. `FIXTURES_ACCEPT=1 cargo test --test suite fixtures` writes what the stages make
//! now; read the difference before committing it.

use std::fs;
use std::path::Path;

use guiyi::clean::CorpusFacts;
use guiyi::document::{LineIndex, Script};
use guiyi::pipeline::{Article, outline_record};
use guiyi::render::{article, records};
use guiyi::source::Source;
use serde_json::{Value, json};

use super::stages::{check_conservation, check_document, cleaned, files, folder, pipeline, source};

/// What `room` makes of the source.
type Room = fn(&Source) -> Value;

fn read(source: &Source) -> Value {
    let document = pipeline().read(source).expect("readable");
    check_document(&document).unwrap_or_else(|broken| panic!("{}: {broken}", source.id));
    let record = serde_json::to_value(records::document(&document, Script::None)).expect("JSON");
    let block = |block: &Value| {
        let mut short = json!({ "kind": block["kind"], "depth": block["depth"], "text": block["text"],
            "lines": [block["line_start"], block["line_end"]] });
        for key in ["level", "number", "header"].into_iter().filter(|key| !block[*key].is_null()) {
            short[key] = block[key].clone();
        }
        short
    };
    let blocks: Vec<Value> = record["blocks"].as_array().into_iter().flatten().map(block).collect();
    json!({ "format": record["format"], "encoding": record["encoding"], "blocks": blocks })
}

fn clean(source: &Source) -> Value {
    let cleaned = cleaned(source);
    check_conservation(&cleaned.document, &cleaned.removals)
        .unwrap_or_else(|broken| panic!("{}: {broken}", source.id));
    let mut markdown = Vec::new();
    article::markdown(&cleaned.document, &mut markdown).expect("memory takes every byte");
    let markdown = String::from_utf8(markdown).expect("UTF-8");
    let lines = LineIndex::new(&cleaned.document.text);
    let removals = cleaned.removals.iter().map(|removal| {
        json!({ "kind": removal.kind, "rule": removal.rule, "lines": lines.lines(removal.span),
                "text": removal.span.of(&cleaned.document.text) })
    });
    json!({ "markdown": markdown.lines().collect::<Vec<_>>(), "removals": removals.collect::<Vec<_>>() })
}

fn whole(source: &Source) -> Article {
    pipeline().article(source, &CorpusFacts::default()).expect("readable")
}

fn outline(source: &Source) -> Value {
    let article = whole(source);
    outline_record(&pipeline().outline(&article).expect("an outline"), &article)
}

fn extract(source: &Source) -> Value {
    let extraction = pipeline().extract(&whole(source)).expect("extracted");
    let mentions = extraction.mentions.iter().map(|mention| {
        let attributes: serde_json::Map<String, Value> = mention
            .attributes
            .iter()
            .map(|(key, values)| {
                let values: Vec<&str> = values.iter().map(|value| value.value.as_str()).collect();
                (key.key().to_owned(), json!(values))
            })
            .collect();
        let mut record = json!({ "lines": mention.lines, "title": mention.title, "kind": mention.kind,
            "role": mention.role, "category": mention.category, "attributes": attributes });
        if !mention.parts.is_empty() {
            record["parts"] = json!(mention.parts);
        }
        record
    });
    let facets = extraction.facets.iter().flat_map(|role| &role.facets).map(|facet| {
        json!({ "key": facet.key, "label": facet.label, "value": facet.value.as_str(), "lines": facet.lines })
    });
    json!({ "mentions": mentions.collect::<Vec<_>>(), "facets": facets.collect::<Vec<_>>(),
            "repairs": extraction.repairs })
}

fn check(room: &str, run: Room) {
    let accept = std::env::var_os("FIXTURES_ACCEPT").is_some();
    let base = folder("tests/suite/fixtures").join(room);
    let is_input = |path: &Path| path.file_stem().is_some_and(|stem| stem == "input");
    let inputs: Vec<_> = files(&base).into_iter().filter(|path| is_input(path)).collect();
    assert!(!inputs.is_empty(), "no case in {}", base.display());
    let mut differing = Vec::new();
    for input in inputs {
        let name = input.file_name().expect("a file").to_string_lossy().into_owned();
        let found = run(&source(&name, &fs::read(&input).expect("file")));
        let expected = input.with_file_name("expected.json");
        if accept {
            let text = serde_json::to_string_pretty(&found).expect("JSON") + "\n";
            fs::write(&expected, text).expect("writable");
            continue;
        }
        let text = fs::read_to_string(&expected).unwrap_or_default();
        if serde_json::from_str::<Value>(&text).ok().as_ref() != Some(&found) {
            let found = serde_json::to_string_pretty(&found).expect("JSON");
            differing.push(format!("{}\nnow: {found}", expected.display()));
        }
    }
    assert!(differing.is_empty(), "{}", differing.join("\n\n"));
}

#[test]
fn read_cases() {
    check("read", read);
}

#[test]
fn clean_cases() {
    check("clean", clean);
}

#[test]
fn outline_cases() {
    check("outline", outline);
}

#[test]
fn extract_cases() {
    check("extract", extract);
}
