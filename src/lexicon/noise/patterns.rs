//! The patterns of noise rules, ready to be tried on many blocks.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use memchr::memmem::Finder;
use regex::{Regex, RegexBuilder, bytes};
use regex_syntax::hir::Hir;

use super::super::glyphs::{Glyphs, Kinds};
use super::super::matcher::{Matcher, Subject};
use super::super::required;
use super::super::signature::Signature;
use super::super::syntax::parse;
use super::Rule;
use super::forms::{forms, widen};
use super::index::Index;

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

/// One pattern of a line, opener or signal rule.
#[derive(Clone, Debug)]
struct LinePattern {
    rule: u16,
    /// The longest text, in characters, it looks at.
    limit: usize,
    /// It is not among those that every text is tried on.
    on_demand: bool,
    /// The pattern as it was parsed; `None` never happens to patterns that were checked when read.
    parsed: OnceLock<Option<Hir>>,
    /// What texts it can match, read when a text first asks.
    signatures: OnceLock<Vec<Signature>>,
    /// The pattern itself, read when a text has such a signature; `None` if only `regex` can tell.
    matcher: OnceLock<Option<Matcher>>,
    regex: Lazy<bytes::Regex>,
}

/// A text that patterns are tried on.
struct Tried<'a> {
    text: &'a str,
    chars: usize,
    /// What it is made of, looked at when that is first asked.
    glyphs: OnceCell<Glyphs>,
    /// The same as matchers look at it; `None` for a text too long for them.
    subject: OnceCell<Option<Subject<'a>>>,
}

impl<'a> Tried<'a> {
    fn new(text: &'a str, chars: usize) -> Self {
        Self { text, chars, glyphs: OnceCell::new(), subject: OnceCell::new() }
    }

    /// The same for a text whose `glyphs` are known.
    fn of(text: &'a str, chars: usize, glyphs: Glyphs) -> Self {
        Self { glyphs: OnceCell::from(glyphs), ..Self::new(text, chars) }
    }

    fn glyphs(&self) -> Glyphs {
        *self.glyphs.get_or_init(|| Glyphs::of(self.text))
    }
}

impl LinePattern {
    fn parsed(&self) -> Option<&Hir> {
        self.parsed.get_or_init(|| parse(&self.regex.pattern)).as_ref()
    }

    fn signatures(&self) -> &[Signature] {
        self.signatures.get_or_init(|| Signature::all_of(self.parsed()))
    }

    /// False for a text that it does not match for sure.
    fn may_match(&self, tried: &Tried<'_>) -> bool {
        tried.chars <= self.limit
            && self.signatures().iter().any(|signature| signature.admits(tried.glyphs(), tried.chars))
    }

    /// Whether it matches a text that it may match.
    fn matches(&self, tried: &Tried<'_>) -> bool {
        let matcher = self.matcher.get_or_init(|| Matcher::new(self.parsed()?));
        let subject = tried.subject.get_or_init(|| Subject::of(tried.text));
        let told = matcher.as_ref().zip(subject.as_ref()).and_then(|(matcher, text)| matcher.matches(text));
        told.unwrap_or_else(|| {
            self.regex.get(line).is_some_and(|regex| regex.is_match(tried.text.as_bytes()))
        })
    }
}

/// The patterns of line, opener and signal rules.
#[derive(Clone, Debug, Default)]
pub(super) struct LinePatterns {
    patterns: Vec<LinePattern>,
    all: Index,
    /// Those of a few rules, made when a text is first tried on these alone.
    few: OnceLock<(Vec<bool>, Index)>,
    /// Those of each rule that a text is tried on alone, made when it first is.
    by_rule: Vec<OnceLock<Index>>,
    longest: usize,
}

impl LinePatterns {
    /// Takes patterns, each with its rule and the index of that.
    pub(super) fn new(patterns: &[(u16, &Rule, &str)], variants: &BTreeMap<char, String>) -> Self {
        let mut out = Self::default();
        let mut worded = Vec::with_capacity(patterns.len());
        for (at, (index, rule, pattern)) in patterns.iter().enumerate() {
            if !rule.on_demand {
                let words = required::literals(pattern)
                    .map(|words| words.iter().flat_map(|word| forms(word, variants)).collect());
                worded.push((u16::try_from(at).unwrap_or(u16::MAX), words));
            }
            let regex = Lazy::new(format!("^(?:{})$", by_bytes(&widen(pattern, variants))));
            let (parsed, signatures, matcher) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
            let limit = rule.limit();
            out.patterns.push(LinePattern {
                rule: *index,
                limit,
                on_demand: rule.on_demand,
                parsed,
                signatures,
                matcher,
                regex,
            });
            out.longest = out.longest.max(limit);
        }
        out.all = Index::new(&worded);
        let rules = out.patterns.iter().map(|pattern| usize::from(pattern.rule) + 1).max().unwrap_or(0);
        out.by_rule.resize_with(rules, OnceLock::new);
        out
    }

