//! HTML inside Markdown: where an island ends.

/// Elements that open an island when a line starts with one.
const BLOCK_ELEMENTS: [&str; 38] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "br",
    "button",
    "center",
    "details",
    "dd",
    "div",
    "dl",
    "dt",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "iframe",
    "img",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "script",
    "section",
    "style",
    "table",
    "ul",
    "video",
    "summary",
];

/// Elements without an end tag.
const VOID: [&str; 6] = ["br", "hr", "img", "input", "link", "meta"];

/// Most bytes that an island may span: a page pasted into a note, not a corpus.
const MAX_ISLAND: usize = 4 << 20;

/// So many lines without a tag stand in no element that was left open by mistake.
const TAGLESS: usize = 8;

/// If the line at `start` opens an HTML island, the byte where the island ends: the end of the
/// line on which all its elements are closed, or, if they never are, the next blank line or many lines of text.
pub(super) fn end(source: &str, start: usize) -> Option<usize> {
    let (name, closing) = tag_name(&source[start..])?;
    if !BLOCK_ELEMENTS.contains(&name.as_str()) {
        return None;
    }
    let bytes = source.as_bytes();
    let limit = bytes.len().min(start + MAX_ISLAND);
    let line_end = |at: usize| memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |to| at + to);
    if closing || VOID.contains(&name.as_str()) {
        return Some(line_end(start));
    }
    let mut depth = 0usize;
    let mut at = start;
    while let Some(found) = memchr::memchr(b'<', &bytes[at..limit]) {
        at += found;
        let Some((name, closing)) = tag_name(&source[at..]) else {
            at += 1;
            continue;
        };
        let close = memchr::memchr(b'>', &bytes[at..limit]).map_or(limit, |to| at + to + 1);
        let self_closing = bytes[..close].ends_with(b"/>");
        if BLOCK_ELEMENTS.contains(&name.as_str()) && !VOID.contains(&name.as_str()) && !self_closing {
            depth = if closing { depth.saturating_sub(1) } else { depth + 1 };
        }
        at = close;
        // The next element may follow on the same line (`…</div><ul>`): only a line's end closes.
        if depth == 0 && !rest_of_line_has_tag(bytes, at) {
            return Some(line_end(at));
        }
    }
    Some(unclosed_end(bytes, start))
}

/// Where an island ends of which an element is never closed: at the next blank line; where many lines
/// without a tag come first, which are text again, in front of these.
fn unclosed_end(bytes: &[u8], start: usize) -> usize {
    let (mut at, mut end, mut tagged, mut tagless) = (start, start, start, 0);
    for line in bytes[start..].split_inclusive(|&byte| byte == b'\n') {
        if line.trim_ascii().is_empty() {
            return end;
        }
        end = at + line.strip_suffix(b"\n").unwrap_or(line).len();
        at += line.len();
        if memchr::memchr(b'<', line).is_some() {
            (tagged, tagless) = (end, 0);
            continue;
        }
        tagless += 1;
        if tagless >= TAGLESS {
            return tagged;
        }
    }
    end
}

fn rest_of_line_has_tag(bytes: &[u8], at: usize) -> bool {
    let line = &bytes[at..memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |to| at + to)];
    memchr::memchr(b'<', line).is_some()
}

/// The lower-case name of the tag at the start of `text`, and whether it is an end tag.
fn tag_name(text: &str) -> Option<(String, bool)> {
    let rest = text.strip_prefix('<')?;
    let (rest, closing) = rest.strip_prefix('/').map_or((rest, false), |rest| (rest, true));
    let len = rest.bytes().take(16).take_while(u8::is_ascii_alphanumeric).count();
    (len > 0).then(|| (rest[..len].to_ascii_lowercase(), closing))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn island(text: &str) -> Option<&str> {
        end(text, 0).map(|end| &text[..end])
    }

    #[test]
    fn an_island_lasts_until_its_elements_are_closed() {
        assert_eq!(
            island("<div><b>留言</b></div><ul>\n<li>甲\n\n乙</li>\n</ul>\n正文"),
            Some("<div><b>留言</b></div><ul>\n<li>甲\n\n乙</li>\n</ul>")
        );
        assert_eq!(island("<br>\n正文"), Some("<br>"));
        assert_eq!(island("<span>行内</span>"), None);
        assert_eq!(island("<3 爱"), None);
    }

    #[test]
    fn an_unclosed_island_ends_at_the_blank_line() {
        assert_eq!(island("<div class=a>\n甲\n\n## 正文\n"), Some("<div class=a>\n甲"));
    }

    #[test]
    fn an_unclosed_island_does_not_swallow_the_text_below() {
        let text = format!("<div>\n<p>评论</p>\n{}<div>另一处</div>", "正文一行。\n".repeat(TAGLESS));
        assert_eq!(island(&text), Some("<div>\n<p>评论</p>"));
        let short = "<div>\n正文一行。\n<p>甲</p>";
        assert_eq!(island(short), Some(short));
    }
}
