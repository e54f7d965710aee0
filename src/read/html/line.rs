//! One line of text as it is gathered from text nodes: white space collapsed as a browser does,
//! entities decoded, marks and images noted.

use super::entity;
use crate::document::{AlignedText, Mark, MarkKind, Span};

/// An inline element that is open, possibly over several lines.
#[derive(Clone, Copy, Debug)]
struct OpenMark {
    kind: MarkKind,
    /// Start of the tag, or of the line if it began earlier.
    start: usize,
    /// Where the marked text starts.
    inner: usize,
    /// Open elements of the same kind inside, which mark nothing more.
    nested: usize,
}

/// What a finished line becomes.
#[derive(Debug)]
pub(super) struct Finished {
    pub(super) span: Span,
    pub(super) text: AlignedText,
    pub(super) marks: Vec<Mark>,
}

/// What white space a finished line loses at its ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trim {
    /// All of it.
    Ends,
    /// Blank lines before and everything after: code keeps its indentation.
    Code,
    /// None: cells may be empty.
    Row,
}

/// Bytes that are more than a part of the text: blanks, what entities begin with, and what a blank or an
/// invisible character beyond ASCII may begin with.
static MARKED: [bool; 256] = {
    let mut marked = [false; 256];
    let mut at = 0;
    while at <= 0x20 {
        marked[at] = true;
        at += 1;
    }
    let others = [b'&', 0x7f, 0xc2, 0xe2, 0xe3, 0xef];
    at = 0;
    while at < others.len() {
        marked[others[at] as usize] = true;
        at += 1;
    }
    marked
};

/// A line in the making.
#[derive(Debug, Default)]
pub(super) struct Line {
    text: AlignedText,
    marks: Vec<Mark>,
    open: Vec<OpenMark>,
    /// White space seen since the last character; emitted when another one follows.
    space: Option<Span>,
    /// The entities in that white space: bytes that must be accounted for if it is never emitted.
    blank_entities: Vec<Span>,
    /// No character since the start of the line or cell.
    at_start: bool,
    /// Alternative texts of images, wanted if the line has nothing else.
    images: Vec<(Span, Span)>,
    /// Bytes of invisible characters, left out of the text.
    pub(super) dropped: Vec<Span>,
    /// Keep white space as it is.
    pub(super) verbatim: bool,
}

