//! Noise rules: what cleaning takes out, as data.
//!
//! A rule names a phenomenon, never a site. Most rules are patterns over one block; the others
//! hold the words, thresholds and explanation of evidence that code gathers over many blocks.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder};
use regex::bytes::{self, RegexSet, RegexSetBuilder};
use regex::{Regex, RegexBuilder};
use serde::Deserialize;

use super::{LexiconError, LexiconFile, required, table};
use crate::document::RemovalKind;

/// The rules that ship with the crate.
pub const EMBEDDED: LexiconFile<'static> =
    LexiconFile { name: "noise.toml", text: include_str!("noise.toml") };
const VARIANTS: LexiconFile<'static> =
    LexiconFile { name: "noise_variants.tsv", text: include_str!("noise_variants.tsv") };

/// Upper bound of a compiled pattern set, in bytes; user files stay far below it.
const SET_SIZE: usize = 32 << 20;

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

/// All rules, compiled. The default has none.
#[derive(Clone, Debug, Default)]
pub struct NoiseRules {
    rules: Vec<Rule>,
    lines: LinePatterns,
    inlines: RegexSet,
    inline_patterns: Vec<(u16, Regex)>,
}

/// The patterns of line, opener and signal rules.
#[derive(Clone, Debug, Default)]
struct LinePatterns {
    /// Each pattern with the index of its rule and the longest text, in characters, it looks at.
    patterns: Vec<(u16, usize, bytes::Regex)>,
    /// Words of which a text must hold one for a pattern to be tried.
    words: Option<AhoCorasick>,
    /// For each word, the patterns that it makes worth trying.
    of_word: Vec<Vec<u16>>,
    /// Patterns without such words, as one set, and their indexes.
    wordless: RegexSet,
    of_wordless: Vec<u16>,
    longest: usize,
}

impl Rule {
    /// The number called `name`, 0 if the file does not state it.
    pub fn threshold(&self, name: &str) -> f64 {
        self.thresholds.get(name).copied().unwrap_or(0.0)
    }

    /// The Chinese reason with `{name}` replaced by the values given.
    pub fn reason_with(&self, values: &[(&str, &str)]) -> String {
        values
            .iter()
            .fold(self.reason.clone(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
    }
}

impl NoiseRules {
    /// Reads rule files in order. A later file adds rules; `without = ["GY101"]` at its top takes
    /// earlier ones out. Patterns are case-insensitive, Simplified characters in them match their
    /// Traditional forms too, and `line`, `opener` and `signal` patterns must match a whole block.
    ///
    /// # Errors
    /// [`LexiconError`] with file and line for malformed TOML, a code used twice, a rule without
    /// the patterns its shape asks for, or a pattern that does not compile.
    pub fn parse(files: &[LexiconFile<'_>]) -> Result<Self, LexiconError> {
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
                for pattern in &rule.patterns {
                    compile(&widen(pattern, &variants))
                        .map_err(|error| fail(format!("rule {}: {error}", rule.code)))?;
                }
                rules.push(rule);
            }
        }
        Self::compiled(rules, &variants)
    }

    /// The rules that ship with the crate.
    ///
    /// # Errors
    /// None in a released build: a test parses them.
    pub fn embedded() -> Result<Self, LexiconError> {
        Self::parse(&[EMBEDDED])
    }

    /// The shipped rules with the user's files called `noise.toml` on top.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn extended(user: &[LexiconFile<'_>]) -> Result<Self, LexiconError> {
        let own = user.iter().filter(|file| file.is_called("noise.toml")).copied();
        Self::parse(&std::iter::once(EMBEDDED).chain(own).collect::<Vec<_>>())
    }

