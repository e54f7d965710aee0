//! Page numbers and running heads of documents that were pasted page by page.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::line::Form;
use super::view::{Claim, Once, View};
use crate::document::{BlockKind, Marker};
use crate::lexicon::noise::Glyphs;
use crate::source::Format;

/// A line beside a page number stands no further from it than this.
const BESIDE: usize = 2;
/// Cells of the rows of a table.
const CELLS: std::ops::RangeInclusive<usize> = 3..=12;

/// Claims numbers that count up from page to page, and the line that recurs beside most of them,
/// but for its first time: there it may be the title.
///
/// A bare number is a page number only beside such a line: tables number their rows, too.
pub(super) fn find(view: &View<'_>) -> Vec<Claim> {
    let Some((rule, info)) = view.rule("GY264") else { return Vec::new() };
    if view.document.format == Format::Html {
        return Vec::new();
    }
    let (least, longest) = (info.threshold("min-pages") as usize, info.threshold("max-chars") as usize);
    let numbers = numbers(view, longest, least);
    if numbers.len() < least {
        return Vec::new();
    }
    let marked = numbers.iter().filter(|number| number.marked).count() >= least;
    if !marked && counts_rows(&numbers) {
        return Vec::new();
    }
    let heads = heads(view, &numbers, longest, least);
    let mut gone: Vec<usize> = heads.iter().flatten().copied().collect();
    if marked || !heads.is_empty() {
        gone.extend(
            numbers.iter().filter(|number| number.marked || !heads.is_empty()).map(|number| number.at),
        );
    }
    gone.sort_unstable();
    gone.dedup();
    let count = gone.len().to_string();
    gone.into_iter().map(|at| view.claim(at..at + 1, rule, &[("count", &count)])).collect()
}

/// True for numbers from 1 on that stand at one distance of a few lines: they count the rows of a table whose cells
/// were pasted one a line.
fn counts_rows(numbers: &[Number]) -> bool {
    let gap = |pair: &[Number]| pair[1].at - pair[0].at;
    let first = numbers.windows(2).next().map_or(0, gap);
    numbers.first().is_some_and(|number| number.value == 1)
        && CELLS.contains(&first)
        && numbers.windows(2).all(|pair| gap(pair) == first && pair[1].value == pair[0].value + 1)
}

/// A line that may bear a page number.
struct Number {
    at: usize,
    value: u32,
    /// It is written as only page numbers are.
    marked: bool,
}

/// Lines of one form whose numbers count up by one, longest series first found.
fn numbers(view: &View<'_>, longest: usize, least: usize) -> Vec<Number> {
    let mut forms: FxHashMap<String, Vec<Number>> = FxHashMap::default();
    let mut order = Vec::new();
    // A text as long as its source is all of it, and no bullet has a figure.
    let plain = |at: usize| {
        let block = view.block(at);
        let whole = block.span.len() == block.text.len();
        let bulleted = || {
            matches!(block.text.runs(), [run] if run.verbatim)
                && block.marks.is_empty()
                && match block.kind {
                    BlockKind::ListItem(marker) => marker == Marker::Bullet,
                    // In a list it may stand behind a number.
                    BlockKind::Heading(_) => source(view, at).starts_with('#'),
                    _ => true,
                }
        };
        view.line(at).glyphs.all() & Glyphs::DIGITS == 0 && (whole || bulleted())
    };
    // Nothing else stands around a page number that does not end the line.
    let around = Glyphs::of("0 /-—–·•第页共pageof.").all();
    let numbered = |&at: &usize| {
        is_short(view, at, longest) && !plain(at) && {
            let text = source(view, at);
            let ends =
                view.line(at).glyphs.all() & !around == 0 || text.ends_with(|c: char| c.is_ascii_digit());
            ends && page_number(text).is_some()
        }
    };
    for at in view.once(Once::Numbers, || (0..view.len()).filter(numbered).collect()) {
        let Some((form, value, marked)) = page_number(source(view, at)) else { continue };
        let series = forms.entry(form).or_insert_with_key(|form| {
            order.push(form.clone());
            Vec::new()
        });
        // Another series of the same form begins anew; the longest wins.
        let follows = series.last().is_none_or(|last| last.value + 1 == value && at > last.at + 1);
        if follows {
            series.push(Number { at, value, marked });
        } else if series.len() < least {
            *series = vec![Number { at, value, marked }];
        }
    }
    let mut found: Vec<Number> = Vec::new();
    for form in order {
        if let Some(series) = forms.remove(&form).filter(|series| series.len() >= least) {
            found.extend(series);
        }
    }
    found.sort_by_key(|number| number.at);
    found
}

