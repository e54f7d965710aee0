//! What the same source has already said.

use rustc_hash::FxHashMap;

use super::line::Form;
use super::view::{Claim, Once, View};

/// Claims the second of two equal runs of blocks under equal headings, and long paragraphs that
/// stand twice. Single list items and table rows may recur: a task list and its detail table say
/// the same thing on purpose.
pub(super) fn find(view: &View<'_>) -> Vec<Claim> {
    let again = Again::of(view);
    let mut claims = runs(view, &again);
    claims.extend(paragraphs(view, &again));
    claims
}

/// What in a document may stand there more than once.
struct Again {
    /// Positions of lines other than rows whose hash others have, too, and of a few more.
    lines: Vec<usize>,
    /// Positions of headings, each with a hash of what stands under it.
    contexts: Vec<(usize, u64)>,
}

impl Again {
    fn of(view: &View<'_>) -> Self {
        let lines = view.once(Once::Repeated, || repeated(view)).collect();
        Self { lines, contexts: contexts(view) }
    }

    /// The lines, each with the hash of the heading that it stands under; 0 above the first.
    fn in_context(&self) -> impl Iterator<Item = (usize, u64)> {
        let mut contexts = self.contexts.iter().peekable();
        let mut context = 0;
        self.lines.iter().map(move |&at| {
            while let Some(&(_, next)) = contexts.next_if(|&&(heading, _)| heading <= at) {
                context = next;
            }
            (at, context)
        })
    }
}

/// Positions of lines other than rows whose hash others have, too, and of a few more.
fn repeated(view: &View<'_>) -> Vec<usize> {
    // Bits, sixteen a line: nearly all lines are told by them to stand there once.
    let words = (view.len() / 4).next_power_of_two();
    let (mut seen, mut again) = (vec![0_u64; words], vec![0_u64; words]);
    let place = |at: usize| {
        // The last bits of a hash are mostly those of the last letter.
        let hash = view.line(at).hash;
        let mixed = hash ^ hash >> 32;
        ((mixed >> 6) as usize & (words - 1), 1_u64 << (mixed & 63))
    };
    for at in 0..view.len() {
        let (word, bit) = place(at);
        again[word] |= seen[word] & bit;
        seen[word] |= bit;
    }
    let repeated = |&at: &usize| {
        let (word, bit) = place(at);
        again[word] & bit != 0 && view.line(at).weight > 0.0 && !is_row(view, at)
    };
    (0..view.len()).filter(repeated).collect()
}

fn runs(view: &View<'_>, again: &Again) -> Vec<Claim> {
    let Some((rule, info)) = view.rule("GY401") else { return Vec::new() };
    let (min_blocks, min_chars) =
        (info.threshold("min-blocks") as usize, info.threshold("min-chars") as usize);
    let mut first: FxHashMap<(u64, u64), usize> = FxHashMap::default();
    let mut claims = Vec::new();
    let mut free_from = 0;
    for (at, context) in again.in_context() {
        if at < free_from {
            continue;
        }
        let earlier = *first.entry((context, view.line(at).hash)).or_insert(at);
        if earlier == at {
            continue;
        }
        let mut length = 0;
        let mut chars = 0;
        let mut bodies = 0;
        while at + length < view.len()
            && earlier + length < at
            && !is_row(view, at + length)
            && view.line(earlier + length).hash == view.line(at + length).hash
        {
            chars += view.line(at + length).chars;
            bodies += usize::from(view.heading(at + length).is_none());
            length += 1;
        }
        // A heading at the end of the run opens what comes next, which differs.
        while length > 0 && view.heading(at + length - 1).is_some() {
            length -= 1;
        }
        if length >= min_blocks && chars >= min_chars && bodies > 0 {
            claims.push(view.claim(
                at..at + length,
                rule,
                &[("lines", &lines(view, earlier, earlier + length))],
            ));
        }
        free_from = at + length.max(1);
    }
    claims
}

