//! The arrows between rooms go one way, and rooms stay small.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::stages::{files, folder};

/// Lines that no file may have, tests included. The aim is 250; past 400 a file is split.
const LINES: usize = 400;

/// Names that gather what has no place of its own.
const BINS: [&str; 5] = ["utils", "helpers", "common", "types", "misc"];

fn rust_files() -> Vec<PathBuf> {
    files(&folder("src")).into_iter().filter(|path| path.extension().is_some_and(|ext| ext == "rs")).collect()
}

/// The room of a file: the first part of its path below `src/`, without extension.
fn room(path: &Path) -> String {
    let below = path.strip_prefix(folder("src")).expect("below src");
    let first = below.iter().next().expect("a part").to_string_lossy();
    first.strip_suffix(".rs").unwrap_or(&first).to_owned()
}

/// The rooms in the order of their `pub mod` lines.
fn order() -> BTreeMap<String, usize> {
    let lib = fs::read_to_string(folder("src/lib.rs")).expect("src/lib.rs");
    let rooms = lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    rooms.enumerate().map(|(at, room)| (room.to_owned(), at)).collect()
}

/// What stands before the tests at the foot of a file.
fn without_tests(text: &str) -> &str {
    let end = text.match_indices("#[cfg(test)]\n").map(|(at, _)| at).find(|&at| {
        let after = text[at..].lines().nth(1).unwrap_or("").trim_start_matches("pub(crate) ");
        after.starts_with("mod ") && after.ends_with('{')
    });
    &text[..end.unwrap_or(text.len())]
}

/// Files that exist for tests only: named by a `#[cfg(test)] mod name;` line of their parent.
fn test_files() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for path in rust_files() {
        let text = fs::read_to_string(&path).expect("file");
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        for pair in lines.windows(2).filter(|pair| pair[0] == "#[cfg(test)]") {
            let name = pair[1].split_whitespace().skip_while(|word| *word != "mod").nth(1);
            let Some(name) = name.and_then(|name| name.strip_suffix(';')) else { continue };
            let parent = path.parent().expect("a folder");
            let stem = path.file_stem().expect("a stem").to_string_lossy().into_owned();
            let home = if stem == "mod" || stem == "lib" { parent.to_owned() } else { parent.join(stem) };
            found.push(home.join(format!("{name}.rs")));
        }
    }
    found
}

/// The rooms that `crate::` paths of a text name, with their lines; `crate::{a, b::C}` names two.
fn named(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let name = |text: &str| -> String {
        text.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
    };
    for (at, _) in text.match_indices("crate::") {
        let start = text[..at].rfind('\n').map_or(0, |line| line + 1);
        if text[start..at].trim_start().starts_with("//") {
            continue;
        }
        let line = text[..at].matches('\n').count() + 1;
        let rest = &text[at + "crate::".len()..];
        let Some(group) = rest.strip_prefix('{') else {
            found.push((line, name(rest)));
            continue;
        };
        let (mut depth, mut part) = (0, true);
        for (index, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => part = true,
                c if part && !c.is_whitespace() => {
                    found.push((line, name(&group[index..])));
                    part = false;
                }
                _ => {}
            }
        }
    }
    found
}

#[test]
fn paths_of_a_group_are_all_read() {
    let text = "use crate::{link, read::{self, Reader}};\n// crate::cli\nlet x = crate::clean::f();\n";
    let expected = [(1, "link"), (1, "read"), (3, "clean")].map(|(line, room)| (line, room.to_owned()));
    assert_eq!(named(text), expected);
}

#[test]
fn arrows_go_one_way() {
    let order = order();
    let tests = test_files();
    let mut backwards = Vec::new();
    for path in rust_files() {
        let room = room(&path);
        let Some(&at) = order.get(&room) else { continue };
        if tests.contains(&path) {
            continue;
        }
        let text = fs::read_to_string(&path).expect("file");
        for (line, target) in named(without_tests(&text)) {
            if order.get(&target).is_some_and(|&target| target > at) {
                backwards.push(format!("{}:{line}: {room} uses {target}", path.display()));
            }
        }
    }
    assert!(
        backwards.is_empty(),
        "rooms use later rooms (the order is in src/lib.rs):\n{}",
        backwards.join("\n")
    );
}

#[test]
fn every_room_has_its_place_in_the_order() {
    let order = order();
    let binary = ["lib", "main", "allocator", "cli", "messages", "output"];
    let strangers: Vec<String> = rust_files()
        .iter()
        .map(|path| room(path))
        .filter(|room| !order.contains_key(room) && !binary.contains(&room.as_str()))
        .collect();
    assert!(strangers.is_empty(), "neither in src/lib.rs nor of the binary: {strangers:?}");
}

#[test]
fn files_stay_small() {
    let long: Vec<String> = rust_files()
        .iter()
        .map(|path| (path, fs::read_to_string(path).expect("file").lines().count()))
        .filter(|(_, lines)| *lines > LINES)
        .map(|(path, lines)| format!("{}: {lines} lines", path.display()))
        .collect();
    assert!(long.is_empty(), "split by a noun what has over {LINES} lines:\n{}", long.join("\n"));
}

#[test]
fn no_file_is_a_bin() {
    let bins: Vec<PathBuf> = files(&folder("src"))
        .into_iter()
        .filter(|path| {
            let below = path.strip_prefix(folder("src")).expect("below src");
            below.iter().any(|part| {
                let part = part.to_string_lossy();
                BINS.contains(&part.split('.').next().unwrap_or(""))
            })
        })
        .collect();
    assert!(bins.is_empty(), "name these for what they hold: {bins:?}");
}
