//! The furniture of a web page: everything around its content.
//!
//! Two kinds of evidence vote. Lines speak for themselves: length in Han characters, clause marks,
//! links, set phrases. Elements speak for the lines in them: their names, and how much of the page's
//! text they hold. The content is the run of lines with the highest sum of both, so neither a
//! misleading class name nor a strange line can lose a page.

mod elements;
mod line;
mod neighbours;
mod run;

use std::ops::Range;

pub(super) use elements::home_of;
use elements::{Elements, Furniture};
use line::Line;

use crate::document::{BlockKind, Document, RemovalKind};
use crate::lexicon::page::{Cue, PageLexicon, Role};

/// How many blocks of a stretch that is taken already count against the content around it.
const TAKEN: usize = 3;

/// What a run of blocks is removed for: blocks, kind, rule code, reason in Chinese.
pub type PageNoise = (Range<usize>, RemovalKind, &'static str, String);

/// The blocks of an HTML document that are not its content, in order, without overlap. Blocks of
/// kind [`BlockKind::Markup`] are left to the caller; a document without recognisable content keeps
/// everything that no name or phrase speaks against. Blocks that are `taken` already are no evidence
/// for content.
pub fn page_noise(
    document: &Document,
    lexicon: &PageLexicon,
    taken: impl Fn(usize) -> bool,
) -> Vec<PageNoise> {
    let mut lines: Vec<Line> = document.blocks.iter().map(|block| Line::new(block, lexicon)).collect();
    line::mark_facts(document, &mut lines, &lexicon.weights);
    line::mark_rhythm(document, &mut lines, &lexicon.weights);
    // A stretch that is taken is like furniture that stands between: its length says nothing.
    let mut length = 0;
    for (at, line) in lines.iter_mut().enumerate() {
        length = if taken(at) { length + 1 } else { 0 };
        if length > 0 {
            line.score = if length <= TAKEN { line.score.min(-lexicon.weights.link_line) } else { 0.0 };
        }
    }
    let mut furniture = elements::furniture(document, &lines, lexicon);
    neighbours::mark(document, &lines, &mut furniture, lexicon);
    line::mark_repeated(document, &mut lines, &furniture, lexicon.weights.sentence);
    let elements = Elements::new(document, &lines, furniture, lexicon);
    let verdicts = run::verdicts(document, &lines, &elements, lexicon);
    let mut noise: Vec<PageNoise> = Vec::new();
    for (at, verdict) in verdicts.into_iter().enumerate() {
        let Some(verdict) = verdict else { continue };
        let (kind, rule, reason) = verdict.explain(document);
        match noise.last_mut() {
            Some((range, _, last_rule, last_reason))
                if range.end == at && *last_rule == rule && *last_reason == reason =>
            {
                range.end = at + 1;
            }
            _ => noise.push((at..at + 1, kind, rule, reason)),
        }
    }
    noise
}

/// Why one block is removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// Its element is furniture.
    Element(Furniture, usize),
    /// It says so itself.
    Cue(Cue),
    /// A link among links.
    Links,
    /// Follows the first line of a disclaimer in the same element.
    Disclaimed,
    /// A date and little else above the text.
    Dateline,
    /// Links under a heading that announces them.
    Announced,
    /// Says what an earlier block has said.
    Repeated,
    /// Only images.
    Image,
    /// Before the content.
    Before,
    /// After the content.
    After,
}

impl Verdict {
    fn explain(self, document: &Document) -> (RemovalKind, &'static str, String) {
        match self {
            Self::Element(furniture, container) => element_reason(document, furniture, container),
            Self::Cue(cue) => match cue {
                Cue::Breadcrumb => {
                    (RemovalKind::Breadcrumb, "GY202", "行首为“当前位置”一类的面包屑用语".into())
                }
                Cue::Byline => (RemovalKind::AuthorCard, "GY207", "短行内是作者、来源、时间或点击数".into()),
                Cue::Copyright => (RemovalKind::Copyright, "GY210", "短行内是版权、备案或转载声明".into()),
                Cue::Disclaimer => (RemovalKind::Disclaimer, "GY213", "文末的免责、版权声明".into()),
                Cue::Navigation => {
                    (RemovalKind::Navigation, "GY201", "短行是上一篇、返回首页一类的翻页用语".into())
                }
                Cue::Related => {
                    (RemovalKind::RelatedLinks, "GY204", "短行是相关阅读、推荐一类的栏目名".into())
                }
                Cue::Share => {
                    (RemovalKind::ShareWidget, "GY205", "短行是分享、打印、评论一类的页面工具".into())
                }
            },
            Self::Links => (RemovalKind::Navigation, "GY201", "成串的短行，文字几乎全是链接".into()),
            Self::Announced => (RemovalKind::RelatedLinks, "GY204", "相关、推荐一类栏目名之下的链接".into()),
            Self::Repeated => (RemovalKind::Duplicate, "GY214", "正文区域以外，与前文逐字相同".into()),
            Self::Disclaimed => (RemovalKind::Disclaimer, "GY213", "同一元素内、声明标题之后的文字".into()),
            Self::Dateline => (RemovalKind::AuthorCard, "GY207", "正文之前的日期、来源行".into()),
            Self::Image => (RemovalKind::Markup, "GY200", "只有图片，文字是图片的替代文本".into()),
            Self::Before => (RemovalKind::Navigation, "GY212", "位于正文之前，与正文不在同一区域".into()),
            Self::After => {
                (RemovalKind::UnrelatedHeadlines, "GY211", "位于正文之后，与正文不在同一区域".into())
            }
        }
    }
}

fn element_reason(
    document: &Document,
    furniture: Furniture,
    container: usize,
) -> (RemovalKind, &'static str, String) {
    let element = &document.containers[container];
    let label = if element.label.is_empty() { &element.name } else { &element.label };
    let named = |what: &str| format!("所在元素名为“{label}”，是{what}");
    match furniture {
        Furniture::Hidden => (RemovalKind::Markup, "GY200", format!("所在元素“{label}”声明为不显示")),
        Furniture::Neighbour => (
            RemovalKind::UnrelatedHeadlines,
            "GY229",
            "并列的几块，各在一条通往别页的标题之下，与本页标题无关".into(),
        ),
        Furniture::Control => (RemovalKind::Navigation, "GY209", format!("位于表单控件 {}", element.name)),
        Furniture::Named(role) => match role {
            Role::Advert => (RemovalKind::Advertisement, "GY208", named("广告位")),
            Role::Author => (RemovalKind::AuthorCard, "GY207", named("署名栏")),
            Role::Breadcrumb => (RemovalKind::Breadcrumb, "GY202", named("面包屑")),
            Role::Comment => (RemovalKind::CommentThread, "GY203", named("评论区")),
            Role::Contents => (RemovalKind::TableOfContents, "GY215", named("目录")),
            Role::Footer => (RemovalKind::Footer, "GY206", named("页脚")),
            Role::Related => (RemovalKind::RelatedLinks, "GY204", named("推荐栏")),
            Role::Share => (RemovalKind::ShareWidget, "GY205", named("页面工具")),
            Role::Navigation | Role::Sidebar | Role::Content => {
                (RemovalKind::Navigation, "GY201", named("导航栏"))
            }
        },
    }
}

/// True for blocks this room judges.
fn is_judged(kind: BlockKind) -> bool {
    !matches!(kind, BlockKind::Markup | BlockKind::FrontMatter)
}

#[cfg(test)]
mod examples;
#[cfg(test)]
mod tests;
