//! What a text must contain for a pattern to match it.
//!
//! A few hundred patterns cannot be tried on every line. Most of them name words; one
//! pass over a text tells which words are in it, and so which patterns are worth trying. This file reads a
//! pattern far enough to find the words, and gives up (`None`) rather than guess.

use std::iter::Peekable;
use std::str::Chars;

/// Literals of which every text that matches `pattern` contains at least one (letters of ASCII in
/// either case); `None` if no such set of usable literals was found. Words only: at least one Han
/// character or two bytes.
pub(super) fn literals(pattern: &str) -> Option<Vec<String>> {
    strongest(all(pattern))
}

/// Sets of such literals: every text that matches `pattern` contains one of each.
pub(super) fn all(pattern: &str) -> Vec<Vec<String>> {
    let mut chars = pattern.chars().peekable();
    let found = alternation(&mut chars).holds;
    if chars.next().is_none() { found } else { Vec::new() }
}

/// Characters that are in nearly every text and tell nothing.
const EVERYWHERE: [char; 7] = ['\u{a0}', '，', '。', '、', '；', '：', '”'];

/// Most literals that a part is written out as.
const MOST: usize = 32;

/// What a part of a pattern says of the texts that it matches.
struct Part {
    /// Each holds one of the literals of each of these sets.
    holds: Vec<Vec<String>>,
    /// Each is one of these.
    is: Option<Vec<String>>,
}

/// Reads up to the closing bracket or the end: every branch must name something.
fn alternation(chars: &mut Peekable<Chars<'_>>) -> Part {
    let mut all = concatenation(chars);
    let both = |all: Option<Vec<String>>, more: Option<Vec<String>>| {
        let (mut all, more) = all.zip(more)?;
        all.extend(more);
        Some(all)
    };
    while chars.next_if_eq(&'|').is_some() {
        let branch = concatenation(chars);
        let holds = both(strongest(all.holds), strongest(branch.holds)).into_iter().collect();
        all = Part { holds, is: both(all.is, branch.is) };
    }
    all
}

/// The literals of one branch: those of each of its parts.
fn concatenation(chars: &mut Peekable<Chars<'_>>) -> Part {
    let mut holds: Vec<Vec<String>> = Vec::new();
    let mut run = Run::default();
    let mut whole = true;
    while let Some(&c) = chars.peek() {
        if matches!(c, '|' | ')') {
            break;
        }
        chars.next();
        let atom = match c {
            '^' | '$' => continue,
            '(' => {
                skip_group_head(chars);
                let inner = alternation(chars);
                chars.next();
                Atom::Part(inner)
            }
            '[' => {
                skip_class(chars);
                Atom::Any
            }
            '.' => Atom::Any,
            '\\' => escape(chars),
            c => Atom::Char(c),
        };
        let (optional, repeated) = quantifier(chars);
        let part = match atom {
            // As nearly all are.
            Atom::Char(c) if !optional && !repeated => {
                run.0.iter_mut().for_each(|run| run.push(c));
                continue;
            }
            Atom::Nothing => continue,
            Atom::Any => Part { holds: Vec::new(), is: None },
            Atom::Char(c) => Part { holds: vec![vec![c.to_string()]], is: Some(vec![c.to_string()]) },
            Atom::Part(part) => part,
        };
        let Some(mut is) = part.is.filter(|is| !repeated && is.len() < MOST) else {
            whole = false;
            holds.extend(run.flush());
            holds.extend(part.holds.into_iter().filter(|_| !optional));
            continue;
        };
        if optional {
            is.push(String::new());
        }
        if run.0.len() * is.len() > MOST {
            whole = false;
            holds.extend(run.flush());
        }
        run.go_on(&is);
    }
    let is = whole.then(|| run.0.clone());
    holds.extend(run.flush());
    holds.retain(|set| set.iter().all(|literal| literal.len() > 1));
    Part { holds, is }
}

enum Atom {
    Char(char),
    Part(Part),
    Any,
    Nothing,
}

/// What stands in a row, in every way in which it can be written out.
struct Run(Vec<String>);

impl Default for Run {
    fn default() -> Self {
        Self(vec![String::new()])
    }
}

impl Run {
    fn go_on(&mut self, next: &[String]) {
        let all = self.0.iter().flat_map(|run| next.iter().map(move |next| [&**run, next].concat()));
        self.0 = all.collect();
    }

    /// Begins anew. The literals so far, but for those that hold another; `None` if one is empty.
    fn flush(&mut self) -> Option<Vec<String>> {
        let mut literals = std::mem::take(self).0;
        literals.sort_by_key(String::len);
        let mut kept: Vec<String> = Vec::new();
        for literal in literals {
            if !kept.iter().any(|known| literal.contains(known.as_str())) {
                kept.push(literal);
            }
        }
        kept.iter().all(|literal| !literal.is_empty()).then_some(kept)
    }
}

