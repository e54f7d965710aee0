//! The lexicon of comment threads: dates, likes, floors and buttons as pages write them.

use std::cell::OnceCell;
use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};
use regex_syntax::hir::Hir;
use serde::Deserialize;

use super::glyphs::{Kinds, kind};
use super::matcher::{Matcher, Subject};
use super::signature::Signature;
use super::syntax;
use super::{LexiconError, LexiconFile};

/// The lexicon that ships with the crate.
pub const EMBEDDED: LexiconFile<'static> =
    LexiconFile { name: "threads.toml", text: include_str!("threads.toml") };

/// What a part of a comment's line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Field {
    /// What a page calls its author: a level, a role.
    Badge,
    /// Reply, report, unfold: no part of what the comment says.
    Button,
    /// When it was written.
    Date,
    /// Its number in the thread.
    Floor,
    /// What stands around a thread: its order, a form, what loads more of it.
    Frame,
    /// How many readers like it.
    Likes,
    /// Where its author is.
    Place,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    field: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: Field,
    patterns: Vec<String>,
    /// Lines with the value that is found at their end.
    #[serde(default)]
    #[cfg_attr(not(test), expect(dead_code, reason = "examples are for tests and readers"))]
    takes: Vec<(String, String)>,
    /// Lines in which nothing of this field is found.
    #[serde(default)]
    #[cfg_attr(not(test), expect(dead_code, reason = "examples are for tests and readers"))]
    leaves: Vec<String>,
}

/// Fields in the order in which they are tried: a date holds digits that could be likes.
const ORDER: [Field; 7] =
    [Field::Date, Field::Likes, Field::Place, Field::Floor, Field::Badge, Field::Button, Field::Frame];

/// The lexicon; its patterns are compiled when the first line that they might match asks for them.
#[derive(Clone, Debug)]
pub struct Threads {
    /// In the order in which they are tried.
    groups: Vec<Group>,
}

/// The patterns of one field.
#[derive(Clone, Debug)]
struct Group {
    field: Field,
    patterns: Vec<Pattern>,
    /// Kinds of characters that their matches begin and end with.
    ends: OnceLock<[Kinds; 2]>,
}

impl Group {
    fn ends(&self) -> [Kinds; 2] {
        *self.ends.get_or_init(|| {
            let ends = self.patterns.iter().map(Pattern::ends);
            ends.fold([0, 0], |[first, last], own| [first | own[0], last | own[1]])
        })
    }

    /// Of several patterns the longest match is meant.
    fn at_start<'a>(&self, line: &'a str, subject: &Forwards<'a>) -> Option<Found<'a>> {
        line.chars().next().filter(|&c| kind(c) & self.ends()[0] != 0)?;
        let found = self.patterns.iter().filter_map(|pattern| pattern.at_start(self.field, line, subject));
        found.max_by_key(|found| found.len)
    }

    fn at_end<'a>(&self, line: &'a str, subject: &Backwards) -> Option<Found<'a>> {
        (subject.kind & self.ends()[1] != 0).then_some(())?;
        let found = self.patterns.iter().filter_map(|pattern| pattern.at_end(self.field, line, subject));
        found.max_by_key(|found| found.len)
    }
}

/// One pattern.
#[derive(Clone, Debug)]
struct Pattern {
    text: String,
    /// The same as it was parsed; `None` never happens to checked patterns.
    parsed: OnceLock<Option<Hir>>,
    /// Kinds of characters that its matches begin and end with.
    ends: OnceLock<[Kinds; 2]>,
    /// Whether it matches at the start of a line, and at the end, where the engine need not be asked.
    start: OnceLock<Option<Matcher>>,
    end: OnceLock<Option<Matcher>>,
    /// The pattern at the start and at the end of a line; `None` never happens to checked patterns.
    at_start: OnceLock<Option<Regex>>,
    at_end: OnceLock<Option<Regex>>,
}

