//! What a thread of comments says: the blocks that were taken out as one, read comment by comment.

use std::collections::BTreeMap;

use super::fields::{Fields, is_name};
use crate::document::{Block, BlockKind, Comment, Document, RemovalKind, Span};
use crate::lexicon::noise::NoiseRules;
use crate::lexicon::page::{PageLexicon, Role};

/// The rule that knows the line over a thread.
const HEADING: &str = "GY281";

/// The comment threads that cleaning took out of a document, as blocks: reading them comment by comment
/// is left to who wants to know.
///
/// A thread is a stretch of blocks that went as one, or that stood in an element named for comments,
/// whatever rule took it.
#[derive(Clone, Debug, Default)]
pub struct Threads(Vec<Vec<Block>>);

impl Threads {
    /// What readers said in them, in source order; `document` is what is left of the one they were taken
    /// out of. Whatever has no text of its own is no comment.
    pub fn comments(&self, document: &Document, rules: &NoiseRules) -> Vec<Comment> {
        let mut found: Vec<Comment> = Vec::new();
        let mut number = 0;
        for stretch in &self.0 {
            let comments = Reader::new(document, stretch, rules, number + 1).read();
            number += usize::from(!comments.is_empty());
            found.extend(comments);
        }
        found
    }
}

/// Takes the blocks that cleaning claimed out of the document and keeps those of threads. `taken` says for
/// each block what it goes as.
pub(super) fn take_out(
    document: &mut Document,
    taken: &[Option<RemovalKind>],
    page: &PageLexicon,
) -> Threads {
    let named = named_for_comments(document, page);
    let mut threads: Vec<Vec<Block>> = Vec::new();
    // Index behind the last block of a thread that may go on.
    let mut open = None;
    let mut places = taken.iter().enumerate().filter_map(|(at, gone)| gone.map(|kind| (at, kind)));
    let mut claimed = taken.iter().map(Option::is_some);
    for block in document.blocks.extract_if(.., |_| claimed.next() == Some(true)) {
        let Some((at, kind)) = places.next() else { break };
        let goes_on = open == Some(at);
        open = if kind == RemovalKind::CommentThread || named[block.container] {
            match threads.last_mut().filter(|_| goes_on) {
                Some(thread) => thread.push(block),
                None => threads.push(vec![block]),
            }
            Some(at + 1)
        } else {
            // What is no text stands inside of a thread.
            (goes_on && !block.is_prose()).then_some(at + 1)
        };
    }
    Threads(threads)
}

/// For each container, whether it or one around it is named for comments.
fn named_for_comments(document: &Document, page: &PageLexicon) -> Vec<bool> {
    let mut named = vec![false; document.containers.len()];
    for (at, container) in document.containers.iter().enumerate().skip(1) {
        let own = page.naming(&container.label).is_some_and(|naming| naming.role == Role::Comment);
        named[at] = own || container.parent < at && named[container.parent];
    }
    named
}

/// One comment being read.
#[derive(Default)]
struct Draft {
    span: Option<Span>,
    author: Option<String>,
    date: Option<String>,
    likes: Option<u64>,
    paragraphs: Vec<String>,
    /// A date, likes or a button came after its text: the next line belongs to another comment.
    closed: bool,
}

struct Reader<'a> {
    document: &'a Document,
    blocks: &'a [Block],
    rules: &'a NoiseRules,
    /// For each container, the item of the thread it belongs to, if the thread has elements for items.
    items: BTreeMap<usize, usize>,
    thread: usize,
    draft: Draft,
    done: Vec<Comment>,
}

impl<'a> Reader<'a> {
    fn new(document: &'a Document, blocks: &'a [Block], rules: &'a NoiseRules, thread: usize) -> Self {
        let items = items(document, blocks);
        Self { document, blocks, rules, items, thread, draft: Draft::default(), done: Vec::new() }
    }

    fn read(mut self) -> Vec<Comment> {
        let mut item = None;
        let first = self.blocks.len() > 1 && self.announces(&self.blocks[0]);
        for block in self.blocks.iter().skip(usize::from(first)) {
            let text = block.text.as_str().trim();
            if matches!(block.kind, BlockKind::Markup | BlockKind::Rule) || text.is_empty() {
                continue;
            }
            let own = self.items.get(&block.container).copied();
            let listed = matches!(block.kind, BlockKind::ListItem(_)) && block.container == 0;
            let begins = listed || own.is_some() && own != item;
            item = own;
            self.line(block.span, text, begins);
        }
        self.close();
        self.done
    }

