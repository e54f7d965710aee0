//! Same inputs, same bytes: whatever the threads, the order of the arguments, and the run before.

use std::path::Path;

use super::samples::{guiyi, tree};
use super::stages::{files, folder};

fn merged(place: &Path, arguments: &[&str]) -> Vec<(String, Vec<u8>)> {
    let line: Vec<&str> =
        ["merge"].iter().chain(arguments).chain(&["-o", "out", "--no-config", "-q"]).copied().collect();
    let (code, errors) = guiyi(place, &line);
    assert_eq!(code, Some(0), "{errors}");
    tree(&place.join("out"))
}

#[test]
fn threads_change_nothing() {
    let sources = folder("sources");
    let sources = sources.to_string_lossy();
    let run = |threads: &str| {
        let place = tempfile::tempdir().expect("temporary folder");
        merged(place.path(), &[&sources, "-j", threads])
    };
    assert!(run("1") == run("4"), "one thread and four write different bytes");
}

#[test]
fn the_order_of_arguments_changes_nothing() {
    let paths: Vec<String> =
        files(&folder("sources")).iter().map(|path| path.to_string_lossy().into_owned()).collect();
    let run = |order: &[usize]| {
        let place = tempfile::tempdir().expect("temporary folder");
        let arguments: Vec<&str> = order.iter().map(|&at| paths[at].as_str()).collect();
        merged(place.path(), &arguments)
    };
    let forward: Vec<usize> = (0..paths.len()).collect();
    let first = run(&forward);
    let reversed: Vec<usize> = forward.iter().rev().copied().collect();
    assert!(run(&reversed) == first, "reversed arguments write different bytes");
    let (odd, even): (Vec<usize>, Vec<usize>) = forward.iter().partition(|&at| at % 2 == 1);
    let shuffled = [odd, even].concat();
    assert!(run(&shuffled) == first, "shuffled arguments write different bytes");
}

#[test]
fn a_second_run_changes_nothing() {
    let place = tempfile::tempdir().expect("temporary folder");
    let sources = folder("sources");
    let sources = sources.to_string_lossy();
    let first = merged(place.path(), &[&sources]);
    assert!(merged(place.path(), &[&sources]) == first, "the second run writes different bytes");
    let (code, errors) = guiyi(place.path(), &["merge", &sources, "-o", "out", "--no-config", "--check"]);
    assert_eq!(code, Some(0), "{errors}");
}
