//! Comment threads, recognised by what they are: items that bear an author, likes or a reply
//! link, and a date, in whatever container.

use super::view::{Claim, View};

/// From this weight on, a line in a thread without a heading counts against it: articles have
/// many such lines, threads few.
const LONG: f32 = 80.0;

/// Claims threads: under a heading that announces them, or by rhythm alone.
pub(super) fn find(view: &View<'_>) -> Vec<Claim> {
    let mut claims = Vec::new();
    let signs = Signs::of(view);
    if signs.all.is_empty() {
        return claims;
    }
    let mut free_from = 0;
    if let Some((rule, info)) = view.rule("GY281") {
        let gap = info.threshold("max-gap") as usize;
        for at in view.hits("GY281") {
            if at < free_from {
                continue;
            }
            let (last, items) = signs.run(at + 1, gap);
            if items < info.threshold("min-items") as usize || !announces(view, at, &signs) {
                continue;
            }
            let end = end_of(view, at, last);
            claims.push(view.claim(at..end, rule, &[("count", &items.to_string())]));
            free_from = end;
        }
    }
    if let Some((rule, info)) = view.rule("GY282") {
        let gap = info.threshold("max-gap") as usize;
        let mut at = free_from;
        while let Some(&first) = signs.all.get(signs.all.partition_point(|&sign| sign < at)) {
            let (last, items) = signs.run(first, gap);
            let talk = (first..last).filter(|&at| view.line(at).weight >= LONG).count();
            if items >= info.threshold("min-items") as usize && talk * 2 <= items {
                let start = start_of(view, first, free_from);
                let end = end_of(view, first, last);
                claims.push(view.claim(start..end, rule, &[("count", &items.to_string())]));
                at = end.max(last + 1);
            } else {
                at = first + 1;
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
        all.retain(|&at| view.line(at).weight < 60.0 && (view.heading(at).is_none() || digits(at)));
        Self { all, dates: view.hits("GY232") }
    }

    /// The last sign of the run that begins at or after `from`, with no more than `gap` lines
    /// between two signs, and the number of items, counted by signs.
    fn run(&self, from: usize, gap: usize) -> (usize, usize) {
        let mut last = from;
        let mut items = 0;
        for &sign in &self.all[self.all.partition_point(|&sign| sign < from)..] {
            if sign > last + gap {
                break;
            }
            (last, items) = (sign, items + 1);
        }
        for &date in &self.dates[self.dates.partition_point(|&date| date < last)..] {
            if date > last + gap {
                break;
            }
            last = date;
        }
        (last, items)
    }
}

/// A heading such as 评论 announces a thread only if a sign follows soon.
fn announces(view: &View<'_>, at: usize, signs: &Signs) -> bool {
    let next = signs.all.partition_point(|&sign| sign <= at);
    signs.all.get(next).is_some_and(|&sign| sign <= at + 12) && at + 1 < view.len()
}

/// The author line above the first sign belongs to the thread if it is short.
fn start_of(view: &View<'_>, first: usize, floor: usize) -> usize {
    let above = first.checked_sub(1).filter(|&at| at >= floor);
    let name = |at: &usize| {
        let line = view.line(*at);
        line.chars <= 16 && line.commas == 0 && line.stops == 0 && view.heading(*at).is_none()
    };
    let own_line = view.line(first).chars <= 4;
    above.filter(|at| own_line && name(at)).unwrap_or(first)
}

/// One past the last block of a thread whose last sign is at `last`: the rest of its container,
/// or, without one, the short paragraphs up to the next heading.
fn end_of(view: &View<'_>, first: usize, last: usize) -> usize {
    let holder = thread_container(view, first, last);
    if let Some(holder) = holder {
        return (last + 1..view.len()).find(|&at| !within(view, at, holder)).unwrap_or(view.len());
    }
    let dated = view.rule("GY232").is_some_and(|(rule, _)| view.hit(last, rule));
    if dated {
        return last + 1;
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

    #[test]
    fn duties_about_comments_stay() {
        let text = "# 运营\n\n## 评论\n\n- 每日回复顾客评论\n- 汇总差评\n\n## 留言\n\n- 转交留言\n";
        assert_eq!(texts(&cleaned(text)).len(), 6);
    }
}