impl Line {
    /// True if neither a character nor an image has come yet.
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty() && self.images.is_empty()
    }

    /// The text so far.
    pub(super) fn as_str(&self) -> &str {
        self.text.as_str()
    }

    /// Adds the text node `span` of `source`.
    pub(super) fn push(&mut self, source: &str, span: Span) {
        let bytes = source.as_bytes();
        let mut at = span.start;
        let mut from = at;
        loop {
            at += bytes[at..span.end].iter().take_while(|&&byte| !MARKED[usize::from(byte)]).count();
            if at == span.end {
                break;
            }
            let byte = bytes[at];
            let len = match byte {
                b' ' | b'\t' | b'\n' | b'\r' | 0x0c if !self.verbatim => 1,
                0xc2 if bytes.get(at + 1) == Some(&0xa0) => 2,
                0xe3 if self.starts_line(from == at) && source[at..].starts_with('\u{3000}') => 3,
                b'&' => match entity::decode(&source[at..span.end]) {
                    Some((text, len)) => {
                        self.characters(source, Span::new(from, at));
                        self.entity(&text, Span::new(at, at + len));
                        at += len;
                        from = at;
                        continue;
                    }
                    None => {
                        at += 1;
                        continue;
                    }
                },
                0..=8 | 0x0b | 0x0e..=0x1f | 0x7f | 0xef | 0xe2 => {
                    let len = invisible_len(&bytes[at..span.end]);
                    if len > 0 {
                        self.characters(source, Span::new(from, at));
                        self.dropped.push(Span::new(at, at + len));
                        from = at + len;
                    }
                    at += len.max(1);
                    continue;
                }
                _ => {
                    at += 1;
                    continue;
                }
            };
            self.characters(source, Span::new(from, at));
            self.white(Span::new(at, at + len));
            at += len;
            from = at;
        }
        self.characters(source, Span::new(from, span.end));
    }

    fn starts_line(&self, nothing_pending: bool) -> bool {
        nothing_pending && (self.at_start || self.text.is_empty())
    }

    fn white(&mut self, span: Span) {
        if self.verbatim {
            self.text.push_rewritten(" ", span);
        } else {
            self.space = Some(self.space.map_or(span, |space| space.hull(span)));
        }
    }

    fn entity(&mut self, text: &str, span: Span) {
        if text.chars().all(|c| c == '\u{a0}' || c.is_ascii_whitespace()) {
            self.blank_entities.push(span);
            self.white(span);
        } else {
            self.spaced_before(text.chars().next(), "");
            self.text.push_rewritten(text, span);
            self.at_start = false;
        }
    }

    fn characters(&mut self, source: &str, span: Span) {
        if span.is_empty() {
            return;
        }
        self.spaced_before(span.of(source).chars().next(), source);
        self.text.push_verbatim(source, span);
        self.at_start = false;
    }

    /// Emits pending white space before the character `next`.
    fn spaced_before(&mut self, next: Option<char>, source: &str) {
        let Some(space) = self.space.take() else { return };
        if self.at_start || self.text.is_empty() {
            self.dropped.append(&mut self.blank_entities);
            return;
        }
        self.blank_entities.clear();
        let wrapped = !source.is_empty() && space.of(source).contains('\n');
        let wide = |c: char| ('\u{2e80}'..='\u{ffef}').contains(&c);
        if wrapped && self.text.as_str().chars().next_back().is_some_and(wide) && next.is_some_and(wide) {
            return;
        }
        if !source.is_empty() && space.of(source) == " " {
            self.text.push_verbatim(source, space);
        } else {
            self.text.push_rewritten(" ", space);
        }
    }

    /// Ends a cell or an inner paragraph: `separator` stands for `span`.
    pub(super) fn separate(&mut self, separator: &str, span: Span) {
        self.space = None;
        self.dropped.append(&mut self.blank_entities);
        self.text.push_rewritten(separator, span);
        self.at_start = true;
    }

    /// Adds `text` that the source does not have here.
    pub(super) fn repeat(&mut self, text: &str, at: usize) {
        self.text.push_rewritten(text, Span::new(at, at));
    }

    /// Notes an image: its tag and the value of its alternative text.
    pub(super) fn image(&mut self, tag: Span, alt: Span) {
        self.images.push((tag, alt));
    }

    /// An inline element starts with `tag`.
    pub(super) fn open(&mut self, kind: MarkKind, tag: Span) {
        match self.open.iter_mut().find(|open| open.kind == kind) {
            Some(open) => open.nested += 1,
            None => self.open.push(OpenMark { kind, start: tag.start, inner: tag.end, nested: 0 }),
        }
    }

    /// The innermost open element of `kind` ends with `tag`; the mark goes to the outermost.
    pub(super) fn close(&mut self, kind: MarkKind, tag: Span) {
        let Some(at) = self.open.iter().position(|open| open.kind == kind) else { return };
        if self.open[at].nested > 0 {
            self.open[at].nested -= 1;
        } else {
            let open = self.open.remove(at);
            self.note(open, tag.start, tag.end);
        }
    }

    fn note(&mut self, open: OpenMark, inner_end: usize, end: usize) {
        if open.inner < inner_end {
            self.marks.push(Mark {
                kind: open.kind,
                span: Span::new(open.start, end),
                inner: Span::new(open.inner, inner_end),
            });
        }
    }

    /// Takes the line out; `floor` is the first byte it may cover. Elements that are still open go
    /// on in the next line. `None` if there was no text.
    pub(super) fn finish(&mut self, source: &str, floor: usize, trim: Trim) -> Option<Finished> {
        if self.text.is_empty() {
            self.push_images(source);
        }
        self.images.clear();
        self.space = None;
        self.dropped.append(&mut self.blank_entities);
        self.at_start = false;
        let whole = std::mem::take(&mut self.text);
        let before = whole.source_span();
        let text = match trim {
            Trim::Ends => whole.into_trimmed(),
            Trim::Code => code_trimmed(&whole),
            Trim::Row => whole,
        };
        self.drop_ends(before, &text);
        let mut marks = std::mem::take(&mut self.marks);
        let span = text.source_span();
        let end = span.map_or(floor, |span| span.end);
        for open in &mut self.open {
            if open.inner < end {
                marks.push(Mark {
                    kind: open.kind,
                    span: Span::new(open.start, end),
                    inner: Span::new(open.inner, end),
                });
                (open.start, open.inner) = (end, end);
            }
        }
        let span = span?;
        marks.retain_mut(|mark| {
            let carried_over = mark.span.start == mark.inner.start;
            mark.inner.start = mark.inner.start.max(span.start);
            mark.inner.end = mark.inner.end.min(span.end).max(mark.inner.start);
            mark.span.start = if carried_over { mark.inner.start } else { mark.span.start.max(floor) };
            mark.span.end = mark.span.end.max(mark.inner.end);
            !mark.inner.is_empty()
        });
        marks.sort_by_key(|mark| (mark.span.start, std::cmp::Reverse(mark.span.end)));
        let whole = marks.iter().fold(span, |whole, mark| whole.hull(mark.span));
        Some(Finished { span: whole, text, marks })
    }

    /// What trimming took off may be entities.
    fn drop_ends(&mut self, whole: Option<Span>, trimmed: &AlignedText) {
        let Some(before) = whole else { return };
        let after = trimmed.source_span().unwrap_or(Span::new(before.end, before.end));
        if before.start < after.start {
            self.dropped.push(Span::new(before.start, after.start));
        }
        if after.end < before.end {
            self.dropped.push(Span::new(after.end, before.end));
        }
    }

    /// A line of images alone says what their alternative texts say.
    fn push_images(&mut self, source: &str) {
        for (tag, alt) in std::mem::take(&mut self.images) {
            if !self.text.is_empty() {
                self.space = Some(Span::new(tag.start, tag.start + 1));
            }
            let before = self.text.len();
            self.push(source, alt);
            if self.text.len() > before {
                self.marks.push(Mark { kind: MarkKind::Image, span: tag, inner: alt });
            }
        }
    }
}

fn code_trimmed(text: &AlignedText) -> AlignedText {
    let all = text.as_str();
    let end = all.trim_end().len();
    let mut start = 0;
    while let Some(line) = all[start..end].find('\n')
        && all[start..start + line].trim().is_empty()
    {
        start += line + 1;
    }
    text.slice(start..end)
}

/// Bytes of the control or zero-width character that `bytes` starts with; 0 if it is another one.
fn invisible_len(bytes: &[u8]) -> usize {
    match bytes {
        [0..=8 | 0x0b | 0x0e..=0x1f | 0x7f, ..] => 1,
        // U+FEFF and U+200B: marks of encoders and of line breakers, between any two characters.
        [0xef, 0xbb, 0xbf, ..] | [0xe2, 0x80, 0x8b, ..] => 3,
        _ => 0,
    }
}
