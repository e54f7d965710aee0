//! Tags inside a line.

use super::{Inline, Step};
use crate::document::{Mark, MarkKind, Span};
use crate::read::html::{is_element, language};

impl Inline<'_, '_> {
    /// False for words in angle brackets that are no element: a blank to be filled (`<username>`) or, in
    /// pasted text, code. `inner` is what stands between the brackets.
    ///
    /// Elements that HTML does not know are told by a prefix (`o:p`) or a hyphen; in Markdown, components
    /// (`<TabItem value="a">`) also by a capital, attributes or a slash at the end.
    fn is_tag(&self, inner: &str) -> bool {
        let rest = inner.trim_start_matches('/');
        let name = &rest[..rest.find(|c: char| c.is_whitespace() || c == '/').unwrap_or(rest.len())];
        let component =
            rest.starts_with(|c: char| c.is_ascii_uppercase()) || rest.contains('=') || rest.ends_with('/');
        is_element(&name.to_ascii_lowercase()) || name.contains([':', '-']) || self.emphasis && component
    }

    /// Notes the element that ends with `tag` if it is marked as another language.
    fn note_language(&mut self, tag: &str, name: &str, start: usize) {
        if tag.starts_with("</") {
            if let Some(at) = self.open_foreign.iter().rposition(|(open, _)| open == name) {
                self.open_foreign.truncate(at + 1);
                if let (Some((_, from)), true) = (self.open_foreign.pop(), at == 0) {
                    self.foreign.push(Span::new(from, start + tag.len()));
                }
            }
        } else if (!self.open_foreign.is_empty() || language::opens_foreign(tag))
            && !matches!(name, "br" | "hr" | "img")
            && !tag.ends_with("/>")
        {
            self.open_foreign.push((name.to_owned(), start));
        }
    }

    /// A tag: `<br>` becomes a blank, bold and italic become marks, the rest is markup.
    pub(super) fn tag_at(
        &mut self,
        rest: Span,
        open: &mut Vec<(MarkKind, &'static str, usize, usize)>,
    ) -> Option<Step> {
        let text = rest.of(self.source);
        if !text.starts_with('<') {
            return None;
        }
        let comment = text.starts_with("<!--").then(|| text.find("-->").map(|close| close + 3)).flatten();
        let len = match comment {
            Some(len) => len,
            None => {
                let closing = text[1..].starts_with('/');
                let name = text.as_bytes()[1 + usize::from(closing)..].first()?;
                if !name.is_ascii_alphabetic() {
                    return None;
                }
                text.find('>')? + 1
            }
        };
        let end = rest.start + len;
        if comment.is_none() && !self.is_tag(&text[1..len - 1]) {
            return None;
        }
        self.markup.push(Span::new(rest.start, end));
        if comment.is_some() {
            return Some(Step::Skip { end });
        }
        let name = text[1..len].trim_start_matches('/');
        let name = &name[..name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len())];
        let name = name.to_ascii_lowercase();
        self.note_language(&text[..len], &name, rest.start);
        let kind = match name.as_str() {
            "br" => return Some(Step::Rewrite { with: " ".to_owned(), end }),
            "img" => {
                let inner = Span::new(end, end);
                self.marks.push(Mark { kind: MarkKind::Image, span: Span::new(rest.start, end), inner });
                return Some(Step::Skip { end });
            }
            "b" | "strong" => (MarkKind::Strong, "b"),
            "i" | "em" => (MarkKind::Emphasis, "i"),
            "a" => (MarkKind::Link, "a"),
            "code" => (MarkKind::Code, "c"),
            _ => return Some(Step::Skip { end }),
        };
        if text.starts_with("</") {
            if let Some(at) = open.iter().rposition(|(_, name, _, _)| *name == kind.1) {
                let (kind, _, start, inner) = open.remove(at);
                let inner = Span::new(inner, rest.start);
                self.marks.push(Mark { kind, span: Span::new(start, end), inner });
            }
        } else {
            open.push((kind.0, kind.1, rest.start, end));
        }
        Some(Step::Skip { end })
    }
}
