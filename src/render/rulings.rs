//! Decisions that people should look at again, as a section of `taxonomy.md`.

use std::io::{self, Write};

use super::markup::escaped;
use crate::taxonomy::{Outcome, Ruling, Taxonomy};

/// Writes the section; nothing if every decision was simply applied.
///
/// # Errors
/// Whatever `out` fails with.
pub(super) fn write(taxonomy: &Taxonomy, out: &mut dyn Write) -> io::Result<()> {
    let lines: Vec<String> = taxonomy.decisions.iter().flat_map(lines).collect();
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(out, "## 待看的裁决\n\n{}\n", lines.join("\n"))
}

/// What is to be said of one decision.
fn lines(ruling: &Ruling) -> Vec<String> {
    let place = format!("- {}:{} {}：", escaped(&ruling.file), ruling.line, ruling.kind);
    let note = escaped(ruling.note.as_deref().unwrap_or_default());
    match ruling.outcome {
        Outcome::Applied | Outcome::Replaced => Vec::new(),
        Outcome::Stale => {
            let words = ruling.reworded.iter();
            words
                .map(|words| {
                    let (before, after) = (escaped(&words.before), escaped(&words.after));
                    format!("{place}仍然生效，但原文已由“{before}”改为“{after}”")
                })
                .collect()
        }
        Outcome::Lost => {
            let lost: Vec<String> = ruling.lost.iter().map(|words| format!("“{}”", escaped(words))).collect();
            vec![format!("{place}找不到对象{}", lost.join("、"))]
        }
        Outcome::Idle => vec![format!("{place}不起作用，因为另有裁决（{note}）")],
        Outcome::Held => vec![format!("{place}暂未采用：{note}")],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taxonomy::Reworded;

    #[test]
    fn what_needs_no_look_is_not_listed() {
        let ruling = |outcome| Ruling {
            file: "a.toml".into(),
            line: 3,
            kind: "rename".into(),
            outcome,
            mentions: vec![],
            reworded: vec![Reworded {
                mention: "m1".into(), before: "盘*点".into(), after: "清点".into()
            }],
            lost: vec!["盘点".into()],
            note: None,
        };
        assert!(lines(&ruling(Outcome::Applied)).is_empty());
        assert_eq!(
            lines(&ruling(Outcome::Stale)),
            ["- a.toml:3 rename：仍然生效，但原文已由“盘\\*点”改为“清点”"]
        );
        assert!(lines(&ruling(Outcome::Lost))[0].ends_with("找不到对象“盘点”"));
    }
}
