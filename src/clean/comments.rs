//! Comment threads, recognised by what they are: items that bear an author, likes or a reply
//! link, and a date, in whatever container.

use std::cell::OnceCell;
use std::ops::Range;

use super::conversation;
use super::fields::Bearing;
use super::items::{self, STORY, Thread};
use super::view::{Claim, View};
use crate::document::BlockKind;

/// Most lines that a single comment takes after the line that opens it.
const ITEM: usize = 4;
/// Least running text before an announced thread of a page whose furniture still stands: a list of
/// the newest comments may stand beside the article, and before it.
const PAGE_STORY: f32 = 60.0;
/// Most text of an item that is a comment rather than a story of its own, on average.
const COMMENT: f32 = 150.0;
/// The same under a heading that announces comments.
const ANNOUNCED: f32 = 600.0;

/// Longest line that is nothing but a name and a date.
const HEAD: usize = 40;
/// Fewest of them that make a thread where there is no other sign.
const HEADS: usize = 2;

/// The rules whose lines threads are found by.
pub(super) const RULES: [&str; 8] = ["GY232", "GY281", "GY283", "GY286", "GY287", "GY288", "GY289", "GY290"];

/// Claims threads: under a heading that announces them, or by rhythm alone.
pub(super) fn find(view: &View<'_>) -> Vec<Claim> {
    threads(view, 0.0)
}

/// The same for a page before its content is selected: there whole threads can be seen, which
/// selection would cut in two.
pub(super) fn find_on_page(view: &View<'_>) -> Vec<Claim> {
    threads(view, PAGE_STORY)
}

/// Claims threads; announced ones only if so much running text stands before them.
fn threads(view: &View<'_>, above: f32) -> Vec<Claim> {
    let signs = Signs::of(view);
    let mut hits: Vec<usize> = [&signs.all[..], &signs.dates, &view.hits("GY289")].concat();
    if hits.is_empty() {
        return Vec::new();
    }
    hits.sort_unstable();
    hits.dedup();
    let mut bare = match view.rule("GY282") {
        Some(_) => items::threads(view, &hits, &signs.all),
        None => Vec::new(),
    };
    let buttons = conversation::kept(view, &mut bare);
    let mut claims = announced(view, &signs, &mut bare, above);
    if let Some((rule, _)) = view.rule("GY282") {
        let unannounced = bare.into_iter().filter(|thread| !thread.lines.is_empty());
        claims.extend(
            unannounced.map(|thread| view.claim(thread.lines, rule, &[("count", &thread.items.to_string())])),
        );
    }
    claims.extend(buttons);
    claims
}

/// Claims threads under headings that announce them, and takes them out of the `bare` ones.
fn announced(view: &View<'_>, signs: &Signs, bare: &mut [Thread], above: f32) -> Vec<Claim> {
    let mut claims = Vec::new();
    let Some((rule, info)) = view.rule("GY281") else { return claims };
    let dates = Signs { all: signs.dates.clone(), dates: signs.dates.clone() };
    let heads = OnceCell::new();
    let button = view.rule("GY287");
    let gap = info.threshold("max-gap") as usize;
    let mut free_from = 0;
    for at in view.hits("GY281") {
        let is_button = view.heading(at).is_none() && button.is_some_and(|(rule, _)| view.hit(at, rule));
        let inside = bare.iter().any(|thread| thread.lines.start < at && at < thread.lines.end);
        if at < free_from || is_button || inside || above > 0.0 && view.said(0..at) < above {
            continue;
        }
        let next = bare.iter().position(|thread| (at..at + 4).contains(&thread.lines.start));
        let (end, items) = if let Some(next) = next {
            (bare[next].lines.end, bare[next].items)
        } else {
            // Comments without likes have at least names and dates.
            let least = info.threshold("min-items") as usize;
            let (signs, least, named) = match (signs.follow(at), dates.name_items(view, at)) {
                (true, _) => (signs, least, false),
                (false, true) => (&dates, least, false),
                (false, false) if heads_follow(view, at) => {
                    (heads.get_or_init(|| Signs::heads(view)), HEADS, true)
                }
                (false, false) => continue,
            };
            let run = signs.run(at + 1, gap);
            if run.len() < least {
                continue;
            }
            let items = run.len();
            let end = end_of(view, signs, at + 1, &run, gap);
            // What says more than comments do is the article beside them.
            let most = if above > 0.0 { COMMENT } else { ANNOUNCED };
            let said = view.said(at + 1..end);
            // Names and dates alone may stand over anything.
            if said > most * items as f32 || named && said > view.said(0..at) {
                continue;
            }
            (end, items)
        };
        claims.push(view.claim(at..end, rule, &[("count", &items.to_string())]));
        free_from = end;
        for thread in bare.iter_mut() {
            if (at..end).contains(&thread.lines.start) {
                thread.lines.start = end.min(thread.lines.end);
            }
        }
    }
    claims
}

