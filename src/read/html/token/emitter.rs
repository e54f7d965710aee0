//! What the tokenizer reports, kept no longer than it takes to know where each tag stands.
//!
//! html5gum's ready-made emitters copy every text and value and report every parse error, which took
//! longer than finding the tags. Offsets here count from the start of what is tokenized.

use std::convert::Infallible;

use html5gum::{Emitter, Error, State, naive_next_state};

use super::Sink;

/// The tag in the making.
#[derive(Debug, Default)]
pub(super) struct Token {
    /// How far the tokenizer has read.
    position: usize,
    /// Where the last `<` stands that may begin something.
    start: usize,
    is_end_tag: bool,
    /// Its name, until a start tag's is handed on.
    name: Vec<u8>,
    self_closing: bool,
    /// The name of the last start tag, which an end tag of raw text must match; empty if none is open.
    last_start_tag: Vec<u8>,
    attribute: Vec<u8>,
    attribute_end: usize,
    value_start: usize,
    value_end: usize,
    has_value: bool,
    /// Text has come since the last tag, and where it ended.
    has_text: bool,
    text_end: usize,
}

impl Sink<'_> {
    #[inline]
    fn flush_text(&mut self) {
        if std::mem::take(&mut self.token.has_text) {
            self.text_end = self.place(self.token.text_end);
        }
    }

    fn flush_name(&mut self) {
        self.flush_text();
        if self.token.is_end_tag || self.token.name.is_empty() {
            return;
        }
        let name = std::mem::take(&mut self.token.name);
        self.open_start_tag(&name, self.token.start);
        self.token.name = std::mem::replace(&mut self.token.last_start_tag, name);
        self.token.name.clear();
    }

    #[inline]
    fn flush_attribute_name(&mut self) {
        self.flush_name();
        if !self.token.attribute.is_empty() {
            let mut name = std::mem::take(&mut self.token.attribute);
            self.attribute_name(&name, self.token.attribute_end);
            name.clear();
            self.token.attribute = name;
        }
    }

    fn flush_attribute(&mut self) {
        self.flush_attribute_name();
        if std::mem::take(&mut self.token.has_value) {
            self.attribute_value(self.token.value_start, self.token.value_end);
        }
    }
}

impl Emitter for &mut Sink<'_> {
    type Token = Infallible;

    fn set_last_start_tag(&mut self, last_start_tag: Option<&[u8]>) {
        self.token.last_start_tag.clear();
        self.token.last_start_tag.extend(last_start_tag.unwrap_or_default());
    }

    fn emit_eof(&mut self) {
        self.flush_text();
    }

    #[inline]
    fn emit_error(&mut self, _: Error) {}

    #[inline]
    fn should_emit_errors(&mut self) -> bool {
        false
    }

    #[inline]
    fn pop_token(&mut self) -> Option<Infallible> {
        None
    }

    #[inline]
    fn emit_string(&mut self, text: &[u8]) {
        self.token.has_text |= !text.is_empty();
        self.token.text_end = self.token.position;
    }

    #[inline]
    fn init_start_tag(&mut self) {
        self.token.name.clear();
        self.token.is_end_tag = false;
        self.token.self_closing = false;
    }

    #[inline]
    fn init_end_tag(&mut self) {
        self.token.name.clear();
        self.token.is_end_tag = true;
    }

    fn init_comment(&mut self) {
        self.flush_text();
    }

    fn emit_current_tag(&mut self) -> Option<State> {
        self.flush_attribute();
        let position = self.token.position;
        if self.token.is_end_tag {
            self.token.last_start_tag.clear();
            let name = std::mem::take(&mut self.token.name);
            self.end_tag(&name, self.token.start, position);
            self.token.name = name;
        } else {
            self.close_start_tag(position, self.token.self_closing);
        }
        naive_next_state(&self.token.last_start_tag)
    }

    fn emit_current_comment(&mut self) {
        self.raw(self.token.start, self.token.position);
    }

    fn emit_current_doctype(&mut self) {
        self.raw(self.token.start, self.token.position);
    }

    #[inline]
    fn set_self_closing(&mut self) {
        self.token.self_closing |= !self.token.is_end_tag;
    }

    #[inline]
    fn set_force_quirks(&mut self) {}

    #[inline]
    fn push_tag_name(&mut self, part: &[u8]) {
        self.token.name.extend(part);
    }

    #[inline]
    fn push_comment(&mut self, _: &[u8]) {}

    #[inline]
    fn push_doctype_name(&mut self, _: &[u8]) {}

    fn init_doctype(&mut self) {
        self.flush_text();
    }

    fn init_attribute(&mut self) {
        self.flush_attribute();
    }

    #[inline]
    fn init_attribute_value(&mut self) {
        self.token.value_start = self.token.position;
    }

    #[inline]
    fn push_attribute_name(&mut self, part: &[u8]) {
        self.token.attribute.extend(part);
        self.token.attribute_end = self.token.position;
    }

    #[inline]
    fn push_attribute_value(&mut self, part: &[u8]) {
        self.flush_attribute_name();
        self.token.has_value |= !part.is_empty();
        self.token.value_end = self.token.position;
    }

    fn set_doctype_public_identifier(&mut self, _: &[u8]) {}

    fn set_doctype_system_identifier(&mut self, _: &[u8]) {}

    fn push_doctype_public_identifier(&mut self, _: &[u8]) {}

    fn push_doctype_system_identifier(&mut self, _: &[u8]) {}

    #[inline]
    fn start_open_tag(&mut self) {
        self.token.start = self.token.position.saturating_sub(1);
    }

    fn current_is_appropriate_end_tag_token(&mut self) -> bool {
        let token = &self.token;
        token.is_end_tag && !token.last_start_tag.is_empty() && token.last_start_tag == token.name
    }

    #[inline]
    fn move_position(&mut self, offset: isize) {
        self.token.position = self.token.position.saturating_add_signed(offset);
    }
}
