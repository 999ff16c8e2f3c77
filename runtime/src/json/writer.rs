//! JSON, written into a buffer.

use std::fmt;

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
    /// How many objects and arrays are open.
    depth: usize,
    /// Where the last name that was begun stands in the text, with its quotes.
    name: usize,
    /// The first thing that has no form in JSON.
    invalid: Option<Unwritable>,
}

/// A value that has no form in JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unwritable {
    /// The member that it is the value of, or lies in.
    pub(crate) member: String,
    pub(crate) message: &'static str,
}

impl fmt::Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.member, self.message)
    }
}

impl std::error::Error for Unwritable {}

/// The deepest nesting that is written: what is deeper, no answer could hold.
const MAX_DEPTH: usize = super::reader::MAX_DEPTH;

impl Writer {
    /// An empty text.
    pub fn new() -> Self {
        Self { text: String::with_capacity(256), first: true, ..Self::default() }
    }

    /// The text, as bytes.
    pub(crate) fn finish(self) -> Result<Vec<u8>, Unwritable> {
        self.invalid.map_or(Ok(self.text.into_bytes()), Err)
    }

    /// Notes a value that has no form in JSON. Nothing that is written is sent then.
    pub(crate) fn fail(&mut self, message: &'static str) {
        let name = self.text.get(self.name..).and_then(|text| text.strip_prefix('"')).unwrap_or_default();
        let member = name.split('"').next().unwrap_or_default();
        self.invalid.get_or_insert_with(|| Unwritable { member: member.to_owned(), message });
    }

    /// Whether there may be one more object or array within those that are open; if not, that is noted.
    pub(crate) fn has_room(&mut self) -> bool {
        if self.depth >= MAX_DEPTH {
            self.fail("nested deeper than 128 levels");
        }
        self.depth < MAX_DEPTH
    }

    /// Begins a member: comma, name and colon. Its value must follow.
    pub fn name(&mut self, name: &str) {
        self.item();
        self.name = self.text.len();
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
        self.depth += 1;
    }

    pub(crate) fn close(&mut self, bracket: char) {
        self.text.push(bracket);
        self.first = false;
        self.depth = self.depth.saturating_sub(1);
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
