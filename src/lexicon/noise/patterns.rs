//! The patterns of noise rules, ready to be tried on many blocks.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use regex::bytes::{self, RegexSet, RegexSetBuilder};
use regex::{Regex, RegexBuilder};

use super::super::{LexiconError, LexiconFile, required, table};
use super::words::{Starts, Words};

const VARIANTS: LexiconFile<'static> =
    LexiconFile { name: "noise_variants.tsv", text: include_str!("../noise_variants.tsv") };

/// Upper bound of a compiled pattern set, in bytes; user files stay far below it.
const SET_SIZE: usize = 32 << 20;

/// A pattern that is compiled when a text first asks for it: most texts need few of the hundreds.
#[derive(Clone, Debug)]
struct Lazy<R> {
    pattern: String,
    compiled: OnceLock<Option<R>>,
}

impl<R> Lazy<R> {
    fn new(pattern: String) -> Self {
        Self { pattern, compiled: OnceLock::new() }
    }

    /// The compiled pattern; `None` never happens to patterns that were checked when read.
    fn get(&self, compile: impl FnOnce(&str) -> Result<R, regex::Error>) -> Option<&R> {
        self.compiled.get_or_init(|| compile(&self.pattern).ok()).as_ref()
    }
}

/// Several patterns, told apart in one pass by an automaton that is built at first use.
#[derive(Clone, Debug, Default)]
struct LazySet {
    patterns: Vec<String>,
    compiled: OnceLock<RegexSet>,
}

impl LazySet {
    /// Indexes of the patterns that match, in order.
    fn matching(&self, text: &[u8]) -> Vec<usize> {
        if self.patterns.is_empty() {
            return Vec::new();
        }
        let set = self.compiled.get_or_init(|| set(&self.patterns).unwrap_or_default());
        if set.is_match(text) { set.matches(text).into_iter().collect() } else { Vec::new() }
    }
}

/// The patterns of line, opener and signal rules.
#[derive(Clone, Debug, Default)]
pub(super) struct LinePatterns {
    /// Each pattern with the index of its rule and the longest text, in characters, it looks at.
    patterns: Vec<(u16, usize, Lazy<bytes::Regex>)>,
    words: Words,
    /// Patterns without words.
    bare: Wordless,
    longest: usize,
}

/// Patterns that are told apart by one set, and their indexes.
#[derive(Clone, Debug, Default)]
struct Wordless {
    set: LazySet,
    indexes: Vec<u16>,
}

impl Wordless {
    fn add(&mut self, at: u16, pattern: String) {
        self.set.patterns.push(pattern);
        self.indexes.push(at);
    }

    /// Adds the indexes of the patterns that match to `found`.
    fn matching(&self, text: &str, found: &mut Vec<u16>) {
        found.extend(self.set.matching(text.as_bytes()).into_iter().map(|at| self.indexes[at]));
    }
}

impl LinePatterns {
    /// Compiles patterns, each with the index of its rule and its longest text in characters.
    pub(super) fn new(patterns: &[(u16, usize, &str)], variants: &BTreeMap<char, String>) -> Self {
        let mut out = Self::default();
        for (at, (rule, limit, pattern)) in patterns.iter().enumerate() {
            let at = u16::try_from(at).unwrap_or(u16::MAX);
            let whole = format!("^(?:{})$", by_bytes(&widen(pattern, variants)));
            match required::literals(pattern) {
                Some(literals) => {
                    for form in literals.iter().flat_map(|literal| forms(literal, variants)) {
                        out.words.add(&form, at);
                    }
                }
                None => out.bare.add(at, whole.clone()),
            }
            out.patterns.push((*rule, *limit, Lazy::new(whole)));
            out.longest = out.longest.max(*limit);
        }
        out
    }

    /// Indexes of the rules that match the whole `text` of `chars` characters.
    pub(super) fn matching(&self, text: &str, chars: usize) -> Vec<u16> {
        // A text longer than any rule looks at is told by its length alone.
        if chars > self.longest || text.is_empty() {
            return Vec::new();
        }
        let mut candidates = Vec::new();
        self.words.candidates(text, &mut candidates);
        self.bare.matching(text, &mut candidates);
        let text = text.as_bytes();
        candidates.sort_unstable();
        candidates.dedup();
        let mut hits: Vec<u16> = candidates
            .into_iter()
            .map(|at| &self.patterns[usize::from(at)])
            .filter(|(_, limit, pattern)| {
                chars <= *limit && pattern.get(line).is_some_and(|pattern| pattern.is_match(text))
            })
            .map(|(rule, ..)| *rule)
            .collect();
        hits.dedup();
        hits
    }
}

/// The patterns of inline rules.
#[derive(Clone, Debug, Default)]
pub(super) struct InlinePatterns {
    /// Each pattern with the index of its rule.
    patterns: Vec<(u16, Lazy<Regex>)>,
    words: Words,
    starts: Starts,
    /// Patterns that name neither words nor marks.
    bare: Wordless,
}

impl InlinePatterns {
    /// Compiles patterns, each with the index of its rule.
    pub(super) fn new(patterns: &[(u16, &str)], variants: &BTreeMap<char, String>) -> Self {
        let mut out = Self::default();
        for (at, (rule, pattern)) in patterns.iter().enumerate() {
            let at = u16::try_from(at).unwrap_or(u16::MAX);
            let widened = widen(pattern, variants);
            match required::marks(pattern) {
                Some(marks) => {
                    for form in marks.iter().flat_map(|mark| forms(mark, variants)) {
                        out.starts.add(&form);
                        out.words.add(&form, at);
                    }
                }
                None => out.bare.add(at, by_bytes(&widened)),
            }
            out.patterns.push((*rule, Lazy::new(widened)));
        }
        out
    }

    /// The patterns that match in `text`, with the indexes of their rules, in order.
    pub(super) fn matching(&self, text: &str) -> Vec<(u16, &Regex)> {
        let mut candidates = Vec::new();
        if self.starts.are_in(text) {
            self.words.candidates(text, &mut candidates);
        }
        self.bare.matching(text, &mut candidates);
        candidates.sort_unstable();
        candidates.dedup();
        candidates
            .into_iter()
            .filter_map(|at| {
                let (rule, pattern) = &self.patterns[usize::from(at)];
                pattern.get(compile).filter(|pattern| pattern.is_match(text)).map(|pattern| (*rule, pattern))
            })
            .collect()
    }
}

fn line(pattern: &str) -> Result<bytes::Regex, regex::Error> {
    bytes::RegexBuilder::new(pattern).case_insensitive(true).build()
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

/// A widened pattern of an inline rule.
pub(super) fn compile(pattern: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(pattern).case_insensitive(true).build()
}

/// The Traditional forms of Simplified characters.
pub(super) fn variants() -> Result<BTreeMap<char, String>, LexiconError> {
    let rows = table::rows(VARIANTS, 2)?;
    Ok(rows
        .iter()
        .filter_map(|row| row.columns[0].chars().next().map(|key| (key, row.columns[1].to_owned())))
        .collect())
}

/// The pattern with every Simplified character widened to a class with its Traditional forms.
pub(super) fn widen(pattern: &str, variants: &BTreeMap<char, String>) -> String {
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
