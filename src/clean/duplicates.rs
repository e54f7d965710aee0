//! What the same source has already said.

use rustc_hash::FxHashMap;

use super::line::Form;
use super::view::{Claim, View};

/// Claims the second of two equal runs of blocks under equal headings, and long paragraphs that
/// stand twice. Single list items and table rows may recur: a task list and its detail table say
/// the same thing on purpose.
pub(super) fn find(view: &View<'_>) -> Vec<Claim> {
    let again = Again::of(view);
    let mut claims = runs(view, &again);
    claims.extend(paragraphs(view, &again));
    claims
}

fn runs(view: &View<'_>, again: &Again) -> Vec<Claim> {
    let Some((rule, info)) = view.rule("GY401") else { return Vec::new() };
    let (min_blocks, min_chars) =
        (info.threshold("min-blocks") as usize, info.threshold("min-chars") as usize);
    let contexts = contexts(view);
    let mut first: FxHashMap<(u64, u64), usize> = FxHashMap::default();
    let mut claims = Vec::new();
    let mut at = 0;
    while at < view.len() {
        let line = view.line(at);
        if line.weight == 0.0 || is_row(view, at) || !again.may_hold(line.hash) {
            at += 1;
            continue;
        }
        let Some(&earlier) = first.get(&(contexts[at], line.hash)) else {
            first.insert((contexts[at], line.hash), at);
            at += 1;
            continue;
        };
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
        at += length.max(1);
    }
    claims
}

/// Hashes of lines that stand in a document more than once, and a few more: nearly all lines are told by this
/// to stand there once.
struct Again {
    seen: Vec<u64>,
    again: Vec<u64>,
}

impl Again {
    fn of(view: &View<'_>) -> Self {
        // Sixteen bits a line.
        let words = (view.len() / 4).next_power_of_two();
        let mut found = Self { seen: vec![0; words], again: vec![0; words] };
        for at in 0..view.len() {
            let (word, bit) = found.place(view.line(at).hash);
            found.again[word] |= found.seen[word] & bit;
            found.seen[word] |= bit;
        }
        found
    }

    fn place(&self, hash: u64) -> (usize, u64) {
        // The step of FNV-1a leaves its last bits to the last letter.
        let mixed = hash ^ hash >> 32;
        ((mixed >> 6) as usize & (self.seen.len() - 1), 1 << (mixed & 63))
    }

    fn may_hold(&self, hash: u64) -> bool {
        let (word, bit) = self.place(hash);
        self.again[word] & bit != 0
    }
}

/// For each block, a hash of the heading it stands under; under headings that occur more than
/// twice (labels such as 所需技能) a hash of the whole path.
fn contexts(view: &View<'_>) -> Vec<u64> {
    let mut counts: FxHashMap<u64, usize> = FxHashMap::default();
    for at in (0..view.len()).filter(|&at| view.heading(at).is_some()) {
        *counts.entry(view.line(at).hash).or_default() += 1;
    }
    let mut path: Vec<(u8, u64)> = Vec::new();
    (0..view.len())
        .map(|at| {
            if let Some(level) = view.heading(at) {
                path.retain(|&(above, _)| above < level);
                path.push((level, view.line(at).hash));
            }
            let Some(&(_, heading)) = path.last() else { return 0 };
            if counts.get(&heading).is_some_and(|&count| count > 2) {
                path.iter().fold(7, |hash: u64, &(_, part)| (hash ^ part).wrapping_mul(0x0100_0000_01b3))
            } else {
                heading
            }
        })
        .collect()
}

fn paragraphs(view: &View<'_>, again: &Again) -> Vec<Claim> {
    let Some((rule, info)) = view.rule("GY402") else { return Vec::new() };
    let shortest = info.threshold("min-chars") as usize;
    let mut first: FxHashMap<u64, usize> = FxHashMap::default();
    let mut claims = Vec::new();
    for at in 0..view.len() {
        let line = view.line(at);
        let paragraph = matches!(line.form, Form::Paragraph | Form::Quote);
        let long = line.chars >= shortest && line.weight >= shortest as f32 / 4.0;
        if !paragraph || !long || !again.may_hold(line.hash) {
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