/// The groups of equal lines that stand beside most of the numbers, without the first of each.
fn heads(view: &View<'_>, numbers: &[Number], longest: usize, least: usize) -> Vec<Vec<usize>> {
    let mut groups: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
    let mut order = Vec::new();
    for number in numbers {
        let around: Range<usize> = number.at.saturating_sub(BESIDE)..(number.at + BESIDE + 1).min(view.len());
        for at in around.filter(|&at| at != number.at && is_short(view, at, longest)) {
            let line = view.line(at);
            if line.weight < 2.0 || line.ends && line.stops > 0 {
                continue;
            }
            let group = groups.entry(line.hash).or_insert_with_key(|hash| {
                order.push(*hash);
                Vec::new()
            });
            if group.last() != Some(&at) {
                group.push(at);
            }
        }
    }
    order
        .into_iter()
        .filter_map(|hash| groups.remove(&hash))
        .filter(|group| group.len() >= least && group.len() * 3 >= numbers.len() * 2 - 1)
        .map(|group| group[1..].to_vec())
        .collect()
}

fn is_short(view: &View<'_>, at: usize, longest: usize) -> bool {
    view.line(at).chars <= longest && matches!(view.form(at), Form::Paragraph | Form::Item | Form::Heading)
}

/// The line as the source has it: `- 3 -` is no item.
fn source<'a>(view: &View<'a>, at: usize) -> &'a str {
    view.block(at).span.of(&view.document.text).trim()
}

/// The form of a line that ends with, or consists of, a page number: its text without numbers, the
/// number, and whether the form leaves no doubt. A number at the end of other words is set off.
fn page_number(text: &str) -> Option<(String, u32, bool)> {
    let digits = |c: char| c.is_ascii_digit();
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // No form below has more.
    let ends = text.ends_with(digits);
    let mut marks = text.chars().filter(|c| !c.is_ascii_digit() && !c.is_whitespace());
    let around = marks.clone().nth(6).is_none().then(|| marks.by_ref().collect::<String>());
    if around.is_none() && !ends {
        return None;
    }
    let first = |text: &str| -> Option<u32> {
        let from = text.find(digits)?;
        let rest = &text[from..];
        rest[..rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len())].parse().ok()
    };
    let lower = around.as_deref().map(str::to_ascii_lowercase);
    match lower.as_deref() {
        Some("") => text.parse().ok().map(|value| (String::new(), value, false)),
        Some(
            "/" | "--" | "——" | "––" | "第页" | "第页共页" | "第页/共页" | "page" | "pageof" | "p." | "··"
            | "•",
        ) => Some((around?, first(text)?, true)),
        _ => {
            let head = text.trim_end_matches(digits);
            let blanks = head.len() - head.trim_end().len();
            let number = text[head.len()..].parse().ok()?;
            (blanks >= 2).then(|| (head.chars().filter(|c| !digits(*c)).collect(), number, true))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{cleaned, texts};

    const DUTIES: [&str; 4] = [
        "库管员每天核对进出库单据，差异当日查清。",
        "先进先出，临期货品单独存放，并贴上红色标签。",
        "每月末盘点一次，盘亏的写明原因，报仓储主管。",
        "叉车持证上岗，充电区严禁烟火，通道保持畅通。",
    ];

    #[test]
    fn numbers_and_heads_of_pages_go_and_the_title_stays() {
        let pages: String = DUTIES
            .iter()
            .enumerate()
            .map(|(n, duty)| format!("仓储管理手册\n\n{duty}\n\n- {} -\n\n", n + 1))
            .collect();
        let got = texts(&cleaned(&pages));
        assert_eq!(got.len(), 5, "{got:?}");
        assert_eq!(got[0], "仓储管理手册");
        let pages: String = DUTIES
            .iter()
            .enumerate()
            .map(|(n, duty)| format!("第 2 章 出入库    {}\n{duty}\n内部资料\n", n + 7))
            .collect();
        let got = texts(&cleaned(&pages));
        assert!(!got.iter().any(|text| text.contains("第 2 章")), "{got:?}");
        assert_eq!(got.iter().filter(|text| *text == "内部资料").count(), 1, "{got:?}");
    }

    #[test]
    fn numbered_rows_and_steps_stay() {
        let rows: String =
            DUTIES.iter().enumerate().map(|(n, duty)| format!("{}\n{duty}\n\n", n + 1)).collect();
        assert_eq!(texts(&cleaned(&rows)).len(), 8);
        let steps: String =
            DUTIES.iter().enumerate().map(|(n, duty)| format!("步骤 {}\n\n{duty}\n\n", n + 1)).collect();
        assert_eq!(texts(&cleaned(&steps)).len(), 8);
    }
}
