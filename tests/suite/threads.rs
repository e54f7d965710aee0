//! Comment threads that nothing announces, in every form that we could think of: how much of them stays
//! in the article, and how much of the article goes with them.

mod copy;
mod draw;
mod page;
mod said;

use std::ops::Range;

use guiyi::document::{Document, RemovalKind};

use self::copy::{NOTES, TEXTS, copy};
use self::draw::Draw;
use self::page::{Page, Place, SHAPES, html};
use super::stages::{cleaned, pipeline, source};

/// Characters of threads left, of all in threads; characters of articles kept, of all in articles.
#[derive(Clone, Copy, Default)]
struct Score {
    left: usize,
    thread: usize,
    kept: usize,
    body: usize,
}

impl Score {
    fn add(&mut self, other: Self) {
        self.left += other.left;
        self.thread += other.thread;
        self.kept += other.kept;
        self.body += other.body;
    }

    fn leak(self) -> f64 {
        self.left as f64 / self.thread.max(1) as f64
    }

    fn recall(self) -> f64 {
        self.kept as f64 / self.body.max(1) as f64
    }
}

/// Characters of the blocks that begin within one of `ranges`.
fn characters(document: &Document, ranges: &[Range<usize>]) -> usize {
    let within = |at: usize| ranges.iter().any(|range| range.contains(&at));
    let blocks = document.blocks.iter().filter(|block| block.is_prose() && within(block.span.start));
    blocks.map(|block| block.text.as_str().chars().filter(|c| !c.is_whitespace()).count()).sum()
}

fn score(name: &str, page: &Page) -> Score {
    let source = source(name, page.text.as_bytes());
    let whole = pipeline().read(&source).expect("readable");
    let rest = cleaned(&source).document;
    let thread = std::slice::from_ref(&page.thread);
    Score {
        left: characters(&rest, thread),
        thread: characters(&whole, thread),
        kept: characters(&rest, &page.body),
        body: characters(&whole, &page.body),
    }
}

/// Scores `pages` pages of one form; complains of the worst where a bar is missed.
fn of_form(form: &str, name: &str, pages: u64, make: impl Fn(&mut Draw) -> Page) -> (Score, String) {
    let mut sum = Score::default();
    let mut bad = Vec::new();
    // Every form has pages of its own.
    let salt = form.bytes().fold(7, |salt: u64, byte| salt.wrapping_mul(131) + u64::from(byte));
    for seed in 0..pages {
        let page = make(&mut Draw::new(salt.wrapping_add(seed)));
        let one = score(name, &page);
        sum.add(one);
        if one.left > 0 || one.kept < one.body {
            bad.push((one.left + 3 * (one.body - one.kept), seed));
        }
    }
    bad.sort_unstable();
    let worst: Vec<u64> = bad.iter().rev().take(4).map(|&(_, seed)| seed).collect();
    let line = format!(
        "{form}: leak {:.4}, recall {:.4}, {} of {pages} pages at fault, worst seeds {worst:?}",
        sum.leak(),
        sum.recall(),
        bad.len()
    );
    (sum, line)
}

#[test]
fn threads_go_and_articles_stay_in_every_form() {
    let mut lines = Vec::new();
    let mut all = Score::default();
    let mut missed = false;
    let mut check = |(score, line): (Score, String)| {
        missed |= score.leak() > 0.01 || score.recall() < 0.995;
        all.add(score);
        lines.push(line);
    };
    for shape in SHAPES {
        for place in [Place::Body, Place::Beside, Place::BehindLinks] {
            check(of_form(&format!("{shape} {place:?}"), "a.html", 24, |draw| html(draw, shape, place)));
        }
    }
    for form in NOTES {
        check(of_form(&format!("note {form:?}"), "a.md", 40, |draw| copy(draw, form, true)));
    }
    for form in TEXTS {
        check(of_form(&format!("text {form:?}"), "a.txt", 40, |draw| copy(draw, form, false)));
    }
    let report = format!("{}\nall: leak {:.4}, recall {:.4}", lines.join("\n"), all.leak(), all.recall());
    assert!(!missed, "{report}");
}

/// What looks like a thread and is none: names, dates, floors and the names of buttons.
#[test]
fn lists_that_resemble_threads_stay() {
    let lead = "这里记录值班系统每次更新的内容，供各科室查阅。有问题请联系信息科，电话在通讯录第一页，工作时间都有人接听。";
    let texts = [
        "**小满** 2023-03-01\n\n修复交接班页面不能保存的问题。\n\n**阿杰** 2023-02-11\n\n新增夜班补贴统计。\n\n**小满** 2023-01-05\n\n支持导出排班表。\n",
        "1楼 挂号收费\n\n2楼 儿科 分诊台\n\n3楼 内科 外科\n\n4楼 眼科 口腔科\n\n5楼 检验科\n",
        "小满 15:05\n\n夜班两人一组，连续不超过三天。\n\n阿杰 15:12\n\n药品盘点改到每周四，差异当天说明。\n\n老周 15:31\n\n同意以上安排。\n",
        "**记者**：每天最早几点到？\n\n**老周**：五点半，旺季还要早半小时，先把车检查一遍。\n\n**记者**：有没有想过换个工作？\n\n**老周**：没有，跑熟了。\n",
        "- 回复\n  - 两小时内回复用户评论\n- 点赞\n  - 每日为优质内容点赞\n- 举报\n  - 当天处理举报\n\n| 指标 | 目标 |\n|---|---|\n| 点赞 | 100 |\n| 回复 | 50 |\n",
        "- 王老师 4月1日 安全生产 12人\n- 李老师 4月2日 设备操作 15人\n- 张老师 4月3日 收银 9人\n- 赵老师 4月4日 考核 36人\n",
        "2018-03-01\n\n选址\n\n居委会腾出车库，凑钱买了第一口锅。\n\n2019-06-15\n\n搬迁\n\n搬到老粮站，能坐六十个人。\n\n2021-09-01\n\n扩建\n\n加了消毒间，通过了验收。\n",
    ];
    for text in texts {
        let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('|')).collect();
        for (name, whole) in [
            ("a.md", format!("# 值班系统\n\n{lead}\n\n{text}")),
            ("a.txt", format!("值班系统\n\n{lead}\n\n{}", lines.join("\n").replace(['*', '-'], " "))),
        ] {
            let found = cleaned(&source(name, whole.as_bytes()));
            assert!(
                found.removals.iter().all(|removal| removal.kind != RemovalKind::CommentThread),
                "{whole}\n{:?}",
                found.removals
            );
        }
    }
}
