//! Which format a text is: by content first, by name second.

use memchr::memmem;

use crate::source::Format;

/// Bytes of the text that are looked at.
const SAMPLE: usize = 64 << 10;

/// Characters in which a page says that it is one.
const OPENING: usize = 2000;

/// The format of `text`; `name` breaks ties.
pub(super) fn detect(text: &str, name: &str) -> Format {
    let sample = &text[..text.floor_char_boundary(SAMPLE.min(text.len()))];
    if is_page(sample) {
        return Format::Html;
    }
    if is_taxonomy(sample) {
        return Format::Taxonomy;
    }
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    match extension.as_deref() {
        Some("html" | "htm" | "xhtml" | "jsp" | "shtml") if sample.contains('<') => Format::Html,
        Some("md" | "markdown" | "mdx") => Format::Markdown,
        _ if markdown_signs(sample) >= 2 => Format::Markdown,
        _ => Format::Text,
    }
}

/// A JSON object whose `format` is that of taxonomies, of whatever number.
fn is_taxonomy(sample: &str) -> bool {
    let named = |(at, key): (usize, &str)| {
        let rest = sample[at + key.len()..].trim_start().trim_start_matches(':').trim_start();
        rest.starts_with("\"guiyi.taxonomy/")
    };
    sample.trim_start().starts_with('{') && sample.match_indices("\"format\"").any(named)
}

/// A page starts with a doctype, an `<html>` or template directives before them; a fragment has
/// tags on most of its lines.
fn is_page(sample: &str) -> bool {
    let head = sample.trim_start_matches('\u{feff}').trim_start();
    if !head.starts_with('<') {
        return false;
    }
    let end = head.char_indices().nth(OPENING).map_or(head.len(), |(at, _)| at);
    let opening = head[..end].to_ascii_lowercase();
    if ["<!doctype html", "<html", "<head"].iter().any(|mark| opening.contains(mark)) {
        return true;
    }
    let (mut tagged, mut lines) = (0usize, 0usize);
    for line in sample.lines().map(str::trim).filter(|line| !line.is_empty()).take(400) {
        lines += 1;
        let opens = line.starts_with('<')
            && line[1..].starts_with(|c: char| c.is_ascii_alphabetic() || "/!%?".contains(c));
        tagged += usize::from(opens || line.ends_with('>'));
    }
    tagged * 2 > lines
}

/// How many different kinds of Markdown the sample shows, each weighed by how sure a sign it is.
fn markdown_signs(sample: &str) -> usize {
    let mut headings = 0;
    let mut set_off = false;
    let mut above = "";
    let mut bullets = 0;
    let mut tables = 0;
    let mut fences = 0;
    let mut start = 0;
    let ends = memchr::memchr_iter(b'\n', sample.as_bytes()).chain([sample.len()]);
    for end in ends {
        let line = sample[start..end].trim_start();
        start = end + 1;
        let mut heading = false;
        match line.as_bytes().first() {
            Some(b'#') => {
                let hashes = line.bytes().take_while(|&b| b == b'#').count();
                heading = hashes <= 6 && line[hashes..].starts_with([' ', '\t']);
            }
            Some(b'`') => fences += usize::from(line.starts_with("```")),
            Some(b'-' | b'*' | b'>') => bullets += usize::from(line[1..].starts_with(' ')),
            Some(b'|') => tables += usize::from(line[1..].contains('|')),
            _ => {}
        }
        headings += usize::from(heading);
        set_off |= heading && above.is_empty();
        above = line;
    }
    let pairs = |mark: &str| memmem::find_iter(sample.as_bytes(), mark).nth(1).is_some();
    // Blogs and mail put `# re:` in front of replies, in the middle of a text.
    usize::from(headings > 0)
        + usize::from(set_off)
        + 2 * usize::from(sample.starts_with("---\n") || sample.starts_with("---\r\n"))
        + usize::from(bullets > 1)
        + 2 * usize::from(tables > 1)
        + usize::from(pairs("**"))
        + usize::from(fences > 1)
        + usize::from(sample.contains("]("))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_wins_over_the_name() {
        assert_eq!(detect("<!DOCTYPE html><html><body>甲</body></html>", "a.txt"), Format::Html);
        assert_eq!(detect("<%@ page %>\n<html>\n", "a.md"), Format::Html);
        assert_eq!(detect("# 标题\n\n- 甲\n- 乙\n", "a.txt"), Format::Markdown);
        assert_eq!(detect("<div>\n<p>甲</p>\n</div>\n", "a"), Format::Html);
    }

    #[test]
    fn a_taxonomy_is_told_by_its_format() {
        assert_eq!(detect("{\n  \"format\": \"guiyi.taxonomy/1\",", "x"), Format::Taxonomy);
        assert_eq!(detect("{\"format\": \"other/1\"}", "taxonomy.json"), Format::Text);
    }

    #[test]
    fn islands_do_not_make_a_page() {
        let note = "今天聊聊备货。\n\n## 小结\n\n正文**重点**。\n<div><strong>留言</strong></div><ul>\n<li>好</li>\n</ul>";
        assert_eq!(detect(note, "note.txt"), Format::Markdown);
    }

    #[test]
    fn plain_text_stays_text() {
        assert_eq!(detect("首页 > 正文\n\n一、职责\n  • 备货:盘点\n", "a.txt"), Format::Text);
        assert_eq!(detect("a < b，c > d", "a"), Format::Text);
        assert_eq!(
            detect("值班记\n\n昨晚轮到我值班。\n# re: 值班记\n辛苦了\n# re: 值班记\n加油\n", "a"),
            Format::Text
        );
    }
}