    fn compiled(rules: Vec<Rule>, variants: &BTreeMap<char, String>) -> Result<Self, LexiconError> {
        let fail = |error: regex::Error| LexiconError::at(EMBEDDED.name, 0, error.to_string());
        let mut lines = Vec::new();
        let (mut inlines, mut inline_patterns) = (Vec::new(), Vec::new());
        for (at, rule) in rules.iter().enumerate() {
            let at = u16::try_from(at).map_err(|_| LexiconError::at(EMBEDDED.name, 0, "too many rules"))?;
            for pattern in &rule.patterns {
                if rule.shape == Shape::Inline {
                    let pattern = widen(pattern, variants);
                    inline_patterns.push((at, compile(&pattern).map_err(fail)?));
                    inlines.push(by_bytes(&pattern));
                } else {
                    lines.push((at, rule.limit(), pattern.as_str()));
                }
            }
        }
        let lines = LinePatterns::compiled(&lines, variants).map_err(fail)?;
        Ok(Self { lines, inlines: set(&inlines).map_err(fail)?, inline_patterns, rules })
    }

    /// Everything known about the rule with this code.
    pub fn rule(&self, code: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.code == code)
    }

    /// All rules, in file order.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Indexes into [`rules`](Self::rules) of the line, opener and signal rules that match a
    /// block's trimmed `text` of `chars` characters; zones and needs are not looked at.
    pub fn matching(&self, text: &str, chars: usize) -> Vec<u16> {
        if chars > self.lines.longest || text.is_empty() {
            return Vec::new();
        }
        self.lines.matching(text.as_bytes(), chars)
    }

    /// The inline rules that match in `text`, with their compiled patterns, in file order.
    pub fn inline<'a>(&'a self, text: &str) -> Vec<(&'a Rule, &'a Regex)> {
        if !self.inlines.is_match(text.as_bytes()) {
            return Vec::new();
        }
        let found = self.inlines.matches(text.as_bytes());
        found
            .iter()
            .map(|at| {
                let (rule, pattern) = &self.inline_patterns[at];
                (&self.rules[usize::from(*rule)], pattern)
            })
            .collect()
    }
}

impl LinePatterns {
    fn compiled(
        patterns: &[(u16, usize, &str)],
        variants: &BTreeMap<char, String>,
    ) -> Result<Self, regex::Error> {
        let mut out = Self::default();
        let mut words: BTreeMap<String, Vec<u16>> = BTreeMap::new();
        let mut wordless = Vec::new();
        for (at, (rule, limit, pattern)) in patterns.iter().enumerate() {
            let at = u16::try_from(at).unwrap_or(u16::MAX);
            let whole = format!("^(?:{})$", by_bytes(&widen(pattern, variants)));
            match required::literals(pattern) {
                Some(literals) => {
                    for form in literals.iter().flat_map(|literal| forms(literal, variants)) {
                        words.entry(form).or_default().push(at);
                    }
                }
                None => {
                    wordless.push(whole.clone());
                    out.of_wordless.push(at);
                }
            }
            let compiled = bytes::RegexBuilder::new(&whole).case_insensitive(true).build()?;
            out.patterns.push((*rule, *limit, compiled));
            out.longest = out.longest.max(*limit);
        }
        out.wordless = set(&wordless)?;
        out.words = AhoCorasickBuilder::new().ascii_case_insensitive(true).build(words.keys()).ok();
        out.of_word = words.into_values().collect();
        Ok(out)
    }

    fn matching(&self, text: &[u8], chars: usize) -> Vec<u16> {
        let mut candidates: Vec<u16> = Vec::new();
        if let Some(words) = &self.words {
            for found in words.find_overlapping_iter(text) {
                candidates.extend(&self.of_word[found.pattern().as_usize()]);
            }
        }
        if self.wordless.is_match(text) {
            candidates.extend(self.wordless.matches(text).iter().map(|at| self.of_wordless[at]));
        }
        if candidates.is_empty() {
            return candidates;
        }
        candidates.sort_unstable();
        candidates.dedup();
        let mut hits: Vec<u16> = candidates
            .into_iter()
            .map(|at| &self.patterns[usize::from(at)])
            .filter(|(_, limit, pattern)| chars <= *limit && pattern.is_match(text))
            .map(|(rule, ..)| *rule)
            .collect();
        hits.dedup();
        hits
    }
}

