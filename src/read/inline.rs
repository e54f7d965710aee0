//! Inline marks of Markdown: emphasis, links, images, code, tags, entities, escapes.
//!
//! More lenient than CommonMark where Chinese writers depend on it: `**愿景:**文字` is bold
//! although the standard's flanking rule, made for blanks between words, says otherwise.

mod tag;

use std::sync::Arc;

use super::html::entity;
use crate::document::{AlignedText, Mark, MarkKind, Span};

/// Deepest nesting of marks that is followed; deeper ones stay as text.
const MAX_NESTING: usize = 8;

/// Longest mark in bytes. A bound, so that a line of a million opening brackets stays linear.
const MAX_MARK: usize = 4096;

/// Reads the inline content of `span` of `source` into `text`, marks into `marks`, tags into
/// `markup`.
pub(crate) struct Inline<'a, 'b> {
    pub(crate) source: &'a Arc<str>,
    pub(crate) text: &'b mut AlignedText,
    pub(crate) marks: &'b mut Vec<Mark>,
    pub(crate) markup: &'b mut Vec<Span>,
    pub(crate) foreign: &'b mut Vec<Span>,
    /// Elements open inside one that is marked as another language, that one first: name, start.
    pub(crate) open_foreign: Vec<(String, usize)>,
    /// False for pasted text, where `*` and `_` are characters.
    pub(crate) emphasis: bool,
}

/// Bytes that may start a mark. Everything else is copied in stretches.
const fn special() -> [bool; 256] {
    let mut table = [false; 256];
    let bytes = b"\\`*_[!<&~\t";
    let mut at = 0;
    while at < bytes.len() {
        table[bytes[at] as usize] = true;
        at += 1;
    }
    table
}
static SPECIAL: [bool; 256] = special();

/// How many bytes at the start of `bytes`, whose first is not special, cannot start a mark: eight at
/// a time where all are part of characters beyond ASCII.
fn plain(bytes: &[u8]) -> usize {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let mut at = 1;
    loop {
        while let Some(Ok(word)) = bytes.get(at..at + 8).map(<[u8; 8]>::try_from)
            && u64::from_ne_bytes(word) & HIGH == HIGH
        {
            at += 8;
        }
        match bytes.get(at) {
            Some(&byte) if !SPECIAL[byte as usize] => at += 1,
            _ => return at,
        }
    }
}

impl Inline<'_, '_> {
    /// Reads `span`.
    pub(crate) fn read(&mut self, span: Span) {
        // Most lines of pasted text have no mark and are a block by themselves.
        let bytes = span.of(self.source).as_bytes();
        if self.text.is_empty()
            && !bytes.is_empty()
            && !SPECIAL[bytes[0] as usize]
            && plain(bytes) == bytes.len()
        {
            *self.text = AlignedText::quoted(self.source, span);
            return;
        }
        self.text.reserve(span.len());
        self.stretch(span, 0);
        self.marks.sort_by_key(|mark| (mark.span.start, std::cmp::Reverse(mark.span.end)));
    }

    fn stretch(&mut self, span: Span, nesting: usize) {
        let bytes = self.source.as_bytes();
        let mut copied = span.start;
        let mut at = span.start;
        let mut open_tags: Vec<(MarkKind, &str, usize, usize)> = Vec::new();
        while at < span.end {
            if !SPECIAL[bytes[at] as usize] {
                at += plain(&bytes[at..span.end]);
                continue;
            }
            let rest = Span::new(at, self.source.floor_char_boundary(span.end.min(at + MAX_MARK)));
            let step = if nesting < MAX_NESTING { self.mark_at(rest) } else { None };
            let Some(step) = step.or_else(|| self.tag_at(rest, &mut open_tags)) else {
                at += 1;
                continue;
            };
            self.text.push_verbatim(self.source, Span::new(copied, at));
            match step {
                Step::Mark { kinds, inner, end } => {
                    let whole = Span::new(at, end);
                    for kind in kinds.iter().flatten() {
                        self.marks.push(Mark { kind: *kind, span: whole, inner });
                    }
                    match kinds[0] {
                        Some(MarkKind::Code) => self.code(inner),
                        _ => self.stretch(inner, nesting + 1),
                    }
                    at = end;
                }
                Step::Rewrite { with, end } => {
                    self.text.push_rewritten(&with, Span::new(at, end));
                    at = end;
                }
                Step::Skip { end } => at = end,
            }
            copied = at;
        }
        self.text.push_verbatim(self.source, Span::new(copied, span.end));
    }