    /// Indexes of the rules that match the whole `text` of `chars` characters, those on demand aside.
    pub(super) fn matching(&self, text: &str, chars: usize, glyphs: impl FnOnce() -> Glyphs) -> Vec<u16> {
        // A text longer than any rule looks at is told by its length alone.
        if chars > self.longest || text.is_empty() {
            return Vec::new();
        }
        self.tried(&self.all, &Tried::of(text, chars, glyphs()))
    }

    /// The same for few rules: those whose place in `wanted` is true.
    pub(super) fn matching_few(
        &self,
        text: &str,
        chars: usize,
        glyphs: impl FnOnce() -> Glyphs,
        wanted: &[bool],
    ) -> Vec<u16> {
        if chars > self.longest || text.is_empty() {
            return Vec::new();
        }
        let is_wanted = |rule: u16| wanted[usize::from(rule)];
        let (known, few) = self.few.get_or_init(|| {
            (wanted.to_vec(), self.all.only(|at| is_wanted(self.patterns[usize::from(at)].rule)))
        });
        // Callers that want other rules than the first one did are right, if slower.
        let index = if known == wanted { few } else { &self.all };
        let mut hits = self.tried(index, &Tried::of(text, chars, glyphs()));
        hits.retain(|&rule| is_wanted(rule));
        hits
    }

    /// Where to find the patterns of one rule.
    fn of_rule(&self, rule: usize) -> &Index {
        let own = |pattern: u16| usize::from(self.patterns[usize::from(pattern)].rule) == rule;
        self.by_rule[rule].get_or_init(|| self.all.only(own))
    }

    fn tried(&self, index: &Index, tried: &Tried<'_>) -> Vec<u16> {
        let pattern = |at: u16| &self.patterns[usize::from(at)];
        let index = index.for_length(tried.chars, |at| pattern(at).limit);
        let ends = |at| Signature::ends(pattern(at).signatures());
        let candidates =
            index.candidates(tried.text, || tried.glyphs(), ends, |at| pattern(at).may_match(tried));
        let mut hits = Vec::new();
        for pattern in candidates.into_iter().map(pattern) {
            if hits.last() != Some(&pattern.rule) && pattern.matches(tried) {
                hits.push(pattern.rule);
            }
        }
        hits
    }

    /// True if a pattern of this rule matches the whole `text` of `chars` characters.
    pub(super) fn matches(&self, rule: u16, text: &str, chars: usize) -> bool {
        let of_rule = self.patterns.partition_point(|pattern| pattern.rule < rule);
        let mut patterns = self.patterns[of_rule..].iter().take_while(|pattern| pattern.rule == rule);
        if text.is_empty() || patterns.clone().all(|pattern| pattern.limit < chars) {
            return false;
        }
        let tried = Tried::new(text, chars);
        if patterns.clone().any(|pattern| !pattern.on_demand) {
            return !self.tried(self.of_rule(usize::from(rule)), &tried).is_empty();
        }
        patterns.any(|pattern| pattern.may_match(&tried) && pattern.matches(&tried))
    }
}

/// One pattern of an inline rule.
#[derive(Clone, Debug)]
struct InlinePattern {
    rule: u16,
    /// What its matches are like, read when a text first asks.
    signatures: OnceLock<Vec<Signature>>,
    /// A text that it matches in holds a word of each of these sets.
    words: OnceLock<Vec<Vec<Finder<'static>>>>,
    regex: Lazy<Regex>,
}

impl InlinePattern {
    fn signatures(&self) -> &[Signature] {
        self.signatures.get_or_init(|| Signature::all_of(parse(&self.regex.pattern).as_ref()))
    }

    /// False for a text made of `glyphs` in which it matches nothing for sure.
    fn may_be_in(&self, glyphs: Glyphs) -> bool {
        self.signatures().iter().any(|signature| signature.may_be_in(glyphs))
    }

    /// False for a text that holds none of the words of its matches.
    fn is_worded(&self, text: &str) -> bool {
        // What is a class by now, for Traditional characters, is none of them; letters come in either case.
        let words = self.words.get_or_init(|| {
            let sets = required::all(&self.regex.pattern).into_iter();
            sets.filter(|set| !set.iter().any(|word| word.contains(|c: char| c.is_ascii_alphabetic())))
                .map(|set| set.iter().map(|word| Finder::new(word).into_owned()).collect())
                .collect()
        });
        words.iter().all(|set| set.iter().any(|word| word.find(text.as_bytes()).is_some()))
    }

