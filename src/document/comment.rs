//! Readers' comments: what a thread that cleaning took out says, one comment at a time.

use super::Span;

/// One comment of a thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Which thread of its document, from 1.
    pub thread: usize,
    /// From the first to the last source byte of the comment, marks and buttons included.
    pub span: Span,
    /// Who wrote it, as the page names them.
    pub author: Option<String>,
    /// When, as the page writes it (`2021-02-03 10:00`, `2天前`): relative dates are not resolved.
    pub date: Option<String>,
    /// Likes, where the page counts them.
    pub likes: Option<u64>,
    /// What it says, before script conversion; paragraphs are separated by line feeds.
    pub text: String,
}
