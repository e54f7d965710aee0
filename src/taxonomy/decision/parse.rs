//! Reading decision files.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use toml::Spanned;

use super::{DECISIONS_FORMAT, Decision, DecisionKind, Target};
use crate::mention::Attribute;

/// A decision file that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DecisionError {
    /// File name or path.
    pub file: String,
    /// 1-based line.
    pub line: usize,
    /// 1-based column, in characters.
    pub column: usize,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for DecisionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.message)
    }
}

impl std::error::Error for DecisionError {}

#[derive(Deserialize)]
struct Head {
    format: Option<Spanned<toml::Value>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DecisionFile {
    #[serde(rename = "format")]
    _format: Option<String>,
    #[serde(default)]
    decision: Vec<Spanned<Raw>>,
}

/// A decision before its kind is looked at.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    kind: Spanned<String>,
    id: Option<String>,
    replaces: Option<String>,
    held: Option<String>,
    why: Option<String>,
    by: Option<String>,
    at: Option<Moment>,
    a: Option<Target>,
    b: Option<Target>,
    target: Option<Target>,
    title: Option<String>,
    parts: Option<Vec<String>>,
    category: Option<String>,
    role: Option<String>,
    attribute: Option<String>,
    values: Option<Values>,
    attributes: Option<BTreeMap<String, Values>>,
}

/// A moment as people write it: a TOML date or any text.
#[derive(Deserialize)]
#[serde(untagged)]
enum Moment {
    Date(toml::value::Datetime),
    Text(String),
}

/// One value or several.
#[derive(Deserialize)]
#[serde(untagged)]
enum Values {
    One(String),
    Many(Vec<String>),
}

impl Values {
    fn list(self) -> Vec<String> {
        match self {
            Self::One(value) => vec![value],
            Self::Many(values) => values,
        }
    }
}

impl Raw {
    fn kind(&mut self) -> Result<DecisionKind, String> {
        let name = self.kind.get_ref().clone();
        let need = |field: &str| format!("a {name} needs the field `{field}`");
        let mut target = || filled(self.target.take()).ok_or_else(|| need("target"));
        let mut title = || worded(self.title.take()).ok_or_else(|| need("title"));
        let mut category = || worded(self.category.take()).ok_or_else(|| need("category"));
        let mut pair = || -> Result<(Target, Target), String> {
            let a = filled(self.a.take()).ok_or_else(|| need("a"))?;
            Ok((a, filled(self.b.take()).ok_or_else(|| need("b"))?))
        };
        Ok(match name.as_str() {
            "must-link" => pair().map(|(a, b)| DecisionKind::MustLink { a, b })?,
            "cannot-link" => pair().map(|(a, b)| DecisionKind::CannotLink { a, b })?,
            "unsure" => pair().map(|(a, b)| DecisionKind::Unsure { a, b })?,
            "ignore" => DecisionKind::Ignore { target: target()? },
            "pin" => DecisionKind::Pin { target: target()? },
            "rename" => DecisionKind::Rename { target: target()?, title: title()? },
            "recategorise" => DecisionKind::Recategorise { target: target()?, category: category()? },
            "split" => {
                let parts = self.parts.take().ok_or_else(|| need("parts"))?;
                if parts.len() < 2 || parts.iter().any(|part| part.trim().is_empty()) {
                    return Err(format!("a split needs at least 2 parts, found {}", parts.len()));
                }
                DecisionKind::Split { target: target()?, parts }
            }
            "choose-value" => {
                let key = self.attribute.take().ok_or_else(|| need("attribute"))?;
                let values = self.values.take().ok_or_else(|| need("values"))?.list();
                DecisionKind::ChooseValue { target: target()?, attribute: attribute(&key)?, values }
            }
            "add" => {
                let said = self.attributes.take().unwrap_or_default();
                let attributes = said
                    .into_iter()
                    .map(|(key, values)| Ok((attribute(&key)?, values.list())))
                    .collect::<Result<_, String>>()?;
                let (role, category) = (worded(self.role.take()), worded(self.category.take()));
                DecisionKind::Add { title: title()?, role, category, attributes }
            }
            "rename-category" => DecisionKind::RenameCategory {
                role: worded(self.role.take()),
                category: category()?,
                title: title()?,
            },
            "rename-role" => DecisionKind::RenameRole {
                role: worded(self.role.take()).ok_or_else(|| need("role"))?,
                title: title()?,
            },
            other => return Err(format!("unknown kind `{other}`, expected one of {}", KINDS.join(", "))),
        })
    }

    /// A field that is still there when its kind took what it knows.
    fn left_over(&self) -> Option<&'static str> {
        [
            ("a", self.a.is_some()),
            ("b", self.b.is_some()),
            ("target", self.target.is_some()),
            ("title", self.title.is_some()),
            ("parts", self.parts.is_some()),
            ("category", self.category.is_some()),
            ("role", self.role.is_some()),
            ("attribute", self.attribute.is_some()),
            ("values", self.values.is_some()),
            ("attributes", self.attributes.is_some()),
        ]
        .into_iter()
        .find_map(|(name, there)| there.then_some(name))
    }
}

const KINDS: [&str; 12] = [
    "must-link",
    "cannot-link",
    "unsure",
    "ignore",
    "split",
    "rename",
    "pin",
    "recategorise",
    "choose-value",
    "add",
    "rename-category",
    "rename-role",
];

