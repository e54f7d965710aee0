//! The walk through a pattern along a text, with backtracking.

use regex_syntax::hir::Look;

use super::set::{Bytes, Set};
use super::subject::{INSIDE, OVER, width};
use super::{Matcher, Step, holds};

/// A pattern on its way through a text.
pub(super) struct Walk<'a> {
    pub(super) pattern: &'a Matcher,
    pub(super) bytes: &'a [u8],
    pub(super) kinds: &'a [u8],
    /// A line feed is among them, which most patterns stop at.
    pub(super) has_feeds: bool,
    /// Ways that may still be tried.
    pub(super) tries: u32,
    /// How many may still be tried inside of one another.
    pub(super) depth: u32,
}

impl Walk<'_> {
    /// False if no text that goes on at `at` matches from `step` on.
    #[inline(always)]
    fn may(&self, step: usize, at: usize) -> bool {
        match self.kinds.get(at) {
            Some(&kind) => {
                holds(self.pattern.first[step], kind) && holds(self.pattern.second[step], self.after(at))
            }
            None => self.pattern.over[step],
        }
    }

    /// The kind of the character behind the one that begins at `at`.
    #[inline]
    fn after(&self, at: usize) -> u8 {
        match self.bytes[at] {
            0x80..0xC0 => INSIDE,
            first => self.kinds.get(at + width(first)).copied().unwrap_or(OVER),
        }
    }

    /// Those ways from a choice on that a text may take which goes on at `at`.
    #[inline]
    fn ways<'s>(&self, choice: &'s Step, at: usize) -> &'s [usize] {
        match choice {
            Step::Ways(ways) => ways,
            Step::Sorted(sorted) => {
                &sorted[self.kinds.get(at).map_or(sorted.len() - 1, |&kind| usize::from(kind))]
            }
            _ => &[],
        }
    }

    /// Whether what is left of the text matches from `step` on; `None` if that takes too long to say.
    pub(super) fn walk(&mut self, step: usize, at: usize) -> Option<bool> {
        self.depth = self.depth.checked_sub(1)?;
        let found = self.follow(step, at);
        self.depth += 1;
        found
    }

    fn follow(&mut self, mut step: usize, mut at: usize) -> Option<bool> {
        let pattern = self.pattern;
        loop {
            self.tries = self.tries.checked_sub(1)?;
            if !self.may(step, at) {
                return Some(false);
            }
            match &pattern.steps[step] {
                Step::Literal(literal) => {
                    if !self.bytes[at..].starts_with(literal) {
                        return Some(false);
                    }
                    at += literal.len();
                    step += 1;
                }
                Step::Run { set, least, most } => {
                    for _ in 0..*least {
                        let Some(next) = set.step(self.bytes, at) else { return Some(false) };
                        at = next;
                    }
                    return match set {
                        Set::Byte(set) if !holds(pattern.first[step + 1], INSIDE) => {
                            self.bytes_run(set, (most - least) as usize, step + 1, at)
                        }
                        _ => self.run(set, most - least, step + 1, at),
                    };
                }
                choice @ (Step::Ways(_) | Step::Sorted(_)) => {
                    let Some((last, others)) = self.ways(choice, at).split_last() else { return Some(false) };
                    for &way in others {
                        if self.may(way, at) && self.walk(way, at)? {
                            return Some(true);
                        }
                    }
                    step = *last;
                }
                Step::Jump(to) => step = *to,
                Step::Look(look) => {
                    if !looks(*look, self.bytes, at) {
                        return Some(false);
                    }
                    step += 1;
                }
                Step::End => return Some(true),
            }
        }
    }

    /// Goes on at `next` after up to `more` of `set`, the fewest first.
    fn run(&mut self, set: &Set, mut more: u32, next: usize, mut at: usize) -> Option<bool> {
        loop {
            if self.may(next, at) && self.walk(next, at)? {
                return Some(true);
            }
            if more == 0 {
                return Some(false);
            }
            let Some(behind) = set.step(self.bytes, at) else { return Some(false) };
            at = behind;
            more -= 1;
        }
    }

    /// The same for bytes where what follows begins with a character: nothing is tried inside of one.
    fn bytes_run(&mut self, set: &Bytes, mut more: usize, next: usize, mut at: usize) -> Option<bool> {
        let any = set.hold_all_but_feeds() && !self.has_feeds;
        loop {
            // Where nothing goes on, nothing need be tried.
            if any {
                let reach = self.kinds.len().min(at.saturating_add(more).saturating_add(1));
                let first = self.pattern.first[next];
                let skip = match self.kinds[at..reach].iter().position(|&kind| holds(first, kind)) {
                    Some(skip) => skip,
                    None if self.pattern.over[next] && self.kinds.len() - at <= more => self.kinds.len() - at,
                    None => return Some(false),
                };
                (at, more) = (at + skip, more - skip);
            }
            if self.may(next, at) && self.walk(next, at)? {
                return Some(true);
            }
            let Some(&first) = self.bytes.get(at) else { return Some(false) };
            let len = width(first);
            if len > more || !set.hold(&self.bytes[at..at + len]) {
                return Some(false);
            }
            at += len;
            more -= len;
        }
    }
}

fn looks(look: Look, bytes: &[u8], at: usize) -> bool {
    let word = |at: Option<usize>| {
        at.and_then(|at| bytes.get(at)).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
    };
    let boundary = || word(at.checked_sub(1)) != word(Some(at));
    match look {
        Look::Start => at == 0,
        Look::End => at == bytes.len(),
        Look::WordAscii => boundary(),
        _ => !boundary(),
    }
}
