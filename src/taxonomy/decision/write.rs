//! Writing decision files.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::{DECISIONS_FORMAT, Decision, DecisionKind, Target};

impl Decision {
    /// A name made from what is decided: eight hexadecimal digits. The same decision has the same
    /// name wherever and by whomever it is taken.
    pub fn name(&self) -> String {
        let mut body = self.clone();
        (body.id, body.why, body.by, body.at) = (None, None, None, None);
        let digest = Sha256::digest(body.to_toml().as_bytes());
        digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect()
    }

    /// It as one `[[decision]]` table, which [`Decision::parse_file`] reads back.
    pub fn to_toml(&self) -> String {
        let mut out = String::from("[[decision]]\n");
        let mut line = |key: &str, value: String| {
            // Writing to a String cannot fail.
            let _ = writeln!(out, "{key} = {value}");
        };
        line("kind", quoted(self.kind.name()));
        for (key, value) in [("id", &self.id), ("replaces", &self.replaces), ("held", &self.held)] {
            value.iter().for_each(|value| line(key, quoted(value)));
        }
        match &self.kind {
            DecisionKind::MustLink { a, b }
            | DecisionKind::CannotLink { a, b }
            | DecisionKind::Unsure { a, b } => {
                line("a", inline(a));
                line("b", inline(b));
            }
            DecisionKind::Ignore { target } | DecisionKind::Pin { target } => line("target", inline(target)),
            DecisionKind::Split { target, parts } => {
                line("target", inline(target));
                line("parts", list(parts));
            }
            DecisionKind::Rename { target, title } => {
                line("target", inline(target));
                line("title", quoted(title));
            }
            DecisionKind::Recategorise { target, category } => {
                line("target", inline(target));
                line("category", quoted(category));
            }
            DecisionKind::ChooseValue { target, attribute, values } => {
                line("target", inline(target));
                line("attribute", quoted(attribute.key()));
                line("values", list(values));
            }
            DecisionKind::Add { title, role, category, attributes } => {
                line("title", quoted(title));
                role.iter().for_each(|role| line("role", quoted(role)));
                category.iter().for_each(|category| line("category", quoted(category)));
                let said = attributes.iter().map(|(key, values)| format!("{} = {}", key.key(), list(values)));
                let said: Vec<String> = said.collect();
                if !said.is_empty() {
                    line("attributes", format!("{{ {} }}", said.join(", ")));
                }
            }
            DecisionKind::RenameCategory { role, category, title } => {
                role.iter().for_each(|role| line("role", quoted(role)));
                line("category", quoted(category));
                line("title", quoted(title));
            }
            DecisionKind::RenameRole { role, title } => {
                line("role", quoted(role));
                line("title", quoted(title));
            }
        }
        for (key, value) in [("why", &self.why), ("by", &self.by), ("at", &self.at)] {
            value.iter().for_each(|value| line(key, quoted(value)));
        }
        out
    }

    /// A whole file of decisions.
    pub fn file_text(decisions: &[Self]) -> String {
        let tables: Vec<String> = decisions.iter().map(Self::to_toml).collect();
        format!("format = {DECISIONS_FORMAT:?}\n\n{}", tables.join("\n"))
    }
}

fn list(texts: &[String]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
    format!("[{}]", texts.join(", "))
}

fn inline(target: &Target) -> String {
    let mut fields = vec![format!("mention = {}", quoted(&target.mention))];
    let texts = [
        ("quote", &target.quote),
        ("source", &target.source),
        ("before", &target.before),
        ("after", &target.after),
    ];
    for (key, value) in texts {
        fields.extend(value.iter().map(|value| format!("{key} = {}", quoted(value))));
        if key == "source" {
            fields.extend(target.line.map(|line| format!("line = {line}")));
        }
    }
    format!("{{ {} }}", fields.join(", "))
}

/// A text as a basic TOML string on one line, line breaks escaped.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {
                // Writing to a String cannot fail.
                let _ = write!(out, "\\u{:04X}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::mention::Attribute;

    #[test]
    fn every_kind_reads_back_as_it_was_written() {
        let target = Target {
            mention: "m1".into(),
            quote: Some("盘点\"库存\"\\甲\r\n\u{7}".into()),
            source: Some("店 务/a.md".into()),
            line: Some(3),
            before: Some("\n1. ".into()),
            after: Some(String::new()),
        };
        let (a, b) = (target.clone(), Target { mention: "m2".into(), ..Target::default() });
        let text = |text: &str| text.to_owned();
        let kinds = [
            DecisionKind::MustLink { a: a.clone(), b: b.clone() },
            DecisionKind::CannotLink { a: a.clone(), b: b.clone() },
            DecisionKind::Unsure { a, b: b.clone() },
            DecisionKind::Ignore { target: target.clone() },
            DecisionKind::Split { target: b.clone(), parts: vec![text("排班"), text("考勤'\"")] },
            DecisionKind::Rename { target: target.clone(), title: text("盘点\n库存") },
            DecisionKind::Pin { target: b.clone() },
            DecisionKind::Recategorise { target: b.clone(), category: text("库存") },
            DecisionKind::ChooseValue {
                target: b,
                attribute: Attribute::Frequency,
                values: vec![text("每周")],
            },
            DecisionKind::Add {
                title: text("编写交接班手册"),
                role: Some(text("店长")),
                category: None,
                attributes: BTreeMap::from([(Attribute::Tools, vec![text("表格")])]),
            },
            DecisionKind::RenameCategory { role: None, category: text("库存"), title: text("货品") },
            DecisionKind::RenameRole { role: text("店长"), title: text("门店经理") },
        ];
        let mut decisions: Vec<Decision> = kinds.into_iter().map(Decision::from).collect();
        for decision in &mut decisions {
            decision.id = Some(decision.name());
            decision.why = Some(text("说明"));
        }
        let read = Decision::parse_file("", &Decision::file_text(&decisions)).expect("well formed");
        for (decision, read) in decisions.iter().zip(&read) {
            assert_eq!(&Decision { line: 0, ..read.clone() }, decision);
            assert_eq!(Some(read.name()), read.id);
        }
        assert_eq!(read.len(), decisions.len());
    }
}