fn set(patterns: &[String]) -> Result<RegexSet, regex::Error> {
    RegexSetBuilder::new(patterns).case_insensitive(true).size_limit(SET_SIZE).build()
}

/// The first characters of a word in every script: three characters tell enough.
fn forms(word: &str, variants: &BTreeMap<char, String>) -> Vec<String> {
    word.chars().take(3).fold(vec![String::new()], |forms, c| {
        let others = variants.get(&c).map_or("", String::as_str);
        std::iter::once(c)
            .chain(others.chars())
            .flat_map(|c| forms.iter().map(move |form| format!("{form}{c}")))
            .collect()
    })
}

impl Rule {
    /// Longest block text the rule looks at, in characters.
    pub fn limit(&self) -> usize {
        if self.max_chars == 0 { 60 } else { self.max_chars }
    }
}

fn compile(pattern: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(pattern).case_insensitive(true).build()
}

fn line_at(text: &str, byte: usize) -> usize {
    text[..byte].matches('\n').count() + 1
}

fn variants() -> Result<BTreeMap<char, String>, LexiconError> {
    let rows = table::rows(VARIANTS, 2)?;
    Ok(rows
        .iter()
        .filter_map(|row| row.columns[0].chars().next().map(|key| (key, row.columns[1].to_owned())))
        .collect())
}

/// The pattern with every Simplified character widened to a class with its Traditional forms.
fn widen(pattern: &str, variants: &BTreeMap<char, String>) -> String {
    let mut out = String::with_capacity(pattern.len() * 2);
    let (mut escaped, mut in_class) = (false, false);
    for c in pattern.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => in_class = true,
            ']' => in_class = false,
            _ => {
                if let Some(forms) = variants.get(&c) {
                    let (open, close) = if in_class { ("", "") } else { ("[", "]") };
                    out.extend([open, c.encode_utf8(&mut [0; 4]), forms, close]);
                    continue;
                }
            }
        }
        out.push(c);
    }
    out
}

/// The pattern over bytes: any-character and digit classes without Unicode tables, which keeps the
/// automata small and fast. The bounds of a run of any character are taken as Chinese, three bytes
/// each; Latin text gets the same bytes.
fn by_bytes(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut rest = pattern.chars().peekable();
    let mut in_class = false;
    while let Some(c) = rest.next() {
        match c {
            '\\' => match (rest.next(), in_class) {
                (Some('d'), false) => out.push_str("[0-9]"),
                (Some('d'), true) => out.push_str("0-9"),
                // A Unicode word boundary would force the slow engine on every line.
                (Some('b'), false) => out.push_str("(?-u:\\b)"),
                (Some('S'), false) => out.push_str("(?-u:[^ \\t])"),
                (Some(other), _) => out.extend(['\\', other]),
                (None, _) => out.push('\\'),
            },
            '.' if !in_class => {
                out.push_str("(?-u:.)");
                if rest.peek() == Some(&'{') {
                    let bounds: String = rest.by_ref().skip(1).take_while(|&c| c != '}').collect();
                    let (least, most) = bounds.split_once(',').unwrap_or((&bounds, &bounds));
                    let most = most.parse::<usize>().map_or(String::new(), |most| (3 * most).to_string());
                    out.push_str(&format!("{{{least},{most}}}"));
                }
            }
            _ => {
                in_class = match c {
                    '[' => true,
                    ']' => false,
                    _ => in_class,
                };
                out.push(c);
            }
        }
    }
    out
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
        let broken = RULE.replace("版权[所归]有.*", "版权(");
        assert!(parse(&broken).expect_err("pattern").message.contains("GY999"));
        assert_eq!(parse("\n\nrule = 3").expect_err("shape").line, 3);
    }
}
