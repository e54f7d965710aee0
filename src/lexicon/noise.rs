//! Noise rules: what cleaning takes out, as data.
//!
//! A rule names a phenomenon, never a site. Most rules are patterns over one block; the others
//! hold the words, thresholds and explanation of evidence that code gathers over many blocks.

mod forms;
mod index;
mod patterns;
mod words;

use std::collections::BTreeMap;

use regex::Regex;
use rustc_hash::FxHashMap;
use serde::Deserialize;

use self::forms::{variants, widen};
pub(crate) use self::patterns::Inlines;
use self::patterns::{InlinePatterns, LinePatterns, compile};
pub(crate) use super::glyphs::{COMMON_HAN, Gathered, Glyphs, Kinds};
use super::page::PageLexicon;
use super::threads::Threads;
use super::{LexiconError, LexiconFile};
use crate::document::RemovalKind;

/// The rules that ship with the crate.
pub const EMBEDDED: LexiconFile<'static> =
    LexiconFile { name: "noise.toml", text: include_str!("noise.toml") };
/// What the patterns of a rule are matched against, and what a match means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Shape {
    /// A pattern matches the whole text of a block; the block goes.
    Line,
    /// A pattern matches the whole text of a block, which then opens a noisy stretch: what
    /// follows decides how far it reaches.
    Opener,
    /// A pattern matches inside a block; the match goes, its first group, if any, stays.
    Inline,
    /// A pattern matches the whole text of a block and is evidence only.
    Signal,
    /// No pattern: the evidence is in the arrangement of blocks.
    Rhythm,
}

/// Where in a document a line rule applies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Zone {
    /// Anywhere.
    #[default]
    Any,
    /// Near the beginning.
    Head,
    /// Near the end.
    Tail,
    /// Near the beginning or the end.
    Edge,
}

/// What else a line rule asks of the block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Need {
    /// Holds a link, if the format has links.
    Link,
    /// Consists of links, if the format has links.
    LinkOnly,
    /// The document is a saved or pasted page, not Markdown.
    Page,
    /// Is not an item of a list, a row of a table or a heading.
    Paragraph,
}

/// One rule, as its lexicon file states it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Rule {
    /// Stable code, `GY` and three digits (user rules may use any capitals and digits).
    pub code: String,
    /// The kind of noise.
    pub kind: RemovalKind,
    /// A name for people, in English.
    pub phenomenon: String,
    /// How the patterns are read.
    pub shape: Shape,
    /// Where the rule applies.
    #[serde(default)]
    pub zone: Zone,
    /// What else must hold.
    #[serde(default)]
    pub needs: Vec<Need>,
    /// Longest block text it looks at, in characters; 0 for the default of 60.
    #[serde(default)]
    pub max_chars: usize,
    /// For a signal that is asked about few lines: it is tried on these alone.
    #[serde(default)]
    pub on_demand: bool,
    /// Regular expressions, case-insensitive, in Simplified characters; see [`NoiseRules::parse`].
    #[serde(default)]
    pub patterns: Vec<String>,
    /// Numbers that the phenomenon's code reads.
    #[serde(default)]
    pub thresholds: BTreeMap<String, f64>,
    /// The reason of a removal, in Chinese, with `{text}`, `{count}`, `{heading}` or `{lines}`.
    pub reason: String,
    /// What the rule looks for, in English.
    pub reason_en: String,
    /// Texts that it removes; `⏎` separates blocks.
    #[serde(default)]
    pub removes: Vec<String>,
    /// Texts that no rule may touch.
    #[serde(default)]
    pub keeps: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    rule: Vec<Rule>,
    #[serde(default)]
    without: Vec<String>,
}

/// All rules, compiled, and the lexicons of pages and threads beside them: everything cleaning knows.
#[derive(Clone, Debug)]
pub struct NoiseRules {
    rules: Vec<Rule>,
    page: PageLexicon,
    threads: Threads,
    /// Index of each code in `rules`.
    codes: FxHashMap<String, usize>,
    lines: LinePatterns,
    inlines: InlinePatterns,
}

impl Rule {
    /// The number called `name`, 0 if the file does not state it.
    pub fn threshold(&self, name: &str) -> f64 {
        self.thresholds.get(name).copied().unwrap_or(0.0)
    }

    /// The Chinese reason with `{name}` replaced by the values given.
    pub fn reason_with(&self, values: &[(&str, &str)]) -> String {
        let mut out = String::with_capacity(self.reason.len() + 32);
        let mut rest = self.reason.as_str();
        while let Some((before, behind)) = rest.split_once('{') {
            out.push_str(before);
            let named = behind.split_once('}').and_then(|(name, after)| {
                let value = values.iter().find(|(known, _)| *known == name)?.1;
                Some((value, after))
            });
            out.push_str(named.map_or("{", |(value, _)| value));
            rest = named.map_or(behind, |(_, after)| after);
        }
        out.push_str(rest);
        out
    }
}