    /// The pattern, if it matches in a text that is made of `glyphs`, or of some of them.
    fn matching(&self, text: &str, glyphs: Glyphs) -> Option<&Regex> {
        let likely = self.may_be_in(glyphs) && self.is_worded(text);
        let regex = if likely { self.regex.get(compile) } else { None };
        regex.filter(|regex| regex.is_match(text))
    }
}

/// The patterns of inline rules.
#[derive(Clone, Debug, Default)]
pub(super) struct InlinePatterns(Vec<InlinePattern>);

impl InlinePatterns {
    /// Takes patterns, each with the index of its rule.
    pub(super) fn new(patterns: &[(u16, &str)], variants: &BTreeMap<char, String>) -> Self {
        let patterns = patterns.iter().map(|&(rule, pattern)| {
            let regex = Lazy::new(widen(pattern, variants));
            InlinePattern { rule, signatures: OnceLock::new(), words: OnceLock::new(), regex }
        });
        Self(patterns.collect())
    }

    /// The patterns of rules that `applies`, to be looked for in many texts.
    pub(super) fn of(&self, applies: impl Fn(usize) -> bool) -> Inlines<'_> {
        let patterns: Vec<_> = self.0.iter().filter(|pattern| applies(usize::from(pattern.rule))).collect();
        let needed =
            |pattern: &&InlinePattern| pattern.signatures().iter().fold(0, |all, one| all | one.needed());
        Inlines { needed: patterns.iter().map(needed).collect(), patterns }
    }
}

/// The patterns of some inline rules.
#[derive(Clone, Debug)]
pub(crate) struct Inlines<'r> {
    patterns: Vec<&'r InlinePattern>,
    /// Of each of them, kinds of characters of which one is in every text that it matches in.
    needed: Vec<Kinds>,
}

impl<'r> Inlines<'r> {
    /// False for a text made of `glyphs`, or of some of them, in which none matches for sure.
    pub(crate) fn may_be_in(&self, glyphs: Glyphs) -> bool {
        self.likely(glyphs).any(|pattern| pattern.may_be_in(glyphs))
    }

    /// Those that a look at one condition of each does not rule out.
    fn likely(&self, glyphs: Glyphs) -> impl Iterator<Item = &'r InlinePattern> {
        let all = glyphs.all();
        let each = self.patterns.iter().zip(&self.needed);
        each.filter(move |&(_, needed)| all & needed != 0).map(|(&pattern, _)| pattern)
    }

    /// Those that match in `text`, with the indexes of their rules, in order. The text is made of `glyphs`, or of
    /// some of them.
    pub(crate) fn matching(&self, text: &str, glyphs: Glyphs) -> impl Iterator<Item = (usize, &'r Regex)> {
        let matching = move |pattern: &'r InlinePattern| {
            Some((usize::from(pattern.rule), pattern.matching(text, glyphs)?))
        };
        self.likely(glyphs).filter_map(matching)
    }
}

fn line(pattern: &str) -> Result<bytes::Regex, regex::Error> {
    bytes::RegexBuilder::new(pattern).case_insensitive(true).build()
}

/// A widened pattern of an inline rule.
pub(super) fn compile(pattern: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(pattern).case_insensitive(true).build()
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
    use super::super::NoiseRules;
    use super::*;

    #[test]
    fn patterns_are_parsed_for_either_case() {
        let rules = NoiseRules::embedded().expect("embedded rules");
        for pattern in &rules.lines.patterns {
            let mut parser = regex_syntax::ParserBuilder::new().utf8(false).case_insensitive(true).build();
            assert_eq!(pattern.parsed(), parser.parse(&pattern.regex.pattern).ok().as_ref());
        }
    }

    #[test]
    fn walking_a_pattern_says_what_the_engine_says() {
        let rules = NoiseRules::embedded().expect("embedded rules");
        let examples = rules.rules().iter().flat_map(|rule| rule.removes.iter().chain(&rule.keeps));
        let texts: Vec<&str> = examples.flat_map(|text| text.split('⏎')).map(str::trim).collect();
        let (mut walked, mut found) = (0, 0);
        for pattern in &rules.lines.patterns {
            for text in texts.iter().filter(|text| !text.is_empty()) {
                let tried = Tried::new(text, text.chars().count());
                if !pattern.signatures().iter().any(|one| one.admits(tried.glyphs(), tried.chars)) {
                    continue;
                }
                let regex = pattern.regex.get(line).expect("shipped patterns compile");
                let matches = regex.is_match(text.as_bytes());
                assert_eq!(pattern.matches(&tried), matches, "{} on {text}", pattern.regex.pattern);
                walked += usize::from(pattern.matcher.get().is_some_and(Option::is_some));
                found += usize::from(matches);
            }
        }
        assert!(found > 150 && walked > 10 * found, "{found} of {walked}");
    }
}
