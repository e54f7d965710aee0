//! Conversations: threads that are the content of their page, since they answer no article.

use super::items::{STORY, Thread};
use super::view::{Claim, View};

/// Least running text that is a paragraph though no sentence ends in it.
const PARAGRAPH: f32 = 60.0;

/// Takes out of `threads`, which are in order, what is no thread of comments but a conversation, and claims the buttons
/// there.
pub(super) fn kept(view: &View<'_>, threads: &mut Vec<Thread>) -> Vec<Claim> {
    let answers = view.hits("GY290").first().copied();
    let mut buttons = Vec::new();
    let (mut told, mut seen) = (0.0, 0);
    threads.retain_mut(|thread| {
        // Most documents have told a story before the first of them.
        while told < STORY && seen < thread.lines.start {
            told += told_at(view, seen);
            seen += 1;
        }
        let answers = answers.zip(thread.signs.first()).is_some_and(|(answers, first)| answers < *first);
        let goes = !answers && (told >= STORY || replies(view, thread));
        if !goes {
            buttons.extend(widgets(view, thread));
        }
        goes
    });
    buttons
}

/// True for a thread that answers its first item, without any text above it: the byline of an article, if it says more
/// than all the others. It is no part of the thread. Else the page is a conversation, and what people say in it is its
/// content.
fn replies(view: &View<'_>, thread: &mut Thread) -> bool {
    let [first, second, ..] = thread.signs[..] else { return false };
    let opening = view.said(first..second);
    let answers = opening >= STORY && opening > view.said(second..thread.lines.end);
    if answers {
        thread.lines.start = second;
    }
    answers
}

/// Weight of the line at `at` as running text: whole sentences, or a paragraph. What only has a comma, or is cut short,
/// is a title, which stands above a conversation several times.
fn told_at(view: &View<'_>, at: usize) -> f32 {
    let line = view.line(at);
    let whole = line.stops > 0 || line.ends && !view.text(at).ends_with("...") || line.weight >= PARAGRAPH;
    if line.is_prose() && whole && view.heading(at).is_none() { line.weight } else { 0.0 }
}

/// In a conversation, only the buttons under what people say.
fn widgets(view: &View<'_>, thread: &Thread) -> Vec<Claim> {
    let Some((rule, _)) = view.rule("GY287") else { return Vec::new() };
    let buttons = thread.signs.iter().filter(|&&at| view.hit(at, rule));
    buttons.map(|&at| view.claim(at..at + 1, rule, &[])).collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{cleaned, texts};

    #[test]
    fn posts_of_a_conversation_stay() {
        let post =
            |n: usize, text: &str| format!("小满{n} 发表于 2021-01-0{n} 10:20\n{text}\n回复 引用 举报\n\n");
        let posts = [
            "豆子受潮了，磨出来结块，是不是该换密封罐？",
            "先看库房湿度，超过六成就开除湿机，罐子其次。",
            "同意楼上，我们店加了干燥剂，一个月换一次。",
        ];
        let page: String = posts.iter().enumerate().map(|(n, text)| post(n + 1, text)).collect();
        let got = texts(&cleaned(&format!("豆子受潮怎么办\n\n{page}")));
        assert!(posts.iter().all(|post| got.iter().any(|text| text == post)), "{got:?}");
    }

    #[test]
    fn titles_above_a_conversation_are_no_story() {
        let title = "求助：换了新磨豆机之后出粉不匀，早班来不及调，怎么办";
        let posts = [
            "刀盘多半没装正，停机拆开重装一遍。",
            "先空转十秒再上豆，我们店都这样做。",
            "同意楼上，另外豆仓别装太满。",
        ];
        let post =
            |at: usize| format!("小满{at}\n发表于 2021-01-0{at} 10:20\n{}\n回复 引用 举报\n", posts[at - 1]);
        let page = format!("门店论坛 » 设备 › {title}\n{title}\n{}{}{}", post(1), post(2), post(3));
        let got = texts(&cleaned(&page));
        assert!(posts.iter().all(|post| got.iter().any(|text| text == post)), "{got:?}");
    }

    #[test]
    fn answers_to_a_question_stay() {
        let answers = [
            "先看库房湿度，超过六成就开除湿机，罐子其次，换罐子要报总部批。",
            "我们店加了干燥剂，一个月换一次，结块的豆子单独登记，不再上机。",
            "豆子到店先分装，拆过的当周用完，剩下的由晚班封口并写日期。",
        ];
        let posts: String =
            answers.iter().map(|answer| format!("小满\n2021-02-03 10:00\n{answer}\n回复 赞(3)\n")).collect();
        let asked = "豆子受潮了，磨出来结块，每次都要敲开再磨，粉量也跟着忽多忽少，是不是该换密封罐？";
        let got = texts(&cleaned(&format!("豆子受潮怎么办\n{asked}\n3 个回答\n{posts}")));
        assert!(answers.iter().all(|answer| got.iter().any(|text| text == answer)), "{got:?}");
        let got = texts(&cleaned(&format!("豆子受潮怎么办\n{asked}\n{posts}")));
        assert!(!got.iter().any(|text| text == answers[0]), "{got:?}");
    }
}
