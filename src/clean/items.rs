//! Threads that nothing announces, by their items: a name, something said, and around it dates, likes,
//! places and reply links, time and again.
//!
//! Every line near such a sign counts for a thread or against it; the stretch with the highest sum is
//! one, if enough of its lines are signs that only comments have. Elements and list items that it cuts
//! are taken in whole.

mod extent;

use std::ops::Range;

use rustc_hash::FxHashMap;

use self::extent::whole;
use super::fields::Bearing;
use super::line::{BUTTON, Form};
use super::view::View;
use crate::lexicon::noise::Glyphs;

/// Longest line that is looked at for fields, in characters.
const LONGEST: usize = 60;
/// How far from a sign lines are looked at.
const REACH: usize = 14;
/// A stretch ends where its sum falls by so much below its highest.
const DROP: f32 = 10.0;
/// Less than this is no stretch, but the end of nothing.
const LEAST: f32 = 3.0;
/// Most lines of a single comment above the first of its signs.
const ABOVE: usize = 6;
/// Running text that a comment may always have before its first sign or after its last.
const OWN: f32 = 60.0;
/// Least running text that is a story; less is a title.
pub(super) const STORY: f32 = 30.0;
/// Most running text to a sign, on average: more is told by articles.
const SAID: f32 = 160.0;

/// What a line is in a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// The order of a thread, a form, what loads more: nothing but that.
    Frame,
    /// Nothing but fields.
    Foot,
    /// A name with fields.
    Head,
    /// A whole comment.
    Whole,
    /// What can be a name, or a few words.
    Name,
    /// Anything else that people say.
    Text,
    /// A heading, a rule, code.
    Break,
}

/// One line as evidence.
#[derive(Clone, Copy, Debug)]
struct Trace {
    part: Part,
    /// It bears what only comments have: a button, likes, a place, a date as seen from now.
    strong: bool,
    dated: bool,
    /// It bears a number, a date or a place, not only the name of a button.
    told: bool,
    /// It bears what comments have as well as others: a number alone, a badge, a name that is a link.
    weak: bool,
    /// Evidence for a thread (above 0) or against it.
    score: f32,
}

/// A thread: its lines, and how many of them are strong signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Thread {
    pub(super) lines: Range<usize>,
    /// The lines that are signs only comments have.
    pub(super) signs: Vec<usize>,
    pub(super) items: usize,
}

/// The threads around the positions of `hits`, which are sorted and hold every line that may be a sign;
/// those of `sure` are signs even where they say more.
pub(super) fn threads(view: &View<'_>, hits: &[usize], sure: &[usize]) -> Vec<Thread> {
    let mut found: Vec<Thread> = Vec::new();
    let mut known = Known::default();
    let mut next = 0;
    let mut at = 0;
    while at < hits.len() {
        let first = hits[at];
        let mut last = first;
        while at < hits.len() && hits[at] <= last + 2 * REACH {
            last = hits[at];
            at += 1;
        }
        let window = first.saturating_sub(REACH).max(next)..(last + REACH + 1).min(view.len());
        let traces: Vec<Trace> =
            window.clone().map(|at| trace(view, at, sure.binary_search(&at).is_ok(), &mut known)).collect();
        let mut from = 0;
        while let Some(run) = best(&traces, from) {
            from = run.end;
            let lines = window.start + run.start..window.start + run.end;
            let Some(items) = evidence(&traces[run.clone()]) else { continue };
            let thread = whole(view, &traces, window.start, lines.clone(), next);
            let weight: f32 = view.said(thread.clone());
            if weight > SAID * items as f32 + SAID {
                continue;
            }
            next = thread.end;
            from = from.max(next.saturating_sub(window.start));
            let signs: Vec<usize> = lines.filter(|&at| traces[at - window.start].strong).collect();
            match found.last_mut() {
                Some(last) if is_gap(view, last.lines.end..thread.start, last.items.min(items)) => {
                    last.lines.end = thread.end;
                    last.signs.extend(signs);
                    last.items += items;
                }
                _ => found.push(Thread { lines: thread, signs, items }),
            }
        }
    }
    found
}

/// True for a few lines that one may have said in the midst of a thread, with `items` comments before and
/// after it.
fn is_gap(view: &View<'_>, lines: Range<usize>, items: usize) -> bool {
    lines.len() <= REACH
        && lines.clone().all(|at| view.heading(at).is_none())
        && view.said(lines) <= SAID * items.clamp(2, 6) as f32
}

/// What short texts bear: names of buttons stand below every comment.
type Known<'v> = FxHashMap<&'v str, Bearing>;

