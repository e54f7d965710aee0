//! What people decided: small TOML files under version control.
//!
//! ```toml
//! [[decision]]
//! kind = "cannot-link"
//! a = { mention = "m0a1b2c3d4e", quote = "盘点仓库" }
//! b = { mention = "m5f6a7b8c9d", quote = "盘点门店" }
//! why = "两处的责任人不同"
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

/// A person's decision about mentions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// What is decided.
    #[serde(flatten)]
    pub kind: DecisionKind,
    /// The reason given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// Who decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// When, as the person wrote it; never read by guiyi.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
}

/// The kinds of decisions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum DecisionKind {
    /// The two are one task.
    MustLink {
        /// One mention.
        a: Target,
        /// The other.
        b: Target,
    },
    /// The two are different tasks.
    CannotLink {
        /// One mention.
        a: Target,
        /// The other.
        b: Target,
    },
    /// The task gets this title.
    Rename {
        /// A mention of the task.
        target: Target,
        /// The title.
        title: String,
    },
    /// The task keeps this mention's wording.
    Pin {
        /// The mention.
        target: Target,
    },
    /// Not a task.
    Ignore {
        /// The mention.
        target: Target,
    },
    /// A compound duty: its parts are tasks of their own.
    Split {
        /// The mention.
        target: Target,
        /// The parts, at least two.
        parts: Vec<String>,
    },
    /// The task belongs to this category.
    Recategorise {
        /// A mention of the task.
        target: Target,
        /// Title of the category.
        category: String,
    },
}

/// What a decision is about: a mention by id, and the words it had when decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// Id of the mention.
    pub mention: String,
    /// Its verbatim title when the decision was taken. If the mention's text differs now, the
    /// decision is stale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
}

/// Decisions about pairs and exclusions, in terms of the mentions at hand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resolved<'a> {
    /// Indices of mentions that are one task, the lower one first.
    pub must: Vec<(usize, usize)>,
    /// Indices of mentions that are different tasks, the lower one first.
    pub cannot: Vec<(usize, usize)>,
    /// Indices of mentions that are no tasks.
    pub ignored: Vec<usize>,
    /// Targets whose mention is not at hand.
    pub lost: Vec<&'a Target>,
    /// Targets whose mention reads differently now; their decisions still count.
    pub stale: Vec<&'a Target>,
}

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

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DecisionFile {
    #[serde(default)]
    decision: Vec<toml::Spanned<Decision>>,
}

impl Decision {
    /// The decisions of one file; `file` is its name in messages.
    ///
    /// # Errors
    /// [`DecisionError`] for text that is not TOML, unknown kinds, missing fields and splits into
    /// fewer than two parts.
    pub fn parse_file(file: &str, text: &str) -> Result<Vec<Self>, DecisionError> {
        let at = |offset: usize, message: &str| {
            let before = &text[..offset.min(text.len())];
            let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
            DecisionError {
                file: file.to_owned(),
                line: before.matches('\n').count() + 1,
                column: before[line_start..].chars().count() + 1,
                message: message.to_owned(),
            }
        };
        let parsed: DecisionFile = toml::from_str(text)
            .map_err(|error| at(error.span().map_or(0, |span| span.start), error.message()))?;
        for decision in &parsed.decision {
            if let DecisionKind::Split { parts, .. } = &decision.get_ref().kind
                && parts.len() < 2
            {
                return Err(at(
                    decision.span().start,
                    &format!("a split needs at least 2 parts, found {}", parts.len()),
                ));
            }
        }
        Ok(parsed.decision.into_iter().map(toml::Spanned::into_inner).collect())
    }

