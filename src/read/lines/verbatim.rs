//! What stands as it is: front matter, fenced code, comments and lines of template code.

use memchr::memmem;

use super::Reader;
use crate::document::{AlignedText, BlockKind, Span};

/// Fences of template code that stands on a line of its own.
const TEMPLATE_TAGS: [(&str, &str); 2] = [("{%", "%}"), ("<%", "%>")];

impl Reader<'_> {
    /// Reads a header between `---` or `+++` at the very start; returns the first line after it.
    pub(super) fn front_matter(&mut self) -> usize {
        let fence = self.text(0);
        if !matches!(fence, "---" | "+++") || self.lines[0].indent > 0 {
            return 0;
        }
        let Some(close) = (1..self.lines.len().min(400)).find(|&at| {
            let text = self.text(at);
            text == fence || fence == "---" && text == "..."
        }) else {
            return 0;
        };
        // A thematic break at the top is no header: a header has keys.
        let keyed = (1..close).any(|at| {
            let text = self.text(at);
            text.split_once([':', '='])
                .is_some_and(|(key, _)| !key.is_empty() && !key.contains(char::is_whitespace))
        });
        if !keyed {
            return 0;
        }
        let span = self.lines[0].content.hull(self.lines[close].content);
        self.verbatim(BlockKind::FrontMatter, span);
        close + 1
    }

    pub(super) fn fence(&mut self, at: usize) -> Option<usize> {
        let text = self.text(at);
        let fence = ["```", "~~~"].into_iter().find(|fence| text.starts_with(fence))?;
        if text[3..].contains(fence) {
            return None;
        }
        let close = (at + 1..self.lines.len()).find(|&to| {
            let text = self.text(to);
            text.starts_with(fence) && text.trim_start_matches(&fence[..1]).is_empty()
        });
        // An unclosed fence would swallow the rest of the document; it is only its own line then.
        let last = close.unwrap_or(at);
        let span = self.lines[at].content.hull(self.lines[last].content);
        self.verbatim(if close.is_some() { BlockKind::Code } else { BlockKind::Markup }, span);
        Some(last + 1)
    }

    /// Comments, and lines of template code only.
    pub(super) fn markup(&mut self, at: usize) -> Option<usize> {
        let text = self.text(at);
        let start = self.lines[at].content.start;
        let end = if text.starts_with("<!--") {
            self.comment_end(start)? + 3
        } else if TEMPLATE_TAGS.iter().any(|(open, close)| {
            let inner = text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
            inner.is_some_and(|inner| !inner.contains('%'))
        }) {
            self.lines[at].content.end
        } else {
            return None;
        };
        let last = at + self.lines[at..].partition_point(|line| line.content.end < end);
        if end < self.lines.get(last)?.content.end {
            return None;
        }
        self.verbatim(BlockKind::Markup, Span::new(start, end));
        Some(last + 1)
    }

    /// Where the first end of a comment stands from `start` on. Comments that nothing ends would have each of
    /// them look through the rest of the text.
    fn comment_end(&mut self, start: usize) -> Option<usize> {
        let (from, known) = self.comment_end;
        if !(from..=known.unwrap_or(usize::MAX)).contains(&start) {
            let found = memmem::find(&self.source.as_bytes()[start..], b"-->").map(|at| start + at);
            self.comment_end = (start, found);
        }
        self.comment_end.1
    }

    fn verbatim(&mut self, kind: BlockKind, span: Span) {
        let mut block = self.block(kind, span, if kind == BlockKind::Code { self.list.len() } else { 0 });
        block.text = AlignedText::from_source(self.source, span);
        self.out.blocks.push(block);
    }
}