fn trace<'v>(view: &View<'v>, at: usize, sure: bool, known: &mut Known<'v>) -> Trace {
    let line = view.line(at);
    let cost = -(0.4 + line.weight / 50.0).min(2.0);
    // Tables hold what is counted, not what is said.
    let row = line.form == Form::Row;
    let plain = |part, score| match sure && !row {
        true => Trace { part: Part::Whole, strong: true, dated: true, told: true, weak: false, score: 3.0 },
        false => Trace { part, strong: false, dated: false, told: false, weak: false, score },
    };
    if row {
        return plain(Part::Text, cost);
    }
    if matches!(line.form, Form::Rule | Form::Code) {
        return plain(Part::Break, -4.0);
    }
    let heading = view.heading(at).is_some();
    if line.chars > LONGEST {
        return if heading { plain(Part::Break, -6.0) } else { plain(Part::Text, cost) };
    }
    let text = view.text(at);
    let fields = line.bearing(|| match line.chars {
        0..=BUTTON => *known.entry(text).or_insert_with(|| Bearing::of(text, view.rules.threads())),
        _ => Bearing::of(text, view.rules.threads()),
    });
    let part = match (fields.any || fields.frame, fields.bare, fields.name) {
        (true, true, _) => Part::Foot,
        (true, false, true) => Part::Head,
        (_, _, true) => Part::Name,
        _ => Part::Text,
    };
    let part = if part == Part::Foot && !fields.any { Part::Frame } else { part };
    if heading && part != Part::Head {
        return plain(Part::Break, -6.0);
    }
    if sure && (part == Part::Text || part == Part::Name && line.chars > 8) {
        return plain(part, cost);
    }
    let counted = fields.liked && (fields.counted || part == Part::Foot);
    let strong = fields.button || counted || fields.place || fields.relative;
    let score = match part {
        Part::Foot if strong => 5.0,
        Part::Head if strong => 5.0,
        Part::Foot if fields.dated => 2.0 + if fields.number || fields.badge { 1.0 } else { 0.0 },
        Part::Head if fields.dated => 2.5,
        Part::Frame | Part::Foot | Part::Head => 0.5,
        _ => cost,
    };
    let strong = strong && matches!(part, Part::Foot | Part::Head);
    let weak = fields.number || fields.badge || part == Part::Name && line.chars <= 16 && view.link_only(at);
    let told = fields.place || line.glyphs.all() & Glyphs::DIGITS != 0;
    Trace { part, strong, told, dated: fields.dated && part != Part::Text, weak, score }
}

/// The first stretch from `from` on whose sum rises above all that stands before it and does not fall
/// by [`DROP`] on the way.
fn best(traces: &[Trace], from: usize) -> Option<Range<usize>> {
    let (mut sum, mut start) = (0.0, from);
    let mut top: Option<(f32, Range<usize>)> = None;
    for (at, trace) in traces.iter().enumerate().skip(from) {
        if sum <= 0.0 {
            if top.as_ref().is_some_and(|(most, _)| *most >= LEAST) {
                break;
            }
            (sum, start, top) = (0.0, at, None);
        }
        sum += trace.score;
        match &top {
            Some((most, _)) if sum < most - DROP => break,
            Some((most, _)) if sum <= *most => {}
            _ if sum > 0.0 => top = Some((sum, start..at + 1)),
            _ => {}
        }
    }
    top.map(|(_, run)| run)
}

/// The number of comments in `traces`, if the signs there suffice for a thread.
fn evidence(traces: &[Trace]) -> Option<usize> {
    let strong = traces.iter().filter(|trace| trace.strong).count();
    let dated = traces.iter().filter(|trace| trace.dated).count();
    // Signs in a row belong to one comment.
    let starts = |at: usize, trace: &Trace| match trace.part {
        Part::Whole => true,
        Part::Foot | Part::Head => at == 0 || !matches!(traces[at - 1].part, Part::Foot | Part::Head),
        _ => false,
    };
    let groups = traces.iter().enumerate().filter(|&(at, trace)| starts(at, trace)).count();
    let weak = traces.iter().filter(|trace| trace.weak).count();
    if dated >= 3 && weak * 2 >= dated && groups <= 2 * dated {
        return Some(groups);
    }
    let told = traces.iter().any(|trace| trace.told && trace.part != Part::Text);
    let enough = strong >= 3
        || strong >= 2 && (dated > 0 || groups > 1)
        || strong == 1 && dated > 0 && traces.len() <= 8;
    (told && enough && strong * 3 >= groups).then_some(groups)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{cleaned, texts};

    const STORY: &str = "早班负责备货，晚班负责盘点，两班交接时核对现金与库存，差异写明原因，再交店长签字。";

    #[test]
    fn long_comments_with_lists_go_as_wholes() {
        let page = format!(
            "# 排班\n\n{STORY}\n\n**小满** 3天前 来自 浙江\n\n{STORY}\n\n1、先列清单\n\n2、再分工\n\n赞(3) 回复\n\n**阿杰** 5天前 来自 广东\n\n学到了\n\n赞(0) 回复\n\n## 小结\n\n排班要看客流。\n"
        );
        assert_eq!(texts(&cleaned(&page)), ["排班", STORY, "小结", "排班要看客流。"]);
    }

    #[test]
    fn comments_beside_paragraphs_in_one_element() {
        let item = |name: &str, said: &str| {
            format!(
                "<div class=k><a href=u>{name}</a><p>{said}</p><p>{STORY}</p><span>3小时前</span> <a>回复</a></div>"
            )
        };
        let page = format!(
            "<body><div class=k><h1>排班</h1><p>{STORY}</p><p>每周五盘点，差异当天说明，月底汇总，由店长在例会上逐条讲清楚。</p>{}{}</div></body>",
            item("小满", "我们也这样"),
            item("阿杰", "学到了")
        );
        assert_eq!(texts(&cleaned(&page)).len(), 3, "{:?}", texts(&cleaned(&page)));
    }

    #[test]
    fn names_of_buttons_are_no_thread() {
        let text = format!(
            "# 运营\n\n{STORY}\n\n| 指标 | 目标 |\n|---|---|\n| 点赞 | 100 |\n| 回复 | 50 |\n| 举报 | 5 |\n"
        );
        assert_eq!(texts(&cleaned(&text)).len(), 6);
    }
}