impl Pattern {
    fn new(text: String) -> Self {
        let (parsed, ends) = (OnceLock::new(), OnceLock::new());
        let (start, end) = (OnceLock::new(), OnceLock::new());
        let (at_start, at_end) = (OnceLock::new(), OnceLock::new());
        Self { text, parsed, ends, start, end, at_start, at_end }
    }

    fn parsed(&self) -> Option<&Hir> {
        self.parsed.get_or_init(|| syntax::parse(&self.text)).as_ref()
    }

    fn ends(&self) -> [Kinds; 2] {
        *self.ends.get_or_init(|| Signature::ends(&Signature::all_of(self.parsed())))
    }

    fn at_start<'a>(&self, field: Field, line: &'a str, subject: &Forwards<'a>) -> Option<Found<'a>> {
        line.chars().next().filter(|&c| kind(c) & self.ends()[0] != 0)?;
        let matcher = self.start.get_or_init(|| Matcher::new(self.parsed()?)).as_ref();
        may_match(matcher, subject.get_or_init(|| Subject::of(line)).as_ref()).then_some(())?;
        let regex = self.at_start.get_or_init(|| compile(&format!("^(?:{})", self.text)).ok());
        found(field, regex.as_ref()?, line)
    }

    fn at_end<'a>(&self, field: Field, line: &'a str, subject: &Backwards) -> Option<Found<'a>> {
        let last = subject.last.filter(|_| subject.kind & self.ends()[1] != 0)?;
        let matcher = self.end.get_or_init(|| Matcher::backwards(self.parsed()?)).as_ref();
        // Most lines are told by their last two characters.
        matcher.is_none_or(|matcher| matcher.may_begin(last, subject.before_last)).then_some(())?;
        let whole = subject.whole.get_or_init(|| Subject::backwards(line));
        may_match(matcher, whole.as_ref()).then_some(())?;
        let regex = self.at_end.get_or_init(|| compile(&format!("(?:{})$", self.text)).ok());
        found(field, regex.as_ref()?, line)
    }
}

/// A line as matchers look at it, made when the first of them asks.
type Forwards<'a> = OnceCell<Option<Subject<'a>>>;
/// The same with the last character first.
struct Backwards {
    last: Option<char>,
    /// The kind of that.
    kind: Kinds,
    before_last: Option<char>,
    whole: OnceCell<Option<Subject<'static>>>,
}

impl Backwards {
    fn of(line: &str) -> Self {
        let mut chars = line.chars().rev();
        let last = chars.next();
        Self { last, kind: last.map_or(0, kind), before_last: chars.next(), whole: OnceCell::new() }
    }
}

/// False if a pattern does not match for sure.
fn may_match(matcher: Option<&Matcher>, subject: Option<&Subject<'_>>) -> bool {
    matcher.zip(subject).and_then(|(matcher, subject)| matcher.matches(subject)).unwrap_or(true)
}

/// A field found at one end of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found<'a> {
    /// What it is.
    pub field: Field,
    /// Its value: the number of likes, the date, else the words themselves.
    pub value: &'a str,
    /// Bytes of the line that it takes.
    pub len: usize,
}

