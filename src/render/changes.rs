//! The change list as text, Markdown and JSON.

use std::io::{self, Write};

use super::markup::{escaped, trimmed};
use crate::taxonomy::{Cause, Change, ChangeKind, Entity, MentionRef, Origin};

/// Values longer than this many characters are cut in text and Markdown; JSON has them whole.
const SHOWN: usize = 60;

const KINDS: [(ChangeKind, &str); 8] = [
    (ChangeKind::Added, "新增"),
    (ChangeKind::Retired, "退役"),
    (ChangeKind::Merged, "合并"),
    (ChangeKind::Split, "拆分"),
    (ChangeKind::Renamed, "改名"),
    (ChangeKind::Recategorised, "改类"),
    (ChangeKind::AttributeChanged, "属性"),
    (ChangeKind::Reattributed, "来源"),
];

/// Writes `changes.json`: `{"format": "guiyi.changes/1", "changes": [...], "lost": [...]}`; `lost`
/// is left out if it is empty.
///
/// # Errors
/// Whatever `out` fails with.
pub fn write_json(changes: &[Change], lost: &[MentionRef], out: &mut dyn Write) -> io::Result<()> {
    let mut list = serde_json::json!({ "format": "guiyi.changes/1", "changes": changes });
    if !lost.is_empty() {
        list["lost"] = serde_json::to_value(lost)?;
    }
    serde_json::to_writer_pretty(&mut *out, &list)?;
    writeln!(out)
}

/// One line with the number of changes of each kind, `无变化` if there are none.
pub fn summary(changes: &[Change]) -> String {
    if changes.is_empty() {
        return "无变化".to_owned();
    }
    let counts: Vec<String> = KINDS
        .iter()
        .map(|(kind, name)| (name, changes.iter().filter(|change| change.kind == *kind).count()))
        .filter(|(_, count)| *count > 0)
        .map(|(name, count)| format!("{name} {count}"))
        .collect();
    counts.join("  ")
}

/// Writes the list for a terminal: the summary, then a line for each change.
///
/// # Errors
/// Whatever `out` fails with.
pub fn write_text(changes: &[Change], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", summary(changes))?;
    for change in changes {
        let name = KINDS.iter().find(|(kind, _)| *kind == change.kind).map_or("", |(_, name)| name);
        writeln!(out, "{name} {} {} {}", entity(change.entity), change.id, body(change, str::to_owned))?;
    }
    Ok(())
}

/// Writes the list as Markdown, a section for each kind.
///
/// # Errors
/// Whatever `out` fails with.
pub fn write_markdown(changes: &[Change], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# 变更\n\n{}", summary(changes))?;
    for (kind, name) in KINDS {
        let mut of_kind = changes.iter().filter(|change| change.kind == kind).peekable();
        if of_kind.peek().is_none() {
            continue;
        }
        writeln!(out, "\n## {name}\n")?;
        for change in of_kind {
            writeln!(out, "- {} `{}` {}", entity(change.entity), change.id, body(change, escaped))?;
        }
    }
    Ok(())
}

fn entity(entity: Entity) -> &'static str {
    match entity {
        Entity::Role => "角色",
        Entity::Category => "类别",
        Entity::Task => "任务",
        Entity::Term => "术语",
    }
}

fn body(change: &Change, safe: fn(&str) -> String) -> String {
    let list = |values: &[String]| -> String {
        values.iter().map(|value| safe(&trimmed(value, SHOWN))).collect::<Vec<_>>().join("、")
    };
    let signed = |sign: &str, values: &[String]| match values {
        [] => String::new(),
        values => format!(" {sign} {}", list(values)),
    };
    let title = safe(&change.title);
    let text = match change.kind {
        ChangeKind::Added | ChangeKind::Retired => title,
        ChangeKind::Merged => {
            format!("{title} ← {}（{}）", list(&change.before), change.related.join("、"))
        }
        ChangeKind::Split => format!("{title} → {}（{}）", list(&change.after), change.related.join("、")),
        ChangeKind::Renamed => format!("{} → {}", list(&change.before), list(&change.after)),
        ChangeKind::Recategorised => {
            format!("{title}：{} → {}", list(&change.before), list(&change.after))
        }
        ChangeKind::AttributeChanged | ChangeKind::Reattributed => {
            let field = change.field.as_deref().map(|field| format!(" {field}")).unwrap_or_default();
            let (gone, come) = (signed("−", &change.before), signed("+", &change.after));
            format!("{title}{field}：{}", format!("{gone}{come}").trim_start())
        }
    };
    let causes: Vec<String> = change.causes.iter().map(|cause| reason(cause, safe)).collect();
    if causes.is_empty() { text } else { format!("{text}〔{}〕", causes.join("；")) }
}

fn reason(cause: &Cause, safe: fn(&str) -> String) -> String {
    let origin = match cause.origin {
        Origin::SourceAdded => "来源新增",
        Origin::SourceEdited => "来源修改",
        Origin::SourceMoved => "来源改名",
        Origin::SourceRemoved => "来源移除",
        Origin::Decision => "裁决",
        Origin::Lexicon => "词典",
        Origin::Settings => "设置",
        Origin::Engine => "引擎版本",
    };
    format!("{origin} {}", safe(&cause.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn renamed() -> Change {
        Change {
            kind: ChangeKind::Renamed,
            entity: Entity::Task,
            id: "SM-0002".to_owned(),
            title: "编排班次".to_owned(),
            field: None,
            before: vec!["排班*".to_owned()],
            after: vec!["编排班次".to_owned()],
            related: Vec::new(),
            causes: vec![Cause { origin: Origin::SourceAdded, name: "手册.md".to_owned() }],
        }
    }

    fn text(write: fn(&[Change], &mut dyn Write) -> io::Result<()>, changes: &[Change]) -> String {
        let mut out = Vec::new();
        write(changes, &mut out).expect("memory");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn every_kind_has_a_name() {
        assert_eq!(text(write_text, &[]), "无变化\n");
        assert_eq!(
            text(write_text, &[renamed()]),
            "改名 1\n改名 任务 SM-0002 排班* → 编排班次〔来源新增 手册.md〕\n"
        );
    }

    fn json(changes: &[Change], out: &mut dyn Write) -> io::Result<()> {
        write_json(changes, &[], out)
    }

    #[test]
    fn markdown_escapes_and_json_reads_back() {
        assert!(text(write_markdown, &[renamed()]).contains("- 任务 `SM-0002` 排班\\* → 编排班次"));
        let json: serde_json::Value = serde_json::from_str(&text(json, &[renamed()])).expect("json");
        let back: Vec<Change> = serde_json::from_value(json["changes"].clone()).expect("changes");
        assert_eq!(back, [renamed()]);
    }
}
