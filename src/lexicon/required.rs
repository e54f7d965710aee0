//! What a text must contain for a pattern to match it.
//!
//! A few hundred patterns cannot be tried on every line. Most of them name words; one
//! Aho-Corasick pass over those words tells which patterns are worth trying. This file reads a
//! pattern far enough to find the words, and gives up (`None`) rather than guess.

use std::iter::Peekable;
use std::str::Chars;

/// Literals of which every text that matches `pattern` contains at least one (letters of ASCII in
/// either case); `None` if no such set of usable literals was found. Words only: at least one Han
/// character or two bytes.
pub(super) fn literals(pattern: &str) -> Option<Vec<String>> {
    let mut chars = pattern.chars().peekable();
    let found = alternation(&mut chars)?;
    chars.next().is_none().then_some(found)
}

/// Characters that are in nearly every text and tell nothing.
const EVERYWHERE: [char; 7] = ['\u{a0}', '，', '。', '、', '；', '：', '”'];

/// Reads up to the closing bracket or the end: every branch must name something.
fn alternation(chars: &mut Peekable<Chars<'_>>) -> Option<Vec<String>> {
    let mut all = Some(Vec::new());
    loop {
        let branch = concatenation(chars);
        all = match (all, branch) {
            (Some(mut all), Some(branch)) => {
                all.extend(branch);
                Some(all)
            }
            _ => None,
        };
        if chars.peek() == Some(&'|') {
            chars.next();
        } else {
            return all;
        }
    }
}

/// The literals of one branch: those of its strongest part.
fn concatenation(chars: &mut Peekable<Chars<'_>>) -> Option<Vec<String>> {
    let mut best: Option<Vec<String>> = None;
    let mut run = String::new();
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
                Atom::Group(inner)
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
        match atom {
            Atom::Char(c) if !optional => {
                run.push(c);
                if repeated {
                    best = stronger(best, flush(&mut run));
                }
            }
            Atom::Group(inner) => {
                best = stronger(best, flush(&mut run));
                best = stronger(best, inner.filter(|_| !optional));
            }
            Atom::Nothing => {}
            _ => best = stronger(best, flush(&mut run)),
        }
    }
    stronger(best, flush(&mut run))
}

enum Atom {
    Char(char),
    Group(Option<Vec<String>>),
    Any,
    Nothing,
}

fn flush(run: &mut String) -> Option<Vec<String>> {
    (!run.is_empty()).then(|| vec![std::mem::take(run)])
}

/// The set whose weakest literal tells more. A literal of one ASCII byte is worth nothing.
fn stronger(a: Option<Vec<String>>, b: Option<Vec<String>>) -> Option<Vec<String>> {
    let strength = |set: &Option<Vec<String>>| {
        let weakest = set.as_ref().and_then(|set| set.iter().map(|word| worth(word)).min()).unwrap_or(0);
        (weakest, std::cmp::Reverse(set.as_ref().map_or(0, Vec::len)))
    };
    let better = if strength(&b) > strength(&a) { b } else { a };
    better.filter(|set| set.iter().all(|literal| literal.len() > 1))
}

/// How much a literal tells: its length up to two Han characters, little for what is everywhere.
fn worth(word: &str) -> usize {
    let mut chars = word.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) if EVERYWHERE.contains(&c) => 1,
        _ => word.len().clamp(2, 6),
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
    use super::literals;

    fn set(pattern: &str) -> Option<Vec<String>> {
        literals(pattern)
    }

    #[test]
    fn the_strongest_part_of_each_branch_is_named() {
        assert_eq!(set("版权[所归]有.*"), Some(vec!["版权".into()]));
        assert_eq!(set("(?:上|下)一(?:篇|页)?"), Some(vec!["一".into()]));
        assert_eq!(set("立即(?:申请|报名)"), Some(vec!["立即".into()]));
        assert_eq!(set(".*(?:扫码|长按).{0,9}"), Some(vec!["扫码".into(), "长按".into()]));
        assert_eq!(set("share(?: this)?|tweet"), Some(vec!["share".into(), "tweet".into()]));
    }

    #[test]
    fn optional_parts_and_bare_classes_promise_nothing() {
        for pattern in ["(?:版权)?[0-9]+", r"\d{4}-\d{2}", "版权|.*", "a*", "[版权]+", "(?:甲乙|.)丙?"]
        {
            assert_eq!(set(pattern), None, "{pattern}");
        }
        assert_eq!(set("分享?到"), Some(vec!["分".into()]));
    }
}