    /// What `decisions` say about mentions given as id and verbatim title. A later decision on the
    /// same pair wins. Renames, pins, splits and recategorisations are no matter of linking; of
    /// them only lost and stale targets are listed.
    pub fn resolve<'a>(decisions: &'a [Self], mentions: &[(&str, &str)]) -> Resolved<'a> {
        let index: BTreeMap<&str, usize> =
            mentions.iter().enumerate().map(|(at, (id, _))| (*id, at)).collect();
        let find = |target: &Target| index.get(target.mention.as_str()).copied();
        let mut resolved = Resolved::default();
        let mut pairs: BTreeMap<(usize, usize), bool> = BTreeMap::new();
        let mut ignored = BTreeSet::new();
        for decision in decisions {
            for target in decision.targets() {
                match find(target) {
                    None => resolved.lost.push(target),
                    Some(at) if target.quote.as_deref().is_some_and(|quote| quote != mentions[at].1) => {
                        resolved.stale.push(target);
                    }
                    Some(_) => {}
                }
            }
            match &decision.kind {
                DecisionKind::MustLink { a, b } | DecisionKind::CannotLink { a, b } => {
                    if let (Some(a), Some(b)) = (find(a), find(b))
                        && a != b
                    {
                        let must = matches!(decision.kind, DecisionKind::MustLink { .. });
                        pairs.insert((a.min(b), a.max(b)), must);
                    }
                }
                DecisionKind::Ignore { target } => ignored.extend(find(target)),
                _ => {}
            }
        }
        for (pair, must) in pairs {
            if must { &mut resolved.must } else { &mut resolved.cannot }.push(pair);
        }
        resolved.ignored = ignored.into_iter().collect();
        resolved
    }

    /// The mentions it is about.
    pub fn targets(&self) -> Vec<&Target> {
        match &self.kind {
            DecisionKind::MustLink { a, b } | DecisionKind::CannotLink { a, b } => vec![a, b],
            DecisionKind::Rename { target, .. }
            | DecisionKind::Pin { target }
            | DecisionKind::Ignore { target }
            | DecisionKind::Split { target, .. }
            | DecisionKind::Recategorise { target, .. } => vec![target],
        }
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

[[decision]]
kind = "split"
target = { mention = "m3" }
parts = ["排班", "考勤"]
"#;

    #[test]
    fn decisions_are_read_with_their_targets() {
        let decisions = Decision::parse_file("a.toml", FILE).expect("well formed");
        assert_eq!(decisions.len(), 2);
        assert_eq!(decisions[0].targets()[0].quote.as_deref(), Some("盘点库存"));
        assert!(matches!(&decisions[1].kind, DecisionKind::Split { parts, .. } if parts.len() == 2));
    }

    #[test]
    fn faults_name_file_and_line() {
        let unknown = FILE.replace("must-link", "glue");
        let error = Decision::parse_file("a.toml", &unknown).expect_err("unknown kind");
        assert!(error.to_string().starts_with("a.toml:2:"), "{error}");
        let short = FILE.replace(", \"考勤\"", "");
        let error = Decision::parse_file("a.toml", &short).expect_err("one part");
        assert!(error.line == 8 && error.message.contains("found 1"), "{error}");
        let broken = FILE.replace("\"同一件事\"", "同一件事");
        assert_eq!(Decision::parse_file("a.toml", &broken).expect_err("no quotes").line, 6);
    }

    #[test]
    fn decisions_find_their_mentions_and_say_which_are_lost_or_stale() {
        let text = r#"
decision = [
  { kind = "must-link", a = { mention = "m1" }, b = { mention = "m2" } },
  { kind = "cannot-link", a = { mention = "m2" }, b = { mention = "m1", quote = "旧" } },
  { kind = "must-link", a = { mention = "m3" }, b = { mention = "m9" } },
  { kind = "ignore", target = { mention = "m3" } },
]
"#;
        let decisions = Decision::parse_file("a.toml", text).expect("well formed");
        let resolved = Decision::resolve(&decisions, &[("m1", "盘点"), ("m2", "清点"), ("m3", "开门")]);
        assert_eq!((resolved.must, resolved.cannot), (vec![], vec![(0, 1)]), "the later one wins");
        assert_eq!(resolved.ignored, [2]);
        assert_eq!(resolved.lost[0].mention, "m9");
        assert_eq!(resolved.stale[0].quote.as_deref(), Some("旧"));
    }
}
