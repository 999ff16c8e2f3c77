//! JSON, written into a buffer.

use super::Encode;
use super::collections::WriteItems;
use crate::member::Member;

/// The bytes that can't stand in a string as they are: control characters, quotes, backslashes.
static SPECIAL: [bool; 256] = {
    let mut special = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        special[byte] = true;
        byte += 1;
    }
    special[b'"' as usize] = true;
    special[b'\\' as usize] = true;
    special
};

/// Writes one JSON text. Commas come by themselves.
#[derive(Debug, Default)]
pub struct Writer {
    text: String,
    /// Whether the next name or item is the first of its object or array.
    first: bool,
}

impl Writer {
    /// An empty text.
    pub fn new() -> Self {
        Self { text: String::with_capacity(256), first: true }
    }

    /// The text, as bytes.
    pub fn into_bytes(self) -> Vec<u8> {
        self.text.into_bytes()
    }

    /// Begins a member: comma, name and colon. Its value must follow.
    pub fn name(&mut self, name: &str) {
        self.item();
        self.string(name);
        self.text.push(':');
    }

    /// Begins an item of an array: the comma. Its value must follow.
    pub(crate) fn item(&mut self) {
        if !self.first {
            self.text.push(',');
        }
        self.first = false;
    }

    /// Writes an object with these members.
    pub fn object(&mut self, members: &dyn Encode) {
        self.open('{');
        members.encode(self);
        self.close('}');
    }

    /// Writes an array. Its items have the traits of an item.
    pub(super) fn items(&mut self, items: &dyn WriteItems, item: &Member) {
        self.open('[');
        for index in 0..items.count() {
            self.item();
            items.write_item(index, item, self);
        }
        self.close(']');
    }

    pub(crate) fn open(&mut self, bracket: char) {
        self.text.push(bracket);
        self.first = true;
    }

    pub(crate) fn close(&mut self, bracket: char) {
        self.text.push(bracket);
        self.first = false;
    }

    /// Writes what is JSON already: a number, `true`, `false` or `null`.
    pub(crate) fn raw(&mut self, json: &str) {
        self.text.push_str(json);
    }

    /// Writes a number.
    pub(crate) fn display(&mut self, value: impl std::fmt::Display) {
        use std::fmt::Write;
        // A `String` takes everything.
        let _ = write!(self.text, "{value}");
    }

    /// Writes a string: quotes, and escapes where RFC 8259 demands them.
    pub fn string(&mut self, text: &str) {
        self.text.reserve(text.len() + 2);
        self.text.push('"');
        let mut start = 0;
        for (at, byte) in text.bytes().enumerate() {
            if SPECIAL[usize::from(byte)] {
                self.text.push_str(&text[start..at]);
                self.escape(byte);
                start = at + 1;
            }
        }
        self.text.push_str(&text[start..]);
        self.text.push('"');
    }

    fn escape(&mut self, byte: u8) {
        match byte {
            b'"' => self.raw("\\\""),
            b'\\' => self.raw("\\\\"),
            b'\n' => self.raw("\\n"),
            b'\r' => self.raw("\\r"),
            b'\t' => self.raw("\\t"),
            _ => self.raw(&format!("\\u{byte:04x}")),
        }
    }
}
