//! What cleaning took out, and why.

use serde::{Deserialize, Serialize};

use super::Span;

/// Source bytes that cleaning took out of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removal {
    /// The bytes, either outside every kept block or inside one block and outside its runs.
    pub span: Span,
    /// The kind of noise.
    pub kind: RemovalKind,
    /// Stable rule code (`GY101`).
    pub rule: String,
    /// Why, in one Chinese sentence that names the evidence found here.
    pub reason: String,
}

/// Kinds of noise. The wire name is the kebab-case of the variant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum RemovalKind {
    /// YAML, TOML or JSON header; its values go to the metadata.
    FrontMatter,
    /// A list of the document's own headings.
    TableOfContents,
    /// 首页 > 频道 > 正文
    Breadcrumb,
    /// Site menus, 上一篇/下一篇, channel names.
    Navigation,
    /// 分享至, QR codes, like counts.
    ShareWidget,
    /// Readers' comments.
    CommentThread,
    /// Adverts, course offers, app banners, subscription pleas.
    Advertisement,
    /// 相关阅读, 推荐阅读.
    RelatedLinks,
    /// Headlines of other stories with author and time.
    UnrelatedHeadlines,
    /// The author's name, portrait and counters.
    AuthorCard,
    /// 特别声明, 免责声明.
    Disclaimer,
    /// Copyright lines.
    Copyright,
    /// Page footers, page numbers, running heads.
    Footer,
    /// `[1, 2]` and the like inside the text.
    Citation,
    /// The list of references.
    ReferenceList,
    /// A remark of the person who collected the text.
    EditorRemark,
    /// What a chat model says around its answer.
    ChatResidue,
    /// 大家好，我是…
    Greeting,
    /// Emoji and rules that only decorate.
    Decoration,
    /// Tags, scripts, template code, comments in markup, link targets, images.
    Markup,
    /// Text that the same source has already said.
    Duplicate,
}