impl NoiseRules {
    /// Reads rule files in order, with the embedded lexicons of pages and threads. A later file adds rules; `without = ["GY101"]` at its top takes
    /// earlier ones out. Patterns are case-insensitive, Simplified characters in them match their
    /// Traditional forms too, and `line`, `opener` and `signal` patterns must match a whole block.
    ///
    /// # Errors
    /// [`LexiconError`] with file and line for malformed TOML, a code used twice, a rule without
    /// the patterns its shape asks for, or a pattern that does not compile.
    pub fn parse(files: &[LexiconFile<'_>]) -> Result<Self, LexiconError> {
        Self::with(files, &[])
    }

    /// The rules of `files`, and the lexicons of pages and threads with those of `user` on top.
    fn with(files: &[LexiconFile<'_>], user: &[LexiconFile<'_>]) -> Result<Self, LexiconError> {
        let variants = variants()?;
        let mut rules: Vec<Rule> = Vec::new();
        for file in files {
            let parsed: File = toml::from_str(file.text).map_err(|error| {
                let line = error.span().map_or(0, |span| line_at(file.text, span.start));
                LexiconError::at(file.name, line, error.message())
            })?;
            rules.retain(|rule| !parsed.without.contains(&rule.code));
            for rule in parsed.rule {
                let fail = |message: String| {
                    let at =
                        file.text.find(&format!("\"{}\"", rule.code)).map_or(0, |at| line_at(file.text, at));
                    LexiconError::at(file.name, at, message)
                };
                if rules.iter().any(|known| known.code == rule.code) {
                    return Err(fail(format!("rule {} is defined twice", rule.code)));
                }
                if rule.patterns.is_empty() != (rule.shape == Shape::Rhythm) {
                    return Err(fail(format!(
                        "rule {}: shape {:?} and patterns disagree",
                        rule.code, rule.shape
                    )));
                }
                if rule.on_demand && rule.shape != Shape::Signal {
                    return Err(fail(format!("rule {}: only a signal can be on demand", rule.code)));
                }
                // The shipped patterns compile, as a test shows; checking takes longer than using them.
                let unchecked = if file.text == EMBEDDED.text { &[][..] } else { &rule.patterns[..] };
                for pattern in unchecked {
                    compile(&widen(pattern, &variants))
                        .map_err(|error| fail(format!("rule {}: {error}", rule.code)))?;
                }
                rules.push(rule);
            }
        }
        Self::compiled(rules, &variants, PageLexicon::extended(user)?, Threads::extended(user)?)
    }

    /// The rules that ship with the crate.
    ///
    /// # Errors
    /// None in a released build: a test parses them.
    pub fn embedded() -> Result<Self, LexiconError> {
        Self::parse(&[EMBEDDED])
    }

    /// The shipped rules and lexicons with the user's files called `noise.toml`, `page.toml` and
    /// `threads.toml` on top.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn extended(user: &[LexiconFile<'_>]) -> Result<Self, LexiconError> {
        let own = user.iter().filter(|file| file.is_called("noise.toml")).copied();
        Self::with(&std::iter::once(EMBEDDED).chain(own).collect::<Vec<_>>(), user)
    }

    fn compiled(
        rules: Vec<Rule>,
        variants: &BTreeMap<char, String>,
        page: PageLexicon,
        threads: Threads,
    ) -> Result<Self, LexiconError> {
        let (mut lines, mut inlines) = (Vec::new(), Vec::new());
        for (at, rule) in rules.iter().enumerate() {
            let at = u16::try_from(at).map_err(|_| LexiconError::at(EMBEDDED.name, 0, "too many rules"))?;
            for pattern in &rule.patterns {
                if rule.shape == Shape::Inline {
                    inlines.push((at, pattern.as_str()));
                } else {
                    lines.push((at, rule, pattern.as_str()));
                }
            }
        }
        let codes = rules.iter().enumerate().map(|(at, rule)| (rule.code.clone(), at)).collect();
        let lines = LinePatterns::new(&lines, variants);
        Ok(Self { lines, inlines: InlinePatterns::new(&inlines, variants), codes, rules, page, threads })
    }

    /// What names and short lines of a web page give away.
    pub fn page(&self) -> &PageLexicon {
        &self.page
    }

    /// How comments are written.
    pub fn threads(&self) -> &Threads {
        &self.threads
    }

    /// Everything known about the rule with this code.
    pub fn rule(&self, code: &str) -> Option<&Rule> {
        self.index(code).map(|at| &self.rules[at])
    }

    /// The index of the rule with this code in [`rules`](Self::rules).
    pub fn index(&self, code: &str) -> Option<usize> {
        self.codes.get(code).copied()
    }

    /// All rules, in file order.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Indexes into [`rules`](Self::rules) of the line, opener and signal rules that match a
    /// block's trimmed `text` of `chars` characters; zones and needs are not looked at, and rules on
    /// demand not tried.
    pub fn matching(&self, text: &str, chars: usize) -> Vec<u16> {
        self.lines.matching(text, chars, || Glyphs::of(text))
    }