impl Threads {
    /// The embedded lexicon with the user's files called `threads.toml` on top.
    ///
    /// # Errors
    /// [`LexiconError`] for malformed TOML, an unknown field, or a pattern that does not compile.
    pub fn extended(user: &[LexiconFile<'_>]) -> Result<Self, LexiconError> {
        let own = user.iter().filter(|file| file.is_called(EMBEDDED.name)).copied();
        let group = |&field| Group { field, patterns: Vec::new(), ends: OnceLock::new() };
        let mut groups: Vec<Group> = ORDER.iter().map(group).collect();
        for (at, file) in std::iter::once(EMBEDDED).chain(own).enumerate() {
            for entry in parse(file)?.field {
                for pattern in entry.patterns {
                    // The shipped patterns compile, as a test shows.
                    if at > 0 {
                        compile(&pattern)
                            .map_err(|error| LexiconError::at(file.name, 0, error.to_string()))?;
                    }
                    let group = groups.iter_mut().find(|group| group.field == entry.name);
                    if let Some(group) = group {
                        group.patterns.push(Pattern::new(pattern));
                    }
                }
            }
        }
        Ok(Self { groups })
    }

    /// The number in the thread that `line` starts with, unless what stands there is another field that is
    /// tried before.
    pub fn floor_at_start<'a>(&self, line: &'a str) -> Option<Found<'a>> {
        let subject = OnceCell::new();
        let at = self.groups.iter().position(|group| group.field == Field::Floor)?;
        let found = self.groups[at].at_start(line, &subject)?;
        self.groups[..at].iter().all(|group| group.at_start(line, &subject).is_none()).then_some(found)
    }

    /// The date that `line` starts with.
    pub fn date_at_start<'a>(&self, line: &'a str) -> Option<Found<'a>> {
        let mut dates = self.groups.iter().filter(|group| group.field == Field::Date);
        dates.find_map(|group| group.at_start(line, &OnceCell::new()))
    }

    /// The field that `line` ends with.
    pub fn at_end<'a>(&self, line: &'a str) -> Option<Found<'a>> {
        let subject = Backwards::of(line);
        self.groups.iter().find_map(|group| group.at_end(line, &subject))
    }
}

fn found<'a>(field: Field, pattern: &Regex, line: &'a str) -> Option<Found<'a>> {
    let captures = pattern.captures(line)?;
    let whole = captures.get(0)?;
    let value = captures.iter().skip(1).flatten().next().unwrap_or(whole);
    (!whole.is_empty()).then(|| Found { field, value: value.as_str(), len: whole.len() })
}

fn parse(file: LexiconFile<'_>) -> Result<File, LexiconError> {
    toml::from_str(file.text).map_err(|error| {
        let line = error.span().map_or(0, |span| file.text[..span.start].matches('\n').count() + 1);
        LexiconError::at(file.name, line, error.message())
    })
}

fn compile(pattern: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(pattern).case_insensitive(true).build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_hold() {
        let threads = Threads::extended(&[]).expect("embedded");
        let file = parse(EMBEDDED).expect("embedded");
        assert_eq!(file.field.len(), 7);
        assert!(file.field.windows(2).all(|pair| pair[0].name < pair[1].name), "sorted");
        for entry in file.field {
            assert!(!entry.takes.is_empty() && !entry.leaves.is_empty());
            for (line, value) in entry.takes {
                let found = threads.at_end(&line).unwrap_or_else(|| panic!("nothing in {line}"));
                assert_eq!((found.field, found.value), (entry.name, value.as_str()), "{line}");
            }
            for line in entry.leaves {
                let subject = OnceCell::new();
                let at_start = threads.groups.iter().find_map(|group| group.at_start(&line, &subject));
                let ends = [at_start, threads.at_end(&line)];
                assert!(ends.iter().flatten().all(|found| found.field != entry.name), "{line}: {ends:?}");
            }
        }
        assert!(
            threads
                .groups
                .iter()
                .flat_map(|group| &group.patterns)
                .all(|pattern| compile(&pattern.text).is_ok()),
            "all compile"
        );
    }

    #[test]
    fn a_users_file_adds() {
        let text = "[[field]]\nname = 'likes'\npatterns = ['鼓掌(\\d+)']\n";
        let user = LexiconFile { name: "my/threads.toml", text };
        let threads = Threads::extended(&[user]).expect("valid");
        assert_eq!(threads.at_end("小满 鼓掌7").map(|found| found.value), Some("7"));
        let broken = LexiconFile { name: "threads.toml", text: &text.replace("(\\d+)", "(") };
        assert!(Threads::extended(&[broken]).is_err());
    }
}