    /// True for the line over a thread that announces it.
    fn announces(&self, block: &Block) -> bool {
        let text = block.text.as_str().trim();
        let hits = self.rules.matching(text, text.chars().count());
        hits.iter().any(|&hit| self.rules.rules()[usize::from(hit)].code == HEADING)
            || matches!(block.kind, BlockKind::Heading(_))
    }

    fn line(&mut self, span: Span, text: &'a str, begins: bool) {
        let threads = self.rules.threads();
        let mut head = Fields::of(text, threads);
        let (mut author, mut said) = (None, head.rest);
        if let Some((name, date, rest)) = head.dated_name(threads) {
            (author, said) = (Some(name), rest);
            head.date = head.date.or(date);
        } else if let Some((name, rest)) = named(head.rest).filter(|_| begins || head.any()) {
            (author, said) = (Some(name), rest);
        } else if is_name(head.rest) && self.draft.starts_with(&head, begins) {
            (author, said) = (Some(head.rest), "");
        }
        let another = begins || self.draft.closed && !said.is_empty() || author.is_some() || head.floor;
        if another && self.draft.has_text_or_author(author.is_some()) {
            self.close();
        }
        let draft = &mut self.draft;
        draft.span = Some(draft.span.map_or(span, |whole| whole.hull(span)));
        draft.author = draft.author.take().or_else(|| author.map(str::to_owned));
        draft.date = draft.date.take().or_else(|| head.date.map(str::to_owned));
        draft.likes = draft.likes.or(head.likes);
        if !said.is_empty() {
            draft.paragraphs.push(said.to_owned());
        }
        let foot = head.date.is_some() || head.liked || head.button || head.place;
        draft.closed |= foot && !draft.paragraphs.is_empty() && (said.is_empty() || author.is_some());
    }

    fn close(&mut self) {
        let draft = std::mem::take(&mut self.draft);
        let Some(span) = draft.span.filter(|_| !draft.paragraphs.is_empty()) else { return };
        self.done.push(Comment {
            thread: self.thread,
            span: span.trimmed(&self.document.text),
            author: draft.author,
            date: draft.date,
            likes: draft.likes,
            text: draft.paragraphs.join("\n"),
        });
    }
}

impl Draft {
    /// True if a line that is nothing but a name and `head` opens a comment here.
    fn starts_with(&self, head: &Fields<'_>, begins: bool) -> bool {
        begins || self.closed || head.any() || self.author.is_none() && self.paragraphs.is_empty()
    }

    /// True if there is a comment to close before another one begins.
    fn has_text_or_author(&self, named: bool) -> bool {
        !self.paragraphs.is_empty() || named && self.author.is_some()
    }
}

/// `小满：写得好`.
fn named(text: &str) -> Option<(&str, &str)> {
    let (name, said) = text.split_once(['：', ':'])?;
    let said = said.trim();
    (is_name(name.trim()) && !said.is_empty() && !said.starts_with("//")).then(|| (name.trim(), said))
}

