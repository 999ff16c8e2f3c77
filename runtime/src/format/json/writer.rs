//! JSON, written into a buffer.

use std::fmt;

use super::BigNumbers;
use super::string::end_of_plain;
use crate::big_number::{BigDecimal, BigInteger};
use crate::document::Document;
use crate::number;
use crate::timestamp::{self, DateTime, TimestampFormat};
use crate::wire::{self, Encode, EncodeError, MAX_DEPTH, Member, WriteEntries, WriteItems};

/// Writes one JSON text. Commas come by themselves.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    text: String,
    /// Whether the next name or item is the first of its object or array.
    first: bool,
    /// How many objects and arrays are open.
    depth: usize,
    /// Where the last name that was begun stands in the text, with its quotes.
    name: usize,
    /// The first thing that has no form in JSON.
    invalid: Option<EncodeError>,
    big_numbers: BigNumbers,
}

impl Writer {
    /// An empty text.
    pub(super) fn new(big_numbers: BigNumbers) -> Self {
        Self { text: String::with_capacity(256), first: true, big_numbers, ..Self::default() }
    }

    /// The text, as bytes.
    pub(crate) fn finish(self) -> Result<Vec<u8>, EncodeError> {
        self.invalid.map_or(Ok(self.text.into_bytes()), Err)
    }

    /// Notes a value that has no form in JSON. Nothing that is written is sent then.
    fn fail(&mut self, message: &'static str) {
        let name = self.text.get(self.name..).and_then(|text| text.strip_prefix('"')).unwrap_or_default();
        let member = name.split('"').next().unwrap_or_default();
        self.invalid.get_or_insert_with(|| EncodeError::new(member, message));
    }

    /// Whether there may be one more object or array within those that are open; if not, that is noted.
    pub(super) fn has_room(&mut self) -> bool {
        if self.depth >= MAX_DEPTH {
            self.fail("nested deeper than 128 levels");
        }
        self.depth < MAX_DEPTH
    }

    /// Begins an item of an array: the comma. Its value must follow.
    pub(super) fn item(&mut self) {
        if !self.first {
            self.text.push(',');
        }
        self.first = false;
    }

    pub(super) fn open(&mut self, bracket: char) {
        self.text.push(bracket);
        self.first = true;
        self.depth += 1;
    }

    pub(super) fn close(&mut self, bracket: char) {
        self.text.push(bracket);
        self.first = false;
        self.depth = self.depth.saturating_sub(1);
    }

    /// Writes what is JSON already: a number, `true`, `false` or `null`.
    pub(super) fn raw(&mut self, json: &str) {
        self.text.push_str(json);
    }

    /// Writes a number.
    fn display(&mut self, value: impl fmt::Display) {
        use fmt::Write;
        // A `String` takes everything.
        let _ = write!(self.text, "{value}");
    }

    /// Writes a number whose digits are kept.
    fn digits(&mut self, digits: &str) {
        match self.big_numbers {
            BigNumbers::Numbers => self.raw(digits),
            BigNumbers::Strings => self.string(digits),
        }
    }