/// Where likes, replies, floors and dates stand.
struct Signs {
    /// Positions with likes, replies or floors, sorted.
    all: Vec<usize>,
    /// Positions that are a date or time, sorted.
    dates: Vec<usize>,
}

impl Signs {
    fn of(view: &View<'_>) -> Self {
        let mut all = view.hits("GY283");
        let digits = |at: usize| view.text(at).contains(|c: char| c.is_ascii_digit());
        let foot = view.rule("GY288");
        all.retain(|&at| !foot.is_some_and(|(rule, _)| view.hit(at, rule)));
        all.retain(|&at| view.line(at).weight < 60.0 && (view.heading(at).is_none() || digits(at)));
        Self { all, dates: view.hits("GY232") }
    }

    /// The lines that open comments where these are announced.
    fn heads(view: &View<'_>) -> Self {
        let all: Vec<usize> = (0..view.len()).filter(|&at| is_head(view, at)).collect();
        Self { dates: all.clone(), all }
    }

    /// True if a sign follows soon: a heading such as 评论 announces a thread only then.
    fn follow(&self, at: usize) -> bool {
        let next = self.all.partition_point(|&sign| sign <= at);
        self.all.get(next).is_some_and(|&sign| sign <= at + 12)
    }

    /// True if a date follows at once, with a name before or after it.
    fn name_items(&self, view: &View<'_>, at: usize) -> bool {
        let name = |at: usize| at < view.len() && view.line(at).chars <= 16 && view.line(at).commas == 0;
        let next = self.all.partition_point(|&date| date <= at);
        self.all.get(next).is_some_and(|&date| match date - at {
            1 => name(date + 1),
            2 => name(at + 1),
            _ => false,
        })
    }

    /// The signs from position `from` on with no more than `gap` lines between two of them.
    fn run(&self, from: usize, gap: usize) -> Range<usize> {
        let start = self.all.partition_point(|&sign| sign < from);
        let mut last = from;
        let mut end = start;
        while let Some(&sign) = self.all.get(end).filter(|&&sign| sign <= last + gap) {
            last = sign;
            end += 1;
        }
        start..end
    }

    /// The last date within reach of the last sign of `run`, or that sign.
    fn last(&self, run: &Range<usize>, reach: usize) -> usize {
        let mut last = self.all[run.end - 1];
        for &date in &self.dates[self.dates.partition_point(|&date| date < last)..] {
            if date > last + reach {
                break;
            }
            last = date;
        }
        last
    }

    /// Lines from one sign of `run` to the next, the most usual number; 0 for a single sign.
    fn period(&self, run: &Range<usize>) -> usize {
        let mut steps: Vec<usize> = self.all[run.clone()].windows(2).map(|two| two[1] - two[0]).collect();
        steps.sort_unstable();
        steps.get(steps.len() / 2).copied().unwrap_or(0)
    }
}

/// True if a line that opens a comment follows at once, the header of a table aside, below a text.
fn heads_follow(view: &View<'_>, at: usize) -> bool {
    (at + 1..view.len().min(at + 3)).any(|next| is_head(view, next)) && view.said(0..at) >= STORY
}

/// True for a name with a date, and for a row of a table with a date of its own: signs only where comments
/// are announced.
fn is_head(view: &View<'_>, at: usize) -> bool {
    let (line, text) = (view.line(at), view.text(at));
    if !text.contains(|c: char| c.is_ascii_digit()) {
        return false;
    }
    if let BlockKind::TableRow { .. } = view.block(at).kind {
        let stamp = view.rule("GY232");
        let is_stamp =
            |cell: &str| stamp.is_some_and(|(rule, _)| view.rules.matches(rule, cell, cell.chars().count()));
        return text.contains('\t') && text.split('\t').any(|cell| is_stamp(cell.trim()));
    }
    if line.chars > HEAD || view.heading(at).is_some() {
        return false;
    }
    let bearing = line.bearing(|| Bearing::of(text, view.rules.threads()));
    bearing.dated && bearing.name
}