/// For each of the headings, a hash of it; of those that occur more than twice (labels such as 所需技能) a
/// hash of the whole path.
fn contexts(view: &View<'_>) -> Vec<(usize, u64)> {
    let mut counts: FxHashMap<u64, usize> = FxHashMap::default();
    for at in view.headings() {
        *counts.entry(view.line(at).hash).or_default() += 1;
    }
    let mut path: Vec<(u8, u64)> = Vec::new();
    let context = |at: usize| {
        let (level, heading) = (view.heading(at).unwrap_or(6), view.line(at).hash);
        path.retain(|&(above, _)| above < level);
        path.push((level, heading));
        if counts.get(&heading).is_some_and(|&count| count > 2) {
            let step = |hash: u64, &(_, part): &(u8, u64)| (hash ^ part).wrapping_mul(0x0100_0000_01b3);
            (at, path.iter().fold(7, step))
        } else {
            (at, heading)
        }
    };
    view.headings().map(context).collect()
}

fn paragraphs(view: &View<'_>, again: &Again) -> Vec<Claim> {
    let Some((rule, info)) = view.rule("GY402") else { return Vec::new() };
    let shortest = info.threshold("min-chars") as usize;
    let mut first: FxHashMap<u64, usize> = FxHashMap::default();
    let mut claims = Vec::new();
    for &at in &again.lines {
        let line = view.line(at);
        let paragraph = matches!(line.form, Form::Paragraph | Form::Quote);
        if !paragraph || line.chars < shortest || line.weight < shortest as f32 / 4.0 {
            continue;
        }
        let earlier = *first.entry(line.hash).or_insert(at);
        if earlier != at {
            claims.push(view.claim(at..at + 1, rule, &[("lines", &lines(view, earlier, earlier + 1))]));
        }
    }
    claims
}

fn is_row(view: &View<'_>, at: usize) -> bool {
    matches!(view.form(at), Form::Row | Form::Code)
}

/// `15–23`: the source lines of the blocks from `from` to before `to`.
pub(super) fn lines(view: &View<'_>, from: usize, to: usize) -> String {
    let (first, last) = (view.block(from).span, view.block(to.max(from + 1) - 1).span);
    let (start, end) = (view.index().line(first.start), view.index().lines(last).1);
    if start == end { start.to_string() } else { format!("{start}–{end}") }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{cleaned, texts};

    const LIST: &str = "- **备货**：每天开店前清点库存，按销量补足当日所需的豆子与牛奶。\n- **盘点**：每周五闭店后盘点，差异超过百分之一时写明原因并上报。\n- **交接**：早晚班交接现金与钥匙，双方在交接本上签字确认。\n";

    #[test]
    fn a_list_given_again_under_the_same_heading_goes() {
        let got =
            cleaned(&format!("# 摘要\n\n## 职责\n{LIST}\n# 报告\n\n## 职责\n详细如下。\n{LIST}\n完。\n"));
        let duplicate = got.removals.iter().find(|removal| removal.rule == "GY401").expect("found");
        assert!(duplicate.reason.contains("4–6"), "{}", duplicate.reason);
        assert_eq!(texts(&got).len(), 9);
    }

    #[test]
    fn items_under_other_headings_and_in_tables_stay() {
        let table = "| 备货 | 每天开店前清点库存，按销量补足当日所需的豆子与牛奶。 |\n";
        let text = format!("# 早班\n\n{LIST}\n# 晚班\n\n{LIST}\n| 任务 | 说明 |\n|---|---|\n{table}{table}");
        assert!(cleaned(&text).removals.is_empty());
    }

    #[test]
    fn labels_that_recur_under_different_tasks_stay() {
        let skills = "- 沟通能力：能与顾客、同事和供应商清楚说明问题并达成一致\n- 数据能力：会看日报、周报，能从数字里发现异常并追问原因\n";
        let task = |name: &str| format!("## {name}\n\n### 所需技能\n\n{skills}\n");
        let text = format!("# 店长\n\n{}{}{}", task("备货"), task("盘点"), task("交接"));
        assert!(cleaned(&text).removals.is_empty());
    }
}