    /// The same for a text whose `glyphs` are known, and, if only some rules are `wanted`, for those whose
    /// place there is true.
    pub(crate) fn matching_among(
        &self,
        text: &str,
        chars: usize,
        glyphs: impl FnOnce() -> Glyphs,
        wanted: Option<&[bool]>,
    ) -> Vec<u16> {
        match wanted {
            Some(wanted) => self.lines.matching_few(text, chars, glyphs, wanted),
            None => self.lines.matching(text, chars, glyphs),
        }
    }

    /// True if the line, opener or signal rule at this index matches a block's trimmed `text` of
    /// `chars` characters; its zone and needs are not looked at.
    pub fn matches(&self, rule: usize, text: &str, chars: usize) -> bool {
        u16::try_from(rule).is_ok_and(|rule| self.lines.matches(rule, text, chars))
    }

    /// The inline rules that match in `text`, as indexes into [`rules`](Self::rules), with their
    /// compiled patterns, in file order. Only rules of which `applies` says so are tried.
    pub fn inline(&self, text: &str, applies: impl Fn(usize) -> bool) -> Vec<(usize, &Regex)> {
        self.inlines(applies).matching(text, Glyphs::of(text)).collect()
    }

    /// The patterns of those inline rules of which `applies` says so.
    pub(crate) fn inlines(&self, applies: impl Fn(usize) -> bool) -> Inlines<'_> {
        self.inlines.of(applies)
    }
}

impl Rule {
    /// Longest block text the rule looks at, in characters.
    pub fn limit(&self) -> usize {
        if self.max_chars == 0 { 60 } else { self.max_chars }
    }
}

fn line_at(text: &str, byte: usize) -> usize {
    text[..byte].matches('\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<NoiseRules, LexiconError> {
        NoiseRules::parse(&[LexiconFile { name: "t.toml", text }])
    }

    const RULE: &str = "[[rule]]\ncode = 'GY999'\nkind = 'copyright'\nphenomenon = 'x'\nshape = 'line'\n\
        patterns = ['版权[所归]有.*']\nreason = '“{text}”'\nreason-en = 'x'\n";

    #[test]
    fn embedded_rules_compile_and_are_explained() {
        let rules = NoiseRules::embedded().expect("embedded rules");
        assert!(rules.rules().len() > 40);
        for rule in rules.rules() {
            assert!(rule.code.len() == 5 && rule.code.starts_with("GY"), "{}", rule.code);
            assert!(!rule.reason.is_empty() && !rule.reason_en.is_empty(), "{}", rule.code);
            let alone = rule.shape == Shape::Line && rule.kind != RemovalKind::Greeting;
            assert!(!alone || !rule.removes.is_empty(), "{} has no example", rule.code);
        }
        let codes: Vec<&str> = rules.rules().iter().map(|rule| rule.code.as_str()).collect();
        assert!(codes.is_sorted(), "rules are sorted by code");
        let variants = variants().expect("embedded variants");
        for pattern in rules.rules().iter().flat_map(|rule| &rule.patterns) {
            compile(&widen(pattern, &variants)).unwrap_or_else(|error| panic!("{pattern}: {error}"));
        }
    }

    #[test]
    fn a_simplified_pattern_matches_traditional_text_and_the_whole_block() {
        let rules = parse(RULE).expect("valid");
        assert_eq!(rules.matching("版权所有 某公司", 8), [0]);
        assert_eq!(rules.matching("版權歸有 某公司", 8), [0]);
        assert!(rules.matching("本页版权所有", 6).is_empty(), "not from the first character");
        assert!(rules.matching("版权所有", 61).is_empty(), "longer than the rule looks");
    }

    #[test]
    fn a_reason_quotes_values_as_they_are() {
        let text = RULE.replace("“{text}”", "{count} 行“{text}”{里}");
        let rules = parse(&text).expect("valid");
        let values = [("text", "{count}：{text}"), ("count", "2"), ("count", "3")];
        assert_eq!(rules.rules()[0].reason_with(&values), "2 行“{count}：{text}”{里}");
    }

    #[test]
    fn later_files_add_and_take_out() {
        let second = RULE.replace("GY999", "GY998").replace("[[rule]]", "without = ['GY999']\n[[rule]]");
        let rules = NoiseRules::parse(&[
            LexiconFile { name: "a.toml", text: RULE },
            LexiconFile { name: "b.toml", text: &second },
        ]);
        let rules = rules.expect("valid");
        assert!(rules.rule("GY999").is_none() && rules.rule("GY998").is_some());
    }

    #[test]
    fn errors_name_file_and_line() {
        let twice = format!("{RULE}{RULE}");
        assert!(parse(&twice).expect_err("twice").message.contains("twice"));
        let asked = RULE.replace("patterns", "on-demand = true\npatterns");
        assert!(parse(&asked).expect_err("no signal").message.contains("GY999"));
        let broken = RULE.replace("版权[所归]有.*", "版权(");
        assert!(parse(&broken).expect_err("pattern").message.contains("GY999"));
        assert_eq!(parse("\n\nrule = 3").expect_err("shape").line, 3);
    }
}
