//! The command line as a user types it: settings, language and help here, one module for what each command does.

mod bench;
mod clean;
mod convert;
mod extract;
mod input;
mod inspect;
mod link;
mod merge;

use crate::place::{ADVERT, Place, Run, json_lines};

#[test]
fn settings_are_layered_and_say_where_they_come_from() {
    let place = Place::with(&[("guiyi.toml", b"threads = 2\n[convert]\nto = 'hant'\n"), ("deep/x.md", b"x")]);
    let mut command = place.command();
    let output = command
        .current_dir(place.path("deep"))
        .args(["settings", "--set", "threads=3"])
        .env("GUIYI_CONVERT_TO", "keep")
        .output()
        .expect("started");
    let text = Run(output).expect(0).out();
    assert!(text.contains("threads = 3  # --set"), "{text}");
    assert!(text.contains("to = \"keep\"  # GUIYI_CONVERT_TO"), "{text}");
    let plain = place.run(&["settings", "--no-config"]).expect(0).out();
    assert!(!plain.contains("guiyi.toml"), "{plain}");
    let defaults = place.run(&["settings", "--defaults", "--no-config"]).expect(0).out();
    let own: toml::Table = defaults.parse().expect("TOML");
    assert_eq!(own, plain.parse::<toml::Table>().expect("TOML"));
}

#[test]
fn a_mistyped_key_is_told_with_file_line_and_suggestion() {
    let place = Place::with(&[("guiyi.toml", b"# x\n[convert]\ntoo = 'hans'\n"), ("a.md", b"x")]);
    let run = place.run(&["clean", "a.md"]).expect(2).says("guiyi.toml:3").says("convert.to");
    assert_eq!(run.out(), "");
    place.run(&["settings", "--no-config", "--set", "nothing=1"]).expect(2).says("nothing");
    place.run(&["settings", "--config", "absent.toml"]).expect(2).says("absent.toml");
}

#[test]
fn help_is_chinese_or_english_and_teaches_by_example() {
    let place = Place::with(&[]);
    let commands = [
        "merge",
        "clean",
        "extract",
        "link",
        "convert",
        "inspect",
        "explain",
        "bench",
        "settings",
        "completions",
    ];
    for command in commands {
        let english = place.run(&[command, "--help"]).expect(0).out();
        assert!(english.contains("Usage: ") && english.contains(&format!("  guiyi {command}")), "{english}");
        let chinese = place.run(&[command, "--help", "--lang", "zh"]).expect(0).out();
        assert!(chinese.contains("用法：") && chinese.contains("示例"), "{chinese}");
        assert!(!chinese.contains("Options:") && !chinese.contains("Usage"), "{chinese}");
    }
    let output = place.command().arg("--help").env("LC_ALL", "zh_CN.UTF-8").output().expect("started");
    assert!(Run(output).expect(0).out().contains("命令"));
    let output = place.command().arg("--help").env("GUIYI_LANG", "fr").output().expect("started");
    assert!(Run(output).expect(0).out().contains("Commands"), "an unknown language is no error");
}

#[test]
fn usage_errors_name_what_is_wrong_in_the_users_language() {
    let place = Place::with(&[]);
    place.run(&["claen"]).expect(2).says("claen").says("clean");
    place.run(&["clean"]).expect(2).says("<INPUT>");
    place.run(&["clean", "--formt", "md"]).expect(2).says("--format");
    place.run(&["clean", "-", "--format", "pdf"]).expect(2).says("md, text, json");
    place.run(&["clean", "-", "--format", "pdf", "--lang", "zh"]).expect(2).says("错误").says("办法");
    place.run(&["clean", "-", "--jsonl", "--diff"]).expect(2).says("--diff");
    place.run(&["clean", "-", "-"]).expect(2).says("only once");
    place.run(&[]).expect(2);
}

#[test]
fn nothing_on_a_narrow_terminal_or_without_colour_goes_wrong() {
    let place = Place::with(&[("a.md", ADVERT.as_bytes())]);
    let output = place.command().args(["clean", "--help"]).env("COLUMNS", "60").output().expect("started");
    Run(output).expect(0);
    let run = place.run(&["clean", "missing.md", "--color", "always"]).expect(2).says("\u{1b}[1;31m");
    assert!(run.err().contains("missing.md"));
    let run = place.run(&["clean", "missing.md"]).expect(2);
    assert!(!run.err().contains('\u{1b}'), "no colour when not a terminal");
}

#[test]
fn rules_schema_and_completions_are_printed() {
    let place = Place::with(&[("a.txt", ADVERT.as_bytes())]);
    let removed = place.run(&["clean", "a.txt", "-o", "out"]).expect(0);
    let rule = json_lines(&place.text("out/a.removals.jsonl"))[0]["rule"].as_str().expect("code").to_owned();
    let page = place.run(&["explain", &rule.to_lowercase()]).expect(0).out();
    assert!(page.contains(&rule) && page.contains("removes"), "{page} {}", removed.err());
    assert!(place.run(&["explain"]).expect(0).out().contains(&rule));
    place.run(&["explain", "GY0"]).expect(2).says("GY0");
    let schema: serde_json::Value =
        serde_json::from_str(&place.run(&["schema"]).expect(0).out()).expect("JSON");
    place.run(&["merge", "a.txt", "-o", "out"]).expect(0);
    let taxonomy: serde_json::Value = serde_json::from_str(&place.text("out/taxonomy.json")).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    assert!(validator.is_valid(&taxonomy), "{:?}", validator.iter_errors(&taxonomy).next());
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(place.run(&["completions", shell]).expect(0).out().contains("guiyi"), "{shell}");
    }
}

#[test]
fn a_faulty_lexicon_is_told_with_file_and_line() {
    let place = Place::with(&[("lex/noise.toml", b"[[rule]\nbroken\n"), ("a.md", ADVERT.as_bytes())]);
    place.run(&["clean", "a.md", "--lexicons", "lex"]).expect(2).says("noise.toml:");
    place.run(&["clean", "a.md", "--lexicons", "absent"]).expect(2).says("absent");
}
