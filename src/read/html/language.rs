//! Words that a page marks as another language or script than its own.

use html5gum::{Token, Tokenizer};

use super::tag::Tag;
use crate::document::Script;

/// True if an element with this `lang` quotes words that must keep their script, on a page whose
/// own `lang` is `page`.
///
/// Only elements that hold a stretch of running text count: a `lang` on a container is a statement
/// about the page, and often a wrong one. The same holds for the other Chinese script on running
/// text of a page that does not say what it is itself (word processors mark every stretch), except
/// in elements that quote.
pub(super) fn is_foreign(tag: Tag, lang: &str, page: Option<&str>) -> bool {
    let quotes = matches!(tag, Tag::Q | Tag::Blockquote | Tag::Cite);
    if tag.is_block() && !quotes && tag != Tag::P {
        return false;
    }
    let lang = lang.trim().to_ascii_lowercase();
    if matches!(lang.split(['-', '_']).next(), Some("ja" | "ko" | "vi")) {
        return true;
    }
    match (script(&lang), page.map(|page| script(&page.to_ascii_lowercase()))) {
        (Some(own), Some(Some(page))) => own != page && (quotes || !tag.is_block()),
        (Some(_), _) => quotes,
        (None, _) => false,
    }
}

/// True if `tag`, a start tag as it stands in Markdown, opens such an element. The note around it
/// does not say what language it is in.
pub(in crate::read) fn opens_foreign(tag: &str) -> bool {
    if !tag.contains("lang") && !tag.contains("LANG") {
        return false;
    }
    Tokenizer::new(tag).flatten().any(|token| match token {
        Token::StartTag(start) => start.attributes.get(b"lang".as_slice()).is_some_and(|lang| {
            is_foreign(Tag::from_name(&start.name), &String::from_utf8_lossy(&lang.value), None)
        }),
        _ => false,
    })
}

/// The script that a language tag (BCP 47) of Chinese names, by itself or by its region.
fn script(lang: &str) -> Option<Script> {
    let mut parts = lang.split(['-', '_']);
    if parts.next() != Some("zh") {
        return None;
    }
    parts.find_map(|part| match part {
        "hans" | "cn" | "sg" => Some(Script::Hans),
        "hant" | "tw" | "hk" | "mo" => Some(Script::Hant),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoting_and_running_elements_are_told_from_containers() {
        let foreign = |tag, lang, page| is_foreign(tag, lang, page);
        assert!(foreign(Tag::Span, "ja", None));
        assert!(foreign(Tag::P, "ja-JP", Some("zh-CN")));
        assert!(!foreign(Tag::Div, "ja", Some("zh-CN")), "a container");
        assert!(foreign(Tag::Span, "zh-Hant", Some("zh-Hans-CN")));
        assert!(!foreign(Tag::Span, "zh-TW", Some("zh-Hant-TW")), "the page's own");
        assert!(!foreign(Tag::Span, "zh-TW", None), "word processors mark every stretch");
        assert!(foreign(Tag::Q, "zh_TW", None));
        assert!(!foreign(Tag::P, "zh-TW", Some("zh-CN")));
        assert!(!foreign(Tag::Span, "en", Some("zh-CN")) && !foreign(Tag::Q, "zh", None));
    }
}
