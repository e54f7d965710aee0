//! Headlines of other stories: groups of headline (often twice), author and time.

use super::view::{Claim, View};
use crate::document::RemovalKind;

/// What marks the end of a story.
const ENDS: [RemovalKind; 5] = [
    RemovalKind::Disclaimer,
    RemovalKind::RelatedLinks,
    RemovalKind::CommentThread,
    RemovalKind::AuthorCard,
    RemovalKind::ShareWidget,
];

/// Weight from which a block counts as running text when the end of a story is judged.
const PROSE: f32 = 60.0;

/// Claims runs of such groups where a line is doubled or the story has ended before.
pub(super) fn find(view: &View<'_>) -> Vec<Claim> {
    let Some((rule, info)) = view.rule("GY231") else { return Vec::new() };
    let (gap, longest) = (info.threshold("max-gap") as usize, info.threshold("max-headline") as usize);
    let times = view.hits("GY232");
    if times.is_empty() {
        return Vec::new();
    }
    let replies = view.hits("GY283");
    let openers = view.hits("GY221");
    let ended = view.after_end(&ENDS);
    let mut claims = Vec::new();
    let mut first = 0;
    while first < times.len() {
        let mut last = first;
        while last + 1 < times.len() && times[last + 1] - times[last] <= gap {
            last += 1;
        }
        let groups: Vec<usize> =
            (first..last).map(|at| times[at + 1] - times[at]).filter(|&gap| gap > 1).collect();
        let typical = median(&groups);
        let from = (times[first] + 1).saturating_sub(typical.max(2));
        let run = from..times[last] + 1;
        let short = run.clone().all(|at| view.line(at).chars <= longest && view.heading(at).is_none());
        let reply = replies.partition_point(|&at| at < run.start);
        let thread = replies.get(reply).is_some_and(|at| run.contains(at));
        let doubled = run.clone().skip(1).filter(|&at| view.line(at).hash == view.line(at - 1).hash).count();
        let above = openers.partition_point(|&at| at < run.start).checked_sub(1);
        let announced = above.is_some_and(|opener| run.start - openers[opener] <= 3)
            || ended.is_some_and(|end| run.start >= end) && view.only_scraps(run.start, PROSE, 2);
        let enough = groups.len() + 1 >= info.threshold("min-groups") as usize;
        if enough && short && !thread && (doubled * 2 > groups.len() || announced) {
            let start = run.start;
            claims.push(view.claim(start..run.end, rule, &[("count", &(groups.len() + 1).to_string())]));
        }
        first = last + 1;
    }
    claims
}

fn median(gaps: &[usize]) -> usize {
    let mut gaps = gaps.to_vec();
    gaps.sort_unstable();
    gaps.get(gaps.len() / 2).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{cleaned, texts};

    #[test]
    fn a_schedule_is_no_list_of_headlines() {
        let text = "门店开业计划\n\n装修验收\n2026-01-02\n设备调试\n2026-01-05\n人员到岗\n2026-01-09\n\n以上日期由店长确认，如有变动，提前三天通知总部。\n";
        assert_eq!(texts(&cleaned(text)).len(), 8);
    }
}
