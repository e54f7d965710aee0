//! What stands in front of a deed in a clause: an obligation, or a count.

use super::collect::Collector;
use crate::lexicon::cues::Cue;
use crate::mention::Look;

/// Longest text in front of what says that it must be done, and in front of 是 behind a count, in characters.
const MAX_BEFORE: usize = 18;
const MAX_COUNT: usize = 6;
/// Obligations that may as well speak of what is to come.
const FUTURE: [&str; 2] = ["会", "将"];
/// Characters with which 要 and the like make another word (主要, 不得).
const COMPOUND: [char; 8] = ['主', '重', '首', '不', '纪', '摘', '觉', '值'];

impl<'a> Collector<'a> {
    /// Where a deed starts behind what must be done when, or to what (`每天下班前要锁门`).
    pub(super) fn must_at(&self, clause: &'a str) -> Option<usize> {
        let before = clause.char_indices().nth(MAX_BEFORE).map_or(clause.len(), |(at, _)| at);
        // Of those at one place the longest is the last.
        let places = self.lexicons.cues.places(Cue::Obligation, clause);
        let words = places.chunk_by(|a, b| a.0 == b.0).filter_map(|alike| alike.last());
        let mut ends = words.take_while(|(at, _)| *at < before).map(|&(at, len)| (at, at + len));
        ends.find_map(|(at, end)| {
            let compound = clause[..at].ends_with(COMPOUND);
            if compound || FUTURE.contains(&&clause[at..end]) {
                return None;
            }
            let behind = &clause[end..];
            let judged = self.judge(behind);
            let led = || self.lexicons.cues.opening(Cue::Preposition, behind).is_some();
            let deed = judged.look == Look::Verb || judged.look == Look::Action && led();
            (deed || self.opens_barely(behind)).then_some(end)
        })
    }

    /// Where a clause goes on behind what counts or weighs it (`头一件是…`, `再就是…`).
    pub(super) fn counted(&self, clause: &'a str) -> Option<usize> {
        let (at, is) = clause.char_indices().take(MAX_COUNT).find(|(_, c)| *c == '是')?;
        let behind = at + is.len_utf8();
        (self.judge(&clause[behind..]).look == Look::Verb).then_some(behind)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::collecting;

    #[test]
    fn deeds_start_behind_obligations_and_counts() {
        collecting("店长", |collector| {
            let must = |clause: &'static str| collector.must_at(clause).map(|at| &clause[at..]);
            assert_eq!(must("每三天要给每台机器做一次保养"), Some("给每台机器做一次保养"));
            assert_eq!(must("他们主要核对账目"), None);
            assert_eq!(must("公司将调整产品价格"), None);
            let counted = |clause: &'static str| collector.counted(clause).map(|at| &clause[at..]);
            assert_eq!(counted("第一件是安排学员的课表"), Some("安排学员的课表"));
            assert_eq!(counted("最难的是人"), None);
        });
    }
}