    /// Copies code as it stands, but for tabs, which separate table cells.
    fn code(&mut self, span: Span) {
        let mut at = span.start;
        for tab in memchr::memchr_iter(b'\t', span.of(self.source).as_bytes()) {
            let tab = span.start + tab;
            self.text.push_verbatim(self.source, Span::new(at, tab));
            self.text.push_rewritten(" ", Span::new(tab, tab + 1));
            at = tab + 1;
        }
        self.text.push_verbatim(self.source, Span::new(at, span.end));
    }

    fn mark_at(&self, rest: Span) -> Option<Step> {
        let text = rest.of(self.source);
        let at = rest.start;
        match text.as_bytes()[0] {
            b'\\' => {
                let escaped = text.as_bytes().get(1).is_some_and(u8::is_ascii_punctuation);
                // The escaped character is copied as text; only the backslash goes.
                escaped.then(|| Step::Rewrite { with: text[1..2].to_owned(), end: at + 2 })
            }
            b'`' => {
                let ticks = run_length(text, b'`');
                let close = text[ticks..].find(&text[..ticks])? + ticks;
                let inner = Span::new(at + ticks, at + close);
                (!inner.is_empty()).then_some(Step::mark(MarkKind::Code, inner, at + close + ticks))
            }
            b'*' | b'_' if self.emphasis => self.emphasis_at(rest),
            b'~' if text.starts_with("~~") => {
                let close = text[2..].find("~~")? + 2;
                Some(Step::Mark {
                    kinds: [None, None],
                    inner: Span::new(at + 2, at + close),
                    end: at + close + 2,
                })
            }
            b'!' if text[1..].starts_with('[') => {
                let (inner, end) = self.link_parts(Span::new(at + 1, rest.end))?;
                Some(Step::mark(MarkKind::Image, inner, end))
            }
            b'[' if text.starts_with("[[") => {
                let close = text.find("]]")?;
                let label = text[2..close].rfind('|').map_or(2, |bar| bar + 3);
                Some(Step::mark(MarkKind::Link, Span::new(at + label, at + close), at + close + 2))
            }
            b'[' => {
                let (inner, end) = self.link_parts(rest)?;
                Some(Step::mark(MarkKind::Link, inner, end))
            }
            b'<' => {
                let close = text.find('>')?;
                let inner = &text[1..close];
                let url = inner.starts_with("http://")
                    || inner.starts_with("https://")
                    || inner.starts_with("mailto:");
                (url && !inner.contains(char::is_whitespace)).then_some(Step::mark(
                    MarkKind::Link,
                    Span::new(at + 1, at + close),
                    at + close + 1,
                ))
            }
            b'&' => {
                // Markdown asks for the semicolon that pages may leave out.
                let (with, len) = entity::decode(text).filter(|(_, len)| text[..*len].ends_with(';'))?;
                Some(Step::Rewrite { with: with.replace('\u{a0}', " "), end: at + len })
            }
            b'\t' => Some(Step::Rewrite { with: " ".to_owned(), end: at + 1 }),
            _ => None,
        }
    }

    /// `*x*`, `**x**`, `***x***` and the same with `_`.
    fn emphasis_at(&self, rest: Span) -> Option<Step> {
        let text = rest.of(self.source);
        let mark = text.as_bytes()[0];
        let ticks = run_length(text, mark);
        if ticks > 3 {
            return None;
        }
        let before = self.source[..rest.start].chars().next_back();
        let word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        if (mark == b'_' || ticks == 1) && word(before) {
            return None;
        }
        let delimiter = &text[..ticks];
        let body = &text[ticks..];
        let mut from = 0;
        let close = loop {
            let found = from + body[from..].find(delimiter)?;
            let run = run_length(&body[found..], mark);
            let after = body[found + run..].chars().next();
            if run == ticks && found > 0 && !(mark == b'_' && word(after)) {
                break found;
            }
            from = found + run;
            if from >= body.len() {
                return None;
            }
        };
        let inner = &body[..close];
        if ticks == 1 && (inner.starts_with(char::is_whitespace) || inner.ends_with(char::is_whitespace))
            || inner.trim().is_empty()
        {
            return None;
        }
        let inner = Span::new(rest.start + ticks, rest.start + ticks + close).trimmed(self.source);
        let kinds = match ticks {
            1 => [Some(MarkKind::Emphasis), None],
            2 => [Some(MarkKind::Strong), None],
            _ => [Some(MarkKind::Strong), Some(MarkKind::Emphasis)],
        };
        Some(Step::Mark { kinds, inner, end: rest.start + ticks + close + ticks })
    }

    /// The label and the end of `[label](target)` at the start of `rest`.
    fn link_parts(&self, rest: Span) -> Option<(Span, usize)> {
        let text = rest.of(self.source);
        let close = balanced(text, b'[', b']')?;
        let target = &text[close + 1..];
        if !target.starts_with('(') {
            return None;
        }
        let end = close + 1 + balanced(target, b'(', b')')? + 1;
        Some((Span::new(rest.start + 1, rest.start + close), rest.start + end))
    }
}