/// The set whose weakest literal tells most, of several such the smallest.
fn strongest(sets: Vec<Vec<String>>) -> Option<Vec<String>> {
    let strength = |set: &Vec<String>| {
        (set.iter().map(|word| worth(word)).min().unwrap_or(0), std::cmp::Reverse(set.len()))
    };
    sets.into_iter().reduce(|best, set| if strength(&set) > strength(&best) { set } else { best })
}

/// How much a literal tells: its length up to three Han characters, little for what is everywhere.
fn worth(word: &str) -> usize {
    let mut chars = word.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) if EVERYWHERE.contains(&c) => 1,
        _ => word.len().clamp(2, 9),
    }
}

/// `?:`, `?P<name>`, `?<name>` after an opening bracket.
fn skip_group_head(chars: &mut Peekable<Chars<'_>>) {
    if chars.peek() == Some(&'?') {
        chars.next();
        while chars.next().is_some_and(|c| !matches!(c, ':' | '>')) {}
    }
}

/// Skips a class up to its closing bracket.
fn skip_class(chars: &mut Peekable<Chars<'_>>) {
    while let Some(c) = chars.next() {
        match c {
            ']' => return,
            '\\' => drop(escape(chars)),
            _ => {}
        }
    }
}

fn escape(chars: &mut Peekable<Chars<'_>>) -> Atom {
    match chars.next() {
        Some('b' | 'B') => Atom::Nothing,
        Some(kind @ ('p' | 'P' | 'u')) => {
            let mut name = String::new();
            if chars.peek() == Some(&'{') {
                name.extend(chars.by_ref().skip(1).take_while(|&c| c != '}'));
            }
            let code = u32::from_str_radix(&name, 16).ok().filter(|_| kind == 'u');
            code.and_then(char::from_u32).map_or(Atom::Any, Atom::Char)
        }
        Some('x') => {
            chars.nth(1);
            Atom::Any
        }
        Some(c) if c.is_ascii_alphanumeric() => Atom::Any,
        Some(c) => Atom::Char(c),
        None => Atom::Any,
    }
}

/// Whether the atom just read may be absent, and whether it may come more than once.
fn quantifier(chars: &mut Peekable<Chars<'_>>) -> (bool, bool) {
    let found = match chars.peek() {
        Some('?') => (true, false),
        Some('*') => (true, true),
        Some('+') => (false, true),
        Some('{') => {
            let mut ahead = chars.clone();
            ahead.next();
            let absent = ahead.next() == Some('0');
            chars.find(|&c| c == '}');
            if chars.peek() == Some(&'?') {
                chars.next();
            }
            return (absent, true);
        }
        _ => return (false, false),
    };
    chars.next();
    if chars.peek() == Some(&'?') {
        chars.next();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{all, literals};

    fn set(pattern: &str) -> Option<Vec<String>> {
        literals(pattern)
    }

    #[test]
    fn the_strongest_part_of_each_branch_is_named() {
        assert_eq!(set("版权[所归]有.*"), Some(vec!["版权".into()]));
        assert_eq!(set("(?:上|下)一(?:篇|页)?"), Some(vec!["上一".into(), "下一".into()]));
        assert_eq!(set("我(?:有|的).{0,9}(?:课程|证)"), Some(vec!["我有".into(), "我的".into()]));
        assert_eq!(set("立即(?:申请|报名)"), Some(vec!["立即申请".into(), "立即报名".into()]));
        assert_eq!(set(".*(?:扫码|长按).{0,9}"), Some(vec!["扫码".into(), "长按".into()]));
        assert_eq!(set("share(?: this)?|tweet"), Some(vec!["share".into(), "tweet".into()]));
    }

    #[test]
    fn every_part_names_something() {
        let pattern = r"\[[^]]*\]\([^()]*(?:\{\{|<%)[^()]*\)(?:甲乙)?丙";
        assert_eq!(all(pattern), [vec!["]("], vec!["{{", "<%"], vec![")丙", ")甲乙丙"]]);
        assert!(all("(?:甲乙|[^乙])").is_empty());
    }

    #[test]
    fn optional_parts_and_bare_classes_promise_nothing() {
        for pattern in ["(?:版权)?[0-9]+", r"\d{4}-\d{2}", "版权|.*", "a*", "[版权]+", "(?:甲乙|.)丙?"]
        {
            assert_eq!(set(pattern), None, "{pattern}");
        }
        assert_eq!(set("分享?到"), Some(vec!["分到".into(), "分享到".into()]));
        assert_eq!(set("加(?:我们?|本号)"), Some(vec!["加我".into(), "加本号".into()]));
    }
}