    /// Writes a string: quotes, and escapes where RFC 8259 demands them.
    fn string(&mut self, text: &str) {
        // Room for some escapes, too.
        self.text.reserve(text.len() + text.len() / 8 + 2);
        self.text.push('"');
        let (bytes, mut start) = (text.as_bytes(), 0);
        loop {
            let end = end_of_plain(bytes, start);
            self.text.push_str(text.get(start..end).unwrap_or_default());
            let Some(byte) = bytes.get(end) else { break };
            self.escape(*byte);
            start = end + 1;
        }
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

impl wire::Writer for Writer {
    fn name(&mut self, name: &str, _: &Member) {
        self.item();
        self.name = self.text.len();
        self.string(name);
        self.text.push(':');
    }

    fn structure(&mut self, members: &dyn Encode, _: &Member) {
        self.open('{');
        members.encode(self);
        self.close('}');
    }

    fn list(&mut self, items: &dyn WriteItems, member: &Member) {
        self.open('[');
        for index in 0..items.count() {
            self.item();
            items.write_item(index, member.item(), self);
        }
        self.close(']');
    }

    fn map(&mut self, entries: &dyn WriteEntries, member: &Member) {
        self.open('{');
        entries.each(&mut |key, value| {
            self.name(key, &Member::PLAIN);
            value.value_as(member.item(), self);
        });
        self.close('}');
    }

    fn null(&mut self) {
        self.raw("null");
    }

    fn boolean(&mut self, value: bool) {
        self.raw(if value { "true" } else { "false" });
    }

    fn integer(&mut self, value: i64) {
        self.display(value);
    }

    fn float(&mut self, value: f32) {
        match value.is_finite() {
            true => self.display(format_args!("{value:?}")),
            false => self.string(number::non_finite(f64::from(value))),
        }
    }

    fn double(&mut self, value: f64) {
        match value.is_finite() {
            true => self.display(format_args!("{value:?}")),
            false => self.string(number::non_finite(value)),
        }
    }

    fn big_integer(&mut self, value: &BigInteger) {
        self.digits(value.as_ref());
    }

    fn big_decimal(&mut self, value: &BigDecimal) {
        self.digits(value.as_ref());
    }

    fn text(&mut self, value: &str) {
        self.string(value);
    }

    /// Bytes are base64 text.
    fn blob(&mut self, value: &[u8]) {
        self.string(&crate::base64::encode(value));
    }

    /// A moment is a number of seconds, unless the member says otherwise.
    fn timestamp(&mut self, value: &DateTime, member: &Member) {
        match member.timestamp.unwrap_or(TimestampFormat::EpochSeconds) {
            TimestampFormat::EpochSeconds => self.raw(&timestamp::epoch_seconds(value)),
            format => self.string(&timestamp::format(value, format)),
        }
    }

    fn document(&mut self, value: &Document) {
        super::write_document::write(value, self);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::json::{Json, Reader};
    use crate::wire::{Decode as _, Field, Format as _};

    fn written(value: &dyn Field) -> String {
        String::from_utf8(Json::REST.write(value).expect("JSON")).expect("UTF-8")
    }

    #[test]
    fn numbers_of_any_size_keep_their_digits() {
        let number: BigInteger = "123456789012345678901234567890".parse().expect("a number");
        assert_eq!(written(&number), "123456789012345678901234567890");
    }

    /// RFC 8259, section 7: the short escapes where there are such.
    #[test]
    fn texts_are_escaped_as_shortly_as_can_be() {
        let text = "\"\\\n\r\t\u{0}\u{1f}/é\u{7f}\u{2028}";
        let escaped = r#""\"\\\n\r\t\u0000\u001f/"#.to_owned() + "é\u{7f}\u{2028}\"";
        assert_eq!(written(&text.to_owned()), escaped);
        assert_eq!(Document::from_json(escaped.as_bytes()), Ok(Document::from(text)));
    }

    /// The depth is counted, not the number of values.
    #[test]
    fn neighbours_are_not_deeper() {
        let neighbours = Document::from(vec![Document::from(Vec::<bool>::new()); 300]);
        assert_eq!(written(&neighbours).len(), 300 * 3 + 1);
    }

    /// As rpcv2Json has them.
    #[test]
    fn numbers_of_any_size_may_be_strings() {
        let decimal: BigDecimal = "0.10".parse().expect("a number");
        let text = Json::RPC_V2.write(&decimal).expect("JSON");
        assert_eq!(text, b"\"0.10\"");
        let read = |text: &str| {
            let (mut whole, mut decimal) = (BigInteger::from(0), BigDecimal::from(0));
            let mut input = Reader::new(text.as_bytes()).expect("JSON").with(BigNumbers::Strings);
            let of_whole = whole.decode(&mut input).map(|()| whole.to_string());
            let mut input = Reader::new(text.as_bytes()).expect("JSON").with(BigNumbers::Strings);
            (of_whole.ok(), decimal.decode(&mut input).map(|()| decimal.to_string()).ok())
        };
        let some = |digits: &str| Some(digits.to_owned());
        assert_eq!(read("\"18446744073709551616\""), (some("18446744073709551616"), some("18446744073709551616")));
        assert_eq!(read("\"1.50\""), (None, some("1.50")));
        for text in ["7", "\"\"", "\"x\"", "\"01\"", "\"+1\"", "\" 1\"", "\"NaN\"", "null", "true"] {
            assert_eq!(read(text), (None, None), "{text}");
        }
    }
}
