//! Where the strings of a JSON text stand.

use std::collections::BTreeMap;

use crate::document::Span;

/// Where the strings of a JSON text stand, quotes excluded, by path (`tasks/0/title`).
#[derive(Debug, Default)]
pub(crate) struct Places(BTreeMap<String, Span>);

impl Places {
    /// The strings of `text`, which is valid JSON.
    pub(crate) fn of(text: &str) -> Self {
        let mut out = Self::default();
        Scan { text, bytes: text.as_bytes(), at: 0 }.value("", &mut out.0);
        out
    }

    /// Where the string at `path` stands.
    pub(crate) fn of_path(&self, path: &str) -> Option<Span> {
        self.0.get(path).copied()
    }
}

struct Scan<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
}

impl Scan<'_> {
    fn peek(&mut self) -> Option<u8> {
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
        self.bytes.get(self.at).copied()
    }

    /// The string at the opening quote, without quotes.
    fn string(&mut self) -> Span {
        let start = self.at + 1;
        self.at = start;
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'"' => break,
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
        let end = self.at.min(self.bytes.len());
        self.at = end + 1;
        Span::new(start, end)
    }

    fn value(&mut self, path: &str, out: &mut BTreeMap<String, Span>) {
        let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}/{key}") };
        match self.peek() {
            Some(b'"') => {
                let span = self.string();
                out.insert(path.to_owned(), span);
            }
            Some(open @ (b'{' | b'[')) => {
                self.at += 1;
                let mut index = 0;
                while let Some(byte) = self.peek() {
                    match byte {
                        b'}' | b']' => {
                            self.at += 1;
                            break;
                        }
                        b',' | b':' => self.at += 1,
                        b'"' if open == b'{' => {
                            let key = self.string();
                            if self.peek() == Some(b':') {
                                self.at += 1;
                            }
                            self.value(&below(&self.text[key.start..key.end]), out);
                        }
                        _ => {
                            self.value(&below(&index.to_string()), out);
                            index += 1;
                        }
                    }
                }
            }
            _ => {
                let rest = &self.bytes[self.at.min(self.bytes.len())..];
                let length = rest.iter().take_while(|byte| !b",]}".contains(byte)).count();
                self.at += length.max(1);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_found_by_path() {
        let text = r#"{ "a": [1, {"b": "甲\"乙"}, [true, "丙"]], "c" : "", "d": null }"#;
        let places = Places::of(text);
        let at = |path: &str| places.of_path(path).map(|span| span.of(text));
        assert_eq!(at("a/1/b"), Some("甲\\\"乙"));
        assert_eq!((at("a/2/1"), at("c"), at("d"), at("a/0")), (Some("丙"), Some(""), None, None));
    }
}
