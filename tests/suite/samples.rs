//! `normalized/` is what the command in the README makes of `sources/`.

use std::path::Path;

use assert_cmd::Command;

use super::stages::{files, folder};

/// Runs `guiyi` in `place`.
pub(crate) fn guiyi(place: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::cargo_bin("guiyi")
        .expect("built by this test run")
        .current_dir(place)
        .env_remove("GUIYI_LANG")
        .args(arguments)
        .output()
        .expect("started");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// Every file below `folder`: its path there, with `/` between parts, and its bytes.
pub(crate) fn tree(folder: &Path) -> Vec<(String, Vec<u8>)> {
    files(folder)
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(folder).expect("below").to_string_lossy().replace('\\', "/");
            (name, std::fs::read(&path).expect("file"))
        })
        .collect()
}

#[test]
fn the_example_output_is_up_to_date() {
    // Source marks are relative, so the copy lies as the repository does.
    let place = tempfile::tempdir().expect("temporary folder");
    for (name, bytes) in tree(&folder("sources")) {
        let path = place.path().join("sources").join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("folder");
        std::fs::write(path, bytes).expect("file");
    }
    let (code, errors) = guiyi(place.path(), &["merge", "sources", "-o", "normalized", "--no-config", "-q"]);
    assert_eq!(code, Some(0), "{errors}");
    // What serves later runs and no reader is not kept under version control.
    let shown = |folder: &Path| -> Vec<(String, Vec<u8>)> {
        tree(folder).into_iter().filter(|(name, _)| !name.starts_with(".guiyi/")).collect()
    };
    let (fresh, kept) = (shown(&place.path().join("normalized")), shown(&folder("normalized")));
    let names = |tree: &[(String, Vec<u8>)]| tree.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    let differing: Vec<&String> =
        fresh.iter().filter(|file| !kept.contains(file)).map(|(name, _)| name).collect();
    assert!(
        differing.is_empty() && names(&fresh) == names(&kept),
        "normalized/ is not what this version writes: {differing:?}\n\
         Read the difference, then: rm -r normalized && cargo run --release -- merge sources -o normalized"
    );
}