/// One past the last block of a thread that begins at `start`: the rest of its container, or,
/// without one, what its rhythm says, or the short paragraphs up to the next heading. A date within
/// `reach` of the last sign closes the last item.
fn end_of(view: &View<'_>, signs: &Signs, start: usize, run: &Range<usize>, reach: usize) -> usize {
    let last = signs.last(run, reach);
    if let Some(holder) = thread_container(view, start, last) {
        return (last + 1..view.len()).find(|&at| !within(view, at, holder)).unwrap_or(view.len());
    }
    let dated = view.rule("GY232").is_some_and(|(rule, _)| view.hit(last, rule));
    let sign = signs.all[run.end - 1];
    if dated && last > sign {
        return last + 1;
    }
    // Signs that open their items have the last one's words behind them.
    let lead = signs.all[run.start] - start.min(signs.all[run.start]);
    let period = signs.period(run);
    let closes =
        view.rule("GY286").is_some_and(|(rule, _)| view.text(sign).len() < 60 && view.hit(sign, rule));
    let opens = lead == 0 || lead == 1 && view.line(start).chars <= 16;
    if opens && !closes && last == sign {
        let most = if period == 0 { ITEM } else { period - 1 };
        let limit = (last + 1 + most.min(ITEM + 2)).min(view.len());
        let said = |at: usize| view.heading(at).is_none() && !view.is_furniture(at);
        return (last + 1..limit).find(|&at| !said(at)).unwrap_or(limit);
    }
    let limit = (last + 4).min(view.len());
    (last + 1..limit).find(|&at| view.heading(at).is_some() || view.line(at).is_prose()).unwrap_or(limit)
}

/// The innermost list or division that holds both ends of the run, if it is not the root.
fn thread_container(view: &View<'_>, first: usize, last: usize) -> Option<usize> {
    let mut holder = view.block(last).container;
    while holder != 0 {
        let name = view.document.containers[holder].name.as_str();
        let sign = (first..last).rev().find(|&at| view.block(at).container != 0);
        if matches!(name, "ul" | "ol" | "div" | "section" | "dl" | "table")
            && sign.is_none_or(|at| within(view, at, holder))
        {
            return Some(holder);
        }
        holder = view.document.containers[holder].parent;
    }
    None
}

fn within(view: &View<'_>, at: usize, holder: usize) -> bool {
    let mut container = view.block(at).container;
    while container != 0 && container != holder {
        container = view.document.containers[container].parent;
    }
    container == holder
}

#[cfg(test)]
mod tests {
    use super::super::testing::{cleaned, texts};

    const NOTE: &str = "# 排班课\n\n早班负责备货，晚班负责盘点。\n<div><strong>精选留言（3）</strong></div><ul>\n<li><span>小满</span> 👍（9） 💬（2）<div>我的做法：\n\n1）先列清单\n2）再分工</div>2021-02-03</li><br/><li><span>阿杰</span> 👍（0） 💬（1）<div>学到了</div>2021-02-04</li>\n</ul>\n\n## 小结\n\n排班要看客流。\n";

    #[test]
    fn a_thread_in_the_body_goes_and_the_article_stays() {
        let got = cleaned(NOTE);
        assert_eq!(texts(&got), ["排班课", "早班负责备货，晚班负责盘点。", "小结", "排班要看客流。"]);
        assert!(got.removals.iter().any(|removal| removal.rule == "GY281"), "{:?}", got.removals);
    }

    #[test]
    fn a_thread_in_plain_text() {
        let page = "怎样排班\n\n早班负责备货，晚班负责盘点，两班交接时核对现金与库存。\n\n全部评论（2）\n\n小满\n2021-02-03 10:00\n写得好\n回复 赞(3)\n阿杰\n2021-02-04 11:00\n学到了\n回复 赞(0)\n";
        assert_eq!(texts(&cleaned(page)).len(), 2);
    }

    const DUTIES: &str = "<p>早班负责备货，把当日所需的豆子与牛奶从库房领出，写明批号。</p><p>晚班负责盘点，差异超过百分之一时写明原因，交店长签字。</p>";

    fn comment(n: usize) -> String {
        format!(
            "<div><b>小满</b> <span>2021-01-10 10:2{n}</span><p>第 {n} 次来读，写得很实在，我们门店也这样做。</p><a>回复</a></div>"
        )
    }

    #[test]
    fn comments_in_a_container_of_their_own_go_however_many_they_are() {
        for count in [1, 2, 5, 60] {
            let thread: String = (0..count).map(|n| comment(n % 10)).collect();
            let page =
                format!("<html><body><div><h1>排班</h1>{DUTIES}</div><div>{thread}</div></body></html>");
            assert_eq!(texts(&cleaned(&page)).len(), 3, "{count} comments");
        }
    }

    #[test]
    fn duties_about_comments_stay() {
        let text = "# 运营\n\n## 评论\n\n- 每日回复顾客评论\n- 汇总差评\n\n## 留言\n\n- 转交留言\n";
        assert_eq!(texts(&cleaned(text)).len(), 6);
    }
}