/// The element that stands for one comment, for each container of the thread: the nearest list item,
/// else the nearest element that has a neighbour of the same name and label.
fn items(document: &Document, blocks: &[Block]) -> BTreeMap<usize, usize> {
    let mut around: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut kinds: BTreeMap<(usize, &str, &str), std::collections::BTreeSet<usize>> = BTreeMap::new();
    for block in blocks {
        let mut chain = Vec::new();
        let mut at = block.container;
        while at != 0 {
            chain.push(at);
            let element = &document.containers[at];
            kinds.entry((element.parent, &element.name, &element.label)).or_default().insert(at);
            at = element.parent;
        }
        around.insert(block.container, chain);
    }
    let repeated = |at: usize| {
        let element = &document.containers[at];
        let twins = kinds.get(&(element.parent, &*element.name, &*element.label)).map_or(0, |all| all.len());
        element.name == "li" || element.name != "p" && !element.label.is_empty() && twins > 1
    };
    around
        .into_iter()
        .filter_map(|(container, chain)| Some((container, chain.into_iter().find(|&at| repeated(at))?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::Cleaned;
    use super::super::testing::{cleaned, rules};
    use crate::document::Comment;

    /// Author, date, likes and text.
    type Said<'a> = (Option<&'a str>, Option<&'a str>, Option<u64>, &'a str);

    fn comments(cleaned: &Cleaned) -> Vec<Comment> {
        cleaned.threads.comments(&cleaned.document, rules())
    }

    fn said(comments: &[Comment]) -> Vec<Said<'_>> {
        comments.iter().map(|c| (c.author.as_deref(), c.date.as_deref(), c.likes, c.text.as_str())).collect()
    }

    #[test]
    fn a_rendered_thread_in_a_note() {
        let got = cleaned(
            "# 排班课\n\n早班负责备货，晚班负责盘点。\n<div><strong>精选留言（2）</strong></div><ul>\n<li><span>小满</span> 👍（9） 💬（2）<div>我的做法：\n\n1）先列清单\n2）再分工</div>2021-02-03</li><br/><li><span>阿杰</span> 👍（0） 💬（1）<div>学到了</div>2021-02-04</li>\n</ul>\n\n## 小结\n\n排班要看客流。\n",
        );
        assert_eq!(
            said(&comments(&got)),
            [
                (Some("小满"), Some("2021-02-03"), Some(9), "我的做法： 1）先列清单 2）再分工"),
                (Some("阿杰"), Some("2021-02-04"), Some(0), "学到了"),
            ]
        );
        let first = comments(&got)[0].span.of(&got.document.text);
        assert!(first.contains("小满") && first.contains("2021-02-03") && !first.contains("阿杰"), "{first}");
    }

    #[test]
    fn lines_of_plain_text() {
        let got = cleaned(
            "怎样排班\n\n早班负责备货，晚班负责盘点，两班交接时核对现金与库存。\n\n全部评论（3）\n\n小满\n2021-02-03 10:00\n写得好\n第二行也是他说的。\n回复 赞(3)\n阿杰\n3天前\n学到了\n回复 赞(0)\n护士小李\n昨天 18:20\n我们科也这样排。\n回复 赞(12)\n",
        );
        assert_eq!(
            said(&comments(&got)),
            [
                (Some("小满"), Some("2021-02-03 10:00"), Some(3), "写得好\n第二行也是他说的。"),
                (Some("阿杰"), Some("3天前"), Some(0), "学到了"),
                (Some("护士小李"), Some("昨天 18:20"), Some(12), "我们科也这样排。"),
            ]
        );
    }

    #[test]
    fn items_of_a_markdown_list() {
        let got = cleaned(
            "# 护士排班\n\n护士长每周四确定下周的班次，夜班之后至少休息一天，连续夜班不超过两个。\n\n## 评论\n\n- **小满**（2021-02-03）：写得好 👍 3\n- **阿杰**（2021-02-04）：我们科也是这样 👍 12\n- **Tom**（2021-02-05）：夜班补贴怎么算？ 👍 1\n",
        );
        assert_eq!(
            said(&comments(&got)),
            [
                (Some("小满"), Some("2021-02-03"), Some(3), "写得好"),
                (Some("阿杰"), Some("2021-02-04"), Some(12), "我们科也是这样"),
                (Some("Tom"), Some("2021-02-05"), Some(1), "夜班补贴怎么算？"),
            ]
        );
    }

    #[test]
    fn an_element_named_for_comments_in_a_page() {
        let item = |name: &str, date: &str, text: &str, likes: u32| {
            format!(
                "<div class=item><span class=name>{name}</span><span class=time>{date}</span><p>{text}</p>\
                 <a href='#'>回复</a> <span>赞 {likes}</span></div>"
            )
        };
        let page = format!(
            "<html><body><div class=article><h1>焊工交接班</h1><p>焊工交班时要把焊机电源、气瓶阀门和动火证逐项核对，\
             接班人在场签字，有隐患的当场说明，处理完才能离开。</p><p>动火作业前先清场，十米之内不得有可燃物，\
             监护人全程不离开，作业后再守半小时。</p></div><div class=comment-list><h3>评论（2）</h3>{}{}</div>\
             </body></html>",
            item("小满", "2天前", "写得好，学到了很多。", 3),
            item("阿杰", "3小时前", "请问夜班怎么排？", 0)
        );
        let got = cleaned(&page);
        assert_eq!(
            said(&comments(&got)),
            [
                (Some("小满"), Some("2天前"), Some(3), "写得好，学到了很多。"),
                (Some("阿杰"), Some("3小时前"), Some(0), "请问夜班怎么排？"),
            ]
        );
    }

    #[test]
    fn an_article_without_readers_has_none() {
        assert!(comments(&cleaned("# 店长\n\n- 每日回复顾客评论\n- 汇总差评\n")).is_empty());
    }
}