fn filled(target: Option<Target>) -> Option<Target> {
    target.filter(|target| !target.mention.trim().is_empty())
}

fn worded(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn attribute(key: &str) -> Result<Attribute, String> {
    let known: Vec<&str> = Attribute::ALL.iter().map(|attribute| attribute.key()).collect();
    Attribute::from_key(key)
        .ok_or_else(|| format!("unknown attribute `{key}`, expected one of {}", known.join(", ")))
}

impl Decision {
    /// The decisions of one file; `file` is its name in messages.
    ///
    /// # Errors
    /// [`DecisionError`] for text that is not TOML, other and newer formats, unknown kinds and
    /// fields, missing fields and splits into fewer than two parts.
    pub fn parse_file(file: &str, text: &str) -> Result<Vec<Self>, DecisionError> {
        let place = |offset: usize| {
            let before = &text[..offset.min(text.len())];
            let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
            (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
        };
        let at = |offset: usize, message: &str| {
            let (line, column) = place(offset);
            DecisionError { file: file.to_owned(), line, column, message: message.to_owned() }
        };
        let syntax = |error: toml::de::Error| at(error.span().map_or(0, |span| span.start), error.message());
        let head: Head = toml::from_str(text).map_err(syntax)?;
        if let Some(format) = head.format {
            let found = format.get_ref().as_str().map_or_else(|| format.get_ref().to_string(), str::to_owned);
            if found != DECISIONS_FORMAT {
                let family = DECISIONS_FORMAT.trim_end_matches('1');
                let newer = found.strip_prefix(family).is_some_and(|number| number.parse::<u32>().is_ok());
                let message = if newer {
                    format!("format {found:?} is not one this version reads ({DECISIONS_FORMAT:?})")
                } else {
                    format!("format is {found:?}, expected {DECISIONS_FORMAT:?}: not a file of decisions")
                };
                return Err(at(format.span().start, &message));
            }
        }
        let parsed: DecisionFile = toml::from_str(text).map_err(syntax)?;
        let mut decisions = Vec::new();
        for spanned in parsed.decision {
            let span = spanned.span();
            let mut raw = spanned.into_inner();
            let of_kind = raw.kind.span().start;
            let kind = raw.kind().map_err(|message| at(of_kind, &message))?;
            if let Some(field) = raw.left_over() {
                return Err(at(of_kind, &format!("a {} has no field `{field}`", kind.name())));
            }
            let moment = raw.at.map(|moment| match moment {
                Moment::Date(date) => date.to_string(),
                Moment::Text(text) => text,
            });
            decisions.push(Self {
                kind,
                id: raw.id,
                replaces: raw.replaces,
                held: raw.held,
                why: raw.why,
                by: raw.by,
                at: moment,
                file: file.to_owned(),
                line: place(span.start).0,
            });
        }
        Ok(decisions)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"
[[decision]]
kind = "must-link"
a = { mention = "m1", quote = "盘点库存" }
b = { mention = "m2" }
why = "同一件事"
at = 2026-11-21

[[decision]]
kind = "split"
target = { mention = "m3" }
parts = ["排班", "考勤"]
"#;

    fn fault(text: &str) -> DecisionError {
        Decision::parse_file("a.toml", text).expect_err("a fault")
    }

    #[test]
    fn decisions_are_read_with_their_targets_and_places() {
        let decisions = Decision::parse_file("a.toml", FILE).expect("well formed");
        assert_eq!(decisions.len(), 2);
        assert_eq!(decisions[0].kind.targets()[0].quote.as_deref(), Some("盘点库存"));
        assert_eq!((decisions[0].at.as_deref(), decisions[0].line), (Some("2026-11-21"), 2));
        assert!(matches!(&decisions[1].kind, DecisionKind::Split { parts, .. } if parts.len() == 2));
        assert_eq!((decisions[1].file.as_str(), decisions[1].line), ("a.toml", 9));
    }

    #[test]
    fn faults_name_file_and_line() {
        let error = fault(&FILE.replace("must-link", "glue"));
        assert!(
            error.to_string().starts_with("a.toml:3:") && error.message.contains("recategorise"),
            "{error}"
        );
        let error = fault(&FILE.replace(", \"考勤\"", ""));
        assert!(error.line == 10 && error.message.contains("found 1"), "{error}");
        assert_eq!(fault(&FILE.replace("\"同一件事\"", "同一件事")).line, 6);
        assert!(fault(&FILE.replace("why", "whi")).message.contains("whi"));
        assert!(fault(&FILE.replace("parts = [\"排班\", \"考勤\"]", "")).message.contains("parts"));
        assert!(fault(&FILE.replace("b = ", "target = ")).message.contains("`b`"));
        assert!(fault(&FILE.replace("why = ", "category = ")).message.contains("no field `category`"));
        assert_eq!(fault(&FILE[..FILE.len() - 6]).line, 12, "cut off");
    }

    #[test]
    fn other_and_newer_formats_are_told() {
        assert!(Decision::parse_file("a.toml", &format!("format = {DECISIONS_FORMAT:?}\n{FILE}")).is_ok());
        let newer = fault(&format!("format = \"guiyi.decisions/2\"\nshape = 1\n{FILE}"));
        assert!(newer.line == 1 && newer.message.contains("guiyi.decisions/2"), "{newer}");
        assert!(fault("format = \"guiyi.lock/1\"\n").message.contains("not a file of decisions"));
        assert!(fault("[package]\nname = \"x\"\n").message.contains("package"));
    }
}