enum Step {
    Mark { kinds: [Option<MarkKind>; 2], inner: Span, end: usize },
    Rewrite { with: String, end: usize },
    Skip { end: usize },
}

impl Step {
    fn mark(kind: MarkKind, inner: Span, end: usize) -> Self {
        Self::Mark { kinds: [Some(kind), None], inner, end }
    }
}

fn run_length(text: &str, byte: u8) -> usize {
    text.bytes().take_while(|&b| b == byte).count()
}

/// The offset of the bracket that closes the one `text` starts with.
fn balanced(text: &str, open: u8, close: u8) -> Option<usize> {
    let mut depth = 0usize;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        if escaped {
            escaped = false;
        } else if byte == b'\\' {
            escaped = true;
        } else if byte == open {
            depth += 1;
        } else if byte == close {
            depth -= 1;
            if depth == 0 {
                return Some(at);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(source: &str) -> (String, Vec<(MarkKind, String)>) {
        let (text, marks, _) = read_all(source);
        (text, marks.iter().map(|m| (m.kind, m.inner.of(source).to_owned())).collect())
    }

    fn read_all(source: &str) -> (String, Vec<Mark>, Vec<Span>) {
        read_as(source, true)
    }

    fn read_as(source: &str, emphasis: bool) -> (String, Vec<Mark>, Vec<Span>) {
        let (mut text, mut marks) = (AlignedText::default(), Vec::new());
        let (mut markup, mut foreign) = (Vec::new(), Vec::new());
        let source: Arc<str> = source.into();
        let mut inline = Inline {
            source: &source,
            text: &mut text,
            marks: &mut marks,
            markup: &mut markup,
            foreign: &mut foreign,
            open_foreign: Vec::new(),
            emphasis,
        };
        inline.read(Span::new(0, source.len()));
        text.check(&source).expect("aligned");
        (text.as_str().to_owned(), marks, foreign)
    }

    #[test]
    fn bold_needs_no_blanks_around_it() {
        let (text, marks) = read("先**备货:**再上架");
        assert_eq!(text, "先备货:再上架");
        assert_eq!(marks, [(MarkKind::Strong, "备货:".to_owned())]);
    }

    #[test]
    fn links_and_images_keep_their_text() {
        let (text, marks) = read("见 **[手册](a(b).md)** 和 ![图](x.png)");
        assert_eq!(text, "见 手册 和 图");
        assert_eq!(
            marks.iter().map(|m| m.0).collect::<Vec<_>>(),
            [MarkKind::Strong, MarkKind::Link, MarkKind::Image]
        );
        assert_eq!(read("[[页面|名称]]与[[页面]]").0, "名称与页面");
    }

    #[test]
    fn tags_entities_and_escapes() {
        assert_eq!(read("a&#47;b &lt;3<br>下<b>粗</b> 3\\*4").0, "a/b <3 下粗 3*4");
        assert_eq!(read("若 a < b 且 b > c").0, "若 a < b 且 b > c");
        assert_eq!(read("输入 <username> 后回车<o:p></o:p>").0, "输入 <username> 后回车");
        assert_eq!(read("<TabItem value=\"a\">步骤</TabItem>").0, "步骤");
        let pasted = "<AllowedMethod>PUT</AllowedMethod>";
        assert_eq!((read(pasted).0.as_str(), read_as(pasted, false).0.as_str()), ("PUT", pasted));
        assert_eq!(read("运行 `a\tb`").0, "运行 a b", "a tab would be a cell border");
    }

    #[test]
    fn elements_of_another_language_are_noted_whole() {
        let foreign = |source: &str| -> Vec<String> {
            read_all(source).2.iter().map(|span| span.of(source).to_owned()).collect()
        };
        let quoted = "<span lang=\"ja\">設備の<span>点検</span>と<br>記録</span>";
        assert_eq!(foreign(&format!("写作**{quoted}**一词")), [quoted]);
        assert_eq!(
            foreign("称<q lang=zh-Hant>軟體</q>与<em LANG='ko'>업무</em>"),
            ["<q lang=zh-Hant>軟體</q>", "<em LANG='ko'>업무</em>"]
        );
        for plain in [
            "<span lang=\"ja\">没有结尾",
            "<span lang=en>a</span>",
            "</span>",
            "<span>x</span>",
            "a < b lang=ja>",
        ] {
            assert!(foreign(plain).is_empty(), "{plain}");
        }
    }

    #[test]
    fn lone_marks_stay_text() {
        for source in ["5*3=15", "snake_case_name", "a ** b", "[未完", "`", "**", "[1, 2]", "2 * 3 * 4"] {
            assert_eq!(read(source).0, source);
        }
    }
}
