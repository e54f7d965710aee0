//! What output files are called.

use std::collections::BTreeSet;

/// Output names without extension (`a/jd` for `a/jd.html`), one for each of `sources` (sorted
/// source ids), all different. A source whose own name is already the output name keeps it; of the
/// others the first in order gets the short name and the rest keep their extension (`x.txt` beside
/// `x.md` becomes `x.txt.md`). Names in `reserved` are never given away.
///
/// Names are compared without regard to case, because some file systems do.
pub(crate) fn stems(sources: &[&str], extension: &str, reserved: &[&str]) -> Vec<String> {
    let mut taken: BTreeSet<String> = reserved.iter().map(|name| name.to_lowercase()).collect();
    let mut stems: Vec<Option<String>> = vec![None; sources.len()];
    for own_name in [true, false] {
        for (source, slot) in sources.iter().zip(&mut stems) {
            let full = if *source == "-" { "stdin" } else { source };
            let short = without_extension(full);
            if slot.is_some() || own_name && format!("{short}.{extension}") != full {
                continue;
            }
            let numbered = (2..).map(|n| format!("{full}-{n}"));
            let free = [short.to_owned(), full.to_owned()].into_iter().chain(numbered);
            *slot = free.into_iter().find(|stem| taken.insert(format!("{stem}.{extension}").to_lowercase()));
        }
    }
    // The numbers never run out.
    stems.into_iter().map(Option::unwrap_or_default).collect()
}

fn without_extension(name: &str) -> &str {
    let file = name.rfind('/').map_or(0, |at| at + 1);
    match name[file..].rfind('.') {
        Some(at) if at > 0 => &name[..file + at],
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_never_meet() {
        let sources = ["a/x.html", "x", "x.html", "x.md", "x.txt", "数据.标注.md"];
        assert_eq!(stems(&sources, "md", &[]), ["a/x", "x-2", "x.html", "x", "x.txt", "数据.标注"]);
        assert_eq!(
            stems(&["Taxonomy.html", "taxonomy.md"], "md", &["taxonomy.md"]),
            ["Taxonomy.html", "taxonomy.md"]
        );
        assert_eq!(stems(&["-"], "md", &[]), ["stdin"]);
        assert_eq!(stems(&["a.b/c"], "md", &[]), ["a.b/c"]);
    }
}
